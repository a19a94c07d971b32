"""Parts of the hierarchy as nested branches, as pages draw them: what leads to listed units first."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush

from unitgraph.exports.drawing import Drawn, walk
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.units import Node

SHOWN_BELOW = 150
"""The number of units below another, or of a country, that a page shows at once; others come branch by branch."""
SHOWN_BESIDE = 200
"""The number of units directly below one that are fetched at once."""
FOUND = 50
"""The number of units that a search in a part of the hierarchy shows."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit as it is drawn, with what is stated of its edge if that is not the same for all, and the units below it
    that are shown. ``hidden`` units directly below it are not shown; ``listed`` units below it are listed."""

    drawn: Drawn
    edge: str
    below: list[Branch]
    hidden: int
    listed: int


@dataclass(frozen=True, slots=True)
class Forest:
    """Branches, what is stated of every edge in them if that is the same for all, and how many units they show."""

    branches: list[Branch]
    common: str
    shown: int


def forest(hierarchy: Hierarchy, tops: Sequence[Node], most: int = SHOWN_BELOW) -> Forest:
    """At most ``most`` units from ``tops`` down: first those on the way to listed ones, then level by level."""
    ordered = [each.iri for each in ranked(hierarchy, tops)]
    kept = nearest(hierarchy, tops, most)
    part = part_of(hierarchy, with_doubles(hierarchy, kept))
    drawn = branches(part, [part[each] for each in ordered if each in kept], hierarchy)
    return replace(drawn, shown=len(kept))


def with_doubles(hierarchy: Hierarchy, kept: Collection[str]) -> set[str]:
    """Units (IRIs) with the listed ones that may be the same as one of them."""
    may_be = (other for each in kept for other in hierarchy[each].possibly if hierarchy[other].listed)
    return {*kept, *may_be}


Place = tuple[int, list[tuple[int, str]], str]


def place_of(hierarchy: Hierarchy, node: Node) -> Place:
    """Where a unit stands among others: the listed first, then those with listed units below, then the rest; by name,
    with the numbers in it by their size."""
    rank = 0 if node.listed else 1 if hierarchy.listed_count(node.iri) else 2
    return (
        rank,
        [(int(each), "") if each.isascii() and each.isdigit() else (0, each) for each in _parts(node)],
        node.iri,
    )


def _parts(node: Node) -> list[str]:
    return [each for each in re.split(r"([0-9]{1,9})", node.name.casefold()) if each]


def nearest(hierarchy: Hierarchy, tops: Iterable[Node], most: int) -> set[str]:
    """The IRIs of the units that :func:`forest` shows."""
    waiting: list[tuple[int, int, Place, str]] = []
    seen: set[str] = set()
    kept: set[str] = set()

    def add(nodes: Iterable[Node], depth: int) -> None:
        for each in nodes:
            if each.iri not in seen:
                seen.add(each.iri)
                place = place_of(hierarchy, each)
                heappush(waiting, (place[0], depth, place, each.iri))

    add(tops, 0)
    while waiting and len(kept) < most:
        _, depth, _, iri = heappop(waiting)
        kept.add(iri)
        add(hierarchy.subordinates(iri), depth + 1)
    return kept


def ranked(hierarchy: Hierarchy, nodes: Iterable[Node]) -> list[Node]:
    """Units in the order in which they are drawn side by side."""
    return sorted(nodes, key=lambda each: place_of(hierarchy, each))


def directly_below(hierarchy: Hierarchy, iri: str, start: int = 0) -> tuple[Forest, int]:
    """The units directly below one, from a place in their order on, and how many follow; what is below them is
    hidden."""
    ordered = [each.iri for each in ranked(hierarchy, hierarchy.subordinates(iri))]
    part = part_of(hierarchy, with_doubles(hierarchy, {iri, *ordered[start : start + SHOWN_BESIDE]}))
    drawn = branches(part, [part[iri]], hierarchy)
    return replace(drawn, branches=drawn.branches[0].below), max(0, len(ordered) - start - SHOWN_BESIDE)


def found_below(hierarchy: Hierarchy, iri: str, text: str) -> list[Node]:
    """The units below one with a name in which a word begins as ``text`` does."""
    below = hierarchy.dag.below(hierarchy.number(iri))
    found = hierarchy.search(text, 20 * FOUND)
    return [each for each in found if hierarchy.number(each.iri) in below][:FOUND]


def branches(part: Hierarchy, tops: Sequence[Node], whole: Hierarchy) -> Forest:
    """What is drawn from each of ``tops``, which are units of ``part``, a part of ``whole``."""
    drawn = list(walk(part, tops))
    edges = {each.edge for each in drawn if each.depth > 1}
    differ = len(edges) > 1
    found: list[Branch] = []
    path: list[Branch] = []
    for each in drawn:
        iri = each.node.iri
        hidden = 0 if each.again else len(whole.dag.subordinates[whole.number(iri)]) - len(part.subordinates(iri))
        edge = (each.edge or "") if differ else ""
        branch = Branch(each, edge, [], hidden, whole.listed_count(iri))
        del path[each.depth - 1 :]
        (path[-1].below if path else found).append(branch)
        path.append(branch)
    _order(found, whole)
    return Forest(found, "" if differ else next((edge for edge in edges if edge), ""), len(part))


def _order(drawn: list[Branch], whole: Hierarchy) -> None:
    """Put branches in the order of :func:`ranked`, level by level."""
    waiting = [drawn]
    while waiting:
        level = waiting.pop()
        level.sort(key=lambda each: place_of(whole, each.drawn.node))
        waiting.extend(each.below for each in level)


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
