"""``unitgraph validate``: validate a graph against the shapes."""

from __future__ import annotations

import sys

import click

from unitgraph.cli.options import format_option


@click.command("validate")
@click.argument("graph", required=False, metavar="[FILE-OR-STORE]")
@click.option("--store", metavar="DIR|URL", envvar="UNITGRAPH_STORE", help="The store to validate.")
@click.option(
    "--method",
    type=click.Choice(("whole", "suspects")),
    help="Validate every node, or only suspects found by queries (default for large stores); same results.",
)
@format_option("text", "turtle")
def command(graph: str | None, store: str | None, method: str | None, form: str) -> None:
    """Validate an RDF file or a store (default: the bundled 2018 list).

    Exit code 0: it conforms (warnings do not count); 1: it does not.
    """
    from unitgraph.api import validate

    report = validate(graph or store, method)
    click.echo(report.text() if form == "text" else report.to_turtle())
    sys.exit(0 if report.conforms else 1)
