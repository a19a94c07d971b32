"""What stands above two units: whether their superiors agree, by what was merged so far or by their names."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from itertools import product

from unitgraph.identity.clusters import Clusters
from unitgraph.identity.mentions import UNTIED, Tie
from unitgraph.identity.namesakes import BearerKey, Namesakes, name_keys


class Above(Enum):
    """How what stands above two units agrees."""

    NONE = "one has no superior"
    CONFLICT = "neither's superiors stand above the other"
    LIKE = "the superiors of one have names of units above the other"
    NEXT = "the superiors of one have names of units above the other, of the one directly above too"
    AGREE = "the superiors of one stand higher above the other"
    DIRECT = "a superior of both"


FITTING = frozenset({Above.LIKE, Above.NEXT, Above.AGREE, Above.DIRECT})


class Superiors:
    """Compares what stands above units as merged so far."""

    def __init__(self, clusters: Clusters) -> None:
        self._clusters = clusters
        self._mentions = clusters.mentions
        self._namesakes = Namesakes(clusters.mentions)
        self._keys: dict[int, frozenset[BearerKey]] = {}

    def compare(self, one: int, other: int) -> Above:
        """How what stands above two units agrees."""
        first, second = self._clusters.superiors_of(one), self._clusters.superiors_of(other)
        if not first or not second:
            return Above.NONE
        if first & second:
            return Above.DIRECT
        # A placeholder contradicts nothing: what is above it counts.
        first, second = self._named(first), self._named(second)
        if not first or not second:
            return Above.NONE
        if first <= self._clusters.ancestors(other) or second <= self._clusters.ancestors(one):
            return Above.AGREE
        if self._may_stand(one, other) or self._may_stand(other, one):
            are_next = any(self._has_like(a, (b,)) or self._has_like(b, (a,)) for a, b in product(first, second))
            return Above.NEXT if are_next else Above.LIKE
        ties = product(self._ties(one), self._ties(other))
        return Above.CONFLICT if any(a.excludes(b) for a, b in ties) else Above.NONE

    def _may_stand(self, one: int, other: int) -> bool:
        """Whether each superior of ``one`` stands above ``other``, or has the name of a unit that does and under which
        its own superiors may stand."""
        above = self._clusters.ancestors(other)
        return all(
            each in above or self._has_like(each, above) for each in self._named(self._clusters.superiors_of(one))
        )

    def _has_like(self, superior: int, above: Iterable[int]) -> bool:
        """Whether a superior may be one of several units, by its name and by what stands above it."""
        names, scheme = self._names_of(superior), self._clusters.scheme(superior)
        return any(
            not names.isdisjoint(self._names_of(beside))
            and not (scheme and scheme == self._clusters.scheme(beside))
            and self._may_stand(superior, beside)
            for beside in above
        )

    def _names_of(self, unit: int) -> frozenset[BearerKey]:
        members = self._clusters.members(unit)
        return self._keys_of(unit) if len(members) == 1 else frozenset().union(*map(self._keys_of, members))

    def _keys_of(self, mention: int) -> frozenset[BearerKey]:
        found = self._keys.get(mention)
        if found is None:
            found = self._keys[mention] = name_keys(self._mentions[mention])
        return found

    def knows_parts(self, listed: int, other: int, core: tuple[str, ...]) -> bool:
        """Whether of all units that may be a superior of a listed one tables tell parts of its core name, so that they
        would tell one of its name. Else it may be one that they do not know."""
        beside = self._clusters.superiors_of(other)
        for superior in self._clusters.superiors_of(listed) - beside:
            country = self._mentions[superior].country
            for namesake in self._namesakes.of(country, self._names_of(superior)):
                if self._namesakes.has_part(namesake, core) or self._clusters.find(namesake) in beside:
                    continue
                if self._has_like(superior, (self._clusters.find(namesake),)):
                    return False
        return True

    def _named(self, units: Iterable[int]) -> frozenset[int]:
        """Units, with what is above a placeholder in its place."""
        found: set[int] = set()
        seen: set[int] = set()
        waiting = list(units)
        while waiting:
            here = waiting.pop()
            if here not in seen:
                seen.add(here)
                if all(self._mentions[each].placeholder for each in self._clusters.members(here)):
                    waiting.extend(self._clusters.superiors_of(here))
                else:
                    found.add(here)
        return frozenset(found)

    def _ties(self, unit: int) -> set[Tie]:
        return {
            tie
            for each in self._clusters.members(unit)
            if self._mentions[each].superiors
            for tie in self._mentions[each].ties or (UNTIED,)
        }

    def is_under_roots(self, *mentions: int) -> bool:
        """Whether one of the mentions tells no superior but the highest, under which most units of a country are."""
        superiors = (self._clusters.superiors_of(self._clusters.find(each)) for each in mentions)
        return any(not any(map(self._clusters.superiors_of, above)) for above in superiors)

    def are_known_apart(self, a: int, b: int) -> bool:
        """Whether one table tells all superiors of one mention from those of the other. Of a name that it gives to
        several units, nothing is left then that speaks for one."""
        first, second = (self._named(self._clusters.superiors_of(self._clusters.find(each))) for each in (a, b))
        schemes = {self._clusters.scheme(each) for each in first | second}
        return len(schemes) == 1 and "" not in schemes and not first & second
