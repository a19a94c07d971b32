"""The rows of one sheet of a workbook: XLSX, XLS or ODS (extra ``xlsx``)."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from unitgraph.sources.headings import BEGINNING, known_at, shaped
from unitgraph.sources.packed import Bounds, Merged, check_workbook, protected, unreadable
from unitgraph.sources.rows import Layout, Row, Table
from unitgraph.system.errors import SourceError
from unitgraph.system.remarks import some_of

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

ANY_BOUNDS = Bounds()


def read_workbook(stream: BinaryIO, name: str, layout: Layout, bounds: Bounds = ANY_BOUNDS) -> Table:
    """The sheet that the layout names, by name or number; else the first in which a heading is known, else the first
    that is not empty, with a remark that names the others.

    Rows keep their numbers in the sheet, columns their letters; rows without text are left out. A cell that is merged
    downwards stands in every row. Raises SourceError for a workbook that is damaged, protected with a password or
    beyond ``bounds``, for a missing sheet, and without the extra ``xlsx``.
    """
    book, merged = _opened(stream, name, bounds)
    remarks: list[str] = []
    sheet = _sheet_named(book, name, layout.sheet) if layout.sheet else _sheet_found(book, name, layout, remarks)
    if sheet.start is None:
        raise SourceError(name, "this table is empty", "give a table with a heading row")
    rows = _filled_down(_merged_down(sheet, merged), _sheet_rows(sheet))
    found = shaped(name, rows, layout, unit="row", width=sheet.width, first_column=sheet.start[1], remarks=remarks)
    return replace(found, sheet=sheet.name)


def _opened(stream: BinaryIO, name: str, bounds: Bounds) -> tuple[CalamineWorkbook, Merged]:
    try:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError
    except ImportError:
        remedy = 'run: pip install "unitgraph[xlsx]"'
        raise SourceError(name, "reading a workbook needs python-calamine", remedy) from None
    packed = stream if stream.seekable() else io.BytesIO(stream.read(bounds.unpacked))
    merged = check_workbook(packed, name, bounds)
    try:
        return CalamineWorkbook.from_filelike(packed), merged
    except PasswordError:
        raise protected(name) from None
    except (CalamineError, OSError, ValueError) as fault:
        raise unreadable(name, fault) from None


def _sheet_named(book: CalamineWorkbook, name: str, told: str) -> CalamineSheet:
    """The sheet with this name, else with this number from 1."""
    titles = book.sheet_names
    at = next((at for at, title in enumerate(titles) if title == told), None)
    if at is None:
        at = next((at for at, title in enumerate(titles) if title.strip().casefold() == told.strip().casefold()), None)
    if at is None and told.isdecimal() and len(told) < 6 and 1 <= int(told) <= len(titles):
        at = int(told) - 1
    if at is None:
        remedy = f"its sheets are: {some_of(titles, str)}" if titles else "give another file"
        raise SourceError(name, f"there is no sheet {told!r}", remedy)
    return _sheet(book, name, at)


def _sheet(book: CalamineWorkbook, name: str, at: int) -> CalamineSheet:
    from python_calamine import CalamineError

    try:
        return book.get_sheet_by_index(at)
    except (CalamineError, OSError, ValueError) as fault:
        raise unreadable(name, fault) from None


def _sheet_found(book: CalamineWorkbook, name: str, layout: Layout, remarks: list[str]) -> CalamineSheet:
    from python_calamine import SheetTypeEnum

    chosen, first, filled = None, None, []
    for at, about in enumerate(book.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:  # not one object in every version
            continue
        sheet = _sheet(book, name, at)
        if not sheet.height:
            continue
        filled.append(sheet.name)
        first = first or sheet
        if chosen is None and known_at(list(islice(_sheet_rows(sheet), BEGINNING)), layout.headings) is not None:
            chosen = sheet
    taken = chosen or first
    if taken is None:
        what = "this table is empty" if book.sheet_names else "this workbook has no sheets"
        raise SourceError(name, what, "give a table with a heading row")
    others = [title for title in filled if title != taken.name]
    if others:
        shown = some_of(others)
        remarks.append(f"{name}: read from the sheet {taken.name!r}; not read: {shown} (give --sheet NAME for another)")
    return taken


def sheet_names(stream: BinaryIO, name: str, bounds: Bounds = ANY_BOUNDS) -> list[str]:
    """The names of the sheets of a workbook; none of any other file."""
    head = stream.read(8)
    stream.seek(0)
    if not head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return []
    return list(_opened(stream, name, bounds)[0].sheet_names)


def _sheet_rows(sheet: CalamineSheet) -> Iterator[Row]:
    for number, cells in enumerate(sheet.iter_rows(), 1):
        yield Row(number, tuple(map(_text, cells)))


def _filled_down(merged: Mapping[int, Sequence[tuple[int, int]]], rows: Iterator[Row]) -> Iterator[Row]:
    """The rows that are not empty, with the text of a cell that is merged downwards in every row of it."""
    texts: dict[int, tuple[int, str]] = {}  # by column: the last row of a merged cell, and its text
    for row in rows:
        cells = row.cells
        if texts:
            cells = tuple(_under(texts, at, row.number, cell) for at, cell in enumerate(cells))
        for column, last in merged.get(row.number, ()):
            if 0 <= column < len(cells) and cells[column]:
                texts[column] = (last, cells[column])
        if any(cells):
            yield row if cells is row.cells else Row(row.number, cells)


def _merged_down(sheet: CalamineSheet, told: Merged) -> dict[int, list[tuple[int, int]]]:
    """The cells that are merged over several rows: by the first of these, their column and the last row."""
    merged: dict[int, list[tuple[int, int]]] = {}
    first_column = sheet.start[1] if sheet.start else 0
    own = [(top, left, bottom) for (top, left), (bottom, _) in sheet.merged_cell_ranges or ()]
    for top, left, bottom in (*own, *told.get(sheet.name, ())):
        if bottom > top:
            merged.setdefault(top + 1, []).append((left - first_column, bottom + 1))
    return merged


def _under(texts: dict[int, tuple[int, str]], column: int, number: int, cell: str) -> str:
    last, text = texts.get(column, (0, ""))
    return text if number <= last and not cell else cell


def _text(value: object) -> str:
    """A cell as text: whole numbers without a point, dates as in ISO 8601."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "seconds")
    return str(value)
