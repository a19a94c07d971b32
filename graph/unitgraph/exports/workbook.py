"""Writes workbooks (XLSX): sheets of rows while they arrive, and a sheet that says what they are."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING

from unitgraph.exports.about import SHORT, About
from unitgraph.system.errors import SourceError
from unitgraph.system.files import unwritable
from unitgraph.system.writing import safe_cell

if TYPE_CHECKING:
    from xlsxwriter import Workbook

Cells = tuple[str, ...]
ROWS_OF_A_SHEET = 1_048_576  # the limit of XLSX
_LONGEST_CELL = 32_767  # characters, the limit of XLSX
_ILLEGAL = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, its headings, its rows, which can be taken once."""

    name: str
    columns: Cells
    rows: Iterable[Sequence[str]]


def write_workbook(
    sheets: Iterable[Sheet], output: IO[bytes], about: About | None = None, raw: bool = False, in_memory: bool = False
) -> None:
    """Write ``sheets``, each with a bold heading that stays in view and a filter, then what the workbook says of itself
    in a sheet ``About``.

    Cells that are numbers and dates to the eye are such, and look the same. A text that could be taken for a formula
    when it is edited has the mark of spreadsheets for texts, except with ``raw``; the text itself is unchanged. With
    ``in_memory`` nothing is written to a disk meanwhile. Raises SourceError for more rows than a sheet has, and without
    XlsxWriter.
    """
    try:
        from xlsxwriter import Workbook
        from xlsxwriter.exceptions import FileCreateError
    except ImportError:
        raise SourceError("xlsx", "writing a workbook needs XlsxWriter", 'run: pip install "unitgraph[xlsx]"') from None
    if in_memory:
        book = Workbook(output, {"in_memory": True})
        _fill(book, sheets, about, raw)
        book.close()
        return
    with TemporaryDirectory(prefix="unitgraph-") as folder:
        # A workbook is whole before any of it is given out: its writer cannot be stopped halfway.
        made = Path(folder, "made.xlsx")
        book = Workbook(made, {"constant_memory": True, "tmpdir": folder})
        try:
            _fill(book, sheets, about, raw)
            book.close()
        except BaseException as error:
            for sheet in book.worksheets():
                with suppress(OSError):  # what is still to be written
                    sheet.row_data_fh.close()
            book.fileclosed = True  # or what was begun is written when the object is destroyed
            fault = error.args[0] if isinstance(error, FileCreateError) else error
            if isinstance(fault, OSError):
                raise unwritable(f"{folder} (see TMPDIR)", fault) from None
            raise
        with made.open("rb") as whole:
            copyfileobj(whole, output)


def _fill(book: Workbook, sheets: Iterable[Sheet], about: About | None, raw: bool) -> None:
    if about is not None and about.written is not None:
        book.set_properties({"created": about.written.replace(tzinfo=None), "comments": SHORT})
    for each in sheets:
        _write_sheet(book, each, raw)
    if about is not None:
        _write_about(book, about)


def _write_sheet(book: Workbook, told: Sheet, raw: bool) -> None:
    sheet, columns = book.add_worksheet(told.name), told.columns
    heading = book.add_format({"bold": True})
    formats = {decimals: book.add_format({"num_format": f"0.{'0' * decimals}"}) for decimals in range(1, 7)}
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    protected = book.add_format({"quote_prefix": True})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(0, len(columns) - 1), 18)
    for at, column in enumerate(columns):
        sheet.write_string(0, at, _sheet_text(column), heading)
    number = 0
    for number, row in enumerate(told.rows, 1):
        if number >= ROWS_OF_A_SHEET:
            raise SourceError("xlsx", f"a sheet has at most {ROWS_OF_A_SHEET:,} rows", "write csv or parquet")
        for at, text in enumerate(row):
            if found := _NUMBER.fullmatch(text):
                sheet.write_number(number, at, float(text), formats.get(len(found.group(1) or ".") - 1))
            elif _DAY.fullmatch(text) and (date := _day(text)):
                sheet.write_datetime(number, at, date, day)
            elif text:
                marked = None if raw or safe_cell(text) == text else protected
                sheet.write_string(number, at, _sheet_text(text), marked)
    if columns:
        sheet.autofilter(0, 0, number, len(columns) - 1)


def _write_about(book: Workbook, about: About) -> None:
    sheet = book.add_worksheet("About")
    subject, wrapped = book.add_format({"bold": True, "valign": "top"}), book.add_format({"text_wrap": True})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)
    for number, (name, text) in enumerate(about.pairs()):
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
