"""The result of a query: a table, a boolean, or triples; serialized by Oxigraph whichever engine answered."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from typing import IO, TYPE_CHECKING, TypeAlias, TypeVar, cast

import pyoxigraph
from pyoxigraph import QueryResultsFormat, RdfFormat

from unitgraph.dataset.vocab import PREFIXES
from unitgraph.system.errors import QueryError
from unitgraph.system.showing import data_frame

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer
    from pandas import DataFrame
    from rdflib.graph import Graph
    from rdflib.term import Node

    from unitgraph.store.terms import Value

TABLE_FORMATS = {
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
}
GRAPH_FORMATS = {
    "turtle": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "xml": RdfFormat.RDF_XML,
}
T = TypeVar("T")
EngineResult: TypeAlias = "pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples"


class Result:
    """The result of one query. Tables and triples can be read once, as they arrive: iterate, or serialize.

    ``columns`` contains the names of a table's columns and is empty for the other two kinds.
    """

    def __init__(
        self, answer: EngineResult | Iterable[pyoxigraph.Triple], failed: Callable[[Exception], Exception]
    ) -> None:
        self._answer = answer
        self._failed = failed

    @property
    def kind(self) -> str:
        """``table``, ``boolean`` or ``graph``."""
        if isinstance(self._answer, pyoxigraph.QuerySolutions):
            return "table"
        return "boolean" if isinstance(self._answer, pyoxigraph.QueryBoolean) else "graph"

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns of a table, in the order of the projection."""
        if not isinstance(self._answer, pyoxigraph.QuerySolutions):
            return ()
        return tuple(variable.value for variable in self._answer.variables)

    def __repr__(self) -> str:
        return f"<Result {self.kind}{': ' if self.columns else ''}{', '.join(self.columns)}>"

    def to_dicts(self) -> list[dict[str, object]]:
        """The rows of a table as dictionaries by column: IRIs and other texts as text, numbers, booleans and dates as
        Python's; None: unbound. Raises QueryError for the other kinds."""
        return [dict(zip(self._named(), row, strict=True)) for row in self._values()]

    def to_pandas(self) -> DataFrame:
        """The rows of a table as a data frame with the names of its columns, with the values of :meth:`to_dicts`."""
        return data_frame([self._named(), *self._values()])

    def _named(self) -> tuple[str, ...]:
        if self.kind != "table":
            raise QueryError("result", f"a {self.kind} has no columns", "ask with SELECT")
        return self.columns

    def _values(self) -> Iterator[tuple[object, ...]]:
        from unitgraph.store.terms import to_python

        for row in self.rows():
            yield tuple(None if value is None else to_python(value) for value in row)

    def __bool__(self) -> bool:
        """The answer to ASK. Raises QueryError for the other kinds: an empty table does not mean no."""
        if not isinstance(self._answer, pyoxigraph.QueryBoolean):
            raise QueryError("result", f"a {self.kind} is neither true nor false", "ask with ASK")
        return bool(self._answer)

    def __iter__(self) -> Iterator[tuple[Node | None, ...]]:
        """The rows of a table as rdflib terms (None: unbound), or the triples of a graph."""
        from unitgraph.store.terms import to_rdflib

        for row in self.rows():
            yield tuple(None if value is None else to_rdflib(value) for value in row)

    def texts(self) -> Iterator[tuple[str | None, ...]]:
        """The rows of a table (or triples of a graph) as plain text: IRIs and lexical forms; None: unbound.

        Faster than iterating: rdflib is not imported.
        """
        for row in self.rows():
            yield tuple(None if value is None else _plain(value) for value in row)

    def rows(self) -> Iterator[tuple[Value | None, ...]]:
        """The rows of a table (or triples of a graph) as pyoxigraph's terms; None: unbound."""
        if isinstance(self._answer, pyoxigraph.QueryBoolean):
            raise QueryError("result", "a boolean has no rows", "use bool(result)")
        return map(tuple, self._read(self._answer))

    def triples(self) -> Iterator[pyoxigraph.Triple]:
        """The triples of a graph as pyoxigraph's. Raises QueryError for the other kinds."""
        if isinstance(self._answer, pyoxigraph.QueryBoolean | pyoxigraph.QuerySolutions):
            raise QueryError("result", f"a {self.kind} has no triples", "ask with CONSTRUCT or DESCRIBE")
        return self._read(self._answer)

    def graph(self) -> Graph:
        """The triples of CONSTRUCT or DESCRIBE as an rdflib graph."""
        from rdflib import Graph

        return Graph().parse(data=self.serialize("nt"), format="nt")

    def serialize(self, form: str) -> bytes:
        """The result in one of the formats: csv, tsv, json, xml; for triples turtle, nt, jsonld, xml."""
        output = io.BytesIO()
        self.write(output, form)
        return output.getvalue()

    def write(self, output: IO[bytes], form: str) -> None:
        """Write the result to ``output``. Tables are streamed; triples are sorted first, so that the bytes are always
        the same. Errors of ``output`` itself propagate."""
        answer = self._answer
        formats: Iterable[str] = GRAPH_FORMATS if self.kind == "graph" else TABLE_FORMATS
        if form not in formats:
            known = ", ".join(formats)
            raise QueryError("format", f"a {self.kind} cannot be written as {form!r}", f"choose one of {known}")
        written = _Written(output, form == "xml")
        stream = cast("IO[bytes]", written)
        try:
            if isinstance(answer, pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean):
                answer.serialize(stream, format=TABLE_FORMATS[form])
            else:
                ordered = sorted(answer, key=str)
                pyoxigraph.serialize(ordered, stream, format=GRAPH_FORMATS[form], prefixes=PREFIXES)
        except (OSError, RuntimeError) as error:
            raise written.fault or self._failed(error) from None

    def _read(self, answer: Iterable[T]) -> Iterator[T]:
        try:
            yield from answer
        except (OSError, RuntimeError) as error:
            raise self._failed(error) from error


_NOT_IN_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
"""Characters in UTF-8."""


class _Written(io.RawIOBase):
    """A binary file for the engine to write to; its own error is kept as ``fault``, since it is not the store's.
    With ``xml``, which cannot hold every character that a query can make, U+FFFD takes the place of those."""

    def __init__(self, output: IO[bytes], xml: bool) -> None:
        self._output = output
        self._xml = xml
        self.fault: OSError | None = None

    def writable(self) -> bool:
        return True

    def write(self, content: ReadableBuffer, /) -> int:
        """Pass the content on."""
        try:
            if not self._xml:
                return self._output.write(content)
            self._output.write(_NOT_IN_XML.sub("\ufffd".encode(), bytes(content)))
            return len(bytes(content))
        except OSError as error:
            self.fault = error
            raise


def _plain(value: Value) -> str:
    return str(value) if isinstance(value, pyoxigraph.Triple) else value.value
