"""Finds, with queries over a whole store, the nodes that may break a shape.

Each constraint of a shape becomes a query for the nodes that break it; in doubt a node is found too much and never one
too few, since pyshacl judges the nodes found. A constraint that is not known here makes every node of its shape a
suspect. For a SPARQL-based constraint, whose query asks about one node, the same query is asked about all nodes of the
shape at once, and its rows are kept for pyshacl.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

import pyoxigraph
from rdflib import RDF, RDFS, SH, Graph, Literal
from rdflib.term import Node

from unitgraph.errors import ValidationError
from unitgraph.store.terms import to_rdflib
from unitgraph.validation.conditions import Conditions
from unitgraph.validation.graphs import oxigraph_term
from unitgraph.validation.questions import of_all_nodes
from unitgraph.validation.reports import path_text

Row = Mapping[str, Node]

SMALL = 100_000
"""A class of at most so many members is looked at member by member; of a larger one, the statements of the property
are looked at one by one, most of which are right."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The rows of one SPARQL-based constraint for all nodes, by node. ``parts`` are the pieces of its query around the
    path, by which it is known again."""

    parts: re.Pattern[str]
    rows: Mapping[Node, Sequence[Row]]


@dataclass(slots=True)
class Suspects:
    """The nodes that may break a shape, and what SPARQL-based constraints found."""

    nodes: set[pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal] = field(default_factory=set)
    answers: list[Answers] = field(default_factory=list)


def find_suspects(engine: pyoxigraph.Store, shapes: Graph) -> Suspects:
    """The suspects among the nodes of the default graph of ``engine``, which holds the ontology too.

    Raises ValidationError for a SPARQL-based constraint whose query cannot be asked about all nodes at once.
    """
    finder = _Finder(engine, shapes)
    found = Suspects()
    # The engine works beside Python, so several queries run at once.
    constraints = list(finder.constraints())  # read here: the parser of rdflib is for one thread
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        searched = [pool.submit(finder.answers, *each) for each in constraints]
        asked = [pool.submit(finder.nodes, query) for query in dict.fromkeys(finder.queries())]
        for nodes in asked:
            found.nodes |= nodes.result()
        for answers in searched:
            each = answers.result()
            found.answers.append(each)
            found.nodes |= {oxigraph_term(node) for node in each.rows}
    return found


class _Finder:
    def __init__(self, engine: pyoxigraph.Store, shapes: Graph) -> None:
        self._engine = engine
        self._shapes = shapes
        self._sizes: dict[str, bool] = {}
        self._conditions = Conditions(shapes, self._is_member)

    # --- shapes and their targets -----------------------------------------------------------------------------------

    def _targeted(self) -> Iterator[tuple[Node, str]]:
        """Every shape with a target, a property shape of it too, with a pattern that binds ?focus to its nodes."""
        for shape, focus in self._targets():
            yield from self._with_properties(shape, focus)

    def _with_properties(self, shape: Node, focus: str) -> Iterator[tuple[Node, str]]:
        if (shape, SH.deactivated, Literal(True)) in self._shapes:
            return
        yield shape, focus
        if (shape, SH.path, None) not in self._shapes:
            for child in self._shapes.objects(shape, SH.property):
                yield from self._with_properties(child, focus)

    def _targets(self) -> Iterator[tuple[Node, str]]:
        for shape, kind in self._shapes.subject_objects(SH.targetClass):
            yield shape, self._members(kind)
        for shape, kind in self._shapes.subject_objects(RDF.type):
            if kind == RDFS.Class and self._is_shape(shape):
                yield shape, self._members(shape)
        for shape, node in self._shapes.subject_objects(SH.targetNode):
            yield shape, f"VALUES ?focus {{ {node.n3()} }}"
        for shape, predicate in self._shapes.subject_objects(SH.targetSubjectsOf):
            yield shape, f"?focus {predicate.n3()} ?anything ."
        for shape, predicate in self._shapes.subject_objects(SH.targetObjectsOf):
            yield shape, f"?anything {predicate.n3()} ?focus ."

    def _is_shape(self, node: Node) -> bool:
        return any((node, RDF.type, kind) in self._shapes for kind in (SH.NodeShape, SH.PropertyShape))

    def _members(self, kind: Node) -> str:
        return _group(self._is_member("?focus", kind))

    def _is_member(self, variable: str, kind: Node) -> str:
        """A pattern for the members of a class and of the classes below it."""
        kinds = [kind.n3(), *(found for found in self._below(kind) if found != kind.n3())]
        return " UNION ".join(f"{{ {variable} a {each} }}" for each in kinds)

    def _below(self, kind: Node) -> list[str]:
        rows = self._engine.query(f"SELECT DISTINCT ?kind {{ ?kind <{RDFS.subClassOf}>* {kind.n3()} }}")
        return sorted(str(row["kind"]) for row in rows)  # type: ignore[union-attr]

    def _is_small(self, focus: str) -> bool:
        if focus not in self._sizes:
            rows = self._engine.query(f"SELECT ?focus {{ {focus} }}")
            self._sizes[focus] = len(list(islice(rows, SMALL + 1))) <= SMALL  # type: ignore[arg-type]
        return self._sizes[focus]

    # --- core constraints -------------------------------------------------------------------------------------------

    def queries(self) -> Iterator[str]:
        """The queries for ?focus that together find every node which may break a core constraint."""
        for shape, focus in self._targeted():
            groups = list(self._groups(shape, focus))
            if None in groups:
                groups = [_group(focus)]
            yield from (f"SELECT DISTINCT ?focus {group}" for group in groups if group)

    def nodes(self, query: str) -> set[pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal]:
        """The nodes that a query finds."""
        return {row["focus"] for row in self._engine.query(query)}  # type: ignore[union-attr]

    def _groups(self, shape: Node, focus: str) -> Iterator[str | None]:
        """Groups that bind ?focus to the nodes which may break a shape; None for all of them, empty for none."""
        along = self._along(shape)
        values = f"?focus {along} ?value ." if along else "BIND(?focus AS ?value)"
        for kind in self._shapes.objects(shape, SH["class"]):
            yield self._among(focus, values, f"MINUS {_group(self._is_member('?value', kind))}", along)
        holding = self._conditions.of(shape, SH["class"])
        if holding is None:
            yield None
        elif holding:
            broken = " && ".join(f"COALESCE({each}, false)" for each in holding)
            yield self._among(focus, values, f"FILTER(!({broken}))", along)
        if along:
            for predicate, value in self._shapes.predicate_objects(shape):
                yield from self._counted(shape, predicate, value, along, focus)

    def _among(self, focus: str, values: str, broken: str, along: str, counted: str = "") -> str:
        """The nodes of a target whose values are ``broken``: looked at node by node, or in a large target value by
        value. The target is joined last then, to the few that were found, which takes the engine a nested query."""
        if not along or self._is_small(focus):
            return f"{_group(focus, values, broken)} {counted}"
        return _group(f"{{ SELECT DISTINCT ?focus {_group(values, broken)} {counted} }}", focus)

    def _along(self, shape: Node) -> str:
        """The path of a property shape; empty for a node shape."""
        path = self._shapes.value(shape, SH.path)
        return "" if path is None else path_text(self._shapes, path, lambda iri: iri.n3())

    def _broken(self, focus: str, values: str, holding: Sequence[str] | None, by_member: bool) -> str | None:
        """Nodes with a value for which one of the conditions does not hold, or cannot be told: looked at member by
        member, or value by value."""
        if not holding:
            return None if holding is None else ""
        broken = " || ".join(f"!COALESCE({each}, false)" for each in holding)
        if by_member:
            return _group(focus, values, f"FILTER({broken})")
        return _group(values, f"FILTER(({broken}) && EXISTS {_group(focus)})")

    def _counted(self, shape: Node, predicate: Node, value: Node, along: str, focus: str) -> Iterator[str | None]:
        """Groups for constraints on how many values there are, and on how they stand to those of a property."""
        number = int(value) if isinstance(value, Literal) and str(value).isdigit() else 0
        values, others = f"?focus {along} ?value .", f"?focus {value.n3()} ?other ."
        if predicate == SH.minCount and number == 1:
            yield _group(focus, _without(along, values))
        elif predicate == SH.minCount and number > 1:
            having = f"GROUP BY ?focus HAVING(COUNT(?value) < {number})"
            yield f"{_group(focus, f'OPTIONAL {_group(values)}')} {having}"
        elif predicate == SH.maxCount and number == 0:
            yield _group(focus, values)
        elif predicate == SH.maxCount:
            # A property has a value once; by a path it may be met several times.
            each = "*" if re.fullmatch("<[^>]*>", along) else "DISTINCT ?value"
            yield self._among(focus, values, "", along, f"GROUP BY ?focus HAVING(COUNT({each}) > {number})")
        elif predicate == SH.hasValue:
            yield _group(focus, _without(along, f"?focus {along} {value.n3()} ."))
        elif predicate == SH.disjoint:
            yield _group(focus, values, f"?focus {value.n3()} ?value .")
        elif predicate == SH.equals:
            yield _group(focus, values, f"MINUS {{ ?focus {value.n3()} ?value }}")
            yield _group(focus, others, _without(along, f"?focus {along} ?other ."))
        elif predicate in (SH.lessThan, SH.lessThanOrEquals):
            sign = "<" if predicate == SH.lessThan else "<="
            yield _group(focus, values, others, f"FILTER(!COALESCE(?value {sign} ?other, false))")
        elif predicate == SH.uniqueLang:
            same = "FILTER(!sameTerm(?value, ?other) && LANG(?value) = LANG(?other))"
            yield _group(focus, values, f"?focus {along} ?other .", same)
        elif predicate == SH.qualifiedValueShape:
            yield self._qualified(shape, value, values, focus)

    def _qualified(self, shape: Node, value: Node, values: str, focus: str) -> str | None:
        kept = self._conditions.whole(value)
        if kept is None or (shape, SH.qualifiedValueShapesDisjoint, Literal(True)) in self._shapes:
            return None
        bounds = ((SH.qualifiedMinCount, "<"), (SH.qualifiedMaxCount, ">"))
        counts = (
            f"COUNT(DISTINCT ?value) {sign} {bound}"
            for predicate, sign in bounds
            for bound in self._shapes.objects(shape, predicate)
        )
        found = _group(focus, f"OPTIONAL {_group(values, f'FILTER(COALESCE({kept}, false))')}")
        return f"{found} GROUP BY ?focus HAVING({' || '.join(counts)})"

    # --- SPARQL-based constraints -----------------------------------------------------------------------------------

    def constraints(self) -> Iterator[tuple[str, str]]:
        """Each SPARQL-based constraint of a shape: its query as it stands, and as one about all nodes of a target."""
        for shape, focus in self._targeted():
            for constraint in self._shapes.objects(shape, SH.sparql):
                asked = str(self._shapes.value(constraint, SH.select))
                yield asked, self._of_all_nodes(constraint, asked.replace("$PATH", self._along(shape)), focus)

    def _of_all_nodes(self, constraint: Node, asked: str, focus: str) -> str:
        try:
            return of_all_nodes(asked, self._prologue(constraint), focus.replace("?focus", "?this"))
        except ValueError as error:
            where = f"constraint of {self._shapes.value(None, SH.sparql, constraint)}"
            what = f"{error}, so that it cannot be asked about all nodes at once"
            raise ValidationError(where, what, "write it so, or validate with the method 'whole'") from None

    def answers(self, asked: str, text: str) -> Answers:
        """What the query of a constraint finds for all nodes of a target."""
        rows: dict[Node, list[Row]] = {}
        found = self._engine.query(text)
        assert isinstance(found, pyoxigraph.QuerySolutions)
        names = [variable.value for variable in found.variables]
        for row in found:
            terms = {name: to_rdflib(value) for name in names if (value := row[name]) is not None}
            rows.setdefault(terms["this"], []).append(terms)
        parts = ".*?".join(map(re.escape, asked.split("$PATH")))
        return Answers(re.compile(f".*{parts}", re.DOTALL), rows)

    def _prologue(self, constraint: Node) -> str:
        declared = (
            (self._shapes.value(each, SH.prefix), self._shapes.value(each, SH.namespace))
            for source in self._shapes.objects(constraint, SH.prefixes)
            for each in self._shapes.objects(source, SH.declare)
        )
        return "".join(sorted(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in declared))


def _group(*patterns: str) -> str:
    return f"{{ {' '.join(patterns)} }}"


def _without(along: str, values: str) -> str:
    """What leaves the nodes without such values: found for all nodes at once, but for a path of any length, whose ends
    would be found for all nodes there are."""
    return f"{'FILTER NOT EXISTS' if re.search(r'[*+]', re.sub('<[^>]*>', '', along)) else 'MINUS'} {_group(values)}"
