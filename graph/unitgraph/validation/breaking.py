"""Queries for the nodes that may break a constraint of SHACL's core: a node too much in doubt, never one too few."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rdflib import SH, Literal
from rdflib.term import Node

from unitgraph.validation.conditions import Conditions
from unitgraph.validation.targets import Target, Targets, group

Question = tuple[str, ...]
"""Queries for the same nodes: the first that finds few of them is as good as the last."""


class CoreConstraints:
    """The core constraints of shapes with targets. One that is not known makes every node of its shape a suspect."""

    def __init__(self, targets: Targets) -> None:
        self._targets = targets
        self._shapes = targets.shapes
        self._conditions = Conditions(targets.shapes, targets.are_members)

    def queries(self) -> Iterator[tuple[Target, Question]]:
        """The questions for ?focus that together find every node which may break a core constraint."""
        for target in self._targets:
            found = list(self._questions(target.shape, target.focus))
            if None in found:
                found = [(f"SELECT DISTINCT ?focus {group(target.focus)}",)]
            yield from ((target, each) for each in found if each is not None)

    def _questions(self, shape: Node, focus: str) -> Iterator[Question | None]:
        """Questions for the nodes that may break a shape; None for all of them."""
        along = self._targets.along(shape)
        values = f"?focus {along} ?value ." if along else "BIND(?focus AS ?value)"
        for kind in self._shapes.objects(shape, SH["class"]):
            # Where all members are said to be of the class itself, the classes below need not be looked at.
            members = dict.fromkeys((f"{{ ?value a {kind.n3()} }}", self._targets.are_members("?value", kind)))
            among = (self._among(focus, values, f"MINUS {group(each)}", along) for each in members)
            yield tuple(f"SELECT DISTINCT ?focus {each}" for each in among)
        for found in self._groups(shape, focus, along, values):
            if found != "":
                yield None if found is None else (f"SELECT DISTINCT ?focus {found}",)

    def _groups(self, shape: Node, focus: str, along: str, values: str) -> Iterator[str | None]:
        """Groups that bind ?focus to the nodes which may break a shape, but for its classes; None for all of them,
        empty for none."""
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
        if focus == f"?focus {along} ?anything .":
            focus = ""  # who has such a value is in the target
        if not along or not focus or self._targets.is_small(focus):
            return f"{group(focus, values, broken)} {counted}"
        return group(f"{{ SELECT DISTINCT ?focus {group(values, broken)} {counted} }}", focus)

    def _counted(self, shape: Node, predicate: Node, value: Node, along: str, focus: str) -> Iterator[str | None]:
        """Groups for constraints on how many values there are, and on how they stand to those of a property."""
        number = int(value) if isinstance(value, Literal) and str(value).isdigit() else 0
        values, others = f"?focus {along} ?value .", f"?focus {value.n3()} ?other ."
        if predicate == SH.minCount and number == 1:
            yield group(focus, _without(along, values))
        elif predicate == SH.minCount and number > 1:
            having = f"GROUP BY ?focus HAVING(COUNT(?value) < {number})"
            yield f"{group(focus, f'OPTIONAL {group(values)}')} {having}"
        elif predicate == SH.maxCount and number == 0:
            yield group(focus, values)
        elif predicate == SH.maxCount:
            # A property has a value once; by a path it may be met several times.
            each = "*" if re.fullmatch("<[^>]*>", along) else "DISTINCT ?value"
            yield self._among(focus, values, "", along, f"GROUP BY ?focus HAVING(COUNT({each}) > {number})")
        elif predicate == SH.hasValue:
            yield group(focus, _without(along, f"?focus {along} {value.n3()} ."))
        elif predicate == SH.disjoint:
            yield group(focus, values, f"?focus {value.n3()} ?value .")
        elif predicate == SH.equals:
            yield group(focus, values, f"MINUS {{ ?focus {value.n3()} ?value }}")
            yield group(focus, others, _without(along, f"?focus {along} ?other ."))
        elif predicate in (SH.lessThan, SH.lessThanOrEquals):
            sign = "<" if predicate == SH.lessThan else "<="
            yield group(focus, values, others, f"FILTER(!COALESCE(?value {sign} ?other, false))")
        elif predicate == SH.uniqueLang:
            same = "FILTER(!sameTerm(?value, ?other) && LANG(?value) = LANG(?other))"
            yield group(focus, values, f"?focus {along} ?other .", same)
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
        found = group(focus, f"OPTIONAL {group(values, f'FILTER(COALESCE({kept}, false))')}")
        return f"{found} GROUP BY ?focus HAVING({' || '.join(counts)})"


def _without(along: str, values: str) -> str:
    """What leaves the nodes without such values: found for all nodes at once, but for a path of any length, whose ends
    would be found for all nodes there are."""
    return f"{'FILTER NOT EXISTS' if re.search(r'[*+]', re.sub('<[^>]*>', '', along)) else 'MINUS'} {group(values)}"
