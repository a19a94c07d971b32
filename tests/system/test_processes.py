"""Work shared among processes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from unitgraph.system.processes import chunked, share_out

_added = 0


def begin(number: int) -> None:
    global _added
    _added = number


def add(numbers: list[int]) -> list[int]:
    if 13 in numbers:
        raise ValueError("an unlucky number")
    return [number + _added for number in numbers]


def test_chunks_hold_every_item_in_order() -> None:
    assert list(chunked(range(7), 3)) == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(chunked([], 3)) == []


@pytest.mark.parametrize("start", [None, "spawn"])
def test_results_come_in_turn_and_the_source_is_not_run_away_with(start: str | None) -> None:
    taken = 0

    def source() -> Iterator[list[int]]:
        nonlocal taken
        for number in range(100, 200):
            taken += 1
            yield [number]

    results = share_out(source(), add, 2, begin, 1000, start)
    assert next(results) == [1100]
    assert taken == 9
    results.close()
    assert taken == 9
    if start is None:
        assert list(share_out(source(), add, 2, begin, 1, start)) == [[number + 1] for number in range(100, 200)]


def test_what_goes_wrong_in_a_process_is_raised_here() -> None:
    results = share_out(chunked(range(40), 4), add, 2, begin, 0)
    assert next(results) == [0, 1, 2, 3]
    with pytest.raises(ValueError, match="an unlucky number"):
        list(results)
