"""The memory that the process holds from the operating system."""

from __future__ import annotations

import ctypes
from contextlib import suppress


def trim_heap() -> None:
    """Return freed memory to the operating system, where the C library would keep it for later (as glibc does).

    Otherwise the gigabytes that databases and queries free would stay with the process during the next stage.
    """
    with suppress(AttributeError, OSError, TypeError):  # another C library, or another system
        ctypes.CDLL(None).malloc_trim(0)
