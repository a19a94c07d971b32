"""Headings of columns: those that are known, and the row of a table that contains the headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from unitgraph.sources.rows import BadRow, Layout, Row, Table, folded
from unitgraph.system.display import quantity
from unitgraph.system.errors import SourceError
from unitgraph.system.remarks import some_of

NAMES = (
    "name",
    "names",
    "unit",
    "units",
    "unit name",
    "name of unit",
    "organization",
    "organisation",
    "organization name",
    "organisation name",
    "unidad",
    "nombre",
    "nombre de la unidad",
    "unite",
    "unité",
    "nom",
    "nom de l'unité",
    "security force unit",
    "denied unit",
    "unit denied",
    "unidade",
    "nome",
    "nome da unidade",
    "unità",
    "einheit",
    "birim",
    "birim ad\u0131",
    "подразделение",
    "название",
    "наименование",
    "الوحدة",
    "اسم الوحدة",
)
"""Headings of a column of names of units, each in lower case and without underscores."""
PATHS = ("path", "unit path", *NAMES)
"""Headings of a column of unit paths."""
COUNTRIES = (
    "country",
    "country code",
    "country name",
    "iso",
    "nation",
    "país",
    "pais",
    "pays",
    "paese",
    "land",
    "ülke",
    "страна",
    "البلد",
    "الدولة",
)
"""Headings of a column of countries."""
BEGINNING = 60
"""The number of rows among which the heading row is looked for."""
KNOWN = frozenset(map(folded, (*PATHS, *COUNTRIES)))
RULE = re.compile(":-+:?|-+:|-{2,}")
"""A cell of the line below the heading of a Markdown table."""
_TOTAL = re.compile(r"(?:(?:grand|sub)[ -]?)?tota(?:l(?:es?|s)?|ux)\b|\u0438\u0442\u043e\u0433\u043e\b", re.IGNORECASE)
_WHOLE = re.compile(
    r"(?:sum|somme|suma|grand|sub|sous)?[ -]*(?:total(?:es|s)?|totaux)"
    r"(?: (?:general|g\u00e9n\u00e9ral|generales|g\u00e9n\u00e9raux|geral|"
    r"(?:(?:number )?of |de |des |d['\u2019])?(?:units?|unit\u00e9s?|unidad(?:es)?|unidades|entries|entr\u00e9es)))?:?",
    re.IGNORECASE,
)
"""What a cell of a row of totals says where its number is missing, or in another cell."""
_LOOKED_AT = frozenset(("", " ", *":-TtSsGg\u0418\u0438"))
"""How the first cell of a row of totals begins, or of one without text."""
_NUMBERS = re.compile(r"[\d\s.,:%()'\u00a0\u202f-]*")


def shaped(
    name: str,
    raw: Iterator[Row | BadRow],
    layout: Layout,
    *,
    unit: str = "line",
    separator: str = "",
    width: int | None = None,
    first_column: int = 0,
    remarks: Sequence[str] = (),
) -> Table:
    """The table of rows as they come: its heading row found, its rows as wide as it.

    ``width`` is the number of columns where the source has one, as a sheet does; otherwise it is that of the heading.
    ``first_column`` is the index of the first of them in the sheet.
    Missing cells are empty; a row with more in it than there are columns is one that cannot be read. Rows without text
    are left out, and so is a row of totals, of which a remark tells. Raises SourceError for a table without rows, and
    where it cannot be told whether it has a heading.
    """
    said = list(remarks)
    beginning = list(islice(raw, max(BEGINNING, layout.header_row or 0)))
    at = _heading_at(name, unit, beginning, layout, said)
    columns_of_heading = () if at is None else beginning[at].cells
    below = beginning if at is None else beginning[at + 1 :]
    wide = width or len(columns_of_heading) or max(_reach(each.cells) for each in beginning)
    if at is None:
        numbers = range(first_column + 1, first_column + wide + 1)
        columns = ("name",) if layout.bare and wide == 1 else tuple(map(str, numbers))
    else:
        columns = (*(cell.strip() for cell in columns_of_heading), *[""] * wide)[:wide]
    damage = _damage(beginning, at)
    rows = _below(chain(filter(None, (damage,)), below, raw), wide, f"{name} {unit}", said)
    return Table(
        name,
        columns,
        rows,
        unit,
        separator,
        at is not None,
        damage,
        tuple(each for each in beginning[: at or 0] if isinstance(each, Row)),
        said,
        first_column,
    )


def country_column(table: Table, name: str | None) -> int | None:
    """The index of the column of countries: the one that is named, else the only one with a known heading, of which a
    remark tells; None if there is none. Raises SourceError if the one that is named is missing."""
    if name is not None:
        return table.column(name, "countries")
    found = table.only(COUNTRIES)
    if found is not None:
        table.remarks.append(f"{table.name}: countries are taken from the column {table.columns[found]!r}")
    return found


def _damage(beginning: Sequence[Row | BadRow], at: int | None) -> BadRow | None:
    heading = None if at is None else beginning[at]
    return heading if isinstance(heading, BadRow) else None


def _heading_at(name: str, unit: str, beginning: Sequence[Row | BadRow], layout: Layout, said: list[str]) -> int | None:
    """The index of the heading row; None for a table without one."""
    filled = [len(_filled(each.cells)) for each in beginning]
    if not any(filled):
        broken = next((each for each in beginning if isinstance(each, BadRow)), None)
        if broken is not None:
            raise SourceError(f"{name} {unit} {broken.number}", broken.fault, broken.remedy)
        raise SourceError(name, "this table is empty", "give a table with a heading row")
    if not layout.header:
        return None
    if layout.header_row is not None:
        return _row_numbered(name, unit, beginning, layout.header_row)
    at = known_at(beginning, layout.headings)
    if at is None:
        at = _full_at(filled)
        where, shown = f"{name} {unit} {beginning[at].number}", some_of(_filled(beginning[at].cells)[:8], str)
        if max(filled) > 1:
            said.append(f"{where} is taken as the heading: {shown} (if there is none, give --no-header)")
        elif layout.bare:
            return None
        else:
            what = f"cannot tell whether {shown!r} is a heading"
            raise SourceError(where, what, f"give --header-row {beginning[at].number}, or --no-header")
    above = sum(map(bool, filled[:at]))
    if above:
        said.append(
            f"{name}: the heading is in {unit} {beginning[at].number}; {quantity(above, unit)} above it left out"
        )
    return at


def _row_numbered(name: str, unit: str, beginning: Sequence[Row | BadRow], number: int) -> int:
    for at, each in enumerate(beginning):
        if each.number == number and any(each.cells):
            return at
    raise SourceError(f"{name} {unit} {number}", "there is no heading", "give the number of the row with the headings")


def known_at(beginning: Sequence[Row | BadRow], asked: frozenset[str]) -> int | None:
    """The first row with the most headings that are asked for, then the most that are known."""
    wanted = frozenset(map(folded, asked))
    best, found = (0, 0), None
    for at, each in enumerate(beginning):
        cells = {folded(cell) for cell in each.cells if len(cell) < 100}
        score = len(cells & wanted), len(cells & KNOWN)
        if score > best:
            best, found = score, at
    return found


def _full_at(filled: Sequence[int]) -> int:
    """The first row that has as much in it as a heading has: not a title above a table of several columns."""
    usual = sorted(filter(None, filled))[sum(map(bool, filled)) // 2]
    least = 1 if usual == 1 else max(2, (usual + 1) // 2)
    return next(at for at, count in enumerate(filled) if count >= least)


def _reach(cells: Sequence[str]) -> int:
    """The number of cells up to the last one with text."""
    return max((at for at, cell in enumerate(cells, 1) if cell.strip()), default=0)


def _filled(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in cells if cell.strip())


def _below(rows: Iterator[Row | BadRow], width: int, where: str, said: list[str]) -> Iterator[Row | BadRow]:
    """The rows below the heading, each ``width`` wide."""
    empty = ("",) * width
    for row in rows:
        cells = row.cells
        if len(cells) == width and cells[0][:1] not in _LOOKED_AT and row.__class__ is Row:
            yield row  # nearly all rows are such
            continue
        if isinstance(row, BadRow):
            yield row
            continue
        filled = _filled(cells)
        if not filled or all(map(RULE.fullmatch, filled)):
            continue
        if _are_totals(filled):
            said.append(f"{where} {row.number} is left out: it is a row of totals")
            continue
        if len(cells) == width:
            yield row
        elif len(cells) < width:
            yield Row(row.number, (*cells, *empty)[:width])
        elif any(cells[width:]):
            fault = f"has {quantity(len(cells), 'cell')} where the heading has {width}"
            yield BadRow(row.number, fault, "check its quotation marks and the separator")
        else:
            yield Row(row.number, cells[:width])


def _are_totals(filled: Sequence[str]) -> bool:
    """Whether a row that begins with a word for a total contains nothing but numbers otherwise."""
    if _WHOLE.fullmatch(filled[0]):
        return all(map(_NUMBERS.fullmatch, filled[1:]))
    word = _TOTAL.match(filled[0])
    return word is not None and all(map(_NUMBERS.fullmatch, (filled[0][word.end() :], *filled[1:])))
