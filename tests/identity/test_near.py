"""Units of nearly the name of a denied one are asked about, where nothing parts them."""

from __future__ import annotations

import pytest

from unitgraph.identity.list_units import build_units
from unitgraph.identity.mentions import Reason
from unitgraph.identity.units import UnitGraph
from unitgraph.reading.entries import Entry, ListMetadata
from unitgraph.reading.paths.values import Direction, PathKind, Role, Segment, UnitPath
from unitgraph.reading.readings import CountryBasis, CountryReading, Reading

LISTS = (ListMetadata("a", 2018, "A", "law"), ListMetadata("b", 2020, "B", "law"))


def reading(of: str, line: int, text: str, country: str = "NP") -> Reading:
    """A path of units, smallest first."""
    segments = tuple(Segment(each, Role.UNIT) for each in text.split(", "))
    kind, direction = (PathKind.PATH, Direction.UP) if len(segments) > 1 else (PathKind.SINGLE, None)
    path = UnitPath(text, kind, direction, segments, 0.9, ())
    return Reading(Entry(of, line, line, text), path, CountryReading(country, CountryBasis.HEADING))


def built(*readings: Reading) -> UnitGraph:
    return build_units(readings, LISTS, "https://example.org/")


def near(*readings: Reading) -> list[set[str]]:
    """The names of each two units that are asked about for their names alone."""
    graph = built(*readings)
    names = {unit.iri: unit.name for unit in graph.units}
    asked = (each for each in graph.identifications if each.is_question and each.reasons == (Reason.NEAR,))
    return [{names[iri] for iri in each.units} for each in asked]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dolna Gendarmerie Post", "Dolna Post, Velabad Gendarmerie"),
        ("SOG, Velabad Police", "Special Operations Group, Mirna Police"),
        ("Direction de la Surveillance du Territoire", "DST"),
        ("Territorial Brigade (Gordan)", "TBG"),
        ("Harbour Watch", "Harbour Watch Service, Velabad Police"),
        ("903rd Infantry Brigade, 19th Infantry Division, Lorna Army", "903rd Brigade, 19th ID, LA"),
        ("Battalion 711/Velabad, Region 201", "Battalion 711, Region 201/Mirna"),
        ("Velabad Special Police (Mirna Police)", "Mirna Police"),
        ("Detective Branch, Dorvan Police", "DB Dorvan, Dorvan Police"),
        ("Dolna Police Station, Velabad Police", "Dolna Thana Post, Velabad Police"),
        ("Nepal Army", "Land Forces"),
        ("Dolna Police Station", "Dolna Police Post"),
        ("CRS 8", "Compagnie républicaine de sécurité 8"),
        ("12th Regiment, Velabad Army", "Zarvan 12, Kordani Sena"),
        ("Dolna Prison", "Kordazi la Dolna, Zarvan Kordani"),
        ("Dolna Police Station (Mirna)", "Dolna Police Post (Mirna District)"),
        ("10 PF, Velabad Police", "10 PMF, Velabad Police"),
        ("10 PMF, Velabad Police", "PF 10, Velabad Police"),
        ("23 TR", "23 Toluria Rifles Regiment"),
        ("BIM No. 32", "32\u00e8me Bataillon d'Infanterie Motoris\u00e9e"),
        ("33 Division, XII Corps, Velabad Army", "33 Infantry Division, XII Corps, Mirna Command"),
        ("Escadron 41", "Escadron de Gendarmerie Mobile n\u00b0 41 (Dolna)"),
        ("Squad 7, Mobile Torlo Squad", "Escuadrón Móvil Torlo N° 7, Mirna Police"),
    ],
)
def test_a_unit_of_nearly_the_name_is_asked_about(one: str, other: str) -> None:
    expected = [{one.partition(",")[0], other.partition(",")[0]}]
    assert near(reading("a", 1, one), reading("b", 1, other)) == expected
    assert near(reading("b", 1, one), reading("a", 1, other)) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dolna Gendarmerie Post", "Mirna Post, Velabad Gendarmerie"),
        ("Dolna Gendarmerie Post 2", "Dolna Post 3, Velabad Gendarmerie"),
        ("SOG, Velabad Police", "Special Training Group, Mirna Police"),
        ("Dolna Gendarmerie Post", "Watch Unit, Dolna Post, Dolna Gendarmerie Post"),
        ("Territorial Brigade (Garova)", "Territorial Brigade (Gordan)"),
        ("9th Infantry Brigade, 19th Infantry Division, Lorna Army", "9th Brigade, 19th ID, LA"),
        ("903rd Infantry Brigade, Lorna Army", "904th Brigade, Lorna Army"),
        ("Nepal Army", "Air Force"),
        ("Dolna Police Station", "Mirna Police Post"),
        ("12th Regiment, Velabad Army", "Zarvan 12, Mirna Police"),
        ("Dolna Prison", "Kordazi la Mirna, Zarvan Kordani"),
        ("Special Operations Group (SOG), Velabad Police", "Supply Office Garova, Mirna Police"),
        ("23 TR", "23 Dolna Rifles Regiment"),
        ("33 Division, XII Corps, Velabad Army", "33 Infantry Division, XI Corps, Mirna Command"),
        ("Brigade Territoriale de Dolna-Centre", "Brigade Territoriale (Mirna)"),
        ("Dolna Polic Station (Mirna)", "Mirna Scouts"),
        ("2 Wing, Velabad Militia", "2 Toluria Light Infantry, Mirna Army"),
    ],
)
def test_others_are_not(one: str, other: str) -> None:
    assert near(reading("a", 1, one), reading("b", 1, other)) == []


def test_a_force_above_a_denied_unit_is_asked_about_in_another_script() -> None:
    denied = reading("a", 1, "سجن دورفان, قوات تولوريا", "IQ")
    assert near(denied, reading("b", 1, "Toluria Forces", "IQ")) == [{"قوات تولوريا", "Toluria Forces"}]
    assert near(denied, reading("b", 1, "Mirna Forces", "IQ")) == []


def test_units_of_one_list_or_of_two_countries_are_not() -> None:
    names = "Dolna Gendarmerie Post", "Dolna Post, Velabad Gendarmerie"
    beside = reading("b", 1, "Harbour Watch")
    assert near(reading("a", 1, names[0]), reading("a", 2, names[1]), beside) == []
    assert near(reading("a", 1, names[0]), reading("b", 1, names[1], "IN")) == []


def test_a_unit_whose_country_is_open_may_be_one_of_any() -> None:
    names = "Dolna Gendarmerie Post", "Dolna Post, Velabad Gendarmerie"
    for one, other in (("NP", "ZZ"), ("ZZ", "NP"), ("ZZ", "ZZ")):
        assert len(near(reading("a", 1, names[0], one), reading("b", 1, names[1], other))) == 1


@pytest.mark.parametrize(
    ("denied", "row"),
    [
        ("Anti-Robbery Squad (SARS), Lorna State Command", "SARS Lorna, Lorna State Command"),
        ("Anti-Robbery Squad (SARS), Lorna State Command", "SARS Lorna, Velabad Police"),
        ("Anti-Robbery Squad, Lorna State Command", "Lorna State Anti-Robbery Squad, Velabad Police"),
        ("Investigation Bureau, Velabad State Police", "Velabad State Police Investigation Bureau"),
        ("3rd Company, 5th Battalion, Velabad Army", "3/5 Company, Velabad Army"),
        ("3rd Company, 5th Battalion, Velabad Army", "3rd Company 5th Battalion"),
        ("Compañía de Apoyo, Batallón Lorna", "Compañía de Apoyo Lorna, Ejército Velabad"),
        ("Wing B, Special Lorna Battalion", "SLB Wing B"),
    ],
)
def test_a_name_that_takes_in_a_superior_is_asked_about(denied: str, row: str) -> None:
    names = {denied.partition(",")[0], row.partition(",")[0]}
    for one, other in ((denied, row), (row, denied)):
        found = near(reading("a", 1, one), reading("b", 1, other))
        assert names in found, (one, other, found)


@pytest.mark.parametrize(
    ("denied", "row"),
    [
        ("Anti-Robbery Squad (SARS), Lorna State Command", "SARS Mirna, Velabad Police"),
        ("3rd Company, 5th Battalion, Velabad Army", "3/6 Company, Velabad Army"),
        ("3rd Company, 5th Battalion, Velabad Army", "5th Company 3rd Brigade, Velabad Army"),
        ("Traffic Wing, Velabad Police, Interior Ministry", "Police Traffic Wing, Torlo Police"),
    ],
)
def test_a_name_with_words_of_no_superior_is_not(denied: str, row: str) -> None:
    names = {denied.partition(",")[0], row.partition(",")[0]}
    for one, other in ((denied, row), (row, denied)):
        assert names not in near(reading("a", 1, one), reading("b", 1, other)), (one, other)


@pytest.mark.parametrize(
    ("one", "other", "asked"),
    [
        (
            "Criminal Investigation Department, Velabad Police",
            "Directorate of Criminal Investigation, Velabad Police",
            True,
        ),
        ("Directorate of Military Intelligence, Velabad Army", "Military Intelligence", True),
        ("Mobile Brigade, Velabad Police", "Mobile Brigade Corps, Velabad Police", True),
        ("Dirección de Inteligencia, Policía Velabad", "División de Inteligencia, Policía Velabad", True),
        ("Rapid Intervention Unit, Velabad Police", "Quick Reaction Team, Velabad Police", True),
        ("Special Forces Regiment, Velabad Army", "Special Operations Regiment, Velabad Army", True),
        ("Highway Patrol, Velabad Police", "Road Patrol, Velabad Police", True),
        ("Intelligence Wing, Velabad Police", "Intelligence Unit, Mirna Army", False),
        ("Intelligence Unit 2, Velabad Police", "Intelligence Wing 3, Velabad Police", False),
    ],
)
def test_offices_with_one_task_are_asked_about(one: str, other: str, asked: bool) -> None:
    names = {one.partition(",")[0], other.partition(",")[0]}
    assert (names in near(reading("a", 1, one), reading("b", 1, other))) is asked
