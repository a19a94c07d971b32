"""Locks on open files: exclusive or shared, until the file is closed or the process ends."""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from typing import IO


def lock(file: IO[bytes], shared: bool = False) -> None:
    """Locks an open file without waiting. Raises BlockingIOError while another process holds it (or, for an exclusive
    lock, shares it).

    On Windows, shared locks are not needed: files in use are not removed. On a file system without locks, shared ones
    are skipped and exclusive ones raise OSError.
    """
    if sys.platform == "win32":
        import msvcrt

        if not shared:
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            except PermissionError as error:
                raise BlockingIOError(*error.args) from error
    else:
        import fcntl

        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError as error:
            if not shared or error.errno not in (errno.ENOLCK, errno.ENOTSUP):
                raise


def is_shared(path: Path) -> bool:
    """Whether the file is shared, so that what belongs to it must stay. A missing file is not shared."""
    try:
        with path.open("rb") as file:
            lock(file)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
