"""The contents of a store besides what was read: the ontology and the described query library; and the bundled list."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from unitgraph.dataset.nquads import iri
from unitgraph.dataset.writer import Writer, list_blocks
from unitgraph.identity.iris import Minter
from unitgraph.identity.lists import OpenedList, bundled_graph, bundled_opened
from unitgraph.identity.siblings import near_siblings
from unitgraph.identity.units import UnitGraph
from unitgraph.store.contract import Metadata, SourceInfo, SourceKind, Store
from unitgraph.system.resources import resource
from unitgraph.system.sorting import lines_of, loose_blocks, sorted_blocks


def dataset_blocks(graph: UnitGraph) -> Iterator[str]:
    """The whole dataset of lists as blocks of N-Quads, in any order: what was read, and what every dataset contains."""
    yield from list_blocks(graph)
    writer = Writer(graph.base)
    yield from (writer.near_sibling(one, other) for one, other in near_siblings(graph))
    yield from common_blocks(graph.base)


def common_blocks(base: str) -> Iterator[str]:
    """The parts that every dataset contains: the ontology, and the described query library."""
    from unitgraph.store.library import describe_library

    yield from loose_blocks(_ontology_lines(base))
    yield from loose_blocks(describe_library(base))


def dataset_lines(graph: UnitGraph) -> list[str]:
    """The whole dataset as sorted lines of N-Quads, which do not depend on the order of the input."""
    return [f"{line}\n" for line in lines_of(sorted_blocks(dataset_blocks(graph)))]


def _ontology_lines(base: str) -> Iterator[str]:
    """The ontology, in a graph of its own."""
    from pyoxigraph import RdfFormat, parse

    graph = iri(Minter(base).graph("ontology"))
    path = resource("ontology", "unitgraph.ttl")
    for quad in parse(path=str(path), format=RdfFormat.TURTLE):
        yield f"{quad.triple} {graph} .\n"


def list_info(opened: OpenedList) -> SourceInfo:
    """What a dataset says of a list that it is made of."""
    about = opened.metadata
    return SourceInfo(
        SourceKind.LIST,
        about.name,
        about.sha256,
        len(opened.entries),
        rulings=len(opened.rulings),
        year=about.year,
        title=about.title,
        published=None if about.published is None else about.published.isoformat(),
        counts_from=about.counts_from.isoformat(),
        publisher=about.publisher,
        source=about.source,
        legal_basis=about.legal_basis,
        licence=about.licence,
    )


def bundled_store() -> Store:
    """The bundled list as a store in memory: the same at each call, unless someone has closed it."""
    if _bundled_store().closed:
        _bundled_store.cache_clear()
    return _bundled_store()


@cache
def _bundled_store() -> Store:
    from unitgraph.store.memory import memory_store

    return memory_store(dataset_lines(bundled_graph()), bundled_metadata())


def bundled_metadata() -> Metadata:
    """What is stored with the graph of the bundled list."""
    info = list_info(bundled_opened())
    return Metadata(bundled_graph().base, (info.name,), (info,))
