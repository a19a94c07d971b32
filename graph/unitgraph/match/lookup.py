"""Looks up forms in an index, with the kernels compiled or not: forms in, hits out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from unitgraph.lexicon.scripts import leaves_out_vowels
from unitgraph.match import compiled, kernels
from unitgraph.match.forms import NATIONAL, NameForm, NameWord, form_of
from unitgraph.match.heads import is_other_body
from unitgraph.match.index import NameIndex, country_number
from unitgraph.match.kinds import are_turned, proper_names
from unitgraph.match.misspellings import Misspellings, is_shortened
from unitgraph.match.model import probability
from unitgraph.match.numbering import are_numbered_otherwise, numbered_words
from unitgraph.match.told import names_of
from unitgraph.match.torn import are_torn, groups_of
from unitgraph.match.vocabulary import NamePart

LONGEST_ACRONYM = 8
"""The number of letters of a word that may be an acronym."""
NEAREST = 2
"""The number of hits returned however unlikely, as the nearest names."""
TURNED = 0.5
"""The log odds at most of a unit whose proper names the query has in another order: below what means a unit."""
_FIRST_NAMES = 3
UNLIKELY = -3.0
"""Threshold: further hits are returned if their log odds are at least this."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """One form to look up: in which country (alpha-2, empty for all), and the numbers of the units known to be above
    what it names."""

    form: NameForm
    country: str
    above: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit found for a form: its number and the best matching record; the log odds that it is meant, and those
    without what the query says beyond the name; bit masks of the query's and the record's words that matched, and of
    the query's words explained by the unit's superiors and places; the features."""

    unit: int
    record: int
    odds: float
    core: float
    asked_bits: int
    name_bits: int
    explained_bits: int
    features: tuple[float, ...]
    turned: bool = False
    """Whether the query has its proper names in another order, or beside other levels."""
    understood: tuple[NameWord, ...] = ()
    """The query's words as they are understood, if some are misspelt or written in one: as the record has them."""
    respelt: frozenset[str] = frozenset()
    """The words of the record that stand for misspelt ones of the query."""

    def understood_of(self, form: NameForm) -> NameForm:
        """The ``form`` that was looked up, with its words as they are understood."""
        return replace(form, words=self.understood) if self.understood else form

    @property
    def score(self) -> float:
        """The odds as a probability."""
        return probability(self.odds)


Search = Callable[[Sequence[Lookup]], list[list[Hit]]]


class Searcher:
    """Looks up forms in one index, for any number of threads. ``plain`` and ``fast`` give the same hits."""

    def __init__(self, index: NameIndex) -> None:
        self.index = index
        # Scratch space that no search uses now. One that is interrupted never gives its own back: it is not clean.
        self._free: list[kernels.Scratch] = []
        self._free_arrays: list[kernels.Scratch] = []

    def plain(self, lookups: Sequence[Lookup]) -> list[list[Hit]]:
        """Hits of each form, best first, without numba: for a few forms or few units."""
        if not lookups:
            return []
        found = kernels.plain_found(len(lookups))
        scratch = self._taken(self._free, kernels.plain_scratch)
        kernels.search(self.index.tables, scratch, self._asked(lookups), found)
        self._free.append(scratch)
        return self._hits(found, lookups)

    def fast(self, lookups: Sequence[Lookup]) -> list[list[Hit]]:
        """Hits of each form, best first, with compiled code."""
        if not lookups:
            return []
        found = compiled.numpy_found(len(lookups))
        scratch = self._taken(self._free_arrays, compiled.numpy_scratch)
        asked = compiled.asked_arrays(self._asked(lookups))
        compiled.compiled_search()(self._tables, scratch, asked, found)
        self._free_arrays.append(scratch)
        return self._hits(compiled.as_lists(found), lookups)

    def _taken(self, free: list[kernels.Scratch], make: Callable[[int], kernels.Scratch]) -> kernels.Scratch:
        try:
            return free.pop()
        except IndexError:
            return make(self.index.records)

    @cached_property
    def _tables(self) -> kernels.Tables:
        return compiled.table_arrays(self.index.tables)

    @cached_property
    def _misspellings(self) -> Misspellings:
        return Misspellings(self.index.words, self.index.meaning)

    def _asked(self, lookups: Sequence[Lookup]) -> kernels.FormBatch:
        words = self.index.words
        first, country_start, near_start, above_start = [0], [0], [0], [0]
        word: list[int] = []
        second: list[int] = []
        part: list[int] = []
        country: list[int] = []
        near_word: list[int] = []
        near_similarity: list[float] = []
        above: list[int] = []
        for lookup in lookups:
            for each in self._mended(lookup.form):
                text = each.text
                number = words.get(text, -1)
                word.append(number)
                second.append(words.get(_second_meaning(each, lookup.country), -1))
                part.append(int(each.part))
                if each.part is NamePart.COUNTRY:
                    country += [country_number(code) for code in each.countries]
                elif number < 0 and each.part is NamePart.PROPER:
                    near = self._misspellings.near(text)
                    if lookup.form.vowelless or not near:
                        spelt = {meant for meant, _ in near}
                        alike = self._sounding_like(text, lookup.form.vowelless)
                        near = (*near, *(each for each in alike if each[0] not in spelt))[: kernels.ALTERNATIVES]
                    for meant, similarity in near:
                        near_word.append(meant)
                        near_similarity.append(similarity)
                country_start.append(len(country))
                near_start.append(len(near_word))
            first.append(len(word))
            above += lookup.above
            above_start.append(len(above))
        ranges = [self.index.ranges.get(lookup.country, (0, self.index.records)) for lookup in lookups]
        return kernels.FormBatch(
            first=first,
            word=word,
            second=second,
            part=part,
            country_start=country_start,
            country=country,
            near_start=near_start,
            near_word=near_word,
            near_similarity=near_similarity,
            record_low=[low for low, _ in ranges],
            record_high=[high for _, high in ranges],
            country_known=[1 if lookup.country else 0 for lookup in lookups],
            above_start=above_start,
            above=above,
        )

    def _sounding_like(self, word: str, vowelless: bool) -> Iterator[tuple[int, float]]:
        """The known words with the consonants of one, and how alike they are: where neither it nor they leave out
        vowels, that tells nothing."""
        found = self._misspellings.sounding_like(word, vowelless)
        any_of_them = vowelless or is_shortened(word)
        yield from (each for each in found if any_of_them or self._leaves_out_vowels(each[0]))

    def _leaves_out_vowels(self, word: int) -> bool:
        """Whether one of the first names with a known word is in a script that leaves out vowels."""
        tables = self.index.tables
        start = tables.posting_start[word]
        records = tables.posting_record[start : min(start + _FIRST_NAMES, tables.posting_start[word + 1])]
        return any(leaves_out_vowels(self.index.name_of(int(each))) for each in records)

    def _mended(self, form: NameForm) -> Sequence[NameWord]:
        """The words of a form, with unknown words joined or split where that gives known ones."""
        words = self.index.words
        if all(each.text in words for each in form.words):
            return form.words
        return list(self._mend(form.words, form.vowelless))[: kernels.MOST_WORDS]

    def _mend(self, form: Sequence[NameWord], vowelless: bool) -> Iterator[NameWord]:
        words = self.index.words
        position = 0
        while position < len(form):
            each = form[position]
            position += 1
            if each.text in words or each.part is not NamePart.PROPER:
                yield each
                continue
            following = form[position].text if position < len(form) else ""
            if following.isalpha() and each.text + following in words:
                yield NameWord(each.text + following, NamePart.PROPER)
                position += 1
                continue
            cut = self._cut(each.text)
            if cut:
                yield from (NameWord(piece, self._part(piece)) for piece in cut)
            elif vowelless and not self._misspellings.near(each.text) and (cut := self._misspellings.pieces(each.text)):
                yield from (NameWord(piece, NamePart.PROPER) for piece in cut)
            else:
                yield each

    def _cut(self, text: str) -> tuple[str, str] | None:
        """The two known words that a word is made of (``Policestation``), as what they stand for."""
        for at in range(4, len(text) - 3):
            if text[:at] in self.index.words and text[at:] in self.index.words:
                return self.index.meant(text[:at]), self.index.meant(text[at:])
        return None

    def _part(self, text: str) -> NamePart:
        return NamePart(self.index.tables.word_part[self.index.words[text]])

    def _as_understood(self, form: NameForm, hit: Hit) -> Hit:
        """A hit with the words of a form, those of the record in place of unknown ones that stand for them."""
        asked = self._mended(form)
        spelt = [
            each
            for at, each in enumerate(asked)
            if not hit.asked_bits >> at & 1 or each.text in self.index.words or each.part is NamePart.COUNTRY
        ]
        known = {each.text for each in asked}
        own = enumerate(self.index.words_of(hit.record))
        meant = [NameWord(text, part) for at, (text, part) in own if hit.name_bits >> at & 1 and text not in known]
        if len(spelt) == len(asked):
            return replace(hit, understood=tuple(asked))
        return replace(hit, understood=(*spelt, *meant), respelt=frozenset(word.text for word in meant))

    def _hits(self, found: kernels.TopRecords, lookups: Sequence[Lookup]) -> list[list[Hit]]:
        return [
            [
                self._hit(found, at, lookup.form)
                for place, at in enumerate(range(form * kernels.KEPT, form * kernels.KEPT + found.kept[form]))
                if place < NEAREST or found.odds[at] > UNLIKELY
            ]
            for form, lookup in enumerate(lookups)
        ]

    def _hit(self, found: kernels.TopRecords, at: int, form: NameForm) -> Hit:
        record = found.record[at]
        hit = Hit(
            unit=self.index.tables.record_unit[record],
            record=record,
            odds=found.odds[at],
            core=found.core[at],
            asked_bits=found.asked_bits[at],
            name_bits=found.name_bits[at],
            explained_bits=found.explained_bits[at],
            features=tuple(found.feature[at * kernels.FEATURES : (at + 1) * kernels.FEATURES]),
        )
        if hit.asked_bits and not all(each.text in self.index.words for each in form.words):
            hit = self._as_understood(form, hit)
        likely = max(hit.odds, hit.core) > TURNED
        if likely and hit.features[kernels.NUMBER_SHARED] and self._is_numbered_otherwise(form, record):
            return _turned(hit)
        if likely and (hit.explained_bits or hit.features[kernels.DISORDER]) and self._is_torn(form, hit):
            return _turned(hit)
        if likely and hit.features[kernels.DISORDER] and self._is_other_body(form, hit):
            return _turned(hit)
        if not (likely and hit.features[kernels.DISORDER] and hit.features[kernels.PROPER_SHARED] == 1.0):
            return hit
        own = proper_names(self.index.words_of(record))
        asked = proper_names((word.text, word.part) for word in form.words)
        return _turned(hit) if are_turned(asked, own) else hit

    def _is_numbered_otherwise(self, form: NameForm, record: int) -> bool:
        asked = numbered_words((word.text, word.part) for word in form.words)
        return bool(asked) and are_numbered_otherwise(asked, numbered_words(self.index.words_of(record)))

    def _is_other_body(self, form: NameForm, hit: Hit) -> bool:
        """Whether a form says that it is of another body than the one of which it has the words."""
        country = self.index.unit(hit.unit).country
        name = self.index.name_of(hit.record)
        return len(groups_of(name, country)) < 2 and is_other_body(form, form_of(name, country))

    def _is_torn(self, form: NameForm, hit: Hit) -> bool:
        """Whether a form tears the name of a unit, or those of its superiors, apart."""
        country = self.index.unit(hit.unit).country
        groups = groups_of(self.index.name_of(hit.record), country)
        for above in self.index.ancestors(hit.unit) if hit.explained_bits else ():
            named = [groups_of(name, country) for name in names_of(self.index.unit(above))]
            one = all(len(each) == 1 for each in named)
            groups += [frozenset().union(*(each[0] for each in named))] if one else [g for each in named for g in each]
        return are_torn([word.text for word in self._mended(form)], groups)


def without_likeness(hit: Hit) -> Hit:
    """A hit for a part of a name only, which is not the same name."""
    return replace(hit, features=(*hit.features[: kernels.EXACT], 0.0, *hit.features[kernels.EXACT + 1 :]))


def _turned(hit: Hit) -> Hit:
    """A hit whose proper names the query has in another order, or beside other levels: a candidate at most."""
    features = list(hit.features)
    features[kernels.EXACT] = 0.0
    return replace(hit, odds=min(hit.odds, TURNED), core=min(hit.core, TURNED), features=tuple(features), turned=True)


def _second_meaning(word: NameWord, country: str) -> str:
    """What else a word may stand for in the index: an acronym, or, in a known country, the country's name for
    "national" and vice versa ("National Police", "Cambodian Police"). Empty for none."""
    if word.part is NamePart.COUNTRY:
        return NATIONAL if country in word.countries else ""
    if word.text == NATIONAL:
        return f"@{country.lower()}" if country else ""
    return f"~{word.text}" if 1 < len(word.text) <= LONGEST_ACRONYM else ""
