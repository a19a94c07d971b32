"""Names that take in words of what stands above: ``SARS Lorna`` for an Anti-Robbery Squad (SARS) of the Lorna State
Command, ``3/5 Company`` for the 3rd Company of a 5th Battalion. That two units are one by such a name is a question at
most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from unitgraph.identity.names import Name
from unitgraph.match.vocabulary import part_table

NameWords = frozenset[str]
AboveOf = Callable[[int], NameWords]
"""The words of the names of all units above one, and of its places."""


@dataclass(frozen=True, slots=True)
class WordsOfUnit:
    """A unit by the words of its ``names``, and of those that it may have beside words of a superior: its acronyms and
    initials (``short``), too."""

    country: str
    names: frozenset[NameWords]
    short: frozenset[NameWords]


def words_of(name: Name) -> NameWords:
    """The words of a name, with its numbers and letters."""
    places = (word for each in name.qualifiers for word in each)
    numbers = (f"#{part}" for each in name.designators for part in each.split("/"))
    words = (word.lstrip("~") for word in (*name.core, *places))
    return frozenset((*(_SAME_LEVEL.get(word, word) for word in words), *numbers))


_SAME_LEVEL = {"squadron": "squad"}
"""Levels that other languages have one word for (``escuadrón``)."""


def words_of_unit(country: str, names: Iterable[Name], initials: Iterable[str]) -> WordsOfUnit:
    """A unit by its names and the initials that may be made of them."""
    names = tuple(names)
    full = frozenset(map(words_of, names))
    numbered = {each for name in names for each in words_of(name) if each.startswith("#")}
    shorts = {frozenset((letters, *numbered)) for name in names for letters in (*name.acronyms, *initials)}
    return WordsOfUnit(country, full, full | shorts)


class SuperiorsInNames:
    """Denied units, found by names that have words of superiors more, and by those that have them less."""

    def __init__(self, units: Iterable[tuple[int, WordsOfUnit]], above: AboveOf) -> None:
        self._above = above
        listed = list(units)
        self._long: defaultdict[tuple[str, str], list[tuple[NameWords, int]]] = defaultdict(list)
        self._short: defaultdict[tuple[str, str], list[tuple[NameWords, int]]] = defaultdict(list)
        for unit, told in listed:
            for name in told.names:
                for word in name:
                    self._long[told.country, word].append((name, unit))
        for unit, told in listed:
            for name in told.short:
                self._short[told.country, self._rarest(told.country, name)].append((name, unit))

    def of(self, unit: int, told: WordsOfUnit) -> Iterator[tuple[int, bool]]:
        """The denied units that a unit may be, and whether a word that is more tells a superior."""
        above = None
        for more, other in self._longer(told):
            above = self._above(unit) if above is None else above
            if more <= above:
                yield other, _tells(more)
        for more, other in self._shorter(told):
            if more <= self._above(other):
                yield other, _tells(more)

    def _longer(self, told: WordsOfUnit) -> Iterator[tuple[NameWords, int]]:
        """What names of denied units have more than one of a unit, with these units."""
        for short in told.short:
            for name, other in self._long.get((told.country, self._rarest(told.country, short)), ()):
                if short < name:
                    yield name - short, other

    def _shorter(self, told: WordsOfUnit) -> Iterator[tuple[NameWords, int]]:
        """What a name of a unit has more than one of denied units, with these units."""
        for name in told.names:
            for word in name:
                for short, other in self._short.get((told.country, word), ()):
                    if short < name:
                        yield name - short, other

    def _rarest(self, country: str, name: NameWords) -> str:
        return min(name, key=lambda word: (len(self._long.get((country, word), ())), word))


def _tells(words: NameWords) -> bool:
    parts = part_table()
    return any(word not in parts for word in words)
