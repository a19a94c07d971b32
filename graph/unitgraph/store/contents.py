"""What a store holds beside what was read: the ontology and the described query library; and the bundled list."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from unitgraph.dataset.writer import graph_quads
from unitgraph.identity.iris import Minter
from unitgraph.identity.lists import bundled_graph
from unitgraph.identity.units import UnitGraph
from unitgraph.store.contract import Metadata, Store
from unitgraph.system.resources import resource


def dataset_lines(graph: UnitGraph) -> list[str]:
    """The whole dataset as sorted lines of N-Quads: what was read, the ontology, and the described query library.

    The same input gives the same lines, whatever its order.
    """
    return sorted({*graph_quads(graph), *ontology_quads(graph.base), *query_quads(graph.base)})


def ontology_quads(base: str) -> Iterable[str]:
    """The ontology as lines of N-Quads, in a graph of its own."""
    from pyoxigraph import RdfFormat, parse

    graph = f"<{Minter(base).graph('ontology')}>"
    path = resource("ontology", "unitgraph.ttl")
    for quad in parse(path=str(path), format=RdfFormat.TURTLE):
        yield f"{quad.triple} {graph} .\n"


def query_quads(base: str) -> Iterable[str]:
    """The descriptions of the query library as lines of N-Quads, in a graph of their own."""
    from unitgraph.store.library import describe_library

    return describe_library(base)


@cache
def bundled_store() -> Store:
    """The bundled list as a store in memory."""
    from unitgraph.store.memory import memory_store

    graph = bundled_graph()
    return memory_store(dataset_lines(graph), Metadata(graph.base, tuple(each.name for each in graph.lists)))
