"""Digests of what is kept on disk: texts that hold their own, and mapped files whose blocks are checked when they are
first read.

A block has a CRC-32, which finds every damage of up to 32 bits in a row and misses one in four thousand million of the
others: it is to find damage, not forgery, and reads 3 GB a second. The digests of blocks stand in a text that holds its
own SHA-256.
"""

from __future__ import annotations

import json
import mmap
import re
import sys
from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias, overload
from zlib import crc32

from unitgraph.system.errors import DamageError

Mapped: TypeAlias = bytes | mmap.mmap

_SHIFT = 16
BLOCK = 1 << _SHIFT
"""The bytes of a block. One takes 20 microseconds to check, and a cold look-up touches some hundred."""
_SMALL = 16 * BLOCK
"""An array of at most so many bytes is checked as a whole, which takes a third of a millisecond: each number is read
three times as fast then."""
_DIGEST = "digest"


def sealed(content: Mapping[str, Any]) -> dict[str, Any]:
    """What JSON can hold, with the digest of it."""
    return {**content, _DIGEST: _digest_of(content)}


def unsealed(text: str) -> dict[str, Any]:
    """The content of a text in JSON that :func:`sealed` made. Raises ValueError, with the reason, for any other."""
    try:
        found = json.loads(text)
        if not isinstance(found, dict) or _DIGEST not in found:
            raise ValueError("it has no digest")
        digest = found.pop(_DIGEST)
        if digest != _digest_of(found):
            raise ValueError("its digest is that of another content")
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    return found


def _digest_of(content: Mapping[str, Any]) -> str:
    return sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def map_file(path: Path) -> Mapped:
    """The bytes of a file, mapped into memory read-only; an empty file cannot be mapped."""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else b""


def digests_of(path: Path) -> dict[str, Any]:
    """The size of a file and the digests of its blocks, as JSON can hold them."""
    digests = array("I")
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digests.append(crc32(block))
    return {"size": path.stat().st_size, "crc32": b64encode(_little(digests).tobytes()).decode()}


def _little(digests: array[int]) -> array[int]:
    """Digests in the order of bytes in which they are written."""
    if sys.byteorder != "little":
        digests.byteswap()
    return digests


def damaged(folder: Path, fault: str) -> DamageError:
    """The error for a folder of files. One that is named by the digest of a dataset is a copy, which is made again when
    it is gone."""
    is_copy = re.search("-[0-9a-f]{64}$", folder.name) is not None
    return DamageError(str(folder), fault, "remove this folder" if is_copy else "build it again")


class CheckedFile:
    """A mapped file. What :func:`digests_of` said of it when it was written is held against each block before that is
    first used. Raises DamageError, here and later, for what is not as it was written; OSError if it cannot be read."""

    def __init__(self, path: Path, written: Mapping[str, Any]) -> None:
        self._path = path
        self.mapped = map_file(path)
        self._view = memoryview(self.mapped)
        self._digests = _little(array("I", b64decode(written["crc32"])))
        if len(self._view) != written["size"]:
            raise self._damaged(f"has {len(self._view)} bytes, not {written['size']}")
        self.seen = bytearray(len(self._digests))
        """For each block, whether it was checked."""

    def check(self, start: int, end: int) -> None:
        """Check the blocks with the bytes from ``start`` to before ``end``, as far as there are any."""
        block = start >> _SHIFT
        if (end - 1) >> _SHIFT == block < len(self.seen) and self.seen[block]:
            return  # as nearly always
        for block in range(start >> _SHIFT, (min(end, len(self._view)) + BLOCK - 1) >> _SHIFT):
            if not self.seen[block]:
                if crc32(self._view[block << _SHIFT : (block + 1) << _SHIFT]) != self._digests[block]:
                    raise self._damaged(f"block {block} is not as it was written")
                self.seen[block] = 1

    def numbers(self, start: int, kind: str, length: int) -> CheckedNumbers | memoryview:
        """An array in it, of so many numbers of a ``kind`` (see :mod:`array`). A small one is checked at once."""
        end = start + array(kind).itemsize * length
        if end > len(self._view):
            raise self._damaged("is shorter than its header says")
        found = CheckedNumbers(self, start, self._view[start:end].cast(kind))  # type: ignore[call-overload]
        return found.whole() if end - start <= _SMALL else found

    def _damaged(self, what: str) -> DamageError:
        return damaged(self._path.parent, f"{self._path.name} {what}")


class CheckedNumbers(Sequence[int]):
    """An array in a file: read like a memoryview, checked block by block."""

    __slots__ = ("_file", "_seen", "_shift", "_start", "_view")

    def __init__(self, file: CheckedFile, start: int, view: memoryview) -> None:
        self._file = file
        self._seen = file.seen
        self._start = start
        self._view = view
        self._shift = view.itemsize.bit_length() - 1

    def __len__(self) -> int:
        return len(self._view)

    @overload
    def __getitem__(self, at: int) -> int: ...

    @overload
    def __getitem__(self, at: slice) -> memoryview: ...

    def __getitem__(self, at: int | slice) -> int | memoryview:
        if isinstance(at, slice):
            first, end, _ = at.indices(len(self._view))
            self._check(first, end)
            return self._view[at]
        if at < 0:
            at += len(self._view)
        # A number never stands in two blocks: arrays start at multiples of 8 bytes.
        if not self._seen[(self._start + (at << self._shift)) >> _SHIFT]:
            self._check(at, at + 1)
        return self._view[at]

    def __iter__(self) -> Iterator[int]:
        return iter(self.whole())

    def whole(self) -> memoryview:
        """All numbers, checked."""
        self._check(0, len(self._view))
        return self._view

    def _check(self, first: int, end: int) -> None:
        if first < end:
            self._file.check(self._start + (first << self._shift), self._start + (end << self._shift))


class CheckedBytes:
    """A file as bytes, checked block by block."""

    def __init__(self, file: CheckedFile) -> None:
        self._file = file
        self._bytes = file.mapped

    def __len__(self) -> int:
        return len(self._bytes)

    def __getitem__(self, at: slice) -> bytes:
        first, end = at.start, at.stop
        if first is None or end is None or first < 0 or end < 0:
            first, end, _ = at.indices(len(self._bytes))
        if first < end:
            self._file.check(first, end)
        return self._bytes[at]

    def find(self, part: bytes, start: int) -> int:
        """Where ``part`` next stands from ``start`` on; -1 if nowhere."""
        found = self._bytes.find(part, start)
        self._file.check(start, len(self._bytes) if found < 0 else found + len(part))
        return found


def whole(values: Any) -> memoryview:
    """The memory of an array of any kind; all of it is checked if it is in a file."""
    return values.whole() if isinstance(values, CheckedNumbers) else memoryview(values)


FileBytes: TypeAlias = Mapped | CheckedBytes
