"""Texts that could not be read: those of entries, and those of rows by a word that stands in them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from unitgraph.index.postings import NamePostings
from unitgraph.index.units import Node, Units


class UnreadTexts:
    """The units whose names are whole texts that could not be read, by their ``numbers`` in ascending order; ``listed``
    are those of them that entries of lists deny on some day."""

    def __init__(self, units: Units, numbers: Sequence[int], listed: Sequence[int], postings: NamePostings) -> None:
        self._units = units
        self._numbers = numbers
        self._listed = listed
        self._postings = postings

    def entries(self) -> Iterator[Node]:
        """The texts of entries, in the order of IRIs; as of a day those of lists that were published by then."""
        return (node for node in map(self._units.node, self._listed) if node.listed)

    def rows(self, part: str) -> Iterator[Node]:
        """The other texts in which ``part`` stands, at the start of a word, in alphabetical order from there on. One
        that has it twice comes twice."""
        for _, _, number in self._postings.search(part):
            at = bisect_left(self._numbers, number)
            if at < len(self._numbers) and self._numbers[at] == number and not self._is_listed(number):
                yield self._units.node(number)

    def _is_listed(self, number: int) -> bool:
        at = bisect_left(self._listed, number)
        return at < len(self._listed) and self._listed[at] == number
