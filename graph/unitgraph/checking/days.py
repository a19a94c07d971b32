"""The day that someone asks about."""

from __future__ import annotations

from datetime import date

from unitgraph.system.errors import QueryError


def as_of_day(day: date | str | None, where: str = "") -> date | None:
    """``day`` as a date; None if it is None. Raises QueryError for text that is no day; ``where`` says in it who gave
    it."""
    if day is None or isinstance(day, date):
        return day
    try:
        found = date.fromisoformat(day)
        if found.isoformat() != day:  # ISO 8601 has forms that nobody means here
            raise ValueError(day)
        return found
    except ValueError:
        raise QueryError(where or f"as of {day!r}", "is not a day", "write it as 2019-04-30") from None
