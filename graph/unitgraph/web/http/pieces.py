"""Answers that may be long: written in pieces off the event loop, and sent as their clients read them."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, TypeAlias

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

Pieces: TypeAlias = "Iterator[str] | Iterator[bytes]"
Slot: TypeAlias = Callable[[], AbstractContextManager[object]]
PIECE = 1 << 18
"""A piece is sent when it has so many bytes; what has fewer is sent whole, with its length."""
log = logging.getLogger("unitgraph.web")
_dumps = partial(json.dumps, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def json_pieces(value: Any, levels: int = 2) -> Iterator[str]:
    """A value as JSON: the members of objects one by one, as many ``levels`` deep, and the values of an iterator, which
    is an array with a line for each, as they are made.

    >>> "".join(json_pieces({"rows": iter([1, 2]), "of": {"a": iter([])}}))
    '{"rows":[1,\\n2],"of":{"a":[]}}'
    """
    if isinstance(value, Iterator):
        before = "["
        for each in value:
            yield before + _dumps(each)
            before = ",\n"
        yield "[]" if before == "[" else "]"
    elif levels and isinstance(value, dict) and value:
        before = "{"
        for name, each in value.items():
            yield f"{before}{_dumps(name)}:"
            yield from json_pieces(each, levels - 1)
            before = ","
        yield "}"
    else:
        yield _dumps(value)


def _joined(pieces: Pieces) -> tuple[bytes, bool]:
    """The next piece that is sent, and whether it is the last."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece if isinstance(piece, bytes) else piece.encode("utf-8", "replace"))
        size += len(held[-1])
        if size >= PIECE:
            return b"".join(held), False
    return b"".join(held), True


class PiecedResponse(StreamingResponse):
    """A response that is written while it is sent, within ``slot``, which may reject it. A client that takes no piece
    for ``patience`` seconds is left: its answer ends without an end, so that nobody takes it for complete."""

    def __init__(self, pieces: AsyncIterator[bytes], headers: Mapping[str, str], patience: float, slot: Slot) -> None:
        super().__init__(pieces, headers=headers)
        self._patience = patience
        self._slot = slot

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._slot():
            await super().__call__(scope, receive, send)

    async def stream_response(self, send: Send) -> None:
        """Send the pieces."""

        async def in_time(message: Any) -> None:
            async with asyncio.timeout(self._patience):
                await send(message)

        try:
            await super().stream_response(in_time)
        except TimeoutError:
            log.warning("an answer broke off: its client stopped reading")

    async def whole(self) -> bytes:
        """All bytes, for who needs them at once."""
        return b"".join([bytes(piece) async for piece in self.body_iterator])  # type: ignore[arg-type]


async def pieced(
    pieces: Pieces,
    off_loop: Callable[[Callable[[], tuple[bytes, bool]]], Awaitable[tuple[bytes, bool]]],
    headers: Mapping[str, str],
    patience: float,
    slot: Slot,
) -> Response:
    """The response of pieces, each of which is made by ``off_loop``; whole, if they are few."""
    step = partial(_joined, pieces)
    first, last = await off_loop(step)
    if last:
        return Response(first, 200, headers)

    async def all_pieces() -> AsyncIterator[bytes]:
        yield first
        ended = False
        while not ended:
            piece, ended = await off_loop(step)
            yield piece

    return PiecedResponse(all_pieces(), headers, patience, slot)
