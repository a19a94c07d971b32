"""``unitgraph build``: a published list becomes a store."""

from __future__ import annotations

from pathlib import Path

import click

from unitgraph.cli.options import country_option
from unitgraph.vocab import DEFAULT_BASE


@click.command("build")
@click.argument("source", required=False, type=click.Path(path_type=Path), metavar="[SOURCE]")
@click.option("--store", metavar="DIR", envvar="UNITGRAPH_STORE", required=True, help="The folder to build into.")
@click.option("--list", "name", metavar="NAME", help="Name of the list, such as 2018; told from the page when known.")
@click.option("--year", type=int, help="Calendar year the list speaks of.")
@click.option("--title", help="Title of the list.")
@click.option("--rulings", type=click.Path(path_type=Path), metavar="FILE", help="Recorded decisions (YAML).")
@click.option("--column", help="Column of unit paths, for a table.")
@click.option("--country-column", help="Column of countries, for a table.")
@click.option("--separator", help="Character between the columns of a table.")
@click.option("--base", default=DEFAULT_BASE, show_default=True, help="Base of the IRIs of the data.")
@country_option
def command(
    source: Path | None,
    store: str,
    name: str | None,
    year: int | None,
    title: str | None,
    rulings: Path | None,
    column: str | None,
    country_column: str | None,
    separator: str | None,
    base: str,
    country: str | None,
) -> None:
    """Read SOURCE (a saved page, a text, a PDF or a table) and build the store DIR from it.

    Without SOURCE the bundled list is built. The graph is validated first; one that does not conform is not stored,
    and whatever DIR held before stays as it was.
    """
    from unitgraph.api import build
    from unitgraph.source import Columns

    columns = Columns(column, country_column, separator) if column or country_column or separator else None
    made = build(
        source,
        store,
        name=name,
        year=year,
        title=title,
        rulings=rulings,
        country=country,
        columns=columns,
        base=base,
    )
    graph = made.graph
    click.echo(
        f"Built {store}: {len(graph.denials)} denials, {len(graph.units)} units, {len(graph.subordinations)} "
        f"parent-child edges, {made.roots} roots, {made.countries} countries; {made.info.triples} triples."
    )
    for warning in made.warnings:
        click.echo(f"warning: {warning}", err=True)
