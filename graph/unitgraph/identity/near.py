"""Units that may be denied ones by their names, though nothing says that they are one: what the lists alone, without
the other sources, would be found to tell of them. Each is a question, which a person must answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain
from typing import TypeVar

from unitgraph.identity.alike import NEARLY, AlikeNames, ComparedName, tasks_of
from unitgraph.identity.closeness import Closeness
from unitgraph.identity.drafts import UnitDraft
from unitgraph.identity.mentions import Comparison, Identities, Mention, Reason, Verdict
from unitgraph.identity.near_forces import named_in_brackets, near_forces
from unitgraph.identity.near_initials import ListedInitials
from unitgraph.identity.near_units import NearPair, NearUnits
from unitgraph.identity.numbered_acronyms import NumberedAcronyms
from unitgraph.identity.shared_words import SharedWords
from unitgraph.identity.superiors_in_names import NameWords, SuperiorsInNames, WordsOfUnit, words_of, words_of_unit
from unitgraph.identity.unread import Resolved
from unitgraph.identity.untranslated import UntranslatedNames
from unitgraph.lexicon.tables import OPEN_COUNTRY
from unitgraph.match import Candidate, Match, Matcher, Outcome, kernels
from unitgraph.match.shortenings import unaccented, written_words

_NamesOfCountry = TypeVar("_NamesOfCountry", AlikeNames, NumberedAcronyms, UntranslatedNames)


def with_near(
    found: Identities,
    mentions: Sequence[Mention],
    drafts: Sequence[UnitDraft],
    denied: Sequence[int],
    distinct: Iterable[NearPair] = (),
) -> Identities:
    """What a resolution of ``mentions``, those of ``drafts``, found, with a question for each unit whose name may mean
    a denied one as well, or is its initials. ``denied`` are the numbers of mentions that entries deny, ``distinct`` the
    pairs that rulings part.

    Units that one list denies, that one table gives rows of their own, that stand above one another, or whose
    countries, numbers, places or identifiers differ are not asked about.
    """
    if not denied:
        return found
    units = NearUnits(Resolved(found, mentions), mentions, drafts)
    settled = {frozenset(map(units.of, pair)) for pair in distinct}
    settled |= {frozenset(map(units.of, each[:2])) for each in found.questions}
    closeness = Closeness(units, frozenset(denied))
    listed = _ListedNames(units, closeness, denied)
    asked: dict[frozenset[int], tuple[int, int, Comparison]] = {}
    of_names = ((*pair, True) for pair in listed.pairs())
    above = ((*pair, False) for pair in listed.named_with_superiors())
    for one, other, by_numbers in chain(of_names, above, ((*pair, True) for pair in listed.untranslated())):
        both = frozenset((one, other))
        if one != other and both not in settled and both not in asked and closeness.may_be_one(one, other, by_numbers):
            pair = min(one, other), max(one, other)
            asked[both] = (*pair, Comparison(Verdict.OPEN, (Reason.NEAR,), pair, weak=True))
    return replace(found, questions=(*found.questions, *sorted(asked.values(), key=lambda each: each[:2])))


class _ListedNames:
    """The names of denied units, and of those above them. Units are known by the least numbers of their mentions."""

    def __init__(self, units: NearUnits, closeness: Closeness, denied: Sequence[int]) -> None:
        self._units = units
        self._closeness = closeness
        self._listed = dict.fromkeys(map(units.of, denied))
        self._countries = set(map(units.country, denied))

    def pairs(self) -> Iterator[NearPair]:
        """Each unit with each denied one that it may be by its names alone, and forces above denied ones with those
        that they may be."""
        yield from near_forces(self._units, self._listed)
        yield from named_in_brackets(self._units, self._listed, self._countries)
        of_initials = ListedInitials(self._units, self._listed)
        for unit, draft in enumerate(self._units.drafts):
            if draft.country in self._countries and self._units.of(unit) == unit:
                initials = (other for other in of_initials.of(unit) if other != unit)
                yield from ((unit, other) for other in initials if not self._closeness.are_known_apart(unit, other))
                yield from self._alike_with(unit)
                yield from self._of_acronyms(unit)
        asked = [(unit, name) for unit in self._compared() for name in self._units.names(unit)]
        texts = dict.fromkeys((name, self._country(unit)) for unit, name in asked)
        told = dict(zip(texts, map(_candidates, self._matcher.match_many(texts)), strict=True))
        for unit, name in asked:
            for each in told[name, self._country(unit)]:
                other = int(each.unit.iri)
                if other in self._listed and other != unit and self._is_near(unit, other, each):
                    yield unit, other

    def named_with_superiors(self) -> Iterator[NearPair]:
        """Each unit with each denied one of which one has a name with words of what is above the other more."""
        listed = SuperiorsInNames(((unit, self._told(unit)) for unit in self._listed), self._words_above)
        for unit, draft in enumerate(self._units.drafts):
            ours = draft.country in self._countries and draft.country != OPEN_COUNTRY
            if ours and self._units.of(unit) == unit and not self._units.mentions[unit].placeholder:
                for other, tells in listed.of(unit, self._told(unit)):
                    if other != unit and (tells or self._closeness.are_close(unit, other)):
                        yield unit, other

    def _told(self, unit: int) -> WordsOfUnit:
        names = (name for each in self._units.members(unit) for name in each.names)
        short = self._units.initials(unit) | self._pairs_of_letters(unit)
        return words_of_unit(self._units.country(unit), names, short)

    def _pairs_of_letters(self, unit: int) -> set[str]:
        """The initials of names of two words, which tell something beside the name of a superior only."""
        written = (written_words(self._units.drafts[each].name) for each in self._units.numbers(unit))
        return {unaccented(one[0] + other[0]).lower() for one, other in (w for w in written if len(w) == 2)}

    def _words_above(self, unit: int) -> NameWords:
        found: set[str] = set()
        for above in (unit, *self._units.ancestors(unit)):
            for each in self._units.members(above):
                found.update(word for site in each.sites for word in site)
                for name in each.names if above != unit else ():
                    found.update(words_of(name), name.acronyms)
            found.update(self._units.initials(above) if above != unit else ())
        return frozenset(found)

    def _alike_with(self, unit: int) -> Iterator[NearPair]:
        """A unit with the denied ones of its country that have nearly a name of its own, word by word."""
        listed = self._alike.get(self._units.country(unit))
        if listed is None or self._units.mentions[unit].placeholder:
            return
        for name in self._units.written(unit):
            # Each of several forces may have an office with one task: where nothing stands above, that is too little.
            vague = len(tasks_of(name.name)) == 1
            for other in listed.of(name):
                placed = not vague or (self._units.superiors(unit) and self._units.superiors(other))
                if other != unit and placed and self._closeness.are_close(unit, other):
                    yield unit, other

    @cached_property
    def _alike(self) -> dict[str, AlikeNames]:
        return self._by_country(AlikeNames, self._units.written)

    def _of_acronyms(self, unit: int) -> Iterator[NearPair]:
        """A unit with the denied ones near it of whose acronym with a number a letter may be missing."""
        listed = self._acronyms.get(self._units.country(unit))
        for other in chain.from_iterable(map(listed.of, self._units.compared_names(unit))) if listed else ():
            if other != unit and self._closeness.are_close(unit, other):
                yield unit, other

    @cached_property
    def _acronyms(self) -> dict[str, NumberedAcronyms]:
        return self._by_country(NumberedAcronyms, self._units.compared_names)

    def untranslated(self) -> Iterator[NearPair]:
        """Each unit with each denied one of its country of which one may have the name of the other in words that no
        table has, and that are of no other force."""
        for unit, draft in enumerate(self._units.drafts):
            listed = self._untranslated.get(draft.country)
            if listed is not None and self._units.of(unit) == unit and not self._units.mentions[unit].placeholder:
                for other in dict.fromkeys(chain.from_iterable(map(listed.of, self._units.compared_names(unit)))):
                    if other != unit and self._closeness.may_be_of_one_force(unit, other):
                        yield unit, other

    @cached_property
    def _untranslated(self) -> dict[str, UntranslatedNames]:
        return self._by_country(UntranslatedNames, self._units.compared_names)

    def _by_country(
        self, kind: Callable[[], _NamesOfCountry], names_of: Callable[[int], Iterator[ComparedName]]
    ) -> dict[str, _NamesOfCountry]:
        """The denied units of each country by their names."""
        found: dict[str, _NamesOfCountry] = {}
        for unit in self._listed:
            names = found.setdefault(self._units.country(unit), kind())
            for name in names_of(unit):
                names.add(name, unit)
        return found

    def _compared(self) -> Iterator[int]:
        """The units of the countries of denied ones; of all where that of a denied one is open."""
        countries = {*self._countries, OPEN_COUNTRY}
        everywhere = OPEN_COUNTRY in self._countries
        for number, draft in enumerate(self._units.drafts):
            if not (everywhere or draft.country in countries) or self._units.mentions[number].placeholder:
                continue
            if self._units.of(number) == number and (
                draft.unread or self._words.may_share(draft.country, self._units.members(number))
            ):
                yield number

    @cached_property
    def _words(self) -> SharedWords:
        return SharedWords(
            (self._units.country(unit), each, self._units.initials(unit))
            for unit in self._listed
            for each in self._units.members(unit)
        )

    def _country(self, unit: int) -> str | None:
        country = self._units.country(unit)
        return None if country == OPEN_COUNTRY else country

    @cached_property
    def _matcher(self) -> Matcher:
        above = {each for unit in self._listed for each in self._units.ancestors(unit)}
        return Matcher(self._units.named(unit) for unit in sorted(above.union(self._listed)))

    def _is_near(self, unit: int, other: int, each: Candidate) -> bool:
        """Whether a unit may be the denied one that a candidate is, by what stands above the two. Of equal names it was
        decided before; less alike ones are near below one superior only, unless one of them is told without any."""
        if each.values[kernels.EXACT] or each.values[kernels.PROPER_NONE] or each.values[kernels.PROPER_SWAPPED]:
            return False
        if each.values[kernels.PROPER_SHARED] and each.score >= NEARLY:
            return True
        return self._closeness.are_close(unit, other)


def _candidates(match: Match) -> tuple[Candidate, ...]:
    """The units that a name means, or nearly means."""
    if match.outcome is Outcome.BELOW:
        return ()
    if match.outcome is Outcome.UNKNOWN:
        return tuple(each for each in match.candidates if each.score >= NEARLY)
    return match.candidates
