"""Work shared among processes: chunks go out, and what they become comes back in turn."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

Item = TypeVar("Item")
Chunk = TypeVar("Chunk")
Result = TypeVar("Result")
Given = TypeVar("Given")
_AHEAD = 4  # chunks for each process: enough to keep it busy, few enough to keep memory small


def chunked(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of ``size``; the last may be shorter."""
    source = iter(items)
    while chunk := list(islice(source, size)):
        yield chunk


def share_out(
    chunks: Iterable[Chunk],
    work: Callable[[Chunk], Result],
    workers: int,
    begin: Callable[[Given], None],
    given: Given,
    start: str | None = None,
) -> Iterator[Result]:
    """What ``work`` makes of each chunk in one of ``workers`` processes, in the order of the chunks.

    Each process calls ``begin`` with ``given`` first; ``start`` is how it is started, None as the system does. Chunks
    are taken a few ahead of the results that are asked for, and no further: a slow reader holds the source.
    """
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    under_way: deque[Future[Result]] = deque()
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
