"""Text is shown without acting on the screen, and quantities with nouns that agree."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unitgraph.system.display import quantity, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Jalisco State Attorney General\u2019s\u00a0Office", "Jalisco State Attorney General\u2019s\u00a0Office"),
        ("Guard\x1b[2J", "Guard\\x1b[2J"),
        ("a\nb\rc\td", "a\\nb\\rc\\td"),
        ("\x00\x7f\x85\x9b", "\\x00\\x7f\\x85\\x9b"),
        ("right\u202eleft\u2066x\u2069", "right\\u202eleft\\u2066x\\u2069"),
        ("half \udcff", "half \\udcff"),
        ("\uffff", "\\uffff"),
        ("शक्ति שלום \u200fشرطة\U0001f46e", "शक्ति שלום \u200fشرطة\U0001f46e"),
        ("", ""),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters(exclude_categories=()), max_size=30))
def test_what_is_shown_is_one_line_that_can_be_written(text: str) -> None:
    shown = visible(text)
    assert shown.encode().decode() == shown
    assert len(shown.splitlines()) <= 1
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", shown)
    assert visible(shown) == shown


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        ((1, "row"), "1 row"),
        ((0, "row"), "0 rows"),
        ((2, "country", "countries"), "2 countries"),
        ((1, "country", "countries"), "1 country"),
        ((1234, "row", "", ","), "1,234 rows"),
    ],
)
def test_a_quantity_agrees_with_its_noun(arguments: tuple[int, str], shown: str) -> None:
    assert quantity(*arguments) == shown
