"""The columns of ``SELECT *``: every variable that is visible, in the order in which the query names them (the order is
not set by SPARQL 1.1 Query, 16.1; Oxigraph sorts them by name)."""

from __future__ import annotations

from dataclasses import replace

import pyoxigraph

from unitgraph.store.sparql import QueryForm
from unitgraph.store.tokens import QueryKind, kind_of, tokens_of


def with_columns(form: QueryForm, base: str) -> QueryForm:
    """A query that names its columns; one that does so already stays. Raises SyntaxError, as Oxigraph does.

    >>> from unitgraph.store.sparql import check_query
    >>> with_columns(check_query("SELECT * { ?unit a ?kind }"), "http://example.org/").text
    'SELECT ?unit ?kind { ?unit a ?kind }'
    """
    if form.kind is not QueryKind.SELECT or "*" not in form.text:
        return form
    tokens = list(tokens_of(form.text))
    place = kind_of(tokens, 0)[1] + 1
    star = tokens[place + 1 if tokens[place].upper in ("DISTINCT", "REDUCED") else place]
    if star.text != "*":
        return form
    found = pyoxigraph.Store().query(form.text, base_iri=base)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    visible = {each.value for each in found.variables}
    named = dict.fromkeys(token.text[1:] for token in tokens if token.kind == "variable")
    shown = " ".join(f"?{name}" for name in named if name in visible)
    text = f"{form.text[: star.offset]}{shown}{form.text[star.offset + 1 :]}"
    return replace(form, text=text) if shown else form
