"""Two units whose Nepali names differ in a vowel sign only were merged into one.

``\\w`` of regular expressions does not match combining marks, so the folded names had lost their vowels.
"""

from __future__ import annotations

from pathlib import Path

from unitgraph.identity.lists import read_list
from unitgraph.reading.metadata import ListSource


def test_names_that_differ_in_a_vowel_sign_are_two_units(tmp_path: Path) -> None:
    path = tmp_path / "l.txt"
    path.write_text("- राम प्रहरी\n- रोम प्रहरी\n", encoding="utf-8")
    graph = read_list(ListSource(path, year=2020, country="NP"))
    assert sorted(unit.name for unit in graph.units) == ["राम प्रहरी", "रोम प्रहरी"]
    assert len({unit.iri for unit in graph.units}) == 2
