"""Arrays on disk by name, with the files that go with them: mapped into memory, so that opening reads next to nothing.

The arrays stand behind one another in one file; a header beside it, with the ending ``.json``, says where. Whatever is
missing, cut short, or of another version or byte order is refused when it is opened.
"""

from __future__ import annotations

import json
import mmap
import sys
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from unitgraph.system.errors import StoreError

Numbers: TypeAlias = "array[int] | memoryview"  # arrays take no index before Python 3.12
Storable: TypeAlias = "array[int] | array[float] | bytes | memoryview"
Mapped: TypeAlias = bytes | mmap.mmap


@dataclass(frozen=True, slots=True)
class Arrays:
    """Mapped arrays by name, and what was written ``about`` them."""

    by_name: dict[str, memoryview]
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
            view = memoryview(values)
            output.write(b"\0" * (-output.tell() % 8))
            places[name] = (output.tell(), view.format, len(view))
            output.write(view)
    header = {
        "version": version,
        "byteorder": sys.byteorder,
        "about": about or {},
        "beside": {each.name: each.stat().st_size for each in beside},
        "arrays": places,
    }
    path.with_suffix(".json").write_text(json.dumps(header, indent=1) + "\n", encoding="utf-8")


def open_arrays(path: Path, version: int) -> Arrays:
    """The arrays that :func:`write_arrays` wrote into ``path``. Raises StoreError when they cannot be used."""
    try:
        header = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        if header["version"] != version:
            raise _unusable(path, f"is of version {header['version']}, not {version}")
        if header["byteorder"] != sys.byteorder:
            raise _unusable(path, "was made on a machine with another byte order")
        for name, size in header["beside"].items():
            if path.with_name(name).stat().st_size != size:
                raise _unusable(path.with_name(name), f"does not have the {size} bytes that its header gives")
        whole = memoryview(map_file(path))
        return Arrays({name: _slice(whole, path, *place) for name, place in header["arrays"].items()}, header["about"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unusable(path, f"cannot be read ({type(error).__name__}: {error})") from error


def map_file(path: Path) -> Mapped:
    """The bytes of a file, mapped into memory read-only; an empty file cannot be mapped."""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else b""


def _slice(whole: memoryview, path: Path, start: int, kind: Any, length: int) -> memoryview:
    size = array(kind).itemsize * length
    part = whole[start : start + size]
    if len(part) != size:
        raise _unusable(path, "is shorter than its header says")
    cast: memoryview = part.cast(kind)
    return cast


def _unusable(path: Path, what: str) -> StoreError:
    return StoreError(str(path.parent), f"its index {path.name} {what}", "build the store again")
