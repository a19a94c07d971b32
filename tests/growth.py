"""How the time that a piece of work takes grows with a text, so that no test has a limit in seconds."""

from __future__ import annotations

import time
from collections.abc import Callable

LINEAR = 10.0
"""More than the growth of work that takes linear time, and less than that of work that takes quadratic time."""
_RUNS = 2


def growth(work: Callable[[str], object], text: str) -> float:
    """How many times the processor time of the first eighth of a text its half takes: 4 where it is linear, 16 where it
    is quadratic. No text is worked on twice, so that caches do not count."""

    def seconds(size: int) -> float:
        return min(_taken(work, f"{text[:size]} {run}") for run in range(_RUNS))

    work(text[:40])
    return seconds(len(text) // 2) / max(seconds(len(text) // 8), 1e-2)


def _taken(work: Callable[[str], object], text: str) -> float:
    begun = time.thread_time()
    work(text)
    return time.thread_time() - begun
