"""Where a dataset lives: in memory, in a folder on disk or in a SPARQL 1.1 service, behind one contract.

Every store gives the same answers (:class:`Store`); the choice of engine affects only speed and location. A store is
read-only: a dataset is written once, as a whole, by :func:`write_store` or, into a service, by
:mod:`unitgraph.store.upload`.
"""

from __future__ import annotations

from unitgraph.store.contract import Metadata, SourceInfo, SourceKind, Store, StoreInfo
from unitgraph.store.folder import ClaimedFolder, claimed, generation_at, open_folder, write_blocks, write_store
from unitgraph.store.generation import Changes
from unitgraph.store.memory import RdflibStore, memory_store
from unitgraph.store.oxigraph import OxigraphStore
from unitgraph.store.place import is_address, need_http, open_place, open_service
from unitgraph.store.results import GRAPH_FORMATS, TABLE_FORMATS, Result
from unitgraph.store.sparql import QueryDataset

__all__ = [
    "GRAPH_FORMATS",
    "TABLE_FORMATS",
    "Changes",
    "ClaimedFolder",
    "Metadata",
    "OxigraphStore",
    "QueryDataset",
    "RdflibStore",
    "Result",
    "SourceInfo",
    "SourceKind",
    "Store",
    "StoreInfo",
    "claimed",
    "generation_at",
    "is_address",
    "memory_store",
    "need_http",
    "open_folder",
    "open_place",
    "open_service",
    "write_blocks",
    "write_store",
]
