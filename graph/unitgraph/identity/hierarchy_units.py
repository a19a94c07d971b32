"""The rows of hierarchy tables become units: one for all rows that name it, each with its superiors and its rows.

The units of lists take part: a table's unit with the same country and names from the root down is the same unit. Of
each row stays only what it says of a unit, about 1 KB for each, so that a million fit into memory.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from unitgraph.identity.iris import Minter
from unitgraph.identity.units import Unit, UnitGraph
from unitgraph.lexicon.names import fold, split_acronym
from unitgraph.reading.hierarchy_tables import Named, PathRow, SuperiorRow, UnitRow
from unitgraph.system.errors import SourceError


@dataclass(slots=True, eq=False)
class Draft:
    """A unit while rows are merged. ``folded`` is the name it is merged by, ``parent`` the unit that its key goes on
    from. ``cited`` holds the row it is cited from for each table, ``edges`` its superiors."""

    country: str
    folded: str
    parent: Draft | None
    iri: str = ""
    name: str = ""
    uses: int = 0
    others: dict[str, int] | None = None
    levels: Counter[str] | None = None
    places: tuple[str, ...] = ()
    cited: tuple[int, ...] = ()
    edges: tuple[Edge, ...] = ()
    listed: Unit | None = None

    def write(self, name: str, times: int = 1) -> None:
        """Count a spelling."""
        if not self.uses or name == self.name:
            self.name = name
            self.uses += times
        else:
            self.others = self.others or {}
            self.others[name] = self.others.get(name, 0) + times

    def spellings(self) -> dict[str, int]:
        """Every name it is written with, with the number of rows."""
        return ({self.name: self.uses} if self.uses else {}) | (self.others or {})

    @property
    def key(self) -> tuple[str, ...]:
        """The names it is merged by, from the root down."""
        names = [self.folded]
        above = self.parent
        while above is not None:
            names.append(above.folded)
            above = above.parent
        return tuple(reversed(names))

    def ancestors(self) -> list[Draft]:
        """Every unit above, each once."""
        found: dict[Draft, None] = {}
        waiting = [edge.superior for edge in self.edges]
        while waiting:
            here = waiting.pop()
            if here not in found:
                found[here] = None
                waiting.extend(edge.superior for edge in here.edges)
        return list(found)


@dataclass(slots=True, eq=False)
class Edge:
    """A unit's edge to a superior. ``cited`` holds a row for each table that states it; ``listed`` says that a list
    states it too."""

    superior: Draft
    first_cited: int
    last_cited: int
    confidence: float
    relation: str = "as-listed"
    cited: tuple[int, ...] = ()
    listed: bool = False


# A citation is one number: table, whether the row only mentions the unit on the way to another, line of the row. So
# the least of a table's citations is the first row of the unit itself, else the first that mentions it.
_LINES = 1 << 40


def citation(table: int, line: int, on_the_way: bool = False) -> int:
    """A row as a citation."""
    return (table << 1 | on_the_way) * _LINES + line


def cited_row(cited: int) -> tuple[int, int]:
    """Table and line of a citation."""
    return cited // _LINES >> 1, cited % _LINES


def _with(cited: tuple[int, ...], new: int) -> tuple[int, ...]:
    """The citations with a new one: the least for each table."""
    table = cited_row(new)[0]
    for old in cited:
        if cited_row(old)[0] == table:
            return cited if old <= new else tuple(new if each == old else each for each in cited)
    return (*cited, new)


@dataclass(slots=True)
class Assembly:
    """Merges what hierarchy tables and lists say of units. Fill it, then :meth:`mint`, then read ``drafts``."""

    base: str
    drafts: list[Draft] = field(default_factory=list)
    _found: dict[tuple[Draft | str, str], Draft] = field(default_factory=dict)
    _folded: dict[str, str] = field(default_factory=dict)

    def draft(self, country: str, folded: str, parent: Draft | None) -> Draft:
        """The unit of a country (alpha-2), a folded name and the unit above it."""
        at = (parent or country, folded)
        found = self._found.get(at)
        if found is None:
            found = self._found[at] = Draft(country, folded, parent)
            self.drafts.append(found)
        return found

    def add_lists(self, graph: UnitGraph) -> None:
        """Let the units of lists take part: with their names, and with their edges for what stands above."""
        for unit in sorted(graph.units, key=lambda each: len(each.key)):
            above: Draft | None = None
            for name in unit.key[:-1]:
                above = self.draft(unit.country, name, above)
            draft = self.draft(unit.country, unit.key[-1], above)
            draft.listed = unit
            if above is not None:
                draft.edges = (Edge(above, 0, 0, 0.0, listed=True),)

    def add_path(self, table: int, row: PathRow) -> None:
        """Merge a row of a table of paths."""
        for chain in row.chains:
            above: Draft | None = None
            for number, named in enumerate(chain, 1):
                cited = citation(table, row.number, number < len(chain))
                draft = self.draft(row.country, self._merge_name(named.name), above)
                self._mention(draft, named, cited)
                if above is not None:
                    self._edge(draft, above, row.first_cited, row.last_cited, row.confidence, "as-listed", cited)
                above = draft

    def _mention(self, draft: Draft, named: Named, cited: int) -> None:
        draft.write(named.name)
        draft.cited = _with(draft.cited, cited)
        if named.level:
            draft.levels = draft.levels or Counter()
            draft.levels[named.level] += 1
        if named.places and not set(named.places) <= set(draft.places):
            draft.places = tuple(sorted({*draft.places, *named.places}))

    def _edge(
        self, draft: Draft, above: Draft, first: int, last: int, confidence: float, relation: str, cited: int
    ) -> None:
        for edge in draft.edges:
            if edge.superior is above:
                known = bool(edge.cited)
                edge.first_cited = min(edge.first_cited, first) if known else first
                edge.last_cited = max(edge.last_cited, last)
                edge.confidence = max(edge.confidence, confidence)
                edge.relation = min(edge.relation, relation, key=_RELATION_ORDER.index) if known else relation
                edge.cited = _with(edge.cited, cited)
                return
        draft.edges = (*draft.edges, Edge(above, first, last, confidence, relation, (cited,)))

    def _merge_name(self, name: str) -> str:
        """The folded name a unit is merged by, without an acronym in brackets, as for lists."""
        found = self._folded.get(name)
        if found is None:
            found = self._folded[name] = sys.intern(fold(split_acronym(name)[0]) or name)
        return found

    def add_tables(self, tables: UnitTables) -> None:
        """Merge a table of units with its superiors. Raises SourceError for units in a circle."""
        made: dict[str, Draft] = {}
        for unit, superior, alone in tables.parents_first():
            row = tables.units[unit]
            folded = self._merge_name(row.name)
            if not alone:
                folded = f"{folded}\x1f{unit}"
            draft = made[unit] = self.draft(row.country, folded, made[superior] if superior is not None else None)
            self._mention(draft, Named(row.name, row.level, row.places), row.cited)
            for name in row.other_names:
                draft.write(name, 0)
        for unit, draft in made.items():
            for edge in tables.edges.get(unit, ()):
                self._edge(
                    draft, made[edge.superior], edge.first, edge.last, edge.confidence, edge.relation, edge.cited
                )

    def mint(self) -> None:
        """Give every unit its IRI; those whose short hashes meet get longer ones."""
        minter = Minter(self.base)
        taken: dict[str, Draft] = {}
        clashes: set[str] = set()
        for draft in self.drafts:
            draft.iri = draft.listed.iri if draft.listed else minter.unit(draft.country, draft.key)
            if draft.iri in taken:
                clashes.add(draft.iri)
            taken[draft.iri] = draft
        if clashes:
            for draft in self.drafts:
                if draft.iri in clashes and draft.listed is None:
                    draft.iri = minter.unit(draft.country, draft.key, length=24)


_RELATION_ORDER = ("command-relation", "administrative-relation", "as-listed")
"""Of two rows that state an edge, the one that says its kind counts, command before administration."""


@dataclass(frozen=True, slots=True)
class _TableUnit:
    """What is kept of a row of a table of units."""

    country: str
    name: str
    other_names: tuple[str, ...]
    places: tuple[str, ...]
    level: str | None
    cited: int


@dataclass(frozen=True, slots=True)
class _TableEdge:
    superior: str
    first: int
    last: int
    relation: str
    confidence: float
    cited: int


class UnitTables:
    """A table of units and one of superiors while their rows come; ``where`` names the first in messages.

    ``year`` is for edges to which no row gives one.
    """

    def __init__(self, where: str, year: int | None) -> None:
        self.units: dict[str, _TableUnit] = {}
        self.edges: dict[str, tuple[_TableEdge, ...]] = {}
        self._where = where
        self._year = year

    def add_unit(self, table: int, row: UnitRow) -> None:
        """Take a row of the table of units, with the edges that its column of superiors states."""
        cited = citation(table, row.number)
        self.units[row.unit] = _TableUnit(
            sys.intern(row.country), row.name, row.other_names, row.places, row.level, cited
        )
        for superior in row.superiors:
            self._add(row.unit, superior, None, None, "as-listed", 1.0, cited)

    def add_superior(self, table: int, row: SuperiorRow) -> None:
        """Take a row of the table of superiors."""
        cited = citation(table, row.number)
        years = row.first_cited, row.last_cited
        self._add(row.subordinate, row.superior, *years, row.relation, row.confidence, cited)

    def _add(
        self,
        subordinate: str,
        superior: str,
        first: int | None,
        last: int | None,
        relation: str,
        confidence: float,
        cited: int,
    ) -> None:
        first, last = first or self._year, last or self._year
        if first is None or last is None:
            what = "no year says when the edge was cited"
            raise SourceError(self._line(cited), what, "fill first_cited, or give a year for all")
        edge = _TableEdge(sys.intern(superior), first, last, relation, confidence, cited)
        self.edges[subordinate] = (*self.edges.get(subordinate, ()), edge)

    def _line(self, cited: int) -> str:
        return f"{self._where}, its superiors: line {cited_row(cited)[1]}"

    def _refuse_strangers(self) -> None:
        """Raise SourceError for an edge of a unit that has no row."""
        for subordinate, edges in self.edges.items():
            for edge in edges:
                for unit in (subordinate, edge.superior):
                    if unit not in self.units:
                        what = f"the unit {unit!r} is not in the table of units"
                        raise SourceError(self._line(edge.cited), what, "add its row, or remove the edge")

    def _main(self, unit: str) -> str | None:
        """The superior that a unit's key goes on from: of the surest edge, then the first cited, then by name and
        identifier."""
        edges = self.edges.get(unit, ())
        if len(edges) < 2:
            return edges[0].superior if edges else None

        def order(edge: _TableEdge) -> tuple[float, int, str, str]:
            return -edge.confidence, edge.first, fold(self.units[edge.superior].name), edge.superior

        return min(edges, key=order).superior

    def parents_first(self) -> Iterator[tuple[str, str | None, bool]]:
        """Every unit behind the one its key goes on from, with that one, and whether it alone there has its name."""
        self._refuse_strangers()
        below: dict[str | None, list[str]] = {}
        for unit in self.units:
            below.setdefault(self._main(unit), []).append(unit)
        waiting: list[str | None] = [None]
        count = 0
        while waiting:
            superior = waiting.pop()
            group = below.get(superior, ())
            names = Counter(map(self._name, group))
            for unit in group:
                count += 1
                yield unit, superior, names[self._name(unit)] == 1
            waiting.extend(unit for unit in group if unit in below)
        if count < len(self.units):
            self._refuse_circle()

    def _name(self, unit: str) -> tuple[str, str]:
        row = self.units[unit]
        return row.country, fold(split_acronym(row.name)[0]) or row.name

    def _refuse_circle(self) -> None:
        """Raise SourceError that names a unit on a circle of superiors."""
        here = next(unit for unit in self.units if self._leads_to_a_circle(unit))
        row = self.units[here]
        what = f"going up from the unit {here!r} ({row.name}) leads back to it"
        raise SourceError(f"{self._where} line {cited_row(row.cited)[1]}", what, "remove one edge of the circle")

    def _leads_to_a_circle(self, unit: str) -> bool:
        seen: set[str] = set()
        above = self._main(unit)
        while above is not None and above not in seen:
            if above == unit:
                return True
            seen.add(above)
            above = self._main(above)
        return False
