"""Names with the sign of an item of a list before them: which text is the name."""

from __future__ import annotations

from unitgraph.reading.item_signs import Sign, SignKind, SignOrder, sign_of, tight_sign_of
from unitgraph.reading.paths.facts import facts_of
from unitgraph.reading.paths.segments import split_text

_COUNTED = (
    "armed-forces battalion battery branch brigade bureau command company corps detachment district division fleet "
    "flight generic-unit group platoon precinct regiment region section sector squad squadron task-force team wing zone"
)
_COUNTED_LEVELS = frozenset(_COUNTED.split())
"""Levels of which a force may have a first and a second, which many languages write with a full stop."""


def item_sign(text: str) -> Sign | None:
    """The sign of an item that a text begins with, if words follow it."""
    found = sign_of(text) or tight_sign_of(text)
    return found if found is not None and any(map(str.isalpha, found.text)) else None


def may_be_of_name(sign: Sign) -> bool:
    """Whether a sign may be part of the name behind it: a number or letter with a full stop before a level that is
    counted (``2. Battalion``) or an acronym, unless the name has a number of its own; any letter with a full stop.

    >>> may_be_of_name(sign_of("1. Torreon Station")), may_be_of_name(sign_of("2. Jagadal Battalion"))
    (False, True)
    """
    if sign.kind is SignKind.BULLET or sign.level or sign.mark[-1] == ")":
        return False
    if sign.mark[0] in "aA":
        return True
    name = next((piece.text for piece in split_text(sign.text)), sign.text)
    if any(map(str.isdigit, name)):
        return False
    facts = facts_of(name)
    return facts.acronym if facts.level is None else facts.level.concept in _COUNTED_LEVELS


def without_sign(text: str) -> str:
    """A text without a sign before it that is surely none of the name."""
    sign = item_sign(text)
    return text if sign is None or may_be_of_name(sign) else sign.text


class NumberedLines:
    """The lines of one text, from the first on."""

    def __init__(self) -> None:
        self._order = SignOrder()

    def name(self, text: str) -> str:
        """The next line without the sign of an item: one that is surely none of the name, or that goes on from those
        before and stands before more than a level (``1. Battalion``)."""
        sign = item_sign(text)
        if sign is None:
            return text
        in_order = sign.kind is SignKind.NUMBER and self._order.takes(sign)
        if not may_be_of_name(sign):
            return sign.text
        return sign.text if in_order and not facts_of(sign.text).bare_level else text
