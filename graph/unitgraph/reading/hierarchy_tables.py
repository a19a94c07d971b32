"""Hierarchy tables say how units are related, and deny none of them.

A list names the few units that were denied; a hierarchy table adds the many around them. It has one of two forms,
recognized by its columns (those of unitgraph's own tables, see ``unitgraph export --format csv``; other columns are
ignored):

==========  ============================================  ======================================================
form        required columns                              optional columns
==========  ============================================  ======================================================
paths       path                                          country, other_names, dates
units       unit (any identifier), name                   country, other_names, places, level, superiors,
                                                          placeholder, dates
superiors   subordinate, superior (identifiers of units)  relation, status, confidence, dates
==========  ============================================  ======================================================

A superior is given by its identifier, or by a name that one unit has. What cannot be read is left out and reported (see
:mod:`unitgraph.reading.row_reports`). Several values in one cell are separated by bars. Dates are ``first_cited`` and
``last_cited``, each a year, a month or a day (``2018``, ``2018-04``, ``2018-04-30``; 00 stands for what is unknown).
``start_known`` and ``end_known`` (yes or no) say that the first citation is the start and the last the end;
``open_ended`` is E where the last is the end. A relation is command, administrative, member-of or as-listed, a status
accepted or conflict. ``placeholder`` (yes or no) says that a row stands for a unit that nobody could name; without it
``Unknown …`` and ``Unnamed …`` do. A table of superiors belongs to a table of units; with it, a unit may have several
superiors, and one superior for several periods.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

from unitgraph.lexicon.names import split_aliases
from unitgraph.reading.dates import UNDATED, Days, Period, calendar_year
from unitgraph.reading.hierarchy_advice import holds_paths_alone, holds_units, remedy_for
from unitgraph.reading.hierarchy_cells import DATES, SYNONYMS, HierarchyRow, hierarchy_rows, mapped_rows, opened_table
from unitgraph.reading.list_items import BETWEEN
from unitgraph.reading.maps.applying import MappedFile
from unitgraph.reading.maps.opening import preset_for
from unitgraph.reading.maps.units import MappedUnits
from unitgraph.reading.maps.values import Block, ColumnMap
from unitgraph.reading.paths import Context, PathKind, Role, UnitPath, document_context, read_levels, read_path
from unitgraph.reading.paths.layout import ANY_LAYOUT, PathLayout
from unitgraph.reading.row_reports import RowReports
from unitgraph.sources.opening import digest_of
from unitgraph.sources.rows import Layout
from unitgraph.sources.tables import PLAIN
from unitgraph.system.characters import seen
from unitgraph.system.errors import ReadingError, SourceError
from unitgraph.system.processes import chunked, share_out
from unitgraph.system.remarks import some_of

SAMPLE = 20_000  # rows from whose confident readings the conventions of a table of paths are learnt
CHUNK = 500  # rows that one process reads at a time
_OF_PATHS = ("country", "other_names", *DATES)
_OF_UNITS = ("country", "other_names", "places", "level", "superiors", "placeholder", *DATES)
_OF_SUPERIORS = ("relation", "status", "confidence", "entries", *DATES)


@dataclass(frozen=True, slots=True)
class HierarchySource:
    """What to read a hierarchy from: a table of paths or of units, the latter with or without one of superiors.

    ``year`` is the calendar year of edges to which no row gives a date, ``country`` (ISO 3166-1 alpha-2) the country of
    rows that give none, ``layout`` how paths are written. ``map`` tells what the columns of the tables hold, where they
    are not unitgraph's own; a file of units may then tell of superiors, too. ``table`` is how its files are laid out.
    Without a map, ``column`` names the column of paths, ``country_column`` that of countries.
    """

    path: Path
    superiors: Path | None = None
    year: int | None = None
    country: str = ""
    layout: PathLayout = ANY_LAYOUT
    map: ColumnMap | None = None
    table: Layout = PLAIN
    column: str = ""
    country_column: str = ""

    def __post_init__(self) -> None:
        if self.year is not None and not 1000 <= self.year <= 9999:
            raise SourceError(str(self.path), f"{self.year} is not a year", "give one of four digits, such as 2018")
        if seen(self.path.stem) != self.path.stem:  # the table is called so wherever it is cited
            what = "the name of this file has characters that nobody sees, or that are none"
            raise SourceError(repr(str(self.path)), what, "rename the file")

    @property
    def named(self) -> dict[str, str]:
        """The columns that are named, by what they hold."""
        return {key: name for key, name in (("path", self.column), ("country", self.country_column)) if name}

    @property
    def tells_superiors(self) -> bool:
        """Whether the table of units may state edges by themselves: in rows of their own, or in several rows of one
        unit that stands under others at other times."""
        held = (Block.SUPERIORS, Block.UNITS)
        return self.map is not None and self.superiors is None and any(map(self.map.holds, held))

    @property
    def scheme(self) -> str:
        """What the identifiers of its units are of."""
        return self.map.scheme if self.map is not None and self.map.scheme else self.path.name

    @property
    def cited(self) -> Days | None:
        """The date of edges to which no row gives one."""
        return None if self.year is None else calendar_year(self.year)


@dataclass(frozen=True, slots=True)
class HierarchyTable:
    """One table: its name (that of its file without ending), and the sha256 of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Named:
    """A unit as a row writes it: its name, its level (a concept word) if the name tells it, its places, the name
    that a ruling says is meant, and other names that it states."""

    name: str
    level: str | None = None
    places: tuple[str, ...] = ()
    meaning: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PathRow:
    """One row of a table of paths as read: chains of units, each from its root down; ``unread`` when it could not be
    told what the text names. ``number`` is its line in the file, ``confidence`` in 0..1. ``levels`` are the segments of
    the path from the top, where columns give them, ``other_names`` other names of its lowest unit."""

    number: int
    text: str
    country: str
    period: Period
    chains: tuple[tuple[Named, ...], ...]
    confidence: float
    unread: bool = False
    levels: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One row of a table of units; ``unit`` is its identifier, ``superiors`` those of the units directly above,
    ``period`` when it is cited. A ``placeholder`` stands for a unit that nobody could name. ``meaning``
    is the name that a ruling says is meant."""

    number: int
    text: str
    unit: str
    country: str
    name: str
    other_names: tuple[str, ...]
    places: tuple[str, ...]
    level: str | None
    superiors: tuple[str, ...]
    period: Period
    placeholder: bool
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class SuperiorRow:
    """One row of a table of superiors; ``relation`` is a concept word, ``status`` ``accepted`` or ``conflict``,
    ``confidence`` in 0..1; ``of_entry``: an entry of a list states it, as unitgraph's own tables tell."""

    number: int
    text: str
    subordinate: str
    superior: str
    relation: str
    status: str
    period: Period
    confidence: float
    of_entry: bool = False


def open_hierarchy_table(path: Path) -> HierarchyTable:
    """Name and digest of a table."""
    return HierarchyTable(path.stem, digest_of(path))


def is_table_of_paths(source: HierarchySource) -> bool:
    """Whether a table is one of paths; else it is one of units. Raises SourceError when it is neither."""
    if source.map is not None:
        file = MappedFile(source.path, source.map, source.table)
        paths, units = file.holds(Block.PATHS), file.holds(Block.UNITS)
        if paths and units:
            what = "some of its rows are units and others are paths"
            raise SourceError(source.path.name, what, "name one sheet, or save the two as files of their own")
        return paths
    if (known := preset_for(source.path)) is not None:
        raise SourceError(source.path.name, "this is no table, but has a form that is known", f"give --preset {known}")
    if source.column:
        return True
    with opened_table(source.path, ("path", "unit", "name", *chain(*SYNONYMS["unit"])), source.table) as table:
        if table.find("path") is not None:
            return True
        if holds_units(table):
            return False
        if holds_paths_alone(table):
            return True
        there = some_of(filter(None, table.columns), str) or "none"
        raise SourceError(table.name, f"its columns are {there}", remedy_for(table))


def read_path_rows(source: HierarchySource, workers: int = 1, reports: RowReports | None = None) -> Iterator[PathRow]:
    """The rows of a table of paths, read in their order and in constant memory. One that cannot be read is raised, or
    with ``reports`` reported.

    The conventions of the table are learnt from its first rows. ``workers`` processes read a long table; the result is
    the same.
    """
    told = reports or RowReports(strict=True)
    rows = _sound(_path_rows(source, told), lambda row: _unread(row, source, told), source.path, told)
    beginning = list(islice(rows, SAMPLE))
    texts = ((row.text, row.country) for row in beginning if not any(row.levels))
    context = document_context(texts, context=Context(layout=source.layout))
    every = chain(beginning, rows)
    if workers > 1 and len(beginning) == SAMPLE:
        for chunk in share_out(chunked(every, CHUNK), _read_chunk, workers, _begin, context):
            yield from chunk
    else:
        yield from (_read(row, context) for row in every)


T = TypeVar("T")


def _sound(
    rows: Iterable[HierarchyRow], read: Callable[[HierarchyRow], T], path: Path, reports: RowReports
) -> Iterator[T]:
    """Rows as read; what cannot be read is reported."""
    for row in rows:
        try:
            found = read(row)
        except (SourceError, ReadingError) as fault:
            reports.left_out(path.stem, row.number, fault, row["unit"], row["name"])
        else:
            yield found


def _path_rows(source: HierarchySource, reports: RowReports) -> Iterator[HierarchyRow]:
    if source.map is None:
        return hierarchy_rows(source.path, ("path",), _OF_PATHS, reports, source.table, source.named)
    if source.layout != ANY_LAYOUT:
        what = "its columns are the levels of its paths, from the top"
        raise SourceError(str(source.path), what, "leave direction, path separator and 'all units' out")
    file = MappedFile(source.path, source.map, source.table)
    return (row for row in mapped_rows(file.rows(Block.PATHS), source.path, reports) if any(row.levels))


def _dated(row: HierarchyRow, path: Path, reports: RowReports, default: Days | None = None) -> Period:
    """The dates of a row; one that cannot be read is reported."""
    return row.period(default, lambda fault: reports.date_left_out(path.stem, row.number, fault))


def _dated_unit(row: HierarchyRow, path: Path, reports: RowReports) -> tuple[Period, tuple[str, ...]]:
    """The dates of a unit, and its superiors, for whose edges the dates count, too. Where the dates contradict, or a
    known start or end cannot be read, the unit stays without dates, and those edges are left out."""
    superiors = row.several("superiors")
    try:
        return _dated(row, path, reports), superiors
    except SourceError as fault:
        reports.date_left_out(path.stem, row.number, fault)
        for _ in superiors:
            reports.edge_left_out(path.stem, row.number, fault)
        return UNDATED, ()


def _unread(row: HierarchyRow, source: HierarchySource, reports: RowReports) -> PathRow:
    text = BETWEEN.join(filter(None, row.levels)) if row.levels else row.needed("path")
    country, names = row.country(source.country), row.several("other_names")
    dates = _dated(row, source.path, reports, source.cited)
    return PathRow(row.number, text, country, dates, (), 1.0, levels=row.levels, other_names=names)


def _read(row: PathRow, context: Context) -> PathRow:
    given = any(row.levels)
    path = read_levels(row.levels, row.text) if given else read_path(row.text, country=row.country, context=context)
    unread = path.kind is PathKind.UNCLEAR
    chains = ((Named(path.text),),) if unread else chains_of(path)
    return replace(row, chains=chains, confidence=path.confidence, unread=unread)


def chains_of(path: UnitPath) -> tuple[tuple[Named, ...], ...]:
    """The units of a path from its root down, or each by itself below the superiors that they share; places belong to
    the unit before them."""
    units: list[Named] = []
    ahead: tuple[str, ...] = ()
    for segment in path.segments:
        if segment.role is Role.UNIT:
            units.append(Named(segment.text, segment.level, ahead, aliases=segment.aliases))
            ahead = ()
        elif segment.role is Role.PLACE and units:
            last = units[-1]
            units[-1] = replace(last, places=(*last.places, segment.text))
        elif segment.role is Role.PLACE:
            ahead = (*ahead, segment.text)
    if not units:
        return ((Named(path.text),),)
    if path.kind is not PathKind.PATH:
        return tuple((*units[: path.shared], unit) for unit in units[path.shared :])
    return (tuple(reversed(units)) if path.direction == "up" else tuple(units),)


_context = Context()


def _begin(context: Context) -> None:
    """Give a reading process its context, once."""
    global _context
    _context = context


def _read_chunk(rows: Sequence[PathRow]) -> list[PathRow]:
    return [_read(row, _context) for row in rows]


def load_units(source: HierarchySource) -> MappedUnits | None:
    """What a map makes of a table that has units and edges, read once for both; None for any other."""
    file = MappedFile(source.path, source.map, source.table) if source.map else None
    return MappedUnits(file) if file is not None and source.tells_superiors else None


def read_unit_rows(
    source: HierarchySource, reports: RowReports | None = None, loaded: MappedUnits | None = None
) -> Iterator[UnitRow]:
    """The rows of a table of units in their order. One that cannot be read, or repeats an identifier, is raised, or
    with ``reports`` reported. ``loaded`` is :func:`load_units`, if that was done."""
    told = reports or RowReports(strict=True)
    seen: dict[str, int] = {}

    def read(row: HierarchyRow) -> UnitRow:
        unit = row.needed("unit")
        if unit in seen:
            what = f"duplicate unit {unit!r} (it is in {row.table.unit} {seen[unit]})"
            remedy = "give each unit one row, and superiors of other years in a table of their own (--superiors)"
            raise SourceError(row.where, what, remedy)
        name, aliases = split_aliases(row.needed("name"))
        dates, superiors = _dated_unit(row, source.path, told)
        found = UnitRow(
            row.number,
            row.text,
            unit,
            row.country(source.country),
            name,
            (*row.several("other_names"), *aliases),
            row.several("places"),
            row.level(),
            superiors,
            dates,
            row.is_placeholder(),
        )
        seen[unit] = row.number
        return found

    return _sound(_unit_rows(source, told, loaded), read, source.path, told)


def _unit_rows(source: HierarchySource, reports: RowReports, loaded: MappedUnits | None) -> Iterator[HierarchyRow]:
    if source.map is None:
        return hierarchy_rows(source.path, ("unit", "name"), _OF_UNITS, reports, source.table, source.named)
    units = loaded or MappedUnits(MappedFile(source.path, source.map, source.table), moving=False)
    return mapped_rows(units.units(), source.path, reports)


def read_superior_rows(
    path: Path,
    column_map: ColumnMap | None = None,
    reports: RowReports | None = None,
    table: Layout = PLAIN,
    loaded: MappedUnits | None = None,
) -> Iterator[SuperiorRow]:
    """The rows of a table of superiors in their order. One that cannot be read is raised, or with ``reports``
    reported. ``loaded`` is :func:`load_units`, if that was done."""
    told = reports or RowReports(strict=True)
    return _sound(_superior_rows(path, column_map, told, table, loaded), partial(_superior_row, path, told), path, told)


def _superior_row(path: Path, reports: RowReports, row: HierarchyRow) -> SuperiorRow:
    return SuperiorRow(
        row.number,
        row.text,
        row.needed("subordinate"),
        row.needed("superior"),
        row.relation(),
        row.status(),
        _dated(row, path, reports),
        row.confidence(),
        "/entry/" in row["entries"],
    )


def _superior_rows(
    path: Path, column_map: ColumnMap | None, reports: RowReports, table: Layout, loaded: MappedUnits | None
) -> Iterator[HierarchyRow]:
    if column_map is None:
        return hierarchy_rows(path, ("subordinate", "superior"), _OF_SUPERIORS, reports, table)
    units = loaded or MappedUnits(MappedFile(path, column_map, table))
    return mapped_rows(units.edges(), path, reports)
