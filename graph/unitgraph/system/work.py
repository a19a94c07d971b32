"""How long work on what others wrote may take, and how much memory: files that are read, queries that are answered.

Seconds are those of processor time: who waits for a pipe, or on a busy machine, does no harm. Nothing is bounded unless
a :class:`Clock` is kept, as the command line does; the service does such work in processes that it ends itself.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from unitgraph.system.errors import QueryError, SourceError, UnitGraphError
from unitgraph.system.heap import held

T = TypeVar("T")
SECONDS = 600.0
"""For a file, and for a query, unless more is given."""
MEMORY = 4096
"""For a query, in MiB, unless more is given."""
VARIABLE = "UNITGRAPH_READ_SECONDS"


@dataclass(slots=True)
class Work:
    """Some work: how many seconds it may take, how many it took, and the error for what takes longer; and how many
    bytes more than before the process may hold, with the error for what takes more."""

    seconds: float
    late: UnitGraphError
    memory: float = math.inf
    heavy: UnitGraphError | None = None
    spent: float = field(default=0.0, init=False)
    before: int = field(default=0, init=False)
    full: float | None = field(default=None, init=False)
    """The seconds after which it was found to take too much memory."""

    @property
    def is_over(self) -> bool:
        """Whether it took all that it may take."""
        return self.beyond > 0 or self.full is not None

    @property
    def beyond(self) -> float:
        """The seconds that it took since it was over; less than 0 before."""
        return self.spent - min(self.seconds, math.inf if self.full is None else self.full)

    @property
    def error(self) -> UnitGraphError:
        """The error that says what it took too much of."""
        return self.late if self.full is None or self.heavy is None else self.heavy

    def weigh(self) -> None:
        """Look how much memory it takes."""
        if self.memory < math.inf and self.full is None and held() - self.before > self.memory:
            self.full = self.spent


class TimeIsUp(BaseException):
    """A ``work`` took all that it may. No Exception, since libraries take those for what is wrong with a file."""

    def __init__(self, work: Work) -> None:
        super().__init__(str(work.error))
        self.work = work


class Clock:
    """Counts the seconds that are spent on the work under way: :meth:`tick` or :meth:`count` is called now and then,
    and :meth:`interrupt` wherever the work may be stopped."""

    def __init__(self) -> None:
        self.work: Work | None = None
        self._counted = time.process_time()

    def tick(self) -> None:
        """Count what this process has spent since the last tick."""
        before, self._counted = self._counted, time.process_time()
        self.count(self._counted - before)

    def count(self, seconds: float) -> None:
        """Count seconds of processor time."""
        if self.work is not None:
            self.work.spent += seconds
            self.work.weigh()

    def check(self) -> None:
        """Count what this process has spent, and raise TimeIsUp if that was too much."""
        self.tick()
        self.interrupt()

    def interrupt(self) -> None:
        """Raise TimeIsUp if the work under way has taken all that it may."""
        if self.work is not None and self.work.is_over:
            raise TimeIsUp(self.work)


_clock: Clock | None = None


@contextmanager
def kept(clock: Clock) -> Iterator[None]:
    """Within the block work is bounded."""
    global _clock
    _clock = clock
    try:
        yield
    finally:
        _clock = None


@contextmanager
def bounded(work: Work) -> Iterator[None]:
    """Within the block time is spent on ``work``. Raises its error once it has taken all that it may."""
    clock = _clock
    if clock is None:
        yield
        return
    clock.tick()
    before, clock.work = clock.work, work
    work.before = held()
    try:
        yield
        # While a library works, it may let no signal through.
        clock.check()
    except (TimeIsUp, Exception):
        if work.is_over:  # whatever a library made of it
            raise work.error from None
        raise
    finally:
        clock.work = before


def bounded_items(work: Work, items: Iterator[T]) -> Iterator[T]:
    """The items; the time that it takes to make them is spent on ``work``, that in which they are used is not."""
    return items if _clock is None else _bounded_items(_clock, work, items)


def _bounded_items(clock: Clock, work: Work, items: Iterator[T]) -> Iterator[T]:
    end = object()
    while True:  # as in bounded, which would take a microsecond for each
        before, clock.work = clock.work, work
        try:
            item = next(items, end)
        except (TimeIsUp, Exception):
            if work.is_over:
                raise work.error from None
            raise
        finally:
            clock.work = before
        if item is end:
            return
        yield item  # type: ignore[misc]


def reading(name: str) -> Work:
    """The work of reading a file. Raises SourceError for a bound in the environment that is none."""
    told = os.environ.get(VARIABLE, "")
    try:
        seconds = float(told or SECONDS)
    except ValueError:
        seconds = 0.0
    if not seconds > 0:
        raise SourceError(VARIABLE, f"{told!r} is no number of seconds", "give a number above zero, or unset it")
    what = f"takes more than {seconds:g} seconds of processor time to read"
    return Work(seconds, SourceError(name, what, f"split it, or allow more in the environment: {VARIABLE}=…"))


def answering(seconds: float, memory: int = MEMORY) -> Work:
    """The work of answering a query; ``memory`` is in MiB."""
    late = f"was stopped after {seconds:g} seconds of processor time"
    heavy = f"was stopped because it takes more than {memory:,} MiB of memory"
    return Work(
        seconds,
        QueryError("query", late, "simplify it, or allow more with --timeout"),
        memory << 20,
        QueryError("query", heavy, "simplify it, or allow more with --memory"),
    )
