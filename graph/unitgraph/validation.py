"""Holds a dataset against its shapes (SHACL), and says in plain words what is wrong.

What is validated is the union of all graphs of a dataset, as one graph, and with the ontology: the
default graph of a dataset is empty when the data stands in named graphs, and an empty graph conforms to
everything. For the same reason data in which no shape finds anything to look at is an error, not a success.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from unitgraph.errors import ValidationError
from unitgraph.resources import resource
from unitgraph.vocab import PREFIXES, UG, term

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple
    from rdflib import Graph
    from rdflib.plugins.sparql.sparql import Query
    from rdflib.term import IdentifiedNode, Node

DEFAULT_SHAPES = ("shapes.ttl", "query-shapes.ttl")
"""The files of the folder ``ontology`` that data is held against when no others are named."""

_REPORT_PREFIXES = ("dcat", "dcterms", "org", "prov", "rdfs", "sh", "skos", "ug", "xsd")


class Severity(StrEnum):
    """How grave a result is. Only violations make data invalid; warnings are for a person to look at."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


_RANK = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that a shape found.

    ``focus`` is what was looked at, ``path`` the property looked along (SPARQL path syntax with full IRIs;
    empty when the thing as a whole was looked at), ``value`` what was found there (the text of a literal, an
    IRI, or empty), ``constraint`` the kind of constraint (``sh:MinCountConstraintComponent`` as a full IRI),
    ``shape`` the shape, ``message`` what is wrong and what to do, ``name`` the name of ``focus``, if any.
    """

    severity: Severity
    focus: str
    path: str
    value: str
    constraint: str
    shape: str
    message: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What validation found, in an order that does not depend on that of the data.

    ``conforms`` is True when no result is a violation. ``statements`` are the lines of N-Triples of the same
    report as a standard ``sh:ValidationReport``.
    """

    conforms: bool
    results: tuple[Result, ...]
    statements: tuple[str, ...] = ()

    def count(self, severity: Severity) -> int:
        """The number of results of a severity."""
        return sum(result.severity is severity for result in self.results)

    def text(self) -> str:
        """The report in plain words, one paragraph for each result, the gravest first."""
        return "\n\n".join([self._summary(), *map(_paragraph, self.results)]) + "\n"

    def to_turtle(self) -> str:
        """The report as a ``sh:ValidationReport`` in Turtle: the same bytes for the same report."""
        from pyoxigraph import RdfFormat, parse, serialize

        triples = (quad.triple for quad in parse("\n".join(self.statements), format=RdfFormat.N_TRIPLES))
        prefixes = {name: PREFIXES[name] for name in _REPORT_PREFIXES}
        written = serialize(triples, format=RdfFormat.TURTLE, prefixes=prefixes)
        assert written is not None  # it is bytes when no output is named
        return written.decode()

    def _summary(self) -> str:
        counts = [(severity, count) for severity in Severity if (count := self.count(severity))]
        words = [f"{count} {severity}{'s' if count > 1 else ''}" for severity, count in counts]
        return f"{'Valid' if self.conforms else 'Not valid'}: {', '.join(words) or 'nothing found'}."


def _paragraph(result: Result) -> str:
    where = f"{result.name} <{result.focus}>" if result.name else f"<{result.focus}>"
    lines = [f"{result.severity.capitalize()}: {where}", f"  {result.message}"]
    if result.path:
        lines.append(f"  property: {_shorten(result.path)}")
    if result.value and result.value != result.focus:
        lines.append(f"  found: {_shorten(result.value)!r}")
    lines.append(f"  shape: {_shorten(result.shape)}")
    return "\n".join(lines)


def _shorten(text: str) -> str:
    """``text`` with prefixed names for the IRIs of vocabularies."""
    for prefix, namespace in PREFIXES.items():
        text = text.replace(namespace, f"{prefix}:")
    return text


class Quads(Protocol):
    """Anything that gives its statements as lines of N-Quads: every store does."""

    def quads(self) -> Iterator[str]:
        """Its statements, one line each."""
        ...


def validate_store(store: Quads, shapes: Sequence[Path] | None = None) -> Report:
    """Hold what a store holds against ``shapes`` (see :func:`validate_quads`)."""
    return validate_quads(store.quads(), shapes)


def validate_quads(quads: bytes | Iterable[str], shapes: Sequence[Path] | None = None) -> Report:
    """Hold N-Quads (one text in UTF-8, or lines) against ``shapes``: SHACL files, by default unitgraph's own.

    Raises ValidationError for what is not N-Quads, for shapes that are none, and when no shape applies to anything
    in the data.
    """
    from pyoxigraph import RdfFormat

    content = quads if isinstance(quads, bytes) else "\n".join(quads).encode()
    return _validate(_parse(content, RdfFormat.N_QUADS, "N-Quads"), shapes, "the data")


def validate_file(path: Path, shapes: Sequence[Path] | None = None) -> Report:
    """Hold a file of RDF against ``shapes`` (see :func:`validate_quads`). Its format is told by its suffix.

    Raises ValidationError for a file that is missing, of an unknown suffix, or not what its suffix says.
    """
    return _validate(_parse_file(path), shapes, str(path))


def _parse_file(path: Path) -> list[Quad]:
    from pyoxigraph import RdfFormat

    rdf_format = RdfFormat.from_extension(path.suffix.removeprefix("."))
    if rdf_format is None:
        raise ValidationError(
            str(path),
            f"the suffix {path.suffix!r} is none of RDF",
            "name the file by its format: .ttl .trig .nt .nq .jsonld .rdf",
        )
    try:
        content = path.read_bytes()
    except OSError as error:
        fault = f"cannot be read ({error.strerror})"
        raise ValidationError(str(path), fault, "check the name of the file") from None
    return _parse(content, rdf_format, str(path))


def _parse(content: bytes, rdf_format: RdfFormat, where: str) -> list[Quad]:
    from pyoxigraph import parse

    try:
        return list(parse(content, format=rdf_format))
    except SyntaxError as error:
        place = f"{where} line {error.lineno} column {error.offset}" if error.lineno else where
        raise ValidationError(place, f"not {rdf_format.name}: {error.msg}", "correct the file") from None


def _validate(quads: Iterable[Quad], shapes: Sequence[Path] | None, where: str) -> Report:
    from pyshacl import validate
    from pyshacl.errors import (
        ConstraintLoadError,
        ReportableRuntimeError,
        RuleLoadError,
        ShapeLoadError,
        ValidationFailure,
    )

    paths = shapes if shapes is not None else [resource("ontology", name) for name in DEFAULT_SHAPES]
    graph = _with_vocabulary(_graph(quads))
    shapes_graph = _shapes_graph(tuple((path, _age(path)) for path in paths))
    if not _has_focus_node(graph, shapes_graph):
        raise ValidationError(
            where,
            "nothing that any shape applies to",
            "give a dataset of unitgraph: units, lists, entries, denials or described queries",
        )
    unfit = (ConstraintLoadError, ReportableRuntimeError, RuleLoadError, ShapeLoadError, ValidationFailure)
    try:
        _, found, _ = validate(graph, shacl_graph=shapes_graph, inplace=True, advanced=False)
    except unfit as error:
        fault = str(getattr(error, "message", error)).strip().splitlines()[0]
        raise ValidationError(", ".join(map(str, paths)), f"no shapes: {fault}", "correct the shapes") from None
    return _report(found, shapes_graph, graph)


# What pyshacl gives and takes: graphs of rdflib.


def _graph(quads: Iterable[Quad]) -> Graph:
    """The union of the graphs of ``quads`` as one graph that prepares each query once."""
    from rdflib import Graph

    graph = _prepared_graph_class()()
    assert isinstance(graph, Graph)
    for quad in quads:
        graph.add((_resource(quad.subject), _resource(quad.predicate), _node(quad.object)))
    return graph


@lru_cache(maxsize=1)
def _prepared_graph_class() -> type[Graph]:
    from rdflib import Graph
    from rdflib.plugins.sparql import prepareQuery
    from rdflib.query import Result as Rows

    prepare = lru_cache(maxsize=256)(prepareQuery)

    class PreparedGraph(Graph):
        """pyshacl sends the text of a constraint once for each focus node; to parse it takes longer than to
        answer it."""

        def query(self, query_object: str | Query, *arguments: object, **options: object) -> Rows:
            query = prepare(query_object) if isinstance(query_object, str) else query_object
            return super().query(query, *arguments, **options)  # type: ignore[arg-type]

    return PreparedGraph


def _resource(value: NamedNode | BlankNode | Literal | Triple) -> IdentifiedNode:
    from pyoxigraph import NamedNode
    from rdflib import BNode, URIRef

    return URIRef(value.value) if isinstance(value, NamedNode) else BNode(value.value)  # type: ignore[union-attr]


def _node(value: NamedNode | BlankNode | Literal | Triple) -> Node:
    from pyoxigraph import Literal
    from rdflib import Literal as RdflibLiteral
    from rdflib import URIRef

    if not isinstance(value, Literal):
        return _resource(value)
    if value.language:
        return RdflibLiteral(value.value, lang=value.language)
    if value.datatype.value == term("xsd:string"):
        return RdflibLiteral(value.value)
    return RdflibLiteral(value.value, datatype=URIRef(value.datatype.value), normalize=False)


def _with_vocabulary(graph: Graph) -> Graph:
    """``graph`` with the ontology, which says what each concept is, unless the data holds it already."""
    from rdflib import OWL, RDF, URIRef

    if (URIRef(UG), RDF.type, OWL.Ontology) not in graph:
        for triple in _vocabulary():
            graph.add(triple)
    return graph


@lru_cache(maxsize=1)
def _vocabulary() -> Graph:
    return _graph(_parse_file(resource("ontology", "unitgraph.ttl")))


@lru_cache(maxsize=4)
def _shapes_graph(files: tuple[tuple[Path, int], ...]) -> Graph:
    """The shapes of several files, read once as long as the files stay as they are: the text of a constraint
    stays the same too, with its prefixes in the same order, and its query stays prepared."""
    return _graph([quad for path, _ in files for quad in _parse_file(path)])


def _age(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0


def _has_focus_node(graph: Graph, shapes: Graph) -> bool:
    """Whether a target of ``shapes`` finds anything in ``graph``."""
    from rdflib import RDF, RDFS, SH

    if any((node, None, None) in graph for node in shapes.objects(None, SH.targetNode)):
        return True
    if any((None, predicate, None) in graph for predicate in shapes.objects(None, SH.targetSubjectsOf)):
        return True
    if any((None, predicate, None) in graph for predicate in shapes.objects(None, SH.targetObjectsOf)):
        return True
    return any(
        (None, RDF.type, kind) in graph
        for target in shapes.objects(None, SH.targetClass)
        for kind in graph.transitive_subjects(RDFS.subClassOf, target)
    )


def _report(found: Graph, shapes: Graph, data: Graph) -> Report:
    """``found``, a report as pyshacl writes it, as ours: sorted, with paths as text and names beside IRIs."""
    from rdflib import SH

    rows = [(_result(found, node, shapes, data), node) for node in found.objects(None, SH.result)]
    rows.sort(key=lambda row: _order(row[0]))
    results = tuple(result for result, _ in rows)
    conforms = all(result.severity is not Severity.VIOLATION for result in results)
    return Report(conforms, results, tuple(_statements(found, [node for _, node in rows], conforms)))


def _order(result: Result) -> tuple[int, str, str, str, str, str, str]:
    rank = _RANK[result.severity]
    return rank, result.focus, result.shape, result.path, result.constraint, result.value, result.message


def _result(found: Graph, node: Node, shapes: Graph, data: Graph) -> Result:
    from rdflib import SH

    focus = found.value(node, SH.focusNode)
    path = found.value(node, SH.resultPath)
    value = found.value(node, SH.value)
    return Result(
        severity=Severity(str(found.value(node, SH.resultSeverity)).removeprefix(str(SH)).lower()),
        focus=str(focus),
        path="" if path is None else _path(found, path),
        value="" if value is None else str(value),
        constraint=str(found.value(node, SH.sourceConstraintComponent)),
        shape=str(found.value(node, SH.sourceShape)),
        message=" ".join(sorted(str(message) for message in found.objects(node, SH.resultMessage))),
        name=_name(data, focus),
    )


def _name(data: Graph, focus: Node | None) -> str:
    from rdflib import DCTERMS, RDFS, SKOS

    for predicate in (SKOS.prefLabel, RDFS.label, DCTERMS.title):
        names = sorted(str(name) for name in data.objects(focus, predicate))
        if names and names[0]:
            return names[0]
    return ""


def _path(graph: Graph, path: Node) -> str:
    """A SHACL property path in the syntax of SPARQL, with full IRIs."""
    from rdflib import RDF, SH, URIRef
    from rdflib.collection import Collection

    if isinstance(path, URIRef):
        return str(path)
    if (path, RDF.first, None) in graph:
        return "/".join(_path(graph, step) for step in Collection(graph, path))
    if (inverse := graph.value(path, SH.inversePath)) is not None:
        return f"^{_path(graph, inverse)}"
    if (choice := graph.value(path, SH.alternativePath)) is not None:
        return "|".join(_path(graph, step) for step in Collection(graph, choice))
    for predicate, mark in ((SH.zeroOrMorePath, "*"), (SH.oneOrMorePath, "+"), (SH.zeroOrOnePath, "?")):
        if (step := graph.value(path, predicate)) is not None:
            return f"({_path(graph, step)}){mark}"
    raise AssertionError(f"no property path of SHACL: {path}")


def _statements(found: Graph, results: Sequence[Node], conforms: bool) -> Iterator[str]:
    """A report as lines of N-Triples with blank nodes numbered in the order of ``results``."""
    from rdflib import RDF, SH, XSD

    yield f"_:report {RDF.type.n3()} {SH.ValidationReport.n3()} ."
    yield f'_:report {SH.conforms.n3()} "{str(conforms).lower()}"^^{XSD.boolean.n3()} .'
    properties = (  # every part of a result but sh:sourceConstraint, which is a blank node of the shapes
        RDF.type,
        SH.resultSeverity,
        SH.focusNode,
        SH.resultPath,
        SH.value,
        SH.sourceConstraintComponent,
        SH.sourceShape,
        SH.resultMessage,
    )
    for number, result in enumerate(results, 1):
        labels: dict[Node, str] = {result: f"_:result{number}"}
        yield f"_:report {SH.result.n3()} _:result{number} ."
        for predicate in properties:
            for value in sorted(found.objects(result, predicate), key=str):
                yield from _statement(found, (result, predicate, value), labels)


def _statement(found: Graph, triple: tuple[Node, Node, Node], labels: dict[Node, str]) -> Iterator[str]:
    """One triple, and for a blank node (a property path) the triples that describe it."""
    from rdflib import BNode

    value = triple[2]
    new = isinstance(value, BNode) and value not in labels
    if new:
        labels[value] = f"{next(iter(labels.values()))}path{len(labels)}"
    yield " ".join(_n_triples(node, labels) for node in triple) + " ."
    if new:
        for predicate, inner in sorted(found.predicate_objects(value), key=str):
            yield from _statement(found, (value, predicate, inner), labels)


def _n_triples(node: Node, labels: Mapping[Node, str]) -> str:
    from pyoxigraph import Literal, NamedNode
    from rdflib import BNode
    from rdflib import Literal as RdflibLiteral

    if isinstance(node, BNode):
        return labels[node]
    if not isinstance(node, RdflibLiteral):
        return str(NamedNode(str(node)))
    if node.language:
        return str(Literal(str(node), language=node.language))
    return str(Literal(str(node), datatype=NamedNode(str(node.datatype or term("xsd:string")))))
