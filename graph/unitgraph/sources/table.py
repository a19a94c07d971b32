"""A column of a table as numbered rows, one at a time: CSV, TSV and XLSX (extra ``xlsx``)."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from unitgraph.sources.text import LONGEST_LINE, check_length, encoding_of, refuse_binary, undecodable, unknown_encoding
from unitgraph.sources.values import Line, LineKind
from unitgraph.system.errors import SourceError

LARGEST_WORKBOOK = 2 << 30  # bytes, unpacked


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds the unit paths and which, if any, the country; how a text table separates its cells.

    A column is named by its heading, or by its number from 1 where no heading reads so. ``column`` may be
    left out of a table that has only one. ``separator`` None means a tab for TSV and a comma otherwise.
    ``sheet`` names the sheet of a workbook; None means its first.
    """

    column: str | None = None
    country_column: str | None = None
    separator: str | None = None
    header: bool = True
    sheet: str | None = None


_Row = tuple[int, Sequence[str]]


def read_csv(stream: BinaryIO, name: str, columns: Columns, tab: bool, encoding: str | None) -> Iterator[Line]:
    """The rows of a text table, one at a time; the number is the line of the file on which the row begins.

    Raises SourceError for a missing column, bytes of another encoding and cells that cannot be told apart.
    """
    separator = columns.separator or ("\t" if tab else ",")
    if len(separator) != 1:
        what = f"the separator {separator!r} is not one character"
        raise SourceError(name, what, "give one, such as ; or a tab")
    head = stream.read(8192)
    stream.seek(0)
    chosen = encoding or encoding_of(head)
    refuse_binary(head, name, chosen)
    return _pick(_csv_rows(stream, name, separator, chosen), name, columns, separator)


def _csv_rows(stream: BinaryIO, name: str, separator: str, encoding: str) -> Iterator[_Row]:
    lines = _decoded_lines(stream, name, encoding)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    start = 1
    try:
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1
    except csv.Error as fault:
        what = f"the row cannot be told apart into cells ({fault})"
        remedy = "check its quotation marks and the separator"
        raise SourceError(f"{name} line {start}", what, remedy) from None


def _decoded_lines(stream: BinaryIO, name: str, encoding: str) -> Iterator[str]:
    """The lines of a stream; a fault of the encoding is told with its line."""
    try:
        codec = codecs.lookup(encoding).name
    except LookupError:
        raise unknown_encoding(name, encoding) from None
    if codec.startswith(("utf-16", "utf-32")):
        return _wide_lines(stream, name, encoding)
    return _narrow_lines(stream, name, codec)


def _narrow_lines(stream: BinaryIO, name: str, encoding: str) -> Iterator[str]:
    """Lines of an encoding in which a line feed is one byte."""
    offset = number = 0
    while raw := stream.readline(4 * LONGEST_LINE):
        number += 1
        if len(raw) == 4 * LONGEST_LINE:
            what = f"the line has more than {LONGEST_LINE:,} characters"
            raise SourceError(f"{name} line {number}", what, "check that this is a table")
        try:
            # A byte order mark stands on the first line only.
            yield raw.decode(encoding if number == 1 else encoding.removesuffix("-sig"))
        except UnicodeDecodeError as fault:
            raise undecodable(fault, raw, name, encoding, number, offset) from None
        offset += len(raw)


def _wide_lines(stream: BinaryIO, name: str, encoding: str) -> Iterator[str]:
    """Lines of UTF-16 and UTF-32. A fault is told with its place in the piece that was read last."""
    number = 0
    try:
        for number, line in enumerate(io.TextIOWrapper(stream, encoding, newline=""), 1):  # noqa: B007
            yield line
    except UnicodeDecodeError as fault:
        raise undecodable(fault, bytes(fault.object), name, encoding, number + 1) from None


def read_xlsx(stream: BinaryIO, name: str, columns: Columns) -> Iterator[Line]:
    """The rows of one sheet of a workbook, one at a time; the number is the sheet's row number.

    Raises SourceError for a damaged workbook, a missing sheet or column, and without the extra ``xlsx``.
    """
    return _pick(_xlsx_rows(stream, name, columns.sheet), name, columns, "")


def _xlsx_rows(stream: BinaryIO, name: str, sheet: str | None) -> Iterator[_Row]:
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError:
        remedy = 'pip install "unitgraph[xlsx]"'
        raise SourceError(name, "reading a workbook needs openpyxl", remedy) from None
    try:
        _check_size(stream, name)
        book = load_workbook(stream, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as fault:
        what = f"this workbook cannot be read ({fault})"
        raise SourceError(name, what, "save it again as .xlsx or .csv") from None
    titles = [worksheet.title for worksheet in book.worksheets]
    if not titles or (sheet is not None and sheet not in titles):
        what = f"there is no sheet {sheet!r}" if titles else "this workbook has no sheets"
        remedy = f"its sheets are: {', '.join(titles)}" if titles else "give another file"
        raise SourceError(name, what, remedy)
    rows = book[sheet or titles[0]].iter_rows(values_only=True)
    for number, cells in enumerate(rows, 1):
        yield number, ["" if cell is None else str(cell) for cell in cells]


def _check_size(stream: BinaryIO, name: str) -> None:
    with zipfile.ZipFile(stream) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    stream.seek(0)
    if unpacked > LARGEST_WORKBOOK:
        what = f"this workbook unpacks to {unpacked:,} bytes; {LARGEST_WORKBOOK:,} can be read"
        raise SourceError(name, what, "save the sheet as .csv")


def _pick(rows: Iterable[_Row], name: str, columns: Columns, separator: str) -> Iterator[Line]:
    """The named cells of each row; a row without text in them is left out."""
    iterator = iter(rows)
    first = next(iterator, None)
    if first is None:
        remedy = "give a table with a heading row and one unit path a row"
        raise SourceError(name, "this table is empty", remedy)
    headings = [cell.strip() for cell in first[1]]
    text_at = _index(headings, columns.column, name, separator, columns.header)
    country_at = None
    if columns.country_column is not None:
        country_at = _index(headings, columns.country_column, name, separator, columns.header)
    if not columns.header:
        yield from _line(first, text_at, country_at, name)
    for row in iterator:
        yield from _line(row, text_at, country_at, name)


def _line(row: _Row, text_at: int, country_at: int | None, name: str) -> Iterator[Line]:
    number, cells = row
    text = cells[text_at] if text_at < len(cells) else ""
    if not text.strip():
        return
    country = cells[country_at].strip() if country_at is not None and country_at < len(cells) else ""
    line = Line(number, text, LineKind.ROW, country or None)
    check_length(line, name)
    yield line


def _index(headings: list[str], column: str | None, name: str, separator: str, header: bool) -> int:
    """The place of a column in the rows. Raises SourceError that names the columns there are."""
    if column is None and len(headings) == 1:
        return 0
    if column is not None:
        if header and column in headings:
            return headings.index(column)
        if column.isdecimal() and 1 <= int(column) <= len(headings):
            return int(column) - 1
    what = "which column holds the unit paths is not said" if column is None else f"there is no column {column!r}"
    raise SourceError(name, what, _columns_there_are(headings, separator, header))


def _columns_there_are(headings: list[str], separator: str, header: bool) -> str:
    if not header:
        return f"name one by its number, 1 to {len(headings)}"
    shown = (heading or f"(no. {number})" for number, heading in enumerate(headings, 1))
    there_are = f"the columns are: {', '.join(shown)}"
    other = next((mark for mark in (";", "\t", "|", ",") if mark != separator and mark in headings[0]), None)
    if separator and len(headings) == 1 and other is not None:
        mark = "a tab" if other == "\t" else repr(other)
        return f"{there_are} (if {mark} separates them, name it as the separator)"
    return there_are
