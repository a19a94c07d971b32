"""The counts and digest of a dataset, in bounded memory."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from unitgraph.dataset.vocab import term
from unitgraph.store.contract import FORMAT_VERSION, Metadata, StoreInfo
from unitgraph.system.errors import StoreError
from unitgraph.system.sorting import blocks_of
from unitgraph.system.version import __version__

_TYPE = f"<{term('rdf:type')}>"


def survey(place: str, metadata: Metadata, lines: Iterable[str], spool: Path | None = None) -> StoreInfo:
    """What the canonical N-Quads ``lines``, in any order, hold. ``spool`` is a folder for what would not fit in
    memory."""
    tally = Tally(place)
    for block in blocks_of(lines, spool):
        tally.count(block)
    return tally.info(metadata)


class Tally:
    """Counts the blocks of a dataset and computes their digest as they pass in order. ``place`` is for messages."""

    def __init__(self, place: str) -> None:
        self.place = place
        self._digest = hashlib.sha256()
        self._graphs: Counter[str] = Counter()
        self._properties: Counter[str] = Counter()
        self._classes: Counter[str] = Counter()
        self._triples = 0
        self._last = ""

    def count(self, block: str) -> str:
        """Takes the next block; its triples, each once, as lines outside any graph."""
        if block <= self._last:
            raise StoreError(self.place, f"a block is out of order: {block[:80]!r}", "sort the blocks")
        self._last = block
        self._digest.update(block.encode())
        triples: list[str] = []
        last = ""
        graphs, properties, classes = self._graphs, self._properties, self._classes
        for line in block[:-1].split("\n"):
            # A graph's IRI holds no spaces; lines that share their triple stand side by side, since they share
            # everything before the graph.
            triple, graph, _ = line.rsplit(" ", 2)
            graphs[graph] += 1
            if triple != last:
                triples.append(triple)
                last = triple
                # A subject is an IRI or a blank node, so the first space ends it, and the second the property.
                _, stated, value = triple.split(" ", 2)
                properties[stated] += 1
                if stated == _TYPE:
                    classes[value] += 1
        self._triples += len(triples)
        return " .\n".join(triples) + " .\n"

    def passing(self, blocks: Iterable[str]) -> Iterator[str]:
        """The blocks as they come, each counted."""
        for block in blocks:
            self.count(block)
            yield block

    def info(self, metadata: Metadata) -> StoreInfo:
        """What has passed."""
        return StoreInfo(
            place=self.place,
            format_version=FORMAT_VERSION,
            unitgraph_version=__version__,
            metadata=metadata,
            quads=self._graphs.total(),
            triples=self._triples,
            graphs=_bare(self._graphs),
            sha256=self._digest.hexdigest(),
            properties=_bare(self._properties),
            classes=_bare(self._classes),
        )


def _bare(counts: Counter[str]) -> dict[str, int]:
    """Counts by IRI, without brackets, in the order of the IRIs."""
    return {name[1:-1]: count for name, count in sorted(counts.items()) if name.startswith("<")}
