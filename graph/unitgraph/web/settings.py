"""The settings of a service: what it serves, where, and with which limits."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from unitgraph.system.errors import UnitGraphError

MEBIBYTE = 1 << 20
LONGEST_NAME = 2_000
"""The maximum number of characters of a name."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on what one request may cost.

    A query is stopped after ``query_seconds`` of processor time, or four times as long where it waits for its turn
    (the time of a slow client does not count, but a client that reads nothing for ``stall_seconds`` is dropped), at
    ``query_memory`` bytes beyond the initial size of its process, or after ``rows`` rows or triples. A page shows
    ``page_rows``. At most ``processes`` queries run at once and ``queue`` more may wait, each for ``queue_seconds``;
    at most ``client_queries`` for one client (by address). ``body`` and ``upload`` limit what is sent, in bytes, and
    ``names`` the rows of one screening. A table is read in ``read_seconds`` and ``read_memory``, or not at all; it has
    at most ``columns``, and when it is read ``text`` bytes, which may be sent back for a filter or a download. Of one
    client, ``tables`` are screened or wait; of all, twice as many. One is screened in ``screen_seconds`` of processor
    time, or not at all.
    """

    query_seconds: float = 30.0
    query_memory: int = 1024 * MEBIBYTE
    rows: int = 1_000_000
    page_rows: int = 1_000
    processes: int = 2
    queue: int = 128
    queue_seconds: float = 10.0
    client_queries: int = 64
    stall_seconds: float = 60.0
    body: int = 5 * MEBIBYTE
    upload: int = 10 * MEBIBYTE
    names: int = 20_000
    tables: int = 8
    screen_seconds: float = 600.0
    columns: int = 1_000
    text: int = 30 * MEBIBYTE
    read_seconds: float = 30.0
    read_memory: int = 1024 * MEBIBYTE

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if getattr(self, name) <= 0:
                raise UnitGraphError(f"limit {name}", "must be greater than zero", "give a positive number")


LIMITS = Limits()
"""The limits unless others are given."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is served and under which address.

    ``store`` None is the bundled 2018 list. ``base_url`` is the public address of the service (for example behind a
    proxy); if omitted, it is taken from each request. ``allowed_hosts`` are host names accepted in requests in addition
    to those of a service bound to loopback, which accepts no others: a page elsewhere on the web cannot reach it under
    its own name (DNS rebinding). With ``metrics``, requests are counted and the counts published at ``/metrics``.
    ``contact`` is an e-mail address or that of a page, by which errors and false matches are told to the operator.
    """

    store: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str | None = None
    allowed_hosts: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    metrics: bool = False
    contact: str | None = None

    def __post_init__(self) -> None:
        if self.contact is not None and not self.contact_link:
            where = f"contact {self.contact!r}"
            raise UnitGraphError(where, "is neither an e-mail address nor a page", "give one such as a@example.org")
        if self.base_url is not None:
            parts = _split(self.base_url)
            if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
                where = f"base URL {self.base_url!r}"
                raise UnitGraphError(where, "is not the address of a host", "give one such as https://example.org")

    @property
    def contact_link(self) -> str:
        """What a link to the contact leads to; empty without one."""
        told = self.contact or ""
        if _split(told).scheme in ("http", "https") and _split(told).hostname:
            return told
        return f"mailto:{told}" if re.fullmatch(r"[^@\s<>\"?&]+@[^@\s<>\"?&]+\.[^@\s<>\"?&]+", told) else ""

    @property
    def hosts(self) -> frozenset[str]:
        """The host names (without ports) accepted in requests; empty: any."""
        if not (is_loopback(self.host) or self.allowed_hosts):
            return frozenset()
        own = {"localhost", "127.0.0.1", "[::1]"} if is_loopback(self.host) else {self.host}
        named = {urlsplit(self.base_url).hostname or ""} if self.base_url else set()
        return frozenset(own | named | {host.lower() for host in self.allowed_hosts})


def _split(address: str) -> SplitResult:
    """The parts of an address; none of what is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def is_loopback(host: str) -> bool:
    """Whether a service bound to ``host`` can be reached only from this machine."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
