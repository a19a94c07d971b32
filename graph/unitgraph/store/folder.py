"""Stores on disk: written as a whole, opened read-only.

Layout of a store's folder::

    manifest.json        what the store holds, and which generation is current
    unitgraph.lock       marks the folder as a store's; locked while one is written
    gen-<16 hex>/quads/  the Oxigraph database of a generation
    gen-<16 hex>/index/  its indexes of units and names
    gen-<16 hex>/sources/  copies of the sources it was built from, and the project that names them
    gen-<16 hex>/subjects.gz  its subjects, from which the next build finds what it changes
    gen-<16 hex>/intact  when the files of the database, found intact, were last changed

A build writes a new generation, flushes it to disk, and then replaces the manifest in one atomic step (``os.replace``):
killed at any moment, it leaves the previous store or the new one, never none. What a killed build leaves behind is in
no manifest, and the next build removes it. A replaced generation is removed at once, or, while someone reads it, by the
build after: Oxigraph opens the files of a large database only when it first needs them, so they must stay.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import pyoxigraph

from unitgraph.store.bulk import load_blocks
from unitgraph.store.changes import SUBJECTS, UnusableError, recorded
from unitgraph.store.contract import FORMAT_VERSION, Metadata, StoreInfo
from unitgraph.store.generation import HELD, Changes, opened, updated, with_database
from unitgraph.store.intact import INDEX, QUADS, SOURCES, files_of, note_intact, refuse_damaged
from unitgraph.store.locks import is_shared, lock
from unitgraph.store.manifest import Manifest, read_manifest, refuse_outdated, write_manifest
from unitgraph.store.oxigraph import OxigraphStore, fill, named_quads
from unitgraph.store.survey import Tally, survey
from unitgraph.system.arrays import unreadable
from unitgraph.system.clock import now, time_text
from unitgraph.system.errors import DamageError, StoreError
from unitgraph.system.sorting import kept_blocks

_MANIFEST, _NEW_MANIFEST, _LOCK = "manifest.json", "manifest.json.new", "unitgraph.lock"
_ATTEMPTS = 5
_SPOOL = "spool"


def open_folder(path: Path | str) -> OxigraphStore:
    """The store in a folder, read-only: any number of processes may read it at once, also during a build.

    A store opened before a build keeps showing the same dataset. Raises StoreError for a folder that is missing,
    unreadable, not a store, or of a newer version.
    """
    folder = Path(path)
    for attempt in range(_ATTEMPTS):
        manifest = _read_manifest(folder)
        refuse_outdated(manifest.info)
        try:
            return opened(folder, manifest)
        except (OSError, RuntimeError, StoreError) as error:
            # A build may have replaced this generation since its name was read.
            if attempt < _ATTEMPTS - 1 and _read_manifest(folder).generation != manifest.generation:
                continue
            raise _failed(folder, error) from error
    raise StoreError(str(folder), "the store is being replaced faster than it can be opened", "try again")


def _failed(folder: Path, error: OSError | RuntimeError | StoreError) -> StoreError:
    """What it means that a store cannot be opened."""
    if isinstance(error, StoreError):
        return error
    # Oxigraph raises OSError without a number for what its database says.
    if isinstance(error, OSError) and error.errno is not None:
        return unreadable(str(folder), error)
    return DamageError(str(folder), str(error))


def generation_at(path: Path | str) -> str:
    """The name of the dataset currently in a folder; every build creates a new one. Raises StoreError as
    :func:`open_folder` does."""
    return _read_manifest(Path(path)).generation


def write_store(path: Path | str, nquads: Iterable[str] | Path, metadata: Metadata | None = None) -> StoreInfo:
    """Writes N-Quads (lines, or a file) as the store in a folder, replacing an existing one.

    The folder is created if missing. Memory is bounded whatever the size. Raises StoreError, leaving everything as it
    was, for invalid N-Quads, for a folder that contains anything but a store, for a store of a newer version, without
    permission, and while another build writes. Errors of ``nquads`` propagate.
    """

    def fill_generation(generation: Path, before: Manifest | None) -> StoreInfo:
        def load(quads: pyoxigraph.Store) -> StoreInfo:
            fill(quads, nquads, generation / _SPOOL)
            return survey(str(path), metadata or Metadata(), named_quads(quads), generation / _SPOOL)

        return with_database(generation, load)

    with claimed(path) as claim:
        return claim.write(fill_generation)


Finish = Callable[[OxigraphStore, Path, Changes | None], None]
"""Called with a store, the folder for its index files, and the changes if the previous database was reused."""


def write_blocks(
    claim: ClaimedFolder,
    blocks: Callable[[Path, Path], Iterable[str]],
    metadata: Callable[[], Metadata] = Metadata,
    finish: Finish | None = None,
    sources: Callable[[Path], object] | None = None,
) -> StoreInfo:
    """Writes a sorted dataset as the store in a claimed folder: :func:`write_store` in a single pass.

    ``blocks`` is called with a folder for temporary files and the one for index files, and returns what
    :func:`load_blocks` takes. If the existing store is nearly the same, its database is reused and only the differences
    are written. Once all blocks are read, ``metadata`` says what they are, ``finish`` may validate the store and write
    indexes, and ``sources`` is called with a new folder to keep the sources in. Errors of any propagate, and everything
    stays as it was.
    """
    place = str(claim.folder)

    def fill_generation(generation: Path, before: Manifest | None) -> StoreInfo:
        index, spool = generation / INDEX, generation / _SPOOL
        index.mkdir()
        tally = Tally(place)
        made = recorded(blocks(spool, index), generation / SUBJECTS)

        def finished(quads: pyoxigraph.Store, changes: Changes | None = None) -> StoreInfo:
            info = tally.info(metadata())
            if finish is not None:
                finish(OxigraphStore(quads, place, info.metadata, info), index, changes)
            if sources is not None:
                (generation / SOURCES).mkdir()
                sources(generation / SOURCES)
            return info

        def load(quads: pyoxigraph.Store) -> StoreInfo:
            load_blocks(quads, made, tally)
            return finished(quads)

        seen = spool / "seen"
        if before is not None:
            try:
                return updated(before, generation, tally.passing(made), seen, finished)
            except UnusableError:
                shutil.rmtree(generation / QUADS, ignore_errors=True)
                tally, made = Tally(place), chain(kept_blocks(seen) if seen.exists() else (), made)
        return with_database(generation, load)

    return claim.write(fill_generation)


@dataclass(frozen=True, slots=True)
class ClaimedFolder:
    """A folder that is reserved for one build, with the manifest of what it holds, None where there is no store."""

    folder: Path
    manifest: Manifest | None = None

    @property
    def held(self) -> StoreInfo | None:
        """What its store holds."""
        return None if self.manifest is None else self.manifest.info

    @property
    def sources(self) -> Path | None:
        """The folder with the sources of what it holds; None where none were kept. Raises DamageError if they are not
        as they were."""
        if self.manifest is None:
            return None
        generation = self.folder / self.manifest.generation
        try:
            refuse_damaged(generation, self.manifest.files, str(self.folder), [SOURCES])
        except DamageError as error:
            raise _not_to_keep(self.folder, error) from error
        kept = generation / SOURCES
        return kept if kept.is_dir() else None

    def write(self, fill_generation: Callable[[Path, Manifest | None], StoreInfo]) -> StoreInfo:
        """Creates a new generation and makes it the current one, or leaves everything as it was."""
        folder, held = self.folder, self.manifest
        keep = "" if held is None else held.generation
        # A store built by an earlier version stays until the new one is complete, but nothing of it is reused.
        before = held if held is not None and held.info.format_version == FORMAT_VERSION else None
        _sweep(folder, keep)
        generation = f"gen-{secrets.token_hex(8)}"
        try:
            info = _write_generation(folder / generation, before, fill_generation)
            info = replace(info, built=time_text(now()))
            files = files_of(folder / generation)
            _publish(folder, Manifest(generation, info, files))
        except BaseException:
            _sweep(folder, keep)
            raise
        _sweep(folder, generation)
        # Only now, since tables that the generation before shared have changed with it.
        note_intact(folder / generation, files)
        return info


def _write_generation(
    generation: Path, before: Manifest | None, fill_generation: Callable[[Path, Manifest | None], StoreInfo]
) -> StoreInfo:
    (generation / _SPOOL).mkdir(parents=True)
    info = fill_generation(generation, before)
    shutil.rmtree(generation / _SPOOL)
    for directory, _, names in os.walk(generation):
        for name in names:
            _flush(Path(directory, name))
        _flush(Path(directory))
    return info


def _publish(folder: Path, manifest: Manifest) -> None:
    """Makes a generation the current one, in one step."""
    with (folder / _NEW_MANIFEST).open("w", encoding="utf-8", newline="\n") as output:
        output.write(write_manifest(manifest) + "\n")
    _flush(folder / _NEW_MANIFEST)
    _flush(folder)
    (folder / _NEW_MANIFEST).replace(folder / _MANIFEST)
    _flush(folder)


def _read_manifest(folder: Path) -> Manifest:
    """The manifest of the current generation."""
    where = str(folder)
    try:
        text = (folder / _MANIFEST).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise StoreError(where, _absence(folder), "build one there with `unitgraph build`") from error
    except NotADirectoryError as error:
        raise StoreError(where, "a file, not the folder of a store", "give the folder") from error
    except PermissionError as error:
        raise StoreError(where, "no permission to read it", "get permission, or choose another folder") from error
    except OSError as error:
        raise unreadable(where, error) from error
    except ValueError as error:
        raise DamageError(where, f"{_MANIFEST}: {error}") from error
    return read_manifest(text, where, _MANIFEST, "choose another folder")


def _manifest_to_build_on(folder: Path) -> Manifest | None:
    """The manifest of the store in a folder, None where there is none."""
    try:
        return _read_manifest(folder) if (folder / _MANIFEST).exists() else None
    except DamageError as error:
        raise _not_to_keep(folder, error) from error


def _not_to_keep(folder: Path, error: DamageError) -> DamageError:
    """The error of a build on a store of which nobody knows what it held."""
    return DamageError(str(folder), error.fault, "remove the folder, then build it again")


def _absence(folder: Path) -> str:
    if not folder.exists():
        return "no such folder"
    return "its build was never finished" if (folder / _LOCK).exists() else "not a unitgraph store"


@contextmanager
def claimed(path: Path | str) -> Iterator[ClaimedFolder]:
    """Reserves a folder for one build: creates it, refuses folders that are not a store's, and keeps out other
    builds."""
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _check_ours(folder)
        with (folder / _LOCK).open("a+b") as claim:
            try:
                lock(claim)
            except BlockingIOError as error:
                what = "another build is writing there"
                raise StoreError(str(folder), what, "wait for it, or choose another folder") from error
            yield ClaimedFolder(folder, _manifest_to_build_on(folder))
    except FileExistsError as error:
        raise StoreError(str(folder), "a file, not a folder", "name a folder") from error
    except PermissionError as error:
        raise StoreError(
            str(folder), "no permission to write there", "get permission, or choose another folder"
        ) from error
    except OSError as error:
        raise StoreError(
            str(folder), f"cannot be written ({error.strerror or error})", "free some space, or choose another folder"
        ) from error
    finally:
        _leave(folder)


def _check_ours(folder: Path) -> None:
    """Refuses a folder that is neither empty nor a store's: other files are never removed."""
    if not any(folder.iterdir()) or (folder / _LOCK).is_file():
        return
    if (folder / _MANIFEST).is_file():
        _manifest_to_build_on(folder)
        return
    raise StoreError(str(folder), "contains files that do not belong to a store", "choose an empty or a new folder")


def _leave(folder: Path) -> None:
    """Removes a folder in which nothing was built."""
    with suppress(OSError):  # a name too long, a path under a file: nothing was created
        if [entry.name for entry in folder.iterdir()] == [_LOCK]:
            (folder / _LOCK).unlink()
            folder.rmdir()


def _sweep(folder: Path, current: str) -> None:
    """Removes what killed or replaced builds left behind, except what is still in use."""
    (folder / _NEW_MANIFEST).unlink(missing_ok=True)
    for entry in folder.glob("gen-*"):
        if entry.name != current and not is_shared(entry / HELD):
            shutil.rmtree(entry, ignore_errors=True)


def _flush(path: Path) -> None:
    """Waits until a file, or the entries of a folder, are on disk."""
    if path.is_dir() and sys.platform == "win32":
        return  # Windows does not open folders; it journals their entries
    descriptor = os.open(path, os.O_RDONLY if sys.platform != "win32" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
