"""What open questions of identity leave unsettled about the relations of units: which listed ones, or ones related to
those, a unit or one around it may be. Looked up unit by unit, as a store may have very many questions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from unitgraph.index.dag import ABOVE, BELOW, LISTED, HierarchyGraph
from unitgraph.index.units import Units


class PossibleUnits:
    """The units that those with open questions (``asked``) may be, in a graph of relations, all by their numbers.
    ``number`` is that of an IRI."""

    def __init__(
        self, units: Units, graph: HierarchyGraph, asked: Collection[int], number: Callable[[str], int]
    ) -> None:
        self._units = units
        self._graph = graph
        self._asked = frozenset(asked)
        self._number = number
        self._found: dict[int, list[int]] = {}

    def related(self, number: int) -> set[int]:
        """The units that are listed, or have a listed unit above or below them, and may be a unit or one above or below
        it, so that it may be related to what is listed."""
        found = set(self._of(number, LISTED | ABOVE | BELOW))
        found.update(*(self._of(each, LISTED | ABOVE) for each in self._in(self._graph.above(number))))
        found.update(*(self._of(each, LISTED | BELOW) for each in self._in(self._graph.below(number))))
        return found - {number}

    def above_listed(self, number: int) -> set[int]:
        """The units that have a listed unit below and may be one directly above a unit."""
        above = self._in(self._graph.superiors[number])
        return {each for superior in above for each in self._of(superior, BELOW)} - {number}

    def beside(self, number: int) -> set[int]:
        """The units that are listed and may be one beside a unit."""
        beside = self._in(self._graph.beside(number))
        return {each for asked in beside for each in self._of(asked, LISTED)} - {number}

    def related_under(self, number: int) -> set[int]:
        """:meth:`related` of a unit and of all below it, without those that are among them."""
        if not self._asked:
            return set()
        under = {number, *self._graph.below(number)}
        found = {each for asked in self._in(under) for each in self._of(asked, LISTED | ABOVE | BELOW)}
        # What stands above the unit, or above one below it with another superior, stands above these.
        ways_out = (each for each in under if each == number or not under.issuperset(self._graph.superiors[each]))
        around = {above for each in ways_out for above in self._graph.above(each)}
        found.update(*(self._of(each, LISTED | ABOVE) for each in self._in(around)))
        return found - under

    def _in(self, numbers: Iterable[int]) -> Iterator[int]:
        """Those of some units that may be others."""
        return filter(self._asked.__contains__, numbers)

    def _of(self, number: int, relations: int) -> Iterator[int]:
        """The units with one of some relations that a unit may be."""
        if number not in self._asked:
            return iter(())
        found = self._found.get(number)
        if found is None:
            found = self._found[number] = [*map(self._number, self._units.node(number).possibly)]
        return (each for each in found if self._graph.relations[each] & relations)
