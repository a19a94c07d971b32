"""Merges what sources say of units: one draft for all mentions of one country and chain of names.

Entries of lists and rows of hierarchy tables are merged alike. Of each mention stays only what it says of a unit, about
1 KB a unit, so that a million fit into memory.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from unitgraph.identity.iris import Minter
from unitgraph.identity.units import Subordination, TableRow, Unit
from unitgraph.lexicon.names import fold, split_acronym
from unitgraph.reading.entries import Entry

Citation: TypeAlias = "Entry | int"
"""The entry of a list, or the row of a hierarchy table as :func:`row_citation` makes it."""

# A row is one number: its table, whether it only mentions the unit on the way to another, and its line. So the least of
# a table's rows is the first about the unit itself, else the first that mentions it.
_LINES = 1 << 40


def row_citation(table: int, line: int, on_the_way: bool = False) -> int:
    """A row of a hierarchy table as a citation. ``table`` is its number in the assembly, ``on_the_way`` says that the
    row is about a unit below the one it is cited for."""
    return (table << 1 | on_the_way) * _LINES + line


def cited_row(citation: int) -> tuple[int, int]:
    """The number of the table and the line."""
    return citation // _LINES >> 1, citation % _LINES


@dataclass(slots=True, eq=False, kw_only=True)
class _Cited:
    """What is read from entries, of which all are cited, and rows, of which the first of each table is."""

    entries: set[Entry] | None = None
    rows: tuple[int, ...] = ()

    def cite(self, citation: Citation) -> None:
        """Add a citation."""
        if isinstance(citation, int):
            self.rows = _first_rows(self.rows, citation)
        elif self.entries is None:
            self.entries = {citation}
        else:
            self.entries.add(citation)

    def is_cited(self) -> bool:
        """Whether any source states this."""
        return bool(self.entries or self.rows)

    def sorted_entries(self) -> tuple[Entry, ...]:
        """The entries by list and line."""
        return tuple(sorted(self.entries or (), key=lambda entry: (entry.list, entry.line)))


def _first_rows(rows: tuple[int, ...], new: int) -> tuple[int, ...]:
    table = cited_row(new)[0]
    for old in rows:
        if cited_row(old)[0] == table:
            return rows if old <= new else tuple(new if each == old else each for each in rows)
    return (*rows, new)


@dataclass(slots=True, eq=False)
class Draft(_Cited):
    """A unit while mentions are merged. ``folded`` is the name it is merged by, ``parent`` the unit that its key
    continues, ``meanings`` the right spellings by rulings, ``listed`` the same unit as lists alone describe it."""

    country: str
    folded: str
    parent: Draft | None
    iri: str = ""
    name: str = ""
    uses: int = 0
    others: dict[str, int] | None = None
    meanings: set[str] | None = None
    levels: Counter[str] | None = None
    places: tuple[str, ...] = ()
    edges: tuple[Edge, ...] = ()
    listed: Unit | None = None

    def mention(
        self, name: str, level: str | None, places: Iterable[str], citation: Citation, meaning: str = ""
    ) -> None:
        """Merge one mention, with a level (a concept word) and places if it tells them, and with what a ruling may say
        that the name means."""
        self.write(name)
        if meaning:
            self.meanings = (self.meanings or set()) | {meaning}
        self.cite(citation)
        if level:
            self.levels = self.levels or Counter()
            self.levels[level] += 1
        if new := set(places).difference(self.places):
            self.places = tuple(sorted(new.union(self.places)))

    def write(self, name: str, times: int = 1) -> None:
        """Count a spelling."""
        if not self.uses or name == self.name:
            self.name = name
            self.uses += times
        else:
            self.others = self.others or {}
            self.others[name] = self.others.get(name, 0) + times

    def put_under(
        self, superior: Draft, first: int, last: int, confidence: float, relation: str, citation: Citation
    ) -> None:
        """Merge one statement of the edge to a superior: its years, its confidence and its relation (a concept
        word)."""
        for edge in self.edges:
            if edge.superior is superior:
                edge.merge(first, last, confidence, relation)
                edge.cite(citation)
                return
        edge = Edge(superior, first, last, confidence, relation)
        edge.cite(citation)
        self.edges = (*self.edges, edge)

    def spellings(self) -> dict[str, int]:
        """Every name it is written with, with the number of mentions."""
        return ({self.name: self.uses} if self.uses else {}) | (self.others or {})

    def names(self) -> tuple[str, tuple[str, ...]]:
        """Its name and its other names: other spellings, acronyms in brackets, names without them.

        The name is that of lists, else the right spelling where a source writes it, else the one written most often.
        """
        spellings, meanings = self.spellings(), self.meanings or set()
        found = meanings.union(spellings)
        candidates = meanings.intersection(spellings) or spellings
        name = self.listed.name if self.listed else min(candidates, key=lambda each: (-spellings[each], each))
        for each in tuple(found):
            bare, acronym = split_acronym(each)
            found |= {bare, acronym} if acronym else {bare}
        return name, tuple(sorted(found - {name}))

    def level(self) -> str | None:
        """The level that lists give it, else the one most mentions give it."""
        if self.listed and self.listed.level:
            return self.listed.level
        levels = self.levels
        return min(levels, key=lambda level: (-levels[level], level)) if levels else None

    @property
    def key(self) -> tuple[str, ...]:
        """The names it is merged by, from the root down."""
        names = [self.folded]
        above = self.parent
        while above is not None:
            names.append(above.folded)
            above = above.parent
        return tuple(reversed(names))

    def ancestors(self) -> list[Draft]:
        """Every unit above, each once."""
        found: dict[Draft, None] = {}
        waiting = [edge.superior for edge in self.edges]
        while waiting:
            here = waiting.pop()
            if here not in found:
                found[here] = None
                waiting.extend(edge.superior for edge in here.edges)
        return list(found)


_RELATION_ORDER = ("command-relation", "administrative-relation", "as-listed")
"""Of two statements of an edge the one that names a relation counts, command before administrative."""


@dataclass(slots=True, eq=False)
class Edge(_Cited):
    """A unit's edge to a superior; ``listed`` says that a list states it too."""

    superior: Draft
    first_cited: int = 0
    last_cited: int = 0
    confidence: float = 0.0
    relation: str = "as-listed"
    listed: bool = False

    def merge(self, first: int, last: int, confidence: float, relation: str) -> None:
        """Take another statement of the edge; the first one, where so far only a list states it."""
        if self.is_cited():
            first = min(self.first_cited, first)
            relation = min(self.relation, relation, key=_RELATION_ORDER.index)
        self.first_cited = first
        self.last_cited = max(self.last_cited, last)
        self.confidence = max(self.confidence, confidence)
        self.relation = relation


class Assembly:
    """Merges mentions into units. Fill it, then :meth:`mint`, then take the :meth:`units`.

    ``tables`` are the names of the hierarchy tables whose rows are cited, in the order of their numbers.
    """

    def __init__(self, base: str, tables: Sequence[str] = ()) -> None:
        self.drafts: list[Draft] = []
        self._minter = Minter(base)
        self._tables = tables
        self._found: dict[tuple[Draft | str, str], Draft] = {}
        self._key_names: dict[str, str] = {}

    def draft(self, country: str, folded: str, parent: Draft | None) -> Draft:
        """The unit of a country (alpha-2), a folded name and the unit above it."""
        at = (parent or country, folded)
        found = self._found.get(at)
        if found is None:
            found = self._found[at] = Draft(country, folded, parent)
            self.drafts.append(found)
        return found

    def key_name(self, name: str) -> str:
        """:func:`key_name`, worked out once for each name."""
        found = self._key_names.get(name)
        if found is None:
            found = self._key_names[name] = sys.intern(key_name(name))
        return found

    def add_listed(self, units: Iterable[Unit]) -> None:
        """Let the units of lists take part: with their names, and with their edges for what is above."""
        for unit in sorted(units, key=lambda each: len(each.key)):
            above: Draft | None = None
            for name in unit.key[:-1]:
                above = self.draft(unit.country, name, above)
            draft = self.draft(unit.country, unit.key[-1], above)
            draft.listed = unit
            if above is not None:
                draft.edges = (Edge(above, listed=True),)

    def mint(self) -> None:
        """Give every unit its IRI; those whose short hashes meet get longer ones. A listed unit has its own."""
        for draft in self.drafts:
            draft.iri = draft.listed.iri if draft.listed else self._minter.unit(draft.country, draft.key)
        uses = Counter(draft.iri for draft in self.drafts)
        if len(uses) < len(self.drafts):
            for draft in self.drafts:
                if uses[draft.iri] > 1 and draft.listed is None:
                    draft.iri = self._minter.unit(draft.country, draft.key, length=24)

    def units(self) -> Iterator[Unit]:
        """The units by IRI."""
        return map(self._unit, sorted(self.drafts, key=lambda draft: draft.iri))

    def _unit(self, draft: Draft) -> Unit:
        name, other_names = draft.names()
        edges = sorted(draft.edges, key=lambda edge: edge.superior.iri)
        return Unit(
            draft.iri,
            draft.country,
            draft.key,
            name,
            other_names,
            draft.level(),
            tuple(edge.superior.iri for edge in edges),
            draft.places,
            draft.sorted_entries(),
            self._rows(draft),
            tuple(self._edge(draft, edge) for edge in edges if edge.is_cited()),
            tuple(sorted(above.iri for above in draft.ancestors())),
            draft.listed,
        )

    def _edge(self, draft: Draft, edge: Edge) -> Subordination:
        return Subordination(
            draft.iri,
            edge.superior.iri,
            draft.country,
            edge.first_cited,
            edge.last_cited,
            edge.confidence,
            edge.relation,
            edge.sorted_entries(),
            self._rows(edge),
            edge.listed,
        )

    def _rows(self, cited: _Cited) -> tuple[TableRow, ...]:
        rows = map(cited_row, cited.rows)
        return tuple(TableRow(self._tables[table], line) for table, line in rows)


def key_name(name: str) -> str:
    """The folded name a unit is merged by, without an acronym in brackets; a name without letters as it is."""
    return fold(split_acronym(name)[0]) or name
