"""Which word of a name its numbers count: ``12th Company of the 7th Regiment`` is no 7th Company."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from unitgraph.match.vocabulary import NamePart

NumberedWords = frozenset[tuple[str, str]]
"""Words with the number that counts them (``#7``)."""
TaggedWord = tuple[str, NamePart]
_AREAS = frozenset({"area", "district", "precinct", "region", "sector", "zone"})
"""Words that are counted as levels are."""


def numbered_words(words: Iterable[TaggedWord]) -> NumberedWords:
    """The words that numbers of a name count, where it has several numbers: each the word for a level before its number
    where the first stands behind one (``Zone 3``), else the one behind it (``3rd Zone``)."""
    told = list(words)
    at = [place for place, (_, part) in enumerate(told) if part is NamePart.NUMBER]
    if len(at) < 2:
        return frozenset()
    behind = at[0] > 0 and (is_counted(told[at[0] - 1]) or at[-1] == len(told) - 1)
    found: dict[str, str] = {}
    for number, place in enumerate(at):
        before = told[at[number - 1] + 1 if number else 0 : place]
        after = told[place + 1 : at[number + 1] if number + 1 < len(at) else len(told)]
        first, second = (before[::-1], after) if behind else (after, before[::-1])
        word = _counted(first or second, found) or _counted(told[:place][::-1], found)
        if word:
            found[word] = told[place][0]
    return frozenset(found.items())


def _counted(words: Sequence[TaggedWord], found: dict[str, str]) -> str | None:
    """The word that is counted among some in the order of how near they are to the number: a level, or the nearest."""
    free = [each for each in words if each[0] not in found and each[1] is not NamePart.NUMBER]
    levels = (each[0] for each in free if is_counted(each))
    return next(levels, free[0][0] if free else None)


def is_counted(word: TaggedWord) -> bool:
    return word[1] is NamePart.LEVEL or word[0] in _AREAS


def are_numbered_otherwise(one: NumberedWords, other: NumberedWords) -> bool:
    """Whether two names count a word differently."""
    first = dict(one)
    return any(first.get(word, number) != number for word, number in other)
