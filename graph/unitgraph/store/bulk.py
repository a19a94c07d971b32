"""Loads a dataset that is already in order: one pass loads it, stores its union, counts and digests it."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Iterator

import pyoxigraph
from pyoxigraph import RdfFormat

from unitgraph import __version__
from unitgraph.errors import StoreError
from unitgraph.files import ChunkStream
from unitgraph.store.contract import FORMAT_VERSION, Metadata, StoreInfo

CHUNK = 1 << 20
"""Bytes handed to the loader at once."""


def load_blocks(quads: pyoxigraph.Store, blocks: Iterable[str], place: str, metadata: Metadata) -> StoreInfo:
    """Loads blocks into an empty store, with the union of all graphs as its default graph, and says what it holds.

    A block is canonical N-Quads of one subject, each line ended by a line feed; all lines of all blocks stand in
    strictly ascending order. Raises StoreError when they do not, and for what is not N-Quads. An error of ``blocks``
    itself comes through.
    """
    passing = _Passing(blocks, place)
    with io.BufferedReader(passing, CHUNK) as reader:
        try:
            quads.bulk_load(reader, format=RdfFormat.N_QUADS)
        except (SyntaxError, ValueError, OSError) as error:
            if passing.fault is not None:
                raise passing.fault from None
            if isinstance(error, OSError):
                raise
            raise StoreError(place, f"not N-Quads ({error})", "give canonical N-Quads in UTF-8") from error
    return passing.info(metadata)


class _Passing(ChunkStream):
    """Blocks as one binary file, with the union's statements among them; counts and digests what passes."""

    def __init__(self, blocks: Iterable[str], place: str) -> None:
        super().__init__(self._encoded(blocks))
        self._place = place
        self._digest = hashlib.sha256()
        self._graphs: Counter[str] = Counter()
        self._triples = 0

    def _encoded(self, blocks: Iterable[str]) -> Iterator[bytes]:
        held: list[str] = []
        size = 0
        for block in self._checked(blocks):
            self._digest.update(block.encode())
            union = self._union(block)
            held += (block, union)
            size += len(block) + len(union)
            if size >= CHUNK:
                yield "".join(held).encode()
                held, size = [], 0
        yield "".join(held).encode()

    def _checked(self, blocks: Iterable[str]) -> Iterator[str]:
        last = ""
        for block in blocks:
            if block <= last:
                raise StoreError(self._place, f"a block is out of order: {block[:80]!r}", "sort the blocks")
            last = block
            yield block

    def _union(self, block: str) -> str:
        """The triples of a block, each once, as lines outside any graph."""
        triples: list[str] = []
        last = ""
        graphs = self._graphs
        for line in block[:-1].split("\n"):
            # A graph's IRI holds neither spaces nor brackets, so the last " <" begins it; lines that share their
            # triple stand side by side, since they share everything before it.
            cut = line.rindex(" <")
            graphs[line[cut:]] += 1
            triple = line[:cut]
            if triple != last:
                triples.append(triple)
                last = triple
        self._triples += len(triples)
        return " .\n".join(triples) + " .\n"

    def info(self, metadata: Metadata) -> StoreInfo:
        """What has passed."""
        graphs = {graph.removeprefix(" <").removesuffix("> ."): count for graph, count in self._graphs.items()}
        return StoreInfo(
            place=self._place,
            format_version=FORMAT_VERSION,
            unitgraph_version=__version__,
            metadata=metadata,
            quads=self._graphs.total(),
            triples=self._triples,
            graphs=dict(sorted(graphs.items())),
            sha256=self._digest.hexdigest(),
        )
