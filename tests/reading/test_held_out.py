"""The strings of the benchmark for what was never seen: their words are new, and what they are stays."""

from __future__ import annotations

import importlib
import random
import sys
from pathlib import Path

import pytest

from unitgraph.reading.paths import Direction, PathKind

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def held_out(monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    yield importlib.import_module("held_out")
    for name in ("held_out", "reading"):
        sys.modules.pop(name, None)


def test_a_string_is_written_anew_in_another_country(held_out: object) -> None:
    text = "Patrol Section, 14th Zorkan Brigade, Mexican Army, Mexico City"
    judged = held_out.Judged(text, "MEX", PathKind.PATH, Direction.UP, "UUUP")  # type: ignore[attr-defined]
    for seed in range(20):
        worn = held_out.Disguise(judged, random.Random(seed)).worn()  # type: ignore[attr-defined]  # noqa: S311
        parts = worn.text.split(", ")
        assert (worn.kind, worn.direction, worn.roles) == (PathKind.PATH, Direction.UP, "UUUP")
        assert len(parts) >= 4
        assert worn.country != "MEX"
        assert not {"Mexican", "Mexico", "Zorkan"} & set(worn.text.replace(",", "").split())
        assert parts[0].split()[-1][0].isupper()


def test_measures_are_of_the_most_confident_strings(held_out: object) -> None:
    judged = [held_out.Judged("Zorkan Brigade", "MEX", PathKind.SINGLE, None, "U")] * 10  # type: ignore[attr-defined]
    found = held_out.measured([held_out.read_path("Zorkan Brigade")] * 10, judged)  # type: ignore[attr-defined]
    assert (found["strings"], found["sure"], found["kind"], found["true"]) == (10, 10, 1.0, 1.0)
