"""Names of bodies about a unit, or of others with its acronym, on a small made-up graph: candidates below 0.8."""

from __future__ import annotations

import pytest

from unitgraph.match import Matcher, NamedUnit, Outcome
from unitgraph.match.bystanders import BYSTANDER
from unitgraph.match.placing import OTHER_INITIALS

MATCHER = Matcher(
    [
        NamedUnit("u:k", "Korbad Action Battalion (KAB)", "KE"),
        NamedUnit("u:m", "Mirna Prison", "KE"),
        NamedUnit("u:p", "Federal Police", "MX"),
        NamedUnit("u:g", "Presidential Guard", "KE"),
        NamedUnit("u:c", "Anti-Kidnapping Unit", "KE", (), ("u:k",)),
        NamedUnit("u:t", "No. 2 Toluria Battalion", "KE"),
    ]
)


@pytest.mark.parametrize(
    "text",
    [
        *("KAB Museum", "Korbad Action Battalion Hospital", "KAB Museum, Nairobi", "Museum, Korbad Action Battalion"),
        *("Anti-KAB Unit", "Victims of the Korbad Action Battalion", "Families of Victims of Mirna Prison"),
        *("Families of Victims, Mirna Prison", "Friends of Mirna Prison", "Mirna Prison Monitoring Group"),
        *("Commission of Inquiry into the Presidential Guard", "Presidential Guard Football Club"),
        "Korbad Action Battalion School",
        *("Juan Mirano, KAB", "Ahmed Mirano, Korbad Action Battalion", "Members of the Cabinet, KAB"),
        *("Major Mirano, KAB", "Coronel Pedro Mirano, Mirna Prison"),
    ],
)
def test_a_body_about_a_unit_is_no_part_of_it(text: str) -> None:
    match = MATCHER.match(text, "KE")
    assert (match.outcome, match.note) == (Outcome.AMBIGUOUS, BYSTANDER)
    assert max(each.score for each in match.candidates) < 0.8


def test_nor_is_one_with_a_name_in_another_language() -> None:
    match = MATCHER.match("Asociación de Víctimas de la Policía Federal", "MX")
    assert (match.note, match.candidates[0].unit.iri) == (BYSTANDER, "u:p")


@pytest.mark.parametrize(
    ("text", "outcome", "unit"),
    [
        ("Korbad Action Battalion Training School", Outcome.BELOW, "u:k"),
        ("Victim Support Unit, Mirna Prison", Outcome.BELOW, "u:m"),
        ("KAB Counter Terrorism Unit", Outcome.BELOW, "u:k"),
        ("Radio Room, Mirna Prison", Outcome.BELOW, "u:m"),
        ("Anti-Kidnapping Unit, KAB", Outcome.MATCHED, "u:c"),
        ("Members of the Presidential Guard", Outcome.MATCHED, "u:g"),
        ("Commander, Mirna Prison", Outcome.MATCHED, "u:m"),
        ("Troops of the Presidential Guard", Outcome.MATCHED, "u:g"),
        ("A Troop, Presidential Guard", Outcome.BELOW, "u:g"),
        ("A Troop of the Presidential Guard", Outcome.BELOW, "u:g"),
        ("Deputy Director KAB-2", Outcome.AMBIGUOUS, "u:k"),
    ],
)
def test_a_part_and_its_people_stay_what_they_are(text: str, outcome: Outcome, unit: str) -> None:
    match = MATCHER.match(text, "KE")
    assert (match.outcome, match.candidates[0].unit.iri) == (outcome, unit)


@pytest.mark.parametrize(
    "text", ["KAB (Kordora Accident Board)", "Kordora Accident Board (KAB)", "Kordora Accident Board, KAB"]
)
def test_an_acronym_stands_for_what_the_text_says(text: str) -> None:
    match = MATCHER.match(text, "KE")
    assert (match.outcome, match.note) == (Outcome.AMBIGUOUS, OTHER_INITIALS)
    assert match.candidates[0].score < 0.8
    assert MATCHER.match("KAB (Korbad Action Bn)", "KE").outcome is Outcome.MATCHED


@pytest.mark.parametrize("text", ["No. 2 Toluria Battalion Village", "No. 2 Toluria Battalion Street"])
def test_a_place_named_after_a_unit_is_not_that_unit(text: str) -> None:
    match = MATCHER.match(text, "KE")
    assert match.outcome is Outcome.AMBIGUOUS
    assert match.candidates[0].score < 0.8
