"""The result of a query, printed or written to a file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from unitgraph.cli.options import form_named, opened_output
from unitgraph.cli.table_output import tell_beside
from unitgraph.exports.rows import begin_text, write_rows
from unitgraph.system.display import quantity, visible
from unitgraph.system.errors import QueryError
from unitgraph.system.writing import safe_cell

if TYPE_CHECKING:
    from unitgraph.exports.about import About
    from unitgraph.exports.rows import Style
    from unitgraph.store import Result

ENDINGS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".xlsx": "xlsx",
    ".json": "json",
    ".srj": "json",
    ".xml": "xml",
    ".srx": "xml",
    ".ttl": "turtle",
    ".txt": "table",
}
"""The formats of results that the name of a file tells."""


def write_result(result: Result, form: str | None, output: Path | None, about: About, style: Style) -> None:
    """Write ``result`` as ``form`` to a file or stdout, with what it says of itself. ``table`` is for people: a Rich
    table on a terminal, tab-separated in a pipe, with bare IRIs; ``xlsx`` is a workbook; the other forms are W3C
    formats, in CSV with cells made safe for spreadsheets."""
    chosen = form or form_named(output, ENDINGS) or ("turtle" if result.kind == "graph" else "table")
    style.refuse(chosen)
    columns = result.columns
    if chosen == "xlsx":
        _refuse_workbook(result, output)
    if output is None and chosen == "table" and result.kind == "table" and sys.stdout.isatty():
        print_table(result)
    else:
        with opened_output(output) as stream:
            _write(result, chosen, stream, about, style)
    tell_beside(output, chosen, columns, about, style)


def _refuse_workbook(result: Result, output: Path | None) -> None:
    if result.kind != "table":
        raise QueryError("--format xlsx", f"a {result.kind} is no table", "choose another format")
    if output is None and sys.stdout.isatty():
        raise QueryError("--format xlsx", "is binary and cannot be shown in a terminal", "give -o FILE")


def _write(result: Result, form: str, output: IO[bytes], about: About, style: Style) -> None:
    if form in ("csv", "xlsx") and result.kind == "table":
        styled = replace(style, line_end="\r\n")  # as SPARQL 1.1 Query Results CSV has it
        write_rows(_bare_rows(result), result.columns, form, output, about, styled, "results")
    elif form != "table":
        begin_text(output, about, style)
        result.write(output, form)
    elif result.kind == "boolean":
        output.write(b"yes\n" if result else b"no\n")
    elif result.kind == "graph":
        result.write(output, "turtle")
    else:
        output.write(("\t".join(result.columns) + "\n").encode())
        safe = str if style.raw else safe_cell
        for row in result.texts():
            output.write(("\t".join(safe(_cell(value)) for value in row) + "\n").encode())


def _bare_rows(result: Result) -> Iterator[tuple[str, ...]]:
    """The rows as SPARQL 1.1 Query Results CSV writes values: bare, but for blank nodes."""
    from pyoxigraph import Literal, NamedNode

    for row in result.rows():
        yield tuple(
            "" if each is None else each.value if isinstance(each, Literal | NamedNode) else str(each) for each in row
        )


def _cell(value: str | None) -> str:
    return "" if value is None else visible(" ".join(value.split()))


def print_table(result: Result) -> None:
    """A table on a terminal; where it is wider than that, each row by itself with a column a line, so that no IRI is
    cut."""
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    columns = result.columns
    rows = [[_cell(value) for value in row] for row in result.texts()]
    console = Console()
    widths = [max(map(cell_len, column)) for column in zip(columns, *rows, strict=True)]
    if sum(widths) + 3 * len(widths) + 1 <= console.width:
        table = Table(*columns)
        for row in rows:
            table.add_row(*map(Text, row))
        console.print(table)
    else:
        wide = max(map(len, columns))
        for number, row in enumerate(rows, 1):
            click.secho(f"row {number}", bold=True)
            for column, value in zip(columns, row, strict=True):
                click.echo(f"{column:{wide}}  {value}")
    click.echo(quantity(len(rows), "row"), err=True)
