"""What reading a document gives: its bytes' digest and its numbered lines, nothing interpreted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LineKind(StrEnum):
    """What the document itself says a line is."""

    TEXT = "text"
    BULLET = "bullet"  # an item of a list in a format that has lists
    HEADING = "heading"  # a heading in a format that has headings
    GAP = "gap"  # a list begins here: stands without text before its first item
    BREAK = "break"  # a page ends here: stands without text between two pages
    ROW = "row"  # a cell of a table's named column


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number in the source (from 1), its text, and what the format says of it.

    ``country`` is the text of the country column when the source is a table that has one.
    """

    number: int
    text: str
    kind: LineKind = LineKind.TEXT
    country: str | None = None

    @property
    def blank(self) -> bool:
        """Whether the line holds nothing but white space (U+00A0 too)."""
        return not self.text.strip()


@dataclass(frozen=True, slots=True)
class Document:
    """A document as numbered lines.

    ``sha256`` is of the bytes as they were read. ``wrapped`` says that one line of the author may be broken
    into several here, as in a PDF. ``numbering`` says what the line numbers count: ``lines`` of the file,
    ``rows`` of a table, or ``extracted`` lines where the format has none of its own.
    """

    name: str
    media_type: str
    sha256: str
    lines: tuple[Line, ...]
    title: str | None = None
    wrapped: bool = False
    numbering: str = "lines"
