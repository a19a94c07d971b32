"""Units that may be denied ones by their names, though nothing says that they are one: what the lists alone, without
the other sources, would be found to tell of them. Each is a question, which a person must answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain, combinations, product, starmap
from typing import TypeVar

from unitgraph.identity.alike import NEARLY, AlikeNames, ComparedName, bones, tasks_of, with_army
from unitgraph.identity.drafts import UnitDraft
from unitgraph.identity.mentions import Comparison, Identities, Mention, Reason, Verdict
from unitgraph.identity.names import is_table_word, may_be_one_place, name_of
from unitgraph.identity.numbered_acronyms import NumberedAcronyms
from unitgraph.identity.shared_words import SharedWords
from unitgraph.identity.superiors_in_names import NameWords, SuperiorsInNames, WordsOfUnit, words_of, words_of_unit
from unitgraph.identity.unread import Resolved
from unitgraph.identity.untranslated import UntranslatedNames
from unitgraph.lexicon.scripts import is_in_other_letters
from unitgraph.lexicon.tables import OPEN_COUNTRY
from unitgraph.match import Candidate, Match, Matcher, NamedUnit, Outcome, kernels
from unitgraph.match.forms import form_of
from unitgraph.match.kinds import forces_of, tells_force
from unitgraph.match.shortenings import initials, unaccented, written_words

HIGH, FEW = 100, 3
"""The number from which units of a country may be one by it, where so many have it at most."""
OF_FORCES = frozenset(
    {"force", "service", "corps", "command", "headquarters", "directorate", "department"}
    | {"state", "province", "oblast", "regional"}
)
"""Words that the name of a whole force has or has not."""
_MINISTRIES = frozenset({"ministry", "secretariat"})
_NearPair = tuple[int, int]
_NamesOfCountry = TypeVar("_NamesOfCountry", AlikeNames, NumberedAcronyms, UntranslatedNames)


def with_near(
    found: Identities,
    mentions: Sequence[Mention],
    drafts: Sequence[UnitDraft],
    denied: Sequence[int],
    distinct: Iterable[_NearPair] = (),
) -> Identities:
    """What a resolution of ``mentions``, those of ``drafts``, found, with a question for each unit whose name may mean
    a denied one as well, or is its initials. ``denied`` are the numbers of mentions that entries deny, ``distinct`` the
    pairs that rulings part.

    Units that one list denies, that one table gives rows of their own, that stand above one another, or whose
    countries, numbers, places or identifiers differ are not asked about.
    """
    if not denied:
        return found
    units = Resolved(found, mentions)
    settled = {frozenset(map(units.of, pair)) for pair in distinct}
    settled |= {frozenset(map(units.of, each[:2])) for each in found.questions}
    listed = _ListedNames(units, mentions, drafts, denied)
    asked: dict[frozenset[int], tuple[int, int, Comparison]] = {}
    of_names = ((*pair, True) for pair in listed.pairs())
    above = ((*pair, False) for pair in listed.named_with_superiors())
    for one, other, by_numbers in chain(of_names, above, ((*pair, True) for pair in listed.untranslated())):
        both = frozenset((one, other))
        if one != other and both not in settled and both not in asked and listed.may_be_one(one, other, by_numbers):
            pair = min(one, other), max(one, other)
            asked[both] = (*pair, Comparison(Verdict.OPEN, (Reason.NEAR,), pair, weak=True))
    return replace(found, questions=(*found.questions, *sorted(asked.values(), key=lambda each: each[:2])))


class _ListedNames:
    """The names of denied units, and of those above them. Units are known by the least numbers of their mentions."""

    def __init__(
        self, units: Resolved, mentions: Sequence[Mention], drafts: Sequence[UnitDraft], denied: Sequence[int]
    ) -> None:
        self._units = units
        self._mentions = mentions
        self._drafts = drafts
        self._denied = frozenset(denied)
        self._listed = dict.fromkeys(map(units.of, denied))
        self._countries = {drafts[each].country for each in denied}

    def pairs(self) -> Iterator[_NearPair]:
        """Each unit with each denied one that it may be by its names alone, and forces above denied ones with those
        that they may be."""
        yield from self._of_forces()
        yield from self._of_brackets()
        for unit, draft in enumerate(self._drafts):
            if draft.country in self._countries and self._units.of(unit) == unit:
                initials = (other for other in self._of_initials(unit) if other != unit)
                yield from ((unit, other) for other in initials if not self._are_known_apart(unit, other))
                yield from self._alike_with(unit)
                yield from self._of_acronyms(unit)
        asked = [(unit, name) for unit in self._compared() for name in self._names(unit)]
        texts = dict.fromkeys((name, self._country(unit)) for unit, name in asked)
        told = dict(zip(texts, map(_candidates, self._matcher.match_many(texts)), strict=True))
        for unit, name in asked:
            for each in told[name, self._country(unit)]:
                other = int(each.unit.iri)
                if other in self._listed and other != unit and self._is_near(unit, other, each):
                    yield unit, other

    def named_with_superiors(self) -> Iterator[_NearPair]:
        """Each unit with each denied one of which one has a name with words of what is above the other more."""
        listed = SuperiorsInNames(((unit, self._told(unit)) for unit in self._listed), self._words_above)
        for unit, draft in enumerate(self._drafts):
            ours = draft.country in self._countries and draft.country != OPEN_COUNTRY
            if ours and self._units.of(unit) == unit and not self._mentions[unit].placeholder:
                for other, tells in listed.of(unit, self._told(unit)):
                    if other != unit and (tells or self._are_close(unit, other)):
                        yield unit, other

    def _told(self, unit: int) -> WordsOfUnit:
        names = (name for each in self._members(unit) for name in each.names)
        return words_of_unit(self._drafts[unit].country, names, self._initials(unit) | self._pairs_of_letters(unit))

    def _pairs_of_letters(self, unit: int) -> set[str]:
        """The initials of names of two words, which tell something beside the name of a superior only."""
        written = (written_words(self._drafts[each].name) for each in self._units.members(unit))
        return {unaccented(one[0] + other[0]).lower() for one, other in (w for w in written if len(w) == 2)}

    def _words_above(self, unit: int) -> NameWords:
        found: set[str] = set()
        for above in (unit, *self._units.ancestors(unit)):
            for each in self._members(above):
                found.update(word for site in each.sites for word in site)
                for name in each.names if above != unit else ():
                    found.update(words_of(name), name.acronyms)
            found.update(self._initials(above) if above != unit else ())
        return frozenset(found)

    def _alike_with(self, unit: int) -> Iterator[_NearPair]:
        """A unit with the denied ones of its country that have nearly a name of its own, word by word."""
        listed = self._alike.get(self._drafts[unit].country)
        if listed is None or self._mentions[unit].placeholder:
            return
        for name in self._written(unit):
            # Each of several forces may have an office with one task: where nothing stands above, that is too little.
            vague = len(tasks_of(name.name)) == 1
            for other in listed.of(name):
                placed = not vague or (self._superiors(unit) and self._superiors(other))
                if other != unit and placed and self._are_close(unit, other):
                    yield unit, other

    @cached_property
    def _alike(self) -> dict[str, AlikeNames]:
        return self._by_country(AlikeNames, self._written)

    def _of_acronyms(self, unit: int) -> Iterator[_NearPair]:
        """A unit with the denied ones near it of whose acronym with a number a letter may be missing."""
        listed = self._acronyms.get(self._drafts[unit].country)
        for other in chain.from_iterable(map(listed.of, self._compared_names(unit))) if listed else ():
            if other != unit and self._are_close(unit, other):
                yield unit, other

    @cached_property
    def _acronyms(self) -> dict[str, NumberedAcronyms]:
        return self._by_country(NumberedAcronyms, self._compared_names)

    def untranslated(self) -> Iterator[_NearPair]:
        """Each unit with each denied one of its country of which one may have the name of the other in words that no
        table has, and that are of no other force."""
        for unit, draft in enumerate(self._drafts):
            listed = self._untranslated.get(draft.country)
            if listed is not None and self._units.of(unit) == unit and not self._mentions[unit].placeholder:
                for other in dict.fromkeys(chain.from_iterable(map(listed.of, self._compared_names(unit)))):
                    if other != unit and self._may_be_of_one_force(unit, other):
                        yield unit, other

    @cached_property
    def _untranslated(self) -> dict[str, UntranslatedNames]:
        return self._by_country(UntranslatedNames, self._compared_names)

    def _by_country(
        self, kind: Callable[[], _NamesOfCountry], names_of: Callable[[int], Iterator[ComparedName]]
    ) -> dict[str, _NamesOfCountry]:
        """The denied units of each country by their names."""
        found: dict[str, _NamesOfCountry] = {}
        for unit in self._listed:
            names = found.setdefault(self._drafts[unit].country, kind())
            for name in names_of(unit):
                names.add(name, unit)
        return found

    def _compared_names(self, unit: int) -> Iterator[ComparedName]:
        """All names of a unit, with its places."""
        yield from self._written(unit)
        country = self._drafts[unit].country
        for each in self._units.members(unit):
            texts = self._drafts[each].names()[1]
            yield from (ComparedName(name_of(text, country), text, country) for text in texts)

    def _may_be_of_one_force(self, one: int, other: int) -> bool:
        """Whether two units and what stands above them tell no different kinds of force."""
        first, second = self._forces(one), self._forces(other)
        return not first or not second or not first.isdisjoint(second)

    def _forces(self, unit: int) -> frozenset[str]:
        names = (self._drafts[each] for each in (unit, *self._units.ancestors(unit)))
        return frozenset().union(*(forces_of(form_of(each.name, each.country)) for each in names))

    def _written(self, unit: int) -> Iterator[ComparedName]:
        for each in self._units.members(unit):
            yield ComparedName(self._mentions[each].name, self._drafts[each].name, self._drafts[each].country)

    def _compared(self) -> Iterator[int]:
        """The units of the countries of denied ones; of all where that of a denied one is open."""
        countries = {*self._countries, OPEN_COUNTRY}
        everywhere = OPEN_COUNTRY in self._countries
        for number, draft in enumerate(self._drafts):
            if not (everywhere or draft.country in countries) or self._mentions[number].placeholder:
                continue
            if self._units.of(number) == number and (
                draft.unread or self._words.may_share(draft.country, self._members(number))
            ):
                yield number

    def _members(self, unit: int) -> list[Mention]:
        return [self._mentions[each] for each in self._units.members(unit)]

    @cached_property
    def _words(self) -> SharedWords:
        return SharedWords(
            (self._drafts[unit].country, each, self._initials(unit))
            for unit in self._listed
            for each in self._members(unit)
        )

    def _country(self, unit: int) -> str | None:
        country = self._drafts[unit].country
        return None if country == OPEN_COUNTRY else country

    def _names(self, unit: int) -> Iterable[str]:
        """All names of a unit, that of its first mention first."""
        found: dict[str, None] = {}
        for each in self._units.members(unit):
            name, others = self._drafts[each].names()
            found |= dict.fromkeys((name, *others))
        return found

    @cached_property
    def _matcher(self) -> Matcher:
        above = {each for unit in self._listed for each in self._units.ancestors(unit)}
        return Matcher(self._named(unit) for unit in sorted(above.union(self._listed)))

    def _named(self, unit: int) -> NamedUnit:
        members = self._units.members(unit)
        name, *others = self._names(unit)
        places = sorted({place for each in members for place in self._drafts[each].places})
        superiors = tuple(map(str, sorted(self._superiors(unit))))
        return NamedUnit(str(unit), name, self._drafts[unit].country, tuple(others), superiors, tuple(places))

    def _superiors(self, unit: int) -> set[int]:
        members = self._units.members(unit)
        return {self._units.of(above) for each in members for above in self._mentions[each].superiors} - {unit}

    def _is_near(self, unit: int, other: int, each: Candidate) -> bool:
        """Whether a unit may be the denied one that a candidate is, by what stands above the two. Of equal names it was
        decided before; less alike ones are near below one superior only, unless one of them is told without any."""
        if each.values[kernels.EXACT] or each.values[kernels.PROPER_NONE] or each.values[kernels.PROPER_SWAPPED]:
            return False
        if each.values[kernels.PROPER_SHARED] and each.score >= NEARLY:
            return True
        return self._are_close(unit, other)

    def _are_close(self, unit: int, other: int) -> bool:
        """Whether two units stand below one superior, or one of them is told without any, or hardly any
        other has their high number."""
        mine, others = self._superiors(unit), self._superiors(other)
        apart = mine.isdisjoint(self._units.ancestors(other)) and others.isdisjoint(self._units.ancestors(unit))
        if not mine or not others or not apart or self._have_a_rare_number(unit, other):
            return True
        return any(self._are_of_one_force(one, another) for one in mine for another in others)

    def _are_known_apart(self, unit: int, other: int) -> bool:
        """Whether one table tells all superiors of one unit from those of the other, none of which stand above both."""
        pairs = list(product(self._superiors(unit), self._superiors(other)))
        told = (product(self._units.members(one), self._units.members(another)) for one, another in pairs)
        return (
            bool(pairs)
            and not self._are_close(unit, other)
            and all(any(starmap(self._are_side_by_side, each)) for each in told)
        )

    def _are_of_one_force(self, one: int, other: int) -> bool:
        """Whether two superiors may be one force of a place, which sources call otherwise."""
        names = [
            {(frozenset(name.core) - OF_FORCES, name.telling) for each in self._members(unit) for name in each.names}
            for unit in (one, other)
        ]
        return any(telling for _, telling in names[0] & names[1])

    def _have_a_rare_number(self, unit: int, other: int) -> bool:
        country = self._drafts[unit].country
        numbers = {
            name.designators for each in (unit, other) for mention in self._members(each) for name in mention.names
        }
        (number,) = numbers if len(numbers) == 1 else ((),)
        high = any(each.isdecimal() and int(each) >= HIGH for each in number)
        return high and len(self._numbered[country, number]) <= FEW

    @cached_property
    def _numbered(self) -> defaultdict[tuple[str, tuple[str, ...]], set[int]]:
        """The units of each country that have a number or letter in their own name."""
        found: defaultdict[tuple[str, tuple[str, ...]], set[int]] = defaultdict(set)
        for number, mention in enumerate(self._mentions):
            if mention.name.designators:
                found[self._drafts[number].country, mention.name.designators].add(self._units.of(number))
        return found

    def _of_brackets(self) -> Iterator[_NearPair]:
        """Each unit with each denied one of which one has the other's name in brackets, which may be another name of
        its own (``Lorna Special Police (Mirna Police)``) or what is above it."""
        named: defaultdict[tuple[str, tuple[str, ...]], set[int]] = defaultdict(set)
        added: defaultdict[tuple[str, tuple[str, ...]], set[int]] = defaultdict(set)
        for number, mention in enumerate(self._mentions):
            country = self._drafts[number].country
            if country in self._countries and not mention.placeholder:
                named[country, mention.name.core].add(self._units.of(number))
                for words in mention.name.qualifiers:
                    if tells_force(words):
                        added[country, words].add(self._units.of(number))
        for key, units in added.items():
            pairs = product(units, named.get(key, ()))
            yield from (pair for pair in pairs if not self._listed.keys().isdisjoint(pair))

    def _of_forces(self) -> Iterator[_NearPair]:
        """Units that may be one force, which one source calls so and another does not (``Velabad Police Force``;
        ``Kordorian National Police``), or one ministry, of which one source tells more tasks, where one of them is
        denied or a denied unit stands below it. A part of a force is named with another level."""
        above = {each for unit in self._listed for each in (unit, *self._units.ancestors(unit))}
        countries = {self._drafts[each].country for each in above}
        found: defaultdict[tuple[object, ...], dict[int, bool]] = defaultdict(dict)
        by_sound: defaultdict[tuple[object, ...], dict[int, bool]] = defaultdict(dict)
        ministries: defaultdict[str, dict[tuple[int, frozenset[str]], None]] = defaultdict(dict)
        for number, mention in enumerate(self._mentions if above else ()):
            name, country = mention.name, self._drafts[number].country
            if country not in countries or mention.placeholder:
                continue
            unit, of_ministry = self._units.of(number), not _MINISTRIES.isdisjoint(name.core)
            if of_ministry:
                ministries[country][unit, frozenset(name.core)] = None
            if "force" in name.core and name.telling:
                sounds = frozenset(word if is_table_word(word) else bones(word) for word in name.core)
                by_sound[country, sounds, name.designators][unit] = is_in_other_letters(self._drafts[number].name)
            told = with_army(name.core)
            if of_ministry or "army" in told or forces_of(form_of(self._drafts[number].name, country)):
                core = tuple(sorted(told - OF_FORCES - (set() if name.telling else {"national"})))
                units = found[country, core, name.designators, name.qualifiers]
                units[unit] = bool(name.telling) or name.national or units.get(unit, False)
        for units in found.values():
            if any(units.values()):
                yield from (pair for pair in combinations(units, 2) if not above.isdisjoint(pair))
        for scripts in by_sound.values():
            pairs = combinations(scripts, 2)
            yield from (
                pair for pair in pairs if scripts[pair[0]] is not scripts[pair[1]] and not above.isdisjoint(pair)
            )
        for names in ministries.values():
            for (one, words), (other, more) in product([each for each in names if each[0] in above], names):
                if words < more or more < words:
                    yield one, other

    def _of_initials(self, unit: int) -> Iterator[int]:
        """The denied units of which a unit has the initials, and those that have the initials of a name of its own."""
        shorts, longs = self._by_initials
        country = self._drafts[unit].country
        for letters in self._initials(unit) if shorts else ():
            yield from shorts.get((country, letters), ())
        for letters in self._short(unit):
            yield from longs.get((country, letters), ())

    @cached_property
    def _by_initials(self) -> tuple[dict[tuple[str, str], list[int]], dict[tuple[str, str], list[int]]]:
        """The denied units of a country by what they are called in short, and by the initials of what they are called
        at length."""
        shorts: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        longs: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for unit in self._listed:
            country = self._drafts[unit].country
            for letters in self._short(unit):
                shorts[country, letters].append(unit)
            for letters in self._initials(unit):
                longs[country, letters].append(unit)
        return shorts, longs

    def _short(self, unit: int) -> set[str]:
        """Its names of one word, which may be the initials of another: none that are those of another name of its
        own."""
        names = (name for each in self._units.members(unit) for name in self._mentions[each].names)
        found = {name.core[0].lstrip("~") for name in names if len(name.core) == 1 and not name.designators}
        short = {each for each in found if 3 <= len(each) <= 8}
        return short.difference(self._initials(unit)) if short else short

    def _initials(self, unit: int) -> set[str]:
        drafts = (self._drafts[each] for each in self._units.members(unit))
        return {each for draft in drafts for each in initials(form_of(draft.name, draft.country), draft.name)}

    def may_be_one(self, one: int, other: int, by_numbers: bool = True) -> bool:
        """Whether nothing parts two units; different numbers and letters do ``by_numbers``."""
        units = self._units
        if other in units.ancestors(one) or one in units.ancestors(other):
            return False
        if any(starmap(self._are_side_by_side, product(units.members(one), units.members(other)))):
            return False
        first, second = self._members(one), self._members(other)
        numbers = [{each.name.designators for each in group} for group in (first, second)]
        if by_numbers and numbers[0].isdisjoint(numbers[1]):
            return False
        names = [{each.name.core for each in group} for group in (first, second)]
        places = [
            {place for each in group for place in each.name.qualifiers | each.sites} - beside
            for group, beside in ((first, names[1]), (second, names[0]))
        ]
        if not all(places) or may_be_one_place(*places):
            return True
        told = ((place, name) for at in (0, 1) for place, name in product(places[at], names[1 - at]))
        return any(set(place) <= set(name) for place, name in told)

    def _are_side_by_side(self, one: int, other: int) -> bool:
        """Whether one source tells two mentions apart: a list that denies both, a table in which both have a row of
        their own, or two identifiers of one scheme."""
        first, second = self._drafts[one], self._drafts[other]
        if one in self._denied and other in self._denied and _lists(first) & _lists(second):
            return True
        if first.row_identifier and second.row_identifier and first.tables() & second.tables():
            return True
        schemes = [each.identifier[0] for each in (self._mentions[one], self._mentions[other]) if each.identifier]
        return len(schemes) == 2 and schemes[0] == schemes[1]


def _lists(draft: UnitDraft) -> set[str]:
    return {each.list for each in draft.entries or ()}


def _candidates(match: Match) -> tuple[Candidate, ...]:
    """The units that a name means, or nearly means."""
    if match.outcome is Outcome.BELOW:
        return ()
    if match.outcome is Outcome.UNKNOWN:
        return tuple(each for each in match.candidates if each.score >= NEARLY)
    return match.candidates
