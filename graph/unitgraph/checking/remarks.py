"""What answers say beside what they find: of the law behind a list, and of the day that they are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from unitgraph.dataset.catalogue import CAVEATS
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.units import Listing
from unitgraph.reading.entries import ListMetadata


def caveats_about(hierarchy: Hierarchy, listings: Iterable[Listing]) -> tuple[str, ...]:
    """The caveats of an answer that shows entries of lists: those of every answer, and for which of the lists no legal
    basis is stated."""
    without = {name for name, each in hierarchy.lists.items() if each.legal_basis is None}
    names = sorted(without.intersection(each.list for each in listings)) if without else ()
    return (*CAVEATS, *(f"No legal basis is stated for the list {name}." for name in names))


def remarks_as_of(lists: Iterable[ListMetadata], day: date) -> Iterator[str]:
    """What an answer of a day says of itself: which lists count, and from which day where none is stated."""
    yield f"As of {day}: denials of lists published by then; edges not over by then and not known to start later."
    for each in sorted(lists, key=lambda each: (each.year, each.name)):
        if each.counts_from > day:
            yield f"The list {each.name} is left out: it counts from {each.counts_from}."
        if each.published is None:
            told = "it counts from 1 January after its calendar year"
            yield f"The list {each.name} states no day of publication; {told}."
