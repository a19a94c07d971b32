"""The vocabulary describes itself, agrees with the code, and reads the same in every form."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph
import pytest
from pyld import jsonld
from pyoxigraph import RdfFormat
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, Namespace, URIRef
from rdflib.compare import isomorphic

from unitgraph.checking.relations import Status
from unitgraph.dataset.catalogue import CAVEATS
from unitgraph.dataset.vocab import PREFIXES, UG, concept, term
from unitgraph.dataset.writer import list_blocks
from unitgraph.identity.lists import bundled_graph
from unitgraph.identity.mentions import Reason
from unitgraph.lexicon.tables import levels
from unitgraph.reading.paths.direction import SIGNED
from unitgraph.reading.paths.reader import HYPOTHESES, basis_of
from unitgraph.reading.paths.values import Direction, PathKind, Role
from unitgraph.reading.readings import CountryBasis
from unitgraph.reading.rulings import RulingKind
from unitgraph.store.contents import dataset_lines
from unitgraph.store.library import PARAMETER_TYPES
from unitgraph.validation import validate_file

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY = ROOT / "ontology"
NS = Namespace(UG)
SCHEMA = Namespace(PREFIXES["schema"])
# What the properties of units, entries and so on are made of beside the vocabulary itself.
BORROWED = {"org", "skos", "prov", "dcterms", "dcat", "foaf", "schema", "rdf", "rdfs", "owl", "sh", "xsd", "vann"}


@pytest.fixture(scope="module")
def vocabulary() -> Graph:
    return Graph().parse(ONTOLOGY / "unitgraph.ttl")


def own_terms(graph: Graph) -> set[str]:
    return {str(term).removeprefix(UG) for term in graph.subjects(RDFS.isDefinedBy, URIRef(UG))}


def scheme(graph: Graph, name: str) -> set[str]:
    members = {str(member) for member in graph.subjects(SKOS.inScheme, NS[name])}
    assert members
    return members


def concepts(words: Iterable[str]) -> set[str]:
    return {concept(word) for word in words}


def test_the_folder_holds_data_only() -> None:
    assert sorted(path.name for path in ONTOLOGY.iterdir()) == [
        "context.jsonld",
        "frame.jsonld",
        "migrate-0.1-to-0.2.ru",
        "query-shapes.ttl",
        "shapes.ttl",
        "term-shapes.ttl",
        "unitgraph.ttl",
    ]


def test_the_vocabulary_keeps_to_its_own_shapes() -> None:
    report = validate_file(ONTOLOGY / "unitgraph.ttl", [ONTOLOGY / "term-shapes.ttl"])
    assert report.results == (), report.text()


def test_the_number_of_terms(vocabulary: Graph) -> None:
    kinds = Counter(str(kind).rpartition("#")[2] for kind in vocabulary.objects(None, RDF.type))
    assert (kinds["Class"], kinds["ObjectProperty"] + kinds["DatatypeProperty"], kinds["ConceptScheme"]) == (33, 58, 12)
    assert kinds["Concept"] > 100
    assert len(own_terms(vocabulary)) == 33 + 58 + 12 + kinds["Concept"]


def test_every_subject_is_described_once() -> None:
    text = (ONTOLOGY / "unitgraph.ttl").read_text(encoding="utf-8")
    subjects = re.findall(r"^(ug:\w*) a ", text, re.MULTILINE)
    assert len(subjects) > 150
    assert [name for name, count in Counter(subjects).items() if count > 1] == []


def test_the_order_is_header_classes_properties_concepts() -> None:
    text = (ONTOLOGY / "unitgraph.ttl").read_text(encoding="utf-8")
    kinds = re.findall(r"^ug:\w* a (owl:Ontology|owl:Class|owl:\w+Property|skos:Concept)", text, re.MULTILINE)
    ranks = {"owl:Ontology": 0, "owl:Class": 1, "skos:Concept": 3}
    order = [ranks.get(kind, 2) for kind in kinds]
    assert order == sorted(order)
    assert set(order) == {0, 1, 2, 3}


def test_every_term_that_is_used_is_defined(vocabulary: Graph) -> None:
    """In the ontology itself, its shapes, the queries and the code."""
    files = [
        *(path for path in ONTOLOGY.iterdir() if path.suffix != ".ru"),  # these name terms of earlier versions
        *(ROOT / "queries").rglob("*.rq"),
        *(ROOT / "graph" / "unitgraph").rglob("*.py"),
        ROOT / "tests" / "validation" / "shapes" / "world.ttl",
    ]
    defined = own_terms(vocabulary)
    for path in files:
        used = set(re.findall(r"(?<![\w:/])ug:([A-Za-z][A-Za-z0-9]*)", path.read_text(encoding="utf-8")))
        unknown = {name for name in used - defined if not name.endswith("Shape")}
        assert not unknown, path


def test_alignment(vocabulary: Graph) -> None:
    def above(name: str) -> set[str]:
        parents = {*vocabulary.objects(NS[name], RDFS.subClassOf), *vocabulary.objects(NS[name], RDFS.subPropertyOf)}
        return {str(parent) for parent in parents}

    wanted = {
        "Unit": {"org:Organization", "schema:Organization"},
        "Subordination": {"prov:Entity"},
        "UnitList": {"prov:Entity", "dcat:Dataset"},
        "Entry": {"prov:Entity"},
        "Reading": {"prov:Entity"},
        "Denial": {"prov:Entity"},
        "Country": {"schema:Country", "dcterms:Location", "skos:Concept"},
        "Ruling": {"prov:Entity"},
        "LibraryQuery": {"sh:SPARQLExecutable"},
        "Level": {"skos:Concept"},
        "verbatimText": {"prov:value"},
        "caveat": {"skos:note"},
    }
    assert {name: above(name) for name in wanted} == {
        name: {term(curie) for curie in curies} for name, curies in wanted.items()
    }


def test_values_of_properties_are_classes_or_datatypes(vocabulary: Graph) -> None:
    ours = {str(each) for each in vocabulary.subjects(RDF.type, OWL.Class)}
    ends = (RDFS.domain, RDFS.range, SCHEMA.domainIncludes, SCHEMA.rangeIncludes)
    used = {str(value) for end in ends for value in vocabulary.objects(None, end)}
    for value in used - ours:
        assert value.startswith(PREFIXES["xsd"]) or value in {term("org:Site"), term("rdf:langString")}, value


# Words of the code and concepts of the vocabulary


def test_statuses(vocabulary: Graph) -> None:
    assert scheme(vocabulary, "Statuses") == concepts(Status)
    assert len(Status) == 7


def test_levels(vocabulary: Graph) -> None:
    assert scheme(vocabulary, "Levels") == concepts(level.concept for level in levels())


def test_bases(vocabulary: Graph) -> None:
    """Those that a reader's features name, and those of readings that need no features."""
    named = {basis_of("always", reading) for reading in HYPOTHESES} | {basis for basis, _ in SIGNED.values()}
    named |= {basis_of(feature, PathKind.SINGLE) for feature in ("one-segment", "places")}
    named.add("table-layout")
    named |= {basis_of("and", PathKind.LIST), "ruling-basis"}
    assert scheme(vocabulary, "Bases") == concepts(named)


def test_bases_of_identity(vocabulary: Graph) -> None:
    assert scheme(vocabulary, "IdentityBases") == concepts(set(Reason) - {Reason.RULING})
    assert concept(Reason.RULING) in scheme(vocabulary, "Bases")
    assert len({each.words for each in Reason}) == len(Reason)


def test_rulings_and_countries(vocabulary: Graph) -> None:
    assert scheme(vocabulary, "RulingKinds") == concepts(f"{kind}-ruling" for kind in RulingKind)
    assert scheme(vocabulary, "CountryBases") == concepts(CountryBasis)


def test_parts_of_readings(vocabulary: Graph) -> None:
    from unitgraph.dataset.writer import _DIRECTIONS, _KINDS

    assert set(_KINDS) == set(PathKind)
    assert set(_DIRECTIONS) == {*Direction, None}
    assert scheme(vocabulary, "PathKinds") == concepts(_KINDS.values())
    assert scheme(vocabulary, "Directions") == concepts(_DIRECTIONS.values())
    assert scheme(vocabulary, "Roles") == concepts(f"{role}-role" for role in Role)


def test_relations(vocabulary: Graph) -> None:
    from unitgraph.reading.hierarchy_cells import _RELATIONS, _STATUSES

    assert scheme(vocabulary, "Relations") == concepts(_RELATIONS.values())
    assert scheme(vocabulary, "EdgeStatuses") == concepts(_STATUSES.values())


def test_parameter_types(vocabulary: Graph) -> None:
    assert scheme(vocabulary, "ParameterTypes") == concepts(f"{word}-parameter" for word in PARAMETER_TYPES)


def test_every_concept_belongs_to_the_class_of_its_scheme(vocabulary: Graph) -> None:
    classes = {
        "Statuses": "Status",
        "Levels": "Level",
        "Bases": "Basis",
        "IdentityBases": "IdentityBasis",
        "RulingKinds": "RulingKind",
        "CountryBases": "CountryBasis",
        "PathKinds": "PathKind",
        "Directions": "Direction",
        "Roles": "SegmentRole",
        "Relations": "Relation",
        "EdgeStatuses": "EdgeStatus",
        "ParameterTypes": "ParameterType",
    }
    assert {str(each) for each in vocabulary.subjects(RDF.type, SKOS.ConceptScheme)} == {UG + name for name in classes}
    for name, kind in classes.items():
        assert scheme(vocabulary, name) == {str(each) for each in vocabulary.subjects(RDF.type, NS[kind])}


# Wording


def test_a_denial_is_never_inherited_and_no_sanction(vocabulary: Graph) -> None:
    said = str(vocabulary.value(NS.Denial, SKOS.definition))
    assert "never inherited" in said
    assert "not a sanction" in said
    texts = [str(text) for predicate in (SKOS.definition, RDFS.label) for text in vocabulary.objects(None, predicate)]
    assert sum("sanction" in text for text in texts) == 1
    assert not any("implicated" in text for text in texts)
    for name in ("WithinListed", "ContainsListed", "BesideListed"):
        assert "is not a denial of this" in str(vocabulary.value(NS[name], SKOS.definition))
    assert "absence from a list means nothing" in str(vocabulary.value(NS.NotListed, SKOS.definition))


def test_the_header(vocabulary: Graph) -> None:
    header = URIRef(UG)
    assert str(vocabulary.value(header, DCTERMS.creator)) == "The unitgraph contributors"
    version = vocabulary.value(header, OWL.versionInfo)
    prior = str(vocabulary.value(header, OWL.priorVersion)).rpartition("/")[2]
    assert (ONTOLOGY / f"migrate-{prior.removesuffix('.0')}-to-{str(version).removesuffix('.0')}.ru").is_file()
    assert str(vocabulary.value(header, OWL.versionIRI)) == f"https://w3id.org/unitgraph/ns/{version}"
    prefixes = dict(vocabulary.namespaces())
    assert {name: str(prefixes[name]) for name in PREFIXES} == PREFIXES


# JSON-LD


def context() -> dict[str, object]:
    found = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))
    assert list(found) == ["@context"]
    assert isinstance(found["@context"], dict)
    return found["@context"]


def triples_of(lines: Iterable[str]) -> list[str]:
    quads = pyoxigraph.parse("".join(lines), format=RdfFormat.N_QUADS)
    return sorted({f"{quad.triple} .\n" for quad in quads})


def world_triples() -> list[str]:
    content = (ROOT / "tests" / "validation" / "shapes" / "world.ttl").read_bytes()
    return sorted({f"{quad.triple} .\n" for quad in pyoxigraph.parse(content, format=RdfFormat.TURTLE)})


def compacted(triples: Iterable[str]) -> dict[str, object]:
    """Triples as JSON-LD with the context of the project."""
    quads = pyoxigraph.parse("".join(triples), format=RdfFormat.N_TRIPLES)
    written = pyoxigraph.serialize((quad.triple for quad in quads), format=RdfFormat.JSON_LD)
    assert written is not None
    nodes = json.loads(written)
    for node in nodes:  # types as types: a compact key is wanted for them too
        kinds = node.pop(str(RDF.type), [])
        node.setdefault("@type", []).extend(kind["@id"] for kind in kinds)
        if not node["@type"]:
            del node["@type"]
    found = jsonld.compact(nodes, {"@context": context()})
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("source", ["world", "bundled list"])
def test_json_ld_reads_back_to_the_same_triples(source: str) -> None:
    triples = world_triples() if source == "world" else triples_of(dataset_lines(bundled_graph()))
    document = compacted(triples)
    by_rdflib = Graph().parse(data=json.dumps(document), format="json-ld")
    assert isomorphic(by_rdflib, Graph().parse(data="".join(triples), format="nt"))
    by_pyld = jsonld.to_rdf(document, {"format": "application/n-quads"})
    assert triples_of([by_pyld]) == triples


def test_the_keys_can_be_read() -> None:
    nodes = compacted(world_triples())["@graph"]
    assert isinstance(nodes, list)
    by_id = {node["id"]: node for node in nodes}
    base = "https://w3id.org/unitgraph/"
    assert by_id[f"{base}unit/ly/judicial-police-1"] == {
        "id": f"{base}unit/ly/judicial-police-1",
        "type": ["OrganizationalUnit", "Unit"],
        "name": "Judicial Police",
        "searchNames": ["judicial police"],
        "country": f"{base}country/ly",
        "level": "Force",
        "superior": [f"{base}unit/ly/ministry-of-justice-1"],
        "ancestors": [f"{base}unit/ly/ministry-of-justice-1"],
        "derivedFrom": [f"{base}list/2018/line/53"],
    }
    assert by_id[f"{base}list/2018/line/53/denial"]["year"] == "2018"
    assert by_id[f"{base}list/2018/line/53/reading"]["confidence"] == "0.97"


def test_every_property_of_the_data_has_a_key() -> None:
    nodes = compacted(triples_of([*list_blocks(bundled_graph()), *world_triples()]))["@graph"]
    assert isinstance(nodes, list)
    keys = {key for node in nodes for key in node}
    assert len(keys) > 50
    assert {key for key in keys if ":" in key} == set()


def test_every_key_means_a_term(vocabulary: Graph) -> None:
    """Each property and class of the vocabulary that data uses has one key, and no key means two things."""
    defined = own_terms(vocabulary)
    meanings = [value.get("@id") if isinstance(value, dict) else value for value in context().values()]
    curies = [each for each in meanings if isinstance(each, str) and re.fullmatch(r"\w+:\w+", each)]
    assert len(curies) == len(set(curies)) > 70
    for curie in curies:
        prefix, _, name = curie.partition(":")
        assert (prefix == "ug" and name in defined) or prefix in BORROWED, curie
    properties = {
        *vocabulary.subjects(RDF.type, OWL.ObjectProperty),
        *vocabulary.subjects(RDF.type, OWL.DatatypeProperty),
    }
    assert {str(each).removeprefix(UG) for each in properties} <= {each.removeprefix("ug:") for each in curies}


def test_the_caveats_of_the_data_keep_to_the_wording() -> None:
    assert any("absence" in caveat.lower() for caveat in CAVEATS)
    assert not any("sanction" in caveat for caveat in CAVEATS)
