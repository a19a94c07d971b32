"""Loads a sorted dataset: a single pass loads it, stores its union, counts it and computes its digest."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

import pyoxigraph
from pyoxigraph import RdfFormat

from unitgraph.store.survey import Tally
from unitgraph.system.errors import StoreError
from unitgraph.system.files import ChunkStream

CHUNK = 1 << 20
"""The number of bytes passed to the loader at once."""


def load_blocks(quads: pyoxigraph.Store, blocks: Iterable[str], tally: Tally) -> None:
    """Loads blocks into a store, with the union of all graphs as its default graph, and counts them.

    A block is canonical N-Quads about one subject, each line ended by a line feed; all lines of all blocks are in
    strictly ascending order. Raises StoreError if they are not, and for invalid N-Quads. Errors of ``blocks`` itself
    propagate.
    """
    passing = ChunkStream(_encoded(blocks, tally))
    with io.BufferedReader(passing, CHUNK) as reader:
        try:
            quads.bulk_load(reader, format=RdfFormat.N_QUADS)
        except (SyntaxError, ValueError, OSError) as error:
            if passing.fault is not None:
                raise passing.fault from None
            if isinstance(error, OSError):
                raise
            raise StoreError(tally.place, f"not N-Quads ({error})", "give canonical N-Quads in UTF-8") from error


def replace_blocks(quads: pyoxigraph.Store, subjects: Iterable[str], blocks: Iterable[str], place: str) -> None:
    """Removes all statements about ``subjects`` (as written) from a store and loads ``blocks``."""
    for subject in subjects:
        for quad in list(quads.quads_for_pattern(_term(subject), None, None)):
            quads.remove(quad)
    load_blocks(quads, blocks, Tally(place))
    for graph in list(quads.named_graphs()):
        if next(quads.quads_for_pattern(None, None, None, graph), None) is None:
            quads.remove_graph(graph)


def _term(subject: str) -> pyoxigraph.NamedNode | pyoxigraph.BlankNode:
    is_blank = subject.startswith("_:")
    return pyoxigraph.BlankNode(subject[2:]) if is_blank else pyoxigraph.NamedNode(subject[1:-1])


def _encoded(blocks: Iterable[str], tally: Tally) -> Iterator[bytes]:
    held: list[str] = []
    size = 0
    for block in blocks:
        union = tally.count(block)
        held += (block, union)
        size += len(block) + len(union)
        if size >= CHUNK:
            yield "".join(held).encode()
            held, size = [], 0
    yield "".join(held).encode()
