"""Queries for the focus nodes that may violate a core constraint: they may report false candidates, and never miss a
violation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import SH, Literal
from rdflib.term import Node

from unitgraph.validation.conditions import Conditions
from unitgraph.validation.counting import Bound, Claim, Range
from unitgraph.validation.questions import EVERY_ROW
from unitgraph.validation.targets import Target, Targets, group


@dataclass(frozen=True, slots=True)
class SuspectQuery:
    """For the nodes of a target, the pattern ``focus``, that may violate a constraint: the query ``within`` finds them.

    Where a target is large, the query ``anywhere`` finds such nodes in the target or not, so that several shapes may
    share it, and mostly finds none; and where the ``claim`` is shown to hold, there are none.
    """

    within: str
    focus: str = ""
    anywhere: str = ""
    claim: Claim | None = None


class CoreConstraints:
    """The core constraints of shapes with targets. One that is not known makes every node of its shape a suspect."""

    def __init__(self, targets: Targets) -> None:
        self._targets = targets
        self._shapes = targets.shapes
        self._conditions = Conditions(targets.shapes, targets.are_members)

    def questions(self) -> Iterator[tuple[Target, SuspectQuery]]:
        """The questions for ?focus that together find every node which may violate a core constraint."""
        for target in self._targets:
            found = list(self._questions(target.shape, target.focus))
            if None in found:
                found = [_about(group(target.focus))]
            yield from ((target, each) for each in found if each is not None)

    def _questions(self, shape: Node, focus: str) -> Iterator[SuspectQuery | None]:
        """Questions for the nodes that may violate a shape; None for all of them."""
        path = self._targets.path_of(shape)
        for kind in self._shapes.objects(shape, SH["class"]):
            # Where all members are said to be of the class itself, the classes below need not be looked at.
            itself = f"?value a {kind.n3()} ."
            broken = f"MINUS {group(self._targets.are_members('?value', kind))}"
            yield self._among(focus, path, broken, f"MINUS {group(itself)}", Range(_value_nodes(path), itself))
        holding = self._conditions.of(shape, SH["class"])
        if holding is None:
            yield None
        elif holding:
            broken = " && ".join(f"COALESCE({each}, false)" for each in holding)
            yield self._among(focus, path, f"FILTER(!({broken}))")
        if path:
            for predicate, value in self._shapes.predicate_objects(shape):
                yield from self._counted(shape, predicate, value, path, focus)

    def _among(self, focus: str, path: str, broken: str, sooner: str = "", claim: Claim | None = None) -> SuspectQuery:
        """For the nodes of a target whose values are ``broken``, which is told of each value by itself; ``sooner``
        tells it of more values, in less time, and the ``claim`` is that of no value."""
        values = _value_nodes(path)
        if focus == f"?focus {path} ?anything .":
            focus = ""  # who has such a value is in the target
        elif self._is_direct(focus, path):
            return _about(group(focus, values, broken))
        first = f"{{ SELECT ?value {{ {{ SELECT DISTINCT ?value {group(values)} {EVERY_ROW} }} {sooner or broken} }} }}"
        return self._large(focus, group(values, broken), group(first, values), claim)

    def _is_direct(self, focus: str, path: str) -> bool:
        """Whether a target is validated node by node; else the statements of a property are."""
        return not path or self._targets.is_small(focus)

    def _large(self, focus: str, broken: str, anywhere: str = "", claim: Claim | None = None) -> SuspectQuery:
        """For the nodes of a large target in the group ``broken``; ``anywhere`` may hold more, and be found sooner. The
        target is joined last, to the few that were found, which takes the engine a nested query."""
        within = f"SELECT DISTINCT ?focus {group(f'{{ SELECT DISTINCT ?focus {broken} }}', focus)}"
        return SuspectQuery(within, focus, f"SELECT DISTINCT ?focus {anywhere or broken}", claim)

    def _counted(
        self, shape: Node, predicate: Node, value: Node, path: str, focus: str
    ) -> Iterator[SuspectQuery | None]:
        """Questions for constraints on how many values there are, and on how they stand to those of a property."""
        number = int(value) if isinstance(value, Literal) and str(value).isdigit() else 0
        values, others = _value_nodes(path), f"?focus {value.n3()} ?other ."
        if predicate == SH.minCount and number == 1:
            claim = self._bound(focus, path, at_least=True)
            yield _about(group(focus, self._without(focus, path, values)), claim)
        elif predicate == SH.minCount and number > 1:
            # A node may be met several times in its target, and so each of its values.
            having = f"GROUP BY ?focus HAVING(COUNT(DISTINCT ?value) < {number})"
            yield _about(f"{group(focus, f'OPTIONAL {group(values)}')} {having}")
        elif predicate == SH.maxCount and number == 0:
            yield _about(group(focus, values))
        elif predicate == SH.maxCount:
            yield self._too_many(focus, path, number)
        elif predicate == SH.hasValue:
            yield _about(group(focus, self._without(focus, path, f"?focus {path} {value.n3()} .")))
        elif predicate == SH.disjoint:
            yield self._large(focus, group(values, f"?focus {value.n3()} ?value ."))
        elif predicate == SH.equals:
            yield _about(group(focus, values, f"MINUS {{ ?focus {value.n3()} ?value }}"))
            yield _about(group(focus, others, self._without(focus, path, f"?focus {path} ?other .")))
        elif predicate == SH.uniqueLang and str(value) == "true":
            same = "FILTER(!sameTerm(?value, ?other) && LANG(?value) = LANG(?other))"
            yield _about(group(focus, values, f"?focus {path} ?other .", same))
        elif predicate == SH.qualifiedValueShape:
            yield self._qualified(shape, value, values, focus)

    def _too_many(self, focus: str, path: str, number: int) -> SuspectQuery:
        """For the nodes of a target with more than ``number`` values, at least one."""
        values = _value_nodes(path)
        having = f"GROUP BY ?focus HAVING({_count(path)} > {number})"
        if self._is_direct(focus, path):
            return _about(f"{group(focus, values)} {having}")
        return self._large(focus, f"{group(values)} {having}", claim=self._bound(focus, path, at_least=False))

    def _bound(self, focus: str, path: str, at_least: bool) -> Bound | None:
        """The claim that a bound of one holds for a large target; None for a small one, and for a path of any length,
        whose ends would be counted for all nodes there are."""
        if self._is_direct(focus, path) or _is_of_any_length(path):
            return None
        return Bound(_value_nodes(path), focus, at_least)

    def _without(self, focus: str, path: str, values: str) -> str:
        """What leaves the nodes without such values: found for all nodes at once, but for few nodes, and for a path of
        any length, whose ends would be found for all nodes there are."""
        by_node = self._targets.is_small(focus) or _is_of_any_length(path)
        return f"{'FILTER NOT EXISTS' if by_node else 'MINUS'} {group(values)}"

    def _qualified(self, shape: Node, value: Node, values: str, focus: str) -> SuspectQuery | None:
        kept = self._conditions.whole(value)
        if kept is None:
            return None
        bounds = ((SH.qualifiedMinCount, "<"), (SH.qualifiedMaxCount, ">"))
        counts = (
            f"COUNT(DISTINCT ?value) {sign} {bound}"
            for predicate, sign in bounds
            for bound in self._shapes.objects(shape, predicate)
        )
        found = group(focus, f"OPTIONAL {group(values, f'FILTER(COALESCE({kept}, false))')}")
        return _about(f"{found} GROUP BY ?focus HAVING({' || '.join(counts)})")


def _about(found: str, claim: Claim | None = None) -> SuspectQuery:
    """For all nodes in a group."""
    return SuspectQuery(f"SELECT DISTINCT ?focus {found}", claim=claim)


def _count(path: str) -> str:
    """The number of values of a node. A property has a value once; by a path it may be met several times."""
    return f"COUNT({'' if re.fullmatch('<[^>]*>', path) else 'DISTINCT '}?value)"


def _is_of_any_length(path: str) -> bool:
    return re.search(r"[*+]", re.sub("<[^>]*>", "", path)) is not None


def _value_nodes(path: str) -> str:
    """A pattern for the values of a node by a path, or for the node itself. One of several properties is written as a
    union, which takes the engine less time."""
    if not path:
        return "BIND(?focus AS ?value)"
    if re.fullmatch(r"<[^>]*>(\|<[^>]*>)+", path):
        return " UNION ".join(f"{{ ?focus {each} ?value }}" for each in path.split("|"))
    return f"?focus {path} ?value ."
