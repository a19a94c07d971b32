"""Nodes of what was read are those of the statements that it was written as."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from unitgraph.api import build, open_hierarchy
from unitgraph.identity.lists import bundled_graph
from unitgraph.index.hierarchy import Hierarchy, write_index
from unitgraph.index.nodes import StoredNodes, hierarchy_of, load_hierarchy
from unitgraph.index.units import Node
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.sources import Columns
from unitgraph.store import memory_store, open_folder
from unitgraph.store.contents import dataset_lines
from unitgraph.system.errors import ReadingError
from unitgraph.system.sorting import blocks_of

LIST = (
    'path,country\n"Velabad Police, Harbour Division (HD), Old Port",GE\n"Harbour Division (HD), Velabad Police",GE\n'
    '"Guard, Tola",GE\n'
)
PATHS = 'path,country\n"Velabad Police, Harbour Div.",GE\n"Ministry of Interior, Velabad Police",GE\n'
UNITS = (
    "unit,name,country,other_names,places,superiors\n1,Velabad Police,GE,VP | Police of Velabad,Velabad,\n"
    "2,Harbour Division,GE,Port Division,Old Port | Quay,1\n3,Guard,GE,,Mirna,1 | 2\n"
)


def test_the_index_of_a_build_is_that_of_its_store(tmp_path: Path) -> None:
    for name, text in (("list", LIST), ("paths", PATHS), ("units", UNITS)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    hierarchies = [HierarchySource(tmp_path / f"{name}.csv", None, 2020) for name in ("paths", "units")]
    store = tmp_path / "store"
    columns = Columns("path", "country")
    made = build(tmp_path / "list.csv", store, name="made-up", year=2024, columns=columns, hierarchies=hierarchies)
    with open_folder(store) as opened:
        stored = load_hierarchy(opened)
    indexed = open_hierarchy(store)
    assert list(indexed) == list(stored)
    assert indexed.lists == stored.lists
    assert [(each.year, each.legal_basis, each.counts_from) for each in indexed.lists.values()] == [
        (2024, None, date(2025, 1, 1))
    ]
    assert made.units == len(stored)
    (police,) = (node for node in indexed if node.name == "Velabad Police")
    assert [node.name for node in indexed.superiors(police.iri)] == ["Ministry of Interior"], "as a path says"
    assert police.other_names == ("Police of Velabad", "VP")
    assert police.places == ("Velabad",)
    (division,) = (node for node in indexed if node.name == "Harbour Division (HD)")
    assert division.listed
    assert division.other_names == ("HD", "Harbour Div", "Harbour Division", "Port Division"), "of all sources"
    assert {node.name for node in indexed.subordinates(division.iri)} == {"Guard"}


def test_the_bundled_list_gives_the_same_nodes_from_its_statements() -> None:
    graph = bundled_graph()
    with memory_store(dataset_lines(graph)) as store:
        assert list(load_hierarchy(store)) == list(hierarchy_of(graph))
        assert len(hierarchy_of(graph)) == 62


def test_a_hierarchy_tells_what_its_lists_say_of_themselves(tmp_path: Path) -> None:
    graph = replace(bundled_graph(), lists=(replace(bundled_graph().lists[0], published=date(2019, 4, 30)),))
    write_index(hierarchy_of(graph), tmp_path, graph.lists)
    with memory_store(dataset_lines(graph)) as store:
        for hierarchy in (hierarchy_of(graph), load_hierarchy(store), Hierarchy.open(tmp_path)):
            (told,) = hierarchy.lists.values()
            assert told == replace(graph.lists[0], first_line=1, entries=None, order=None, licence_note=None)
            assert told.counts_from == date(2019, 4, 30)


TORREON = "list/2018/entry/82c7350b7ac19b83"


def lines_without(*parts: str) -> list[str]:
    return [line for line in dataset_lines(bundled_graph()) if not all(part in line for part in parts)]


def nodes_of(lines: list[str], spool: Path) -> list[Node]:
    return list(StoredNodes(blocks_of(lines), spool))


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (("<https://w3id.org/unitgraph/country/ly>", "ns#Country>"), "does not say its .*country/ly; build the store"),
        ((f"{TORREON}> ", "ns#Entry>"), f"torreon-station.* does not say its .*{TORREON}; build"),
        (
            (f"{TORREON}/denial>", "ns#calendarYear>"),
            f"{TORREON}/denial: the store does not say its .*calendarYear;",
        ),
        (("unit/mx/torreon-station", "core#prefLabel>"), r"torreon-station.* does not say its .*core#prefLabel; build"),
    ],
)
def test_what_a_unit_refers_to_must_be_there(parts: tuple[str, ...], message: str, tmp_path: Path) -> None:
    lines = lines_without(*parts)
    assert len(lines) == len(lines_without("nothing has this")) - 1
    with pytest.raises(ReadingError, match=message):
        nodes_of(lines, tmp_path)


@pytest.mark.parametrize("rename", [lambda line: line, lambda line: line.replace("unitgraph/unit/", "unitgraph/a/")])
def test_nodes_do_not_depend_on_how_iris_are_minted(rename: Callable[[str], str], tmp_path: Path) -> None:
    nodes = nodes_of([rename(line) for line in lines_without("nothing has this")], tmp_path)
    assert [node.iri for node in nodes] == sorted(node.iri for node in nodes)
    assert len(nodes) == 62
    assert sum(node.listed for node in nodes) == 26
    assert list(tmp_path.iterdir()) == []
