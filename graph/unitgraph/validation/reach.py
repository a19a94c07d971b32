"""Which nodes a changed statement can matter to: the way from a node to all that its shapes look at, walked back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from heapq import heappop, heappush
from typing import Any

import pyoxigraph
from rdflib import RDF, SH, URIRef
from rdflib.collection import Collection as List
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import BNode, Node, Variable

from unitgraph.validation.conditions import is_known
from unitgraph.validation.constraints import SparqlConstraint
from unitgraph.validation.targets import EngineTerm, Targets, in_lots, values

HERE = ""
"""The way from a node to itself."""
_THIS = Variable("this")


@dataclass(frozen=True, slots=True)
class Sight:
    """A node sees statements about the nodes at the end of a way, a property path of SPARQL: those with one
    ``predicate``, in brackets, or all of them (None)."""

    way: str
    predicate: str | None


class UnclearError(Exception):
    """It cannot be told what a shape looks at."""


def reached(
    engine: pyoxigraph.Store, sights: Iterable[Sight], changed: Mapping[EngineTerm, Collection[str]]
) -> set[EngineTerm]:
    """The nodes that see one of the ``changed`` statements, given as the predicates of each subject."""
    ways: defaultdict[str, set[str | None]] = defaultdict(set)
    for sight in sights:
        ways[sight.way].add(sight.predicate)
    found: set[EngineTerm] = set()
    for way, predicates in ways.items():
        ends = (
            node
            for node, changes in changed.items()
            if isinstance(node, pyoxigraph.NamedNode) and (None in predicates or not predicates.isdisjoint(changes))
        )
        for some in in_lots(ends):
            rows = engine.query(f"SELECT DISTINCT ?focus {{ {values('end', some)} ?focus {way} ?end }}")
            found.update(row["focus"] for row in rows)  # type: ignore[union-attr]
    return found


def sights_of(targets: Targets, constraints: Iterable[SparqlConstraint]) -> set[Sight]:
    """What shapes with targets see beyond the statements about a node itself. Raises UnclearError."""
    shapes = targets.shapes
    found = {Sight(f"^{predicate.n3()}", predicate.n3()) for predicate in shapes.objects(None, SH.targetObjectsOf)}
    for target in targets:
        found.update(_of_shape(targets, target.shape, frozenset()))
    for constraint in constraints:
        found.update(_of_query(constraint.prefixes + constraint.select))
    return {sight for sight in found if sight.way != HERE}


# --- core constraints ------------------------------------------------------------------------------------------------


def _of_shape(targets: Targets, shape: Node, within: frozenset[Node]) -> Iterator[Sight]:
    """What a shape sees from the nodes that it is for. Property shapes of a shape ``within`` no other have their turn
    by themselves."""
    shapes = targets.shapes
    written = targets.path_of(shape)
    way = HERE
    if written:
        path = _path(written)
        yield from _of_path(path, HERE)
        way = _text(path)
    for predicate, value in shapes.predicate_objects(shape):
        if not is_known(predicate):
            raise UnclearError(predicate)
        if predicate in _COMPARED:
            yield Sight(HERE, value.n3())
        elif predicate == SH["class"]:
            yield Sight(way, RDF.type.n3())
        elif predicate == SH.closed:
            yield Sight(way, None)
        elif predicate in _OF_VALUES or (predicate == SH.property and (written or within)):
            yield from _nested(targets, value, way, within | {shape})
        elif predicate in _OF_SEVERAL:
            for each in List(shapes, value):
                yield from _nested(targets, each, way, within | {shape})


_COMPARED = frozenset({SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals})
_OF_VALUES = frozenset({SH.node, SH["not"], SH.qualifiedValueShape})
_OF_SEVERAL = frozenset({SH["or"], SH["and"], SH.xone})


def _nested(targets: Targets, shape: Node, way: str, within: frozenset[Node]) -> Iterator[Sight]:
    """What a shape for the values at the end of a way sees, from where the way begins."""
    if shape in within or (shape, SH.sparql, None) in targets.shapes:
        raise UnclearError(shape)
    for sight in _of_shape(targets, shape, within):
        yield Sight(_joined(way, sight.way), sight.predicate)


# --- paths -----------------------------------------------------------------------------------------------------------


def _path(text: str) -> Any:
    """A property path of SPARQL as rdflib reads it."""
    ((_, triple),) = _patterns(_read(f"SELECT * {{ ?a {text} ?b }}"), ())
    return triple[1]


def _of_path(path: Node | Path, way: str) -> Iterator[Sight]:
    """The statements that a path runs over, seen from the beginning of the way to where it starts."""
    if isinstance(path, URIRef):
        yield Sight(way, path.n3())
    elif isinstance(path, InvPath) and isinstance(path.arg, URIRef):
        yield Sight(_joined(way, _text(path)), path.arg.n3())
    elif isinstance(path, AlternativePath):
        for each in path.args:
            yield from _of_path(each, way)
    elif isinstance(path, SequencePath):
        for each in path.args:
            yield from _of_path(each, way)
            way = _joined(way, _text(each))
    elif isinstance(path, MulPath):
        yield from _of_path(path.path, _joined(way, f"({_text(path.path)})*"))
    else:
        raise UnclearError(path)


def _text(path: Node | Path) -> str:
    return f"({path.n3()})" if isinstance(path, (AlternativePath, SequencePath)) else path.n3()


def _joined(*ways: str) -> str:
    return "/".join(way for way in ways if way != HERE)


# --- queries ---------------------------------------------------------------------------------------------------------

_Scope = tuple[int, ...]
_TriplePattern = tuple[Node, Any, Node]


@lru_cache(maxsize=512)
def _read(query: str) -> Any:
    """What a query asks for. Many shapes have the same paths, and a build may follow another."""
    return prepareQuery(query).algebra.p


def _of_query(query: str) -> Iterator[Sight]:
    """What a query sees from ``$this``: for each of its triple patterns, the way there over other patterns."""
    patterns = list(_patterns(_read(query), ()))
    for scope, (subject, predicate, value) in patterns:
        # A pattern holds together with those of its own group and of the groups around it.
        ways = _ways([triple for other, triple in patterns if scope[: len(other)] == other])
        if subject in ways:
            way = ways[subject]
        elif value in ways and not isinstance(predicate, Variable):
            way = _joined(ways[value], f"^({predicate.n3()})")
        else:
            raise UnclearError(subject)
        if isinstance(predicate, Variable):
            yield Sight(way, None)
        else:
            yield from _of_path(predicate, way)


def _patterns(part: Any, scope: _Scope) -> Iterator[tuple[_Scope, _TriplePattern]]:
    """The triple patterns of a part of a query, each with the groups that it stands in."""
    if isinstance(part, (list, tuple)):
        for each in part:
            yield from _patterns(each, scope)
    if not isinstance(part, CompValue):
        return
    if part.name == "BGP":
        yield from ((scope, triple) for triple in part.triples)
    elif part.name in ("ToMultiSet", "Graph", "SERVICE", "values"):
        raise UnclearError(part.name)
    else:
        for number, name in enumerate(part):
            # rdflib keeps the translated pattern of EXISTS as an attribute, beside the item of the same name.
            value = part.graph if name == "graph" else part[name]
            apart = part.name == "Union" or (part.name in ("LeftJoin", "Minus") and name == "p2") or name == "graph"
            yield from _patterns(value, (*scope, id(part), number) if apart else scope)


def _ways(triples: Iterable[_TriplePattern]) -> dict[Node, str]:
    """A way from $this to each variable that patterns lead to: forwards where it can be, since what many statements are
    about lies backwards."""
    steps: defaultdict[Node, list[tuple[int, str, Node]]] = defaultdict(list)
    for subject, predicate, value in triples:
        if not isinstance(predicate, Variable) and _is_open(subject) and _is_open(value):
            steps[subject].append((1, _text(predicate), value))
            steps[value].append((10, f"^({predicate.n3()})", subject))
    found: dict[Node, str] = {}
    waiting: list[tuple[int, int, str, Node]] = [(0, 0, HERE, _THIS)]
    while waiting:
        cost, _, way, here = heappop(waiting)
        if here not in found:
            found[here] = way
            for more, step, there in steps[here]:
                heappush(waiting, (cost + more, len(found) + len(waiting), _joined(way, step), there))
    return found


def _is_open(term: Node) -> bool:
    return isinstance(term, (Variable, BNode))
