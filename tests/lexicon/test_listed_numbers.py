"""Numbers that a name lists, in any script."""

from __future__ import annotations

import pytest

from unitgraph.lexicon.listed_numbers import listed_numbers, number_of, parted_at_and


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1st, 2nd and 3rd Battalions", "1 2 3"),
        ("12A and 12B Squadrons", "12a 12b"),
        ("1/er. y 2/o. Batallones", "1 2"),
        ("Battalions No. 3 and No. 4", "3 4"),
        ("Brigade III et IV", "3 4"),
        ("3rd to 6th Battalions", "3 4 5 6"),
        ("الثالث والرابع", "3 4"),
        ("გუნდი მე-3 და მე-4", "3 4"),
        ("גדודים 3 \N{HEBREW LETTER VAV}-4", "3 4"),
        ("第三和第四营", "3 4"),
        ("Brigades 1 and 2, 4th Battalion", "1 2"),
        ("6/8 Rifles", ""),
        ("Company A, 3 Battalion", ""),
        ("3 Battalion and Guard", ""),
        ("6 to 3 Battalions", ""),
        ("1 to 9999 Battalions", ""),
    ],
)
def test_the_numbers_that_a_text_lists(text: str, numbers: str) -> None:
    found = listed_numbers(text)
    assert " ".join(found.numbers if found else ()) == numbers


def test_a_range_by_a_dash_may_be_one_number() -> None:
    dashed, told = listed_numbers("3-6 Battalions"), listed_numbers("3 to 6 Battalions")
    assert [each and each.dashed for each in (dashed, told)] == [True, False]


def test_words_for_and_part_a_text() -> None:
    assert parted_at_and("لواء لورنا ولواء ميرنا") == ("لواء لورنا", "لواء ميرنا")
    assert parted_at_and("Unidad en Mirna") == ("Unidad en Mirna",)


@pytest.mark.parametrize(
    ("word", "number"), [("٣", "3"), ("IX", "9"), ("fourth", "4"), ("12B", "12b"), ("Mirna", None)]
)
def test_what_number_a_word_is(word: str, number: str | None) -> None:
    assert number_of(word) == number
