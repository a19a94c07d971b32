"""Units by a part of a name: a sorted index of the names from each of their words on, in memory or on disk.

Names stand folded in one block of bytes; the index holds the place of every word's beginning, sorted by what follows
there (a suffix array over words), so that all names that hold a part stand together and are found by bisection.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from typing import IO

from unitgraph.lexicon.names import fold
from unitgraph.system.arrays import Mapped, Numbers

SORTED = 60
"""So many bytes of what follows a word's beginning count for the order; a longer part is compared as a whole."""
_END = b"\n"


class PartIndex:
    """Numbers of units by a part of one of their names. A part begins where a word of the name begins."""

    def __init__(self, names: Mapped, arrays: Mapping[str, Numbers]) -> None:
        self._names = names
        self._starts = arrays["parts.start"]
        self._owners = arrays["parts.owner"]
        self._places = arrays["parts.place"]

    def search(self, part: str) -> Iterator[tuple[str, int, int]]:
        """The names that hold ``part``, in alphabetical order from the part on: that text, folded; how many words
        stand before it; and the number of the unit. A unit comes once for each place of the part in its names."""
        wanted = fold(part).encode("utf-8", "surrogatepass")
        if not wanted:
            return
        key = wanted[:SORTED]

        def beginning(at: int) -> bytes:
            start = self._starts[at]
            return self._names[start : min(start + len(key), self._end(start))]

        for at in range(bisect_left(range(len(self._starts)), key, key=beginning), len(self._starts)):
            start = self._starts[at]
            text = self._names[start : self._end(start)]
            if not text.startswith(key):
                return
            if text.startswith(wanted):
                yield text.decode("utf-8", "surrogatepass"), self._places[at], self._owners[at]

    def _end(self, start: int) -> int:
        return self._names.find(_END, start)


class PartWriter:
    """Writes the names of units, and makes the arrays that :class:`PartIndex` needs beside them."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output
        self._at = 0
        # The places of words by their first byte: one group is sorted at a time.
        self._starts = [array("q") for _ in range(256)]
        self._owners = [array("i") for _ in range(256)]
        self._places = [array("B") for _ in range(256)]

    def add(self, number: int, names: Iterable[str]) -> None:
        """Take the names of one unit."""
        for name in names:
            text = fold(name).encode("utf-8", "surrogatepass")
            start = 0
            for place, word in enumerate(text.split()):
                self._starts[word[0]].append(self._at + start)
                self._owners[word[0]].append(number)
                self._places[word[0]].append(min(place, 255))
                start += len(word) + 1
            self._output.write(text + _END)
            self._at += len(text) + 1

    def arrays(self, names: Mapped) -> Iterator[tuple[str, Numbers]]:
        """The arrays; ``names`` are the bytes that were written."""
        starts, owners, places = array("q"), array("i"), array("B")
        for first, owner, place in zip(self._starts, self._owners, self._places, strict=True):
            texts = [names[start : min(start + SORTED, names.find(_END, start))] for start in first]
            order = sorted(range(len(first)), key=lambda at, texts=texts, place=place: (texts[at], place[at]))  # type: ignore[misc]
            starts.extend(first[at] for at in order)
            owners.extend(owner[at] for at in order)
            places.extend(place[at] for at in order)
        yield "parts.start", starts
        yield "parts.owner", owners
        yield "parts.place", places
