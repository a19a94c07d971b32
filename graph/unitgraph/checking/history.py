"""One unit in every list of a store. Absence from a list is told as absence, never as clearance; a year of which the
store holds no list is told as that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Any

from unitgraph.checking.answers import INFERRED, inferred, unit_dict
from unitgraph.checking.chains import ARROW, Chains, chain_dicts, chains_of
from unitgraph.checking.findings import Checker
from unitgraph.checking.lists import library_rows, list_dict
from unitgraph.checking.remarks import caveats_about
from unitgraph.dataset.catalogue import CAVEATS
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.lists import unpublished
from unitgraph.index.units import Listing, Node
from unitgraph.reading.entries import ListMetadata
from unitgraph.system.showing import Showable, ShownTable

if TYPE_CHECKING:
    from unitgraph.store import Store


class Presence(StrEnum):
    """What a list says of a unit."""

    LISTED = "listed"
    ABSENT = "absent"
    UNSETTLED = "unsettled"
    """Not listed itself, but a unit that may be the same one is."""
    NO_LIST = "no-list"
    """The store holds no list of the year."""


SENTENCES = {
    Presence.LISTED: "listed",
    Presence.ABSENT: "absent, which means nothing",
    Presence.UNSETTLED: "not settled: a unit that may be the same is listed",
    Presence.NO_LIST: "the store holds no list of this year, which is not absence",
}


@dataclass(frozen=True, slots=True)
class PrintedEntry:
    """An entry that names the unit: its IRI, line and text as printed, and the units that it names from the root down,
    as printed (empty where it is not a path). ``denied`` says that it denies the unit; else it names it on the way to
    another one."""

    iri: str
    line: int
    verbatim: str
    chain: tuple[str, ...]
    denied: bool


@dataclass(frozen=True, slots=True)
class YearOfUnit:
    """What one list says of a unit; ``list`` is None for a year of which the store holds none. ``possibly`` are the
    listings of units that may be the same one."""

    year: int
    list: ListMetadata | None
    presence: Presence
    entries: tuple[PrintedEntry, ...] = ()
    possibly: tuple[tuple[Node, Listing], ...] = ()

    @property
    def denying(self) -> tuple[PrintedEntry, ...]:
        """The entries that deny the unit."""
        return tuple(each for each in self.entries if each.denied)

    @property
    def naming(self) -> tuple[PrintedEntry, ...]:
        """The entries that name it above the unit that they deny."""
        return tuple(each for each in self.entries if not each.denied)


@dataclass(frozen=True, slots=True, repr=False)
class History(Showable):
    """A unit over the lists of a store, by year; every year from the first list to the last is there."""

    unit: Node
    chains: Chains
    years: tuple[YearOfUnit, ...]
    caveats: tuple[str, ...] = CAVEATS

    @property
    def summary(self) -> str:
        """The unit, and what each list says of it."""
        years = "; ".join(f"{each.year} {each.presence}" for each in self.years)
        return f"{self.unit.name} ({self.unit.country}): {years or 'no list'}"

    def to_dict(self) -> dict[str, Any]:
        """It as JSON values."""
        return history_dict(self)

    def rows(self) -> ShownTable:
        """A row for each entry that names the unit, or for the list that does not; the heading first."""
        return history_rows(self)


def history_of(checker: Checker, store: Store, name: str, country: str | None = None) -> History:
    """The history of the one unit that ``name`` means; ``country`` is an ISO 3166-1 alpha-2 code.

    Raises UnknownName for a name of no unit, or of several.
    """
    return unit_history(checker.hierarchy, store, checker.find(name, country))


def unit_history(hierarchy: Hierarchy, store: Store, unit: Node) -> History:
    """The history of a unit of the hierarchy, in the lists that were published by its day."""
    later = unpublished(hierarchy.lists, hierarchy.day)
    held = (each for each in hierarchy.lists.values() if each.name not in later)
    lists = sorted(held, key=lambda each: (each.year, each.name))
    printed: dict[str, list[PrintedEntry]] = {each.name: [] for each in lists}
    for of_list, entry in _entries(store, unit.iri):
        if of_list in printed:
            printed[of_list].append(entry)
    possible = [hierarchy[each] for each in unit.possibly]
    years = tuple(_years(lists, printed, possible))
    shown = (each.list.name for each in years if each.list and (each.entries or each.possibly))
    return History(unit, chains_of(hierarchy, unit.iri), years, caveats_about(hierarchy.lists, shown))


def _years(
    lists: Sequence[ListMetadata], printed: Mapping[str, Sequence[PrintedEntry]], possible: Sequence[Node]
) -> Iterator[YearOfUnit]:
    expected = lists[0].year if lists else 0
    for year, of_year in groupby(lists, key=lambda each: each.year):
        yield from (YearOfUnit(gap, None, Presence.NO_LIST) for gap in range(expected, year))
        expected = year + 1
        for each in of_year:
            entries = tuple(printed[each.name])
            others = tuple(
                (node, listing) for node in possible for listing in node.listings if listing.list == each.name
            )
            listed = any(entry.denied for entry in entries)
            other = Presence.UNSETTLED if others else Presence.ABSENT
            yield YearOfUnit(year, each, Presence.LISTED if listed else other, entries, () if listed else others)


def _entries(store: Store, unit: str) -> Iterator[tuple[str, PrintedEntry]]:
    """The entries that name a unit, each with the name of its list, in the order of lines."""
    for row in library_rows(store, "entries-of-unit", {"unit": unit}):
        of_list, entry, line, text, denied = (cell or "" for cell in row[4:9])
        chain = tuple(step[3] or "" for step in library_rows(store, "chain-of-entry", {"entry": entry}))
        yield of_list, PrintedEntry(entry, int(line), text, chain, denied == "true")


def history_dict(history: History) -> dict[str, Any]:
    """A history as JSON values."""
    return {
        "unit": unit_dict(history.unit),
        "chains": [chain_dicts(chain) for chain in history.chains.shown],
        "moreChains": history.chains.more,
        "years": list(map(_year_dict, history.years)),
        "caveats": list(history.caveats),
    }


def _year_dict(year: YearOfUnit) -> dict[str, Any]:
    return {
        "year": year.year,
        "list": list_dict(year.list) if year.list else None,
        "presence": str(year.presence),
        "sentence": SENTENCES[year.presence],
        "entries": _entry_dicts(year.denying),
        "namedAbove": _entry_dicts(year.naming),
        "possibly": [
            {**unit_dict(node), "line": listing.line, "verbatim": listing.verbatim, "entry": listing.entry}
            for node, listing in year.possibly
        ],
    }


def _entry_dicts(entries: Iterable[PrintedEntry]) -> list[dict[str, Any]]:
    return [
        {"iri": each.iri, "line": each.line, "verbatim": each.verbatim, "chain": list(each.chain)} for each in entries
    ]


def history_rows(history: History) -> list[tuple[object, ...]]:
    """What each list says of a unit, a row for each entry that names it, or for the list that does not; the heading
    first."""
    unit = history.unit
    rows: list[tuple[object, ...]] = [
        (
            "unit",
            "name",
            "country",
            "year",
            "list",
            "published",
            "presence",
            "names",
            "line",
            "verbatim",
            "chain",
            "entry",
            *INFERRED,
        )
    ]
    of_entry = {listing.entry: listing for listing in unit.listings}
    for year in history.years:
        held = year.list
        start = (unit.iri, unit.name, unit.country, year.year, held.name if held else "")
        head = (*start, held.published.isoformat() if held and held.published else "", year.presence)
        rows += (
            (
                *head,
                "denied" if each.denied else "above",
                each.line,
                each.verbatim,
                ARROW.join(each.chain),
                each.iri,
                inferred(of_entry.get(each.iri)),
            )
            for each in year.entries
        )
        rows += (
            (
                *head,
                f"possibly the same: {node.name}",
                listing.line,
                listing.verbatim,
                "",
                listing.entry,
                inferred(listing),
            )
            for node, listing in year.possibly
        )
        if not year.entries and not year.possibly:
            rows.append((*head, "", "", "", "", "", ""))
    return rows
