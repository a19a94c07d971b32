"""The compared pairs of a round. Of most pairs the superiors conflict: these are compared only when they are asked
for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator

from unitgraph.identity.mentions import Comparison, Verdict

UnitPair = tuple[int, int]
"""Two units by their least mentions, the lesser first."""


class ComparedPairs:
    """The pairs of units that share a block and are not different. Those in ``waiting`` are compared when they are
    looked at: nothing merges them."""

    def __init__(
        self, found: dict[UnitPair, Comparison], waiting: set[UnitPair], compare: Callable[[UnitPair], Comparison]
    ) -> None:
        self._found = found
        self._waiting = waiting
        self._compare = compare
        self._beside: defaultdict[int, set[int]] = defaultdict(set)
        for pair in found:
            self._put(pair)
        self._waiting_beside: dict[int, list[UnitPair]] | None = None

    def compared(self) -> Iterator[tuple[UnitPair, Comparison]]:
        """The pairs that were compared so far: all that may be merged are among them."""
        return iter(list(self._found.items()))

    def every(self) -> dict[UnitPair, Comparison]:
        """All pairs."""
        for pair in list(self._waiting):
            self._settle(pair)
        return self._found

    def get(self, one: int, other: int) -> Comparison | None:
        """What two units give; None where they are different, or share no block."""
        pair = (min(one, other), max(one, other))
        if pair in self._waiting:
            self._settle(pair)
        return self._found.get(pair)

    def beside(self, unit: int) -> Collection[int]:
        """The units of the pairs of one that were compared so far."""
        return self._beside[unit]

    def settle(self, unit: int) -> None:
        """Compare all pairs of a unit."""
        for pair in self._waiting_of().pop(unit, ()):
            if pair in self._waiting:
                self._settle(pair)

    def settle_below(self, superiors: frozenset[int], superiors_of: Callable[[int], frozenset[int]]) -> None:
        """Compare all pairs of the units directly below some."""
        for unit in list(self._waiting_of()):
            if not superiors.isdisjoint(superiors_of(unit)):
                self.settle(unit)

    def replace(self, changed: dict[UnitPair, Comparison]) -> None:
        """Put other comparisons in the place of those of compared pairs."""
        self._found.update(changed)

    def _waiting_of(self) -> dict[int, list[UnitPair]]:
        if self._waiting_beside is None:
            self._waiting_beside = {}
            for pair in self._waiting:
                for each in pair:
                    self._waiting_beside.setdefault(each, []).append(pair)
        return self._waiting_beside

    def _settle(self, pair: UnitPair) -> None:
        self._waiting.discard(pair)
        comparison = self._compare(pair)
        if comparison.verdict is not Verdict.DIFFERENT:
            self._found[pair] = comparison
            self._put(pair)

    def _put(self, pair: UnitPair) -> None:
        one, other = pair
        self._beside[one].add(other)
        self._beside[other].add(one)
