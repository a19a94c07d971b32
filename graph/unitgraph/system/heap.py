"""The memory that the process holds from the operating system, and what is done to free it."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

SELDOM = (50_000, 20, 20)
"""Thresholds of the collector of cycles while millions of objects are made that form none."""
_lock = Lock()
_usual: list[tuple[int, int, int]] = []
"""The thresholds found by each that is within :func:`seldom_collecting`; the first are those from outside."""


def held() -> int:
    """The bytes of memory that this process holds for itself; where the system does not say, the most that it ever
    held, and 0 on Windows."""
    if sys.platform == "win32":
        return 0
    import resource

    with suppress(OSError):
        _, resident, shared, *_ = Path("/proc/self/statm").read_text(encoding="ascii").split()
        return (int(resident) - int(shared)) * resource.getpagesize()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most << 10


def trim_heap() -> None:
    """Return freed memory to the operating system, where the C library would keep it for later (as glibc does).

    Otherwise the gigabytes that databases and queries free would stay with the process during the next stage.
    """
    import ctypes

    with suppress(AttributeError, OSError, TypeError):  # another C library, or another system
        ctypes.CDLL(None).malloc_trim(0)


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for cycles among objects less often: to look through all that a build makes, again and again, takes a fifth
    of the time in Python. Holds for the whole process until the last that is within it ends."""
    with _lock:
        _usual.append(gc.get_threshold())
        gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        with _lock:
            before = _usual.pop()
            if not _usual:
                gc.set_threshold(*before)
