"""Writes rows as CSV, TSV, XLSX, Parquet or JSON Lines while they arrive, with what the output says of itself."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from unitgraph.exports.about import About
from unitgraph.exports.workbook import Cells, Sheet, write_workbook
from unitgraph.system.errors import SourceError
from unitgraph.system.files import write_whole
from unitgraph.system.writing import write_csv, write_json_lines

SEPARATORS = {"csv": ",", "tsv": "\t"}
CARRYING = frozenset(("xlsx", "parquet"))
"""The formats that hold what a table says of itself besides its rows."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a table is written. ``excel``: CSV and TSV begin with a byte order mark, by which Excel knows that they are
    UTF-8. ``comment``: what they say of themselves is their first line, after ``#``. ``raw``: cells that a spreadsheet
    could take for formulas stay as they are. ``line_end`` ends the lines of CSV and TSV."""

    excel: bool = False
    comment: bool = False
    raw: bool = False
    line_end: str = "\n"

    def refuse(self, form: str) -> None:
        """Raise SourceError for a format to which a part of this does not apply."""
        if form not in SEPARATORS and (self.excel or self.comment):
            option = "--excel" if self.excel else "--comment"
            raise SourceError(option, f"does not apply to {form}", "leave it out, or write csv or tsv")
        if form not in {*SEPARATORS, *CARRYING, "table"} and self.raw:
            raise SourceError("--raw", f"does not apply to {form}", "leave it out")


PLAIN = Style()


def write_rows(
    rows: Iterable[Cells],
    columns: Cells,
    form: str,
    output: IO[bytes],
    about: About | None = None,
    style: Style = PLAIN,
    sheet: str = "screened",
) -> None:
    """Write the heading and ``rows`` as ``form`` (csv, tsv, jsonl, xlsx, parquet).

    Every cell is text; in a workbook those that are numbers and dates to the eye are such, and look the same. A
    workbook says ``about`` in a sheet beside ``sheet``, Parquet in its metadata, CSV and TSV in a comment if ``style``
    asks for one. Raises SourceError for a format to which ``style`` does not apply.
    """
    style.refuse(form)
    if form in SEPARATORS:
        begin_text(output, about, style)
        write_csv(output, chain((columns,), rows), SEPARATORS[form], style.line_end, raw=style.raw)
    elif form == "xlsx":
        write_workbook([Sheet(sheet, columns, rows)], output, about, style.raw)
    elif form == "parquet":
        _parquet(rows, columns, output, about)
    else:
        write_json_lines(output, (dict(zip(columns, row, strict=True)) for row in rows))


def begin_text(output: IO[bytes], about: About | None, style: Style) -> None:
    """Write what stands before the heading of a text table, if ``style`` asks for it."""
    if style.excel:
        output.write(b"\xef\xbb\xbf")
    if style.comment and about is not None:
        output.write(f"{about.comment()}{style.line_end}".encode("utf-8", "backslashreplace"))


def beside(path: Path) -> Path:
    """Where CSV on the Web looks for the metadata of the table at ``path`` (Model for Tabular Data, W3C 2015, 5.3)."""
    return path.with_name(f"{path.name}-metadata.json")


def wants_beside(path: Path, style: Style) -> bool:
    """Whether metadata belong beside the text table at ``path``."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        return False
    return not style.comment or beside(path).exists()


def write_beside(path: Path, form: str, columns: Cells, about: About, style: Style = PLAIN) -> Path | None:
    """Write what the table at ``path`` says of itself into a file beside it, where CSV on the Web looks for it, and
    return the path of that file. None for a format that says it itself, for a table with a comment (unless there is
    such a file, of what stood there before), and for a device or pipe."""
    if form in CARRYING or not wants_beside(path, style):
        return None
    content: dict[str, Any] = {"url": path.name, **about.as_dict()}
    if form in SEPARATORS:
        dialect = {"delimiter": SEPARATORS[form]} if form != "csv" else {}
        content = about.table_metadata(path.name, columns, dialect)
    write_whole(
        beside(path), (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace")
    )
    return beside(path)


def _parquet(rows: Iterable[Cells], columns: Cells, output: IO[bytes], about: About | None) -> None:
    try:
        import pyarrow
        from pyarrow.parquet import ParquetWriter
    except ImportError:
        raise SourceError("parquet", "writing Parquet needs pyarrow", 'run: pip install "unitgraph[parquet]"') from None
    told = {} if about is None else {"unitgraph": json.dumps(about.as_dict(), ensure_ascii=False)}
    schema = pyarrow.schema([(name, pyarrow.string()) for name in columns], metadata=told)
    flow = iter(rows)
    with ParquetWriter(output, schema) as writer:
        while batch := list(islice(flow, 8192)):
            arrays = [pyarrow.array([row[at] for row in batch], pyarrow.string()) for at in range(len(columns))]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
