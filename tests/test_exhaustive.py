"""Of the cases of an exhaustive test a fixed sample runs, or all of them, or none."""

from __future__ import annotations

import pytest

from exhaustive import sampled

CASES = """
import pytest

@pytest.mark.exhaustive(sample=3)
@pytest.mark.parametrize("case", range(10))
def test_cases(case): ...

@pytest.mark.exhaustive
@pytest.mark.parametrize("case", range(2))
def test_always_whole(case): ...

def test_other(): ...
"""


PLUGINS = ("-p", "exhaustive", "-p", "no:cacheprovider", "-p", "no:slipcover")
"""What measures coverage here would take the end of a run inside of this one for the end of this one."""


@pytest.mark.parametrize(
    ("options", "passed", "left_out"),
    [([], 6, 7), (["--exhaustive"], 13, 0), (["-m", "not exhaustive"], 1, 12), (["-k", "test_cases"], 3, 10)],
)
def test_how_many_cases_run(options: list[str], passed: int, left_out: int, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(CASES)
    pytester.makeini("[pytest]\nmarkers = exhaustive")
    done = pytester.runpytest(*PLUGINS, *options)
    done.assert_outcomes(passed=passed, deselected=left_out)


def test_a_case_that_is_named_runs(pytester: pytest.Pytester) -> None:
    path = pytester.makepyfile(CASES)
    pytester.makeini("[pytest]\nmarkers = exhaustive")
    pytester.runpytest(*PLUGINS, f"{path}::test_cases[1]").assert_outcomes(passed=1)


@pytest.mark.parametrize("number", [1, 7, 99, 100, 101, None])
def test_a_sample_is_spread_over_all_cases(number: int | None) -> None:
    found = sampled(range(100), number)
    assert len(found) == len(set(found)) == min(number or 100, 100)
    assert max(b - a for a, b in zip(found, [*found[1:], 100], strict=True)) <= 100 // min(number or 100, 100) + 1
