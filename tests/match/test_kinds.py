"""What kind of body a name is of."""

from __future__ import annotations

from itertools import combinations

import pytest
from rapidfuzz.distance import OSA

from unitgraph.match.forms import form_of
from unitgraph.match.kinds import PART_RANK, forces_of, is_bare, is_common, is_headquarters, rank_of
from unitgraph.match.vocabulary import level_concepts


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Investigation Wing", True),
        ("Homicides Coordination", True),
        ("Traffic Police Unit", True),
        ("Federal Police", False),
        ("Presidential Guard", False),
        ("Національна гвардія", False),
        ("Mirna Police Station", False),
        ("2 Brigade", False),
        ("3rd Police Station", True),
        ("2nd Precinct", True),
        ("3-й відділ поліції", True),
        ("3rd Mirna Police Station", False),
        ("Far Western Division", False),
    ],
)
def test_names_of_functions_and_levels_alone(name: str, bare: bool) -> None:
    assert is_bare(name, form_of(name), "ML") is bare


def test_a_small_level_counts_before_a_force() -> None:
    assert rank_of("Marine Unit") < PART_RANK < rank_of("Kordora Metropolitan Police") < rank_of("Ministry of Defence")


def test_a_word_of_many_countries_is_no_place() -> None:
    assert is_common("action")
    assert not any(map(is_common, ("devi", "mirna", "torreon", "")))


def test_forces() -> None:
    assert forces_of(form_of("Mirna Police Station")) == {"police"}
    assert not forces_of(form_of("Kordora Prison Service")) & forces_of(form_of("Kordora Police"))


@pytest.mark.parametrize(("text", "itself"), [("HQ", True), ("Police Headquarters", True), ("Mirna HQ", False)])
def test_headquarters_are_the_unit_itself(text: str, itself: bool) -> None:
    assert is_headquarters(form_of(text)) is itself


def test_no_level_word_is_another_spelling_of_a_second_one() -> None:
    """Two spellings of one level would be two levels: they need a row in the table of synonyms."""
    concepts = level_concepts()
    close = [
        (one, other)
        for one, other in combinations([word for word in concepts if len(word) > 5], 2)
        if concepts[one] == concepts[other]
        and OSA.distance(one, other) <= (2 if min(len(one), len(other)) > 7 else 1)
        and form_of(one).words != form_of(other).words
    ]
    assert close == []


def test_a_central_body_is_told_by_its_place_only() -> None:
    assert is_bare("Central Prison", form_of("Central Prison", "CM"), "CM")
    assert not is_bare("Mirna Central Prison", form_of("Mirna Central Prison", "CM"), "CM")
    assert not is_bare("Northern Prison", form_of("Northern Prison", "CM"), "CM")
