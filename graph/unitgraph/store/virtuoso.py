"""Corrections of Virtuoso 7 where it deviates from SPARQL 1.1.

Its answer to ASK is a table of one number, and is yes for a missing graph, so SELECT is sent instead; booleans come as
1 and 0; and it orders some texts by their address in memory. So its tables are read as a whole, corrected, and put into
the order of the query again. What it cannot evaluate reliably is evaluated locally.
"""

from __future__ import annotations

import json
from decimal import Decimal

import pyoxigraph
from pyoxigraph import Literal, NamedNode, QueryResultsFormat

from unitgraph.dataset.vocab import term
from unitgraph.store.analysis import SortOrder, demands
from unitgraph.store.results import EngineResult
from unitgraph.store.sparql import QueryForm
from unitgraph.store.terms import Value
from unitgraph.store.tokens import QueryKind

_BOOLEAN = term("xsd:boolean")
_NUMBERS = frozenset(term(f"xsd:{name}") for name in ("integer", "decimal", "int", "long"))
ServiceRow = dict[str, Value]


def is_virtuoso(server: str) -> bool:
    """Whether a service is Virtuoso, by the name in its responses."""
    return server.startswith("Virtuoso")


MOST_BINDS = 12
"""A library query with 11 takes milliseconds; one with 30 does not end within minutes, and blocks all others."""


def defeats_virtuoso(form: QueryForm) -> bool:
    """Whether Virtuoso 7 could give wrong rows for a query, or stand still over it. Seen with 7.2.5:

    - a path of any length gives all its rows, or none, as the plan of the moment has it;
    - a test of a column that nothing binds is false, and COALESCE around it does not help; with a value in its place
      rows are lost at times, as the plan of the moment has it;
    - ORDER BY puts some texts by their place in memory: what is no column cannot be ordered again;
    - a value of BIND is written into each place that uses it, so that a chain of them doubles at every link.
    """
    asked = demands(form)
    return asked.unbounded or bool(asked.open_columns) or asked.order is None or asked.binds > MOST_BINDS


def mended(answer: EngineResult, form: QueryForm) -> EngineResult:
    """A result of SELECT or ASK as SPARQL 1.1 requires."""
    if not isinstance(answer, pyoxigraph.QuerySolutions):
        return answer
    columns = [variable.value for variable in answer.variables]
    rows = [{name: _mended(value) for name in columns if (value := row[name]) is not None} for row in answer]
    if form.kind is QueryKind.ASK:
        return _parsed({"head": {}, "boolean": bool(rows)})
    _sort(rows, demands(form).order)
    bindings = [{name: _written(value) for name, value in row.items()} for row in rows]
    return _parsed({"head": {"vars": columns}, "results": {"bindings": bindings}})


def _parsed(content: dict[str, object]) -> EngineResult:
    return pyoxigraph.parse_query_results(json.dumps(content).encode(), format=QueryResultsFormat.JSON)


def _mended(value: Value) -> Value:
    if isinstance(value, Literal) and value.datatype.value == _BOOLEAN and value.value in ("0", "1"):
        return Literal("true" if value.value == "1" else "false", datatype=value.datatype)
    return value


def _written(value: Value) -> dict[str, str]:
    if isinstance(value, NamedNode):
        return {"type": "uri", "value": value.value}
    if isinstance(value, pyoxigraph.BlankNode):
        return {"type": "bnode", "value": value.value}
    assert isinstance(value, Literal)
    written = {"type": "literal", "value": value.value}
    if value.language:
        return written | {"xml:lang": value.language}
    return written | {"datatype": value.datatype.value}


def _sort(rows: list[ServiceRow], order: SortOrder | None) -> None:
    """Sort rows by plain columns; rows equal in them keep their order."""
    for name, descending in reversed(order or ()):
        rows.sort(key=lambda row: _rank(row.get(name)), reverse=descending)


def _rank(value: Value | None) -> tuple[int, Decimal, str]:
    """The order of SPARQL 1.1 Query, section 15.1: unbound, blank nodes, IRIs, literals; numbers by value, the rest by
    their characters."""
    if value is None:
        return (0, Decimal(0), "")
    if not isinstance(value, Literal):
        return (1 if isinstance(value, pyoxigraph.BlankNode) else 2, Decimal(0), str(value))
    if value.datatype.value in _NUMBERS:
        return (3, Decimal(value.value), "")
    return (4, Decimal(0), value.value)
