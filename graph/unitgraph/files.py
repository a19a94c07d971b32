"""Files are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from unitgraph.errors import UnitGraphError


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A binary file that takes its place at ``path`` when the block ends well; after an error nothing has changed.

    Raises UnitGraphError when the folder is missing or may not be written.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise UnitGraphError(str(path), f"cannot be written ({error.strerror})", "check folder and rights") from None
    written = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        written.chmod(0o644)
        written.replace(path)
    except OSError as error:
        raise UnitGraphError(str(path), f"cannot be written ({error.strerror})", "check folder and rights") from None
    finally:
        written.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path``, whole or not at all."""
    with whole_file(path) as stream:
        stream.write(content)


def make_folder(path: Path) -> None:
    """Make the folder ``path`` unless it is there. Raises UnitGraphError when it cannot be made."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnitGraphError(str(path), f"cannot be made a folder ({error.strerror})", "give another path") from None
