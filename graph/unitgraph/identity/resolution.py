"""Which mentions of units are the same unit: blocking, comparison, decision (record linkage, Fellegi and Sunter 1969).

Mentions are compared within blocks of one country and one core name. A pair is merged only on positive evidence that
nothing contradicts; what may be the same, and is not merged, is a question. The result depends on the mentions and the
rulings alone, never on their order: each round looks at all pairs before it merges any, and goes on from the units
that it made, since superiors are compared as units.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from unitgraph.identity.blocking import Blocks
from unitgraph.identity.clusters import Clusters
from unitgraph.identity.compared_pairs import ComparedPairs, UnitPair
from unitgraph.identity.comparison import Comparer
from unitgraph.identity.decision import Merge, decide
from unitgraph.identity.mentions import Comparison, Identities, Mention, Reason, Verdict
from unitgraph.identity.misspelt import Meanings, meanings_of
from unitgraph.identity.subordinates import add_subordinates
from unitgraph.identity.superiors import Above, Superiors


def resolve(
    mentions: Sequence[Mention],
    same: Iterable[tuple[int, int]] = (),
    distinct: Iterable[tuple[int, int]] = (),
    repair: bool = True,
) -> Identities:
    """The units that ``mentions`` name. ``same`` and ``distinct`` are pairs that rulings decide; with ``repair`` names
    with a misspelt word are compared as they are meant, too."""
    return _Resolution(mentions, distinct, repair).resolved(same)


class _Resolution:
    def __init__(self, mentions: Sequence[Mention], distinct: Iterable[tuple[int, int]], repair: bool) -> None:
        meanings = meanings_of(mentions) if repair else Meanings()
        self._mentions = mentions
        self._clusters = Clusters(mentions)
        self._superiors = Superiors(self._clusters)
        self._blocks = Blocks(mentions, meanings, self._superiors)
        self._apart = {frozenset(pair) for pair in distinct}
        self._comparer = Comparer(self._clusters, self._apart, meanings, self._superiors)
        self._merges: list[Merge] = []
        self._known: dict[UnitPair, tuple[int, Comparison]] = {}
        self._changed: dict[int, int] = {}

    def resolved(self, same: Iterable[tuple[int, int]]) -> Identities:
        for one, other in same:
            self._unite(one, other, Comparison(Verdict.SUPPORTED, (Reason.RULING,), (one, other)))
        by_identifier: dict[tuple[str, str], int] = {}
        for number, each in enumerate(self._mentions):
            if each.identifier:
                first = by_identifier.setdefault(each.identifier, number)
                if first != number and not self._are_apart(first, number):
                    self._unite(first, number, Comparison(Verdict.SUPPORTED, (Reason.IDENTIFIER,), (first, number)))
        self._begin_round()
        while True:
            pairs, partly = self._compared()
            decided = decide(self._clusters, pairs, partly, self._comparer.may_meet)
            if not decided:
                break
            for one, other, comparison in decided:
                self._unite(one, other, comparison)
            self._begin_round({unit for one, other, _ in decided for unit in (one, other)})
        if partly:
            pairs, _ = self._compared(contradicting=True)
        questions = [(*found.between, found) for _, found in sorted(pairs.every().items())]
        units = map(self._clusters.find, range(len(self._mentions)))
        return Identities(tuple(units), tuple(self._merges), tuple(questions))

    def _begin_round(self, merged: Collection[int] = ()) -> None:
        stale = self._clusters.begin_round(merged)
        self._changed.update(dict.fromkeys(stale, self._clusters.rounds))

    def _are_apart(self, one: int, other: int) -> bool:
        """Whether a ruling parts mentions that are merged with two others so far."""
        units = {self._clusters.find(one), self._clusters.find(other)}
        return any({self._clusters.find(each) for each in pair} == units for pair in self._apart)

    def _unite(self, one: int, other: int, comparison: Comparison) -> None:
        if comparison.verdict in (Verdict.IF_ONLY_FIT, Verdict.IF_UNIQUE):
            comparison = replace(comparison, reasons=(*comparison.reasons, Reason.ONLY))
        first, second = comparison.between
        self._merges.append((min(first, second), max(first, second), comparison))
        self._clusters.unite(one, other)

    def _compared(self, contradicting: bool = False) -> tuple[ComparedPairs, set[int]]:
        """The pairs of units that share a block and are not different; and the units of which not every pair was looked
        at. Those of large blocks with ``contradicting`` superiors are left out otherwise."""
        found: dict[UnitPair, Comparison] = {}
        waiting: set[UnitPair] = set()
        partly: set[int] = set()
        for block in self._blocks:
            units = sorted({self._clusters.find(each) for each in block})
            if len(units) < 2:
                continue
            pairs, whole = self._blocks.pairs(units, self._clusters, contradicting)
            if not whole:
                partly.update(units)
            for pair in pairs:
                if pair in found or pair in waiting:
                    continue
                if self._superiors.compare(*pair) is Above.CONFLICT:
                    waiting.add(pair)
                    continue
                comparison = self._compared_again(pair)
                if comparison.verdict is not Verdict.DIFFERENT:
                    found[pair] = comparison
        compared = ComparedPairs(found, waiting, self._compared_again)
        add_subordinates(self._clusters, compared)
        return compared, partly

    def _compared_again(self, pair: UnitPair) -> Comparison:
        """The comparison of a pair: that of an earlier round where nothing changed since."""
        made, known = self._known.get(pair, (-1, None))
        if known is None or made < max(self._changed.get(unit, 0) for unit in pair):
            known = self._comparer.compare(*pair)
            self._known[pair] = self._clusters.rounds, known
        return known
