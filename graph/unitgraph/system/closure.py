"""What is reached from somewhere by steps, however many: the one place where closures are worked out, breadth first.

Steps may hold for some days only. Then what counts is what is reached over steps that may all hold on one day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")

Span = tuple[int, int]
"""The first and the last day on which something may hold, as ordinals (``date.toordinal``)."""
Reach = dict[T, list[tuple[int, Span]]]
"""What is reached, nearest first: the numbers of steps, the fewest first, each with days on which they may all hold."""


def reached(start: Iterable[T], step: Callable[[T], Iterable[T]]) -> dict[T, int]:
    """All that steps lead to from those at the ``start``, with the fewest steps (at least 1), nearest first. One of the
    start is among them only where steps lead back to it."""
    steps: dict[T, int] = {}
    level = list(start)
    distance = 0
    while level:
        distance += 1
        found: list[T] = []
        for here in level:
            for each in step(here):
                if each not in steps:
                    steps[each] = distance
                    found.append(each)
        level = found
    return steps


def reached_together(start: T, always: Span, step: Callable[[T], Iterable[tuple[T, Span]]]) -> Reach[T]:
    """What steps lead to from ``start`` that may all hold on one day; ``always`` are all days. Of ways of which another
    has as few steps and all the days, only that one is given."""
    found: Reach[T] = {}
    level = [(start, always)]
    distance = 0
    while level:
        distance += 1
        following = []
        for here, (first, last) in level:
            for each, (starts, ends) in step(here):
                common = max(first, starts), min(last, ends)
                if common[0] > common[1] or each == start:
                    continue
                known = found.setdefault(each, [])
                if not any(span[0] <= common[0] and common[1] <= span[1] for _, span in known):
                    known.append((distance, common))
                    following.append((each, common))
        level = following
    return found


def overlap(one: Span, other: Span) -> Span | None:
    """The days of both; None where there are none."""
    first, last = max(one[0], other[0]), min(one[1], other[1])
    return (first, last) if first <= last else None


def common_days(some: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """The days that are both in the first spans and in the others."""
    kept = list(others)
    return joined(days for one in some for other in kept if (days := overlap(one, other)))


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same days as spans that neither meet nor overlap, in order."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """The days of ``spans`` that are in none of the ``taken``."""
    left = joined(spans)
    for first, last in taken:
        before = ((each[0], min(each[1], first - 1)) for each in left)
        after = ((max(each[0], last + 1), each[1]) for each in left)
        left = sorted(each for each in (*before, *after) if each[0] <= each[1])
    return left


def shortest_by_day(ways: Iterable[tuple[int, Span]]) -> list[tuple[int, Span]]:
    """The fewest steps on each day: spans that do not overlap, each with its number of steps, by that and in order."""
    found: list[tuple[int, Span]] = []
    by_steps: dict[int, list[Span]] = {}
    for steps, span in ways:
        by_steps.setdefault(steps, []).append(span)
    taken: list[Span] = []
    for steps in sorted(by_steps):
        found += ((steps, span) for span in without(by_steps[steps], taken))
        taken += by_steps[steps]
    return found
