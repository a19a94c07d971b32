"""The graph as triples: the terms of N-Quads, and what 2018 says."""

from __future__ import annotations

import datetime
import subprocess
import sys
from collections.abc import Iterable
from itertools import chain

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import DCTERMS, FOAF, PROV, RDF, RDFS, SKOS, Dataset, Graph, Literal, Namespace, URIRef

from unitgraph.dataset.catalogue import CAVEATS
from unitgraph.dataset.nquads import decimal, integer, iri, literal, year
from unitgraph.dataset.vocab import PREFIXES, concept
from unitgraph.dataset.writer import list_blocks
from unitgraph.identity.iris import Minter
from unitgraph.identity.list_units import build_units
from unitgraph.identity.lists import bundled_graph
from unitgraph.identity.units import UnitGraph
from unitgraph.lexicon.tables import levels
from unitgraph.reading.entries import Entry, ListMetadata
from unitgraph.reading.paths.values import Direction, Evidence, PathKind, Role, Segment, UnitPath
from unitgraph.reading.readings import CountryBasis, CountryReading, Reading
from unitgraph.reading.rulings import Ruling, RulingKind
from unitgraph.system.resources import resource
from unitgraph.system.version import __version__

UG = Namespace(PREFIXES["ug"])
ORG = Namespace(PREFIXES["org"])
BASE = "https://w3id.org/unitgraph/"
TORREON = URIRef(f"{BASE}unit/mx/torreon-station-760d1afd")
FEDERAL = URIRef(f"{BASE}unit/mx/federal-police-81b88458")


def at(line: int) -> str:
    """The IRI of an entry of 2018 by its line."""
    (text,) = (each.entry.verbatim for each in bundled_graph().readings if each.entry.line == line)
    return Minter().entry("2018", text)


pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")


# --- terms ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain", '"plain"'),
        ("", '""'),
        ('a "b" \\ c', '"a \\"b\\" \\\\ c"'),
        ("a\nb\rc\td\be\f", '"a\\nb\\rc\\td\\be\\f"'),
        ("\x00\x1b\x7f\x85\ufffe", '"\\u0000\\u001B\\u007F\x85\\uFFFE"'),
        ("\\u0041", '"\\\\u0041"'),
        ("General\u2019s\u00a0x\u202e\U0001f46e", '"General\u2019s\u00a0x\u202e\U0001f46e"'),
    ],
)
def test_literal(text: str, written: str) -> None:
    assert literal(text) == written


def test_typed_terms() -> None:
    xsd = PREFIXES["xsd"]
    assert literal("2026-11-24", "xsd:date") == f'"2026-11-24"^^<{xsd}date>'
    assert integer(60) == f'"60"^^<{xsd}integer>'
    assert year(2018) == f'"2018"^^<{xsd}gYear>'
    assert year(33) == f'"0033"^^<{xsd}gYear>'
    assert iri("https://example.org/") == "<https://example.org/>"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.97, "0.97"),
        (1.0, "1"),
        (0.0, "0"),
        (-0.00001, "0"),
        (0.12345, "0.1235"),
        (-2.5, "-2.5"),
        (10.0, "10"),
        (1e-9, "0"),
    ],
)
def test_decimal(value: float, text: str) -> None:
    assert decimal(value) == f'"{text}"^^<{PREFIXES["xsd"]}decimal>'


@given(st.text())
def test_a_literal_is_read_back_as_it_was(text: str) -> None:
    line = f"<x:s> <x:p> {literal(text)} .\n"
    (quad,) = pyoxigraph.parse(line.encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert isinstance(quad.object, pyoxigraph.Literal)
    assert quad.object.value == text
    assert f"{quad.triple} .\n" == line


@given(st.floats(-1000, 1000))
def test_no_store_rewrites_a_decimal(value: float) -> None:
    store = pyoxigraph.Store()
    line = f"<x:s> <x:p> {decimal(value)} <x:g> .\n"
    store.load(line.encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    assert [f"{quad} .\n" for quad in store] == [line]
    assert abs(float(decimal(value).split('"')[1]) - value) <= 0.00005 + 1e-9


# --- the list of 2018 ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    """What is written for 2018."""
    found = Dataset(default_union=True)
    found.parse(data="".join(list_blocks(bundled_graph())), format="nquads")
    return found


def named(dataset: Dataset, name: str) -> Graph:
    return dataset.graph(URIRef(f"{BASE}graph/{name}"))


def test_the_named_graphs(dataset: Dataset) -> None:
    graphs = {str(graph.identifier) for graph in dataset.graphs() if len(graph)}
    assert graphs == {f"{BASE}graph/{name}" for name in ("list/2018", "rulings", "inferred")}


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        (UG.Unit, 62),
        (ORG.Organization, 22),
        (ORG.OrganizationalUnit, 40),
        (UG.Subordination, 40),
        (UG.Denial, 26),
        (UG.Entry, 26),
        (UG.Reading, 26),
        (UG.Country, 11),
        (UG.UnitList, 1),
        (UG.Ruling, 12),
        (ORG.Site, 2),
    ],
)
def test_how_many_of_each_kind(dataset: Dataset, kind: URIRef, count: int) -> None:
    assert len(set(dataset.subjects(RDF.type, kind))) == count


def values(graph: Graph, subject: URIRef, predicate: URIRef) -> set[str]:
    return {str(each) for each in graph.objects(subject, predicate)}


def test_a_unit(dataset: Dataset) -> None:
    assert values(dataset, TORREON, SKOS.prefLabel) == {"Torreon Station"}
    assert values(dataset, TORREON, SKOS.altLabel) == set()
    assert values(dataset, TORREON, SKOS.hiddenLabel) == set(), "folding does no more than lower case"
    assert values(dataset, TORREON, UG.country) == {f"{BASE}country/mx"}
    assert values(dataset, TORREON, ORG.classification) == {str(UG.Station)}
    assert values(dataset, TORREON, PROV.wasDerivedFrom) == {at(60)}
    (above,) = dataset.objects(TORREON, ORG.subOrganizationOf)
    assert values(dataset, above, SKOS.prefLabel) == {"Coahuila State Coordination"}
    assert values(dataset, FEDERAL, ORG.subOrganizationOf) == set()


def test_the_names_of_the_chaka_unit(dataset: Dataset) -> None:
    (chaka,) = dataset.subjects(SKOS.prefLabel, Literal("Chaka Metropolitan Police"))
    assert values(dataset, chaka, SKOS.altLabel) == {"Dhaka Metropolitan Police"}
    assert values(dataset, chaka, SKOS.hiddenLabel) == set()


def test_names_are_plain_strings_without_language(dataset: Dataset) -> None:
    countries = set(dataset.subjects(RDF.type, UG.Country))
    assert all(dataset.value(each, SKOS.prefLabel).language == "en" for each in countries)  # type: ignore[union-attr]
    named = [name for each, name in dataset.subject_objects(SKOS.prefLabel) if each not in countries]
    names = [*named, *dataset.objects(None, UG.verbatimText)]
    assert len(names) > 80
    assert {(each.language, each.datatype) for each in names if isinstance(each, Literal)} <= {
        (None, None),
        (None, URIRef(PREFIXES["xsd"] + "string")),
    }


def test_a_denial(dataset: Dataset) -> None:
    denial = URIRef(at(60) + "/denial")
    assert set(dataset.predicate_objects(denial)) == {
        (RDF.type, UG.Denial),
        (UG.deniedUnit, TORREON),
        (UG.calendarYear, Literal("2018", datatype=URIRef(PREFIXES["xsd"] + "gYear"))),
        (UG.legalBasis, Literal("section 620M of the Foreign Assistance Act of 1961 (22 U.S.C. 2378d)")),
        (PROV.wasDerivedFrom, URIRef(at(60))),
        (PROV.wasDerivedFrom, URIRef(at(60) + "/reading")),
    }


def test_nothing_but_denials_says_denied(dataset: Dataset) -> None:
    """No triple says of a unit that is not itself listed that it was denied."""
    denied = set(dataset.objects(None, UG.deniedUnit))
    assert len(denied) == 26
    assert FEDERAL not in denied
    predicates = {str(predicate) for predicate in dataset.predicates() if "denie" in str(predicate).lower()}
    assert predicates == {str(UG.deniedUnit)}


def test_an_edge_has_its_evidence(dataset: Dataset) -> None:
    edges = list(dataset.subject_objects(ORG.subOrganizationOf))
    assert len(edges) == 40
    for subordinate, superior in edges:
        (edge,) = set(dataset.subjects(UG.subordinate, subordinate)) & set(dataset.subjects(UG.superior, superior))
        assert values(dataset, edge, UG.relation) == {str(UG.AsListed)}
        # A calendar year: cited on some day of it.
        for earliest, latest in ((UG.firstCited, UG.firstCitedLatest), (UG.lastCitedEarliest, UG.lastCited)):
            assert values(dataset, edge, earliest) == {"2018-01-01"}
            assert values(dataset, edge, latest) == {"2018-12-31"}
        sources = values(dataset, edge, PROV.wasDerivedFrom)
        entries = {each for each in sources if (URIRef(each), RDF.type, UG.Entry) in dataset}
        assert entries
        assert sources == entries | {f"{entry}/reading" for entry in entries}
        (confidence,) = dataset.objects(edge, UG.confidence)
        assert isinstance(confidence, Literal)
        assert 0 < float(confidence) <= 1


def test_an_entry(dataset: Dataset) -> None:
    entry = URIRef(at(58))
    (text,) = values(dataset, entry, UG.verbatimText)
    assert "Security,\u00a0Direcorate\u00a0of the Preventive" in text
    assert values(dataset, entry, UG.line) == {"58"}
    assert values(dataset, entry, UG.ordinal) == {"16"}
    assert values(dataset, entry, DCTERMS.isPartOf) == {f"{BASE}list/2018"}
    assert values(dataset, entry, UG.heading) == set()
    assert values(dataset, URIRef(at(38)), UG.heading) == {"Central African Republic"}


def test_the_list(dataset: Dataset) -> None:
    listed = URIRef(f"{BASE}list/2018")
    assert values(dataset, listed, UG.calendarYear) == {"2018"}
    assert values(dataset, listed, UG.entryCount) == {"26"}
    (publisher,) = dataset.objects(listed, DCTERMS.publisher)
    assert set(dataset.predicate_objects(publisher)) == {
        (RDF.type, FOAF.Agent),
        (FOAF.name, Literal("U.S. Department of State")),
    }
    texts = [each for name in (DCTERMS.title, DCTERMS.description, UG.caveat) for each in dataset.objects(listed, name)]
    assert {each.language for each in texts if isinstance(each, Literal)} == {"en"}
    assert values(dataset, listed, UG.caveat) == set(CAVEATS)
    assert values(dataset, listed, UG.sha256) == {"d92559afc76ad209821651fdf0fb7ab0e3e9121fb2af27f5a0333f37f0214d48"}
    assert len(values(dataset, listed, DCTERMS.source)) == len(values(dataset, listed, DCTERMS.license)) == 1


def test_a_reading(dataset: Dataset) -> None:
    reading = URIRef(at(58) + "/reading")
    assert values(dataset, reading, RDF.type) == {str(UG.Reading), str(PROV.Entity)}
    assert values(dataset, reading, PROV.wasDerivedFrom) == {
        at(58),
        f"{BASE}ruling/2018/country-mexico",
        f"{BASE}ruling/2018/spelling-direcorate",
    }
    assert values(dataset, reading, UG.pathKind) == {str(UG.Path)}
    assert values(dataset, reading, UG.direction) == {str(UG.LargestFirst)}
    assert values(dataset, reading, UG.countryBasis) == {str(UG.CountryFromRuling)}
    assert values(dataset, reading, UG.countryConfidence) == set()
    assert len(values(dataset, reading, UG.segment)) == 4
    segment = URIRef(f"{reading}/segment/2")
    assert values(dataset, segment, UG.verbatimText) == {"Direcorate of the Preventive State Police"}
    assert values(dataset, segment, UG.role) == {str(UG.UnitRole)}
    (denoted,) = dataset.objects(segment, UG.denotes)
    assert values(dataset, denoted, SKOS.prefLabel) == {"Directorate of the Preventive State Police"}
    (build,) = values(dataset, reading, PROV.wasGeneratedBy)
    assert set(dataset.predicate_objects(URIRef(build))) == {
        (RDF.type, PROV.Activity),
        (RDFS.label, Literal(f"Build with unitgraph {__version__}", lang="en")),
        (PROV.used, URIRef(f"{BASE}list/2018")),
        (PROV.wasAssociatedWith, URIRef(f"{BASE}agent/unitgraph-{__version__}")),
    }
    assert set(dataset.predicate_objects(URIRef(f"{BASE}agent/unitgraph-{__version__}"))) == {
        (RDF.type, PROV.SoftwareAgent),
        (FOAF.name, Literal("unitgraph")),
        (URIRef("https://schema.org/softwareVersion"), Literal(__version__)),
    }


def test_a_place_is_denoted_by_its_segment(dataset: Dataset) -> None:
    segment = URIRef(at(53) + "/reading/segment/2")
    (site,) = dataset.objects(segment, UG.denotes)
    assert values(dataset, site, SKOS.prefLabel) == {"Tripoli"}
    (prison,) = dataset.subjects(ORG.hasSite, site)
    assert values(dataset, prison, SKOS.prefLabel) == {"Ain Zara Prison"}


def test_a_ruling(dataset: Dataset) -> None:
    rulings = named(dataset, "rulings")
    umep = URIRef(f"{BASE}ruling/2018/umep-one-unit")
    assert values(rulings, umep, UG.rulingKind) == {str(UG.PathRuling)}
    assert values(rulings, umep, UG.appliesTo) == {at(50)}
    assert values(rulings, umep, DCTERMS.date) == {"2026-11-24"}
    mexico = URIRef(f"{BASE}ruling/2018/country-mexico")
    assert len(values(rulings, mexico, UG.appliesTo)) == 10


def test_the_closure_is_that_of_the_edges(dataset: Dataset) -> None:
    inferred = named(dataset, "inferred")
    # The only identification: what a ruling says that the entry with a misprint stands for.
    (found,) = inferred.subjects(RDF.type, UG.Identification)
    assert values(inferred, found, UG.basis) == {str(UG.RulingBasis)}
    others = {predicate for unit, predicate in inferred.subject_predicates() if unit != found}
    assert others == {ORG.transitiveSubOrganizationOf}
    expected = {
        (unit, above)
        for unit in dataset.subjects(RDF.type, UG.Unit)
        for above in dataset.transitive_objects(unit, ORG.subOrganizationOf)
        if unit != above
    }
    assert set(inferred.subject_objects(ORG.transitiveSubOrganizationOf)) == expected
    assert len(expected) > 60


def test_the_same_lines_on_another_hash_seed(environment: dict[str, str]) -> None:
    code = (
        "import hashlib\nfrom unitgraph.dataset.writer import list_blocks\n"
        "from unitgraph.identity.lists import bundled_graph\n"
        "lines = ''.join(sorted(set(list_blocks(bundled_graph()))))\n"
        "print(hashlib.sha256(lines.encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=environment | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


# --- more than 2018 has --------------------------------------------------------------------------------------------

LISTS = (ListMetadata("a", 2018, "A", "law"), ListMetadata("b", 2020, "B", "act"))


def reading(
    line: int, *segments: tuple[str, Role], of: str = "a", kind: PathKind = PathKind.PATH, **more: object
) -> Reading:
    parts = tuple(Segment(*each) for each in segments)
    text = ", ".join(part.text for part in parts)
    direction = Direction.DOWN if kind is PathKind.PATH else None
    path = UnitPath(
        text, kind, direction, parts, 0.5, (Evidence("prior", "so", -0.25), Evidence("acronym", "and", 1.0))
    )
    country = CountryReading("MX", CountryBasis.INFERRED, 0.85)
    return Reading(Entry(of, line, line, text), path, country, **more)  # type: ignore[arg-type]


def written(graph: UnitGraph) -> Dataset:
    found = Dataset(default_union=True)
    found.parse(data="".join(list_blocks(graph)), format="nquads")
    return found


def build(*readings: Reading, rulings: Iterable[Ruling] = ()) -> UnitGraph:
    return build_units(readings, LISTS, BASE, rulings)


def test_what_two_lists_say_stands_in_the_graph_of_each() -> None:
    unit = ("Police", Role.UNIT)
    found = written(build(reading(1, unit, ("Station", Role.UNIT)), reading(3, unit, ("Base", Role.UNIT), of="b")))
    police = next(found.subjects(SKOS.prefLabel, Literal("Police")))
    one, other = named(found, "list/a"), named(found, "list/b")
    assert (police, SKOS.prefLabel, Literal("Police")) in one
    assert (police, SKOS.prefLabel, Literal("Police")) in other
    assert values(one, police, PROV.wasDerivedFrom) == {
        Minter().entry("a", "Police, Station"),
        Minter().entry("b", "Police, Base"),
    }
    assert (None, SKOS.prefLabel, Literal("Station")) not in other
    assert (None, SKOS.prefLabel, Literal("Station")) in one
    country = URIRef(f"{BASE}country/mx")
    assert (country, SKOS.notation, Literal("MX")) in one
    assert (country, SKOS.notation, Literal("MX")) in other


def test_an_inferred_country_has_its_confidence_and_a_list_may_know_little_of_itself() -> None:
    found = written(build(reading(1, ("Police", Role.UNIT))))
    subject = URIRef(Minter().reading(Minter().entry("a", "Police")))
    assert values(found, subject, UG.countryBasis) == {str(UG.CountryInferred)}
    assert values(found, subject, UG.countryConfidence) == {"0.85"}
    listed = URIRef(f"{BASE}list/a")
    for predicate in (DCTERMS.publisher, DCTERMS.source, DCTERMS.license, DCTERMS.description, UG.sha256):
        assert values(found, listed, predicate) == set()
    assert values(found, URIRef(f"{subject}/evidence/1"), UG.weight) == {"-0.25"}
    assert values(found, URIRef(f"{subject}/evidence/2"), UG.statement) == {"and"}
    assert values(found, subject, UG.basis) == {str(UG.Prior), str(UG.Acronym)}


def test_several_bodies_have_several_denials() -> None:
    found = written(build(reading(1, ("Police", Role.UNIT), ("Army", Role.UNIT), kind=PathKind.LIST)))
    assert {str(each) for each in found.subjects(RDF.type, UG.Denial)} == {
        Minter().denial(Minter().entry("a", "Police, Army")),
        Minter().denial(Minter().entry("a", "Police, Army"), 2),
    }


def test_an_unread_entry_denotes_nothing_by_its_parts() -> None:
    graph = build(reading(1, ("Unit No. 1", Role.UNIT), ("Dhaka", Role.PLACE), kind=PathKind.UNCLEAR))
    found = written(graph)
    assert list(found.objects(None, UG.denotes)) == []
    assert values(found, URIRef(Minter().reading(Minter().entry("a", "Unit No. 1, Dhaka"))), UG.direction) == {
        str(UG.NoDirection)
    }
    assert {str(each) for each in found.objects(None, SKOS.prefLabel)} == {"Unit No. 1, Dhaka", "Mexico"}


def test_a_country_nobody_knows_is_named_by_its_code() -> None:
    path = UnitPath("Police", PathKind.SINGLE, None, (Segment("Police", Role.UNIT),), 1.0, ())
    odd = Reading(Entry("a", 1, 1, "Police"), path, CountryReading("QQ", CountryBasis.COLUMN))
    assert values(written(build(odd)), URIRef(f"{BASE}country/qq"), SKOS.prefLabel) == {"QQ"}


def test_units_that_are_distinct() -> None:
    ruling = Ruling("a", "d", RulingKind.DISTINCT, "why", datetime.date(2026, 1, 2), names=("Guard A", "Guard B"))
    graph = build(
        reading(1, ("Guard A", Role.UNIT), kind=PathKind.SINGLE),
        reading(2, ("Guard B", Role.UNIT), kind=PathKind.SINGLE),
        rulings=[ruling],
    )
    rulings = named(written(graph), "rulings")
    one, other = (unit.iri for unit in graph.units)
    assert (URIRef(one), URIRef(PREFIXES["owl"] + "differentFrom"), URIRef(other)) in rulings
    assert values(rulings, URIRef(f"{BASE}ruling/a/d"), UG.appliesTo) == {
        Minter().entry("a", "Guard A"),
        Minter().entry("a", "Guard B"),
    }


def test_every_concept_that_is_written_is_in_the_ontology() -> None:
    ontology = Graph().parse(resource("ontology", "unitgraph.ttl"))
    known = {str(each) for each in ontology.subjects(SKOS.inScheme, None)}
    words = chain(
        ("path", "single-unit", "bodies-side-by-side", "unclear", "smallest-first", "largest-first", "no-direction"),
        ("as-listed", "ruling-basis"),
        (f"{role}-role" for role in Role),
        (f"{kind}-ruling" for kind in RulingKind),
        CountryBasis,
        (level.concept for level in levels()),
    )
    assert [word for word in words if concept(word) not in known] == []
