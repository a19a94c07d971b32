"""Who is next where long work is done in slices: clients in turn, so that no table keeps others waiting."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar
from weakref import WeakValueDictionary

from unitgraph.web.http.faults import Refusal

T = TypeVar("T")
SMALL_TABLE = 500
"""A table of so many names waits for no other table."""
SLICE = 50
"""The number of names of a table that are matched before other requests get their turn: they take a tenth of a
second."""
SLICE_CHARACTERS = 2_000
"""The number of their characters, likewise."""


class Turns:
    """The tables that are screened or wait: ``most`` of one client (by address), of which one is screened at a time;
    twice as many of all. And the long answers that are sent: as many of one client."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.tables: Counter[str] = Counter()
        """The number of tables of each client."""
        self._sent: Counter[str] = Counter()

    @asynccontextmanager
    async def turn(self, client: str) -> AsyncIterator[None]:
        """The turn of a client. Rejected with 429 where it has too many tables, with 503 where all have."""
        if self.tables[client] >= self._most:
            raise Refusal(429, f"{self._most} of your tables are already screened or waiting.", {"retry-after": "5"})
        if self.tables.total() >= 2 * self._most:
            raise Refusal(503, f"{2 * self._most} tables are already screened or waiting.", {"retry-after": "5"})
        with _one_more(self.tables, client):
            async with self._locks.setdefault(client, asyncio.Lock()):
                yield

    @contextmanager
    def sending(self, client: str) -> Iterator[None]:
        """While a long answer is sent, which is in memory until its client has read it. Rejected with 429 where it
        reads too many."""
        if self._sent[client] >= self._most:
            told = f"The limit of long answers on their way to you is {self._most}; read them first."
            raise Refusal(429, told, {"retry-after": "5"})
        with _one_more(self._sent, client):
            yield


@contextmanager
def _one_more(counts: Counter[str], client: str) -> Iterator[None]:
    counts[client] += 1
    try:
        yield
    finally:
        counts[client] -= 1
        if not counts[client]:
            del counts[client]


def slices(parts: Sequence[T], weight: Callable[[T], int]) -> Iterator[Sequence[T]]:
    """A sequence in slices of at most SLICE, each of which weighs SLICE_CHARACTERS or, with its last, a little more.

    >>> [len(each) for each in slices(["a"] * 51 + ["b" * 2_000] * 2, len)]
    [50, 2, 1]
    """
    start = whole = 0
    for at, part in enumerate(parts, 1):
        whole += weight(part)
        if at - start >= SLICE or whole >= SLICE_CHARACTERS:
            yield parts[start:at]
            start, whole = at, 0
    if start < len(parts):
        yield parts[start:]
