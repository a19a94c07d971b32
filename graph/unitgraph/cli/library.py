"""The query library as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from unitgraph.store.library import LibraryQuery


def queries_text(queries: Sequence[LibraryQuery]) -> str:
    """Every query with its title, by group."""
    return "\n".join(_list_lines(queries))


def _list_lines(queries: Sequence[LibraryQuery]) -> Iterator[str]:
    width = max(len(query.name) for query in queries)
    for group in dict.fromkeys(query.group for query in queries):
        yield f"{group}:"
        for query in queries:
            if query.group == group:
                yield f"  {query.name:<{width}}  {query.title}"
    yield ""
    yield "To show a query: unitgraph queries NAME.  To run it: unitgraph query NAME -p PARAMETER=VALUE"


def query_text(query: LibraryQuery) -> str:
    """One query: its summary, parameters, columns and SPARQL."""
    return "\n".join(_query_lines(query))


def _query_lines(query: LibraryQuery) -> Iterator[str]:
    yield f"{query.name}: {query.title}"
    yield query.summary
    if query.parameters:
        yield "Parameters:"
    for parameter in query.parameters.values():
        needed = "required" if parameter.required else "optional"
        yield f"  {parameter.name} ({parameter.type}, {needed}): {parameter.description}"
        yield f"    example: {parameter.example}"
    if query.columns:
        yield "Columns:"
    for name, description in query.columns.items():
        yield f"  {name}: {description}"
    yield ""
    yield query.text
