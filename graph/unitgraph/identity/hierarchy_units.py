"""Rows of hierarchy tables become units: one for all rows that name it, with its superiors and those rows."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from unitgraph.identity.assembly import Assembly
from unitgraph.identity.drafts import UnitDraft, cited_row, key_name, row_citation
from unitgraph.lexicon.names import fold
from unitgraph.match.forms import form_of
from unitgraph.match.vocabulary import NamePart
from unitgraph.reading.dates import FIRST_DAY, UNDATED, Days, Period, period
from unitgraph.reading.edge_words import ACCEPTED, AS_LISTED
from unitgraph.reading.hierarchy_tables import PathRow, SuperiorRow, UnitRow
from unitgraph.reading.paths.titles import headquarters_of
from unitgraph.reading.row_reports import RowReports
from unitgraph.sources.superiors import names_nobody
from unitgraph.sources.tables import place_in
from unitgraph.system.display import quantity
from unitgraph.system.errors import SourceError
from unitgraph.system.remarks import tell

UNKNOWN = "Unknown unit"
"""The name of a superior of which only an identifier is known, which follows."""


def merge_path(assembly: Assembly, table: int, row: PathRow) -> list[UnitDraft]:
    """Merge a row of the table of paths that has this number in the assembly. Returns the drafts of its units."""
    drafts: list[UnitDraft] = []
    assembly.texts.keep(table, row.number, row.text)
    for chain in row.chains:
        above: UnitDraft | None = None
        for number, named in enumerate(chain, 1):
            citation = row_citation(table, row.number, number < len(chain))
            folded = assembly.key_name(named.meaning or named.name)
            placeholder = names_nobody(named.name)
            if placeholder:
                # Of two that nobody could name, what stands below tells which is which, else the row.
                below = [each.name for each in chain[number:]] or [str(row.number)]
                folded = "\x1f".join((folded, *below))
            draft = assembly.draft(f"table {table}", row.country, folded, above, tuple(sorted(named.places)))
            draft.placeholder = placeholder
            draft.unread = row.unread and (draft.unread or not draft.uses)
            draft.mention(named.name, named.level, named.places, citation, named.meaning)
            for name in named.aliases:
                draft.write(name, 0)
            if above is not None:
                if office := headquarters_of(named.name, above.name):
                    draft.write(office, 0)
                separate = row.period.start_known or row.period.end_known
                draft.put_under(above, row.period, row.confidence, citation, separate=separate)
            drafts.append(draft)
            above = draft
        for name in row.other_names:
            if above is not None:
                above.write(name, 0)
        if above is not None:
            assembly.references.note_text(assembly.tables[table], row.number, row.text, [above])
    return drafts


@dataclass(frozen=True, slots=True)
class _TableUnit:
    """What is kept of a row of a table of units; ``rowless`` is what the rows of others call one that has none, and
    ``may_be`` are the units of which it may be one, ``meant`` is its name in a row that was left out."""

    country: str
    name: str
    other_names: tuple[str, ...]
    places: tuple[str, ...]
    level: str | None
    cited: int
    period: Period
    placeholder: bool
    meaning: str
    rowless: str = ""
    may_be: frozenset[str] = frozenset()
    meant: str = ""


@dataclass(frozen=True, slots=True)
class _TableEdge:
    superior: str
    period: Period
    confidence: float
    cited: int
    relation: str = AS_LISTED
    status: str = ACCEPTED
    separate: bool = False
    of_entry: bool = False


class UnitTables:
    """A table of units and one of superiors while their rows come; ``where`` names the first in messages.

    ``cited`` is when edges are cited to which no row gives a date, ``scheme`` what the identifiers are of. ``tables``
    are the files of all tables, in the order of their numbers. An edge that cannot be is raised, or with ``reports``
    reported and left out.
    """

    def __init__(
        self,
        where: str,
        cited: Days | None = None,
        scheme: str = "",
        tables: Sequence[Path] = (),
        reports: RowReports | None = None,
    ) -> None:
        self._units: dict[str, _TableUnit] = {}
        self._edges: dict[str, tuple[_TableEdge, ...]] = {}
        self._where = where
        self._scheme = scheme or where
        self._cited = period(cited, cited)
        self._tables = tables
        self._reports = reports or RowReports(strict=True)
        self._by_name: dict[str, set[str]] = {}
        self._by_alias: dict[tuple[str, str], set[str]] = {}

    def add_unit(self, table: int, row: UnitRow) -> None:
        """Take a row of the table of units, with the edges that its column of superiors states. The dates of the row
        are those of the unit: it stands under none before it is there, nor behind its end."""
        cited = row_citation(table, row.number)
        country = sys.intern(row.country)
        self._units[row.unit] = _TableUnit(
            country, row.name, row.other_names, row.places, row.level, cited, row.period, row.placeholder, row.meaning
        )
        when = self._cited if row.period == UNDATED else row.period
        for superior in row.superiors:
            self._add(row.unit, _TableEdge(sys.intern(superior), when, 1.0, cited))

    def add_superior(self, table: int, row: SuperiorRow) -> None:
        """Take a row of the table of superiors, a statement by itself."""
        cited, when = row_citation(table, row.number), self._cited if row.period == UNDATED else row.period
        superior = sys.intern(row.superior)
        edge = _TableEdge(superior, when, row.confidence, cited, row.relation, row.status, True, row.of_entry)
        self._add(row.subordinate, edge)

    def _add(self, subordinate: str, edge: _TableEdge) -> None:
        self._edges[subordinate] = (*self._edges.get(subordinate, ()), edge)

    def _leave_out(self, edge: _TableEdge, what: str, remedy: str) -> None:
        self._report(self._reports.edge_left_out, edge, what, remedy)

    def _report(self, take: Callable[[str, int, SourceError], None], edge: _TableEdge, what: str, remedy: str) -> None:
        number, row = cited_row(edge.cited)
        path = self._tables[number] if self._tables else Path(self._where)
        take(path.stem, row, SourceError(place_in(path, row), what, remedy))

    def merge_into(self, assembly: Assembly) -> None:
        """Merge the units and their edges."""
        made: dict[str, UnitDraft] = {}
        for unit, superior, alone in self._parents_first():
            row = self._units[unit]
            folded = assembly.key_name(row.meaning or row.name)
            if (row.placeholder and not row.rowless) or not alone:
                folded = f"{folded}\x1f{unit}"
            above = None if superior is None else made[superior]
            draft = made[unit] = assembly.draft(self._where, row.country, folded, above)
            draft.row_identifier = "" if row.rowless else unit
            called = row.rowless or unit
            # A name in the column of identifiers is none, nor is what rows of two countries call a superior.
            of_several = row.rowless and len(self._named(called)) > 1
            if fold(called) != fold(row.name) and not row.may_be and not of_several:
                draft.identifier, draft.identifiers = (self._scheme, called), ((cited_row(row.cited)[0], called),)
            draft.period, draft.placeholder = row.period, row.placeholder
            draft.mention(row.name, row.level, row.places, row.cited, row.meaning)
            for name in row.other_names:
                draft.write(name, 0)
            source = assembly.tables[cited_row(row.cited)[0]]
            assembly.references.note_identifier(source, called, draft)
        for unit, draft in made.items():
            edges = self._edges.get(unit, ())
            told = {edge.superior for edge in edges if edge.separate and edge.status == ACCEPTED}
            for edge in edges:
                if edge.superior in told and not edge.separate:
                    continue  # the column of superiors says what a row of its own says better
                above = made[edge.superior]
                dated = edge.period.start_known or edge.period.end_known
                about = edge.relation, edge.status, edge.separate or dated, edge.of_entry
                draft.put_under(above, edge.period, edge.confidence, edge.cited, *about)
            if may_be := self._units[unit].may_be:
                assembly.ask(draft, [made[each] for each in sorted(may_be)])
            if meant := self._units[unit].meant:
                assembly.ask_named(draft, meant)

    def _settle_ends(self) -> None:
        """Find the two units of each edge, by identifier, else by a name that one unit has; leave out the others."""
        unsettled = [unit for unit, edges in self._edges.items() if not self._are_settled(unit, edges)]
        named = sum(map(self._name_superiors, unsettled))
        for subordinate in unsettled:
            self._add_superiors(subordinate)
        for subordinate in unsettled:
            for edge in self._edges.pop(subordinate):
                below = self._end(subordinate, "", edge)
                above = self._end(edge.superior, self._units[below].country, edge) if below else None
                if below is None or above is None:
                    continue
                if below == above:
                    what = f"the unit {below!r} is its own superior"
                    self._leave_out(edge, what, "correct the superior, or remove the row")
                    continue
                if self._units[below].country != self._units[above].country:
                    self._report(self._reports.superior_unknown, edge, *self._of_two_countries(below, above))
                    self._add(below, replace(edge, superior=self._stand_in(below, above, edge)))
                    continue
                if self._units[above].placeholder and self._units[above].rowless:
                    self._report(
                        self._reports.superior_unknown, edge, *self._missing(edge.superior, self._units[below].country)
                    )
                named += not self._units[above].rowless and (below, above) != (subordinate, edge.superior)
                self._add(below, edge if above == edge.superior else replace(edge, superior=above))
        if named:
            tell([f"{self._where}: {quantity(named, 'edge')} found by the names of units, not by their identifiers"])
        if made := sum(1 for each in self._units.values() if each.rowless and not each.placeholder):
            tell([f"{self._where}: {quantity(made, 'superior')} without a row of its own, a unit by its name"])

    def _add_superiors(self, subordinate: str) -> None:
        """Take the superiors of a unit that have no row of their own: by their names, where these are given; as
        placeholders where they are not, since nobody knows which units they are."""
        below = self._matching(subordinate)
        for edge in self._edges[subordinate] if len(below) == 1 else ():
            (country,) = (self._units[each].country for each in below)
            beside = self._matching(edge.superior, country)
            unit = "\x1f".join((country, fold(edge.superior)))
            known = [
                each for each in map(self._units.__getitem__, beside) if not each.rowless or each.country == country
            ]
            several = len(known) > 1
            if unit in self._units or len(known) == 1:
                continue
            left_out = self._reports.row_of(Path(self._where).stem, edge.superior)
            named = not several and not left_out and _is_a_name(edge.superior, country)
            name = edge.superior if named else f"{UNKNOWN} {edge.superior}"
            may_be = frozenset(beside) if several else frozenset()
            meant = left_out[1] if left_out else ""
            self._units[unit] = _TableUnit(
                country, name, (), (), None, edge.cited, UNDATED, not named, "", edge.superior, may_be, meant
            )
            if not several:  # which of them is meant, nobody knows
                self._by_name.setdefault(fold(edge.superior), set()).add(unit)

    def _stand_in(self, subordinate: str, superior: str, edge: _TableEdge) -> str:
        """A placeholder above a unit whose superior is of another country, so that one of the two countries is wrong,
        or the superior: it may be that one."""
        country, name = self._units[subordinate].country, f"{UNKNOWN} {self._units[superior].name}"
        unit = "\x1f".join((country, superior))
        self._units[unit] = _TableUnit(
            country, name, (), (), None, edge.cited, UNDATED, True, "", superior, frozenset((superior,))
        )
        return unit

    def _are_settled(self, subordinate: str, edges: Sequence[_TableEdge]) -> bool:
        """Whether edges lead from a unit of the table to others of its country."""
        units = self._units
        below = units.get(subordinate)
        return below is not None and all(
            each.superior != subordinate and each.superior in units and units[each.superior].country == below.country
            for each in edges
        )

    def _of_two_countries(self, subordinate: str, superior: str) -> tuple[str, str]:
        """What is wrong with an edge between countries, and what to do."""
        below, above = self._units[subordinate], self._units[superior]
        what = f"the unit {below.name!r} is of {below.country}, and its superior {above.name!r} of {above.country}"
        return what, "correct one of the two countries, or the superior"

    def _end(self, text: str, country: str, edge: _TableEdge) -> str | None:
        """The identifier of a unit that an edge names; None, and the edge is reported, if there is none or several."""
        found = self._matching(text, country)
        if len(found) == 1:
            return next(iter(found))
        unclear = "\x1f".join((country, fold(text)))
        if len(found) > 1 and unclear in self._units:
            return unclear
        self._leave_out(edge, *self._missing(text, country))
        return None

    def _missing(self, text: str, country: str) -> tuple[str, str]:
        """What is wrong with an edge to or from a unit without a row, or of several that have the name, and what to
        do."""
        if (several := len(self._matching(text, country))) > 1:
            return f"{several} units are called {text!r}", "give the identifier of the one that is meant"
        left_out = self._reports.row_of(Path(self._where).stem, text)
        if left_out is not None:
            return f"the unit {text!r} is left out (line {left_out[0]})", "correct its row"
        return f"the unit {text!r} is not in the table of units", "add its row, or remove the edge"

    def _matching(self, text: str, country: str = "") -> set[str]:
        """The units with an identifier, else those with a name: those of a country, if there are any."""
        if text in self._units:
            return {text}
        found = self._named(text)
        return {unit for unit in found if self._units[unit].country == country} or found

    def _name_superiors(self, subordinate: str) -> int:
        """Replace superiors that are other names of one row by its identifier. Returns the number of them."""
        below = self._matching(subordinate)
        if len(below) != 1:
            return 0
        (unit,) = below
        country, before = self._units[unit].country, self._edges[subordinate]
        after = tuple(
            edge
            if any(self._units[each].country == country for each in self._matching(edge.superior, country))
            else replace(edge, superior=self._by_other_name(edge.superior, country, unit) or edge.superior)
            for edge in before
        )
        self._edges[subordinate] = after
        return sum(map(_TableEdge.__ne__, before, after))

    def _by_other_name(self, name: str, country: str, subordinate: str) -> str | None:
        """The only other unit of a country that has a name among its other names."""
        if not self._by_alias:
            for unit, row in self._units.items():
                for each in row.other_names:
                    self._by_alias.setdefault((row.country, fold(each)), set()).add(unit)
        found = self._by_alias.get((country, fold(name)), set()) - {subordinate}
        return next(iter(found)) if len(found) == 1 else None

    def _named(self, name: str) -> set[str]:
        if not self._by_name:
            for unit, row in self._units.items():
                self._by_name.setdefault(fold(row.name), set()).add(unit)
        return self._by_name.get(fold(name), set())

    def _main(self, unit: str) -> str | None:
        """The superior that a unit's key goes on from: of the surest accepted edge, then the first cited, then by name
        and identifier."""
        edges = self._edges.get(unit, ())
        if len(edges) < 2:
            return edges[0].superior if edges else None

        def order(edge: _TableEdge) -> tuple[bool, float, date, str, str]:
            first = edge.period.first.earliest if edge.period.first else FIRST_DAY
            name = fold(self._units[edge.superior].name)
            return edge.status != ACCEPTED, -edge.confidence, first, name, edge.superior

        return min(edges, key=order).superior

    def _parents_first(self) -> Iterator[tuple[str, str | None, bool]]:
        """Every unit behind the one its key goes on from, with that one, and whether it alone there has its name."""
        self._settle_ends()
        main = {unit: self._main(unit) for unit in self._units}
        tops = self._tops(main)
        below: dict[str | None, list[str]] = {}
        for unit, superior in main.items():
            below.setdefault(None if unit in tops else superior, []).append(unit)
        waiting: list[str | None] = [None]
        while waiting:
            superior = waiting.pop()
            group = below.get(superior, ())
            names = Counter(map(self._name, group))
            for unit in group:
                yield unit, superior, names[self._name(unit)] == 1
            waiting.extend(unit for unit in group if unit in below)

    def _tops(self, main: Mapping[str, str | None]) -> set[str]:
        """Of each circle that keys would go round in, the unit where they begin: the first by name and identifier."""
        found: set[str] = set()
        seen: set[str] = set()
        for unit in main:
            way: dict[str, None] = {}
            here: str | None = unit
            while here is not None and here not in seen:
                seen.add(here)
                way[here] = None
                here = main[here]
            if here is not None and here in way:
                circle = list(way)[list(way).index(here) :]
                found.add(min(circle, key=lambda each: (fold(self._units[each].name), each)))
        return found

    def _name(self, unit: str) -> tuple[str, str]:
        row = self._units[unit]
        return row.country, key_name(row.meaning or row.name)


def _is_a_name(text: str, country: str) -> bool:
    """Whether what stands for a superior is its name: it has a word for a level, a force or a function, and is no code
    of letters and digits."""
    code = any(map(str.isdigit, text)) and " " not in text.strip()
    return not code and any(word.part < NamePart.NUMBER for word in form_of(text, country).words)
