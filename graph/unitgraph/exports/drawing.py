"""Draws the hierarchy: as text in a pipe, in colour on a terminal, as an SVG picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.units import Node
from unitgraph.system.display import visible

LISTED = "listed"
BRANCH, LAST, TRUNK, BLANK = "\u251c\u2500\u2500 ", "\u2514\u2500\u2500 ", "\u2502   ", "    "


def label(node: Node) -> str:
    """A unit's name, with the years in which it is itself listed in brackets."""
    return visible(f"{node.name} [{mark(node)}]" if node.listed else node.name)


def mark(node: Node) -> str:
    """``listed 2018``: the mark of a unit that is itself listed, with the years."""
    years = ", ".join(str(year) for year in sorted({listing.year for listing in node.listings}))
    return f"{LISTED} {years}"


def print_tree(hierarchy: Hierarchy, roots: Sequence[Node]) -> None:
    """Print the units under ``roots`` to stdout, country by country: with Rich on a terminal, plain in a pipe."""
    import sys

    if sys.stdout.isatty():
        _print_rich(hierarchy, roots)
        return
    for line in tree_lines(hierarchy, roots):
        print(line)


def tree_lines(hierarchy: Hierarchy, roots: Sequence[Node]) -> Iterator[str]:
    """The drawing in plain text, one line per unit. A unit with several superiors appears under each of them."""
    for country, nodes in _by_country(roots):
        yield _country_name(country)
        yield from _branch_lines(hierarchy, nodes, "")


def _branch_lines(hierarchy: Hierarchy, nodes: Sequence[Node], indent: str) -> Iterator[str]:
    # A stack instead of recursion: a chain may be deeper than Python's recursion limit.
    waiting = [(node, indent, node is nodes[-1]) for node in reversed(nodes)]
    while waiting:
        node, before, last = waiting.pop()
        yield f"{before}{LAST if last else BRANCH}{label(node)}"
        below = hierarchy.subordinates(node.iri)
        inner = before + (BLANK if last else TRUNK)
        waiting.extend((each, inner, each is below[-1]) for each in reversed(below))


def _print_rich(hierarchy: Hierarchy, roots: Sequence[Node]) -> None:
    from rich.console import Console
    from rich.text import Text
    from rich.tree import Tree

    console = Console()
    for country, nodes in _by_country(roots):
        top = Tree(Text(_country_name(country), style="bold"))
        waiting = [(node, top) for node in reversed(nodes)]
        while waiting:
            node, parent = waiting.pop()
            text = Text(visible(node.name))
            if node.listed:
                text.append(f" [{mark(node)}]", style="bold red")
            branch = parent.add(text)
            waiting.extend((each, branch) for each in reversed(hierarchy.subordinates(node.iri)))
        console.print(top)


def _by_country(roots: Sequence[Node]) -> Iterator[tuple[str, list[Node]]]:
    for country in sorted({node.country for node in roots}, key=_country_name):
        yield country, [node for node in roots if node.country == country]


def _country_name(code: str) -> str:
    from unitgraph.lexicon.tables import country_by_code

    country = country_by_code(code)
    return f"{country.name} ({code})" if country else code


ROW, STEP, LETTER = 24, 28, 7.2  # pixels: height of a row, indent of a level, mean width of a letter


def draw_svg(hierarchy: Hierarchy, roots: Sequence[Node]) -> str:
    """The drawing as an SVG document, one row per unit; listed units are bold and marked in words."""
    rows = list(_rows(hierarchy, roots))
    width = max((60 + depth * STEP + len(text) * LETTER for depth, text, _ in rows), default=200)
    height = ROW * len(rows) + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}" '
        f'viewBox="0 0 {width:.0f} {height}" role="img" font-family="sans-serif" font-size="13">',
        "<title>Hierarchy of units; units that are themselves listed are marked</title>",
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


def _svg_text(x: int, y: int, text: str, node: Node | None) -> str:
    if node is None:
        return f'<text x="{x}" y="{y + 4}" font-weight="bold">{escape(text)}</text>'
    style = ' font-weight="bold" fill="#a4262c"' if node.listed else ""
    return f'<text x="{x}" y="{y + 4}"{style}>{escape(text)}</text>'


def _rows(hierarchy: Hierarchy, roots: Sequence[Node]) -> Iterator[tuple[int, str, Node | None]]:
    for country, nodes in _by_country(roots):
        yield 0, _country_name(country), None
        waiting = [(node, 1) for node in reversed(nodes)]
        while waiting:
            node, depth = waiting.pop()
            yield depth, label(node), node
            waiting.extend((each, depth + 1) for each in reversed(hierarchy.subordinates(node.iri)))
