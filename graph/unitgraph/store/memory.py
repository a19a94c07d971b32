"""A dataset in memory: with Oxigraph for speed, or with rdflib if its graphs are wanted."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph
from pyoxigraph import QueryResultsFormat, RdfFormat

from unitgraph.store.columns import with_columns
from unitgraph.store.contract import Metadata, StoreBase, StoreInfo
from unitgraph.store.oxigraph import OxigraphStore, fill
from unitgraph.store.results import Result
from unitgraph.store.sparql import QueryDataset, check_query, check_syntax
from unitgraph.store.terms import Term, to_oxigraph, to_rdflib
from unitgraph.system.errors import QueryError, StoreError

if TYPE_CHECKING:
    from rdflib import Dataset
    from rdflib.plugins.sparql.sparql import Query
    from rdflib.query import Result as RdflibResult


def memory_store(nquads: Iterable[str] | Path, metadata: Metadata | None = None) -> OxigraphStore:
    """A store in memory from N-Quads (lines, or a file). Raises StoreError for invalid N-Quads."""
    quads = pyoxigraph.Store()
    fill(quads, nquads)
    return OxigraphStore(quads, metadata=metadata)


class RdflibStore(StoreBase):
    """Implements :class:`unitgraph.store.Store` with an rdflib Dataset whose default graph is the union.

    At least an order of magnitude slower than Oxigraph; for users who want the Dataset itself.
    """

    def __init__(self, nquads: Iterable[str] | Path, metadata: Metadata | None = None) -> None:
        # Oxigraph parses first, whatever the engine, so that the same input is accepted.
        with memory_store(nquads, metadata) as parsed:
            self._info = parsed.info()
            self._open: Dataset | None = _dataset(parsed.engine)

    @property
    def dataset(self) -> Dataset:
        """The rdflib Dataset. Raises StoreError once closed."""
        if self._open is None:
            raise StoreError("memory", "the store is closed", "open it again")
        return self._open

    def query(
        self, text: str, bindings: Mapping[str, Term] | None = None, dataset: QueryDataset | None = None
    ) -> Result:
        """See :meth:`unitgraph.store.Store.query`."""
        from rdflib.plugins.sparql import prepareQuery

        source = self.dataset
        form = check_query(text, self.graphs(), dataset)
        base = self._info.metadata.base
        check_syntax(form, base)
        form = with_columns(form, base)
        prepared = prepareQuery(form.text, base=base)
        _check_bindings(prepared, bindings or {})
        terms = {name: to_rdflib(to_oxigraph(value)) for name, value in (bindings or {}).items()}
        # rdflib would load the graphs of FROM from files and the web.
        prepared.algebra.datasetClause = None
        if form.dataset is not None:
            source = self._part(form.dataset)
        found = source.query(prepared, initBindings=terms)
        if found.type == "SELECT" and _groups(prepared.algebra):
            # From no solutions rdflib makes one group without values; SPARQL makes none (11.2).
            found.bindings = [row for row in found.bindings if row]
        return _result(found)

    def quads(self) -> Iterator[str]:
        """See :meth:`unitgraph.store.Store.quads`."""
        from rdflib import URIRef

        for graph in self.graphs():
            triples = self.dataset.graph(URIRef(graph)).serialize(format="nt", encoding="utf-8")
            for triple in pyoxigraph.parse(triples, format=RdfFormat.N_TRIPLES):
                yield f"{triple.triple} <{graph}> ."

    def info(self) -> StoreInfo:
        """See :meth:`unitgraph.store.Store.info`."""
        return self._info

    def close(self) -> None:
        """See :meth:`unitgraph.store.Store.close`."""
        self._open = None

    def _part(self, chosen: QueryDataset) -> Dataset:
        """The graphs of a query: the merge of some, and others by name (SPARQL 1.1 Query, section 13.2)."""
        from rdflib import Dataset, URIRef

        part = Dataset()
        for graph in self.graphs().intersection(chosen.default):
            for triple in self.dataset.graph(URIRef(graph)):
                part.add(triple)
        for graph in self.graphs().intersection(chosen.named):
            for triple in self.dataset.graph(URIRef(graph)):
                part.graph(URIRef(graph)).add(triple)
        return part


def _dataset(parsed: pyoxigraph.Store) -> Dataset:
    from rdflib import Dataset, URIRef

    dataset = Dataset(default_union=True)
    for name in parsed.named_graphs():
        graph = dataset.graph(URIRef(name.value))
        for quad in parsed.quads_for_pattern(None, None, None, name):
            graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    return dataset


def _groups(node: object) -> bool:
    """Whether a part of a query has GROUP BY."""
    from rdflib.plugins.sparql.parserutils import CompValue

    if isinstance(node, CompValue):
        return (node.name == "Group" and node.expr is not None) or any(map(_groups, node.values()))
    return isinstance(node, list | tuple) and any(map(_groups, node))


def _check_bindings(prepared: Query, bindings: Mapping[str, Term]) -> None:
    """Refuses what Oxigraph refuses: a bound variable that is not projected."""
    algebra = prepared.algebra
    shown = {str(variable) for variable in (algebra["PV"] if "PV" in algebra else algebra["_vars"])}
    for name in bindings:
        if name not in shown:
            raise QueryError(
                "query",
                f"the bound variable ?{name} is not among its columns",
                "select it, or do not bind it",
            )


def _result(found: RdflibResult) -> Result:
    """A result of rdflib as a result of Oxigraph, so that both are read and written in the same way."""
    if found.type in ("CONSTRUCT", "DESCRIBE"):
        assert found.graph is not None
        text = found.graph.serialize(format="nt", encoding="utf-8")
        return Result([quad.triple for quad in pyoxigraph.parse(text, format=RdfFormat.N_TRIPLES)], _unexpected)
    output = io.BytesIO()
    found.serialize(output, format="json")
    answer = pyoxigraph.parse_query_results(output.getvalue(), format=QueryResultsFormat.JSON)
    return Result(answer, _unexpected)


def _unexpected(error: Exception) -> Exception:
    return StoreError("memory", f"the result cannot be read ({error})", "report it")
