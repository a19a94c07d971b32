"""Units that the text of an unread entry names may be the one that it denies."""

from __future__ import annotations

import pytest

from unitgraph.identity.mentions import Identities, Mention, Reason
from unitgraph.identity.names import name_of
from unitgraph.identity.unread import with_unread


def mention(name: str, *superiors: int, country: str = "TR", aliases: tuple[str, ...] = ()) -> Mention:
    return Mention(country, name_of(name, country), tuple(map(name_of, aliases)), superiors)


def asked(
    *mentions: Mention,
    distinct: tuple[tuple[int, int], ...] = (),
    unit_of: tuple[int, ...] = (),
    other_scripts: tuple[int, ...] = (),
) -> list[tuple[int, int]]:
    """The pairs that are asked about; the first mention is unread."""
    found = Identities(unit_of or tuple(range(len(mentions))), (), ())
    questions = with_unread(found, mentions, [0], distinct, other_scripts).questions
    assert all(each.reasons == (Reason.UNREAD,) and each.weak for _, _, each in questions)
    return [(one, other) for one, other, _ in questions]


TEXT = mention("Harbour Watch Velabad Police 2 Guard")


@pytest.mark.parametrize(
    "other",
    [
        mention("Harbour Watch"),
        mention("Velabad Police"),
        mention("Police of Velabad"),
        mention("Shore Patrol", aliases=("Harbour Watch",)),
        mention("2 Velabad Guard"),
        mention("Harbour Watch", country=""),
    ],
)
def test_a_unit_that_the_text_names_is_asked_about(other: Mention) -> None:
    assert asked(TEXT, other) == [(0, 1)]


@pytest.mark.parametrize(
    "other",
    [
        mention("Guard 2"),
        mention("Korbad Police"),
        mention("3 Velabad Guard"),
        mention("Harbour Watch (Korbad)"),
        mention("Harbour Watch", country="GE"),
    ],
)
def test_other_units_are_not(other: Mention) -> None:
    assert asked(TEXT, other) == []


def test_of_units_above_one_another_the_lowest_is_asked_about() -> None:
    assert asked(TEXT, mention("Velabad Police"), mention("Harbour Watch", 3), mention("Mirna Division", 1)) == [(0, 2)]


def test_a_ruling_settles_it() -> None:
    assert asked(TEXT, mention("Harbour Watch"), distinct=((0, 1),)) == []
    assert asked(TEXT, mention("Harbour Watch"), unit_of=(0, 0)) == []


def test_units_on_a_circle_over_time_are_asked_about() -> None:
    assert asked(TEXT, mention("Velabad Police", 2), mention("Harbour Watch", 1)) == [(0, 1), (0, 2)]


def test_all_words_but_one_of_a_unit_or_of_its_superior_and_its_number_are_asked_about() -> None:
    text = mention("Joint Task Force Sector 3")
    force, sector = mention("Multinational Joint Task Force"), mention("Sector 3 Command", 1)
    assert asked(text, force) == [(0, 1)]
    assert asked(text, force, sector) == [(0, 2)]
    assert asked(text, force, mention("Sector 4 Command", 1)) == [(0, 1)]
    assert asked(text, mention("Velabad Police"), sector) == []
    assert asked(text, mention("Task Unit"), mention("Mirna Joint Air Force")) == []
    assert asked(mention("Lorna Joint Task Force Sector 3"), force, sector) == []


def test_units_within_a_range_are_asked_about() -> None:
    text = mention("3rd to 6th Velabad Battalions")
    assert asked(text, *(mention(f"{number} Velabad Battalion") for number in (2, 3, 4, 6, 7))) == [
        (0, 2),
        (0, 3),
        (0, 4),
    ]


def test_names_in_another_script_are_compared_by_their_consonants() -> None:
    text, others = mention("لواءا ميرنا الثالث والرابع"), (mention("3rd Mirna Brigade"), mention("5th Mirna Brigade"))
    assert asked(text, *others, other_scripts=(0,)) == [(0, 1)]
    assert asked(text, *others) == []
