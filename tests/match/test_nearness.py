"""Names near that of a unit, on a small made-up graph: candidates, and never another unit's."""

from __future__ import annotations

import pytest

from unitgraph.match import Matcher, NamedUnit, Outcome

NAMES = (
    "Special Intelligence Group Dorvan",
    "2 Amphibious Brigade",
    "2 Artillery Brigade",
    "2 Battalion",
    "7 Division",
    "Area Command B",
    "Third Area Command",
    "Mirna Police Station",
)
MATCHER = Matcher([NamedUnit(f"u:{number}", name, "NG") for number, name in enumerate(NAMES)])


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("SIG Dorvan", {"Special Intelligence Group Dorvan"}),
        ("S.I.G. Dorvan", {"Special Intelligence Group Dorvan"}),
        ("Dorvan", {"Special Intelligence Group Dorvan"}),
        ("2 Brigade", {"2 Amphibious Brigade", "2 Artillery Brigade"}),
        ("2nd Bde", {"2 Amphibious Brigade", "2 Artillery Brigade"}),
        ("7th Infantry Division", {"7 Division"}),
        ("2 Amphibious Battalion", {"2 Battalion"}),
        ("Third Area Command (Velabad)", {"Third Area Command"}),
    ],
)
def test_names_with_less_or_a_little_more_are_candidates(text: str, candidates: set[str]) -> None:
    match = MATCHER.match(text, "NG")
    assert match.outcome is Outcome.AMBIGUOUS
    assert {each.unit.name for each in match.candidates} == candidates
    assert all(each.score >= 0.2 for each in match.candidates)


@pytest.mark.parametrize(
    "text",
    [
        "7 Infantry Brigade",
        "2 Mechanised Brigade",
        "SIG Velabad",
        "Third Area Command B (Velabad)",
        "Third Area Command B",
        "Third Area Command C",
        "Mirna Police Post",
        "Police Station",
    ],
)
def test_another_unit_is_none(text: str) -> None:
    assert MATCHER.match(text, "NG").outcome is Outcome.UNKNOWN
