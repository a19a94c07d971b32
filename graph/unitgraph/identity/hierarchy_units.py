"""Rows of hierarchy tables become units: one for all rows that name it, with its superiors and those rows."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from unitgraph.identity.assembly import Assembly
from unitgraph.identity.drafts import UnitDraft, cited_row, key_name, row_citation
from unitgraph.lexicon.names import fold
from unitgraph.reading.hierarchy_tables import PathRow, SuperiorRow, UnitRow
from unitgraph.system.errors import SourceError


def merge_path(assembly: Assembly, table: int, row: PathRow) -> None:
    """Merge a row of the table of paths that has this number in the assembly."""
    assembly.texts.keep(table, row.number, row.text)
    for chain in row.chains:
        above: UnitDraft | None = None
        for number, named in enumerate(chain, 1):
            citation = row_citation(table, row.number, number < len(chain))
            folded = assembly.key_name(named.name)
            draft = assembly.draft(f"table {table}", row.country, folded, above, tuple(sorted(named.places)))
            draft.mention(named.name, named.level, named.places, citation)
            if above is not None:
                draft.put_under(above, row.first_cited, row.last_cited, row.confidence, "as-listed", citation)
            above = draft
        if above is not None:
            assembly.references.note_text(assembly.tables[table], row.number, row.text, [above])


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
        self._units: dict[str, _TableUnit] = {}
        self._edges: dict[str, tuple[_TableEdge, ...]] = {}
        self._where = where
        self._scheme = where
        self._year = year

    def add_unit(self, table: int, row: UnitRow) -> None:
        """Take a row of the table of units, with the edges that its column of superiors states."""
        cited = row_citation(table, row.number)
        self._units[row.unit] = _TableUnit(
            sys.intern(row.country), row.name, row.other_names, row.places, row.level, cited
        )
        for superior in row.superiors:
            self._add(row.unit, superior, None, None, "as-listed", 1.0, cited)

    def add_superior(self, table: int, row: SuperiorRow) -> None:
        """Take a row of the table of superiors."""
        cited = row_citation(table, row.number)
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
        self._edges[subordinate] = (*self._edges.get(subordinate, ()), edge)

    def _line(self, cited: int) -> str:
        return f"{self._where}, its superiors: line {cited_row(cited)[1]}"

    def merge_into(self, assembly: Assembly) -> None:
        """Merge the units and their edges. Raises SourceError for an edge of a unit without a row, and for a cycle."""
        made: dict[str, UnitDraft] = {}
        for unit, superior, alone in self._parents_first():
            row = self._units[unit]
            folded = assembly.key_name(row.name)
            if not alone:
                folded = f"{folded}\x1f{unit}"
            above = None if superior is None else made[superior]
            draft = made[unit] = assembly.draft(self._scheme, row.country, folded, above)
            draft.identifier, draft.identifiers = (self._scheme, unit), (unit,)
            draft.mention(row.name, row.level, row.places, row.cited)
            for name in row.other_names:
                draft.write(name, 0)
            source = assembly.tables[cited_row(row.cited)[0]]
            assembly.references.note_identifier(source, unit, draft)
        for unit, draft in made.items():
            for edge in self._edges.get(unit, ()):
                draft.put_under(made[edge.superior], edge.first, edge.last, edge.confidence, edge.relation, edge.cited)

    def _refuse_strangers(self) -> None:
        """Raise SourceError for an edge of a unit that has no row."""
        for subordinate, edges in self._edges.items():
            for edge in edges:
                for unit in (subordinate, edge.superior):
                    if unit not in self._units:
                        what = f"the unit {unit!r} is not in the table of units"
                        raise SourceError(self._line(edge.cited), what, "add its row, or remove the edge")

    def _main(self, unit: str) -> str | None:
        """The superior that a unit's key goes on from: of the surest edge, then the first cited, then by name and
        identifier."""
        edges = self._edges.get(unit, ())
        if len(edges) < 2:
            return edges[0].superior if edges else None

        def order(edge: _TableEdge) -> tuple[float, int, str, str]:
            return -edge.confidence, edge.first, fold(self._units[edge.superior].name), edge.superior

        return min(edges, key=order).superior

    def _parents_first(self) -> Iterator[tuple[str, str | None, bool]]:
        """Every unit behind the one its key goes on from, with that one, and whether it alone there has its name."""
        self._refuse_strangers()
        below: dict[str | None, list[str]] = {}
        for unit in self._units:
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
        if count < len(self._units):
            self._refuse_circle()

    def _name(self, unit: str) -> tuple[str, str]:
        row = self._units[unit]
        return row.country, key_name(row.name)

    def _refuse_circle(self) -> None:
        """Raise SourceError that names a unit on a circle of superiors."""
        here = next(unit for unit in self._units if self._leads_to_a_circle(unit))
        row = self._units[here]
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
