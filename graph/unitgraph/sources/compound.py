"""How far the cells of an XLS workbook extend, looked at before it is read.

An XLS file is a compound file ([MS-CFB]: sectors chained by a table, the FAT) with a stream of records ([MS-XLS]).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = ("workbook", "book")
_CELLS = frozenset(
    (0x0002, 0x0003, 0x0004, 0x0005, 0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x0206, 0x027E, 0x0406)
)
_SEVERAL = frozenset((0x00BD, 0x00BE))  # cells beside one another: the last two bytes are the last column
_LAST_SECTOR = 0xFFFF_FFF0  # what is greater marks an end


def rectangle(raw: bytes) -> tuple[int, int]:
    """The number of the last row, and that of the last column, in which a sheet of a workbook has a cell. Raises
    ValueError for what is no such file."""
    last_row = last_column = 0
    try:
        for stream in _streams(raw):
            for row, column in _places(stream):
                last_row, last_column = max(last_row, row + 1), max(last_column, column + 1)
    except struct.error as fault:
        raise ValueError(f"its structure is damaged: {fault}") from None
    return last_row, last_column


def _places(stream: bytes) -> Iterator[tuple[int, int]]:
    """The place of each cell, from 0; of several beside one another, that of the last."""
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        at += 4
        if size >= 6 and at + size <= len(stream):
            row, column = struct.unpack_from("<HH", stream, at)
            if kind in _SEVERAL:
                (column,) = struct.unpack_from("<H", stream, at + size - 2)
            if kind in _CELLS or kind in _SEVERAL:
                yield row, column
        at += size


def _streams(raw: bytes) -> Iterator[bytes]:
    """The streams of a compound file that contain a workbook."""
    file = _CompoundFile(raw)
    found = [each for each in file.entries if each[0].lower() in _STREAMS]
    if not 1 <= len(found) <= 2:
        raise ValueError("it does not contain one workbook")
    for _, start, size in found:
        yield file.stream(start, size)


class _CompoundFile:
    """A compound file; ``entries`` are the names of its streams with their first sectors and sizes."""

    def __init__(self, raw: bytes) -> None:
        (shift,) = struct.unpack_from("<H", raw, 30)
        if raw[:8] != MARK or shift not in (9, 12):
            raise ValueError("it is no compound file")
        self._raw, self._size = raw, 1 << shift
        self._sectors = len(raw) // self._size + 1
        (directory,) = struct.unpack_from("<I", raw, 48)
        self._cutoff, small_table = struct.unpack_from("<II", raw, 56)
        self._table = self._words(b"".join(map(self._sector, self._table_sectors())))
        self._small_table = self._words(self._chained(small_table)) if small_table <= _LAST_SECTOR else []
        self.entries: list[tuple[str, int, int]] = []
        self._small = b""
        self._read_directory(self._chained(directory))

    def stream(self, start: int, size: int) -> bytes:
        """The bytes of a stream: a small one is in pieces of 64 bytes in a stream of its own."""
        if size >= self._cutoff:
            return self._chained(start)[:size]
        return b"".join(
            self._small[at * 64 : at * 64 + 64] for at in _chain(self._small_table, start, len(self._small) // 64 + 1)
        )[:size]

    def _read_directory(self, directory: bytes) -> None:
        for at in range(0, len(directory) - 127, 128):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            start, size = struct.unpack_from("<II", directory, at + 116)
            if kind == 5:
                self._small = self._chained(start)[:size]
            elif kind == 2:
                name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
                self.entries.append((name, start, size))

    def _table_sectors(self) -> list[int]:
        """The sectors of the table: 109 are named in the header, the others in a chain of sectors."""
        named = list(struct.unpack_from("<109I", self._raw, 76))
        (sector,) = struct.unpack_from("<I", self._raw, 68)
        for _ in range(self._sectors):
            if sector > _LAST_SECTOR:
                break
            words = self._words(self._sector(sector))
            named += words[:-1]
            sector = words[-1]
        return [each for each in named if each <= _LAST_SECTOR][: self._sectors]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        found = self._raw[start : start + self._size]
        if not found:
            raise ValueError(f"its sector {number} is missing")
        return found.ljust(self._size, b"\0")

    def _chained(self, start: int) -> bytes:
        return b"".join(map(self._sector, _chain(self._table, start, self._sectors)))

    @staticmethod
    def _words(raw: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4]))


def _chain(table: list[int], start: int, most: int) -> Iterator[int]:
    """The numbers of a chain of at most so many sectors. Raises ValueError where it is broken, or a circle."""
    for _ in range(most):
        if start > _LAST_SECTOR:
            return
        yield start
        if start >= len(table):
            raise ValueError("a chain of its sectors is broken")
        start = table[start]
    if start <= _LAST_SECTOR:
        raise ValueError("a chain of its sectors is a circle")
