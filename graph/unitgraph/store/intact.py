"""Whether the files of a generation are as they were written: their sizes, and the digests of those that lead to the
others. What stands in the others is checked when it is read, by the database itself and by the index."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256
from pathlib import Path

from unitgraph.store.manifest import Files
from unitgraph.system.arrays import unreadable
from unitgraph.system.errors import DamageError

INDEX, QUADS, SOURCES = "index", "quads", "sources"


def files_of(generation: Path) -> dict[str, list[int | str | None]]:
    """The files of a finished generation for its manifest."""
    return {
        name: [path.stat().st_size, _digest(path) if _leads(name) else None]
        for path in sorted(generation.rglob("*"))
        if path.is_file() and not _is_passing(name := path.relative_to(generation).as_posix())
    }


def refuse_damaged(generation: Path, files: Files, place: str, folders: Collection[str] = (INDEX, QUADS)) -> None:
    """Raise DamageError, with ``place``, if one of the ``files`` in some folders of a generation is missing, or has
    another size, or another digest where one is known."""
    for name, (size, digest) in files.items():
        if name.partition("/")[0] not in folders:
            continue
        path = generation / name
        try:
            found = path.stat().st_size
            if found != size:
                raise DamageError(place, f"{path.name} has {found} bytes, not {size}")
            if digest is not None and _digest(path) != digest:
                raise DamageError(place, f"{path.name} is not as it was written")
        except OSError as error:
            raise unreadable(place, error) from error


def _is_passing(name: str) -> bool:
    """Whether a file is a log or a lock of Oxigraph, written whenever it likes."""
    return name.startswith((f"{QUADS}/LOG", f"{QUADS}/LOCK"))


def _leads(name: str) -> bool:
    """Whether a file says where others are or what is in them, or is one that nothing else looks at."""
    return name.startswith((f"{QUADS}/CURRENT", f"{QUADS}/MANIFEST-", f"{SOURCES}/")) or name.endswith(".json")


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()
