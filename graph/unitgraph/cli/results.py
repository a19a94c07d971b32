"""The result of a query, printed or written to a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from unitgraph.cli.options import opened_output
from unitgraph.system.display import quantity, visible

if TYPE_CHECKING:
    from unitgraph.store import Result


def write_result(result: Result, form: str | None, output: Path | None) -> None:
    """Write ``result`` as ``form`` to a file or stdout. ``table`` is for people: a Rich table on a terminal,
    tab-separated in a pipe, with bare IRIs; the other forms are W3C formats."""
    chosen = form or ("turtle" if result.kind == "graph" else "table")
    if output is None and chosen == "table" and result.kind == "table" and sys.stdout.isatty():
        _print_table(result)
        return
    with opened_output(output) as stream:
        _write(result, chosen, stream)


def _write(result: Result, form: str, output: IO[bytes]) -> None:
    if form != "table":
        result.write(output, form)
    elif result.kind == "boolean":
        output.write(b"yes\n" if result else b"no\n")
    elif result.kind == "graph":
        result.write(output, "turtle")
    else:
        output.write(("\t".join(result.columns) + "\n").encode())
        for row in result.texts():
            output.write(("\t".join(_cell(value) for value in row) + "\n").encode())


def _cell(value: str | None) -> str:
    return "" if value is None else visible(" ".join(value.split()))


def _print_table(result: Result) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*result.columns)
    count = 0
    for row in result.texts():
        table.add_row(*(Text(_cell(value)) for value in row))
        count += 1
    Console().print(table)
    click.echo(quantity(count, "row"), err=True)
