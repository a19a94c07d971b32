"""Conditions on a single value, in SPARQL, for the constraints of a shape."""

from __future__ import annotations

from collections.abc import Callable

from rdflib import RDF, SH, XSD, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node


class Conditions:
    """The conditions of a graph of shapes. ``is_member`` writes a pattern for the members of a class."""

    def __init__(self, shapes: Graph, is_member: Callable[[str, Node], str]) -> None:
        self._shapes = shapes
        self._is_member = is_member

    def of(self, shape: Node, leaving: Node | None = None) -> list[str] | None:
        """Conditions on ?value that hold where a shape's constraints on values are kept, the one ``leaving`` aside;
        None when one is not known."""
        found: list[str] = []
        # Each look at a text takes its time: that one is of the datatype string and not empty is one.
        is_text = all((shape, predicate, value) in self._shapes for predicate, value in _TEXT)
        if is_text:
            found.append('(?value > "")')
        for predicate, value in self._shapes.predicate_objects(shape):
            is_left = predicate == leaving or (is_text and (predicate, value) in _TEXT)
            condition = "" if is_left else self._of(shape, predicate, value)
            if condition is None:
                return None
            if condition:
                found.append(condition)
        return found

    def whole(self, shape: Node) -> str | None:
        """One condition on ?value for a shape of values; None for a shape that looks further, or is not known."""
        if any((shape, predicate, None) in self._shapes for predicate in (SH.path, SH.property, SH.sparql)):
            return None
        holding = self.of(shape)
        return None if holding is None else f"({' && '.join(holding) or 'true'})"

    def _of(self, shape: Node, predicate: Node, value: Node) -> str | None:
        """A condition on ?value that holds where a constraint is kept; empty for what constrains no single value."""
        if not str(predicate).startswith(str(SH)) or predicate in _NO_CONDITION:
            return ""
        if predicate in _SIMPLE:
            return _SIMPLE[predicate].format(value.n3())
        if predicate in _BOUNDS:
            exact = f"datatype(?value) IN ({XSD.integer.n3()}, {XSD.decimal.n3()})"
            # rdflib orders values of other kinds, dates before numbers: that is left undecided.
            return f"IF({exact}, ?value {_BOUNDS[predicate]} {value.n3()}, IF(isLiteral(?value), ?undecided, false))"
        if predicate == SH.datatype:
            return _is_of_datatype(value)
        if predicate == SH["class"]:
            return f"EXISTS {{ {self._is_member('?value', value)} }}"
        if predicate == SH.nodeKind:
            return _NODE_KINDS.get(value)
        if predicate == SH.pattern:
            # In Python, and so in pyshacl, $ fits before a last line feed as well: that is left undecided here.
            fits = f"REGEX(STR(?value), {value.n3()})"
            return f'IF(STRENDS(STR(?value), "\\n"), ?undecided, {fits})'
        if predicate == SH["in"]:
            same = (f"sameTerm(?value, {each.n3()})" for each in Collection(self._shapes, value))
            return f"({' || '.join(same)})"
        if predicate == SH.languageIn:
            ranges = (f"langMatches(LANG(?value), {each.n3()})" for each in Collection(self._shapes, value))
            return f"({' || '.join(ranges)})"
        return self._logical(predicate, value)

    def _logical(self, predicate: Node, value: Node) -> str | None:
        if predicate == SH["not"]:
            inner = self.whole(value)
            return None if inner is None else f"!COALESCE({inner}, true)"
        if predicate == SH.node:
            return self.whole(value)
        if predicate in (SH["or"], SH["and"], SH.xone):
            parts = [self.whole(each) for each in Collection(self._shapes, value)]
            if None in parts:
                return None
            if predicate == SH.xone:
                kept = " + ".join(f"IF({each}, 1, 0)" for each in parts)
                return f"({kept} = 1)"
            if predicate == SH["and"]:
                return f"({' && '.join(map(str, parts))})"
            return f"({' || '.join(map(str, parts))})"
        return None


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

_TEXT = ((SH.datatype, XSD.string), (SH.minLength, Literal(1)))
"""Constraints that together want a plain text which is not empty."""

_SIMPLE: dict[Node, str] = {
    # A blank node has no STR.
    SH.minLength: "(STRLEN(STR(?value)) >= {})",
    SH.maxLength: "(STRLEN(STR(?value)) <= {})",
    SH.hasValue: "sameTerm(?value, {})",
}

_BOUNDS: dict[Node, str] = {
    SH.minInclusive: ">=",
    SH.minExclusive: ">",
    SH.maxInclusive: "<=",
    SH.maxExclusive: "<",
}

_NODE_KINDS: dict[Node, str] = {
    SH.IRI: "isIRI(?value)",
    SH.BlankNode: "isBlank(?value)",
    SH.Literal: "isLiteral(?value)",
    SH.BlankNodeOrIRI: "!isLiteral(?value)",
    SH.BlankNodeOrLiteral: "!isIRI(?value)",
    SH.IRIOrLiteral: "!isBlank(?value)",
}

_HELD = frozenset(
    {
        *(SH.datatype, SH["class"], SH.nodeKind, SH.pattern, SH["in"], SH.languageIn, SH.closed),
        *(SH["not"], SH.node, SH["or"], SH["and"], SH.xone),
    }
)


def is_known(predicate: Node) -> bool:
    """Whether a property of a shape is one of SHACL's core, or none of SHACL's at all."""
    if not str(predicate).startswith(str(SH)):
        return True
    return predicate in _NO_CONDITION or predicate in _SIMPLE or predicate in _BOUNDS or predicate in _HELD


_NUMERIC = frozenset({XSD.integer, XSD.decimal, XSD.double})
_FORMS = {
    XSD.date: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    XSD.dateTime: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z?$",
    XSD.gYear: "^[0-9]{4}$",
}
"""Forms that all libraries take for dates, where day and time are right and the year is not 0."""


def _is_of_datatype(datatype: Node) -> str | None:
    """A condition for literals of a datatype that are well formed; None for a datatype whose form is not known."""
    if datatype == XSD.string:
        return '(?value >= "")'  # only such texts can be compared; sooner told than the datatype
    same = f"datatype(?value) = {datatype.n3()}"
    if datatype == RDF.langString:
        return f"({same})"
    if datatype in _NUMERIC:
        return f"({same} && isNumeric(?value))"
    if isinstance(datatype, URIRef) and datatype in _FORMS:
        form = f'REGEX(STR(?value), "{_FORMS[datatype]}") && STR(?value) > "0001"'
        cast = "" if datatype == XSD.gYear else f" && {datatype.n3()}(STR(?value)) = ?value"
        return f"({same} && {form}{cast})"
    if datatype == XSD.boolean:
        return f"({same} && {datatype.n3()}(STR(?value)) = ?value)"
    return None
