"""A report as pyshacl writes it, as ours: sorted, with paths as text and names beside IRIs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from unitgraph.validation.graphs import oxigraph_term
from unitgraph.validation.values import Report, Severity, ValidationResult

if TYPE_CHECKING:
    from rdflib import Graph, URIRef
    from rdflib.term import Node

_RANK = {severity: rank for rank, severity in enumerate(Severity)}


def report_of(found: Graph, shapes: Graph, data: Graph) -> Report:
    """``found``, a report as pyshacl writes it, as ours: sorted, with paths as text and names beside IRIs."""
    from rdflib import SH

    rows = [(_result(found, node, shapes, data), node) for node in found.objects(None, SH.result)]
    rows.sort(key=lambda row: _order(row[0]))
    results = tuple(result for result, _ in rows)
    conforms = all(result.severity is not Severity.VIOLATION for result in results)
    return Report(conforms, results, tuple(_statements(found, [node for _, node in rows], conforms)))


def _severity(written: str) -> Severity:
    """A severity by its IRI. One of a shape's own is as grave as any: only SHACL's own say that data may be valid."""
    name = written.removeprefix("http://www.w3.org/ns/shacl#").lower()
    return Severity(name) if name in set(Severity) else Severity.VIOLATION


def _order(result: ValidationResult) -> tuple[int, str, str, str, str, str, str]:
    rank = _RANK[result.severity]
    return rank, result.focus, result.shape, result.path, result.constraint, result.value, result.message


def _result(found: Graph, node: Node, shapes: Graph, data: Graph) -> ValidationResult:
    from rdflib import SH

    focus = found.value(node, SH.focusNode)
    path = found.value(node, SH.resultPath)
    value = found.value(node, SH.value)
    return ValidationResult(
        severity=_severity(str(found.value(node, SH.resultSeverity))),
        focus=str(focus),
        path="" if path is None else path_text(found, path),
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


def path_text(graph: Graph, path: Node, shown: Callable[[URIRef], str] = str) -> str:
    """A SHACL property path in the syntax of SPARQL; ``shown`` writes an IRI, by default in full, without brackets."""
    from rdflib import RDF, SH, URIRef
    from rdflib.collection import Collection

    if isinstance(path, URIRef):
        return shown(path)
    if (path, RDF.first, None) in graph:
        return "/".join(_step(graph, step, shown) for step in Collection(graph, path))
    if (inverse := graph.value(path, SH.inversePath)) is not None:
        text = _step(graph, inverse, shown)
        return f"^({text})" if text.startswith("^") else f"^{text}"
    if (choice := graph.value(path, SH.alternativePath)) is not None:
        return "|".join(path_text(graph, step, shown) for step in Collection(graph, choice))
    for predicate, mark in ((SH.zeroOrMorePath, "*"), (SH.oneOrMorePath, "+"), (SH.zeroOrOnePath, "?")):
        if (step := graph.value(path, predicate)) is not None:
            return f"({path_text(graph, step, shown)}){mark}"
    raise AssertionError(f"no property path of SHACL: {path}")


def _step(graph: Graph, path: Node, shown: Callable[[URIRef], str]) -> str:
    """A path as a part of another: a choice or a sequence stands in brackets."""
    from rdflib import RDF, SH

    text = path_text(graph, path, shown)
    several = (path, RDF.first, None) in graph or (path, SH.alternativePath, None) in graph
    return f"({text})" if several else text


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
    from rdflib import BNode

    return labels[node] if isinstance(node, BNode) else str(oxigraph_term(node))
