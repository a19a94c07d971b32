"""Names taken apart: core words, designators, qualifiers."""

from __future__ import annotations

import pytest

from unitgraph.identity.names import Speller, are_turned, is_part_of_force, name_of
from unitgraph.lexicon.names import is_acronym


@pytest.mark.parametrize(
    ("text", "designators"),
    [
        ("Area A Police Command", ("a",)),
        ("Area 'L' Command", ("l",)),
        ("Camp “D”", ("d",)),
        ("Police Station E", ("e",)),
        ("AREA A COMMAND", ("a",)),
        ("12A Squadron", ("12a",)),
        ("12-A Squadron", ("12a",)),
        ("No. 12A Squadron", ("12a",)),
        ("12a Squadron", ("12a",)),
        ("Squadron 12/a", ("12a",)),
        ("Squadron (a)", ("a",)),
        ("Squadron a", ("a",)),
        ("Squadron i", ("1",)),
        ("Squadron (iv)", ("4",)),
        ("Squadron (IV)", ("4",)),
        ("2a Compa\u00f1\u00eda", ("2",)),
        ("Compa\u00f1\u00eda 2a", ("2a",)),
        ("8/a. M.Z.", ("8",)),
        ("3o BPM", ("3",)),
        ("3d Squadron", ("3",)),
        ("Polic\u00eda y Guardia", ()),
        ("Investigations a Toluria", ()),
        ("Escadron 5/4", ("5/4",)),
        ("Unit No. 3 / 5", ("3/5",)),
        ("3rd Battalion", ("3",)),
        ("Third Battalion", ("3",)),
        ("III Corps", ("3",)),
        ("No. 2 Velabad Battalion", ("2",)),
        ("Mobile Squadron (13)", ("13",)),
        ("كتيبة ٣", ("3",)),
        ("Bravo Company", ("b",)),
        ("2 A Company", ("2", "a")),
        ("3e Bataillon", ("3",)),
        ("1er Régiment", ("1",)),
        ("SECRETARIA DE SEGURIDAD Y POLICIA", ()),
        ("J. P. Velabad Station", ()),
        ("U S Velabad Station", ()),
        ("Brigade d'Artillerie", ()),
        ("Brigade d\u2019Artillerie", ()),
        ("Dirección de Planes y Operaciones", ()),
    ],
)
def test_designators(text: str, designators: tuple[str, ...]) -> None:
    assert name_of(text).designators == designators


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Area A Police Command", "Area D Police Command"),
        ("Police Station A", "Police Station"),
        ("Squad", "Squad 13"),
        ("Escadron 5/4", "Escadron 4/5"),
        ("12A Squadron", "12B Squadron"),
        ("2 Battalion", "2 Brigade"),
        ("Central Police Station (Awka)", "Central Police Station (Onitsha)"),
    ],
)
def test_what_tells_two_names_apart(one: str, other: str) -> None:
    first, second = name_of(one), name_of(other)
    assert (first.words, first.designators) != (second.words, second.designators)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Velabad Police Station", "Police Station (Velabad)"),
        ("Velabad Police Station", "Police Station of Velabad"),
        ("Police Station [Velabad]", "POLICE STATION, Velabad"),
        ("2nd Infantry Bn", "Second Infantry Battalion"),
        ("Policía de Velabad", "Velabad Police"),
        ("Ministère de la Défense", "Ministry of Defence"),
    ],
)
def test_the_same_name_in_another_dress(one: str, other: str) -> None:
    first, second = name_of(one), name_of(other)
    assert (first.words, first.designators) == (second.words, second.designators)


def test_what_stands_in_brackets() -> None:
    assert name_of("Terrorism and Transnational Crime Unit (TTCU)").acronyms == ("ttcu",)
    assert name_of("Nigeria Police Force (NPF)", "NG").acronyms == ("npf",)
    assert name_of("TOLURA STATION (MIRNA)").acronyms == ()
    assert name_of("TOLURA STATION (MIRNA)").qualifiers == {("mirna",)}
    assert name_of("Hawk Section (KDF)").qualifiers == {("kdf",)}
    assert name_of("Central Police Station (Awka)").acronyms == ()
    assert name_of("Central Police Station (Awka)").qualifiers == {("awka",)}
    assert name_of("Central Police Station", places=("Awka",)).qualifiers == {("awka",)}
    assert name_of("(Awka)").core == ("awka",)
    assert name_of("Escadron (Mopti").qualifiers == {("mopti",)}


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("CTTCU", True), ("RAB-7", True), ("Awka", False), ("Mondoro-Habe", False), ("GoU", True), ("A", False)],
)
def test_acronyms(text: str, is_one: bool) -> None:
    assert is_acronym(text) is is_one


@pytest.mark.parametrize(
    ("text", "country", "national"),
    [
        ("Presidential Guard", "", True),
        ("Federal Police", "MX", True),
        ("Armée de Terre", "ML", True),
        ("Ministry of Justice", "", True),
        ("State Police", "", False),
        ("Municipal Police", "", False),
        ("Traffic Police", "", False),
        ("Investigation Wing", "", False),
        ("Homicides Coordination", "", False),
        ("Intelligence Division", "", False),
        ("Federal Police (Velabad)", "", False),
        ("Velabad Police", "", False),
    ],
)
def test_names_of_which_a_state_has_one(text: str, country: str, national: bool) -> None:
    assert name_of(text, country).national is national


def test_a_misspelt_word_that_many_names_have_is_put_right() -> None:
    speller = Speller({"sablonniere": 9, "velabad": 9, "brigade": 9})
    repaired = speller.repaired(name_of("Brigade Sablonnire (Saye)"))
    assert repaired is not None
    assert repaired.core == ("brigade", "sablonniere")
    assert repaired.qualifiers == {("saye",)}
    assert speller.repaired(name_of("Brigade Sablonniere (Saye)")) is None
    assert speller.repaired(name_of("Brigade Soblonnire")) is None
    misspelt_level = Speller({}).repaired(name_of("Velabad Battaliom"))
    assert misspelt_level is not None
    assert "battalion" in misspelt_level.core


@pytest.mark.parametrize(
    ("one", "other"),
    [("Post 1000", "Post 1001"), ("Post Kor1000", "Post Kor1001"), ("Station12", "Station13"), ("Post 1000", "Post")],
)
def test_a_number_of_any_length_tells_units_apart(one: str, other: str) -> None:
    assert name_of(one, "ML").designators != name_of(other, "ML").designators


def test_a_word_that_a_name_has_twice_turns_nothing() -> None:
    name = name_of("Kuzey Müdürlüğü", "MX", ("Velabad Müdürlüğü",))
    assert not are_turned(name, name)
    assert are_turned(name_of("Mirna Guard", "MX", ("Lorna",)), name_of("Lorna Guard", "MX", ("Mirna",)))


def test_an_article_before_a_vowel_is_no_letter_of_a_unit() -> None:
    assert name_of("2 Compagnie d'Infanterie", "ML").designators == ("2",)
    assert name_of("2 Compagnie d\u2019Infanterie", "ML").core == name_of("2nd Infantry Company", "ML").core
    assert name_of("Compagnie D", "ML").designators == ("d",)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Federal Police", True),
        ("Defence Force", True),
        ("Customs Service", True),
        ("Servicio de Aduanas", True),
        ("Special Forces", True),
        ("Migration Service", True),
        ("Border Police", True),
        ("Municipal Police", False),
        ("Traffic Police", False),
        ("Joint Task Force", False),
        ("Customs Unit", False),
        ("Police Station", False),
        ("5 Special Forces", False),
        ("Torla Defence Force", False),
    ],
)
def test_a_place_behind_a_whole_force_tells_a_part_of_it(text: str, part: bool) -> None:
    assert is_part_of_force(text, "RO", ("Port of Mirna",)) is part
    assert not is_part_of_force(text, "RO", ("Bucharest",))


def test_a_force_of_the_whole_state_has_one_name_with_its_country_and_without() -> None:
    for country, name in (("ML", "National Police of Mali"), ("CO", "Policía Nacional de Colombia")):
        assert name_of(name, country) == name_of("National Police", country)
    assert name_of("Mali Police", "ML") != name_of("National Police", "ML")
