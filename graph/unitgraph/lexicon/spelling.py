"""Spellings that are a letter or two apart: what a person should look at, never what a program decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from unitgraph.lexicon.names import fold

LONG_NAME, SHORT_NAME = 8, 5  # letters; shorter names (Army, Navy) are mostly other words
_TELLING = re.compile(
    r"\b([a-z]|[ivx]+|\d+[a-z]{0,2}|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
    r"|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|(north|south)(east|west)?(ern)?|(east|west)(ern)?|norte|sur|este|oeste|nord|sud|est|ouest)\b"
)


def edits(one: str, other: str, most: int) -> int:
    """The edit distance (Levenshtein 1966) of two texts, or ``most`` + 1 when it is more than ``most``.

    >>> edits("direcorate", "directorate", 2)
    1
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        here = [row, *[most + 1] * len(other)]
        for column in range(max(1, row - most), min(len(other), row + most) + 1):
            changed = above[column - 1] + (letter != other[column - 1])
            here[column] = min(changed, above[column] + 1, here[column - 1] + 1)
        if min(here) > most:
            return most + 1
        above = here
    return min(above[-1], most + 1)


def are_near(long: str, short: str) -> bool:
    """Whether two texts, the longer one first, are at most two edits apart (see :func:`edits`), told much sooner.

    What they share at the beginning and at the end is left aside: an alignment with two changes has one at each end of
    the rest.
    """
    least, difference = len(short), len(long) - len(short)
    begin = 0
    while begin < least and long[begin] == short[begin]:
        begin += 1
    end = 0
    while end < least - begin and long[-1 - end] == short[-1 - end]:
        end += 1
    x, y = long[begin : len(long) - end], short[begin : least - end]
    if len(x) <= 2:
        return True
    if difference == 2:
        return x[1:-1] == y
    if difference == 1:
        return x[1:-1] in (y[1:], y[:-1])
    return x[1:-1] == y[1:-1] or x[1:] == y[:-1] or x[:-1] == y[1:]


def nearly_same(one: str, other: str) -> bool:
    """Whether two names differ by a letter or two, and not in a number, a single letter or a point of the compass."""
    first, second = fold(one), fold(other)
    shorter = min(len(first), len(second))
    if shorter < SHORT_NAME or first == second:
        return False
    most = 2 if shorter >= LONG_NAME else 1
    if edits(first, second, most) > most:
        return False
    return _TELLING.sub("#", first) != _TELLING.sub("#", second)


class Spellings:
    """Known words, to find those that a word is one letter away from (deletion neighbourhoods, Mor and Fraenkel 1982).

    ``words`` are folded; words of fewer than five letters are left out.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._known = {word for word in words if len(word) >= SHORT_NAME}
        self._without: dict[str, list[str]] = {}
        for word in sorted(self._known):
            for less in _shortened(word):
                self._without.setdefault(less, []).append(word)

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def near(self, word: str) -> list[str]:
        """The known words one letter away from ``word``, in order; none when the word is known or short."""
        if len(word) < SHORT_NAME or word in self._known:
            return []
        candidates = {known for less in (word, *_shortened(word)) for known in self._candidates(less)}
        return sorted(known for known in candidates if edits(word, known, 1) == 1)

    def _candidates(self, less: str) -> Sequence[str]:
        found = self._without.get(less, [])
        return [*found, less] if less in self._known else found


def _shortened(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))
