"""Reads hierarchy tables: rows are merged into units, and given as statements meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from unitgraph.dataset.writer import Writer
from unitgraph.identity.assembly import Assembly
from unitgraph.identity.drafts import UnitDraft
from unitgraph.identity.hierarchy_units import UnitTables, merge_path
from unitgraph.identity.units import TableRow
from unitgraph.reading.hierarchy_tables import (
    HierarchySource,
    PathRow,
    SuperiorRow,
    UnitRow,
    is_table_of_paths,
    load_units,
    open_hierarchy_table,
    read_path_rows,
    read_superior_rows,
    read_unit_rows,
)
from unitgraph.reading.paths.layout import ANY_LAYOUT
from unitgraph.reading.readings import SURE_READING
from unitgraph.reading.row_reports import RowReports
from unitgraph.reading.row_rulings import RowRulings
from unitgraph.reading.rulings import Ruling
from unitgraph.system.display import Meter, quantity
from unitgraph.system.errors import SourceError

if TYPE_CHECKING:
    from unitgraph.store import SourceInfo

T = TypeVar("T")
MOST_ASKED = 1000
"""Rows of one table about which a person is asked, at most; a warning counts all."""


@dataclass(frozen=True, slots=True)
class DoubtfulRow:
    """A row that a person should look at, with the table it is in and the units (IRIs) that it names."""

    table: str
    row: PathRow
    units: tuple[str, ...]


class HierarchyTables:
    """Hierarchy tables to be read. Raises SourceError for two of one name.

    ``names`` are those of the tables, in the order of their numbers. Once all are merged, ``digests`` holds the SHA-256
    of each by its name, ``warnings`` tell of rows whose text could not be read, and ``reports`` has what is left out.
    Tables of paths are read by ``workers``
    processes, and as ``rulings`` decide.
    """

    def __init__(
        self,
        sources: Sequence[HierarchySource],
        progress: Meter,
        workers: int = 1,
        rulings: Iterable[Ruling] = (),
        reports: RowReports | None = None,
    ) -> None:
        self._sources = sources
        self._progress = progress
        self._workers = workers
        self._tables = _tables_of(sources)
        self.names = [path.stem for path in self._tables]
        self.digests: dict[str, str] = {}
        self.warnings: list[str] = []
        self._doubtful: list[tuple[str, PathRow, list[UnitDraft]]] = []
        self.reports = reports or RowReports()
        self._rulings = RowRulings(rulings)
        self._rows: Counter[str] = Counter()

    def merged_into(self, assembly: Assembly, writer: Writer) -> Iterator[str]:
        """The tables and their rows as statements, while the rows are merged."""
        for table in map(open_hierarchy_table, self._tables):
            self.digests[table.name] = table.sha256
            yield writer.table(table)
        for source in self._sources:
            read = self._paths if is_table_of_paths(source) else self._units
            told: set[tuple[str, int]] = set()  # a row of a mapped table may tell of a unit and of edges
            for path, row in read(source, assembly):
                if source.map is not None:
                    if (path.stem, row.number) in told:
                        continue
                    told.add((path.stem, row.number))
                self._rows[path.stem] += 1
                yield writer.row(TableRow(path.stem, row.number), row.text)
            if not self._rows[source.path.stem]:
                self.reports.refuse_nothing_left(source.path.stem)

    def ruled_rows(self, partial: bool = False) -> dict[Ruling, tuple[TableRow, ...]]:
        """The rows that rulings were applied to, once all are merged. Raises RulingError for a ruling whose row is
        gone; ``partial`` says that it may be in a table that is not at hand."""
        self._rulings.refuse_unused(self.names if partial else None)
        return {ruling: tuple(TableRow(*row) for row in rows) for ruling, rows in self._rulings.applied()}

    def doubtful(self) -> tuple[DoubtfulRow, ...]:
        """The rows that a person should look at, once the units of the assembly are identified."""
        return tuple(
            DoubtfulRow(table, row, tuple(sorted({draft.iri for draft in drafts})))
            for table, row, drafts in self._doubtful
        )

    def infos(self, units: Mapping[str, int]) -> Iterator[SourceInfo]:
        """What a dataset says of the tables, once all are merged; ``units`` counts the units that each names."""
        from unitgraph.store import SourceInfo, SourceKind

        for source in self._sources:
            name = source.path.stem
            kind, digest = SourceKind.HIERARCHY, self.digests[name]
            yield SourceInfo(kind, name, digest, self._rows[name], units.get(name, 0), year=source.year)
            if source.superiors is not None:
                name = source.superiors.stem
                yield SourceInfo(SourceKind.SUPERIORS, name, self.digests[name], self._rows[name])

    def _paths(self, source: HierarchySource, assembly: Assembly) -> Iterator[tuple[Path, PathRow]]:
        if source.superiors is not None:
            where = str(source.superiors)
            raise SourceError(where, "superiors belong to a table of units", f"{source.path} is a table of paths")
        table = self._tables.index(source.path)
        unread: list[int] = []
        doubtful: list[int] = []
        for read in self._shown(read_path_rows(source, self._workers, self.reports), source.path):
            row = self._rulings.path(source.path.stem, read)
            drafts = merge_path(assembly, table, row)
            if row.unread or row.confidence < SURE_READING:
                counted = unread if row.unread else doubtful
                counted.append(row.number)
                if len(unread) + len(doubtful) <= MOST_ASKED:
                    self._doubtful.append((source.path.stem, row, drafts))
            yield source.path, row
        for rows, what in (
            (unread, "could not be read, and each stands as a unit of its own"),
            (doubtful, f"read with a confidence below {SURE_READING}: check with `unitgraph review --hierarchy`"),
        ):
            if rows:
                shown = ", ".join(map(str, rows[:5])) + (", …" if len(rows) > 5 else "")
                self.warnings.append(f"{source.path.name}: {quantity(len(rows), 'row')} {what} (line {shown})")

    def _units(self, source: HierarchySource, assembly: Assembly) -> Iterator[tuple[Path, UnitRow | SuperiorRow]]:
        if source.layout != ANY_LAYOUT:
            remedy = "leave direction, path separator and 'all units' out"
            raise SourceError(str(source.path), "is a table of units, which has no paths", remedy)
        tables = UnitTables(source.path.name, source.cited, source.scheme, self._tables, self.reports)
        table = self._tables.index(source.path)
        loaded = load_units(source)
        for read in self._shown(read_unit_rows(source, self.reports, loaded), source.path):
            unit = self._rulings.unit(source.path.stem, read)
            tables.add_unit(table, unit)
            yield source.path, unit
        if (path := source.path if source.tells_superiors else source.superiors) is not None:
            table = self._tables.index(path)
            rows = read_superior_rows(path, source.map, self.reports, source.table, loaded)
            for superior in self._shown(rows, path):
                tables.add_superior(table, superior)
                yield path, superior
        tables.merge_into(assembly)

    def _shown(self, rows: Iterable[T], path: Path) -> Iterator[T]:
        return self._progress(rows, f"rows of {path.name}")


def _tables_of(sources: Iterable[HierarchySource]) -> list[Path]:
    tables = [path for source in sources for path in (source.path, source.superiors) if path is not None]
    stems = [path.stem for path in tables]
    for path in tables:
        if stems.count(path.stem) > 1:  # their rows would share their IRIs
            raise SourceError(str(path), f"two hierarchy tables are called {path.stem!r}", "rename one of the files")
    return tables
