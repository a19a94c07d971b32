"""The page of anything that has no page of its own kind: an edge, a denial, a ruling, a place, a row. It says in words
what it is and what is stated of it; the statements themselves stand behind a fold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from unitgraph.dataset.vocab import UG, term
from unitgraph.identity.iris import line_of_row
from unitgraph.reading.dates import period, stored_days
from unitgraph.web.language.catalogue import gettext
from unitgraph.web.language.formats import country, dated, decimal
from unitgraph.web.language.said import edges_said, said, said_plainly, separated, term_said
from unitgraph.web.linked.dictionary import curie
from unitgraph.web.linked.facts import Facts, text_of
from unitgraph.web.service import Service

XSD_DATE, XSD_DECIMAL, XSD_STRING = (term(f"xsd:{each}") for each in ("date", "decimal", "string"))
LANG_STRING = term("rdf:langString")
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
_WRITTEN = {term(each) for each in ("ug:statement", "ug:caveat", "ug:decision")}
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
class PlainPage:
    """What the template needs: what it is (``kind``, with its definition), its title, what is stated of it in words,
    each value with its IRI if it has one, what refers to it, and all its statements."""

    iri: str
    kind: str
    definition: str
    title: str
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    pointing: tuple[tuple[str, str], ...]
    statements: tuple[tuple[str, str, str], ...]


def plain_page(service: Service, iri: str) -> PlainPage:
    """The page of a resource."""
    facts = service.facts
    kinds = [each for each in facts.all(iri, "rdf:type") if each.startswith(UG)]
    values: dict[str, list[tuple[str, str]]] = {}
    statements = []
    for triple in sorted(facts.of(iri), key=str):
        predicate, value = triple.predicate.value, getattr(triple.object, "value", str(triple.object))
        linked = value if isinstance(triple.object, NamedNode) else ""
        statements.append((curie(predicate), linked, value))
        if predicate not in _LEFT_OUT:
            text = told(service, value) if linked else _literal(triple.object, predicate)
            values.setdefault(predicate, []).append((linked, text))
    ordered = sorted(values, key=lambda each: (_FIRST.index(each) if each in _FIRST else len(_FIRST), curie(each)))
    rows = [(_property(facts, each), tuple(_in_order(values[each]))) for each in ordered]
    if when := _when(facts, iri):
        rows.append(("cited", (("", when),)))
    return PlainPage(
        iri,
        facts.label(kinds[0]) if kinds else "place" if term("org:Site") in facts.all(iri, "rdf:type") else "",
        facts.one(kinds[0], "skos:definition") if kinds else "",
        told(service, iri),
        tuple(rows),
        tuple(_pointing(service, iri)),
        tuple(statements),
    )


def _literal(value: object, predicate: str) -> str:
    """The text of a literal: in the language of the request what unitgraph wrote, dates and numbers, in its own the
    texts of sources and people."""
    text = text_of(value)
    if predicate in _WRITTEN:
        return said(text)
    if not isinstance(value, Literal):
        return text
    if (kind := value.datatype.value) in (XSD_STRING, LANG_STRING):
        return Markup('<span lang="{}">{}</span>').format(value.language or "", text)
    return dated(text) if kind == XSD_DATE else decimal(text) if kind == XSD_DECIMAL else text


def _in_order(values: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Values, numbered resources in the order of their numbers."""
    return sorted(values, key=lambda each: (len(each[0]), each[0]) if each[0][-1:].isdigit() else (0, ""))


def _property(facts: Facts, predicate: str) -> str:
    return WORDS.get(curie(predicate)) or facts.label(predicate)


def _when(facts: Facts, iri: str) -> str:
    """The dates of an edge, as pages of units show them."""
    if not facts.one(iri, "ug:firstCited") and not facts.one(iri, "ug:lastCited"):
        return ""
    first = stored_days(facts.one(iri, "ug:firstCited"), facts.one(iri, "ug:firstCitedLatest"))
    last = stored_days(facts.one(iri, "ug:lastCitedEarliest"), facts.one(iri, "ug:lastCited"))
    known = (facts.one(iri, f"ug:{end}Known") == "true" for end in ("start", "end"))
    return edges_said(str(period(first, last, *known)))


def told(service: Service, iri: str) -> str:
    """What a resource is, in words by which a reader knows it: never a part of its IRI where anything is known."""
    facts = service.facts
    one = facts.one
    if (node := service.node(iri)) is not None:
        return f"{node.name} ({country(node.country)})"
    if text := one(iri, "ug:verbatimText"):
        line = one(iri, "ug:line")
        quoted = gettext("\u201c%(text)s\u201d") % {"text": text}
        return f"{_line(service, one(iri, 'dcterms:isPartOf'), line)}{separated(': ')}{quoted}" if line else quoted
    if unit := one(iri, "ug:deniedUnit"):
        about = {"unit": told(service, unit), "year": one(iri, "ug:calendarYear")}
        return gettext("Denial of %(unit)s, calendar year %(year)s") % about
    if unit := one(iri, "ug:subordinate"):
        about = {"unit": told(service, unit), "superior": told(service, one(iri, "ug:superior"))}
        return gettext("%(unit)s under %(superior)s") % about
    if one(iri, "ug:pathKind"):
        entry = next((told(service, each) for each in facts.sources(iri)), "")
        return gettext("Reading of %(entry)s") % {"entry": entry} if entry else gettext("Reading of an entry")
    for curied in ("ug:decision", "ug:statement"):
        if text := one(iri, curied):
            return said_plainly(text)
    if source := one(iri, "dcterms:isPartOf"):
        numbered = iri.rpartition("/")[2].isdigit()
        return _line(service, source, str(line_of_row(iri))) if numbered else facts.label(iri)
    kinds = facts.all(iri, "rdf:type")
    if term("ug:UnitList") in kinds:
        return gettext("list %(list)s") % {"list": one(iri, "dcterms:identifier")}
    if term("ug:HierarchyTable") in kinds:
        return gettext("hierarchy table %(table)s") % {"table": one(iri, "dcterms:identifier")}
    if iri.startswith(UG):
        return term_said(facts.label(iri))
    return facts.label(iri) if service.local(iri) else curie(iri)


def _line(service: Service, source: str, line: str) -> str:
    return gettext("%(source)s, line %(line)s") % {"source": told(service, source), "line": line}


def _pointing(service: Service, iri: str) -> Iterator[tuple[str, str]]:
    """Resources that refer to this one, such as the units of a place."""
    found: list[str] = []
    for name in ("org:hasSite", "ug:deniedUnit", "prov:wasDerivedFrom", "ug:denotes", "dcterms:publisher"):
        found += service.facts.subjects(name, iri)[: POINTING - len(found)]
    for each in found:
        yield each, told(service, each)
