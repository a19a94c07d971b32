"""Which mentions of units are the same unit: blocking, comparison, decision (record linkage, Fellegi and Sunter 1969).

Mentions are compared within blocks of one country and one core name. A pair is merged only on positive evidence that
nothing contradicts; what may be the same, and is not merged, is a question. The result depends on the mentions and the
rulings alone, never on their order: each round looks at all pairs before it merges any, and goes on from the units
that it made, since superiors are compared as units.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from itertools import chain, combinations, product

from unitgraph.identity.names import Name, Speller, name_of
from unitgraph.lexicon.tables import country_by_code

MOST_PAIRS = 500
"""Pairs of a block from which they are looked for by what they share, not one by one."""
MOST_BESIDE = 50
TELLING = 3
"""A word that more core names of a country have tells no unit by itself."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a source names a unit, or several that print it under the same names from the root down.

    ``country`` is an alpha-2 code, empty where it is only inferred. ``aliases`` are names that the source states beside
    the ``name``. ``superiors`` are the numbers of the mentions directly above.
    ``identifier`` is a scheme and a value: two of one scheme are the same unit or are not. ``sites`` are places that
    the source gives beside the name. ``listed`` says that entries of a list name it.
    """

    country: str
    name: Name
    aliases: tuple[Name, ...] = ()
    superiors: tuple[int, ...] = ()
    identifier: tuple[str, str] | None = None
    sites: frozenset[tuple[str, ...]] = frozenset()
    listed: bool = False


class Verdict(IntEnum):
    """What the comparison of two mentions comes to."""

    DIFFERENT = 0
    CONFLICT = 1
    """The names are the same, and what stands above contradicts: possibly the same."""
    OPEN = 2
    """The names are the same, and nothing else says more: possibly the same."""
    IF_UNIQUE = 3
    """The same where no other unit of the country may be meant."""
    SUPPORTED = 4
    """The same, by a superior, a place, a stated alias or an identifier."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The verdict on a pair, with what agrees and what conflicts, in words."""

    verdict: Verdict
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identities:
    """A partition of mentions: ``unit_of`` gives each the least number of those of its unit. ``merges`` and
    ``questions`` hold pairs of mentions, the lesser number first, with the reasons."""

    unit_of: tuple[int, ...]
    merges: tuple[tuple[int, int, Comparison], ...]
    questions: tuple[tuple[int, int, Comparison], ...]


_DIFFERENT = Comparison(Verdict.DIFFERENT)


def resolve(
    mentions: Sequence[Mention],
    same: Iterable[tuple[int, int]] = (),
    distinct: Iterable[tuple[int, int]] = (),
    repair: bool = True,
) -> Identities:
    """The units that ``mentions`` name. ``same`` and ``distinct`` are pairs that rulings decide; with ``repair`` names
    with a misspelt word are compared as they are meant, too."""
    return _Resolution(mentions, same, distinct, repair).resolved()


class _Sets:
    """Disjoint sets of numbers, each known by its least (union-find, Galler and Fischer 1964)."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}

    def find(self, number: int) -> int:
        """The least number of a set."""
        path = []
        while (above := self._above.get(number, number)) != number:
            path.append(number)
            number = above
        for each in path:
            self._above[each] = number
        return number

    def unite(self, one: int, other: int) -> None:
        """Make one set of two."""
        one, other = sorted((self.find(one), self.find(other)))
        if one != other:
            self._above[other] = one
            self._above.setdefault(one, one)

    def groups(self) -> dict[int, list[int]]:
        """The sets of those numbers that were united with another."""
        found: dict[int, list[int]] = {}
        for number in self._above:
            found.setdefault(self.find(number), []).append(number)
        return found


@dataclass
class _Resolution:
    mentions: Sequence[Mention]
    same: Iterable[tuple[int, int]]
    distinct: Iterable[tuple[int, int]]
    repair: bool
    joined: _Sets = field(init=False)
    merges: list[tuple[int, int, Comparison]] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.joined = _Sets()
        self._groups: dict[int, list[int]] = {}
        self._direct: dict[int, frozenset[int]] = {}
        self._above: dict[int, frozenset[int]] = {}
        self._stale: set[int] = set()
        self._known: dict[tuple[int, int], Comparison] = {}
        self.apart = {frozenset(pair) for pair in self.distinct}
        self.repaired = _repaired(self.mentions) if self.repair else {}
        self.shared_aliases = self._shared_aliases()
        self.common = self._common_words()
        self.shared = self._shared_cores()
        self.blocks = self._blocks()

    # --- what is known beforehand -------------------------------------------------------------------------------

    def _shared_aliases(self) -> frozenset[tuple[str, Name]]:
        """Aliases that several mentions of one scheme bear, or that are another's name: they only add candidates."""
        own = {(each.country, each.name) for each in self.mentions if each.identifier}
        bearers: defaultdict[tuple[str, Name], set[object]] = defaultdict(set)
        for each in self.mentions:
            for alias in each.aliases:
                bearers[each.country, alias].add(each.identifier or each.name)
        return frozenset(alias for alias, found in bearers.items() if len(found) > 1) | (own & set(bearers))

    def _common_words(self) -> frozenset[tuple[str, str]]:
        """Words that tell no unit by themselves: of each country, those that several names have."""
        names = {(each.country, each.name.core) for each in self.mentions}
        counts = Counter((country, word) for country, core in names for word in core)
        return frozenset(word for word, count in counts.items() if count > TELLING)

    def _shared_cores(self) -> frozenset[tuple[str, tuple[str, ...]]]:
        """Core names that do not tell one unit from another even with designators and places: of each country, those
        under which one source has several units of one name."""
        bearers = Counter((each.country, each.name, each.identifier[0]) for each in self.mentions if each.identifier)
        return frozenset((country, name.core) for (country, name, _), count in bearers.items() if count > 1)

    def _blocks(self) -> list[list[int]]:
        found: defaultdict[tuple[str, tuple[tuple[str, ...], ...]], set[int]] = defaultdict(set)
        for number, each in enumerate(self.mentions):
            for name in (each.name, *each.aliases, *self.repaired.get(number, ())):
                found[each.country, (name.core, name.designators)].add(number)
                if name.qualifiers:
                    found[each.country, (name.words, name.designators)].add(number)
        # A mention without a country may be of any: it is looked at with those of each.
        for (country, words), members in list(found.items()):
            if country and (strays := found.get(("", words))):
                members |= strays
        unique = {tuple(sorted(members)) for members in found.values() if len(members) > 1}
        return [list(each) for each in sorted(unique) if not self._are_of_one_scheme(each)]

    def _are_of_one_scheme(self, numbers: Iterable[int]) -> bool:
        """Whether all have identifiers of one scheme, which says already which of them are one."""
        schemes = {identifier and identifier[0] for identifier in (self.mentions[each].identifier for each in numbers)}
        return len(schemes) == 1 and None not in schemes

    # --- rounds -------------------------------------------------------------------------------------------------

    def resolved(self) -> Identities:
        for one, other in self.same:
            self._unite(one, other, Comparison(Verdict.SUPPORTED, ("a ruling says so",)))
        by_identifier: dict[tuple[str, str], int] = {}
        for number, each in enumerate(self.mentions):
            if each.identifier:
                first = by_identifier.setdefault(each.identifier, number)
                if first != number:
                    self._unite(first, number, Comparison(Verdict.SUPPORTED, ("the same identifier",)))
        self._begin_round()
        while True:
            pairs, partly = self._compared()
            decided = self._without_contradictions(self._decided(pairs, partly), pairs)
            if not decided:
                break
            for one, other, comparison in decided:
                self._unite(one, other, comparison)
            self._begin_round({unit for one, other, _ in decided for unit in (one, other)})
        questions = [(*pair, found) for pair, found in sorted(pairs.items()) if found.verdict is not Verdict.DIFFERENT]
        return Identities(tuple(map(self._find, range(len(self.mentions)))), tuple(self.merges), tuple(questions))

    def _find(self, number: int) -> int:
        return self.joined.find(number)

    def _unite(self, one: int, other: int, comparison: Comparison) -> None:
        self.merges.append((min(one, other), max(one, other), comparison))
        self.joined.unite(one, other)

    def _begin_round(self, merged: Collection[int] = ()) -> None:
        """Forget what may be otherwise now: what was found of the units that were ``merged``, and of those below."""
        merged = frozenset(merged)
        self._stale = {unit for unit, above in self._above.items() if unit in merged or not above.isdisjoint(merged)}
        self._stale |= merged
        self._groups = self.joined.groups()
        self._direct.clear()
        self._above.clear()

    def _members(self, unit: int) -> Sequence[int]:
        """The mentions of a unit as merged so far."""
        return self._groups.get(unit) or (unit,)

    def _superiors_of(self, unit: int) -> frozenset[int]:
        found = self._direct.get(unit)
        if found is None:
            above = (self._find(each) for member in self._members(unit) for each in self.mentions[member].superiors)
            found = self._direct[unit] = frozenset(above) - {unit}
        return found

    def _ancestors(self, unit: int) -> frozenset[int]:
        found = self._above.get(unit)
        if found is None:
            seen: set[int] = set()
            waiting = list(self._superiors_of(unit))
            while waiting:
                here = waiting.pop()
                if here not in seen:
                    seen.add(here)
                    waiting.extend(self._superiors_of(here))
            found = self._above[unit] = frozenset(seen - {unit})
        return found

    def _compared(self) -> tuple[dict[tuple[int, int], Comparison], set[int]]:
        """The pairs of units that share a block and are not different, by their least members; and the units of which
        not every pair was looked at."""
        found: dict[tuple[int, int], Comparison] = {}
        partly: set[int] = set()
        for block in self.blocks:
            units = sorted({self._find(each) for each in block})
            if len(units) < 2:
                continue
            pairs, whole = self._pairs(units)
            if not whole:
                partly.update(units)
            for pair in pairs:
                if pair not in found:
                    comparison = self._compared_again(pair)
                    if comparison.verdict is not Verdict.DIFFERENT:
                        found[pair] = comparison
        return found, partly

    def _pairs(self, units: Sequence[int]) -> tuple[Iterable[tuple[int, int]], bool]:
        """The pairs of a block that may be one unit, and whether those are all. Units with identifiers of one scheme
        are not compared: they are different."""
        schemes = {unit: self._scheme(unit) for unit in units}
        free = [unit for unit in units if not schemes[unit]]
        kinds = Counter(schemes.values())
        if len(kinds) == 1 and not free:
            return (), True
        count = (len(units) ** 2 - sum(n**2 for scheme, n in kinds.items() if scheme)) // 2
        if count <= MOST_PAIRS:
            every = combinations(units, 2)
            return [(a, b) for a, b in every if not schemes[a] or schemes[a] != schemes[b]], True
        return self._related_pairs(units, schemes), False

    def _scheme(self, unit: int) -> str:
        found = (self.mentions[each].identifier for each in self._members(unit))
        return next((identifier[0] for identifier in found if identifier), "")

    def _related_pairs(self, units: Sequence[int], schemes: dict[int, str]) -> Iterator[tuple[int, int]]:
        """Of many units of one name those pairs of which one's superior stands above the other, or that share a
        place; and those of a listed unit with any that may be in its place."""
        under: defaultdict[object, list[int]] = defaultdict(list)
        anywhere = []
        for unit in units:
            for above in self._ancestors(unit):
                under[above].append(unit)
            qualifiers = self._qualifiers(unit)
            for qualifier in qualifiers:
                under[qualifier].append(unit)
            if not qualifiers:
                anywhere.append(unit)
        seen: set[tuple[int, int]] = set()
        for unit in units:
            qualifiers = self._qualifiers(unit)
            groups: list[Sequence[int]] = [under[shared] for shared in (*self._superiors_of(unit), *qualifiers)]
            if self._is_listed(unit):
                groups.append(anywhere if qualifiers else units)
            elif schemes[unit]:
                # What has no identifier asks; what has one is asked for.
                groups = [beside for beside in groups if len(beside) <= MOST_BESIDE]
            for other in chain.from_iterable(groups):
                pair = (min(unit, other), max(unit, other))
                if other != unit and pair not in seen and not (schemes[unit] and schemes[unit] == schemes[other]):
                    seen.add(pair)
                    yield pair

    def _is_listed(self, unit: int) -> bool:
        return any(self.mentions[number].listed for number in self._members(unit))

    def _qualifiers(self, unit: int) -> set[tuple[str, ...]]:
        return {each for number in self._members(unit) for each in self.mentions[number].name.qualifiers}

    def _compared_again(self, pair: tuple[int, int]) -> Comparison:
        """The comparison of a pair: that of the round before where nothing changed since."""
        known = self._known.get(pair)
        if known is None or not self._stale.isdisjoint(pair):
            known = self._known[pair] = self._compare(*pair)
        return known

    # --- comparison ---------------------------------------------------------------------------------------------

    def _compare(self, one: int, other: int) -> Comparison:
        """Two units: the strongest of what their mentions give, and different where any two are."""
        if one in self._ancestors(other) or other in self._ancestors(one):
            return _DIFFERENT
        best = _DIFFERENT
        superiors = self._superiors(one, other)
        for a, b in product(self._members(one), self._members(other)):
            if frozenset((a, b)) in self.apart:
                return Comparison(Verdict.DIFFERENT, ("a ruling says so",))
            found = self._compare_mentions(a, b, superiors)
            if found is None:
                return _DIFFERENT
            best = max(best, found, key=lambda each: each.verdict)
        return best

    def _superiors(self, one: int, other: int) -> str:
        """How what stands above two units agrees: ``direct`` (a superior of both), ``agree`` (one's superior stands
        higher above the other), ``conflict`` or ``none``."""
        first, second = self._superiors_of(one), self._superiors_of(other)
        if not first or not second:
            return "none"
        if first & second:
            return "direct"
        if first & self._ancestors(other) or second & self._ancestors(one):
            return "agree"
        return "conflict"

    def _compare_mentions(self, a: int, b: int, superiors: str) -> Comparison | None:
        """None when the two cannot be one unit."""
        one, other = self.mentions[a], self.mentions[b]
        if one.country and other.country and one.country != other.country:
            return None
        if one.identifier and other.identifier and one.identifier[0] == other.identifier[0]:
            return None if one.identifier != other.identifier else Comparison(Verdict.SUPPORTED, ("identifier",))
        stated = {self._by_alias(one, other), self._by_alias(other, one)} - {None}
        if stated:
            if self._places(one, other, one.name, other.name) == "conflict":
                return None
            if superiors == "conflict":
                return Comparison(Verdict.CONFLICT, ("an alias that a source states", "other superiors"))
            sure = True in stated
            return Comparison(Verdict.SUPPORTED if sure else Verdict.OPEN, ("an alias that a source states",))
        if one.name.core == other.name.core or one.name.words == other.name.words:
            return self._by_name(one, other, one.name, other.name, superiors, repaired=False)
        for first, second in product((one.name, *self.repaired.get(a, ())), (other.name, *self.repaired.get(b, ()))):
            if first.core == second.core or first.words == second.words:
                return self._by_name(one, other, first, second, superiors, repaired=True)
        shared = {each.core for each in one.aliases} & {each.core for each in other.aliases}
        return Comparison(Verdict.OPEN, ("an alias in common",)) if shared else _DIFFERENT

    def _by_alias(self, one: Mention, other: Mention) -> bool | None:
        """Whether the name of ``one`` is an alias of ``other``, for sure (True) or borne by others too (False)."""
        for alias in other.aliases:
            if alias.words == one.name.words and alias.designators == one.name.designators:
                if alias.qualifiers and one.name.qualifiers and not alias.qualifiers & one.name.qualifiers:
                    continue
                return (other.country, alias) not in self.shared_aliases
        return None

    def _by_name(
        self, one: Mention, other: Mention, first: Name, second: Name, superiors: str, repaired: bool
    ) -> Comparison | None:
        if first.designators != second.designators:
            return None
        places = self._places(one, other, first, second)
        if places == "conflict":
            return None
        reasons = ["a name misspelt" if repaired else "the same name"]
        if first.designators:
            reasons.append("the same number or letter")
        if places == "agree":
            reasons.append("the same place")
        if superiors == "conflict":
            return Comparison(Verdict.CONFLICT, (*reasons, "other superiors"))
        agree = superiors in ("agree", "direct")
        if agree:
            reasons.append("a superior in common")
        country = one.country or other.country
        telling = any((country, word) not in self.common for word in first.telling & second.telling)
        if superiors == "agree" and not telling and (country, first.core) in self.shared and places != "agree":
            return Comparison(Verdict.OPEN, tuple(reasons))
        if repaired:
            sure = (places == "agree" or bool(first.designators)) and agree
            return Comparison(Verdict.SUPPORTED if sure else Verdict.OPEN, tuple(reasons))
        if places == "one-sided":
            reasons.append("a place that only one names")
            return Comparison(Verdict.SUPPORTED if agree and telling else Verdict.OPEN, tuple(reasons))
        if agree or places == "agree":
            return Comparison(Verdict.SUPPORTED, tuple(reasons))
        unique = telling or (first.national and second.national)
        return Comparison(Verdict.IF_UNIQUE if unique else Verdict.OPEN, tuple(reasons))

    def _places(self, one: Mention, other: Mention, first: Name, second: Name) -> str:
        """How the places of two mentions agree: ``agree``, ``conflict``, ``one-sided`` (one tells a place by which the
        other is not known) or ``none``."""
        if first.words == second.words and first.qualifiers != second.qualifiers:
            return "agree"
        capital = _capital(one.country or other.country)
        near, far = first.qualifiers | one.sites, second.qualifiers | other.sites
        if near & far:
            return "agree"
        if near and far:
            return "conflict"
        return "one-sided" if (first.qualifiers | second.qualifiers) - capital else "none"

    # --- decision -----------------------------------------------------------------------------------------------

    def _decided(self, pairs: dict[tuple[int, int], Comparison], partly: set[int]) -> list[tuple[int, int, Comparison]]:
        """The pairs to merge now: supported ones whose units can all be one."""
        beside: defaultdict[int, set[int]] = defaultdict(set)
        for one, other in pairs:
            beside[one].add(other)
            beside[other].add(one)
        links: defaultdict[int, set[int]] = defaultdict(set)
        alone: dict[int, bool] = {}
        for (one, other), found in pairs.items():
            unique = found.verdict is Verdict.IF_UNIQUE and not {one, other} & partly
            for unit in (one, other) if unique else ():
                if unit not in alone:
                    alone[unit] = _may_all_be_one({unit, *beside[unit]}, pairs)
            if found.verdict is Verdict.SUPPORTED or (unique and alone[one] and alone[other]):
                links[one].add(other)
                links[other].add(one)
        torn = {
            unit
            for unit, others in links.items()
            if any(not self._may_be_one(unit, pair, pairs) for pair in combinations(sorted(others), 2))
        }
        return [
            (one, other, found)
            for (one, other), found in sorted(pairs.items())
            if other in links.get(one, ()) and not {one, other} & torn
        ]

    def _without_contradictions(
        self, decided: list[tuple[int, int, Comparison]], pairs: Mapping[tuple[int, int], Comparison]
    ) -> list[tuple[int, int, Comparison]]:
        """The pairs that can be merged without making one unit of two that differ, or putting a unit above itself; the
        others stay questions."""
        while decided:
            joined = _Sets()
            for one, other, _ in decided:
                joined.unite(one, other)
            wrong = self._cyclic(joined)
            for group, units in joined.groups().items():
                if any(pair not in pairs for pair in combinations(sorted(units), 2)):
                    wrong.add(group)
            if not wrong:
                break
            decided = [pair for pair in decided if joined.find(pair[0]) not in wrong]
        return decided

    def _cyclic(self, joined: _Sets) -> set[int]:
        """The sets of units that would stand above themselves if they were one."""
        groups = joined.groups()

        def above(group: int) -> Iterator[int]:
            return (joined.find(each) for unit in groups.get(group, [group]) for each in self._superiors_of(unit))

        found = set()
        for group in groups:
            seen: set[int] = set()
            waiting = list(above(group))
            while waiting:
                here = waiting.pop()
                if here not in seen:
                    seen.add(here)
                    waiting.extend(above(here))
            if group in seen:
                found.add(group)
        return found

    def _may_be_one(self, unit: int, pair: tuple[int, int], pairs: dict[tuple[int, int], Comparison]) -> bool:
        """Whether two units that are both to be merged with ``unit`` can be one. Superiors that conflict do not part
        them where the unit itself stands under those of both."""
        found = pairs.get(pair)
        if found is None:
            return False
        return found.verdict > Verdict.CONFLICT or all(
            self._superiors_of(each) & self._ancestors(unit) for each in pair
        )


MOST_ALIKE = 50
"""Units of one name that are looked at together, at most."""


def _may_all_be_one(units: Collection[int], pairs: Mapping[tuple[int, int], Comparison]) -> bool:
    """Whether no unit of a name is known to be another than the rest: then its name is unique."""
    if len(units) > MOST_ALIKE:
        return False
    found = (pairs.get(pair) for pair in combinations(sorted(units), 2))
    return all(each is not None and each.verdict >= Verdict.IF_UNIQUE for each in found)


@cache
def _capital(country: str) -> frozenset[tuple[str, ...]]:
    """The capital, where the seat of any force may be: it tells a unit from another only where that has a place too."""
    known = country_by_code(country) if country else None
    return frozenset(name_of(each).core for each in known.capital) if known else frozenset()


def _repaired(mentions: Sequence[Mention]) -> dict[int, tuple[Name, ...]]:
    """For names with a misspelt word that many units share (``Territorile``): the name with the word that it stands
    for."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for country, name in {(each.country, each.name) for each in mentions}:
        counts[country].update(name.core)
    spellers = {country: Speller(words) for country, words in counts.items()}
    found: dict[int, tuple[Name, ...]] = {}
    for number, each in enumerate(mentions):
        repaired = spellers[each.country].repaired(each.name)
        if repaired is not None:
            found[number] = (repaired,)
    return found
