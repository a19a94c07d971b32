"""Merges what sources say of units: one draft for all mentions of a source with one chain of names, one unit for all
drafts that are found to name it.

Entries of lists and rows of hierarchy tables are merged alike.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import count

from unitgraph.identity.compared_names import ComparedName, without_honour
from unitgraph.identity.drafts import Cited, EdgeDraft, Identity, UnitDraft, cited_row, key_name
from unitgraph.identity.edges import Circle, CircleFound, ancestors_of, refuse_stated_circles, settle_edges
from unitgraph.identity.evidence import DraftPair, IdentityEvidence
from unitgraph.identity.iris import Minter
from unitgraph.identity.known import KnownUnits, known_units
from unitgraph.identity.mentions import UNTIED, Identities, Mention, Tie
from unitgraph.identity.names import name_of
from unitgraph.identity.near import with_near
from unitgraph.identity.references import References, RowTexts
from unitgraph.identity.register import Register
from unitgraph.identity.resolution import resolve
from unitgraph.identity.telling import is_formation
from unitgraph.identity.units import Identification, Subordination, TableRow, Unit
from unitgraph.identity.unread import Resolved, with_unread
from unitgraph.identity.unsettled import of_names, with_unsettled
from unitgraph.lexicon.names import fold, tidy
from unitgraph.lexicon.scripts import is_in_other_letters
from unitgraph.lexicon.tables import OPEN_COUNTRY
from unitgraph.match.notes import plain_alias
from unitgraph.reading.dates import Period
from unitgraph.reading.edge_words import ACCEPTED, CONFLICT
from unitgraph.reading.references import Reference
from unitgraph.reading.row_reports import RowReports
from unitgraph.system.closure import reached
from unitgraph.system.errors import SourceError

_OWN_IRI = re.compile(r"unit/[a-z]{2}/[a-z0-9-]{1,120}")
"""The IRI of a unit, below the base."""
_LOCAL = Minter("")
"""Mints IRIs relative to the base."""
MOST_ENTRIES = 3
"""Entries of a list by which its mention of a unit is known again, at most."""


class Assembly:
    """Merges mentions into units. Fill it, then :meth:`identify` them, then take :meth:`listed` and :meth:`tabled`.

    ``tables`` are the names of the hierarchy tables whose rows are cited, in the order of their numbers; ``years`` the
    calendar years of lists by name. ``references`` takes note of the mentions that rulings and identities refer to,
    ``register`` knows the IRIs of before, ``texts`` keeps those of rows of tables of paths. Edges of tables that
    lead in a circle are raised, or with ``reports`` reported and left out.
    """

    def __init__(
        self,
        base: str,
        tables: Sequence[str] = (),
        years: Mapping[str, int] | None = None,
        register: Register | None = None,
        texts: RowTexts | None = None,
        reports: RowReports | None = None,
    ) -> None:
        self.drafts: list[UnitDraft] = []
        self.identities: list[Identity] = []
        self.references = References()
        self.tables = tables
        self.texts = texts or RowTexts()
        self.register = register or Register()
        self.register.prepare(self.references)
        self._base = base
        self._reports = reports or RowReports(strict=True)
        self._years = years or {}
        self._evidence = IdentityEvidence((), Identities((), (), ()), tables, self._mentions_of)
        self._possibly: dict[Identity, set[Identity]] = {}
        self._circular: set[EdgeDraft] = set()
        self._asked: list[DraftPair] = []
        self._asked_names: list[tuple[UnitDraft, str]] = []
        self._found: dict[tuple[UnitDraft | str, str, str, tuple[str, ...]], UnitDraft] = {}
        self._key_names: dict[str, str] = {}

    def draft(
        self, source: str, country: str, folded: str, parent: UnitDraft | None, places: tuple[str, ...] = ()
    ) -> UnitDraft:
        """The draft for mentions in a source (its kind and name) of a country (alpha-2), a folded name, what it stands
        under there and the places that it is said to be in."""
        at = (parent or country, folded, "" if parent else source, places)
        found = self._found.get(at)
        if found is None:
            found = self._found[at] = UnitDraft(country, folded, parent)
            self.drafts.append(found)
        return found

    def ask(self, placeholder: UnitDraft, may_be: Iterable[UnitDraft]) -> None:
        """Ask whether a placeholder stands for one of some units: its table names them, and does not say which."""
        self._asked.extend((placeholder, each) for each in may_be)

    def ask_named(self, placeholder: UnitDraft, name: str) -> None:
        """Ask whether a placeholder stands for a unit of a name: the row of its table that has the name is left out."""
        self._asked_names.append((placeholder, name))

    def key_name(self, name: str) -> str:
        """:func:`key_name`, worked out once for each name."""
        found = self._key_names.get(name)
        if found is None:
            found = self._key_names[name] = sys.intern(key_name(name))
        return found

    def known(self, texts: Iterable[tuple[str, str]]) -> KnownUnits:
        """What the drafts tell about reading texts, given with their countries (alpha-2) or nothing."""

        def units() -> Iterator[tuple[str, list[str], Callable[[], Iterator[list[str]]]]]:
            for draft in self.drafts:
                yield draft.country, list(draft.spellings()), partial(_names_above, draft)

        return known_units(units, texts)

    def identify(
        self,
        same: Iterable[DraftPair] = (),
        distinct: Iterable[DraftPair] = (),
        denied: Iterable[UnitDraft] = (),
    ) -> None:
        """Find which drafts are one unit, and give each unit its IRI. ``same`` and ``distinct`` are pairs that rulings
        decide, ``denied`` the drafts that entries deny. The drafts come into the order in which they name a unit,
        whatever the order of the sources."""
        self.drafts.sort(key=self._order)
        # Edges on circles must not make units look unlike.
        self._without_circles(partial(refuse_stated_circles, self.drafts))
        numbers = {draft: number for number, draft in enumerate(self.drafts)}
        mentions = [_mention(draft, numbers, self._circular) for draft in self.drafts]
        ruled = [[(numbers[one], numbers[other]) for one, other in pairs] for pairs in (same, distinct)]
        found = resolve(mentions, ruled[0], ruled[1], repair=len(self.tables) + len(self._years) > 1)
        unread = [number for number, draft in enumerate(self.drafts) if draft.unread and draft.entries]
        abroad = (
            {number for number, draft in enumerate(self.drafts) if is_in_other_letters(draft.name)} if unread else ()
        )
        found = with_unread(found, mentions, unread, ruled[1], abroad)
        listed = sorted({numbers[each] for each in denied if not each.unread})
        found = with_near(found, mentions, self.drafts, listed, ruled[1])
        unsettled = [(numbers[one], numbers[other]) for one, other in self._asked]
        names = [(numbers[one], name_of(name, one.country)) for one, name in self._asked_names]
        found = with_unsettled(found, [*unsettled, *of_names(names, mentions)], ruled[1])
        units = Resolved(found, mentions)
        around = units.around(map(units.of, listed)) if self.tables and listed else ()
        self._evidence = IdentityEvidence(self.drafts, found, self.tables, self._mentions_of, around)
        groups: dict[int, list[UnitDraft]] = {}
        for draft, number in zip(self.drafts, found.unit_of, strict=True):
            groups.setdefault(number, []).append(draft)
        self._name(list(groups.values()))
        for each in self.identities:
            for joined in filter(None, (each.listed, each.tabled)):
                joined.join_edges()
        self._without_circles(partial(settle_edges, self.identities))
        for one, other, _ in self._evidence.questions():
            self._possibly.setdefault(one, set()).add(other)
            self._possibly.setdefault(other, set()).add(one)

    def identifications(self) -> Iterator[Identification]:
        """Why mentions are one unit, and which units may be one."""
        return self._evidence.identifications()

    def _without_circles(self, step: Callable[[], None]) -> None:
        """Take a step that refuses circles of one day. Edges on them are disputed if rows of tables state them; raises
        SourceError for a circle that lists alone state."""
        while True:
            try:
                step()
            except CircleFound as found:
                for circle in found.circles:
                    self._open_circle(circle)
            else:
                return

    def _open_circle(self, circle: Circle) -> None:
        units = ", under ".join(repr(unit.canonical.name) for unit, _ in (*circle, circle[0]))
        where = "; ".join(self._cited(edge) for _, edge in circle)
        what = f"going up leads back to where it began: {units}"
        remedy = (
            "remove the edge that is wrong, or give the one that is over its last day (last_cited, with end_known yes)"
        )
        fault = SourceError(where, what, remedy)
        of_tables = [edge for _, edge in circle if not edge.entries]
        if not of_tables or self._reports.strict:
            raise fault
        told = f"{what} (in {where})"
        for edge in of_tables:
            if edge in self._circular:  # on another circle, too
                continue
            self._circular.add(edge)
            for row in self._rows(edge):
                here = SourceError(f"{row.table} line {row.line}", told, remedy)
                told, remedy = f"going up leads back to where it began, as {here.where} says", ""
                self._reports.edge_disputed(row.table, row.line, here)
            edge.status, edge.separate = CONFLICT, True

    def _cited(self, edge: EdgeDraft) -> str:
        """Where the first sources of an edge state it."""
        entries = (f"{entry.list} line {entry.line}" for entry in edge.sorted_entries()[:1])
        rows = (f"{row.table} line {row.line}" for row in self._rows(edge)[:1])
        return ", ".join((*entries, *rows))

    def _order(self, draft: UnitDraft) -> tuple[bool, int, str, tuple[str, ...]]:
        """Which draft names a unit: entries of lists before rows of tables, then the first year, source and text."""
        if draft.entries:
            year, name = min((self._years.get(each.list, 0), each.list) for each in draft.entries)
            texts = sorted(each.verbatim for each in draft.entries)
            return False, year, name, (*draft.key, *draft.places, *texts, draft.country)
        table, line = draft.first_row()
        return (
            True,
            int(draft.placeholder),
            self.tables[table],
            (*draft.key, *draft.places, *(draft.identifier or ()), f"{line:012}"),
        )

    def _name(self, groups: Sequence[Sequence[UnitDraft]]) -> None:
        """Make one unit of each group of drafts, and give it its IRI."""
        sources = (*self._years, *self.tables)
        iris = self.register.assign(groups, self.drafts, self.references, sources, self._minted)
        self.register.write(groups, self._mentions_of)
        for iri, drafts in zip(iris, groups, strict=True):
            unit = Identity(iri=self._base + iri)
            for draft in drafts:
                draft.unit = unit
                if draft.entries:
                    unit.listed = _joined(unit.listed, draft)
                else:
                    unit.tabled = _joined(unit.tabled, draft)
            self.identities.append(unit)

    def _minted(self, drafts: Sequence[UnitDraft]) -> Iterator[str]:
        """The IRIs (relative to the base) that a unit may have: of units that would share one, the first keeps it, and
        the others tell their places or their source too. A country that was only inferred is in none. A table that an
        export wrote gives its units the IRIs that they had."""
        draft = drafts[0]
        if not any(each.entries for each in drafts):
            given = sorted(each.removeprefix(self._base) for one in drafts for _, each in one.identifiers)
            yield from (each for each in given if _OWN_IRI.fullmatch(each))
        country = "" if all(each.inferred for each in drafts) else draft.country
        for told, length in self._keys(draft):
            yield _LOCAL.unit(country, told, length)

    def _keys(self, draft: UnitDraft) -> Iterator[tuple[tuple[str, ...], int]]:
        key = draft.key
        yield key, 8
        if draft.places:
            yield (*key[:-1], fold(" ".join((key[-1], *draft.places)))), 8
        yield key, 24
        _, _, source, text = self._order(draft)
        yield (*key, source, *text), 24
        for number in count(2):
            yield (*key, source, *text, str(number)), 24

    def _mentions_of(self, draft: UnitDraft) -> Iterator[Reference]:
        """References to a draft: of entries the first few, of each table the first row."""
        for entry in draft.sorted_entries()[:MOST_ENTRIES]:
            occurrence = entry.occurrence if entry.occurrence > 1 else 0
            text = tidy(entry.verbatim)
            yield Reference(entry.list, text, draft.name if draft.name != text else "", occurrence=occurrence)
        for table, line in map(cited_row, draft.rows):
            if draft.row_identifier:
                yield Reference(self.tables[table], identifier=draft.row_identifier)
            elif text := self.texts.text(table, line):
                yield Reference(self.tables[table], text, draft.name if draft.name != text else "")

    def listed(self) -> Iterator[Unit]:
        """The units of lists, as their entries describe them, by IRI."""
        return (self._unit(each, each.listed, None) for each in self._by_iri() if each.listed)

    def tabled(self) -> Iterator[Unit]:
        """The units of hierarchy tables, as their rows describe them, by IRI."""
        return (tabled for _, tabled in self.described() if tabled is not None)

    def described(self) -> Iterator[tuple[Unit | None, Unit | None]]:
        """Every unit by IRI, as entries of lists and as rows of hierarchy tables describe it."""
        for unit in self._by_iri():
            listed = self._unit(unit, unit.listed, None) if unit.listed else None
            yield listed, self._unit(unit, unit.tabled, listed) if unit.tabled else None

    def _by_iri(self) -> list[Identity]:
        return sorted(self.identities, key=lambda each: each.iri)

    def _unit(self, unit: Identity, draft: UnitDraft, listed: Unit | None) -> Unit:
        """A unit as its entries or its rows describe it; what ``listed`` says already is not said again."""
        name, other_names = draft.names(listed.name if listed else "")
        edges = draft.edges
        if len(edges) > 1:  # few have several, and to write keys takes long
            edges = tuple(sorted(edges, key=lambda edge: (edge.superior.iri, str(edge.key))))
        above, dated = ([], []) if listed else ancestors_of(unit)
        return Unit(
            unit.iri,
            draft.country,
            unit.canonical.key,
            name,
            other_names,
            (listed.level if listed else None) or draft.level(),
            tuple(sorted(each.iri for each in unit.direct)),
            draft.places,
            draft.sorted_entries(),
            self._rows(draft),
            tuple(self._edge(unit, edge, listed is not None) for edge in edges),
            tuple(above),
            tuple(dated),
            () if listed else tuple(sorted(each.iri for each in self._possibly.get(unit, ()))),
            tuple((self.tables[table], identifier) for table, identifier in draft.identifiers),
            draft.period,
            all(each.placeholder for each in unit.drafts),
            all(each.unread for each in unit.drafts),
        )

    def _edge(self, unit: Identity, edge: EdgeDraft, listed: bool) -> Subordination:
        return Subordination(
            unit.iri,
            edge.superior.iri,
            unit.iri.removeprefix(f"{self._base}unit/").partition("/")[0].upper(),
            edge.period,
            edge.confidence,
            edge.relation,
            edge.status,
            edge.sorted_entries(),
            self._rows(edge),
            edge.separate,
            listed,
            edge.status == ACCEPTED and edge.superior.unit in unit.direct,
            edge.direct,
        )

    def _rows(self, cited: Cited) -> tuple[TableRow, ...]:
        rows = map(cited_row, cited.rows)
        return tuple(TableRow(self.tables[table], line) for table, line in rows)


def _names_above(draft: UnitDraft) -> Iterator[list[str]]:
    """The names of every draft above one."""
    for each in reached([draft], lambda here: (edge.superior for edge in here.edges)):
        yield list(each.spellings())


def _joined(known: UnitDraft | None, new: UnitDraft) -> UnitDraft:
    """One draft of two of one unit."""
    if known is None:
        return new
    known.absorb(new)
    return known


def _mention(draft: UnitDraft, numbers: Mapping[UnitDraft, int], circular: Collection[EdgeDraft]) -> Mention:
    # A place that a text names tells which unit it means; one in the row of an identified unit says where that is.
    told, sites = ((), draft.places) if draft.identifier else (draft.places, ())
    name = name_of(draft.meant, draft.country, told)
    stated = draft.stated() | (draft.meanings or set()).difference(draft.spellings())
    stated.update(map(plain_alias, draft.stated()))
    acronyms = (each.upper() for each in name.acronyms)
    aliases = {name_of(each, draft.country) for each in (*stated, *acronyms)} - {name}
    plain = without_honour(ComparedName(name, draft.meant, draft.country))
    honoured = plain is not None and len(plain.core) > 1 and is_formation(plain)
    edges = sorted((each for each in draft.edges if each not in circular), key=lambda edge: numbers[edge.superior])
    ties = tuple(_tie(edge.period, edge.relation, edge.status) for edge in edges)
    return Mention(
        "" if draft.country == OPEN_COUNTRY else draft.country,
        name,
        tuple(sorted(aliases, key=lambda each: (each.core, each.designators))),
        tuple(numbers[edge.superior] for edge in edges),
        draft.identifier,
        name_of("", draft.country, sites).qualifiers,
        bool(draft.entries),
        draft.placeholder,
        () if all(tie == UNTIED for tie in ties) else ties,
        plain if honoured else None,
    )


@lru_cache(maxsize=20_000)
def _tie(period: Period, relation: str, status: str) -> Tie:
    """Equal ones are one object."""
    return Tie(period.starts, period.ends, relation, status == ACCEPTED)
