"""Whether the files of a generation are as they were written.

When a store is opened, the sizes of all files are looked at, and those that lead to the others. The tables of the
database are looked at as a whole, since Oxigraph gathers what it reads of a damaged one until no memory is left. That
takes a third of a second for a gigabyte: a small database is checked before it is first asked, and a large one by all
but a check of one unit, whose evidence is a few statements. That looks at a large one only where a table has another
size or time of change than when the whole was last found intact. The blocks of the index are checked as they are read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import reduce
from hashlib import sha256
from pathlib import Path
from zlib import crc32

from unitgraph.store.manifest import Files
from unitgraph.system.arrays import unreadable
from unitgraph.system.errors import DamageError, UnitGraphError
from unitgraph.system.files import write_whole

INDEX, QUADS, SOURCES = "index", "quads", "sources"
_SMALL = 1 << 29
_NOTE = "intact"


def files_of(generation: Path) -> dict[str, list[int | str | None]]:
    """The files of a finished generation for its manifest."""
    names = (each.relative_to(generation).as_posix() for each in sorted(generation.rglob("*")) if each.is_file())
    return {
        name: [(generation / name).stat().st_size, _digest(generation, name)] for name in names if not _is_passing(name)
    }


def refuse_damaged(generation: Path, files: Files, place: str, folders: Collection[str] = (INDEX, QUADS)) -> None:
    """Raise DamageError, with ``place``, if one of the ``files`` in some folders of a generation is missing, has
    another size, or leads to others and has another digest."""
    for name, (size, digest) in files.items():
        if name.partition("/")[0] not in folders:
            continue
        try:
            found = (generation / name).stat().st_size
            if found != size:
                raise DamageError(place, f"{name.rpartition('/')[2]} has {found} bytes, not {size}")
            if not _is_table(name) and _digest(generation, name) != digest:
                raise DamageError(place, f"{name.rpartition('/')[2]} is not as it was written")
        except OSError as error:
            raise unreadable(place, error) from error


def refuse_damaged_tables(generation: Path, files: Files, place: str) -> None:
    """Raise DamageError, with ``place``, if a table of the database of a generation is not as it was written."""
    tables = [name for name in files if _is_table(name)]
    try:
        with ThreadPoolExecutor(2) as pool:
            found = list(pool.map(lambda name: _digest(generation, name), tables))
    except OSError as error:
        raise unreadable(place, error) from error
    for name, digest in zip(tables, found, strict=True):
        if digest != files[name][1]:
            raise DamageError(place, f"{name.rpartition('/')[2]} is not as it was written")
    if not is_small(files) and not is_noted(generation, files):
        note_intact(generation, files)


def note_intact(generation: Path, files: Files) -> None:
    """Note that the tables of the database of a generation are as they were written, where notes can be written."""
    with suppress(OSError, UnitGraphError):
        write_whole(generation / _NOTE, _state(generation, files).encode())


def is_noted(generation: Path, files: Files) -> bool:
    """Whether no table was changed since :func:`note_intact`."""
    try:
        return (generation / _NOTE).read_bytes() == _state(generation, files).encode()
    except OSError:
        return False


def _state(generation: Path, files: Files) -> str:
    """The sizes and the times of change of the tables. A copy has other times; the system sets that of the inode."""
    states = ((name, (generation / name).stat()) for name in sorted(files) if _is_table(name))
    told = "".join(f"{name} {each.st_size} {each.st_mtime_ns} {each.st_ctime_ns}\n" for name, each in states)
    return sha256(told.encode()).hexdigest()


def is_small(files: Files) -> bool:
    """Whether the tables of a database are checked within a tenth of a second."""
    return sum(int(size) for name, (size, _) in files.items() if _is_table(name)) <= _SMALL


def _is_passing(name: str) -> bool:
    """Whether a file is a log or a lock of Oxigraph, written whenever it likes."""
    return name.startswith((f"{QUADS}/LOG", f"{QUADS}/LOCK"))


def _is_table(name: str) -> bool:
    return name.endswith(".sst")


def _digest(generation: Path, name: str) -> str | None:
    """The digest of a file: CRC-32 for a table of the database, which may be large, and else SHA-256; None for a file
    of the index or one for builds that holds its own digests."""
    path = generation / name
    if _is_table(name):
        return f"{reduce(lambda digest, piece: crc32(piece, digest), _pieces(path), 0):08x}"
    if name.startswith((f"{QUADS}/", f"{SOURCES}/")) or name.endswith(".json"):
        digest = sha256()
        for piece in _pieces(path):
            digest.update(piece)
        return digest.hexdigest()
    return None


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            yield piece
