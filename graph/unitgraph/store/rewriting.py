"""The text of a query as a SPARQL service gets it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from unitgraph.store.sparql import QueryForm
from unitgraph.store.tokens import QueryKind, Token, columns_of, has_relative_iri, kind_of, tokens_of
from unitgraph.system.errors import QueryError


def text_for_service(form: QueryForm, values: Mapping[str, str], base: str) -> str:
    """The text of a query for a service, without FROM, whose graphs the parameters of the protocol name. ``base`` is
    what relative IRIs are resolved against.

    The protocol has no bindings: variables are fixed to terms (as they are written in N-Triples) by blocks of VALUES.
    A block stands in the outermost group and in every group that names the variable, since a filter of an inner group
    sees only what that group binds (SPARQL 1.1 Query, section 18.2.2); not within EXISTS, which sees everything, nor in
    a subquery that does not give the variable away, where the name means another one. Raises QueryError for a variable
    that the query does not show.
    """
    tokens = list(tokens_of(form.text))
    _, first = kind_of(tokens, 0)
    shown = set(columns_of(tokens[first:])) if form.kind is QueryKind.SELECT else set()
    shown = shown or {token.text[1:] for token in tokens if token.kind == "variable"}
    for name in values:
        if name not in shown:
            what = f"the bound variable ?{name} is not among its columns"
            raise QueryError("query", what, "select it, or do not bind it")
    edits = [(offset, offset, block) for name, term in values.items() for offset, block in _marks(tokens, name, term)]
    edits += [(start, end, "") for start, end in _from_clauses(tokens)]
    text = form.text
    for start, end, block in sorted(edits, reverse=True):
        text = text[:start] + block + text[end:]
    return f"BASE <{base}>\n{text}" if has_relative_iri(tokens) else text


def select_for_ask(text: str) -> str:
    """An ASK without LIMIT as a SELECT: one row for yes, none for no."""
    tokens = list(tokens_of(text))
    ask = tokens[kind_of(tokens, 0)[1]]
    return f"{text[: ask.offset]}SELECT *{text[ask.offset + len(ask.text) :]} LIMIT 1"


def _from_clauses(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """Where FROM and FROM NAMED begin and end."""
    for place, token in enumerate(tokens):
        if token.upper == "FROM":
            graph = tokens[place + 2 if tokens[place + 1].upper == "NAMED" else place + 1]
            yield token.offset, graph.offset + len(graph.text)


@dataclass(slots=True)
class _Group:
    """A group in braces: where it begins, and what it says of one variable outside the groups within it."""

    start: int
    reached: bool
    subquery: bool = False
    names: bool = False
    assigns: bool = False


def _marks(tokens: list[Token], name: str, term: str) -> Iterator[tuple[int, str]]:
    """Where blocks of VALUES for one variable stand in the text, and the blocks."""
    _, first = kind_of(tokens, 0)
    groups: list[_Group] = []
    block = f" VALUES (?{name}) {{ ({term}) }} "
    for place in range(first, len(tokens)):
        token, before, after = tokens[place], tokens[place - 1], tokens[min(place + 1, len(tokens) - 1)]
        if token.text == "{" and token.kind == "operator":
            subquery = after.upper == "SELECT"
            groups.append(_Group(token.offset, _is_reached(tokens, place, groups, name), subquery))
        elif token.text == "}" and token.kind == "operator" and groups:
            group = groups.pop()
            outermost = not groups
            if group.reached and not group.subquery and (group.names or outermost):
                yield (token.offset if group.assigns else group.start + 1), block
        elif token.kind == "variable" and token.text[1:] == name:
            if before.upper == "AS" and not groups:
                raise QueryError("query", f"?{name} is worked out by the query", "bind another variable")
            if groups:
                groups[-1].names = True
                groups[-1].assigns |= before.upper == "AS"


def _is_reached(tokens: list[Token], place: int, groups: list[_Group], name: str) -> bool:
    """Whether a group that begins at ``place`` means the outermost query's variable by ``name`` and needs its value."""
    if groups and not groups[-1].reached:
        return False
    if tokens[place - 1].upper in {"EXISTS", "CONSTRUCT"} or _begins_values(tokens, place):
        return False
    if tokens[place + 1].upper == "SELECT":
        return name in columns_of(tokens[place + 1 :]) or tokens[place + 2].text == "*"
    return True


def _begins_values(tokens: list[Token], place: int) -> bool:
    """Whether the brace at ``place`` opens the data of VALUES: VALUES ?x {, VALUES (?x ?y) {."""
    place -= 1
    while tokens[place].kind == "variable" or tokens[place].text in ("(", ")"):
        place -= 1
    return tokens[place].upper == "VALUES"
