"""Where a dataset lives: in memory or in a folder on disk, behind one contract.

Every store answers the same questions in the same way (:class:`Store`); which engine answers is a matter of
speed and place only. A store is read-only: a dataset is written once, as a whole, by :func:`write_store`.
"""

from __future__ import annotations

from unitgraph.store.contract import Metadata, Store, StoreInfo
from unitgraph.store.folder import open_folder, write_blocks, write_store
from unitgraph.store.memory import RdflibStore, memory_store
from unitgraph.store.oxigraph import OxigraphStore
from unitgraph.store.results import GRAPH_FORMATS, TABLE_FORMATS, Result

__all__ = [
    "GRAPH_FORMATS",
    "TABLE_FORMATS",
    "Metadata",
    "OxigraphStore",
    "RdflibStore",
    "Result",
    "Store",
    "StoreInfo",
    "memory_store",
    "open_folder",
    "write_blocks",
    "write_store",
]
