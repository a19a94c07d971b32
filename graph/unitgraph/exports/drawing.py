"""Draws the hierarchy as text: plain in a pipe, in colour on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.units import Node, edges_text
from unitgraph.reading.dates import ALWAYS
from unitgraph.system.closure import Span, common_days, joined, without
from unitgraph.system.display import visible

LISTED = "listed"
AGAIN = " \u2026"
"""Stands after a unit below which nothing is drawn because it is drawn elsewhere."""
BRANCH, LAST, TRUNK, BLANK = "\u251c\u2500\u2500 ", "\u2514\u2500\u2500 ", "\u2502   ", "    "


def label(node: Node, edges: str = "", may_be: str = "") -> str:
    """A unit's name, with what is stated of its edge (see :func:`unitgraph.index.units.edges_text`), what is in
    doubt about it, also the listed units that it ``may_be``, and the years in which it is itself listed, in
    brackets."""
    words = [f"({each})" for each in (*filter(None, [edges]), *doubts(node, may_be))]
    if node.listed:
        words.append(f"[{mark(node)}]")
    return visible(" ".join((node.name, *words)))


def doubts(node: Node, may_be: str = "") -> Iterator[str]:
    """What is in doubt about a unit, also the listed units that it ``may_be``."""
    if node.placeholder:
        yield "placeholder"
    if node.unread:
        yield "unread text"
    if node.country_inferred:
        yield "country only inferred"
    if may_be and not node.listed:
        yield f"not settled: may be {may_be}, which is listed"


def mark(node: Node) -> str:
    """``listed 2018``: the mark of a unit that is itself listed, with the years."""
    years = ", ".join(str(year) for year in sorted({listing.year for listing in node.listings}))
    return f"{LISTED} {years}"


def print_tree(hierarchy: Hierarchy, roots: Sequence[Node]) -> None:
    """Print the units under ``roots`` to stdout, country by country: with Rich on a terminal, plain in a pipe."""
    import sys

    if sys.stdout.isatty():
        _print_rich(hierarchy, roots)
    else:
        for line in tree_lines(hierarchy, roots):
            print(line)


def tree_lines(hierarchy: Hierarchy, roots: Sequence[Node]) -> Iterator[str]:
    """The drawing in plain text, one line per unit, with the dates of its edge; where those are the same for all edges
    they stand once, in the last line. A unit with several superiors appears under each of them, disputed ones too, what
    is below it under the first."""
    common = common_edge(hierarchy, roots)
    for country, nodes in by_country(roots):
        yield country_heading(country)
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


def common_edge(hierarchy: Hierarchy, roots: Sequence[Node]) -> str:
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
    common = common_edge(hierarchy, roots)
    for country, nodes in by_country(roots):
        branches = [Tree(Text(country_heading(country), style="bold"))]
        for each in walk(hierarchy, nodes):
            text = Text(each.label(common))
            if each.node.listed:
                text.highlight_words([f"[{mark(each.node)}]"], "bold red")
            del branches[each.depth :]
            branches.append(branches[-1].add(text))
        console.print(branches[0])
    if common:
        console.print(f"(each edge {common})", highlight=False)


def by_country(roots: Sequence[Node]) -> Iterator[tuple[str, list[Node]]]:
    """The codes of countries in the order of their names, each with its units."""
    for country in sorted({node.country for node in roots}, key=country_heading):
        yield country, [node for node in roots if node.country == country]


def country_heading(code: str) -> str:
    """A country by its name and code."""
    from unitgraph.lexicon.tables import country_by_code

    country = country_by_code(code)
    return f"{country.name} ({code})" if country else code
