"""Progress on stderr, only when it is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from operator import length_hint
from typing import Any, TypeVar

from unitgraph.system.display import Meter

T = TypeVar("T")
STRIDE = 500  # items between two updates of the display


def counted(things: Iterable[T], label: str) -> Iterator[T]:
    """Yield ``things`` unchanged, counting them on stderr if that is a terminal."""
    if not sys.stderr.isatty():
        yield from things
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(label, total=_size(things))
        for thing in things:
            yield thing
            progress.advance(task)


def _size(things: Iterable[Any]) -> int | None:
    """How many there are, where that is known beforehand."""
    return length_hint(things) or None


@contextmanager
def counters() -> Iterator[Meter]:
    """A function that counts things under a label on stderr if that is a terminal; each label has its own line."""
    if not sys.stderr.isatty():
        yield lambda things, label: iter(things)
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:

        def count(things: Iterable[Any], label: str) -> Iterator[Any]:
            task = progress.add_task(label, total=_size(things))
            flow = iter(things)
            while batch := list(islice(flow, STRIDE)):
                yield from batch
                progress.advance(task, len(batch))
            progress.update(task, total=progress.tasks[task].completed)

        yield count
