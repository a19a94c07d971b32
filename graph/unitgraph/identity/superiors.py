"""What stands above two units: whether their superiors agree, by what was merged so far or by their names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from itertools import product

from unitgraph.identity.clusters import Clusters
from unitgraph.identity.mentions import UNTIED, Tie
from unitgraph.identity.namesakes import BearerKey, Namesakes, name_keys
from unitgraph.match.kinds import is_above_forces


class Above(Enum):
    """How what stands above two units agrees."""

    NONE = "one has no superior"
    CONFLICT = "neither's superiors stand above the other"
    LIKE = "the superiors of one have names of units above the other"
    NEXT = "the superiors of one have names of units above the other, of the one directly above too"
    AGREE = "the superiors of one stand higher above the other"
    DIRECT = "a superior of both"


_APART = frozenset(
    {"air", "corps", "gendarmerie", "guard", "marine", "marines", "naval", "navy", "police", "rangers", "reserve"}
    | {"special", "territorial"}
)
"""Words of bodies beside or within an army that have units of the same numbers."""
FITTING = frozenset({Above.LIKE, Above.NEXT, Above.AGREE, Above.DIRECT})


UnitSet = frozenset[int]


@dataclass(slots=True)
class _Round:
    """What was found out in one round, after which units are others: of units their names and ties; of sets of
    superiors all that stands above what is under them and its names, those of them that are no placeholders, the names
    that another must have above it to agree, and how two agree. Most units share their superiors with others."""

    number: int = -1
    names: dict[int, frozenset[BearerKey]] = field(default_factory=dict)
    above: dict[UnitSet, frozenset[int]] = field(default_factory=dict)
    names_above: dict[UnitSet, frozenset[BearerKey]] = field(default_factory=dict)
    needed: dict[UnitSet, tuple[frozenset[BearerKey], ...]] = field(default_factory=dict)
    named: dict[UnitSet, UnitSet] = field(default_factory=dict)
    compared: dict[tuple[UnitSet, UnitSet], Above] = field(default_factory=dict)
    may_stand: dict[tuple[UnitSet, UnitSet], bool] = field(default_factory=dict)
    ties: dict[int, frozenset[Tie]] = field(default_factory=dict)
    partless: dict[tuple[int, tuple[str, ...]], UnitSet] = field(default_factory=dict)


class Superiors:
    """Compares what stands above units as merged so far."""

    def __init__(self, clusters: Clusters) -> None:
        self._clusters = clusters
        self._mentions = clusters.mentions
        self._namesakes = Namesakes(clusters.mentions)
        self._keys: dict[int, frozenset[BearerKey]] = {}
        self._same_key: dict[BearerKey, BearerKey] = {}
        self._of_round = _Round()

    def compare(self, one: int, other: int) -> Above:
        """How what stands above two units agrees."""
        self._begin_round()
        first, second = self._clusters.superiors_of(one), self._clusters.superiors_of(other)
        if not first or not second:
            return Above.NONE
        if first & second:
            return Above.DIRECT
        found = self._of_round.compared.get((first, second))
        if found is None:
            found = self._of_round.compared[first, second] = self._compared(first, second)
        if found is Above.CONFLICT and not _exclude(self._ties(one), self._ties(other)):
            return Above.NONE
        return found

    def _compared(self, first: UnitSet, second: UnitSet) -> Above:
        """How superiors of two units agree that have none in common, whatever the days and relations."""
        # A placeholder contradicts nothing: what is above it counts.
        ours, theirs = self._named(first), self._named(second)
        if not ours or not theirs:
            return Above.NONE
        if not self._has_needed(first, second) and not self._has_needed(second, first):
            return Above.CONFLICT
        if ours <= self._above(second) or theirs <= self._above(first):
            return Above.AGREE
        if self._may_stand(first, second) or self._may_stand(second, first):
            are_next = any(self._has_like(a, (b,)) or self._has_like(b, (a,)) for a, b in product(ours, theirs))
            return Above.NEXT if are_next else Above.LIKE
        return Above.CONFLICT

    def _has_needed(self, first: UnitSet, second: UnitSet) -> bool:
        """Whether all that stands above what is under the ``first`` superiors has a name of what stands above what is
        under the ``second``: without it they do not agree, nor may."""
        names = self._names_above(second)
        return not any(map(names.isdisjoint, self._needed(first)))

    def _needed(self, superiors: UnitSet) -> tuple[frozenset[BearerKey], ...]:
        found = self._of_round.needed.get(superiors)
        if found is None:
            named = self._named(superiors)
            above = [self._clusters.ancestors(each) for each in named]
            # What stands above itself, at different times, needs nothing above it.
            if not any(self._clusters.is_on_a_circle(each) for each in named.union(*above)):
                named = frozenset(each for each in named.union(*above) if not self._is_placeholder(each))
            found = self._of_round.needed[superiors] = tuple({self._names_of(each) for each in named})
        return found

    def _begin_round(self) -> None:
        if self._of_round.number != self._clusters.rounds:
            self._of_round = _Round(self._clusters.rounds)

    def _may_stand(self, first: UnitSet, second: UnitSet) -> bool:
        """Whether each of the ``first`` superiors stands above what is under the ``second``, or has the name of a unit
        that does and under which its own superiors may stand."""
        found = self._of_round.may_stand.get((first, second))
        if found is None:
            above, names = self._above(second), self._names_above(second)
            found = self._of_round.may_stand[first, second] = all(
                each in above or (not names.isdisjoint(self._names_of(each)) and self._has_like(each, above))
                for each in self._named(first)
            )
        return found

    def _has_like(self, superior: int, above: Iterable[int]) -> bool:
        """Whether a superior may be one of several units, by its name and by what stands above it: nothing more where
        it stands above itself, at different times."""
        names, scheme = self._names_of(superior), self._clusters.scheme(superior)
        higher = self._clusters.superiors_of(superior)
        return any(
            not names.isdisjoint(self._names_of(beside))
            and not (scheme and scheme == self._clusters.scheme(beside))
            and (superior in self._above(higher) or self._may_stand(higher, self._clusters.superiors_of(beside)))
            for beside in above
        )

    def names_of(self, unit: int) -> frozenset[BearerKey]:
        """Every name of a unit as merged so far."""
        self._begin_round()
        return self._names_of(unit)

    def _names_of(self, unit: int) -> frozenset[BearerKey]:
        found = self._of_round.names.get(unit)
        if found is None:
            members = self._clusters.members(unit)
            found = self._keys_of(unit) if len(members) == 1 else frozenset().union(*map(self._keys_of, members))
            self._of_round.names[unit] = found
        return found

    def names_above(self, unit: int) -> frozenset[BearerKey]:
        """All names of all that stands above a unit."""
        self._begin_round()
        return self._names_above(self._clusters.superiors_of(unit))

    def _names_above(self, superiors: UnitSet) -> frozenset[BearerKey]:
        found = self._of_round.names_above.get(superiors)
        if found is None:
            found = frozenset().union(*map(self._names_of, self._above(superiors)))
            self._of_round.names_above[superiors] = found
        return found

    def _above(self, superiors: UnitSet) -> frozenset[int]:
        """All that stands above what is directly under superiors."""
        found = self._of_round.above.get(superiors)
        if found is None:
            found = self._of_round.above[superiors] = superiors.union(*map(self._clusters.ancestors, superiors))
        return found

    def _keys_of(self, mention: int) -> frozenset[BearerKey]:
        found = self._keys.get(mention)
        if found is None:
            keys = name_keys(self._mentions[mention])
            found = self._keys[mention] = frozenset(self._same_key.setdefault(each, each) for each in keys)
        return found

    def knows_parts(self, listed: int, other: int, core: tuple[str, ...]) -> bool:
        """Whether of all units that may be a superior of a listed one tables tell parts of its core name, so that they
        would tell one of its name. Else it may be one that they do not know."""
        beside = self._clusters.superiors_of(other)
        for superior in self._clusters.superiors_of(listed) - beside:
            if any(self._has_like(superior, (each,)) for each in self._partless(superior, core) - beside):
                return False
        return True

    def _partless(self, superior: int, core: tuple[str, ...]) -> UnitSet:
        """The units that may be a superior, by their names, and of which tables tell no part of a core name."""
        self._begin_round()
        found = self._of_round.partless.get((superior, core))
        if found is None:
            namesakes = self._namesakes.of(self._mentions[superior].country, self._names_of(superior))
            found = self._of_round.partless[superior, core] = frozenset(
                self._clusters.find(each) for each in namesakes if not self._namesakes.has_part(each, core)
            )
        return found

    def share_a_part(self, one: int, other: int) -> bool:
        """Whether something of one name stands directly below each of two units, as far as mentions say so."""
        pairs = product(self._clusters.members(one), self._clusters.members(other))
        return any(self._namesakes.share_a_part(*pair) for pair in pairs)

    def named_above(self, unit: int) -> frozenset[int]:
        """What stands directly above a unit, with what is above a placeholder in its place."""
        self._begin_round()
        return self._named(self._clusters.superiors_of(unit))

    def _named(self, units: frozenset[int]) -> frozenset[int]:
        """Units, with what is above a placeholder in its place."""
        known = self._of_round.named.get(units)
        if known is not None:
            return known
        found: set[int] = set()
        seen: set[int] = set()
        waiting = list(units)
        while waiting:
            here = waiting.pop()
            if here not in seen:
                seen.add(here)
                if self._is_placeholder(here):
                    waiting.extend(self._clusters.superiors_of(here))
                else:
                    found.add(here)
        named = self._of_round.named[units] = frozenset(found)
        return named

    def _is_placeholder(self, unit: int) -> bool:
        return all(self._mentions[each].placeholder for each in self._clusters.members(unit))

    def _ties(self, unit: int) -> frozenset[Tie]:
        found = self._of_round.ties.get(unit)
        if found is None:
            found = self._of_round.ties[unit] = frozenset(
                tie
                for each in self._clusters.members(unit)
                if self._mentions[each].superiors
                for tie in self._mentions[each].ties or (UNTIED,)
            )
        return found

    def is_under_roots(self, *mentions: int) -> bool:
        """Whether one of the mentions tells no superior but the highest, under which most units of a country are."""
        superiors = (self._clusters.superiors_of(self._clusters.find(each)) for each in mentions)
        return any(not any(map(self._clusters.superiors_of, above)) for above in superiors)

    def share_one_as_stated(self, a: int, b: int) -> bool:
        """Whether two mentions stand directly under one unit by what they say themselves."""
        first, second = ({self._clusters.find(each) for each in self._mentions[number].superiors} for number in (a, b))
        return not first.isdisjoint(second)

    def stands_elsewhere(self, a: int, b: int) -> bool:
        """Whether one of two mentions names a superior that the other is not known to stand under, or that of another
        force or of reserves stands between: each may have its own unit of a number."""
        self._begin_round()
        units = self._clusters.find(a), self._clusters.find(b)
        above = [self._above(self._named(self._clusters.superiors_of(unit))) for unit in units]
        listed, known = (0, 1) if self._mentions[a].listed else (1, 0)
        if not self._named(self._clusters.superiors_of(units[listed])) <= above[known]:
            return True
        return any(map(self._counts_its_own, above[known] - above[listed]))

    def _counts_its_own(self, unit: int) -> bool:
        """Whether a body counts its units by itself: another force than the army, reserves, a guard; none that has a
        number itself."""
        names = [self._mentions[each].name for each in self._clusters.members(unit)]
        return any(not name.designators and not _APART.isdisjoint(name.core) for name in names)

    def share_a_part_of_a_force(self, a: int, b: int) -> bool:
        """Whether two mentions stand directly under one unit that is neither a whole force nor the highest."""
        first, second = (self._clusters.superiors_of(self._clusters.find(each)) for each in (a, b))
        return any(
            self._clusters.superiors_of(above)
            and not any(self._mentions[each].name.national for each in self._clusters.members(above))
            for above in first & second
        )

    def is_under_ministries(self, *mentions: int) -> bool:
        """Whether one of the mentions tells no superior but the highest, which are ministries: of which force it is,
        nothing says."""
        for each in mentions:
            above = self._clusters.superiors_of(self._clusters.find(each))
            if above and all(self._is_ministry(one) and not self._clusters.superiors_of(one) for one in above):
                return True
        return False

    def _is_ministry(self, unit: int) -> bool:
        return any(is_above_forces(self._mentions[each].name.core) for each in self._clusters.members(unit))

    def are_known_apart(self, a: int, b: int) -> bool:
        """Whether one table tells all superiors of one mention from those of the other. Of a name that it gives to
        several units, nothing is left then that speaks for one."""
        first, second = (self._named(self._clusters.superiors_of(self._clusters.find(each))) for each in (a, b))
        schemes = {self._clusters.scheme(each) for each in first | second}
        return len(schemes) == 1 and "" not in schemes and not first & second


@lru_cache(maxsize=20_000)
def _exclude(ties: frozenset[Tie], others: frozenset[Tie]) -> bool:
    """Whether what stands under superiors so and so is not one unit."""
    return any(one.excludes(other) for one, other in product(ties, others))
