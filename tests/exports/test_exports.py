"""What is exported: read back, the same bytes every time, one unit's part, and what every form must carry."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import networkx as nx
import pyld.jsonld
import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat
from rdflib.namespace import ORG, RDF

from unitgraph.api import open_store
from unitgraph.dataset.catalogue import CAVEATS
from unitgraph.dataset.nquads import literal
from unitgraph.dataset.vocab import term
from unitgraph.exports import ExtraGraph, Format, export, write_folder
from unitgraph.exports.jsonld import JsonLdContext, project_context, write_jsonld
from unitgraph.exports.rdf import union
from unitgraph.exports.selection import about, selected
from unitgraph.identity.iris import Minter
from unitgraph.identity.lists import bundled_graph, read_list
from unitgraph.reading.metadata import ListSource
from unitgraph.store import RdflibStore, Store, memory_store
from unitgraph.store.contents import dataset_lines
from unitgraph.system.errors import QueryError, UnitGraphError
from unitgraph.system.version import __version__

UG = rdflib.Namespace("https://w3id.org/unitgraph/ns#")
RDF_FORMATS = {
    Format.TURTLE: RdfFormat.TURTLE,
    Format.NTRIPLES: RdfFormat.N_TRIPLES,
    Format.RDFXML: RdfFormat.RDF_XML,
    Format.TRIG: RdfFormat.TRIG,
    Format.NQUADS: RdfFormat.N_QUADS,
}
TITLE = "State Leahy Law: calendar year 2018"
SOURCE = "state.gov"


def exported(store: Store, form: Format, unit: str | None = None, parts: Iterable[ExtraGraph] = ()) -> bytes:
    output = io.BytesIO()
    export(store, form, output, unit, list(parts))
    return output.getvalue()


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store()


@pytest.fixture(scope="module")
def lines(store: Store) -> list[str]:
    with selected(store) as found:
        return list(found)


@pytest.fixture(scope="module")
def station(store: Store) -> str:
    return named(store, "Torreon Station")


def named(store: Store, name: str) -> str:
    query = f'SELECT ?unit {{ ?unit a <{UG.Unit}> ; <{term("skos:prefLabel")}> "{name}" }}'
    ((iri,),) = store.query(query).texts()
    assert iri is not None
    return iri


def test_lists_and_rulings_are_written_and_nothing_else_unless_asked(store: Store, lines: list[str]) -> None:
    mint = Minter()
    graphs = {line.rpartition(" <")[2].removesuffix("> .") for line in lines}
    assert graphs == {mint.list_graph("2018"), mint.graph("rulings")}
    assert lines == sorted(lines)
    for part in ExtraGraph:
        added = exported(store, Format.NQUADS, parts=[part]).decode()
        assert f"<{mint.graph(part)}> .\n" in added
        assert added.count("\n") > len(lines)


@pytest.mark.parametrize("form", RDF_FORMATS)
def test_every_rdf_form_reads_back(store: Store, lines: list[str], form: Format) -> None:
    read = RDF_FORMATS[form]
    found = {str(quad) if read.supports_datasets else str(quad.triple) for quad in parsed(exported(store, form), read)}
    expected = {line.removesuffix(" .") for line in lines} if read.supports_datasets else set(union(lines))
    assert found == expected
    assert len(found) > 2000


def parsed(content: bytes, form: RdfFormat) -> Iterable[pyoxigraph.Quad]:
    return pyoxigraph.parse(content, format=form)


@pytest.mark.parametrize("unit", [None, "Torreon Station"])
def test_json_ld_is_the_turtle_to_rdflib_and_to_pyld(store: Store, unit: str | None) -> None:
    iri = named(store, unit) if unit else None
    turtle = {str(quad.triple) for quad in parsed(exported(store, Format.TURTLE, iri), RdfFormat.TURTLE)}
    document = exported(store, Format.JSONLD, iri)
    by_pyld = pyld.jsonld.to_rdf(json.loads(document), {"format": "application/n-quads"})
    assert {str(quad.triple) for quad in parsed(by_pyld.encode(), RdfFormat.N_TRIPLES)} == turtle
    by_rdflib = rdflib.Graph().parse(data=document, format="json-ld").serialize(format="nt", encoding="utf-8")
    assert {str(quad.triple) for quad in parsed(by_rdflib, RdfFormat.N_TRIPLES)} == turtle
    assert len(turtle) > 100


def test_json_ld_reads_as_a_person_expects(store: Store, station: str) -> None:
    document = json.loads(exported(store, Format.JSONLD))
    assert document["@context"] == project_context().source
    nodes = {node["id"]: node for node in document["@graph"]}
    unit = nodes[station]
    assert unit["name"] == "Torreon Station"
    assert unit["type"] == ["OrganizationalUnit", "Unit"]
    assert unit["country"] == f"{Minter().base}country/mx"
    assert [nodes[each]["name"] for each in unit["superior"]] == ["Coahuila State Coordination"]
    entry = nodes[f"{Minter().base}list/2018/entry/82c7350b7ac19b83"]
    assert entry["line"] == 60
    assert [*nodes] == sorted(nodes, key=lambda iri: f"<{iri}> ")
    assert all(key in {"@context", "@graph"} for key in document)
    keys = {key for node in document["@graph"] for key in node}
    assert not any(":" in key for key in keys), "every property has a readable key"


@pytest.mark.end_to_end
def test_a_seed_of_the_hash_and_the_order_of_the_input_change_no_byte() -> None:
    program = (
        "import hashlib, io, random, sys\n"
        "from unitgraph.exports import ExtraGraph, Format, export\n"
        "from unitgraph.identity.lists import bundled_graph\n"
        "from unitgraph.store.contents import dataset_lines\n"
        "from unitgraph.store import memory_store\n"
        "lines = list(dataset_lines(bundled_graph()))\n"
        "random.Random(int(sys.argv[1])).shuffle(lines)\n"
        "store = memory_store(lines)\n"
        "for form in Format:\n"
        "    output = io.BytesIO()\n"
        "    export(store, form, output, parts=list(ExtraGraph))\n"
        "    print(form, hashlib.sha256(output.getvalue()).hexdigest())\n"
    )
    runs = []
    for seed in ("1", "2"):
        environment = os.environ | {
            "SOURCE_DATE_EPOCH": "1600000000",
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        run = subprocess.run([sys.executable, "-c", program, seed], env=environment, capture_output=True, check=True)
        runs.append(run.stdout.decode().splitlines())
    assert len(runs[0]) == len(Format)
    assert runs[0] == runs[1]


def test_every_store_gives_the_same_bytes(station: str) -> None:
    quads = dataset_lines(bundled_graph())
    with memory_store(quads) as one, RdflibStore(quads) as other:
        for form in (Format.NQUADS, Format.TURTLE, Format.JSONLD):
            assert exported(one, form) == exported(other, form)
            assert exported(one, form, station) == exported(other, form, station)


def test_one_unit_comes_with_what_stands_below_the_chain_above_and_all_behind_them(
    store: Store, lines: list[str], station: str
) -> None:
    part = about(lines, station)
    graph = as_graph(part)
    names = {str(graph.value(unit, rdflib.SKOS.prefLabel)) for unit in graph.subjects(RDF.type, UG.Unit)}
    assert names == {
        "Federal Police",
        "Regional Security Division",
        "Northeast Zone Regional Coordination",
        "Coahuila State Coordination",
        "Torreon Station",
    }
    assert len(set(graph.subjects(RDF.type, UG.Denial))) == 1
    assert len(set(graph.subjects(RDF.type, UG.Reading))) == 1
    assert len(set(graph.subjects(RDF.type, UG.Subordination))) == 4
    assert {str(each) for each in graph.objects(None, UG.verbatimText)} > {"Torreon Station"}
    assert not set(graph.subject_objects(UG.entryCount))
    with selected(store, station) as found:
        assert list(found) == part


def test_a_part_names_no_sibling_that_is_not_in_it(tmp_path: Path) -> None:
    rulings = tmp_path / "none.yaml"
    rulings.write_text('list: "2018"\nrulings: []\n', encoding="utf-8")
    lines = dataset_lines(read_list(ListSource(rulings=rulings)))
    with memory_store(lines) as store:
        ((misspelt, right),) = as_graph(lines).subject_objects(UG.nearlySameNameAs)
        above = as_graph(lines).value(misspelt, ORG.subOrganizationOf)
        for unit, pairs in ((misspelt, []), (right, []), (above, [(misspelt, right)])):
            with selected(store, str(unit), [ExtraGraph.INFERRED]) as found:
                assert list(as_graph(found).subject_objects(UG.nearlySameNameAs)) == pairs


def as_graph(lines: Iterable[str]) -> rdflib.Graph:
    return rdflib.Graph().parse(data="".join(f"{triple} .\n" for triple in union(lines)), format="nt")


def test_a_root_comes_with_every_entry_under_it(store: Store, lines: list[str]) -> None:
    graph = as_graph(about(lines, named(store, "Federal Police")))
    assert len(set(graph.subjects(RDF.type, UG.Denial))) == 2
    assert len(set(graph.subjects(RDF.type, UG.Entry))) == 2


def test_an_unknown_unit_is_refused(store: Store) -> None:
    with pytest.raises(QueryError, match="the graph holds no such unit"):
        exported(store, Format.TURTLE, "https://w3id.org/unitgraph/unit/mx/none")


@pytest.mark.parametrize("form", [*RDF_FORMATS, Format.JSONLD, Format.GRAPHML])
@pytest.mark.parametrize("part", [False, True])
def test_every_form_carries_title_source_year_and_caveats(store: Store, station: str, form: Format, part: bool) -> None:
    text = exported(store, form, station if part else None).decode()
    assert TITLE in text
    assert SOURCE in text
    assert "2018" in text
    assert len(CAVEATS) == 9
    assert all(caveat in text for caveat in CAVEATS)


def test_the_tables_and_their_metadata(store: Store, station: str, tmp_path: Path) -> None:
    write_folder(store, tmp_path / "tables")
    names = sorted(path.name for path in (tmp_path / "tables").iterdir())
    assert names == ["csv-metadata.json", "denials.csv", "edges.csv", "units.csv"]
    tables = {name: rows_of(tmp_path / "tables" / name) for name in names[1:]}
    assert {name: len(rows) for name, rows in tables.items()} == {"denials.csv": 26, "edges.csv": 40, "units.csv": 62}
    (unit,) = (row for row in tables["units.csv"] if row["unit"] == station)
    assert (unit["name"], unit["country"], unit["level"], unit["listed"]) == ("Torreon Station", "MX", "Station", "yes")
    assert unit["superior_names"] == "Coahuila State Coordination"
    (denial,) = (row for row in tables["denials.csv"] if row["unit"] == station)
    assert (denial["year"], denial["line"]) == ("2018", "60")
    assert denial["verbatim"].startswith("Federal Police, Regional Security Division")
    (edge,) = (row for row in tables["edges.csv"] if row["subordinate"] == station)
    assert (edge["relation"], edge["first_cited"], edge["last_cited"]) == ("AsListed", "2018", "2018")
    metadata = json.loads((tmp_path / "tables" / "csv-metadata.json").read_text(encoding="utf-8"))
    assert metadata["dc:date"] == ["2018"]
    assert TITLE in metadata["dc:title"]
    assert SOURCE in metadata["dc:source"][0]
    assert metadata["rdfs:comment"] == list(CAVEATS)
    described = {
        each["url"]: [column["name"] for column in each["tableSchema"]["columns"]] for each in metadata["tables"]
    }
    assert described == {name: list(rows[0]) for name, rows in tables.items()}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("table", ["units", "edges", "denials"])
def test_one_table_is_the_file_of_the_folder(store: Store, tmp_path: Path, table: str) -> None:
    output = io.BytesIO()
    export(store, Format.CSV, output, table=table)
    write_folder(store, tmp_path)
    assert output.getvalue() == (tmp_path / f"{table}.csv").read_bytes()


def test_graphml_is_read_by_networkx(store: Store, station: str) -> None:
    graph = nx.read_graphml(io.BytesIO(exported(store, Format.GRAPHML)))
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (62, 40)
    # Old versions of networkx leave empty texts out.
    assert {name: value for name, value in graph.nodes[station].items() if value != ""} == {
        "name": "Torreon Station",
        "country": "MX",
        "listed": True,
        "listed_years": "2018",
    }
    assert len(nx.descendants(graph, station)) == 4
    text = exported(store, Format.GRAPHML).decode()
    assert (text.count(">true</data>"), text.count(">True<") + text.count(">False<")) == (26, 0)
    assert graph.graph["data_version"] == f"sha256:{store.info().sha256}"
    assert graph.graph["software"] == f"unitgraph {__version__}"
    assert "caveats" in graph.graph


@pytest.mark.parametrize(("form", "name"), [(Format.TURTLE, "2018.ttl"), (Format.JSONLD, "2018.jsonld")])
def test_the_2018_list_is_exported_as_before(store: Store, root: Path, form: Format, name: str) -> None:
    golden = root / "tests" / "golden" / name
    made = exported(store, form)
    remedy = f"look at the difference; if it is meant: unitgraph export --format {form} -o tests/golden/{name}"
    assert hashlib.sha256(made).hexdigest() == hashlib.sha256(golden.read_bytes()).hexdigest(), remedy


# --- the writer of JSON-LD --------------------------------------------------------------------------------------

XSD = "http://www.w3.org/2001/XMLSchema#"
CONTEXT = {
    "@version": 1.1,
    "ex": "https://example.org/",
    "xsd": XSD,
    "id": "@id",
    "type": "@type",
    "Thing": "ex:Thing",
    "text": "ex:text",
    "number": {"@id": "ex:number", "@type": "xsd:integer"},
    "flag": {"@id": "ex:flag", "@type": "xsd:boolean"},
    "day": {"@id": "ex:day", "@type": "xsd:date"},
    "link": {"@id": "ex:link", "@type": "@id"},
    "kind": {"@id": "ex:kind", "@type": "@vocab"},
    "many": {"@id": "ex:many", "@container": "@set"},
}


def json_ld(quads: Iterable[str], context: dict[str, object] = CONTEXT) -> dict[str, object]:
    output = io.BytesIO()
    write_jsonld(sorted(f"{quad} <https://example.org/g> ." for quad in quads), output, JsonLdContext(context))
    document = json.loads(output.getvalue())
    assert isinstance(document, dict)
    return document


def round_trip(quads: Iterable[str], context: dict[str, object] = CONTEXT) -> set[str]:
    back = pyld.jsonld.to_rdf(json_ld(quads, context), {"format": "application/n-quads"})
    return {str(quad.triple) for quad in parsed(back.encode(), RdfFormat.N_QUADS)}


@pytest.mark.parametrize(
    ("predicate", "value", "key", "written"),
    [
        ("text", '"a"', "text", "a"),
        ("text", '"a"@es', "text", {"@value": "a", "@language": "es"}),
        ("text", f'"5"^^<{XSD}integer>', "text", 5),
        ("text", f'"05"^^<{XSD}integer>', "text", {"@value": "05", "type": "xsd:integer"}),
        ("text", "<https://example.org/b>", "text", {"id": "ex:b"}),
        ("number", f'"5"^^<{XSD}integer>', "number", 5),
        ("number", f'"12345678901234567890"^^<{XSD}integer>', "number", "12345678901234567890"),
        ("number", '"five"', "number", {"@value": "five"}),
        ("flag", f'"true"^^<{XSD}boolean>', "flag", True),
        ("flag", f'"1"^^<{XSD}boolean>', "flag", "1"),
        ("day", f'"2018-01-02"^^<{XSD}date>', "day", "2018-01-02"),
        ("day", f'"2018"^^<{XSD}gYear>', "day", {"@value": "2018", "type": "xsd:gYear"}),
        ("link", "<https://example.com/b>", "link", "https://example.com/b"),
        ("link", '"b"', "link", {"@value": "b"}),
        ("kind", "<https://example.org/Thing>", "kind", "Thing"),
        ("many", '"a"', "many", ["a"]),
        ("other", '"a"', "ex:other", "a"),
    ],
)
def test_a_value_is_written_as_its_key_says_and_reads_back(
    predicate: str, value: str, key: str, written: object
) -> None:
    triple = f"<https://example.org/a> <https://example.org/{predicate}> {value}"
    document = json_ld([triple])
    assert document["@graph"] == [{"id": "ex:a", key: written}]
    if '"05"' not in value:  # pyoxigraph keeps the lexical form, PyLD too: nothing to compare but itself
        assert round_trip([triple]) == {triple}


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), min_size=1, max_size=4))
def test_any_text_comes_back(texts: list[str]) -> None:
    triples = {f"<https://example.org/a> <https://example.org/text> {literal(text)}" for text in texts}
    written = "".join(f"{each} .\n" for each in triples).encode()
    assert round_trip(triples) == {str(quad.triple) for quad in parsed(written, RdfFormat.N_TRIPLES)}


def test_a_triple_of_two_graphs_is_written_once() -> None:
    triple = '<https://example.org/a> <https://example.org/text> "a"'
    output = io.BytesIO()
    write_jsonld(
        [f"{triple} <https://example.org/g> .", f"{triple} <https://example.org/h> ."], output, JsonLdContext(CONTEXT)
    )
    assert json.loads(output.getvalue())["@graph"] == [{"id": "ex:a", "text": "a"}]


def test_nothing_is_an_empty_graph() -> None:
    assert json_ld([])["@graph"] == []


@pytest.mark.parametrize(
    "change",
    [
        {"@language": "en"},
        {"@base": "https://example.org/"},
        {"list": {"@id": "ex:list", "@container": "@list"}},
        {"back": {"@reverse": "ex:back"}},
        {"scoped": {"@id": "ex:scoped", "@context": {}}},
    ],
)
def test_a_context_that_the_writer_does_not_know_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(UnitGraphError, match="is more than the writer knows"):
        JsonLdContext(CONTEXT | change)


def test_random_order_of_statements_changes_nothing(store: Store, lines: list[str]) -> None:
    shuffled = list(lines)
    random.Random(3).shuffle(shuffled)  # noqa: S311
    writers: list[Callable[[list[str]], bytes]] = [
        lambda found: exported(memory_store(found), Format.TRIG),
        lambda found: exported(memory_store(found), Format.JSONLD),
    ]
    for write in writers:
        assert write(lines) == write(shuffled)
