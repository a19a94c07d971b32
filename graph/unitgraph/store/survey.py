"""Counts and digest of a dataset, from its N-Quads lines, in bounded memory."""

from __future__ import annotations

import hashlib
import heapq
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from unitgraph import __version__
from unitgraph.store.contract import FORMAT_VERSION, Metadata, StoreInfo

RUN = 500_000
"""Lines sorted in memory at once, about 150 MB."""


def survey(place: str, metadata: Metadata, lines: Iterable[str], spool: Path | None = None) -> StoreInfo:
    """What the canonical N-Quads ``lines`` (each once, without line feeds) hold.

    With a ``spool`` folder, sorted runs of ``RUN`` lines go there and are merged, so that memory stays
    bounded.
    """
    digest = hashlib.sha256()
    graphs: Counter[str] = Counter()
    triples = 0
    last = ""
    for line in _ordered(iter(lines), spool):
        digest.update(line.encode() + b"\n")
        # A graph's IRI holds neither spaces nor brackets, so the last " <" begins it; lines that share their
        # triple stand side by side, since they share everything before it.
        triple, _, graph = line.rpartition(" <")
        graphs[graph.removesuffix("> .")] += 1
        triples += triple != last
        last = triple
    return StoreInfo(
        place=place,
        format_version=FORMAT_VERSION,
        unitgraph_version=__version__,
        metadata=metadata,
        quads=graphs.total(),
        triples=triples,
        graphs=dict(sorted(graphs.items())),
        sha256=digest.hexdigest(),
    )


def _ordered(lines: Iterator[str], spool: Path | None) -> Iterable[str]:
    if spool is None:
        return sorted(lines)
    runs: list[Path] = []
    while run := sorted(islice(lines, RUN)):
        runs.append(spool / f"run-{len(runs)}.nq")
        with runs[-1].open("w", encoding="utf-8", newline="\n") as output:
            output.writelines(f"{line}\n" for line in run)
    return heapq.merge(*map(_read_run, runs))


def _read_run(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="\n") as source:
        for line in source:
            yield line.removesuffix("\n")
