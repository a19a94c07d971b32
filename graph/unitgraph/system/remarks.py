"""What the library found out by itself and a person should know: Python warnings of a category of their own."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TextIO


class SourceRemark(UserWarning):
    """Something about a source that was found out and not told, such as its encoding; wrong only if it is wrong."""


_taken: ContextVar[list[str] | None] = ContextVar("taken", default=None)


MOST_NAMED = 10
LONGEST_NAMED = 60


def some_of(names: Iterable[str], written: Callable[[str], str] = repr) -> str:
    """Names that a source gives, for a remark or an error: the first ten, shortened, and how many more there are. A
    table may have any number of sheets and columns, with names of any length.

    >>> some_of(["a", "b" * 61])
    "'a', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…'"
    >>> some_of(map(str, range(1_012)), str)
    '0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 1,002 more'
    """
    told = list(names)
    shown = map(shortened, told[:MOST_NAMED])
    more = len(told) - MOST_NAMED
    return ", ".join(map(written, shown)) + (f" and {more:,} more" if more > 0 else "")


def shortened(name: str) -> str:
    """A name as :func:`some_of` gives it."""
    return name if len(name) <= LONGEST_NAMED else f"{name[: LONGEST_NAMED - 1]}…"


def tell(remarks: Iterable[str]) -> None:
    """Say each remark as a :class:`SourceRemark`, or to whoever :func:`collected` them."""
    taken = _taken.get()
    for remark in remarks:
        if taken is None:
            warnings.warn(remark, SourceRemark, stacklevel=2)
        elif remark not in taken:
            taken.append(remark)


@contextmanager
def collected() -> Iterator[list[str]]:
    """Within the block remarks of this thread are put into a list, each once, and nobody else is told."""
    found: list[str] = []
    token = _taken.set(found)
    try:
        yield found
    finally:
        _taken.reset(token)


@contextmanager
def without_remarks() -> Iterator[None]:
    """Within the block no remark is made."""
    with collected():
        yield


@contextmanager
def shown(show: Callable[[str], object]) -> Iterator[None]:
    """Within the block each remark is shown once, as text; other warnings go their usual way."""
    seen: set[str] = set()
    with warnings.catch_warnings():
        usual = warnings.showwarning

        def showing(
            message: Warning | str,
            category: type[Warning],
            filename: str,
            lineno: int,
            file: TextIO | None = None,
            line: str | None = None,
        ) -> None:
            if not issubclass(category, SourceRemark):
                usual(message, category, filename, lineno, file, line)
            elif str(message) not in seen:
                seen.add(str(message))
                show(str(message))

        warnings.simplefilter("always", SourceRemark)
        warnings.showwarning = showing
        yield
