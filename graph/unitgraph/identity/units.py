"""Units, edges and denials, as they are once readings and rows are merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from unitgraph.identity.mentions import Reason
from unitgraph.reading.dates import UNDATED, Period
from unitgraph.reading.edge_words import ACCEPTED, AS_LISTED
from unitgraph.reading.entries import Entry, ListMetadata
from unitgraph.reading.readings import Reading
from unitgraph.reading.references import Reference
from unitgraph.reading.rulings import Ruling
from unitgraph.system.closure import Span

UnitKey = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a hierarchy table: the table's name, and the row's line in its file."""

    table: str
    line: int


@dataclass(frozen=True, slots=True)
class SourceMention:
    """A mention of a unit as a source prints it: the ``name``, the first entry or row that has it, the folded names
    there from the root down, the places that it gives, the identifier that a row has, and how a ruling refers to it
    (None for a row whose text was not kept)."""

    name: str
    cited: Entry | TableRow
    key: UnitKey
    places: tuple[str, ...] = ()
    identifier: str = ""
    reference: Reference | None = None

    @property
    def source(self) -> str:
        """The name of the list or the hierarchy table."""
        return self.cited.list if isinstance(self.cited, Entry) else self.cited.table


@dataclass(frozen=True, slots=True)
class Identification:
    """Why two mentions are one unit (``units`` holds its IRI), or why two units may be one (``units`` holds both IRIs,
    in the order of the mentions)."""

    units: tuple[str, ...]
    mentions: tuple[SourceMention, SourceMention]
    reasons: tuple[Reason, ...]

    @property
    def is_question(self) -> bool:
        """Whether it is open whether the two are one."""
        return len(self.units) > 1

    @property
    def statement(self) -> str:
        """The evidence in words."""
        named = " and ".join(f"\u201c{each.name}\u201d ({each.source})" for each in self.mentions)
        return f"{named}: {'; '.join(each.words for each in self.reasons)}"


@dataclass(frozen=True, slots=True)
class Subordination:
    """One statement of the edge from a unit to a superior (IRIs), with the entries or rows it is read from, when they
    cite it, and the highest confidence of their readings (0..1).

    ``relation`` is a concept word, ``status`` ``accepted`` or ``conflict``. ``separate`` says that it keeps its dates
    to itself, ``listed`` that it is what rows state of a unit of a list, ``plain`` that it is an edge of the
    transitive reduction. ``direct`` are the days on which nothing stands between, of those on which it may hold; None
    for all of them.
    """

    subordinate: str
    superior: str
    country: str
    period: Period
    confidence: float
    relation: str = AS_LISTED
    status: str = ACCEPTED
    entries: tuple[Entry, ...] = ()
    rows: tuple[TableRow, ...] = ()
    separate: bool = False
    listed: bool = False
    plain: bool = True
    direct: tuple[Span, ...] | None = None

    @property
    def beside(self) -> str:
        """What tells it apart from other statements of the same edge."""
        if self.separate:
            about = self.period
            known = f"{about.start_known:d}{about.end_known:d}"
            return " ".join((self.relation, self.status, f"{about.first or '-'}", f"{about.last or '-'}", known))
        # What a list says of the edge stands by itself: its years and its confidence are not those of a table.
        return "roster" if self.listed else ""


@dataclass(frozen=True, slots=True)
class Ancestry:
    """That a unit is above another (``ancestor``, its IRI) by this many ``steps`` over edges that may all hold on each
    day of ``span``."""

    ancestor: str
    steps: int
    span: Span


@dataclass(frozen=True, slots=True)
class Unit:
    """A node of the hierarchy, as the entries of lists describe it or as the rows of hierarchy tables do.

    ``key`` holds the folded names from its root down to itself. ``name`` is as a source writes it; ``other_names`` are
    its other spellings, its acronyms and its name without an acronym in brackets. ``superiors`` and ``ancestors`` are
    the IRIs of all units directly above and above at any depth, whatever source states it; ``ancestries`` say on which
    days, of those ancestors to which plain edges alone do not lead at all times; ``edges`` are those to superiors that
    its entries or rows state. ``possibly`` are units that may be the same one,
    ``identifiers`` those that tables give it, each with the name of its table. ``period`` is when rows cite the unit
    itself; a ``placeholder`` stands for a unit that nobody could name; an ``unread`` one is named by a whole text that
    could not be read.
    """

    iri: str
    country: str
    key: UnitKey
    name: str
    other_names: tuple[str, ...]
    level: str | None
    superiors: tuple[str, ...]
    places: tuple[str, ...]
    entries: tuple[Entry, ...] = ()
    rows: tuple[TableRow, ...] = ()
    edges: tuple[Subordination, ...] = ()
    ancestors: tuple[str, ...] = ()
    ancestries: tuple[Ancestry, ...] = ()
    possibly: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    period: Period = UNDATED
    placeholder: bool = False
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Denial:
    """One unit (IRI) denied assistance in one calendar year, by one entry. ``number`` counts the denials of an entry
    that lists several bodies, from 1; ``legal_basis`` is that of its list, None where that states none."""

    unit: str
    year: int
    legal_basis: str | None
    entry: Entry
    number: int = 1


@dataclass(frozen=True, slots=True)
class UnitGraph:
    """Everything read from one or more lists, in an order that does not depend on the order of the input.

    ``unit_of`` finds the IRI of the unit that a segment denotes by (list, line, position of the segment from 1); an
    entry that could not be read stands at position 0 as a whole. ``distinct`` holds the pairs of units that
    rulings say are two, ``rulings`` those that readings do not name, on identity or on rows of tables, each with the
    entries and rows that it is about, ``identifications`` why mentions are one unit and which units may be one.
    """

    lists: tuple[ListMetadata, ...]
    readings: tuple[Reading, ...]
    units: tuple[Unit, ...]
    denials: tuple[Denial, ...]
    unit_of: Mapping[tuple[str, int, int], str]
    distinct: tuple[tuple[str, ...], ...]
    base: str
    identifications: tuple[Identification, ...] = ()
    rulings: tuple[tuple[Ruling, tuple[Entry | TableRow, ...]], ...] = ()
