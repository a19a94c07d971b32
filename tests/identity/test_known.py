"""What hierarchies tell about the direction of a path."""

import pytest

from unitgraph.identity.known import IN_SHORT, KnownUnits, known_units
from unitgraph.reading.paths import Direction, PathKind, read_path
from unitgraph.reading.paths.context import Context

UNITS = {
    "Velabad Armed Police": [],
    "Escuadrón de Guardas N° 24": ["Directorate of Guards and Rural Security", "Velabad Armed Police"],
    "Directorate of Guards and Rural Security": ["Velabad Armed Police"],
    "8 Infantry Division": [],
    "44 Infantry Brigade": ["8 Infantry Division"],
    "Rakmar Cavalry Company": ["8 Infantry Division"],
    "SAKS": [],
    "Kordovabad Unit": ["SAKS"],
    "12 Battalion": ["44 Infantry Brigade", "8 Infantry Division"],
    "Company 3": ["12 Battalion", "44 Infantry Brigade", "8 Infantry Division"],
}


def known(*texts: str) -> KnownUnits:
    """What the units tell about reading texts; about any text where none is given."""
    units = [("KE", [name], lambda above=above: [[each] for each in above]) for name, above in UNITS.items()]
    return known_units(lambda: units, [(text, "KE") for text in texts] or None)


@pytest.mark.parametrize(
    ("lower", "higher", "order"),
    [
        ("44 Infantry Brigade", "8 Division", IN_SHORT),
        ("44 Brigade", "8 Infantry Division", IN_SHORT),
        ("44 Brigade", "8 Division", IN_SHORT),
        ("Rakmar Company", "8 Infantry Division", IN_SHORT),
        ("44 Brigade", "9 Division", 0.0),
        ("45 Brigade", "8 Division", 0.0),
        ("44 Infantry Brigade", "8 Division Signals Company", 0.0),
        ("Rakmar Cavalry", "8 Division", 0.0),
    ],
)
def test_short_names_of_units_stand_under_one_another(lower: str, higher: str, order: float) -> None:
    for units in (known(), known(f"{lower}, {higher}")):
        assert units.order(lower, higher, "KE") == order
        assert units.order(higher, lower, "KE") == -order


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("SAKS", True),
        ("8 Division", True),
        ("Directorate of Guards", True),
        ("Kordovabad Unit", False),
        ("9 Division", False),
        ("Division", False),
    ],
)
def test_a_head_has_units_under_it(text: str, head: bool) -> None:
    for units in (known(), known(f"Nobody, {text}")):
        assert units.is_head(text, "KE") is head
        assert not units.is_head(text, "UG")
    assert known_units(
        lambda: [("KE", ["Mirna Unit"], lambda: [["SAKS"]]), ("KE", ["SAKS"], list)], [(text, "")]
    ).is_head(text, "") is (text == "SAKS")


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Guards Squadron 24, Directorate of Guards", Direction.UP),
        ("SAKS, Quick Support Group", Direction.DOWN),
        ("Quick Support Group, SAKS", Direction.UP),
        ("12 Battalion, Velabad Section", Direction.DOWN),
    ],
)
def test_a_path_runs_down_from_what_is_known_to_have_units_under_it(text: str, direction: Direction) -> None:
    assert read_path(text, country="KE", context=Context(known=known(text))).direction is direction


@pytest.mark.parametrize("text", ["12 Battalion, 9 Brigade", "SAKS, Ministry of Defence", "Company 3, Rakmar Regiment"])
def test_what_levels_surely_tell_stands(text: str) -> None:
    read = read_path(text, country="KE", context=Context(known=known(text)))
    assert (read.kind, read.direction) == (PathKind.PATH, Direction.UP)


def test_of_a_level_of_any_size_the_wrong_way_is_not_committed_to() -> None:
    text = "12 Battalion, Quick Support Group"
    assert read_path(text, country="KE").direction is Direction.UP
    assert read_path(text, country="KE", context=Context(known=known(text))).direction is not Direction.UP


@pytest.mark.parametrize(
    "text", ["National Security, Mirna Police Station", "Mirna Police Station, Seguridad Nacional"]
)
def test_a_task_of_the_state_is_none_of_a_station(text: str) -> None:
    above = Direction.DOWN if text.startswith("National") else Direction.UP
    alone = read_path(text, country="KE")
    assert (alone.direction or alone.leaning) is not (Direction.UP if above is Direction.DOWN else Direction.DOWN)
    units = [("KE", ["Mirna Police Station"], lambda: [["National Security"]]), ("KE", ["National Security"], list)]
    assert read_path(text, country="KE", context=Context(known=known_units(lambda: units))).direction is above
