"""Entries that could not be read: which units their texts name, so that what an entry denies may be one of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from unitgraph.identity.alike import bones
from unitgraph.identity.mentions import Comparison, Identities, Mention, Reason, Verdict
from unitgraph.identity.names import Name
from unitgraph.match.vocabulary import part_table
from unitgraph.system.closure import reached

_Asked = tuple[int, int, Comparison]
_ByWord = defaultdict[str, set[int]]


def with_unread(
    found: Identities,
    mentions: Sequence[Mention],
    unread: Sequence[int],
    distinct: Iterable[tuple[int, int]] = (),
    other_scripts: Collection[int] = (),
) -> Identities:
    """What a resolution of ``mentions`` found, with a question for each unit that the text of an entry names which
    could not be read. ``unread`` are the numbers of such mentions, ``distinct`` the pairs that rulings part,
    ``other_scripts`` the numbers of mentions in other letters than Latin ones: their proper names are compared with
    those in Latin letters by their consonants.

    A path denies its lowest unit: of several units that a text names, those above another are left out.
    """
    if not unread:
        return found
    units = Resolved(found, mentions)
    settled = found.settled(distinct)
    more = [
        each
        for number, named in sorted(_named(mentions, unread, frozenset(other_scripts)).items())
        for each in units.questions(number, named)
        if frozenset(map(units.of, each[:2])) not in settled
    ]
    return replace(found, questions=(*found.questions, *more))


class _TextsByWord:
    """Unread texts, by their numbers, found by words among those that may be of a country: those of it and of none. A
    mention without a country may be named in any."""

    def __init__(self, words: Mapping[int, Iterable[str]], mentions: Sequence[Mention]) -> None:
        self._all: _ByWord = defaultdict(set)
        self._of_none: _ByWord = defaultdict(set)
        self._by_country: defaultdict[str, _ByWord] = defaultdict(lambda: defaultdict(set))
        for number, of_text in words.items():
            country = mentions[number].country
            for word in of_text:
                self._all[word].add(number)
                (self._by_country[country] if country else self._of_none)[word].add(number)
        for by_word in self._by_country.values():
            for word, numbers in self._of_none.items():
                by_word[word] |= numbers

    def of(self, country: str) -> Mapping[str, set[int]]:
        """The texts that may be of a country, by each of their words."""
        return self._by_country.get(country, self._of_none) if country else self._all


def _named(mentions: Sequence[Mention], unread: Sequence[int], abroad: frozenset[int]) -> dict[int, list[int]]:
    """The mentions of which a name stands in the text of each unread one."""
    words = {number: _words(mentions[number].name) for number in unread}
    texts = _TextsByWord(words, mentions)
    sounds = _TextsByWord({number: set(map(_sound, of_text)) for number, of_text in words.items()}, mentions)
    found: dict[int, list[int]] = {}
    for number, mention in enumerate(mentions):
        if number not in words and not mention.placeholder:
            holding = _texts_with(mention, texts, mentions)
            others = abroad if number not in abroad else words.keys() - abroad
            sounding = _texts_with(mention, sounds, mentions, _sound) & others if others else ()
            for each in holding.union(_texts_with_most(mention, texts, mentions), sounding):
                found.setdefault(each, []).append(number)
    return found


MOST_SHARED = 3
"""The words that a text shares with a name which has one word more."""


def _texts_with_most(mention: Mention, texts: _TextsByWord, mentions: Sequence[Mention]) -> Iterator[int]:
    """The unread texts that hold all words of a name but one, of which nothing else tells that they are of another
    unit: at least three words of it, or its number and the name of a unit directly above it, in the same way."""
    above: set[int] = set()
    if mention.name.designators:
        over = (pair for number in mention.superiors for pair in _with_all_but_one(mentions[number], texts, mentions))
        above = {each for each, shared in over if shared >= MOST_SHARED}
    for each, shared in _with_all_but_one(mention, texts, mentions):
        if shared >= MOST_SHARED or each in above:
            yield each


def _with_all_but_one(mention: Mention, texts: _TextsByWord, mentions: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    """The unread texts that hold all words of a name but one, each with the number of those that it holds."""
    known = texts.of(mention.country)
    words = set(mention.name.core)
    shared = [word for word in words if word in known]
    if not shared or len(words) - len(shared) > 1:
        return
    for each in sorted(set.intersection(*(known[word] for word in shared))):
        name = mentions[each].name
        if name.telling <= mention.name.telling and not _lacks_numbers(name, mention.name):
            yield each, len(shared)


def _lacks_numbers(text: Name, name: Name) -> bool:
    """Whether a text has not all designators of a name."""
    return bool(name.designators) and bool(Counter(name.designators) - Counter(text.designators))


def _sound(word: str) -> str:
    """A word by which names in two scripts are compared: one of the tables, or the consonants of another."""
    return word if word in part_table() else f"~{bones(word)}"


def _texts_with(
    mention: Mention, texts: _TextsByWord, mentions: Sequence[Mention], key: Callable[[str], str] = str
) -> set[int]:
    """The unread texts of the country of a mention that hold one of its names, by the ``key`` of each word."""
    known = texts.of(mention.country)
    found: set[int] = set()
    for name in (mention.name, *mention.aliases):
        words = list(map(key, name.words))
        if (name.telling or name.national) and all(word in known for word in words):
            holding = set.intersection(*(known[word] for word in words))
            found.update(each for each in holding if not _lacks_numbers(mentions[each].name, name))
    return found


def _words(name: Name) -> frozenset[str]:
    return frozenset((*name.words, *name.acronyms))


class Resolved:
    """The units of a resolution, each known by the least number of its mentions."""

    def __init__(self, found: Identities, mentions: Sequence[Mention]) -> None:
        self._unit_of = found.unit_of
        self._mentions = mentions
        self._members: defaultdict[int, list[int]] = defaultdict(list)
        for number, unit in enumerate(found.unit_of):
            self._members[unit].append(number)

    def of(self, number: int) -> int:
        """The unit of a mention."""
        return self._unit_of[number]

    def members(self, unit: int) -> Sequence[int]:
        """The mentions of a unit."""
        return self._members[unit]

    def questions(self, unread: int, named: Iterable[int]) -> Iterator[_Asked]:
        """Whether the unit of an unread text is one of those that it names."""
        units: dict[int, int] = {}
        for number in named:
            units.setdefault(self.of(number), number)
        above = {each for unit in units for each in self.ancestors(unit)}
        for unit, number in units.items():
            if unit != self.of(unread) and (unit not in above or unit in self.ancestors(unit)):
                pair = min(unread, number), max(unread, number)
                yield *pair, Comparison(Verdict.OPEN, (Reason.UNREAD,), pair, weak=True)

    def around(self, units: Iterable[int]) -> set[int]:
        """The mentions of units, and of those above and below them."""
        below: defaultdict[int, set[int]] = defaultdict(set)
        for number, mention in enumerate(self._mentions):
            for each in mention.superiors:
                below[self.of(each)].add(self.of(number))
        start = set(units)
        found = start.union(*map(self.ancestors, start)) | set(reached(start, lambda unit: below.get(unit, ())))
        return {number for unit in found for number in self._members[unit]}

    def ancestors(self, unit: int) -> set[int]:
        """The units above one, by any statement."""
        found: set[int] = set()
        waiting = [unit]
        while waiting:
            for number in self._members[waiting.pop()]:
                new = {self.of(each) for each in self._mentions[number].superiors} - found
                found |= new
                waiting.extend(new)
        return found
