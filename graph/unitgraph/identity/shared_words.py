"""Blocking of names that may be those of denied units: by words that they share, misspelt ones too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from unitgraph.identity.mentions import Mention
from unitgraph.identity.names import SHORTEST, Name
from unitgraph.lexicon.tables import OPEN_COUNTRY

LONG, ENDS = 8, 5
"""The letters of a long word, and those at one of its ends that it shares with itself misspelt."""


_SharedKey = tuple[str, ...]


class SharedWords:
    """The words of denied units, by which those are found that are compared with them (blocking). Two names share their
    country, unless that of one is open, their numbers and letters, and a word that tells the unit, which may be
    misspelt, with another word; where one of them has no other, the one word; where one of them has none that tells it,
    another word, or all others."""

    def __init__(self, listed: Iterable[tuple[str, Mention, Iterable[str]]]) -> None:
        self._keys: defaultdict[str, set[_SharedKey]] = defaultdict(set)
        for country, mention, short in listed:
            for name in mention.names:
                telling, others = _words(name, short)
                self._keys[country].update((*name.designators, *each) for each in _offered(telling, others))

    def may_share(self, country: str, members: Iterable[Mention]) -> bool:
        """Whether a unit of a country may have the name of a denied one."""
        beside = self._keys if country == OPEN_COUNTRY else (country, OPEN_COUNTRY)
        keys = [self._keys[each] for each in beside if each in self._keys]
        return any(self._may_share(name, keys) for each in members for name in each.names)

    def _may_share(self, name: Name, keys: Sequence[set[_SharedKey]]) -> bool:
        wanted = [(*name.designators, *each) for each in _wanted(*_words(name))]
        return any(not each.isdisjoint(wanted) for each in keys)


def _words(name: Name, short: Iterable[str] = ()) -> tuple[frozenset[str], tuple[str, ...]]:
    """The words that tell a unit, with those of its places and its initials (``short``); and the others, in order."""
    places = (word for each in name.qualifiers for word in each)
    telling = frozenset(word.lstrip("~") for word in (*name.telling, *places, *name.acronyms, *short))
    return telling, tuple(word for word in name.core if word.lstrip("~") not in telling)


def _offered(telling: frozenset[str], others: tuple[str, ...]) -> Iterator[_SharedKey]:
    """The keys of the name of a denied unit."""
    yield from _pairs(telling, others)
    for word in telling:
        yield from (("one", each) for each in _spellings(word))
        yield from (("only", each) for each in _spellings(word) if not others)
    if telling:
        yield "all but", *others
    else:
        yield from (("plain", each) for each in others)
        yield "all", *others


def _wanted(telling: frozenset[str], others: tuple[str, ...]) -> Iterator[_SharedKey]:
    """The keys of the names that a name may mean."""
    yield from _pairs(telling, others)
    for word in telling:
        yield from (("only" if others else "one", each) for each in _spellings(word))
    if telling:
        yield "all", *others
    else:
        yield from (("plain", each) for each in others)
        yield "all but", *others


def _pairs(telling: frozenset[str], others: tuple[str, ...]) -> Iterator[_SharedKey]:
    for word in telling:
        beside = (*others, *(telling - {word}))
        yield from (("pair", spelt, each) for spelt in _spellings(word) for each in beside)


@lru_cache(maxsize=1 << 14)
def _spellings(word: str) -> frozenset[str]:
    """What words share that may be one, misspelt: the word itself; of one with enough letters all that a letter is left
    out of; of a long one its first and its last letters."""
    if len(word) < SHORTEST:
        return frozenset((word,))
    ends = (f"{word[:ENDS]}-", f"-{word[-ENDS:]}") if len(word) >= LONG else ()
    return frozenset((word, *(word[:at] + word[at + 1 :] for at in range(len(word))), *ends))
