"""One process as seen from the service: the connection to it, what it has worked, and its end.

What a task may take is processor time, as in the commands: on a busy machine a query is no heavier.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections import deque
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import cast

from unitgraph.web.query.wire import Frame, FrameReader, frame

HELD = 1 << 18
"""The number of bytes of an answer buffered in the service before its process has to wait."""
GLANCE = 0.1
"""Seconds of waiting after which it is looked how much a process works; most tasks are done before."""
STARVED = 4
"""A task is waited for at most so many times as long as its work may take."""


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
        self.allow(0.0)

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

    def allow(self, seconds: float) -> None:
        """Let the frames that come from now on take so many seconds of work."""
        self._seconds, self._waited = seconds, 0.0
        self._idle: float | None = None

    def ask(self, kind: Frame, content: bytes, seconds: float) -> None:
        """Send a task, which may take so many seconds; the next frames are its answer."""
        assert self._transport is not None
        self.allow(seconds)
        self._transport.write(frame(kind, content))

    async def next_frame(self) -> tuple[Frame, bytes]:
        """The next frame. Raises TimeoutError once the seconds allowed are spent, and EOFError if the process has
        ended."""
        while not self._frames:
            if self._lost:
                raise EOFError
            worked = self._worked()
            left = min(self._seconds - worked, STARVED * self._seconds - self._waited)
            if left <= 0:
                raise TimeoutError
            await self._wait(left if self._waited >= GLANCE else min(left, GLANCE))
        kind, content = self._frames.popleft()
        self._held -= len(content)
        if self._transport and not self._lost and self._held <= HELD:
            self._transport.resume_reading()
        return kind, content

    def _worked(self) -> float:
        """The seconds of work on the task: GLANCE, however long the service itself waited for its turn meanwhile, then
        processor time, where it is known."""
        total = _processor_seconds(self.process.pid) if self._waited >= GLANCE else None
        if total is None:
            return self._waited
        if self._idle is None:
            self._idle = total - GLANCE
        return total - self._idle

    async def _wait(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        before = loop.time()
        self._waiting = loop.create_future()
        timer = loop.call_later(seconds, self._wake)
        try:
            await self._waiting
        finally:
            timer.cancel()
            self._waiting = None
            self._waited += loop.time() - before

    def kill(self) -> None:
        """End the process, whatever it is doing."""
        if self.process.is_alive():
            self.process.kill()
        if self._transport:
            self._transport.close()


def _processor_seconds(pid: int | None) -> float | None:
    """The seconds of processor time that a process has taken; None where the system does not tell."""
    if sys.platform != "linux":
        return None
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:  # it has ended
        return None
    user, system = told.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
