"""The contract of all stores."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self
from urllib.parse import unquote

from unitgraph.identity.iris import DEFAULT_BASE, Minter

if TYPE_CHECKING:
    from unitgraph.store.results import Result
    from unitgraph.store.sparql import QueryDataset
    from unitgraph.store.terms import Term

FORMAT_VERSION = 4
"""4: a store holds the digests of its manifest, its indexes and its copies of the sources."""


class SourceKind(StrEnum):
    """What a source of a dataset is."""

    LIST = "list"
    HIERARCHY = "hierarchy"
    SUPERIORS = "superiors"  # of the units of a hierarchy table


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """One source of a dataset: a list, or a hierarchy table.

    ``rows`` counts the entries of a list or the rows of a table, ``units`` the units that a table names, ``rulings``
    those of a list. ``sha256`` is the digest of its file. The other fields are those of lists; ``year`` is that of rows
    of a table that give none. What nobody states is None. Days are written as YYYY-MM-DD.
    """

    kind: SourceKind
    name: str
    sha256: str | None
    rows: int
    units: int | None = None
    rulings: int = 0
    year: int | None = None
    title: str | None = None
    published: str | None = None
    counts_from: str | None = None
    publisher: str | None = None
    source: str | None = None
    legal_basis: str | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """The metadata stored with a dataset: the base of its IRIs, the names of its lists, and what its sources are."""

    base: str = DEFAULT_BASE
    lists: tuple[str, ...] = ()
    sources: tuple[SourceInfo, ...] = ()


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """What a store holds.

    ``quads`` counts statements with their graph; ``triples`` counts each triple once, however many graphs state it.
    ``sha256`` is the digest of the N-Quads lines in ascending byte order, each ended by a line feed: two stores with
    the same digest hold the same dataset. ``place`` is its location (``memory``, a folder or an address). ``built`` is
    the time of the build (UTC, as 2026-05-01T12:30:00Z); None for a store in memory, or one that does not say.
    ``properties`` and ``classes`` count its triples by property and its members by class (VoID's partitions); empty in
    a store that does not say.
    """

    place: str
    format_version: int
    unitgraph_version: str
    metadata: Metadata
    quads: int
    triples: int
    graphs: Mapping[str, int]
    sha256: str
    built: str | None = field(default=None, compare=False)
    properties: Mapping[str, int] = field(default_factory=dict, compare=False)
    classes: Mapping[str, int] = field(default_factory=dict, compare=False)

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of its hierarchy tables, in order."""
        prefix = Minter(self.metadata.base).table_graph("")
        return tuple(sorted(unquote(graph.removeprefix(prefix)) for graph in self.graphs if graph.startswith(prefix)))


class StoreBase(ABC):
    """The common part of stores that implement :class:`Store`."""

    _open: object | None

    @property
    def closed(self) -> bool:
        """See :meth:`Store.closed`."""
        return self._open is None

    @abstractmethod
    def info(self) -> StoreInfo:
        """See :meth:`Store.info`."""

    @abstractmethod
    def close(self) -> None:
        """See :meth:`Store.close`."""

    def count(self) -> int:
        """See :meth:`Store.count`."""
        return self.info().quads

    def graphs(self) -> frozenset[str]:
        """See :meth:`Store.graphs`."""
        return frozenset(self.info().graphs)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self.close()


class Store(Protocol):
    """A dataset that can be queried.

    The default graph of a query is the union of all named graphs, each triple once; ``GRAPH ?g`` matches the named
    graphs. Stores are context managers; a closed one raises StoreError.
    """

    def query(
        self, text: str, bindings: Mapping[str, Term] | None = None, dataset: QueryDataset | None = None
    ) -> Result:
        """The result of a SPARQL 1.1 query. Relative IRIs are those of the data.

        ``bindings`` fixes variables (named without ``?``) to terms by the engine's own substitution, or for a service,
        whose protocol has none, as blocks of VALUES with the terms as N-Triples write them. A bound variable must be
        among the columns of a SELECT, and it should be tested by ``COALESCE(test, true)`` where a query leaves it open:
        ``BOUND`` does not see a binding in every engine. ``dataset`` is read in place of the graphs of FROM; one that
        the store does not hold is empty. Raises QueryError for a query that is malformed or refused (see
        :mod:`unitgraph.store.sparql`).
        """
        ...

    def quads(self) -> Iterator[str]:
        """Every statement as a canonical N-Quads line without its line feed, in any order."""
        ...

    def count(self) -> int:
        """The number of statements (quads)."""
        ...

    def graphs(self) -> frozenset[str]:
        """The IRIs of the named graphs."""
        ...

    def info(self) -> StoreInfo:
        """What the store holds."""
        ...

    @property
    def closed(self) -> bool:
        """Whether :meth:`close` was called."""
        ...

    def close(self) -> None:
        """Release what the store holds open. Closing twice is harmless."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...
