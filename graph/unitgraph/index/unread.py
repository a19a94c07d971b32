"""Texts that could not be read: found by a word that stands in them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from unitgraph.index.postings import NamePostings
from unitgraph.index.units import Node, Units


class UnreadTexts:
    """The units whose names are whole texts that could not be read, by their ``numbers`` in ascending order."""

    def __init__(self, units: Units, numbers: Sequence[int], postings: NamePostings) -> None:
        self._units = units
        self._numbers = numbers
        self._postings = postings

    def holding(self, part: str) -> Iterator[Node]:
        """The texts in which ``part`` stands, at the start of a word; in the order of IRIs."""
        for number in sorted({number for _, _, number in self._postings.search(part)}):
            at = bisect_left(self._numbers, number)
            if at < len(self._numbers) and self._numbers[at] == number:
                yield self._units.node(number)
