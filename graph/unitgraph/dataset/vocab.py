"""Namespaces and terms of the vocabularies. The IRIs of data are minted in :mod:`unitgraph.identity.iris`."""

from __future__ import annotations

from unitgraph.identity.iris import DEFAULT_BASE

UG = "https://w3id.org/unitgraph/ns#"
PREFIXES = {
    "ug": UG,
    "org": "http://www.w3.org/ns/org#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "prov": "http://www.w3.org/ns/prov#",
    "dcterms": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "schema": "https://schema.org/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "sh": "http://www.w3.org/ns/shacl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def term(curie: str) -> str:
    """The IRI of a prefixed name.

    >>> term("org:subOrganizationOf")
    'http://www.w3.org/ns/org#subOrganizationOf'
    """
    prefix, _, local = curie.partition(":")
    return PREFIXES[prefix] + local


def concept(word: str) -> str:
    """The IRI of the ontology's concept for a code word in kebab case (``level-words`` -> ``ug:LevelWords``)."""
    return UG + "".join(part[:1].upper() + part[1:] for part in word.split("-"))


def service_graph(name: str) -> str:
    """A graph in which a SPARQL service keeps what belongs to the store and not to its dataset: ``manifest``, the union
    of a dataset, what is being loaded."""
    return f"{DEFAULT_BASE}store/{name}"
