"""Names that stand for several units are never read as one unit."""

from __future__ import annotations

import datetime

import pytest

from unitgraph.identity.list_units import build_units
from unitgraph.reading.entries import Entry, ListMetadata
from unitgraph.reading.hierarchy_tables import chains_of
from unitgraph.reading.paths import PathKind, read_path
from unitgraph.reading.paths.several import units_named
from unitgraph.reading.readings import take_readings
from unitgraph.reading.rulings import Ruling, RulingKind


@pytest.mark.parametrize(
    ("name", "units"),
    [
        ("VLB & MRNQX", "VLB; MRNQX"),
        ("VLB/MRNQX", "VLB; MRNQX"),
        ("Camp A and D", "Camp A; Camp D"),
        ("Camps A & D", "Camps A; Camps D"),
        ("A and D Companies", "A Companies; D Companies"),
        ("1st and 2nd Brigades", "1st Brigades; 2nd Brigades"),
        ("3rd & 4th Infantry Battalions", "3rd Infantry Battalions; 4th Infantry Battalions"),
        ("Batallones 3 y 4", "Batallones 3; Batallones 4"),
        ("Brigade III et IV", "Brigade III; Brigade IV"),
        ("39 Bn & 322 BN", "39 Bn; 322 BN"),
        ("Battalions No. 3 and No. 4", "Battalions 3; Battalions 4"),
        ("Velabad Police and Mirna Police", "Velabad Police; Mirna Police"),
    ],
)
def test_the_units_that_a_name_stands_for(name: str, units: str) -> None:
    assert "; ".join(units_named(name)) == units
    for text in (name, f"{name}, Zorka Army", f"Zorka Army, {name}"):
        assert read_path(text).kind is PathKind.UNCLEAR


@pytest.mark.parametrize(
    "name",
    [
        "3e et 4e bataillons Velabad",
        "Premier et deuxième régiments Velabad",
        "Batallones 3 y 4 Velabad",
        "3º e 4º Batalhões Velabad",
        "3. und 4. Bataillon Velabad",
        "3. ve 4. Velabad Taburu",
        "3-й та 4-й батальйони Велабад",
        "5-й батальйон Мірна й 6-й батальйон Мірна",
        "третий и четвёртый батальоны Велабад",
        "لواءا ميرنا الثالث والرابع",
        "لواء لورنا الخامس ولواء لورنا السادس",
        "ألوية ميرنا ٣ و٤ و٥",
        "მე-3 და მე-4 ბატალიონები ველაბადი",
        "第三和第四营",
        "3rd to 6th Velabad Battalions",
        "Toluria Battalions 3-6",
    ],
)
def test_numbers_of_several_units_are_listed_in_any_language(name: str) -> None:
    assert len(units_named(name)) > 1
    assert read_path(name).kind is PathKind.UNCLEAR


@pytest.mark.parametrize(
    "name",
    [
        "R&D",
        "OPS & INT",
        "C&S School",
        "S&T Battalion 5",
        "J&K Police",
        "6/8 Zorka Rifles",
        "Narcotics and Organized Crime Unit",
        "Army Command and General Staff College",
        "2nd Air and Air Defence Brigade",
        "Trinidad and Tobago Police Service",
        "Women and Children Unit 3",
        "Search and Rescue Squadron 3",
        "1-36 Infantry Battalion",
        "Unidad 3 en Sector 4",
        "وحدة وزارة الداخلية",
        "6-й батальйон Мірна",
        "Batallón de Fuerzas Especiales 3 y Contraguerrilla",
    ],
)
def test_names_of_one_unit_with_and(name: str) -> None:
    assert units_named(name) == ()


def test_a_person_says_which_units_they_are() -> None:
    entry = Entry("l", 1, 1, "Camp A and D, Velabad", country="BD")
    units, places = ("Camp A", "Camp D"), ("Velabad",)
    day = datetime.date(2026, 11, 29)
    ruling = Ruling("l", "p", RulingKind.PATH, "why", day, (1,), units=units, places=places, bodies=True)
    path = take_readings([entry], [ruling])[0].path
    assert path.kind is PathKind.LIST
    assert [(each.text, each.aliases) for each in path.chain] == [("Camp A", ()), ("Camp D", ("Camp A and D",))]


def test_a_person_says_what_stands_above_them() -> None:
    text = "3rd and 4th Battalions, Velabad Brigade, Kordora Army"
    units = ("3rd Battalions", "4th Battalions")
    above = ("Kordora Army", "Velabad Brigade")
    day = datetime.date(2026, 11, 29)
    ruling = Ruling("l", "p", RulingKind.PATH, "why", day, (1,), units=units, bodies=True, superiors=above)
    reading = take_readings([Entry("l", 1, 1, text, country="KE")], [ruling])[0]
    assert [each.text for each in reading.path.chain] == [*above, *units]
    assert [[each.name for each in chain] for chain in chains_of(reading.path)] == [[*above, each] for each in units]
    graph = build_units([reading], [ListMetadata("l", 2019, "L")], "https://example.org/")
    names = {unit.iri: unit.name for unit in graph.units}
    assert sorted(names[each.unit] for each in graph.denials) == list(units)
    edges = {(unit.name, names[above]) for unit in graph.units for above in unit.superiors}
    assert edges == {("Velabad Brigade", "Kordora Army"), *((each, "Velabad Brigade") for each in units)}


@pytest.mark.parametrize("between", ["; ", " ; ", "\n"])
def test_several_paths_in_one_text_are_no_bodies_side_by_side(between: str) -> None:
    found = read_path(between.join(("Saryn Station, Velabad Police", "Ostrel Station, Velabad Police")))
    assert found.kind is PathKind.UNCLEAR
    assert read_path("Saryn Station; Velabad Police").kind is not PathKind.UNCLEAR
