"""A list of one unit whose name has no word of its own could not be built: the index divided by nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

import unitgraph


@pytest.mark.parametrize("name", ["A", "?!"])
def test_a_list_of_one_short_name_is_built_and_asked(tmp_path: Path, name: str) -> None:
    (tmp_path / "l.txt").write_text(f"- {name}\n", encoding="utf-8")
    made = unitgraph.build(tmp_path / "l.txt", tmp_path / "s", year=2020, country="MX")
    assert (made.denials, made.units) == (1, 1)
    assert unitgraph.check("Federal Police", store=tmp_path / "s").status is unitgraph.Status.UNKNOWN
