"""What stands below two units of one name tells of them too: where one of them is the root of its chain, nothing above
can be compared."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from unitgraph.identity.clusters import Clusters
from unitgraph.identity.compared_pairs import ComparedPairs, UnitPair
from unitgraph.identity.mentions import Comparison, Reason, Verdict


def add_subordinates(clusters: Clusters, pairs: ComparedPairs) -> None:
    """Add to the open pairs of a round of which one has no superior what their subordinates tell.

    A subordinate of one that may be one below the other makes the two one unit where names tell both; where many bear
    the names (``A Company``), only where no other unit may be meant. Units of which one has no known country gain
    nothing: they may be of two countries.
    """
    open_roots: defaultdict[int, set[int]] = defaultdict(set)
    for (one, other), found in pairs.compared():
        placed = all(clusters.mentions[each].country for each in found.between)
        if placed and found.verdict in (Verdict.OPEN, Verdict.IF_UNIQUE):
            for root, beside in ((one, other), (other, one)):
                if not clusters.superiors_of(root):
                    open_roots[root].add(beside)
    if not open_roots:
        return
    roots = frozenset(open_roots)
    pairs.settle_below(roots, clusters.superiors_of)
    telling: dict[UnitPair, bool] = {}
    for (one, other), found in pairs.compared():
        for lower, below in ((one, other), (other, one)):
            superiors = clusters.superiors_of(lower)
            for root in superiors & roots if not roots.isdisjoint(superiors) else ():
                for beside in open_roots[root] & clusters.ancestors(below):
                    pair = (min(root, beside), max(root, beside))
                    telling[pair] = telling.get(pair, False) or found.telling
    open_pairs = dict(pairs.compared())
    pairs.replace({pair: _supported(open_pairs[pair], sure) for pair, sure in telling.items()})


def _supported(found: Comparison, sure: bool) -> Comparison:
    verdict = Verdict.SUPPORTED if sure and found.telling else Verdict.IF_UNIQUE
    return replace(found, verdict=verdict, reasons=(*found.reasons, Reason.SUBORDINATE))
