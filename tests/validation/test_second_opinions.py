"""The disagreements of other SHACL engines that are known; the engines themselves are asked by the benchmark."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from validation.worlds import FIXTURES, name_of

EVERY = {f"{suite}/{name_of(fixture)}" for suite, fixtures in FIXTURES.items() for fixture in fixtures}


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "path", [str(Path(__file__).parents[1] / "benchmarks"), *sys.path])
    module = import_module("second_opinions")
    monkeypatch.setattr(module, "version", lambda package: "0")
    return module


def test_each_known_disagreement_names_an_engine_a_fixture_and_a_reason(benchmark: ModuleType) -> None:
    known = benchmark.known()
    assert known
    assert {engine for engine, _ in known} <= benchmark.ENGINES.keys()
    assert {fixture for _, fixture in known} <= EVERY
    assert all(known.values())


def test_a_new_disagreement_and_one_that_is_over_fail(
    benchmark: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    known = dict.fromkeys(benchmark.known(), "lacks one; adds another")
    first = next(iter(known))
    for found, told, code in (
        (known, "", 0),
        (known | {("pyshifty", "shapes/new"): "lacks one; adds nothing"}, "new\tpyshifty\tshapes/new\tlacks one", 1),
        ({each: what for each, what in known.items() if each != first}, "\t".join(["no longer", *first]), 1),
    ):
        monkeypatch.setattr(benchmark, "disagreements", lambda engines, found=found: found)
        assert benchmark.main([]) == code
        assert told in capsys.readouterr().out
