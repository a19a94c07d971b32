"""The location of a store: a folder on this machine, or a service at an address."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from unitgraph.store.folder import open_folder
from unitgraph.system.errors import StoreError

if TYPE_CHECKING:
    from unitgraph.store.contract import Store
    from unitgraph.store.remote import RemoteStore


def is_address(place: object) -> bool:
    """Whether ``place`` is a service rather than a folder."""
    return isinstance(place, str) and re.match(r"https?://", place, re.IGNORECASE) is not None


def open_place(place: Path | str) -> Store:
    """The store in a folder or at an address. Raises StoreError if there is none that this version can read."""
    return open_service(str(place)) if is_address(place) else open_folder(place)


def open_service(address: str) -> RemoteStore:
    """The store that a SPARQL 1.1 service holds (see :mod:`unitgraph.store.service`). Needs the extra ``remote``."""
    need_http()
    from unitgraph.store.remote import RemoteStore

    return RemoteStore(address)


def need_http() -> None:
    """Raise StoreError if the extra ``remote`` is not installed."""
    try:
        import httpx2  # noqa: F401
    except ImportError:
        what = "the package 'httpx2', which remote stores need, is not installed"
        raise StoreError("--store", what, 'run: pip install "unitgraph[remote]"') from None
