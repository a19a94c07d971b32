"""Organizations in RDF: W3C ORG, SKOS and schema.org, a row for each, in any form that pyoxigraph reads."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from unitgraph.reading.maps.documents import LARGEST, bytes_of
from unitgraph.reading.maps.values import JOIN
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
BLANK = "_:"
COLUMNS = ("resource", "class", "name", "other_names", "superiors", "country")
_Resource = NamedNode | BlankNode


def read_rdf(path: Path, sent: bytes | None = None) -> Table:
    """The resources of a file that have a name, with their classes and superiors. A name in English is the first."""
    form = _FORMATS.get(path.suffix.lower())
    if form is None:
        raise SourceError(path.name, "unknown RDF format", f"use a name that ends in {', '.join(_FORMATS)}")
    found: defaultdict[str, defaultdict[str, list[_Resource | Literal]]] = defaultdict(lambda: defaultdict(list))
    above: defaultdict[str, dict[str, None]] = defaultdict(dict)
    raw = bytes_of(path, sent)
    if form == RdfFormat.RDF_XML:
        refuse_growth(raw, path.name)
    try:
        for quad in parse(raw, format=form, base_iri="urn:relative:"):
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
    names_of = {each: _told(each, found[each], above.get(each, ())) for each in {*found, *above}}
    for number, (subject, blank) in enumerate(sorted((told, each) for each, told in names_of.items()), 1):
        about = found[blank]
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
                _joined(sorted(names_of.get(each, each) for each in above.get(blank, ()))),
            )
            rows.append(Row(number, (*cells, country.rpartition("/")[2])))
    if not rows:
        raise SourceError(path.name, "no resource in it has a name", "give skos:prefLabel, rdfs:label or foaf:name")
    return Table(path.name, COLUMNS, iter(rows), "resource")


def _told(subject: str, about: Mapping[str, list[_Resource | Literal]], above: Iterable[str]) -> str:
    """What a resource is called: its IRI, and for a blank node, whose name changes from one reading to the next, a
    digest of what is said of it. Two of which the same is said are one."""
    if not subject.startswith(BLANK):
        return subject
    said = [f"{key} {value}" for key, values in about.items() for value in values if not isinstance(value, BlankNode)]
    superiors = [each for each in above if not each.startswith(BLANK)]
    digest = sha256("\x1f".join(sorted((*said, *superiors))).encode()).hexdigest()
    return BLANK + digest[:16]


def refuse_growth(raw: bytes, name: str) -> None:
    """Raise SourceError for XML whose entities stand for far more than the file holds."""
    size = 0
    for entity, *values in _ENTITY.findall(raw):
        value = b"".join(values)
        if b"&" in value or b"%" in value:
            raise SourceError(name, "one of its entities consists of others", "save it in another form, such as Turtle")
        size += raw.count(b"&" + entity + b";") * len(value)
    if size > LARGEST:
        raise SourceError(name, f"its entities stand for {size:,} bytes", "save it in another form, such as Turtle")


_ENTITY = re.compile(rb"""<!ENTITY\s+(?:%\s*)?([^\s%]+)\s+(?:"([^"]*)"|'([^']*)')""")


def _english_first(values: list[_Resource | Literal]) -> list[str]:
    found = [each for each in values if isinstance(each, Literal)]
    return [each.value for each in sorted(found, key=lambda each: (_rank(each), each.language or "", each.value))]


def _rank(name: Literal) -> int:
    language = name.language or ""
    return 0 if language.split("-")[0] == "en" else 1 if not language else 2


def _identifier(node: object) -> str:
    return f"{BLANK}{node.value}" if isinstance(node, BlankNode) else getattr(node, "value", str(node))


def _joined(values: object) -> str:
    return "".join(f"{value}{JOIN}" for value in values)  # type: ignore[attr-defined]
