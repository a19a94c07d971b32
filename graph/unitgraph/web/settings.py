"""What a service serves, where, and how much it does for one request."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from unitgraph.system.errors import UnitGraphError

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what one request may cost.

    A query is ended after ``query_seconds`` of work (the time a slow reader takes does not count, but a reader that
    takes nothing for ``stall_seconds`` is dropped), at ``query_memory`` bytes beyond what its process began with, or
    after ``rows`` rows or triples. ``page_rows`` are shown in a page. ``processes`` queries run at once, ``queue``
    more may wait, each for ``queue_seconds``; of one client (by address) ``client_queries`` at once. ``body`` and
    ``upload`` bound what is sent, in bytes, and ``names`` the rows of one screening.
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

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if getattr(self, name) <= 0:
                raise UnitGraphError(f"limit {name}", "must be above zero", "give a positive number")


@dataclass(frozen=True, slots=True)
class Settings:
    """What is served and under which address.

    ``store`` None is the bundled 2018 list. ``base_url`` is the service's address as its readers see it (behind a
    proxy, for instance); left out, it is taken from each request. ``allowed_hosts`` are host names that requests may
    carry beside those of a service bound to loopback, which answers to no others: a page elsewhere on the web cannot
    reach it under a name of its own (DNS rebinding). With ``metrics`` requests are counted, and ``/metrics`` tells.
    """

    store: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str | None = None
    allowed_hosts: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    metrics: bool = False

    def __post_init__(self) -> None:
        if self.base_url is not None:
            parts = urlsplit(self.base_url)
            if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
                where = f"base URL {self.base_url!r}"
                raise UnitGraphError(where, "is no address of a host", "give one such as https://example.org")

    @property
    def hosts(self) -> frozenset[str]:
        """The host names (without ports) that requests may carry; empty: any."""
        if not (is_loopback(self.host) or self.allowed_hosts):
            return frozenset()
        own = {"localhost", "127.0.0.1", "[::1]"} if is_loopback(self.host) else {self.host}
        named = {urlsplit(self.base_url).hostname or ""} if self.base_url else set()
        return frozenset(own | named | {host.lower() for host in self.allowed_hosts})


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a service bound to ``host``."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
