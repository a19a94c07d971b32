"""Lines without the sign of an item: which of them read as units or paths of units."""

from __future__ import annotations

from unitgraph.reading.item_signs import is_prose
from unitgraph.reading.paths import PathKind, Role, read_path

LONGEST = 200
"""The number of characters from which a line is surely prose."""
SURE = 0.8
"""The confidence from which a line reads as a unit path."""
_OF_FORCES = frozenset(
    {"squad", "platoon", "detachment", "prison", "squadron", "precinct", "battalion", "brigade", "regiment", "station"}
)
"""The levels that only units of forces have: pages are signed by bureaus, and laws have sections."""
_MOST_WORDS = 8


def reads_as_path(text: str) -> bool:
    """Whether a line reads as a path: two units or more, most of which have a level."""
    if not text or len(text) > LONGEST or text[-1] in ".:;?!" or is_prose(text):
        return False
    reading = read_path(text)
    units = [segment for segment in reading.segments if segment.role is Role.UNIT]
    return (
        reading.kind is PathKind.PATH
        and reading.confidence >= SURE
        and len(units) > 1
        and all(segment.level for segment in units)
    )


def may_be_unit(text: str, names: bool = False) -> bool:
    """Whether a line reads as a unit of a force; with ``names`` as any unit that has a level, or as a path."""
    if not text or len(text) > LONGEST or is_prose(text):
        return False
    reading = read_path(text)
    found = [segment.level for segment in reading.segments if segment.role is Role.UNIT and segment.level]
    if names:
        return bool(found)
    short = 1 < len(text.split()) <= _MOST_WORDS and text[-1] not in ".:;?!"
    return reading.kind is PathKind.SINGLE and short and not _OF_FORCES.isdisjoint(found)
