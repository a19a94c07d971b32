"""The names of a hierarchy's units, as input of the matcher."""

from __future__ import annotations

from unitgraph.index.units import Node
from unitgraph.match import NamedUnit


def named(node: Node) -> NamedUnit:
    """A node as the matcher sees it."""
    return NamedUnit(node.iri, node.name, node.country, node.other_names, node.superiors, node.places)
