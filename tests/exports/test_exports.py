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
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import networkx as nx
import pyld.jsonld
import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat
from rdflib.compare import isomorphic
from rdflib.namespace import ORG, RDF

from several_lists import write_list
from unitgraph.api import open_store
from unitgraph.dataset.catalogue import CAVEATS
from unitgraph.dataset.nquads import literal
from unitgraph.dataset.vocab import term
from unitgraph.dataset.writer import Writer, list_blocks
from unitgraph.exports import ExtraGraph, Format, export, write_folder
from unitgraph.exports.jsonld import JsonLdContext, project_context, write_jsonld
from unitgraph.exports.rdf import union
from unitgraph.exports.selection import about, selected
from unitgraph.identity.iris import Minter
from unitgraph.identity.lists import bundled_graph, open_list, read_list
from unitgraph.identity.references import RowTexts
from unitgraph.pipeline.hierarchies import HierarchyTables
from unitgraph.pipeline.merging import Merger
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.reading.metadata import ListSource
from unitgraph.store import RdflibStore, Store, memory_store
from unitgraph.store.contents import dataset_lines
from unitgraph.system.display import unshown
from unitgraph.system.errors import QueryError, UnitGraphError
from unitgraph.system.sorting import lines_of, sorted_blocks
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


def assert_json_ld_is_the_turtle(store: Store, iri: str | None = None) -> None:
    document, turtle = exported(store, Format.JSONLD, iri), exported(store, Format.TURTLE, iri)
    expected = {str(quad.triple) for quad in parsed(turtle, RdfFormat.TURTLE)}
    by_pyld = pyld.jsonld.to_rdf(json.loads(document), {"format": "application/n-quads"})
    assert {str(quad.triple) for quad in parsed(by_pyld.encode(), RdfFormat.N_QUADS)} == expected
    by_rdflib = rdflib.Graph().parse(data=document, format="json-ld")
    if len(expected) < 1000:  # rdflib takes long for more
        assert isomorphic(by_rdflib, rdflib.Graph().parse(data=turtle, format="turtle"))
    triples = by_rdflib.serialize(format="nt", encoding="utf-8")
    assert {str(quad.triple) for quad in parsed(triples, RdfFormat.N_TRIPLES)} == expected
    assert len(expected) > 100


@pytest.mark.parametrize("unit", [None, "Torreon Station"])
def test_json_ld_is_the_turtle_to_rdflib_and_to_pyld(store: Store, unit: str | None) -> None:
    assert_json_ld_is_the_turtle(store, named(store, unit) if unit else None)


@pytest.fixture(scope="module")
def hierarchy_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A made-up list with the units around its own, of which one has two superiors."""
    folder = tmp_path_factory.mktemp("hierarchy")
    (folder / "units.csv").write_text(
        "unit,name,country,other_names\n"
        "1,Mirna Battalion,MX,Batallón Mirna;BM\n2,Velabad Army,MX,\n3,Velabad Guard,MX,\n",
        encoding="utf-8",
    )
    (folder / "superiors.csv").write_text(
        "subordinate,superior,relation,first_cited,start_known,last_cited,confidence\n"
        "1,2,command,2001-03-04,yes,2010,0.9\n1,3,administrative,2011,,2020-06,0.75\n",
        encoding="utf-8",
    )
    table = HierarchySource(folder / "units.csv", superiors=folder / "superiors.csv")
    denied = open_list(write_list(folder, "2020", 2020, ("Velabad Army, Mirna Battalion",)))
    writer, base = Writer(Minter().base), Minter().base
    tables = HierarchyTables([table], unshown, 1, [], None)
    merger = Merger([denied], tables, base, RowTexts(folder / "rows"))

    def merged() -> Iterator[str]:
        graph = yield from merger.merged(writer)
        yield from list_blocks(graph)

    blocks = [*merged(), *writer.units(tabled for _, tabled in merger.assembly.described() if tabled)]
    with memory_store(f"{line}\n" for line in lines_of(sorted_blocks(blocks))) as store:
        yield store


def test_json_ld_of_a_hierarchy_is_the_turtle(hierarchy_store: Store) -> None:
    assert_json_ld_is_the_turtle(hierarchy_store)
    nodes = {node["id"]: node for node in json.loads(exported(hierarchy_store, Format.JSONLD))["@graph"]}
    (battalion,) = (node for node in nodes.values() if node.get("name") == "Mirna Battalion")
    told = {(each["relation"], each.get("startKnown"), each["confidence"]) for each in battalion["edges"]}
    assert told >= {("CommandRelation", True, "0.9"), ("AdministrativeRelation", None, "0.75")}
    assert len(battalion["superior"]) == 2
    rows = {row for each in battalion["edges"] for row in each["derivedFrom"] if "/hierarchy/" in row}
    assert {nodes[row]["partOf"] for row in rows} == {f"{Minter().base}hierarchy/superiors"}
    assert battalion["denials"][0]["derivedFrom"][-1]["verbatimText"] == "Velabad Army, Mirna Battalion"


def test_json_ld_has_a_unit_with_its_denial_and_its_entry(store: Store, station: str) -> None:
    document = json.loads(exported(store, Format.JSONLD))
    assert document["@context"] == project_context().source
    nodes = {node["id"]: node for node in document["@graph"]}
    unit = nodes[station]
    assert unit["name"] == "Torreon Station"
    assert unit["type"] == ["OrganizationalUnit", "Unit"]
    assert unit["level"] == "Station"
    assert unit["country"] == f"{Minter().base}country/mx"
    assert [nodes[each]["name"] for each in unit["superior"]] == ["Coahuila State Coordination"]
    assert [each["superiorUnit"] for each in unit["edges"]] == unit["superior"]
    (denial,) = unit["denials"]
    reading, entry = denial["derivedFrom"]
    assert (denial["year"], entry["line"], entry["ordinal"]) == ("2018", 60, 18)
    assert entry["verbatimText"].startswith("Federal Police, Regional Security Division")
    assert (reading["direction"], reading["confidence"]) == ("LargestFirst", "0.9798")
    assert [each["position"] for each in reading["segments"]] == [1, 2, 3, 4, 5]
    assert len(reading["evidence"]) == 12
    assert reading["evidence"][9]["id"].endswith("/evidence/10")
    assert isinstance(reading["evidence"][0]["statement"], str), "the context says that it is English"
    assert [*nodes] == sorted(nodes, key=lambda iri: f"<{iri}> ")
    nested = {"Denial", "Entry", "Reading", "Evidence", "Segment", "Subordination"}
    assert not [
        iri
        for iri, node in nodes.items()
        if nested.intersection([node["type"]] if isinstance(node["type"], str) else node["type"])
    ]
    assert all(key in {"@context", "@graph"} for key in document)
    assert not any(":" in key for key in keys_in(document["@graph"])), "every property has a readable key"


def keys_in(value: object) -> Iterator[str]:
    """Every key of nodes, however deep."""
    for inner in value if isinstance(value, list) else value.values() if isinstance(value, dict) else ():
        yield from keys_in(inner)
    if isinstance(value, dict):
        yield from (key for key in value if not key.startswith("@"))


def test_a_processor_frames_flat_json_ld_as_it_is_written(store: Store, root: Path) -> None:
    """The frame that is published says what the writer does: to another program it makes the same of flat nodes."""
    document = json.loads(exported(store, Format.JSONLD, named(store, "Federal Police")))
    frame = json.loads((root / "ontology" / "frame.jsonld").read_text(encoding="utf-8"))
    # What a unit's superiors, country and places are stands once in a document: in the export of all, flat.
    own = frame | {key: {"@embed": "@never"} for key in ("superior", "country", "sites")}
    own["@context"] = document["@context"]
    framed = pyld.jsonld.frame(pyld.jsonld.flatten(document), own, {"omitDefault": True})
    made = {node["id"]: node for node in framed["@graph"]}
    written = {node["id"]: node for node in document["@graph"] if "Unit" in node["type"]}
    assert len(written) == len(made) == 9
    assert {iri: in_any_order(node) for iri, node in made.items()} == {
        iri: in_any_order(node) for iri, node in written.items()
    }


def in_any_order(value: object) -> object:
    """A JSON value, with its arrays sorted."""
    if isinstance(value, dict):
        return {key: in_any_order(inner) for key, inner in value.items()}
    return sorted(map(in_any_order, value), key=str) if isinstance(value, list) else value


def test_a_deep_chain_ends_in_references(root: Path) -> None:
    base = f"{Minter().base}unit/xx/"
    lines = [f"<{base}u0000> <{RDF.type}> <{UG.Unit}> <a:g> ."]
    for number in range(1, 300):
        lines.append(f"<{base}u{number:04}> <{RDF.type}> <{UG.Unit}> <a:g> .")
        lines.append(f"<{base}u{number:04}> <{ORG.subOrganizationOf}> <{base}u{number - 1:04}> <a:g> .")
    output = io.BytesIO()
    write_jsonld(sorted(lines), output, f"{base}u0299")
    read = rdflib.Graph().parse(data=output.getvalue(), format="json-ld")
    assert isomorphic(read, as_graph(lines))
    first, second, *_ = json.loads(output.getvalue())["@graph"]
    assert first["superior"][0]["superior"][0]["id"] == f"{base}u0297"
    assert output.getvalue().count(b"{") > 300
    assert second["id"] != first["id"]


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
    "said": {"@id": "ex:said", "@language": "en"},
    "back": {"@reverse": "ex:link", "@type": "@id", "@container": "@set"},
}


def json_ld(quads: Iterable[str], context: dict[str, object] = CONTEXT) -> dict[str, object]:
    output = io.BytesIO()
    lines = sorted(f"{quad} <https://example.org/g> ." for quad in quads)
    write_jsonld(lines, output, context=JsonLdContext(context))
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
        ("said", '"a"@en', "said", "a"),
        ("said", '"a"@es', "said", {"@value": "a", "@language": "es"}),
        ("said", '"a"', "said", {"@value": "a"}),
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
    lines = [f"{triple} <https://example.org/g> .", f"{triple} <https://example.org/h> ."]
    write_jsonld(lines, output, context=JsonLdContext(CONTEXT))
    assert json.loads(output.getvalue())["@graph"] == [{"id": "ex:a", "text": "a"}]


def test_nothing_is_an_empty_graph() -> None:
    assert json_ld([])["@graph"] == []


@pytest.mark.parametrize(
    "change",
    [
        {"@language": "en"},
        {"@base": "https://example.org/"},
        {"list": {"@id": "ex:list", "@container": "@list"}},
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
