"""Rows of hierarchy tables, edges that they state and dates, that are left out of a graph, each with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from unitgraph.system.display import quantity
from unitgraph.system.errors import SourceError, UnitGraphError

KEPT = 100_000
"""The number of reports that are kept; more are counted, and given to whoever takes them as they come."""
ROWS, EDGES, DATES, DISPUTED, UNKNOWN = "row", "edge", "date", "disputed edge", "unknown superior"


@dataclass(frozen=True, slots=True)
class RowReport:
    """A row (or an ``edge`` that it states, or a ``date``) that is left out, or an edge that is kept as disputed or
    whose superior is unknown: of which table, its number there, what is wrong, and what to do about it."""

    table: str
    row: int
    kind: str
    what: str
    remedy: str
    place: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}; {self.remedy}" if self.remedy else f"{self.place}: {self.what}"


class RowReports:
    """What is left out of the tables of one build. ``strict``: the first fault is raised. ``take`` is given each report
    as it comes."""

    def __init__(self, strict: bool = False, take: Callable[[RowReport], object] | None = None) -> None:
        self.strict = strict
        self.reports: list[RowReport] = []
        self._take = take
        self._counts: Counter[tuple[str, str]] = Counter()
        self._faults: dict[str, UnitGraphError] = {}
        self._units: dict[tuple[str, str], tuple[int, str]] = {}

    @property
    def total(self) -> int:
        """The number of reports."""
        return sum(self._counts.values())

    def left_out(self, table: str, row: int, fault: UnitGraphError, unit: str = "", name: str = "") -> None:
        """A row, which has the identifier ``unit`` and the ``name``, is left out for a fault; raises it if this is
        strict."""
        self._add(table, row, ROWS, fault)
        self._faults.setdefault(table, fault)
        if unit:
            self._units.setdefault((table, unit), (row, name))

    def edge_left_out(self, table: str, row: int, fault: UnitGraphError) -> None:
        """An edge that a row states is left out for a fault; raises it if this is strict."""
        self._add(table, row, EDGES, fault)

    def edge_disputed(self, table: str, row: int, fault: UnitGraphError) -> None:
        """An edge that a row states is disputed for a fault; raises it if this is strict."""
        self._add(table, row, DISPUTED, fault)

    def superior_unknown(self, table: str, row: int, fault: UnitGraphError) -> None:
        """The superior that a row states has no row of its own; raises the fault if this is strict."""
        self._add(table, row, UNKNOWN, fault)

    def date_left_out(self, table: str, row: int, fault: UnitGraphError) -> None:
        """A date of a row is left out for a fault, and nothing else of it; raises it if this is strict."""
        self._add(table, row, DATES, fault)

    def row_of(self, table: str, unit: str) -> tuple[int, str] | None:
        """The row of a unit that was left out, and its name."""
        return self._units.get((table, unit))

    def count(self, table: str, kind: str) -> int:
        """The number of rows, edges or dates of a table that are left out."""
        return self._counts[table, kind]

    @property
    def tables(self) -> list[str]:
        """The tables of which something is left out."""
        return sorted({table for table, _ in self._counts})

    def refuse_nothing_left(self, table: str) -> None:
        """Raise the first fault of a table of which nothing else is left."""
        fault = self._faults.get(table)
        if fault is not None and (count := self.count(table, ROWS)) > 1:
            what = f"{fault.what} (and none of its {quantity(count, 'row')} can be read)"
            raise SourceError(fault.where, what, fault.remedy)
        if fault is not None:
            raise fault

    def _add(self, table: str, row: int, kind: str, fault: UnitGraphError) -> None:
        if self.strict:
            raise fault
        report = RowReport(table, row, kind, fault.what, fault.remedy, fault.where)
        self._counts[table, kind] += 1
        if len(self.reports) < KEPT:
            self.reports.append(report)
        if self._take is not None:
            self._take(report)
