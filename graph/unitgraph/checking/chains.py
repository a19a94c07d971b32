"""The chains of a unit: the ways up from it to a unit without a superior, each step with the dates of its edges.

What is current comes first: a chain of edges that are not known to be over, then the one that was cited last; as of a
day, a chain that sources cite for it, then one that they cite before it, then one that they cite only later. A unit may
have very many chains; the best few are found without making the others, which are only counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from itertools import pairwise
from typing import Any

from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.units import Edge, Node, edges_text
from unitgraph.reading.dates import ALWAYS, FIRST_DAY
from unitgraph.reading.edge_words import CONFLICT
from unitgraph.system.closure import Span, common_days, overlap

SHOWN = 5
"""The number of chains of a unit that an answer shows."""
MOST_TRIED = 20_000
"""Where edges have known ends, the number of ways up that are tried."""


@dataclass(frozen=True, slots=True)
class Link:
    """A step of a chain: a unit, and what sources state of its edge to the unit before it. The first has none."""

    unit: Node
    edges: tuple[Edge, ...] = ()


Chain = tuple[Link, ...]
"""From the top down, the unit in question last."""


@dataclass(frozen=True, slots=True)
class Chains:
    """The chains of a unit that are shown, current first, and how many more there are."""

    shown: tuple[Chain, ...]
    more: int = 0


ARROW = " > "


def link_text(link: Link) -> str:
    """What sources state of the edge to the unit before: empty where nothing is known, and for the first unit."""
    return edges_text(link.edges)


EACH_EDGE = "each edge {}"


def chain_line(chain: Chain, worded: Callable[[str], str] = str) -> str:
    """A chain on one line, each unit with what is stated of its edge; once where this is the same for all. ``worded``
    puts these statements, and :data:`EACH_EDGE`, in other words."""
    texts = [worded(link_text(link)) for link in chain[1:]]
    if len(texts) > 1 and texts[0] and len(set(texts)) == 1:
        return f"{ARROW.join(link.unit.name for link in chain)} ({worded(EACH_EDGE).format(texts[0])})"
    told = (
        f"{link.unit.name} ({text})" if text else link.unit.name for link, text in zip(chain[1:], texts, strict=True)
    )
    return ARROW.join((chain[0].unit.name, *told))


def chain_dicts(chain: Chain) -> list[dict[str, Any]]:
    """A chain as JSON values."""
    return [
        {"iri": link.unit.iri, "name": link.unit.name, "edges": list(map(_edge_dict, link.edges))} for link in chain
    ]


def _edge_dict(edge: Edge) -> dict[str, Any]:
    about = edge.period
    return {
        "firstCited": str(about.first) if about.first else None,
        "lastCited": str(about.last) if about.last else None,
        "startKnown": about.start_known,
        "endKnown": about.end_known,
        "relation": edge.relation,
        "status": edge.status,
        "confidence": edge.confidence,
    }


def chains_of(hierarchy: Hierarchy, iri: str, most: int = SHOWN) -> Chains:
    """The chains from roots down to a unit; of a root the one that is itself."""
    if only := _only_chain(hierarchy, iri):
        return Chains((only,))
    found = _Ways(hierarchy, None, most)
    ways = found.up(iri)
    return Chains(tuple(_chain(hierarchy, each) for each in ways.best), ways.count - len(ways.best))


def _only_chain(hierarchy: Hierarchy, iri: str) -> Chain:
    """The chain of a unit above which each has one superior at most, and no edge a known start or end: what most units
    have, found without ranking. Empty for any other."""
    links: list[Link] = []
    seen: set[str] = set()
    while iri not in seen:
        seen.add(iri)
        above = hierarchy.edges_above(iri)
        if len(above) > 1:
            return ()
        superior, edges = next(iter(above.items()), ("", ()))
        if any(each.period.start_known or each.period.end_known for each in edges):
            return ()
        links.append(Link(hierarchy[iri], tuple(edges)))
        if not superior:
            return tuple(reversed(links))
        iri = superior
    return ()  # disputed edges may lead in a circle


def chain_between(hierarchy: Hierarchy, high: str, low: str) -> Chain:
    """The best chain from a unit down to another one below it: the most current, then the shortest. Empty where there
    is none."""
    ways = _Ways(hierarchy, high, 1).up(low)
    return _chain(hierarchy, ways.best[0]) if ways.best else ()


def chain_through(hierarchy: Hierarchy, below: Chain) -> Chain:
    """The best chain from a root down to the first unit of ``below``, and on along that, of which all edges may hold on
    one day; ``below`` alone where nothing above does."""
    above = chains_of(hierarchy, below[0].unit.iri).shown
    whole = ((*chain, *below[1:]) for chain in above)
    return next(filter(_holds_together, whole), below)


def _holds_together(chain: Chain) -> bool:
    """Whether no unit is in a chain twice, and all its edges may hold on one day."""
    days: list[Span] = [ALWAYS]
    for link in chain[1:]:
        days = common_days(days, (span for edge in link.edges for span in edge.days))
    return bool(days) and len({link.unit.iri for link in chain}) == len(chain)


def shared_chains(hierarchy: Hierarchy, one: str, other: str) -> tuple[Chain, ...]:
    """The chains from a unit directly above two units, and no placeholder, down to each of them: the most current. None
    where no unit is above both."""
    first, second = hierarchy.edges_above(one), hierarchy.edges_above(other)
    shared = (each for each in first if each in second and not hierarchy[each].placeholder)
    day = hierarchy.day
    best = min(
        shared,
        key=lambda each: (max(rank_of_edges(first[each], day), rank_of_edges(second[each], day)), each),
        default=None,
    )
    if best is None:
        return ()
    top = Link(hierarchy[best])
    return (top, Link(hierarchy[one], tuple(first[best]))), (top, Link(hierarchy[other], tuple(second[best])))


@dataclass(frozen=True, slots=True, order=True)
class _Way:
    """A way up, as it is ranked: how far its steps are from current, disputed ones, the day (negative) on which its
    oldest step was last cited, steps, and the units from the top down."""

    apart: int
    disputed: int
    cited: int
    steps: int
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Ranked:
    best: tuple[_Way, ...]
    count: int


_NO_WAY = _Ranked((), 0)


class _Ways:
    """The best ways up from units to ``top`` (an IRI), or to any root."""

    def __init__(self, hierarchy: Hierarchy, top: str | None, most: int) -> None:
        self._hierarchy = hierarchy
        self._top = top
        self._most = most
        self._above: dict[str, dict[str, list[Edge]]] = {}
        self._found: dict[str, _Ranked] = {}

    def up(self, start: str) -> _Ranked:
        """The ways up from a unit over edges that may all hold on one day."""
        ranked = self._undated(start)
        if self._hierarchy.day is not None or not self._bounded():
            return ranked
        held = nsmallest(self._most, self._held(start))
        return _Ranked(tuple(held), max(len(held), ranked.count))

    def _bounded(self) -> bool:
        """Whether some edge that was met has a known start or end."""
        periods = (edge.period for above in self._above.values() for edges in above.values() for edge in edges)
        return any(each.start_known or each.end_known for each in periods)

    def _undated(self, start: str) -> _Ranked:
        """The ways up whatever the dates; each unit is visited once."""
        # A stack instead of recursion: a chain may be deeper than Python's limit. A unit that is still waiting for
        # those above it is part of a circle over time when it is met again: no way leads through it twice.
        waiting = [start]
        while waiting:
            here = waiting[-1]
            if here not in self._above:
                self._above[here] = {} if here == self._top else self._hierarchy.edges_above(here)
                waiting.extend(each for each in self._above[here] if each not in self._above)
                continue
            waiting.pop()
            if here not in self._found:
                self._found[here] = self._ranked(here, self._above[here])
        return self._found[start]

    def _ranked(self, here: str, above: Mapping[str, Sequence[Edge]]) -> _Ranked:
        if here == self._top or (self._top is None and not above):
            return _at_the_top(here)
        known = {superior: self._found.get(superior, _NO_WAY) for superior in above}
        day = self._hierarchy.day
        ways = (_longer(way, here, above[superior], day) for superior, ranked in known.items() for way in ranked.best)
        best = tuple(nsmallest(self._most, (way for way in ways if way is not None)))
        if not best and self._top is None:  # everything above it is in a circle over time
            return _at_the_top(here)
        return _Ranked(best, max(len(best), sum(each.count for each in known.values())))

    def _held(self, start: str) -> Iterator[_Way]:
        """The ways up over edges of which statements may all hold on one day, best first where there are very many: the
        edges of a unit are followed in their order."""
        waiting: list[tuple[tuple[str, ...], Span]] = [((start,), ALWAYS)]
        seen: set[tuple[str, ...]] = set()
        for _ in range(MOST_TRIED):
            if not waiting:
                return
            units, span = waiting.pop()
            further: list[tuple[tuple[str, ...], Span, tuple[int, bool, int]]] = []
            for superior, edges in self._above[units[0]].items():
                for edge in edges if superior not in units else ():
                    days = filter(None, (overlap(span, each) for each in edge.days))
                    further += (((superior, *units), each, rank_of_edges([edge], None)) for each in days)
            # The best is tried first: it is put down last.
            waiting.extend((way, each) for way, each, _ in sorted(further, key=_last_rank, reverse=True))
            complete = units[0] == self._top if self._top is not None else not further
            if complete and units not in seen:
                seen.add(units)
                yield self._way(units)

    def _way(self, units: tuple[str, ...]) -> _Way:
        way: _Way | None = _at_the_top(units[0]).best[0]
        for above, here in pairwise(units):
            assert way is not None
            way = _longer(way, here, self._above[here][above], self._hierarchy.day)
        assert way is not None
        return way


def _last_rank(step: tuple[tuple[str, ...], Span, tuple[int, bool, int]]) -> tuple[int, bool, int]:
    return step[2]


def _at_the_top(here: str) -> _Ranked:
    return _Ranked((_Way(0, 0, -date.max.toordinal(), 0, (here,)),), 1)


def _longer(way: _Way, here: str, edges: Sequence[Edge], day: date | None) -> _Way | None:
    """The way continued down to a unit; None where it has been there already."""
    if here in way.units:
        return None
    apart, disputed, cited = rank_of_edges(edges, day)
    return _Way(way.apart + apart, way.disputed + disputed, max(way.cited, cited), way.steps + 1, (*way.units, here))


def rank_of_edges(edges: Sequence[Edge], day: date | None) -> tuple[int, bool, int]:
    """How far an edge is from current, whether it is disputed, and the day (negative) on which it was last cited."""
    last = (each.period.last.latest if each.period.last else FIRST_DAY for each in edges)
    apart = min(_apart(each, day) for each in edges)
    return apart, all(each.status == CONFLICT for each in edges), -max(last).toordinal()


def _apart(edge: Edge, day: date | None) -> int:
    """1 if a statement is known to be over. As of a ``day``: 0 if it is cited from before it until after it, 1 if only
    before it or without dates, 2 if only after it."""
    first, last = edge.period.first, edge.period.last
    if day is None:
        return int(edge.period.end_known)
    if edge.later or (first is not None and first.earliest > day):
        return 2
    return 0 if first is not None and last is not None and last.latest >= day else 1


def _chain(hierarchy: Hierarchy, way: _Way) -> Chain:
    nodes = [hierarchy[each] for each in way.units]
    below = (Link(node, tuple(hierarchy.edges_above(node.iri)[above.iri])) for above, node in pairwise(nodes))
    return (Link(nodes[0]), *below)
