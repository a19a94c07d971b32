"""Lines before the first and after the last entry of a list that look as if they were entries too.

Such lines are taken for prose: an entry that lost its bullet, or a heading whose entries did, would vanish with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from unitgraph.lexicon.names import tidy
from unitgraph.reading.entries import Entry
from unitgraph.reading.headings import country_heading
from unitgraph.reading.paths import PathKind, read_path
from unitgraph.sources import Document, Line

_ITEM = re.compile(r"\s*(?:\(?(?:\d{1,3}|[a-zA-Z])[.)]|[+o\u2022\u25cb\u25aa\u00b7*-])\s+(?=\S)")
LONGEST = 200
"""The number of characters from which a line is surely prose."""
SURE = 0.8
"""The confidence from which a line reads as a unit path."""


def lines_left_out(document: Document, entries: Sequence[Entry]) -> Iterator[Line]:
    """The lines outside the entries that a country alone stands on, or that read as a unit path."""
    numbers = [entry.line for entry in entries]
    headings = {entry.heading for entry in entries}
    for line in document.lines:
        outside = line.number < min(numbers) or line.number > max(numbers)
        text = tidy(_ITEM.sub("", line.text, count=1))
        if outside and text and len(text) <= LONGEST and text not in headings and _may_be_lost(text):
            yield line


def _may_be_lost(text: str) -> bool:
    if country_heading(text):
        return True
    if text[-1] in ".:;?!" or "," not in text:
        return False
    reading = read_path(text)
    units = [segment for segment in reading.segments if str(segment.role) == "unit"]
    return (
        reading.kind is PathKind.PATH
        and reading.confidence >= SURE
        and len(units) > 1
        and all(segment.level for segment in units)
    )
