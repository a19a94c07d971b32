"""Which shapes the queries for suspects understand exactly, as pyshacl does. All others are looked at as a whole.

What is named here is allowed, and nothing else: a property of SHACL that is unknown, stands twice, or has a value that
two libraries may read differently makes its shape unclear, and so every shape that uses it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import partial

from rdflib import RDF, RDFS, SH, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

TARGETS = frozenset({SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf})
_TEXTS = frozenset({SH.name, SH.description, SH.message, SH.order, SH.group, SH.defaultValue})
_SEVERITIES = frozenset({SH.Violation, SH.Warning, SH.Info})
_DATATYPES = frozenset(
    {
        *(RDF.langString, XSD.string, XSD.boolean, XSD.integer, XSD.decimal, XSD.double),
        XSD.date,
        XSD.dateTime,
        XSD.gYear,
    }
)
_KINDS = frozenset({SH.IRI, SH.BlankNode, SH.Literal, SH.BlankNodeOrIRI, SH.BlankNodeOrLiteral, SH.IRIOrLiteral})
_LENGTHS = frozenset({SH.minLength, SH.maxLength})
_BOUNDS = frozenset({SH.minInclusive, SH.minExclusive, SH.maxInclusive, SH.maxExclusive})
_LISTS = frozenset({SH["or"], SH["and"], SH.xone})
_ONE = frozenset({SH["not"], SH.node})
_DECIDED = frozenset({SH["class"], SH.nodeKind, SH["in"], *_LISTS, *_ONE})
"""What is told of every value: it never stays undecided."""
_QUALIFIED = frozenset({SH.qualifiedMinCount, SH.qualifiedMaxCount})
_SEVERAL = frozenset({SH["class"], SH.property, SH.sparql, SH.hasValue, SH.equals, SH.disjoint, SH.pattern})
"""What may stand several times, each by itself, beside texts, targets and the logical ones."""

_PLAIN = r"[A-Za-z0-9 _,:;@%&~'\"<>=#!/-]"
_CLASS = r"\[[A-Za-z0-9 _,:;./\u00a0-\uffff-]+\]|\[\\t\\n\\r\\f\xa0[^\[\]\\^]*\]"
_ATOM = rf"(?:{_PLAIN}|\\[.()+*?-]|{_CLASS})(?:[*+?]|\{{[0-9]+(?:,[0-9]*)?\}})?"
_GROUP = rf"(?:{_ATOM}|\((?:{_ATOM})+\)[*+?]?)"
_PATTERN = re.compile(rf"\^?{_GROUP}*\$?(?:\|\^?{_GROUP}*\$?)*")
"""Regular expressions that all dialects read alike: letters, digits, sets of them without escapes, groups of these,
how often, either end."""

_FUNCTIONS = frozenset(
    {
        *(
            "select",
            "distinct",
            "as",
            "where",
            "filter",
            "minus",
            "union",
            "optional",
            "exists",
            "values",
            "bind",
            "having",
        ),
        *("isiri", "isblank", "isliteral", "sameterm", "str", "regex", "contains", "strafter", "replace", "concat"),
        *("count", "in", "not", "and", "or"),
    }
)

_OPAQUE = re.compile(r"""<[^<>\s]*>|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|#[^\n]*""")
_COMPARISON = re.compile(r"[<>=]|\bIN\b", re.IGNORECASE)
_NAME, _TEXT_OF = r"[\w-]*:[\w-]+", r"(?:STR\s*\(\s*[?$]\w+\s*\)|'text'(?!\s*[@^]))"
_AGREED = re.compile(
    rf"{_TEXT_OF}\s*[<>!=]=?\s*{_TEXT_OF}|[?$]\w+\s*!?=\s*{_NAME}|[?$]\w+\s+(?:NOT\s+)?IN\s*\((?:[\s,]*{_NAME})+\s*\)"
    r"|COUNT\([^()]*\)\s*(?:!?=\s*[?$]\w+|[<>!=]=?\s*\d+)",
    re.IGNORECASE,
)
"""Comparisons of texts, with an IRI, and of numbers counted. Of a number with a text, or with what is none though it
says so, libraries think differently."""


def unclear_shapes(shapes: Graph) -> set[Node]:
    """The shapes with targets that are not understood exactly."""
    return {shape for shape in _with_targets(shapes) if not _Reader(shapes).is_clear_target(shape)}


def _with_targets(shapes: Graph) -> set[Node]:
    found = {shape for predicate in TARGETS for shape in shapes.subjects(predicate, None)}
    # Targets of SHACL's advanced features, and whatever else may be one.
    found.update(shapes.subjects(SH.target, None))
    return found | set(shapes.subjects(RDF.type, RDFS.Class)) & _shapes_of(shapes)


def _shapes_of(shapes: Graph) -> set[Node]:
    return {shape for kind in (SH.NodeShape, SH.PropertyShape) for shape in shapes.subjects(RDF.type, kind)}


class _Reader:
    def __init__(self, shapes: Graph) -> None:
        self._shapes = shapes
        parameters = {path for each in shapes.objects(None, SH.parameter) for path in shapes.objects(each, SH.path)}
        self._own_parameters = parameters - TARGETS

    def is_clear_target(self, shape: Node) -> bool:
        """Whether a shape with targets is clear, with all that it leads to."""
        targets = {predicate: list(self._shapes.objects(shape, predicate)) for predicate in TARGETS}
        if not all(isinstance(node, URIRef) for nodes in targets.values() for node in nodes):
            return False
        if (shape, RDF.type, RDFS.Class) in self._shapes and not isinstance(shape, URIRef):
            return False
        # From a node that no statement is about an engine goes nowhere, not even by no step.
        anywhere = not targets[SH.targetNode] and not targets[SH.targetObjectsOf]
        return self._is_clear(shape, anywhere)

    def _is_clear(self, shape: Node, anywhere: bool) -> bool:
        """Whether a shape for focus nodes is clear; paths of no step and queries are where these are
        known to be subjects (``anywhere``)."""
        if self._is_off(shape):
            return self._has_path_or_none(shape)
        path = self._shapes.value(shape, SH.path)
        if not self._has_path_or_none(shape) or (path is not None and not self._is_path(path, anywhere)):
            return False
        stated = self._stated(shape)
        if stated is None:
            return False
        rest = {predicate: values for predicate, values in stated.items() if predicate not in TARGETS}
        own = {SH.property, SH.sparql, SH.path, SH.closed, SH.ignoredProperties}
        counted = {SH.minCount, SH.maxCount, SH.equals, SH.disjoint, SH.uniqueLang, SH.qualifiedValueShape, *_QUALIFIED}
        allowed = own | counted if path is not None else own
        return all(
            self._is_understood(shape, predicate, values, path is not None, anywhere)
            if predicate in allowed
            else self._is_condition(predicate, values, frozenset({shape}))
            for predicate, values in rest.items()
        )

    def _has_path_or_none(self, shape: Node) -> bool:
        return len(list(self._shapes.objects(shape, SH.path))) <= 1

    def _is_off(self, shape: Node) -> bool:
        return list(self._shapes.objects(shape, SH.deactivated)) == [Literal(True)]

    def _stated(self, shape: Node) -> Mapping[URIRef, list[Node]] | None:
        """What is stated of a shape in terms of SHACL, but for texts; None for what nobody knows or stands twice."""
        found: dict[URIRef, list[Node]] = {}
        for predicate, value in self._shapes.predicate_objects(shape):
            if predicate in self._own_parameters and not str(predicate).startswith(str(SH)):
                return None
            if not str(predicate).startswith(str(SH)) or predicate in _TEXTS:
                continue
            assert isinstance(predicate, URIRef)
            found.setdefault(predicate, []).append(value)
        severities, off = found.pop(SH.severity, []), found.pop(SH.deactivated, [])
        if len(severities) > 1 or not _SEVERITIES.issuperset(severities) or not set(off) <= {Literal(False)}:
            return None
        several = TARGETS | _SEVERAL | _LISTS | _ONE
        return None if any(len(values) > 1 for name, values in found.items() if name not in several) else found

    def _is_understood(
        self, shape: Node, predicate: URIRef, values: Collection[Node], has_path: bool, anywhere: bool
    ) -> bool:
        """Whether a property of a shape that is more than a condition on single values is understood."""
        (first, *_) = values
        if predicate == SH.path:
            return True
        if predicate == SH.property:
            with_path = all((each, SH.path, None) in self._shapes for each in values)
            return not has_path and with_path and all(self._is_clear(each, anywhere) for each in values)
        if predicate == SH.sparql:
            # From a literal, rdflib follows paths in a way of its own.
            return anywhere and all(self._is_query(each) for each in values)
        if predicate in (SH.minCount, SH.maxCount, *_QUALIFIED):
            return _is_number(first)
        if predicate in (SH.equals, SH.disjoint):
            return all(isinstance(each, URIRef) for each in values)
        if predicate in (SH.closed, SH.uniqueLang):
            return first in (Literal(True), Literal(False)) and str(first) in ("true", "false")
        if predicate == SH.ignoredProperties:
            return _members(self._shapes, first) is not None
        # sh:qualifiedValueShape: too few are counted where a value stays undecided, which only a minimum bears.
        most = (shape, SH.qualifiedMaxCount, None) in self._shapes
        return self._is_value_shape(first, frozenset(), _DECIDED if most else None)

    def _is_value_shape(self, shape: Node, within: frozenset[Node], among: frozenset[URIRef] | None = None) -> bool:
        """Whether a shape for single values is clear, and has nothing but conditions, ``among`` some if these are
        given."""
        if shape in within or (shape, SH.deactivated, None) in self._shapes:
            return False
        stated = self._stated(shape)
        if not stated:
            return False
        conditions = {predicate: values for predicate, values in stated.items() if predicate not in TARGETS}
        if among is not None and not among.issuperset(conditions):
            return False
        return bool(conditions) and all(
            self._is_condition(predicate, values, within | {shape}, among) for predicate, values in conditions.items()
        )

    def _is_condition(
        self,
        predicate: URIRef,
        values: Collection[Node],
        within: frozenset[Node],
        among: frozenset[URIRef] | None = None,
    ) -> bool:
        """Whether a property of a shape is a condition on single values, and understood."""
        if predicate in _LISTS:
            lists = [_members(self._shapes, each) for each in values]
            return all(
                found is not None and found and all(self._is_value_shape(each, within, among) for each in found)
                for found in lists
            )
        if predicate in _ONE:
            return all(self._is_value_shape(each, within, among) for each in values)
        test = _TESTS.get(predicate)
        return test is not None and all(test(self._shapes, each) for each in values)

    def _is_query(self, constraint: Node) -> bool:
        """Whether a SPARQL-based constraint has one query, with functions and comparisons only on which libraries
        agree."""
        stated = [p for p, _ in self._shapes.predicate_objects(constraint) if str(p).startswith(str(SH))]
        queries = list(self._shapes.objects(constraint, SH.select))
        if len(queries) != 1 or not {SH.select, SH.prefixes, SH.message}.issuperset(stated):
            return False
        bare = _OPAQUE.sub(lambda found: {"<": " x:iri ", "#": " "}.get(found[0][0], " 'text' "), str(queries[0]))
        names = {name.lower() for name in re.findall(r"(?<![?$\w:-])([A-Za-z_]+)\s*[({]", bare)}
        return names <= _FUNCTIONS and _COMPARISON.search(_AGREED.sub("", bare)) is None

    def _is_path(self, path: Node, anywhere: bool) -> bool:
        """Whether a path is one of SHACL's forms, and no other beside it."""
        if isinstance(path, URIRef):
            return True
        if not isinstance(path, BNode):
            return False
        stated = [(predicate, value) for predicate, value in self._shapes.predicate_objects(path)]
        if {predicate for predicate, _ in stated} == {RDF.first, RDF.rest}:
            return self._are_paths(path, anywhere)
        if len(stated) != 1:
            return False
        ((predicate, value),) = stated
        if predicate == SH.alternativePath:
            return self._are_paths(value, anywhere)
        if predicate == SH.inversePath:
            # Who looks for the members of a class is shown suspects only.
            return value != RDF.type and self._is_path(value, anywhere) and isinstance(value, URIRef)
        if predicate in (SH.zeroOrMorePath, SH.zeroOrOnePath):
            return anywhere and self._is_path(value, anywhere)
        return predicate == SH.oneOrMorePath and self._is_path(value, anywhere)

    def _are_paths(self, head: Node, anywhere: bool) -> bool:
        steps = _members(self._shapes, head)
        return steps is not None and len(steps) > 1 and all(self._is_path(each, anywhere) for each in steps)


def _members(graph: Graph, head: Node) -> list[Node] | None:
    """The members of a list; None for a list that is none, or leads in a circle."""
    found: list[Node] = []
    seen: set[Node] = set()
    while head != RDF.nil:
        firsts, rests = list(graph.objects(head, RDF.first)), list(graph.objects(head, RDF.rest))
        if head in seen or len(firsts) != 1 or len(rests) != 1:
            return None
        seen.add(head)
        found += firsts
        (head,) = rests
    return found


def _is_number(value: Node) -> bool:
    """Whether a literal is a number from 0 on, written in the one way."""
    return isinstance(value, Literal) and value.datatype == XSD.integer and _has_form("0|[1-9][0-9]{0,8}", value)


def _has_form(form: str, value: Node) -> bool:
    return re.fullmatch(form, str(value)) is not None


def _is_bound(graph: Graph, value: Node) -> bool:
    return isinstance(value, Literal) and value.datatype == XSD.integer and _has_form("0|-?[1-9][0-9]{0,8}", value)


def _is_term(value: Node) -> bool:
    """Whether two libraries have one view of which terms are the same as this."""
    if isinstance(value, Literal):
        return value.datatype in (None, XSD.string) or _is_number(value) or value.n3() in _BOOLEANS
    return isinstance(value, URIRef)


def _has_terms(graph: Graph, value: Node) -> bool:
    found = _members(graph, value)
    return bool(found) and all(map(_is_term, found or ()))


def _has_languages(graph: Graph, value: Node) -> bool:
    found = _members(graph, value)
    return bool(found) and all(isinstance(each, Literal) and _has_form("[a-z]{2,3}", each) for each in found or ())


def _is_among(known: Collection[Node], graph: Graph, value: Node) -> bool:
    return value in known


_BOOLEANS = frozenset(Literal(each).n3() for each in (True, False))
_TESTS: Mapping[Node, Callable[[Graph, Node], bool]] = {
    SH["class"]: lambda graph, value: isinstance(value, URIRef),
    SH.datatype: partial(_is_among, _DATATYPES),
    SH.nodeKind: partial(_is_among, _KINDS),
    SH.minLength: lambda graph, value: _is_number(value),
    SH.maxLength: lambda graph, value: _is_number(value),
    SH.pattern: lambda graph, value: (
        isinstance(value, Literal) and value.datatype in (None, XSD.string) and _PATTERN.fullmatch(value) is not None
    ),
    SH["in"]: _has_terms,
    SH.languageIn: _has_languages,
    SH.hasValue: lambda graph, value: _is_term(value),
    **dict.fromkeys(_BOUNDS, _is_bound),
}


def without_targets(shapes: Graph, others: Collection[Node]) -> Graph:
    """Shapes, of which ``others`` have no targets any more."""
    found = Graph()
    for subject, predicate, value in shapes:
        if subject not in others or not gives_targets(predicate, value):
            found.add((subject, predicate, value))
    return found


def gives_targets(predicate: Node, value: Node) -> bool:
    """Whether a statement of a shape gives it targets: it names them, or says that it is a class itself."""
    return predicate in TARGETS or predicate == SH.target or (predicate == RDF.type and value == RDFS.Class)
