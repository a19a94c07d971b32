"""The RDF formats that Oxigraph writes. Sorted input makes its output the same bytes each time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from pyoxigraph import RdfFormat, parse, serialize

from unitgraph.vocab import PREFIXES

_FORMATS = {
    "turtle": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
}


def write_rdf(lines: Sequence[str], name: str, output: IO[bytes]) -> None:
    """Write sorted lines of N-Quads as the format ``name``; a format without named graphs gets their union."""
    chosen = _FORMATS[name]
    quads = parse("\n".join(lines), format=RdfFormat.N_QUADS)
    if chosen.supports_datasets:
        # TriG groups by graph: all statements of one graph stand together.
        ordered = sorted(quads, key=lambda quad: str(quad.graph_name)) if name == "trig" else quads
        serialize(ordered, output, format=chosen, prefixes=PREFIXES)
    else:
        triples = dict.fromkeys(quad.triple for quad in quads)
        serialize(triples, output, format=chosen, prefixes=PREFIXES)
