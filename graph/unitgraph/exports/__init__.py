"""Writes a graph, or its part about one unit and everything below it, in standard formats.

The same store gives the same bytes, whatever the run, hash seed and platform. Every format carries the title, source,
year and caveats of its lists: as triples about the list, as attributes of a GraphML graph, and in a metadata file
beside a table (CSV on the Web, W3C 2015).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from enum import StrEnum
from pathlib import Path
from typing import IO

from unitgraph.exports.selection import ExtraGraph, selected
from unitgraph.store import Store


class Format(StrEnum):
    """The formats in which a graph can be written."""

    TURTLE = "turtle"
    JSONLD = "jsonld"
    TRIG = "trig"
    NQUADS = "nquads"
    NTRIPLES = "ntriples"
    RDFXML = "rdfxml"
    GRAPHML = "graphml"
    CSV = "csv"


def export(
    store: Store,
    form: Format,
    output: IO[bytes],
    unit: str | None = None,
    parts: Collection[ExtraGraph] = (),
    table: str = "units",
) -> None:
    """Write the data of ``store`` to ``output``.

    ``unit`` (an IRI) limits it to what is said by entries that name this unit or a unit below it, with the chain above.
    ``parts`` adds graphs to those of lists and rulings. ``table`` is ``units``, ``edges`` or ``denials`` and applies
    only to CSV. Raises QueryError for a unit that is not in the store.
    """
    if form is Format.CSV:
        from unitgraph.exports.tables import write_table

        with selected(store, unit) as lines:
            write_table(lines, table, output)
        return
    with selected(store, unit, parts) as lines:
        _WRITERS[form](lines, output)


def write_folder(store: Store, folder: Path, unit: str | None = None) -> None:
    """Write the three CSV tables and their metadata into ``folder``, which is created if missing. Every file is written
    whole or not at all."""
    from unitgraph.exports.described import Described
    from unitgraph.exports.tables import TABLES, table_metadata, write_rows
    from unitgraph.system.files import make_folder, whole_file, write_whole

    with selected(store, unit) as lines:
        described = Described(lines)
    make_folder(folder)
    for name in TABLES:
        with whole_file(folder / f"{name}.csv") as stream:
            write_rows(described, name, stream)
    write_whole(folder / "csv-metadata.json", table_metadata(described, list(TABLES)))


def _write_graphml(lines: Iterable[str], output: IO[bytes]) -> None:
    from unitgraph.exports.graphml import write_graphml

    write_graphml(lines, output)


def _write_jsonld(lines: Iterable[str], output: IO[bytes]) -> None:
    from unitgraph.exports.jsonld import write_jsonld

    write_jsonld(lines, output)


def _write_rdf(name: str) -> Callable[[Iterable[str], IO[bytes]], None]:
    def write(lines: Iterable[str], output: IO[bytes]) -> None:
        from unitgraph.exports.rdf import write_rdf

        write_rdf(lines, name, output)

    return write


_WRITERS: dict[Format, Callable[[Iterable[str], IO[bytes]], None]] = {
    Format.TURTLE: _write_rdf("turtle"),
    Format.TRIG: _write_rdf("trig"),
    Format.NQUADS: _write_rdf("nquads"),
    Format.NTRIPLES: _write_rdf("ntriples"),
    Format.RDFXML: _write_rdf("rdfxml"),
    Format.JSONLD: _write_jsonld,
    Format.GRAPHML: _write_graphml,
}

__all__ = ["ExtraGraph", "Format", "export", "write_folder"]
