"""Siblings with nearly the same name."""

from __future__ import annotations

from pathlib import Path

import pytest

from unitgraph.identity.lists import bundled_graph, read_list
from unitgraph.identity.siblings import Siblings, near_siblings
from unitgraph.identity.units import Unit
from unitgraph.reading.metadata import ListSource

GUARDS = "Frontier Milatiry Guard", "Frontier Military Guard"


def pairs(*units: Unit, distinct: tuple[tuple[str, str], ...] = ()) -> list[tuple[str, str]]:
    siblings = Siblings()
    for each in units:
        siblings.add(each)
    return list(siblings.near_pairs(distinct))


def unit(iri: str, name: str, *superiors: str, country: str = "LY") -> Unit:
    return Unit(iri, country, (name,), name, (), None, superiors, ())


def test_siblings_stand_under_one_superior_or_in_one_country_without_any() -> None:
    one, other = GUARDS
    assert pairs(unit("b", one), unit("a", other)) == [("a", "b")]
    assert pairs(unit("a", one, "x"), unit("b", other, "x")) == [("a", "b")]
    assert pairs(unit("a", one, "x"), unit("b", other, "x", country="MX")) == [("a", "b")]
    assert pairs(unit("a", one), unit("b", other, country="MX")) == []
    assert pairs(unit("a", one, "x"), unit("b", other, "y")) == []
    assert pairs(unit("a", one, "x"), unit("b", other)) == []
    assert pairs(unit("a", one, "b"), unit("b", other)) == []


def test_siblings_of_one_name_in_different_places_are_two() -> None:
    here, there = (Unit(iri, "LY", ("guard",), "Harbour Guard", (), None, (), (at,)) for iri, at in ("ax", "by"))
    assert pairs(here, there) == []
    assert pairs(here, unit("b", "Harbour Guard")) == [("a", "b")]


def test_siblings_under_several_superiors() -> None:
    one, other = GUARDS
    found = pairs(unit("a", one, "x", "y"), unit("b", other, "y", "z"), unit("c", one, "x", "z"))
    assert sorted(found) == [("a", "b"), ("a", "c"), ("b", "c")]
    assert set(pairs(unit("a", one, "x", "y"), unit("b", other, "x", "y"))) == {("a", "b")}


def test_what_a_ruling_says_are_two_are_no_pair() -> None:
    units = [unit(iri, name) for iri, name in zip("abc", (*GUARDS, "Frontier Militory Guard"), strict=True)]
    assert sorted(pairs(*units, distinct=(("b", "a"),))) == [("a", "c"), ("b", "c")]


@pytest.mark.parametrize(
    ("one", "other", "is_pair"),
    [
        ("Direcorate of Intelligence", "Directorate of Intelligence", True),
        ("PALACE TROOPS", "Palace Troops", True),
        ("Palace Troops", "Palace Troops", True),
        ("Sebha", "Sabha", True),
        ("Army", "Army", False),
        ("Zone III Command", "Zone IV Command", False),
    ],
)
def test_names_that_make_siblings_a_pair(one: str, other: str, is_pair: bool) -> None:
    assert pairs(unit("a", one), unit("b", other)) == [("a", "b")] * is_pair


def test_the_list_without_its_rulings_has_one_misspelt_sibling(tmp_path: Path) -> None:
    rulings = tmp_path / "none.yaml"
    rulings.write_text('list: "2018"\nrulings: []\n', encoding="utf-8")
    graph = read_list(ListSource(rulings=rulings))
    names = {each.iri: each.name for each in graph.units}
    assert [{names[one], names[other]} for one, other in near_siblings(graph)] == [
        {"Direcorate of the Preventive State Police", "Directorate of the Preventive State Police"}
    ]
    assert list(near_siblings(bundled_graph())) == []
