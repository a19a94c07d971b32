"""What is needed to read a table, and what reading it gives: its layout; its columns and rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from unitgraph.lexicon.names import tidy
from unitgraph.system.characters import LONE, LONE_SURROGATE, seen
from unitgraph.system.errors import SourceError
from unitgraph.system.remarks import shortened, some_of


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is laid out, as far as its format leaves that open. What is left out is found by its content.

    ``separator`` and ``encoding`` are for text. ``sheet`` is the name of a sheet of a workbook, or its number from 1.
    ``header_row`` is the number of the line or row with the headings; ``header`` False says that there are none.
    ``headings`` are those that the reader asks for: they show which row contains the headings. ``bare``: a table with
    one column and no heading that is known has none, and all its rows are values; otherwise such a table is refused.
    """

    separator: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    header: bool = True
    header_row: int | None = None
    headings: frozenset[str] = frozenset()
    bare: bool = False


MOST_TOLD = 100
"""The number of columns that a message names."""


class Row(NamedTuple):
    """One row: its number in the source, from 1 (see :attr:`Table.unit`), and a text for each column."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read, why, and what to do about it. ``cells`` are as much of it as can be read."""

    number: int
    fault: str
    remedy: str = field(default="", compare=False)
    cells: tuple[str, ...] = field(default=(), compare=False)


def whole_row(number: int, cells: tuple[str, ...]) -> Row | BadRow:
    """A row of a format that can hold half of a surrogate pair, as JSON can: with one it cannot be read."""
    if all(map(str.isascii, cells)) or not LONE_SURROGATE.search("".join(cells)):
        return Row(number, cells)
    return BadRow(number, LONE, "correct its encoding", tuple(map(seen, cells)))


@dataclass(frozen=True, slots=True)
class Table:
    """A table being read: its columns and its rows, which can be taken once.

    ``unit`` is what row numbers count: a ``line`` of the file (the one on which the row begins), or a ``row`` of a
    sheet. ``separator`` is between the cells of a text. Columns without headings (``headed`` is false) are named by
    number. ``above`` are the rows above the heading. ``damage`` is what is wrong with the heading; it is also the first
    of the rows. ``remarks`` say what was found out and not told (an encoding, a heading row, other sheets), for the
    person who asked; they are complete once the last row has been taken. ``first_column`` is the index in the sheet of
    the first column, from which numbers and letters count.
    """

    name: str
    columns: tuple[str, ...]
    rows: Iterator[Row | BadRow]
    unit: str = "line"
    separator: str = ""
    headed: bool = True
    damage: BadRow | None = None
    above: tuple[Row, ...] = ()
    remarks: list[str] = field(default_factory=list)
    first_column: int = 0
    sheet: str = ""
    _places: list[Mapping[str, Sequence[int]]] = field(default_factory=list, init=False, repr=False, compare=False)

    def column(self, name: str | None, what: str, headings: Sequence[str] = ()) -> int:
        """The index of the column of ``what``: found by its heading, else by its number from 1, else by its letter as
        in a spreadsheet. Without a name, it is the only column of the table, or the only one with one of ``headings``.
        Raises SourceError, with the names of the columns.
        """
        if name is None:
            found = 0 if len(self.columns) == 1 else self.only(headings)
        else:
            found = self.find(name)
            found = self._numbered(name.strip()) if found is None else found
        if found is not None:
            return found
        if self.damage is not None:
            raise self._error(self.damage)
        if name is None and not self.headed:
            raise SourceError(self.name, f"no column given for {what}", f"{self._there_are()}, with --column")
        if name is None:
            raise SourceError(self.name, f"no column given for {what}", f"{self._there_are()}; name one with --column")
        raise SourceError(self.name, f"there is no column {name!r}", self._there_are())

    def find(self, heading: str) -> int | None:
        """The index of the column with this heading, in upper or lower case; None if there is none. Raises SourceError
        if there are several."""
        found = self._headed_as(heading)
        if len(found) > 1:
            there = some_of(map(self._letter, found), str)
            raise SourceError(self.name, f"there are several columns {heading!r} ({there})", "name one by its letter")
        return found[0] if found else None

    def named(self, at: int) -> str:
        """What names the column at an index for :meth:`column`, whatever the headings are: its heading, its letter or
        its number, the first of them that no other column answers to."""
        for name in (self.columns[at], self._letter(at), str(self.first_column + at + 1)):
            try:
                if name.strip() and self.column(name, "") == at:
                    return name
            except SourceError:
                continue
        raise SourceError(self.name, f"column {self._letter(at)} cannot be named", "give it a heading of its own")

    def only(self, headings: Sequence[str]) -> int | None:
        """The index of the only column with one of ``headings``; None if there is none, or several."""
        wanted = set(map(folded, headings))
        found = [at for each in wanted for at in self._headings()[1].get(each, ())]
        return found[0] if len(found) == 1 and self.headed else None

    def where(self, number: int) -> str:
        """The place of a row, for messages."""
        return f"{self.name} {self.unit} {number}"

    def sound_rows(self) -> Iterator[Row]:
        """The rows. Raises SourceError for the first one that cannot be read."""
        for row in self.rows:
            if isinstance(row, BadRow):
                raise self._error(row)
            yield row

    def _headed_as(self, heading: str) -> Sequence[int]:
        exact, alike = self._headings()
        return exact.get(heading) or alike.get(folded(heading), ())

    def _headings(self) -> Sequence[Mapping[str, Sequence[int]]]:
        """The places of headings, as they are and folded; there may be thousands."""
        if not self._places:
            for headings in (self.columns, map(folded, self.columns)):
                places: dict[str, list[int]] = {}
                for at, heading in enumerate(headings):
                    places.setdefault(heading, []).append(at)
                self._places.append(places)
        return self._places

    def _numbered(self, name: str) -> int | None:
        at = int(name) - 1 if name.isdecimal() and len(name) < 6 else index_of(name)
        if at is None or not 0 <= at - self.first_column < len(self.columns):
            return None
        return at - self.first_column

    def _letter(self, at: int) -> str:
        return letter_of(self.first_column + at)

    def _error(self, row: BadRow) -> SourceError:
        return SourceError(self.where(row.number), row.fault, row.remedy)

    def _there_are(self) -> str:
        if not self.headed:
            first = self.first_column
            return f"give a column number, {first + 1} to {first + len(self.columns)}"
        _, alike = self._headings()
        shown = []
        for at, heading in enumerate(self.columns[:MOST_TOLD]):
            letter = f"({self._letter(at)})"
            only = len(alike[folded(heading)]) == 1
            shown.append(letter if not heading else shortened(heading) if only else f"{shortened(heading)} {letter}")
        more = len(self.columns) - len(shown)
        return f"the columns are: {', '.join(shown)}{f' and {more:,} more' if more else ''}"


def folded(heading: str) -> str:
    """A heading for comparison: letters, digits and single spaces, in lower case; ``unit_name`` is ``unit name``."""
    return tidy(heading.replace("_", " ")).casefold()


def letter_of(at: int) -> str:
    """The letter of a column as in a spreadsheet.

    >>> letter_of(0), letter_of(27)
    ('A', 'AB')
    """
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def index_of(letters: str) -> int | None:
    """The index of the column with this letter, a capital as in a spreadsheet; None for anything else.

    >>> index_of("B"), index_of("AB"), index_of("name")
    (1, 27, None)
    """
    if not (1 <= len(letters) <= 3 and letters.isascii() and letters.isupper()):
        return None
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - ord("A") + 1
    return found - 1


def asked_headings(*columns: str | None) -> frozenset[str]:
    """The headings among columns as a person names them: not those that are numbers or letters."""
    return frozenset(each for each in columns if each and not each.isdecimal() and index_of(each) is None)


def distinct(columns: Iterable[str]) -> tuple[str, ...]:
    """The columns with names of their own: one named as one before it, or not at all, is told by its letter."""
    taken: set[str] = set()
    named = []
    for at, column in enumerate(columns):
        free = column if column and column not in taken else f"{column} ({letter_of(at)})".strip()
        taken.add(free)
        named.append(free)
    return tuple(named)
