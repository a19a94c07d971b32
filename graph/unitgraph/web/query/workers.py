"""The query processes as seen from the service: a pool that uses them, ends them in time and replaces them."""

from __future__ import annotations

import asyncio
import json
import logging
import multiprocessing
import socket
from collections import Counter, deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, cast

from unitgraph.system.errors import UnitGraphError
from unitgraph.web.http.faults import Refusal
from unitgraph.web.query.wire import Frame, FrameReader, frame
from unitgraph.web.query.worker import QueryTask, run
from unitgraph.web.settings import Limits

log = logging.getLogger("unitgraph.web")
START_SECONDS = 60.0
RETRY_SECONDS = 1.0
HELD = 1 << 18
"""The number of bytes of an answer buffered in the service before its process has to wait."""


class QueryFault(Refusal):
    """A query without an answer: an HTTP status, a message, and the number of seconds after which to retry."""

    def __init__(self, status: int, what: str, retry_after: int | None = None) -> None:
        super().__init__(status, what, {"retry-after": str(retry_after)} if retry_after else None)


class AnswerCut(Exception):
    """An answer that broke off after its beginning had been sent."""


class Worker(asyncio.Protocol):
    """One query process and the connection to it."""

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

    def ask(self, question: bytes) -> None:
        """Send a query; the next frames are its answer."""
        assert self._transport is not None
        self._transport.write(frame(Frame.ASK, question))

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
        self.process.kill()
        if self._transport:
            self._transport.close()


@lru_cache(maxsize=64)
def read_head(content: bytes) -> tuple[str, str, bool, bool]:
    """Kind, format, whether the answer is complete in its first piece, and whether it was cut."""
    kind, form, complete, cut = json.loads(content)
    return kind, form, complete, cut


@dataclass(slots=True)
class StreamedResult:
    """A streamed answer: its head and its bytes.

    Read ``body`` to the end or leave it: the context manager frees the process, ending it if it is not done.
    """

    kind: str
    form: str
    complete: bool
    cut: bool
    _pool: WorkerPool
    _worker: Worker
    _seconds: float
    _client: str
    _done: bool = False

    async def __aenter__(self) -> StreamedResult:
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._pool.give_back(self._worker, self._client, alive=self._done)

    async def whole(self) -> bytes:
        """All bytes of the answer."""
        return b"".join([piece async for piece in self.body()])

    async def body(self) -> AsyncIterator[bytes]:
        """The bytes as they arrive. Raises AnswerCut for an answer that breaks off."""
        loop = asyncio.get_running_loop()
        while True:
            before = loop.time()
            try:
                kind, content = await self._worker.next_frame(self._seconds)
            except (TimeoutError, EOFError) as error:
                raise AnswerCut("the time or memory limit of the query was reached") from error
            self._seconds -= loop.time() - before
            if kind is Frame.DATA:
                yield content
            else:
                self._done = True
                if kind is not Frame.END:
                    raise AnswerCut("the answer exceeds the row limit")
                return


class WorkerPool:
    """Query processes over one store.

    As many queries run at once as there are processes; a limited number of others wait. A process that does not answer
    in time is ended and replaced.
    """

    def __init__(self, store: Path, limits: Limits) -> None:
        self._store = store
        self._limits = limits
        self._context = multiprocessing.get_context("spawn")
        self._idle: list[Worker] = []
        self._workers: set[Worker] = set()
        self._waiting: deque[asyncio.Future[Worker]] = deque()
        self._clients: Counter[str] = Counter()
        self._starting: set[asyncio.Task[None]] = set()
        self._closed = False
        self.ended = 0
        """The number of processes ended because of time, memory or a client that stopped reading."""

    @property
    def waiting(self) -> int:
        """The number of queries waiting for a process."""
        return len(self._waiting)

    @property
    def alive(self) -> int:
        """The number of running processes."""
        return sum(worker.process.is_alive() for worker in self._workers)

    async def open(self) -> None:
        """Start the processes. Raises UnitGraphError if they do not start."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self._limits.processes):
                group.create_task(self._start())

    async def close(self) -> None:
        """End every process."""
        self._closed = True
        for task in self._starting:
            task.cancel()
        for worker in self._workers:
            worker.kill()
        for worker in self._workers:
            await asyncio.to_thread(worker.process.join, 5)
        self._workers.clear()

    async def _start(self) -> None:
        ours, theirs = socket.socketpair()
        process = self._context.Process(
            target=run, args=(theirs, self._store, self._limits.query_memory), daemon=True, name="unitgraph-query"
        )
        with theirs:
            await asyncio.to_thread(process.start)
        ours.setblocking(False)
        loop = asyncio.get_running_loop()
        _, worker = await loop.create_connection(lambda: Worker(process), sock=ours)
        self._workers.add(worker)
        try:
            await worker.next_frame(START_SECONDS)
        except (TimeoutError, EOFError):
            self._workers.discard(worker)
            worker.kill()
            raise UnitGraphError("query process", "did not start", "see its message on stderr") from None
        self._offer(worker)

    def _offer(self, worker: Worker) -> None:
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(worker)
                return
        self._idle.append(worker)

    async def ask(self, question: QueryTask, client: str = "") -> StreamedResult:
        """The answer to a query of ``client`` (its address), once its first bytes have arrived.

        Raises QueryFault: 429 if the client has too many queries at once, 503 if too many are waiting, 504 and 507 if
        the time or memory limit is reached, and the error of a query that the process refuses.
        """
        if self._clients[client] >= self._limits.client_queries:
            raise QueryFault(429, f"{self._limits.client_queries} of your queries are already running or waiting", 1)
        self._clients[client] += 1
        try:
            # The one that answered last: its data is still in the processor's caches.
            worker = self._idle.pop() if self._idle else await self._queued()
        except BaseException:
            self._release(client)
            raise
        try:
            return await self._asked(worker, question, client)
        except QueryFault as fault:
            self.give_back(worker, client, alive=fault.status_code not in (504, 507))
            raise
        except BaseException:
            self.give_back(worker, client, alive=False)
            raise

    async def _queued(self) -> Worker:
        if len(self._waiting) >= self._limits.queue:
            raise QueryFault(503, f"{self._limits.queue} queries are already waiting", 2)
        waiting: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        try:
            async with asyncio.timeout(self._limits.queue_seconds):
                return await waiting
        except TimeoutError:
            if waiting.done() and not waiting.cancelled():
                return waiting.result()
            raise QueryFault(503, f"no query process was free for {self._limits.queue_seconds:g} s", 5) from None
        except asyncio.CancelledError:
            if waiting.done() and not waiting.cancelled():
                self._offer(waiting.result())
            raise

    async def _asked(self, worker: Worker, question: QueryTask, client: str) -> StreamedResult:
        loop = asyncio.get_running_loop()
        before = loop.time()
        worker.ask(question.encoded())
        try:
            kind, content = await worker.next_frame(self._limits.query_seconds)
        except TimeoutError:
            limit = f"{self._limits.query_seconds:g}"
            raise QueryFault(504, f"the query was stopped at the time limit of {limit} s") from None
        except EOFError:
            raise QueryFault(507, "the query was stopped: it exceeded the memory limit") from None
        if kind is Frame.FAULT:
            said: dict[str, Any] = json.loads(content)
            raise QueryFault(said["status"], said["what"], None)
        left = self._limits.query_seconds - (loop.time() - before)
        return StreamedResult(*read_head(content), self, worker, left, client)

    def give_back(self, worker: Worker, client: str, alive: bool) -> None:
        """Give a process the next query, or end and replace it if its answer is not complete."""
        self._release(client)
        if alive and not self._closed:
            self._offer(worker)
            return
        self._workers.discard(worker)
        worker.kill()
        self.ended += 1
        if not self._closed:
            task = asyncio.get_running_loop().create_task(self._replace(worker))
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _replace(self, ended: Worker) -> None:
        while not self._closed:
            try:
                await self._start()
                break
            except (UnitGraphError, OSError):
                log.exception("a query process did not start; trying again")
                await asyncio.sleep(RETRY_SECONDS)
        await asyncio.to_thread(ended.process.join, 5)

    def _release(self, client: str) -> None:
        self._clients[client] -= 1
        if not self._clients[client]:
            del self._clients[client]
