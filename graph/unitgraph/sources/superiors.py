"""Superiors that the rows of one table name: what stands above each row, by identifiers or by names of other rows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from unitgraph.lexicon.countries import country_named
from unitgraph.lexicon.names import fold, tidy
from unitgraph.sources.rows import Table, folded
from unitgraph.system.display import quantity
from unitgraph.system.errors import SourceError
from unitgraph.system.remarks import some_of, tell

IDENTIFIERS = ("id", "identifier", "unit id", "unit", "code", "unit code", "uid", "ref", "key")
SUPERIOR_IDENTIFIERS = (
    "parent id",
    "parent unit id",
    "parent code",
    "superior id",
    "superior unit id",
    "superior code",
)
SUPERIORS = (
    "parent",
    "parents",
    "parent unit",
    "parent name",
    "parent organization",
    "parent organisation",
    "superior",
    "superiors",
    "superior unit",
    "higher unit",
    "higher hq",
    "higher headquarters",
    "parent headquarters",
    "unidad superior",
    "unité supérieure",
    "unite superieure",
    "reports to",
)
ALIASES = (
    "alias",
    "aliases",
    "aka",
    "a.k.a.",
    "also known as",
    "other names",
    "other name",
    "acronym",
    "acronyms",
    "unit alias",
    "unit acronym",
)
"""Headings of columns beside those of units, each in lower case and without underscores. Of superiors by name the first
that a table has counts: units may report to officers."""
NOTHING = frozenset(
    {"", "n a", "na", "none", "nil", "null", "unknown", "not applicable", "ninguno", "ninguna", "aucun", "aucune"}
)
"""What people write, folded, where there is nothing above or no other name."""
_BETWEEN = re.compile(r"\s*[;|]\s*")
_UNNAMED = re.compile(
    r"^(?:unknown|unnamed|unidentified)\b|\b(?:desconocid[oa]s?|desconhecid[oa]s?|inconnue?s?|sconosciut[oaie]|unbekannte[rns]?"
    r"|(?:no|n[a\u00e3]o) identificad[oa]s?|non identifi[e\u00e9]e?s?|sin nombre|sans nom|sem nome)\b"
    r"|\b(?:\u043d\u0435\u0438\u0437\u0432\u0435\u0441\u0442\u043d|\u043d\u0435\u0432\u0456\u0434\u043e\u043c)"
    r"|\u0645\u062c\u0647\u0648\u0644|\u063a\u064a\u0631 \u0645\u0639\u0631\u0648\u0641",
    re.IGNORECASE,
)
_SOLDIER = re.compile(r"\b(?:sold(?:ier|ado|at|ato)|h[e\u00e9]ro[ei]?|warrior|eroe)s?\b", re.IGNORECASE)
"""The Unknown Soldier, after whom units are named."""
SHOWN = 10
MOST_LEVELS = 100
"""The number of levels above a row that are read."""


def names_nobody(name: str) -> bool:
    """Whether a name only says that a unit has none that is known: ``Unknown Brigade``, ``Unidad desconocida``."""
    return _UNNAMED.search(name) is not None and _SOLDIER.search(name) is None


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row that names a unit: its number, the name, the country as written, its identifier if the table has some, and
    the superiors that it names, by identifier, by name, or all of them from the top (``above``); of several the one
    that counts first; ``several``: it has more. ``levels`` are those of its path, where columns give them."""

    number: int
    name: str
    country: str = ""
    unit: str = ""
    superior_units: tuple[str, ...] = ()
    superior_names: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    several: bool = False
    above: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()

    @property
    def has_several(self) -> bool:
        """Whether it has several superiors."""
        return self.several or len(self.superior_units or self.superior_names) > 1


@dataclass(frozen=True, slots=True)
class BesideColumns:
    """The columns of a table that say something of a unit beside its name: its identifier, its superiors by identifier
    and by name, and its other names."""

    unit: int | None
    superior_units: int | None
    superior_names: int | None
    aliases: tuple[int, ...]

    @property
    def read(self) -> tuple[int, ...]:
        """All that are read."""
        found = (self.unit if self.names_superiors else None, self.superior_units, self.superior_names, *self.aliases)
        return tuple(each for each in found if each is not None)

    @property
    def names_superiors(self) -> bool:
        """Whether a column names superiors."""
        return self.superior_units is not None or self.superior_names is not None

    def row(self, number: int, name: str, country: str, cells: Sequence[str]) -> NamedRow:
        """What a row says of its unit."""
        several = [() if at is None else parts_of(cells[at]) for at in (self.superior_units, self.superior_names)]
        aliases = dict.fromkeys(each for at in self.aliases for each in parts_of(cells[at]) if each != name)
        unit = "" if self.unit is None else tidy(cells[self.unit])
        return NamedRow(number, name, country, unit, several[0], several[1], tuple(aliases))


def parts_of(cell: str) -> tuple[str, ...]:
    """The values of a cell that may hold several, between semicolons or bars; those that say nothing are left out."""
    return tuple(each for each in map(tidy, _BETWEEN.split(cell)) if fold(each) not in NOTHING)


def beside_columns(table: Table, text_at: int, country_at: int | None, columns: int | None = None) -> BesideColumns:
    """The columns of a table that say something beside the names in the column ``text_at``, found by their headings
    among the first ``columns``. A remark tells of them."""
    taken = {text_at, country_at}

    def only(headings: Iterable[str]) -> int | None:
        wanted = set(map(folded, headings))
        found = [at for at, each in enumerate(table.columns[:columns]) if at not in taken and folded(each) in wanted]
        return found[0] if len(found) == 1 and table.headed else None

    aliases = (at for at, each in enumerate(table.columns[:columns]) if at not in taken and folded(each) in ALIASES)
    above = next((at for each in SUPERIORS if (at := only((each,))) is not None), None)
    found = BesideColumns(only(IDENTIFIERS), only(SUPERIOR_IDENTIFIERS), above, tuple(aliases) if table.headed else ())
    superiors = [table.columns[at] for at in (found.superior_units, found.superior_names) if at is not None]
    for what, headings in (("superiors", superiors), ("other names", [table.columns[at] for at in found.aliases])):
        if headings:
            table.remarks.append(f"{table.name}: {what} are taken from {some_of(headings)}")
    return found


class RowSuperiors:
    """What stands above the rows of one table. ``lenient``: a row that is above itself is below the others of its
    circle, and told."""

    def __init__(self, name: str, rows: Iterable[NamedRow], lenient: bool = False) -> None:
        self._name = name
        self._lenient = lenient
        self._rows = list(rows)
        self._by_unit = {row.unit: row for row in self._rows if row.unit}
        self._by_name: defaultdict[str, list[NamedRow]] = defaultdict(list)
        self._by_alias: defaultdict[str, list[NamedRow]] = defaultdict(list)
        for row in self._rows:
            self._by_name[fold(row.name)].append(row)
            for alias in row.aliases:
                self._by_alias[fold(alias)].append(row)
        self._strangers: dict[int, str] = {}
        self._unsure: dict[int, str] = {}
        self._several: list[int] = []
        self._circles: list[int] = []
        self._done: dict[int, tuple[str, ...]] = {}
        self._known: dict[tuple[str, str], NamedRow | tuple[()] | None] = {}

    def chains(self) -> list[tuple[str, ...]]:
        """For each row the names above it, the outermost first. Raises SourceError for rows above themselves, or tells
        of them; tells of superiors that cannot be found, and of rows with several."""
        found = [self._above(row) for row in self._rows]
        self._tell(self._strangers, "an identifier that no row has as its superior", "read without it")
        self._tell(self._unsure, "a superior whose name several rows have", "read without what is above that")
        if self._circles:
            rows = quantity(len(self._circles), "row")
            tell([f"{self._name}: {rows} above themselves, or below such: rows {_shown(self._circles)}"])
        if self._several:
            rows = quantity(len(self._several), "row")
            where = _shown(self._several)
            more = "the first counts" if self._lenient else _FIRST
            tell([f"{self._name}: {rows} with several superiors, of which {more}: rows {where}"])
        return found

    def _above(self, row: NamedRow) -> tuple[str, ...]:
        if row.has_several:
            self._several.append(row.number)
        passed, names = [row], list[str]()
        seen = {id(row)}
        while (above := self._at_once(passed[-1])) is None:
            name, superior = self._superior(passed[-1])
            if superior is None:
                above = (name,) if name else ()
                break
            if id(superior) in seen:
                if not self._lenient:
                    self._refuse_circle(row, passed, superior)
                self._circles.append(row.number)
                return tuple(reversed(names[:MOST_LEVELS]))
            seen.add(id(superior))
            passed.append(superior)
            names.append(name)
        self._done[id(passed[-1])] = above
        for each, name in zip(passed[-2::-1], reversed(names), strict=True):
            self._done[id(each)] = above = (*above, name)[-MOST_LEVELS:]
        return above

    def _at_once(self, row: NamedRow) -> tuple[str, ...] | None:
        """What stands above a row, where it is known already, or where the row says all of it."""
        if row.above and not any(unit in self._by_unit for unit in row.superior_units[:1]):
            return row.above
        return self._done.get(id(row))

    def _refuse_circle(self, row: NamedRow, passed: Sequence[NamedRow], superior: NamedRow) -> None:
        first = next(at for at, each in enumerate(passed) if each is superior)
        circle = [*passed[first:], superior]
        shown = " below ".join(f"{each.name!r} (row {each.number})" for each in circle)
        raise SourceError(f"{self._name} row {row.number}", f"is above itself: {shown}", "correct a superior")

    def _superior(self, row: NamedRow) -> tuple[str, NamedRow | None]:
        """The name of the superior of a row (empty for none), and its own row if there is one."""
        unknown = ""
        for unit in row.superior_units[:1]:
            if unit in self._by_unit:
                found = self._by_unit[unit]
                return ("", None) if found is row else (found.name, found)
            name, called = self._named(unit, row)  # as a build finds it: by a name, where no row has this identifier
            if called is not None:
                return name, called
            unknown = unit
        for name in row.superior_names[:1]:
            if name in self._by_unit:
                found = self._by_unit[name]
                return ("", None) if found is row else (found.name, found)
            return self._named(name, row)
        if unknown:
            self._strangers[row.number] = unknown
        return "", None

    def _named(self, name: str, row: NamedRow) -> tuple[str, NamedRow | None]:
        key = fold(name)
        if key in NOTHING or key == fold(row.name) or country_named(name) is not None:
            return "", None
        if key in map(fold, row.aliases):  # it is one of those that are looked at
            found = self._sought(key, row.country, row)
        else:
            if (key, row.country) not in self._known:
                self._known[key, row.country] = self._sought(key, row.country)
            found = self._known[key, row.country]
        if found == ():
            self._unsure[row.number] = name
        return (found.name, found) if isinstance(found, NamedRow) else (name, None)

    def _sought(self, key: str, country: str, row: NamedRow | None = None) -> NamedRow | tuple[()] | None:
        """The row, but ``row``, that has a name or else another name; None if none has, empty if several differ."""
        for names in (self._by_name, self._by_alias):
            found = [each for each in names.get(key, ()) if each is not row]
            if len(found) > 1:
                found = [each for each in found if each.country == country]
            if len({(each.superior_units, each.superior_names) for each in found}) == 1:
                return found[0]
            if found:
                return ()
        return None

    def _tell(self, rows: dict[int, str], what: str, then: str) -> None:
        if rows:
            shown = ", ".join(f"{name!r} in row {number}" for number, name in list(rows.items())[:SHOWN])
            more = f" and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
            tell([f"{self._name}: {quantity(len(rows), 'row')} with {what}, {then}: {shown}{more}"])


_FIRST = "the first counts (give the file with --hierarchy, too, for the others)"


def _shown(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers[:SHOWN])) + (", …" if len(numbers) > SHOWN else "")
