"""The lists that a store holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from unitgraph.system.errors import QueryError

if TYPE_CHECKING:
    from unitgraph.store import Store

Cell = str | None


@dataclass(frozen=True, slots=True, order=True)
class HeldList:
    """A list in a store: its calendar year, name, title and IRI, and the day on which it was published if that is
    stated."""

    year: int
    name: str
    title: str
    iri: str
    published: date | None = None


def held_lists(store: Store) -> tuple[HeldList, ...]:
    """The lists of a store, by calendar year and name."""
    rows = library_rows(store, "lists")
    return tuple(sorted(held_list(*row[:5]) for row in rows))


def held_list(iri: Cell, name: Cell, year: Cell, published: Cell, title: Cell) -> HeldList:
    """A list from the cells of a query."""
    return HeldList(
        int(year or 0), name or "", title or "", iri or "", date.fromisoformat(published) if published else None
    )


def library_rows(store: Store, name: str, values: Mapping[str, str] | None = None) -> Iterable[tuple[Cell, ...]]:
    """The rows of a query of the library, as texts."""
    from unitgraph.store.library import find_query

    query = find_query(name)
    return store.query(query.text, query.bind(values or {})).texts()


def list_named(lists: Sequence[HeldList], name: str) -> HeldList:
    """The list called ``name``, or else the only one of the calendar year ``name``.

    Raises QueryError where there is none, or several are of that year.
    """
    named = [each for each in lists if each.name == name]
    found = named or [each for each in lists if str(each.year) == name]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(repr(each.name) for each in found)
        raise QueryError(
            f"list {name!r}", f"the store holds {len(found)} lists of {name}", f"name one of them: {names}"
        )
    names = ", ".join(repr(each.name) for each in lists)
    raise QueryError(f"list {name!r}", "the store holds no such list", f"it holds {names}" if names else "add one")
