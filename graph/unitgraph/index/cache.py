"""Indexes of stores at an address, kept on this machine: a name is looked up here, not over the network.

They lie in the user's cache folder (``XDG_CACHE_HOME``, else ``~/.cache``) under the digest of their dataset, so they
never belong to another one. A build leaves them there; elsewhere the dataset is fetched once, and its digest checked.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from unitgraph.index.hierarchy import Hierarchy, write_index
from unitgraph.index.names import named
from unitgraph.index.nodes import StoredNodes
from unitgraph.match import Matcher
from unitgraph.store import Store
from unitgraph.store.survey import Tally
from unitgraph.system.errors import StoreError
from unitgraph.system.sorting import blocks_of
from unitgraph.system.version import __version__


def index_of(store: Store) -> Path:
    """The folder of a store's indexes of units and names, made now unless it is kept.

    Raises StoreError when what the store gives is not the dataset that it says it holds.
    """
    return _kept(store.info().sha256, lambda folder: _make(store, folder))


def keep_index(made: Path, sha256: str) -> None:
    """Keep the indexes that a build made of the dataset with this digest."""
    _kept(sha256, lambda folder: shutil.copytree(made, folder, dirs_exist_ok=True))


def _kept(sha256: str, make: Callable[[Path], object]) -> Path:
    parent = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "unitgraph"
    folder = parent / f"{__version__}-{sha256}"
    if folder.is_dir():
        return folder
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix="new-", dir=parent) as temporary:
            new = Path(temporary, "index")
            new.mkdir()
            make(new)
            with suppress(FileExistsError):
                new.rename(folder)
    except OSError as error:
        if folder.is_dir():  # another process was first
            return folder
        what = f"no index can be kept there ({error.strerror or error})"
        raise StoreError(str(parent), what, "name another folder in XDG_CACHE_HOME") from error
    return folder


def _make(store: Store, folder: Path) -> None:
    info = store.info()
    with TemporaryDirectory(prefix="unitgraph-") as temporary:
        spool, tally = Path(temporary), Tally(info.place)
        nodes = StoredNodes(tally.passing(blocks_of(store.quads(), spool)), spool)
        if tally.info(info.metadata).sha256 != info.sha256:
            raise StoreError(info.place, "the service gives back other statements than were loaded", "build it again")
        write_index(nodes, folder)
        Matcher(map(named, Hierarchy.open(folder))).save(folder)
