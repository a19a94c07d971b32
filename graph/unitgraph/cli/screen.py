"""``unitgraph screen``: screen a table of names."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unitgraph.cli.map_options import ToldMap, map_options
from unitgraph.cli.options import (
    as_of_option,
    country_option,
    form_named,
    opened_output,
    output_option,
    refuse_input,
    store_option,
)
from unitgraph.cli.table_options import table_options
from unitgraph.cli.table_output import style_options, tell_beside
from unitgraph.system.display import quantity
from unitgraph.system.errors import SourceError
from unitgraph.system.remarks import tell

if TYPE_CHECKING:
    from unitgraph.checking.screening import Summary
    from unitgraph.exports.about import About
    from unitgraph.exports.rows import Style
    from unitgraph.reading.asked_rows import Asking
    from unitgraph.reading.maps import ColumnMap
    from unitgraph.sources import Columns
    from unitgraph.sources.rows import Table

INPUTS = ("csv", "tsv", "xlsx", "xls", "ods", "parquet", "json", "jsonl", "html", "lines")
OUTPUTS = ("csv", "tsv", "xlsx", "parquet", "jsonl")
ENDINGS = {**{f".{each}": each for each in OUTPUTS}, ".tab": "tsv", ".ndjson": "jsonl", ".txt": "csv"}
"""The formats that the name of a file tells."""
STATUSES = ("listed", "within-listed", "contains-listed", "beside-listed", "not-listed", "unknown", "ambiguous")


@click.command("screen")
@click.argument("file", metavar="FILE|-")
@table_options("names")
@map_options
@country_option("Country of names in rows without one")
@click.option("--from", "source_form", type=click.Choice(INPUTS), help="Input format (default: found).")
@click.option(
    "--format", "form", type=click.Choice(OUTPUTS), help="Output format (default: from the output's name, else csv)."
)
@click.option(
    "--only", multiple=True, type=click.Choice(("found", *STATUSES)), help="Keep only these rows; may be repeated."
)
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Number of processes.")
@click.option(
    "--engine", type=click.Choice(("local", "spark")), default="local", show_default=True, help="Where to run."
)
@style_options
@output_option
@store_option
@as_of_option
def command(
    file: str,
    columns: Columns,
    column_map: ToldMap,
    country: str | None,
    source_form: str | None,
    form: str | None,
    only: tuple[str, ...],
    workers: int,
    engine: str,
    output: Path | None,
    store: str | None,
    as_of: date | None,
    style: Style,
) -> None:
    """Screen a table of names: which of them touch a listed unit?

    The columns of FILE are kept; status, unit, iri, score, reasons, relation, steps, years, entry and chains are added.
    Rows are streamed. A row that cannot be read is reported and skipped; the exit code is then 2, otherwise 0.
    """
    refuse_input(output, file)
    wanted = _statuses(only)
    column, country_column = columns.column, columns.country_column
    chosen_map = column_map(country_column)
    if chosen_map is not None and column:
        raise SourceError("--column", "the column map says which columns count", "leave one of the options out")
    if engine == "spark":
        _refuse_layout(columns)
        _refuse_style(style)
        told = (column, None if chosen_map else country_column, country)
        _on_spark(Path(file), output, *told, source_form, form, wanted, store, as_of, chosen_map)
        return
    from unitgraph.api import about_store
    from unitgraph.checking.screening import CheckerAt, Summary, output_columns, screen_rows
    from unitgraph.cli.progress import counted
    from unitgraph.exports.rows import write_rows

    summary, place = Summary(), CheckerAt(store or None, as_of)
    chosen = form or form_named(output, ENDINGS) or "csv"
    style.refuse(chosen)
    about = about_store(store or None, place.remarks())
    with _table(file, source_form, columns, chosen_map) as (table, asking):
        rows = screen_rows(table, place, summary, column, country_column, country, workers, wanted, asking)
        if output is None and chosen in ("xlsx", "parquet") and sys.stdout.isatty():
            raise SourceError(f"--format {chosen}", "is binary and cannot be shown in a terminal", "give -o FILE")
        with opened_output(output) as target:
            added = output_columns(table.columns)
            write_rows(counted(rows, "Screening"), added, chosen, target, about, style)
    _report(summary)
    for remark in about.remarks:
        click.echo(remark, err=True)
    tell_beside(output, chosen, added, about, style)
    _tell_if_changed(about, store)
    if summary.bad_count:
        sys.exit(2)


def _on_spark(
    file: Path,
    output: Path | None,
    column: str | None,
    country_column: str | None,
    country: str | None,
    source_form: str | None,
    form: str | None,
    only: frozenset[str],
    store: str | None,
    as_of: date | None,
    column_map: ColumnMap | None,
) -> None:
    from unitgraph.api import about_store
    from unitgraph.checking.screening import CheckerAt, Summary
    from unitgraph.checking.spark import screen_files
    from unitgraph.exports.rows import Style
    from unitgraph.store import is_address

    if is_address(store):
        what = "Spark workers open stores in folders only"
        raise SourceError(f"--store {store}", what, "build the list into a folder that all machines can read")
    place = Path(store) if store else None
    counts = screen_files(
        file, output, column, country_column, country, source_form, form, only, place, as_of, column_map
    )
    nameless = counts.pop("", 0)
    _report(Summary(Counter(counts), bad_count=nameless))
    about = about_store(place, CheckerAt(place, as_of).remarks())
    for remark in about.remarks:
        click.echo(remark, err=True)
    tell_beside(output, "folder", (), about, Style())
    if nameless:
        sys.exit(2)


def _refuse_layout(columns: Columns) -> None:
    """Spark reads its tables itself."""
    from unitgraph.sources import Columns as Told

    if columns != Told(columns.column, columns.country_column):
        what = "reads tables in UTF-8, with commas and a heading in their first row"
        raise SourceError("--engine spark", what, "leave out how the table is laid out")


def _refuse_style(style: Style) -> None:
    from unitgraph.exports.rows import PLAIN

    if style != PLAIN:
        what = "writes its tables itself, and cells as they are"
        raise SourceError("--engine spark", what, "leave out --excel, --comment and --raw")


def _tell_if_changed(about: About, store: str | None) -> None:
    """Say that a build came between the beginning and the end."""
    from unitgraph.api import about_store

    if store and about_store(store).sha256 != about.sha256:
        click.echo(f"{store} was built anew meanwhile: screen again, rows may come from either version", err=True)


def _statuses(only: tuple[str, ...]) -> frozenset[str]:
    from unitgraph.checking.screening import FOUND

    return frozenset(each for name in only for each in (map(str, FOUND) if name == "found" else (name,)))


@contextmanager
def _table(
    file: str, form: str | None, columns: Columns, column_map: ColumnMap | None
) -> Iterator[tuple[Table, Asking | None]]:
    """The table, and how its rows ask where a map tells."""
    from unitgraph.reading.asked_rows import asking_file
    from unitgraph.reading.maps import MappedFile, Sent
    from unitgraph.sources import read_all
    from unitgraph.sources.tables import open_table, read_stream
    from unitgraph.sources.workbook import ANY_BOUNDS

    layout = replace(columns.layout, bare=True)
    if file == "-":
        if column_map is not None:
            sent = Sent(read_all(sys.stdin.buffer, "standard input"), ANY_BOUNDS)
            with asking_file(MappedFile(Path("standard input"), column_map, layout, sent)) as asked:
                yield asked
            return
        table = read_stream(sys.stdin.buffer, "standard input", layout, form)
        yield table, None
        tell(table.remarks)
        return
    if column_map is not None:
        with asking_file(MappedFile(Path(file), column_map, layout)) as asked:
            yield asked
        return
    with open_table(Path(file), layout, form=form) as table:
        yield table, None


def _report(summary: Summary) -> None:
    for row in summary.bad[:20]:
        click.echo(f"row {row.number}: {row.fault}", err=True)
    if summary.bad_count > 20:
        click.echo(f"... and {quantity(summary.bad_count - 20, 'more row')}", err=True)
    total = sum(summary.statuses.values())
    counts = ", ".join(f"{summary.statuses[status]} {status}" for status in STATUSES if summary.statuses[status])
    click.echo(f"{quantity(total, 'row')} screened: {counts or 'none'}", err=True)
    if summary.bad_count:
        click.echo(f"{quantity(summary.bad_count, 'row')} could not be screened", err=True)
