"""Descriptions of the service and its data: Service Description (W3C 2013), VoID (2011), DCAT 3 (2024)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from unitgraph.dataset.vocab import PREFIXES, UG, term
from unitgraph.system.version import __version__
from unitgraph.web.http.negotiation import GRAPHS, TABLES
from unitgraph.web.service import Service

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
DESCRIBING = {
    "sd": SD,
    "void": VOID,
    **{name: PREFIXES[name] for name in ("dcat", "dcterms", "rdf", "sh", "ug", "xsd")},
    "formats": "http://www.w3.org/ns/formats/",
}
"""Prefixes of these descriptions."""
FORMATS = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "ttl": "Turtle",
    "nt": "N-Triples",
    "jsonld": "JSON-LD",
    "rdf": "RDF_XML",
}
_ANY_URI = NamedNode(term("xsd:anyURI"))
DUMPS = {
    "dump.ttl": ("text/turtle", "Turtle"),
    "dump.jsonld": ("application/ld+json", "JSON-LD"),
    "dump.trig": ("application/trig", "TriG"),
    "dump.nq.gz": ("application/n-quads", "N-Quads"),
}


def service_description(service: Service, address: str) -> list[Triple]:
    """The endpoint at ``address`` and the graphs that it queries."""
    return sorted(_description(service, address), key=str)


def _description(service: Service, address: str) -> Iterator[Triple]:
    endpoint = f"{address}/sparql"
    here, dataset, union = NamedNode(endpoint), NamedNode(f"{endpoint}#dataset"), NamedNode(f"{endpoint}#union")
    yield _is_a(here, SD + "Service")
    yield _iri(here, SD + "endpoint", endpoint)
    yield _iri(here, SD + "supportedLanguage", SD + "SPARQL11Query")
    for form in (*TABLES, *GRAPHS):
        yield _iri(here, SD + "resultFormat", FORMATS + _FORMAT_NAMES[form.name])
    yield _iri(here, SD + "feature", SD + "UnionDefaultGraph")
    yield _text(here, term("dcterms:title"), "unitgraph: SPARQL endpoint")
    for prefix, namespace in PREFIXES.items():
        declared = NamedNode(namespace)
        yield Triple(here, NamedNode(term("sh:declare")), declared)
        yield _text(declared, term("sh:prefix"), prefix)
        yield Triple(declared, NamedNode(term("sh:namespace")), Literal(namespace, datatype=_ANY_URI))
    yield Triple(here, NamedNode(SD + "defaultDataset"), dataset)
    yield _is_a(dataset, SD + "Dataset")
    yield Triple(dataset, NamedNode(SD + "defaultGraph"), union)
    yield _is_a(union, SD + "Graph")
    yield _count(union, VOID + "triples", service.info.triples)
    for number, (name, quads) in enumerate(sorted(service.info.graphs.items()), 1):
        entry = NamedNode(f"{endpoint}#graph-{number}")
        graph = NamedNode(f"{entry.value}-statements")
        yield Triple(dataset, NamedNode(SD + "namedGraph"), entry)
        yield _is_a(entry, SD + "NamedGraph")
        yield _iri(entry, SD + "name", name)
        yield Triple(entry, NamedNode(SD + "graph"), graph)
        yield _is_a(graph, SD + "Graph")
        yield _count(graph, VOID + "triples", quads)


def dataset_description(service: Service, address: str) -> list[Triple]:
    """The data behind the service at ``address``: counts, licence, sources, dumps, endpoint."""
    return sorted(_dataset(service, address), key=str)


def _dataset(service: Service, address: str) -> Iterator[Triple]:
    here = NamedNode(f"{address}/.well-known/void#dataset")
    for kind in (VOID + "Dataset", term("dcat:Dataset")):
        yield _is_a(here, kind)
    yield _text(here, term("dcterms:title"), "unitgraph: units denied assistance and their hierarchies")
    yield _text(
        here,
        term("dcterms:description"),
        "Units of security forces on published lists of denied assistance, the units above them as the lists name "
        "them, and how each entry was read. A denial applies to the unit named and is never inherited.",
    )
    yield _text(here, term("dcat:version"), service.version)
    if service.info.built and service.settings.store:
        yield Triple(here, NamedNode(term("dcterms:modified")), _time(service.info.built))
    yield _text(here, VOID + "uriSpace", service.base)
    yield _iri(here, VOID + "vocabulary", UG)
    yield _iri(here, VOID + "sparqlEndpoint", f"{address}/sparql")
    yield _count(here, VOID + "triples", service.info.triples)
    yield _count(here, VOID + "entities", len(service.hierarchy))
    yield from _partitions(here, service)
    for each in service.lists:
        yield _iri(here, term("dcterms:source"), each.source or each.iri)
        if each.license:
            yield _iri(here, term("dcterms:license"), each.license)
        if each.legal_basis:
            yield _text(NamedNode(each.iri), UG + "legalBasis", each.legal_basis)
        for caveat in each.caveats:
            yield _text(here, UG + "caveat", caveat)
    yield _iri(here, VOID + "exampleResource", next(iter(service.hierarchy)).iri)
    yield from _downloads(here, address)
    yield from _access(here, address)


def _partitions(here: NamedNode, service: Service) -> Iterator[Triple]:
    """What the data hold by class and by property, as counted when they were built."""
    for number, (name, members) in enumerate(sorted(service.info.classes.items()), 1):
        partition = NamedNode(f"{here.value}-class-{number}")
        yield Triple(here, NamedNode(VOID + "classPartition"), partition)
        yield _iri(partition, VOID + "class", name)
        yield _count(partition, VOID + "entities", members)
    for number, (name, triples) in enumerate(sorted(service.info.properties.items()), 1):
        partition = NamedNode(f"{here.value}-property-{number}")
        yield Triple(here, NamedNode(VOID + "propertyPartition"), partition)
        yield _iri(partition, VOID + "property", name)
        yield _count(partition, VOID + "triples", triples)


def completions(service: Service) -> dict[str, Any]:
    """What an editor of queries offers: prefixes, and the classes and properties that the data have, most used
    first."""
    return {
        "prefixes": dict(sorted(PREFIXES.items())),
        "classes": _most_used(service.info.classes),
        "properties": _most_used(service.info.properties),
    }


def _most_used(counts: Mapping[str, int]) -> list[str]:
    return sorted(counts, key=lambda name: (-counts[name], name))


def _downloads(here: NamedNode, address: str) -> Iterator[Triple]:
    for name, (media_type, title) in DUMPS.items():
        url = f"{address}/{name}"
        dump = NamedNode(f"{here.value}-{name}")
        yield _iri(here, VOID + "dataDump", url)
        yield Triple(here, NamedNode(term("dcat:distribution")), dump)
        yield _is_a(dump, term("dcat:Distribution"))
        yield _text(dump, term("dcterms:title"), title)
        yield _iri(dump, term("dcat:accessURL"), url)
        yield _iri(dump, term("dcat:downloadURL"), url)
        yield _iri(dump, term("dcat:mediaType"), f"https://www.iana.org/assignments/media-types/{media_type}")


def _access(here: NamedNode, address: str) -> Iterator[Triple]:
    access = NamedNode(f"{here.value}-sparql")
    yield _is_a(access, term("dcat:DataService"))
    yield _text(access, term("dcterms:title"), f"unitgraph {__version__}: SPARQL 1.1")
    yield _iri(access, term("dcat:endpointURL"), f"{address}/sparql")
    yield Triple(access, NamedNode(term("dcat:servesDataset")), here)


def _is_a(subject: NamedNode, kind: str) -> Triple:
    return Triple(subject, NamedNode(term("rdf:type")), NamedNode(kind))


def _iri(subject: NamedNode, predicate: str, value: str) -> Triple:
    return Triple(subject, NamedNode(predicate), NamedNode(value))


def _text(subject: NamedNode, predicate: str, value: str) -> Triple:
    return Triple(subject, NamedNode(predicate), Literal(value))


def _time(built: str) -> Literal:
    return Literal(built, datatype=NamedNode(term("xsd:dateTime")))


def _count(subject: NamedNode, predicate: str, value: int) -> Triple:
    return Triple(subject, NamedNode(predicate), Literal(value))
