"""The statements of a store about one resource, read by pattern from its union graph: faster than a query."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph
from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple

from unitgraph.dataset.vocab import UG, term

_UNION = DefaultGraph()


class Facts:
    """Statements of one store by subject or by object; properties are prefixed names. About a subject that is no IRI
    nothing is stated."""

    def __init__(self, engine: pyoxigraph.Store) -> None:
        self._engine = engine

    def of(self, subject: str) -> Iterator[Triple]:
        """Every statement about ``subject``."""
        if (node := _node(subject)) is not None:
            for quad in self._engine.quads_for_pattern(node, None, None, _UNION):
                yield quad.triple

    def known(self, subject: str) -> bool:
        """Whether anything is stated about ``subject``."""
        return next(self.of(subject), None) is not None

    def all(self, subject: str, curie: str) -> list[str]:
        """The values of a property, sorted, as IRIs or texts; none of what is not there (an empty subject)."""
        if (node := _node(subject)) is None:
            return []
        found = self._engine.quads_for_pattern(node, NamedNode(term(curie)), None, _UNION)
        return sorted(text_of(quad.object) for quad in found)

    def one(self, subject: str, curie: str) -> str:
        """The first value of a property, or an empty text."""
        return next(iter(self.all(subject, curie)), "")

    def subjects(self, curie: str, value: str) -> list[str]:
        """The subjects that have the IRI ``value`` as a value of the property, sorted."""
        found = self._engine.quads_for_pattern(None, NamedNode(term(curie)), NamedNode(value), _UNION)
        return sorted(text_of(quad.subject) for quad in found)

    def of_class(self, curie: str) -> list[str]:
        """The members of a class, sorted."""
        return self.subjects("rdf:type", term(curie))

    def count(self, curie: str) -> int:
        """The number of members of a class."""
        kind, wanted = NamedNode(term("rdf:type")), NamedNode(term(curie))
        return sum(1 for _ in self._engine.quads_for_pattern(None, kind, wanted, _UNION))

    def sources(self, subject: str) -> list[str]:
        """The entries and rows from which a denial or an edge is read, sorted; not the readings of entries."""
        return [each for each in self.all(subject, "prov:wasDerivedFrom") if self.one(each, "dcterms:isPartOf")]

    def label(self, subject: str) -> str:
        """A name for people: its label, its title, else the end of its IRI."""
        for curie in ("skos:prefLabel", "rdfs:label", "dcterms:title", "foaf:name"):
            if found := self.one(subject, curie):
                return found
        return subject.removeprefix(UG).rstrip("/").rpartition("/")[2] or subject


def _node(subject: str) -> NamedNode | None:
    try:
        return NamedNode(subject)
    except ValueError:
        return None


def text_of(value: object) -> str:
    """A term as plain text: an IRI, or the lexical form of a literal."""
    return value.value if isinstance(value, NamedNode | Literal) else str(value)
