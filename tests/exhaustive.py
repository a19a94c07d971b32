"""The mark ``exhaustive``: tests that take long and hardly depend on the versions of libraries.

The run with the lowest versions leaves them out (``-m "not exhaustive"``). Of a test that is marked
``exhaustive(sample=N)`` any other run takes N cases, always the same ones, and with ``--exhaustive`` all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeVar

import pytest

Case = TypeVar("Case")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--exhaustive", action="store_true", help="run every case of the tests that are marked exhaustive")


@pytest.fixture(scope="session")
def exhaustive(pytestconfig: pytest.Config) -> bool:
    """Whether every case is asked for; for a test that counts its cases itself."""
    return bool(pytestconfig.getoption("exhaustive"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("exhaustive"):
        return
    cases: defaultdict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        cases[item.nodeid.partition("[")[0]].append(item)
    kept = {item for each in cases.values() for item in sampled(each, _sample(each[0]))}
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = [item for item in items if item in kept]


def _sample(item: pytest.Item) -> int | None:
    return next((mark.kwargs["sample"] for mark in item.iter_markers("exhaustive") if "sample" in mark.kwargs), None)


def sampled(cases: Sequence[Case], number: int | None) -> Sequence[Case]:
    """So many of the cases, at equal distances; all where no number is given, or there are no more."""
    if number is None or number >= len(cases):
        return cases
    return [cases[each * len(cases) // number] for each in range(number)]
