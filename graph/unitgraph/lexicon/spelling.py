"""Spellings that are a letter or two apart: what a person should look at, never what a program decides."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import combinations, islice, pairwise, product

from rapidfuzz.distance import OSA, Levenshtein

from unitgraph.lexicon.names import fold

LONG_NAME, SHORT_NAME = 8, 5  # letters; shorter names (Army, Navy) are mostly other words
FEW = 64
"""So many names are compared each with each."""
MOST = 10
"""A series of more names than this is not paired in full: each is paired with the next one that is the same, and with
this many of those that are like it."""
_DIGIT = re.compile(r"\d")
_TELLING = re.compile(
    r"\b([a-z]|[ivx]+|\d+[a-z]?|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
    r"|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|(north|south)(east|west)?(ern)?|(east|west)(ern)?|norte|sur|este|oeste|nord|sud|est|ouest)\b"
)


def nearly_same(one: str, other: str) -> bool:
    """Whether two names differ by a letter or two, and not in a number, a single letter or a point of the compass."""
    first, second = fold(one), fold(other)
    return first != second and _are_near(first, second)


def _are_near(one: str, other: str) -> bool:
    """:func:`nearly_same` for two folded names that differ."""
    shorter = min(len(one), len(other))
    if shorter < SHORT_NAME:
        return False
    most = 2 if shorter >= LONG_NAME else 1
    if Levenshtein.distance(one, other, score_cutoff=most) > most:
        return False
    if _digits(one) != _digits(other) or _TELLING.sub("#", one) == _TELLING.sub("#", other):
        return False
    return most < 2 or not _are_other_words(one.split(), other.split())


def _are_other_words(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two texts differ in one short word by more than a slip of it: ``lorna`` is not ``mirna``."""
    differing = [pair for pair in zip(one, other, strict=False) if pair[0] != pair[1]]
    if len(one) != len(other) or len(differing) != 1 or min(map(len, differing[0])) >= LONG_NAME:
        return False
    return "".join(differing[0]).isalpha() and OSA.distance(*differing[0], score_cutoff=1) > 1


def _digits(name: str) -> str:
    return "".join(_DIGIT.findall(name))


def near_pairs(names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The pairs of names, by their places, that are the same when folded or nearly the same, each pair once.

    The work grows with the number of names, not with that of their pairs. Therefore, in a series of more than
    :data:`MOST` names that are all alike, each is paired with some of the others only.
    """
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(names):
        if len(form := fold(name)) >= SHORT_NAME:
            places[form].append(place)
    blocks: defaultdict[str, list[str]] = defaultdict(list)
    for form, same in places.items():
        yield from combinations(same, 2) if len(same) <= MOST else pairwise(same)
        blocks[_digits(form)].append(form)
    for forms in blocks.values():
        for one, other in _candidates(forms):
            if _are_near(one, other):
                pairs = islice(product(places[one], places[other]), MOST)
                yield from ((min(pair), max(pair)) for pair in pairs)


def _candidates(forms: list[str]) -> Iterator[tuple[str, str]]:
    """Pairs of different texts, each once, among which are all that are at most two edits apart: few texts are paired
    with one another, many are parted by their first letter, and so on."""
    waiting = [(forms, 0)]
    while waiting:
        forms, depth = waiting.pop()
        if len(forms) <= FEW:
            yield from combinations(forms, 2)
            continue
        parts: defaultdict[str, list[str]] = defaultdict(list)
        for form in forms:
            parts[form[depth : depth + 1]].append(form)
        if len(parts) > 1:
            yield from _parted(forms, depth)
        waiting += ((part, depth + 1) for part in parts.values() if len(part) > 1)


def _parted(forms: Iterable[str], depth: int) -> Iterable[tuple[str, str]]:
    """Candidates among texts that begin alike and differ in the letter at ``depth``: one edit is there, so that what
    follows is at most one edit apart, and shares what is left when a letter is taken out of it."""
    of_length: defaultdict[int, list[str]] = defaultdict(list)
    for form in forms:
        of_length[len(form) - depth].append(form)
    found: dict[tuple[str, str], None] = {}
    for length in sorted({most - less for most in of_length for less in range(3)}):
        left: defaultdict[str, list[str]] = defaultdict(list)
        for more in range(3):
            for form in of_length.get(length + more, ()):
                for rest in _without(form[depth:], more):
                    left[rest].append(form)
        for alike in left.values():
            pairs = ((one, other) for at, one in enumerate(alike) for other in alike[at + 1 : at + 1 + MOST])
            found |= dict.fromkeys(pair for pair in pairs if len({form[depth : depth + 1] for form in pair}) == 2)
    return found


def _without(rest: str, letters: int) -> set[str]:
    """A text without a number of its letters: none, any one, or the first and any other."""
    shorter = rest[letters - 1 :]
    return {shorter[:at] + shorter[at + 1 :] for at in range(len(shorter))} if letters else {rest}


class Spellings:
    """Known words, to find those that a word is one letter away from, or two neighbours of which are swapped.

    ``words`` are folded; words of fewer letters than ``shortest`` are left out.
    """

    def __init__(self, words: Iterable[str], shortest: int = SHORT_NAME) -> None:
        self._shortest = shortest
        self._known = {word for word in words if len(word) >= shortest}

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def near(self, word: str) -> list[str]:
        """The known words one edit away from ``word``, in order; none when the word is known or short."""
        if len(word) < self._shortest or word in self._known:
            return []
        alike = {known for left in _left_of(word) for known in self._by_rest.get(left, ())}
        return sorted(known for known in alike if OSA.distance(word, known, score_cutoff=1) == 1)

    @cached_property
    def _by_rest(self) -> dict[str, list[str]]:
        """The known words by what is left of them without one letter, and whole: words one edit apart share such a
        rest (symmetric deletion)."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._known:
            for rest in _left_of(word):
                found[rest].append(word)
        return found


def _left_of(word: str) -> set[str]:
    """A word, and all that a letter is left out of."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}
