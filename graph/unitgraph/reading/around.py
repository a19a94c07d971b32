"""What stands around the content of a page, such as navigation: prose, unless it reads as a unit path or a ruling says
that it is an entry."""

from __future__ import annotations

from dataclasses import dataclass, replace

from unitgraph.reading.line_doubts import APART, Doubt
from unitgraph.reading.line_rulings import LineRulings
from unitgraph.reading.outside import reads_as_path
from unitgraph.reading.rulings import RulingKind
from unitgraph.sources import Document, Line, LineKind


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the content of a page, and is no entry."""

    prose: tuple[Line, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def with_entries_around(document: Document, ruled: LineRulings) -> tuple[Document, Around]:
    """A document with the lines around its content that rulings call entries, a list of their own at its end; and the
    others: prose, or in doubt where they read as paths of units."""
    decided = ruled.decided(document.around)
    entries: list[Line] = []
    prose: list[Line] = []
    doubts: list[Doubt] = []
    for at, line in enumerate(document.around):
        ruling = decided.get(at)
        if ruling is not None and ruling.kind is RulingKind.ENTRY:
            entries += [Line(line.number, "", LineKind.GAP), line]
        elif ruling is None and reads_as_path(line.text):
            doubts.append(Doubt(line.number, line.text, APART))
        else:
            prose.append(line)
    return replace(document, lines=(*document.lines, *entries), around=()), Around(tuple(prose), tuple(doubts))
