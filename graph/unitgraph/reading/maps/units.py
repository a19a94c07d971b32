"""Units of a mapped file: one row for each, whatever the number of rows that tell of it, and its edges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from unitgraph.lexicon.countries import code_of, country_of
from unitgraph.lexicon.names import fold
from unitgraph.reading.maps.applying import MappedFile, MappedRow
from unitgraph.reading.maps.cells import above_own
from unitgraph.reading.maps.values import JOIN, Block
from unitgraph.sources.rows import BadRow
from unitgraph.system.display import quantity
from unitgraph.system.remarks import tell

_NAMES = ("other_names", "places", "superiors")
_DATES = ("first_cited", "last_cited", "start_known", "end_known", "open_ended")
_OF_EDGES = frozenset({"superiors", "superior_names", *_DATES})


def several(cell: str) -> list[str]:
    """The values of a cell of several."""
    return [value for value in cell.split(JOIN) if value]


class MappedUnits:
    """All units and edges of a file, read at once: a superior may be named by a name, before or after the row of the
    unit. Rows of one identifier are one unit, unless their names differ and the map does not say that they are
    joined: the first name is its name, others are other names. Where such rows tell other superiors at other times,
    each tells edges of its own, or is reported unless such edges are wanted (``moving``)."""

    def __init__(self, file: MappedFile, moving: bool = True) -> None:
        self._are_moves_wanted = moving
        self._units: dict[str, MappedRow] = {}
        self._edges: list[MappedRow | BadRow] = []
        self._bad: list[BadRow] = []
        self._moving: dict[str, list[MappedRow]] = {}
        self._lent: set[str] = set()
        self._by_name: defaultdict[str, set[str]] = defaultdict(set)
        self._by_alias: defaultdict[str, set[str]] = defaultdict(set)
        self._by_path: dict[tuple[str, ...], str] = {}
        for row in file.rows(Block.UNITS):
            self._add(row)
        moves = list(self._moves())
        self._index()
        self._name_superiors()
        self._place_on_paths()
        self._edges.extend(map(self._edge, moves))
        strangers = 0
        for row in file.rows(Block.SUPERIORS):
            if isinstance(row, BadRow):
                self._edges.append(row)
            elif row.cells.get("superior") or row.cells.get("superior_name"):
                edge = self._edge(row)
                if isinstance(edge, BadRow) or not row.leave_strangers or self._knows(edge):
                    self._edges.append(edge)
                else:
                    strangers += 1
        if strangers:
            left = quantity(strangers, "edge")
            tell([f"{file.path.name}: {left} left out as the map says: one end is no unit of the file"])

    def units(self) -> Iterator[MappedRow | BadRow]:
        """A row for each unit; and those that cannot be read."""
        yield from self._bad
        for row in self._units.values():
            others = [each for each in several(row.cells.get("other_names", "")) if each != row.cells["name"]]
            yield replace(row, cells={**row.cells, "other_names": "".join(f"{each}{JOIN}" for each in others)})

    def edges(self) -> Iterator[MappedRow | BadRow]:
        """A row for each edge that a row states by itself."""
        yield from self._edges

    def _add(self, row: MappedRow | BadRow) -> None:
        if isinstance(row, BadRow):
            self._bad.append(row)
            return
        unit = row.cells.get("unit", "")
        known = self._units.get(unit)
        if not unit or not (row.cells.get("name") or known):
            what = "no identifier" if not unit else "no name"
            self._bad.append(row.fault(what, "fill the cell, or remove the row"))
        elif known is None:
            self._units[unit] = row
        elif _differ(known.cells.get("country", ""), row.cells.get("country", "")):
            what = f"{unit!r} is of another country than in row {known.number}"
            self._bad.append(row.fault(what, "correct the country, or the identifier"))
        elif not row.join_names and _are_named_otherwise(known, row):
            what = f"duplicate unit {unit!r}, which is {known.cells['name']!r} in row {known.number}"
            remedy = "correct the identifier, or say in the map that such rows are one unit (`repeated_units: join`)"
            self._bad.append(row.fault(what, remedy))
        elif not self._are_moves_wanted and _moves_between(known, row):
            what = f"{unit!r} stands under another superior at another time in row {known.number}"
            self._bad.append(row.fault(what, "put both edges, with their dates, into the table of superiors"))
        else:
            if unit in self._moving or _moves_between(known, row):
                self._moving.setdefault(unit, [known]).append(row)
            self._units[unit] = _joined(known, row)

    def _moves(self) -> Iterator[MappedRow]:
        """The edges of units that rows put under other superiors at other times: each with the dates of its row, which
        are not those of the unit."""
        for unit, rows in self._moving.items():
            joined = self._units[unit]
            about = {key: value for key, value in joined.cells.items() if key not in _OF_EDGES}
            self._units[unit] = replace(joined, cells=about)
            for row in rows:
                dates = {key: row.cells[key] for key in _DATES if key in row.cells}
                for key, each in (("superior", "superiors"), ("superior_name", "superior_names")):
                    for value in several(row.cells.get(each, "")):
                        yield replace(row, cells={"subordinate": unit, key: value, **dates})

    def _knows(self, edge: MappedRow) -> bool:
        return edge.cells.get("subordinate") in self._units and edge.cells.get("superior") in self._units

    def _index(self) -> None:
        for unit, row in self._units.items():
            self._by_name[fold(row.cells["name"])].add(unit)
            for other in several(row.cells.get("other_names", "")):
                self._by_alias[fold(other)].add(unit)

    def _name_superiors(self) -> None:
        """Superiors that the rows of units give by name become identifiers."""
        for unit, row in list(self._units.items()):
            names = several(row.cells.get("superior_names", ""))
            if not names or several(row.cells.get("superiors", "")):
                continue
            found: list[str] = []
            for name in names:
                identifier = self._named(name, row.cells.get("country", ""), row)
                if isinstance(identifier, BadRow):
                    self._bad.append(identifier)
                else:
                    found.append(identifier)
            self._units[unit] = replace(
                row, cells={**row.cells, "superiors": "".join(f"{each}{JOIN}" for each in found)}
            )

    def _place_on_paths(self) -> None:
        """Superiors that the rows of units give as paths from the top become units, each of its own path: one with a
        row of its own, or else by its name."""
        below = {
            unit: above_own(several(row.cells.get("superior_path", "")), _names_of(row))
            for unit, row in self._units.items()
        }
        if not any(below.values()):
            return
        for unit, path in below.items():
            row = self._units[unit]
            self._by_path.setdefault(_path_key(row, [*path, row.cells["name"]]), unit)
        for unit, path in below.items():
            row = self._units[unit]
            if path and self._units.keys().isdisjoint(several(row.cells.get("superiors", ""))):
                superior = self._on_path(path, row)
                self._units[unit] = replace(row, cells={**row.cells, "superiors": f"{superior}{JOIN}"})

    def _on_path(self, path: Sequence[str], row: MappedRow) -> str:
        """The identifier of the unit at the end of a path that a row gives."""
        key = _path_key(row, path)
        if key not in self._by_path:
            above = f"{self._on_path(path[:-1], row)}{JOIN}" if len(path) > 1 else ""
            country = row.cells.get("country", "")
            unit = f"{' > '.join(path)} ({country})" if country else " > ".join(path)
            self._units[unit] = replace(
                row, cells={"unit": unit, "name": path[-1], "country": country, "superiors": above}
            )
            self._by_path[key] = unit
        return self._by_path[key]

    def _edge(self, row: MappedRow) -> MappedRow | BadRow:
        superior, name = row.cells.get("superior", ""), row.cells.get("superior_name", "")
        below = self._units.get(row.cells.get("subordinate", ""))
        own = row.cells.get("country", "") or (below.cells.get("country", "") if below else "")
        country = row.cells.get("superior_country", "") or own
        if not superior:
            found = self._named(name, country, row)
            return found if isinstance(found, BadRow) else replace(row, cells={**row.cells, "superior": found})
        if superior not in self._units and name:
            self._put(superior, name, country, row)
        elif not row.cells.get("superior_country"):
            self._lend(superior, own)
        return row

    def _named(self, name: str, country: str, row: MappedRow) -> str | BadRow:
        """The identifier of the unit of a name; one that has no row is a unit by this name."""
        found = self._by_name.get(fold(name), set())
        if len(found) > 1:
            found = {each for each in found if _same(self._units[each].cells.get("country", ""), country)}
        if not found:
            found = self._called(name, country, row)
        if len(found) > 1:
            what = f"{len(found)} units are called {name!r}, one of which is the superior"
            return row.fault(what, "give its identifier")
        if found:
            self._lend(next(iter(found)), country)
            return next(iter(found))
        if name in self._units:
            return row.fault(f"the superior {name!r} is the identifier of another unit", "give its identifier")
        self._put(name, name, country, row)
        return name

    def _called(self, name: str, country: str, row: MappedRow) -> set[str]:
        """The only unit of a country, but that of the row, that has a name among its other names; else none."""
        own = row.cells.get("unit") or row.cells.get("subordinate")
        others = self._by_alias.get(fold(name), set()) - {own or ""}
        found = {
            each
            for each in others
            if (there := self._units[each].cells.get("country", "")) == country or _same(there, country)
        }
        return found if len(found) == 1 else set()

    def _put(self, unit: str, name: str, country: str, row: MappedRow) -> None:
        """A unit that is named as a superior alone: of the country of those below it, if they are all of one."""
        if not row.cells.get("superior_country"):
            self._lent.add(unit)
        self._units[unit] = replace(row, cells={"unit": unit, "name": name, "country": country})
        self._by_name[fold(name)].add(unit)

    def _lend(self, superior: str, country: str) -> None:
        """Take the country from a superior that had it from another unit below it, of another country."""
        known = self._units.get(superior)
        if superior in self._lent and known is not None and _differ(known.cells["country"], country):
            self._units[superior] = replace(known, cells={**known.cells, "country": ""})


def _names_of(row: MappedRow) -> list[str]:
    return [row.cells["name"], *several(row.cells.get("other_names", ""))]


def _path_key(row: MappedRow, path: Sequence[str]) -> tuple[str, ...]:
    """What tells the unit at the end of a path from others: the country, and the names from the top."""
    country = row.cells.get("country", "")
    return (code_of(country) or country, *map(fold, path))


def _are_named_otherwise(one: MappedRow, other: MappedRow) -> bool:
    """Whether two rows of one identifier have names of the same column that differ."""
    first, second = fold(one.cells.get("name", "")), fold(other.cells.get("name", ""))
    return bool(first and second) and first != second and one.rank == other.rank


def _moves_between(one: MappedRow, other: MappedRow) -> bool:
    """Whether two rows of one unit tell other superiors at other times."""
    above = [
        {fold(value) for key in ("superiors", "superior_names") for value in several(row.cells.get(key, ""))}
        for row in (one, other)
    ]
    when = [[row.cells.get(key, "") for key in _DATES] for row in (one, other)]
    return all(above) and above[0] != above[1] and when[0] != when[1]


def _joined(one: MappedRow, other: MappedRow) -> MappedRow:
    """Two rows of one unit."""
    if other.rank < one.rank and other.cells.get("name"):
        one, other = replace(other, number=one.number, table=one.table, text=one.text), one
    cells: dict[str, str] = {key: one.cells.get(key) or value for key, value in other.cells.items()} | {
        key: value for key, value in one.cells.items() if key not in other.cells
    }
    for key in _NAMES:
        values = dict.fromkeys((*several(one.cells.get(key, "")), *several(other.cells.get(key, ""))))
        if key == "other_names" and (name := other.cells.get("name", "")) != one.cells["name"] and name:
            values[name] = None
        cells[key] = "".join(f"{value}{JOIN}" for value in values)
    cells["superior_names"] = "".join(
        f"{value}{JOIN}"
        for value in dict.fromkeys(
            (*several(one.cells.get("superior_names", "")), *several(other.cells.get("superior_names", "")))
        )
    )
    return replace(one, cells=_with_dates(cells, one.cells, other.cells))


def _with_dates(cells: dict[str, str], one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    """From the first to the last citation of both rows: the flags are those of the row whose date it is."""
    for date, flags, earliest in (
        ("first_cited", ("start_known",), True),
        ("last_cited", ("end_known", "open_ended"), False),
    ):
        dated = [each for each in (one, other) if each.get(date)]
        if len(dated) == 2:
            chosen = (min if earliest else max)(dated, key=lambda each: each[date])
            for key in (date, *flags):
                if key in chosen:
                    cells[key] = chosen[key]
    return cells


def _differ(one: str, other: str) -> bool:
    return bool(one and other) and one != other and not _same(one, other)


def _same(one: str, other: str) -> bool:
    first, second = country_of(one), country_of(other)
    return first is not None and first == second
