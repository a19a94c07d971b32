"""Writes screened rows: CSV, XLSX, Parquet or JSON Lines, as they come."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from itertools import chain, islice
from typing import IO

from unitgraph.system.errors import SourceError
from unitgraph.system.files import Utf8Writer

Cells = tuple[str, ...]
ROWS_OF_A_SHEET = 1_048_576  # the most that XLSX has


def write_rows(rows: Iterable[Cells], columns: Cells, form: str, output: IO[bytes]) -> None:
    """Write the heading and ``rows`` as ``form`` (csv, tsv, jsonl, xlsx, parquet); every cell is text."""
    {"csv": _csv, "tsv": _tsv, "jsonl": _jsonl, "xlsx": _xlsx, "parquet": _parquet}[form](rows, columns, output)


def _delimited(rows: Iterable[Cells], columns: Cells, output: IO[bytes], separator: str) -> None:
    writer = csv.writer(Utf8Writer(output), delimiter=separator, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)


def _csv(rows: Iterable[Cells], columns: Cells, output: IO[bytes]) -> None:
    _delimited(rows, columns, output, ",")


def _tsv(rows: Iterable[Cells], columns: Cells, output: IO[bytes]) -> None:
    _delimited(rows, columns, output, "\t")


def _jsonl(rows: Iterable[Cells], columns: Cells, output: IO[bytes]) -> None:
    for row in rows:
        line = json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False)
        output.write(line.encode("utf-8", "backslashreplace") + b"\n")


def _xlsx(rows: Iterable[Cells], columns: Cells, output: IO[bytes]) -> None:
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    except ImportError:
        raise SourceError("xlsx", "writing a workbook needs openpyxl", 'pip install "unitgraph[xlsx]"') from None
    book = Workbook(write_only=True)
    sheet = book.create_sheet("screened")
    for number, row in enumerate(chain((columns,), rows), 1):
        if number > ROWS_OF_A_SHEET:
            raise SourceError("xlsx", f"a sheet holds {ROWS_OF_A_SHEET:,} rows at most", "write csv or parquet")
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)[:32_767])
            cell.data_type = "s"  # text that begins with = is text, not a formula
            cells.append(cell)
        sheet.append(cells)
    book.save(output)


def _parquet(rows: Iterable[Cells], columns: Cells, output: IO[bytes]) -> None:
    try:
        import pyarrow
        from pyarrow.parquet import ParquetWriter
    except ImportError:
        raise SourceError("parquet", "writing Parquet needs pyarrow", 'pip install "unitgraph[parquet]"') from None
    schema = pyarrow.schema([(name, pyarrow.string()) for name in columns])
    flow = iter(rows)
    with ParquetWriter(output, schema) as writer:
        while batch := list(islice(flow, 8192)):
            arrays = [pyarrow.array([row[at] for row in batch], pyarrow.string()) for at in range(len(columns))]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
