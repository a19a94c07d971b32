"""What the names of all mentions together say of one of them: which words, names and aliases tell a unit, and which do
not because many units bear them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from unitgraph.identity.mentions import Mention
from unitgraph.identity.names import Name, is_table_word
from unitgraph.match.kinds import is_above_forces, tells_force
from unitgraph.match.vocabulary import NamePart, part_table
from unitgraph.system.closure import reached

COMMON = 3
"""A word that more core names of a country have tells no unit by itself."""

HIGH = 100
"""The least number that hardly two forces have."""

_FORMATIONS = frozenset({"battalion", "brigade", "division", "regiment"})
_COUNTED = _FORMATIONS | {"company", "squadron", "battery", "wing", "group"}
"""Levels of which a high number tells one."""
_ARMS = frozenset(
    {"airborne", "amphibious", "armored", "arms", "artillery", "cavalry", "combined", "commando", "engineer", "field"}
    | {"heavy", "infantry", "jungle", "light", "marine", "marines", "mechanized", "medium", "motorized", "mountain"}
    | {"parachute", "rifle", "rifles", "signals", "tank"}
)
"""What formations are for of which an army has one of a number, wherever it stands."""

RUNNING_ON = 1.25
"""So many units to a number, at most, where numbers run on."""


class Telling:
    """What tells units among ``mentions``, by country."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self._mentions = mentions
        self._aliases_of_many = _aliases_of_many(mentions)
        self._common, self._alone = _common_words(mentions)
        self._bearers = _bearers(mentions)
        self._placed = _placed(mentions)
        self._repeated = frozenset((country, core) for country, core, _ in self._bearers)
        self._numbered: defaultdict[tuple[str, tuple[str, ...]], list[Mention]] = defaultdict(list)
        for each in mentions:
            if each.identifier and each.name.designators and not each.name.telling:
                self._numbered[each.country, each.name.core].append(each)
        self._kinds = _kinds(mentions)
        self._spelt = _spelt(mentions)
        self._of_one_force: dict[tuple[str, tuple[str, ...]], bool] = {}
        self._running_on: dict[tuple[str, tuple[str, ...]], bool] = {}
        self._national = frozenset((each.country, each.name.core) for each in mentions if each.name.national)

    def is_of_many(self, alias: Name, country: str) -> bool:
        """Whether an alias is that of several units, or another's name: it only adds candidates."""
        return (country, alias) in self._aliases_of_many

    def tells(self, one: Name, other: Name, country: str) -> bool:
        """Whether two names share a word that few names of the country have."""
        if self.is_of_many(one, country):
            return False
        return any((country, word) not in self._common for word in one.telling & other.telling)

    def tells_place(self, one: Name, other: Name, country: str) -> bool:
        """Whether two names share a word that many names of the country have, none of which has another proper name
        beside it, as a place stands in the names of all that is in it; and tell a force and a level, too (``Velabad
        Traffic Police``). Such a word tells no unit by itself: of a name as a whole it may tell the only one."""
        if self.is_of_many(one, country) or not tells_force(one.core) or len(set(one.core) - one.telling) < 2:
            return False
        return any((country, word) in self._alone for word in one.telling & other.telling)

    def tells_of_kind(self, one: Name, other: Name, country: str) -> bool:
        """Whether two names share a proper name, and a source names the units of their kind one by one, so that it
        would have another of this name, too (``Mirna Gendarmerie Company`` beside those of other towns)."""
        if self.is_of_many(one, country) or (country, _kind(one)) not in self._kinds:
            return False
        return any((country, word) in self._alone for word in one.telling & other.telling)

    def counts_on(self, name: Name, country: str) -> bool:
        """Whether units of this name run on (:meth:`runs_on`) and it says more than a level, or has a high number:
        every force may have its second battalion."""
        parts = part_table()
        told = has_high_number(name.designators) or any(parts.get(word) is not NamePart.LEVEL for word in name.core)
        return bool(name.designators) and told and self.runs_on(name, country) and self._are_of_one_force(name, country)

    def is_told_by_number(self, name: Name, country: str, in_army: bool) -> bool:
        """Whether the number of a name tells the unit within one force, wherever it stands: a high one, or that of a
        formation of an army (``4 Motorized Brigade``; ``4 Brigade`` where superiors say that it is one)."""
        arms = set(name.core) - _FORMATIONS
        high = has_high_number(name.designators) and not _COUNTED.isdisjoint(name.core)
        told = high or (is_formation(name) and (arms <= _ARMS if arms else in_army))
        return bool(name.designators) and told and not self.is_of_places(name, country)

    def are_of_one_place(self, name: Name, country: str) -> bool:
        """Whether all units of a core name that tables count are told to be in one place, which others may have."""
        numbered = self._numbered.get((country, name.core), ())
        places = {each.name.qualifiers or each.sites for each in numbered}
        return len(places) == 1 < len(numbered) and frozenset() not in places

    def is_counted_below(self, superiors: Collection[int], name: Name, country: str) -> bool:
        """Whether one source counts the units of this core name below one of some superiors, by mentions: it has a
        few there, no two of one number or place."""
        numbered = self._numbered.get((country, name.core), ())
        for above in superiors:
            names = [each.name for each in numbered if above in each.superiors]
            numbers, places = ({each.designators for each in names}, {each.qualifiers for each in names})
            if len(numbers) == len(places) == len(names) >= COMMON:
                return True
        return False

    def _are_of_one_force(self, name: Name, country: str) -> bool:
        """Whether all units of a core name stand below one that is below no ministry: no two forces count theirs."""
        found = self._of_one_force.get((country, name.core))
        if found is None:
            above = [self._forces_above(each) for each in self._numbered.get((country, name.core), ())]
            found = self._of_one_force[country, name.core] = bool(above) and bool(frozenset.intersection(*above))
        return found

    def _forces_above(self, mention: Mention) -> frozenset[int]:
        above = {*mention.superiors, *reached(mention.superiors, lambda here: self._mentions[here].superiors)}
        return frozenset(each for each in above if not is_above_forces(self._mentions[each].name.core))

    def is_repeated(self, name: Name, country: str) -> bool:
        """Whether one source has several units of one name with this core name, so that even designators do not tell
        them, or several with it as an alias."""
        return (country, name.core) in self._repeated or self.is_of_many(name, country)

    def is_shared(self, name: Name, country: str) -> bool:
        """Whether one source has several units of this name and these designators, or several with it as an alias."""
        return (country, name.core, name.designators) in self._bearers or self.is_of_many(name, country)

    def is_of_places(self, name: Name, country: str) -> bool:
        """Whether one source has several units of this core name and these designators, each with its place."""
        return (country, name.core, name.designators) in self._placed

    def is_of_few(self, name: Name, country: str) -> bool:
        """Whether no source has many units of this name and these designators."""
        return self._bearers.get((country, name.core, name.designators), 1) <= COMMON

    def runs_on(self, name: Name, country: str) -> bool:
        """Whether a source counts the units of this core name on from superior to superior, so that their numbers
        tell them in the whole country: it has several, under several superiors or a whole force, and hardly two of one
        number."""
        key = country, name.core
        if key not in self._running_on:
            self._running_on[key] = self._runs_on(self._numbered.get(key, ()))
        return self._running_on[key]

    def _runs_on(self, numbered: Sequence[Mention]) -> bool:
        above = {superior for each in numbered for superior in each.superiors}
        numbers = {each.name.designators for each in numbered}
        if len(numbers) <= COMMON or len(numbered) > RUNNING_ON * len(numbers):
            return False
        return len(above) > 1 or all(self._is_whole_force(each) for each in above)

    def _is_whole_force(self, mention: int) -> bool:
        """Whether it stands directly below the highest, or is that."""
        return not any(self._mentions[each].superiors for each in self._mentions[mention].superiors)

    def are_two_words(self, written: Iterable[str], meant: Iterable[str], country: str) -> bool:
        """Whether a word that only the first of two names has is no slip of a proper name in the other, since a table
        of the country, or several names of lists, have it, too."""
        if any(map(is_table_word, set(meant) - set(written))):
            return False
        tabled, listed = self._spelt.get(country, (frozenset(), Counter()))
        return any(word in tabled or listed[word] > 1 for word in set(written) - set(meant))

    def is_national(self, name: Name, country: str) -> bool:
        """Whether a state has one unit of the name."""
        return (country, name.core) in self._national


def _kind(name: Name) -> frozenset[str]:
    """The words of a name that many units share."""
    return frozenset(name.core) - name.telling


def _kinds(mentions: Sequence[Mention]) -> frozenset[tuple[str, frozenset[str]]]:
    """The kinds, with their country, of which one source has more than a few units under different proper names."""
    found: defaultdict[tuple[str, str, frozenset[str]], set[frozenset[str]]] = defaultdict(set)
    for each in mentions:
        kind = _kind(each.name)
        if each.identifier and each.name.telling and kind:
            found[each.country, each.identifier[0], kind].add(each.name.telling)
    return frozenset((country, kind) for (country, _, kind), names in found.items() if len(names) > COMMON)


def is_formation(name: Name) -> bool:
    """Whether a name is that of a battalion, regiment, brigade or division with a number."""
    numbered = bool(name.designators) and all(map(str.isdecimal, name.designators))
    return numbered and len(_FORMATIONS.intersection(name.core)) == 1


def has_direction(name: Name) -> bool:
    """Whether a name has a point of the compass, or is central."""
    return any(part_table().get(word) is NamePart.DIRECTION for word in name.core)


def has_high_number(designators: Iterable[str]) -> bool:
    """Whether one of the numbers of a name is so high that hardly two forces have it."""
    return any(each.isdecimal() and int(each) >= HIGH for each in designators)


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


def _common_words(mentions: Sequence[Mention]) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
    """The words, with their country, that many core names have; and those of them beside which none of these has
    another proper name."""
    names = {(each.country, each.name.core): each.name.telling for each in mentions}
    counts = Counter((country, word) for country, core in names for word in core)
    common = frozenset(word for word, count in counts.items() if count > COMMON)
    beside = {(country, word) for (country, _), telling in names.items() if len(telling) > 1 for word in telling}
    telling = {(country, word) for (country, _), telling in names.items() for word in telling}
    return common, (common & telling) - beside


def _spelt(mentions: Sequence[Mention]) -> dict[str, tuple[frozenset[str], Counter[str]]]:
    """By country the words that tables have in names and places, and those of entries with the number of names."""
    tabled: defaultdict[str, set[str]] = defaultdict(set)
    listed: defaultdict[str, set[tuple[str, Name]]] = defaultdict(set)
    countries = {each.country for each in mentions if each.listed}
    for each in mentions:
        for name in each.names if each.country in countries else ():
            words = {*name.core, *(word for site in (*name.qualifiers, *each.sites) for word in site)}
            if each.listed:
                listed[each.country].update((word, name) for word in words)
            else:
                tabled[each.country] |= words
    return {code: (frozenset(tabled[code]), Counter(word for word, _ in listed[code])) for code in countries}


def _placed(mentions: Sequence[Mention]) -> frozenset[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """The core names and designators, with their country, that one source gives to several units with places."""
    found: defaultdict[tuple[str, str, tuple[str, ...], tuple[str, ...]], set[str]] = defaultdict(set)
    for each in mentions:
        if each.identifier:
            scheme, identifier = each.identifier
            for name in each.names:
                if name.qualifiers:
                    found[each.country, scheme, name.core, name.designators].add(identifier)
    return frozenset((country, core, numbers) for (country, _, core, numbers), told in found.items() if len(told) > 1)


def _bearers(mentions: Sequence[Mention]) -> dict[tuple[str, tuple[str, ...], tuple[str, ...]], int]:
    """How many units one source gives a core name and designators, by country, where it gives them to several."""
    counts = Counter((each.country, each.name, each.identifier[0]) for each in mentions if each.identifier)
    found: dict[tuple[str, tuple[str, ...], tuple[str, ...]], int] = {}
    for (country, name, _), count in counts.items():
        if count > 1:
            key = country, name.core, name.designators
            found[key] = max(count, found.get(key, 0))
    return found
