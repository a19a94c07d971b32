"""Units that may be denied ones by their names, though nothing says that they are one: what the lists alone, without
the other sources, would be found to tell of them. Each is a question, which a person must answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from itertools import chain, starmap
from typing import TypeVar

from unitgraph.identity.alike import NEARLY, AlikeNames, tasks_of
from unitgraph.identity.closeness import Closeness
from unitgraph.identity.compared_names import ComparedName
from unitgraph.identity.drafts import UnitDraft
from unitgraph.identity.mentions import Comparison, Identities, Mention, Reason, Verdict
from unitgraph.identity.near_forces import named_in_brackets, near_forces
from unitgraph.identity.near_initials import ListedInitials
from unitgraph.identity.near_units import NearPair, NearUnits
from unitgraph.identity.numbered_acronyms import NumberedAcronyms
from unitgraph.identity.rivals import Rivals
from unitgraph.identity.shared_words import SharedWords
from unitgraph.identity.superiors_in_names import NameWords, SuperiorsInNames, WordsOfUnit, words_of, words_of_unit
from unitgraph.identity.unread import Resolved
from unitgraph.identity.untranslated import UntranslatedNames, without_acronyms
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
    settled = {_pair(*map(units.of, pair)) for pair in distinct}
    open_pairs = {_pair(*map(units.of, each[:2])) for each in found.questions} - settled
    closeness = Closeness(units, frozenset(denied), open_pairs)
    listed = _ListedNames(units, denied)
    sure, alike, weak = list(listed.sure()), list(listed.alike()), list(listed.weak())
    strong = _asked((*sure, *alike), settled | open_pairs, closeness)
    rivals = Rivals(units, closeness, open_pairs | strong)
    by_words = strong.intersection(near.pair for near in alike).difference(near.pair for near in sure)
    strong -= {pair for pair in by_words if rivals.has_nearer(*pair, strictly=True)}
    less = _asked(weak, settled | open_pairs | strong | by_words, closeness)
    asked = strong.union(pair for pair in less if not rivals.has_nearer(*pair, strictly=False))
    more = ((*pair, Comparison(Verdict.OPEN, (Reason.NEAR,), pair, weak=True)) for pair in sorted(asked))
    return replace(found, questions=(*found.questions, *more))


def _pair(one: int, other: int) -> NearPair:
    return min(one, other), max(one, other)


def _asked(near: Iterable[_NearPairing], known: set[NearPair], closeness: Closeness) -> set[NearPair]:
    """The pairs that are asked about beside ``known`` ones. Units below two that may be one are close then."""
    waiting = [each for each in dict.fromkeys(near) if each.one != each.other and each.pair not in known]
    asked: set[NearPair] = set()
    while True:
        new = {each.pair for each in waiting if each.pair not in asked and _may_be_one(each, closeness)}
        if not new:
            return asked
        asked |= new
        closeness.add(new)
        waiting = [each for each in waiting if each.needs in (_Needs.CLOSE, _Needs.NOT_APART)]


class _Needs(Enum):
    """What must speak for two units being one beside their names."""

    NOTHING = "nothing"
    ONE_FORCE = "no other kind of force"
    NOT_APART = "no table that tells all superiors of one from those of the other"
    CLOSE = "a superior of both"


@dataclass(frozen=True, slots=True)
class _NearPairing:
    """Two units that may be one by their names."""

    one: int
    other: int
    needs: _Needs = _Needs.NOTHING
    by_numbers: bool = True

    @property
    def pair(self) -> NearPair:
        return _pair(self.one, self.other)


def _may_be_one(near: _NearPairing, closeness: Closeness) -> bool:
    one, other = near.one, near.other
    told = {
        _Needs.CLOSE: closeness.are_close,
        _Needs.ONE_FORCE: closeness.may_be_of_one_force,
        _Needs.NOT_APART: lambda *pair: not closeness.are_known_apart(*pair),
    }
    is_told = told.get(near.needs)
    return (is_told is None or is_told(one, other)) and closeness.may_be_one(one, other, near.by_numbers)


class _ListedNames:
    """The names of denied units, and of those above them. Units are known by the least numbers of their mentions."""

    def __init__(self, units: NearUnits, denied: Sequence[int]) -> None:
        self._units = units
        self._listed = dict.fromkeys(map(units.of, denied))
        self._countries = set(map(units.country, denied))

    def sure(self) -> Iterator[_NearPairing]:
        """Each unit with each denied one that it may be by its names, and forces above denied ones with those that
        they may be."""
        yield from starmap(_NearPairing, near_forces(self._units, self._listed))
        yield from starmap(_NearPairing, named_in_brackets(self._units, self._listed, self._countries))
        of_initials = ListedInitials(self._units, self._listed)
        for unit, draft in enumerate(self._units.drafts):
            if draft.country in self._countries and self._units.of(unit) == unit:
                yield from (_NearPairing(unit, other, _Needs.NOT_APART) for other in of_initials.of(unit))
                yield from self._of_acronyms(unit)
        yield from (near for near, sure in self._matched if sure)
        yield from self._named_with_superiors()

    def weak(self) -> Iterator[_NearPairing]:
        """Each unit with each denied one of which it has nearly a name, though less speaks for it."""
        yield from (near for near, sure in self._matched if not sure)
        yield from self._in_other_words()

    @cached_property
    def _matched(self) -> list[tuple[_NearPairing, bool]]:
        """Units with denied ones that a search for their names finds, and whether it finds hardly another."""
        asked = [(unit, name) for unit in self._compared() for name in self._units.names(unit)]
        texts = dict.fromkeys((name, self._country(unit)) for unit, name in asked)
        told = dict(zip(texts, map(_candidates, self._matcher.match_many(texts)), strict=True))
        return [
            (near, each.score >= NEARLY)
            for unit, name in asked
            for each in told[name, self._country(unit)]
            if int(each.unit.iri) in self._listed and (near := self._by_search(unit, each)) is not None
        ]

    def _by_search(self, unit: int, each: Candidate) -> _NearPairing | None:
        """What must speak for a unit being the denied one that a candidate is. Of equal names it was decided before;
        less alike ones are near below one superior only, unless one of them is told without any. What is likely for a
        unit that the search knows by its own name, the scores of others do not tell."""
        values = each.values
        if values[kernels.EXACT] or values[kernels.PROPER_NONE] or values[kernels.PROPER_SWAPPED]:
            return None
        shared = values[kernels.PROPER_SHARED] or values[kernels.NUMBER_SHARED]
        if each.score < LEAST and not (unit in self._searched and shared):
            return None
        sure = values[kernels.PROPER_SHARED] and each.score >= NEARLY
        return _NearPairing(unit, int(each.unit.iri), _Needs.NOTHING if sure else _Needs.CLOSE)

    def _named_with_superiors(self) -> Iterator[_NearPairing]:
        """Each unit with each denied one of which one has a name with words of what is above the other more."""
        listed = SuperiorsInNames(((unit, self._told(unit)) for unit in self._listed), self._words_above)
        for unit, draft in enumerate(self._units.drafts):
            ours = draft.country in self._countries and draft.country != OPEN_COUNTRY
            if ours and self._units.of(unit) == unit and not self._units.mentions[unit].placeholder:
                for other, tells in listed.of(unit, self._told(unit)):
                    yield _NearPairing(unit, other, _Needs.NOTHING if tells else _Needs.CLOSE, by_numbers=False)

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

    def alike(self) -> Iterator[_NearPairing]:
        """Each unit with each denied one of its country that has nearly a name of its own, word by word."""
        for unit, draft in enumerate(self._units.drafts):
            listed = self._alike.get(draft.country)
            if listed is None or self._units.of(unit) != unit or self._units.mentions[unit].placeholder:
                continue
            for name in self._units.written(unit):
                # Each of several forces may have an office with one task: with nothing above it, that is too little.
                vague = len(tasks_of(name.name)) == 1
                for other in listed.of(name):
                    if not vague or (self._units.superiors(unit) and self._units.superiors(other)):
                        yield _NearPairing(unit, other, _Needs.CLOSE, by_numbers=False)

    @cached_property
    def _alike(self) -> dict[str, AlikeNames]:
        return self._by_country(AlikeNames, self._units.written)

    def _of_acronyms(self, unit: int) -> Iterator[_NearPairing]:
        """A unit with the denied ones near it of whose acronym with a number a letter may be missing."""
        listed = self._acronyms.get(self._units.country(unit))
        for other in chain.from_iterable(map(listed.of, self._units.compared_names(unit))) if listed else ():
            yield _NearPairing(unit, other, _Needs.CLOSE)

    @cached_property
    def _acronyms(self) -> dict[str, NumberedAcronyms]:
        return self._by_country(NumberedAcronyms, self._units.compared_names)

    def _in_other_words(self) -> Iterator[_NearPairing]:
        """Each unit with each denied one of its country of which one may have the name of the other in words that no
        table has, and that are of no other force."""
        for unit, draft in enumerate(self._units.drafts):
            listed = self._untranslated.get(draft.country)
            if listed is not None and self._units.of(unit) == unit and not self._units.mentions[unit].placeholder:
                for other in dict.fromkeys(chain.from_iterable(map(listed.of, self._full_names(unit)))):
                    yield _NearPairing(unit, other, _Needs.ONE_FORCE)

    @cached_property
    def _untranslated(self) -> dict[str, UntranslatedNames]:
        return self._by_country(UntranslatedNames, self._full_names)

    def _full_names(self, unit: int) -> Iterator[ComparedName]:
        return iter(without_acronyms(self._units.compared_names(unit)))

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
    def _searched(self) -> set[int]:
        return {above for unit in self._listed for above in (unit, *self._units.ancestors(unit))}

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher(map(self._units.named, sorted(self._searched)))


LEAST = 0.05
"""The score from which a search may mean a unit."""


def _candidates(match: Match) -> tuple[Candidate, ...]:
    """The units that a name means, or nearly means."""
    if match.outcome is Outcome.BELOW:
        return ()
    if match.outcome is Outcome.UNKNOWN:
        return tuple(each for each in match.candidates if each.score >= NEARLY)
    return match.candidates
