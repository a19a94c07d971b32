"""Work shared among processes, chunk by chunk, with the results in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

Item = TypeVar("Item")
Chunk = TypeVar("Chunk")
Output = TypeVar("Output")
Given = TypeVar("Given")
_AHEAD = 4  # chunks for each process: enough to keep it busy, few enough to keep memory small


def chunked(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of ``size``; the last may be shorter."""
    source = iter(items)
    while chunk := list(islice(source, size)):
        yield chunk


def share_out(
    chunks: Iterable[Chunk],
    work: Callable[[Chunk], Output],
    workers: int,
    begin: Callable[[Given], None],
    given: Given,
    start: str | None = None,
) -> Iterator[Output]:
    """The result of ``work`` for each chunk, computed in ``workers`` processes, in the order of the chunks.

    Each process first calls ``begin`` with ``given``; ``start`` is the start method, None for the system's default.
    Only a few chunks are taken ahead of the results that are asked for: a slow reader slows the source down.
    """
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    under_way: deque[Future[Output]] = deque()
    with ProcessPoolExecutor(workers, get_context(start), begin, (given,)) as pool:
        try:
            for chunk in chunks:
                under_way.append(pool.submit(work, chunk))
                if len(under_way) > _AHEAD * workers:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
