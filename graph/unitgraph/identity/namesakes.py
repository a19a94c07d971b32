"""The units of hierarchy tables that bear a name which entries give to a superior, and what their parts are called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from unitgraph.identity.mentions import Mention

BearerKey = tuple[tuple[str, ...], tuple[str, ...]]
"""The words of a name and its designators."""


def name_keys(mention: Mention) -> frozenset[BearerKey]:
    """Every name of a mention."""
    return frozenset((name.words, name.designators) for name in mention.names)


class Namesakes:
    """Looks up, by a name, the mentions of tables that bear it, and the names of what stands directly below each. Only
    names of superiors of listed units are kept."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        wanted = {key for each in mentions if each.listed for above in each.superiors for key in _keys(mentions[above])}
        self._bearers: defaultdict[tuple[str, BearerKey], list[int]] = defaultdict(list)
        for number, each in enumerate(mentions if wanted else ()):
            if each.identifier:
                for key in wanted.intersection(_keys(each)):
                    self._bearers[key].append(number)
        kept = {number for bearers in self._bearers.values() for number in bearers}
        self._parts: defaultdict[int, set[tuple[str, ...]]] = defaultdict(set)
        self._part_names: defaultdict[int, set[BearerKey]] = defaultdict(set)
        for each in mentions if kept else ():
            if each.identifier:
                for above in kept.intersection(each.superiors):
                    self._parts[above].add(each.name.core)
                    self._part_names[above] |= name_keys(each)
            else:
                for above in each.superiors:
                    self._part_names[above] |= name_keys(each)

    def of(self, country: str, keys: Iterable[BearerKey]) -> set[int]:
        """The mentions of tables that bear one of the names in a country."""
        return {number for key in keys for number in self._bearers.get((country, key), ())}

    def has_part(self, mention: int, core: tuple[str, ...]) -> bool:
        """Whether something of a core name stands directly below a mention."""
        return core in self._parts.get(mention, ())

    def share_a_part(self, one: int, other: int) -> bool:
        """Whether something of one name stands directly below each of two mentions."""
        return not self._part_names.get(one, set()).isdisjoint(self._part_names.get(other, ()))


def _keys(mention: Mention) -> Iterator[tuple[str, BearerKey]]:
    return ((mention.country, key) for key in name_keys(mention))
