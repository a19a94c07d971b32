"""Memory goes back to the system where the C library can give it, and nothing happens where it cannot."""

from __future__ import annotations

import ctypes
import gc
from pathlib import Path

import pytest

from unitgraph.system.heap import SELDOM, seldom_collecting, trim_heap


def resident() -> int:
    """The pages of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="the C library is not glibc")
def test_freed_memory_goes_back() -> None:
    # Blocks too large for Python's own pools, freed beneath one that stays.
    many = [bytes(4000) for _ in range(20_000)]
    last = bytes(4000)
    before = resident()
    del many
    trim_heap()
    assert resident() < before - 15_000
    assert len(last) == 4000


@pytest.mark.parametrize("error", [AttributeError, OSError, TypeError])
def test_another_c_library_keeps_it(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: None) -> None:
        raise error

    monkeypatch.setattr(ctypes, "CDLL", missing)
    trim_heap()


def test_cycles_are_looked_for_less_often_until_the_last_build_ends() -> None:
    before = gc.get_threshold()
    one, other = seldom_collecting(), seldom_collecting()
    one.__enter__()
    other.__enter__()
    assert gc.get_threshold() == SELDOM
    one.__exit__(None, None, None)
    assert gc.get_threshold() == SELDOM
    other.__exit__(None, None, None)
    assert gc.get_threshold() == before
