"""From a published list to a graph: document, entries, rulings, readings, units, triples, validation, store."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from unitgraph.dataset import graph_quads
from unitgraph.entries import ListMetadata, bundled_list, metadata_for, read_entries
from unitgraph.errors import UnitGraphError, ValidationError
from unitgraph.readings import take_readings
from unitgraph.resources import resource
from unitgraph.rulings import Ruling, bundled_rulings, read_rulings
from unitgraph.source import Columns, Document, read_document
from unitgraph.units import UnitGraph, build_units
from unitgraph.vocab import DEFAULT_BASE, Minter

if TYPE_CHECKING:
    from unitgraph.store import StoreInfo

BUNDLED = "2018"


@dataclass(frozen=True, slots=True)
class ListSource:
    """What to read a list from, and what its own text does not tell.

    ``path`` None is the bundled list ``name``. ``rulings`` None are those that ship for the list. ``country``
    (ISO 3166-1 alpha-2) is for entries that neither heading, column nor ruling gives one.
    """

    path: Path | None = None
    name: str | None = None
    year: int | None = None
    title: str | None = None
    rulings: Path | None = None
    country: str = ""
    columns: Columns | None = None


def read_list(source: ListSource, base: str = DEFAULT_BASE, missing_rulings: bool = False) -> UnitGraph:
    """The units, edges and denials that one list gives, with their readings. Writes nothing.

    With ``missing_rulings`` a file of rulings that is not there yet stands for none; it is an error otherwise.
    """
    document, metadata = _document(source)
    entries = read_entries(document, metadata)
    rulings = () if missing_rulings and _is_missing(source.rulings) else _rulings(source, metadata)
    readings = take_readings(entries, rulings, source.country, metadata.order)
    return build_units(readings, [metadata], base, rulings)


def _document(source: ListSource) -> tuple[Document, ListMetadata]:
    if source.path is None:
        return bundled_list(source.name or BUNDLED)
    document = read_document(source.path, columns=source.columns)
    return document, metadata_for(document, name=source.name, year=source.year, title=source.title)


def _is_missing(path: Path | None) -> bool:
    return path is not None and not path.exists()


def _rulings(source: ListSource, metadata: ListMetadata) -> Sequence[Ruling]:
    return read_rulings(source.rulings) if source.rulings else bundled_rulings(metadata.name)


@cache
def bundled_graph(name: str = BUNDLED, base: str = DEFAULT_BASE) -> UnitGraph:
    """A list that ships with unitgraph, read with its rulings."""
    return read_list(ListSource(name=name), base)


def dataset_lines(graph: UnitGraph) -> list[str]:
    """The whole dataset as sorted lines of N-Quads: what was read, the ontology, and the described query library.

    The same input gives the same lines, whatever its order.
    """
    return sorted({*graph_quads(graph), *_ontology_quads(graph.base), *_query_quads(graph.base)})


def _ontology_quads(base: str) -> Iterable[str]:
    from pyoxigraph import RdfFormat, parse

    graph = f"<{Minter(base).graph('ontology')}>"
    path = resource("ontology", "unitgraph.ttl")
    for quad in parse(path=str(path), format=RdfFormat.TURTLE):
        yield f"{quad.triple} {graph} .\n"


def _query_quads(base: str) -> Iterable[str]:
    from unitgraph.querylib import describe_library

    return describe_library(base)


@dataclass(frozen=True, slots=True)
class Built:
    """What a build gave: the graph that was read, what the store holds, and the warnings of its validation."""

    graph: UnitGraph
    info: StoreInfo
    warnings: tuple[str, ...]

    @property
    def roots(self) -> int:
        """The number of units without a superior."""
        return sum(not unit.superiors for unit in self.graph.units)

    @property
    def countries(self) -> int:
        """The number of countries with a unit."""
        return len({unit.country for unit in self.graph.units})


def build_store(source: ListSource, store: Path, base: str = DEFAULT_BASE) -> Built:
    """Read a list and store its graph in the folder ``store``.

    The graph is validated first. One that does not conform raises ValidationError and is not stored; what ``store``
    held before stays until the new graph is there as a whole.
    """
    from unitgraph.store import Metadata, write_store
    from unitgraph.validate import validate_quads

    check_base(base)
    graph = read_list(source, base)
    lines = dataset_lines(graph)
    report = validate_quads(lines)
    if not report.conforms:
        raise ValidationError(
            "build", "the graph does not conform to the shapes", "mend what the report names", report.text()
        )
    info = write_store(store, lines, Metadata(base, tuple(each.name for each in graph.lists)))
    return Built(graph, info, tuple(result.message for result in report.results))


def check_base(base: str) -> None:
    """Raise UnitGraphError unless ``base`` can stand before every IRI of the data."""
    if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`#?]+/", base):
        raise UnitGraphError(f"base {base!r}", "is no base for IRIs", "give an http(s) address that ends in '/'")
