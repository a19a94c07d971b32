"""Data and shapes as graphs of rdflib, which pyshacl takes, made from what pyoxigraph parses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from unitgraph.dataset.vocab import UG, term
from unitgraph.reading.maps.rdf import refuse_growth
from unitgraph.store.terms import to_oxigraph, to_rdflib
from unitgraph.system.errors import ValidationError
from unitgraph.system.files import bytes_within
from unitgraph.system.json_texts import DEEPEST, is_too_deep
from unitgraph.system.resources import resource
from unitgraph.system.work import bounded, reading

if TYPE_CHECKING:
    import pyoxigraph
    from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat
    from rdflib import Graph
    from rdflib.plugins.sparql.sparql import Query
    from rdflib.query import Result as Rows
    from rdflib.term import Node


LARGEST_STREAM = 1 << 30
"""Bytes of what is no file on a disk, and may have no end."""


def parse_file(path: Path, rename: bool = False) -> list[Quad]:
    """The statements of a file of RDF; where told to ``rename``, its blank nodes have no labels of another file. Raises
    ValidationError as :func:`unitgraph.validation.validate_file` does."""
    from pyoxigraph import RdfFormat

    rdf_format = RdfFormat.from_extension(path.suffix.removeprefix("."))
    if rdf_format is None:
        raise ValidationError(
            str(path),
            f"the suffix {path.suffix!r} is none of RDF",
            "name the file by its format: .ttl .trig .nt .nq .jsonld .rdf",
        )
    try:
        with path.open("rb") as stream:
            most = path.stat().st_size if path.is_file() else LARGEST_STREAM
            content = bytes_within(stream, str(path), ValidationError, most)
    except OSError as error:
        fault = f"cannot be read ({error.strerror})"
        raise ValidationError(str(path), fault, "check the name of the file") from None
    if rdf_format == RdfFormat.RDF_XML:
        refuse_growth(content, str(path))
    return parse_rdf(content, rdf_format, str(path), rename)


def parse_rdf(content: bytes, rdf_format: RdfFormat, where: str, rename: bool = False) -> list[Quad]:
    """The statements of a text. Raises ValidationError, with the place in ``where``, for one not of that format."""
    from pyoxigraph import RdfFormat, parse

    if rdf_format == RdfFormat.JSON_LD and is_too_deep(content):
        fault = f"more than {DEEPEST:,} objects and lists stand within one another"
        raise ValidationError(where, fault, "name its resources by IRIs, one beside the other")
    try:
        with bounded(reading(where)):
            return list(parse(content, format=rdf_format, rename_blank_nodes=rename))
    except SyntaxError as error:
        place = f"{where} line {error.lineno} column {error.offset}" if error.lineno else where
        raise ValidationError(place, f"not {rdf_format.name}: {error.msg}", "correct the file") from None


def graph_of(quads: Iterable[Quad]) -> Graph:
    """The union of the graphs of ``quads`` as one graph that prepares each query once."""
    from rdflib import Graph

    graph = _prepared_graph_class()()
    assert isinstance(graph, Graph)
    for quad in quads:
        graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    return graph


@lru_cache(maxsize=1)
def _prepared_graph_class() -> type[Graph]:
    from rdflib import Graph
    from rdflib.plugins.sparql import prepareQuery

    prepare = lru_cache(maxsize=256)(prepareQuery)

    class PreparedGraph(Graph):
        """pyshacl sends the text of a constraint once for each focus node; to parse it takes longer than to
        answer it."""

        def query(self, query_object: str | Query, *arguments: object, **options: object) -> Rows:
            query = prepare(query_object) if isinstance(query_object, str) else query_object
            return super().query(query, *arguments, **options)  # type: ignore[arg-type]

    return PreparedGraph


def with_vocabulary(graph: Graph) -> Graph:
    """``graph`` with the ontology, which says what each concept is, unless the data holds it already."""
    from rdflib import OWL, RDF, URIRef

    if (URIRef(UG), RDF.type, OWL.Ontology) not in graph:
        for triple in vocabulary():
            graph.add(triple)
    return graph


def has_vocabulary(engine: pyoxigraph.Store) -> bool:
    """Whether the default graph of a store holds the ontology."""
    from pyoxigraph import DefaultGraph, NamedNode

    ontology = (NamedNode(UG), NamedNode(term("rdf:type")), NamedNode(term("owl:Ontology")))
    return any(True for _ in engine.quads_for_pattern(*ontology, DefaultGraph()))


def keeps_terms(quads: Iterable[Quad]) -> bool:
    """Whether Oxigraph gives back every literal as it is written: it keeps the values of numbers and dates, not their
    forms (``01``)."""
    import pyoxigraph
    from pyoxigraph import Literal, NamedNode, Quad

    anything = NamedNode("urn:x:literal")
    literals = {Quad(anything, anything, quad.object) for quad in quads if isinstance(quad.object, Literal)}
    engine = pyoxigraph.Store()
    engine.bulk_extend(literals)
    return {quad.object for quad in engine} == {quad.object for quad in literals}


def quads_of(graph: Graph) -> Iterator[Quad]:
    """The statements of a graph of rdflib."""
    from pyoxigraph import Quad

    for triple in graph:
        yield Quad(*map(oxigraph_term, triple))  # type: ignore[arg-type]


def engine_of(quads: Iterable[Quad]) -> pyoxigraph.Store:
    """The union of the graphs of ``quads``, with the ontology, as the default graph of a store in memory."""
    import pyoxigraph
    from pyoxigraph import Quad

    engine = pyoxigraph.Store()
    engine.bulk_extend(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    if not has_vocabulary(engine):
        ontology = parse_file(resource("ontology", "unitgraph.ttl"))
        engine.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in ontology)
    return engine


@lru_cache(maxsize=1)
def vocabulary() -> Graph:
    """The ontology."""
    return graph_of(parse_file(resource("ontology", "unitgraph.ttl")))


@lru_cache(maxsize=4)
def read_shapes(files: tuple[tuple[Path, int], ...]) -> Graph:
    """The shapes of several files, read once as long as the files stay as they are: the text of a constraint
    stays the same too, with its prefixes in the same order, and its query stays prepared."""
    return graph_of([quad for path, _ in files for quad in parse_file(path, rename=True)])


def file_age(path: Path) -> int:
    """When a file was last changed; 0 for one that is not there."""
    return path.stat().st_mtime_ns if path.exists() else 0


def oxigraph_term(node: Node) -> NamedNode | BlankNode | Literal:
    """A term of rdflib, which may be a blank node, as one of pyoxigraph."""
    from pyoxigraph import BlankNode
    from rdflib import BNode

    return BlankNode(str(node)) if isinstance(node, BNode) else to_oxigraph(node)  # type: ignore[arg-type]
