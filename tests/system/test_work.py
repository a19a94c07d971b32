"""Work on what others wrote is stopped when its seconds are spent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from unitgraph.system.errors import QueryError, SourceError
from unitgraph.system.work import SECONDS, Clock, TimeIsUp, Work, answering, bounded, bounded_items, kept, reading

ERROR = SourceError("t.csv", "takes too long")


def spend(clock: Clock, seconds: float) -> None:
    clock.count(seconds)
    clock.interrupt()


def disguised(clock: Clock, seconds: float) -> None:
    try:
        spend(clock, seconds)
    except TimeIsUp:
        raise ValueError("a callback failed") from None


def test_work_is_stopped_when_its_seconds_are_spent() -> None:
    clock, work = Clock(), Work(2.5, ERROR)
    with kept(clock):
        spend(clock, 9)  # on nothing
        with bounded(work):
            spend(clock, 2)
        with pytest.raises(SourceError, match="takes too long"), bounded(work):
            spend(clock, 1)
        assert clock.work is None
        clock.interrupt()


def test_the_error_is_that_of_the_time_whatever_a_library_makes_of_it() -> None:
    clock, work = Clock(), Work(1.5, ERROR)
    with kept(clock), bounded(work):
        disguised(clock, 1)
    with kept(clock), pytest.raises(SourceError, match="takes too long"), bounded(work):
        disguised(clock, 1)
    with kept(clock), pytest.raises(ZeroDivisionError), bounded(Work(1, ERROR)):
        raise ZeroDivisionError


def test_only_the_time_that_items_take_is_counted() -> None:
    clock, work, taken = Clock(), Work(3, ERROR), []

    def items() -> Iterator[int]:
        for number in range(9):
            spend(clock, 1)
            yield number

    def take() -> None:
        for each in bounded_items(work, items()):
            taken.append(each)
            clock.count(100)

    with kept(clock), pytest.raises(SourceError, match="takes too long"):
        take()
    assert taken == [0, 1, 2]
    assert list(bounded_items(Work(0, ERROR), iter("ab"))) == ["a", "b"], "without a clock nothing is bounded"


def test_work_within_work_is_counted_by_itself() -> None:
    clock, outer, inner = Clock(), Work(5, ERROR), Work(5, ERROR)
    with kept(clock), bounded(outer):
        clock.count(1)
        with bounded(inner):
            clock.count(3)
        clock.count(1)
    assert (outer.spent, inner.spent) == (pytest.approx(2, abs=0.5), pytest.approx(3, abs=0.5))


@pytest.mark.parametrize("told", ["x", "0", "-1", "nan"])
def test_a_bound_that_is_none(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    monkeypatch.setenv("UNITGRAPH_READ_SECONDS", told)
    with pytest.raises(SourceError, match=f"UNITGRAPH_READ_SECONDS: '{told}' is no number of seconds"):
        reading("t.csv")


def test_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UNITGRAPH_READ_SECONDS", raising=False)
    assert reading("t.csv").seconds == SECONDS
    monkeypatch.setenv("UNITGRAPH_READ_SECONDS", "7.5")
    assert str(reading("t.csv").error) == (
        "t.csv: takes more than 7.5 seconds of processor time to read; split it, or allow more in the environment: "
        "UNITGRAPH_READ_SECONDS=\u2026"
    )
    assert isinstance(answering(2).error, QueryError)


def test_work_that_let_no_signal_through_is_counted_at_its_end() -> None:
    with kept(Clock()), pytest.raises(SourceError, match="takes too long"), bounded(Work(1e-9, ERROR)):
        sum(range(100_000))
