"""Tables of every format as columns and rows: the one reader for every command that takes a table."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from unitgraph.sources.delimited import read_delimited, read_names
from unitgraph.sources.headings import KNOWN
from unitgraph.sources.objects import read_array, read_objects, read_parquet
from unitgraph.sources.opening import opened
from unitgraph.sources.packed import COLUMNS, Bounds
from unitgraph.sources.rows import Layout, Table, folded
from unitgraph.sources.workbook import ANY_BOUNDS, read_workbook
from unitgraph.system.errors import SourceError
from unitgraph.system.files import ChunkStream
from unitgraph.system.remarks import tell
from unitgraph.system.work import bounded, bounded_items, reading

PLAIN = Layout()
SUFFIXES = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xls": "xls",
    ".ods": "ods",
    ".parquet": "parquet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
}
NUMBERED_BY_ROW = frozenset({"xlsx", "xls", "ods", "parquet", "json", "html"})
"""The formats whose rows have numbers of their own; those of others are the numbers of their lines."""
_MARKS = {
    b"PK\x03\x04": "xlsx",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "xls",
    b"PAR1": "parquet",
}
_ODS = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(\[\s*[{\]]|\{\s*[\"}])")
HEAD = 1024
"""The number of first bytes by which a format is told."""
PAGES = (".html", ".htm", ".xhtml")
_NAMED = {**SUFFIXES, **dict.fromkeys(PAGES, "html")}
_WORKBOOKS = ("xlsx", "xls", "ods")


def marked_form(head: bytes) -> str | None:
    """The format that the first bytes of a table show, if any."""
    if head[30 : 30 + len(_ODS)] == _ODS:
        return "ods"
    if found := _JSON.match(head):
        return "json" if found.group(1).startswith(b"[") else "jsonl"
    return next((form for mark, form in _MARKS.items() if head.startswith(mark)), None)


def begins_page(head: bytes) -> bool:
    """Whether the first bytes of a document are those of a web page."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower().startswith((b"<!doctype html", b"<html"))


def form_of(name: str, head: bytes = b"", plain: str | None = None) -> str:
    """The format of a table, from its first bytes, else from the ending of its name.

    ``plain`` is the format of a file with any other ending. Without ``plain``, ``.txt`` is one name per line
    (``lines``) unless each line has the same number of tabs, and any other ending is an error. Text under the name of
    a workbook is a text table.
    """
    suffix = Path(name).suffix.lower()
    named = _NAMED.get(suffix) or plain or ("lines" if suffix == ".txt" else None)
    marked = marked_form(head)
    if marked == "jsonl" and named == "json":
        return "json"
    if named in _WORKBOOKS and marked is None and head.strip():
        if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            what = "this is a web page or another XML document, not a workbook"
            raise SourceError(name, what, "open it in a spreadsheet program, and save it as .xlsx")
        return "csv"
    if named == "lines" and marked is None and _has_tabs(head):
        return "tsv"
    form = marked or ("html" if named in (None, "lines") and begins_page(head) else named)
    if form is None:
        raise SourceError(name, "unknown file format", f"use a name that ends in {', '.join(SUFFIXES)}, or give --from")
    return form


def _has_tabs(head: bytes) -> bool:
    """Whether the whole lines at the start of a text have tabs, and each as many."""
    lines = head.replace(b"\0", b"").splitlines(keepends=True)
    whole = lines if len(head) < HEAD else lines[:-1]
    tabs = {line.count(b"\t") for line in whole if line.strip()}
    return len(tabs) == 1 and tabs != {0}


def shows_tabs(head: bytes) -> bool:
    """Whether the first bytes of a text are those of a table with tabs, whose first line has a known heading."""
    first = head.replace(b"\0", b"").lstrip(b"\xff\xfe\xef\xbb\xbf").splitlines()[:1]
    headings = {folded(cell) for line in first for cell in line.decode("latin-1").split("\t")}
    return _has_tabs(head) and not headings.isdisjoint(KNOWN)


@contextmanager
def open_table(
    path: Path, layout: Layout = PLAIN, *, form: str | None = None, plain: str | None = None
) -> Iterator[Table]:
    """The table in a file, which stays open while its rows are taken; without ``form``, :func:`form_of` finds it.

    Raises SourceError like :func:`read_table`, and for a file that cannot be opened.
    """
    with opened(path) as stream:
        chosen = form or form_of(path.name, stream.read(HEAD), plain)
        stream.seek(0)
        table = read_table(stream, path.name, chosen, layout)
        try:
            yield table
        finally:
            tell(table.remarks)


def read_stream(stream: BinaryIO, name: str, layout: Layout, form: str | None = None) -> Table:
    """The table in a stream without a name of its own, whose format its first bytes show; text without a mark of its
    own is a text table. Else as :func:`read_table`."""
    if form is not None:
        return read_table(stream, name, form, layout)
    head = b""
    while len(head) < HEAD and (more := stream.read(HEAD - len(head))):
        head += more
    again = cast(BinaryIO, io.BufferedReader(ChunkStream(_again(head, stream))))
    return read_table(again, name, marked_form(head) or "csv", layout)


def _again(head: bytes, stream: BinaryIO) -> Iterator[bytes]:
    yield head
    read = getattr(stream, "read1", stream.read)  # do not wait for more than a pipe already holds
    while block := read(1 << 16):
        yield block


def place_in(path: Path, number: int) -> str:
    """A row of a table for messages, as its format numbers rows: ``units.csv line 3``."""
    return f"{path.name} {'row' if _NAMED.get(path.suffix.lower()) in NUMBERED_BY_ROW else 'line'} {number}"


def read_table(stream: BinaryIO, name: str, form: str, layout: Layout = PLAIN, bounds: Bounds = ANY_BOUNDS) -> Table:
    """The table in ``stream``, whose rows are read as they are taken; ``name`` is for messages.

    ``form`` is csv, tsv, jsonl, json, parquet, lines (one name per line, no heading), html (a web page), or xlsx, xls
    or ods, which are taken into memory as far as ``bounds`` allow. Raises SourceError for what is no such table, and
    what takes too long to read (:mod:`unitgraph.system.work`); a row that cannot be read becomes a
    :class:`~unitgraph.sources.rows.BadRow`.
    """
    work = reading(name)
    with bounded(work):
        table = _read(stream, name, form, layout, bounds)
    return replace(table, rows=bounded_items(work, table.rows))


def _read(stream: BinaryIO, name: str, form: str, layout: Layout, bounds: Bounds) -> Table:
    if form in _WORKBOOKS:
        return read_workbook(stream, name, layout, bounds)
    table = _READERS[form](stream, name, layout)
    if form in ("csv", "tsv", "lines") and SUFFIXES.get(Path(name).suffix.lower()) in _WORKBOOKS:
        table.remarks.insert(0, f"{name}: is plain text and no workbook, and read as a text table")
    if len(table.columns) > COLUMNS:
        what = f"has {len(table.columns):,} columns; at most {COLUMNS:,} can be read"
        raise SourceError(name, what, "check what stands between its cells (--separator)")
    return table


def _read_page(stream: BinaryIO, name: str, layout: Layout) -> Table:
    from unitgraph.sources.page_tables import read_page

    return read_page(stream, name, layout)


_READERS: dict[str, Callable[[BinaryIO, str, Layout], Table]] = {
    "csv": partial(read_delimited, separator=","),
    "tsv": partial(read_delimited, separator="\t"),
    "lines": read_names,
    "jsonl": read_objects,
    "json": read_array,
    "parquet": read_parquet,
    "html": _read_page,
}
