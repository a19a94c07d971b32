"""Entries that could not be read: which units their texts name, so that what an entry denies may be one of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from unitgraph.identity.alike import bones
from unitgraph.identity.mentions import Comparison, Identities, Mention, Reason, Verdict
from unitgraph.identity.names import Name
from unitgraph.match.vocabulary import part_table
from unitgraph.system.closure import reached

_Asked = tuple[int, int, Comparison]


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
    apart = {frozenset((units.of(one), units.of(other))) for one, other in distinct}
    known = {frozenset((units.of(one), units.of(other))) for one, other, _ in found.questions}
    more = [
        each
        for number, named in sorted(_named(mentions, unread, frozenset(other_scripts)).items())
        for each in units.questions(number, named)
        if frozenset(map(units.of, each[:2])) not in apart | known
    ]
    return replace(found, questions=(*found.questions, *more))


def _named(mentions: Sequence[Mention], unread: Sequence[int], abroad: frozenset[int]) -> dict[int, list[int]]:
    """The mentions of which a name stands in the text of each unread one."""
    words = {number: _words(mentions[number].name) for number in unread}
    texts: defaultdict[str, set[int]] = defaultdict(set)
    sounds: defaultdict[str, set[int]] = defaultdict(set)
    for number, of_text in words.items():
        for word in of_text:
            texts[word].add(number)
            sounds[_sound(word)].add(number)
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


def _texts_with_most(mention: Mention, texts: dict[str, set[int]], mentions: Sequence[Mention]) -> Iterator[int]:
    """The unread texts that hold all words of a name but one, of which nothing else tells that they are of another
    unit: at least three words of it, or its number and the name of a unit directly above it, in the same way."""
    above: set[int] = set()
    if mention.name.designators:
        over = (pair for number in mention.superiors for pair in _with_all_but_one(mentions[number], texts, mentions))
        above = {each for each, shared in over if shared >= MOST_SHARED}
    for each, shared in _with_all_but_one(mention, texts, mentions):
        if shared >= MOST_SHARED or each in above:
            yield each


def _with_all_but_one(
    mention: Mention, texts: dict[str, set[int]], mentions: Sequence[Mention]
) -> Iterator[tuple[int, int]]:
    """The unread texts that hold all words of a name but one, each with the number of those that it holds."""
    words = set(mention.name.core)
    shared = [word for word in words if word in texts]
    if not shared or len(words) - len(shared) > 1:
        return
    for each in sorted(set.intersection(*(texts[word] for word in shared))):
        text = mentions[each]
        missing = Counter(mention.name.designators) - Counter(text.name.designators)
        of_one = text.country == mention.country or not text.country or not mention.country
        if of_one and not missing and text.name.telling <= mention.name.telling:
            yield each, len(shared)


def _sound(word: str) -> str:
    """A word by which names in two scripts are compared: one of the tables, or the consonants of another."""
    return word if word in part_table() else f"~{bones(word)}"


def _texts_with(
    mention: Mention, texts: dict[str, set[int]], mentions: Sequence[Mention], key: Callable[[str], str] = str
) -> set[int]:
    """The unread texts of the country of a mention that hold one of its names, by the ``key`` of each word."""
    found: set[int] = set()
    for name in (mention.name, *mention.aliases):
        words = list(map(key, name.words))
        if not (name.telling or name.national) or not all(word in texts for word in words):
            continue
        for each in set.intersection(*(texts[word] for word in words)):
            text = mentions[each]
            missing = Counter(name.designators) - Counter(text.name.designators)
            if not missing and (text.country == mention.country or not text.country or not mention.country):
                found.add(each)
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
