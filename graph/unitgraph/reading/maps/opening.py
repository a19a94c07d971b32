"""Opens the tables that column maps are for: sheets of a file, and files that are no tables but can be read as some."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from unitgraph.reading.maps.documents import read_ftm, read_ldif, read_popolo, read_sparql
from unitgraph.sources.rows import Layout, Table
from unitgraph.sources.tables import open_table

_TABLES = (".csv", ".tsv", ".xlsx", ".ods", ".xls")


def _read_rdf(path: Path) -> Table:
    from unitgraph.reading.maps.rdf import read_rdf

    return read_rdf(path)


_READERS: dict[str, Callable[[Path], Table]] = {
    "popolo": read_popolo,
    "ftm": read_ftm,
    "sparql": read_sparql,
    "ldif": read_ldif,
    "rdf": _read_rdf,
}


@contextmanager
def open_sheet(path: Path, layout: Layout, reader: str) -> Iterator[Table]:
    """A sheet of a file as a table; ``reader`` is that of a file that is no table."""
    if reader and not (reader == "sparql" and path.suffix.lower() in _TABLES):
        yield _READERS[reader](path)
        return
    with open_table(path, layout, plain="csv") as table:
        yield table


def sheets_of(path: Path, reader: str) -> list[str]:
    """The sheets of a workbook; none of any other file."""
    from unitgraph.sources.workbook import sheet_names

    return [] if reader else sheet_names(path)
