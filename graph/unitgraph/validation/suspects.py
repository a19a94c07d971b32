"""Finds, with queries over a whole store, the focus nodes that may violate a shape.

Each constraint of a shape becomes queries for the focus nodes that may violate it. They may report false candidates,
which pyshacl then clears, and never miss a violation. For a SPARQL-based constraint, whose query asks about one focus
node, the same query is asked about many at once, and its solutions are kept for pyshacl.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

import pyoxigraph
from rdflib import Graph
from rdflib.term import Node

from unitgraph.system.heap import trim_heap
from unitgraph.validation.constraints import Answers, Solution, SparqlConstraint, answers, sparql_constraints
from unitgraph.validation.core import CoreConstraints, SuspectQuery
from unitgraph.validation.counting import grouped, shown
from unitgraph.validation.graphs import oxigraph_term
from unitgraph.validation.narrowing import Narrower
from unitgraph.validation.reach import UnclearError, reached, sights_of
from unitgraph.validation.targets import FEW, EngineTerm, Targets, can_be_named

_UNION = pyoxigraph.DefaultGraph()


@dataclass(slots=True)
class Suspects:
    """The focus nodes of one shape that may violate it or a property shape of it, and the solutions of each
    SPARQL-based constraint, beside its query."""

    focus_nodes: set[EngineTerm] = field(default_factory=set)
    answers: dict[Node, dict[Node, Sequence[Solution]]] = field(default_factory=dict)
    queries: dict[Node, str] = field(default_factory=dict)

    def add(self, constraint: SparqlConstraint, answers: Answers) -> None:
        """Add what a constraint found, and those that it is about."""
        self.queries[constraint.node] = constraint.prefixes + constraint.select
        self.answers.setdefault(constraint.node, {}).update(answers)
        self.focus_nodes.update(map(oxigraph_term, answers))


def find_suspects(engine: pyoxigraph.Store, shapes: Graph) -> dict[Node, Suspects]:
    """The suspects of each shape with a target among the nodes of the default graph of ``engine``, which holds the
    ontology too. The shapes are clear (see :mod:`unitgraph.validation.clear`).
    """
    targets, narrower = Targets(engine, shapes), Narrower(engine)
    constraints = sparql_constraints(targets)
    found: dict[Node, Suspects] = defaultdict(Suspects)
    # The engine works beside Python, so several queries run at once.
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        searched = [pool.submit(_answers, each, targets, narrower) for each in constraints]
        questions: dict[SuspectQuery, dict[Node, None]] = {}
        for target, question in CoreConstraints(targets).questions():
            questions.setdefault(question, {})[target.of] = None
        claims = {each.claim for each in questions if each.claim is not None}
        counted = [pool.submit(shown, engine, some) for some in grouped(claims)]
        hold = {claim for each in counted for claim in each.result()}
        questions = {each: owners for each, owners in questions.items() if each.claim not in hold}
        # One that is shared begins before those that wait for it.
        shared: dict[str, Future[set[EngineTerm] | None]] = {}
        for each in questions:
            if each.anywhere not in shared:
                shared[each.anywhere] = pool.submit(_anywhere, engine, each)
        asked = [pool.submit(_nodes, targets, each, shared[each.anywhere]) for each in questions]
        for nodes, owners in zip(asked, questions.values(), strict=True):
            for owner in owners:
                found[owner].focus_nodes |= nodes.result()
        for constraint, answered in zip(constraints, searched, strict=True):
            found[constraint.target.of].add(constraint, answered.result())
    for shape, node in targets.unmentioned():
        found[shape].focus_nodes.add(oxigraph_term(node))
    return found


def changed_predicates(
    engine: pyoxigraph.Store, before: pyoxigraph.Store, subjects: Iterable[str]
) -> dict[EngineTerm, set[str]]:
    """The predicates, in brackets, of the statements about ``subjects`` (IRIs) that only one of two stores makes."""
    found: dict[EngineTerm, set[str]] = {}
    for iri in subjects:
        subject = pyoxigraph.NamedNode(iri)
        now, then = (
            {(str(quad.predicate), str(quad.object)) for quad in each.quads_for_pattern(subject, None, None, _UNION)}
            for each in (engine, before)
        )
        found[subject] = {predicate for predicate, _ in now ^ then}
    return found


def suspects_among(
    engine: pyoxigraph.Store,
    shapes: Graph,
    changed: Mapping[EngineTerm, Collection[str]],
    before: pyoxigraph.Store,
    known: Iterable[tuple[str, str]],
) -> dict[Node, Suspects] | None:
    """The focus nodes that may violate a shape, when those of the store ``before`` are ``known``, each with the shape:
    these, and all that see one of the ``changed`` statements, given as the predicates of each subject.

    None when that cannot be told, or there are too many.
    """
    targets, narrower = Targets(engine, shapes), Narrower(engine)
    constraints = sparql_constraints(targets)
    try:
        sights = sights_of(targets, constraints)
    except UnclearError:
        return None
    nodes = set(changed).union(*(reached(each, sights, changed) for each in (engine, before)))
    if len(nodes) > FEW:
        return None
    by_shape: defaultdict[str, set[EngineTerm]] = defaultdict(set)
    for focus, shape in known:
        by_shape[shape].add(pyoxigraph.NamedNode(focus))
    found: dict[Node, Suspects] = defaultdict(Suspects)
    for target in targets:
        found[target.of].focus_nodes |= nodes | by_shape[str(target.shape)]
    for constraint in constraints:
        among = sorted(found[constraint.target.of].focus_nodes, key=str)
        found[constraint.target.of].add(constraint, answers(constraint, targets, narrower, among))
    return found


def _answers(constraint: SparqlConstraint, targets: Targets, narrower: Narrower) -> Answers:
    """What a constraint finds; the memory that its queries took, gigabytes in a large store, goes back at once."""
    try:
        return answers(constraint, targets, narrower)
    finally:
        trim_heap()


def _anywhere(engine: pyoxigraph.Store, question: SuspectQuery) -> set[EngineTerm] | None:
    """The nodes that are found for a question without its target; None when it is not asked so, or there are many."""
    if not question.anywhere:
        return None
    found = {row["focus"] for row in islice(engine.query(question.anywhere), FEW + 1)}  # type: ignore[arg-type]
    is_known = len(found) <= FEW and can_be_named(found)
    return found if is_known else None


def _nodes(targets: Targets, question: SuspectQuery, anywhere: Future[set[EngineTerm] | None]) -> set[EngineTerm]:
    """What is found for a question."""
    found = anywhere.result()
    if found is None:
        return {row["focus"] for row in targets.engine.query(question.within)}  # type: ignore[union-attr]
    return targets.those_of(question.focus, found) if found else found
