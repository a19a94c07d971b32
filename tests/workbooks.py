"""Workbooks for tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet


def xlsx(
    sheets: Mapping[str, Sequence[Sequence[object]]], change: Callable[[Worksheet], object] | None = None
) -> bytes:
    """An XLSX workbook with these sheets, each of rows; ``change`` is applied to each sheet once it is filled."""
    output = io.BytesIO()
    book = Workbook(output, {"default_date_format": "yyyy-mm-dd"})
    for title, rows in sheets.items():
        sheet = book.add_worksheet(title)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if change is not None:
            change(sheet)
    book.close()
    return output.getvalue()


_URN = "urn:oasis:names:tc:opendocument:xmlns"
_MANIFEST = f'<m:manifest xmlns:m="{_URN}:manifest:1.0"/>'
_CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'


def ods(*rows: str) -> bytes:
    """An ODS workbook with one sheet, whose rows are given as XML."""
    spaces = " ".join(f'xmlns:{name}="{_URN}:{name}:1.0"' for name in ("office", "table", "text"))
    sheet = f'<table:table table:name="Units">{"".join(rows)}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
    return output.getvalue()


def ods_row(*cells: str, repeated: int = 1) -> str:
    """A row of an ODS sheet with cells of text."""
    inside = "".join(map(_CELL.format, cells))
    return f'<table:table-row table:number-rows-repeated="{repeated}">{inside}</table:table-row>'
