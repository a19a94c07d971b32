"""Units as the hierarchy knows them, in memory or one at a time from the records of an index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Protocol

from unitgraph.index.records import UnitTable
from unitgraph.lexicon.tables import OPEN_COUNTRY
from unitgraph.reading.dates import UNDATED, Period, calendar_year, parse_days, period
from unitgraph.reading.edge_words import ACCEPTED, CONFLICT
from unitgraph.system.closure import Span


@dataclass(frozen=True, slots=True, order=True)
class Listing:
    """One denial of a unit: calendar year, list, line of the entry in its source, and the verbatim entry.

    ``country_confidence`` is the confidence, in 0..1, in the unit's country if it was only inferred; None if a heading,
    column or ruling gives it.
    """

    year: int
    list: str
    line: int
    verbatim: str
    entry: str
    country_confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """One statement of a unit's edge to a ``superior`` (IRI), as one source or several cite it.

    ``relation`` is a concept word (``command-relation``, ``as-listed``), ``status`` ``accepted`` or ``conflict``;
    ``direct`` are the days on which no other superior stands between, of those on which it may hold; None for all of
    them. One superior may have several, each with its dates. ``lists`` are the names of the lists whose entries state
    it, none where rows of tables do; ``later`` says of one as of a day that these lists were published later.
    """

    superior: str
    period: Period
    relation: str
    confidence: float
    status: str = ACCEPTED
    direct: tuple[Span, ...] | None = None
    lists: tuple[str, ...] = ()
    later: bool = False

    @property
    def days(self) -> tuple[Span, ...]:
        """The days on which the superior may stand directly above."""
        return (self.period.span,) if self.direct is None else self.direct


@dataclass(frozen=True, slots=True)
class Node:
    """A unit as the hierarchy knows it; ``superiors`` are IRIs, ``country`` an ISO 3166-1 alpha-2 code. ``possibly``
    holds the IRIs of units that may be the same one.

    ``superiors`` are the units directly above by accepted edges, without circles; ``edges`` is all that sources state.
    A ``placeholder`` stands for a unit that nobody could name; the name of an ``unread`` one is a whole text that could
    not be read.
    """

    iri: str
    name: str
    other_names: tuple[str, ...]
    country: str
    superiors: tuple[str, ...]
    listings: tuple[Listing, ...] = ()
    places: tuple[str, ...] = ()
    possibly: tuple[str, ...] = ()
    edges: tuple[Edge, ...] = ()
    placeholder: bool = False
    unread: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Its name and all other names."""
        return (self.name, *self.other_names)

    @property
    def country_inferred(self) -> bool:
        """Whether a listed unit has a country that no heading, column or ruling of its entries gives, nor is open."""
        told = [listing.country_confidence for listing in self.listings]
        return bool(told) and None not in told and self.country != OPEN_COUNTRY

    @property
    def listed(self) -> bool:
        """Whether the unit is itself listed."""
        return bool(self.listings)


def stated_superiors(node: Node, day: date | None = None) -> dict[str, list[Edge]]:
    """What sources state of a unit's edges to the units directly above, by superior; with a ``day``, of those that
    may be directly above on it."""
    found: dict[str, list[Edge]] = {}
    stated = {edge.superior for edge in node.edges}
    for edge in node.edges:
        if edge.days if day is None else any(first <= day.toordinal() <= last for first, last in edge.days):
            found.setdefault(edge.superior, []).append(edge)
    for superior in node.superiors:
        if superior not in stated:
            found[superior] = [Edge(superior, UNDATED, "as-listed", 1.0)]
    return found


RELATION_WORDS = {
    "command-relation": "command",
    "administrative-relation": "administrative",
    "member-of-relation": "member of",
}


def edges_text(edges: Iterable[Edge]) -> str:
    """What sources state of an edge, in all its statements: its relation where they name one, its dates, and whether it
    is disputed. Empty where nothing of this is known."""
    return "; ".join(dict.fromkeys(filter(None, map(_edge_text, edges))))


def _edge_text(edge: Edge) -> str:
    about = edge.period
    once = about.first == about.last and about.first and not (about.start_known or about.end_known)
    dates = "stated later" if edge.later else f"cited {about.first}" if once else str(about)
    disputed = "disputed" if edge.status == CONFLICT else ""
    return ", ".join(filter(None, (RELATION_WORDS.get(edge.relation, ""), dates, disputed)))


class Units(Protocol):
    """Units by number, in the order of their IRIs."""

    def __len__(self) -> int: ...

    def number(self, iri: str, /) -> int: ...

    def iri(self, number: int, /) -> str: ...

    def node(self, number: int, /) -> Node: ...


class NodeList:
    """Units in memory."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._nodes = nodes
        self._numbers = {node.iri: number for number, node in enumerate(nodes)}

    def __len__(self) -> int:
        return len(self._nodes)

    def number(self, iri: str) -> int:
        return self._numbers[iri]

    def iri(self, number: int) -> str:
        return self._nodes[number].iri

    def node(self, number: int) -> Node:
        return self._nodes[number]


class NodeTable:
    """Units on disk."""

    def __init__(self, table: UnitTable) -> None:
        self._table = table
        self.number = table.number
        self.iri = table.iri
        # The same unit is needed several times while one answer is made.
        self.node = lru_cache(maxsize=4096)(self._node)

    def __len__(self) -> int:
        return len(self._table)

    def _node(self, number: int) -> Node:
        return node_of_record(self._table.record(number))


class PublishedUnits:
    """Units as the lists that were published by some day tell of them. ``published`` gives the calendar year of a list
    (by its name and the year of its denials, None where nobody knows it) that was, None for one that was not."""

    def __init__(self, units: Units, published: Callable[[str, int | None], int | None]) -> None:
        self._units = units
        self.number, self.iri = units.number, units.iri
        self._published = published

    def __len__(self) -> int:
        return len(self._units)

    def node(self, number: int) -> Node:
        node = self._units.node(number)
        listings = tuple(each for each in node.listings if self._published(each.list, each.year) is not None)
        edges = tuple(map(self._edge, node.edges))
        told = listings == node.listings and edges == node.edges
        return node if told else replace(node, listings=listings, edges=edges)

    def _edge(self, edge: Edge) -> Edge:
        """An edge with the dates of the lists that were published."""
        if not edge.lists:
            return edge
        years = {name: year for name in edge.lists if (year := self._published(name, None)) is not None}
        if len(years) == len(edge.lists):
            return edge
        if not years:
            return replace(edge, period=UNDATED, lists=(), later=True)
        about = period(calendar_year(min(years.values())), calendar_year(max(years.values())))
        return replace(edge, period=about, lists=tuple(years))


def record_of(node: Node) -> list[Any]:
    """A unit as it is stored: what JSON can hold, most often empty at the end."""
    listings = [
        (each.year, each.list, each.line, each.verbatim, each.entry, each.country_confidence) for each in node.listings
    ]
    edges = [_record_of_edge(each, node.superiors) for each in node.edges]
    about = [node.iri, node.name, node.other_names, node.country, node.superiors, listings, node.places, node.possibly]
    return [*about, edges, node.placeholder * _PLACEHOLDER | node.unread * _UNREAD]


def node_of_record(record: Sequence[Any]) -> Node:
    """The unit of a record."""
    iri, name, others, country, superiors, listings, places, possibly, edges, bits = record
    return Node(
        iri,
        name,
        tuple(others),
        country,
        tuple(superiors),
        tuple(Listing(*each) for each in listings),
        tuple(places),
        tuple(possibly),
        tuple(_edge_of(each, superiors) for each in edges),
        bool(bits & _PLACEHOLDER),
        bool(bits & _UNREAD),
    )


RELATIONS = ("as-listed", "command-relation", "administrative-relation", "member-of-relation")
_PLACEHOLDER, _UNREAD = 1, 2
_START, _END, _CONFLICT = 1, 2, 4


def _record_of_edge(edge: Edge, superiors: Sequence[str]) -> list[Any]:
    """The superior by its place among ``superiors`` where it is one, the relation by number, the rest in bits; the days
    on which it is direct, unless these are all; the lists that state it."""
    about = edge.period
    bits = about.start_known * _START | about.end_known * _END
    bits |= (edge.status == CONFLICT) * _CONFLICT
    above = superiors.index(edge.superior) if edge.superior in superiors else edge.superior
    dates = [str(each) if each else 0 for each in (about.first, about.last)]
    direct = edge.direct if edge.direct is not None else 0
    return [above, RELATIONS.index(edge.relation), bits, edge.confidence, *dates, direct, *edge.lists]


def _edge_of(record: Sequence[Any], superiors: Sequence[str]) -> Edge:
    above, relation, bits, confidence, first, last, direct, *lists = record
    dates = (parse_days(each) if each else None for each in (first, last))
    return Edge(
        above if isinstance(above, str) else superiors[above],
        period(*dates, bool(bits & _START), bool(bits & _END)),
        RELATIONS[relation],
        confidence,
        CONFLICT if bits & _CONFLICT else ACCEPTED,
        None if direct == 0 else tuple((first, last) for first, last in direct),
        tuple(lists),
    )
