"""Known words near an unknown one: every one within reach, and how similar each is."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unitgraph.match import Matcher, NamedUnit, Outcome
from unitgraph.match.kernels import ALTERNATIVES
from unitgraph.match.misspellings import Misspellings, edits_allowed

KNOWN = ("army", "battalion", "batallon", "brigade", "coast", "dhaka", "navy", "police", "policia", "torreon")
WORDS = st.text(alphabet="abcd", min_size=1, max_size=13)


def near(word: str, *known: str) -> dict[str, float]:
    """What each of the known words near ``word`` is worth, in the order they are given."""
    words = {each: number for number, each in enumerate(known or KNOWN)}
    spelt = list(words)
    return {spelt[number]: round(value, 4) for number, value in Misspellings(words, range(len(words))).near(word)}


def distance(one: str, other: str) -> int:
    """Optimal string alignment by its definition."""
    table = {(i, 0): i for i in range(len(one) + 1)} | {(0, j): j for j in range(len(other) + 1)}
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            cost = int(one[i - 1] != other[j - 1])
            ways = [table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + cost]
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                ways.append(table[i - 2, j - 2] + 1)
            table[i, j] = min(ways)
    return table[len(one), len(other)]


@given(WORDS, st.sets(WORDS, max_size=30))
def test_every_word_within_reach_is_found_and_no_other(word: str, known: set[str]) -> None:
    known.discard(word)
    expected = {}
    for each in known:
        apart = distance(word, each)
        same = word[0] == each[0]
        if apart <= edits_allowed(min(len(word), len(each))) and (same or apart == 1):
            expected[each] = round(1 - apart / max(len(word), len(each)) - (0 if same else 0.05), 4)
    found = near(word, *sorted(known)) if known else {}
    best = sorted(expected.items(), key=lambda each: (-each[1], each[0]))[:ALTERNATIVES]
    assert list(found.items()) == best


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("polcie", {"police": 0.8333}),
        ("batalion", {"battalion": 0.8889, "batallon": 0.875}),
        ("haka", {"dhaka": 0.75}),
        ("fhaka", {"dhaka": 0.75}),
        ("hdaka", {"dhaka": 0.75}),
        ("xdhaka", {"dhaka": 0.7833}),
        ("torreno", {"torreon": 0.8571}),
        ("torein", {}),
        ("fourt", {}),
        ("arm", {}),
        ("arny", {"army": 0.75}),
        ("arrny", {}),
        ("p0lice", {}),
        ("p" * 33, {}),
    ],
)
def test_near_words(word: str, found: dict[str, float]) -> None:
    assert near(word) == found


def test_a_word_stands_for_another_one() -> None:
    words = {"police": 0, "policia": 1, "polizia": 2}
    assert Misspellings(words, [0, 0, 0]).near("policja") == ((0, pytest.approx(1 - 1 / 7)),)


def test_known_words_alone_need_no_distances(environment: dict[str, str]) -> None:
    program = (
        "import sys; from unitgraph.match import Matcher, NamedUnit;"
        "matcher = Matcher([NamedUnit('u:1', 'Torreon Station', 'MX')]);"
        "found = [matcher.match(text, 'MX').outcome.value for text in ('Torreon Station', 'Torreom Station')];"
        "print(*found, 'rapidfuzz' in sys.modules)"
    )
    asked = program.replace(", 'Torreom Station'", ",")
    for code, expected in ((program, "matched ambiguous True"), (asked, "matched False")):
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == expected


@pytest.mark.parametrize("word", ["post", "politica", "area", "bank"])
def test_a_word_of_the_tables_is_no_other_word_misspelt(word: str) -> None:
    words = {known: number for number, known in enumerate(("port", "police", "task", "band"))}
    assert Misspellings(words, range(len(words))).near(word) == ()


def test_a_misspelt_level_word_of_the_tables_is_its_level_word() -> None:
    assert Misspellings({"ministry": 0, "mining": 1}, [0, 1]).near("minstry") == ((0, pytest.approx(7 / 8)),)


def test_a_word_of_another_language_may_be_a_misspelt_english_one() -> None:
    matcher = Matcher([NamedUnit("u:1", "Mirna Commando Brigade", "PH"), NamedUnit("u:2", "Toluria Command", "PH")])
    for text, unit, outcome in (
        ("Mirna Comando Brigade", "u:1", Outcome.AMBIGUOUS),
        ("Brigada de Comando Mirna", "u:1", Outcome.AMBIGUOUS),
        ("Comando Toluria", "u:2", Outcome.MATCHED),
    ):
        match = matcher.match(text, "PH")
        assert (match.outcome, match.candidates[0].unit.iri) == (outcome, unit)
