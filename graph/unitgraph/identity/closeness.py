"""What beside their names speaks for two units being one: what stands above them, their numbers and places, and the
sources that tell them apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cached_property
from itertools import product, starmap

from unitgraph.identity.drafts import UnitDraft
from unitgraph.identity.names import may_be_one_place
from unitgraph.identity.namesakes import BearerKey
from unitgraph.identity.near_units import NearPair, NearUnits
from unitgraph.identity.telling import has_high_number

FEW = 3
"""So many units of a country have a high number, at most, by which they may be one."""
OF_FORCES = frozenset(
    {"force", "service", "corps", "command", "headquarters", "directorate", "department"}
    | {"state", "province", "oblast", "regional"}
)
"""Words that the name of a whole force has or has not."""


class Closeness:
    """How close units are to one another. ``denied`` are the numbers of mentions that entries deny, ``asked`` the pairs
    of units of which it is asked whether they are one."""

    def __init__(self, units: NearUnits, denied: Collection[int], asked: Iterable[NearPair]) -> None:
        self._units = units
        self._denied = denied
        self._asked: defaultdict[int, set[int]] = defaultdict(set)
        self._keys: dict[int, frozenset[BearerKey]] = {}
        self.add(asked)

    def add(self, asked: Iterable[NearPair]) -> None:
        """Let it be asked of more pairs of units whether they are one."""
        for one, other in asked:
            self._asked[one].add(other)
            self._asked[other].add(one)

    def are_close(self, unit: int, other: int) -> bool:
        """Whether two units stand below one superior, or may, or one of them is told without any, or hardly any
        other has their high number."""
        units = self._units
        mine, others = units.superiors(unit), units.superiors(other)
        if not mine or not others or self._have_a_rare_number(unit, other):
            return True
        above, above_other = units.ancestors(unit), units.ancestors(other)
        if not mine.isdisjoint(above_other) or not others.isdisjoint(above):
            return True
        if any(self._are_of_one_force(one, another) for one in mine for another in others):
            return True
        pairs = {*product(mine, above_other), *product(above, others)}
        return any(starmap(self._may_be_one_superior, pairs))

    def _may_be_one_superior(self, one: int, other: int) -> bool:
        """Whether two superiors may be one: where that is asked, or they share a name that tells them from others."""
        if other in self._asked.get(one, ()):
            return True
        return not self._keys_of(one).isdisjoint(self._keys_of(other)) and self.may_be_one(one, other)

    def _keys_of(self, unit: int) -> frozenset[BearerKey]:
        """The names of a unit that tell it from others."""
        found = self._keys.get(unit)
        if found is None:
            found = self._keys[unit] = frozenset(
                (name.words, name.designators)
                for each in self._units.members(unit)
                for name in each.names
                if name.telling or name.designators or name.qualifiers or name.national
            )
        return found

    def are_known_apart(self, unit: int, other: int) -> bool:
        """Whether one table tells all superiors of one unit from those of the other, none of which stand above both."""
        pairs = list(product(self._units.superiors(unit), self._units.superiors(other)))
        told = (product(self._units.numbers(one), self._units.numbers(another)) for one, another in pairs)
        return (
            bool(pairs)
            and not self.are_close(unit, other)
            and all(any(starmap(self._are_side_by_side, each)) for each in told)
        )

    def may_be_of_one_force(self, one: int, other: int) -> bool:
        """Whether two units and what stands above them tell no different kinds of force."""
        first, second = self._units.forces(one), self._units.forces(other)
        return not first or not second or not first.isdisjoint(second)

    def may_be_one(self, one: int, other: int, by_numbers: bool = True) -> bool:
        """Whether nothing parts two units; different numbers and letters do ``by_numbers``."""
        units = self._units
        if other in units.ancestors(one) or one in units.ancestors(other):
            return False
        if self.are_told_apart(one, other):
            return False
        first, second = units.members(one), units.members(other)
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

    def are_told_apart(self, one: int, other: int) -> bool:
        """Whether one source tells two units apart."""
        return any(starmap(self._are_side_by_side, product(self._units.numbers(one), self._units.numbers(other))))

    def _are_of_one_force(self, one: int, other: int) -> bool:
        """Whether two superiors may be one force of a place, which sources call otherwise."""
        names = [
            {
                (frozenset(name.core) - OF_FORCES, name.telling)
                for each in self._units.members(unit)
                for name in each.names
            }
            for unit in (one, other)
        ]
        return any(telling for _, telling in names[0] & names[1])

    def _have_a_rare_number(self, unit: int, other: int) -> bool:
        numbers = {
            name.designators
            for each in (unit, other)
            for mention in self._units.members(each)
            for name in mention.names
        }
        (number,) = numbers if len(numbers) == 1 else ((),)
        return has_high_number(number) and len(self._numbered[self._units.country(unit), number]) <= FEW

    @cached_property
    def _numbered(self) -> defaultdict[tuple[str, tuple[str, ...]], set[int]]:
        """The units of each country that have a number or letter in their own name."""
        found: defaultdict[tuple[str, tuple[str, ...]], set[int]] = defaultdict(set)
        for number, mention in enumerate(self._units.mentions):
            if mention.name.designators:
                found[self._units.country(number), mention.name.designators].add(self._units.of(number))
        return found

    def _are_side_by_side(self, one: int, other: int) -> bool:
        """Whether one source tells two mentions apart: a list that denies both, a table in which both have a row of
        their own, or two identifiers of one scheme."""
        first, second = self._units.drafts[one], self._units.drafts[other]
        if one in self._denied and other in self._denied and _lists(first) & _lists(second):
            return True
        if first.row_identifier and second.row_identifier and first.tables() & second.tables():
            return True
        both = (self._units.mentions[each] for each in (one, other))
        schemes = [each.identifier[0] for each in both if each.identifier]
        return len(schemes) == 2 and schemes[0] == schemes[1]


def _lists(draft: UnitDraft) -> set[str]:
    return {each.list for each in draft.entries or ()}
