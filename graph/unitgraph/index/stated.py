"""What sources state of edges, with the days on which each may hold, in flat arrays: the whole, and one day of it.

The DAG of plain edges knows no dates. Where an end or a start is known, it would lead over edges that never held
together, and where sources are in conflict it leaves edges out. :class:`DatedGraph` is the DAG with these; where a
dataset has none, the DAG alone is exact. :class:`DayGraph` is what was above and below what on one day.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Generic, TypeVar

from unitgraph.index.dag import (
    ABOVE,
    BELOW,
    BESIDE,
    DAG,
    LISTED,
    PLACEHOLDER,
    Adjacency,
    Numbered,
    restricted,
    transposed,
)
from unitgraph.index.units import Node
from unitgraph.reading.dates import FIRST_DAY, LAST_DAY
from unitgraph.reading.hierarchy_cells import CONFLICT
from unitgraph.system.arrays import Numbers

T = TypeVar("T")

FIRST, LAST = FIRST_DAY.toordinal(), LAST_DAY.toordinal()
Span = tuple[int, int]
"""The first and the last day on which an edge may hold, as ordinals (``date.toordinal``)."""
ALWAYS: Span = FIRST, LAST


_DIRECT, _CONFLICT = 1, 2


_ARRAYS = ("start", "superior", "first", "last", "bits")


@dataclass(frozen=True, slots=True)
class StatedEdge:
    """One edge as it is stated: the number of the superior, and the first and the last day on which it may hold.
    ``direct`` says that nothing stands between the two, ``disputed`` that sources are in conflict."""

    superior: int
    span: Span
    direct: bool = True
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class StatedEdges:
    """The statements of each unit's edges: those of unit n stand from ``start[n]`` to ``start[n + 1]``."""

    start: Numbers
    superior: Numbers
    first: Numbers
    last: Numbers
    bits: Numbers

    def of(self, number: int) -> Iterator[StatedEdge]:
        """What is stated of the edges of a unit."""
        for at in range(self.start[number], self.start[number + 1]):
            bits = self.bits[at]
            span = self.first[at], self.last[at]
            yield StatedEdge(self.superior[at], span, bool(bits & _DIRECT), bool(bits & _CONFLICT))

    def bounded(self) -> Iterator[int]:
        """The units of which some edge has a known start or end."""
        number = 0
        for at, span in enumerate(zip(self.first, self.last, strict=True)):
            if span != ALWAYS:
                while self.start[number + 1] <= at:
                    number += 1
                yield number

    def arrays(self) -> Iterator[tuple[str, Numbers]]:
        """All arrays by name, for storage."""
        for name in _ARRAYS:
            yield f"stated.{name}", getattr(self, name)

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Numbers]) -> StatedEdges:
        """The edges with these :meth:`arrays`. Raises KeyError if one is missing."""
        return cls(*(arrays[f"stated.{name}"] for name in _ARRAYS))


class StatedWriter:
    """Takes the edges of units in the order of their numbers. ``dated`` says that the plain edges are not all: one has
    a known start or end, or is direct and no plain edge."""

    def __init__(self) -> None:
        self._start, self._first, self._last = array("i", [0]), array("i"), array("i")
        self._bits = array("B")
        self._superiors: list[tuple[str, ...]] = []
        self.dated = False

    def add(self, node: Node) -> None:
        """Take the edges of one unit."""
        above = tuple(each.superior for each in node.edges)
        # Most often the same again: a million tuples fewer.
        self._superiors.append(node.superiors if above == node.superiors else above)
        for each in node.edges:
            span = each.period.starts.toordinal(), each.period.ends.toordinal()
            self._first.append(span[0])
            self._last.append(span[1])
            self._bits.append(each.direct * _DIRECT | (each.status == CONFLICT) * _CONFLICT)
            if span != ALWAYS or (each.direct and each.superior not in node.superiors):
                self.dated = True
        self._start.append(len(self._first))

    def finished(self, numbers: Mapping[str, int]) -> StatedEdges:
        """The edges, with ``numbers`` of units by IRI. Raises KeyError for a superior that is none."""
        superior = array("i", (numbers[each] for above in self._superiors for each in above))
        return StatedEdges(self._start, superior, self._first, self._last, self._bits)


def _overlap(one: Span, other: Span) -> Span | None:
    first, last = max(one[0], other[0]), min(one[1], other[1])
    return (first, last) if first <= last else None


class _Dated(ABC):
    """Edges with the days on which they may hold, and what follows from them."""

    @abstractmethod
    def up(self, number: int) -> Iterator[tuple[int, Span]]:
        """The units directly above by any statement, with its span."""

    @abstractmethod
    def down(self, number: int) -> Iterator[tuple[int, Span]]:
        """The units directly below by any statement, with its span."""

    @property
    @abstractmethod
    def relations(self) -> Numbered:
        """The bits of :mod:`unitgraph.index.dag` of each unit."""

    @property
    @abstractmethod
    def counts(self) -> Numbered:
        """The number of distinct listed units below each unit."""

    def above(self, number: int) -> dict[int, int]:
        """Every unit above, with its steps from here (at least 1), nearest first."""
        return self._reached(number, self.up)

    def below(self, number: int) -> dict[int, int]:
        """Every unit below, with its steps from here (at least 1), nearest first."""
        return self._reached(number, self.down)

    def listed_above(self, number: int) -> dict[int, int]:
        """Every listed unit above, with its steps from here, nearest first."""
        if not self.relations[number] & ABOVE:
            return {}
        return {each: steps for each, steps in self.above(number).items() if self.relations[each] & LISTED}

    def listed_below(self, number: int) -> dict[int, int]:
        """Every listed unit below, with its steps from here, nearest first. Units without one are not visited."""
        if not self.counts[number]:
            return {}
        found = self._reached(number, self.down, lambda each: bool(self.counts[each] or self.is_listed(each)))
        return {each: steps for each, steps in found.items() if self.is_listed(each)}

    def listed_beside(self, number: int) -> list[int]:
        """The listed units that share a superior with this one on some day, excluding itself."""
        return sorted(each for each in self.beside(number) if self.is_listed(each))

    def is_listed(self, number: int) -> bool:
        """Whether the unit is itself listed."""
        return bool(self.relations[number] & LISTED)

    def beside(self, number: int) -> set[int]:
        """The units that share a superior with one on some day. A placeholder above both makes them no siblings."""
        found: set[int] = set()
        for superior, span in self.up(number):
            if not self.is_placeholder(superior):
                found.update(each for each, when in self.down(superior) if _overlap(span, when))
        return found - {number}

    @abstractmethod
    def is_placeholder(self, number: int) -> bool:
        """Whether the unit stands for one that nobody could name."""

    def _reached(
        self,
        start: int,
        step: Callable[[int], Iterator[tuple[int, Span]]],
        wanted: Callable[[int], bool] = lambda each: True,
    ) -> dict[int, int]:
        """The units that edges lead to which may all hold on one day, with the length of the shortest such path,
        nearest first; only by way of those ``wanted``."""
        steps: dict[int, int] = {}
        seen: dict[int, list[Span]] = {start: [ALWAYS]}
        level: list[tuple[int, Span]] = [(start, ALWAYS)]
        distance = 0
        while level:
            distance += 1
            following = []
            for here, span in level:
                for each, when in step(here):
                    common = _overlap(span, when)
                    if common is None or not wanted(each):
                        continue
                    known = seen.setdefault(each, [])
                    if any(first <= common[0] and common[1] <= last for first, last in known):
                        continue
                    known.append(common)
                    steps.setdefault(each, distance)
                    following.append((each, common))
            level = following
        return steps


class DatedGraph(_Dated):
    """The DAG where dates or conflicts matter: what is above and below counts over edges that may all hold on one day.

    ``superiors``, ``subordinates`` and ``roots`` are those of the plain edges, which have no circles.
    """

    def __init__(self, dag: DAG, stated: StatedEdges) -> None:
        self.superiors, self.subordinates, self.roots = dag.superiors, dag.subordinates, dag.roots
        self._dag = dag
        self._stated = stated

    def __len__(self) -> int:
        return len(self._dag)

    @property
    def relations(self) -> Numbers:
        return self._dag.relations

    @property
    def counts(self) -> Numbers:
        return self._dag.counts

    def is_placeholder(self, number: int) -> bool:
        return bool(self.relations[number] & PLACEHOLDER)

    def up(self, number: int) -> Iterator[tuple[int, Span]]:
        found = set()
        for each in self._stated.of(number):
            if each.direct:
                found.add(each.superior)
                yield each.superior, each.span
        # What nothing is stated about but the plain edge.
        yield from ((each, ALWAYS) for each in self.superiors[number] if each not in found)

    def down(self, number: int) -> Iterator[tuple[int, Span]]:
        for each in (*self.subordinates[number], *self._beyond.get(number, ())):
            yield from ((each, span) for superior, span in self.up(each) if superior == number)

    @cached_property
    def _beyond(self) -> dict[int, dict[int, None]]:
        """The units directly below by statements that are no plain edges."""
        found: dict[int, dict[int, None]] = {}
        for number in range(len(self)):
            for each in self._stated.of(number):
                if each.direct and each.superior not in self.superiors[number]:
                    found.setdefault(each.superior, {})[number] = None
        return found

    def corrected(self) -> DAG:
        """The DAG with the counts and relations of units as dates and conflicts have them."""
        listed = [number for number in range(len(self)) if self.is_listed(number)]
        counts = array("i", bytes(4 * len(self)))
        for number in listed:
            for each in self.above(number):
                counts[each] += 1
        relations = array("B", (each & (LISTED | PLACEHOLDER) for each in self.relations))
        # One by one only where a known start or end may part a unit from what steps without dates lead to.
        bounded = set(self._stated.bounded())
        parted = bounded | self._under(bounded)
        for number in self._under(listed):
            if number not in parted or any(map(self.is_listed, self.above(number))):
                relations[number] |= ABOVE
        for number, count in enumerate(counts):
            if count:
                relations[number] |= BELOW
        for number in {each for one in listed for each in self.beside(one)}:
            relations[number] |= BESIDE
        marked = restricted(self.subordinates, relations, LISTED | BELOW)
        return replace(self._dag, counts=counts, relations=relations, marked=marked)

    def _under(self, numbers: Iterable[int]) -> set[int]:
        """The units below some, whatever the dates."""
        found: set[int] = set()
        waiting = list(numbers)
        while waiting:
            for each, _ in self.down(waiting.pop()):
                if each not in found:
                    found.add(each)
                    waiting.append(each)
        return found


class _Lazy(Generic[T]):
    """Values by number, each worked out once when it is asked for."""

    def __init__(self, find: Callable[[int], T]) -> None:
        self._find = find
        self._known: dict[int, T] = {}

    def __getitem__(self, number: int) -> T:
        if number not in self._known:
            self._known[number] = self._find(number)
        return self._known[number]


class DayGraph(_Dated):
    """What was above and below what on one ``day``, by every statement that was not over by then and is not known to
    start later. ``listed`` are the numbers of the units that are listed.

    ``superiors`` and ``subordinates`` are the direct ones by accepted statements; those that sources are in conflict
    about count for what is above, below and beside.
    """

    def __init__(self, graph: DAG | DatedGraph, stated: StatedEdges, day: date, listed: Collection[int]) -> None:
        self._graph = graph
        self._stated = stated
        self._day = day.toordinal()
        self._listed = frozenset(listed)
        self.superiors: _Lazy[list[int]] = _Lazy(self._superiors_of)
        self.subordinates: _Lazy[list[int]] = _Lazy(self._subordinates_of)
        self._relations: _Lazy[int] = _Lazy(self._relations_of)

    def __len__(self) -> int:
        return len(self._graph)

    @property
    def relations(self) -> Numbered:
        return self._relations

    @cached_property
    def counts(self) -> Numbered:
        return Counter(above for number in self._listed for above in self.above(number))

    @cached_property
    def roots(self) -> list[int]:
        """The units without a superior on the day."""
        return [number for number in range(len(self)) if not self._holding(number)]

    def is_listed(self, number: int) -> bool:
        return number in self._listed

    def is_placeholder(self, number: int) -> bool:
        return bool(self._graph.relations[number] & PLACEHOLDER)

    def up(self, number: int) -> Iterator[tuple[int, Span]]:
        above = dict.fromkeys((*self.superiors[number], *self._holding(number, disputed=True)))
        return ((each, ALWAYS) for each in above)

    def down(self, number: int) -> Iterator[tuple[int, Span]]:
        disputed = (each for each in self._below[number] if number in self._holding(each, disputed=True))
        return ((each, ALWAYS) for each in dict.fromkeys((*self.subordinates[number], *disputed)))

    def _holding(self, number: int, disputed: bool = False) -> dict[int, None]:
        """The superiors by statements that may hold on the day."""
        stated = list(self._stated.of(number))
        known = {each.superior for each in stated}
        holding = (each for each in stated if each.span[0] <= self._day <= each.span[1] and each.disputed == disputed)
        plain = () if disputed else (each for each in self._graph.superiors[number] if each not in known)
        return dict.fromkeys((*(each.superior for each in holding), *plain))

    def _superiors_of(self, number: int) -> list[int]:
        """Without those that another of them is under."""
        above = self._holding(number)
        if len(above) < 2:
            return list(above)
        passed: set[int] = set()
        for each in above:
            waiting, seen = [each], {each}
            while waiting:
                for higher in self._holding(waiting.pop()):
                    if higher not in seen:
                        seen.add(higher)
                        waiting.append(higher)
            passed |= seen - {each}
        return sorted(set(above) - passed)

    def _subordinates_of(self, number: int) -> list[int]:
        return [each for each in self._below[number] if number in self.superiors[each]]

    @cached_property
    def _below(self) -> _Lazy[list[int]]:
        stated = transposed(Adjacency(self._stated.start, self._stated.superior))
        return _Lazy(lambda number: sorted({*stated[number], *self._graph.subordinates[number]}))

    def _relations_of(self, number: int) -> int:
        found = LISTED if self.is_listed(number) else 0
        found |= PLACEHOLDER if self.is_placeholder(number) else 0
        found |= ABOVE if any(map(self.is_listed, self.above(number))) else 0
        found |= BELOW if self.counts[number] else 0
        return found | (BESIDE if any(map(self.is_listed, self.beside(number))) else 0)
