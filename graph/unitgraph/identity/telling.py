"""What the names of all mentions together say of one of them: which words, names and aliases tell a unit, and which do
not because many units bear them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from unitgraph.identity.mentions import Mention
from unitgraph.identity.names import Name, is_table_word

COMMON = 3
"""A word that more core names of a country have tells no unit by itself."""


class Telling:
    """What tells units among ``mentions``, by country."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self._aliases_of_many = _aliases_of_many(mentions)
        self._common = _common_words(mentions)
        self._bearers = _bearers(mentions)
        self._repeated = frozenset((country, core) for country, core, _ in self._bearers)
        self._national = frozenset((each.country, each.name.core) for each in mentions if each.name.national)

    def is_of_many(self, alias: Name, country: str) -> bool:
        """Whether an alias is that of several units, or another's name: it only adds candidates."""
        return (country, alias) in self._aliases_of_many

    def tells(self, one: Name, other: Name, country: str) -> bool:
        """Whether two names share a word that few names of the country have."""
        if self.is_of_many(one, country):
            return False
        return any((country, word) not in self._common for word in one.telling & other.telling)

    def is_repeated(self, name: Name, country: str) -> bool:
        """Whether one source has several units of one name with this core name, so that even designators do not tell
        them, or several with it as an alias."""
        return (country, name.core) in self._repeated or self.is_of_many(name, country)

    def is_shared(self, name: Name, country: str) -> bool:
        """Whether one source has several units of this name and these designators, or several with it as an alias."""
        return (country, name.core, name.designators) in self._bearers or self.is_of_many(name, country)

    def is_of_few(self, name: Name, country: str) -> bool:
        """Whether no source has many units of this name and these designators."""
        return self._bearers.get((country, name.core, name.designators), 1) <= COMMON

    def is_national(self, name: Name, country: str) -> bool:
        """Whether a state has one unit of the name."""
        return (country, name.core) in self._national


def is_sure_repair(written: Name, meant: Name) -> bool:
    """Whether what is meant by a misspelt name is certain: only words that stand in the tables are put right, which are
    no proper names."""
    return all(map(is_table_word, set(meant.core) - set(written.core)))


def _aliases_of_many(mentions: Sequence[Mention]) -> frozenset[tuple[str, Name]]:
    own = {(each.country, each.name) for each in mentions if each.identifier}
    bearers: defaultdict[tuple[str, Name], set[object]] = defaultdict(set)
    for each in mentions:
        for alias in each.aliases:
            bearers[each.country, alias].add(each.identifier or each.name)
    return frozenset(alias for alias, found in bearers.items() if len(found) > 1) | (own & set(bearers))


def _common_words(mentions: Sequence[Mention]) -> frozenset[tuple[str, str]]:
    names = {(each.country, each.name.core) for each in mentions}
    counts = Counter((country, word) for country, core in names for word in core)
    return frozenset(word for word, count in counts.items() if count > COMMON)


def _bearers(mentions: Sequence[Mention]) -> dict[tuple[str, tuple[str, ...], tuple[str, ...]], int]:
    """How many units one source gives a core name and designators, by country, where it gives them to several."""
    counts = Counter((each.country, each.name, each.identifier[0]) for each in mentions if each.identifier)
    found: dict[tuple[str, tuple[str, ...], tuple[str, ...]], int] = {}
    for (country, name, _), count in counts.items():
        if count > 1:
            key = country, name.core, name.designators
            found[key] = max(count, found.get(key, 0))
    return found
