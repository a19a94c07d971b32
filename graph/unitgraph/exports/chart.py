"""Draws the hierarchy as an org chart: a box for each unit, its superior to the left, as an SVG document."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from unitgraph.exports.about import About
from unitgraph.exports.drawing import Drawn, by_country, common_edge, country_heading, doubts, mark, walk
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.units import Node
from unitgraph.system.display import visible

BOX, COLUMN, LINE, GAP, PAD = 230, 270, 17, 8, 6
"""Pixels: the width of a box and of a column of boxes, the height of a line, between boxes and within one."""
MARGIN, NARROWEST, LETTER = 20, 600, 7.2
"""Pixels: around the picture, its least width, the mean width of a letter."""
_FILLS = {"listed": "#fdf3f2", "here": "#e8f0fa"}
_STROKES = {"listed": "#9b1c1c", "around": "#5b2a86", "here": "#1d4f91", "": "#6b7785"}
_INKS = {"listed": "#9b1c1c", "around": "#5b2a86", "quiet": "#52606d", "": "#17212b"}


@dataclass(slots=True)
class _Box:
    """A unit as drawn: the lines of its box with their kind, and its superior's box; ``top`` is where it stands."""

    drawn: Drawn
    lines: list[tuple[str, str]]
    kind: str
    title: str
    above: _Box | None
    top: float = 0.0

    @property
    def left(self) -> float:
        return MARGIN + (self.drawn.depth - 1) * COLUMN

    @property
    def height(self) -> float:
        return len(self.lines) * LINE + 2 * PAD

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


def draw_svg(
    hierarchy: Hierarchy, roots: Sequence[Node], about: About, title: str = "", note: str = "", here: str = ""
) -> str:
    """The units under ``roots`` as an org chart, country by country; units that are themselves listed, and those above
    them, are marked in words and by colour. What the drawing says of itself is its description, and shortly its last
    lines; ``title`` is its first, ``note`` stands behind the units, ``here`` is the unit (an IRI) that it is about."""
    common = common_edge(hierarchy, roots)
    countries = [
        (country_heading(country), list(_boxes(hierarchy, nodes, common, here))) for country, nodes in by_country(roots)
    ]
    deepest = max((box.drawn.depth for _, boxes in countries for box in boxes), default=0)
    width = max(NARROWEST, 2 * MARGIN + deepest * COLUMN - (COLUMN - BOX))
    parts: list[str] = []
    y = float(MARGIN)

    def write(text: str, style: str) -> None:
        nonlocal y
        for line in _wrapped(visible(text), int((width - 2 * MARGIN) / LETTER)):
            parts.append(f'<text x="{MARGIN}" y="{y + LINE:.0f}" {style}>{escape(line)}</text>')
            y += LINE + 3

    if title:
        write(title, 'font-weight="bold" font-size="16"')
    for heading, boxes in countries:
        write(heading, 'font-weight="bold"')
        y = _place(boxes, y + GAP) + GAP
        parts += map(_connector, (box for box in boxes if box.above))
        parts += map(_drawn_box, boxes)
    edges = f"Each edge: {common}." if common else ""
    for line in (*filter(None, (edges, note)), *about.short()):
        write(line, 'fill="#52606d"')
    told = escape("\n".join(map(visible, about.lines())))
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{y + MARGIN:.0f}" '
            f'viewBox="0 0 {width} {y + MARGIN:.0f}" role="img" font-family="sans-serif" font-size="13">',
            f"<title>{escape(visible(title) or 'Hierarchy of units')}; units that are themselves listed are marked"
            "</title>",
            f"<desc>{told}</desc>",
            '<rect width="100%" height="100%" fill="#ffffff"/>',
            *parts,
            "</svg>\n",
        )
    )


def _boxes(hierarchy: Hierarchy, roots: Sequence[Node], common: str, here: str) -> Iterator[_Box]:
    path: list[_Box] = []
    for each in walk(hierarchy, roots):
        del path[each.depth - 1 :]
        around = hierarchy.listed_count(each.node.iri) > 0
        kind = "listed" if each.node.listed else "here" if each.node.iri == here else "around" if around else ""
        lines = list(_lines(each, common, around))
        path.append(_Box(each, lines, kind, each.label(common), path[-1] if path else None))
        yield path[-1]


def _lines(each: Drawn, common: str, around: bool) -> Iterator[tuple[str, str]]:
    """The lines of a box: the name, then what is said of the unit and of its edge, each with its kind."""
    told = [(each.node.name, "name")]
    if each.node.listed:
        told.append((mark(each.node), "listed"))
    if around:
        told.append(("listed units below", "around"))
    told += ((text, "quiet") for text in doubts(each.node, each.may_be))
    if each.edge and not common:
        told.append((each.edge, "quiet"))
    if each.again:
        told.append(("what is below is elsewhere", "quiet"))
    for text, kind in told:
        yield from ((line, kind) for line in _wrapped(visible(text), int((BOX - 2 * PAD) / LETTER)))


def _wrapped(text: str, letters: int) -> list[str]:
    """A text in lines of so many letters, or half as many where they are wide."""
    wide = any(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return textwrap.wrap(text, letters // 2 if wide else letters, break_on_hyphens=False) or [""]


def _place(boxes: Sequence[_Box], y: float) -> float:
    """Give each box its place, depth first: below the one before, and beside the middle of those to its right. Gives
    where they end."""
    waiting: list[tuple[int, float]] = []

    def close(end: int) -> None:
        nonlocal y
        at, start = waiting.pop()
        box, below = boxes[at], boxes[at + 1 : end]
        direct = [each for each in below if each.above is box]
        box.top = (direct[0].middle + direct[-1].middle - box.height) / 2 if direct else y
        if (short := start - box.top) > 0:
            for each in (box, *below):
                each.top += short
            y += short if below else 0
        y = max(y, box.top + box.height + GAP)

    for at, box in enumerate(boxes):
        while waiting and boxes[waiting[-1][0]].drawn.depth >= box.drawn.depth:
            close(at)
        waiting.append((at, y))
    while waiting:
        close(len(boxes))
    return y


def _connector(box: _Box) -> str:
    assert box.above
    start, turn = box.above.left + BOX, box.left - (COLUMN - BOX) / 2
    return (
        f'<path d="M{start:.0f} {box.above.middle:.1f}H{turn:.0f}V{box.middle:.1f}H{box.left:.0f}" fill="none" '
        'stroke="#6b7785"/>'
    )


def _drawn_box(box: _Box) -> str:
    width = 2 if box.kind in ("listed", "here") else 1
    dashes = ' stroke-dasharray="4 3"' if box.drawn.node.placeholder else ""
    frame = (
        f'<rect x="{box.left:.0f}" y="{box.top:.1f}" width="{BOX}" height="{box.height:.0f}" rx="4" '
        f'fill="{_FILLS.get(box.kind, "#ffffff")}" stroke="{_STROKES[box.kind]}" stroke-width="{width}"{dashes}/>'
    )
    return f"<g><title>{escape(box.title)}</title>{frame}{''.join(_texts(box))}</g>"


def _texts(box: _Box) -> Iterable[str]:
    for number, (text, kind) in enumerate(box.lines):
        y = box.top + PAD + LINE * number + LINE - 4
        bold = ' font-weight="bold"' if kind in ("name", "listed") and box.kind in ("listed", "here") else ""
        ink = _INKS.get(kind, _INKS["listed" if box.kind == "listed" else ""])
        yield f'<text x="{box.left + PAD:.0f}" y="{y:.1f}"{bold} fill="{ink}">{escape(text)}</text>'
