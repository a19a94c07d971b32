"""One generation of a store on disk: its database created, derived from the previous one, or opened."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph

from unitgraph.store.bulk import replace_blocks
from unitgraph.store.changes import SUBJECTS, UnusableError, difference
from unitgraph.store.contract import StoreInfo
from unitgraph.store.locks import lock
from unitgraph.store.oxigraph import OxigraphStore
from unitgraph.system.sorting import kept_blocks

INDEX, QUADS, SOURCES = "index", "quads", "sources"
HELD = f"{QUADS}/CURRENT"
"""A file that every Oxigraph database has: readers share a lock on it."""
_FEW = 1000
_QUADS_FOR_A_CHANGE = 400
"""A database is reused if at most this many subjects differ, or one per this many statements: removing and inserting is
slower than loading."""


def opened(generation: Path, place: str, info: StoreInfo) -> OxigraphStore:
    """The store of a generation; the lock on an open file keeps it from being removed. Raises OSError or RuntimeError
    if it is gone, being removed, or damaged."""
    with ExitStack() as undo:
        held = undo.enter_context((generation / HELD).open("rb"))
        lock(held, shared=True)
        quads = pyoxigraph.Store.read_only(str(generation / QUADS))
        undo.pop_all()
    index, sources = (each if each.is_dir() else None for each in (generation / INDEX, generation / SOURCES))
    return OxigraphStore(quads, place, info.metadata, info, index, held, sources)


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes of a build to the store ``before``: ``subjects`` (IRIs) whose statements changed, including new and
    removed ones."""

    before: OxigraphStore
    subjects: Sequence[str]


@dataclass(frozen=True, slots=True)
class Before:
    """The generation that a build replaces, and what it holds."""

    generation: Path
    info: StoreInfo


def with_database(generation: Path, act: Callable[[pyoxigraph.Store], StoreInfo]) -> StoreInfo:
    """The result of ``act`` on the database of a generation, opened for writing and closed afterwards."""
    quads = pyoxigraph.Store(str(generation / QUADS))
    try:
        info = act(quads)
        quads.flush()
    finally:
        # Oxigraph closes its files when the last reference is dropped.
        del quads
        gc.collect()
    return info


def updated(
    before: Before,
    generation: Path,
    blocks: Iterator[str],
    seen: Path,
    finished: Callable[[pyoxigraph.Store, Changes | None], StoreInfo],
) -> StoreInfo:
    """Creates a generation from the previous one and the differences. Raises UnusableError, with the blocks already
    read in the file ``seen``."""
    most = max(_FEW, before.info.quads // _QUADS_FOR_A_CHANGE)
    place = before.info.place
    differing = difference(blocks, before.generation / SUBJECTS, seen, most)
    taken_over = False

    def update(quads: pyoxigraph.Store) -> StoreInfo:
        nonlocal taken_over
        subjects = [*differing.changed, *differing.gone]
        replace_blocks(quads, subjects, kept_blocks(differing.blocks), place)
        with opened(before.generation, place, before.info) as old:
            taken_over = True
            return finished(quads, Changes(old, [subject.strip("<>") for subject in subjects]))

    try:
        _take_over(before.generation / QUADS, generation / QUADS)
        return with_database(generation, update)
    except (OSError, RuntimeError) as error:
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
