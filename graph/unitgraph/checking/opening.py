"""Opens stores, their hierarchies, and checkers over them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from weakref import WeakKeyDictionary

from unitgraph.checking.findings import Checker
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.system.errors import StoreError

if TYPE_CHECKING:
    from unitgraph.exports.about import About
    from unitgraph.store import Store

CheckerPlace: TypeAlias = "str | Path | Store | Checker | None"
"""Where answers come from: a folder, the address (http or https) of a SPARQL 1.1 service, an open store, an open
checker, or None for the bundled 2018 list."""
KEPT = 4
"""Checkers on folders that are kept for the next call."""


def open_store(place: str | Path | Store | None = None) -> Store:
    """The store at ``place``: a folder, the address (http or https) of a SPARQL 1.1 service, an open store (given back
    as it is), or None for the bundled 2018 list.

    Raises StoreError where there is no store this version can read.
    """
    if place is None:
        from unitgraph.store.contents import bundled_store

        return bundled_store()
    if isinstance(place, str | Path):
        from unitgraph.store import open_place

        return open_place(place)
    if place.closed:
        raise StoreError(place.info().place, "the store is closed", "open it again")
    return place


def open_whole_store(place: str | Path | Store | None = None) -> Store:
    """As :func:`open_store`, for what reads much of a store: raises DamageError, too, where a table of its database is
    not as it was written, however large it is."""
    from unitgraph.store import OxigraphStore

    opened = open_store(place)
    if isinstance(opened, OxigraphStore):
        opened.check_tables()
    return opened


def about_store(place: str | Path | Store | None = None, remarks: Iterable[str] = ()) -> About:
    """What an output made now from the store at ``place`` says of itself."""
    from unitgraph.exports.about import about_data

    if isinstance(place, str | Path):
        with open_store(place) as opened:
            return about_data(opened.info(), remarks)
    return about_data(open_store(place).info(), remarks)


def open_hierarchy(store: CheckerPlace = None) -> Hierarchy:
    """The hierarchy of a store. The bundled list needs no store."""
    if store is None or isinstance(store, Checker):
        return open_checker(store).hierarchy
    if isinstance(store, str | Path):
        with open_store(store) as opened:
            return open_hierarchy(opened)
    index = _index_of(open_store(store))
    if index is not None:
        return Hierarchy.open(index)
    from unitgraph.index.nodes import load_hierarchy

    return load_hierarchy(store)


def _index_of(store: Store) -> Path | None:
    """The folder of a store's indexes; None for a store without them. Those of a remote store are cached locally."""
    from unitgraph.store import OxigraphStore, is_address

    if isinstance(store, OxigraphStore):
        return store.index
    if not is_address(store.info().place):
        return None
    from unitgraph.index.cache import index_of

    return index_of(store)


@cache
def _bundled_checker() -> Checker:
    from unitgraph.identity.lists import bundled_graph
    from unitgraph.index.nodes import hierarchy_of

    return Checker(hierarchy_of(bundled_graph()))


def open_checker(store: CheckerPlace = None) -> Checker:
    """A checker, which answers names: over a store, or the bundled 2018 list; an open checker is given back as it
    is.

    It goes on answering from the dataset that it was opened on, whatever is built there later. Raises StoreError where
    there is no store this version can read.
    """
    from unitgraph.match import Matcher

    if store is None:
        return _bundled_checker()
    if isinstance(store, Checker):
        return store
    if isinstance(store, str | Path):
        with open_store(store) as opened:
            return open_checker(opened)
    index = _index_of(open_store(store))
    return Checker(open_hierarchy(store), None if index is None else Matcher.open(index))


def checker_at(place: CheckerPlace = None) -> Checker:
    """A checker over what ``place`` holds now, opened once for many calls.

    That on a folder is kept until a build replaces the dataset there, that over an open store until it is closed. An
    address is asked each time. Raises StoreError as :func:`open_checker` does.
    """
    if place is None or isinstance(place, Checker):
        return open_checker(place)
    if not isinstance(place, str | Path):
        return _checker_over(place)
    from unitgraph.store import is_address

    return open_checker(place) if is_address(place) else _checker_on(Path(place))


_over_stores: WeakKeyDictionary[Store, Checker] = WeakKeyDictionary()
_on_folders: dict[Path, tuple[str, Checker]] = {}


def _checker_over(store: Store) -> Checker:
    checker = None if store.closed else _over_stores.get(store)
    if checker is None:
        checker = _over_stores[store] = open_checker(store)
    return checker


def _checker_on(folder: Path) -> Checker:
    from unitgraph.store import generation_at

    # Asked before the store is opened: if a build comes in between, the next call opens again.
    now = generation_at(folder)
    generation, checker = _on_folders.get(folder, ("", None))
    if checker is None or generation != now:
        checker = open_checker(folder)
        _on_folders[folder] = now, checker
        for oldest in list(_on_folders)[:-KEPT]:
            _on_folders.pop(oldest, None)
    return checker
