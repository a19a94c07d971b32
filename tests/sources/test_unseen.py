"""Signs that nobody sees are left out where texts are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from unitgraph.lexicon.names import tidy
from unitgraph.sources import iter_rows, parse_document


@pytest.mark.parametrize("sign", ["\u200b", "\ufeff", "\u202e", "\u00ad", "\u2060", "\u2066"])
def test_a_name_is_the_same_without_them(sign: str) -> None:
    assert tidy(f"{sign}Velabad {sign}Ar{sign}my{sign}") == "Velabad Army"
    assert tidy(sign) == ""


def test_joiners_stay_between_letters() -> None:
    assert tidy("\u0646\u06cc\u0631\u0648\u200c\u0647\u0627\u200c") == "\u0646\u06cc\u0631\u0648\u200c\u0647\u0627"


def test_lines_and_rows_are_read_without_them(tmp_path: Path) -> None:
    document = parse_document("\ufeff- \u200bVelabad Guard\n- \u202e\n".encode("utf-8"), "list.txt")
    assert [line.text for line in document.lines] == ["- Velabad Guard", "- "]
    table = tmp_path / "table.csv"
    table.write_text("path,country\n\u200bVelabad Guard,NP\n\u202e,NP\n", encoding="utf-8")
    assert [line.text for line in iter_rows(table)] == ["Velabad Guard"]
