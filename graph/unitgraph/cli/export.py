"""``unitgraph export``: write the graph in standard formats."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unitgraph.cli.options import country_option, form_named, output_option, store_option
from unitgraph.cli.table_output import style_options, tell_shortly
from unitgraph.system.errors import UnitGraphError

if TYPE_CHECKING:
    from unitgraph.exports.rows import Style

FORMATS = ("turtle", "jsonld", "trig", "nquads", "ntriples", "rdfxml", "csv", "xlsx", "graphml")
ENDINGS = {
    ".ttl": "turtle",
    ".jsonld": "jsonld",
    ".trig": "trig",
    ".nq": "nquads",
    ".nt": "ntriples",
    ".rdf": "rdfxml",
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".graphml": "graphml",
}
"""The formats that the name of a file tells."""


@click.command("export")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), help="Output format (default: by the name of -o, else turtle)."
)
@click.option("--unit", metavar="NAME", help="Only this unit, everything below it, and the chain above.")
@country_option("Country of the unit")
@click.option(
    "--include",
    type=click.Choice(("inferred", "ontology", "queries")),
    multiple=True,
    help="Add a graph that is left out by default; may be repeated.",
)
@click.option(
    "--table",
    type=click.Choice(("units", "edges", "denials")),
    help="For csv: this table only (default: all three).",
)
@style_options
@output_option
@store_option
def command(
    form: str | None,
    unit: str | None,
    country: str | None,
    include: tuple[str, ...],
    table: str | None,
    output: Path | None,
    store: str | None,
    style: Style,
) -> None:
    """Write the graph, or one unit's part of it, to stdout or FILE.

    For csv without --table, FILE is a folder for units.csv, edges.csv, denials.csv and their metadata; for xlsx, it is
    a workbook of these three.
    """
    from unitgraph.api import about_store, export
    from unitgraph.exports.rows import beside, wants_beside

    named = None if form else form_named(output, ENDINGS)
    if named == "csv" and table is None:
        what = "three tables do not fit into one file"
        raise UnitGraphError(f"--output {output}", what, "give --table, or --format csv and the name of a folder")
    form = form or named or "turtle"
    if form == "csv" and output is None and table is None:
        raise UnitGraphError("export --format csv", "three tables do not fit on stdout", "give --table, or -o FOLDER")
    if form == "xlsx" and output is None and sys.stdout.isatty():
        raise UnitGraphError("export --format xlsx", "is binary and cannot be shown in a terminal", "give -o FILE")
    target = output if output is not None else sys.stdout.buffer
    export(form, target, unit=unit, country=country, include=include, table=table, style=style, store=store)
    if table is not None and output is not None and wants_beside(output, style):
        click.echo(f"Limitations, data version and date: {beside(output)}", err=True)
    elif table is not None and not style.comment:
        tell_shortly(about_store(store))
