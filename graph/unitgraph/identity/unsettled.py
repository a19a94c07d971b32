"""Superiors of which a hierarchy table does not settle which unit they are: those that they may be are asked about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from unitgraph.identity.mentions import Comparison, Identities, Mention, Reason, Verdict
from unitgraph.identity.names import Name

_NumberPair = tuple[int, int]


def with_unsettled(found: Identities, pairs: Iterable[_NumberPair], distinct: Iterable[_NumberPair] = ()) -> Identities:
    """What a resolution found, with a question for each of some pairs: the mention of a placeholder, and that of a unit
    for which it may stand. ``distinct`` are the pairs that rulings part."""
    unit_of = found.unit_of
    settled = found.settled(distinct)
    asked: dict[frozenset[int], tuple[int, int, Comparison]] = {}
    for one, other in pairs:
        units = frozenset((unit_of[one], unit_of[other]))
        if len(units) == 2 and units not in settled:
            pair = min(one, other), max(one, other)
            asked.setdefault(units, (*pair, Comparison(Verdict.OPEN, (Reason.UNSETTLED,), pair, weak=True)))
    return replace(found, questions=(*found.questions, *sorted(asked.values(), key=lambda each: each[:2])))


def of_names(placeholders: Iterable[tuple[int, Name]], mentions: Sequence[Mention]) -> Iterator[_NumberPair]:
    """The mentions of placeholders, each with those of units of its country that have the name which is given with
    it."""
    wanted: defaultdict[tuple[str, tuple[str, ...], tuple[str, ...]], list[int]] = defaultdict(list)
    for number, name in placeholders:
        wanted[mentions[number].country, name.core, name.designators].append(number)
    for other, mention in enumerate(mentions if wanted else ()):
        for name in () if mention.placeholder else mention.names:
            for number in wanted.get((mention.country, name.core, name.designators), ()):
                yield number, other
