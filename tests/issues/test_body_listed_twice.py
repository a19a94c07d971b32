"""A body that one entry lists twice was denied twice by it, in memory; the store knew one denial."""

from __future__ import annotations

from pathlib import Path

from unitgraph.identity.lists import read_list
from unitgraph.index.nodes import hierarchy_of, load_hierarchy
from unitgraph.reading.metadata import ListSource
from unitgraph.store import memory_store
from unitgraph.store.contents import dataset_lines

RULING = """list: l
rulings:
  - {id: a, kind: path, line: 1, units: [Army, ARMY], bodies: true, date: 2026-11-24, reason: Written twice.}
"""


def test_memory_and_store_know_the_same_denials(tmp_path: Path) -> None:
    (tmp_path / "l.txt").write_text("- Army; ARMY\n")
    (tmp_path / "r.yaml").write_text(RULING)
    graph = read_list(ListSource(tmp_path / "l.txt", year=2020, country="MX", rulings=tmp_path / "r.yaml"))
    assert len(graph.denials) == 1
    with memory_store(dataset_lines(graph)) as store:
        assert list(load_hierarchy(store)) == list(hierarchy_of(graph))
