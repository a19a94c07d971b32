"""The rows of a mapped file as a list: an entry for each unit or path, below the superiors that rows name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from unitgraph.lexicon.names import fold
from unitgraph.reading.list_items import BETWEEN
from unitgraph.reading.maps.applying import MappedFile, MappedRow, Questions
from unitgraph.reading.maps.cells import above_own
from unitgraph.reading.maps.values import Block
from unitgraph.sources import media_type_of
from unitgraph.sources.opening import digest_of, opened
from unitgraph.sources.rows import BadRow, Row, Table
from unitgraph.sources.superiors import NamedRow, RowSuperiors
from unitgraph.sources.values import Document, Line, LineKind
from unitgraph.system.display import quantity
from unitgraph.system.errors import SourceError
from unitgraph.system.remarks import tell


def list_document(file: MappedFile) -> Document:
    """The rows of a file as a list. Raises SourceError for one that cannot be read."""
    with opened(file.path) as stream:
        kind = media_type_of(file.path.name, stream.read(1024))
    return Document(file.path.name, kind, digest_of(file.path), tuple(list_lines(file)), numbering="rows")


def list_lines(file: MappedFile) -> Iterator[Line]:
    """The rows as lines of a list: those that have one identifier, in a column of its own, are one. Their superiors are
    found among the rows; those of the block ``superiors`` count before others, the last cited first. In constant
    memory, unless rows have identifiers or superiors."""
    with file.questions() as (table, questions):
        edges = RowEdges(file)
        named = (named_row(row, questions) for row in table.sound_rows())
        rows = (row for row in named if row.name)
        if edges.some or questions.names_superiors or questions.identifies:
            joined = list(map(edges.added, _each_once(rows, table, questions.form.join_names)))
            related = edges.some or any(map(_has_superior, joined))
            chains = RowSuperiors(file.path.name, joined).chains() if related else [()] * len(joined)
            for row, above in zip(joined, chains, strict=True):
                yield _line(row, above)
        else:
            yield from map(_line, rows)
        if questions.outline is not None:
            questions.outline.finish(file.path.name)


def named_row(row: Row, questions: Questions, between: str = BETWEEN) -> NamedRow:
    """What a row says of its unit, whose name is that of a path where there is one, ``between`` its levels."""
    cells = row.cells
    levels, country = questions.ask(cells)
    name = between.join(filter(None, levels))
    told = (*questions.several("names", cells), *questions.several("other_names", cells))
    above, units, names = (questions.several(key, cells) for key in ("superior_path", "superiors", "superior_names"))
    aliases = tuple(dict.fromkeys(each for each in told if each != name))
    given = levels if questions.outline is not None else ()
    identifier = questions.identifier(cells)
    above = tuple(above_own(above, (name, *told)))
    return NamedRow(row.number, name, country, identifier, units, names, aliases, above=above, levels=given)


def _line(row: NamedRow, above: tuple[str, ...] = ()) -> Line:
    return Line(row.number, row.name, LineKind.ROW, row.country or None, row.levels, 0, above, row.aliases)


def _has_superior(row: NamedRow) -> bool:
    return bool(row.superior_units or row.superior_names or row.above)


def _each_once(rows: Iterable[NamedRow], table: Table, joins: bool) -> list[NamedRow]:
    """The rows, those of one identifier as one."""
    found: dict[object, NamedRow] = {}
    for row in rows:
        key: object = row.unit or row.number
        known = found.get(key)
        found[key] = row if known is None else _joined(known, row, table.where(row.number), joins)
    return list(found.values())


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
        above=one.above or other.above,
        aliases=tuple(aliases),
    )


class RowEdges:
    """The superiors that rows of a file state in the block ``superiors``, by the number of the row, and by the
    identifier below. ``lenient``: rows that cannot be read are told, else they are a SourceError."""

    def __init__(self, file: MappedFile, lenient: bool = False) -> None:
        self._by_row: dict[int, MappedRow] = {}
        self._by_unit: defaultdict[str, list[MappedRow]] = defaultdict(list)
        bad = 0
        for row in file.rows(Block.SUPERIORS) if file.holds(Block.SUPERIORS) else ():
            if isinstance(row, BadRow):
                if not lenient:
                    raise SourceError(f"{file.path.name} row {row.number}", row.fault, row.remedy)
                bad += 1
            elif (row.cells.get("superior") or row.cells.get("superior_name")) and row.cells.get(
                "status"
            ) != "conflict":
                self._by_row[row.number] = row
                self._by_unit[row.cells["subordinate"]].append(row)
        if bad:
            tell([f"{file.path.name}: {quantity(bad, 'row')} with a superior that cannot be read, taken without it"])

    @property
    def some(self) -> bool:
        """Whether any row states a superior."""
        return bool(self._by_row)

    def added(self, row: NamedRow) -> NamedRow:
        """A row with the superior that such a row states: of a unit with an identifier all count, of a name that in its
        own row, or else the only one for the name."""
        own = [self._by_row[row.number]] if row.number in self._by_row else self._by_unit.get(row.name, [])[:2]
        return _below(row, self._by_unit.get(row.unit, []) if row.unit else own if len(own) == 1 else [])

    def asked(self, row: NamedRow) -> NamedRow:
        """A row with the superior that it states itself, or else the last cited of its unit. One of which a unit is
        but a member is none of what stands above it."""
        own = self._by_row.get(row.number)
        others = self._by_unit.get(row.unit or row.name, [])
        found = [each for each in ([own] if own else []) if not _is_of_member(each)]
        return _below(row, found or [each for each in others if not _is_of_member(each)])


def _below(row: NamedRow, edges: Sequence[MappedRow]) -> NamedRow:
    """A row with the superiors of edges, the last cited first."""
    if not edges:
        return row
    latest = sorted(edges, key=_cited, reverse=True)
    pairs = dict.fromkeys((each.cells.get("superior", ""), each.cells.get("superior_name", "")) for each in latest)
    (unit, name), *others = pairs
    units, names = ((each,) if each else () for each in (unit, name))
    return replace(row, superior_units=units, superior_names=names, several=row.several or bool(others))


def _cited(edge: MappedRow) -> tuple[bool, str]:
    """The rank of an edge: what has no last citation is not over."""
    return not _is_of_member(edge), edge.cells.get("last_cited") or "9999"


def _is_of_member(edge: MappedRow) -> bool:
    return edge.cells.get("relation") == "member-of"
