"""The page of anything that has no page of its own kind: an edge, a denial, a ruling, a place, a row. It says in words
what it is and what is stated of it; the statements themselves stand behind a fold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode

from unitgraph.dataset.vocab import UG, term
from unitgraph.identity.iris import line_of_row
from unitgraph.lexicon.tables import country_name
from unitgraph.reading.dates import period, stored_days
from unitgraph.web.linked.dictionary import curie
from unitgraph.web.linked.facts import Facts
from unitgraph.web.service import Service

POINTING = 200
"""The number of resources that are shown as referring to one."""
WORDS = {
    "skos:prefLabel": "name",
    "skos:altLabel": "other name",
    "skos:notation": "code",
    "skos:exactMatch": "the same elsewhere",
    "skos:inScheme": "one of",
    "rdfs:label": "label",
    "rdfs:seeAlso": "see also",
    "foaf:name": "name",
    "schema:softwareVersion": "version",
    "dcterms:title": "title",
    "dcterms:description": "description",
    "dcterms:identifier": "identifier",
    "dcterms:isPartOf": "part of",
    "dcterms:isReplacedBy": "replaced by",
    "dcterms:publisher": "published by",
    "dcterms:source": "source",
    "dcterms:issued": "published on",
    "dcterms:date": "date",
    "dcterms:license": "licence",
    "dcterms:creator": "decided by",
    "org:subOrganizationOf": "under",
    "org:hasSite": "place",
    "org:classification": "level",
    "prov:wasDerivedFrom": "taken from",
    "prov:wasGeneratedBy": "made by",
    "prov:wasAssociatedWith": "software",
    "prov:wasAttributedTo": "decided by",
    "prov:used": "used",
}
"""Properties of other vocabularies in words; those of the ontology have labels of their own."""
_DATES = (
    "ug:firstCited",
    "ug:firstCitedLatest",
    "ug:lastCitedEarliest",
    "ug:lastCited",
    "ug:startKnown",
    "ug:endKnown",
)
_LEFT_OUT = {term(each) for each in ("rdf:type", "rdfs:label", "skos:inScheme", "ug:ordinal", "ug:position", *_DATES)}
"""Stands elsewhere on the page, or says nothing to a reader."""
_WRITTEN = {term(each) for each in ("ug:statement", "ug:caveat")}
"""Sentences that unitgraph wrote; all other texts are those of sources and people."""
_FIRST = [
    term(each)
    for each in (
        *("ug:deniedUnit", "ug:calendarYear", "ug:subordinate", "ug:superior", "ug:relation", "ug:edgeStatus"),
        *(
            "ug:decision",
            "ug:reason",
            "ug:statement",
            "ug:verbatimText",
            "ug:denotes",
            "dcterms:title",
            "skos:prefLabel",
        ),
    )
]


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A value of a property: its IRI if it has one, and its text. ``written`` says that unitgraph wrote the text."""

    link: str
    text: str
    written: bool = False

    @property
    def concept(self) -> bool:
        """Whether it is a term of the vocabulary."""
        return self.link.startswith(UG)


@dataclass(frozen=True, slots=True)
class PlainPage:
    """What the template needs: what it is (``kind``, with its definition), its title, what is stated of it in words,
    each value with its IRI if it has one, what refers to it, and all its statements."""

    iri: str
    kind: str
    definition: str
    title: str
    rows: tuple[tuple[str, tuple[ShownValue, ...]], ...]
    pointing: tuple[tuple[str, str], ...]
    statements: tuple[tuple[str, str, str], ...]


def plain_page(service: Service, iri: str) -> PlainPage:
    """The page of a resource."""
    facts = service.facts
    kinds = [each for each in facts.all(iri, "rdf:type") if each.startswith(UG)]
    said: dict[str, list[ShownValue]] = {}
    statements = []
    for triple in sorted(facts.of(iri), key=str):
        predicate, value = triple.predicate.value, getattr(triple.object, "value", str(triple.object))
        linked = value if isinstance(triple.object, NamedNode) else ""
        statements.append((curie(predicate), linked, value))
        if predicate not in _LEFT_OUT:
            text = told(service, value) if linked else value
            said.setdefault(predicate, []).append(ShownValue(linked, text, predicate in _WRITTEN))
    ordered = sorted(said, key=lambda each: (_FIRST.index(each) if each in _FIRST else len(_FIRST), curie(each)))
    rows = [(_property(facts, each), tuple(_in_order(said[each]))) for each in ordered]
    if when := _when(facts, iri):
        rows.append(("cited", (ShownValue("", when),)))
    return PlainPage(
        iri,
        facts.label(kinds[0]) if kinds else "place" if term("org:Site") in facts.all(iri, "rdf:type") else "",
        facts.one(kinds[0], "skos:definition") if kinds else "",
        told(service, iri),
        tuple(rows),
        tuple(_pointing(service, iri)),
        tuple(statements),
    )


def _in_order(values: list[ShownValue]) -> list[ShownValue]:
    """Values, numbered resources in the order of their numbers."""
    return sorted(values, key=lambda each: (len(each.link), each.link) if each.link[-1:].isdigit() else (0, ""))


def _property(facts: Facts, predicate: str) -> str:
    return WORDS.get(curie(predicate)) or facts.label(predicate)


def _when(facts: Facts, iri: str) -> str:
    """The dates of an edge, as pages of units show them."""
    if not facts.one(iri, "ug:firstCited") and not facts.one(iri, "ug:lastCited"):
        return ""
    first = stored_days(facts.one(iri, "ug:firstCited"), facts.one(iri, "ug:firstCitedLatest"))
    last = stored_days(facts.one(iri, "ug:lastCitedEarliest"), facts.one(iri, "ug:lastCited"))
    known = (facts.one(iri, f"ug:{end}Known") == "true" for end in ("start", "end"))
    return str(period(first, last, *known)).removeprefix("cited ")


def told(service: Service, iri: str) -> str:
    """What a resource is, in words by which a reader knows it: never a part of its IRI where anything is known."""
    facts = service.facts
    one = facts.one
    if (node := service.node(iri)) is not None:
        return f"{node.name} ({country_name(node.country)})"
    if text := one(iri, "ug:verbatimText"):
        line = one(iri, "ug:line")
        return f"{told(service, one(iri, 'dcterms:isPartOf'))}, line {line}: “{text}”" if line else f"“{text}”"
    if unit := one(iri, "ug:deniedUnit"):
        return f"Denial of {told(service, unit)}, calendar year {one(iri, 'ug:calendarYear')}"
    if unit := one(iri, "ug:subordinate"):
        return f"{told(service, unit)} under {told(service, one(iri, 'ug:superior'))}"
    if one(iri, "ug:pathKind"):
        return f"Reading of {_entry_of(service, iri)}"
    for curied in ("ug:decision", "ug:statement"):
        if text := one(iri, curied):
            return text
    if source := one(iri, "dcterms:isPartOf"):
        return (
            f"{told(service, source)}, line {line_of_row(iri)}"
            if iri.rpartition("/")[2].isdigit()
            else facts.label(iri)
        )
    for kind, words in (("ug:UnitList", "list"), ("ug:HierarchyTable", "hierarchy table")):
        if term(kind) in facts.all(iri, "rdf:type"):
            return f"{words} {one(iri, 'dcterms:identifier')}"
    return facts.label(iri) if service.local(iri) else curie(iri)


def _entry_of(service: Service, reading: str) -> str:
    entry = next((each for each in service.facts.sources(reading)), "")
    return told(service, entry) if entry else "an entry"


def _pointing(service: Service, iri: str) -> Iterator[tuple[str, str]]:
    """Resources that refer to this one, such as the units of a place."""
    found: list[str] = []
    for name in ("org:hasSite", "ug:deniedUnit", "prov:wasDerivedFrom", "ug:denotes", "dcterms:publisher"):
        found += service.facts.subjects(name, iri)[: POINTING - len(found)]
    for each in found:
        yield each, told(service, each)
