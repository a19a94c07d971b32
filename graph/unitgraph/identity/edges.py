"""Edges of units to their superiors: which of them are direct, and whether they lead in a circle.

Sources state edges with dates and a relation, and skip levels. A statement that others imply is kept; the plain edge
of the hierarchy leaves it out. Dates and relations count: two statements imply a third only where all three may hold
on one day, in one relation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from unitgraph.identity.drafts import EdgeDraft, Identity
from unitgraph.reading.dates import FIRST_DAY, LAST_DAY
from unitgraph.reading.hierarchy_cells import AS_LISTED


@dataclass(frozen=True, slots=True)
class _Step:
    """A unit that is reached: the days on which every edge on the way may hold, and their relation if they have one."""

    unit: Identity
    starts: date = FIRST_DAY
    ends: date = LAST_DAY
    relation: str = AS_LISTED

    def up(self, edge: EdgeDraft) -> _Step | None:
        """The next step, if the edge may hold together with those before it."""
        above = edge.superior.unit
        starts, ends = max(self.starts, edge.period.starts), min(self.ends, edge.period.ends)
        if above is None or starts > ends:
            return None
        if AS_LISTED not in (self.relation, edge.relation) and self.relation != edge.relation:
            return None
        return _Step(above, starts, ends, edge.relation if self.relation == AS_LISTED else self.relation)


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
    the direct ones. Raises CircleFound for a circle on one day.
    """
    for unit in units:
        above = unit.accepted()
        if len({edge.superior.unit for edge in above}) > 1:
            unit.direct = tuple(dict.fromkeys(_unit_above(edge) for edge in above if not _is_implied(unit, edge)))
        else:
            unit.direct = tuple({_unit_above(edge) for edge in above})
    circular = _circular(units)
    if circular:
        _refuse_circles(circular)
        _open_circles(circular)


def _unit_above(edge: EdgeDraft) -> Identity:
    assert edge.superior.unit is not None
    return edge.superior.unit


def _is_implied(unit: Identity, edge: EdgeDraft) -> bool:
    """Whether other edges lead to the superior that ``edge`` leads to."""
    above = _unit_above(edge)
    # A way up that ended before the edge is cited does not explain it.
    start = _Step(unit, *_cited(edge), edge.relation)
    others = (each for each in unit.accepted() if _unit_above(each) is not above and _are_cited_together(edge, each))
    waiting = [step for other in others if (step := start.up(other))]
    seen = set(waiting)
    while waiting:
        here = waiting.pop()
        for other in here.unit.accepted():
            step = here.up(other) if _are_cited_together(edge, other) else None
            if step is None or step.unit is unit or step in seen:
                continue
            if step.unit is above:
                return True
            seen.add(step)
            waiting.append(step)
    return False


def _cited(edge: EdgeDraft) -> tuple[date, date]:
    """The days from the first to the last for which an edge is cited; all days where it has no date."""
    first, last = edge.period.first or edge.period.last, edge.period.last or edge.period.first
    return (first.earliest, last.latest) if first and last else (FIRST_DAY, LAST_DAY)


def _are_cited_together(one: EdgeDraft, other: EdgeDraft) -> bool:
    """Whether two edges are cited for a day in common, as far as rows of tables say: an older superior implies nothing
    of a newer one. An edge that entries of a list state goes with any: they name superiors and skip levels."""
    if one.entries or other.entries:
        return True
    (first, last), (others_first, others_last) = _cited(one), _cited(other)
    return first <= others_last and others_first <= last


def _circular(units: Iterable[Identity]) -> list[Identity]:
    """The units on circles of accepted edges, and those between circles, whatever the dates."""
    below: defaultdict[Identity, list[Identity]] = defaultdict(list)
    waiting: dict[Identity, int] = {}
    free = []
    for unit in units:
        above = {_unit_above(edge) for edge in unit.accepted()}
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
        higher = {_unit_above(edge) for unit in lowest for edge in unit.accepted()} & left
        lowest = [unit for unit in higher if left.isdisjoint(below[unit])]
    return sorted(left, key=lambda unit: unit.iri)


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
    seen: set[tuple[Identity, date, date]] = set()
    while level:
        following = []
        for here, way in level:
            for edge in here.unit.accepted():
                starts, ends = max(here.starts, edge.period.starts), min(here.ends, edge.period.ends)
                step = _Step(_unit_above(edge), starts, ends)
                if starts > ends or (step.unit, starts, ends) in seen:
                    continue
                if step.unit is unit:
                    return [*way, (here.unit, edge)]
                seen.add((step.unit, starts, ends))
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
        if below in _reached(above, kept):
            below.direct = tuple(each for each in below.direct if each is not above)
        else:
            kept[below].append(above)


def _reached(start: Identity, above: defaultdict[Identity, list[Identity]]) -> set[Identity]:
    found, waiting = {start}, [start]
    while waiting:
        for each in above.get(waiting.pop(), ()):
            if each not in found:
                found.add(each)
                waiting.append(each)
    return found


def ancestors_of(unit: Identity) -> Iterator[Identity]:
    """Every unit that direct edges lead to, each once."""
    found: set[Identity] = set()
    waiting = list(unit.direct)
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            yield here
            waiting.extend(here.direct)
