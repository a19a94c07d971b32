"""The result of reading a document: the digest of its bytes and its numbered lines, uninterpreted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from unitgraph.sources.rows import Layout, asked_headings


class LineKind(StrEnum):
    """What the document itself says a line is."""

    TEXT = "text"
    BULLET = "bullet"  # a list item, in a format that has lists
    HEADING = "heading"  # a heading, in a format that has headings
    GAP = "gap"  # the start of a list: an empty line before its first item
    BREAK = "break"  # the end of a page: an empty line between two pages
    RUN_ON = "run-on"  # text behind a line break or a paragraph inside the item or paragraph before
    ROW = "row"  # a cell of the chosen column of a table


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number in the source (from 1), its text, and what the format says it is.

    ``country`` is the text of the country column, if the source is a table that has one. ``levels`` are the cells of
    the columns that are the levels of a path, from the top, where a table has such columns. ``depth`` is the number of
    items that an item stands in, in a format that has lists. ``above`` are the superiors that a table gives beside the
    text, the outermost first, ``aliases`` the other names of its unit.
    """

    number: int
    text: str
    kind: LineKind = LineKind.TEXT
    country: str | None = None
    levels: tuple[str, ...] = ()
    depth: int = 0
    above: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether the line contains only white space (including U+00A0)."""
        return not self.text.strip()


@dataclass(frozen=True, slots=True)
class Document:
    """A document as numbered lines.

    ``sha256`` is that of the bytes as read. ``wrapped`` says that one line as written may be broken into several here,
    as in a PDF. ``numbering`` says what the line numbers count: ``lines`` of the file, ``rows`` of a table, or
    ``extracted`` lines if the format has none of its own. ``around`` are the lines of what stands around the content,
    as navigation, headers and footers of a page: no part of a list, unless a person says so.
    """

    name: str
    media_type: str
    sha256: str
    lines: tuple[Line, ...]
    title: str | None = None
    wrapped: bool = False
    numbering: str = "lines"
    around: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of a table holds the unit paths and which, if any, the country; how the table is laid out.

    A column is named by its heading, else by its number from 1 or its letter. ``column`` may be left out of a table
    that has only one, or only one that is called unit, name or the like. The rest is as in
    :class:`~unitgraph.sources.rows.Layout`: what is left out is found by the content. ``encoding`` is for any text.
    """

    column: str | None = None
    country_column: str | None = None
    separator: str | None = None
    header: bool = True
    sheet: str | None = None
    encoding: str | None = None
    header_row: int | None = None

    @property
    def layout(self) -> Layout:
        """The layout of the table."""
        asked = asked_headings(self.column, self.country_column)
        return Layout(self.separator, self.encoding, self.sheet, self.header, self.header_row, asked)
