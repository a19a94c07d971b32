"""SPARQL-based constraints, whose queries ask about one node, asked about all nodes of a shape."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import pyoxigraph
from rdflib import SH
from rdflib.term import Node

from unitgraph.store.terms import to_rdflib
from unitgraph.validation.narrowing import Narrower, Narrowing
from unitgraph.validation.questions import of_all_nodes, of_rows
from unitgraph.validation.targets import FEW, EngineTerm, Target, Targets, can_be_named, in_lots

Solution = Mapping[str, Node]
Answers = Mapping[Node, Sequence[Solution]]
"""The rows of a constraint, by the node that they are about."""


@dataclass(frozen=True, slots=True)
class SparqlConstraint:
    """A constraint of a shape by its ``node``; its query with the path of the shape, and the prefixes for it.
    ``repeats`` says that the path in it repeats what is repeated, which pyshacl cannot write."""

    target: Target
    node: Node
    select: str
    prefixes: str
    repeats: bool


def sparql_constraints(targets: Targets) -> list[SparqlConstraint]:
    """Those of every shape with a target. Not to be called by several threads: the parser of rdflib is for one."""
    found: list[SparqlConstraint] = []
    for target in targets:
        for constraint in targets.shapes.objects(target.shape, SH.sparql):
            query = str(targets.shapes.value(constraint, SH.select))
            path = targets.path_of(target.shape)
            repeats = "$PATH" in query and _REPEATED.search(path) is not None
            select = query.replace("$PATH", path)
            found.append(SparqlConstraint(target, constraint, select, _prefixes(targets, constraint), repeats))
    return found


def unasked_shapes(targets: Targets) -> set[Node]:
    """The shapes with targets of which a query cannot be asked about many nodes at once."""
    return {each.target.of for each in sparql_constraints(targets) if not _can_be_asked(each)}


def _prefixes(targets: Targets, constraint: Node) -> str:
    shapes = targets.shapes
    declared = (
        (shapes.value(each, SH.prefix), shapes.value(each, SH.namespace))
        for source in shapes.objects(constraint, SH.prefixes)
        for each in shapes.objects(source, SH.declare)
    )
    return "".join(sorted(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in declared))


_REPEATED = re.compile(r"[*+?]\)+[*+?]")


def _can_be_asked(constraint: SparqlConstraint) -> bool:
    if constraint.repeats:
        return False
    try:
        of_all_nodes(constraint.select, constraint.prefixes, "")
    except ValueError:
        return False
    return True


def answers(
    constraint: SparqlConstraint, targets: Targets, narrower: Narrower, among: Sequence[EngineTerm] | None = None
) -> Answers:
    """What a constraint finds for all nodes of its target, or for those ``among`` them."""
    select, prefixes, focus = constraint.select, constraint.prefixes, constraint.target.focus
    narrow = _narrowing(constraint, targets, narrower, among)
    # Mostly nothing is found, so that the target need not be joined.
    if narrow is None:
        found = list(islice(_rows(targets, [of_all_nodes(select, prefixes)]), FEW + 1))
    else:
        lots = (of_rows(select, prefixes, narrow.names, some) for some in in_lots(narrow.rows))
        found = list(_rows(targets, lots))
    if (narrow is not None or len(found) <= FEW) and can_be_named(row["this"] for row in found):
        found = _within(targets, focus, found)
    else:
        found = list(_rows(targets, [of_all_nodes(select, prefixes, focus.replace("?focus", "?this"))]))
    about: dict[Node, list[Solution]] = {}
    for row in found:
        terms = {name: to_rdflib(value) for name, value in row.items()}
        about.setdefault(terms["this"], []).append(terms)
    return about


_EngineSolution = dict[str, EngineTerm]


def _rows(targets: Targets, questions: Iterable[str]) -> Iterator[_EngineSolution]:
    for question in questions:
        solutions = targets.engine.query(question)
        assert isinstance(solutions, pyoxigraph.QuerySolutions)
        names = [variable.value for variable in solutions.variables]
        for row in solutions:
            yield {name: value for name in names if (value := row[name]) is not None}


def _within(targets: Targets, focus: str, found: list[_EngineSolution]) -> list[_EngineSolution]:
    """The rows that are about nodes of a target."""
    kept = targets.those_of(focus, dict.fromkeys(row["this"] for row in found)) if found else ()
    return [row for row in found if row["this"] in kept]


def _narrowing(
    constraint: SparqlConstraint, targets: Targets, narrower: Narrower, among: Sequence[EngineTerm] | None
) -> Narrowing | None:
    """The solutions that are possible, if that can be told."""
    narrow = narrower.narrowed(constraint.select, constraint.prefixes) if among is None else None
    if narrow is None:
        nodes = targets.members(constraint.target.focus) if among is None else among
        narrow = None if nodes is None else Narrowing(("this",), [(node,) for node in nodes])
    if narrow is not None and not can_be_named(term for row in narrow.rows for term in row):
        return None
    return narrow
