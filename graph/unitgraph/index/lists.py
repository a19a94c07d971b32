"""What the lists of a dataset say of themselves: when they were published, by whom, and under which law."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from unitgraph.dataset.nquads import bare, literal_parts, term_iri
from unitgraph.reading.entries import ListMetadata

_NAME, _YEAR, _ISSUED = term_iri("dcterms:identifier"), term_iri("ug:calendarYear"), term_iri("dcterms:issued")
_TITLE = term_iri("dcterms:title")
_TEXTS = {
    "legal_basis": term_iri("ug:legalBasis"),
    "publisher": term_iri("dcterms:publisher"),
    "scope": term_iri("dcterms:description"),
    "sha256": term_iri("ug:sha256"),
}
_IRIS = {"source": term_iri("dcterms:source"), "licence": term_iri("dcterms:license")}
_TOLD = ("name", "year", "title", "published", "language", *_TEXTS, *_IRIS)


def list_of(values: Mapping[str, Sequence[str]]) -> ListMetadata:
    """A list from the values of its properties, as N-Quads write them. Raises KeyError for what every list says."""

    def text(term: str) -> str:
        return literal_parts(values[term][0])[0]

    told: dict[str, Any] = {name: text(term) for name, term in _TEXTS.items() if term in values}
    told |= {name: bare(values[term][0]) for name, term in _IRIS.items() if term in values}
    published = date.fromisoformat(text(_ISSUED)) if _ISSUED in values else None
    language = literal_parts(values[_TITLE][0])[2] or None
    return ListMetadata(text(_NAME), int(text(_YEAR)), text(_TITLE), published=published, language=language, **told)


def records_of(lists: Iterable[ListMetadata]) -> list[dict[str, Any]]:
    """What a dataset says of lists, as JSON values, by their names: nothing of what only their reading needs."""
    told = ({name: value for name, value in asdict(each).items() if name in _TOLD} for each in lists)
    dated = (each | {"published": each["published"] and each["published"].isoformat()} for each in told)
    return sorted(dated, key=lambda each: each["name"])


def lists_of(records: Iterable[Mapping[str, Any]]) -> dict[str, ListMetadata]:
    """Lists by their names, from what :func:`records_of` gives."""
    dated = ({**each, "published": each["published"] and date.fromisoformat(each["published"])} for each in records)
    return {each["name"]: ListMetadata(**each) for each in dated}


def published_year(lists: Mapping[str, ListMetadata], day: date, name: str, year: int | None) -> int | None:
    """The calendar year of the list called ``name`` if it counts as published on a day; None if it does not. One that
    ``lists`` do not tell of counts from 1 January after ``year``; where that is not known either, it counts."""
    known = lists.get(name)
    if known is not None:
        return known.year if known.counts_from <= day else None
    if year is None:
        return day.year
    return year if date(min(year + 1, date.max.year), 1, 1) <= day else None


def unpublished(lists: Mapping[str, ListMetadata], day: date | None) -> frozenset[str]:
    """The names of the lists that do not count as published on a day; none where all days count."""
    return frozenset(name for name, each in lists.items() if day is not None and each.counts_from > day)
