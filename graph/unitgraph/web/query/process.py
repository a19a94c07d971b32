"""One process as seen from the service: the connection to it, and its end."""

from __future__ import annotations

import asyncio
from collections import deque
from multiprocessing.process import BaseProcess
from typing import cast

from unitgraph.web.query.wire import Frame, FrameReader, frame

HELD = 1 << 18
"""The number of bytes of an answer buffered in the service before its process has to wait."""


class Worker(asyncio.Protocol):
    """One process and the connection to it."""

    def __init__(self, process: BaseProcess) -> None:
        self.process = process
        self._reader = FrameReader()
        self._frames: deque[tuple[Frame, bytes]] = deque()
        self._held = 0
        self._waiting: asyncio.Future[None] | None = None
        self._transport: asyncio.Transport | None = None
        self._lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Not every event loop's transports are subclasses of asyncio's.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        for kind, content in self._reader.feed(data):
            self._frames.append((kind, content))
            self._held += len(content)
        if self._held > HELD and self._transport:
            self._transport.pause_reading()
        # A piece may end within a frame: then nobody is woken.
        if self._frames:
            self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost = True
        self._wake()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def ask(self, kind: Frame, content: bytes) -> None:
        """Send a task; the next frames are its answer."""
        assert self._transport is not None
        self._transport.write(frame(kind, content))

    async def next_frame(self, seconds: float) -> tuple[Frame, bytes]:
        """The next frame. Raises TimeoutError after ``seconds``, and EOFError if the process has ended."""
        if not self._frames:
            if self._lost:
                raise EOFError
            await self._wait(seconds)
        kind, content = self._frames.popleft()
        self._held -= len(content)
        if self._transport and not self._lost and self._held <= HELD:
            self._transport.resume_reading()
        return kind, content

    async def _wait(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        self._waiting = loop.create_future()
        timer = loop.call_later(max(0.0, seconds), self._wake)
        try:
            await self._waiting
        finally:
            timer.cancel()
            self._waiting = None
        if not self._frames:
            raise EOFError if self._lost else TimeoutError

    def kill(self) -> None:
        """End the process, whatever it is doing."""
        if self.process.is_alive():
            self.process.kill()
        if self._transport:
            self._transport.close()
