"""Writes screened rows as CSV, XLSX, Parquet or JSON Lines while they arrive."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING

from unitgraph.system.errors import SourceError
from unitgraph.system.writing import write_csv, write_json_lines

if TYPE_CHECKING:
    from xlsxwriter import Workbook

Cells = tuple[str, ...]
ROWS_OF_A_SHEET = 1_048_576  # the limit of XLSX
_LONGEST_CELL = 32_767  # characters, the limit of XLSX
_ILLEGAL = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


About = Sequence[tuple[str, str]]
"""What a workbook says of itself in a sheet of its own: subjects, each with what is said of it."""


def write_rows(rows: Iterable[Cells], columns: Cells, form: str, output: IO[bytes], about: About = ()) -> None:
    """Write the heading and ``rows`` as ``form`` (csv, tsv, jsonl, xlsx, parquet).

    Every cell is text; in a workbook those that are numbers and dates to the eye are such, and look the same. ``about``
    is for a workbook.
    """
    if form == "xlsx":
        _xlsx(rows, columns, output, about)
    else:
        {"csv": _csv, "tsv": _tsv, "jsonl": _jsonl, "parquet": _parquet}[form](rows, columns, output)


def _csv(rows: Iterable[Cells], columns: Cells, output: IO[bytes]) -> None:
    write_csv(output, chain((columns,), rows))


def _tsv(rows: Iterable[Cells], columns: Cells, output: IO[bytes]) -> None:
    write_csv(output, chain((columns,), rows), "\t")


def _jsonl(rows: Iterable[Cells], columns: Cells, output: IO[bytes]) -> None:
    write_json_lines(output, (dict(zip(columns, row, strict=True)) for row in rows))


def _xlsx(rows: Iterable[Cells], columns: Cells, output: IO[bytes], about: About) -> None:
    try:
        from xlsxwriter import Workbook
    except ImportError:
        raise SourceError("xlsx", "writing a workbook needs XlsxWriter", 'run: pip install "unitgraph[xlsx]"') from None
    with TemporaryDirectory(prefix="unitgraph-") as folder:
        book = Workbook(output, {"constant_memory": True, "tmpdir": folder})
        try:
            _write_sheet(book, rows, columns)
            if about:
                _write_about(book, about)
        except BaseException:
            for sheet in book.worksheets():
                sheet.row_data_fh.close()
            book.fileclosed = True  # or what was begun is written when the object is destroyed
            raise
        book.close()


def _write_sheet(book: Workbook, rows: Iterable[Cells], columns: Cells) -> None:
    sheet = book.add_worksheet("screened")
    heading = book.add_format({"bold": True})
    formats = {decimals: book.add_format({"num_format": f"0.{'0' * decimals}"}) for decimals in range(1, 7)}
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(0, len(columns) - 1), 18)
    for at, column in enumerate(columns):
        sheet.write_string(0, at, _sheet_text(column), heading)
    number = 0
    for number, row in enumerate(rows, 1):
        if number >= ROWS_OF_A_SHEET:
            raise SourceError("xlsx", f"a sheet has at most {ROWS_OF_A_SHEET:,} rows", "write csv or parquet")
        for at, text in enumerate(row):
            if found := _NUMBER.fullmatch(text):
                sheet.write_number(number, at, float(text), formats.get(len(found.group(1) or ".") - 1))
            elif _DAY.fullmatch(text) and (date := _day(text)):
                sheet.write_datetime(number, at, date, day)
            elif text:
                sheet.write_string(number, at, _sheet_text(text))
    if columns:
        sheet.autofilter(0, 0, number, len(columns) - 1)


def _write_about(book: Workbook, about: About) -> None:
    sheet = book.add_worksheet("About")
    subject, wrapped = book.add_format({"bold": True, "valign": "top"}), book.add_format({"text_wrap": True})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)
    for number, (name, text) in enumerate(about):
        sheet.write_string(number, 0, _sheet_text(name), subject)
        sheet.write_string(number, 1, _sheet_text(text), wrapped)


def _sheet_text(text: str) -> str:
    """Text as a cell may contain it: without control characters, and no longer than a cell."""
    clean = _ILLEGAL.sub("\ufffd", text)
    return clean if len(clean) <= _LONGEST_CELL else f"{clean[: _LONGEST_CELL - 1]}\u2026"


def _day(text: str) -> datetime.date | None:
    """A day as ISO 8601 writes it, from 1900 on, when the calendar of workbooks begins."""
    try:
        found = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year >= 1901 else None


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
