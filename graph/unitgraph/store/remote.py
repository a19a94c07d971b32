"""A dataset in a SPARQL 1.1 service: Oxigraph's server, Virtuoso, GraphDB and others.

A service holds one unitgraph dataset; other graphs in it are neither shown nor touched. Named graphs keep their names.
Services differ in their default graph (empty, all graphs, a triple once per graph), so the union is stored as a
separate graph, named by the digest of the dataset, and every query names its graphs in the parameters of the protocol.
A manifest in one more graph says what the service holds.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import IO

import httpx2
import pyoxigraph
from pyoxigraph import QueryResultsFormat, RdfFormat

from unitgraph.dataset.vocab import service_graph, term
from unitgraph.store.columns import with_columns
from unitgraph.store.contract import StoreBase, StoreInfo
from unitgraph.store.manifest import read_manifest, refuse_outdated
from unitgraph.store.memory import memory_store
from unitgraph.store.oxigraph import OxigraphStore
from unitgraph.store.results import EngineResult, Result
from unitgraph.store.rewriting import select_for_ask, text_for_service
from unitgraph.store.service import ServiceClient
from unitgraph.store.sparql import QueryDataset, QueryForm, check_query, check_syntax
from unitgraph.store.terms import Term, to_oxigraph
from unitgraph.store.tokens import QueryKind
from unitgraph.store.virtuoso import defeats_virtuoso, is_virtuoso, mended
from unitgraph.system.errors import StoreError
from unitgraph.system.files import ChunkStream

MANIFEST = service_graph("manifest")
CURRENT, PUBLISHING = service_graph("manifest#current"), service_graph("manifest#publishing")
_STATE = f"SELECT ?state ?text WHERE {{ ?state <{term('rdf:value')}> ?text }}"
_JSON, _TRIPLES = "application/sparql-results+json", "application/n-triples"
_CHUNK = 1 << 16
_BROKEN = (400, 500)  # the message of Virtuoso when it cannot evaluate a well-formed query


def union_graph(generation: str) -> str:
    """The graph that contains each triple of a dataset once."""
    return service_graph(f"union/{generation}")


class RemoteStore(StoreBase):
    """Implements :class:`unitgraph.store.Store` with a SPARQL 1.1 service.

    Rows are streamed. Reading raises StoreError if a build replaces the dataset meanwhile, or if the service truncates
    the answer.
    """

    def __init__(self, address: str) -> None:
        self._place = address
        self._open: ServiceClient | None = ServiceClient(address)
        self._copied: OxigraphStore | None = None
        try:
            self._generation, self._info = self._current()
            self._is_virtuoso = is_virtuoso(self._service.server)
        except BaseException:
            self.close()
            raise

    @property
    def _service(self) -> ServiceClient:
        if self._open is None:
            raise StoreError(self._place, "the store is closed", "open it again")
        return self._open

    def query(
        self, text: str, bindings: Mapping[str, Term] | None = None, dataset: QueryDataset | None = None
    ) -> Result:
        """See :meth:`unitgraph.store.Store.query`. Bindings travel as VALUES: see
        :func:`unitgraph.store.rewriting.text_for_service`.

        Evaluated locally, over a copy that is fetched once and kept in memory: FROM with several but not all graphs,
        since services find a triple of two graphs twice; and what Virtuoso 7 does not answer reliably.
        """
        service = self._service
        form = check_query(text, self.graphs(), dataset)
        base = self._info.metadata.base
        check_syntax(form, base)
        form = with_columns(form, base)
        terms = {name: str(to_oxigraph(value)) for name, value in (bindings or {}).items()}
        asked = text_for_service(form, terms, base)
        if self._needs_merge(form) or (self._is_virtuoso and defeats_virtuoso(form)):
            return self._copy().query(text, bindings, dataset)
        reading = _RemoteResult(self, service, form, asked)
        try:
            return Result(reading.answer(), reading.failed)
        except StoreError:
            if not (self._is_virtuoso and service.status in _BROKEN):
                raise
            return self._copy().query(text, bindings, dataset)

    def quads(self) -> Iterator[str]:
        """See :meth:`unitgraph.store.Store.quads`."""
        for graph in sorted(self.graphs()):
            yield from self._quads_of(graph)

    def info(self) -> StoreInfo:
        """See :meth:`unitgraph.store.Store.info`."""
        return self._info

    def close(self) -> None:
        """See :meth:`unitgraph.store.Store.close`."""
        if self._open is not None:
            self._open.close()
        self._open = self._copied = None

    def graphs_meant(self, form: QueryForm) -> dict[str, object]:
        """The protocol parameters for the graphs that a query reads (SPARQL 1.1 Protocol, section 2.1.4)."""
        union = union_graph(self._generation)
        if form.dataset is None:
            return {"default-graph-uri": union, "named-graph-uri": sorted(self.graphs()) or NOTHING}
        # A service may look elsewhere for a graph that it does not hold: only existing ones are named.
        default = sorted(self.graphs().intersection(form.dataset.default))
        named = sorted(self.graphs().intersection(form.dataset.named))
        return {
            "default-graph-uri": union if len(default) > 1 else default or NOTHING,
            "named-graph-uri": named or NOTHING,
        }

    def check_current(self) -> None:
        """Raise StoreError if another dataset has replaced this one."""
        if self._current()[0] != self._generation:
            raise StoreError(self._place, "the dataset was replaced while it was read", "open the store again")

    def _current(self) -> tuple[str, StoreInfo]:
        state = states(self._service)
        if PUBLISHING in state:
            remedy = "try again later; if it persists, a build was interrupted: build it again"
            raise StoreError(self._place, "the dataset is being replaced", remedy)
        if CURRENT not in state:
            remedy = "build one there with `unitgraph build`, or correct the address"
            raise StoreError(self._place, "the service holds no unitgraph store", remedy)
        manifest = read_manifest(state[CURRENT], self._place, "manifest", "choose another service")
        refuse_outdated(manifest.info)
        return manifest.generation, manifest.info

    def _quads_of(self, graph: str) -> Iterator[str]:
        count = 0
        for triple in self._triples_of(graph):
            count += 1
            yield f"{triple} <{graph}> ."
        self.check_current()
        if count != (known := self._info.graphs[graph]):
            what = f"the service returns {count} of the {known} statements of {graph}"
            raise StoreError(self._place, what, "set UNITGRAPH_DATA_URL, or have the service's limits raised")

    def _triples_of(self, graph: str) -> Iterator[pyoxigraph.Triple]:
        if not self._is_virtuoso or self._info.graphs[graph] <= PAGE:
            yield from triples_of(self._service, graph)
            return
        # Virtuoso truncates every result; pages are the parts of one scan, and are counted.
        seen: set[pyoxigraph.Triple] = set()
        for offset in range(0, self._info.graphs[graph] + PAGE, PAGE):
            page = set(triples_of(self._service, graph, f" LIMIT {PAGE} OFFSET {offset}")) - seen
            seen |= page
            yield from page

    def _needs_merge(self, form: QueryForm) -> bool:
        graphs = self.graphs().intersection(form.dataset.default) if form.dataset else frozenset()
        return len(graphs) > 1 and graphs != self.graphs()

    def _copy(self) -> OxigraphStore:
        if self._copied is None:
            self._copied = memory_store(self.quads(), self._info.metadata)
        else:
            self.check_current()
        return self._copied


NOTHING = service_graph("nothing")
"""A graph that nobody fills: a query without parameters for its graphs would see others."""


class _RemoteResult:
    """One query: its answer as it arrives, and errors meanwhile."""

    def __init__(self, store: RemoteStore, service: ServiceClient, form: QueryForm, asked: str) -> None:
        self._store, self._service, self._form = store, service, form
        is_ask = form.kind is QueryKind.ASK and is_virtuoso(service.server)
        self._asked = select_for_ask(asked) if is_ask else asked
        self._stream: ChunkStream | None = None

    def answer(self) -> EngineResult | Iterable[pyoxigraph.Triple]:
        wants_graph = self._form.kind in (QueryKind.CONSTRUCT, QueryKind.DESCRIBE)
        chunks = self._chunks(_TRIPLES if wants_graph else _JSON)
        first = next(chunks, b"")  # a refusal of the service is raised now, not when rows are read
        self._stream = ChunkStream(_chain(first, chunks))
        reader = io.BufferedReader(self._stream, _CHUNK)
        if wants_graph:
            return self._triples(reader)
        try:
            found = pyoxigraph.parse_query_results(reader, format=QueryResultsFormat.JSON)
            return mended(found, self._form) if is_virtuoso(self._service.server) else found
        except (SyntaxError, ValueError, OSError) as error:
            raise self.failed(error) from error

    def failed(self, error: Exception) -> Exception:
        """The StoreError for an error while reading the answer."""
        fault = self._stream.fault if self._stream is not None else None
        if isinstance(fault, Exception):
            return fault
        where = self._service.place
        return StoreError(where, f"the service's response is not a query result ({error})", "check the address")

    def _triples(self, reader: IO[bytes]) -> Iterator[pyoxigraph.Triple]:
        seen: set[pyoxigraph.Triple] = set()  # a graph is a set; Virtuoso and others repeat triples
        try:
            for quad in pyoxigraph.parse(reader, format=RdfFormat.N_TRIPLES):
                if quad.triple not in seen:
                    seen.add(quad.triple)
                    yield quad.triple
        except (SyntaxError, ValueError, OSError) as error:
            raise self.failed(error) from error

    def _chunks(self, accept: str) -> Iterator[bytes]:
        service = self._service
        with service.answer(self._asked, self._store.graphs_meant(self._form), accept) as response:
            check_whole(response, service.place)
            yield from response.iter_bytes(_CHUNK)
        self._store.check_current()


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def check_whole(response: httpx2.Response, where: str) -> None:
    """Raise StoreError for a response of another kind, and for one that the service says it truncated."""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind not in {_JSON, _TRIPLES, "text/plain", "application/json"}:
        what = f"the service's response is {kind or 'of no stated type'}, not a query result"
        raise StoreError(where, what, "give the address of its SPARQL 1.1 query endpoint")
    if (rows := response.headers.get("X-SPARQL-MaxRows")) is not None:
        remedy = "ask for less with LIMIT, or have its operator raise ResultSetMaxRows"
        raise StoreError(where, f"the service truncates results at {rows} rows", remedy)


def states(service: ServiceClient) -> dict[str, str]:
    """The contents of the manifest's graph: the manifest of the current dataset, and what is being loaded."""
    return {row["state"].value: row["text"].value for row in _rows(service, _STATE, MANIFEST)}


def count_triples(service: ServiceClient, graph: str) -> int:
    """The number of triples of a graph; 0 if it does not exist."""
    (row,) = _rows(service, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", graph)
    return int(row["n"].value)


def _rows(service: ServiceClient, query: str, graph: str) -> list[pyoxigraph.QuerySolution]:
    """The rows of a SELECT over one graph of a service."""
    with service.answer(query, {"default-graph-uri": graph}, _JSON) as response:
        check_whole(response, service.place)
        content = response.read()
    try:
        found = pyoxigraph.parse_query_results(content, format=QueryResultsFormat.JSON)
        assert isinstance(found, pyoxigraph.QuerySolutions)
        return list(found)
    except (SyntaxError, ValueError, AssertionError) as error:
        what = f"the service's response is not a query result ({error})"
        raise StoreError(service.place, what, "give the address of its SPARQL 1.1 query endpoint") from None


PAGE = 10_000
"""The number of triples requested from Virtuoso at once: its limit unless its operator has changed it."""


def triples_of(service: ServiceClient, graph: str, page: str = "") -> Iterator[pyoxigraph.Triple]:
    """The triples of a graph as they arrive, or a page of them (LIMIT and OFFSET)."""
    with ExitStack() as stack:
        response = stack.enter_context(_graph(service, graph, page))
        check_whole(response, service.place)
        stream = ChunkStream(response.iter_bytes(_CHUNK))
        try:
            for quad in pyoxigraph.parse(io.BufferedReader(stream, _CHUNK), format=RdfFormat.N_TRIPLES):
                yield quad.triple
        except (SyntaxError, ValueError, OSError) as error:
            if isinstance(stream.fault, httpx2.TransportError):
                raise service.failed(stream.fault) from None
            what = f"the service's response is not N-Triples ({error})"
            raise StoreError(service.place, what, "check the address, and UNITGRAPH_DATA_URL") from error


@contextmanager
def _graph(service: ServiceClient, graph: str, page: str) -> Iterator[httpx2.Response]:
    if service.endpoints.data and not page:
        with service.graph(graph) as response:
            yield response
        return
    text = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }" + page
    with service.answer(text, {"default-graph-uri": graph}, _TRIPLES) as response:
        yield response
