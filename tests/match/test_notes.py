"""Names with a word that says that the unit is in doubt or no longer what it was, and words that a line end parts: on
the bundled list and a made-up one."""

from __future__ import annotations

import pytest

from unitgraph.api import open_checker
from unitgraph.checking.relations import Status
from unitgraph.match import Matcher, NamedUnit, Outcome
from unitgraph.match.notes import NOTED, joined_lines, without_note

GUARD = NamedUnit("x:guard", "Mirna Guard", "CO")
STATION = NamedUnit("x:station", "Estación Velabad", "CO", (), ("x:guard",))
COMPANY = NamedUnit("x:company", "Compañía Vieja Toluria", "CO", (), ("x:guard",))
FORMER = NamedUnit("x:former", "Antigua Brigada Kordora", "CO")


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher([GUARD, STATION, COMPANY, FORMER])


@pytest.mark.parametrize(
    "text",
    [
        *("former Mirna Guard", "The ex-Mirna Guard", "Alleged Mirna Guard", "suspected Mirna Guard"),
        *("Mirna Guard (disbanded in 2015)", "Mirna Guard, now dissolved", "Mirna Guard - defunct"),
        *("Antigua Estación Velabad", "Estación Velabad (disuelta)", "presunta Estación Velabad, Mirna Guard"),
        *("l'ancienne Mirna Guard", "Mirna Guard (dissoute en 2012)", "бывшая Mirna Guard", "Mirna Guard (المنحلة)"),
        *("ehemalige Mirna Guard", "Mirna Guard (aufgelöst)"),
    ],
)
def test_a_unit_in_doubt_or_no_longer_what_it_was_is_a_candidate(matcher: Matcher, text: str) -> None:
    found = matcher.match(text, "CO")
    assert (found.outcome, found.note) == (Outcome.AMBIGUOUS, NOTED)
    assert found.candidates[0].unit in (GUARD, STATION)
    assert found.candidates[0].score > 0.8


def test_a_word_of_the_name_is_no_note(matcher: Matcher) -> None:
    assert matcher.match("Antigua Brigada Kordora", "CO").best is not None
    assert matcher.match("Antigua Brigada Kordora", "CO").outcome is Outcome.MATCHED
    assert without_note("Antigua") == without_note("Guard of the Dissolved Lake") == ""


def test_people_who_were_of_a_unit_are_of_it(matcher: Matcher) -> None:
    assert matcher.match("Former members of the Mirna Guard", "CO").outcome is Outcome.MATCHED
    assert open_checker().check("Alleged members of RAB", "BD").status is Status.AMBIGUOUS


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Esta- ción Velabad, Mirna Guard", STATION),
        ("Estación Vela- bad, Mirna Guard", STATION),
        ("Compa- ñía Vieja Toluria", COMPANY),
        ("Mirna- Guard", GUARD),
    ],
)
def test_a_word_that_the_end_of_a_line_parts_is_read_as_one(matcher: Matcher, text: str, unit: NamedUnit) -> None:
    found = matcher.match(text, "CO")
    assert found.outcome is Outcome.MATCHED
    assert found.text == text
    assert found.candidates[0].unit == unit


def test_a_hyphen_behind_a_blank_parts_no_word(matcher: Matcher) -> None:
    assert joined_lines("Estación Vela - bad") == joined_lines("Estación Vela-bad") == joined_lines("Camp A- B") == ()
    assert matcher.match("Mirna Guard - Toluria", "CO").outcome is not Outcome.MATCHED


@pytest.mark.parametrize(
    ("known", "text"),
    [
        ("Batallón Antisubversivo 313", "Batallón Anti-subversivo 313"),
        ("Anti-Kidnap Unit Mirna", "Antikidnap Unit Mirna"),
        ("Unidad Contraterrestre Mirna", "Unidad Contra-terrestre Mirna"),
    ],
)
def test_a_prefix_may_stand_apart(known: str, text: str) -> None:
    matcher = Matcher([NamedUnit("x:1", known, "CO"), GUARD])
    assert matcher.match(text, "CO").outcome is Outcome.MATCHED
    assert matcher.match(text.replace("Mirna", "Toluria").replace("313", "331"), "CO").outcome is not Outcome.MATCHED
