"""Siblings with the same or nearly the same name: perhaps one unit, misspelt, which a person must say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from unitgraph.identity.units import Unit, UnitGraph
from unitgraph.lexicon.spelling import near_pairs


class Siblings:
    """Units by their superiors, those without any by country. Let all pass, then ask for the pairs."""

    def __init__(self) -> None:
        self._groups: defaultdict[str, list[tuple[str, str, frozenset[str]]]] = defaultdict(list)

    def add(self, unit: Unit) -> None:
        """Put a unit beside its siblings. A placeholder, of which there may be several of one name, is none of them."""
        if unit.placeholder:
            return
        for above in unit.superiors or (unit.country,):
            self._groups[above].append((unit.iri, unit.name, frozenset(unit.places)))

    def near_pairs(self, distinct: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, str]]:
        """The pairs of siblings (IRIs, the lesser first) whose names are the same or nearly the same when folded, but
        for those that a ruling says are ``distinct``, and those in different places. Siblings under several superiors
        come once for each."""
        decided = {frozenset(pair) for pair in distinct}
        for siblings in self._groups.values():
            siblings.sort(key=lambda each: each[0])
            for one, other in near_pairs([name for _, name, _ in siblings]):
                (first, _, here), (second, _, there) = siblings[one], siblings[other]
                apart = here and there and not here & there
                if not apart and frozenset((first, second)) not in decided:
                    yield first, second


def near_siblings(graph: UnitGraph) -> Iterator[tuple[str, str]]:
    """The pairs of siblings among the units of lists; see :meth:`Siblings.near_pairs`."""
    siblings = Siblings()
    for unit in graph.units:
        siblings.add(unit)
    return siblings.near_pairs(graph.distinct)
