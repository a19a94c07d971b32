"""Locks on open files: held by one or shared by many, until the file is closed or the process ends in any way."""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from typing import IO


def lock(file: IO[bytes], shared: bool = False) -> None:
    """Locks an open file without waiting. Raises BlockingIOError while another holds it (or, for a lock that is not
    ``shared``, shares it).

    Windows has no shared ones here: it removes no file that is in use. Where a file system has no locks at all nothing
    is shared, and OSError is raised for the others.
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
    """Whether someone shares the file, so that what belongs to it should stay. A file that is missing nobody shares."""
    try:
        with path.open("rb") as file:
            lock(file)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
