"""Draws the hierarchy: as text in a pipe, in colour on a terminal, as an SVG picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from unitgraph.exports.about import About
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.units import Node, edges_text
from unitgraph.reading.dates import ALWAYS
from unitgraph.system.closure import Span, common_days, joined, without
from unitgraph.system.display import visible

LISTED = "listed"
LINE = "line"
"""Stands in place of a unit for a row that is about the drawing."""
AGAIN = " \u2026"
"""Stands after a unit below which nothing is drawn because it is drawn elsewhere."""
BRANCH, LAST, TRUNK, BLANK = "\u251c\u2500\u2500 ", "\u2514\u2500\u2500 ", "\u2502   ", "    "


def label(node: Node, edges: str = "", may_be: str = "") -> str:
    """A unit's name, with what is stated of its edge (see :func:`unitgraph.index.units.edges_text`), what is in
    doubt about it, also the listed units that it ``may_be``, and the years in which it is itself listed, in
    brackets."""
    words = [f"({edges})"] if edges else []
    if node.placeholder:
        words.append("(placeholder)")
    if node.unread:
        words.append("(unread text)")
    if node.country_inferred:
        words.append("(country only inferred)")
    if may_be and not node.listed:
        words.append(f"(not settled: may be {may_be}, which is listed)")
    if node.listed:
        words.append(f"[{mark(node)}]")
    return visible(" ".join((node.name, *words)))


def mark(node: Node) -> str:
    """``listed 2018``: the mark of a unit that is itself listed, with the years."""
    years = ", ".join(str(year) for year in sorted({listing.year for listing in node.listings}))
    return f"{LISTED} {years}"


def print_tree(hierarchy: Hierarchy, roots: Sequence[Node], about: About) -> None:
    """Print the units under ``roots`` to stdout, country by country: with Rich on a terminal, plain in a pipe; then
    what the drawing says of itself."""
    import sys

    if sys.stdout.isatty():
        _print_rich(hierarchy, roots)
    else:
        for line in tree_lines(hierarchy, roots):
            print(line)
    print()
    for line in about.short():
        print(visible(line))


def tree_lines(hierarchy: Hierarchy, roots: Sequence[Node]) -> Iterator[str]:
    """The drawing in plain text, one line per unit, with the dates of its edge; where those are the same for all edges
    they stand once, in the last line. A unit with several superiors appears under each of them, disputed ones too, what
    is below it under the first."""
    common = _common_edge(hierarchy, roots)
    for country, nodes in _by_country(roots):
        yield _country_name(country)
        yield from _branch_lines(hierarchy, nodes, common)
    if common:
        yield f"(each edge {common})"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A unit where it is drawn: under a superior, with what is stated of its edge (None for a root), at a depth from 1,
    as the last there or not. ``again`` says that what is below it is drawn elsewhere already, ``may_be`` names the
    listed units that may be the same one."""

    node: Node
    edge: str | None
    depth: int
    last: bool
    again: bool
    may_be: str = ""

    def label(self, common: str) -> str:
        """Its label; ``common`` is what is stated of every edge, which is not said again."""
        return label(self.node, "" if common else self.edge or "", self.may_be) + (AGAIN if self.again else "")


def _common_edge(hierarchy: Hierarchy, roots: Sequence[Node]) -> str:
    """What is stated of every edge below ``roots``, if it is the same for all."""
    found = {edge for each in walk(hierarchy, roots) if (edge := each.edge) is not None}
    return found.pop() if len(found) == 1 else ""


def walk(hierarchy: Hierarchy, roots: Sequence[Node]) -> Iterator[Drawn]:
    """Each unit under each of its superiors, depth first, as long as all edges down to it may hold on one day; what is
    below it once, or there could be no end."""
    # A stack instead of recursion: a chain may be deeper than Python's recursion limit.
    waiting: list[tuple[Node, str | None, int, bool, list[Span]]] = []
    waiting.extend((each, None, 1, each is roots[-1], [ALWAYS]) for each in reversed(roots))
    seen: dict[str, list[Span]] = {}
    while waiting:
        node, edge, depth, last, days = waiting.pop()
        below = list(_below(hierarchy, node, days))
        # Drawn elsewhere already on all of these days.
        again = bool(below) and node.iri in seen and not without(days, seen[node.iri])
        yield Drawn(node, edge, depth, last, again, _may_be(hierarchy, node))
        if not again:
            seen[node.iri] = joined((*seen.get(node.iri, ()), *days))
            for place, (each, told, held) in reversed(list(enumerate(below, 1))):
                waiting.append((each, told, depth + 1, place == len(below), held))


def _may_be(hierarchy: Hierarchy, node: Node) -> str:
    """The names of the listed units that may be the same as one."""
    return "; ".join(other.name for other in map(hierarchy.__getitem__, node.possibly) if other.listed)


def _below(hierarchy: Hierarchy, node: Node, days: list[Span]) -> Iterator[tuple[Node, str, list[Span]]]:
    """The units directly below one that may be there on some of the days, with what is stated of the edge, and on
    which of them."""
    for each in hierarchy.subordinates(node.iri):
        edges = hierarchy.edges_above(each.iri)[node.iri]
        if held := common_days(days, (span for edge in edges for span in edge.days)):
            yield each, edges_text(edges), held


def _branch_lines(hierarchy: Hierarchy, nodes: Sequence[Node], common: str) -> Iterator[str]:
    trunks: list[str] = []
    for each in walk(hierarchy, nodes):
        del trunks[each.depth - 1 :]
        yield "".join((*trunks, LAST if each.last else BRANCH, each.label(common)))
        trunks.append(BLANK if each.last else TRUNK)


def _print_rich(hierarchy: Hierarchy, roots: Sequence[Node]) -> None:
    from rich.console import Console
    from rich.text import Text
    from rich.tree import Tree

    console = Console()
    common = _common_edge(hierarchy, roots)
    for country, nodes in _by_country(roots):
        branches = [Tree(Text(_country_name(country), style="bold"))]
        for each in walk(hierarchy, nodes):
            text = Text(each.label(common))
            if each.node.listed:
                text.highlight_words([f"[{mark(each.node)}]"], "bold red")
            del branches[each.depth :]
            branches.append(branches[-1].add(text))
        console.print(branches[0])
    if common:
        console.print(f"(each edge {common})", highlight=False)


def _by_country(roots: Sequence[Node]) -> Iterator[tuple[str, list[Node]]]:
    for country in sorted({node.country for node in roots}, key=_country_name):
        yield country, [node for node in roots if node.country == country]


def _country_name(code: str) -> str:
    from unitgraph.lexicon.tables import country_by_code

    country = country_by_code(code)
    return f"{country.name} ({code})" if country else code


ROW, STEP, LETTER = 24, 28, 7.2  # pixels: height of a row, indent of a level, mean width of a letter


def draw_svg(hierarchy: Hierarchy, roots: Sequence[Node], about: About, title: str = "", note: str = "") -> str:
    """The drawing as an SVG document, one row per unit; listed units are bold and marked in words. What it says of
    itself is its description, and shortly its last rows; ``title`` is its first, ``note`` the one behind the units."""
    rows: list[tuple[int, str, Node | str | None]] = [(0, visible(title), None)] if title else []
    rows += _rows(hierarchy, roots)
    rows += [(0, visible(line), LINE) for line in (*([note] if note else []), *about.short())]
    width = max((60 + depth * STEP + len(text) * LETTER for depth, text, _ in rows), default=200)
    height = ROW * len(rows) + 20
    told = escape("\n".join(map(visible, about.lines())))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}" '
        f'viewBox="0 0 {width:.0f} {height}" role="img" font-family="sans-serif" font-size="13">',
        f"<title>{escape(visible(title) or 'Hierarchy of units')}; units that are themselves listed are marked</title>",
        f"<desc>{told}</desc>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
    ]
    last_at: dict[int, int] = {}
    for number, (depth, text, node) in enumerate(rows):
        y = 10 + ROW * number + ROW // 2
        last_at[depth] = y
        x = 20 + depth * STEP
        if depth:
            left, top = x - STEP + 6, last_at[depth - 1] + 8
            parts.append(f'<path d="M{left} {top}V{y}H{x - 4}" fill="none" stroke="#767676"/>')
        parts.append(_svg_text(x, y, text, node))
    parts.append("</svg>")
    return "\n".join(parts) + "\n"


def _svg_text(x: int, y: int, text: str, node: Node | str | None) -> str:
    if isinstance(node, str):
        return f'<text x="{x}" y="{y + 4}" fill="#555555">{escape(text)}</text>'
    if node is None:
        return f'<text x="{x}" y="{y + 4}" font-weight="bold" fill="#000000">{escape(text)}</text>'
    style = ' font-weight="bold" fill="#a4262c"' if node.listed else ' fill="#000000"'
    return f'<text x="{x}" y="{y + 4}"{style}>{escape(text)}</text>'


def _rows(hierarchy: Hierarchy, roots: Sequence[Node]) -> Iterator[tuple[int, str, Node | str | None]]:
    common = _common_edge(hierarchy, roots)
    for country, nodes in _by_country(roots):
        yield 0, _country_name(country), None
        for each in walk(hierarchy, nodes):
            yield each.depth, each.label(common), each.node
    if common:
        yield 0, f"(each edge {common})", None
