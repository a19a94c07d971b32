"""The cells of hierarchy tables: what each column may hold, and how it reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from unitgraph.lexicon.countries import code_of
from unitgraph.lexicon.names import tidy
from unitgraph.lexicon.tables import levels
from unitgraph.reading.dates import Days, Period, parse_days, period, read_days
from unitgraph.reading.edge_words import ACCEPTED, AS_LISTED, CONFLICT
from unitgraph.reading.maps.applying import MappedRow
from unitgraph.reading.maps.values import JOIN
from unitgraph.reading.row_reports import RowReports
from unitgraph.sources.headings import COUNTRIES, NAMES, PATHS
from unitgraph.sources.rows import BadRow, Layout, Table, asked_headings, folded
from unitgraph.sources.superiors import (
    ALIASES,
    SUPERIOR_IDENTIFIERS,
    SUPERIORS,
    BesideColumns,
    RowSuperiors,
    beside_columns,
    names_nobody,
)
from unitgraph.sources.tables import PLAIN, open_table, place_in
from unitgraph.system.errors import ReadingError, SourceError
from unitgraph.system.remarks import some_of

SEPARATOR = "|"
_BETWEEN_CELLS = f" {SEPARATOR} "
_BETWEEN_VALUES = re.compile("[|;]")
DATES = ("first_cited", "last_cited", "start_known", "end_known", "open_ended")
_RELATIONS = {
    "": AS_LISTED,
    "aslisted": AS_LISTED,
    "command": "command-relation",
    "commandrelation": "command-relation",
    "administrative": "administrative-relation",
    "administrativerelation": "administrative-relation",
    "memberof": "member-of-relation",
    "memberofrelation": "member-of-relation",
}
_STATUSES = {"": ACCEPTED, ACCEPTED: ACCEPTED, CONFLICT: CONFLICT}
_ANSWERS = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}
_ENDINGS = {"e": True, "y": False, "n": False}
"""Security Force Monitor's word on a last citation: the exact end, or the unit or edge is thought to go on, or not."""
_GOES_ON = frozenset({"present", "current", "currently", "ongoing", "now", "today", "to date", "to present"})
"""What sources write for a last citation of what has not ended."""


@dataclass(frozen=True, slots=True)
class HierarchyRow:
    """A row of a table: its number, its cells, and the places of the known columns among them. ``written`` is its text
    where a map has made the cells, ``levels`` those of a path that columns give, from the top."""

    table: Table
    number: int
    cells: tuple[str, ...]
    places: Mapping[str, int]
    written: str = ""
    levels: tuple[str, ...] = ()

    def __getitem__(self, column: str) -> str:
        at = self.places.get(column)
        return "" if at is None else tidy(self.cells[at])

    @property
    def where(self) -> str:
        return self.table.where(self.number)

    @property
    def text(self) -> str:
        """The cells that are not empty, as written."""
        return self.written or _BETWEEN_CELLS.join(filter(None, map(tidy, self.cells)))

    def needed(self, column: str) -> str:
        """A cell that may not be empty."""
        value = self[column]
        if not value:
            raise SourceError(self.where, f"no {column}", f"fill the column {column!r}, or remove the row")
        return value

    def several(self, column: str) -> tuple[str, ...]:
        """The values of a cell."""
        text = self[column]
        if not text:
            return ()
        parts = text.split(JOIN) if JOIN in text else _BETWEEN_VALUES.split(text)
        return tuple(filter(None, map(tidy, parts)))

    def country(self, default: str) -> str:
        """The code of the country column, else ``default``."""
        text = self["country"]
        if not text and default:
            return default
        found = code_of(text) if text else None
        if found is None:
            what = f"unknown country {text!r}" if text else "no country"
            raise ReadingError(self.where, what, "give an ISO 3166-1 code or an English name, or --country")
        return found

    def level(self) -> str | None:
        """The level as a concept word."""
        text = self["level"]
        if not text:
            return None
        found = _levels().get(_letters(text))
        if found is None:
            remedy = "write a level of the ontology's scheme ug:Levels, or leave it empty"
            raise SourceError(self.where, f"unknown level {text!r}", remedy)
        return found

    def relation(self) -> str:
        """The relation as a concept word."""
        text = self["relation"]
        found = _RELATIONS.get(_letters(text))
        if found is None:
            remedy = "write command, administrative, member-of or as-listed"
            raise SourceError(self.where, f"unknown relation {text!r}", remedy)
        return found

    def status(self) -> str:
        """Whether an edge is accepted, or in conflict with others."""
        text = self["status"]
        found = _STATUSES.get(_letters(text))
        if found is None:
            remedy = f"write {ACCEPTED} or {CONFLICT}, or leave it empty"
            raise SourceError(self.where, f"unknown status {text!r}", remedy)
        return found

    def confidence(self) -> float:
        """The confidence, 1 where the cell is empty."""
        text = self["confidence"] or "1"
        found = _share(text)
        if found is None:
            remedy = "correct it or leave it empty"
            raise SourceError(self.where, f"confidence {text!r} is not a number from 0 to 1", remedy)
        return found

    def answer(self, column: str) -> bool | None:
        """Yes or no; None where the cell is empty."""
        return self._one_of(column, _ANSWERS, "yes or no")

    def is_placeholder(self) -> bool:
        """Whether the row stands for a unit that nobody could name: as a column says, else as its name begins."""
        told = self.answer("placeholder")
        return told if told is not None else names_nobody(self["name"])

    def period(self, default: Days | None = None, left_out: Callable[[SourceError], object] | None = None) -> Period:
        """The dates of the row; ``default`` for one that gives none. A date that cannot be read is a fault of the row,
        or given to ``left_out``, unless it is known to be a start or an end: without it the row would hold too long."""
        if self.places.keys().isdisjoint(DATES):
            return period(default, default)
        start, end = self.answer("start_known"), self.answer("end_known")
        exact = self._one_of("open_ended", _ENDINGS, "E (the exact end), Y or N")
        if exact is not None and end is not None and exact != end:
            what = f"open_ended {self['open_ended']!r} contradicts end_known {self['end_known']!r}"
            raise SourceError(self.where, what, "correct one of them")
        end = bool(end or exact)
        first = self._days("first_cited", None if start else left_out)
        last = self._days("last_cited", None if end else left_out)
        for known, date, column, about in ((start, first, "first_cited", "start"), (end, last, "last_cited", "end")):
            if known and date is None:
                raise SourceError(self.where, f"a known {about} without a date", f"fill {column}")
        if first is None and last is None:
            return period(default, default)
        if first and last and first.earliest > last.latest:
            raise SourceError(self.where, f"first_cited {first} is after last_cited {last}", "correct one of them")
        return period(first, last, bool(start), end)

    def _days(self, column: str, left_out: Callable[[SourceError], object] | None) -> Days | None:
        text = self[column]
        if column == "last_cited" and text.lower() in _GOES_ON:
            return None
        try:
            return _days(text) if text else None
        except ValueError:
            remedy = "write it like 2018, 2018-04 or 2018-04-30"
            fault = SourceError(self.where, f"{column} {text!r} is not a date", remedy)
        if left_out is None:
            raise fault
        left_out(fault)
        return None

    def _one_of(self, column: str, known: Mapping[str, bool], remedy: str) -> bool | None:
        text = self[column].lower()
        if text and text not in known:
            raise SourceError(self.where, f"unknown {column} {self[column]!r}", f"write {remedy}, or leave it empty")
        return known[text] if text else None


def _days(text: str) -> Days:
    """A date, or a range of them as exports write it: ``2017/2018-04``."""
    first, _, last = text.partition("/")
    if read_days(first).earliest > read_days(last or first).latest:
        raise ValueError(f"{text!r} ends before it begins")
    return parse_days(text)


def mapped_rows(rows: Iterable[MappedRow | BadRow], path: Path, reports: RowReports) -> Iterator[HierarchyRow]:
    """Rows that a map has read, as rows of a table; one that could not be read is reported."""
    for row in rows:
        if isinstance(row, BadRow):
            reports.left_out(path.stem, row.number, SourceError(place_in(path, row.number), row.fault, row.remedy))
            continue
        places = {key: at for at, key in enumerate(row.cells)}
        yield HierarchyRow(row.table, row.number, tuple(row.cells.values()), places, row.text, row.levels)


def opened_table(path: Path, headings: Iterable[str], table: Layout) -> AbstractContextManager[Table]:
    """A hierarchy table, opened; ``headings`` show its heading row, where ``table`` does not tell it."""
    return open_table(path, replace(table, headings=frozenset(headings)), plain="csv")


_NAMES = tuple(each for each in NAMES if each not in ("unit", "units"))
SYNONYMS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "path": (PATHS,),
    "country": (COUNTRIES,),
    "unit": (("id", "identifier", "unit id", "code", "unit code", "uid"),),
    "name": (_NAMES,),
    "superiors": (
        SUPERIOR_IDENTIFIERS,
        ("superior", "parent", "parents", "parent ids"),
        *((each,) for each in SUPERIORS),
    ),
    "other_names": (ALIASES,),
}
"""Other headings of columns of hierarchy tables, those of the first group that a table has, in lower case and without
underscores."""


def other_heading(table: Table, what: str) -> int | None:
    """The index of the only column with another heading for what a column holds."""
    groups = (table.only(each) for each in SYNONYMS.get(what, ()))
    return next((at for at in groups if at is not None), None)


def names_by_unit(table: Table) -> bool:
    """Whether the column 'unit' of a table has names, beside identifiers in another column and no other names."""
    return (
        table.only(("unit", "units")) is not None
        and other_heading(table, "unit") is not None
        and table.find("name") is None
        and other_heading(table, "name") is None
    )


def hierarchy_rows(
    path: Path,
    needed: Sequence[str],
    other: Sequence[str],
    reports: RowReports,
    layout: Layout = PLAIN,
    named: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[HierarchyRow]:
    """The rows of a table that are not empty, one at a time; one that cannot be read is reported. A remark tells of
    columns that are neither ``needed`` nor ``other``, and of those found by other headings. ``named`` are the columns
    that a person names, by what they hold."""
    with opened_table(path, (*needed, *other, *asked_headings(*named.values())), layout) as table:
        places: dict[str, int] = {}
        swapped = "name" in needed and names_by_unit(table)
        for name in (*needed, *other):
            at = table.column(named[name], name) if name in named else table.find(name)
            if swapped and name in needed:
                at = table.only(("unit", "units")) if name == "name" else None
                if at is not None:
                    table.remarks.append(f"{path.name}: the column {table.columns[at]!r} is read as {name!r}")
            if at is None and (at := other_heading(table, name)) is not None:
                table.remarks.append(f"{path.name}: the column {table.columns[at]!r} is read as {name!r}")
            if at is None and name in needed:
                at = table.column(name, name)
            if at is not None:
                places[name] = at
        by_name = "path" in places and folded(table.columns[places["path"]]) in map(folded, NAMES)
        by_name = by_name and places.keys().isdisjoint(DATES)  # a date is of the edge to the next superior alone
        beside = beside_columns(table, places["path"], places.get("country")) if by_name else None
        read = {*places.values(), *(beside.read if beside else ())}
        unread = [column for at, column in enumerate(table.columns) if column and at not in read]
        if unread:
            table.remarks.append(f"{path.name}: {_unread_columns(unread)}")
        rows = _whole_rows(table, places, path, reports)
        yield from _below_superiors(list(rows), beside, path) if beside and beside.names_superiors else rows


def _whole_rows(table: Table, places: Mapping[str, int], path: Path, reports: RowReports) -> Iterator[HierarchyRow]:
    for row in table.rows:
        if isinstance(row, BadRow):
            fault = SourceError(table.where(row.number), row.fault, row.remedy)
            if _UNCLOSED in row.fault:  # the rest of the file is in this row
                raise fault
            reports.left_out(path.stem, row.number, fault)
        elif any(row.cells):
            yield HierarchyRow(table, row.number, row.cells, places)


def _below_superiors(rows: Sequence[HierarchyRow], beside: BesideColumns, path: Path) -> Iterator[HierarchyRow]:
    """The rows as paths whose levels are the superiors that columns give, from the top, and the name of the row."""
    named = [beside.row(row.number, row["path"], row["country"], row.cells) for row in rows]
    chains = RowSuperiors(path.name, named).chains()
    for row, above in zip(rows, chains, strict=True):
        yield replace(row, levels=(*above, row["path"]) if row["path"] else ())


_UNCLOSED = "unexpected end of data"


def _unread_columns(names: Sequence[str]) -> str:
    return f"the column{'' if len(names) == 1 else 's'} {some_of(names)} {'is' if len(names) == 1 else 'are'} not read"


@cache
def _levels() -> dict[str, str]:
    """The concept words of levels by their letters: ``StateForce`` and ``state force`` are ``state-force``."""
    return {_letters(word.concept): word.concept for word in levels()}


@lru_cache(maxsize=10_000)
def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


@lru_cache(maxsize=10_000)
def _share(text: str) -> float | None:
    """A number from 0 to 1; None for anything else."""
    try:
        found = float(text)
    except ValueError:
        return None
    return found if 0 <= found <= 1 else None
