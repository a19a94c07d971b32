"""Words about a unit that are none of its name: posts, and its people."""

from __future__ import annotations

import pytest

from unitgraph.reading.paths import PathKind, Role, read_path
from unitgraph.reading.paths.titles import TitledName, split_title


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Commander of the Mirna Guard, Toluria Police", "Mirna Guard"),
        ("Commander of Mirna Guard, Toluria Police", "Mirna Guard"),
        ("Commanding Officer of the 3 Brigade, Toluria Army", "3 Brigade"),
        ("Chief of the 3 Brigade, Toluria Army", "3 Brigade"),
        ("Officers of the 3 Brigade, Toluria Army", "3 Brigade"),
        ("Members of the 3 Brigade, Toluria Army", "3 Brigade"),
        ("Elements of the 3 Brigade, Toluria Army", "3 Brigade"),
        ("Chief of Staff of the 3 Brigade, Toluria Army", "3 Brigade"),
        ("Intelligence Chief of the 3 Brigade, Toluria Army", "3 Brigade"),
        ("Former Commander of the Mirna Guard, Toluria Police", "Mirna Guard"),
        ("Director of the Mirna Prison, Toluria Prisons Service", "Mirna Prison"),
        ("Warden of Mirna Prison, Toluria Prisons Service", "Mirna Prison"),
        ("Officer in Charge of Mirna Police Station, Toluria Police", "Mirna Police Station"),
        ("Commander 3 Brigade, Toluria Army", "3 Brigade"),
        ("3 Brigade Commander, Toluria Army", "3 Brigade"),
        ("Mirna Guard Commander, Toluria Police", "Mirna Guard"),
        ("Comandante de la 3 Brigada, Ejército de Toluria", "3 Brigada"),
        ("Jefe de Estado Mayor de la 3 Brigada, Ejército de Toluria", "3 Brigada"),
        ("Commandant de la 3e Brigade, Armée de Toluria", "3e Brigade"),
    ],
)
def test_a_post_of_a_unit_stands_for_the_unit_and_not_for_its_superior(text: str, unit: str) -> None:
    found = read_path(text)
    assert found.chain[-1].text == unit, found.segments
    assert len(found.chain) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Chief of Army Staff",
        "Chief of the General Staff",
        "Director of Military Intelligence",
        "Director of Police Operations",
        "Inspector General of Police",
        "Commander of the Army",
        "General de Brigada Mirna",
        "General Santos Police Station",
        "Officer Cadet School",
        "Governor of Mirna Province",
        "Office of the Commanding General",
        "Navy Chief of Staff Headquarters",
        "Police Station Commander",
        "Institute for Strategic Studies under the President",
        "Guard Commander",
        "Elements of the Toluria Army",
    ],
)
def test_posts_and_names_that_name_no_other_unit_stay_whole(text: str) -> None:
    assert split_title(text) == TitledName(text)


def test_the_words_stay_segments_of_the_reading() -> None:
    found = read_path("Deputy Commander of the 3 Brigade, Toluria Army")
    assert [(each.text, each.role) for each in found.segments] == [
        ("Deputy Commander of the", Role.POST),
        ("3 Brigade", Role.UNIT),
        ("Toluria Army", Role.UNIT),
    ]


def test_a_superior_in_front_is_no_denied_unit() -> None:
    found = read_path("Toluria Army, Commander of the 3 Brigade")
    assert not found.committed or [each.text for each in found.chain] == ["Toluria Army", "3 Brigade"]


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        (
            "3 рота > Велабадський полк > Національна гвардія України",
            ("Національна гвардія України", "Велабадський полк", "3 рота"),
        ),
        (
            "Велабадське управління поліції, Національна поліція України",
            ("Національна поліція України", "Велабадське управління поліції"),
        ),
        (
            "3-я рота, Велабадский полк, Национальная гвардия",
            ("Национальная гвардия", "Велабадский полк", "3-я рота"),
        ),
    ],
)
def test_superiors_in_cyrillic_letters_are_no_places(text: str, chain: tuple[str, ...]) -> None:
    assert tuple(each.text for each in read_path(text).chain) == chain


def test_a_guard_behind_another_is_no_place() -> None:
    found = read_path("Mirna Guard; Velabad Guard")
    assert all(each.role is Role.UNIT for each in found.segments)
    assert found.kind is not PathKind.SINGLE
