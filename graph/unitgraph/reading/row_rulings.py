"""Rulings on rows of hierarchy tables while these are read: which rows they concern, and which were found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from unitgraph.lexicon.names import fold, tidy
from unitgraph.reading.hierarchy_tables import Named, PathRow, UnitRow, chains_of
from unitgraph.reading.paths.values import PathKind, UnitPath
from unitgraph.reading.readings import ruled_path
from unitgraph.reading.references import Reference
from unitgraph.reading.rulings import Ruling, RulingKind
from unitgraph.system.errors import RulingError

_Key = tuple[str, str, str]
"""The name of a table, and the text or the identifier of a row."""


class RowRulings:
    """The rulings that concern rows of hierarchy tables. Rows of one text are decided alike."""

    def __init__(self, rulings: Iterable[Ruling] = ()) -> None:
        self._by_row: defaultdict[_Key, list[tuple[Ruling, Reference]]] = defaultdict(list)
        for ruling in rulings:
            for reference in ruling.rows:
                self._by_row[_key(reference.source, reference.text, reference.identifier)].append((ruling, reference))
        self._applied: dict[Ruling, dict[tuple[str, int], None]] = {}
        self._used: set[tuple[str, Reference]] = set()
        self._refuse_two_decisions()

    def _refuse_two_decisions(self) -> None:
        for found in self._by_row.values():
            decided: dict[tuple[RulingKind, str], Ruling] = {}
            for ruling, reference in found:
                other = decided.setdefault((ruling.kind, fold(ruling.written)), ruling)
                if other is not ruling:
                    what = f"{reference} is already decided by ruling {other.id}"
                    raise RulingError(ruling.place, what, "keep one of the two")

    def path(self, table: str, row: PathRow) -> PathRow:
        """A row of a table of paths as rulings have it read. Raises RulingError for one that decides nothing."""
        if not self._by_row:
            return row
        for ruling, reference in self._about(table, row.text, "", row.number):
            decided = _decided_path(row, ruling)
            self._use(ruling, reference, table, row.number, decided != row)
            row = decided
        return row

    def unit(self, table: str, row: UnitRow) -> UnitRow:
        """A row of a table of units as rulings have it read. Raises RulingError for one that decides nothing."""
        if not self._by_row:
            return row
        for ruling, reference in self._about(table, row.text, row.unit, row.number):
            decided = _decided_unit(row, ruling)
            self._use(ruling, reference, table, row.number, decided != row)
            row = decided
        return row

    def applied(self) -> Iterator[tuple[Ruling, tuple[tuple[str, int], ...]]]:
        """The rulings that were applied, each with the tables and lines of its rows."""
        return ((ruling, tuple(rows)) for ruling, rows in self._applied.items())

    def refuse_unused(self, tables: Collection[str] | None = None) -> None:
        """Raise RulingError for a ruling whose row was not found; with ``tables`` only in these."""
        for found in self._by_row.values():
            for ruling, reference in found:
                if (ruling.id, reference) not in self._used and (tables is None or reference.source in tables):
                    remedy = "correct the reference, or remove the ruling if the row is gone"
                    raise RulingError(ruling.place, f"no row is {reference}", remedy)

    def _about(self, table: str, text: str, identifier: str, line: int) -> list[tuple[Ruling, Reference]]:
        found = [*self._by_row.get(_key(table, text), ())]
        if identifier:
            found += self._by_row.get(_key(table, "", identifier), ())
        # A path first: a spelling is one of its names.
        order = (RulingKind.COUNTRY, RulingKind.PATH, RulingKind.SPELLING)
        here = [(ruling, reference) for ruling, reference in found if reference.line in (0, line)]
        return sorted(here, key=lambda each: order.index(each[0].kind))

    def _use(self, ruling: Ruling, reference: Reference, table: str, line: int, decides: bool) -> None:
        if not decides:
            raise RulingError(ruling.place, f"decides nothing for {reference}", "correct or remove the ruling")
        self._used.add((ruling.id, reference))
        self._applied.setdefault(ruling, {})[table, line] = None


def _key(table: str, text: str, identifier: str = "") -> _Key:
    return table, tidy(text).casefold(), identifier


def _decided_path(row: PathRow, ruling: Ruling) -> PathRow:
    if ruling.kind is RulingKind.COUNTRY:
        return replace(row, country=ruling.country)
    if ruling.kind is RulingKind.PATH:
        read = UnitPath(row.text, PathKind.UNCLEAR, None, (), 0.0, ())
        path = ruled_path(tidy(row.text), row.number, ruling, read)
        return replace(row, chains=_with_levels(chains_of(path), row), confidence=1.0, unread=False)
    chains = tuple(tuple(_respelt(each, ruling) for each in chain) for chain in row.chains)
    return replace(row, chains=chains)


def _with_levels(chains: tuple[tuple[Named, ...], ...], row: PathRow) -> tuple[tuple[Named, ...], ...]:
    """The chains with the levels that the names of the row were read with."""
    levels = {each.name: each.level for chain in row.chains for each in chain}
    return tuple(tuple(replace(each, level=levels.get(each.name, each.level)) for each in chain) for chain in chains)


def _respelt(named: Named, ruling: Ruling) -> Named:
    return replace(named, meaning=ruling.means) if fold(named.name) == fold(ruling.written) else named


def _decided_unit(row: UnitRow, ruling: Ruling) -> UnitRow:
    if ruling.kind is RulingKind.COUNTRY:
        return replace(row, country=ruling.country)
    if ruling.kind is RulingKind.PATH:
        what = f"line {row.number} is a row of a table of units, which has no path"
        raise RulingError(ruling.place, what, "remove the ruling; correct the superiors in the table")
    return replace(row, meaning=ruling.means) if fold(row.name) == fold(ruling.written) else row
