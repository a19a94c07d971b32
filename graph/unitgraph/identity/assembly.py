"""Merges what sources say of units: one draft for all mentions of a source with one chain of names, one unit for all
drafts that are found to name it.

Entries of lists and rows of hierarchy tables are merged alike.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from unitgraph.identity.drafts import Cited, Edge, Identity, UnitDraft, cited_row, key_name
from unitgraph.identity.evidence import DraftPair, IdentityEvidence
from unitgraph.identity.iris import Minter
from unitgraph.identity.known import KnownUnits, known_units
from unitgraph.identity.mentions import Identities, Mention
from unitgraph.identity.names import name_of
from unitgraph.identity.references import References
from unitgraph.identity.resolution import resolve
from unitgraph.identity.units import Identification, Subordination, TableRow, Unit
from unitgraph.lexicon.names import fold


class Assembly:
    """Merges mentions into units. Fill it, then :meth:`identify` them, then take :meth:`listed` and :meth:`tabled`.

    ``tables`` are the names of the hierarchy tables whose rows are cited, in the order of their numbers; ``years`` the
    calendar years of lists by name. ``references`` takes note of the mentions that rulings and identities refer to.
    """

    def __init__(self, base: str, tables: Sequence[str] = (), years: Mapping[str, int] | None = None) -> None:
        self.drafts: list[UnitDraft] = []
        self.identities: list[Identity] = []
        self.references = References()
        self.tables = tables
        self._minter = Minter(base)
        self._years = years or {}
        self._evidence = IdentityEvidence((), Identities((), (), ()), tables)
        self._possibly: dict[Identity, set[Identity]] = {}
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

    def identify(self, same: Iterable[DraftPair] = (), distinct: Iterable[DraftPair] = ()) -> None:
        """Find which drafts are one unit, and give each unit its IRI. ``same`` and ``distinct`` are pairs that rulings
        decide. The drafts come into the order in which they name a unit, whatever the order of the sources."""
        self.drafts.sort(key=self._order)
        numbers = {draft: number for number, draft in enumerate(self.drafts)}
        mentions = [_mention(draft, numbers) for draft in self.drafts]
        ruled = [[(numbers[one], numbers[other]) for one, other in pairs] for pairs in (same, distinct)]
        found = resolve(mentions, ruled[0], ruled[1], repair=len(self.tables) + len(self._years) > 1)
        self._evidence = IdentityEvidence(self.drafts, found, self.tables)
        units: dict[int, Identity] = {}
        for draft, number in zip(self.drafts, found.unit_of, strict=True):
            unit = units.setdefault(number, Identity())
            draft.unit = unit
            if draft.entries:
                unit.listed = _joined(unit.listed, draft)
            else:
                unit.tabled = _joined(unit.tabled, draft)
        self.identities = list(units.values())
        for each in self.identities:
            for joined in filter(None, (each.listed, each.tabled)):
                joined.join_edges()
        self._mint()
        for one, other, _ in self._evidence.questions():
            self._possibly.setdefault(one, set()).add(other)
            self._possibly.setdefault(other, set()).add(one)

    def identifications(self) -> Iterator[Identification]:
        """Why mentions are one unit, and which units may be one."""
        return self._evidence.identifications()

    def _order(self, draft: UnitDraft) -> tuple[bool, int, str, tuple[str, ...]]:
        """Which draft names a unit: entries of lists before rows of tables, then the first year, source and text."""
        if draft.entries:
            year, name = min((self._years.get(each.list, 0), each.list) for each in draft.entries)
            texts = sorted(each.verbatim for each in draft.entries)
            return False, year, name, (*draft.key, *draft.places, *texts, draft.country)
        table, line = draft.first_row()
        return True, 0, self.tables[table], (*draft.key, *draft.places, *(draft.identifier or ()), f"{line:012}")

    def _mint(self) -> None:
        """Give every unit its IRI: of those that would share one, the first keeps it, and the others tell their places
        or their source too."""
        taken: set[str] = set()
        for unit in self.identities:
            draft = unit.canonical
            for key, length in self._keys(draft):
                unit.iri = self._minter.unit(draft.country, key, length)
                if unit.iri not in taken:
                    break
            taken.add(unit.iri)

    def _keys(self, draft: UnitDraft) -> Iterator[tuple[tuple[str, ...], int]]:
        key = draft.key
        yield key, 8
        if draft.places:
            yield (*key[:-1], fold(" ".join((key[-1], *draft.places)))), 8
        yield key, 24
        _, _, source, told = self._order(draft)
        yield (*key, source, *told), 24

    def listed(self) -> Iterator[Unit]:
        """The units of lists, as their entries describe them, by IRI."""
        return (listed for listed, _ in self.described() if listed is not None)

    def tabled(self) -> Iterator[Unit]:
        """The units of hierarchy tables, as their rows describe them, by IRI."""
        return (tabled for _, tabled in self.described() if tabled is not None)

    def described(self) -> Iterator[tuple[Unit | None, Unit | None]]:
        """Every unit by IRI, as entries of lists and as rows of hierarchy tables describe it."""
        for unit in sorted(self.identities, key=lambda each: each.iri):
            listed = self._unit(unit, unit.listed, None) if unit.listed else None
            yield listed, self._unit(unit, unit.tabled, listed) if unit.tabled else None

    def _unit(self, unit: Identity, draft: UnitDraft, listed: Unit | None) -> Unit:
        """A unit as its entries or its rows describe it; what ``listed`` says already is not said again."""
        name, other_names = draft.names(listed.name if listed else "")
        direct = unit.direct()
        edges = sorted(draft.edges, key=lambda edge: edge.superior.iri)
        return Unit(
            unit.iri,
            draft.country,
            unit.canonical.key,
            name,
            other_names,
            (listed.level if listed else None) or draft.level(),
            tuple(sorted(each.iri for each in direct)),
            draft.places,
            draft.sorted_entries(),
            self._rows(draft),
            tuple(self._edge(unit, edge, listed is not None, direct) for edge in edges),
            () if listed else tuple(sorted(above.iri for above in unit.ancestors())),
            () if listed else tuple(sorted(each.iri for each in self._possibly.get(unit, ()))),
            draft.identifiers,
        )

    def _edge(self, unit: Identity, edge: Edge, listed: bool, direct: set[Identity]) -> Subordination:
        return Subordination(
            unit.iri,
            edge.superior.iri,
            unit.canonical.country,
            edge.first_cited,
            edge.last_cited,
            edge.confidence,
            edge.relation,
            edge.sorted_entries(),
            self._rows(edge),
            listed,
            edge.superior.unit in direct,
        )

    def _rows(self, cited: Cited) -> tuple[TableRow, ...]:
        rows = map(cited_row, cited.rows)
        return tuple(TableRow(self.tables[table], line) for table, line in rows)


def _names_above(draft: UnitDraft) -> Iterator[list[str]]:
    """The names of every draft above one."""
    seen: set[UnitDraft] = set()
    waiting = [edge.superior for edge in draft.edges]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting.extend(edge.superior for edge in here.edges)
            yield list(here.spellings())


def _joined(known: UnitDraft | None, new: UnitDraft) -> UnitDraft:
    """One draft of two of one unit."""
    if known is None:
        return new
    known.absorb(new)
    return known


def _mention(draft: UnitDraft, numbers: Mapping[UnitDraft, int]) -> Mention:
    # A place that a text names tells which unit it means; one in the row of an identified unit says where that is.
    told, sites = ((), draft.places) if draft.identifier else (draft.places, ())
    name = name_of(draft.name, draft.country, told)
    spellings = draft.spellings()
    stated = {each for each, times in spellings.items() if not times} | (draft.meanings or set()).difference(spellings)
    acronyms = (each.upper() for each in name.acronyms)
    aliases = {name_of(each, draft.country) for each in (*stated, *acronyms)} - {name}
    return Mention(
        draft.country,
        name,
        tuple(sorted(aliases, key=lambda each: (each.core, each.designators))),
        tuple(sorted(numbers[edge.superior] for edge in draft.edges)),
        draft.identifier,
        name_of("", draft.country, sites).qualifiers,
        bool(draft.entries),
    )
