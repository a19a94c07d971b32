"""The query processes as seen from the service: a pool that uses them, ends them in time and replaces them."""

from __future__ import annotations

import asyncio
import json
import logging
import multiprocessing
import socket
from collections import Counter
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from functools import cache, lru_cache
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

from unitgraph.system.errors import UnitGraphError
from unitgraph.web.http.faults import Refusal
from unitgraph.web.query.process import Worker
from unitgraph.web.query.wire import Frame
from unitgraph.web.query.worker import Task, run
from unitgraph.web.settings import Limits

log = logging.getLogger("unitgraph.web")
START_SECONDS = 60.0
RETRY_SECONDS = 1.0
ENDING = "the service is being stopped"


@cache
def _context() -> BaseContext:
    """How processes are started: from one that has loaded what they need, in hundredths of a second, where the system
    can; one that is ended is replaced so quickly that nobody waits for it."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["unitgraph.web.query.worker", "unitgraph.web.http.sent"])
    return context


class QueryFault(Refusal):
    """A query without an answer: an HTTP status, a message, and the number of seconds after which to retry."""

    def __init__(self, status: int, what: str, retry_after: int | None = None) -> None:
        super().__init__(status, what, {"retry-after": str(retry_after)} if retry_after else None)


class AnswerCut(Exception):
    """An answer that broke off after its beginning had been sent."""


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
    _client: str
    _done: bool = False

    async def __aenter__(self) -> StreamedResult:
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._pool.give_back(self._worker, self._client, alive=self._done)

    async def whole(self) -> bytes:
        """All bytes of the answer. Raises AnswerCut for one that breaks off."""
        return b"".join([piece async for piece in self.body()])

    async def shown(self) -> bytes:
        """All bytes of an answer that is shown; one that reached the row limit is ``cut``. Raises QueryFault (504) for
        one that breaks off before."""
        pieces: list[bytes] = []
        try:
            async for piece in self.body():
                pieces.append(piece)
        except AnswerCut as cut:
            if not self.cut:
                raise QueryFault(504, str(cut)) from None
        return b"".join(pieces)

    async def body(self) -> AsyncIterator[bytes]:
        """The bytes as they arrive. Raises AnswerCut for an answer that breaks off."""
        while True:
            try:
                kind, content = await self._worker.next_frame()
            except (TimeoutError, EOFError) as error:
                raise AnswerCut("the time or memory limit of the query was reached") from error
            if kind is Frame.DATA:
                yield content
            else:
                self._done = True
                if kind is not Frame.END:
                    self.cut = True
                    raise AnswerCut("the answer exceeds the row limit")
                return


@dataclass(frozen=True, slots=True)
class TaskBounds:
    """What a pool may take: so many ``processes`` for one client and one more in all, each task ``seconds`` of work and
    ``memory`` bytes. ``what`` names a task in messages, as ``the query``."""

    what: str
    processes: int
    seconds: float
    memory: int


@dataclass(frozen=True, slots=True)
class _Waiting:
    client: str
    worker: asyncio.Future[Worker]


class WorkerPool:
    """Processes that do what could take long or much memory: each opens the store, if there is one for it.

    As many tasks of one client (by address) run at once as ``bounds.processes`` says. One process more is for others:
    it is started when one who has nothing running would have to wait. A limited number of tasks wait; the next is that
    of the client with the fewest running. A process that does not answer in time is ended and replaced.
    """

    def __init__(self, store: Path | None, limits: Limits, bounds: TaskBounds) -> None:
        self._store = store
        self._limits = limits
        self._bounds = bounds
        self._context = _context()
        self._idle: list[Worker] = []
        self._workers: set[Worker] = set()
        self._waiting: list[_Waiting] = []
        self._clients: Counter[str] = Counter()
        self._running: Counter[str] = Counter()
        self._starting: set[asyncio.Task[None]] = set()
        self._count = self._coming = 0
        self._closed = False
        self.ended = 0
        """The number of processes ended because of time, memory or a client that stopped reading."""

    @property
    def waiting(self) -> int:
        """The number of tasks waiting for a process."""
        return len(self._waiting)

    @property
    def alive(self) -> int:
        """The number of running processes."""
        return sum(worker.process.is_alive() for worker in self._workers)

    async def open(self) -> None:
        """Start the processes; without this, each is started when it is needed. Raises UnitGraphError if they do not
        start."""
        self._count = self._bounds.processes
        async with asyncio.TaskGroup() as group:
            for _ in range(self._bounds.processes):
                group.create_task(self._start())

    def cut(self) -> None:
        """Take no more tasks and end those that run or wait: they fail with 503."""
        self._closed = True
        for each in self._waiting:
            if not each.worker.done():
                each.worker.set_exception(QueryFault(503, ENDING, 5))
        self._waiting.clear()
        for worker in self._workers:
            worker.kill()

    async def close(self) -> None:
        """End every process."""
        self.cut()
        for task in self._starting:
            task.cancel()
        for worker in self._workers:
            await asyncio.to_thread(worker.process.join, 5)
        self._workers.clear()

    async def _start(self) -> None:
        ours, theirs = socket.socketpair()
        process = self._context.Process(  # type: ignore[attr-defined]
            target=run,
            args=(theirs, self._store, self._bounds.memory, self._limits),
            daemon=True,
            name="unitgraph-query",
        )
        with theirs:
            await asyncio.to_thread(process.start)
        ours.setblocking(False)
        loop = asyncio.get_running_loop()
        _, worker = await loop.create_connection(lambda: Worker(process), sock=ours)
        self._workers.add(worker)
        worker.allow(START_SECONDS)
        try:
            await worker.next_frame()
        except (TimeoutError, EOFError):
            self._workers.discard(worker)
            worker.kill()
            raise UnitGraphError("query process", "did not start", "see its message on stderr") from None
        self._offer(worker)

    def _offer(self, worker: Worker) -> None:
        """Give a free process the next task that may run."""
        self._waiting = [each for each in self._waiting if not each.worker.done()]
        may = [each for each in self._waiting if self._running[each.client] < self._bounds.processes]
        if not may:
            self._idle.append(worker)
            return
        chosen = min(may, key=lambda each: self._running[each.client])
        self._waiting.remove(chosen)
        self._running[chosen.client] += 1
        chosen.worker.set_result(worker)

    async def ask(self, task: Task, client: str = "") -> StreamedResult:
        """The answer to a task of ``client`` (its address), once its first bytes have arrived.

        Raises QueryFault: 429 if the client has too many tasks at once, 503 if too many are waiting or the service is
        being stopped, 504 and 507 if the time or memory limit is reached, and the error of a task that the process
        refuses.
        """
        if self._closed:
            raise QueryFault(503, ENDING, 5)
        if self._clients[client] >= self._limits.client_queries:
            raise QueryFault(429, f"{self._limits.client_queries} of your queries are already running or waiting", 1)
        self._clients[client] += 1
        try:
            worker = await self._free(client)
        except BaseException:
            self._release(self._clients, client)
            raise
        try:
            return await self._asked(worker, task, client)
        except QueryFault as fault:
            self.give_back(worker, client, alive=fault.status_code not in (504, 507))
            raise
        except BaseException:
            self.give_back(worker, client, alive=False)
            raise

    async def _free(self, client: str) -> Worker:
        if self._idle and self._running[client] < self._bounds.processes:
            self._running[client] += 1
            # The one that answered last: its data is still in the processor's caches.
            return self._idle.pop()
        if len(self._waiting) >= self._limits.queue:
            raise QueryFault(503, f"{self._limits.queue} queries are already waiting", 2)
        waiting = _Waiting(client, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self._start_wanted()
        try:
            async with asyncio.timeout(self._limits.queue_seconds):
                return await waiting.worker
        except TimeoutError:
            if waiting.worker.done() and not waiting.worker.cancelled():
                return waiting.worker.result()
            raise QueryFault(503, f"no query process was free for {self._limits.queue_seconds:g} s", 5) from None
        except asyncio.CancelledError:
            if waiting.worker.done() and not waiting.worker.cancelled() and not waiting.worker.exception():
                self._release(self._running, client)
                self._offer(waiting.worker.result())
            raise

    async def _asked(self, worker: Worker, task: Task, client: str) -> StreamedResult:
        worker.ask(task.frame, task.encoded(), self._bounds.seconds)
        what = self._bounds.what
        try:
            kind, content = await worker.next_frame()
        except TimeoutError:
            limit = f"{self._bounds.seconds:g}"
            raise QueryFault(504, f"{what} was stopped at the time limit of {limit} s") from None
        except EOFError:
            if self._closed:
                raise QueryFault(503, ENDING, 5) from None
            raise QueryFault(507, f"{what} was stopped: it exceeded the memory limit") from None
        if kind is Frame.FAULT:
            said: dict[str, Any] = json.loads(content)
            raise QueryFault(said["status"], said["what"], None)
        return StreamedResult(*read_head(content), self, worker, client)

    def give_back(self, worker: Worker, client: str, alive: bool) -> None:
        """Give a process the next task, or end and replace it if its answer is not complete."""
        self._release(self._clients, client)
        self._release(self._running, client)
        if alive and not self._closed:
            self._offer(worker)
            return
        self._workers.discard(worker)
        worker.kill()
        self._count -= 1
        self.ended += 1
        # Joined, so that it leaves no trace in the table of processes.
        self._begin(asyncio.to_thread(worker.process.join, 5))
        self._start_wanted()

    def _start_wanted(self) -> None:
        """Start the processes that are missing; the one beyond them only for a client with nothing running, for whom
        none is being started yet."""
        new = not self._coming and any(not self._running[each.client] for each in self._waiting)
        if not self._closed and self._count < self._bounds.processes + new:
            self._count += 1
            self._coming += 1
            self._begin(self._keep_starting())

    def _begin(self, step: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(step)
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    async def _keep_starting(self) -> None:
        while not self._closed:
            try:
                await self._start()
                break
            except (UnitGraphError, OSError) as error:
                if self._closed:
                    return
                log.error("%s; trying again", error)
                await asyncio.sleep(RETRY_SECONDS)
        self._coming -= 1
        self._start_wanted()

    @staticmethod
    def _release(counts: Counter[str], client: str) -> None:
        counts[client] -= 1
        if counts[client] <= 0:
            del counts[client]
