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

_TYPE = f" <{term('rdf:type')}> <"


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
        # A subject is an IRI or a blank node, so the first space ends it, and the second the property.
        self._properties.update([triple.split(" ", 2)[1] for triple in triples])
        self._classes.update([triple.rpartition(" ")[2] for triple in triples if _TYPE in triple])
        return " .\n".join(triples) + " .\n"

    def passing(self, blocks: Iterable[str]) -> Iterator[str]:
        """The blocks as they come, each counted."""
        for block in blocks:
            self.count(block)
            yield block

    def info(self, metadata: Metadata) -> StoreInfo:
        """What has passed."""
        graphs = {graph.removeprefix(" <").removesuffix("> ."): count for graph, count in self._graphs.items()}
        return StoreInfo(
            place=self.place,
            format_version=FORMAT_VERSION,
            unitgraph_version=__version__,
            metadata=metadata,
            quads=self._graphs.total(),
            triples=self._triples,
            graphs=dict(sorted(graphs.items())),
            sha256=self._digest.hexdigest(),
            properties=_bare(self._properties),
            classes=_bare(self._classes),
        )


def _bare(counts: Counter[str]) -> dict[str, int]:
    """Counts by IRI, without brackets, in the order of the IRIs."""
    return {name[1:-1]: count for name, count in sorted(counts.items()) if name.startswith("<")}
