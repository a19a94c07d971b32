"""Units by a part of a name: the index in memory and on disk against a plain scan."""

from __future__ import annotations

import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unitgraph.index.hierarchy import Hierarchy, write_index
from unitgraph.index.postings import NamePostings, PostingWriter
from unitgraph.index.units import Node
from unitgraph.lexicon.names import fold

NODES = [
    Node("x:1", "Torre\u00f3n Station", ("TS",), "MX", ("x:2",)),
    Node("x:2", "Federal Police of Torreon", (), "MX", ()),
    Node("x:3", "Station Torre", (), "NP", ()),
]


@pytest.fixture(params=["memory", "disk"])
def hierarchy(request: pytest.FixtureRequest, tmp_path: Path) -> Hierarchy:
    if request.param == "memory":
        return Hierarchy(NODES)
    write_index(NODES, tmp_path)
    return Hierarchy.open(tmp_path)


def found(hierarchy: Hierarchy, part: str, limit: int = 10, country: str | None = None) -> list[str]:
    return [node.iri for node in hierarchy.search(part, limit, country)]


def test_a_name_that_begins_so_stands_before_one_that_holds_the_word(hierarchy: Hierarchy) -> None:
    assert found(hierarchy, "torre") == ["x:1", "x:3", "x:2"]


def test_case_accents_and_spaces_do_not_matter(hierarchy: Hierarchy) -> None:
    assert found(hierarchy, "  TORRE\u00d3N   sta") == ["x:1"]
    assert found(hierarchy, "ts") == ["x:1"]
    assert found(hierarchy, "police of torreon") == ["x:2"]


def test_the_number_and_the_country_can_be_bounded(hierarchy: Hierarchy) -> None:
    assert found(hierarchy, "torre", limit=1) == ["x:1"]
    assert found(hierarchy, "torre", country="NP") == ["x:3"]


@pytest.mark.parametrize("part", ["", " ", "zzz", "orreon", "torreon stations", "\n", "\0"])
def test_what_no_name_holds_finds_nothing(hierarchy: Hierarchy, part: str) -> None:
    assert found(hierarchy, part) == []


def test_a_part_longer_than_what_is_sorted_by() -> None:
    long = "a " * 60
    hierarchy = Hierarchy([Node("x:1", f"{long}b", (), "MX", ()), Node("x:2", f"{long}c", (), "MX", ())])
    assert found(hierarchy, f"{long}c") == ["x:2"]
    assert found(hierarchy, "c") == ["x:2"]


def test_an_empty_hierarchy_has_no_names(tmp_path: Path) -> None:
    write_index([], tmp_path)
    assert found(Hierarchy.open(tmp_path), "a") == []
    assert found(Hierarchy([]), "a") == []


WORDS = st.text(st.sampled_from("ab \u00e9\u0431\u4e2d-"), max_size=8)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=12), WORDS)
def test_the_index_finds_what_a_scan_finds(names: list[str], part: str) -> None:
    output = io.BytesIO()
    writer = PostingWriter(output)
    for number, name in enumerate(names):
        writer.add(number, [name])
    block = output.getvalue()
    wanted = fold(part)
    expected = sorted(
        (" ".join(words[place:]), place, number)
        for number, name in enumerate(names)
        for words in [fold(name).split()]
        for place in range(len(words))
        if wanted and " ".join(words[place:]).startswith(wanted)
    )
    assert sorted(NamePostings(block, dict(writer.arrays(block))).search(part)) == expected
    with TemporaryDirectory() as folder:
        write_index([Node(f"x:{number:02}", name, (), "MX", ()) for number, name in enumerate(names)], Path(folder))
        hierarchy = Hierarchy.open(Path(folder))
        assert {int(node.iri[2:]) for node in hierarchy.search(part, 100)} == {number for _, _, number in expected}
