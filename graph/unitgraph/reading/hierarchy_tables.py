"""Hierarchy tables say how units are related, and deny none of them.

A list names the few units that were denied; a hierarchy table adds the many around them. It has one of two forms,
recognized by its columns (those of unitgraph's own tables, see ``unitgraph export --format csv``; other columns are
ignored):

==========  ============================================  ===================================================
form        required columns                              optional columns
==========  ============================================  ===================================================
paths       path                                          country, first_cited, last_cited
units       unit (any identifier), name                   country, other_names, places, level, superiors
superiors   subordinate, superior (identifiers of units)  relation, first_cited, last_cited, confidence
==========  ============================================  ===================================================

Several values in one cell are separated by bars. A year may be a whole date. A table of superiors belongs to a table of
units; with it, a unit may have several superiors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, islice
from pathlib import Path

from unitgraph.lexicon.names import tidy
from unitgraph.lexicon.tables import country_of, levels
from unitgraph.reading.paths import Context, PathKind, Role, UnitPath, document_context, read_path
from unitgraph.sources.opening import digest_of
from unitgraph.sources.rows import Layout, Table
from unitgraph.sources.tables import open_table
from unitgraph.system.errors import ReadingError, SourceError
from unitgraph.system.processes import chunked, share_out

SEPARATOR = "|"
SAMPLE = 20_000  # rows from whose confident readings the conventions of a table of paths are learnt
CHUNK = 500  # rows that one process reads at a time
_OF_UNITS = ("country", "other_names", "places", "level", "superiors")
_OF_SUPERIORS = ("relation", "first_cited", "last_cited", "confidence")
_RELATIONS = {
    "": "as-listed",
    "aslisted": "as-listed",
    "command": "command-relation",
    "commandrelation": "command-relation",
    "administrative": "administrative-relation",
    "administrativerelation": "administrative-relation",
}


@dataclass(frozen=True, slots=True)
class HierarchySource:
    """What to read a hierarchy from: a table of paths or of units, the latter with or without one of superiors.

    ``year`` is the calendar year of rows that give none, ``country`` (ISO 3166-1 alpha-2) the country of rows that give
    none.
    """

    path: Path
    superiors: Path | None = None
    year: int | None = None
    country: str = ""


@dataclass(frozen=True, slots=True)
class HierarchyTable:
    """One table: its name (that of its file without ending), and the sha256 of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Named:
    """A unit as a row writes it: its name, its level (a concept word) if the name tells it, and its places."""

    name: str
    level: str | None = None
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PathRow:
    """One row of a table of paths as read: chains of units, each from its root down; ``unread`` when it could not be
    told what the text names. ``number`` is its line in the file, ``confidence`` in 0..1."""

    number: int
    text: str
    country: str
    first_cited: int
    last_cited: int
    chains: tuple[tuple[Named, ...], ...]
    confidence: float
    unread: bool = False


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One row of a table of units; ``unit`` is its identifier, ``superiors`` those of the units directly above."""

    number: int
    text: str
    unit: str
    country: str
    name: str
    other_names: tuple[str, ...]
    places: tuple[str, ...]
    level: str | None
    superiors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SuperiorRow:
    """One row of a table of superiors; ``relation`` is a concept word, ``confidence`` in 0..1."""

    number: int
    text: str
    subordinate: str
    superior: str
    relation: str
    first_cited: int | None
    last_cited: int | None
    confidence: float


@dataclass(frozen=True, slots=True)
class _HierarchyRow:
    """A row of a table: its number, its cells, and the places of the known columns among them."""

    table: Table
    number: int
    cells: tuple[str, ...]
    places: Mapping[str, int]

    def __getitem__(self, column: str) -> str:
        at = self.places.get(column)
        return "" if at is None else tidy(self.cells[at])

    @property
    def where(self) -> str:
        return self.table.where(self.number)

    @property
    def text(self) -> str:
        """The cells that are not empty, as written."""
        return f" {SEPARATOR} ".join(filter(None, map(tidy, self.cells)))

    def needed(self, column: str) -> str:
        """A cell that may not be empty."""
        value = self[column]
        if not value:
            raise SourceError(self.where, f"no {column}", f"fill the column {column!r}, or remove the row")
        return value

    def several(self, column: str) -> tuple[str, ...]:
        """The values of a cell."""
        return tuple(filter(None, map(tidy, self[column].split(SEPARATOR))))

    def country(self, default: str) -> str:
        """The code of the country column, else ``default``."""
        text = self["country"]
        if not text and default:
            return default
        found = country_of(text) if text else None
        if found is None:
            what = f"unknown country {text!r}" if text else "no country"
            raise ReadingError(self.where, what, "give an ISO 3166-1 code or an English name, or --country")
        return found.alpha2

    def year(self, column: str) -> int | None:
        """The year of a date that begins with four digits."""
        text = self[column]
        if not text:
            return None
        if not (text[:4].isdecimal() and text[:4].isascii() and text[4:5] in {"", "-"} and int(text[:4]) > 0):
            raise SourceError(self.where, f"{column} {text!r} is not a year", "write it like 2018 or 2018-04-30")
        return _number(text[:4])


@cache
def _number(digits: str) -> int:
    """A year. A million rows share a few dozen numbers."""
    return int(digits)


def open_hierarchy_table(path: Path) -> HierarchyTable:
    """Name and digest of a table."""
    return HierarchyTable(path.stem, digest_of(path))


def is_table_of_paths(path: Path) -> bool:
    """Whether a table is one of paths; else it is one of units. Raises SourceError when it is neither."""
    with _opened(path) as table:
        if table.find("path") is not None:
            return True
        if table.find("unit") is not None and table.find("name") is not None:
            return False
        there = ", ".join(filter(None, table.columns)) or "none"
        remedy = "name a column 'path' (a table of paths), or two 'unit' and 'name' (a table of units)"
        raise SourceError(table.name, f"its columns are {there}", remedy)


def read_path_rows(source: HierarchySource, workers: int = 1) -> Iterator[PathRow]:
    """The rows of a table of paths, read in their order and in constant memory.

    The conventions of the table are learnt from its first rows. ``workers`` processes read a long table; the result is
    the same.
    """
    rows = (_unread(row, source) for row in _rows(source.path, ("path",), ("country", "first_cited", "last_cited")))
    beginning = list(islice(rows, SAMPLE))
    context = document_context((row.text, row.country) for row in beginning)
    every = chain(beginning, rows)
    if workers > 1 and len(beginning) == SAMPLE:
        for chunk in share_out(chunked(every, CHUNK), _read_chunk, workers, _begin, context):
            yield from chunk
    else:
        yield from (_read(row, context) for row in every)


def _unread(row: _HierarchyRow, source: HierarchySource) -> PathRow:
    first, last = row.year("first_cited"), row.year("last_cited")
    first, last = first or last or source.year, last or first or source.year
    if first is None or last is None:
        raise SourceError(row.where, "no year", "fill first_cited, or give the year of the whole table")
    if first > last:
        raise SourceError(row.where, f"first_cited {first} is after last_cited {last}", "correct one of them")
    return PathRow(row.number, row.needed("path"), row.country(source.country), first, last, (), 1.0)


def _read(row: PathRow, context: Context) -> PathRow:
    path = read_path(row.text, country=row.country, context=context)
    unread = path.kind is PathKind.UNCLEAR
    chains = ((Named(path.text),),) if unread else _chains(path)
    return PathRow(row.number, row.text, row.country, row.first_cited, row.last_cited, chains, path.confidence, unread)


def _chains(path: UnitPath) -> tuple[tuple[Named, ...], ...]:
    """The units of a path from its root down, or each by itself; places belong to the unit before them."""
    units: list[Named] = []
    ahead: tuple[str, ...] = ()
    for segment in path.segments:
        if segment.role is Role.UNIT:
            units.append(Named(segment.text, segment.level, ahead))
            ahead = ()
        elif segment.role is Role.PLACE and units:
            last = units[-1]
            units[-1] = Named(last.name, last.level, (*last.places, segment.text))
        elif segment.role is Role.PLACE:
            ahead = (*ahead, segment.text)
    if not units:
        return ((Named(path.text),),)
    if path.kind is not PathKind.PATH:
        return tuple((unit,) for unit in units)
    return (tuple(reversed(units)) if path.direction == "up" else tuple(units),)


_context = Context()


def _begin(context: Context) -> None:
    """Give a reading process its context, once."""
    global _context
    _context = context


def _read_chunk(rows: Sequence[PathRow]) -> list[PathRow]:
    return [_read(row, _context) for row in rows]


def read_unit_rows(source: HierarchySource) -> Iterator[UnitRow]:
    """The rows of a table of units in their order. Raises SourceError for a duplicate identifier."""
    seen: set[str] = set()
    for row in _rows(source.path, ("unit", "name"), _OF_UNITS):
        unit = row.needed("unit")
        if unit in seen:
            raise SourceError(row.where, f"duplicate unit {unit!r}", "give each unit one row")
        seen.add(unit)
        yield UnitRow(
            row.number,
            row.text,
            unit,
            row.country(source.country),
            row.needed("name"),
            row.several("other_names"),
            row.several("places"),
            _level(row),
            row.several("superiors"),
        )


def _level(row: _HierarchyRow) -> str | None:
    text = row["level"]
    if not text:
        return None
    found = _levels().get(_letters(text))
    if found is None:
        remedy = "write a level of the ontology's scheme ug:Levels, or leave it empty"
        raise SourceError(row.where, f"unknown level {text!r}", remedy)
    return found


@cache
def _levels() -> dict[str, str]:
    """The concept words of levels by their letters: ``StateForce`` and ``state force`` are ``state-force``."""
    return {_letters(word.concept): word.concept for word in levels()}


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def read_superior_rows(path: Path) -> Iterator[SuperiorRow]:
    """The rows of a table of superiors in their order."""
    for row in _rows(path, ("subordinate", "superior"), _OF_SUPERIORS):
        first, last = row.year("first_cited"), row.year("last_cited")
        if first and last and first > last:
            raise SourceError(row.where, f"first_cited {first} is after last_cited {last}", "correct one of them")
        yield SuperiorRow(
            row.number,
            row.text,
            row.needed("subordinate"),
            row.needed("superior"),
            _relation(row),
            first or last,
            last or first,
            _confidence(row),
        )


def _relation(row: _HierarchyRow) -> str:
    text = row["relation"]
    found = _RELATIONS.get(_letters(text))
    if found is None:
        raise SourceError(row.where, f"unknown relation {text!r}", "write command, administrative or as-listed")
    return found


def _confidence(row: _HierarchyRow) -> float:
    text = row["confidence"] or "1"
    found = _share(text)
    if found is None:
        raise SourceError(row.where, f"confidence {text!r} is not a number from 0 to 1", "correct it or leave it empty")
    return found


@lru_cache(maxsize=10_000)
def _share(text: str) -> float | None:
    """A number from 0 to 1; None for anything else."""
    try:
        found = float(text)
    except ValueError:
        return None
    return found if 0 <= found <= 1 else None


def _opened(path: Path) -> AbstractContextManager[Table]:
    return open_table(path, Layout(ragged=True), plain="csv")


def _rows(path: Path, needed: Sequence[str], other: Sequence[str]) -> Iterator[_HierarchyRow]:
    """The rows of a table that are not empty, one at a time. Other columns are ignored."""
    with _opened(path) as table:
        places = {name: table.column(name, name) for name in needed}
        places |= {name: at for name in other if (at := table.find(name)) is not None}
        for row in table.sound_rows():
            if any(row.cells):
                yield _HierarchyRow(table, row.number, row.cells, places)
