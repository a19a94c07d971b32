"""The data dictionary: every term of the ontology with its label and definition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from unitgraph.dataset.vocab import PREFIXES, UG, term
from unitgraph.system.writing import csv_text
from unitgraph.web.linked.facts import Facts


@dataclass(frozen=True, slots=True)
class DictionaryTerm:
    """One term: its local name, its label and definition, and for a property its domain and range (prefixed names)."""

    name: str
    label: str
    definition: str
    domain: str = ""
    range: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Terms of one kind."""

    heading: str
    entries: tuple[DictionaryTerm, ...]


def dictionary(facts: Facts) -> tuple[Section, ...]:
    """Classes, properties, and the concepts of each scheme, by name."""
    properties = {*facts.of_class("owl:ObjectProperty"), *facts.of_class("owl:DatatypeProperty")}
    sections = [
        Section("Classes", _entries(facts, facts.of_class("owl:Class"))),
        Section("Properties", _entries(facts, properties)),
    ]
    for scheme in facts.of_class("skos:ConceptScheme"):
        if scheme.startswith(UG):
            concepts = facts.subjects("skos:inScheme", scheme)
            sections.append(Section(f"Concepts: {facts.label(scheme)}", _entries(facts, [scheme, *concepts])))
    return tuple(section for section in sections if section.entries)


def _entries(facts: Facts, terms: Iterable[str]) -> tuple[DictionaryTerm, ...]:
    return tuple(
        DictionaryTerm(
            each.removeprefix(UG),
            facts.label(each),
            facts.one(each, "skos:definition"),
            curie(facts.one(each, "rdfs:domain")),
            curie(facts.one(each, "rdfs:range")),
        )
        for each in sorted(terms)
        if each.startswith(UG)
    )


def curie(iri: str) -> str:
    """An IRI as a prefixed name, if its prefix is known.

    >>> curie("http://www.w3.org/ns/org#Site")
    'org:Site'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def dictionary_csv(facts: Facts) -> bytes:
    """The dictionary as a table."""
    rows = (
        (term("ug:") + each.name, each.label, each.definition, each.domain, each.range, section.heading)
        for section in dictionary(facts)
        for each in section.entries
    )
    return csv_text((("term", "label", "definition", "domain", "range", "section"), *rows), "\r\n").encode()
