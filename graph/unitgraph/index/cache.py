"""Local indexes of remote stores: names are looked up on this machine, not over the network.

They are in the user's cache folder (``XDG_CACHE_HOME``, by default ``~/.cache``) under the digest of their dataset, so
they cannot be used for a different one. A build writes them there; on other machines, the dataset is fetched once and
its digest checked.
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
    """The folder of a store's indexes of units and names, created now if it is not cached.

    Raises StoreError if the statements that the store returns are not those of the dataset it claims to hold.
    """
    return _kept(store.info().sha256, lambda folder: _make(store, folder))


def keep_index(made: Path, sha256: str) -> None:
    """Cache the indexes that a build made for the dataset with this digest."""
    _kept(sha256, lambda folder: shutil.copytree(made, folder, dirs_exist_ok=True))


def _kept(sha256: str, make: Callable[[Path], object]) -> Path:
    parent = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "unitgraph"
    folder = parent / f"{__version__}-{sha256}"
    if _is_usable(folder):
        return folder
    try:
        shutil.rmtree(folder, ignore_errors=True)
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
        what = f"the index cannot be cached there ({error.strerror or error})"
        raise StoreError(str(parent), what, "set XDG_CACHE_HOME to another folder") from error
    return folder


def _is_usable(folder: Path) -> bool:
    """Whether an index is there as this version writes it."""
    try:
        Hierarchy.open(folder)
    except StoreError:
        return False
    return True


def _make(store: Store, folder: Path) -> None:
    info = store.info()
    with TemporaryDirectory(prefix="unitgraph-") as temporary:
        spool, tally = Path(temporary), Tally(info.place)
        nodes = StoredNodes(tally.passing(blocks_of(store.quads(), spool)), spool)
        if tally.info(info.metadata).sha256 != info.sha256:
            what = "the service does not return the statements that were loaded"
            raise StoreError(info.place, what, "build it again")
        write_index(nodes, folder, nodes.lists, nodes.apart)
        Matcher(map(named, Hierarchy.open(folder))).save(folder)
