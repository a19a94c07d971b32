"""The lists that a store holds, by name, and the rows that library queries give of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from unitgraph.reading.entries import ListMetadata
from unitgraph.system.errors import QueryError

if TYPE_CHECKING:
    from unitgraph.store import Store

Cell = str | None
"""A value of a query as text; None where it is unbound."""


def library_rows(store: Store, name: str, values: Mapping[str, str] | None = None) -> Iterable[tuple[Cell, ...]]:
    """The rows of a query of the library."""
    from unitgraph.store.library import find_query

    query = find_query(name)
    return store.query(query.text, query.bind(values or {})).texts()


def list_named(lists: Collection[ListMetadata], wanted: str | int) -> ListMetadata:
    """The list called ``wanted``, or else the only one of that calendar year.

    Raises QueryError where there is none, or several are of that year.
    """
    name = str(wanted)
    named = [each for each in lists if each.name == name]
    found = named or [each for each in lists if str(each.year) == name]
    if len(found) == 1:
        return found[0]
    names = ", ".join(sorted(repr(each.name) for each in found or lists))
    if found:
        raise QueryError(
            f"list {name!r}", f"the store holds {len(found)} lists of {name}", f"name one of them: {names}"
        )
    remedy = f"it holds {names}" if names else "build a store from a list"
    raise QueryError(f"list {name!r}", "the store holds no such list", remedy)


def list_dict(held: ListMetadata) -> dict[str, Any]:
    """A list as JSON values. ``published`` is null where nobody states the day; ``countsFrom`` is the day from which it
    counts as published."""
    return {
        "name": held.name,
        "title": held.title,
        "year": held.year,
        "published": held.published.isoformat() if held.published else None,
        "countsFrom": held.counts_from.isoformat(),
    }
