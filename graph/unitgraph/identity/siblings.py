"""Siblings with the same or nearly the same name: perhaps one unit, misspelt, which a person must say."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator

from unitgraph.identity.units import Unit, UnitGraph
from unitgraph.lexicon.spelling import near_pairs


class Siblings:
    """Units by their superiors, those without any by country. Let all pass, then ask for the pairs."""

    def __init__(self) -> None:
        self._groups: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)

    def seen(self, units: Iterable[Unit]) -> Iterator[Unit]:
        """The units as they come, each put beside its siblings."""
        for unit in units:
            for place in unit.superiors or (unit.country,):
                self._groups[place].append((unit.iri, unit.name))
            yield unit

    def near_pairs(self, distinct: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """The pairs of siblings (IRIs, the lesser first) whose names are the same or nearly the same when folded, but
        for those that a ruling says are ``distinct``. Siblings under several superiors come once for each."""
        decided = {frozenset(pair) for pair in distinct}
        for siblings in self._groups.values():
            siblings.sort()
            for one, other in near_pairs([name for _, name in siblings]):
                pair = siblings[one][0], siblings[other][0]
                if frozenset(pair) not in decided:
                    yield pair


def near_siblings(graph: UnitGraph) -> Iterator[tuple[str, str]]:
    """The pairs of siblings among the units of lists; see :meth:`Siblings.near_pairs`."""
    siblings = Siblings()
    deque(siblings.seen(graph.units), maxlen=0)
    return siblings.near_pairs((one, other) for _, one, other in graph.distinct)
