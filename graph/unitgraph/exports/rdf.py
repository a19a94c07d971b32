"""The RDF formats that Oxigraph writes, in bounded memory. Sorted input makes its output the same bytes each time."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from typing import IO

from pyoxigraph import Quad, RdfFormat, parse, serialize

from unitgraph.dataset.vocab import PREFIXES
from unitgraph.exports.turtle import BATCH, text_stream, write_turtle


def write_rdf(lines: Iterable[str], name: str, output: IO[bytes], prefixes: dict[str, str] = PREFIXES) -> None:
    """Write sorted lines of N-Quads as the format ``name``: turtle, rdfxml, ntriples (the union of the graphs), nquads
    or trig. ``prefixes`` are those of Turtle."""
    if name == "nquads":
        _write_lines(lines, output)
    elif name == "ntriples":
        _write_lines((f"{triple} ." for triple in union(lines)), output)
    elif name == "trig":
        _write_trig(lines, output)
    elif name == "turtle":
        write_turtle(union(lines), output, prefixes)
    else:
        triples = parse(text_stream(f"{triple} ." for triple in union(lines)), format=RdfFormat.N_TRIPLES)
        serialize(triples, output, format=RdfFormat.RDF_XML, prefixes=PREFIXES)


def union(lines: Iterable[str]) -> Iterator[str]:
    """The triples of sorted lines of N-Quads, each once, without graph and dot. Lines that share their triple stand
    side by side."""
    last = ""
    for line in lines:
        triple = line[: line.rindex(" <")]
        if triple != last:
            yield triple
            last = triple


def _write_lines(lines: Iterable[str], output: IO[bytes]) -> None:
    flow = iter(lines)
    while batch := list(islice(flow, BATCH)):
        output.write(("\n".join(batch) + "\n").encode())


def _write_trig(lines: Iterable[str], output: IO[bytes]) -> None:
    """TriG groups by graph: the statements of each are set aside until those of the graphs before it are written."""
    with ExitStack() as opened:
        graphs: dict[str, IO[str]] = {}
        for line in lines:
            graph = line[line.rindex(" <") :]
            if graph not in graphs:
                spool = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115 (closed by the stack)
                graphs[graph] = opened.enter_context(spool)
            graphs[graph].write(f"{line}\n")
        serialize(_graph_by_graph(graphs), output, format=RdfFormat.TRIG, prefixes=PREFIXES)


def _graph_by_graph(graphs: dict[str, IO[str]]) -> Iterator[Quad]:
    for _, spool in sorted(graphs.items()):
        spool.seek(0)
        yield from parse(text_stream(line.removesuffix("\n") for line in spool), format=RdfFormat.N_QUADS)
