"""Documents: digest and numbered lines of a text, web page, PDF or table. Nothing is interpreted here."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from unitgraph.sources.encodings import found_encoding
from unitgraph.sources.headings import PATHS, RULE, country_column
from unitgraph.sources.opening import opened
from unitgraph.sources.rows import Table, folded
from unitgraph.sources.superiors import BesideColumns, NamedRow, RowSuperiors, beside_columns
from unitgraph.sources.tables import (
    NUMBERED_BY_ROW,
    SUFFIXES,
    begins_page,
    form_of,
    marked_form,
    read_table,
    shows_tabs,
)
from unitgraph.sources.text import check_length, decode, lone_surrogate, split_lines
from unitgraph.sources.values import Columns, Document, Line, LineKind
from unitgraph.system.characters import LONE_SURROGATE, seen
from unitgraph.system.display import quantity
from unitgraph.system.errors import SourceError
from unitgraph.system.remarks import some_of, tell
from unitgraph.system.work import bounded, reading

__all__ = [
    "Columns",
    "Document",
    "Line",
    "LineKind",
    "is_table",
    "iter_rows",
    "media_type_of",
    "parse_document",
    "read_all",
    "read_document",
]

SHOWN = 10  # rows without text that a remark names
LARGEST_DOCUMENT = 256 << 20  # bytes; a table is streamed by iter_rows, whatever its size

TEXT, HTML, PDF = "text/plain", "text/html", "application/pdf"
_TABLES = {
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/jsonl": "jsonl",
    "application/json": "json",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.ms-excel": "xls",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.apache.parquet": "parquet",
}
"""The media types of tables, with the names of their formats in :mod:`unitgraph.sources.tables`."""
_TYPES = {form: media_type for media_type, form in _TABLES.items()}
_SUFFIXES = {".html": HTML, ".htm": HTML, ".xhtml": HTML, ".pdf": PDF}


def media_type_of(name: str, head: bytes) -> str:
    """The media type of a document by its first bytes, else by its name's ending; else plain text. A text whose lines
    have tabs below a known heading is a table, as spreadsheets save it."""
    if head.startswith(b"%PDF-"):
        return PDF
    if begins_page(head):
        return HTML
    suffix = Path(name).suffix.lower()
    if suffix in SUFFIXES or marked_form(head):
        return _TYPES[form_of(name, head)]
    if suffix == ".txt" and shows_tabs(head):
        return _TYPES["tsv"]
    return _SUFFIXES.get(suffix, TEXT)


def is_table(path: Path) -> bool:
    """Whether a file is a table, by its first bytes and its name."""
    with opened(path) as stream:
        return media_type_of(path.name, stream.read(1024)) in _TABLES


def read_document(
    path: str | Path,
    *,
    media_type: str | None = None,
    encoding: str | None = None,
    first_line: int = 1,
    columns: Columns | None = None,
) -> Document:
    """The document at ``path`` as numbered lines.

    The kind is told from the bytes and the name unless ``media_type`` says it. Text is UTF-8, or what its
    byte order mark or ``encoding`` says. ``first_line`` is the number of the first line of a plain text that
    was cut out of a longer one. ``columns`` is for tables; for another document it is an error.

    Raises SourceError for a file that is missing, a directory, not readable, empty, binary, of another
    encoding, larger than 256 MiB, or has a line of more than 100,000 characters.
    """
    with opened(Path(path)) as stream:
        raw = stream.read(LARGEST_DOCUMENT + 1)
    return parse_document(
        raw, Path(path).name, media_type=media_type, encoding=encoding, first_line=first_line, columns=columns
    )


def read_all(stream: BinaryIO, name: str) -> bytes:
    """All that a stream holds. Raises SourceError for more than 256 MiB."""
    raw = stream.read(LARGEST_DOCUMENT + 1)
    if len(raw) > LARGEST_DOCUMENT:
        raise SourceError(name, f"is larger than {LARGEST_DOCUMENT:,} bytes", "split it, or save it as a file")
    return raw


def parse_document(
    raw: bytes,
    name: str,
    *,
    media_type: str | None = None,
    encoding: str | None = None,
    first_line: int = 1,
    columns: Columns | None = None,
) -> Document:
    """The document that ``raw`` holds; ``name`` stands in messages. Else as :func:`read_document`."""
    if len(raw) > LARGEST_DOCUMENT:
        what = f"the document is larger than {LARGEST_DOCUMENT:,} bytes"
        raise SourceError(name, what, "cut out the part of the list")
    if not raw.strip():
        raise SourceError(name, "the document is empty", "give a file that holds a list")
    chosen = media_type or media_type_of(name, raw[:1024])
    parser = _PARSERS.get(chosen)
    if parser is None:
        what = f"documents of type {chosen!r} cannot be read"
        raise SourceError(name, what, f"known are {', '.join(_PARSERS)}")
    told = encoding or (None if columns is None else columns.encoding)
    with bounded(reading(name)):
        document = parser(raw, name, chosen, told, first_line, columns)
    _refuse_columns(name, chosen, columns)
    lines, around = (tuple(_seen(line, name) for line in each) for each in (document.lines, document.around))
    return replace(document, lines=lines, around=around, title=document.title and seen(document.title))


def _seen(line: Line, name: str) -> Line:
    """A line whose texts every format can write. Raises SourceError for a lone surrogate."""
    beside = (line.country or "", *line.levels, *line.above, *line.aliases)
    if LONE_SURROGATE.search(line.text):
        raise lone_surrogate(f"{name} line {line.number}")
    if seen(line.text) is line.text and not any(beside):
        return line
    return replace(
        line,
        text=seen(line.text),
        country=line.country and seen(line.country),
        levels=tuple(map(seen, line.levels)),
        above=tuple(map(seen, line.above)),
        aliases=tuple(map(seen, line.aliases)),
    )


def _parse_text(
    raw: bytes, name: str, media_type: str, encoding: str | None, first_line: int, columns: Columns | None
) -> Document:
    lines = split_lines(decode(raw, name, encoding or _found(raw, name)), name, first_line)
    _refuse_markdown_table(lines, name)
    return Document(name, media_type, _digest(raw), lines)


def _refuse_markdown_table(lines: Sequence[Line], name: str) -> None:
    """Raise SourceError for text with a table: its heading and its rules would be entries."""
    for above, line in pairwise(lines):
        cells = [each.strip() for each in line.text.strip().strip("|").split("|")]
        if "|" in line.text and "|" in above.text and all(map(RULE.fullmatch, cells)):
            where = f"{name} line {above.number}"
            raise SourceError(where, "a Markdown table begins here", "save the table as a file whose name ends in .csv")


def _found(raw: bytes, name: str) -> str:
    found = found_encoding(raw, (raw,), name)
    tell([found.remark] if found.remark else ())
    return found.encoding


def _parse_html(
    raw: bytes, name: str, media_type: str, encoding: str | None, first_line: int, columns: Columns | None
) -> Document:
    from unitgraph.sources.html import page_text, read_html

    text, remark = page_text(raw, name, encoding)
    tell([remark] if remark else ())
    try:
        found = read_html(text)
    except RecursionError:
        what = "the elements of this page are nested too deep"
        raise SourceError(name, what, "save its text instead") from None
    for line in (*found.lines, *found.around):
        check_length(line, name)
    return Document(
        name, media_type, _digest(raw), found.lines, found.title, numbering=found.numbering, around=found.around
    )


def _parse_pdf(
    raw: bytes, name: str, media_type: str, encoding: str | None, first_line: int, columns: Columns | None
) -> Document:
    from unitgraph.sources.pdf import read_pdf

    lines, title = read_pdf(raw, name)
    return Document(name, media_type, _digest(raw), lines, title, wrapped=True, numbering="extracted")


def _parse_table(
    raw: bytes, name: str, media_type: str, encoding: str | None, first_line: int, columns: Columns | None
) -> Document:
    rows = tuple(_rows(io.BytesIO(raw), name, media_type, encoding, columns or Columns()))
    numbering = "rows" if _TABLES[media_type] in NUMBERED_BY_ROW else "lines"
    return Document(name, media_type, _digest(raw), rows, numbering=numbering)


_Parser = Callable[[bytes, str, str, str | None, int, Columns | None], Document]
_PARSERS: dict[str, _Parser] = {
    TEXT: _parse_text,
    HTML: _parse_html,
    PDF: _parse_pdf,
    **dict.fromkeys(_TABLES, _parse_table),
}


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def iter_rows(
    path: str | Path,
    *,
    media_type: str | None = None,
    encoding: str | None = None,
    columns: Columns | None = None,
    bare: bool = False,
) -> Iterator[Line]:
    """The lines of a document one at a time; a text table of any size takes constant memory, unless a column of it
    names superiors.

    ``bare`` is as in :class:`~unitgraph.sources.rows.Layout`. Rows of a table that have no text in the named column,
    and empty lines of a text, are left out. Raises SourceError as :func:`read_document`, for a table when the faulty
    row is reached.
    """
    where = Path(path)
    with opened(where) as stream:
        chosen = media_type or media_type_of(where.name, stream.read(1024))
        stream.seek(0)
        if chosen in _TABLES:
            yield from _rows(stream, where.name, chosen, encoding, columns or Columns(), bare)
            return
    document = read_document(where, media_type=chosen, encoding=encoding, columns=columns)
    yield from (line for line in document.lines if not line.blank)


def _refuse_columns(name: str, media_type: str, columns: Columns | None) -> None:
    """Raise SourceError when columns are named of a document that is no table: all of its text would be read."""
    if media_type not in _TABLES and columns is not None and columns != Columns(encoding=columns.encoding):
        what = f"it is read as {media_type}, which has no columns"
        raise SourceError(name, what, f"name a table ({', '.join(SUFFIXES)}), or leave out what is for tables")


def _may_relate(heading: str) -> bool:
    """Whether a column may name what stands above a unit, or another name of it."""
    return not _RELATING.isdisjoint(folded(heading).split())


_RELATING = frozenset(
    {"parent", "superior", "superiors", "above", "alias", "aliases", "aka", "acronym", "superieur", "matriz"}
)


def _rows(
    stream: BinaryIO,
    name: str,
    media_type: str,
    encoding: str | None,
    columns: Columns,
    bare: bool = False,
) -> Iterator[Line]:
    """The unit paths of a table, row by row, each with the superiors and the other names that columns give; rows
    without a path are left out. Where a column names superiors, all are read before the first is given."""
    layout = replace(columns.layout, encoding=encoding or columns.encoding, bare=bare)
    table = read_table(stream, name, _TABLES[media_type], layout)
    text_at = table.column(columns.column, "unit paths", PATHS)
    country_at = country_column(table, columns.country_column)
    beside = beside_columns(table, text_at, country_at)
    _tell_unread(table, {text_at, country_at, *beside.read})
    empty: list[int] = []
    named = _named_rows(table, text_at, country_at, beside, empty)
    if beside.names_superiors:
        kept = list(named)
        for each, above in zip(kept, RowSuperiors(name, kept).chains(), strict=True):
            yield _line_of(each, above)
    else:
        yield from map(_line_of, named)
    if empty:
        shown = ", ".join(map(str, empty[:SHOWN])) + (", …" if len(empty) > SHOWN else "")
        what = f"{quantity(len(empty), 'row')} left out, without text in the column {table.columns[text_at]!r}"
        table.remarks.append(f"{name}: {what} ({table.unit}s {shown})")
    tell(table.remarks)


def _tell_unread(table: Table, read: Collection[int | None]) -> None:
    """Add a remark on the columns that are not read."""
    others = [each for at, each in enumerate(table.columns) if at not in read and each]
    if table.headed and others:
        may = ", which may name superiors or other names" if any(map(_may_relate, others)) else ""
        what = f"the columns are not read: {some_of(others)}{may}"
        table.remarks.append(f"{table.name}: {what} (give --path-columns or --map to read them)")


def _named_rows(
    table: Table, text_at: int, country_at: int | None, beside: BesideColumns, empty: list[int]
) -> Iterator[NamedRow]:
    """The rows that have a text; the numbers of others are added to ``empty``."""
    for row in table.sound_rows():
        text = seen(row.cells[text_at])
        if text.strip():
            check_length(Line(row.number, text), table.name)
            country = "" if country_at is None else row.cells[country_at].strip()
            yield beside.row(row.number, text, seen(country), row.cells)
        else:
            empty.append(row.number)


def _line_of(row: NamedRow, above: tuple[str, ...] = ()) -> Line:
    return Line(row.number, row.name, LineKind.ROW, row.country or None, above=above, aliases=row.aliases)
