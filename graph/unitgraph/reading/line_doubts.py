"""Lines of a list of which it cannot be told what they are, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from unitgraph.system.errors import EntryError

NEITHER = "neither an entry nor a country's name"
EMPTY = "a heading without entries"
OUTSIDE = "outside the entries, and looks like one"
APART = "in the navigation, header, footer, a form or the like of the page, and reads as a unit path"
SENTENCE = "an item that reads as a sentence"
MAY_HEAD = "above the entries, and names a country: it may be their heading"
STRAY = "under no country, and does not read as a unit"
BEHIND = "behind the last entries, and may be prose"
TWO_COUNTRIES = "an entry that begins with another country than its heading"
UNSURE = "without a bullet, and may be an entry or prose"
SHOWN = 10
"""The number of lines that a message names."""
_REMEDY = (
    "decide it with `unitgraph review`, which records a ruling of kind entry, heading or prose, and give --rulings FILE"
)
_REMEDY_PLAIN = f"{_REMEDY}; or say that every line is an entry: --no-bullets"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A line of which it cannot be told what it is (its text without a sign), and why. ``joined`` is the text that it
    would have together with the line above, where it may go on from that."""

    line: int
    text: str
    why: str
    joined: str = ""


def doubts_error(doubts: Sequence[Doubt], name: str) -> EntryError:
    """The error that names lines in doubt of the document ``name``, one at least."""
    where = f"{name} line {doubts[0].line}"
    what = f"{doubts[0].why}: {_shown(doubts[0].text)}"
    if len(doubts) > 1:
        where = f"{name} lines {', '.join(str(each.line) for each in doubts[:SHOWN])}"
        more = f"; and {len(doubts) - SHOWN} more" if len(doubts) > SHOWN else ""
        what = "; ".join(f"line {each.line}, {each.why}: {_shown(each.text)}" for each in doubts[:SHOWN]) + more
    plain = any(each.why == UNSURE for each in doubts)
    return EntryError(where, what, _REMEDY_PLAIN if plain else _REMEDY)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 80 else text[:79] + "…")
