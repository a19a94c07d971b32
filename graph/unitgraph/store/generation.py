"""One generation of a store on disk: its database created, derived from the previous one, or opened."""

from __future__ import annotations

import gc
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyoxigraph

from unitgraph.store.bulk import replace_blocks
from unitgraph.store.changes import SUBJECTS, UnusableError, difference
from unitgraph.store.contract import StoreInfo
from unitgraph.store.intact import INDEX, QUADS, SOURCES, is_noted, is_small, refuse_damaged, refuse_damaged_tables
from unitgraph.store.locks import lock
from unitgraph.store.manifest import Manifest
from unitgraph.store.oxigraph import OxigraphStore
from unitgraph.system.errors import DamageError
from unitgraph.system.sorting import kept_blocks

HELD = f"{QUADS}/CURRENT"
"""A file that every Oxigraph database has: readers share a lock on it."""
_FEW = 1000
_QUADS_FOR_A_CHANGE = 400
"""A database is reused if at most this many subjects differ, or one per this many statements: removing and inserting is
slower than loading."""


def opened(folder: Path, manifest: Manifest) -> OxigraphStore:
    """The store of a generation in a folder; the lock on an open file keeps it from being removed. Raises DamageError,
    OSError or RuntimeError if it is gone, being removed, or damaged."""
    generation, place, info = folder / manifest.generation, manifest.info.place, manifest.info
    with ExitStack() as undo:
        held = undo.enter_context((generation / HELD).open("rb"))
        lock(held, shared=True)
        refuse_damaged(generation, manifest.files, place)
        quads = pyoxigraph.Store.read_only(str(generation / QUADS))
        undo.pop_all()
    index, sources = (each if each.is_dir() else None for each in (generation / INDEX, generation / SOURCES))
    check = partial(refuse_damaged_tables, generation, manifest.files, place)
    at_once = is_small(manifest.files) or not is_noted(generation, manifest.files)
    return OxigraphStore(quads, place, info.metadata, info, index, held, sources, check, at_once)


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes of a build to the store ``before``: ``subjects`` (IRIs) whose statements changed, including new and
    removed ones."""

    before: OxigraphStore
    subjects: Sequence[str]


def with_database(generation: Path, act: Callable[[pyoxigraph.Store], StoreInfo]) -> StoreInfo:
    """The result of ``act`` on the database of a generation, opened for writing and closed afterwards."""
    quads = pyoxigraph.Store(str(generation / QUADS))
    alone = sys.getrefcount(quads)
    try:
        info = act(quads)
        quads.flush()
    finally:
        # Oxigraph closes its files when the last reference is dropped; graphs that were made of it may refer to it.
        is_held = sys.getrefcount(quads) > alone
        del quads
        if is_held:
            gc.collect()
    return info


def updated(
    before: Manifest,
    generation: Path,
    blocks: Iterator[str],
    seen: Path,
    finished: Callable[[pyoxigraph.Store, Changes | None], StoreInfo],
) -> StoreInfo:
    """Creates a generation from the previous one and the differences. Raises UnusableError, with the blocks already
    read in the file ``seen``."""
    most = max(_FEW, before.info.quads // _QUADS_FOR_A_CHANGE)
    place, old_files = before.info.place, generation.parent / before.generation
    differing = difference(blocks, old_files / SUBJECTS, seen, most)
    taken_over = False

    def update(quads: pyoxigraph.Store) -> StoreInfo:
        nonlocal taken_over
        subjects = [*differing.changed, *differing.gone]
        replace_blocks(quads, subjects, kept_blocks(differing.blocks), place)
        with opened(generation.parent, before) as old:
            taken_over = True
            return finished(quads, Changes(old, [subject.strip("<>") for subject in subjects]))

    try:
        # What is taken over is not written again.
        refuse_damaged_tables(old_files, before.files, place)
        _take_over(old_files / QUADS, generation / QUADS)
        return with_database(generation, update)
    except (OSError, RuntimeError, DamageError) as error:
        if taken_over:
            raise
        raise UnusableError from error


def _take_over(old: Path, new: Path) -> None:
    """A copy of a read-only database. Its tables are never written again, so both can share them."""
    new.mkdir()
    for entry in old.iterdir():
        if entry.name == "LOCK" or entry.name.startswith("LOG"):
            continue
        copy = new / entry.name
        with suppress(OSError):  # not every file system has hard links
            if entry.suffix == ".sst":
                copy.hardlink_to(entry)
        if not copy.exists():
            shutil.copyfile(entry, copy)
