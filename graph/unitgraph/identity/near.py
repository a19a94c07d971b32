"""Units of nearly the name of a denied one that another source names: perhaps the same, which a person must say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from unitgraph.identity.drafts import UnitDraft
from unitgraph.identity.mentions import Comparison, Identities, Mention, Reason, Verdict
from unitgraph.identity.unread import Resolved
from unitgraph.match import Matcher, NamedUnit
from unitgraph.match.forms import form_of, initials

NEARLY = 0.6
"""The score from which a name means another unit, too."""
MOST = 50
"""A word that more units of a country bear tells none of them."""
_NearPair = tuple[int, int]


def with_near(
    found: Identities,
    mentions: Sequence[Mention],
    drafts: Sequence[UnitDraft],
    denied: Sequence[int],
    distinct: Iterable[_NearPair] = (),
) -> Identities:
    """What a resolution of ``mentions``, those of ``drafts``, found, with a question for each unit whose name may mean
    a denied one as well, or is its initials. ``denied`` are the numbers of mentions that entries deny, ``distinct`` the
    pairs that rulings part.

    Units that one source names side by side, that stand above one another, or whose countries, numbers, places or
    identifiers differ are not asked about.
    """
    if not denied or len({_source(draft) for draft in drafts}) < 2:
        return found
    units = Resolved(found, mentions)
    settled = {frozenset(map(units.of, pair)) for pair in distinct}
    settled |= {frozenset(map(units.of, each[:2])) for each in found.questions}
    asked: dict[frozenset[int], tuple[int, int, Comparison]] = {}
    for one, other in _near(mentions, drafts, denied):
        first, second = units.of(one), units.of(other)
        both = frozenset((first, second))
        if first == second or both in settled or both in asked:
            continue
        if _may_be_one(first, second, units, mentions, drafts):
            pair = min(one, other), max(one, other)
            asked[both] = (*pair, Comparison(Verdict.OPEN, (Reason.NEAR,), pair, weak=True))
    return replace(found, questions=(*found.questions, *sorted(asked.values(), key=lambda each: each[:2])))


def _source(draft: UnitDraft) -> object:
    return tuple(sorted({each.list for each in draft.entries or ()})) or tuple(sorted(draft.tables()))


def _near(mentions: Sequence[Mention], drafts: Sequence[UnitDraft], denied: Sequence[int]) -> Iterator[_NearPair]:
    """The pairs of a mention and a denied one of nearly the same name."""
    blocks = _blocks(mentions, drafts, denied)
    if not blocks:
        return
    numbers = sorted({*denied, *blocks})
    matcher = Matcher(_named(number, drafts[number]) for number in numbers)
    of_iri = {_iri(number): number for number in denied}
    for number in sorted(blocks):
        draft = drafts[number]
        yield from ((number, other) for other, is_short in blocks[number].items() if is_short)
        for each in matcher.match(draft.name, draft.country).candidates:
            other = of_iri.get(each.unit.iri)
            if other is not None and other != number and each.score >= NEARLY:
                yield number, other


def _blocks(
    mentions: Sequence[Mention], drafts: Sequence[UnitDraft], denied: Sequence[int]
) -> dict[int, dict[int, bool]]:
    """For each mention the denied ones of its country that share a telling word or the core of their names, and whether
    one name is the initials of the other."""
    words: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    shorts: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    longs: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    countries = {mentions[number].country for number in denied}
    for number in denied:
        country = mentions[number].country
        for key in _keys(mentions[number]):
            words[country, key].add(number)
        for key in _short(mentions[number]):
            shorts[country, key].add(number)
        for key in _initials(drafts[number]):
            longs[country, key].add(number)
    with_short = {country for country, _ in shorts}
    bearers: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    found: defaultdict[int, dict[int, bool]] = defaultdict(dict)
    for number, mention in enumerate(mentions):
        if mention.country not in countries or mention.placeholder:
            continue
        for key in _keys(mention):
            if (mention.country, key) in words:
                bearers[mention.country, key].append(number)
        own = [shorts.get((mention.country, key), ()) for key in _initials(drafts[number])] if with_short else []
        own += [longs.get((mention.country, key), ()) for key in _short(mention)]
        if any(own):
            found[number].update((each, True) for group in own for each in group)
    for block, those in bearers.items():
        for number in those if len(those) <= MOST else ():
            for other in words[block] - {number}:
                found[number].setdefault(other, False)
    return found


def _keys(mention: Mention) -> Iterator[str]:
    yield from mention.name.telling
    yield " ".join(mention.name.core)


def _short(mention: Mention) -> Iterator[str]:
    """Its names of one word, which may be the initials of another."""
    for name in (mention.name, *mention.aliases):
        if len(name.core) == 1 and not name.designators and 3 <= len(name.core[0].lstrip("~")) <= 8:
            yield name.core[0].lstrip("~")


def _initials(draft: UnitDraft) -> tuple[str, ...]:
    return initials(form_of(draft.name, draft.country), draft.name)


def _may_be_one(
    one: int, other: int, units: Resolved, mentions: Sequence[Mention], drafts: Sequence[UnitDraft]
) -> bool:
    """Whether nothing parts two units (by the least numbers of their mentions)."""
    if other in units.ancestors(one) or one in units.ancestors(other):
        return False
    firsts, seconds = ([(mentions[each], drafts[each]) for each in units.members(unit)] for unit in (one, other))
    for first, of_first in firsts:
        for second, of_second in seconds:
            lists = {each.list for each in of_first.entries or ()} & {each.list for each in of_second.entries or ()}
            if lists or of_first.tables() & of_second.tables():
                return False
            if first.identifier and second.identifier and first.identifier[0] == second.identifier[0]:
                return False
            if first.name.designators != second.name.designators:
                return False
            places = [each.name.qualifiers | each.sites for each in (first, second)]
            if all(places) and not places[0] & places[1]:
                return False
    return True


def _iri(number: int) -> str:
    return f"mention:{number}"


def _named(number: int, draft: UnitDraft) -> NamedUnit:
    return NamedUnit(_iri(number), draft.name, draft.country, tuple(draft.others or ()), (), draft.places)
