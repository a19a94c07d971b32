"""What a part of a large unit may be called by its people is read as no place of the whole. All names are made up."""

from __future__ import annotations

import pytest

from unitgraph.identity.list_units import build_units
from unitgraph.reading.entries import Entry, ListMetadata
from unitgraph.reading.paths import PathKind, Role, read_path
from unitgraph.reading.readings import take_readings


@pytest.mark.parametrize(
    "text",
    [
        *("Frontier Corps, Velabad Scouts, Mirna", "Frontier Corps, Velabad Scouts", "Mirna Police, Korbad Wolves"),
        *("Velabad Police, Los Halcones", "Policía Nacional, Región Velabad, Los Pumas", "Korbad Battalion, Cobras"),
        *("Police de Velabad, Les Faucons", "Polícia de Velabad, Os Tigres", "Velabad Police, The Untouchables"),
        *("Полиция Велабада, Соколы", "شرطة ميرنا، الصقور"),
    ],
)
def test_a_nickname_beside_a_unit_leaves_open_whether_all_of_it_is_meant(text: str) -> None:
    path = read_path(text)
    assert path.kind is PathKind.UNCLEAR
    assert "may be a unit of" in path.evidence[0].statement


@pytest.mark.parametrize(
    "text",
    ["Torreon Station, Los Mochis", "Velabad Police, Mirna", "Policía de Velabad, San Luis", "Mirna Guard, La Paz"],
)
def test_a_place_beside_a_unit_is_its_place(text: str) -> None:
    path = read_path(text)
    assert path.kind is PathKind.SINGLE
    assert path.segments[-1].role is Role.PLACE


def test_no_whole_force_is_denied_by_the_nickname_of_a_part() -> None:
    text = "Velabad Police, Los Halcones"
    readings = take_readings([Entry("l", 1, 1, text, country="CO")], [])
    graph = build_units(readings, [ListMetadata("l", 2019, "L")], "https://example.org/")
    assert [unit.name for unit in graph.units] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Ministerio de Gobierno - Policía Nacional - Velabad",
        "Army - Ministry of Defence - Navy",
    ],
)
def test_a_ministry_beside_a_force_may_stand_above_it(text: str) -> None:
    read = read_path(text)
    assert read.kind is PathKind.UNCLEAR
    assert "may stand above the units next to it" in read.evidence[0].statement


@pytest.mark.parametrize(
    "text",
    [
        *("Brigada Tulma, except Batallón Belna", "Lorna Battalion, including Dorvan Company"),
        *("Brigada Lorna, incluido el Batallón Dorvan", "All units of the Toluria Brigade"),
        *("Velabad Brigade (all units)", "Mirna Battalion and all of its subordinate units"),
        *("Todas las unidades de la Brigada Toluria", "Brigade de Mirna, à l'exception de la Compagnie Lorna"),
        *("Бригада Мирна, кроме роты Толура", "لواء ميرنا باستثناء سرية تولورا"),
    ],
)
def test_what_is_taken_out_of_a_unit_or_named_beside_it_is_left_to_a_person(text: str) -> None:
    path = read_path(text)
    assert path.kind is PathKind.UNCLEAR
    assert "which parts of a unit are meant" in path.evidence[0].statement


def test_a_name_that_begins_like_an_exception_is_a_name() -> None:
    assert read_path("Salvo Police Station, Mirna Police").kind is PathKind.PATH
