"""A dataset in Oxigraph, in memory or opened from disk.

Oxigraph can present the union of the named graphs as its default graph, but then a triple in two graphs is found twice,
and counts are wrong. So the union is stored: the default graph contains every triple once (loading takes a third longer
and the store half as much more disk; queries become slightly faster).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import IO

import pyoxigraph
from pyoxigraph import DefaultGraph, RdfFormat

from unitgraph.store.contract import Metadata, StoreBase, StoreInfo
from unitgraph.store.evaluation import evaluate
from unitgraph.store.results import Result
from unitgraph.store.sparql import QueryDataset, check_query, syntax_fault
from unitgraph.store.survey import survey
from unitgraph.store.terms import Term, to_oxigraph
from unitgraph.system.errors import DamageError, QueryError, StoreError, UnitGraphError
from unitgraph.system.files import ChunkStream


class OxigraphStore(StoreBase):
    """Implements :class:`unitgraph.store.Store` with a pyoxigraph store whose union is stored.

    ``index`` is the folder of the indexes that belong to it, if there is one, and ``held`` an open file that keeps
    them and the database from being removed while the store is open. ``sources`` is the folder with copies of what it
    was built from, if there is one. ``check`` raises DamageError if the database is not as it was written;
    with ``at_once`` it is called before that is first asked.
    """

    def __init__(
        self,
        quads: pyoxigraph.Store,
        place: str = "memory",
        metadata: Metadata | None = None,
        info: StoreInfo | None = None,
        index: Path | None = None,
        held: IO[bytes] | None = None,
        sources: Path | None = None,
        check: Callable[[], None] | None = None,
        at_once: bool = True,
    ) -> None:
        self._open: pyoxigraph.Store | None = quads
        self._place = place
        self._metadata = metadata or Metadata()
        self._info = info
        self.index = index
        self._held = held
        self.sources = sources
        self._check = check
        self._at_once = at_once
        self._graphs: frozenset[str] | None = None

    def check_tables(self) -> None:
        """Look at the whole database, once. Raises DamageError if it is not as it was written."""
        if self._check is not None:
            self._check()
            self._check = None

    @property
    def engine(self) -> pyoxigraph.Store:
        """The pyoxigraph store, for what the contract does not offer. Raises StoreError once closed."""
        if self._open is None:
            raise StoreError(self._place, "the store is closed", "open it again")
        if self._check is not None and self._at_once:
            self.check_tables()
        return self._open

    def query(
        self, text: str, bindings: Mapping[str, Term] | None = None, dataset: QueryDataset | None = None
    ) -> Result:
        """See :meth:`unitgraph.store.Store.query`."""
        engine = self.engine
        form = check_query(text, self.graphs(), dataset)
        terms = {name: to_oxigraph(value) for name, value in (bindings or {}).items()}
        try:
            answer = evaluate(engine, form, self.graphs(), self._metadata.base, terms)
        except SyntaxError as error:
            raise syntax_fault(form, str(error)) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise self._failed(error) from error
        return Result(answer, self._failed)

    def quads(self) -> Iterator[str]:
        """See :meth:`unitgraph.store.Store.quads`."""
        self.check_tables()
        try:
            yield from named_quads(self.engine)
        except (OSError, RuntimeError) as error:
            raise self._failed(error) from error

    def graphs(self) -> frozenset[str]:
        """See :meth:`unitgraph.store.Store.graphs`."""
        if self._graphs is None:
            try:
                self._graphs = frozenset(graph.value for graph in self.engine.named_graphs())
            except (OSError, RuntimeError) as error:
                raise self._failed(error) from error
        return self._graphs

    def info(self) -> StoreInfo:
        """See :meth:`unitgraph.store.Store.info`."""
        if self._info is None:
            self._info = survey(self._place, self._metadata, self.quads())
        return self._info

    def has_more(self, triples: int) -> bool:
        """Whether the union holds more than so many triples; nothing is counted beyond them."""
        if self._info is not None:
            return self._info.triples > triples
        union = self.engine.quads_for_pattern(None, None, None, DefaultGraph())
        return next(islice(union, triples, None), None) is not None

    def close(self) -> None:
        """See :meth:`unitgraph.store.Store.close`."""
        self._open = None
        if self._held is not None:
            self._held.close()

    def _failed(self, error: Exception) -> UnitGraphError:
        """What an error of the engine means to the reader of a query's result."""
        if "does not contains variable" in str(error):
            name = str(error).partition("?")[2].partition(" ")[0]
            return QueryError(
                "query",
                f"the bound variable ?{name} is not among its columns",
                "select it, or do not bind it",
            )
        if isinstance(error, OSError) or str(error).startswith("Corruption"):
            return DamageError(self._place, str(error))
        return QueryError("query", f"cannot be evaluated ({error})", "simplify it")


def named_quads(quads: pyoxigraph.Store) -> Iterator[str]:
    """The statements of the named graphs as canonical N-Quads lines without line feeds: not the union."""
    for graph in quads.named_graphs():
        for quad in quads.quads_for_pattern(None, None, None, graph):
            yield f"{quad} ."


def fill(quads: pyoxigraph.Store, source: Iterable[str] | Path, spool: Path | None = None) -> None:
    """Loads N-Quads (lines, or a file) into an empty store and stores the union as its default graph.

    ``spool`` is a folder for what does not fit in memory. Raises StoreError for invalid N-Quads and for a statement
    outside a named graph; errors of the ``source`` itself propagate.
    """
    where = str(source) if isinstance(source, Path) else "N-Quads"
    lines = ChunkStream(_encoded(() if isinstance(source, Path) else source))
    with _opened(source) if isinstance(source, Path) else io.BufferedReader(lines, 1 << 20) as reader:
        try:
            quads.bulk_load(reader, format=RdfFormat.N_QUADS)
        except (SyntaxError, ValueError, OSError) as error:
            if lines.fault is not None:
                raise lines.fault from None
            if isinstance(error, OSError):
                raise
            raise StoreError(where, f"not N-Quads ({error})", "give canonical N-Quads in UTF-8") from error
    if any(True for _ in quads.quads_for_pattern(None, None, None, DefaultGraph())):
        raise StoreError(where, "a statement is outside every named graph", "give a graph on every line")
    for graph in list(quads.named_graphs()):
        with _buffer(spool) as triples:
            quads.dump(triples, RdfFormat.N_TRIPLES, from_graph=graph)
            triples.seek(0)
            quads.bulk_load(triples, format=RdfFormat.N_TRIPLES, lenient=True)


def _opened(file: Path) -> IO[bytes]:
    try:
        return file.open("rb")
    except OSError as error:
        raise StoreError(
            str(file), f"cannot be read ({error.strerror})", "check the path and its permissions"
        ) from error


def _buffer(spool: Path | None) -> IO[bytes]:
    return io.BytesIO() if spool is None else (spool / "union.nt").open("w+b")


def _encoded(lines: Iterable[str]) -> Iterator[bytes]:
    whole = (line if line.endswith("\n") else f"{line}\n" for line in lines)
    while batch := "".join(islice(whole, 1000)):
        yield batch.encode()
