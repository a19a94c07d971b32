"""References to mentions: how rulings and the file of identities say which unit of which source they speak of.

A reference names a ``source`` (a list or a hierarchy table) and in it either a text or an identifier::

    {source: "2018", text: "Torreon Station, Federal Police"}
    {source: "2018", text: "Torreon Station, Federal Police", unit: "Federal Police"}
    {source: units, identifier: "7"}

``text`` is the whole text of an entry, or of a path in a table of paths; white space and case do not matter. ``unit``
is a name in it; without one the lowest unit is meant. Where several entries have one text, ``line``, or ``occurrence``
(which of them, from 1), tells them apart; elsewhere neither matters, so a reference outlives another copy of the page.
``identifier`` is that of a row in a table of units.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from unitgraph.lexicon.names import tidy
from unitgraph.system.errors import RulingError, UnitGraphError

_TEXTS = ("source", "text", "unit", "identifier")
_NUMBERS = ("line", "occurrence")


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention of a unit: by the text of an entry or path (with the name of the unit in it, or its lowest unit), or by
    the identifier of a row. ``line`` and ``occurrence`` (both from 1, 0 for none) tell equal texts apart."""

    source: str
    text: str = ""
    unit: str = ""
    identifier: str = ""
    line: int = 0
    occurrence: int = 0

    def __str__(self) -> str:
        """The reference in words, for messages."""
        if self.identifier:
            return f"the identifier {self.identifier!r} of {self.source}"
        at = f", line {self.line}" if self.line else f", occurrence {self.occurrence}" if self.occurrence else ""
        return f"{self.unit + ' in ' if self.unit else ''}the text {tidy(self.text)!r} of {self.source}{at}"

    @property
    def fields(self) -> dict[str, str | int]:
        """What :func:`read_reference` reads it from."""
        return {name: value for name in (*_TEXTS, *_NUMBERS) if (value := getattr(self, name))}


def read_reference(where: str, fields: object, error: type[UnitGraphError] = RulingError) -> Reference:
    """A reference from a mapping (of YAML or JSON). ``where`` names its place in messages. Raises an ``error`` for
    unknown keys, for what is no text or number, and for a reference that names no mention."""
    remedy = "write a mapping of source and text, or of source and identifier"
    if not isinstance(fields, Mapping):
        raise error(where, f"the reference {fields!r} is not a mapping", remedy)
    if unknown := sorted(map(str, set(fields) - {*_TEXTS, *_NUMBERS})):
        raise error(where, f"unknown key {', '.join(unknown)} in a reference", "remove or correct it")
    for name in set(fields) & set(_TEXTS):
        if not isinstance(fields[name], str) or not fields[name].strip():
            raise error(where, f"{name} {fields[name]!r} of a reference is empty or not text", "put it in quotes")
    for name in set(fields) & set(_NUMBERS):
        if type(fields[name]) is not int or fields[name] < 1:
            raise error(where, f"{name} {fields[name]!r} of a reference is not a number from 1", "write one number")
    if "source" not in fields or ("text" in fields) == ("identifier" in fields):
        raise error(where, f"a reference with {', '.join(sorted(map(str, fields))) or 'nothing'}", remedy)
    if "identifier" in fields and (more := sorted(set(fields) - {"source", "identifier"})):
        raise error(where, f"a reference by identifier with {', '.join(more)}", "remove it: the identifier says all")
    if set(_NUMBERS) <= set(fields):
        raise error(where, "a reference with both line and occurrence", "keep one of the two")
    return Reference(**fields)
