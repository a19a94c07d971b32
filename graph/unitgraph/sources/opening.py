"""Files opened for reading."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from unitgraph.system.errors import SourceError


@contextmanager
def opened(path: Path) -> Iterator[BufferedReader]:
    """The file at ``path``, open for reading; raises SourceError if that fails."""
    try:
        stream = path.open("rb")
    except IsADirectoryError:
        raise SourceError(str(path), "this is a directory", "name a file in it") from None
    except FileNotFoundError:
        raise SourceError(str(path), "there is no such file", "check the path") from None
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        raise SourceError(str(path), f"the file cannot be opened ({reason})", "check its rights") from None
    with stream:
        yield stream


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, as hexadecimal digits."""
    with opened(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
