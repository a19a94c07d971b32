"""What lists, tables, countries, publishers and the build are said to be: properties with their values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from unitgraph.dataset.nquads import day, integer, iri, literal, term_iri, year
from unitgraph.lexicon.tables import NO_COUNTRY, OPEN_COUNTRY, country_by_code, country_name
from unitgraph.system.version import __version__

if TYPE_CHECKING:
    from unitgraph.identity.iris import Minter
    from unitgraph.identity.register import Former
    from unitgraph.reading.entries import ListMetadata
    from unitgraph.reading.hierarchy_tables import HierarchyTable

CAVEATS = (
    "This is not an official vetting decision.",
    "The list names units that were proposed for assistance in its calendar year and denied; the violation may be "
    "from any year.",
    "Absence from the list means nothing, and leaving a later list is no clearance.",
    "The status of a unit may have changed since; a listed unit may become eligible again.",
    "A denial is of the unit named; its parents and children are not denied by it.",
    "The hierarchy is read from the wording of the list, and from hierarchy tables where there are any.",
    "Units are matched by name, with a score.",
    "Where the country comes from (a heading, a ruling, an inference) stands on each reading.",
    "This is not legal advice.",
)
SHORT_CAVEATS = (
    "Limitations: not an official vetting decision; absence from a list means nothing, leaving a later one is no "
    "clearance; a denial is of the unit named, not of those above or below it."
)
"""The gist of them on one line, where what follows says how to see all."""


def no_legal_basis(name: str) -> str:
    """What answers and outputs say where they name a list that states no legal basis."""
    return f"No legal basis is stated for the list {name}."


NO_LEGAL_BASIS = "No legal basis is stated for this list."
"""The caveat of a list that does not state its legal basis, which is never assumed."""
TABLE_CAVEATS = (
    "This is a hierarchy table, not a list: it says how units stand to one another, and denies none of them.",
    "A unit that stands above, below or beside a listed unit here is not thereby listed.",
    "How units stood to one another may have changed since.",
    "This is not an official document of vetting, and not legal advice.",
)

_EU_COUNTRIES = "http://publications.europa.eu/resource/authority/country/"

Pairs = Iterable[tuple[str, str]]
"""Properties (prefixed names) with values, as they are written."""


def list_pairs(metadata: ListMetadata, entries: int, mint: Minter) -> Iterator[tuple[str, str]]:
    """What is said of a list, with the number of its entries. Its title and description carry a language if one is
    stated."""
    language = (metadata.language or "").lower()  # as stores write tags
    for kind in ("ug:UnitList", "prov:Entity", "dcat:Dataset"):
        yield "rdf:type", term_iri(kind)
    yield "dcterms:title", literal(metadata.title, language=language)
    yield "dcterms:identifier", literal(metadata.name)
    if metadata.publisher:
        yield "dcterms:publisher", iri(mint.agent(metadata.publisher))
    if metadata.source:
        yield "dcterms:source", iri(metadata.source)
    if metadata.scope:
        yield "dcterms:description", literal(metadata.scope, language=language)
    if metadata.licence:
        yield "dcterms:license", iri(metadata.licence)
    yield "ug:calendarYear", year(metadata.year)
    if metadata.published:
        yield "dcterms:issued", day(metadata.published)
    yield "ug:countsFrom", day(metadata.counts_from)
    if metadata.legal_basis:
        yield "ug:legalBasis", literal(metadata.legal_basis)
    if metadata.sha256:
        yield "ug:sha256", literal(metadata.sha256)
    yield "ug:entryCount", integer(entries)
    for caveat in CAVEATS if metadata.legal_basis else (*CAVEATS, NO_LEGAL_BASIS):
        yield "ug:caveat", literal(caveat, language="en")


def table_pairs(table: HierarchyTable) -> Iterator[tuple[str, str]]:
    """What is said of a hierarchy table."""
    for kind in ("ug:HierarchyTable", "prov:Entity", "dcat:Dataset"):
        yield "rdf:type", term_iri(kind)
    yield "dcterms:title", literal(table.name)
    yield "dcterms:identifier", literal(table.name)
    yield "ug:sha256", literal(table.sha256)
    for caveat in TABLE_CAVEATS:
        yield "ug:caveat", literal(caveat, language="en")


def publisher_pairs(name: str) -> Iterator[tuple[str, str]]:
    """What is said of a publisher: an agent with its name."""
    yield "rdf:type", term_iri("foaf:Agent")
    yield "foaf:name", literal(name)


def build_pairs(unit_list: str, software: str) -> Iterator[tuple[str, str]]:
    """What is said of the build that read a list, given by its IRI as the software is."""
    yield "rdf:type", term_iri("prov:Activity")
    yield "rdfs:label", literal(f"Build with unitgraph {__version__}", language="en")
    yield "prov:used", iri(unit_list)
    yield "prov:wasAssociatedWith", iri(software)


def software_pairs() -> Iterator[tuple[str, str]]:
    """What is said of this program."""
    yield "rdf:type", term_iri("prov:SoftwareAgent")
    yield "foaf:name", literal("unitgraph")
    yield "schema:softwareVersion", literal(__version__)


def country_pairs(code: str) -> Iterator[tuple[str, str]]:
    """What is said of a country, by its alpha-2 code: its name, and the concept of the EU's authority table that is the
    same country (named by its alpha-3 code)."""
    yield "rdf:type", term_iri("ug:Country")
    yield "skos:notation", literal(code)
    yield "skos:prefLabel", literal(country_name(code), language="en")
    if code not in (OPEN_COUNTRY, NO_COUNTRY) and (country := country_by_code(code)) is not None:
        yield "skos:exactMatch", iri(_EU_COUNTRIES + country.alpha3)


def former_pairs(former: Former, mint: Minter) -> Iterator[tuple[str, str]]:
    """What an IRI named that no unit has any more."""
    yield "rdf:type", term_iri("ug:FormerUnit")
    yield "rdfs:label", literal(former.name)
    yield "dcterms:spatial", iri(mint.country(former.country))
    for source in former.sources:
        yield "ug:formerSource", literal(source)
    if former.replaced_by:
        yield "dcterms:isReplacedBy", iri(mint.base + former.replaced_by)
