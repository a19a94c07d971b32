"""What answers say beside what they find: of the law behind a list, and of the day that they are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from unitgraph.dataset.catalogue import CAVEATS, no_legal_basis
from unitgraph.reading.entries import ListMetadata


def caveats_about(lists: Mapping[str, ListMetadata], names: Iterable[str]) -> tuple[str, ...]:
    """The caveats of an answer that shows entries of the lists called ``names``, of ``lists`` by name: those of every
    answer, and for which of the lists no legal basis is stated."""
    return (*CAVEATS, *remarks_on_law(lists, names))


def remarks_on_law(lists: Mapping[str, ListMetadata], names: Iterable[str]) -> tuple[str, ...]:
    """For which of the lists called ``names`` no legal basis is stated."""
    return tuple(no_legal_basis(name) for name in sorted(set(names)) if no_law(lists, name))


def no_law(lists: Mapping[str, ListMetadata], name: str) -> bool:
    """Whether no legal basis is stated for the list called ``name``."""
    return name in lists and lists[name].legal_basis is None


def several_caveats(answers: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """The caveats of many answers, given each with its own, once for all."""
    return tuple(dict.fromkeys((*CAVEATS, *(caveat for each in answers for caveat in each))))


def remarks_on_lists(lists: Iterable[ListMetadata], day: date | None) -> Iterator[str]:
    """What an answer says of itself: that no list counts, if so, and what :func:`remarks_as_of` tells of a day."""
    lists = list(lists)
    if not any(day is None or each.counts_from <= day for each in lists):
        told = "The store holds no list" if day is None else f"No list of the store counts on {day}"
        yield f"{told}: that a unit is not listed says nothing about it."
    if day is not None:
        yield from remarks_as_of(lists, day)


def remarks_as_of(lists: Iterable[ListMetadata], day: date) -> Iterator[str]:
    """What an answer of a day says of itself: which lists count, and from which day where none is stated."""
    counted = "denials of lists published by then; edges not over by then and not known to start later"
    yield f"As of {day}: {counted}; names as all sources write them."
    for each in sorted(lists, key=lambda each: (each.year, each.name)):
        if each.counts_from > day:
            yield f"The list {each.name} is left out: it counts from {each.counts_from}."
        if each.published is None:
            told = "it counts from 1 January after its calendar year"
            yield f"The list {each.name} states no day of publication; {told}."
