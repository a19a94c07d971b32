from __future__ import annotations

import pytest

from unitgraph.hierarchy import Hierarchy, Node
from unitgraph.web.suggesting import Suggestions

HIERARCHY = Hierarchy(
    [
        Node("x:1", "Torreón Station", ("TS",), "MX", ("x:2",)),
        Node("x:2", "Federal Police of Torreon", (), "MX", ()),
        Node("x:3", "Station Torre", (), "NP", ()),
    ]
)


def found(typed: str, **more: object) -> list[str]:
    return [node.iri for node in Suggestions(HIERARCHY).beginning(typed, **more)]  # type: ignore[arg-type]


def test_a_name_that_begins_so_stands_before_one_that_holds_the_word() -> None:
    assert found("torre") == ["x:1", "x:3", "x:2"]


def test_case_accents_and_spaces_do_not_matter() -> None:
    assert found("  TORREÓN   sta") == ["x:1"]
    assert found("ts") == ["x:1"]


def test_the_number_and_the_country_can_be_bounded() -> None:
    assert found("torre", limit=1) == ["x:1"]
    assert found("torre", country="NP") == ["x:3"]


def test_nothing_typed_suggests_nothing() -> None:
    assert found(" ") == []
    assert found("zzz") == []


def test_of_very_many_only_the_listed_and_the_highest_are_suggested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unitgraph.web.suggesting.MOST_UNITS", 2)
    assert found("torre") == ["x:3", "x:2"]
