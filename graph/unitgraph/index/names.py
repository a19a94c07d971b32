"""The names of the units of a hierarchy, as the matcher takes them."""

from __future__ import annotations

from unitgraph.index.hierarchy import Node
from unitgraph.match import NamedUnit


def named(node: Node) -> NamedUnit:
    """A node as the matcher sees it."""
    return NamedUnit(node.iri, node.name, node.country, node.other_names, node.superiors, node.places)
