"""The rows of one sheet of a workbook (XLSX; extra ``xlsx``), one at a time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from unitgraph.sources.headings import shaped
from unitgraph.sources.opening import opened
from unitgraph.sources.rows import Layout, Row, Table
from unitgraph.system.errors import SourceError

LARGEST_WORKBOOK = 2 << 30  # bytes, unpacked


def read_workbook(stream: BinaryIO, name: str, layout: Layout) -> Table:
    """The sheet that the layout names. Rows keep their numbers in the sheet; rows without text are left out.

    Raises SourceError for a damaged workbook, a missing sheet, and without the extra ``xlsx``.
    """
    rows = _sheet_rows(_opened(stream, name), name, layout.sheet)
    return shaped(name, rows, layout, unit="row")


def unpacked_size(stream: BinaryIO, name: str) -> int:
    """The size of a workbook when unpacked, in bytes. Raises SourceError if it is not a workbook."""
    import zipfile

    try:
        with zipfile.ZipFile(stream) as archive:
            return sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as fault:
        raise _unreadable(name, fault) from None
    finally:
        stream.seek(0)


def _opened(stream: BinaryIO, name: str) -> Any:
    try:
        from openpyxl import load_workbook
    except ImportError:
        remedy = 'run: pip install "unitgraph[xlsx]"'
        raise SourceError(name, "reading a workbook needs openpyxl", remedy) from None
    packed = stream if stream.seekable() else io.BytesIO(stream.read())
    size = unpacked_size(packed, name)
    if size > LARGEST_WORKBOOK:
        what = f"this workbook unpacks to {size:,} bytes; {LARGEST_WORKBOOK:,} can be read"
        raise SourceError(name, what, "save the sheet as .csv")
    try:
        return load_workbook(packed, read_only=True, data_only=True)
    except Exception as fault:  # openpyxl passes on whatever its parsers raise
        raise _unreadable(name, fault) from None


def _sheet_rows(book: Any, name: str, sheet: str | None) -> Iterator[Row]:
    titles = [worksheet.title for worksheet in book.worksheets]
    if not titles or (sheet is not None and sheet not in titles):
        what = f"there is no sheet {sheet!r}" if titles else "this workbook has no sheets"
        remedy = f"its sheets are: {', '.join(titles)}" if titles else "give another file"
        raise SourceError(name, what, remedy)
    try:
        for number, cells in enumerate(book[sheet or titles[0]].iter_rows(values_only=True), 1):
            texts = tuple("" if cell is None else str(cell) for cell in cells)
            if any(texts):
                yield Row(number, texts)
    except Exception as fault:  # openpyxl passes on whatever its parsers raise
        raise _unreadable(name, fault) from None


def _unreadable(name: str, fault: Exception) -> SourceError:
    return SourceError(name, f"this workbook cannot be read ({fault})", "save it again as .xlsx or .csv")


def sheet_names(path: Path) -> list[str]:
    """The names of the sheets of a workbook; none of any other file."""
    with opened(path) as stream:
        if stream.read(4) != b"PK\x03\x04":
            return []
        stream.seek(0)
        return [each.title for each in _opened(stream, path.name).worksheets]
