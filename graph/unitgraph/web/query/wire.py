"""Frames between the service and its query processes: a kind, a length, and that many bytes."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from struct import Struct

_HEAD = Struct("!BI")


class Frame(IntEnum):
    """The kinds of frames.

    ``READY``: empty; the process can take a task. ``ASK``: a query as JSON. ``READ``: what is sent, before it on a line
    as what it is read, its media type and more fields, as JSON. ``HEAD``: the head of the answer as JSON, before
    ``DATA``, its bytes. ``END`` closes a complete answer, ``CUT`` one that reached the row limit after its
    beginning had been sent. ``FAULT``: why there is no answer, as JSON.
    """

    READY = 1
    ASK = 2
    HEAD = 3
    DATA = 4
    END = 5
    CUT = 6
    FAULT = 7
    READ = 8


def frame(kind: Frame, content: bytes = b"") -> bytes:
    """One frame as bytes."""
    return _HEAD.pack(kind, len(content)) + content


class FrameReader:
    """Assembles frames from the pieces in which they arrive."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, piece: bytes) -> Iterator[tuple[Frame, bytes]]:
        """The frames that ``piece`` completes."""
        held: bytes | bytearray = piece
        if self._rest:
            self._rest += piece
            held = self._rest
        offset = 0
        while len(held) - offset >= _HEAD.size:
            kind, length = _HEAD.unpack_from(held, offset)
            end = offset + _HEAD.size + length
            if len(held) < end:
                break
            yield Frame(kind), bytes(held[offset + _HEAD.size : end])
            offset = end
        if offset or held is piece:
            self._rest = bytearray(held[offset:])
