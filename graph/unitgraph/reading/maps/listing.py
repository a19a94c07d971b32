"""The rows of a mapped file as a list: an entry for each unit or path, below the superiors that rows name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from unitgraph.lexicon.names import fold
from unitgraph.reading.list_items import BETWEEN
from unitgraph.reading.maps.applying import MappedFile, MappedRow, Questions
from unitgraph.reading.maps.values import Block
from unitgraph.sources import media_type_of
from unitgraph.sources.opening import digest_of, opened
from unitgraph.sources.rows import BadRow
from unitgraph.sources.superiors import NamedRow, RowSuperiors
from unitgraph.sources.values import Document, Line, LineKind
from unitgraph.system.errors import SourceError


def list_document(file: MappedFile) -> Document:
    """The rows of a file as a list. Raises SourceError for one that cannot be read."""
    with opened(file.path) as stream:
        kind = media_type_of(file.path.name, stream.read(1024))
    return Document(file.path.name, kind, digest_of(file.path), tuple(list_lines(file)), numbering="rows")


def list_lines(file: MappedFile) -> Iterator[Line]:
    """The rows as lines of a list: those that have one identifier, in a column of its own, are one. Their superiors are
    found among the rows; those of the block ``superiors`` count before others, the last cited first."""
    rows, lines = _rows(file)
    edges = _Edges(file.rows(Block.SUPERIORS) if file.holds(Block.SUPERIORS) else (), file.path.name)
    named = [edges.added(row) for row in rows]
    chains = RowSuperiors(file.path.name, named).chains() if any(map(_has_superior, named)) else [()] * len(named)
    for row, line, above in zip(named, lines, chains, strict=True):
        yield replace(line, above=above, aliases=row.aliases)


def _has_superior(row: NamedRow) -> bool:
    return bool(row.superior_units or row.superior_names)


def _rows(file: MappedFile) -> tuple[list[NamedRow], list[Line]]:
    rows: dict[object, NamedRow] = {}
    lines: dict[object, Line] = {}
    with file.questions() as (table, questions):
        joins = questions.form.join_names
        for row in table.sound_rows():
            levels, country = questions.ask(row.cells)
            if not any(levels):
                continue
            found = _row(row.number, levels, country, row.cells, questions)
            key: object = found.unit or row.number
            if (known := rows.get(key)) is not None:
                rows[key] = _joined(known, found, table.where(row.number), joins)
                continue
            rows[key] = found
            given = levels if questions.outline is not None else ()
            lines[key] = Line(row.number, found.name, LineKind.ROW, country or None, given)
        if questions.outline is not None:
            questions.outline.finish(file.path.name)
    return list(rows.values()), list(lines.values())


def _row(number: int, levels: Sequence[str], country: str, cells: tuple[str, ...], questions: Questions) -> NamedRow:
    """What a row says of its unit; without a column of identifiers, which is not that of names, it has none."""
    places = questions.places

    def several(key: str) -> tuple[str, ...]:
        return places[key].values(cells) if key in places else ()

    name = BETWEEN.join(filter(None, levels))
    unit = places.get("unit")
    own = unit is not None and unit.field.columns != places["name"].field.columns
    aliases = dict.fromkeys(each for each in (*several("names"), *several("other_names")) if each != name)
    identifier = unit.value(cells, questions.form.dates) if unit is not None and own else ""
    return NamedRow(number, name, country, identifier, several("superiors"), several("superior_names"), tuple(aliases))


def _joined(one: NamedRow, other: NamedRow, where: str, joins: bool) -> NamedRow:
    """Two rows of one identifier."""
    if not joins and fold(one.name) != fold(other.name):
        what = f"duplicate unit {one.unit!r}, which is {one.name!r} in row {one.number}"
        remedy = "correct the identifier, or say in the map that such rows are one unit (`repeated_units: join`)"
        raise SourceError(where, what, remedy)
    aliases = dict.fromkeys((*one.aliases, *((other.name,) if other.name != one.name else ()), *other.aliases))
    return replace(
        one,
        country=one.country or other.country,
        superior_units=tuple(dict.fromkeys((*one.superior_units, *other.superior_units))),
        superior_names=tuple(dict.fromkeys((*one.superior_names, *other.superior_names))),
        aliases=tuple(aliases),
    )


class _Edges:
    """The superiors that rows of their own state, by the number of the row, and by the identifier below."""

    def __init__(self, rows: Iterable[MappedRow | BadRow], name: str) -> None:
        self._by_row: dict[int, MappedRow] = {}
        self._by_unit: defaultdict[str, list[MappedRow]] = defaultdict(list)
        for row in rows:
            if isinstance(row, BadRow):
                raise SourceError(f"{name} row {row.number}", row.fault, row.remedy)
            if (row.cells.get("superior") or row.cells.get("superior_name")) and row.cells.get("status") != "conflict":
                self._by_row[row.number] = row
                self._by_unit[row.cells["subordinate"]].append(row)

    def added(self, row: NamedRow) -> NamedRow:
        """A row with the superior that such a row states: of a unit with an identifier all count, of a name that in its
        own row, or else the only one for the name."""
        own = [self._by_row[row.number]] if row.number in self._by_row else self._by_unit.get(row.name, [])[:2]
        found = self._by_unit.get(row.unit, []) if row.unit else own if len(own) == 1 else []
        if not found:
            return row
        latest = sorted(found, key=_cited, reverse=True)
        pairs = dict.fromkeys((each.cells.get("superior", ""), each.cells.get("superior_name", "")) for each in latest)
        (unit, name), *others = pairs
        units, names = ((each,) if each else () for each in (unit, name))
        return replace(row, superior_units=units, superior_names=names, several=row.several or bool(others))


def _cited(edge: MappedRow) -> tuple[bool, str]:
    """The rank of an edge: what has no last citation is not over."""
    return edge.cells.get("relation") != "member-of", edge.cells.get("last_cited") or "9999"
