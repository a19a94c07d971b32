"""Units by a part of a name: a posting for each word of each name, sorted by the name from that word on.

Folded names stand in one block of bytes; a posting is the offset of a word in it, its position in the name and the
number of the unit (together a suffix array over words), so that all names that hold a part stand together and are
found by bisection. In memory or on disk.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from typing import IO

from unitgraph.lexicon.names import fold
from unitgraph.system.arrays import Numbers
from unitgraph.system.characters import seen
from unitgraph.system.digests import FileBytes, Mapped

SORTED = 60
"""Postings are sorted by so many bytes from their word on; a longer part is then compared as a whole."""
_END = b"\n"


class NamePostings:
    """Numbers of units by a part of one of their names. A part starts where a word of the name starts."""

    def __init__(self, names: FileBytes, arrays: Mapping[str, Numbers]) -> None:
        self._names = names
        self._offsets = arrays["postings.offset"]
        self._units = arrays["postings.unit"]
        self._positions = arrays["postings.position"]

    def search(self, part: str) -> Iterator[tuple[str, int, int]]:
        """The names that hold ``part``, in alphabetical order from the part on: that text, folded; its position
        in the name, in words; and the number of the unit. A unit comes once for each posting."""
        wanted = fold(seen(part)).encode()
        if not wanted:
            return
        key = wanted[:SORTED]

        def beginning(at: int) -> bytes:
            start = self._offsets[at]
            return self._names[start : start + len(key)].partition(_END)[0]

        for at in range(bisect_left(range(len(self._offsets)), key, key=beginning), len(self._offsets)):
            start = self._offsets[at]
            text = self._names[start : self._end(start)]
            if not text.startswith(key):
                return
            if text.startswith(wanted):
                yield text.decode("utf-8", "surrogatepass"), self._positions[at], self._units[at]

    def _end(self, start: int) -> int:
        return self._names.find(_END, start)


class PostingWriter:
    """Writes the names of units, and makes the arrays that :class:`NamePostings` needs beside them."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output
        self._at = 0
        # Postings by the first byte of their word: one group is sorted at a time.
        self._offsets = [array("q") for _ in range(256)]
        self._units = [array("i") for _ in range(256)]
        self._positions = [array("B") for _ in range(256)]

    def add(self, number: int, names: Iterable[str]) -> None:
        """Take the names of one unit."""
        for name in names:
            text = fold(name).encode("utf-8", "surrogatepass")
            start = 0
            for position, word in enumerate(text.split()):
                self._offsets[word[0]].append(self._at + start)
                self._units[word[0]].append(number)
                self._positions[word[0]].append(min(position, 255))
                start += len(word) + 1
            self._output.write(text + _END)
            self._at += len(text) + 1

    def arrays(self, names: Mapped) -> Iterator[tuple[str, Numbers]]:
        """The arrays; ``names`` are the bytes that were written."""
        offsets, units, positions = array("q"), array("i"), array("B")
        for first, unit, position in zip(self._offsets, self._units, self._positions, strict=True):
            texts = [names[start : min(start + SORTED, names.find(_END, start))] for start in first]
            order = sorted(range(len(first)), key=lambda at, texts=texts, position=position: (texts[at], position[at]))  # type: ignore[misc]
            offsets.extend(first[at] for at in order)
            units.extend(unit[at] for at in order)
            positions.extend(position[at] for at in order)
        yield "postings.offset", offsets
        yield "postings.unit", units
        yield "postings.position", positions
