"""Which triples a query can match: what of a graph must be at hand to answer it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from unitgraph.dataset.vocab import term
from unitgraph.store.sparql import QueryForm
from unitgraph.store.tokens import QueryKind, Token, has_relative_iri, is_operand, is_term, prefixes_of, tokens_of

Pattern: TypeAlias = "tuple[str | None, str | None]"
"""IRIs of the predicate and the object of a triple; None stands for any term."""
ANY: Pattern = (None, None)
_TYPE, _FIRST, _REST = map(term, ("rdf:type", "rdf:first", "rdf:rest"))
_END = Token("", "", 0, "")


def patterns_of(form: QueryForm) -> frozenset[Pattern]:
    """Patterns that cover every triple on which the solutions of a query depend, by its predicate; :data:`ANY` alone
    where each triple of a graph may count.

    They are read from the words of a query that an engine has parsed, and in case of doubt cover more. DESCRIBE shows
    further triples, those about its solutions.

    >>> from unitgraph.store.sparql import check_query
    >>> sorted(patterns_of(check_query("ASK { ?s <x:p>/<x:q>+ ?o }")))
    [('x:p', None), ('x:q', None)]
    >>> patterns_of(check_query("ASK { ?s <x:p>* ?o }"))  # a way of no steps leads from each node to itself
    frozenset({(None, None)})
    """
    tokens = list(tokens_of(form.text))
    if has_relative_iri(tokens) or any(token.upper == "BASE" for token in tokens):
        return frozenset({ANY})
    braces = [place for place, token in enumerate(tokens) if token.text in ("{", "}")]
    if not braces:
        return frozenset()
    if form.kind is QueryKind.CONSTRUCT and tokens[braces[0] - 1].upper == "CONSTRUCT":
        del braces[:2]  # what is made is not looked for
    groups = tokens[braces[0] : braces[-1]]
    if _may_match_any(groups):
        return frozenset({ANY})
    found = frozenset(_patterns(groups, prefixes_of(tokens)))
    return frozenset({ANY}) if ANY in found else found


def _may_match_any(tokens: Sequence[Token]) -> bool:
    """Whether a variable stands for a predicate, predicates are excluded, or a path may have no steps."""
    shown = False  # the columns of a subquery stand side by side too
    for before, token, after in zip((_END, *tokens), tokens, (*tokens[1:], _END), strict=False):
        shown = token.upper == "SELECT" or (shown and token.text != "{")
        if token.kind == "variable":
            is_predicate = (is_operand(before) or before.text in (";", "[")) and _begins_object(after)
            if is_predicate and not shown:
                return True
        elif token.text == "!":
            if _is_iri(after) or after.text in ("^", "("):
                return True
        elif token.kind == "operator" and token.text in ("*", "?") and (_is_iri(before) or before.text == ")"):
            return True
    return False


def _begins_object(token: Token) -> bool:
    return is_term(token) or token.text in ("(", "[", "+", "-")


def _patterns(tokens: Sequence[Token], prefixes: Mapping[str, str]) -> Iterator[Pattern]:
    """A pattern for each IRI as a predicate, whatever it is in the query."""
    befores, afters, behinds = (_END, *tokens), (*tokens[1:], _END), (*tokens[2:], _END, _END)
    for before, token, after, behind in zip(befores, tokens, afters, behinds, strict=False):
        if token.upper == "A":
            is_one_class = before.text != "^" and _is_iri(after) and behind.text != ","
            yield _TYPE, _iri(after, prefixes) if is_one_class else None
        elif token.text == "(":
            yield from ((_FIRST, None), (_REST, None))
        elif _is_iri(token):
            yield _iri(token, prefixes), None


def _is_iri(token: Token) -> bool:
    return token.kind == "iri" or (token.kind == "name" and not token.text.startswith("_:")) or token.upper == "A"


def _iri(token: Token, prefixes: Mapping[str, str]) -> str | None:
    """The IRI that a token names; None where that is the engine's to say."""
    if token.kind == "iri":
        return token.text[1:-1]
    prefix, _, local = token.text.partition(":")
    return None if prefix not in prefixes or "\\" in local else prefixes[prefix] + local
