"""Lines of N-Quads as values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; ``value`` is the IRI or the text of its object, ``datatype`` is empty for an IRI."""

    line: str
    subject: str
    predicate: str
    value: str
    datatype: str
    graph: str


def parse_lines(lines: Iterable[str]) -> Iterator[Statement]:
    """The statements of ``lines`` (N-Quads, no blank nodes, no language tags) in their order."""
    for line in lines:
        (quad,) = pyoxigraph.parse(line, format=pyoxigraph.RdfFormat.N_QUADS)
        value = quad.object
        datatype = value.datatype.value if isinstance(value, pyoxigraph.Literal) else ""
        yield Statement(line, quad.subject.value, quad.predicate.value, value.value, datatype, quad.graph_name.value)
