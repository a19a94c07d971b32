"""Evaluates a query over an Oxigraph database: the one place that does, for programs, command line and service.

The default graph of a query that names several graphs is their RDF merge (SPARQL 1.1 Query, section 13.2). Oxigraph
looks into one graph after the other instead, and finds a triple that two of them state twice. So their merge is made
in memory, of those triples alone that the query can match, and only where two of the graphs share one of them: all
graphs together are the stored union, and graphs that share nothing need no merge.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store, Variable

from unitgraph.store.columns import with_columns
from unitgraph.store.patterns import ANY, Pattern, patterns_of
from unitgraph.store.results import EngineResult
from unitgraph.store.sparql import QueryForm, check_syntax
from unitgraph.store.terms import Value
from unitgraph.store.tokens import QueryKind

_SHARED = "ASK { ?s ?p ?o FILTER EXISTS { GRAPH ?other { ?s ?p ?o } } }"


def evaluate(
    engine: Store, form: QueryForm, graphs: Collection[str], base: str, bindings: Mapping[str, Value]
) -> EngineResult | Iterable[pyoxigraph.Triple]:
    """The answer to a query over ``engine``, whose default graph is the union of its named ``graphs``.

    ``base`` is what relative IRIs are resolved against. A graph that is not there is empty: nothing is fetched. Raises
    what the engine raises.
    """
    terms = {Variable(name): value for name, value in bindings.items()}
    form = with_columns(form, base)
    if form.dataset is None:
        return engine.query(form.text, base_iri=base, substitutions=terms)
    default = [NamedNode(name) for name in dict.fromkeys(form.dataset.default) if name in graphs]
    named: list[NamedNode | BlankNode] = [
        NamedNode(name) for name in dict.fromkeys(form.dataset.named) if name in graphs
    ]

    def answer(source: Store, merge: Sequence[NamedNode | DefaultGraph]) -> EngineResult:
        # Graphs given here stand in place of those of FROM in the text.
        return source.query(
            form.text, base_iri=base, substitutions=terms, default_graph=list(merge), named_graphs=named
        )

    if len(default) < 2:
        return answer(engine, default)
    if len(default) == len(graphs):
        return answer(engine, [DefaultGraph()])
    check_syntax(form, base)
    patterns = patterns_of(form)
    if any(_share(engine, default, pattern) for pattern in patterns):
        # DESCRIBE shows what no pattern covers.
        copy = _copy(engine, default, named, {ANY} if form.kind is QueryKind.DESCRIBE else patterns)
        return answer(copy, [DefaultGraph()])
    found = answer(engine, default)
    return _once(found) if form.kind is QueryKind.DESCRIBE and isinstance(found, pyoxigraph.QueryTriples) else found


def _share(engine: Store, graphs: Sequence[NamedNode], pattern: Pattern) -> bool:
    """Whether two of the graphs state the same triple, one that the pattern matches."""
    terms: dict[Variable, Value] = {
        Variable(name): NamedNode(iri) for name, iri in zip("po", pattern, strict=True) if iri is not None
    }
    return any(
        bool(engine.query(_SHARED, default_graph=[graph], named_graphs=list(graphs[place:]), substitutions=terms))
        for place, graph in enumerate(graphs[:-1], 1)
    )


def _copy(
    engine: Store, default: Iterable[NamedNode], named: Iterable[NamedNode | BlankNode], patterns: Iterable[Pattern]
) -> Store:
    """What the patterns match in the graphs, those of the default graph merged."""
    copy = Store()
    for pattern in patterns:
        predicate, value = (None if iri is None else NamedNode(iri) for iri in pattern)
        for graph in default:
            found = engine.quads_for_pattern(None, predicate, value, graph)
            copy.bulk_extend(Quad(quad.subject, quad.predicate, quad.object) for quad in found)
        for kept in named:
            copy.bulk_extend(engine.quads_for_pattern(None, predicate, value, kept))
    return copy


def _once(triples: Iterable[pyoxigraph.Triple]) -> Iterator[pyoxigraph.Triple]:
    """The triples as they come, each once: DESCRIBE finds one in each graph that states it."""
    seen: set[pyoxigraph.Triple] = set()
    for triple in triples:
        if triple not in seen:
            seen.add(triple)
            yield triple
