"""The forest of units in memory: what stands above, below and beside a unit, and which units are listed.

A unit may have several superiors, so the hierarchy is a directed acyclic graph; a number of steps is always that of
the shortest way.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from unitgraph.errors import ReadingError
from unitgraph.units import UnitGraph

if TYPE_CHECKING:
    from networkx import DiGraph

    from unitgraph.store import Store


@dataclass(frozen=True, slots=True, order=True)
class Listing:
    """One denial of a unit: calendar year, list, line of the entry in its source, and the entry's own words."""

    year: int
    list: str
    line: int
    verbatim: str
    entry: str


@dataclass(frozen=True, slots=True)
class Node:
    """A unit as the hierarchy knows it; ``superiors`` are IRIs, ``country`` an ISO 3166-1 alpha-2 code."""

    iri: str
    name: str
    other_names: tuple[str, ...]
    country: str
    superiors: tuple[str, ...]
    listings: tuple[Listing, ...] = ()
    places: tuple[str, ...] = ()

    @property
    def listed(self) -> bool:
        """Whether an entry of a list denies this unit itself."""
        return bool(self.listings)


class Hierarchy:
    """Units by IRI with their superiors and subordinates.

    Raises ReadingError when a superior is missing or a unit is its own ancestor.
    """

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes: dict[str, Node] = {node.iri: node for node in sorted(nodes, key=lambda node: node.iri)}
        self._below: dict[str, list[str]] = {iri: [] for iri in self.nodes}
        for node in self.nodes.values():
            for superior in node.superiors:
                if superior not in self._below:
                    raise ReadingError(node.iri, f"its superior {superior} is no unit", "build the store anew")
                self._below[superior].append(node.iri)
        self._refuse_cycles()

    def _refuse_cycles(self) -> None:
        """Take away units without superiors until none is left; what stays stands on a cycle (Kahn 1962)."""
        open_superiors = {iri: len(node.superiors) for iri, node in self.nodes.items()}
        ready = [iri for iri, count in open_superiors.items() if count == 0]
        taken = 0
        while ready:
            taken += 1
            for below in self._below[ready.pop()]:
                open_superiors[below] -= 1
                if open_superiors[below] == 0:
                    ready.append(below)
        if taken < len(self.nodes):
            iri = min(iri for iri, count in open_superiors.items() if count > 0)
            raise ReadingError(iri, "stands on or under a cycle of superiors", "remove one edge of the cycle")

    def __len__(self) -> int:
        return len(self.nodes)

    def __getitem__(self, iri: str) -> Node:
        return self.nodes[iri]

    def roots(self) -> list[Node]:
        """The units without a superior, by country and name."""
        return _by_name(node for node in self.nodes.values() if not node.superiors)

    def superiors(self, iri: str) -> list[Node]:
        """The units directly above."""
        return [self.nodes[each] for each in self.nodes[iri].superiors]

    def subordinates(self, iri: str) -> list[Node]:
        """The units directly below, by name."""
        return _by_name(self.nodes[each] for each in self._below[iri])

    def siblings(self, iri: str) -> list[Node]:
        """The other units with a superior of this one, by name; a root has none."""
        beside = {each for superior in self.nodes[iri].superiors for each in self._below[superior]} - {iri}
        return _by_name(self.nodes[each] for each in beside)

    def ancestors(self, iri: str) -> dict[str, int]:
        """The IRIs of all units above, each with its steps from here (at least 1), nearest first."""
        return _walk(iri, lambda each: self.nodes[each].superiors)

    def descendants(self, iri: str) -> dict[str, int]:
        """The IRIs of all units below, each with its steps from here (at least 1), nearest first."""
        return _walk(iri, lambda each: self._below[each])

    def chain(self, iri: str) -> list[Node]:
        """One way from a root down to the unit, itself last; where superiors are several, the first by IRI."""
        chain = [self.nodes[iri]]
        while chain[-1].superiors:
            chain.append(self.nodes[min(chain[-1].superiors)])
        return chain[::-1]

    def to_networkx(self) -> DiGraph[str]:
        """A networkx graph with an edge from each unit to its superiors and the units' fields as attributes."""
        from networkx import DiGraph

        graph: DiGraph[str] = DiGraph()
        for node in self.nodes.values():
            graph.add_node(node.iri, name=node.name, country=node.country, listed=node.listed)
        graph.add_edges_from((node.iri, superior) for node in self.nodes.values() for superior in node.superiors)
        return graph


def _walk(start: str, step: Callable[[str], Iterable[str]]) -> dict[str, int]:
    steps = {start: 0}
    queue = deque([start])
    while queue:
        here = queue.popleft()
        for each in step(here):
            if each not in steps:
                steps[each] = steps[here] + 1
                queue.append(each)
    del steps[start]
    return steps


def _by_name(nodes: Iterable[Node]) -> list[Node]:
    return sorted(nodes, key=lambda node: (node.country, node.name, node.iri))


def hierarchy_of(graph: UnitGraph) -> Hierarchy:
    """The hierarchy of what was read from lists."""
    from unitgraph.vocab import Minter

    mint = Minter(graph.base)
    listings: dict[str, list[Listing]] = {}
    for denial in graph.denials:
        entry = denial.entry
        listings.setdefault(denial.unit, []).append(
            Listing(denial.year, entry.list, entry.line, entry.verbatim, mint.entry(entry.list, entry.line))
        )
    return Hierarchy(
        Node(
            unit.iri,
            unit.name,
            unit.other_names,
            unit.country,
            unit.superiors,
            tuple(sorted(listings.get(unit.iri, ()))),
            unit.places,
        )
        for unit in graph.units
    )


_UNITS = """
PREFIX ug: <https://w3id.org/unitgraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?unit ?name ?country WHERE {
  ?unit a ug:Unit ; skos:prefLabel ?name ; ug:country ?at . ?at skos:notation ?country .
}"""
_NAMES = """
PREFIX ug: <https://w3id.org/unitgraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?unit ?name WHERE { ?unit a ug:Unit ; skos:altLabel ?name . }"""
_EDGES = """
PREFIX org: <http://www.w3.org/ns/org#>
SELECT ?unit ?superior WHERE { ?unit org:subOrganizationOf ?superior . }"""
_PLACES = """
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?unit ?place WHERE { ?unit org:hasSite ?site . ?site skos:prefLabel ?place . }"""
_LISTINGS = """
PREFIX ug: <https://w3id.org/unitgraph/ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT ?unit ?year ?list ?line ?verbatim ?entry WHERE {
  ?denial ug:deniedUnit ?unit ; ug:calendarYear ?year ; prov:wasDerivedFrom ?entry .
  ?entry ug:line ?line ; ug:verbatimText ?verbatim ; dcterms:isPartOf ?of . ?of dcterms:identifier ?list .
}"""


def load_hierarchy(store: Store) -> Hierarchy:
    """The hierarchy that a store holds."""
    names = _grouped(_texts(store, _NAMES))
    edges = _grouped(_texts(store, _EDGES))
    places = _grouped(_texts(store, _PLACES))
    listings: dict[str, set[Listing]] = {}
    for unit, year, name, line, verbatim, entry in _texts(store, _LISTINGS):
        listings.setdefault(unit, set()).add(Listing(int(year), name, int(line), verbatim, entry))
    return Hierarchy(
        Node(
            unit,
            name,
            tuple(sorted(names.get(unit, ()))),
            country,
            tuple(sorted(edges.get(unit, ()))),
            tuple(sorted(listings.get(unit, ()))),
            tuple(sorted(places.get(unit, ()))),
        )
        for unit, name, country in _texts(store, _UNITS)
    )


def _texts(store: Store, query: str) -> Iterator[tuple[str, ...]]:
    """The rows of a query of this module, in which every variable is bound."""
    for row in store.query(query).texts():
        yield tuple(value for value in row if value is not None)


def _grouped(rows: Iterator[tuple[str, ...]]) -> Mapping[str, set[str]]:
    groups: dict[str, set[str]] = {}
    for key, value in rows:
        groups.setdefault(key, set()).add(value)
    return groups
