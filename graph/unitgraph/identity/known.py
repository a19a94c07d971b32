"""What the hierarchies around a text tell about reading it: which names are units, and which stand above which."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from unitgraph.identity.names import Name, Speller, name_of
from unitgraph.lexicon.names import is_acronym
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


@dataclass(frozen=True, slots=True)
class KnownUnits:
    """Units of hierarchies as the reader of paths asks for them (:class:`unitgraph.reading.paths.context.Known`).

    ``units`` holds their names, ``under`` pairs of names of which the first stands under the second, directly or not,
    ``cores`` the same of core names, ``spellers`` know their words by country.
    """

    units: frozenset[NameKey]
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
        return LIKELY if (country, lower.core, higher.core) in self.cores else 0.0


def _key(name: Name, country: str) -> NameKey:
    return country, name.words, name.designators


def _acronyms(text: str) -> Iterator[tuple[str, ...]]:
    """The core names of words in capitals among others."""
    words = text.split()
    return ((word.casefold(),) for word in words if len(words) > 1 and is_acronym(word))


def known_units(units: Callable[[], Iterable[UnitNames]], texts: Iterable[TextAndCountry] | None = None) -> KnownUnits:
    """What units tell about reading ``texts`` (any text, where None). ``units`` gives them anew at each call, in the
    same order: the country (alpha-2) of each, its names, and what gives the names of every unit above it."""
    texts = None if texts is None else list(texts)
    countries = {country for _, country in texts or ()} or {""}
    words: defaultdict[str, Counter[str]] = defaultdict(Counter)
    # To take names apart is slow, and to keep them all takes much memory.
    hashes = array("q")
    for country, own, _ in units():
        if country in countries or "" in countries:
            for name in (name_of(each, country) for each in own):
                words[country].update(name.core)
                hashes.extend((hash(name.core), hash(name.words)))
    spellers = {country: Speller(counts) for country, counts in words.items()}
    wanted = None if texts is None else frozenset(_cores(texts, spellers))
    wanted_hashes = frozenset(map(hash, wanted or ()))
    keys: set[NameKey] = set()
    under: set[tuple[NameKey, NameKey]] = set()
    cores: set[tuple[str, tuple[str, ...], tuple[str, ...]]] = set()
    end = 0
    for country, own, above in units():
        if not (country in countries or "" in countries):
            continue
        start, end = end, end + 2 * len(own)
        if wanted is not None and wanted_hashes.isdisjoint(hashes[start:end]):
            continue
        mine = [name_of(each, country) for each in own]
        others = [name_of(each, country) for names in above() for each in names]
        if wanted is not None:
            others = [each for each in others if each.core in wanted or each.words in wanted]
        # A text may come without a country.
        for code in (country, "") if "" in countries else (country,):
            keys.update(_key(each, code) for each in mine)
            under.update((_key(one, code), _key(other, code)) for one in mine for other in others)
            cores.update((code, one.core, other.core) for one in mine for other in others)
    return KnownUnits(frozenset(keys), frozenset(under), frozenset(cores), spellers)


def _cores(texts: Iterable[TextAndCountry], spellers: Mapping[str, Speller]) -> Iterator[tuple[str, ...]]:
    """The core names and the words of all that texts may name, as they are written and put right."""
    segments = {(piece.text, country) for text, country in texts for piece in split_text(text)}
    for segment, country in segments:
        yield from _acronyms(segment)
        # A text without a country may be of any, if there are few.
        for code in (country,) if country else spellers if len(spellers) <= FEW else ("",):
            name = name_of(segment, code)
            speller = spellers.get(code)
            right = (speller and speller.repaired(name)) or name
            for each in {name, right, *(speller.variants(right) if speller else ())}:
                yield each.core
                yield each.words
