"""The known words of which an unknown word may be a misspelling."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from string import ascii_lowercase

from unitgraph.match.forms import NameForm, NameWord
from unitgraph.match.kernels import ALTERNATIVES
from unitgraph.match.vocabulary import are_other_words, key_of, part_table, synonyms

SHORTEST, LONGEST = 4, 32
"""The number of letters of a word that may be misspelt."""
OTHER_INITIAL = 0.05
"""The penalty in similarity for a different first letter."""

SOUNDING = 0.5
"""The similarity of words that share their consonants only."""
FEWEST_CONSONANTS = 3
"""The number of consonants that words must share; one less in a script that leaves out vowels."""
SHORTEST_PIECE = 3
"""The number of letters of the pieces of a word that was written in one."""

Near = tuple[tuple[int, float], ...]


def edits_allowed(length: int) -> int:
    """The number of typing errors allowed in a word of ``length`` letters."""
    if length < SHORTEST:
        return 0
    return 1 if length < 8 else 2 if length < 12 else 3


class Misspellings:
    """The known words close to an unknown one, by edit distance: letters inserted, deleted or changed, neighbours
    swapped (optimal string alignment).

    ``words`` are those of an index with their numbers, in order; ``meaning`` is the number of the word that each stands
    for. A word for a level or a function is no misspelt word for another one.
    """

    def __init__(self, words: Mapping[str, int], meaning: Sequence[int]) -> None:
        self._words = words
        self._spelt = list(words)
        self._meaning = meaning
        self._by_initial: defaultdict[str, list[str]] = defaultdict(list)
        for word in words:
            if SHORTEST <= len(word) <= LONGEST and word.isalpha():
                self._by_initial[word[0]].append(word)
        self.near = lru_cache(maxsize=65536)(self._near)

    def _near(self, word: str) -> Near:
        """What the unknown ``word`` may stand for: the numbers of up to ``ALTERNATIVES`` words with their similarities
        (0..1), the most similar first."""
        found: dict[int, float] = {}
        for known, distance in self._candidates(word):
            similarity = 1.0 - distance / max(len(word), len(known))
            if known[0] != word[0]:
                similarity -= OTHER_INITIAL
            number = self._meaning[self._words[known]]
            if are_other_words(word, self._spelt[number]):
                continue
            found[number] = max(similarity, found.get(number, 0.0))
        return tuple(sorted(found.items(), key=lambda each: (-each[1], each[0]))[:ALTERNATIVES])

    def sounding_like(self, word: str, vowelless: bool) -> Near:
        """The proper names with the consonants of a ``word`` from a script that leaves out vowels, or shortened
        (``actn``), or that are from such a script: never more than a possibility."""
        from rapidfuzz.distance import OSA

        bones = consonants(word)
        found = self._by_consonants.get(bones, []) if len(bones) >= FEWEST_CONSONANTS - vowelless else []
        nearest = sorted(found, key=lambda known: (OSA.distance(word, known), known))[:ALTERNATIVES]
        return tuple((self._words[known], SOUNDING) for known in nearest)

    def pieces(self, word: str) -> tuple[str, str] | None:
        """The two pieces of a word that sound like proper names each, where a script writes both in one."""
        if not 2 * SHORTEST_PIECE <= len(word) <= LONGEST or consonants(word) in self._by_consonants:
            return None
        for at in range(SHORTEST_PIECE, len(word) - SHORTEST_PIECE + 1):
            pair = (word[:at], word[at:])
            if all(len(consonants(each)) > 1 and consonants(each) in self._by_consonants for each in pair):
                return pair
        return None

    @cached_property
    def _by_consonants(self) -> dict[str, list[str]]:
        """The proper names among the words, by their consonants."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for known, number in self._words.items():
            name = known not in part_table() and self._meaning[number] == number
            if name and SHORTEST <= len(known) <= LONGEST and known.isalpha():
                found[consonants(known)].append(known)
        return dict(found)

    def _candidates(self, word: str) -> Iterator[tuple[str, int]]:
        """The known words that ``word`` may be, with their edit distances."""
        limit = edits_allowed(len(word))
        if not limit or len(word) > LONGEST or not word.isalpha():
            return
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        alike = self._by_initial.get(word[0], [])
        for known, distance, _ in extract(word, alike, scorer=OSA.distance, score_cutoff=limit, limit=None):
            if distance <= edits_allowed(min(len(word), len(known))):
                yield known, int(distance)
        # People seldom mistype the first letter; with another error as well, it is another word.
        for known in _other_initials(word):
            if known in self._words and known[0] != word[0] and SHORTEST <= len(known) <= LONGEST:
                yield known, 1


def is_shortened(word: str) -> bool:
    """Whether a word has so few vowels that some seem to be left out."""
    return len(word) >= SHORTEST and word.isalpha() and sum(letter in "aeiouy" for letter in word) * 4 <= len(word)


_DIGRAPHS = re.compile("(?<=[bdgjkpstz])h|[aeiouywh]")
_ALIKE = str.maketrans("qcpvmx", "kkbfns")


def consonants(word: str) -> str:
    """The consonants of a word, those that scripts tell apart differently as one, none twice in a row."""
    bones = _DIGRAPHS.sub("", word).translate(_ALIKE)
    return "".join(letter for at, letter in enumerate(bones) if not at or bones[at - 1] != letter)


def _other_initials(word: str) -> set[str]:
    """The words with a different first letter that are one edit away from ``word``."""
    rest = word[1:]
    changed = {letter + each for letter in ascii_lowercase for each in (word, rest)}
    return changed | {rest, rest[0] + word[0] + rest[1:]}


def forms_as_typed(text: str, form: NameForm) -> Iterator[NameForm]:
    """The form of a text with one word, each in turn, as the English one that it is but for a doubled letter, instead
    of what it stands for in another language (``comando``: a commando, not a command)."""
    for word in key_of(text):
        phrase = synonyms().at([word], 0, frozenset())
        if phrase is None:
            continue
        doubled = {word[:at] + word[at] + word[at:] for at in range(len(word))} & part_table().keys()
        for meant in sorted(doubled):
            spelt = NameWord(meant, part_table()[meant])
            words = tuple(spelt if (each.text,) == phrase[1] else each for each in form.words)
            if spelt in words:
                yield replace(form, words=words)
