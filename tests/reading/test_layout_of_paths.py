"""How the paths of a whole table are written: what its rows show together, and what someone says."""

from __future__ import annotations

import pytest

from unitgraph.reading.paths import (
    Context,
    Direction,
    PathKind,
    PathLayout,
    given_layout,
    read_levels,
    read_path,
    read_paths,
)
from unitgraph.reading.paths.layout import layout_of
from unitgraph.system.errors import UnitGraphError

FORCE = "Kordora Protection Service"
PARTS = ("North", "South", "East", "West", "Centre")
DOWN = [
    *(f"{FORCE} / General Directorate of Security / Directorate of Deployment - {part}" for part in PARTS),
    f"{FORCE} / General Directorate of Administration",
    FORCE,
]


def turned(text: str) -> str:
    return " / ".join(reversed(text.split(" / ")))


@pytest.mark.parametrize(("texts", "direction"), [(DOWN, "down"), ([turned(each) for each in DOWN], "up")])
def test_rows_that_share_one_end_show_the_top(texts: list[str], direction: str) -> None:
    readings = read_paths([(text, "MX") for text in texts])
    assert [str(each.direction) for each in readings[:-1]] == [direction] * 6
    assert readings[-1].kind is PathKind.SINGLE
    assert all(each.chain[0].text == FORCE for each in readings)
    assert readings[0].chain[-1].text == "Directorate of Deployment - North"


def uniform(separator: str) -> list[str]:
    return [
        separator.join(("Velabad Police", f"{zone} Range", f"SP {zone}", "UPS", f"{zone} {number} Town"))
        for zone in ("Mirna", "Korbad")
        for number in range(12)
    ]


@pytest.mark.parametrize("separator", [" / ", " | ", " - "])
def test_rows_of_one_length_are_read_as_a_whole(separator: str) -> None:
    for texts, direction in (
        (uniform(separator), Direction.DOWN),
        ([separator.join(reversed(each.split(separator))) for each in uniform(separator)], Direction.UP),
    ):
        for reading in read_paths([(text, "IN") for text in texts]):
            assert (reading.kind, reading.direction) == (PathKind.PATH, direction)
            assert [str(each.role) for each in reading.segments] == ["unit"] * 5
            assert reading.confidence == 0.98
            assert reading.evidence[0].basis == "table-layout"


def test_a_sign_that_leads_down_is_read_so_in_one_row() -> None:
    (reading,) = read_paths([("Velabad Police > Mirna Zone > Camp D", "EC")])
    assert [each.text for each in reading.chain] == ["Velabad Police", "Mirna Zone", "Camp D"]


def test_a_lettered_camp_is_a_unit() -> None:
    reading = read_path("Velabad Police, Toluria Zone, Camp A", country="ML")
    assert reading.chain[-1].text == "Camp A"


def test_a_row_for_each_superior_shows_the_direction_whatever_the_words() -> None:
    names = [
        "Alpha",
        *(f"Alpha - B{n}" for n in range(5)),
        *(f"Alpha - B{n} - C{m}" for n in range(5) for m in range(4)),
    ]
    layout = layout_of(names)
    assert (layout.direction, layout.separator, layout.all_units) == (Direction.DOWN, " - ", True)
    assert all(each.direction in (None, Direction.DOWN) for each in read_paths(names))


@pytest.mark.parametrize(
    "texts",
    [
        # Any brigade may have a patrol section: it is no top.
        [f"Patrol Section / Mirna Brigade {number}" for number in range(30)],
        # A comma stands before places too.
        [f"National Police, Town {number}" for number in range(30)],
        [f"Station {number}" for number in range(30)],
        DOWN[:3],
        [],
    ],
)
def test_what_shows_nothing(texts: list[str]) -> None:
    layout = layout_of(texts)
    assert layout.direction is None
    assert not layout.all_units


def test_what_someone_says_counts() -> None:
    text = "Investigation Wing, Velabad, Mirna Brigade"
    down = Context(layout=given_layout("down", None, all_units=True))
    reading = read_path(text, context=down)
    assert [each.text for each in reading.chain] == ["Investigation Wing", "Velabad", "Mirna Brigade"]
    assert reading.confidence == 1.0
    one = read_path(text, context=Context(layout=given_layout(None, " / ", all_units=True)))
    assert (one.kind, one.segments[0].text) == (PathKind.SINGLE, text)
    assert read_path(text, context=Context(layout=given_layout("down", None, all_units=False))).direction is not (
        Direction.UP
    )
    both = read_path(text, context=Context(layout=given_layout(None, None, all_units=True)))
    assert [str(each.role) for each in both.segments] == ["unit"] * 3
    assert given_layout() == PathLayout()


def test_a_separator_that_is_given_keeps_the_text_as_written() -> None:
    text = "Velabad Police | Mirna Zone, North | Camp D."
    reading = read_path(text, context=Context(layout=given_layout("down", "|")))
    assert (reading.text, [each.text for each in reading.segments]) == (
        text,
        ["Velabad Police", "Mirna Zone, North", "Camp D"],
    )


@pytest.mark.parametrize(
    ("separator", "text", "segments"),
    [
        (" - ", "Al-Madar Brigade - 2nd Al-Noor Company", ["Al-Madar Brigade", "2nd Al-Noor Company"]),
        (" / ", "Signals/Radio Wing  /  Mirna Brigade", ["Signals/Radio Wing", "Mirna Brigade"]),
        ("/", "Signals/Radio Wing", ["Signals", "Radio Wing"]),
        ("\t", "Mirna Brigade\tSignals Wing", ["Mirna Brigade", "Signals Wing"]),
        ("::", "Mirna Brigade:: Signals Wing", ["Mirna Brigade", "Signals Wing"]),
    ],
)
def test_white_space_of_a_separator_counts(separator: str, text: str, segments: list[str]) -> None:
    assert given_layout(separator=separator).cut(text) == segments


def test_an_empty_separator_and_an_unknown_direction_are_refused() -> None:
    with pytest.raises(UnitGraphError, match="empty"):
        given_layout(separator="")
    with pytest.raises(UnitGraphError, match="choose one of up, down"):
        given_layout("sideways")


def test_rows_tell_what_nobody_says() -> None:
    separator = given_layout(separator=" / ")
    assert layout_of(DOWN, separator).direction is Direction.DOWN
    assert layout_of(uniform(" / "), separator).all_units
    assert layout_of(uniform(" / "), given_layout("down")).separator == " / "
    # Who says another direction than the rows show is believed, and the rows no more.
    turned_round = layout_of(uniform(" / "), given_layout("up"))
    assert (turned_round.direction, turned_round.all_units, turned_round.shown) == (Direction.UP, False, False)
    assert layout_of(["Camp A"], given_layout("up", " / ")) == given_layout("up", " / ")


@pytest.mark.parametrize("separator", [", ", "; "])
def test_a_row_for_every_superior_shows_the_direction_of_commas_too(separator: str) -> None:
    names = [("Mirna Force",), *(("Mirna Force", f"Korbad {n}") for n in "ABC")]
    names += [("Mirna Force", f"Korbad {n}", f"Saryn {m}") for n in "ABC" for m in "VWXYZ"]
    down = [separator.join(each) for each in names]
    up = [separator.join(reversed(each)) for each in names]
    for texts, direction in ((down, Direction.DOWN), (up, Direction.UP)):
        readings = read_paths(texts)
        assert {each.direction for each in readings} == {direction, None}
        assert all(each.chain[0].text == "Mirna Force" for each in readings)
    # Without the roots the last segment may be a place.
    assert layout_of([text for text in up if separator in text]).direction is None


def test_places_behind_units_are_no_roots() -> None:
    texts = [f"Section {n}, Mirna Guard {m}, Korbad" for n in range(5) for m in "ABC"]
    texts += [f"Mirna Guard {m}, Korbad" for m in "ABC"]
    assert layout_of(texts) == PathLayout()


def test_segments_that_are_given_are_not_split_again() -> None:
    levels = ("Ministry of Order, Peace and Roads", "", "Mirna - North", "Head of Roads")
    reading = read_levels(levels, " / ".join(levels))
    assert [each.text for each in reading.chain] == [levels[0], levels[2], levels[3]]
    assert (reading.kind, reading.direction, reading.confidence) == (PathKind.PATH, Direction.DOWN, 1.0)
    assert read_levels(("", "Camp A"), "Camp A").kind is PathKind.SINGLE
    assert read_levels(("", " "), "").kind is PathKind.UNCLEAR


def test_rows_that_branch_below_one_root_are_all_units() -> None:
    texts = [
        f"Velabad Police / {zone} Range / SP {zone} {n}" for zone in ("Mirna", "Korbad", "Saryn") for n in range(6)
    ]
    layout = layout_of([*texts, "Velabad Police / Mirna Range / SP Mirna 1 / Camp Traffic"])
    assert (layout.direction, layout.all_units) == (Direction.DOWN, True)
    alone = [f"Velabad Police / Range {n} / Town {n}" for n in range(18)]
    assert not layout_of([*alone, "Velabad Police"]).all_units
