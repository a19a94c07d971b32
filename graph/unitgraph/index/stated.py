"""What sources state of edges, with the days on which each may hold, in flat arrays: the whole, and one day of it.

The DAG of plain edges knows no dates. Where an end or a start is known, it would lead over edges that never held
together, and where sources are in conflict it leaves edges out. :class:`DatedGraph` is the DAG with these; where a
dataset has none, the DAG alone is exact. :class:`DayGraph` is what was above and below what on one day.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
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
from unitgraph.reading.dates import ALWAYS
from unitgraph.reading.edge_words import CONFLICT
from unitgraph.system.arrays import Numbers
from unitgraph.system.closure import Span, overlap, reached, reached_together

T = TypeVar("T")

_CONFLICT = 1
_ARRAYS = ("start", "superior", "first", "last", "bits")


@dataclass(frozen=True, slots=True)
class StatedEdge:
    """That a unit is directly under a superior (its number) on each day of ``span``; ``disputed`` if sources are in
    conflict about it."""

    superior: int
    span: Span
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
            yield StatedEdge(self.superior[at], (self.first[at], self.last[at]), bool(self.bits[at] & _CONFLICT))

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
        above: list[str] = []
        for each in node.edges:
            for first, last in each.days:
                above.append(each.superior)
                self._first.append(first)
                self._last.append(last)
                self._bits.append((each.status == CONFLICT) * _CONFLICT)
                if (first, last) != ALWAYS or each.superior not in node.superiors:
                    self.dated = True
        # Most often the same again: a million tuples fewer.
        self._superiors.append(node.superiors if tuple(above) == node.superiors else tuple(above))
        self._start.append(len(self._first))

    def finished(self, numbers: Mapping[str, int]) -> StatedEdges:
        """The edges, with ``numbers`` of units by IRI. Raises KeyError for a superior that is none."""
        superior = array("i", (numbers[each] for above in self._superiors for each in above))
        return StatedEdges(self._start, superior, self._first, self._last, self._bits)


class _Lazy(Generic[T]):
    """Values by number, each worked out once when it is asked for."""

    def __init__(self, find: Callable[[int], T]) -> None:
        self._find = find
        self._known: dict[int, T] = {}

    def __getitem__(self, number: int) -> T:
        if number not in self._known:
            self._known[number] = self._find(number)
        return self._known[number]


class _Dated(ABC):
    """Edges with the days on which they may hold, and what follows from them.

    ``superiors`` and ``subordinates`` are the direct ones by any statement, in ascending order.
    """

    def __init__(self, dag: DAG, stated: StatedEdges) -> None:
        self._dag = dag
        self._stated = stated
        self.superiors: _Lazy[list[int]] = _Lazy(lambda number: sorted({each.superior for each in self._up(number)}))
        self.subordinates: _Lazy[list[int]] = _Lazy(self._subordinates_of)

    def __len__(self) -> int:
        return len(self._dag)

    @abstractmethod
    def _counts_now(self, edge: StatedEdge) -> bool:
        """Whether a statement counts here at all."""

    @property
    @abstractmethod
    def relations(self) -> Numbered:
        """The bits of :mod:`unitgraph.index.dag` of each unit."""

    @property
    @abstractmethod
    def counts(self) -> Numbered:
        """The number of distinct listed units below each unit."""

    @abstractmethod
    def is_listed(self, number: int) -> bool:
        """Whether the unit is itself listed."""

    def is_placeholder(self, number: int) -> bool:
        """Whether the unit stands for one that nobody could name."""
        return bool(self._dag.relations[number] & PLACEHOLDER)

    def above(self, number: int) -> dict[int, int]:
        """Every unit above, with its steps from here (at least 1), nearest first."""
        return self._reached(number, self._upwards)

    def below(self, number: int) -> dict[int, int]:
        """Every unit below, with its steps from here (at least 1), nearest first."""
        return self._reached(number, self._downwards)

    def listed_above(self, number: int) -> dict[int, int]:
        """Every listed unit above, with its steps from here, nearest first."""
        if not self.relations[number] & ABOVE:
            return {}
        return {each: steps for each, steps in self.above(number).items() if self.is_listed(each)}

    def listed_below(self, number: int) -> dict[int, int]:
        """Every listed unit below, with its steps from here, nearest first. Units without one are not visited."""
        if not self.counts[number]:
            return {}

        def step(here: int) -> Iterator[tuple[int, Span]]:
            return ((each, span) for each, span in self._downwards(here) if self.counts[each] or self.is_listed(each))

        return {each: steps for each, steps in self._reached(number, step).items() if self.is_listed(each)}

    def listed_beside(self, number: int) -> list[int]:
        """The listed units that share a superior with this one on some day, excluding itself."""
        return sorted(each for each in self.beside(number) if self.is_listed(each))

    def beside(self, number: int) -> set[int]:
        """The units that share a superior with one on some day. A placeholder above both makes them no siblings."""
        found: set[int] = set()
        for superior, span in self._upwards(number):
            if not self.is_placeholder(superior):
                found.update(each for each, when in self._downwards(superior) if overlap(span, when))
        return found - {number}

    def _up(self, number: int) -> Iterator[StatedEdge]:
        """What is stated of a unit's edges, as far as it counts here."""
        stated = list(self._stated.of(number))
        known = {each.superior for each in stated}
        # What nothing is stated about but the plain edge.
        plain = (StatedEdge(each, ALWAYS) for each in self._dag.superiors[number] if each not in known)
        return filter(self._counts_now, (*stated, *plain))

    def _upwards(self, number: int) -> Iterator[tuple[int, Span]]:
        return ((each.superior, each.span) for each in self._up(number))

    def _downwards(self, number: int) -> Iterator[tuple[int, Span]]:
        for each in self.subordinates[number]:
            yield from ((each, edge.span) for edge in self._up(each) if edge.superior == number)

    def _subordinates_of(self, number: int) -> list[int]:
        below = {*self._below[number], *self._dag.subordinates[number]}
        return sorted(each for each in below if number in self.superiors[each])

    @cached_property
    def _below(self) -> Adjacency:
        """The units of which something is stated about an edge to each."""
        return transposed(Adjacency(self._stated.start, self._stated.superior))

    def _reached(self, start: int, step: Callable[[int], Iterator[tuple[int, Span]]]) -> dict[int, int]:
        """The units that edges lead to which may all hold on one day, with the length of the shortest such path,
        nearest first."""
        return {each: ways[0][0] for each, ways in reached_together(start, ALWAYS, step).items()}


class DatedGraph(_Dated):
    """The DAG where dates or conflicts matter: what is above and below counts over edges that may all hold on one day,
    whichever that is. ``roots`` are those of the plain edges, which have no circles."""

    def _counts_now(self, edge: StatedEdge) -> bool:
        return True

    @property
    def roots(self) -> Numbers:
        return self._dag.roots

    @property
    def relations(self) -> Numbers:
        return self._dag.relations

    @property
    def counts(self) -> Numbers:
        return self._dag.counts

    def is_listed(self, number: int) -> bool:
        return bool(self.relations[number] & LISTED)

    def accepted(self, number: int) -> Numbers:
        """The superiors by plain edges."""
        return self._dag.superiors[number]

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
        parted = bounded.union(reached(bounded, self.subordinates.__getitem__))
        for number in reached(listed, self.subordinates.__getitem__):
            if number not in parted or any(map(self.is_listed, self.above(number))):
                relations[number] |= ABOVE
        for number, count in enumerate(counts):
            if count:
                relations[number] |= BELOW
        for number in {each for one in listed for each in self.beside(one)}:
            relations[number] |= BESIDE
        marked = restricted(self._dag.subordinates, relations, LISTED | BELOW)
        return replace(self._dag, counts=counts, relations=relations, marked=marked)


class DayGraph(_Dated):
    """What was above and below what on one ``day``, by every statement that was not over by then and is not known to
    start later. ``listed`` are the numbers of the units that are listed."""

    def __init__(self, dag: DAG, stated: StatedEdges, day: date, listed: Collection[int]) -> None:
        super().__init__(dag, stated)
        self._day = day.toordinal()
        self._listed = frozenset(listed)
        self._relations: _Lazy[int] = _Lazy(self._relations_of)

    def _counts_now(self, edge: StatedEdge) -> bool:
        return edge.span[0] <= self._day <= edge.span[1]

    @property
    def relations(self) -> Numbered:
        return self._relations

    @cached_property
    def counts(self) -> Numbered:
        return Counter(above for number in self._listed for above in self.above(number))

    @cached_property
    def roots(self) -> list[int]:
        """The units without a superior on the day that nobody disputes."""
        return [number for number in range(len(self)) if not self.accepted(number)]

    def is_listed(self, number: int) -> bool:
        return number in self._listed

    def accepted(self, number: int) -> list[int]:
        """The superiors on the day that nobody disputes."""
        return sorted({each.superior for each in self._up(number) if not each.disputed})

    def _reached(self, start: int, step: Callable[[int], Iterator[tuple[int, Span]]]) -> dict[int, int]:
        # All of these edges hold on the day.
        found = reached([start], lambda here: (each for each, _ in step(here)))
        found.pop(start, None)  # disputed edges may lead in a circle
        return found

    def _relations_of(self, number: int) -> int:
        found = LISTED if self.is_listed(number) else 0
        found |= PLACEHOLDER if self.is_placeholder(number) else 0
        found |= ABOVE if any(map(self.is_listed, self.above(number))) else 0
        found |= BELOW if self.counts[number] else 0
        return found | (BESIDE if any(map(self.is_listed, self.beside(number))) else 0)
