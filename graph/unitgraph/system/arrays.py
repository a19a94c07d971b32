"""Arrays on disk by name, with the files that go with them: mapped into memory, so that opening reads next to nothing.

The arrays stand behind one another in one file; a header beside it, with the ending ``.json``, says where, and holds
the digests of all blocks. Whatever is missing, cut short, changed, or of another version or byte order is refused, when
it is opened or when the block is first read.
"""

from __future__ import annotations

import errno
import sys
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from json import dumps
from pathlib import Path
from typing import Any, TypeAlias

from unitgraph.system.digests import (
    CheckedBytes,
    CheckedFile,
    CheckedNumbers,
    damaged,
    digests_of,
    sealed,
    unsealed,
    whole,
)
from unitgraph.system.errors import StoreError

Numbers: TypeAlias = "array[int] | memoryview | CheckedNumbers"  # arrays take no index before Python 3.12
Storable: TypeAlias = "array[int] | array[float] | bytes | memoryview | CheckedNumbers"


@dataclass(frozen=True, slots=True)
class Arrays:
    """Mapped arrays by name, the files ``beside`` them by name, and what was written ``about`` them."""

    by_name: dict[str, CheckedNumbers | memoryview]
    beside: dict[str, CheckedBytes]
    about: dict[str, Any]


def write_arrays(
    path: Path,
    version: int,
    arrays: Iterable[tuple[str, Storable]],
    *,
    beside: Iterable[Path] = (),
    about: Mapping[str, Any] | None = None,
) -> None:
    """Write arrays into ``path`` and its header beside it.

    ``beside`` are finished files of the same folder that the arrays make sense with; ``about`` is kept in the header
    as JSON.
    """
    places: dict[str, tuple[int, str, int]] = {}
    with path.open("wb") as output:
        for name, values in arrays:
            view = whole(values)
            output.write(b"\0" * (-output.tell() % 8))
            places[name] = (output.tell(), view.format, len(view))
            output.write(view)
    header = {
        "version": version,
        "byteorder": sys.byteorder,
        "about": about or {},
        "files": {each.name: digests_of(each) for each in (path, *beside)},
        "arrays": places,
    }
    path.with_suffix(".json").write_text(dumps(sealed(header), indent=1) + "\n", encoding="utf-8")


def open_arrays(path: Path, version: int) -> Arrays:
    """The arrays that :func:`write_arrays` wrote into ``path``. Raises StoreError when they cannot be used, and
    DamageError, which may also come when something is first read, for what is not as it was written."""
    folder = str(path.parent)
    try:
        header = unsealed(path.with_suffix(".json").read_text(encoding="utf-8"))
        if header["version"] != version:
            raise StoreError(folder, f"its index is of version {header['version']}, not {version}", "build it again")
        if header["byteorder"] != sys.byteorder:
            what = "its index was made on a machine with another byte order"
            raise StoreError(folder, what, "build it again")
        files = {name: CheckedFile(path.with_name(name), written) for name, written in header["files"].items()}
    except ValueError as error:
        raise damaged(path.parent, f"{path.with_suffix('.json').name}: {error}") from error
    except OSError as error:
        raise unreadable(folder, error) from error
    own = files.pop(path.name)
    by_name = {name: own.numbers(*place) for name, place in header["arrays"].items()}
    return Arrays(by_name, {name: CheckedBytes(each) for name, each in files.items()}, header["about"])


_NOT_DAMAGE = frozenset({errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE, errno.ENOMEM})


def unreadable(where: str, error: OSError) -> StoreError:
    """What the system says of a file of a store that it does not give: it is not there, or not for this process."""
    name = Path(str(error.filename)).name if error.filename else "a file"
    reason = f"{name}: {error.strerror or error}"
    if error.errno in _NOT_DAMAGE:
        return StoreError(where, f"cannot be read ({reason})", "check its permissions and the limits of this process")
    return damaged(Path(where), reason)
