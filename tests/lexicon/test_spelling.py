"""Spellings a letter or two apart."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unitgraph.lexicon import spelling
from unitgraph.lexicon.names import fold
from unitgraph.lexicon.spelling import Spellings, near_pairs, nearly_same


def distance(one: str, other: str) -> int:
    """Levenshtein's distance, by the book."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above, row = row, [i]
        for j, against in enumerate(other, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (letter != against)))
    return row[-1]


@st.composite
def near_texts(draw: st.DrawFn) -> tuple[str, str]:
    """A name and the same name after up to four changes; long runs of few letters, so that changes can hide."""
    letters = draw(st.sampled_from(["ab", "abcdef"]))
    name = draw(st.text(letters, min_size=4, max_size=40))
    other = list(name)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(other)))
        other[at : at + draw(st.integers(0, 1))] = draw(st.text(letters, max_size=1))
    return name, "".join(other)


@given(near_texts())
def test_a_letter_or_two_is_the_edit_distance(names: tuple[str, str]) -> None:
    least, far = min(map(len, names)), distance(*names)
    assert nearly_same(*names) is ((far == 1 and least >= 5) or (far == 2 and least >= 8))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Direcorate of the Preventive State Police", "Directorate of the Preventive State Police"),
        ("Central Prosecutor's Office", "Central Prosecutors Offce"),
        ("Rajshahi Police", "Rajshahi Polise"),
        ("a" * 300 + "bc" + "a" * 100, "a" * 300 + "cb" + "a" * 100),
        ("Ministério da Defesa", "Ministerio da Defeza"),
        ("21st Brigade", "21th Brigade"),
        ("Alto Brigade IV", "Alto Brigada IV"),
        ("Comisar\u00eda Lorna", "Comisar\u00eda Lonra"),
        ("Comisar\u00eda Torlovia", "Comisar\u00eda Torlevja"),
    ],
)
def test_misspelt_names_are_nearly_the_same(one: str, other: str) -> None:
    assert nearly_same(one, other)
    assert nearly_same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1st Battalion", "2nd Battalion"),
        ("1st Batalion", "2nd Battalion"),
        ("1 Battalion", "2 Battalion"),
        ("No. 21 Jagadal Regiment", "No. 12 Jagadal Regiment"),
        ("Station 12A", "Station 12B"),
        ("Zone II", "Zone III"),
        ("Zone III Command", "Zone IV Command"),
        ("Company A of Guards", "Company B of Guards"),
        ("North-East Zone", "South-East Zone"),
        ("Northeast Coordination", "Southeast Coordination"),
        ("Eastern Division", "Western Division"),
        ("Fifth Corps", "Sixth Corps"),
        ("Water Police of Homs", "Motor Police of Homs"),
        ("Company A", "Company B"),
        ("Brigade IV", "Brigade VI"),
        ("Northern Command", "Southern Command"),
        ("Army", "Navy"),
        ("Torreon Station", "Torreon Station"),
        ("Torreon Station", "TORREÓN STATION"),
        ("Leonora Police Station", "Turkeyen Police Station"),
        ("Comisar\u00eda Lorna", "Comisar\u00eda Mirna"),
        ("Mirna Police Station", "Lorna Police Station"),
        ("", ""),
    ],
)
def test_other_units_are_not(one: str, other: str) -> None:
    assert not nearly_same(one, other)


def by_comparing_all(names: Sequence[str]) -> set[tuple[int, int]]:
    forms = [fold(name) for name in names]
    return {
        (one, other)
        for one, other in combinations(range(len(names)), 2)
        if nearly_same(names[one], names[other]) or (forms[one] == forms[other] and len(forms[one]) >= 5)
    }


def misspelt(name: str, letters: str, rng: random.Random) -> str:
    written = list(name)
    for _ in range(rng.randrange(4)):
        at = rng.randrange(len(written) + 1)
        written[at : at + rng.randrange(2)] = rng.choice([*letters, ""])
    return "".join(written)


@pytest.mark.parametrize("few", [1, 4, spelling.FEW])
@pytest.mark.parametrize("letters", ["ab", "abc", "abcdefgh ", "ab 12", "aÁb-"])
def test_pairs_of_near_names_are_found_without_comparing_all(
    letters: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spelling, "FEW", few)
    monkeypatch.setattr(spelling, "MOST", 1000)
    rng = random.Random(letters)  # noqa: S311
    pairs = 0
    for _ in range(40):
        written = ["".join(rng.choices(letters, k=rng.randrange(3, 14))) for _ in range(rng.randrange(1, 8))]
        names = [misspelt(rng.choice(written), letters, rng) for _ in range(rng.randrange(2, 40))]
        found = list(near_pairs(names))
        assert len(found) == len(set(found))
        assert set(found) == by_comparing_all(names)
        pairs += len(found)
    assert pairs > 500


def town(rng: random.Random) -> str:
    return "".join(rng.choices(["ba", "ko", "mar", "to", "san", "du", "vel", "nam", "gor", "pel", "rak"], k=4)).title()


@pytest.mark.parametrize(
    "form",
    [
        "Municipal Police of {town}",
        "{town} Police Station, Ministry of Interior",
        "Post {number}",
        "Same Name",
        "{code}",
    ],
)
def test_the_work_grows_with_the_number_of_names(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[str, str]] = []
    near = spelling._are_near
    monkeypatch.setattr(spelling, "_are_near", lambda *names: compared.append(names) or near(*names))
    rng = random.Random(form)  # noqa: S311
    names = [
        form.format(town=town(rng), number=number, code="".join(rng.choices("abcdefgh", k=6))) for number in range(5000)
    ]
    pairs = list(near_pairs(names))
    assert len(compared) <= 50 * len(names)
    assert len(pairs) <= 50 * len(names)


def test_in_a_series_of_like_names_each_is_paired_with_some() -> None:
    same = list(near_pairs(["Police Post"] * 100))
    assert same == [(number, number + 1) for number in range(99)]
    mixed = list(near_pairs(["Police Post"] * 100 + ["Police Past"] * 100))
    across = [pair for pair in mixed if pair[0] < 100 <= pair[1]]
    assert across == [(0, 100 + number) for number in range(spelling.MOST)]
    few = ["Police Post", "Police Past", "POLICE POST", "Police  Past"]
    assert set(near_pairs(few)) == set(combinations(range(4), 2))


def test_near_words() -> None:
    known = Spellings(["dhaka", "directorate", "army", "dhaki"])
    assert known.near("chaka") == ["dhaka"]
    assert known.near("dhakaa") == ["dhaka"]
    assert known.near("dhak") == [], "short words say nothing"
    assert known.near("dhaka") == [], "a known word is no misspelling"
    assert known.near("direcorate") == known.near("driectorate") == ["directorate"]
    assert "army" not in known


@given(st.lists(st.text("abcde", min_size=5, max_size=8), max_size=12), st.text("abcde", min_size=5, max_size=8))
def test_near_finds_all_words_one_letter_away(words: list[str], word: str) -> None:
    swapped = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    near = {each for each in words if distance(word, each) == 1 or each in swapped}
    expected = [] if word in words else sorted(near)
    assert Spellings(words).near(word) == expected
