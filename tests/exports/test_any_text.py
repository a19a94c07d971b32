"""Names of any Unicode are written and read back in every format."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable
from xml.etree import ElementTree

import networkx as nx
import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

from unitgraph.checking.findings import Checker
from unitgraph.checking.relations import Status
from unitgraph.dataset.vocab import term
from unitgraph.exports import Format, export
from unitgraph.exports.about import about_data
from unitgraph.exports.chart import draw_svg
from unitgraph.identity.list_units import UnitGraph
from unitgraph.identity.lists import read_list
from unitgraph.index.nodes import hierarchy_of
from unitgraph.lexicon.names import tidy
from unitgraph.reading.metadata import ListSource
from unitgraph.sources import Columns
from unitgraph.sources.rows import Layout
from unitgraph.sources.tables import read_table
from unitgraph.store import Metadata, Store, memory_store
from unitgraph.store.contents import dataset_lines
from unitgraph.system.writing import plain_cell
from unitgraph.web.query.rows import WRITERS

NAME = term("skos:prefLabel")
RDF = [RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML, RdfFormat.TRIG, RdfFormat.N_QUADS]
RDF_NAMES = ["turtle", "ntriples", "rdfxml", "trig", "nquads"]
MARKS = "=+-@'\"<>&\\]\uff1d\u2212\u202e\u2066\u200b\u200d\ufeff\u00ad\x00\x07\x1b\x85\x92\u2028\ufffe\uffff\u3164"
COUNT = 80
SEED = 18


def odd_names() -> list[str]:
    """Names with signs from all of Unicode, some at the beginning: the same every time."""
    chance = random.Random(SEED)  # noqa: S311 (a sample)
    ends = [0x3000, 0xD800, 0x110000]
    names = []
    for number in range(COUNT):
        signs = [chance.choice(MARKS), *(chr(chance.randrange(ends[number % 3])) for _ in range(3))]
        chance.shuffle(signs)
        signs = ["x" if "\ud800" <= each <= "\udfff" else each for each in signs]
        names.append(f"{''.join(signs[:2])}Velabad {number} {''.join(signs[2:])}Guard")
    return names


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> UnitGraph:
    file = tmp_path_factory.mktemp("odd") / "odd.jsonl"
    rows = [{"name": name, "country": "MX", "parent": f"{MARKS} Kerovia Police {MARKS}"} for name in odd_names()]
    file.write_text("".join(f"{json.dumps(each)}\n" for each in rows))
    told = {"title": f"Made up {MARKS}", "publisher": MARKS, "legal_basis": f"a {MARKS}", "scope": f"b {MARKS}"}
    return read_list(ListSource(file, "odd", 2030, columns=Columns("name", "country"), **told))


@pytest.fixture(scope="module")
def store(graph: UnitGraph) -> Store:
    return memory_store(dataset_lines(graph), Metadata(lists=("odd",)))


@pytest.fixture(scope="module")
def names(graph: UnitGraph) -> set[str]:
    assert len(graph.denials) >= COUNT
    found = {unit.name for unit in graph.units}
    assert len(found) > COUNT
    assert all(tidy(name) == name for name in found)
    return found


def exported(store: Store, form: str, table: str = "units") -> bytes:
    output = io.BytesIO()
    export(store, Format(form), output, None, [], table)
    return output.getvalue()


@pytest.mark.parametrize("form", RDF)
def test_rdf(store: Store, names: set[str], form: RdfFormat) -> None:
    content = exported(store, RDF_NAMES[RDF.index(form)])
    found = {each.object.value for each in pyoxigraph.parse(content, format=form) if each.predicate.value == NAME}
    assert found >= names
    if form is RdfFormat.RDF_XML:
        label = f"{{{NAME.removesuffix('prefLabel')}}}prefLabel"
        root = ElementTree.fromstring(content)  # noqa: S314 (our own)
        assert {each.text for each in root.iter(label)} >= names


def test_json_ld_and_graphml(store: Store, names: set[str]) -> None:
    assert set(texts_of(json.loads(exported(store, "jsonld")))) >= names
    network = nx.read_graphml(io.BytesIO(exported(store, "graphml")))
    assert {node["name"] for _, node in network.nodes(data=True)} == names


def texts_of(value: object) -> list[str]:
    if isinstance(value, dict | list):
        return [text for each in (value.values() if isinstance(value, dict) else value) for text in texts_of(each)]
    return [value] if isinstance(value, str) else []


def test_tables(store: Store, names: set[str]) -> None:
    content = exported(store, "csv")
    rows = list(csv.DictReader(io.StringIO(content.decode(), newline=""), strict=True))
    assert {plain_cell(row["name"]) for row in rows} == names
    assert not any(row["name"][:1] in tuple("=+-@\uff1d\u2212") for row in rows)
    for form, written in (("csv", content), ("xlsx", exported(store, "xlsx"))):
        table = read_table(io.BytesIO(written), f"units.{form}", form, Layout())
        at = table.columns.index("name")
        assert {row.cells[at] for row in table.sound_rows()} == names


def test_drawings(graph: UnitGraph, store: Store, names: set[str]) -> None:
    hierarchy = hierarchy_of(graph)
    roots = [node for node in hierarchy if not hierarchy.superiors(node.iri)]
    root = ElementTree.fromstring(draw_svg(hierarchy, roots, about_data(store.info())))  # noqa: S314 (our own)
    shown = "\n".join(each.text or "" for each in root.iter("{http://www.w3.org/2000/svg}title"))
    assert all(name in shown for name in names)


READERS: dict[str, Callable[[bytes], set[str]]] = {
    "csv": lambda content: {row[0] for row in csv.reader(io.StringIO(content.decode(), newline=""))},
    "json": lambda content: set(texts_of(json.loads(content))),
    "xml": lambda content: {each.text or "" for each in ElementTree.fromstring(content).iter()},  # noqa: S314
}


@pytest.mark.parametrize("form", READERS)
def test_results_of_queries(store: Store, names: set[str], form: str) -> None:
    rows = [list(row) for row in store.query(f"SELECT ?name {{ ?unit <{NAME}> ?name }}").rows()]
    assert READERS[form](b"".join(WRITERS[form](["name"], [rows]))) >= names


def test_a_name_is_found_as_its_source_writes_it(graph: UnitGraph) -> None:
    checker = Checker(hierarchy_of(graph))
    found = [(checker.check(name, "MX").status, checker.check(tidy(name), "MX").status) for name in odd_names()[::4]]
    assert [one for one, _ in found] == [other for _, other in found]
    assert sum(one is Status.LISTED for one, _ in found) > len(found) // 2
