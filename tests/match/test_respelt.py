"""What misspelt, numbered and placed names may mean at most: what the same name means when it is written right."""

from __future__ import annotations

import pytest

from unitgraph.match import Matcher, NamedUnit, Outcome
from unitgraph.match.answering import RESPELT
from unitgraph.match.matcher import NUMBERED

UNITS = (
    NamedUnit("u:1", "Presidential Guard", "CF"),
    NamedUnit("u:2", "Federal Police", "MX"),
    NamedUnit("u:3", "Investigation Wing", "MX", (), ("u:2",)),
    NamedUnit("u:16", "General Commission of the Ministerial Police", "MX", (), ("u:2",)),
    NamedUnit("u:4", "Guyana Police Force", "GY"),
    NamedUnit("u:5", "Lorna Police Station", "GY", (), ("u:4",)),
    NamedUnit("u:6", "San Velabo Police Station", "GY", (), ("u:4",)),
    NamedUnit("u:7", "Ain Mirna Prison", "LY"),
    NamedUnit("u:8", "Dorvan Toluria Battalion", "TR"),
    NamedUnit("u:9", "Panzerbrigade Velabad", "DE"),
    NamedUnit("u:10", "2. brigada Velabad", "RS"),
    NamedUnit("u:11", "Policijska postaja Lorna", "HR"),
    NamedUnit("u:12", "Velabad Battalion", "NP"),
    NamedUnit("u:13", "Rapid Action Battalion", "BD"),
    NamedUnit("u:15", "Bangladesh Police", "BD"),
    NamedUnit("u:17", "Mirna County Station", "KE", (), ("u:18",)),
    NamedUnit("u:18", "National Police Service", "KE"),
    NamedUnit("u:14", "Mirna Commando Brigade", "KE"),
)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(UNITS)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("Presidental Guard", "Presidential Guard"),
        ("Presidential Gaurd", "Presidential Guard"),
        ("Presidentialguard", "Presidential Guard"),
        ("\u0420residential Guard", "Presidential Guard"),
        ("Presidental Guard, Ministry of Defence", "Presidential Guard, Ministry of Defence"),
        ("Federal Polce", "Federal Police"),
    ],
)
def test_a_misspelt_name_of_many_countries_needs_a_country_too(matcher: Matcher, wrong: str, right: str) -> None:
    told, spelt = matcher.match(wrong), matcher.match(right)
    assert told.outcome == spelt.outcome == "ambiguous"
    assert told.candidates[0].unit == spelt.candidates[0].unit


@pytest.mark.parametrize("text", ["Investigation Wing", "Investigaton Wing", "InvestigationWing", "Investigatiom Wing"])
def test_a_bare_name_is_bare_however_it_is_spelt(matcher: Matcher, text: str) -> None:
    told = matcher.match(text, "MX")
    assert (told.outcome, told.bare, told.candidates[0].unit.iri) == ("matched", True, "u:3")
    assert not matcher.match(f"{text}, Federal Police", "MX").bare


@pytest.mark.parametrize(
    ("text", "country", "outcome", "unit"),
    [
        # The only word that tells the unit is spelt otherwise; a word that stands in many names does not tell it.
        ("Lornia Police Station", "GY", "ambiguous", "u:5"),
        ("Lornia Police Station, Guyana Police Force", "GY", "ambiguous", "u:5"),
        ("San Velobo Police Station", "GY", "ambiguous", "u:6"),
        ("Ain Mirnia Prison", "LY", "ambiguous", "u:7"),
        # Another word tells it, or the level alone is misspelt.
        ("Dorvan Tolura Battalion", "TR", "matched", "u:8"),
        ("Lorna Polce Statoin", "GY", "matched", "u:5"),
        # A place is none of its units, least of all beside a body of no force of theirs.
        ("San Velabo, Guyana", None, "ambiguous", "u:6"),
        ("San Velabo, Ministry of Health", "GY", "unknown", "u:6"),
        ("Primary School, San Velabo", "GY", "unknown", "u:6"),
        ("Guyana Defence Force, San Velabo", "GY", "unknown", "u:6"),
        # A superior that contradicts does not only add to what is known.
        ("Lorna Police Station, Ministry of Home Affairs", "GY", "matched", "u:5"),
        ("Lorna Police Station, Ministry of Health", "GY", "ambiguous", "u:5"),
        ("Lorna Police Station, Kelda Division, Guyana Police Force", "GY", "matched", "u:5"),
        ("Lorna Police Station, Navy, Guyana Police Force", "GY", "ambiguous", "u:5"),
        ("Lorna Police Station, Kelda Prison, Guyana Police Force", "GY", "ambiguous", "u:5"),
        ("Lorna Police Station, Kelda and Torin, Guyana Police Force", "GY", "ambiguous", "u:5"),
        ("Lorna Police Station, Kelda Metropolitan Police", "GY", "ambiguous", "u:5"),
        ("Lorna Police Station, Lorna Metropolitan Police", "GY", "ambiguous", "u:5"),
        ("Mirna County Station, Mirna Metropolitan Police", "KE", "ambiguous", "u:17"),
        ("Presidential Guard, Cabinet of the President", "CF", "ambiguous", "u:1"),
        ("Cabinet de la Présidence, Garde présidentielle", "CF", "ambiguous", "u:1"),
        ("Lorna Police Station, National Gendarmerie", "GY", "ambiguous", "u:5"),
        ("Velabad Battalion, Nepal Army", "NP", "matched", "u:12"),
        ("Velabad Battalion, Ministry of Education", "NP", "ambiguous", "u:12"),
        ("Rapid Action Battalion, Bangladesh Navy", "BD", "ambiguous", "u:13"),
        ("Presidential Guard, National Police", "CF", "ambiguous", "u:1"),
        ("Ain Mirna Prison, Republican Guard", "LY", "ambiguous", "u:7"),
        ("Rapid Action Battalion, Garde républicaine", "BD", "ambiguous", "u:13"),
        ("Velabad Battalion, Presidential Guard", "NP", "ambiguous", "u:12"),
        ("Velabad Battalion, National Guard", "NP", "matched", "u:12"),
        ("Lorna Rural Police Station", "GY", "ambiguous", "u:5"),
        ("Lorna Police Station, Embassy", "GY", "ambiguous", "u:5"),
        ("Lorna Police Station, Border Police", "GY", "ambiguous", "u:5"),
        ("Lorna Police Station, Tourist Police, Guyana Police Force", "GY", "ambiguous", "u:5"),
        ("Lorna Police Station, Military Police, Guyana Police Force", "GY", "ambiguous", "u:5"),
        ("Lorna Police Station, Zone 4", "GY", "ambiguous", "u:5"),
        ("Lorna Police Station, Northern Region", "GY", "ambiguous", "u:5"),
        ("Secret Service, Lorna Police Station", "GY", "ambiguous", "u:5"),
        ("Lorna Police Station, Training School, Guyana Police Force", "GY", "ambiguous", "u:5"),
        ("Lorna Police Station, Volunteer Militia, Guyana Police Force", "GY", "ambiguous", "u:5"),
        ("Velabad Battalion, Zorvan Rangers", "NP", "ambiguous", "u:12"),
        ("Presidential Guard, Armed Forces", "CF", "matched", "u:1"),
        # A known unit of another one that it is not known to be under, and a unit with a word for what any body is.
        ("Rapid Action Battalion of Bangladesh Police", "BD", "ambiguous", "u:13"),
        ("Bangladesh Police Rapid Action Battalion", "BD", "ambiguous", "u:13"),
        ("Bangladesh Police Intelligence Branch", "BD", "below", "u:15"),
        ("Presidential Guard of the Ministry of Defence", "CF", "ambiguous", "u:1"),
        ("Presidential Guard Corps", "CF", "ambiguous", "u:1"),
        ("Presidential Guard Company", "CF", "below", "u:1"),
        ("Department of the Federal Police", "MX", "ambiguous", "u:2"),
        ("Bangladesh Police Force", "BD", "ambiguous", "u:15"),
        ("Velabad Federal Police", "MX", "ambiguous", "u:2"),
        ("Guyana Police Service", "GY", "ambiguous", "u:4"),
        ("Railway Police", "BD", "unknown", "u:15"),
        # A number before a name or in brackets behind it is part of the name in many languages.
        ("21. Panzerbrigade Velabad", "DE", "ambiguous", "u:9"),
        ("2. policijska postaja Lorna", "HR", "ambiguous", "u:11"),
        ("(12) Dorvan Toluria Battalion", "TR", "ambiguous", "u:8"),
        ("12) Dorvan Toluria Battalion", "TR", "ambiguous", "u:8"),
        ("1. 2. brigada Velabad", "RS", "matched", "u:10"),
        ("1. brigada Velabad", "RS", "unknown", "u:10"),
        ("1. Federal Police", "MX", "ambiguous", "u:2"),
        ("2. Presidential Guard", "CF", "ambiguous", "u:1"),
        ("- Dorvan Toluria Battalion", "TR", "matched", "u:8"),
        ("Mirna Commando Brigade (1)", "KE", "ambiguous", "u:14"),
        ("Mirna Commando Brigade, No. 4", "KE", "ambiguous", "u:14"),
    ],
)
def test_what_a_name_means_at_most(matcher: Matcher, text: str, country: str | None, outcome: str, unit: str) -> None:
    told = matcher.match(text, country)
    assert (told.outcome, told.candidates[0].unit.iri) == (outcome, unit)
    if outcome == "unknown":
        assert told.candidates[0].score < 0.1


def test_a_number_that_may_be_part_of_the_name_is_told(matcher: Matcher) -> None:
    assert matcher.match("21. Panzerbrigade Velabad", "DE").note == NUMBERED


@pytest.mark.parametrize("word", ["Ministerial Police", "Miniterial Police", "Ministerial Polce"])
def test_a_bare_name_with_a_force_in_it_is_bare_however_it_is_spelt(matcher: Matcher, word: str) -> None:
    told = matcher.match(f"General Commission of the {word}", "MX")
    assert (told.outcome, told.bare, told.candidates[0].unit.iri) == ("matched", True, "u:16")


@pytest.mark.parametrize(
    ("name", "text"),
    [("KBIR Ndovu", "KBIT Ndovu"), ("KBIR Ndovu", "KBAR Ndovu"), ("Lopas Wirana", "Bopas Wirana")],
)
def test_another_letter_in_a_short_word_may_be_another_word(name: str, text: str) -> None:
    match = Matcher([NamedUnit("u:1", name, "KE")]).match(text, "KE")
    assert match.outcome is Outcome.AMBIGUOUS
    assert match.note == RESPELT
