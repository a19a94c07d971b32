"""Two lists of a store compared: denials, units and edges that are new, gone or, for denials, reworded. What is gone is
not cleared: absence from a list means nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeVar

from unitgraph.checking.lists import Cell, library_rows, list_dict, list_named
from unitgraph.checking.remarks import caveats_about
from unitgraph.dataset.catalogue import CAVEATS
from unitgraph.identity.iris import Minter
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.lexicon.names import tidy
from unitgraph.reading.entries import ListMetadata
from unitgraph.system.showing import Showable, ShownTable

if TYPE_CHECKING:
    from unitgraph.store import Store


class Change(StrEnum):
    """How something differs between two lists."""

    NEW = "new"
    GONE = "gone"
    REWORDED = "reworded"
    """Both lists deny the same unit, in other words."""
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class PrintedDenial:
    """An entry that denies a unit: the name of its list, calendar year, line, text as printed and IRI."""

    list: str
    year: int
    line: int
    verbatim: str
    entry: str


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A unit (its IRI, name and country, alpha-2) that one of two lists names and the other does not.
    ``country_confidence`` is that of a country that was only inferred: no entry about the unit or one below it states
    it."""

    change: Change
    iri: str
    name: str
    country: str
    country_confidence: float | None = None


@dataclass(frozen=True, slots=True)
class DenialChange:
    """A denied unit with the entries of either list whose text the other does not print for it. ``possibly`` are units
    (IRIs) that the other list denies and that may be the same one, which is not settled; ``unread`` says that the unit
    stands for a text that could not be read, ``printed_by_both`` of one that is new or gone that the other list prints
    the same text in the same country, for what is not settled to be the same unit."""

    change: Change
    unit: UnitChange
    before: tuple[PrintedDenial, ...]
    after: tuple[PrintedDenial, ...]
    possibly: tuple[str, ...] = ()
    unread: bool = False
    printed_by_both: bool = False


@dataclass(frozen=True, slots=True)
class EdgeChange:
    """An edge from a unit to its superior (IRIs with names) that one of two lists states and the other does not."""

    change: Change
    unit: str
    name: str
    superior: str
    superior_name: str


@dataclass(frozen=True, slots=True, repr=False)
class ListDiff(Showable):
    """What is different in the list ``after``, seen from ``before``; of what is the same stands the number."""

    before: ListMetadata
    after: ListMetadata
    denials: tuple[DenialChange, ...]
    units: tuple[UnitChange, ...]
    edges: tuple[EdgeChange, ...]
    unchanged_denials: int
    unchanged_units: int
    unchanged_edges: int
    caveats: tuple[str, ...] = CAVEATS

    @property
    def summary(self) -> str:
        """The lists, and the number of denied units by change."""
        changes = [each.change for each in self.denials]
        told = ", ".join(f"{changes.count(each)} {each}" for each in (Change.NEW, Change.GONE, Change.REWORDED))
        return f"{self.before.name} to {self.after.name}: denied units {told}"

    def to_dict(self) -> dict[str, Any]:
        """It as JSON values."""
        return diff_dict(self)

    def rows(self) -> ShownTable:
        """A row for each entry, unit and edge, the heading first."""
        return diff_rows(self)


Changed = TypeVar("Changed", DenialChange, UnitChange, EdgeChange)


def diff_lists(hierarchy: Hierarchy, store: Store, before: str | int, after: str | int) -> ListDiff:
    """The differences between two lists, given by name, or by calendar year where the store holds one list of it.

    Raises QueryError for a list that the store does not hold, and for a year of several lists.
    """
    first, second = (list_named(hierarchy.lists.values(), name) for name in (before, after))
    mint = Minter(store.info().metadata.base)
    values = {"before": mint.unit_list(first.name), "after": mint.unit_list(second.name)}
    names = {mint.unit_list(each.name): each.name for each in (first, second)}
    found = _denials(library_rows(store, "denials-of-two-lists", values), names)
    denials = [
        replace(each, unit=_inferred(each.unit, hierarchy), unread=hierarchy[each.unit.iri].unread) for each in found
    ]
    units = [_inferred(_unit(row[2:6]), hierarchy) for row in library_rows(store, "units-of-two-lists", values)]
    edges = [_edge(row[2:7]) for row in library_rows(store, "edges-of-two-lists", values)]
    denials = _with_equal_texts(denials, hierarchy)
    same = _unchanged(denials), _unchanged(units), _unchanged(edges)
    caveats = caveats_about(hierarchy.lists, (first.name, second.name))
    return ListDiff(first, second, _changed(denials), _changed(units), _changed(edges), *same, caveats)


def _with_equal_texts(denials: Sequence[DenialChange], hierarchy: Hierarchy) -> list[DenialChange]:
    """The changes, with a mark on those new and gone ones whose text stands in both lists, unless a ruling parts the
    units."""
    units: defaultdict[tuple[Change, str, str], set[str]] = defaultdict(set)

    def texts(each: DenialChange) -> set[str]:
        return {tidy(printed.verbatim) for printed in (*each.before, *each.after)}

    def is_in_both(each: DenialChange) -> bool:
        others = {Change.NEW: Change.GONE, Change.GONE: Change.NEW}
        kind, unit = others.get(each.change), each.unit
        found = {other for text in texts(each) if kind for other in units.get((kind, unit.country, text), ())}
        return any(frozenset((unit.iri, other)) not in hierarchy.apart for other in found)

    for each in denials:
        for text in texts(each):
            units[each.change, each.unit.country, text].add(each.unit.iri)
    return [replace(each, printed_by_both=is_in_both(each)) for each in denials]


def _changed(changes: Sequence[Changed]) -> tuple[Changed, ...]:
    """What is not the same in both lists: new, gone, reworded."""
    return tuple(each for kind in Change for each in changes if each.change is kind is not Change.UNCHANGED)


def _unchanged(changes: Sequence[DenialChange | UnitChange | EdgeChange]) -> int:
    return sum(each.change is Change.UNCHANGED for each in changes)


def _unit(cells: Sequence[Cell]) -> UnitChange:
    change, iri, name, country = (cell or "" for cell in cells)
    return UnitChange(Change(change), iri, name, country)


def _inferred(unit: UnitChange, hierarchy: Hierarchy) -> UnitChange:
    """A unit with the confidence in its country, where that was only inferred."""
    listings = hierarchy[unit.iri].listings or [
        each for below in hierarchy.descendants(unit.iri) for each in hierarchy[below].listings
    ]
    told = [each.country_confidence for each in listings]
    found = [each for each in told if each is not None]
    return replace(unit, country_confidence=max(found)) if found and len(found) == len(told) else unit


def _edge(cells: Sequence[Cell]) -> EdgeChange:
    change, unit, name, superior, superior_name = (cell or "" for cell in cells)
    return EdgeChange(Change(change), unit, name, superior, superior_name)


def _denials(rows: Iterable[Sequence[Cell]], names: Mapping[str, str]) -> list[DenialChange]:
    """The rows of one unit and one kind of change, which follow each other, as one change. ``names`` are those of lists
    by IRI."""
    found = []
    for head, group in groupby(rows, key=lambda row: row[2:6]):
        unit = _unit(head)
        printed: dict[PrintedDenial, bool] = {}
        possibly: dict[str, None] = {}
        for before, _, _, _, _, _, of_list, year, entry, line, text, other in group:
            made = PrintedDenial(names[of_list or ""], int(year or 0), int(line or 0), text or "", entry or "")
            printed[made] = of_list == before and unit.change is not Change.NEW
            possibly |= {other: None} if other else {}
        earlier = tuple(each for each, is_before in printed.items() if is_before)
        later = tuple(each for each, is_before in printed.items() if not is_before)
        found.append(DenialChange(unit.change, unit, earlier, later, tuple(possibly)))
    return found


def diff_dict(diff: ListDiff) -> dict[str, Any]:
    """A comparison as JSON values."""
    return {
        "before": list_dict(diff.before),
        "after": list_dict(diff.after),
        "entries": [
            {
                **_unit_dict(each.unit),
                "before": list(map(_printed_dict, each.before)),
                "after": list(map(_printed_dict, each.after)),
                "possibly": list(each.possibly),
                "unread": each.unread,
                "printedByBoth": each.printed_by_both,
            }
            for each in diff.denials
        ],
        "units": list(map(_unit_dict, diff.units)),
        "edges": [
            {
                "change": str(each.change),
                "unit": each.unit,
                "name": each.name,
                "superior": each.superior,
                "superiorName": each.superior_name,
            }
            for each in diff.edges
        ],
        "unchanged": {
            "entries": diff.unchanged_denials,
            "units": diff.unchanged_units,
            "edges": diff.unchanged_edges,
        },
        "caveats": list(diff.caveats),
    }


def _unit_dict(unit: UnitChange) -> dict[str, Any]:
    about = {"change": str(unit.change), "iri": unit.iri, "name": unit.name, "country": unit.country}
    return {**about, "countryConfidence": unit.country_confidence}


def _printed_dict(printed: PrintedDenial) -> dict[str, Any]:
    return {"list": printed.list, "line": printed.line, "verbatim": printed.verbatim, "iri": printed.entry}


def diff_rows(diff: ListDiff) -> list[tuple[object, ...]]:
    """The differences between two lists as rows of a table, the heading first: a row for each entry, unit and edge."""
    rows: list[tuple[object, ...]] = [
        (
            "kind",
            "change",
            "unit",
            "name",
            "country",
            "list",
            "year",
            "line",
            "verbatim",
            "entry",
            "superior",
            "possibly",
            "country_confidence",
        )
    ]
    for each in diff.denials:
        unit = each.unit
        for printed in (*each.before, *each.after):
            head = ("entry", each.change, unit.iri, unit.name, unit.country)
            rows.append((*head, *_where(printed), "", " ".join(each.possibly), _confidence(unit)))
    units = ((each, ("unit", each.change, each.iri, each.name, each.country)) for each in diff.units)
    rows += ((*head, *[""] * 7, _confidence(each)) for each, head in units)
    rows += (("edge", each.change, each.unit, each.name, *[""] * 6, each.superior, "", "") for each in diff.edges)
    return rows


def _confidence(unit: UnitChange) -> str:
    """The confidence in a country that was only inferred, as in the table of edges."""
    return "" if unit.country_confidence is None else f"{unit.country_confidence:g}"


def _where(printed: PrintedDenial) -> tuple[object, ...]:
    return printed.list, printed.year, printed.line, printed.verbatim, printed.entry
