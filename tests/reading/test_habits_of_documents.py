"""What a document shows about its entries never turns what the words of an entry decide."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unitgraph.reading.paths import Direction, PathKind, read_path, read_paths
from unitgraph.reading.paths.layout import layout_of

NAMES = ("Mirna", "Korbad", "Velabad", "Toluria", "Saryn", "Ostrel", "Quenda", "Zelmar", "Harvik", "Brenno")
# Levels from the smallest to the largest, each a kind of body that is under the next.
LEVELS = (
    ("Patrol Section", "Signals Section", "Intelligence Section", "Mortar Platoon"),
    ("Battalion",),
    ("Brigade", "Division"),
    ("Military Region",),
)
SURE = 0.9


@st.composite
def entries(draw: st.DrawFn) -> tuple[str, Direction]:
    """A text of two to four made-up units, and its direction."""
    first = draw(st.integers(0, len(LEVELS) - 2))
    last = draw(st.integers(first + 1, len(LEVELS) - 1))
    units = []
    for level in range(first, last + 1):
        word = draw(st.sampled_from(LEVELS[level]))
        named = level > 0 and draw(st.booleans())
        units.append(f"{draw(st.sampled_from(NAMES))} {word}" if named else f"{word} {draw(st.integers(1, 40))}")
        if level == 0:
            units[-1] = word
    direction = draw(st.sampled_from(list(Direction)))
    return ", ".join(units if direction is Direction.UP else reversed(units)), direction


@settings(max_examples=40, deadline=None)
@given(st.lists(entries(), min_size=5, max_size=40), st.sampled_from(["MX", "ML", "IN"]))
def test_a_habit_never_turns_what_words_decide(document: list[tuple[str, Direction]], country: str) -> None:
    texts = [(text, country) for text, _ in document]
    for (text, _), together in zip(document, read_paths(texts), strict=True):
        alone = read_path(text, country=country)
        if alone.direction is not None and alone.confidence >= SURE:
            assert together.direction in (alone.direction, None), text


@settings(max_examples=25, deadline=None)
@given(st.lists(entries(), min_size=10, max_size=40), st.sampled_from(list(Direction)))
def test_a_document_of_one_direction_is_read_in_it_or_not_at_all(
    document: list[tuple[str, Direction]], way: Direction
) -> None:
    texts = [text if found is way else ", ".join(reversed(text.split(", "))) for text, found in document]
    for text, reading in zip(texts, read_paths([(text, "MX") for text in texts]), strict=True):
        assert reading.direction in (way, None), text


@pytest.mark.parametrize("count", [5, 10, 30, 200])
@pytest.mark.parametrize("small", ["Patrol Section", "Intelligence Wing", "Traffic Unit", "Mirna Wing", "HQ"])
@pytest.mark.parametrize("large", ["{} Brigade {}", "{} Division {}", "Police of {} {}"])
def test_a_part_that_every_superior_has_is_no_superior(count: int, small: str, large: str) -> None:
    chosen = random.Random(count)  # noqa: S311 (made-up names need no secret)
    larges = [large.format(chosen.choice(NAMES), number) for number in range(count)]
    for texts, turned in (
        ([f"{small}, {each}" for each in larges], Direction.DOWN),
        ([f"{each}, {small}" for each in larges], Direction.UP),
    ):
        assert all(each.direction is not turned for each in read_paths([(text, "MX") for text in texts]))


def test_what_words_decide_clearly_is_read_in_a_document_of_the_other_habit() -> None:
    texts = [*(f"Patrol Section, Mirna Brigade {number}" for number in range(12))]
    *_, turned = read_paths([(text, "MX") for text in (*texts, "Federal Police, Velabad Division, Torva Station")])
    assert turned.direction is Direction.DOWN
    assert turned.confidence < SURE, "a person should look at it"


def test_many_texts_with_one_segment_are_not_evidence_without_end() -> None:
    few, many = (
        read_paths([(f"Mirna Centre, Town{number} Centre", "MX") for number in range(count)])[0].confidence
        for count in (10, 500)
    )
    assert few == many


@pytest.mark.parametrize("part", ["Traffic", "HQ", "K9", "Signals", "Patrol Section"])
def test_rows_that_share_a_common_word_do_not_show_the_top(part: str) -> None:
    assert layout_of([f"{part} / {name} Brigade {n}" for n in range(4) for name in NAMES]).direction is None
    assert read_paths([(f"{part} / Mirna Brigade {n}", "MX") for n in range(30)])[0].direction is not Direction.DOWN


def test_schools_ashore_bear_the_names_of_ships() -> None:
    reading = read_path("Gunnery School, BNS Mirna", country="BD")
    assert (reading.kind, reading.direction) != (PathKind.PATH, Direction.DOWN)


OFFICES = ("Comité National, Ministère de la Défense, Forces Armées, Armée de Terre", "Zone {}", "Régiment {}")


@pytest.mark.parametrize("down", [True, False], ids=["down", "up"])
def test_the_run_that_many_texts_begin_with_is_above_them(down: bool) -> None:
    paths = [f"{OFFICES[0]}, {OFFICES[1].format(at % 4)}, {OFFICES[2].format(at)}".split(", ") for at in range(24)]
    texts = [", ".join(path if down else path[::-1]) for path in paths]
    due = Direction.DOWN if down else Direction.UP
    assert {each.direction for each in read_paths([(text, "ML") for text in texts])} == {due}


@pytest.mark.parametrize("between", [", ", " - ", "; "])
def test_many_texts_with_one_unit_and_what_may_be_parts_deny_no_whole_force(between: str) -> None:
    ranges = [("Istrik", "Heltar"), ("Jolmar", "Zelmar"), ("Korbad", "Quenda")]
    texts = [
        between.join(("Velabad Police", f"{one} Range", f"SP {other}", f"{town} Town"))
        for one, other in ranges
        for town in ("Mirna", "Saryn", "Delmor", "Gorvan")
    ]
    assert all(each.kind in (PathKind.UNCLEAR, PathKind.PATH) for each in read_paths([(t, "MX") for t in texts]))
    assert read_path("Mirna Station, Velabad, Zorkania").kind is PathKind.SINGLE
