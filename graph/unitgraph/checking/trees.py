"""The hierarchy, or what is below one unit, as a value that can be drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from unitgraph.checking.denied import unit_or_country
from unitgraph.checking.findings import Checker
from unitgraph.exports.about import About
from unitgraph.exports.chart import draw_svg
from unitgraph.exports.drawing import tree_lines, walk
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.units import Node
from unitgraph.system.display import quantity, visible
from unitgraph.system.errors import UnknownName
from unitgraph.system.showing import Showable, ShownTable

DRAWN = 2_000
"""The number of units up to which a notebook shows a picture."""


@dataclass(frozen=True, slots=True, repr=False)
class UnitTree(Showable):
    """Units and what is below them. ``about`` is what a drawing says of itself."""

    hierarchy: Hierarchy = field(compare=False)
    roots: tuple[Node, ...]
    about: About

    @property
    def summary(self) -> str:
        """The first unit, or how many there are at the top, and how many stand below."""
        drawn = {each.node.iri for each in walk(self.hierarchy, self.roots)}
        top = self.roots[0].name if len(self.roots) == 1 else quantity(len(self.roots), "unit")
        return f"{top} and {quantity(len(drawn) - len(self.roots), 'unit')} below"

    def __str__(self) -> str:
        return "\n".join((*tree_lines(self.hierarchy, self.roots), "", *map(visible, self.about.short())))

    def svg(self) -> str:
        """It as an SVG document, with title, sources, date and limitations."""
        return draw_svg(self.hierarchy, self.roots, self.about)

    def to_dict(self) -> dict[str, Any]:
        """It as JSON values: the units where they are drawn, and what the drawing says of itself."""
        head, *body = self.rows()
        names = [str(each) for each in head]
        return {"units": [dict(zip(names, row, strict=True)) for row in body], "about": self.about.as_dict()}

    def rows(self) -> ShownTable:
        """A row for each unit where it is drawn, the heading first; ``again`` says that what is below it stands
        elsewhere."""
        rows: list[tuple[object, ...]] = [
            ("depth", "unit", "name", "country", "superior", "edge", "listed", "may_be", "again")
        ]
        path: list[str] = []
        for each in walk(self.hierarchy, self.roots):
            del path[each.depth - 1 :]
            years = sorted({listing.year for listing in each.node.listings})
            told = (each.node.iri, each.node.name, each.node.country, path[-1] if path else "", each.edge or "")
            rows.append((each.depth, *told, " ".join(map(str, years)), each.may_be, each.again))
            path.append(each.node.iri)
        return rows

    def _repr_html_(self) -> str:
        # Zero-argument super() does not find the class that a dataclass with slots makes.
        return self.svg() if len(self.rows()) <= DRAWN else Showable._repr_html_(self)


def tree_of(checker: Checker, about: About, unit: str | None = None, country: str | None = None) -> UnitTree:
    """The tree of the unit called ``unit`` (or of the country, by its name or code), or of all units of a country
    (alpha-2), or of all. Raises UnknownName for a name of no unit, or of several, and for a country without units."""
    hierarchy = checker.hierarchy
    if unit is not None:
        found = unit_or_country(checker, unit, country)
        if not isinstance(found, str):
            return UnitTree(hierarchy, (found,), about)
        country = found
    roots = tuple(node for node in hierarchy.tops() if country is None or node.country == country)
    if not roots and country is not None:
        remedy = "`unitgraph tree` without --country shows every country"
        raise UnknownName(f"--country {country}", "no unit of this country is in the graph", remedy)
    return UnitTree(hierarchy, roots, about)
