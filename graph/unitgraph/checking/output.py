"""Writes screened rows as CSV, XLSX, Parquet or JSON Lines while they arrive."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import chain, islice
from typing import IO

from unitgraph.system.errors import SourceError
from unitgraph.system.writing import write_csv, write_json_lines

Cells = tuple[str, ...]
ROWS_OF_A_SHEET = 1_048_576  # the limit of XLSX


def write_rows(rows: Iterable[Cells], columns: Cells, form: str, output: IO[bytes]) -> None:
    """Write the heading and ``rows`` as ``form`` (csv, tsv, jsonl, xlsx, parquet); every cell is text."""
    {"csv": _csv, "tsv": _tsv, "jsonl": _jsonl, "xlsx": _xlsx, "parquet": _parquet}[form](rows, columns, output)


def _csv(rows: Iterable[Cells], columns: Cells, output: IO[bytes]) -> None:
    write_csv(output, chain((columns,), rows))


def _tsv(rows: Iterable[Cells], columns: Cells, output: IO[bytes]) -> None:
    write_csv(output, chain((columns,), rows), "\t")


def _jsonl(rows: Iterable[Cells], columns: Cells, output: IO[bytes]) -> None:
    write_json_lines(output, (dict(zip(columns, row, strict=True)) for row in rows))


def _xlsx(rows: Iterable[Cells], columns: Cells, output: IO[bytes]) -> None:
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    except ImportError:
        raise SourceError("xlsx", "writing a workbook needs openpyxl", 'run: pip install "unitgraph[xlsx]"') from None
    book = Workbook(write_only=True)
    sheet = book.create_sheet("screened")
    try:
        for number, row in enumerate(chain((columns,), rows), 1):
            if number > ROWS_OF_A_SHEET:
                raise SourceError("xlsx", f"a sheet has at most {ROWS_OF_A_SHEET:,} rows", "write csv or parquet")
            cells = []
            for value in row:
                cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)[:32_767])
                cell.data_type = "s"  # text that begins with = is text, not a formula
                cells.append(cell)
            sheet.append(cells)
    except BaseException:
        # Only saving ends what writes the sheet in the right order and removes its temporary file.
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123
            book.save(nowhere)
        raise
    book.save(output)


def _parquet(rows: Iterable[Cells], columns: Cells, output: IO[bytes]) -> None:
    try:
        import pyarrow
        from pyarrow.parquet import ParquetWriter
    except ImportError:
        raise SourceError("parquet", "writing Parquet needs pyarrow", 'run: pip install "unitgraph[parquet]"') from None
    schema = pyarrow.schema([(name, pyarrow.string()) for name in columns])
    flow = iter(rows)
    with ParquetWriter(output, schema) as writer:
        while batch := list(islice(flow, 8192)):
            arrays = [pyarrow.array([row[at] for row in batch], pyarrow.string()) for at in range(len(columns))]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
