"""The hierarchy as a DAG in flat arrays: which units are above and below which, and which are listed, by number.

A unit may have several superiors, so the hierarchy is a directed acyclic graph, and everything here is exact for DAGs.
The most frequent questions are precomputed: whether anything above, below or beside a unit is listed is one byte, the
number of listed units below it one integer, and edges that lead down to listed units are stored separately, so that
nothing else is visited. The arrays are in memory or in a mapped file: opening one reads nothing.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import accumulate, chain, repeat
from typing import Protocol

from unitgraph.system.arrays import Numbers
from unitgraph.system.closure import reached

LISTED, ABOVE, BELOW, BESIDE, PLACEHOLDER = 1, 2, 4, 8, 16
"""Bits of a unit's relations: it is itself listed; a unit above it is; below it; beside it under the same superior; it
stands for a unit that nobody could name, so that those under it are not beside one another."""


class CycleFound(Exception):
    """The unit with this number is on or below a cycle of superiors."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Numbered(Protocol):
    """A number for each unit, by its own."""

    def __getitem__(self, number: int, /) -> int: ...


class Neighbours(Protocol):
    """The neighbours of each unit."""

    def __getitem__(self, number: int, /) -> Sequence[int] | Numbers: ...


class HierarchyGraph(Protocol):
    """What is above, below and beside each unit, by number: see :class:`DAG`, which is one of them.

    ``superiors`` and ``subordinates`` are the units directly above and below by any statement; ``roots`` those with
    none above that nobody disputes.
    """

    @property
    def superiors(self) -> Neighbours: ...

    @property
    def subordinates(self) -> Neighbours: ...

    def accepted(self, number: int, /) -> Sequence[int] | Numbers:
        """The superiors that nobody disputes; they lead in no circle."""
        ...

    @property
    def relations(self) -> Numbered: ...

    @property
    def counts(self) -> Numbered: ...

    @property
    def roots(self) -> Sequence[int] | Numbers: ...

    def above(self, number: int, /) -> dict[int, int]: ...

    def below(self, number: int, /) -> dict[int, int]: ...

    def beside(self, number: int, /) -> set[int]: ...

    def listed_above(self, number: int, /) -> dict[int, int]: ...

    def listed_below(self, number: int, /) -> dict[int, int]: ...

    def listed_beside(self, number: int, /) -> list[int]: ...


@dataclass(frozen=True, slots=True)
class Adjacency:
    """The neighbours of each unit, in compressed sparse rows: those of unit n are ``values[start[n]:start[n + 1]]``."""

    start: Numbers
    values: Numbers

    def __getitem__(self, number: int) -> Numbers:
        return self.values[self.start[number] : self.start[number + 1]]

    def __len__(self) -> int:
        return len(self.start) - 1


@dataclass(frozen=True, slots=True)
class DAG:
    """The hierarchy of n units, numbered from 0.

    ``superiors`` and ``subordinates`` are the units directly above and below; ``marked`` those subordinates that are
    listed or have a listed unit below. ``counts`` is the number of distinct listed units below each unit, excluding
    itself; ``relations`` are the bits above; ``roots`` the units without a superior.
    """

    superiors: Adjacency
    subordinates: Adjacency
    marked: Adjacency
    counts: Numbers
    relations: Numbers
    roots: Numbers

    def __len__(self) -> int:
        return len(self.counts)

    def accepted(self, number: int) -> Numbers:
        """The units directly above: nobody disputes any of them."""
        return self.superiors[number]

    def above(self, number: int) -> dict[int, int]:
        """Every unit above, with its steps from here (at least 1), nearest first."""
        return reached([number], self.superiors.__getitem__)

    def below(self, number: int) -> dict[int, int]:
        """Every unit below, with its steps from here (at least 1), nearest first."""
        return reached([number], self.subordinates.__getitem__)

    def listed_above(self, number: int) -> dict[int, int]:
        """Every listed unit above, with its steps from here, nearest first."""
        if not self.relations[number] & ABOVE:
            return {}
        relations = self.relations
        return {each: steps for each, steps in self.above(number).items() if relations[each] & LISTED}

    def listed_below(self, number: int) -> dict[int, int]:
        """Every listed unit below, with its steps from here, nearest first. Units without one are not visited."""
        if not self.counts[number]:
            return {}
        relations = self.relations
        found = reached([number], self.marked.__getitem__)
        return {each: steps for each, steps in found.items() if relations[each] & LISTED}

    def listed_beside(self, number: int) -> list[int]:
        """The listed units that share a superior with this one, excluding itself."""
        if not self.relations[number] & BESIDE:
            return []
        relations = self.relations
        above = (each for each in self.superiors[number] if not relations[each] & PLACEHOLDER)
        beside = {each for superior in above for each in self.marked[superior]} - {number}
        return sorted(each for each in beside if relations[each] & LISTED)

    def beside(self, number: int) -> set[int]:
        """The units that share a superior with this one, excluding itself; a placeholder makes no siblings."""
        above = (each for each in self.superiors[number] if not self.relations[each] & PLACEHOLDER)
        return {each for superior in above for each in self.subordinates[superior]} - {number}

    def arrays(self) -> Iterator[tuple[str, Numbers]]:
        """All arrays by name, for storage."""
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, Adjacency):
                yield f"{field.name}.start", value.start
                yield f"{field.name}.values", value.values
            else:
                yield field.name, value

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Numbers]) -> DAG:
        """The DAG with these :meth:`arrays`. Raises KeyError if one is missing."""

        def adjacency(name: str) -> Adjacency:
            return Adjacency(arrays[f"{name}.start"], arrays[f"{name}.values"])

        return cls(
            adjacency("superiors"),
            adjacency("subordinates"),
            adjacency("marked"),
            arrays["counts"],
            arrays["relations"],
            arrays["roots"],
        )


def build_dag(superiors: Adjacency, listed: Iterable[int], placeholders: Iterable[int] = ()) -> DAG:
    """Build the DAG from the superiors of each unit (without duplicates), the numbers of the listed units and those of
    placeholders.

    Takes about 6 s and 60 bytes per unit for a million units. Raises CycleFound.
    """
    subordinates = transposed(superiors)
    order = _topological_order(superiors, subordinates)
    relations = array("B", bytes(len(superiors)))
    named = sorted(set(listed))
    for number in named:
        relations[number] = LISTED
    for number in placeholders:
        relations[number] |= PLACEHOLDER
    _mark_above(order, superiors, relations)
    counts = _counts(named, superiors)
    for number, count in enumerate(counts):
        if count:
            relations[number] |= BELOW
    marked = restricted(subordinates, relations, LISTED | BELOW)
    _mark_beside(marked, subordinates, relations)
    roots = array(
        "i", (number for number in range(len(superiors)) if superiors.start[number] == superiors.start[number + 1])
    )
    return DAG(superiors, subordinates, marked, counts, relations, roots)


def adjacency_of(lists: Iterable[Sequence[int]]) -> Adjacency:
    """Lists of numbers as an adjacency."""
    start, values = array("i", [0]), array("i")
    for each in lists:
        values.extend(each)
        start.append(len(values))
    return Adjacency(start, values)


def has_cycle(size: int, below: Numbers, above: Numbers) -> bool:
    """Whether one of ``size`` units is above itself, where ``below[n]`` is directly under ``above[n]``."""
    superiors = _gathered(size, below, above)
    try:
        _topological_order(superiors, transposed(superiors))
    except CycleFound:
        return True
    return False


def transposed(edges: Adjacency) -> Adjacency:
    """The same edges reversed, each unit's neighbours in ascending order."""
    sizes = (edges.start[number + 1] - edges.start[number] for number in range(len(edges)))
    owners = chain.from_iterable(map(repeat, range(len(edges)), sizes))
    return _gathered(len(edges), edges.values, owners)


def _gathered(size: int, keys: Numbers, values: Iterable[int]) -> Adjacency:
    """The values of each key from 0 to ``size``, in order (counting sort)."""
    sizes = array("i", bytes(4 * size))
    for key in keys:
        sizes[key] += 1
    start = array("i", accumulate(sizes, initial=0))
    place = array("i", start[:-1])
    found = array("i", bytes(4 * len(keys)))
    for key, value in zip(keys, values, strict=True):
        found[place[key]] = value
        place[key] += 1
    return Adjacency(start, found)


def _topological_order(superiors: Adjacency, subordinates: Adjacency) -> array[int]:
    """All units, each after all of its superiors (Kahn 1962)."""
    waiting = array("i", (superiors.start[n + 1] - superiors.start[n] for n in range(len(superiors))))
    order = array("i", (number for number, count in enumerate(waiting) if not count))
    start, values = subordinates.start, subordinates.values
    at = 0
    while at < len(order):
        here = order[at]
        at += 1
        for place in range(start[here], start[here + 1]):
            each = values[place]
            waiting[each] -= 1
            if not waiting[each]:
                order.append(each)
    if len(order) < len(superiors):
        raise CycleFound(next(number for number, count in enumerate(waiting) if count))
    return order


def _mark_above(order: Iterable[int], superiors: Adjacency, relations: array[int]) -> None:
    start, values = superiors.start, superiors.values
    for number in order:
        for place in range(start[number], start[number + 1]):
            if relations[values[place]] & (LISTED | ABOVE):
                relations[number] |= ABOVE
                break


def _counts(listed: Iterable[int], superiors: Adjacency) -> array[int]:
    """The number of distinct listed units below each unit: each counts once for every unit above it."""
    counts = array("i", bytes(4 * len(superiors)))
    for number in listed:
        for above in reached([number], superiors.__getitem__):
            counts[above] += 1
    return counts


def restricted(edges: Adjacency, relations: array[int], bits: int) -> Adjacency:
    """Only the edges that lead to units with one of ``bits``."""
    start, values = array("i", [0]), array("i")
    at = 0
    for number in range(len(edges)):
        end = edges.start[number + 1]
        while at < end:
            each = edges.values[at]
            if relations[each] & bits:
                values.append(each)
            at += 1
        start.append(len(values))
    return Adjacency(start, values)


def _mark_beside(marked: Adjacency, subordinates: Adjacency, relations: array[int]) -> None:
    for number in range(len(marked)):
        if relations[number] & PLACEHOLDER:
            continue
        listed = [each for each in marked[number] if relations[each] & LISTED]
        if listed:
            for each in subordinates[number]:
                if len(listed) > 1 or each != listed[0]:
                    relations[each] |= BESIDE
