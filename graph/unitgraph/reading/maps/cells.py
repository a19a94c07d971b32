"""Cells of a mapped table as the map says they read: in the columns and words of unitgraph's own hierarchy tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from unitgraph.lexicon.names import fold, tidy
from unitgraph.reading.maps.parsing import DATED, SEVERAL
from unitgraph.reading.maps.values import JOIN, DateOrder, Field, Form
from unitgraph.sources.rows import Table

_NUMBERS = re.compile(r"(\d{1,2})[./\s-](\d{1,2})[./\s-](\d{4})")
_ASIDE = re.compile(r"\((?:required|mandatory|optional|if (?:any|known|applicable))\)", re.IGNORECASE)
_TWO = re.compile(r"(\d{1,2})[./\s-](\d{4})")
_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED_MONTH = re.compile(
    r"(?:(?P<day>\d{1,2})[ .-])?\s*(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?[ -]"
    r"(?:(?P<after>\d{1,2}),? )?(?P<year>\d{4})",
    re.IGNORECASE,
)
_ROUND_MONTH = re.compile(r"(\d{4}-\d{2})-01")
_KNOWN_UNTIL = {"9": 4, "year": 4, "10": 7, "month": 7, "11": 10, "day": 10}
"""How much of a date is known, by Wikidata's precisions and in words: so many characters of it."""


class CellFault(ValueError):
    """What a cell says is nothing that the map knows."""


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """A field of a map with the places of its columns in a table."""

    key: str
    field: Field
    at: tuple[int, ...]
    parts: tuple[int, ...] = ()
    between: tuple[int, ...] = ()
    precision: int | None = None

    @property
    def every_place(self) -> tuple[int, ...]:
        """The places of all its columns."""
        return (*self.at, *self.parts, *self.between)

    def values(self, cells: Sequence[str]) -> tuple[str, ...]:
        """All values of a row, each once."""
        places = self.at
        if self.key == "superior_path" and self.field.separator:  # several columns are the same path otherwise written
            places = tuple(at for at in self.at if cells[at].strip())[:1]
        found = dict.fromkeys(filter(None, (self._meaning(each) for at in places for each in self._split(cells[at]))))
        return tuple(found) or ((self.field.constant,) if self.field.constant else ())

    def value(self, cells: Sequence[str], dates: DateOrder) -> str:
        """The value of a row; empty where it has none."""
        text = ""
        for at in self.at:
            if cells[at] and (text := self._meaning(self._split(cells[at])[0])):
                break
        if self.key not in DATED:
            return text or self.field.constant
        if not text and self.parts:
            return _of_parts([tidy(cells[at]) for at in self.parts])
        if not text and self.between:
            first, last = (written_day(tidy(cells[at]), dates) for at in self.between)
            return f"{first}/{last}" if first[:4].isdecimal() and last[:4].isdecimal() else ""
        precise = tidy(cells[self.precision]).lower() if self.precision is not None and text else ""
        if precise and precise not in _KNOWN_UNTIL:
            raise CellFault(f"the precision {precise!r} is none of {', '.join(_KNOWN_UNTIL)}")
        written = written_day(text, DateOrder.ISO if precise else dates)
        return written[: _KNOWN_UNTIL[precise]] if precise else written

    def _split(self, cell: str) -> list[str]:
        """The parts of a cell that has several values; at least one."""
        if not self.field.separator and JOIN not in cell:
            return [tidy(cell)]
        parts = cell.split(JOIN)
        if separator := self.field.separator:  # a space in it must be there: ", " does not part "1,000"
            parts = [each for part in parts for each in part.split(separator)]
        return list(map(tidy, parts))

    def meanings(self, texts: Iterable[str]) -> Iterator[str]:
        """What parts of a cell mean, those that mean nothing as empty ones."""
        return (self._meaning(tidy(text)) for text in texts)

    def _meaning(self, text: str) -> str:
        if not self.field.values and not self.field.until:
            return text
        if self.field.until:
            text = tidy(text.partition(self.field.until)[0])
        found = self.field.means(text)
        if found is None:
            known = ", ".join(self.field.values)
            raise CellFault(f"{self.key} {text!r} is not in the map, which knows {known}")
        return found


def written_day(text: str, dates: DateOrder) -> str:
    """A date as ISO 8601, where its numbers stand in the order of the table or its month is named in English; any other
    text as it is.

    >>> written_day("30/4/2018", DateOrder.DAY_FIRST)
    '2018-04-30'
    >>> written_day("2018-04-30T00:00:00Z", DateOrder.ISO)
    '2018-04-30'
    """
    if named := _NAMED_MONTH.fullmatch(text):
        month = _MONTHS.index(named["month"][:3].lower()) + 1
        day = named["day"] or named["after"]
        return f"{named['year']}-{month:02}" + (f"-{day:0>2}" if day else "")
    if time := _TIME.fullmatch(text):
        text = time[1]
    if dates is DateOrder.ROUNDED:
        return text.removesuffix("-01-01") if text.endswith("-01-01") else _ROUND_MONTH.sub(r"\1", text)
    if dates is DateOrder.ISO:
        return text
    if found := _NUMBERS.fullmatch(text):
        one, other = (2, 1) if dates is DateOrder.DAY_FIRST else (1, 2)
        return f"{found[3]}-{found[one]:0>2}-{found[other]:0>2}"
    if found := _TWO.fullmatch(text):
        return f"{found[2]}-{found[1]:0>2}"
    return text


def above_own(path: Sequence[str], names: Iterable[str]) -> Sequence[str]:
    """What of a path stands above a unit of these names, with one of which the path may end."""
    return path[:-1] if path and fold(path[-1]) in map(fold, names) else path


def _of_parts(parts: Sequence[str]) -> str:
    """The date of a year, month and day, of which the latter may be empty or 0."""
    known: list[str] = []
    for part in parts:
        number = part.removesuffix(".0")
        if number.strip("0") == "":
            break
        if not number.isdecimal():
            raise CellFault(f"{part!r} is no part of a date")
        known.append(f"{number:0>4}" if not known else f"{number:0>2}")
    if any(part.strip("0.") for part in parts[len(known) :]):
        raise CellFault(f"{' '.join(parts)!r} is a date without its year or month")
    return "-".join(known)


def placed(form: Form, fields: Mapping[str, Field], table: Table) -> dict[str, FieldPlace]:
    """The fields of a block with their places. Raises SourceError for a column that is missing, unless the form lets it
    be."""
    found: dict[str, FieldPlace] = {}
    for key, each in fields.items():
        at = [place for column in each.columns if (place := _place(table, form, column, each)) is not None]
        parts, between = (
            [_place(table, form, column, each) for column in columns] for columns in (each.parts, each.between)
        )
        known = [place for place in takewhile(lambda place: place is not None, parts) if place is not None]
        both = [place for place in between if place is not None]
        precision = _place(table, form, each.precision, each) if each.precision else None
        if at or known or len(both) == 2 or each.constant:
            found[key] = FieldPlace(
                key, each, tuple(at), tuple(known), tuple(both if len(both) == 2 else ()), precision
            )
    return found


def find_heading(table: Table, heading: str) -> int | None:
    """The index of the column with this heading, whatever its case, spaces and signs, and whether a word in brackets
    says that it must be filled; None if there is none. Raises SourceError if there are several."""
    at = table.find(heading)
    if at is not None or not table.headed or ":" in heading:  # unit:name is not "Unit name"
        return at
    wanted = _letters_of(heading)
    plain = ((at, each) for at, each in enumerate(table.columns) if ":" not in each)
    found = [at for at, each in plain if wanted and _letters_of(_ASIDE.sub("", each)) == wanted]
    return found[0] if len(found) == 1 else None


def _letters_of(heading: str) -> str:
    return fold(heading).replace(" ", "")


def _place(table: Table, form: Form, column: str, field: Field | None = None) -> int | None:
    if (form.lenient or (field is not None and field.optional)) and find_heading(table, column) is None:
        return None
    found = find_heading(table, column)
    return table.column(column, "what the map says") if found is None else found


def rank_of_name(row: Sequence[str], fields: Mapping[str, FieldPlace]) -> int:
    """Which column of those of the name is filled, from 0: of several rows of one unit, the first such has its name."""
    places = fields["name"].at if "name" in fields else ()
    return next((rank for rank, at in enumerate(places) if row[at].strip()), len(places))


def canonical(row: Sequence[str], fields: Mapping[str, FieldPlace], dates: DateOrder) -> dict[str, str]:
    """The cells of a row by the names of unitgraph's own columns; several values of one are joined with
    :data:`JOIN`. What is said of a date is left out where there is none. Raises CellFault."""
    found = {
        key: "".join(f"{value}{JOIN}" for value in each.values(row)) if key in SEVERAL else _one(key, each, row, dates)
        for key, each in fields.items()
    }
    for flag, date in (("start_known", "first_cited"), ("end_known", "last_cited"), ("open_ended", "last_cited")):
        if flag in found and not found.get(date):
            del found[flag]
    return found


def _one(key: str, field: FieldPlace, row: Sequence[str], dates: DateOrder) -> str:
    """A value of a row. A date that cannot be read is given as it is written: who reads it leaves it out alone."""
    try:
        return field.value(row, dates)
    except CellFault:
        if key not in DATED:
            raise
        return f"{' '.join(filter(None, (tidy(row[at]) for at in field.every_place)))} (unreadable)"


def taken(form: Form, table: Table) -> Callable[[Sequence[str]], bool]:
    """Which rows of a table count. Raises SourceError for a column that is missing, unless the form lets it be."""
    places = [(rows, _place(table, form, rows.column)) for rows in form.rows]
    wanted = [(rows, at) for rows, at in places if at is not None]
    return lambda cells: all(rows.take(cells[at]) for rows, at in wanted)
