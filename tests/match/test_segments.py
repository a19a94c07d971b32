"""Where a text may be cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unitgraph.match.segments import MOST_SEGMENTS, cut


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Torreon Station", ["Torreon Station"]),
        ("a, b;c / d \\ e | f", ["a", "b", "c", "d", "e", "f"]),
        ("MANAGEMENT - DHAKA METROPOLITAN POLICE", ["MANAGEMENT", "DHAKA METROPOLITAN POLICE"]),
        ("SYLHET POLICE- DEPUTY", ["SYLHET POLICE", "DEPUTY"]),
        ("Anti-extortion Force", ["Anti-extortion Force"]),
        ("11, Riverine Engineer Battalion", ["11 Riverine Engineer Battalion"]),
        ("Brigade, 11", ["Brigade 11"]),
        ("Station (Awka, Anambra), Police", ["Station (Awka, Anambra)", "Police"]),
        ("Station (Awka, Police", ["Station (Awka", "Police"]),
        (",,Army,,", ["Army"]),
        ("12", ["12"]),
        ("سجن، شرطة؛ وزارة", ["سجن", "شرطة", "وزارة"]),
        ("公安局\uff0c公安厅、公安部", ["公安局", "公安厅", "公安部"]),
        ("8/a. Zona Militar, Ej\u00e9rcito", ["8/a. Zona Militar", "Ej\u00e9rcito"]),
        ("1 Battalion/2 Regiment", ["1 Battalion", "2 Regiment"]),
        ("", []),
    ],
)
def test_cut(text: str, parts: list[str]) -> None:
    assert cut(text) == parts


@given(st.text(max_size=200))
def test_no_text_raises_and_parts_are_bounded(text: str) -> None:
    parts = cut(text)
    assert len(parts) <= MOST_SEGMENTS
    assert all(part.strip() for part in parts)
