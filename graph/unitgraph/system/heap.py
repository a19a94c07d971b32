"""Memory of the process as the system sees it."""

from __future__ import annotations

import ctypes
from contextlib import suppress


def trim_heap() -> None:
    """Give memory that was freed back to the system, where the C library keeps it for later (glibc does).

    What databases and queries free by the gigabyte would otherwise stay with the process beside what comes next.
    """
    with suppress(AttributeError, OSError, TypeError):  # another C library, or another system
        ctypes.CDLL(None).malloc_trim(0)
