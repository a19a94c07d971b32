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
