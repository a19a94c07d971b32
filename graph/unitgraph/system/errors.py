"""Errors that say where, what, and what to do.

Every error the library raises on purpose is a :class:`UnitGraphError`. The command line prints it as one
message and exits with 2; no output is left half written.
"""

from __future__ import annotations


class UnitGraphError(Exception):
    """An error a user can act on.

    ``where`` names the place (a file, a list and line, an argument), ``what`` the problem, ``remedy`` what to do.
    ``str(error)`` joins the three: ``2018 line 50: cannot tell which end is the parent; add a ruling ...``.
    """

    def __init__(self, where: str, what: str, remedy: str = "") -> None:
        self.where = where
        self.what = what
        self.remedy = remedy
        super().__init__(f"{where}: {what}" + (f"; {remedy}" if remedy else ""))


class SourceError(UnitGraphError):
    """A document that cannot be read: missing, binary, empty, of an unknown kind."""


class EntryError(UnitGraphError):
    """A line that is neither prose nor a heading nor an entry, or a wrong number of entries."""


class RulingError(UnitGraphError):
    """A ruling that is malformed, unused, or for a line that does not exist."""


class ReadingError(UnitGraphError):
    """An entry that cannot be read well enough for the graph (for example, without a country)."""


class StoreError(UnitGraphError):
    """A store that cannot be opened, written or understood."""


class DamageError(StoreError):
    """A store of which something is not as it was written; ``fault`` says what, ``public`` what others may know."""

    public = "The data of this service is damaged; its operator has to build it again."

    def __init__(self, where: str, fault: str, remedy: str = "build it again") -> None:
        self.fault = fault
        super().__init__(where, f"the store is damaged ({fault})", remedy)


class QueryError(UnitGraphError):
    """A query that is unknown, malformed, refused, or given wrong parameters."""


class ValidationError(UnitGraphError):
    """A graph that does not conform to the shapes; ``report`` is the validation report as text."""

    def __init__(self, where: str, what: str, remedy: str = "", report: str = "") -> None:
        super().__init__(where, what, remedy)
        self.report = report


class UnknownName(UnitGraphError):
    """A name that matches no unit, or several."""
