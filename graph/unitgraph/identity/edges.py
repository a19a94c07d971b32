"""Edges of units to their superiors: which of them are direct, and whether they lead in a circle.

Sources state edges with dates and a relation, and skip levels. A statement that others imply is kept; the plain edge
of the hierarchy leaves it out. Dates and relations count: two statements imply a third only where all three may hold
on one day, in one relation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from unitgraph.identity.drafts import EdgeDraft, Identity, UnitDraft
from unitgraph.identity.units import Ancestry
from unitgraph.reading.dates import ALWAYS
from unitgraph.reading.edge_words import ACCEPTED, AS_LISTED
from unitgraph.system.closure import Span, joined, overlap, reached, reached_together, shortest_by_day, without


@dataclass(frozen=True, slots=True)
class _Step:
    """A unit that is reached: the days on which every edge on the way may hold, and their relation if they have one."""

    unit: Identity
    span: Span = ALWAYS
    relation: str = AS_LISTED

    def up(self, edge: EdgeDraft) -> _Step | None:
        """The next step, if the edge may hold together with those before it."""
        above, span = edge.superior.unit, overlap(self.span, edge.period.span)
        if above is None or span is None:
            return None
        if AS_LISTED not in (self.relation, edge.relation) and self.relation != edge.relation:
            return None
        return _Step(above, span, edge.relation if self.relation == AS_LISTED else self.relation)


Circle = Sequence[tuple[Identity, EdgeDraft]]
"""Edges that lead back to where they begin, each with the unit below it."""


class CircleFound(Exception):
    """Circles of which all edges may hold on one day."""

    def __init__(self, circles: Sequence[Circle]) -> None:
        super().__init__(len(circles))
        self.circles = circles


def settle_edges(units: Sequence[Identity]) -> None:
    """Find the direct superiors of every unit: those that no other accepted edges lead to.

    Edges that lead in a circle on no single day are no error. Of such a circle the edge that ended first is none of
    the plain ones. Raises CircleFound for a circle on one day.
    """
    for unit in units:
        stated = unit.stated()
        if len({edge.superior.unit for edge in stated}) > 1:
            for edge in stated:
                edge.direct = _direct_days(unit, edge)
        plain = (edge for edge in stated if edge.status == ACCEPTED and edge.direct is None)
        unit.direct = tuple(dict.fromkeys(map(_unit_above, plain)))
    circular = sorted(_circular(units, _accepted_above), key=lambda unit: unit.iri)
    if circular:
        _refuse_circles(circular)
        _open_circles(circular)
    for unit in units:
        _settle_ways(unit)


def _settle_ways(unit: Identity) -> None:
    """Join what is stated of the edge to one superior: it is direct on the days on which a statement of it is."""
    stated = unit.stated()
    if all(edge.direct is None and edge.status == ACCEPTED and edge.period.span == ALWAYS for edge in stated):
        return
    days: dict[Identity, list[Span]] = {each: [] for each in unit.direct}
    for edge in stated:
        days.setdefault(_unit_above(edge), []).extend([edge.period.span] if edge.direct is None else edge.direct)
    joint = {above: joined(spans) for above, spans in days.items()}
    for edge in stated:
        span = edge.period.span
        direct = tuple(filter(None, (overlap(span, each) for each in joint[_unit_above(edge)])))
        edge.direct = None if direct == (span,) else direct
    if any(spans != [ALWAYS] or above not in unit.direct for above, spans in joint.items() if spans):
        unit.ways = tuple((above, span) for above, spans in joint.items() for span in spans)


def _unit_above(edge: EdgeDraft) -> Identity:
    assert edge.superior.unit is not None
    return edge.superior.unit


def _direct_days(unit: Identity, edge: EdgeDraft) -> tuple[Span, ...] | None:
    """The days, of those on which an edge may hold, on which no other edges lead to its superior; None for all."""
    span = edge.period.span
    others: list[Span] = []
    for way in _other_ways(unit, edge):
        others.append(way)
        if way[0] <= span[0] and span[1] <= way[1]:
            return ()
    return tuple(without([span], others)) if others else None


def _other_ways(unit: Identity, edge: EdgeDraft) -> Iterator[Span]:
    """The days of every way over other accepted edges to the superior that ``edge`` leads to."""
    above, cited = _unit_above(edge), _cited(edge)
    start = _Step(unit, relation=edge.relation)
    others = (each for each in unit.accepted() if _unit_above(each) is not above and _are_cited_together(edge, each))
    waiting = [step for other in others if (step := start.up(other)) and overlap(cited, step.span)]
    seen = set(waiting)
    while waiting:
        here = waiting.pop()
        for other in here.unit.accepted():
            step = here.up(other) if _are_cited_together(edge, other) else None
            # A way up that ended before the edge is cited does not explain it.
            if step is None or step.unit is unit or step in seen or overlap(cited, step.span) is None:
                continue
            seen.add(step)
            if step.unit is above:
                yield step.span
            else:
                waiting.append(step)


def _cited(edge: EdgeDraft) -> Span:
    """The days from the first to the last for which an edge is cited; all days where it has no date."""
    first, last = edge.period.first or edge.period.last, edge.period.last or edge.period.first
    return (first.earliest.toordinal(), last.latest.toordinal()) if first and last else ALWAYS


def _are_cited_together(one: EdgeDraft, other: EdgeDraft) -> bool:
    """Whether two edges are cited for a day in common, as far as rows of tables say: an older superior implies nothing
    of a newer one. An edge that entries of a list state goes with any: they name superiors and skip levels."""
    if one.entries or other.entries or one.of_entry or other.of_entry:
        return True
    return overlap(_cited(one), _cited(other)) is not None


def refuse_stated_circles(drafts: Sequence[UnitDraft]) -> None:
    """Raise CircleFound for circles on one day among drafts as sources state them, before any two are one unit."""
    circular = _circular(drafts, lambda draft: {edge.superior for edge in draft.edges if edge.status == ACCEPTED})
    if not circular:
        return
    units = []
    for number, draft in enumerate(each for each in drafts if each in circular):
        draft.unit = Identity(tabled=draft, iri=f"{number:09}")
        units.append(draft.unit)
    try:
        _refuse_circles(units)
    finally:
        for draft in circular:
            draft.unit = None


def _accepted_above(unit: Identity) -> set[Identity]:
    return {_unit_above(edge) for edge in unit.accepted()}


T = TypeVar("T")


def _circular(units: Iterable[T], superiors: Callable[[T], set[T]]) -> set[T]:
    """The units on circles of accepted edges, and those between circles, whatever the dates."""
    below: defaultdict[T, list[T]] = defaultdict(list)
    waiting: dict[T, int] = {}
    free = []
    for unit in units:
        above = superiors(unit)
        if above:
            waiting[unit] = len(above)
            for each in above:
                below[each].append(unit)
        else:
            free.append(unit)
    while free:
        for each in below.get(free.pop(), ()):
            waiting[each] -= 1
            if not waiting[each]:
                del waiting[each]
                free.append(each)
    # What is left is on a circle or below one; what nothing of it is under is below.
    left = set(waiting)
    lowest = [unit for unit in left if left.isdisjoint(below[unit])]
    while lowest:
        left.difference_update(lowest)
        higher = {above for unit in lowest for above in superiors(unit)} & left
        lowest = [unit for unit in higher if left.isdisjoint(below[unit])]
    return left


def _refuse_circles(units: Sequence[Identity]) -> None:
    circles: dict[frozenset[int], Circle] = {}
    for unit in units:
        if circle := _circle_of(unit):
            circles.setdefault(frozenset(id(edge) for _, edge in circle), circle)
    if circles:
        raise CircleFound(tuple(circles.values()))


def _circle_of(unit: Identity) -> list[tuple[Identity, EdgeDraft]]:
    """The shortest way from a unit back to itself over edges that may all hold on one day; none if there is none."""
    level: list[tuple[_Step, tuple[tuple[Identity, EdgeDraft], ...]]] = [(_Step(unit), ())]
    seen: set[_Step] = set()
    while level:
        following = []
        for here, way in level:
            for edge in here.unit.accepted():
                span = overlap(here.span, edge.period.span)
                if span is None or (step := _Step(_unit_above(edge), span)) in seen:
                    continue
                if step.unit is unit:
                    return [*way, (here.unit, edge)]
                seen.add(step)
                following.append((step, (*way, (here.unit, edge))))
        level = following
    return []


def _open_circles(units: Sequence[Identity]) -> None:
    """Leave out, of circles over time, the edges that ended first."""
    within = set(units)
    last: dict[tuple[Identity, Identity], tuple[date, date]] = {}
    for unit in units:
        for edge in unit.accepted():
            pair = unit, _unit_above(edge)
            if pair[1] in within and pair[1] in unit.direct:
                span = edge.period.ends, edge.period.starts
                last[pair] = max(last.get(pair, span), span)
    kept: defaultdict[Identity, list[Identity]] = defaultdict(list)
    # The latest are kept; of those that are alike, the first by IRI.
    by_iri = sorted(last, key=lambda pair: (pair[0].iri, pair[1].iri))
    for below, above in sorted(by_iri, key=last.__getitem__, reverse=True):
        if below is above or below in reached([above], lambda each: kept.get(each, ())):
            below.direct = tuple(each for each in below.direct if each is not above)
        else:
            kept[below].append(above)


def ancestors_of(unit: Identity) -> tuple[list[str], list[Ancestry]]:
    """The IRIs of the units above a unit over edges that may all hold on one day; and, with their days, the ancestors
    of which plain edges alone do not say it: where edges have a known start or end, or sources are in conflict."""
    plain = reached([unit], lambda each: each.direct)
    if unit.ways is None and all(each.ways is None for each in plain):
        return sorted(each.iri for each in plain), []
    found = reached_together(unit, ALWAYS, _ways_up)
    dated = [
        Ancestry(above.iri, steps, span)
        for above, ways in found.items()
        if ways != [(plain.get(above), ALWAYS)]
        for steps, span in shortest_by_day(ways)
    ]
    return sorted(each.iri for each in found), sorted(dated, key=lambda each: (each.ancestor, each.span))


def _ways_up(unit: Identity) -> Iterable[tuple[Identity, Span]]:
    return ((each, ALWAYS) for each in unit.direct) if unit.ways is None else unit.ways
