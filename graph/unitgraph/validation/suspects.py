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
from rdflib import RDF, RDFS, SH, XSD, Graph, Literal
from rdflib.collection import Collection
from rdflib.term import Node

from unitgraph.errors import ValidationError
from unitgraph.store.terms import to_rdflib
from unitgraph.validation.graphs import oxigraph_term
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
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        asked = [pool.submit(finder.nodes, query) for query in dict.fromkeys(finder.queries())]
        searched = [pool.submit(finder.answers, *each) for each in finder.constraints()]
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
        if not along:
            yield self._broken(focus, "BIND(?focus AS ?value)", self._holding(shape), True)
            return
        yield self._broken(focus, f"?focus {along} ?value .", self._holding(shape), self._is_small(focus))
        for predicate, value in self._shapes.predicate_objects(shape):
            yield from self._counted(shape, predicate, value, along, focus)

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

    def _holding(self, shape: Node) -> list[str] | None:
        """Conditions on ?value that hold where a shape's constraints on values are kept; None when one is not known."""
        found: list[str] = []
        for predicate, value in self._shapes.predicate_objects(shape):
            condition = self._condition(shape, predicate, value)
            if condition is None:
                return None
            if condition:
                found.append(condition)
        return found

    def _condition(self, shape: Node, predicate: Node, value: Node) -> str | None:
        """A condition on ?value that holds where a constraint is kept; empty for what constrains no single value."""
        if not str(predicate).startswith(str(SH)) or predicate in _NO_CONDITION:
            return ""
        if predicate in _SIMPLE:
            return _SIMPLE[predicate].format(value.n3())
        if predicate == SH.datatype:
            return _is_of_datatype(value)
        if predicate == SH["class"]:
            return f"EXISTS {{ {self._is_member('?value', value)} }}"
        if predicate == SH.nodeKind:
            return _NODE_KINDS.get(value)
        if predicate == SH.pattern:
            flags = "".join(map(str, self._shapes.objects(shape, SH.flags)))
            return f"(!isBlank(?value) && REGEX(STR(?value), {value.n3()}, {Literal(flags).n3()}))"
        if predicate == SH["in"]:
            same = (f"sameTerm(?value, {each.n3()})" for each in Collection(self._shapes, value))
            return f"({' || '.join(same)})"
        if predicate == SH.languageIn:
            ranges = (f"langMatches(LANG(?value), {each.n3()})" for each in Collection(self._shapes, value))
            return f"({' || '.join(ranges)})"
        return self._logical(predicate, value)

    def _logical(self, predicate: Node, value: Node) -> str | None:
        if predicate == SH["not"]:
            inner = self._whole(value)
            return None if inner is None else f"!COALESCE({inner}, true)"
        if predicate == SH.node:
            return self._whole(value)
        if predicate in (SH["or"], SH["and"], SH.xone):
            parts = [self._whole(each) for each in Collection(self._shapes, value)]
            if None in parts:
                return None
            if predicate == SH.xone:
                kept = " + ".join(f"IF({each}, 1, 0)" for each in parts)
                return f"({kept} = 1)"
            if predicate == SH["and"]:
                return f"({' && '.join(map(str, parts))})"
            return f"({' || '.join(f'COALESCE({each}, false)' for each in parts)})"
        return None

    def _whole(self, shape: Node) -> str | None:
        """One condition on ?value for a shape of values; None for a shape that looks further, or is not known."""
        if any((shape, predicate, None) in self._shapes for predicate in (SH.path, SH.property, SH.sparql)):
            return None
        holding = self._holding(shape)
        return None if holding is None else f"({' && '.join(holding) or 'true'})"

    def _counted(self, shape: Node, predicate: Node, value: Node, along: str, focus: str) -> Iterator[str | None]:
        """Groups for constraints on how many values there are, and on how they stand to those of a property."""
        number = int(value) if isinstance(value, Literal) and str(value).isdigit() else 0
        values, others = f"?focus {along} ?value .", f"?focus {value.n3()} ?other ."
        two = f"{values} ?focus {along} ?other ."
        if predicate == SH.minCount and number == 1:
            yield _group(focus, f"FILTER NOT EXISTS {_group(values)}")
        elif predicate == SH.minCount and number > 1:
            having = f"GROUP BY ?focus HAVING(COUNT(?value) < {number})"
            yield f"{_group(focus, f'OPTIONAL {_group(values)}')} {having}"
        elif predicate == SH.maxCount and number == 0:
            yield _group(focus, values)
        elif predicate == SH.maxCount and self._is_small(focus):
            yield _group(focus, two, "FILTER(!sameTerm(?value, ?other))")
        elif predicate == SH.maxCount:
            yield _group(two, f"FILTER(!sameTerm(?value, ?other) && EXISTS {_group(focus)})")
        elif predicate == SH.hasValue:
            yield _group(focus, f"FILTER NOT EXISTS {{ ?focus {along} {value.n3()} }}")
        elif predicate == SH.disjoint:
            yield _group(focus, values, f"?focus {value.n3()} ?value .")
        elif predicate == SH.equals:
            yield _group(focus, values, f"FILTER NOT EXISTS {{ ?focus {value.n3()} ?value }}")
            yield _group(focus, others, f"FILTER NOT EXISTS {{ ?focus {along} ?other }}")
        elif predicate in (SH.lessThan, SH.lessThanOrEquals):
            sign = "<" if predicate == SH.lessThan else "<="
            yield _group(focus, values, others, f"FILTER(!COALESCE(?value {sign} ?other, false))")
        elif predicate == SH.uniqueLang:
            yield _group(focus, two, "FILTER(!sameTerm(?value, ?other) && LANG(?value) = LANG(?other))")
        elif predicate == SH.qualifiedValueShape:
            yield self._qualified(shape, value, values, focus)

    def _qualified(self, shape: Node, value: Node, values: str, focus: str) -> str | None:
        kept = self._whole(value)
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

    def constraints(self) -> Iterator[tuple[Node, str, str]]:
        """Each SPARQL-based constraint with the target and the path of its shape."""
        for shape, focus in self._targeted():
            for constraint in self._shapes.objects(shape, SH.sparql):
                yield constraint, focus, self._along(shape)

    def answers(self, constraint: Node, focus: str, along: str) -> Answers:
        """What the query of a constraint finds for all nodes of a target."""
        asked = str(self._shapes.value(constraint, SH.select))
        start = re.search(r"\bWHERE\s*\{", asked, re.IGNORECASE)
        if start is None or not re.search(r"[$?]this\b", asked[: start.start()]):
            where = f"constraint of {self._shapes.value(None, SH.sparql, constraint)}"
            what = "its query names no $this and no WHERE, so that it cannot be asked about all nodes at once"
            raise ValidationError(where, what, "write it so, or validate with the method 'whole'")
        target = focus.replace("?focus", "$this")
        # As a filter: as a pattern it would be joined first, before what makes the pairs of a constraint few.
        text = f"{asked[: start.end()]} FILTER EXISTS {{ {target} }} {asked[start.end() :]}".replace("$PATH", along)
        rows: dict[Node, list[Row]] = {}
        found = self._engine.query(self._prologue(constraint) + text)
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


_NO_CONDITION = frozenset(
    {
        *(SH.path, SH.property, SH.sparql, SH.severity, SH.message, SH.name, SH.description, SH.order, SH.group),
        *(SH.defaultValue, SH.deactivated, SH.flags, SH.ignoredProperties),
        *(SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf),
        *(SH.minCount, SH.maxCount, SH.disjoint, SH.equals, SH.lessThan, SH.lessThanOrEquals, SH.uniqueLang),
        *(SH.qualifiedValueShape, SH.qualifiedMinCount, SH.qualifiedMaxCount, SH.qualifiedValueShapesDisjoint),
    }
)
"""Properties of a shape that put no condition on a single value: they count values, compare them, or only describe."""

_SIMPLE: dict[Node, str] = {
    SH.minLength: "(!isBlank(?value) && STRLEN(STR(?value)) >= {})",
    SH.maxLength: "(!isBlank(?value) && STRLEN(STR(?value)) <= {})",
    SH.minInclusive: "(?value >= {})",
    SH.minExclusive: "(?value > {})",
    SH.maxInclusive: "(?value <= {})",
    SH.maxExclusive: "(?value < {})",
    SH.hasValue: "sameTerm(?value, {})",
}

_NODE_KINDS: dict[Node, str] = {
    SH.IRI: "isIRI(?value)",
    SH.BlankNode: "isBlank(?value)",
    SH.Literal: "isLiteral(?value)",
    SH.BlankNodeOrIRI: "!isLiteral(?value)",
    SH.BlankNodeOrLiteral: "!isIRI(?value)",
    SH.IRIOrLiteral: "!isBlank(?value)",
}

_CAST = frozenset({XSD.integer, XSD.decimal, XSD.double, XSD.float, XSD.boolean, XSD.dateTime, XSD.date, XSD.time})
_ANY_TEXT = frozenset({XSD.string, RDF.langString, XSD.anyURI})


def _is_of_datatype(datatype: Node) -> str | None:
    """A condition for literals of a datatype that are well formed; None for a datatype whose form is not known."""
    same = f"datatype(?value) = {datatype.n3()}"
    if datatype in _ANY_TEXT:
        return f"({same})"
    if datatype in _CAST:
        return f"({same} && {datatype.n3()}(STR(?value)) = ?value)"
    if datatype == XSD.gYear:
        return f'({same} && REGEX(STR(?value), "^-?[0-9]{{4,}}$"))'
    return None
