"""Selected statements by subject, from which the non-RDF formats are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from unitgraph.dataset.nquads import parse_lines
from unitgraph.dataset.vocab import term
from unitgraph.exports.selection import selected
from unitgraph.reading.dates import Period, period, stored_days
from unitgraph.store import Store

# The contents of tables and network graphs. Readings with their evidence, most of a graph, are not among them.
_TOLD = frozenset(
    map(
        term,
        (
            "rdf:type",
            "skos:prefLabel",
            "skos:altLabel",
            "skos:notation",
            "ug:country",
            "org:subOrganizationOf",
            "org:hasSite",
            "org:classification",
            "prov:wasDerivedFrom",
            "ug:subordinate",
            "ug:superior",
            "ug:relation",
            "ug:edgeStatus",
            "ug:firstCited",
            "ug:firstCitedLatest",
            "ug:lastCited",
            "ug:lastCitedEarliest",
            "ug:startKnown",
            "ug:endKnown",
            "ug:confidence",
            "ug:countryConfidence",
            "ug:deniedUnit",
            "ug:calendarYear",
            "ug:legalBasis",
            "ug:line",
            "ug:verbatimText",
            "dcterms:isPartOf",
            "dcterms:title",
            "dcterms:source",
            "dcterms:publisher",
            "foaf:name",
            "dcterms:license",
            "dcterms:issued",
            "ug:countsFrom",
            "ug:caveat",
        ),
    )
)


class Described:
    """The statements about each subject; predicates and classes are given as prefixed names."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._values: dict[str, dict[str, dict[str, None]]] = {}
        for each in parse_lines(lines):
            if each.predicate in _TOLD:
                # Several graphs may state the same: a value counts once.
                self._values.setdefault(each.subject, {}).setdefault(each.predicate, {})[each.value] = None

    @classmethod
    def of(cls, store: Store, unit: str | None = None) -> Described:
        """The statements of a store, or of its part about ``unit`` (an IRI)."""
        with selected(store, unit) as lines:
            return cls(lines)

    def of_class(self, curie: str) -> Iterator[str]:
        """The subjects of a class, in order."""
        kind, wanted = term("rdf:type"), term(curie)
        return iter(sorted(s for s, about in self._values.items() if wanted in about.get(kind, ())))

    def all(self, subject: str, curie: str) -> list[str]:
        """Every value of a property, in order."""
        return sorted(self._values.get(subject, {}).get(term(curie), ()))

    def one(self, subject: str, curie: str) -> str:
        """The value of a single-valued property; empty if missing."""
        return next(iter(self.all(subject, curie)), "")

    def sources(self, subject: str) -> list[str]:
        """The entries and rows from which a denial or an edge is read, in order; not the readings of entries."""
        return [each for each in self.all(subject, "prov:wasDerivedFrom") if self.one(each, "dcterms:isPartOf")]

    def name(self, unit: str) -> str:
        """A unit's or country's preferred name."""
        return self.one(unit, "skos:prefLabel")

    def country(self, unit: str) -> str:
        """The ISO 3166-1 alpha-2 code of a unit's country."""
        return self.one(self.one(unit, "ug:country"), "skos:notation")

    def country_confidence(self, subject: str) -> str:
        """The confidence in the country of a unit or a denial where it was only inferred; empty where a source or a
        ruling states it."""
        sources = self.sources(subject)
        inferred = [self._inferred[each] for each in sources if each in self._inferred]
        return max(inferred) if sources and len(inferred) == len(sources) else ""

    @cached_property
    def _inferred(self) -> dict[str, str]:
        """The confidence in the country of each entry whose country was only inferred."""
        told = ((each, self.one(each, "ug:countryConfidence")) for each in self.of_class("ug:Reading"))
        return {entry: confidence for each, confidence in told if confidence for entry in self.sources(each)}

    def period(self, subject: str) -> Period:
        """When an edge or a unit is cited."""
        first = stored_days(self.one(subject, "ug:firstCited"), self.one(subject, "ug:firstCitedLatest"))
        last = stored_days(self.one(subject, "ug:lastCitedEarliest"), self.one(subject, "ug:lastCited"))
        known = (bool(self.one(subject, each)) for each in ("ug:startKnown", "ug:endKnown"))
        return period(first, last, *known)

    def lists(self) -> list[dict[str, str | list[str]]]:
        """Title, year, source, publisher, licence and caveats of every list, by name."""
        return [
            {
                "title": self.one(each, "dcterms:title"),
                "year": self.one(each, "ug:calendarYear"),
                "source": self.one(each, "dcterms:source"),
                "publisher": self.one(self.one(each, "dcterms:publisher"), "foaf:name"),
                "license": self.one(each, "dcterms:license"),
                "caveats": self.all(each, "ug:caveat"),
            }
            for each in self.of_class("ug:UnitList")
        ]
