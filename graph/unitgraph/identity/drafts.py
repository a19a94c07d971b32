"""Drafts: what the mentions of one source say of one unit, until all sources are read and units are identified.

Of each mention stays only what it says of a unit, about 1 KB a unit, so that a million fit into memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from unitgraph.lexicon.names import fold, split_acronym
from unitgraph.match.notes import plain_alias
from unitgraph.reading.dates import UNDATED, Period
from unitgraph.reading.edge_words import ACCEPTED, AS_LISTED
from unitgraph.reading.entries import Entry
from unitgraph.system.closure import Span

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
class Cited:
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

    def take(self, other: Cited) -> None:
        """Add the citations of another."""
        for entry in other.entries or ():
            self.cite(entry)
        for row in other.rows:
            self.cite(row)

    def tables(self) -> set[int]:
        """The numbers of the hierarchy tables that it is read from."""
        return {cited_row(row)[0] for row in self.rows}

    def first_row(self) -> tuple[int, int]:
        """The number of its first table, and the line there."""
        return cited_row(min(self.rows))

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
class UnitDraft(Cited):
    """The mentions of one source that have the same country, names from the root down and places: one mention of the
    unit that they are found to name.

    ``folded`` is the name it is merged by, ``parent`` what its key continues, ``identifier`` a scheme and a value,
    ``identifiers`` the numbers of the tables that give it one, with that,
    ``row_identifier`` what its row of a table of units is found by, which may be no more than its name,
    ``meanings`` the right spellings by rulings, ``unit`` what it is found to name. ``period`` is when it is cited; a
    ``placeholder`` stands for a unit that nobody could name; ``inferred`` says that nothing states its country,
    ``unread`` that its name is a whole text which could not be read.
    """

    country: str
    folded: str
    parent: UnitDraft | None
    identifier: tuple[str, str] | None = None
    identifiers: tuple[tuple[int, str], ...] = ()
    row_identifier: str = ""
    unit: Identity | None = None
    name: str = ""
    uses: int = 0
    others: dict[str, int] | None = None
    meanings: set[str] | None = None
    levels: Counter[str] | None = None
    places: tuple[str, ...] = ()
    edges: tuple[EdgeDraft, ...] = ()
    period: Period = UNDATED
    placeholder: bool = False
    inferred: bool = False
    unread: bool = False

    @property
    def iri(self) -> str:
        """The IRI of its unit, once there is one."""
        return self.unit.iri if self.unit else ""

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
        self,
        superior: UnitDraft,
        period: Period,
        confidence: float,
        citation: Citation,
        relation: str = AS_LISTED,
        status: str = ACCEPTED,
        separate: bool = False,
        of_entry: bool = False,
    ) -> None:
        """Merge one statement of the edge to a superior. What is stated in passing, by an entry or a path, counts from
        the first to the last time; a ``separate`` statement keeps its dates to itself."""
        new = EdgeDraft(superior, period, confidence, relation, status, separate, of_entry)
        for edge in self.edges:
            if edge.superior is superior and edge.key == new.key:
                edge.merge(new)
                edge.cite(citation)
                return
        new.cite(citation)
        self.edges = (*self.edges, new)

    def spellings(self) -> dict[str, int]:
        """Every name it is written with, with the number of mentions."""
        return ({self.name: self.uses} if self.uses else {}) | (self.others or {})

    @property
    def meant(self) -> str:
        """Its name, or that which a ruling says it stands for: of several the one written most often."""
        spellings = self.spellings()
        return min(self.meanings, key=lambda each: (-spellings.get(each, 0), each)) if self.meanings else self.name

    @property
    def is_respelt(self) -> bool:
        """Whether a ruling says that its name stands for another one. A name that no ruling is about means itself."""
        return bool(self.meanings) and fold(self.name) not in map(fold, self.meanings or ())

    def absorb(self, other: UnitDraft) -> None:
        """Take over what the mentions of another draft of the same unit say. The name of a placeholder is none beside
        that of the unit."""
        if self.placeholder and not other.placeholder:
            self.uses, self.others = 0, None
        for name, times in other.spellings().items() if self.placeholder or not other.placeholder else ():
            self.write(name, times)
        if other.meanings:
            self.meanings = (self.meanings or set()) | other.meanings
        if other.levels:
            self.levels = (self.levels or Counter()) + other.levels
        self.places = tuple(sorted({*self.places, *other.places}))
        self.identifiers = tuple(sorted({*self.identifiers, *other.identifiers}))
        self.period = self.period.joined(other.period)
        self.placeholder = self.placeholder and other.placeholder
        self.unread = self.unread and other.unread
        self.take(other)
        self.edges = (*self.edges, *other.edges)

    def join_edges(self) -> None:
        """Make one of equal statements of an edge to one superior, and drop those within the unit itself."""
        joined: dict[object, EdgeDraft] = {}
        for edge in self.edges:
            above = edge.superior.unit
            if above is self.unit:
                continue
            known = joined.setdefault((above, edge.key), edge)
            if known is not edge:
                known.merge(edge)
                known.take(edge)
        self.edges = tuple(joined.values())

    def names(self, preferred: str = "") -> tuple[str, tuple[str, ...]]:
        """Its name and its other names: other spellings, acronyms in brackets, names without them, aliases without
        what they say of their time.

        The name is ``preferred`` if given, else the right spelling where a source writes it, else the one written most
        often.
        """
        spellings, meanings = self.spellings(), self.meanings or set()
        found = meanings.union(spellings, map(plain_alias, self.stated()))
        candidates = meanings.intersection(spellings) or spellings
        name = preferred or min(candidates, key=lambda each: (-spellings[each], each))
        for each in tuple(found):
            bare, acronym = split_acronym(each)
            found |= {bare, acronym} if acronym else {bare}
        return name, tuple(sorted(found - {name}))

    def stated(self) -> set[str]:
        """The aliases that sources state."""
        return {each for each, times in self.spellings().items() if not times}

    def level(self) -> str | None:
        """The level that most mentions give it."""
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


@dataclass(slots=True, eq=False)
class Identity:
    """A unit: the drafts that are found to name it. ``listed`` holds what lists say of it, ``tabled`` what hierarchy
    tables do."""

    listed: UnitDraft | None = None
    tabled: UnitDraft | None = None
    iri: str = ""
    direct: tuple[Identity, ...] = ()
    """The superiors that no other accepted edges lead to (the transitive reduction)."""
    ways: tuple[tuple[Identity, Span], ...] | None = None
    """The superiors directly above by any statement, each with days; None where these are ``direct``, on all days."""

    def tables(self) -> set[int]:
        """The numbers of the hierarchy tables that name it."""
        return self.tabled.tables() if self.tabled else set()

    @property
    def canonical(self) -> UnitDraft:
        """The draft that names it: that of lists before that of tables."""
        found = self.listed or self.tabled
        assert found is not None
        return found

    @property
    def drafts(self) -> tuple[UnitDraft, ...]:
        """What is said of it, by lists first."""
        return tuple(each for each in (self.listed, self.tabled) if each is not None)

    def stated(self) -> list[EdgeDraft]:
        """Its edges that sources state."""
        return [edge for draft in self.drafts for edge in draft.edges if edge.superior.unit]

    def accepted(self) -> list[EdgeDraft]:
        """Its edges that sources state and nobody disputes."""
        return [edge for edge in self.stated() if edge.status == ACCEPTED]


@dataclass(slots=True, eq=False)
class EdgeDraft(Cited):
    """One statement of a unit's edge to a superior. ``direct`` are the days on which no other edges lead to the
    superior, of those on which it may hold; None for all of them. ``of_entry`` says of a row that an entry of a list
    stated it first, as unitgraph's own tables tell."""

    superior: UnitDraft
    period: Period
    confidence: float
    relation: str = AS_LISTED
    status: str = ACCEPTED
    separate: bool = False
    of_entry: bool = False
    direct: tuple[Span, ...] | None = None

    @property
    def key(self) -> tuple[str, str, Period] | None:
        """What tells statements of one edge apart; None for those in passing, which are one."""
        return (self.relation, self.status, self.period) if self.separate else None

    def merge(self, other: EdgeDraft) -> None:
        """Take another statement of the same."""
        self.period = self.period.joined(other.period)
        self.confidence = max(self.confidence, other.confidence)
        self.of_entry |= other.of_entry


def key_name(name: str) -> str:
    """The folded name a unit is merged by, without an acronym in brackets; a name without letters as it is."""
    return fold(split_acronym(name)[0]) or name
