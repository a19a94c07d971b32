"""The country that a question names."""

from __future__ import annotations

from unitgraph.system.errors import QueryError


def country_code(country: str | None) -> str | None:
    """``country`` (a code or a name) as ISO 3166-1 alpha-2. Raises QueryError for what is no country."""
    from unitgraph.lexicon.tables import country_of

    if country is None or not country.strip():
        return None
    found = country_of(country)
    if found is None:
        raise QueryError(f"country {country!r}", "unknown country", "give an ISO 3166-1 code or an English name")
    return found.alpha2
