"""``unitgraph build``: a published list becomes a store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unitgraph.cli.options import country_option, renamed_option
from unitgraph.identity.iris import DEFAULT_BASE
from unitgraph.system.errors import UnitGraphError

if TYPE_CHECKING:
    from unitgraph.reading.hierarchy_tables import HierarchySource

SHOWN = 20
"""So many warnings are printed; a large graph may have thousands."""


@click.command("build")
@click.argument("source", required=False, type=click.Path(path_type=Path), metavar="[SOURCE]")
@click.option(
    "--store", metavar="DIR|URL", envvar="UNITGRAPH_STORE", required=True, help="The folder or service to build into."
)
@click.option(
    "--list", "--name", "name", metavar="NAME", help="Name of the list, such as 2018; told from the page when known."
)
@click.option("--year", type=int, help="Calendar year the list speaks of.")
@click.option("--title", help="Title of the list.")
@click.option("--rulings", type=click.Path(path_type=Path), metavar="FILE", help="Recorded decisions (YAML).")
@click.option("--column", help="Column of unit paths, for a table.")
@click.option("--country-column", help="Column of countries, for a table.")
@click.option("--separator", help="Character between the columns of a table.")
@click.option("--base", default=DEFAULT_BASE, show_default=True, help="Base of the IRIs of the data.")
@click.option(
    "--hierarchy",
    "hierarchies",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Table of unit paths, or of units, that brings the units around those of the list; may be repeated.",
)
@click.option(
    "--superiors",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Table of the superiors of the units of a --hierarchy.",
)
@click.option(
    "--hierarchy-year", type=int, metavar="YEAR", help="Year of what hierarchy tables say where a row names none."
)
@renamed_option("--roster", "rosters", new="--hierarchy", type=click.Path(path_type=Path), multiple=True)
@renamed_option("--roster-year", new="--hierarchy-year", type=int)
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes to read with.")
@country_option("Country of entries and rows that nothing else gives one")
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
    hierarchies: tuple[Path, ...],
    rosters: tuple[Path, ...],
    superiors: Path | None,
    hierarchy_year: int | None,
    roster_year: int | None,
    workers: int,
    country: str | None,
) -> None:
    """Read SOURCE (a saved page, a text, a PDF or a table) and build the store DIR from it.

    Without SOURCE the bundled list is built. The graph is validated first; one that does not conform is not stored,
    and whatever DIR held before stays as it was. Where DIR holds nearly the same already, its database is taken over,
    and only what changed is written and validated; the store is the same as one that is built anew.

    A hierarchy table denies no unit: it says how units stand to one another. Its columns are path and country (a table
    of paths), or unit, name and country with other_names, places, level and superiors (a table of units), and for
    --superiors subordinate and superior with relation, first_cited, last_cited and confidence.
    """
    from unitgraph.api import build
    from unitgraph.cli.progress import counters
    from unitgraph.sources import Columns

    year_of_tables = roster_year if hierarchy_year is None else hierarchy_year
    columns = Columns(column, country_column, separator) if column or country_column or separator else None
    with counters() as progress:
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
            hierarchies=_hierarchies((*hierarchies, *rosters), superiors, year_of_tables, country),
            workers=workers,
            progress=progress,
        )
    click.echo(
        f"Built {store}: {made.denials} denials, {made.units} units, {made.edges} "
        f"parent-child edges, {made.roots} roots, {made.countries} countries; {made.info.triples} triples."
    )
    if made.changed is not None:
        click.echo(
            f"{made.changed} things are described otherwise than before; only what they matter to was validated."
        )
    for warning in made.warnings[:SHOWN]:
        click.echo(f"warning: {warning}", err=True)
    if len(made.warnings) > SHOWN:
        more = len(made.warnings) - SHOWN
        click.echo(f"and {more} more warnings: unitgraph validate --store {store} shows them", err=True)


def _hierarchies(
    paths: Sequence[Path], superiors: Path | None, year: int | None, country: str | None
) -> list[HierarchySource]:
    from unitgraph.reading.hierarchy_tables import HierarchySource, is_table_of_paths

    hierarchies = [HierarchySource(path, None, year, country or "") for path in paths]
    if superiors is None:
        return hierarchies
    tables = [each for each in hierarchies if not is_table_of_paths(each.path)]
    if len(tables) != 1:
        remedy = "give it with exactly one --hierarchy that is a table of units"
        raise UnitGraphError("--superiors", f"there are {len(tables)} tables of units", remedy)
    return [replace(each, superiors=superiors) if each is tables[0] else each for each in hierarchies]
