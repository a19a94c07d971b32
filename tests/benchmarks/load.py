"""A load on an HTTP server: so many connections that are kept, each asking again once it is answered."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """What a load gave: seconds of each request, answers by status, requests without an answer by what ended them,
    and how many were asked again because a kept connection was closed meanwhile."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    reclosed: int = 0
    elapsed: float = 0.0

    def add(self, other: Tally) -> None:
        """Count another round with this one."""
        self.seconds += other.seconds
        self.statuses.update(other.statuses)
        self.lost.update(other.lost)
        self.reclosed += other.reclosed
        self.elapsed += other.elapsed

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.elapsed if self.elapsed else 0.0

    @property
    def tail(self) -> float:
        """The 99th percentile as a multiple of the median."""
        return self._at(0.99) / self._at(0.5) if self.seconds else 0.0

    def _at(self, part: float) -> float:
        return sorted(self.seconds)[int(part * (len(self.seconds) - 1))]

    def words(self) -> str:
        """Rate, median, 99th percentile, and what was not 200."""
        if not self.seconds:
            return f"nothing answered; lost {dict(self.lost)}"
        bad = {status: count for status, count in self.statuses.items() if status != 200}
        text = f"{self.rate:8,.0f}/s  median {1e3 * self._at(0.5):7.2f} ms  p99 {1e3 * self._at(0.99):7.2f} ms"
        text += f"  {self.reclosed} asked again" if self.reclosed else ""
        return text + (f"  {bad}" if bad else "") + (f"  lost {dict(self.lost)}" if self.lost else "")


class Reclosed(ConnectionError):
    """A connection that was kept is closed while a request is on its way: a client asks again (RFC 9112, 9.3.1)."""


class Connection(asyncio.Protocol):
    """One connection that is kept, asked over and over; only what a client must read is read."""

    def __init__(self) -> None:
        self.is_closed = False
        self._answers = 0
        self._held = b""
        self._done: asyncio.Future[int] | None = None
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._held += data
        head, found, body = self._held.partition(b"\r\n\r\n")
        if not found or self._done is None or self._done.done():
            return
        lowered = head.lower()
        at = lowered.find(b"content-length:")
        if at >= 0:
            end = lowered.find(b"\r\n", at)
            if len(body) < int(lowered[at + 15 : end if end > 0 else None]):
                return
        elif b"chunked" in lowered and not body.endswith(b"0\r\n\r\n"):
            return
        self._held = b""
        self._answers += 1
        self._done.set_result(int(head[9:12]))

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_closed = True
        if self._done is not None and not self._done.done():
            kept = self._answers and not self._held
            self._done.set_exception(Reclosed() if kept else ConnectionError("lost"))

    async def ask(self, request: bytes) -> int:
        """The status of the answer."""
        self._done = asyncio.get_running_loop().create_future()
        assert self.transport is not None
        self.transport.write(request)
        return await self._done

    def drop(self) -> None:
        """Leave the connection."""
        self.is_closed = True
        assert self.transport is not None
        self.transport.abort()


def get(path: str, accept: str = "*/*") -> bytes:
    """A GET as bytes."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {accept}\r\n\r\n".encode()


def post(path: str, body: bytes) -> bytes:
    """A form as bytes."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    )
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def load(port: int, connections: int, seconds: float, requests: Callable[[int], bytes], pause: float = 0.0) -> Tally:
    """Ask for ``seconds`` over so many connections, each ``pause`` seconds after its last answer; ``requests`` makes
    the request of each number."""
    return asyncio.run(_load(port, connections, seconds, requests, pause))


async def _load(port: int, connections: int, seconds: float, requests: Callable[[int], bytes], pause: float) -> Tally:
    tally = Tally()
    numbers = iter(range(10**9))
    loop = asyncio.get_running_loop()
    begun = time.perf_counter()
    end = begun + seconds

    async def connected() -> Connection:
        _, connection = await loop.create_connection(Connection, "127.0.0.1", port)
        return connection

    async def client() -> None:
        connection = await connected()
        while (before := time.perf_counter()) < end:
            if connection.is_closed:
                connection = await connected()
            number = next(numbers)
            try:
                async with asyncio.timeout(120):
                    try:
                        status = await connection.ask(requests(number))
                    except Reclosed:
                        tally.reclosed += 1
                        connection = await connected()
                        status = await connection.ask(requests(number))
            except (ConnectionError, TimeoutError) as error:
                took = time.perf_counter() - before
                tally.lost[f"{type(error).__name__} after {took:.1f} s, request {number}"] += 1
                connection.drop()
                continue
            tally.seconds.append(time.perf_counter() - before)
            tally.statuses[status] += 1
            if pause:
                await asyncio.sleep(pause)

    await asyncio.gather(*(client() for _ in range(connections)))
    tally.elapsed = time.perf_counter() - begun
    return tally
