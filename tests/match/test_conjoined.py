"""Texts that name several units, and headquarters, on small made-up graphs: none is told as if it were one unit."""

from __future__ import annotations

import pytest

from unitgraph.match import Matcher, NamedUnit, Outcome
from unitgraph.match.conjoined import SEVERAL

MATCHER = Matcher(
    [
        NamedUnit("u:a", "Camp A", "KE"),
        NamedUnit("u:d", "Camp D", "KE"),
        NamedUnit("u:1", "1st Battalion Mirna Rifles", "KE"),
        NamedUnit("u:2", "2nd Battalion Mirna Rifles", "KE"),
        NamedUnit("u:3", "3 Battalion", "KE"),
        NamedUnit("u:c", "Company A", "KE", (), ("u:3",)),
        NamedUnit("u:l", "Law and Order Unit", "KE"),
        NamedUnit("u:p", "Toluria Police", "KE"),
        NamedUnit("u:g", "Toluria Police and Border Guard", "KE"),
        NamedUnit("u:z", "Mirna Zar Prison", "KE"),
        NamedUnit("u:j", "Ministry of Justice", "KE"),
        NamedUnit("u:k", "Korbad Police Station", "KE", (), ("u:p",)),
        NamedUnit("u:v", "Velabad Police Station", "KE", (), ("u:p",)),
        NamedUnit("u:w", "Korbad Action Battalion (KAB)", "KE"),
    ]
)


@pytest.mark.parametrize(
    ("units", "texts"),
    [
        (
            {"u:a", "u:d"},
            ("Camp A and D", "Camps A & D", "Camps A, D", "Camp A/D", "Camp A & Camp D", "Camp A, B and D"),
        ),
        ({"u:a"}, ("Camp A and F", "Camp F and A")),
        (
            {"u:1", "u:2"},
            (
                *(
                    "1st and 2nd Battalion Mirna Rifles",
                    "1 & 2 Battalions Mirna Rifles",
                    "Mirna Rifles 1st/2nd Battalion",
                ),
                *("I and II Battalion Mirna Rifles", "1st Battalion, 2nd Battalion, Mirna Rifles"),
            ),
        ),
        ({"u:l", "u:p"}, ("Law and Order Unit and Toluria Police", "Toluria Police & Law and Order Unit")),
        ({"u:w", "u:p"}, ("KAB & Toluria Police", "KAB und Toluria Police", "KAB + Policía de Toluria")),
        ({"u:w"}, ("KAB & KGFI", "KAB and the Army", "KAB and Wolmar")),
        ({"u:z"}, ("Mirna Zar and Velabad Prisons",)),
        ({"u:k"}, ("Korbad and Lorna Police Stations, Toluria Police",)),
        (
            {"u:k", "u:v"},
            (
                *("Korbad, Velabad Police Stations", "Police Stations of Korbad, Lorna and Velabad, Toluria Police"),
                *("Korbad, Velabad and Lorna Police Stations, Kenya", "Police Stations Velabad, Korbad, Lorna"),
                *("Korbad ve Velabad Police Stations", "Korbad та Velabad Police Stations"),
            ),
        ),
        ({"u:k", "u:p"}, ("Korbad Police Station and Toluria Police", "Toluria Police & Korbad Police Station")),
        ({"u:v"}, ("Police Stations of Lorna, Dorvan and Velabad",)),
    ],
)
def test_a_text_that_names_several_units_means_none_of_them(units: set[str], texts: tuple[str, ...]) -> None:
    for text in texts:
        match = MATCHER.match(text, "KE")
        assert (match.outcome, match.note) == (Outcome.AMBIGUOUS, SEVERAL), text
        assert {each.unit.iri for each in match.candidates} == units, text


@pytest.mark.parametrize(
    ("text", "outcome", "unit"),
    [
        ("Law and Order Unit", Outcome.MATCHED, "u:l"),
        ("Toluria Police and Border Guard", Outcome.MATCHED, "u:g"),
        ("KAB and Korbad Action Battalion", Outcome.MATCHED, "u:w"),
        ("Company A, 3 Battalion", Outcome.MATCHED, "u:c"),
        ("Intelligence and Investigation Wing, KAB", Outcome.BELOW, "u:w"),
        ("Toluria Police Anti-Drug and Marine Unit", Outcome.BELOW, "u:p"),
        ("Ministry of Justice and Human Rights", Outcome.UNKNOWN, "u:j"),
        ("1/2 Mirna Rifles", Outcome.UNKNOWN, "u:1"),
        ("O/C Korbad Police Station", Outcome.MATCHED, "u:k"),
        ("Patrol Teams, Korbad Police Station", Outcome.BELOW, "u:k"),
        ("3rd and 4th Battalions, Korbad Action Battalion", Outcome.BELOW, "u:w"),
    ],
)
def test_a_name_with_a_word_for_and_is_one_name(text: str, outcome: Outcome, unit: str) -> None:
    match = MATCHER.match(text, "KE")
    assert (match.outcome, match.candidates[0].unit.iri) == (outcome, unit)


def test_the_headquarters_of_a_unit_are_the_unit_where_it_is_known_to_be() -> None:
    matcher = Matcher([NamedUnit("u:1", "Velabad District Police", "KE"), NamedUnit("u:2", "Rapid Force", "KE")])
    for text, unit in (("Velabad District Police HQ", "u:1"), ("Rapid Force HQ, Nairobi", "u:2")):
        match = matcher.match(text, "KE")
        assert (match.outcome, match.candidates[0].unit.iri) == (Outcome.MATCHED, unit)
    reasons = matcher.match("Velabad District Police HQ", "KE").candidates[0].reasons
    assert reasons == ("name 'Velabad District Police'",)
    assert matcher.match("Velabad District Police HQ, Kordora", "KE").outcome is Outcome.AMBIGUOUS
    assert matcher.match("Rapid Force Police Headquarters", "KE").best.unit.iri == "u:2"
    assert matcher.match("Velabad Police Headquarters", "KE").outcome is not Outcome.MATCHED
    assert matcher.match("Rapid Force Headquarters, Kordora", "KE").outcome is Outcome.BELOW
    assert matcher.match("Velabad District Headquarters", "KE").outcome is Outcome.AMBIGUOUS


def test_another_name_that_stands_for_several_units_is_no_name_of_one() -> None:
    matcher = Matcher(
        [NamedUnit("u:1", "Camps A", "KE"), NamedUnit("u:2", "Camps D", "KE", ("Camps A and D",))],
    )
    match = matcher.match("Camps A and D", "KE")
    assert (match.outcome, {each.unit.iri for each in match.candidates}) == (Outcome.AMBIGUOUS, {"u:1", "u:2"})
    assert matcher.match("Camp D", "KE").best.unit.iri == "u:2"


@pytest.mark.parametrize(
    ("country", "name", "text"),
    [
        ("UA", "4-й батальйон Велабад", "3-й та 4-й батальйони Велабад"),
        ("UA", "6-й батальйон Мірна", "5-й батальйон Мірна й 6-й батальйон Мірна"),
        ("IQ", "لواء ميرنا الرابع", "لواءا ميرنا الثالث والرابع"),
        ("IQ", "لواء لورنا السادس", "لواء لورنا الخامس ولواء لورنا السادس"),
        ("NG", "4th Velabad Battalion", "3rd to 6th Velabad Battalions"),
        ("NG", "Toluria Battalion 4", "Toluria Battalions 3-6"),
        ("BR", "4º Batalhão Velabad", "3º e 4º Batalhões Velabad"),
    ],
)
def test_one_of_several_units_is_a_candidate_in_any_language(country: str, name: str, text: str) -> None:
    found = Matcher([NamedUnit("x", name, country)]).match(text, country)
    assert (found.outcome, found.note) == (Outcome.AMBIGUOUS, SEVERAL)
    assert Matcher([NamedUnit("x", "9th Dorvan Battalion", country)]).match(text, country).outcome is Outcome.UNKNOWN
