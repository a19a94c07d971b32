"""Opens stores, their hierarchies, and checkers over them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from unitgraph.checking.findings import Checker
from unitgraph.identity.lists import bundled_graph
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.nodes import hierarchy_of, load_hierarchy

if TYPE_CHECKING:
    from unitgraph.store import Store


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
    return place


def open_hierarchy(store: str | Path | Store | None = None) -> Hierarchy:
    """The hierarchy of a store. The bundled list needs no store."""
    if store is None:
        return _bundled_checker().hierarchy
    opened = open_store(store)
    index = _index_of(opened)
    return load_hierarchy(opened) if index is None else Hierarchy.open(index)


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
    return Checker(hierarchy_of(bundled_graph()))


def open_checker(store: str | Path | Store | None = None) -> Checker:
    """Answers names against a store; keep it to ask often."""
    from unitgraph.match import Matcher

    if store is None:
        return _bundled_checker()
    opened = open_store(store)
    index = _index_of(opened)
    return Checker(open_hierarchy(opened), None if index is None else Matcher.open(index))
