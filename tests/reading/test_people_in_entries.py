"""Entries about a person, a post or some people of a force deny no whole force. All names are made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from unitgraph.checking.findings import Checker
from unitgraph.identity.lists import open_list
from unitgraph.pipeline.preview import preview
from unitgraph.reading.entries import Entry
from unitgraph.reading.metadata import ListSource
from unitgraph.reading.paths import PathKind, UnitPath, read_path
from unitgraph.reading.paths.doubts import doubt_of_entry
from unitgraph.reading.paths.layout import PathLayout
from unitgraph.reading.readings import take_readings

PERSONS = (
    "General Juan Mirano, Army",
    "Capitaine Jean Mirano, Gendarmerie Nationale",
    "Gendarmerie Nationale, adjudant Mirano",
    "National Police, Officer Juan Mirano",
    "National Police, General Juan Mirano, Mirna Station",
    "Sergeant Mirano and others, National Police",
    "Presidential Guard, Captain Bala",
    "Ministry of Defense, General Bala",
    "Private Bala, Army",
    "Ejército Nacional, soldado Pedro Mirano",
    "3rd Brigade (Col. Bala)",
    "полковник Мирано, Национальная полиция",
    "Juan Mirano, Navy",
    "Abdul Karim Mirano, Rapid Torla Battalion",
    "Jean-Pierre Mirano, Gendarmerie Nationale",
)
SOME = (
    "Two officers, Police Service",
    "Police, three officers",
    "Former officers, Police Service",
    "Individual officers of the National Police",
    "Two members of the Navy",
    "Navy personnel",
    "Army (two officers)",
    "Miembros de la Policía Nacional",
    "Agentes da Polícia Federal",
    "Soldats des Forces Armées, Mirna",
    "Anggota Polres Mirna",
    "Police, military and intelligence officers in Mirna",
)
POSTS = (
    "Director of the National Police",
    "Chief of Staff, Armed Forces",
    "Judge Advocate General, Armed Forces",
    "Commander of the Navy",
    "Deputy Commander, Condor Regiment",
    "Commander of the Mirna Guard, Toluria Police",
)


def read_entry(text: str, layout: PathLayout | None = None) -> UnitPath:
    entries = [Entry("l", 1, 1, text, country="CO")]
    (reading,) = take_readings(entries, layout=layout) if layout else take_readings(entries)
    return reading.path


@pytest.mark.parametrize("text", [*PERSONS, *SOME, *POSTS])
def test_an_entry_about_people_is_a_question(text: str) -> None:
    path = read_entry(text)
    assert (path.kind, path.committed) == (PathKind.UNCLEAR, False)
    assert "tells of people or a post" in path.evidence[0].statement


@pytest.mark.parametrize("text", ["Federal Police (Velabad)", "National Police: Mirna Station, Tolura Station"])
def test_an_entry_about_a_part_of_a_force_is_a_question(text: str) -> None:
    path = read_entry(text)
    assert path.kind is PathKind.UNCLEAR
    assert "may be a part of the force" in path.evidence[0].statement


@pytest.mark.parametrize(
    "text",
    [
        "Directorate of Personnel, Army",
        "Police Officers Academy, Mirna",
        "Missing Persons Unit, National Police",
        "Escuela de Oficiales, Policía Nacional",
        "Escuela Militar de Cadetes General Mirano",
        "Regimiento de Infantería General Mirano",
        "Major General Mirano Training Centre, Army",
        "Office of the Inspector General, Police",
        "Adjutant General Branch, Army",
        "Fuerzas Militares, Velabad",
        "Federal Police (FP)",
        "Policía Federal (Federal Police)",
        "Rapid Action Battalion, Dhaka",
        "Policía Nacional, Juan Mirano",
        "Juan Mirano Guard",
        "San Mirano, Policía Nacional",
        "Carlos Mirano Battalion, Army",
    ],
)
def test_units_for_people_or_named_after_one_are_units(text: str) -> None:
    assert read_entry(text) == read_path(text, country="CO")
    assert read_entry(text).committed


def test_whoever_says_that_all_segments_are_units_is_believed() -> None:
    assert read_entry("Mirna Section, Army Commander", PathLayout(all_units=True)).committed


def test_no_force_is_denied_by_an_entry_about_its_people_nor_told_clear(tmp_path: Path) -> None:
    asked = {
        "General Juan Mirano, Army": "Army",
        "Commander of the Navy": "Navy",
        "Coast Guard, Mirna Marina": "Coast Guard",
        "Federal Police (Velabad)": "Federal Police",
        "National Police: Mirna Station, Tolura Station": "National Police",
        "Presidential Guard, 2019": "Presidential Guard",
        "Soldats des Forces Armées, Mirna": "Forces Armées",
        "Deputy Commander, Condor Regiment": "Condor Regiment",
        "Gendarmerie, adjudant Mirano": "Gendarmerie",
    }
    path = tmp_path / "list.txt"
    items = "".join(f"  • {each}\n" for each in asked)
    path.write_text(f"Made up.\n\nUnits denied in calendar year 2021\n\n{items}", encoding="utf-8")
    checker = Checker(preview([open_list(ListSource(path, name="l", year=2021, country="TG"))]).hierarchy)
    found = {name: str(checker.check(name, "TG").status) for name in asked.values()}
    assert found == dict.fromkeys(asked.values(), "ambiguous")
    assert str(checker.check("Commander of the Navy", "TG").status) == "listed"  # the entry, word for word
    assert str(checker.check("Prison Service", "TG").status) == "unknown"
    assert str(checker.check("Korbad Battalion, Prison Service", "TG").status) == "unknown"


@pytest.mark.parametrize(
    "text",
    [
        *("823 Squadron, Toluria Army, President of the Republic", "Presidente de la República, Guardia Presidencial"),
        *("Président de la République, Gendarmerie Nationale, Brigade Mirna", "Prime Minister, Rapid Response Brigade"),
    ],
)
def test_the_office_of_a_head_of_state_is_a_superior(text: str) -> None:
    assert doubt_of_entry(read_path(text, country="ML")) is None


@pytest.mark.parametrize("text", ["President Mirano, Presidential Guard", "Prime Minister Bala, Toluria Army"])
def test_a_head_of_state_by_name_is_a_person(text: str) -> None:
    assert doubt_of_entry(read_path(text, country="ML")) is not None
