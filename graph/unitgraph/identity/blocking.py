"""Blocking: which mentions are compared at all, and which units of a large block."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, combinations

from unitgraph.identity.clusters import Clusters
from unitgraph.identity.mentions import Mention
from unitgraph.identity.misspelt import Meanings
from unitgraph.identity.namesakes import BearerKey
from unitgraph.identity.superiors import Superiors

MOST_PAIRS = 500
"""Pairs of a block from which they are looked for by what they share, not one by one."""
MOST_BESIDE = 50


class Blocks:
    """The mentions that share a country and a core name, as it is written or as ``meanings`` say that it is meant.
    Of units in large blocks ``superiors`` tell which may be one."""

    def __init__(self, mentions: Sequence[Mention], meanings: Meanings, superiors: Superiors) -> None:
        self._mentions = mentions
        self._meanings = meanings
        self._superiors = superiors
        self._blocks = self._found(meanings)

    def __iter__(self) -> Iterator[list[int]]:
        return iter(self._blocks)

    def _found(self, meanings: Meanings) -> list[list[int]]:
        found: defaultdict[tuple[str, tuple[tuple[str, ...], ...]], set[int]] = defaultdict(set)
        for number, each in enumerate(self._mentions):
            for name in filter(None, (each.name, *each.aliases, each.plain, *meanings.of(number))):
                found[each.country, (name.core, name.designators)].add(number)
                if name.qualifiers:
                    found[each.country, (name.words, name.designators)].add(number)
        # A mention without a country may be of any: it is looked at with those of each.
        for (country, words), members in list(found.items()):
            if country and (strays := found.get(("", words))):
                members |= strays
        unique = {tuple(sorted(members)) for members in found.values() if len(members) > 1}
        return [list(each) for each in sorted(unique) if not self._are_of_one_scheme(each)]

    def _are_of_one_scheme(self, numbers: Iterable[int]) -> bool:
        """Whether all have identifiers of one scheme, which says already which of them are one."""
        schemes = {identifier and identifier[0] for identifier in (self._mentions[each].identifier for each in numbers)}
        return len(schemes) == 1 and None not in schemes

    def pairs(
        self, units: Sequence[int], clusters: Clusters, contradicting: bool
    ) -> tuple[Iterable[tuple[int, int]], bool]:
        """The pairs of a block that may be one unit, and whether those are all. Units with identifiers of one scheme
        are not compared: they are different. In a large block those whose superiors contradict are left out, unless
        they are asked for as ``contradicting``: they are never merged."""
        schemes = {unit: clusters.scheme(unit) for unit in units}
        free = [unit for unit in units if not schemes[unit]]
        kinds = Counter(schemes.values())
        if len(kinds) == 1 and not free:
            return (), True
        count = (len(units) ** 2 - sum(n**2 for scheme, n in kinds.items() if scheme)) // 2
        if count <= MOST_PAIRS:
            every = combinations(units, 2)
            return [(a, b) for a, b in every if not schemes[a] or schemes[a] != schemes[b]], True
        return self._related_pairs(units, schemes, clusters, contradicting), False

    def _related_pairs(
        self, units: Sequence[int], schemes: dict[int, str], clusters: Clusters, contradicting: bool
    ) -> Iterator[tuple[int, int]]:
        """Of many units of one name those pairs of which one's superior stands above the other, or that share a
        place; and those of a listed unit with any that may be in its place."""
        under: defaultdict[object, list[int]] = defaultdict(list)
        anywhere = []
        for unit in units:
            for above in clusters.ancestors(unit):
                under[above].append(unit)
            qualifiers = clusters.qualifiers(unit)
            for qualifier in qualifiers:
                under[qualifier].append(unit)
            if not qualifiers:
                anywhere.append(unit)
        placed = None if contradicting else _StandingUnits(units, clusters, self._superiors, self._meanings)
        seen: set[tuple[int, int]] = set()
        for unit in units:
            qualifiers = clusters.qualifiers(unit)
            groups: list[Collection[int]] = [under[shared] for shared in (*clusters.superiors_of(unit), *qualifiers)]
            if clusters.is_listed(unit):
                may_be = anywhere if qualifiers else units
                groups.append(placed.fitting(unit) if placed else may_be)
            elif schemes[unit]:
                # What has no identifier asks; what has one is asked for.
                groups = [beside for beside in groups if len(beside) <= MOST_BESIDE]
            for other in chain.from_iterable(groups):
                pair = (min(unit, other), max(unit, other))
                if other != unit and pair not in seen and not (schemes[unit] and schemes[unit] == schemes[other]):
                    seen.add(pair)
                    yield pair


class _StandingUnits:
    """Units of one name by what stands above them."""

    def __init__(self, units: Sequence[int], clusters: Clusters, superiors: Superiors, meanings: Meanings) -> None:
        self._units = units
        self._clusters = clusters
        self._superiors = superiors
        self._meanings = meanings
        self._below: defaultdict[BearerKey, set[int]] = defaultdict(set)
        self._directly: defaultdict[BearerKey, set[int]] = defaultdict(set)
        self._free: set[int] = set()
        for unit in units:
            above = superiors.named_above(unit)
            if not above:
                self._free.add(unit)
            for key in superiors.names_above(unit):
                self._below[key].add(unit)
            for key in chain.from_iterable(map(superiors.names_of, above)):
                self._directly[key].add(unit)

    def fitting(self, unit: int) -> Collection[int]:
        """The units whose superiors may be those of one, by their names, or say nothing against it: all that
        :meth:`Superiors.compare` may find so."""
        if unit in self._free:
            return self._units
        # All that stands above the one must stand above the other, or all that stands directly above the other above
        # the one.
        above = self._clusters.ancestors(unit)
        least: Collection[int] = self._units
        for each in above:
            if self._is_plain(each):
                found = set().union(*(self._below.get(key, ()) for key in self._superiors.names_of(each)))
                least = min(least, found, key=len)
        higher = (self._directly.get(key, ()) for key in self._superiors.names_above(unit))
        return self._free.union(least, *higher)

    def _is_plain(self, unit: int) -> bool:
        """Whether a unit can have no namesake but by its names as they are written."""
        mentions = [(number, self._clusters.mentions[number]) for number in self._clusters.members(unit)]
        return not any(
            each.placeholder or each.name.qualifiers or self._meanings.of(number) for number, each in mentions
        )
