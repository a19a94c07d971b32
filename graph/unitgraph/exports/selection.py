"""Which statements an export holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import pyoxigraph
from pyoxigraph import NamedNode

from unitgraph.dataset.nquads import parse_lines, split_line
from unitgraph.dataset.vocab import term
from unitgraph.identity.iris import Minter
from unitgraph.store import OxigraphStore, Store
from unitgraph.system.errors import QueryError
from unitgraph.system.sorting import blocks_of, lines_of


class ExtraGraph(StrEnum):
    """Graphs that an export leaves out unless asked: they can be had from elsewhere or computed."""

    INFERRED = "inferred"
    ONTOLOGY = "ontology"
    QUERIES = "queries"


@contextmanager
def selected(store: Store, unit: str | None = None, parts: Collection[ExtraGraph] = ()) -> Iterator[Iterator[str]]:
    """The statements to write, as sorted lines of N-Quads without line ends, read once: the graphs of lists, hierarchy
    tables and rulings and those of ``parts``; with ``unit`` only what :func:`about` finds.

    What does not fit into memory while it is sorted goes to a temporary folder.
    """
    minter = Minter(store.info().metadata.base)
    left_out = frozenset(minter.graph(part) for part in ExtraGraph if part not in parts)
    if unit is not None:
        yield iter(_about_in_store(store, unit, left_out))
        return
    with TemporaryDirectory(prefix="unitgraph-") as spool:
        yield lines_of(blocks_of(_lines(store, left_out), Path(spool)))


def _lines(store: Store, left_out: Collection[str]) -> Iterator[str]:
    if isinstance(store, OxigraphStore):
        # Graph by graph: what is left out is not even read.
        for graph in sorted(store.graphs() - set(left_out)):
            for quad in store.engine.quads_for_pattern(None, None, None, NamedNode(graph)):
                yield f"{quad} ."
        return
    endings = tuple(f"<{graph}> ." for graph in left_out)
    yield from (line for line in store.quads() if not line.endswith(endings))


def about(lines: Iterable[str], unit: str) -> list[str]:
    """The part of ``lines`` that the entries give which name ``unit`` or a unit below it.

    It is the graph those entries alone would build: the unit, everything below it and the chain above it, each
    with its edges, denials, readings, rulings, places and lists. The count of a list's entries is left out, since
    they are not all there. Of units that hierarchy tables name come the rows they are cited from, and their edges
    upwards.
    """
    return _about(_LineGraph(lines), unit)


def _about_in_store(store: Store, unit: str, left_out: Collection[str]) -> list[str]:
    if isinstance(store, OxigraphStore):
        return _about(_StoredGraph(store.engine, left_out), unit)
    return about(_lines(store, left_out), unit)


def _about(graph: _Graph, unit: str) -> list[str]:
    wanted = _Selection(graph)
    subjects = wanted.about(unit)
    found = (line for subject in subjects for line in graph.lines(subject))
    return sorted(line for line in found if wanted.keeps(line))


class _Graph(Protocol):
    """Statements as they are looked up here: by IRIs, subjects and objects."""

    def objects(self, subject: str, predicate: str) -> list[str]: ...

    def subjects(self, predicate: str, value: str) -> list[str]: ...

    def lines(self, subject: str) -> list[str]: ...


class _LineGraph:
    """Statements in memory."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._objects: dict[tuple[str, str], list[str]] = {}
        self._subjects: dict[tuple[str, str], list[str]] = {}
        self._lines: dict[str, list[str]] = {}
        for each in parse_lines(lines):
            self._lines.setdefault(each.subject, []).append(each.line)
            if not each.datatype:
                self._objects.setdefault((each.subject, each.predicate), []).append(each.value)
                self._subjects.setdefault((each.predicate, each.value), []).append(each.subject)

    def objects(self, subject: str, predicate: str) -> list[str]:
        return self._objects.get((subject, predicate), [])

    def subjects(self, predicate: str, value: str) -> list[str]:
        return self._subjects.get((predicate, value), [])

    def lines(self, subject: str) -> list[str]:
        return self._lines.get(subject, [])


class _StoredGraph:
    """Statements in Oxigraph, whose default graph is the union of all."""

    def __init__(self, engine: pyoxigraph.Store, left_out: Collection[str]) -> None:
        self._engine = engine
        self._left_out = left_out

    def objects(self, subject: str, predicate: str) -> list[str]:
        found = self._engine.quads_for_pattern(
            NamedNode(subject), NamedNode(predicate), None, pyoxigraph.DefaultGraph()
        )
        return [quad.object.value for quad in found if isinstance(quad.object, NamedNode)]

    def subjects(self, predicate: str, value: str) -> list[str]:
        found = self._engine.quads_for_pattern(None, NamedNode(predicate), NamedNode(value), pyoxigraph.DefaultGraph())
        return [quad.subject.value for quad in found if isinstance(quad.subject, NamedNode)]

    def lines(self, subject: str) -> list[str]:
        found = self._engine.quads_for_pattern(NamedNode(subject), None, None, None)
        return [
            f"{quad} ."
            for quad in found
            if isinstance(quad.graph_name, NamedNode) and quad.graph_name.value not in self._left_out
        ]


_TYPE, _SUPERIOR, _SOURCE = term("rdf:type"), term("org:subOrganizationOf"), term("prov:wasDerivedFrom")
_SUBORDINATE, _COUNT = term("ug:subordinate"), term("ug:entryCount")
_TABLE, _UNIT, _PART_OF = term("ug:HierarchyTable"), term("ug:Unit"), term("dcterms:isPartOf")
_READING = term("ug:Reading")
_CONCLUDED = frozenset({_READING, term("ug:Denial"), term("ug:Subordination")})
_NAMING = frozenset(
    f"<{each}>"
    for each in (
        _SOURCE,
        term("prov:used"),
        term("ug:appliesTo"),
        term("org:transitiveSubOrganizationOf"),
        term("ug:nearlySameNameAs"),
    )
)
# What a described thing leads to: following these from a unit's entries reaches all that stands behind them.
_FOLLOWED = tuple(
    map(
        term,
        (
            "dcterms:isPartOf",
            "prov:wasGeneratedBy",
            "prov:wasAssociatedWith",
            "prov:wasAttributedTo",
            "dcterms:publisher",
            "ug:evidence",
            "ug:segment",
            "ug:denotes",
            "ug:readCountry",
            "ug:country",
            "org:hasSite",
            "org:subOrganizationOf",
            "ug:superior",  # of an edge that is no plain one, too
        ),
    )
)


class _Selection:
    def __init__(self, graph: _Graph) -> None:
        self._graph = graph
        self._found: set[str] = set()

    def about(self, unit: str) -> set[str]:
        """The subjects to keep."""
        graph = self._graph
        if _UNIT not in graph.objects(unit, _TYPE):
            raise QueryError(unit, "the graph holds no such unit", "look its IRI up with: unitgraph check NAME")
        below = self._below(unit)
        entries = {entry for each in below for entry in graph.objects(each, _SOURCE)}
        waiting = [*below, *entries]
        for entry in entries:
            for each in graph.subjects(_SOURCE, entry):
                kinds = _CONCLUDED.intersection(graph.objects(each, _TYPE))
                if kinds:
                    waiting.append(each)
                if _READING in kinds:
                    waiting += graph.objects(each, _SOURCE)  # the rulings that were applied
        while waiting:
            here = waiting.pop()
            if here not in self._found:
                self._found.add(here)
                for predicate in _FOLLOWED:
                    waiting += graph.objects(here, predicate)
                waiting += self._from_hierarchy_tables(here)
        return self._found

    def _from_hierarchy_tables(self, here: str) -> Iterator[str]:
        """The rows of hierarchy tables that cite a unit or an edge, and the edges of a unit that rows state."""
        if _UNIT in self._graph.objects(here, _TYPE):
            for edge in self._graph.subjects(_SUBORDINATE, here):
                rows = list(self._rows_of(edge))
                yield from [edge, *rows] if rows else []
            yield from self._rows_of(here)

    def _rows_of(self, subject: str) -> Iterator[str]:
        for source in self._graph.objects(subject, _SOURCE):
            if any(_TABLE in self._graph.objects(each, _TYPE) for each in self._graph.objects(source, _PART_OF)):
                yield source

    def keeps(self, line: str) -> bool:
        """Whether a statement about a kept subject is kept: what names another entry, ancestor or sibling is not."""
        _, predicate, value, _ = split_line(line)
        if predicate == f"<{_COUNT}>":
            return False
        return value[1:-1] in self._found if predicate in _NAMING else True

    def _below(self, unit: str) -> set[str]:
        found: set[str] = set()
        waiting = [unit]
        while waiting:
            here = waiting.pop()
            if here not in found:
                found.add(here)
                waiting += self._graph.subjects(_SUPERIOR, here)
        return found
