"""The table on a saved web page, for what takes tables; lists on pages are read by :mod:`unitgraph.sources.html`."""

from __future__ import annotations

from typing import BinaryIO

from bs4 import BeautifulSoup
from bs4.element import Tag

from unitgraph.sources.headings import BEGINNING, known_at, shaped
from unitgraph.sources.html import page_text
from unitgraph.sources.html_tables import rows_of
from unitgraph.sources.rows import Layout, Row, Table
from unitgraph.system.errors import SourceError


def read_page(stream: BinaryIO, name: str, layout: Layout) -> Table:
    """A table of a page: the one whose number from 1 the layout gives as its sheet, else the first with a heading that
    is known, else the only one. Tables that hold others lay out the page, and do not count. Raises SourceError for a
    page without a table, and where it cannot be told which is meant."""
    text, remark = page_text(stream.read(), name, layout.encoding)
    tables = [rows for rows in map(_rows, BeautifulSoup(text, "html.parser").find_all("table")) if rows]
    if not tables:
        remedy = "save its names as a table (.csv, .xlsx), or as text with one name per line (.txt)"
        raise SourceError(name, "this web page has no table", remedy)
    at = _chosen(tables, name, layout)
    remarks = [remark] if remark else []
    if len(tables) > 1:
        remarks.append(f"{name}: read from table {at + 1} of {len(tables)} (give --sheet NUMBER for another)")
    width = max(len(row.cells) for row in tables[at])
    return shaped(name, iter(tables[at]), layout, unit="row", width=width, remarks=remarks)


def _rows(table: Tag) -> list[Row]:
    return [Row(number, tuple(cells)) for number, cells in enumerate(rows_of(table), 1)]


def _chosen(tables: list[list[Row]], name: str, layout: Layout) -> int:
    told = layout.sheet
    if told is not None:
        if told.isdecimal() and len(told) < 6 and 1 <= int(told) <= len(tables):
            return int(told) - 1
        raise SourceError(name, f"there is no table {told!r}", f"give a number from 1 to {len(tables)}")
    known = [at for at, rows in enumerate(tables) if known_at(rows[:BEGINNING], layout.headings) is not None]
    if known:
        return known[0]
    if len(tables) > 1:
        what = f"this web page has {len(tables)} tables, none with a heading such as 'name' or 'unit'"
        raise SourceError(name, what, f"give the number of one, from 1 to {len(tables)}, with --sheet")
    return 0
