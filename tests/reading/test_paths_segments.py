"""Cutting a text into segments: separators, what stays together, what is cut off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unitgraph.lexicon.names import fold
from unitgraph.reading.paths.segments import clean, split_text
from unitgraph.system.characters import seen


def cut(text: str) -> list[str]:
    return [piece.text for piece in split_text(text)]


@pytest.mark.parametrize(
    "text",
    [
        "4th Brigade, Army Command, Ministry of Defense",
        "4th Brigade;Army Command; Ministry of Defense",
        "4th Brigade / Army Command / Ministry of Defense",
        "4th Brigade\\Army Command \\ Ministry of Defense",
        "4th Brigade - Army Command \u2013 Ministry of Defense",
        "4th Brigade\u2014Army Command\u2014Ministry of Defense",
        "4th Brigade--Army Command -- Ministry of Defense",
        "4th Brigade\nArmy Command\r\nMinistry of Defense",
        "4th Brigade,\u00a0Army Command,\u00a0Ministry of Defense",
        "4th Brigade\uff0cArmy Command\u060c Ministry of Defense",
        "4th Brigade; Army Command, Ministry of Defense",
        ", 4th Brigade,, Army Command, ,Ministry of Defense.",
        "4th Brigade, Army Command, Ministry of Defense.3",
        "4th Brigade, Army Command, Ministry of Defense [12]",
        "4th Brigade\u00b9, Army Command*, Ministry of Defense\u00b2",
    ],
)
def test_every_separator_separates(text: str) -> None:
    assert cut(text) == ["4th Brigade", "Army Command", "Ministry of Defense"]


@pytest.mark.parametrize(
    "name",
    [
        "Plan, Policy and Strategy Directorate",
        "11, Riverine Engineer Battalion",
        "Central Police Station (Awka, Anambra State)",
        "Ministry of Justice, Law and Order",
        "Miniwiz Company, Ltd",
        "Project Implementation, Monitoring and Evaluation Directorate",
        "Finance, Budget, and Planning Department",
        "Ministry of Mines, Energy, and Hydraulics",
        "Ministry of Defence, Public Security, Law & Order",
        "Policy, Plans and Ops",
        "Embassy of Lebanon in Washington, D.C.",
        "Naval, Academy",
        'Naval School, "Almirante Padilla"',
        "Anti-extortion National Force",
        "Mid-Division",
        "Europe/Americas Dept",
        "DPP&AMP;A",
        "Metropolitan Prevention Unit UMEP No. 1",
        "Unit No.1",
        'Post "Orel, North"',
    ],
)
def test_one_name_stays_together(name: str) -> None:
    assert cut(name) == [name]


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("MOD, INFANTRY", ["MOD", "INFANTRY"]),
        ("Ministry of Defense, Planning and Policy", ["Ministry of Defense", "Planning and Policy"]),
        ("Intelligence, Force Headquarters", ["Intelligence", "Force Headquarters"]),
        ("Deputy Director, Supply, Air HQ", ["Deputy Director", "Supply", "Air HQ"]),
        ("Lab Supervisor/Air Force Base", ["Lab Supervisor", "Air Force Base"]),
        ("30, 4th Brigade", ["30", "4th Brigade"]),
        ("Brigade (North, Army", ["Brigade (North", "Army"]),
        ('Brigade "North, Army', ['Brigade "North', "Army"]),
        ("Station) North, Army", ["Station) North", "Army"]),
        ("A (b [c, d], e), Army", ["A (b [c, d], e)", "Army"]),
        ("Ministry of Justice, Law", ["Ministry of Justice", "Law"]),
        ("Ministry of Justice; Law and Order", ["Ministry of Justice", "Law and Order"]),
    ],
)
def test_different_names_are_kept_apart(text: str, segments: list[str]) -> None:
    assert cut(text) == segments


def test_the_separator_before_a_segment_is_kept() -> None:
    assert [piece.separator for piece in split_text("Army; Navy, Police / Guard")] == ["", ";", ",", "/"]


@pytest.mark.parametrize("text", ["", " ", ",,;", "\u00b2", "\n\n", "\u200d", "- \u2014"])
def test_a_text_without_a_word_has_no_segment(text: str) -> None:
    assert split_text(text) == ()


def test_cleaning_keeps_initials_and_legal_forms() -> None:
    assert clean("\u2022 Mexico, D.F.") == "Mexico, D.F."
    assert clean("Post Ltd.") == "Post Ltd."
    assert clean(" Army. ") == "Army"


@given(st.text(max_size=200))
def test_no_letter_is_lost_and_none_is_made(text: str) -> None:
    parts = (part for piece in split_text(text) for part in (piece.text, *piece.aliases))
    kept = [letter for part in parts for letter in part if letter.isalpha()]
    assert sorted(kept) == sorted(letter for letter in seen(text) if letter.isalpha())


@given(st.lists(st.sampled_from(["Army", "4th Brigade", "MOD", "Torreon Station"]), min_size=1, max_size=8))
def test_joined_segments_are_found_again(names: list[str]) -> None:
    assert [fold(name) for name in cut(", ".join(names))] == [fold(name) for name in names]


def test_a_slash_before_a_place_that_is_nearly_a_level_parts_nothing() -> None:
    assert cut("Korem 099, Kodam XX/Marana") == ["Korem 099", "Kodam XX/Marana"]


@pytest.mark.parametrize(
    ("text", "name", "acronym"),
    [
        ("Dirección de Operaciones Especiales - DIROES", "Dirección de Operaciones Especiales", "DIROES"),
        ("Special Operations Group \u2013 SOG, Velabad Police", "Special Operations Group", "SOG"),
        ("GAULA - Grupo de Acción Unificada por la Libertad Personal", None, "GAULA"),
        ("Escuadrón Móvil Antidisturbios - ESMAD", "Escuadrón Móvil Antidisturbios", "ESMAD"),
    ],
)
def test_an_acronym_behind_a_hyphen_is_another_name(text: str, name: str | None, acronym: str) -> None:
    first = split_text(text)[0]
    assert first.text == (name or text.partition(" - ")[2])
    assert first.aliases == (acronym,)


@pytest.mark.parametrize(
    "text",
    [
        "Police Station - VELABAD",
        "POLICE STATION - PATONA",
        "Traffic Police - Lorna",
        "Mobile Brigade - MB 4",
        "Police - PNP",
    ],
)
def test_a_place_or_a_body_behind_a_hyphen_is_none(text: str) -> None:
    assert [piece.aliases for piece in split_text(text)] == [(), ()]
