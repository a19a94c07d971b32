"""The statements that describe one resource: its own, and those of its evidence."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Sequence

import pyoxigraph
from pyoxigraph import NamedNode, Triple

from unitgraph.dataset.vocab import PREFIXES, term
from unitgraph.exports.turtle import prefixes_of, write_turtle
from unitgraph.system.writing import csv_text
from unitgraph.web.http.negotiation import CSV, JSONLD, RDF_FORMATS, TURTLE, MediaForm
from unitgraph.web.linked.facts import Facts, text_of

LARGEST = 20_000
"""The maximum number of statements in a description; the dumps contain everything."""

_FOLLOWED = frozenset(
    map(
        term,
        (
            "prov:wasDerivedFrom",
            "dcterms:isPartOf",
            "prov:wasGeneratedBy",
            "prov:wasAssociatedWith",
            "prov:wasAttributedTo",
            "dcterms:publisher",
            "ug:evidence",
            "ug:segment",
            "ug:readCountry",
            "ug:country",
            "org:hasSite",
            "ug:parameter",
            "ug:column",
        ),
    )
)
"""The properties whose values a description includes in full, starting from the resource."""
_NAMED = frozenset(
    map(
        term,
        (
            "org:subOrganizationOf",
            "ug:subordinate",
            "ug:superior",
            "ug:deniedUnit",
            "ug:asksAbout",
            "ug:identifies",
            "ug:denotes",
            "ug:appliesTo",
        ),
    )
)
"""The properties whose values are included by name only."""
_INCOMING = {
    "ug:Unit": ("ug:deniedUnit", "ug:subordinate", "ug:superior", "ug:identifies", "ug:asksAbout"),
    "ug:UnitList": ("dcterms:isPartOf",),
    "org:Site": ("org:hasSite",),
}
"""By class of the resource: the incoming statements that belong to its description."""
_ABOVE = term("org:subOrganizationOf")
_NAMING = frozenset(
    map(
        term,
        (
            "rdf:type",
            "skos:prefLabel",
            "skos:altLabel",
            "rdfs:label",
            "skos:notation",
            "ug:country",
            "org:subOrganizationOf",
            "org:classification",
        ),
    )
)
"""The properties followed from a resource included by name: for a unit, the chain above it."""


def description(facts: Facts, subject: str) -> list[Triple]:
    """The statements that describe ``subject``, sorted; empty if the store has none."""
    walk = _Walk(facts)
    walk.full(subject)
    kinds = set(facts.all(subject, "rdf:type"))
    for curie, properties in _INCOMING.items():
        if term(curie) in kinds:
            for each in (other for name in properties for other in facts.subjects(name, subject)):
                walk.full(each)
    if term("ug:Entry") in kinds:
        walk.told_by(subject, "ug:Denial", "ug:Reading")
    if term("ug:UnitList") in kinds:
        for entry in facts.subjects("dcterms:isPartOf", subject):
            walk.told_by(entry, "ug:Denial")
    return walk.triples()


class _Walk:
    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._full: set[str] = set()
        self._named: set[str] = set()
        self._found: dict[Triple, None] = {}

    def full(self, start: str) -> None:
        """Add everything about ``start`` and what follows from it."""
        waiting = deque([start])
        while waiting and len(self._found) < LARGEST:
            here = waiting.popleft()
            if here in self._full:
                continue
            self._full.add(here)
            for triple in self._facts.of(here):
                self._found[triple] = None
                if isinstance(triple.object, NamedNode):
                    if triple.predicate.value in _FOLLOWED and not self._is_reading(triple.object.value):
                        waiting.append(triple.object.value)
                    elif triple.predicate.value in _NAMED:
                        self._name(triple.object.value)

    def told_by(self, entry: str, *kinds: str) -> None:
        """Add what derives from an entry and is of one of the classes ``kinds`` (prefixed names)."""
        wanted = set(map(term, kinds))
        for each in self._facts.subjects("prov:wasDerivedFrom", entry):
            if wanted.intersection(self._facts.all(each, "rdf:type")):
                self.full(each)

    def _is_reading(self, subject: str) -> bool:
        """Whether this is a reading: with its evidence and its segments, it is described where it is asked for."""
        return term("ug:Reading") in self._facts.all(subject, "rdf:type")

    def _name(self, subject: str) -> None:
        if subject in self._named:
            return
        self._named.add(subject)
        # A listed unit is never named without saying that it is itself listed.
        for denial in self._facts.subjects("ug:deniedUnit", subject):
            self.full(denial)
        for triple in self._facts.of(subject):
            if triple.predicate.value in _NAMING:
                self._found[triple] = None
                if triple.predicate.value in (_ABOVE, term("ug:country")):
                    self._name(text_of(triple.object))

    def triples(self) -> list[Triple]:
        return sorted(self._found, key=str)


def serialized(
    triples: Sequence[Triple],
    form: MediaForm,
    table: str = "",
    prefixes: dict[str, str] | None = None,
    about: str = "",
) -> bytes:
    """Statements, sorted, as RDF, or as a table: that of an export (``units``, ``edges``, ``denials``), else one
    statement per row. ``about`` is the IRI with which JSON-LD begins."""
    output = io.BytesIO()
    if form is CSV:
        return _table(triples, table)
    if form is JSONLD:
        from unitgraph.exports.jsonld import write_jsonld

        write_jsonld([f"{each} <a:g> ." for each in triples], output, about)
        return output.getvalue()
    if form is TURTLE:
        own = prefixes_of(named.value for each in triples for named in each if isinstance(named, NamedNode))
        write_turtle(map(str, triples), output, prefixes or own)
    else:
        pyoxigraph.serialize(triples, output, format=RDF_FORMATS[form.name], prefixes=prefixes or PREFIXES)
    return output.getvalue()


def _table(triples: Sequence[Triple], table: str) -> bytes:
    if table:
        from unitgraph.exports.described import Described
        from unitgraph.exports.tables import write_table

        output = io.BytesIO()
        write_table(Described(f"{each} <a:g> ." for each in triples), table, output)
        return output.getvalue()
    rows = ((text_of(each.subject), each.predicate.value, text_of(each.object)) for each in triples)
    return csv_text((("subject", "property", "value"), *rows), "\r\n").encode()
