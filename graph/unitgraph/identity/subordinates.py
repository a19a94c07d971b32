"""What stands below two units of one name tells of them too: where one of them is the root of its chain, nothing above
can be compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from unitgraph.identity.clusters import Clusters
from unitgraph.identity.mentions import Comparison, Reason, Verdict

UnitPair = tuple[int, int]


def with_subordinates(clusters: Clusters, pairs: Mapping[UnitPair, Comparison]) -> dict[UnitPair, Comparison]:
    """The compared pairs of a round, where open ones of which one has no superior gain what their subordinates tell.

    A subordinate of one that may be one below the other makes the two one unit where names tell both; where many bear
    the names (``A Company``), only where no other unit may be meant. Units of which one has no known country gain
    nothing: they may be of two countries.
    """
    open_roots: defaultdict[int, set[int]] = defaultdict(set)
    for (one, other), found in pairs.items():
        placed = all(clusters.mentions[each].country for each in found.between)
        if placed and found.verdict in (Verdict.OPEN, Verdict.IF_UNIQUE):
            for root, beside in ((one, other), (other, one)):
                if not clusters.superiors_of(root):
                    open_roots[root].add(beside)
    if not open_roots:
        return dict(pairs)
    roots = frozenset(open_roots)
    telling: dict[UnitPair, bool] = {}
    for (one, other), found in pairs.items():
        for lower, below in ((one, other), (other, one)):
            superiors = clusters.superiors_of(lower)
            for root in superiors & roots if not roots.isdisjoint(superiors) else ():
                for beside in open_roots[root] & clusters.ancestors(below):
                    pair = (min(root, beside), max(root, beside))
                    telling[pair] = telling.get(pair, False) or found.telling
    return {**pairs, **{pair: _supported(pairs[pair], sure) for pair, sure in telling.items()}}


def _supported(found: Comparison, sure: bool) -> Comparison:
    verdict = Verdict.SUPPORTED if sure and found.telling else Verdict.IF_UNIQUE
    return replace(found, verdict=verdict, reasons=(*found.reasons, Reason.SUBORDINATE))
