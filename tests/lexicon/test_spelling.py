"""Spellings a letter or two apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unitgraph.lexicon.spelling import Spellings, nearly_same


def distance(one: str, other: str) -> int:
    """Levenshtein's distance as its definition says."""
    if not one or not other:
        return len(one) + len(other)
    changed = distance(one[1:], other[1:]) + (one[0] != other[0])
    return changed if one[0] == other[0] else min(changed, distance(one[1:], other) + 1, distance(one, other[1:]) + 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Direcorate of the Preventive State Police", "Directorate of the Preventive State Police"),
        ("Central Prosecutor's Office", "Central Prosecutors Offce"),
        ("Rajshahi Police", "Rajshahi Polise"),
    ],
)
def test_misspelt_names_are_nearly_the_same(one: str, other: str) -> None:
    assert nearly_same(one, other)
    assert nearly_same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1st Battalion", "2nd Battalion"),
        ("Company A", "Company B"),
        ("Brigade IV", "Brigade VI"),
        ("Northern Command", "Southern Command"),
        ("Army", "Navy"),
        ("Torreon Station", "Torreon Station"),
        ("Torreon Station", "TORREÓN STATION"),
        ("Leonora Police Station", "Turkeyen Police Station"),
        ("", ""),
    ],
)
def test_other_units_are_not(one: str, other: str) -> None:
    assert not nearly_same(one, other)


def test_near_words() -> None:
    known = Spellings(["dhaka", "directorate", "army", "dhaki"])
    assert known.near("chaka") == ["dhaka"]
    assert known.near("dhakaa") == ["dhaka"]
    assert known.near("dhak") == [], "short words say nothing"
    assert known.near("dhaka") == [], "a known word is no misspelling"
    assert known.near("direcorate") == ["directorate"]
    assert "army" not in known


@given(st.lists(st.text("abcde", min_size=5, max_size=8), max_size=12), st.text("abcde", min_size=5, max_size=8))
def test_near_finds_all_words_one_letter_away(words: list[str], word: str) -> None:
    expected = [] if word in words else sorted({each for each in words if distance(word, each) == 1})
    assert Spellings(words).near(word) == expected
