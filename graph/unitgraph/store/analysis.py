"""What a query asks for: its variables and columns, and what it demands of an engine."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from unitgraph.store.sparql import QueryForm, check_query
from unitgraph.store.tokens import QueryKind, Token, columns_of, kind_of, tokens_of


def variables(text: str) -> frozenset[str]:
    """The names of all variables of a query, without ``?``. Raises QueryError as :func:`check_query` does."""
    return frozenset(token.text[1:] for token in tokens_of(check_query(text).text) if token.kind == "variable")


def projection(text: str) -> tuple[str, ...]:
    """The names of the columns of a SELECT in their order; none for the other forms and for ``SELECT *``.

    Raises QueryError as :func:`check_query` does.
    """
    form = check_query(text)
    tokens = list(tokens_of(form.text))
    _, start = kind_of(tokens, 0)
    return columns_of(tokens[start:]) if form.kind is QueryKind.SELECT else ()


@dataclass(frozen=True, slots=True)
class Demands:
    """What a query asks of an engine: ``binds`` counts BIND, ``unbounded`` tells of a path of any length (or of what
    may be one), ``open_columns`` are shown variables that no pattern names, ``order`` is None when rows are ordered by
    anything but columns, or cut after it."""

    binds: int
    unbounded: bool
    open_columns: frozenset[str]
    order: SortOrder | None


def demands(form: QueryForm) -> Demands:
    """What a query asks of an engine."""
    tokens = list(tokens_of(form.text))
    _, first = kind_of(tokens, 0)
    columns = frozenset(columns_of(tokens[first:])) if form.kind is QueryKind.SELECT else frozenset()
    steps = {token.text for token in tokens if token.kind in ("iri", "name")} | {"a", ")"}
    unbounded = any(token.text in ("*", "+") and before.text in steps for before, token in pairwise(tokens))
    order = _order(tokens)
    if order is not None and not {name for name, _ in order} <= columns:
        order = None
    return Demands(
        sum(token.upper == "BIND" for token in tokens), unbounded, columns - _named_by_patterns(tokens), order
    )


def _named_by_patterns(tokens: list[Token]) -> frozenset[str]:
    """Variables that stand in a group outside all round brackets, or behind AS."""
    named: set[str] = set()
    braces = brackets = 0
    for before, token in pairwise(tokens):
        braces += (token.text == "{") - (token.text == "}")
        brackets += (token.text == "(") - (token.text == ")")
        if token.kind == "variable" and ((braces and not brackets) or before.upper == "AS"):
            named.add(token.text[1:])
    return frozenset(named)


SortOrder: TypeAlias = "tuple[tuple[str, bool], ...]"
"""Variables to order by, and whether each in descending order."""


def _order(tokens: list[Token]) -> SortOrder | None:
    """The variables that the outermost query orders by; None for anything else in its order or behind it."""
    order: list[tuple[str, bool]] = []
    behind = max((place for place, token in enumerate(tokens) if token.text == "}"), default=0) + 1
    words = [token for token in tokens[behind:] if token.text not in ("(", ")")]
    start = next(
        (place for place, token in enumerate(words) if token.upper in ("ORDER", "LIMIT", "OFFSET")), len(words)
    )
    descending = False
    for token in words[start:]:
        if token.kind == "variable":
            order.append((token.text[1:], descending))
            descending = False
        elif token.upper in ("ASC", "DESC"):
            descending = token.upper == "DESC"
        elif token.upper not in ("ORDER", "BY"):
            return None
    return tuple(order)
