"""Opens the tables that column maps are for: sheets of a file, and files that are no tables but can be read as some."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from unitgraph.reading.maps.documents import read_ftm, read_ldif, read_popolo, read_sparql
from unitgraph.sources.opening import opened
from unitgraph.sources.packed import Bounds
from unitgraph.sources.rows import Layout, Table
from unitgraph.sources.tables import HEAD, form_of, open_table, read_table
from unitgraph.system.remarks import tell
from unitgraph.system.work import bounded, reading

_TABLES = (".csv", ".tsv", ".xlsx", ".ods", ".xls")


def _read_rdf(path: Path, sent: bytes | None = None) -> Table:
    from unitgraph.reading.maps.rdf import read_rdf

    return read_rdf(path, sent)


_READERS: dict[str, Callable[[Path, bytes | None], Table]] = {
    "popolo": read_popolo,
    "ftm": read_ftm,
    "sparql": read_sparql,
    "ldif": read_ldif,
    "rdf": _read_rdf,
}


_RDF = (".ttl", ".nt", ".nq", ".trig", ".rdf", ".owl", ".jsonld")
_MARKS = {
    "ftm": (b'"schema"', b'"properties"'),
    "popolo": (b'"organizations"',),
    "wikidata": (b'"head"', b'"vars"', b'"results"'),
}


def preset_for(path: Path) -> str | None:
    """The preset for a file that is no table, as its name and its first bytes tell; None for any other."""
    suffix = path.suffix.lower()
    if suffix in _RDF:
        return "org"
    if suffix == ".ldif":
        return "ldif"
    if suffix not in (".json", ".jsonl", ".ndjson", ".srj"):
        return None
    with opened(path) as stream:
        head = stream.read(HEAD)
    return next((name for name, marks in _MARKS.items() if all(mark in head for mark in marks)), None)


@dataclass(frozen=True, slots=True)
class Sent:
    """A table that was sent and stands in no file: its bytes, and how much it may unpack to."""

    content: bytes
    bounds: Bounds


@contextmanager
def open_sheet(path: Path, layout: Layout, reader: str, sent: Sent | None = None) -> Iterator[Table]:
    """A sheet of a file as a table; ``reader`` is that of a file that is no table. What was ``sent`` is in no
    file."""
    if reader and not (reader == "sparql" and path.suffix.lower() in _TABLES):
        with bounded(reading(path.name)):
            table = _READERS[reader](path, None if sent is None else sent.content)
        yield table
    elif sent is not None:
        form = form_of(path.name, sent.content[:HEAD], "csv")
        table = read_table(io.BytesIO(sent.content), path.name, form, layout, sent.bounds)
        yield table
        tell(table.remarks)
    else:
        with open_table(path, layout, plain="csv") as table:
            yield table


def sheets_of(path: Path, reader: str, sent: Sent | None = None) -> list[str]:
    """The sheets of a workbook; none of any other file."""
    from unitgraph.sources.workbook import sheet_names

    if reader:
        return []
    if sent is not None:
        return sheet_names(io.BytesIO(sent.content), path.name, sent.bounds)
    with opened(path) as stream:
        return sheet_names(stream, path.name)
