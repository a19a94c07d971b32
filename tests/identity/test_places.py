"""Places that only one of two names has: an alias with its own, units that only their places tell apart, numbers that
need none."""

from __future__ import annotations

import pytest
from tests.identity.test_resolution import table


def test_an_alias_with_its_place_is_stated_whatever_the_place_of_the_name() -> None:
    world = table().add("state", "Mirna State Command", "police", identifier="t:20")
    world.add("area", "Area Command B (Mirna State)", "state", aliases=("Area B (Velabad)",), identifier="t:21")
    world.add("a", "National Police").add("b", "Area B (Velabad)", "a", listed=True)
    world.add("c", "Area B (Dorvan)", "a", listed=True).add("d", "Area C (Velabad)", "a", listed=True)
    assert world.are_one("b", "area")
    assert not world.are_one("c", "area")
    assert not world.are_one("d", "area")


def test_entries_do_not_meet_where_only_places_tell_units_apart() -> None:
    world = table()
    for number, state in enumerate(("Mirna", "Dorvan")):
        world.add(state, f"{state} State Command", "police", identifier=f"t:2{number}")
        world.add(f"{state} A", f"Area Command A ({state} State)", state, identifier=f"t:3{number}")
    world.add("a", "National Police").add("b", "Mirna State Command", "a")
    world.add("full", "Area Command A", "b", listed=True).add("short", "Area Command A", "a", listed=True)
    found = world.resolved()
    assert world.are_one("full", "Mirna A", found)
    assert not world.are_one("short", "full", found)
    assert world.is_asked("short", "Dorvan A", found)


@pytest.mark.parametrize(
    ("listed", "known", "one"),
    [
        ("103 Battalion", "103 Battalion (Mirna)", True),
        ("4 Motorised Brigade", "4 Motorised Brigade (Mirna)", True),
        ("4 Brigade", "4 Brigade (Mirna)", True),
        ("4 Commando Group", "4 Commando Group (Mirna)", False),
        ("4 Infantry Company", "4 Infantry Company (Mirna)", False),
        ("103 Battalion (Dorvan)", "103 Battalion", False),
    ],
)
def test_a_number_that_an_army_has_once_needs_no_place(listed: str, known: str, one: bool) -> None:
    world = table().add("x", known, "north", identifier="t:20")
    world.add("a", "Army").add("b", listed, "a", listed=True)
    found = world.resolved()
    assert world.are_one("b", "x", found) is one
    assert one or world.is_asked("b", "x", found)
    world.add("y", known.replace("Mirna", "Lorna"), "south", identifier="t:21")
    assert not world.are_one("b", "x")


def test_what_a_table_counts_below_the_superior_of_both_needs_no_place() -> None:
    world = table()
    for number, place in enumerate(("Mirna", "Dorvan", "Lorna", "Korbad"), 1):
        world.add(place, f"Zone {number} Headquarters ({place})", "police", identifier=f"t:2{number}")
    world.add("a", "National Police").add("b", "Zone 2 Headquarters", "a", listed=True)
    assert world.are_one("b", "Dorvan")
    world.add("again", "Zone 2 Headquarters (Velabad)", "police", identifier="t:30")
    found = world.resolved()
    assert not world.are_one("b", "Dorvan", found)
    assert world.is_asked("b", "Dorvan", found)


def test_the_first_brigade_of_a_police_may_have_namesakes_elsewhere() -> None:
    world = table().add("x", "4 Brigade (Mirna)", "police", identifier="t:20")
    world.add("a", "National Police").add("b", "4 Brigade", "a", listed=True)
    assert not world.are_one("b", "x")
    assert world.is_asked("b", "x")


@pytest.mark.parametrize("between", ["Army Reserve", "Presidential Guard", "Marine Corps", "Special Forces Command"])
def test_a_body_that_counts_its_own_units_may_have_one_of_the_same_number(between: str) -> None:
    world = table().add("x", "17 Brigade (Mirna)", "army", identifier="t:20")
    world.add("y", between, "army", identifier="t:21").add("z", "19 Brigade (Mirna)", "y", identifier="t:22")
    world.add("a", "Army").add("b", between, "a").add("c", "17 Brigade", "b", listed=True)
    world.add("d", "19 Brigade", "a", listed=True)
    found = world.resolved()
    assert not world.are_one("c", "x", found)
    assert not world.are_one("d", "z", found)


def test_numbers_of_one_town_are_not_those_of_the_force() -> None:
    world = table()
    for number in (1, 2, 3, 4):
        world.add(f"no. {number}", f"{number} Patrol Company (Mirna)", "police", identifier=f"t:2{number}")
    world.add("a", "National Police").add("b", "3 Patrol Company", "a", listed=True)
    assert not world.are_one("b", "no. 3")


def test_a_name_without_a_place_below_a_part_of_a_force_is_the_one_with_a_place() -> None:
    world = table().add("x", "Bomb Disposal Section (Mirna)", "north", identifier="t:20")
    world.add("a", "Army").add("b", "Velabad Regional Command", "a").add("c", "Bomb Disposal Section", "b", listed=True)
    assert world.are_one("c", "x")
    world.add("y", "Bomb Disposal Section (Lorna)", "south", identifier="t:21")
    assert not world.are_one("c", "x")


def test_below_a_whole_force_a_name_without_a_place_needs_a_point_of_the_compass() -> None:
    world = table().add("x", "Crime Section (Mirna)", "police", identifier="t:20")
    world.add("y", "Western Crime Command (Mirna)", "police", identifier="t:21")
    world.add("a", "National Police").add("b", "Crime Section", "a", listed=True)
    world.add("c", "Western Crime Command", "a", listed=True)
    assert not world.are_one("b", "x")
    assert world.are_one("c", "y")
