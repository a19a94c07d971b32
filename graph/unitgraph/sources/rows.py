"""What is needed to read a table, and what reading it gives: its layout; its columns and rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from unitgraph.lexicon.names import tidy
from unitgraph.system.errors import SourceError


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is laid out, as far as its format leaves that open.

    ``separator`` and ``encoding`` are for text: None is a tab for TSV and a comma for CSV, and the encoding of the byte
    order mark, else UTF-8. ``sheet`` names a sheet of a workbook; None is the first. ``header``: the first row contains
    the headings. ``ragged``: rows may be longer or shorter than the first; missing cells are empty, and cells beyond
    the last column are ignored. Otherwise such a row cannot be read.
    """

    separator: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    header: bool = True
    ragged: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the source, from 1 (see :attr:`Table.unit`), and a text for each column."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read, why, and what to do about it."""

    number: int
    fault: str
    remedy: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A table being read: its columns and its rows, which can be taken once.

    ``unit`` is what row numbers count: a ``line`` of the file (the one on which the row begins), or a ``row`` of a
    sheet. ``separator`` is between the cells of a text. Columns without headings (``headed`` is false) are named by
    number. ``damage`` is what is wrong with the heading; it is also the first of the rows.
    """

    name: str
    columns: tuple[str, ...]
    rows: Iterator[Row | BadRow]
    unit: str = "line"
    separator: str = ""
    headed: bool = True
    damage: BadRow | None = None

    def column(self, name: str | None, what: str) -> int:
        """The index of the column of ``what``, found by its heading, else by its number from 1. Without a name, the
        table must have only one column. Raises SourceError, with the names of the columns.
        """
        if name is None and len(self.columns) == 1:
            return 0
        found = None if name is None else self.find(name)
        if found is not None:
            return found
        if name is not None and name.isdecimal() and 1 <= int(name) <= len(self.columns):
            return int(name) - 1
        if self.damage is not None:
            raise self._error(self.damage)
        fault = f"no column given for {what}" if name is None else f"there is no column {name!r}"
        raise SourceError(self.name, fault, self._there_are())

    def find(self, heading: str) -> int | None:
        """The index of the column with this heading, in upper or lower case; None if there is none. Raises SourceError
        if there are several."""
        found = [at for at, column in enumerate(self.columns) if column == heading]
        found = found or [at for at, column in enumerate(self.columns) if _folded(column) == _folded(heading)]
        if len(found) > 1:
            raise SourceError(self.name, f"there are several columns {heading!r}", "rename all but one of them")
        return found[0] if found else None

    def where(self, number: int) -> str:
        """The place of a row, for messages."""
        return f"{self.name} {self.unit} {number}"

    def sound_rows(self) -> Iterator[Row]:
        """The rows. Raises SourceError for the first one that cannot be read."""
        for row in self.rows:
            if isinstance(row, BadRow):
                raise self._error(row)
            yield row

    def _error(self, row: BadRow) -> SourceError:
        return SourceError(self.where(row.number), row.fault, row.remedy)

    def _there_are(self) -> str:
        if not self.headed:
            return f"give a column number, 1 to {len(self.columns)}"
        shown = (heading or f"(no. {number})" for number, heading in enumerate(self.columns, 1))
        there_are = f"the columns are: {', '.join(shown)}"
        first = self.columns[0] if self.columns else ""
        other = next((mark for mark in (";", "\t", "|", ",") if mark != self.separator and mark in first), None)
        if self.separator and len(self.columns) == 1 and other is not None:
            mark = "a tab" if other == "\t" else repr(other)
            return f"{there_are} (if {mark} separates them, give it as the separator)"
        return there_are


def columns_of(first: Row, header: bool) -> tuple[str, ...]:
    """The columns of a table: the headings in its first row, or numbers if it has no headings."""
    if header:
        return tuple(cell.strip() for cell in first.cells)
    return tuple(str(number) for number, _ in enumerate(first.cells, 1))


def _folded(heading: str) -> str:
    return tidy(heading).casefold()
