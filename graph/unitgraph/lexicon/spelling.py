"""Spellings that are a letter or two apart: what a person should look at, never what a program decides."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import extract

from unitgraph.lexicon.names import fold

LONG_NAME, SHORT_NAME = 8, 5  # letters; shorter names (Army, Navy) are mostly other words
_TELLING = re.compile(
    r"\b([a-z]|[ivx]+|\d+[a-z]{0,2}|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
    r"|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|(north|south)(east|west)?(ern)?|(east|west)(ern)?|norte|sur|este|oeste|nord|sud|est|ouest)\b"
)


def nearly_same(one: str, other: str) -> bool:
    """Whether two names differ by a letter or two, and not in a number, a single letter or a point of the compass."""
    first, second = fold(one), fold(other)
    shorter = min(len(first), len(second))
    if shorter < SHORT_NAME or first == second:
        return False
    most = 2 if shorter >= LONG_NAME else 1
    if Levenshtein.distance(first, second, score_cutoff=most) > most:
        return False
    return _TELLING.sub("#", first) != _TELLING.sub("#", second)


class Spellings:
    """Known words, to find those that a word is one letter away from.

    ``words`` are folded; words of fewer than five letters are left out.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._known = {word for word in words if len(word) >= SHORT_NAME}

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def near(self, word: str) -> list[str]:
        """The known words one letter away from ``word``, in order; none when the word is known or short."""
        if len(word) < SHORT_NAME or word in self._known:
            return []
        near = extract(word, self._known, scorer=Levenshtein.distance, score_cutoff=1, limit=None)
        return sorted(known for known, _, _ in near)
