"""Holds a dataset against its shapes (SHACL), and says in plain words what is wrong.

What is validated is the union of all graphs of a dataset, as one graph, and with the ontology: the
default graph of a dataset is empty when the data stands in named graphs, and an empty graph conforms to
everything. For the same reason data in which no shape finds anything to look at is an error, not a success.

pyshacl judges, always. In a large store it is shown only the nodes that may violate a shape, which queries over the
whole store find first (:mod:`unitgraph.validation.suspects`): pyshacl alone takes many times as long there, since it
looks at every node by itself. The results are the same: shapes that the queries do not understand exactly
(:mod:`unitgraph.validation.clear`) are looked at as a whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from unitgraph.system.errors import ValidationError
from unitgraph.system.resources import resource
from unitgraph.validation.graphs import (
    engine_of,
    file_age,
    graph_of,
    has_vocabulary,
    keeps_terms,
    parse_file,
    parse_rdf,
    quads_of,
    read_shapes,
    with_vocabulary,
)
from unitgraph.validation.reports import report_of
from unitgraph.validation.values import Report, Severity, ValidationResult

if TYPE_CHECKING:
    import pyoxigraph
    from rdflib import Graph
    from rdflib.term import Node

    from unitgraph.validation.suspects import Suspects

__all__ = [
    "DEFAULT_SHAPES",
    "Method",
    "Report",
    "Severity",
    "ValidationResult",
    "is_large",
    "validate_changes",
    "validate_file",
    "validate_quads",
    "validate_store",
]

DEFAULT_SHAPES = ("shapes.ttl", "query-shapes.ttl")
"""The files of the folder ``ontology`` that data is held against when no others are named."""

LARGE = 6_000
"""Above this number of statements a store is searched for suspects first, when no other shapes than unitgraph's are
named: measured, that takes as long as looking at every node in a store of 5,000 statements (300 units and the ontology:
0.8 s against 1.6 s; 1,000 units: 0.9 s against 5 s)."""
LARGE_FOR_OTHERS = 50_000
"""The same for shapes that are named, whose queries nobody has measured."""


class Method(StrEnum):
    """How data is validated; the results are the same."""

    WHOLE = "whole"
    """pyshacl looks at every node. For small graphs, files, and as the reference."""
    SUSPECTS = "suspects"
    """Queries over the whole graph find the nodes that may violate a shape, and pyshacl looks at those."""


class Quads(Protocol):
    """Anything that gives its statements as lines of N-Quads: every store does."""

    def quads(self) -> Iterator[str]:
        """Its statements, one line each."""
        ...


def validate_store(
    store: Quads, shapes: Sequence[Path] | None = None, method: Method | None = None, settled: str | None = None
) -> Report:
    """Hold what a store holds against ``shapes`` (see :func:`validate_quads`).

    Without a ``method`` a large store on disk is searched for suspects first, and any other is looked at as a whole,
    but for the statements of the named graph ``settled`` (an IRI), which are known to conform whatever is beside them.
    """
    engine = _engine_of(store)
    large = LARGE if shapes is None else LARGE_FOR_OTHERS
    wanted = engine is not None and (method is Method.SUSPECTS or (method is None and _has_more(store, large)))
    if engine is not None and wanted and has_vocabulary(engine):
        return _validate_suspects(engine, shapes, "the store")
    ending = f" <{settled}> ."
    return validate_quads((line for line in store.quads() if not line.endswith(ending)), shapes, method)


def is_large(store: Quads) -> bool:
    """Whether a store holds so much that :func:`validate_changes` takes less time than to look at everything."""
    return _has_more(store, LARGE)


def validate_changes(store: Quads, before: Quads, subjects: Iterable[str], known: Iterable[tuple[str, str]]) -> Report:
    """Hold what a store holds against unitgraph's own shapes, when only what it says of ``subjects`` (IRIs) differs
    from the store ``before``, and the results there are ``known``: a focus node and a shape each.

    The same as :func:`validate_store`; what no change can matter to is not looked at again.
    """
    now, then = _engine_of(store), _engine_of(before)
    about = list(subjects)
    if now is not None and then is not None and has_vocabulary(now) and not any(map(_is_blank, about)):
        suspects = _suspects_of_changes(now, then, about, known)
        if suspects is not None:
            return _judge_suspects(now, suspects, None)
    return validate_store(store)


def _is_blank(subject: str) -> bool:
    return subject.startswith("_:")


def _suspects_of_changes(
    now: pyoxigraph.Store, then: pyoxigraph.Store, subjects: Iterable[str], known: Iterable[tuple[str, str]]
) -> Mapping[Node, Suspects] | None:
    """The suspects after changes; None when everything must be looked at."""
    from unitgraph.dataset.vocab import term
    from unitgraph.validation.suspects import changed_predicates, suspects_among

    changed = changed_predicates(now, then, subjects)
    # Another hierarchy of classes gives other members to every class above.
    if any(f"<{term('rdfs:subClassOf')}>" in predicates for predicates in changed.values()):
        return None
    return suspects_among(now, _shapes(None), changed, then, known)


def validate_quads(
    quads: bytes | Iterable[str], shapes: Sequence[Path] | None = None, method: Method | None = None
) -> Report:
    """Hold N-Quads (one text in UTF-8, or lines) against ``shapes``: SHACL files, by default unitgraph's own.

    Raises ValidationError for what is not N-Quads, for shapes that are none, and when no shape applies to anything
    in the data.
    """
    from pyoxigraph import RdfFormat

    content = quads if isinstance(quads, bytes) else "\n".join(quads).encode()
    return _validate(parse_rdf(content, RdfFormat.N_QUADS, "N-Quads"), shapes, "the data", method)


def validate_file(path: Path, shapes: Sequence[Path] | None = None, method: Method | None = None) -> Report:
    """Hold a file of RDF against ``shapes`` (see :func:`validate_quads`). Its format is told by its suffix.

    Raises ValidationError for a file that is missing, of an unknown suffix, or not what its suffix says.
    """
    return _validate(parse_file(path), shapes, str(path), method)


def _engine_of(store: Quads) -> pyoxigraph.Store | None:
    """The engine of a store whose default graph is the union of the others; None for any other store."""
    from unitgraph.store import OxigraphStore

    if not isinstance(store, OxigraphStore):
        return None
    store.check_tables()
    return store.engine


def _has_more(store: Quads, statements: int) -> bool:
    from unitgraph.store import OxigraphStore

    return isinstance(store, OxigraphStore) and store.has_more(statements)


def _validate(
    quads: Iterable[pyoxigraph.Quad], shapes: Sequence[Path] | None, where: str, method: Method | None
) -> Report:
    given = list(quads)
    if method is Method.SUSPECTS and keeps_terms(given):
        return _validate_suspects(engine_of(given), shapes, where)
    graph = with_vocabulary(graph_of(given))
    every = _shapes(shapes)
    _refuse_nothing_to_look_at(graph, every, where)
    return report_of(_judge(graph, every, shapes), every, graph)


def _validate_suspects(engine: pyoxigraph.Store, shapes: Sequence[Path] | None, where: str) -> Report:
    from unitgraph.validation.clear import unclear_shapes, without_targets
    from unitgraph.validation.constraints import unasked_shapes
    from unitgraph.validation.suspects import find_suspects
    from unitgraph.validation.targets import Targets
    from unitgraph.validation.view import StoreGraph

    every = _shapes(shapes)
    _refuse_nothing_to_look_at(StoreGraph(engine), every, where)
    if not keeps_terms(quads_of(every)):
        return _judge_all(engine, shapes)
    try:
        unclear = unclear_shapes(every)
        unclear |= unasked_shapes(Targets(engine, without_targets(every, unclear)))
        suspects = find_suspects(engine, without_targets(every, unclear))
    except LookupError:
        return _judge_all(engine, shapes)
    return _judge_suspects(engine, suspects, shapes, unclear)


def _judge_suspects(
    engine: pyoxigraph.Store,
    suspects: Mapping[Node, Suspects],
    shapes: Sequence[Path] | None,
    unclear: Collection[Node] = (),
) -> Report:
    """What pyshacl says of suspects, shape by shape, and of all nodes of the shapes that are ``unclear``."""
    from rdflib import SH, BNode, Graph

    from unitgraph.validation.clear import without_targets
    from unitgraph.validation.view import StoreGraph, SuspectGraph

    every = _shapes(shapes)
    _judge(Graph(), every, shapes)  # an error in the shapes is told, whatever they find
    found = Graph()
    try:
        if unclear:
            others = set(every.subjects()) - set(unclear)
            found += _judge(StoreGraph(engine), without_targets(every, others), shapes)
        for shape, suspected in suspects.items():
            if suspected.focus_nodes:
                seen = SuspectGraph(engine, every, shape, suspected)
                found += _judge(seen, seen.shapes, shapes)
    except LookupError:
        return _judge_all(engine, shapes)
    if any(isinstance(node, BNode) for part in (SH.focusNode, SH.value) for node in found.objects(None, part)):
        # A blank node was found, which pyshacl describes in its report, and for which it wants the graph itself.
        return _judge_all(engine, shapes)
    return report_of(found, every, StoreGraph(engine))


def _judge_all(engine: pyoxigraph.Store, shapes: Sequence[Path] | None) -> Report:
    """What pyshacl says of a store as a whole."""
    from pyoxigraph import DefaultGraph

    every, graph = _shapes(shapes), graph_of(engine.quads_for_pattern(None, None, None, DefaultGraph()))
    return report_of(_judge(graph, every, shapes), every, graph)


def _paths(shapes: Sequence[Path] | None) -> Sequence[Path]:
    return shapes if shapes is not None else [resource("ontology", name) for name in DEFAULT_SHAPES]


def _shapes(shapes: Sequence[Path] | None) -> Graph:
    return read_shapes(tuple((path, file_age(path)) for path in _paths(shapes)))


def _judge(graph: Graph, shapes: Graph, files: Sequence[Path] | None) -> Graph:
    """What pyshacl reports of a graph. ``files`` are those of the shapes."""
    from pyshacl import validate
    from pyshacl.errors import ValidationFailure

    from unitgraph.validation.view import StoreGraph, SuspectGraph

    try:
        _, found, _ = validate(graph, shacl_graph=shapes, inplace=True, advanced=False)
        if isinstance(found, ValidationFailure):
            raise found
    except Exception as error:  # of pyshacl, its parser of SPARQL, regular expressions and whatever they meet
        if isinstance(error, LookupError) and isinstance(graph, StoreGraph | SuspectGraph):
            raise
        fault = next(iter(str(getattr(error, "message", error)).strip().splitlines()), type(error).__name__)
        raise ValidationError(", ".join(map(str, _paths(files))), f"no shapes: {fault}", "correct the shapes") from None
    return cast("Graph", found)


def _refuse_nothing_to_look_at(graph: Graph, shapes: Graph, where: str) -> None:
    """Raise ValidationError when no target of ``shapes`` finds anything in ``graph``: nothing would be valid."""
    if not _has_focus_node(graph, shapes):
        raise ValidationError(
            where,
            "nothing that any shape applies to",
            "give a dataset of unitgraph: units, lists, entries, denials or described queries",
        )


def _has_focus_node(graph: Graph, shapes: Graph) -> bool:
    """Whether a target of ``shapes`` finds anything in ``graph``."""
    from rdflib import RDF, RDFS, SH

    if any((node, None, None) in graph for node in shapes.objects(None, SH.targetNode)):
        return True
    if any((None, predicate, None) in graph for predicate in shapes.objects(None, SH.targetSubjectsOf)):
        return True
    if any((None, predicate, None) in graph for predicate in shapes.objects(None, SH.targetObjectsOf)):
        return True
    # A shape that is a class itself has its members as targets.
    own = {each for kind in (SH.NodeShape, SH.PropertyShape) for each in shapes.subjects(RDF.type, kind)}
    classes = {*shapes.objects(None, SH.targetClass), *(own & set(shapes.subjects(RDF.type, RDFS.Class)))}
    return any(
        (None, RDF.type, kind) in graph
        for target in classes
        for kind in graph.transitive_subjects(RDFS.subClassOf, target)
    )
