"""Three tables: units, edges and denials, with their metadata as CSV on the Web (W3C, 2015)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import IO
from urllib.parse import quote

from unitgraph.dataset.vocab import term
from unitgraph.exports.about import About
from unitgraph.exports.described import Described
from unitgraph.exports.rows import PLAIN, Style, write_rows
from unitgraph.exports.workbook import Sheet, write_workbook
from unitgraph.reading.dates import Period
from unitgraph.reading.edge_words import ACCEPTED

SEPARATOR = " | "  # between several values in one cell


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A table: its columns with what they hold, and how its rows are read from the statements."""

    columns: dict[str, str]
    rows: Callable[[Described], Iterable[Sequence[str]]]


def write_table(
    described: Described, name: str, output: IO[bytes], about: About | None = None, style: Style = PLAIN
) -> None:
    """Write the table ``name`` (``units``, ``edges``, ``denials``) as UTF-8 CSV (RFC 4180)."""
    table, lines_as = TABLES[name], replace(style, line_end="\r\n")
    write_rows(map(tuple, table.rows(described)), tuple(table.columns), "csv", output, about, lines_as)


def write_tables(described: Described, output: IO[bytes], about: About, style: Style = PLAIN) -> None:
    """Write all tables as the sheets of a workbook, with one that says what they are."""
    sheets = (Sheet(name, tuple(table.columns), table.rows(described)) for name, table in TABLES.items())
    write_workbook(sheets, output, about, style.raw)


def table_metadata(described: Described, about: About, files: Mapping[str, str]) -> bytes:
    """The CSV on the Web metadata of tables, by name the files in which they are: columns, the lists' title, year and
    source, and what the output says of itself."""
    lists = described.lists()
    document = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        **about.properties(),
        "dc:title": "; ".join(str(each["title"]) for each in lists),
        "dc:source": [each["source"] for each in lists if each["source"]],
        "dc:date": [each["year"] for each in lists],
        "dc:publisher": sorted({str(each["publisher"]) for each in lists if each["publisher"]}),
        "dc:license": sorted({str(each["license"]) for each in lists if each["license"]}),
        "tables": [
            {
                "url": quote(file),
                "tableSchema": {
                    "columns": [
                        {"name": column, "titles": column, "dc:description": holds}
                        for column, holds in TABLES[name].columns.items()
                    ]
                },
            }
            for name, file in files.items()
        ],
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _local(concept: str) -> str:
    return concept.removeprefix(term("ug:"))


def _units(about: Described) -> Iterator[Sequence[str]]:
    listed = {about.one(denial, "ug:deniedUnit") for denial in about.of_class("ug:Denial")}
    for unit in about.of_class("ug:Unit"):
        superiors = about.all(unit, "org:subOrganizationOf")
        yield (
            unit,
            about.name(unit),
            SEPARATOR.join(about.all(unit, "skos:altLabel")),
            about.country(unit),
            _local(about.one(unit, "org:classification")),
            SEPARATOR.join(superiors),
            SEPARATOR.join(about.name(each) for each in superiors),
            SEPARATOR.join(about.name(each) for each in about.all(unit, "org:hasSite")),
            "yes" if unit in listed else "no",
            "yes" if term("ug:Placeholder") in about.all(unit, "rdf:type") else "no",
            *_dates(about.period(unit)),
            about.country_confidence(unit),
        )


def _edges(about: Described) -> Iterator[Sequence[str]]:
    for edge in about.of_class("ug:Subordination"):
        subordinate, superior = about.one(edge, "ug:subordinate"), about.one(edge, "ug:superior")
        yield (
            subordinate,
            about.name(subordinate),
            superior,
            about.name(superior),
            about.country(subordinate),
            _local(about.one(edge, "ug:relation")),
            *_dates(about.period(edge))[:2],
            about.one(edge, "ug:confidence"),
            SEPARATOR.join(about.sources(edge)),
            _local(about.one(edge, "ug:edgeStatus")).lower() or ACCEPTED,
            *_dates(about.period(edge))[2:],
            about.country_confidence(subordinate),
        )


def _dates(period: Period) -> tuple[str, str, str, str]:
    """First and last cited as precisely as the source gives them; whether they are the start and the end."""
    known = ("yes" if each else "" for each in (period.start_known, period.end_known))
    return (str(period.first or ""), str(period.last or ""), *known)  # type: ignore[return-value]


def _denials(about: Described) -> Iterator[Sequence[str]]:
    """The denials list by list, as their entries stand there."""

    def place(denial: str) -> tuple[str, str, int, str]:
        entry = next(iter(about.sources(denial)), "")
        line = int(about.one(entry, "ug:line") or 0)
        return about.one(denial, "ug:calendarYear"), about.one(entry, "dcterms:isPartOf"), line, denial

    for denial in sorted(about.of_class("ug:Denial"), key=place):
        unit, entry = about.one(denial, "ug:deniedUnit"), next(iter(about.sources(denial)), "")
        of_list = about.one(entry, "dcterms:isPartOf")
        yield (
            denial,
            unit,
            about.name(unit),
            about.country(unit),
            about.one(denial, "ug:calendarYear"),
            about.one(of_list, "dcterms:title"),
            about.one(of_list, "dcterms:source"),
            about.one(entry, "ug:line"),
            about.one(entry, "ug:verbatimText"),
            about.one(denial, "ug:legalBasis"),
            entry,
            about.country_confidence(denial),
        )


_COUNTRY = "ISO 3166-1 alpha-2 code; ZZ where it is not known"
_GUESSED = {"country_confidence": "confidence in the country, 0 to 1, where it was only inferred; else empty"}
_DATES = {
    "first_cited": "first date for which a source states it: a year, a month or a day, as the source has it",
    "last_cited": "last date for which a source states it; no end, unless end_known says so",
    "start_known": "yes: first_cited is known to be the start",
    "end_known": "yes: last_cited is known to be the end",
}
TABLES = {
    "units": CsvTable(
        {
            "unit": "IRI of the unit",
            "name": "its name as listed",
            "other_names": "other spellings and acronyms",
            "country": _COUNTRY,
            "level": "level that its name states",
            "superiors": "IRIs of the units directly above",
            "superior_names": "their names",
            "places": "where it is, as listed",
            "listed": "yes: an entry of a list denies this unit itself",
            "placeholder": "yes: stands for a unit that its source could not name",
            **_DATES,
            **_GUESSED,
        },
        _units,
    ),
    "edges": CsvTable(
        {
            "subordinate": "IRI of the lower unit",
            "subordinate_name": "its name",
            "superior": "IRI of the unit directly above",
            "superior_name": "its name",
            "country": _COUNTRY,
            "relation": "kind of relation; AsListed: read from the wording of a list",
            **dict(islice(_DATES.items(), 2)),
            "confidence": "of the reading, 0 to 1",
            "entries": "IRIs of the entries and rows it is read from",
            "status": "accepted, or conflict: sources contradict one another",
            **dict(islice(_DATES.items(), 2, None)),
            **_GUESSED,
        },
        _edges,
    ),
    "denials": CsvTable(
        {
            "denial": "IRI of the denial",
            "unit": "IRI of the unit that was denied assistance",
            "name": "its name as listed",
            "country": _COUNTRY,
            "year": "calendar year of the list",
            "list": "title of the list",
            "source": "where the list was published",
            "line": "line of the entry in the page as saved",
            "verbatim": "the entry as printed",
            "legal_basis": "law under which assistance was denied; empty where none is stated",
            "entry": "IRI of the entry",
            **_GUESSED,
        },
        _denials,
    ),
}
