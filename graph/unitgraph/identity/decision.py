"""Decision: which of the compared pairs are merged now, so that no unit is made of two that differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import chain, combinations, product

from unitgraph.identity.clusters import Clusters, DisjointSets
from unitgraph.identity.compared_pairs import ComparedPairs
from unitgraph.identity.mentions import Comparison, Verdict

Merge = tuple[int, int, Comparison]
MOST_ALIKE = 50
"""Units of one name that are looked at together, at most."""


def decide(
    clusters: Clusters, pairs: ComparedPairs, partly: Collection[int], may_meet: Callable[[int, int], bool]
) -> list[Merge]:
    """The pairs to merge now; the others stay questions. ``partly`` are units of which not every pair was looked at;
    ``may_meet`` says of two that are no pair whether both can be a third."""
    merging = _Merging(clusters, pairs, may_meet)
    decided = merging.without_contradictions(merging.supported(frozenset(partly)))
    # What fits best is judged when all that is certain is merged.
    return decided or merging.without_contradictions(merging.fitting())


class _Merging:
    def __init__(self, clusters: Clusters, pairs: ComparedPairs, may_meet: Callable[[int, int], bool]) -> None:
        self._clusters = clusters
        self._pairs = pairs
        self._may_meet = may_meet
        self._fit: dict[int, bool] = {}

    def supported(self, partly: frozenset[int]) -> list[Merge]:
        """The pairs to merge now: supported ones whose units can all be one."""
        links: defaultdict[int, set[int]] = defaultdict(set)
        alone: dict[int, bool] = {}
        for (one, other), found in self._pairs.compared():
            unique = found.verdict is Verdict.IF_UNIQUE and partly.isdisjoint((one, other))
            for unit in (one, other) if unique else ():
                if unit not in alone:
                    self._pairs.settle(unit)
                    rivals = [each for each in self._pairs.beside(unit) if not self._pair(unit, each).weak]
                    alone[unit] = self._may_all_be_one({unit, *rivals})
            if found.verdict is Verdict.SUPPORTED or (unique and alone[one] and alone[other]):
                links[one].add(other)
                links[other].add(one)
        return self._untorn(links)

    def fitting(self) -> list[Merge]:
        """The pairs to merge because no other unit of the name fits."""
        links: defaultdict[int, set[int]] = defaultdict(set)
        for (one, other), found in self._pairs.compared():
            if found.verdict is Verdict.IF_ONLY_FIT and self._only_fit(one) and self._only_fit(other):
                links[one].add(other)
                links[other].add(one)
        return self._untorn(links)

    def _untorn(self, links: Mapping[int, Collection[int]]) -> list[Merge]:
        """The linked pairs, but for those of units whose links cannot all be one."""
        torn = {unit for unit, others in links.items() if self._is_torn(unit, others, self._pairs.beside(unit))}
        return [
            (one, other, found)
            for (one, other), found in sorted(self._pairs.compared())
            if other in links.get(one, ()) and not {one, other} & torn
        ]

    def _pair(self, one: int, other: int) -> Comparison:
        found = self._pairs.get(one, other)
        assert found is not None
        return found

    def _is_torn(self, unit: int, others: Collection[int], beside: Collection[int]) -> bool:
        """Whether those that a unit is to be merged with cannot all be one, or one of them and a third which fits as
        well."""
        # Of a unit that a name tells, a third that the name does not tell is none.
        told = all((found := self._pair(unit, each)).verdict is Verdict.SUPPORTED and found.telling for each in others)

        def fits_as_well(rival: int) -> bool:
            found = self._pair(unit, rival)
            return found.fits and not (told and found.verdict is Verdict.OPEN and not found.telling)

        rivals = (each for each in beside if each not in others and fits_as_well(each))
        pairs = chain(combinations(sorted(others), 2), product(sorted(others), sorted(rivals)))
        return any(not self._may_be_one(unit, (min(pair), max(pair))) for pair in pairs)

    def without_contradictions(self, decided: list[Merge]) -> list[Merge]:
        """The pairs that can be merged without making one unit of two that differ, or putting a unit above itself; the
        others stay questions."""
        while decided:
            joined = DisjointSets()
            for one, other, _ in decided:
                joined.unite(one, other)
            wrong = self._cyclic(joined)
            for group, units in joined.groups().items():
                if any(
                    self._pairs.get(*pair) is None and not self._may_meet(*pair)
                    for pair in combinations(sorted(units), 2)
                ):
                    wrong.add(group)
            if not wrong:
                break
            decided = [pair for pair in decided if joined.find(pair[0]) not in wrong]
        return decided

    def _cyclic(self, joined: DisjointSets) -> set[int]:
        """The sets of units that would stand above themselves if they were one, and that do not already: a source may
        say that two were each above the other, at different times."""
        groups = joined.groups()

        def above(group: int) -> Iterator[int]:
            return (
                joined.find(each) for unit in groups.get(group, [group]) for each in self._clusters.superiors_of(unit)
            )

        found = set()
        for group in groups:
            seen: set[int] = set()
            waiting = list(above(group))
            while waiting:
                here = waiting.pop()
                if here not in seen:
                    seen.add(here)
                    waiting.extend(above(here))
            if group in seen and not any(map(self._clusters.is_on_a_circle, groups[group])):
                found.add(group)
        return found

    def _may_be_one(self, unit: int, pair: tuple[int, int]) -> bool:
        """Whether two units that are both to be merged with ``unit`` can be one. Superiors that conflict do not part
        them where the unit itself stands under those of both."""
        found = self._pairs.get(*pair)
        if found is None:
            return self._may_meet(*pair)
        return found.verdict > Verdict.CONFLICT or all(
            self._clusters.superiors_of(each) & self._clusters.ancestors(unit) for each in pair
        )

    def _only_fit(self, unit: int) -> bool:
        """Whether all that fit a unit may be one."""
        found = self._fit.get(unit)
        if found is None:
            fitting = {each for each in self._pairs.beside(unit) if self._pair(unit, each).fits}
            found = self._fit[unit] = self._may_all_be_one({unit, *fitting}, Verdict.IF_ONLY_FIT)
        return found

    def _may_all_be_one(self, units: Collection[int], least: Verdict = Verdict.IF_UNIQUE) -> bool:
        """Whether no unit of a name is known to be another than the rest: then its name is unique."""
        if len(units) > MOST_ALIKE:
            return False
        for pair in combinations(sorted(units), 2):
            found = self._pairs.get(*pair)
            if not (self._may_meet(*pair) if found is None else found.verdict >= least):
                return False
        return True
