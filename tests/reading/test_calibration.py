"""What stated odds mean: lines between knots, and the tables that ship."""

from __future__ import annotations

import importlib
import random
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unitgraph.match.model import probability
from unitgraph.reading.calibration import Calibration, logit, sigmoid
from unitgraph.reading.paths.weights import shipped_weights

Knots = Callable[..., list[tuple[float, float]]]
STEPS = Calibration.of([(-1.0, -2.0), (0.0, -2.0), (0.5, 1.0), (2.0, 4.0)])


@pytest.mark.parametrize(
    ("stated", "meant"), [(-9.0, -2.0), (-1.0, -2.0), (-0.5, -2.0), (0.25, -0.5), (0.5, 1.0), (1.25, 2.5), (99.0, 4.0)]
)
def test_between_knots_it_is_a_line_and_beyond_them_level(stated: float, meant: float) -> None:
    assert STEPS.log_odds(stated) == pytest.approx(meant)


@given(st.floats(-20, 20))
def test_logit_and_sigmoid_undo_each_other(odds: float) -> None:
    assert logit(sigmoid(odds)) == pytest.approx(odds, abs=1e-3, rel=1e-6)


@given(st.floats(-13.8, 13.8), st.floats(-13.8, 13.8))
def test_higher_odds_never_mean_less(one: float, other: float) -> None:
    low, high = sorted((one, other))
    for calibration in shipped_weights().calibration.values():
        assert calibration.log_odds(low) <= calibration.log_odds(high)
        if high - low > 1e-6:
            assert calibration.log_odds(low) < calibration.log_odds(high)
    assert probability(low) <= probability(high)


def test_a_reading_has_a_calibration_with_and_without_places() -> None:
    assert set(shipped_weights().calibration) == {"words", "places"}


@pytest.fixture
def knots(monkeypatch: pytest.MonkeyPatch) -> Knots:
    """The isotonic regression of the benchmarks, by its own name: packages that are called so too may be installed."""
    monkeypatch.syspath_prepend(Path(__file__).parents[1] / "benchmarks")
    return importlib.import_module("isotonic").knots  # type: ignore[no-any-return]


@pytest.mark.parametrize("fewest", [1, 200])
def test_isotonic_steps_say_the_shares_that_were_measured(fewest: int, knots: Knots) -> None:
    rng = random.Random(3)  # noqa: S311
    stated = [rng.uniform(-4, 4) for _ in range(30_000)]
    # Overstated: what claims log odds x has log odds x / 2.
    found = knots([(odds, rng.random() < sigmoid(odds / 2)) for odds in stated], fewest)
    assert all(one < other for (one, _), (other, _) in pairwise(found))
    assert all(one <= other for (_, one), (_, other) in pairwise(found))
    measured = Calibration.of(found)
    for odds in (-3.0, -1.0, 0.0, 1.0, 3.0):
        assert sigmoid(measured.log_odds(odds)) == pytest.approx(sigmoid(odds / 2), abs=0.05)


def test_isotonic_steps_join_what_goes_down(knots: Knots) -> None:
    outcomes = [(0.0, True), (1.0, False), (1.0, False), (2.0, True), (3.0, True)]
    steps = [(0.0, logit(1.5 / 4)), (1.0, logit(1.5 / 4)), (2.0, logit(2.5 / 3)), (3.0, logit(2.5 / 3))]
    assert knots(outcomes) == steps
