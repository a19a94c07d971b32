"""``unitgraph export``: write the graph in standard formats."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from unitgraph.cli.options import country_option, output_option, store_option
from unitgraph.system.errors import UnitGraphError

FORMATS = ("turtle", "jsonld", "trig", "nquads", "ntriples", "rdfxml", "csv", "graphml")


@click.command("export")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="turtle", show_default=True, help="Output format."
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
@output_option
@store_option
def command(
    form: str,
    unit: str | None,
    country: str | None,
    include: tuple[str, ...],
    table: str | None,
    output: Path | None,
    store: str | None,
) -> None:
    """Write the graph, or one unit's part of it, to stdout or FILE.

    For csv without --table, FILE is a folder for units.csv, edges.csv, denials.csv and their metadata.
    """
    from unitgraph.api import export

    if form == "csv" and output is None and table is None:
        raise UnitGraphError("export --format csv", "three tables do not fit on stdout", "give --table, or -o FOLDER")
    target = output if output is not None else sys.stdout.buffer
    export(form, target, unit=unit, country=country, include=include, table=table, store=store)
