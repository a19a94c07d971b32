"""The country that someone names."""

from __future__ import annotations

from unitgraph.system.errors import QueryError


def country_code(country: str | None, where: str = "") -> str | None:
    """``country`` (an ISO 3166-1 code or a name) as alpha-2 code; None if it is None or blank.

    Raises QueryError for an unknown country; ``where`` says in it who named the country.
    """
    from unitgraph.lexicon.countries import code_of

    if country is None or not country.strip():
        return None
    found = code_of(country)
    if found is None:
        remedy = "give an ISO 3166-1 code or an English name"
        raise QueryError(where or f"country {country!r}", "unknown country", remedy)
    return found
