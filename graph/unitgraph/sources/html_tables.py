"""Tables of web pages: which of them hold units, and their rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from bs4.element import NavigableString, PreformattedString, Tag

from unitgraph.lexicon.countries import country_of
from unitgraph.lexicon.names import tidy
from unitgraph.sources.headings import COUNTRIES, PATHS
from unitgraph.sources.rows import folded
from unitgraph.sources.superiors import ALIASES, SUPERIORS, NamedRow, RowSuperiors, parts_of
from unitgraph.system.errors import SourceError
from unitgraph.system.remarks import some_of, tell

_NUMBER = re.compile(r"\(?\d{1,4}[.)]?")
_SPACES = re.compile(r"[ \t\n\r\f]+")
MOST_SPANNED = 1_000
"""The number of rows or columns that a cell may span."""
MOST_CELLS = 1_000_000
"""The number of cells of a table, each counted as often as it stands in a row."""
_INNER = ("table", "ul", "ol", "dl", "h1", "h2", "h3", "h4")
_UNITS = frozenset(map(folded, PATHS)) | {"entity"}
_COUNTRIES = frozenset(map(folded, COUNTRIES))


@dataclass(frozen=True, slots=True)
class PageRow:
    """A row of a table on a page: the source line on which it begins, the text that names a unit, and its country if
    the table has one. ``other``: it names no unit, and the text is all of it. ``runs_on``: it is a further line of the
    cell of the row before. ``heads``: it names the country of the rows below it. ``above`` are the superiors that a
    column gives, the outermost first, ``aliases`` the other names."""

    number: int
    text: str
    country: str | None = None
    other: bool = False
    runs_on: bool = False
    heads: bool = False
    above: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


def unit_rows(table: Tag) -> list[PageRow] | None:
    """The rows of a table with a column of units; None for a table that only lays out a page, or has no such column.

    Columns are found by their headings; a table without any may have countries in the first of two columns, or numbers
    of its rows in the first, and countries behind them. A cell that spans rows counts for each. A country stands for
    the rows below it that name none where the table never repeats one in successive rows; a row that only names a
    country is a heading for those below.
    """
    if table.find(_INNER) is not None:
        return None
    rows = [(row.sourceline or 1, cells) for row, cells in _grid(table)]
    width = max((len(cells) for _, cells in rows), default=0)
    _check_number(width * len(rows))
    rows = [(number, [*cells, *[""] * (width - len(cells))]) for number, cells in rows]
    found = _columns(rows, width)
    if found is None:
        return None
    heading, unit_at, country_at = found
    headings = rows[0][1] if heading else []
    superiors = [at for at, cell in enumerate(headings) if folded(cell) in SUPERIORS]
    aliases = [at for at, cell in enumerate(headings) if folded(cell) in ALIASES]
    superior_at = superiors[0] if len(superiors) == 1 else None
    taken = (unit_at, country_at, superior_at, *aliases)
    others = [cell for at, cell in enumerate(headings) if at not in taken and cell]
    if others:
        tell([f"a table of the page has columns that are not read: {some_of(others)}"])
    beside = (() if superior_at is None else (superior_at,), tuple(aliases))
    return _placed(list(_read(rows[heading:], unit_at, country_at, beside)))


def rows_of(table: Tag) -> list[list[str]]:
    """The rows of a table with the text of their cells on one line, all as wide; none of one that lays out a page."""
    if table.find(_INNER) is not None:
        return []
    rows = [[cell.replace("\n", " ") for cell in cells] for _, cells in _grid(table)]
    width = max(map(len, rows), default=0)
    _check_number(width * len(rows))
    return [[*cells, *[""] * (width - len(cells))] for cells in rows]


def _placed(found: Sequence[PageRow]) -> list[PageRow]:
    """The rows with all that stands above them, where a column names their superiors."""
    named = [
        NamedRow(row.number, row.text, row.country or "", superior_names=row.above, aliases=row.aliases)
        for row in found
    ]
    chains = RowSuperiors("a table of the page", named).chains()
    return [replace(row, above=above) for row, above in zip(found, chains, strict=True)]


def _grid(table: Tag) -> Iterator[tuple[Tag, list[str]]]:
    """The rows of a table with the text of their cells; a cell stands in each row and in the first column it spans."""
    waiting: dict[int, tuple[int, str]] = {}
    count = 0
    for row in table.find_all("tr"):
        cells: list[str] = []
        for cell in _cells(row):
            _fill(cells, waiting)
            text = _text_of(cell)
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            _check_number(count := count + across)
            for at in range(across):
                if down > 1:
                    waiting[len(cells)] = down - 1, text if at == 0 else ""
                cells.append(text if at == 0 else "")
        _fill(cells, waiting)
        count += len(waiting)
        _check_number(count)
        if any(cells):
            yield row, cells


def _cells(row: Tag) -> Iterator[Tag]:
    """The cells of a row; one without an end tag holds, for the parser, all that follows it."""
    return takewhile(lambda each: each.name != "tr", row.find_all(["td", "th", "tr"]))


def _check_number(cells: int) -> None:
    if cells > MOST_CELLS:
        what = f"its cells extend over more than {MOST_CELLS:,} places"
        raise SourceError("a table of the page", what, "save it as CSV or XLSX")


def _text_of(cell: Tag) -> str:
    """The text of a cell; a line end stands where it begins a new line."""
    parts = []
    for part in cell.descendants:
        if isinstance(part, Tag) and part.name in ("td", "th", "tr"):
            break
        if isinstance(part, Tag):
            parts.append("\n" if part.name in ("br", "p", "div") else "")
        elif isinstance(part, NavigableString) and not isinstance(part, PreformattedString):
            parts.append(_SPACES.sub(" ", part))
    return "\n".join(filter(None, (tidy(line) for line in "".join(parts).split("\n"))))


def _fill(cells: list[str], waiting: dict[int, tuple[int, str]]) -> None:
    """Put the cells of rows above that reach down where it is their turn."""
    while len(cells) in waiting:
        left, text = waiting.pop(len(cells))
        if left > 1:
            waiting[len(cells)] = left - 1, text
        cells.append(text)


def _span(cell: Tag, name: str) -> int:
    told = str(cell.get(name, "1")).strip()
    return min(max(int(told), 1), MOST_SPANNED) if told.isdecimal() and len(told) < 5 else 1


def _columns(rows: Sequence[tuple[int, list[str]]], width: int) -> tuple[int, int, int | None] | None:
    """The number of heading rows, and the columns of units and of countries."""
    if not rows:
        return None
    headings = [folded(cell) for cell in rows[0][1]]
    units = [at for at, each in enumerate(headings) if each in _UNITS]
    places = [at for at, each in enumerate(headings) if each in _COUNTRIES]
    if len(units) == 1 and len(places) <= 1:
        return 1, units[0], places[0] if places else None
    first = [cells[0] for _, cells in rows if cells[0]]
    if width == 2 and first and all(country_of(each) for each in first):
        return 0, 1, 0
    if width in (2, 3) and _are_counted(rows):
        if width == 2:
            return 0, 1, None
        if all(country_of(cells[1]) for _, cells in rows if cells[2]):
            return 0, 2, 1
    return None


def _are_counted(rows: Sequence[tuple[int, list[str]]]) -> bool:
    """Whether each row begins with its number, but those that name a country alone."""
    numbers = [cells[0] for _, cells in rows if not (country_of(cells[0]) and not any(cells[1:]))]
    return bool(numbers) and all(map(_NUMBER.fullmatch, numbers))


def _read(
    rows: Sequence[tuple[int, list[str]]],
    unit_at: int,
    country_at: int | None,
    beside: tuple[Sequence[int], Sequence[int]],
) -> Iterator[PageRow]:
    """The rows; ``beside`` are the columns of superiors, of which each row has those next to it, and of other names."""
    printed = [] if country_at is None else [cells[country_at] for _, cells in rows]
    once = all(not one or one != other for one, other in pairwise(printed))
    country = ""
    for number, cells in rows:
        others = [cell for at, cell in enumerate(cells) if cell and at != unit_at]
        told = cells[country_at] if country_at is not None else ""
        alone = [cell for cell in cells if cell]
        if len(alone) == 1 and len(cells) > 1 and alone[0] != told and country_of(alone[0]):
            country = alone[0]
            yield PageRow(number, country, heads=True)
        elif not cells[unit_at]:
            country = told if country_of(told) else ""
            if others != [told] or not country:
                yield PageRow(number, " | ".join(others).replace("\n", " "), other=True)
        else:
            country = told or (country if once or country_at is None else "")
            for at, line in enumerate(cells[unit_at].split("\n")):
                superiors, aliases = (tuple(each for at in places for each in parts_of(cells[at])) for places in beside)
                aliases = tuple(each for each in aliases if each != line)
                yield PageRow(number, line, country or None, runs_on=at > 0, above=superiors, aliases=aliases)
