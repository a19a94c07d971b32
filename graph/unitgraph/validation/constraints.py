"""SPARQL-based constraints, whose queries ask about one node, asked about all nodes of a shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph
from rdflib import SH
from rdflib.term import Node

from unitgraph.errors import ValidationError
from unitgraph.store.terms import to_rdflib
from unitgraph.validation.narrowing import Narrower, Narrowing
from unitgraph.validation.questions import of_all_nodes, of_rows
from unitgraph.validation.targets import Target, Targets, Term

Row = Mapping[str, Node]
Answers = Mapping[Node, Sequence[Row]]
"""The rows of a constraint, by the node that they are about."""

FEW = 25_000
"""So many nodes are named in a query; about more it is asked without naming them."""
AT_ONCE = 1000
"""So many of them in one query."""


@dataclass(frozen=True, slots=True)
class SparqlConstraint:
    """A constraint of a shape by its ``node``; its query with the path of the shape, and the prefixes for it."""

    target: Target
    node: Node
    asked: str
    prologue: str


def sparql_constraints(targets: Targets) -> list[SparqlConstraint]:
    """Those of every shape with a target. Not to be called by several threads: the parser of rdflib is for one.

    Raises ValidationError for one whose query cannot be asked about many nodes at once.
    """
    found: list[SparqlConstraint] = []
    for target in targets:
        for constraint in targets.shapes.objects(target.shape, SH.sparql):
            query = str(targets.shapes.value(constraint, SH.select))
            asked = query.replace("$PATH", targets.along(target.shape))
            found.append(SparqlConstraint(target, constraint, asked, _prologue(targets, constraint)))
            _check_askable(found[-1])
    return found


def _prologue(targets: Targets, constraint: Node) -> str:
    shapes = targets.shapes
    declared = (
        (shapes.value(each, SH.prefix), shapes.value(each, SH.namespace))
        for source in shapes.objects(constraint, SH.prefixes)
        for each in shapes.objects(source, SH.declare)
    )
    return "".join(sorted(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in declared))


def _check_askable(constraint: SparqlConstraint) -> None:
    """Raise ValidationError for a query that cannot be asked about many nodes at once."""
    try:
        of_all_nodes(constraint.asked, constraint.prologue, "")
    except ValueError as error:
        what = f"{error}, so that it cannot be asked about all nodes at once"
        where = f"constraint of {constraint.target.shape}"
        raise ValidationError(where, what, "write it so, or validate with the method 'whole'") from None


def answers(
    constraint: SparqlConstraint, targets: Targets, narrower: Narrower, among: Sequence[Term] | None = None
) -> Answers:
    """What a constraint finds for all nodes of its target, or for those ``among`` them."""
    found: dict[Term, list[Row]] = {}
    narrow = _narrowing(constraint, targets, narrower, among)
    for question in _questions(constraint, narrow):
        solutions = targets.engine.query(question)
        assert isinstance(solutions, pyoxigraph.QuerySolutions)
        names = [variable.value for variable in solutions.variables]
        for row in solutions:
            terms = {name: to_rdflib(value) for name in names if (value := row[name]) is not None}
            found.setdefault(row["this"], []).append(terms)
    # Asked without naming nodes, the query joins the target itself.
    kept = found.keys() if narrow is None or not found else targets.those_of(constraint.target.focus, found)
    return {to_rdflib(node): rows for node, rows in found.items() if node in kept}


def _narrowing(
    constraint: SparqlConstraint, targets: Targets, narrower: Narrower, among: Sequence[Term] | None
) -> Narrowing | None:
    """The solutions that are possible, if that can be told."""
    narrow = narrower.narrowed(constraint.asked, constraint.prologue) if among is None else None
    if narrow is None:
        nodes = targets.members(constraint.target.focus, FEW) if among is None else among
        narrow = None if nodes is None else Narrowing(("this",), [(node,) for node in nodes])
    if narrow is not None and any(isinstance(term, pyoxigraph.BlankNode) for row in narrow.rows for term in row):
        return None  # they have no name by which to ask
    return narrow


def _questions(constraint: SparqlConstraint, narrow: Narrowing | None) -> Iterator[str]:
    """The queries that together find what breaks a constraint."""
    asked, prologue = constraint.asked, constraint.prologue
    if narrow is None:
        yield of_all_nodes(asked, prologue, constraint.target.focus.replace("?focus", "?this"))
        return
    for start in range(0, len(narrow.rows), AT_ONCE):
        yield of_rows(asked, prologue, narrow.names, narrow.rows[start : start + AT_ONCE])
