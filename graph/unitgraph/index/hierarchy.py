"""The hierarchy of units: what is above, below and beside a unit, and which units are listed.

A unit may have several superiors, so the hierarchy is a directed acyclic graph; a number of steps is always that of the
shortest path. One class serves both a hierarchy in memory and one opened from a store's index.
"""

from __future__ import annotations

import io
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from datetime import date
from functools import cache, cached_property, partial
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from unitgraph.index.dag import DAG, LISTED, CycleFound, HierarchyGraph, adjacency_of, build_dag
from unitgraph.index.lists import lists_of, published_year, records_of
from unitgraph.index.possible import PossibleUnits
from unitgraph.index.postings import NamePostings, PostingWriter
from unitgraph.index.records import TableWriter, UnitTable
from unitgraph.index.stated import DatedGraph, DayGraph, StatedEdges, StatedWriter
from unitgraph.index.units import (
    Edge,
    Node,
    NodeList,
    NodeTable,
    PublishedUnits,
    Units,
    record_of,
    stated_superiors,
)
from unitgraph.index.unread import UnreadTexts
from unitgraph.lexicon.tables import OPEN_COUNTRY
from unitgraph.reading.entries import ListMetadata
from unitgraph.system.arrays import open_arrays, write_arrays
from unitgraph.system.digests import map_file, whole
from unitgraph.system.errors import ReadingError

if TYPE_CHECKING:
    from networkx import DiGraph
    from numpy import int32, uint8
    from numpy.typing import NDArray


class Hierarchy:
    """Units with their superiors and subordinates, in memory or opened from the index of a store; as of a ``day``, or
    of all days if it is None. ``lists`` holds what
    the lists that deny them say of themselves, by their names, ``replaced`` the IRIs that redirect, with those of the
    units that they became; these are looked up by either. ``apart`` are the pairs of units (IRIs) that a ruling
    parts.

    Raises ReadingError if a superior is missing or a unit is its own ancestor.
    """

    day: date | None = None

    def __init__(
        self,
        nodes: Iterable[Node],
        lists: Iterable[ListMetadata] = (),
        replaced: Mapping[str, str] = MappingProxyType({}),
        apart: Iterable[Iterable[str]] = (),
    ) -> None:
        listed = sorted(nodes, key=lambda node: node.iri)
        self._units: Units = NodeList(listed)
        self._postings: Callable[[], NamePostings] = cache(lambda: _postings_of(listed))
        stated = StatedWriter()
        for node in listed:
            stated.add(node)
        iris = [node.iri for node in listed]
        self.plain, self.stated = _dag(iris, [node.superiors for node in listed], listed, stated)
        self.dag: HierarchyGraph = DatedGraph(self.plain, self.stated) if stated.dated else self.plain
        self.lists: Mapping[str, ListMetadata] = lists_of(records_of(lists))
        self.replaced = replaced
        self.apart = frozenset(map(frozenset, apart))
        self._open_questions: Sequence[int] = [number for number, node in enumerate(listed) if node.possibly]
        self._unread: Sequence[int] = [number for number, node in enumerate(listed) if node.unread]

    @classmethod
    def open(cls, folder: Path) -> Hierarchy:
        """The hierarchy that :func:`write_index` wrote into ``folder``; nothing is read until it is needed, even after
        the folder is removed.

        Raises StoreError if it cannot be read.
        """
        opened = open_arrays(folder / _ARRAYS, INDEX_VERSION)
        arrays = opened.by_name
        made = cls.__new__(cls)
        made._units = NodeTable(UnitTable(opened.beside[_RECORDS], arrays))
        names = opened.beside[_NAMES]
        made._postings = cache(lambda: NamePostings(names, arrays))
        made.plain, made.stated = DAG.of_arrays(arrays), StatedEdges.of_arrays(arrays)
        made.dag = DatedGraph(made.plain, made.stated) if opened.about["dated"] else made.plain
        made._open_questions, made._unread = arrays["questions"], arrays["unread"]
        made.lists = lists_of(opened.about["lists"])
        made.replaced = opened.about["replaced"]
        made.apart = frozenset(map(frozenset, opened.about["apart"]))
        return made

    def __len__(self) -> int:
        return len(self._units)

    def __iter__(self) -> Iterator[Node]:
        """The units by IRI."""
        return map(self._units.node, range(len(self)))

    def __contains__(self, iri: object) -> bool:
        try:
            self.number(str(iri))
        except KeyError:
            return False
        return True

    def __getitem__(self, iri: str) -> Node:
        """The unit that has an IRI, or had it before. Raises KeyError if there is none."""
        return self._units.node(self.number(iri))

    def number(self, iri: str) -> int:
        """The number of a unit: its position by IRI, from 0. Raises KeyError for an unknown IRI."""
        return self._units.number(self.replaced.get(iri, iri))

    def roots(self) -> list[Node]:
        """The units without a superior, by country and name."""
        return by_name(map(self._units.node, self.dag.roots))

    def listed(self) -> list[Node]:
        """The units that are themselves listed, by country and name."""
        numbers = (number for number, bits in enumerate(self.plain.relations) if bits & LISTED)
        return by_name(node for node in map(self._units.node, numbers) if node.listed)

    def tops(self) -> list[Node]:
        """The units from which all others are reached: the :meth:`roots`, and the highest above a unit on days on which
        none of these is above it. By country and name."""
        found = list(self.dag.roots)
        if self.day is None and self.dag is not self.plain:
            seen = {*found, *(each for root in found for each in self.dag.below(root))}
            for number in range(len(self)):
                if number not in seen:
                    top = [number, *self.dag.above(number)][-1]
                    found.append(top)
                    seen.update((top, *self.dag.below(top)))
        return by_name(map(self._units.node, found))

    def undisputed(self, iri: str) -> list[Node]:
        """The units directly above that nobody disputes, without those that would lead in a circle over time."""
        return [self._units.node(each) for each in sorted(self.dag.accepted(self.number(iri)))]

    def superiors(self, iri: str) -> list[Node]:
        """The units directly above, by any statement."""
        return [self._units.node(each) for each in sorted(self.dag.superiors[self.number(iri)])]

    def subordinates(self, iri: str) -> list[Node]:
        """The units directly below, by any statement, by name."""
        return by_name(map(self._units.node, self.dag.subordinates[self.number(iri)]))

    def siblings(self, iri: str) -> list[Node]:
        """The other units that share a superior with this one, by name; a root has none."""
        here = self.number(iri)
        dag = self.dag
        return by_name(map(self._units.node, dag.beside(here)))

    def ancestors(self, iri: str) -> dict[str, int]:
        """The IRIs of all units above, each with its steps from here (at least 1), nearest first."""
        return self._named(self.dag.above(self.number(iri)))

    def descendants(self, iri: str) -> dict[str, int]:
        """The IRIs of all units below, each with its steps from here (at least 1), nearest first."""
        return self._named(self.dag.below(self.number(iri)))

    def listed_above(self, iri: str) -> dict[str, int]:
        """The ancestors that are themselves listed, with their steps, nearest first."""
        return self._named(self.dag.listed_above(self.number(iri)))

    def listed_below(self, iri: str) -> dict[str, int]:
        """The descendants that are themselves listed, with their steps, nearest first."""
        return self._named(self.dag.listed_below(self.number(iri)))

    def listed_beside(self, iri: str) -> list[str]:
        """The siblings that are themselves listed."""
        return [self._units.iri(each) for each in self.dag.listed_beside(self.number(iri))]

    def edges(self, iri: str) -> tuple[Edge, ...]:
        """All that sources state of the edges of a unit to its superiors, each with its dates."""
        return self[iri].edges

    def edges_above(self, iri: str) -> dict[str, list[Edge]]:
        """All that sources state of the edges of a unit to the units directly above (IRIs), each with its dates: those
        of the plain edges, and those that are disputed or of another time. As of a day, those that may hold on it."""
        return stated_superiors(self[iri], self.day)

    def as_of(self, day: date) -> Hierarchy:
        """The hierarchy as of a day: edges that were not over by then and are not known to start later, denials of
        lists that were published by then. Reads the statements, not the plain edges.

        A unit that ``day`` leaves without any superior is a root; no unit is left out.
        """
        made = copy(self)
        made._units = PublishedUnits(self._units, partial(published_year, self.lists, day))
        listed = [n for n, bits in enumerate(self.plain.relations) if bits & LISTED and made._units.node(n).listed]
        made.dag = DayGraph(self.plain, self.stated, day, listed)
        made.day = day
        made.__dict__.pop("_possible", None)
        return made

    def relations(self, iri: str) -> int:
        """Whether the unit is listed, or one above, below or beside it: the bits of :mod:`unitgraph.index.dag`."""
        return self.dag.relations[self.number(iri)]

    def relations_of(self, numbers: NDArray[int32]) -> NDArray[uint8]:
        """:meth:`relations` of many units by their numbers. Needs numpy."""
        import numpy as np

        if isinstance(self.dag, DayGraph):
            return np.fromiter((self.dag.relations[each] for each in numbers), dtype=np.uint8, count=len(numbers))
        known: NDArray[uint8] = np.frombuffer(whole(self.plain.relations), dtype=np.uint8)
        return known[numbers]

    def possibly_related(self, iri: str, beside: bool = False) -> list[Node]:
        """Units that are listed, or have a listed unit above or below them, and may be the unit itself or one above or
        below it: what is not settled about its relations. With ``beside`` also those with a listed unit below that may
        be directly above it."""
        number = self.number(iri)
        found = self._possible.related(number)
        if beside:
            found |= self._possible.above_listed(number)
        return by_name(map(self._units.node, found))

    def possibly_beside(self, iri: str) -> list[Node]:
        """Units that are listed and may be one beside a unit."""
        return by_name(map(self._units.node, self._possible.beside(self.number(iri))))

    def possibly_related_under(self, iri: str) -> list[Node]:
        """:meth:`possibly_related` of a unit and of all below it, without those that are among them."""
        return by_name(map(self._units.node, self._possible.related_under(self.number(iri))))

    @cached_property
    def _possible(self) -> PossibleUnits:
        return PossibleUnits(self._units, self.dag, self._open_questions, self.number)

    @property
    def unread(self) -> UnreadTexts | None:
        """The texts that could not be read; None where all could."""
        if not len(self._unread):
            return None
        return UnreadTexts(self._units, self._unread, self._unread_listed, self._postings())

    @cached_property
    def _unread_listed(self) -> list[int]:
        return [number for number in self._unread if self.plain.relations[number] & LISTED]

    def listed_count(self, iri: str) -> int:
        """The number of distinct listed units below this one."""
        return self.dag.counts[self.number(iri)]

    def listed_counts(self) -> dict[str, int]:
        """:meth:`listed_count` of every unit without a superior."""
        return {self._units.iri(each): self.dag.counts[each] for each in self.dag.roots}

    def search(self, part: str, limit: int = 10, country: str | None = None) -> list[Node]:
        """At most ``limit`` units with ``part`` in a name, at the start of a word; case, accents and punctuation are
        ignored. Names that start with it come first; if there are very many, only the alphabetically first are
        considered. ``country`` is an ISO 3166-1 alpha-2 code.

        >>> from unitgraph.api import open_hierarchy
        >>> [node.name for node in open_hierarchy().search("torr")]
        ['Torreon Station']
        """
        found: dict[int, tuple[int, str]] = {}
        for text, position, number in islice(self._postings().search(part), LOOKED_AT * limit):
            if country is None or self._units.node(number).country in (country, OPEN_COUNTRY):
                found[number] = min(found.get(number, (position, text)), (position, text))
        ranked = sorted(found, key=lambda number: (found[number], number))
        return [self._units.node(number) for number in ranked[:limit]]

    def chain(self, iri: str) -> list[Node]:
        """One path from a root down to the unit, itself last, over edges that nobody disputes; if there are several
        superiors, the first by IRI."""
        here = self.number(iri)
        chain = [here]
        while above := self.dag.accepted(chain[-1]):
            chain.append(min(above))
        return [self._units.node(each) for each in reversed(chain)]

    def to_networkx(self) -> DiGraph[str]:
        """A networkx graph with an edge from each unit to its superiors and the units' fields as attributes."""
        from networkx import DiGraph

        graph: DiGraph[str] = DiGraph()
        for node in self:
            graph.add_node(node.iri, name=node.name, country=node.country, listed=node.listed)
        graph.add_edges_from((node.iri, superior) for node in self for superior in node.superiors)
        return graph

    def _named(self, steps: Mapping[int, int]) -> dict[str, int]:
        iri = self._units.iri
        return {iri(each): count for each, count in steps.items()}


INDEX_VERSION = 13
"""Version of the stored form; another one is refused."""
_ARRAYS, _RECORDS, _NAMES = "hierarchy.bin", "hierarchy.units", "hierarchy.names"
LOOKED_AT = 50
"""The number of names that a search considers per unit it may return: enough if a unit has many spellings, and never a
whole large index."""


class IndexWriter:
    """Writes the hierarchy of units, given in the order of their IRIs, into a folder, to be opened with
    :meth:`Hierarchy.open`. Units are written as they arrive; about 0.4 KB per unit stays in memory meanwhile."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._output = (folder / _RECORDS).open("wb")
        self._table = TableWriter(self._output)
        self._names_output = (folder / _NAMES).open("wb")
        self._postings = PostingWriter(self._names_output)
        self._iris: list[str] = []
        self._superiors: list[tuple[str, ...]] = []
        self._told: list[Node] = []
        self._stated = StatedWriter()
        self._open_questions, self._unread = array("i"), array("i")

    def add(self, node: Node) -> None:
        """Write one unit."""
        self._table.add(record_of(node))
        self._postings.add(len(self._iris), (node.name, *node.other_names))
        self._iris.append(node.iri)
        self._superiors.append(node.superiors)
        self._stated.add(node)
        if node.listings or node.placeholder:
            self._told.append(node)
        if node.possibly:
            self._open_questions.append(len(self._iris) - 1)
        if node.unread:
            self._unread.append(len(self._iris) - 1)

    def finish(
        self,
        lists: Iterable[ListMetadata] = (),
        replaced: Mapping[str, str] = MappingProxyType({}),
        apart: Iterable[Iterable[str]] = (),
    ) -> None:
        """Write the relations between the units, what lists say of themselves, the IRIs that redirect, and the pairs of
        units that a ruling parts. Raises ReadingError as :class:`Hierarchy` does."""
        self._output.close()
        self._names_output.close()
        dag, stated = _dag(self._iris, self._superiors, self._told, self._stated)
        postings = self._postings.arrays(map_file(self._folder / _NAMES))
        graph = (*dag.arrays(), *stated.arrays(), ("questions", self._open_questions), ("unread", self._unread))
        arrays = [*self._table.arrays(), *graph, *postings]
        beside = [self._folder / name for name in (_RECORDS, _NAMES)]
        parted = sorted(map(sorted, apart))
        about = {"lists": records_of(lists), "replaced": dict(replaced), "apart": parted, "dated": self._stated.dated}
        write_arrays(self._folder / _ARRAYS, INDEX_VERSION, arrays, beside=beside, about=about)


def write_index(
    nodes: Iterable[Node], folder: Path, lists: Iterable[ListMetadata] = (), apart: Iterable[Iterable[str]] = ()
) -> None:
    """Write the index of ``nodes``, which come in the order of their IRIs, of ``lists``, and of the pairs of units that
    are ``apart`` into ``folder``."""
    writer = IndexWriter(folder)
    for node in nodes:
        writer.add(node)
    writer.finish(lists, apart=apart)


def _postings_of(nodes: Sequence[Node]) -> NamePostings:
    """The postings of the names of units in memory."""
    output = io.BytesIO()
    writer = PostingWriter(output)
    for number, node in enumerate(nodes):
        writer.add(number, (node.name, *node.other_names))
    names = output.getvalue()
    return NamePostings(names, dict(writer.arrays(names)))


def _dag(
    iris: Sequence[str], superiors: Sequence[Sequence[str]], nodes: Sequence[Node], stated: StatedWriter
) -> tuple[DAG, StatedEdges]:
    """The DAG of units that are numbered in the order of ``iris``, and all that is stated of their edges; ``nodes`` are
    those that may be listed or placeholders."""
    numbers = {iri: number for number, iri in enumerate(iris)}
    try:
        edges = adjacency_of(sorted({numbers[each] for each in above}) for above in superiors)
    except KeyError as missing:
        number = next(number for number, above in enumerate(superiors) if missing.args[0] in above)
        what = f"its superior {missing.args[0]} is not a unit"
        raise ReadingError(iris[number], what, "build the store anew") from None
    try:
        listed = (numbers[node.iri] for node in nodes if node.listings)
        dag = build_dag(edges, listed, (numbers[node.iri] for node in nodes if node.placeholder))
        found = stated.finished(numbers)
        return (DatedGraph(dag, found).corrected() if stated.dated else dag), found
    except CycleFound as circle:
        what = "is on or below a cycle of superiors"
        raise ReadingError(iris[circle.number], what, "remove one edge of the cycle") from None


def by_name(nodes: Iterable[Node]) -> list[Node]:
    """By country and name; units of one name by what sources say of them: IRIs may depend on the order in which sources
    came."""
    return sorted(nodes, key=shown_order)


def shown_order(node: Node) -> tuple[object, ...]:
    """What orders units of one country and name, whatever their IRIs."""
    listings = [(each.year, each.list, each.line) for each in node.listings]
    return node.country, node.name, node.places, node.other_names, listings, node.iri
