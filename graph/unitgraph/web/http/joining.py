"""Joins what is written for one answer: head and body leave in one packet, for half the system calls."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

SMALL = 1 << 14
"""Larger pieces are not held back."""


class JoinedWrites:
    """A transport that sends what is written within one turn of the event loop together. Everything else is the
    transport's own."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._held: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Send ``data`` at the end of this turn, or at once when it is large."""
        if not self._held:
            self._loop.call_soon(self._flush)
        self._held.append(data)
        if len(data) > SMALL:
            self._flush()

    def writelines(self, pieces: Iterable[bytes]) -> None:
        """Send pieces together."""
        self.write(b"".join(pieces))

    def close(self) -> None:
        """Close once what is held is sent."""
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
    """uvicorn's protocol over such a transport."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to serve a connection."""
        super().connection_made(cast(asyncio.Transport, JoinedWrites(transport, self.loop)))
