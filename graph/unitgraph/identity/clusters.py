"""Mentions merged so far: disjoint sets of them, each a unit, with what stands above it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from unitgraph.identity.mentions import Mention


class DisjointSets:
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
        """The sets of those numbers that were united with another, each in ascending order."""
        found: dict[int, list[int]] = {}
        for number in sorted(self._above):
            found.setdefault(self.find(number), []).append(number)
        return found


class Clusters:
    """Units as merged so far, each known by the least number of its mentions. :meth:`unite` takes effect on what a unit
    is made of, and on what stands above it, when the next round begins."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self.mentions = mentions
        self._joined = DisjointSets()
        self._groups: dict[int, list[int]] = {}
        self._direct: dict[int, frozenset[int]] = {}
        self._above: dict[int, frozenset[int]] = {}
        self._on_circles: set[int] = set()
        self._schemes: dict[int, str] = {}
        self.rounds = 0

    def find(self, number: int) -> int:
        """The unit of a mention."""
        return self._joined.find(number)

    def unite(self, one: int, other: int) -> None:
        """Make one unit of those of two mentions."""
        self._joined.unite(one, other)

    def begin_round(self, merged: Collection[int] = ()) -> set[int]:
        """Forget what may be otherwise now, and give the units of which that is: those that were ``merged``, and those
        below."""
        merged = frozenset(merged)
        stale = {unit for unit, above in self._above.items() if not above.isdisjoint(merged)} | merged
        self._groups = self._joined.groups()
        self._direct.clear()
        self._schemes.clear()
        self.rounds += 1
        # What stands above the others is the same; to forget it would be to miss that it changes later.
        for unit in stale:
            self._above.pop(unit, None)
        self._on_circles -= stale
        return stale

    def members(self, unit: int) -> Sequence[int]:
        """The mentions of a unit as merged so far."""
        return self._groups.get(unit) or (unit,)

    def superiors_of(self, unit: int) -> frozenset[int]:
        """The units directly above."""
        found = self._direct.get(unit)
        if found is None:
            above = (self.find(each) for member in self.members(unit) for each in self.mentions[member].superiors)
            found = self._direct[unit] = frozenset(above) - {unit}
        return found

    def ancestors(self, unit: int) -> frozenset[int]:
        """The units above at any depth."""
        found = self._above.get(unit)
        if found is None:
            seen: set[int] = set()
            waiting = list(self.superiors_of(unit))
            while waiting:
                here = waiting.pop()
                if here not in seen:
                    seen.add(here)
                    waiting.extend(self.superiors_of(here))
            if unit in seen:
                self._on_circles.add(unit)
            found = self._above[unit] = frozenset(seen - {unit})
        return found

    def is_on_a_circle(self, unit: int) -> bool:
        """Whether it stands above itself."""
        self.ancestors(unit)
        return unit in self._on_circles

    def scheme(self, unit: int) -> str:
        """The scheme of its identifier; empty where it has none."""
        found = self._schemes.get(unit)
        if found is None:
            own = (self.mentions[each].identifier for each in self.members(unit))
            found = self._schemes[unit] = next((identifier[0] for identifier in own if identifier), "")
        return found

    def is_listed(self, unit: int) -> bool:
        """Whether entries of a list name it."""
        return any(self.mentions[number].listed for number in self.members(unit))

    def qualifiers(self, unit: int) -> set[tuple[str, ...]]:
        """The core words of each place or superior that is added to one of its names."""
        return {each for number in self.members(unit) for each in self.mentions[number].name.qualifiers}
