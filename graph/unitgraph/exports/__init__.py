"""Writes a graph, or its part about one unit and everything below it, in standard formats.

The same store gives the same bytes, whatever the run, hash seed and platform. Every format carries the title, source,
year and caveats of its lists: as triples about the list, as attributes of a GraphML graph, in a metadata file beside a
table (CSV on the Web, W3C 2015), and in a sheet of a workbook. A workbook, and a comment, say when they were written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from enum import StrEnum
from pathlib import Path
from typing import IO

from unitgraph.exports.rows import PLAIN, Style, beside, wants_beside
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
    XLSX = "xlsx"


def export(
    store: Store,
    form: Format,
    output: IO[bytes],
    unit: str | None = None,
    parts: Collection[ExtraGraph] = (),
    table: str = "units",
    style: Style = PLAIN,
) -> None:
    """Write the data of ``store`` to ``output``.

    ``unit`` (an IRI) limits it to what is said by entries that name this unit or a unit below it, with the chain above.
    ``parts`` adds graphs to those of lists and rulings. ``table`` is ``units``, ``edges`` or ``denials`` and applies
    only to CSV, ``style`` to CSV and XLSX. Raises QueryError for a unit that is not in the store, and SourceError for a
    format to which ``style`` does not apply.
    """
    style.refuse(form)
    if form in _DESCRIBED:
        from unitgraph.exports.about import about_data
        from unitgraph.exports.described import Described
        from unitgraph.exports.tables import write_table, write_tables

        described, about = Described.of(store, unit), about_data(store.info())
        if form is Format.CSV:
            write_table(described, table, output, about, style)
        elif form is Format.XLSX:
            write_tables(described, output, about, style)
        else:
            from unitgraph.exports.graphml import write_graphml

            write_graphml(described, output, about)
        return
    with selected(store, unit, parts) as lines:
        if form is Format.TURTLE:
            from unitgraph.exports.rdf import write_rdf
            from unitgraph.exports.turtle import prefixes_in

            write_rdf(lines, "turtle", output, prefixes_in(store, unit))
        else:
            _WRITERS[form](lines, output)


def write_folder(store: Store, folder: Path, unit: str | None = None, style: Style = PLAIN) -> None:
    """Write the three CSV tables and their metadata into ``folder``, which is created if missing: all of them
    or none."""
    from unitgraph.exports.about import about_data
    from unitgraph.exports.described import Described
    from unitgraph.exports.tables import TABLES, table_metadata, write_table
    from unitgraph.system.files import whole_files

    described, about = Described.of(store, unit), about_data(store.info())
    files = {name: f"{name}.csv" for name in TABLES}
    with whole_files(folder) as new:
        for name, file in files.items():
            write_table(described, name, new(file), about, style)
        new("csv-metadata.json").write(table_metadata(described, about, files))


def write_table_file(store: Store, path: Path, table: str, unit: str | None = None, style: Style = PLAIN) -> None:
    """Write one CSV table, and its metadata beside it as ``NAME-metadata.json``, unless a comment says it (see
    :func:`unitgraph.exports.rows.wants_beside`)."""
    from unitgraph.exports.about import about_data
    from unitgraph.exports.described import Described
    from unitgraph.exports.tables import table_metadata, write_table
    from unitgraph.system.files import whole_file, write_whole

    described, about = Described.of(store, unit), about_data(store.info())
    with whole_file(path) as stream:
        write_table(described, table, stream, about, style)
    if wants_beside(path, style):
        write_whole(beside(path), table_metadata(described, about, {table: path.name}))


def _write_jsonld(lines: Iterable[str], output: IO[bytes]) -> None:
    from unitgraph.exports.jsonld import write_jsonld

    write_jsonld(lines, output)


def _write_rdf(name: str) -> Callable[[Iterable[str], IO[bytes]], None]:
    def write(lines: Iterable[str], output: IO[bytes]) -> None:
        from unitgraph.exports.rdf import write_rdf

        write_rdf(lines, name, output)

    return write


_DESCRIBED = frozenset((Format.CSV, Format.XLSX, Format.GRAPHML))
_WRITERS: dict[Format, Callable[[Iterable[str], IO[bytes]], None]] = {
    Format.TRIG: _write_rdf("trig"),
    Format.NQUADS: _write_rdf("nquads"),
    Format.NTRIPLES: _write_rdf("ntriples"),
    Format.RDFXML: _write_rdf("rdfxml"),
    Format.JSONLD: _write_jsonld,
}

__all__ = ["ExtraGraph", "Format", "export", "write_folder", "write_table_file"]
