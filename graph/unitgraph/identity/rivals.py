"""Rivals of a unit for a denied one: where another unit of its own source is nearer to it by the words of its name, a
name that says less speaks for that one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product

from unitgraph.identity.alike import bones
from unitgraph.identity.closeness import Closeness
from unitgraph.identity.names import Name, is_table_word
from unitgraph.identity.near_units import NearPair, NearUnits

_UnitWords = frozenset[str]


class Rivals:
    """Units by those of which it is asked whether they are one with them."""

    def __init__(self, units: NearUnits, closeness: Closeness, asked: Iterable[NearPair]) -> None:
        self._units = units
        self._closeness = closeness
        self._near: defaultdict[int, list[int]] = defaultdict(list)
        for pair in sorted(asked):
            for one, other in (pair, pair[::-1]):
                if self._share_what_tells(one, other):
                    self._near[one].append(other)

    def has_nearer(self, one: int, other: int, strictly: bool) -> bool:
        """Whether, of two units, one has a rival that shares all words with the other that it shares itself, and has no
        others of the tables that it has not itself; ``strictly`` more words, and no others at all."""
        for words, wanted, rivals in self._compared(one, other):
            shared, others = words & wanted, words - wanted
            for rival in rivals:
                more = rival - wanted - others
                if strictly and shared < rival & wanted and not more:
                    return True
                if not strictly and shared <= rival & wanted and all(word.startswith("~") for word in more):
                    return True
        return False

    def _compared(self, one: int, other: int) -> Iterator[tuple[_UnitWords, _UnitWords, list[_UnitWords]]]:
        """The words of each of two units, of the other, and of each rival that a source tells from it."""
        for unit, wanted in ((one, other), (other, one)):
            rivals = (each for each in self._near.get(wanted, ()) if each != unit)
            told = [self._words(each) for each in rivals if self._closeness.are_told_apart(each, unit)]
            yield self._words(unit), self._words(wanted), told

    def _words(self, unit: int) -> _UnitWords:
        names = (name for each in self._units.members(unit) for name in each.names)
        return frozenset(_sound(word) for name in names for word in (*name.words, *name.designators))

    def _share_what_tells(self, one: int, other: int) -> bool:
        """Whether two units have a name of one number, or with one place or other word that tells units apart."""
        first, second = ([name for each in self._units.members(unit) for name in each.names] for unit in (one, other))
        return any(_is_telling(*pair) for pair in product(first, second))


def _sound(word: str) -> str:
    """A word by which names in two scripts are compared."""
    return word if is_table_word(word) else f"~{bones(word.lstrip('~'))}"


def _is_telling(one: Name, other: Name) -> bool:
    if one.designators != other.designators:
        return False
    first, second = ({_sound(word) for word in _told(name)} for name in (one, other))
    return not first.isdisjoint(second) or bool(one.designators and not (first and second))


def _told(name: Name) -> set[str]:
    return {*name.telling, *(word for each in name.qualifiers for word in each)}
