"""Parts of the hierarchy as nested branches, as pages draw them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from unitgraph.exports.drawing import Drawn, walk
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.units import Node

SHOWN_BELOW = 400
"""The number of units below another, or of a country, that a page shows; the downloads contain all."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit as it is drawn, with what is stated of its edge if that is not the same for all, and the units below it
    that are shown."""

    drawn: Drawn
    edge: str
    below: list[Branch]


def branches(part: Hierarchy, tops: Sequence[Node]) -> list[Branch]:
    """What is drawn from each of ``tops``, which are units of ``part``."""
    drawn = list(walk(part, tops))
    differ = len({each.edge for each in drawn if each.depth > 1}) > 1
    found: list[Branch] = []
    path: list[Branch] = []
    for each in drawn:
        branch = Branch(each, (each.edge or "") if differ else "", [])
        del path[each.depth - 1 :]
        (path[-1].below if path else found).append(branch)
        path.append(branch)
    return found


def part_of(hierarchy: Hierarchy, kept: Collection[str]) -> Hierarchy:
    """The hierarchy of the units with the IRIs ``kept``."""
    return Hierarchy(
        replace(
            each,
            superiors=tuple(above.iri for above in hierarchy.undisputed(each.iri) if above.iri in kept),
            edges=tuple(
                edge
                for superior, edges in hierarchy.edges_above(each.iri).items()
                for edge in edges
                if superior in kept
            ),
            possibly=tuple(other for other in each.possibly if other in kept),
        )
        for each in map(hierarchy.__getitem__, sorted(kept))
    )
