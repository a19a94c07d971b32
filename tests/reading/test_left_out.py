"""Lines outside the entries of a list that look as if they were entries: none vanishes without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from unitgraph.identity.lists import ListSource, open_list
from unitgraph.system.resources import resource

HEAD = "Made up: nobody denied anything.\nThe list, as of calendar year 2019, is short.\n\n"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (HEAD + "Ghana\n- Other Unit, Mirna Police\nLast Unit, Mirna Police Station, Ghana Police Service\n", [6]),
        (HEAD + "Ghana\nFirst Brigade, Mirna Army Division, Ghana Army\n- Other Unit, Mirna Police\n", [4, 5]),
        (
            HEAD + "Angola\n1. Velabad Battalion, Velabad Police Force\n\nGhana\n- Other Unit, Mirna Police\n",
            [4, 5],
        ),
        (HEAD + "Ghana\n- Other Unit, Mirna Police\n\nAngola\n1. Zzz Unit\n", [7]),
        (HEAD + "Ghana\n- Other Unit, Mirna Police\n\nThis list, and others, ends here.\n", []),
        ("Units, and more\nCalendar year 2019\n\nGhana\n- Other Unit, Mirna Police\n", []),
    ],
)
def test_lines_left_out(tmp_path: Path, text: str, lines: list[int]) -> None:
    (tmp_path / "list.txt").write_text(text, encoding="utf-8")
    opened = open_list(ListSource(tmp_path / "list.txt", country="GH"))
    assert [line.number for line in opened.left_out] == lines
    assert len(opened.warnings) == len(lines)
    assert all(f"list line {line}: " in each for line, each in zip(lines, opened.warnings, strict=True))


def test_the_published_list_leaves_nothing_out() -> None:
    assert open_list(ListSource(resource("reading", "bundled/lists/2018.txt"))).left_out == ()
