"""Tables of every format as columns and rows: the one reader for every command that takes a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO

from unitgraph.sources.delimited import read_delimited, read_names
from unitgraph.sources.objects import read_objects, read_parquet
from unitgraph.sources.opening import opened
from unitgraph.sources.rows import Layout, Table
from unitgraph.sources.workbook import read_workbook
from unitgraph.system.errors import SourceError
from unitgraph.system.remarks import tell

PLAIN = Layout()
SUFFIXES = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".parquet": "parquet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
_MARKS = {b"PK\x03\x04": "xlsx", b"PAR1": "parquet"}


def marked_form(head: bytes) -> str | None:
    """The format that the first bytes of a table show, if any."""
    return next((form for mark, form in _MARKS.items() if head.startswith(mark)), None)


def form_of(name: str, head: bytes = b"", plain: str | None = None) -> str:
    """The format of a table, from its first bytes, else from the ending of its name.

    ``plain`` is the format of a file with any other ending. Without ``plain``, ``.txt`` is one name per line
    (``lines``), and any other ending is an error.
    """
    suffix = Path(name).suffix.lower()
    form = marked_form(head) or SUFFIXES.get(suffix) or plain or ("lines" if suffix == ".txt" else None)
    if form is None:
        raise SourceError(name, "unknown file format", f"use a name that ends in {', '.join(SUFFIXES)}, or give --from")
    return form


@contextmanager
def open_table(
    path: Path, layout: Layout = PLAIN, *, form: str | None = None, plain: str | None = None
) -> Iterator[Table]:
    """The table in a file, which stays open while its rows are taken; without ``form``, :func:`form_of` finds it.

    Raises SourceError like :func:`read_table`, and for a file that cannot be opened.
    """
    with opened(path) as stream:
        chosen = form or form_of(path.name, stream.read(4), plain)
        stream.seek(0)
        table = read_table(stream, path.name, chosen, layout)
        try:
            yield table
        finally:
            tell(table.remarks)


def read_table(stream: BinaryIO, name: str, form: str, layout: Layout = PLAIN) -> Table:
    """The table in ``stream``, read in constant memory as its rows are taken; ``name`` is for messages.

    ``form`` is csv, tsv, xlsx, parquet, jsonl, or lines (one name per line, no heading). Raises SourceError for
    anything else; a row that cannot be read becomes a :class:`~unitgraph.sources.rows.BadRow`.
    """
    return _READERS[form](stream, name, layout)


_READERS: dict[str, Callable[[BinaryIO, str, Layout], Table]] = {
    "csv": partial(read_delimited, separator=","),
    "tsv": partial(read_delimited, separator="\t"),
    "lines": read_names,
    "jsonl": read_objects,
    "xlsx": read_workbook,
    "parquet": read_parquet,
}
