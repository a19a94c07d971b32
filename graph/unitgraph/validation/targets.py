"""The nodes that shapes apply to, as patterns of SPARQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TypeVar

import pyoxigraph
from rdflib import RDF, RDFS, SH, BNode, Graph, Literal
from rdflib.term import Node

from unitgraph.validation.graphs import oxigraph_term
from unitgraph.validation.reports import path_text

T = TypeVar("T")
EngineTerm = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal

SMALL = 5000
"""A class of at most so many members is looked at member by member; of a larger one, the statements of the property
are looked at together, most of which are right. Measured on 10,000 and 100,000 units: with 100,000 in its place, the
first take four times as long."""
FEW = 25_000
"""So many nodes are named in queries; more are all looked at together."""
AT_ONCE = 1000
"""So many of them in one query."""


@dataclass(frozen=True, slots=True)
class Target:
    """A shape that looks at the nodes of a target: the shape ``of`` the target itself, or a property shape of it.
    ``focus`` is a pattern that binds ``?focus`` to the nodes."""

    of: Node
    shape: Node
    focus: str


class Targets:
    """The targets of a graph of shapes in a store."""

    def __init__(self, engine: pyoxigraph.Store, shapes: Graph) -> None:
        self.engine = engine
        self.shapes = shapes
        self._sizes: dict[str, int] = {}
        self._kinds: dict[Node, list[str]] = {}

    def __iter__(self) -> Iterator[Target]:
        """Every target with the shape that has it, and again with each property shape of that."""
        for shape, focus in self._targets():
            yield from self._with_properties(Target(shape, shape, focus))

    def _with_properties(self, target: Target) -> Iterator[Target]:
        if (target.shape, SH.deactivated, Literal(True)) in self.shapes:
            return
        yield target
        if (target.shape, SH.path, None) not in self.shapes:
            for child in self.shapes.objects(target.shape, SH.property):
                yield from self._with_properties(replace(target, shape=child))

    def _targets(self) -> Iterator[tuple[Node, str]]:
        for shape, kind in self.shapes.subject_objects(SH.targetClass):
            yield shape, group(self.are_members("?focus", kind))
        for shape, kind in self.shapes.subject_objects(RDF.type):
            if kind == RDFS.Class and self._is_shape(shape):
                yield shape, group(self.are_members("?focus", shape))
        for shape, node in self.shapes.subject_objects(SH.targetNode):
            if not isinstance(node, BNode):
                yield shape, values("focus", [node.n3()])
        for shape, predicate in self.shapes.subject_objects(SH.targetSubjectsOf):
            yield shape, f"?focus {predicate.n3()} ?anything ."
        for shape, predicate in self.shapes.subject_objects(SH.targetObjectsOf):
            yield shape, f"?anything {predicate.n3()} ?focus ."

    def unmentioned(self) -> Iterator[tuple[Node, Node]]:
        """Target nodes that no statement mentions, each with its shape: the engine finds nothing from there, not even
        by a path of no length."""
        for shape, node in self.shapes.subject_objects(SH.targetNode):
            if not is_mentioned(self.engine, node):
                yield shape, node

    def _is_shape(self, node: Node) -> bool:
        return any((node, RDF.type, kind) in self.shapes for kind in (SH.NodeShape, SH.PropertyShape))

    def path_of(self, shape: Node) -> str:
        """The path of a property shape; empty for a node shape."""
        path = self.shapes.value(shape, SH.path)
        return "" if path is None else path_text(self.shapes, path, lambda iri: iri.n3())

    def are_members(self, variable: str, kind: Node) -> str:
        """A pattern for the members of a class and of the classes below it."""
        if kind not in self._kinds:
            rows = self.engine.query(f"SELECT DISTINCT ?kind {{ ?kind <{RDFS.subClassOf}>* {kind.n3()} }}")
            kinds = [row["kind"] for row in rows]  # type: ignore[union-attr]
            if not can_be_named(kinds):
                raise LookupError("a class is a blank node")
            below = sorted(map(str, kinds))
            self._kinds[kind] = list(dict.fromkeys([kind.n3(), *below]))
        return " UNION ".join(f"{{ {variable} a {each} }}" for each in self._kinds[kind])

    def is_small(self, focus: str) -> bool:
        """Whether a target has at most :data:`SMALL` nodes."""
        return self._size(focus) <= SMALL

    def members(self, focus: str) -> list[EngineTerm] | None:
        """The nodes of a small target; None of a larger one."""
        if not self.is_small(focus):
            return None
        return [row["focus"] for row in self.engine.query(f"SELECT DISTINCT ?focus {{ {focus} }}")]  # type: ignore[union-attr]

    def those_of(self, focus: str, nodes: Iterable[EngineTerm]) -> set[EngineTerm]:
        """The nodes, none of them a blank node, that belong to a target."""
        found: set[EngineTerm] = set()
        for some in in_lots(nodes):
            rows = self.engine.query(f"SELECT DISTINCT ?focus {{ {values('focus', some)} {group(focus)} }}")
            found.update(row["focus"] for row in rows)  # type: ignore[union-attr]
        return found

    def _size(self, focus: str) -> int:
        """The number of nodes of a target, counted as far as it matters."""
        if focus not in self._sizes:
            beginning = f"SELECT DISTINCT ?focus {{ {focus} }} LIMIT {SMALL + 1}"
            (row,) = self.engine.query(f"SELECT (COUNT(*) AS ?size) {{ {beginning} }}")  # type: ignore[misc]
            self._sizes[focus] = int(row["size"].value)
        return self._sizes[focus]


def is_mentioned(engine: pyoxigraph.Store, node: Node) -> bool:
    """Whether a statement of the default graph is about a node or has it as its value."""
    term, union = oxigraph_term(node), pyoxigraph.DefaultGraph()
    about = () if isinstance(term, pyoxigraph.Literal) else engine.quads_for_pattern(term, None, None, union)
    return any(True for _ in chain(about, engine.quads_for_pattern(None, None, term, union)))


def in_lots(things: Iterable[T]) -> Iterator[Sequence[T]]:
    """Things in lots of :data:`AT_ONCE`: an engine may compare each with each of those that one query names."""
    rest = iter(things)
    while some := tuple(islice(rest, AT_ONCE)):
        yield some


def can_be_named(terms: Iterable[EngineTerm]) -> bool:
    """Whether a query can name each of the terms: it cannot name a blank node."""
    return not any(isinstance(term, pyoxigraph.BlankNode) for term in terms)


def values(variable: str, terms: Iterable[object]) -> str:
    """A pattern that gives a variable, named without its question mark, each of the terms; no blank nodes."""
    return f"VALUES ?{variable} {{ {' '.join(map(str, terms))} }}"


def group(*patterns: str) -> str:
    """Patterns in braces."""
    return f"{{ {' '.join(patterns)} }}"
