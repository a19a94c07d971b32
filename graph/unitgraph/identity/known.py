"""What the hierarchies around a text tell about reading it: which names are units, and which stand above which."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from unitgraph.identity.names import Name, Speller, name_of
from unitgraph.lexicon.names import is_acronym
from unitgraph.match.vocabulary import NamePart, part_table
from unitgraph.reading.paths.segments import split_text

NameKey = tuple[str, tuple[str, ...], tuple[str, ...]]
"""A country, the words of a name and its designators."""
UnitNames = tuple[str, Sequence[str], Callable[[], Iterable[Sequence[str]]]]
TextAndCountry = tuple[str, str]
"""A text, and its country (alpha-2) or nothing."""
FEW = 20
"""Countries as which a text without one is looked up."""
LIKELY = 0.75
"""How surely a name stands under another where only units with the same core names are known to."""
IN_SHORT = 0.6
"""The same where only units of which these are short names are known to."""
MOST_MEANT = 200
"""The most units that a short name may mean."""


@dataclass(frozen=True)
class KnownUnits:
    """Units of hierarchies as the reader of paths asks for them (:class:`unitgraph.reading.paths.context.Known`).

    ``units`` holds their names, ``heads`` those of units that have others under them, ``under`` pairs of names of which
    the first stands under the second, directly or not, ``cores`` the same of core names, ``spellers`` know their words
    by country.
    """

    units: frozenset[NameKey]
    heads: frozenset[NameKey]
    under: frozenset[tuple[NameKey, NameKey]]
    cores: frozenset[tuple[str, tuple[str, ...], tuple[str, ...]]]
    spellers: Mapping[str, Speller]

    def is_unit(self, text: str, country: str) -> bool:
        """Whether ``text`` is the name of a unit of a country (of any, where it is empty), or has the acronym of one as
        a word (``Velabad SAKS``)."""
        if any(_key(name, country) in self.units for name in self._meant(text, country)):
            return True
        return any((country, core, ()) in self.units for core in _acronyms(text))

    def order(self, lower: str, higher: str, country: str) -> float:
        """How surely the first name stands under the second: from 1 to -1 for the other way round."""
        pairs = list(product(self._meant(lower, country), self._meant(higher, country)))
        up = max(self._under(one, other, country) for one, other in pairs)
        return up - max(self._under(other, one, country) for one, other in pairs)

    def is_head(self, text: str, country: str) -> bool:
        """Whether ``text`` is the name of a unit, or a short name of one, that has others under it."""
        keys = (key for name in self._meant(text, country) for key in self._keys(name, country))
        return any(key in self.heads for key in keys)

    def _meant(self, text: str, country: str) -> list[Name]:
        """A name with misspelt words put right; where no unit has it, those of units that are a letter away."""
        name, speller = name_of(text, country), self.spellers.get(country)
        if speller is None:
            return [name]
        name = speller.repaired(name) or name
        if _key(name, country) in self.units:
            return [name]
        return [each for each in speller.variants(name) if _key(each, country) in self.units] or [name]

    def _under(self, lower: Name, higher: Name, country: str) -> float:
        if (_key(lower, country), _key(higher, country)) in self.under:
            return 1.0
        if (country, lower.core, higher.core) in self.cores:
            return LIKELY
        pairs = product(self._keys(lower, country), self._keys(higher, country))
        return IN_SHORT if any(pair in self.under for pair in pairs) else 0.0

    def _keys(self, name: Name, country: str) -> list[NameKey]:
        """A name and those of units that it is a short name of."""
        words = frozenset(name.words)
        known = self._by_word.get((country, _rarest(words), name.designators), ()) if _may_be_short(name) else ()
        found = [key for key in known if _is_short_of(words, key[1])]
        return [_key(name, country), *(found if len(found) <= MOST_MEANT else ())]

    @cached_property
    def _by_word(self) -> Mapping[tuple[str, str, tuple[str, ...]], list[NameKey]]:
        """The names by their country, each of their words, and their designators."""
        found: defaultdict[tuple[str, str, tuple[str, ...]], list[NameKey]] = defaultdict(list)
        for country, words, designators in sorted(self.units):
            for word in words:
                found[country, word, designators].append((country, words, designators))
        return found


def _key(name: Name, country: str) -> NameKey:
    return country, name.words, name.designators


def _may_be_short(name: Name) -> bool:
    """Whether a name says enough to be a short one of others: a number, two words, or a whole force."""
    return bool(name.designators) or len(name.words) > 1 or name.national


def _is_short_of(words: frozenset[str], longer: Sequence[str]) -> bool:
    """Whether words of a name leave out some of a longer one, and none that tells what kind of body it is
    (``8 Division`` for ``8 Infantry Division``)."""
    more = set(longer) - words
    return len(longer) == len(words) + len(more) and all(part_table().get(each) is not NamePart.LEVEL for each in more)


def _rarest(words: Iterable[str]) -> str:
    """The word by which a name is looked up: one that no table has, where there is one."""
    return min(words, key=lambda word: (word in part_table(), -len(word), word))


class _ShortNames:
    """The names in texts, to find the names of units that they are short ones of."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._by_word: defaultdict[tuple[str, tuple[str, ...]], set[frozenset[str]]] = defaultdict(set)
        for name in names:
            if _may_be_short(name):
                self._by_word[_rarest(name.words), name.designators].add(frozenset(name.words))

    def has_one_of(self, name: Name) -> bool:
        """Whether one is a short name of ``name``."""
        found = (short for word in name.words for short in self._by_word.get((word, name.designators), ()))
        return any(_is_short_of(short, name.words) for short in found)


def _acronyms(text: str) -> Iterator[tuple[str, ...]]:
    """The core names of words in capitals among others."""
    words = text.split()
    return ((word.casefold(),) for word in words if len(words) > 1 and is_acronym(word))


def known_units(units: Callable[[], Iterable[UnitNames]], texts: Iterable[TextAndCountry] | None = None) -> KnownUnits:
    """What units tell about reading ``texts`` (any text, where None). ``units`` gives them anew at each call, in the
    same order: the country (alpha-2) of each, its names, and what gives the names of every unit above it."""
    texts = None if texts is None else list(texts)
    countries = {country for _, country in texts or ()} or {""}
    short = _ShortNames(name_of(*each) for each in _segments(texts or ()))
    words: defaultdict[str, Counter[str]] = defaultdict(Counter)
    # To take names apart is slow, and to keep them all takes much memory.
    hashes = array("q")
    meant = bytearray()
    for country, own, _ in units():
        if country in countries or "" in countries:
            for name in (name_of(each, country) for each in own):
                words[country].update(name.core)
                hashes.extend((hash(name.core), hash(name.words)))
                meant.append(short.has_one_of(name))
    spellers = {country: Speller(counts) for country, counts in words.items()}
    wanted = None if texts is None else frozenset(_cores(texts, spellers))
    wanted_hashes = frozenset(map(hash, wanted or ()))
    keys: set[NameKey] = set()
    kept: set[tuple[str, str]] = set()
    under: set[tuple[NameKey, NameKey]] = set()
    cores: set[tuple[str, tuple[str, ...], tuple[str, ...]]] = set()
    end = 0
    for country, own, above in units():
        if not (country in countries or "" in countries):
            continue
        start, end = end, end + len(own)
        mine = [name_of(each, country) for each in own] if wanted is None or any(meant[start:end]) else []
        if not mine and not wanted_hashes.isdisjoint(hashes[2 * start : 2 * end]):
            mine = [name_of(each, country) for each in own]
        if not mine:
            continue
        kept.update((country, each) for each in own)
        others = [name_of(each, country) for names in above() for each in names]
        if wanted is not None:
            others = [each for each in others if each.core in wanted or each.words in wanted or short.has_one_of(each)]
        # A text may come without a country.
        for code in (country, "") if "" in countries else (country,):
            keys.update(_key(each, code) for each in mine)
            under.update((_key(one, code), _key(other, code)) for one in mine for other in others)
            cores.update((code, one.core, other.core) for one in mine for other in others)
    heads = _heads(units, kept, "" in countries)
    return KnownUnits(frozenset(keys), heads, frozenset(under), frozenset(cores), spellers)


def _heads(units: Callable[[], Iterable[UnitNames]], names: Set[tuple[str, str]], of_any: bool) -> frozenset[NameKey]:
    """Those of some names, given with their countries, that stand above another unit; without a country too, where
    texts may be ``of_any``."""
    found: set[tuple[str, str]] = set()
    for country, _, above in units():
        found.update((country, each) for group in above() for each in group if (country, each) in names)
    return frozenset(
        _key(name_of(each, country), code)
        for country, each in found
        for code in ((country, "") if of_any else (country,))
    )


def _segments(texts: Iterable[TextAndCountry]) -> list[TextAndCountry]:
    """The different segments of texts, with their countries."""
    return sorted({(piece.text, country) for text, country in texts for piece in split_text(text)})


def _cores(texts: Iterable[TextAndCountry], spellers: Mapping[str, Speller]) -> Iterator[tuple[str, ...]]:
    """The core names and the words of all that texts may name, as they are written and put right."""
    for segment, country in _segments(texts):
        yield from _acronyms(segment)
        # A text without a country may be of any, if there are few.
        for code in (country,) if country else spellers if len(spellers) <= FEW else ("",):
            name = name_of(segment, code)
            speller = spellers.get(code)
            right = (speller and speller.repaired(name)) or name
            for each in {name, right, *(speller.variants(right) if speller else ())}:
                yield each.core
                yield each.words
