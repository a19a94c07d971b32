"""Joins writes for one response: head and body leave in one packet, with half the system calls."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

SMALL = 1 << 14
"""Larger pieces are sent at once."""


class JoinedWrites:
    """A transport that sends together what is written within one iteration of the event loop. Everything else is
    delegated."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._held: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Send ``data`` at the end of this iteration, or at once if it is large."""
        if not self._held:
            self._loop.call_soon(self._flush)
        self._held.append(data)
        if len(data) > SMALL:
            self._flush()

    def writelines(self, pieces: Iterable[bytes]) -> None:
        """Send pieces together."""
        self.write(b"".join(pieces))

    def close(self) -> None:
        """Close once everything buffered has been sent."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._held:
            joined = self._held[0] if len(self._held) == 1 else b"".join(self._held)
            self._held.clear()
            self._transport.write(joined)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class JoiningProtocol(HttpToolsProtocol):
    """uvicorn's protocol over a joining transport."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start serving a connection."""
        super().connection_made(cast(asyncio.Transport, JoinedWrites(transport, self.loop)))
