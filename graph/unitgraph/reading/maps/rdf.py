"""Organizations in RDF: W3C ORG, SKOS and schema.org, a row for each, in any form that pyoxigraph reads."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, RdfFormat, parse

from unitgraph.reading.maps.cells import JOIN
from unitgraph.sources.opening import opened
from unitgraph.sources.rows import Row, Table
from unitgraph.system.errors import SourceError

_ORG, _SKOS = "http://www.w3.org/ns/org#", "http://www.w3.org/2004/02/skos/core#"
_RDF, _RDFS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2000/01/rdf-schema#"
_FOAF = "http://xmlns.com/foaf/0.1/"
_SCHEMAS = ("http://schema.org/", "https://schema.org/")
_UG = "https://w3id.org/unitgraph/ns#"
NAMES = (f"{_SKOS}prefLabel", f"{_RDFS}label", f"{_FOAF}name", *(f"{each}name" for each in _SCHEMAS))
"""Properties whose values are names, the first that a resource has first."""
ALIASES = (
    f"{_SKOS}altLabel",
    f"{_SKOS}hiddenLabel",
    *(f"{each}{key}" for each in _SCHEMAS for key in ("alternateName", "legalName")),
)
UPWARDS = (
    f"{_ORG}subOrganizationOf",
    f"{_ORG}unitOf",
    f"{_SKOS}broader",
    *(f"{each}parentOrganization" for each in _SCHEMAS),
)
DOWNWARDS = (
    f"{_ORG}hasSubOrganization",
    f"{_ORG}hasUnit",
    f"{_SKOS}narrower",
    *(f"{each}{key}" for each in _SCHEMAS for key in ("subOrganization", "department")),
)
COUNTRIES = (f"{_UG}country", *(f"{each}addressCountry" for each in _SCHEMAS))
IDENTITY = "http://purl.org/dc/terms/identifier"
_FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
    ".n3": RdfFormat.N3,
}
COLUMNS = ("resource", "class", "name", "other_names", "superiors", "country")
_Resource = NamedNode | BlankNode


def read_rdf(path: Path) -> Table:
    """The resources of a file that have a name, with their classes and superiors. A name in English is the first."""
    form = _FORMATS.get(path.suffix.lower())
    if form is None:
        raise SourceError(path.name, "unknown RDF format", f"use a name that ends in {', '.join(_FORMATS)}")
    found: defaultdict[str, defaultdict[str, list[_Resource | Literal]]] = defaultdict(lambda: defaultdict(list))
    above: defaultdict[str, dict[str, None]] = defaultdict(dict)
    try:
        with opened(path) as stream:
            quads = Dataset(parse(stream, format=form, base_iri="urn:relative:"))
            if any(isinstance(node, BlankNode) for quad in quads for node in (quad.subject, quad.object)):
                quads.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)  # the same names in every build
            for quad in quads:
                key, subject = quad.predicate.value, _identifier(quad.subject)
                if key in UPWARDS:
                    above[subject][_identifier(quad.object)] = None
                elif key in DOWNWARDS:
                    above[_identifier(quad.object)][subject] = None
                else:
                    found[subject][key].append(quad.object)
    except (SyntaxError, ValueError, OSError) as fault:
        raise SourceError(
            path.name, f"cannot be read as RDF ({fault})", "check its form and the ending of its name"
        ) from None
    rows = []
    for number, subject in enumerate(sorted({*found, *above}), 1):
        about = found[subject]
        names = [each for key in NAMES for each in _english_first(about.get(key, []))]
        aliases = [each for key in ALIASES for each in _english_first(about.get(key, []))]
        classes = [_identifier(each) for each in about.get(f"{_RDF}type", [])]
        if names:
            country = next((_identifier(each) for key in COUNTRIES for each in about.get(key, [])), "")
            cells = (
                subject,
                _joined(classes),
                names[0],
                _joined([*names[1:], *aliases]),
                _joined(above.get(subject, ())),
            )
            rows.append(Row(number, (*cells, country.rpartition("/")[2])))
    if not rows:
        raise SourceError(path.name, "no resource in it has a name", "give skos:prefLabel, rdfs:label or foaf:name")
    return Table(path.name, COLUMNS, iter(rows), "resource")


def _english_first(values: list[_Resource | Literal]) -> list[str]:
    found = [each for each in values if isinstance(each, Literal)]
    return [each.value for each in sorted(found, key=lambda each: (_rank(each), each.language or "", each.value))]


def _rank(name: Literal) -> int:
    language = name.language or ""
    return 0 if language.split("-")[0] == "en" else 1 if not language else 2


def _identifier(node: object) -> str:
    return getattr(node, "value", str(node))


def _joined(values: object) -> str:
    return "".join(f"{value}{JOIN}" for value in values)  # type: ignore[attr-defined]
