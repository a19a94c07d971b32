"""How far the cells of an XLS workbook extend, and how much text they hold, looked at before it is read.

An XLS file is a compound file ([MS-CFB]: sectors chained by a table, the FAT) with a stream of records ([MS-XLS]).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = ("workbook", "book")
_CELLS = frozenset(
    (0x0002, 0x0003, 0x0004, 0x0005, 0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x0206, 0x027E, 0x0406)
)
_BEGIN, _TEXTS, _GOES_ON, _SHARING = 0x0809, 0x00FC, 0x003C, 0x00FD
_SEVERAL = frozenset((0x00BD, 0x00BE))  # cells beside one another: the last two bytes are the last column
_LONGEST = 0xFFFF  # characters of a shared text
_LAST_SECTOR = 0xFFFF_FFF0  # what is greater marks an end


class Contents(NamedTuple):
    """The number of the last row, and that of the last column, in which a sheet of a workbook has a cell; the cells of
    the rectangles of all sheets; and the characters of the texts that cells share, each counted for each cell."""

    rows: int
    columns: int
    cells: int
    text: int


def contents(raw: bytes) -> Contents:
    """What the cells of a workbook take, all sheets of which are read. Raises ValueError for what is no such file."""
    try:
        found = [_contents(stream) for stream in _streams(raw)]
    except struct.error as fault:
        raise ValueError(f"its structure is damaged: {fault}") from None
    return Contents(*map(max, zip(*found, strict=True)))


def _contents(stream: bytes) -> Contents:
    last_row = last_column = cells = text = 0
    rows = columns = 0  # of the sheet
    lengths: list[int] = []
    for kind, at, size in _records(stream):
        if kind == _BEGIN:
            cells += rows * columns
            rows = columns = 0
        elif kind == _TEXTS:
            with suppress(struct.error):  # of those that follow, the length is not known
                lengths.extend(_lengths(stream, at, size))
        elif size >= 6 and (kind in _CELLS or kind in _SEVERAL):
            row, column = struct.unpack_from("<HH", stream, at)
            if kind in _SEVERAL:  # the place is that of the last
                (column,) = struct.unpack_from("<H", stream, at + size - 2)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            last_row, last_column = max(last_row, rows), max(last_column, columns)
            if kind == _SHARING and size >= 10:
                (number,) = struct.unpack_from("<I", stream, at + 6)
                text += lengths[number] if number < len(lengths) else _LONGEST
    return Contents(last_row, last_column, cells + rows * columns, text)


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """The whole records of a stream: the kind of each, where its content begins, and its size."""
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        at += 4
        if at + size <= len(stream):
            yield kind, at, size
        at += size


def _lengths(stream: bytes, at: int, size: int) -> Iterator[int]:
    """The characters of each text in a table of shared ones, which goes on in the records after it. Raises struct.error
    where the table is not as it must be."""
    pieces = [stream[at : at + size]]
    at += size
    while at + 4 <= len(stream) and struct.unpack_from("<H", stream, at) == (_GOES_ON,):
        (size,) = struct.unpack_from("<H", stream, at + 2)
        pieces.append(stream[at + 4 : at + 4 + size])
        at += 4 + size
    table = _TextLengths(pieces)
    (count,) = struct.unpack("<I", table.take(8)[4:])
    for _ in range(count):
        (length,) = struct.unpack("<H", table.take(2))
        yield length
        (flags,) = table.take(1)
        runs = struct.unpack("<H", table.take(2))[0] if flags & 8 else 0
        more = struct.unpack("<I", table.take(4))[0] if flags & 4 else 0
        table.skip_text(length, flags & 1)
        table.skip(4 * runs + more)


class _TextLengths:
    """A table of texts in the pieces in which it was written. A text that goes on in the next piece has its width
    again there. Raises struct.error beyond its end."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces
        self._piece = self._at = 0

    def take(self, size: int) -> bytes:
        """So many bytes, which stand in one piece."""
        self._next_at_end()
        found = self._pieces[self._piece][self._at : self._at + size]
        self._at += size
        return found

    def skip_text(self, length: int, wide: int) -> None:
        """Go on behind a text of so many characters."""
        while length:
            left = (len(self._pieces[self._piece]) - self._at) >> wide
            taken = min(length, left)
            length -= taken
            self._at += taken << wide
            if length:
                self._at = len(self._pieces[self._piece])
                (wide,) = (each & 1 for each in self.take(1))

    def skip(self, size: int) -> None:
        """Go on behind so many bytes, in any number of pieces."""
        while size:
            self._next_at_end()
            taken = min(size, len(self._pieces[self._piece]) - self._at)
            size -= taken
            self._at += taken

    def _next_at_end(self) -> None:
        while self._at >= len(self._pieces[self._piece]):
            if self._piece + 1 >= len(self._pieces):
                raise struct.error("its texts end early")
            self._piece, self._at = self._piece + 1, 0


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
