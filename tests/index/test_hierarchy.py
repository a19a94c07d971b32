"""The hierarchy in memory and from its index, held against networkx and SPARQL on random graphs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unitgraph.index.dag import ABOVE, BELOW, BESIDE, LISTED
from unitgraph.index.hierarchy import INDEX_VERSION, Hierarchy, write_index
from unitgraph.index.nodes import load_hierarchy
from unitgraph.index.units import Listing, Node
from unitgraph.store import Store, memory_store
from unitgraph.system.digests import sealed
from unitgraph.system.errors import ReadingError, StoreError

BASE = "https://example.org/"


def unit(number: int) -> str:
    return f"{BASE}unit/xx/u{number:02}"


def nodes_of(superiors: Sequence[Iterable[int]], listed: Iterable[int]) -> list[Node]:
    named = set(listed)
    return [
        Node(
            unit(number),
            f"Unit {number}",
            (f"U{number}",) if number % 2 else (),
            "XX",
            tuple(sorted(unit(each) for each in above)),
            (Listing(2018, "a", number + 1, f"Unit {number}", f"{BASE}list/a/line/{number + 1}"),)
            if number in named
            else (),
            ("Town",) if number % 3 == 0 else (),
        )
        for number, above in enumerate(superiors)
    ]


@st.composite
def graphs(draw: st.DrawFn) -> list[Node]:
    """Units of which each may stand under any of those before it."""
    size = draw(st.integers(1, 14))
    superiors = [draw(st.sets(st.integers(0, n - 1), max_size=3)) if n else set() for n in range(size)]
    # The order of IRIs must not be that of the hierarchy.
    names = draw(st.permutations(range(size)))
    shuffled: list[set[int]] = [set() for _ in range(size)]
    for number, above in enumerate(superiors):
        shuffled[names[number]] = {names[each] for each in above}
    return nodes_of(shuffled, draw(st.sets(st.integers(0, size - 1))))


def reference(nodes: Iterable[Node]) -> nx.DiGraph[str]:
    graph: nx.DiGraph[str] = nx.DiGraph()
    for node in nodes:
        graph.add_node(node.iri, listed=node.listed)
        graph.add_edges_from((node.iri, superior) for superior in node.superiors)
    return graph


def indexed(nodes: Iterable[Node], folder: Path) -> Hierarchy:
    write_index(sorted(nodes, key=lambda node: node.iri), folder)
    return Hierarchy.open(folder)


def as_store(nodes: Sequence[Node]) -> Store:
    return memory_store(line for node in nodes for line in quads_of(node))


def quads_of(node: Node) -> Iterable[str]:
    def line(subject: str, predicate: str, value: str) -> str:
        names = {"a": "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "ug": "https://w3id.org/unitgraph/ns#"}
        prefixes = names | {
            "org": "http://www.w3.org/ns/org#",
            "skos": "http://www.w3.org/2004/02/skos/core#",
            "prov": "http://www.w3.org/ns/prov#",
            "dcterms": "http://purl.org/dc/terms/",
        }
        prefix, _, local = predicate.partition(":")
        return f"<{subject}> <{prefixes[prefix]}{local}> {value} <{BASE}graph/list/a> ."

    yield line(node.iri, "a", "<https://w3id.org/unitgraph/ns#Unit>")
    yield line(node.iri, "skos:prefLabel", json.dumps(node.name))
    yield line(node.iri, "ug:country", f"<{BASE}country/xx>")
    yield line(f"{BASE}country/xx", "a", "<https://w3id.org/unitgraph/ns#Country>")
    yield line(f"{BASE}country/xx", "skos:notation", '"XX"')
    for name in node.other_names:
        yield line(node.iri, "skos:altLabel", json.dumps(name))
    for superior in node.superiors:
        yield line(node.iri, "org:subOrganizationOf", f"<{superior}>")
    for place in node.places:
        yield line(node.iri, "org:hasSite", f"<{BASE}site/xx/{place}>")
        yield line(f"{BASE}site/xx/{place}", "a", "<http://www.w3.org/ns/org#Site>")
        yield line(f"{BASE}site/xx/{place}", "skos:prefLabel", json.dumps(place))
    for each in node.listings:
        denial = f"{each.entry}/denial"
        yield line(denial, "ug:deniedUnit", f"<{node.iri}>")
        yield line(denial, "ug:calendarYear", '"2018"^^<http://www.w3.org/2001/XMLSchema#gYear>')
        yield line(denial, "prov:wasDerivedFrom", f"<{each.entry}>")
        yield line(each.entry, "a", "<https://w3id.org/unitgraph/ns#Entry>")
        yield line(each.entry, "ug:line", f'"{each.line}"^^<http://www.w3.org/2001/XMLSchema#integer>')
        yield line(each.entry, "ug:verbatimText", json.dumps(each.verbatim))
        yield line(each.entry, "dcterms:isPartOf", f"<{BASE}list/a>")
        yield line(f"{BASE}list/a", "a", "<https://w3id.org/unitgraph/ns#UnitList>")
        yield line(f"{BASE}list/a", "dcterms:identifier", '"a"')
        yield line(f"{BASE}list/a", "dcterms:title", '"A"')
        yield line(f"{BASE}list/a", "ug:calendarYear", '"2018"^^<http://www.w3.org/2001/XMLSchema#gYear>')


_RELATIVES = """
PREFIX ug: <https://w3id.org/unitgraph/ns#>
PREFIX org: <http://www.w3.org/ns/org#>
SELECT ?lower ?upper WHERE { ?lower org:subOrganizationOf+ ?upper }
"""


@settings(max_examples=150, deadline=None)
@given(graphs())
def test_memory_index_networkx_and_sparql_agree(nodes: list[Node]) -> None:
    graph = reference(nodes)
    with TemporaryDirectory() as folder, as_store(nodes) as store:
        pairs = {(lower, upper) for lower, upper in store.query(_RELATIVES).texts()}
        assert pairs == {(lower, upper) for lower in graph for upper in nx.descendants(graph, lower)}
        for hierarchy in (Hierarchy(nodes), indexed(nodes, Path(folder)), load_hierarchy(store)):
            assert list(hierarchy) == sorted(nodes, key=lambda node: node.iri)
            assert_agrees(hierarchy, graph)


def assert_agrees(hierarchy: Hierarchy, graph: nx.DiGraph[str]) -> None:
    def listed(iris: Iterable[str]) -> set[str]:
        return {iri for iri in iris if graph.nodes[iri]["listed"]}

    turned = graph.reverse()
    assert {node.iri for node in hierarchy.roots()} == {iri for iri in graph if not graph.out_degree(iri)}
    for iri in graph:
        above = dict(nx.single_source_shortest_path_length(graph, iri))
        below = dict(nx.single_source_shortest_path_length(turned, iri))
        del above[iri], below[iri]
        beside = {other for superior in graph[iri] for other in turned[superior]} - {iri}
        assert hierarchy.ancestors(iri) == above
        assert hierarchy.descendants(iri) == below
        assert hierarchy.listed_above(iri) == {each: above[each] for each in listed(above)}
        assert hierarchy.listed_below(iri) == {each: below[each] for each in listed(below)}
        assert set(hierarchy.listed_beside(iri)) == listed(beside)
        assert hierarchy.listed_count(iri) == len(listed(below))
        assert {node.iri for node in hierarchy.siblings(iri)} == beside
        assert {node.iri for node in hierarchy.superiors(iri)} == set(graph[iri])
        assert {node.iri for node in hierarchy.subordinates(iri)} == set(turned[iri])
        assert hierarchy.relations(iri) == (
            LISTED * bool(listed([iri]))
            + ABOVE * bool(listed(above))
            + BELOW * bool(listed(below))
            + BESIDE * bool(listed(beside))
        )
        chain = [node.iri for node in hierarchy.chain(iri)]
        assert chain[-1] == iri
        assert not graph.out_degree(chain[0])
        assert all(min(graph[lower]) == upper for upper, lower in pairwise(chain))
    assert hierarchy.listed_counts() == {
        iri: len(listed(nx.ancestors(graph, iri))) for iri in graph if not graph.out_degree(iri)
    }


def test_a_unit_under_two_superiors_counts_once_for_what_stands_above_both() -> None:
    # 0 over 1 and 2, both over 3, which is listed.
    hierarchy = Hierarchy(nodes_of([(), (0,), (0,), (1, 2)], [3]))
    assert hierarchy.listed_counts() == {unit(0): 1}
    assert hierarchy.listed_below(unit(0)) == {unit(3): 2}
    assert [hierarchy.listed_count(unit(each)) for each in range(4)] == [1, 1, 1, 0]
    assert hierarchy.relations(unit(3)) == LISTED
    assert {node.iri for node in hierarchy.siblings(unit(1))} == {unit(2)}


def test_the_only_listed_sibling_is_not_beside_itself() -> None:
    hierarchy = Hierarchy(nodes_of([(), (0,), (0,)], [1]))
    assert hierarchy.relations(unit(1)) == LISTED
    assert hierarchy.relations(unit(2)) == BESIDE
    assert hierarchy.listed_beside(unit(1)) == []
    assert hierarchy.listed_beside(unit(2)) == [unit(1)]


def test_a_cycle_is_refused_and_named() -> None:
    with pytest.raises(ReadingError, match="u01: is on or below a cycle of superiors"):
        Hierarchy(nodes_of([(), (2,), (1,)], []))


def test_a_missing_superior_is_refused_and_named(tmp_path: Path) -> None:
    nodes = nodes_of([(), (7,)], [])
    with pytest.raises(ReadingError, match=r"u01: its superior .*u07 is not a unit"):
        Hierarchy(nodes)
    with pytest.raises(ReadingError, match=r"u01: its superior .*u07 is not a unit"):
        write_index(nodes, tmp_path)


def test_an_unknown_unit_is_a_key_error(tmp_path: Path) -> None:
    nodes = nodes_of([(), (0,)], [])
    for hierarchy in (Hierarchy(nodes), indexed(nodes, tmp_path)):
        assert unit(1) in hierarchy
        assert unit(2) not in hierarchy
        with pytest.raises(KeyError, match="u02"):
            hierarchy[unit(2)]


def test_many_relations_at_once(tmp_path: Path) -> None:
    import numpy as np

    hierarchy = indexed(nodes_of([(), (0,), (0,)], [1]), tmp_path)
    found = hierarchy.relations_of(np.array([2, 0, 1, 2], dtype=np.int32))
    assert found.tolist() == [BESIDE, BELOW, LISTED, BESIDE]


def test_an_empty_hierarchy(tmp_path: Path) -> None:
    for hierarchy in (Hierarchy([]), indexed([], tmp_path)):
        assert len(hierarchy) == 0
        assert hierarchy.roots() == []
        assert hierarchy.listed_counts() == {}
        assert unit(0) not in hierarchy


def test_names_of_every_script_come_back_from_the_index(tmp_path: Path) -> None:
    node = Node(f"{BASE}unit/xx/ü-\u0e01", 'Pol\u00edcia "A\\B"\n\u4e2d\u6587', ("\U0001f600",), "XX", ())
    assert list(indexed([node], tmp_path)) == [node]
    assert Hierarchy.open(tmp_path)[node.iri] == node


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda folder: (folder / "hierarchy.bin").write_bytes(b"\0" * 8), "has 8 bytes, not"),
        (lambda folder: (folder / "hierarchy.json").unlink(), r"hierarchy\.json: No such file"),
        (
            lambda folder: (folder / "hierarchy.json").write_text(json.dumps(sealed({"version": 99}))),
            f"version 99, not {INDEX_VERSION}",
        ),
        (
            lambda folder: (folder / "hierarchy.units").write_bytes(b"["),
            r"hierarchy\.units has 1 bytes, not \d+",
        ),
        (lambda folder: (folder / "hierarchy.names").unlink(), r"hierarchy\.names: No such file"),
    ],
)
def test_a_damaged_index_is_refused(tmp_path: Path, spoil: object, message: str) -> None:
    indexed(nodes_of([(), (0,)], [1]), tmp_path)
    assert callable(spoil)
    spoil(tmp_path)
    with pytest.raises(StoreError, match=message):
        Hierarchy.open(tmp_path)


def test_a_networkx_graph_points_up_and_knows_the_units() -> None:
    given = [Node("x:a", "A", (), "MX", ()), Node("x:b", "B", (), "MX", ("x:a",), (Listing(2018, "l", 1, "B", "x:e"),))]
    graph = Hierarchy(given).to_networkx()
    assert list(graph.edges) == [("x:b", "x:a")]
    assert dict(graph.nodes(data=True)) == {
        "x:a": {"name": "A", "country": "MX", "listed": False},
        "x:b": {"name": "B", "country": "MX", "listed": True},
    }
