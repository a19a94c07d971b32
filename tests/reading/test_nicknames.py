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
