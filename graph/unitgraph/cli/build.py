"""``unitgraph build``: build a store from a published list."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from unitgraph.cli.built import show_built
from unitgraph.cli.dry_run import show_dry_run
from unitgraph.cli.options import (
    country_option,
    hierarchy_options,
    hierarchy_sources,
    laid_out,
    layout_options,
    renamed_option,
)
from unitgraph.identity.iris import DEFAULT_BASE
from unitgraph.system.errors import UnitGraphError


@click.command("build")
@click.argument("source", required=False, type=click.Path(path_type=Path), metavar="[SOURCE]")
@click.option(
    "--store", metavar="DIR|URL", envvar="UNITGRAPH_STORE", required=True, help="The folder or service to build into."
)
@click.option(
    "--list",
    "--name",
    "name",
    metavar="NAME",
    help="Name of the list, such as 2018; by default that of the bundled list with the same entries.",
)
@click.option("--year", type=int, help="Calendar year of the list.")
@click.option("--title", help="Title of the list.")
@click.option(
    "--published", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="Publication date of the list."
)
@click.option("--publisher", help="Publisher of the list.")
@click.option("--source-url", metavar="URL", help="Address at which the list was published.")
@click.option("--legal-basis", help="Law under which assistance was denied, as the publisher states it.")
@click.option("--licence", metavar="URL", help="Licence of the list.")
@click.option("--order", type=click.Choice(["country"]), help="Its entries are in the alphabetical order of countries.")
@click.option("--bullets/--no-bullets", default=None, help="Entries have bullets (default), or every line is an entry.")
@click.option("--rulings", type=click.Path(path_type=Path), metavar="FILE", help="Recorded decisions (YAML).")
@click.option("--column", help="Column of unit paths, for a table.")
@click.option("--country-column", help="Column of countries, for a table.")
@click.option("--separator", help="Column separator of a table.")
@layout_options
@click.option("--base", help=f"Base of the data's IRIs; by default that of the store, or {DEFAULT_BASE}.")
@hierarchy_options
@renamed_option("--roster", "rosters", new="--hierarchy", type=click.Path(path_type=Path), multiple=True)
@renamed_option("--roster-year", new="--hierarchy-year", type=int)
@click.option("--no-list", is_flag=True, help="Build hierarchy tables alone.")
@click.option("--add", "adds", is_flag=True, help="Add to what the store holds.")
@click.option("--replace", "replaces", is_flag=True, help="Replace everything that the store holds.")
@click.option("--dry-run", is_flag=True, help="Show what would be merged and asked, and write nothing.")
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True, help="Of a dry run."
)
@click.option(
    "--identities",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="IRIs of units with their mentions, as a build keeps them; by default those of the store.",
)
@click.option("--new-identities", is_flag=True, help="Name units anew, whatever IRIs they have in the store.")
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes to read with.")
@country_option("Country of entries and rows without one")
def command(
    source: Path | None,
    store: str,
    name: str | None,
    year: int | None,
    title: str | None,
    published: datetime | None,
    publisher: str | None,
    source_url: str | None,
    legal_basis: str | None,
    licence: str | None,
    order: str | None,
    bullets: bool | None,
    rulings: Path | None,
    column: str | None,
    country_column: str | None,
    separator: str | None,
    direction: str | None,
    path_separator: str | None,
    all_units: bool,
    base: str | None,
    hierarchies: tuple[Path, ...],
    rosters: tuple[Path, ...],
    superiors: Path | None,
    hierarchy_year: int | None,
    roster_year: int | None,
    no_list: bool,
    adds: bool,
    replaces: bool,
    dry_run: bool,
    form: str,
    identities: Path | None,
    new_identities: bool,
    workers: int,
    country: str | None,
) -> None:
    """Read SOURCE (a saved page, a text, a PDF or a table) and build a store from it, or from all that a project file
    (unitgraph.yaml) names.

    --direction, --path-separator and --all-units say how the paths of SOURCE are written, or without SOURCE those of
    the tables of paths.

    Without SOURCE, the bundled list is built; with --add and --hierarchy, or with --no-list, the tables alone. The
    graph is validated first; if it does not conform it is not stored, and the store stays as it was. If the store
    already holds nearly the same graph, its database is reused, and only changes are written and validated; the result
    is the same as that of a build from scratch.

    A list whose name the store holds replaces that list alone. Any other needs --add, which keeps what the store holds,
    or --replace. `unitgraph sources` lists what a store is made of; `unitgraph remove` takes a source out.

    With --dry-run nothing is written: it shows which mentions would be one unit and which units may be one that the
    store does not have yet, and why.

    A unit keeps the IRI that it has in the store, whatever sources are added or taken out. Where two turn out one, the
    IRI of one redirects to that of the other.

    A hierarchy table denies no unit: it says how units are related. Its columns are path and country (a table of
    paths), or unit, name and country with other_names, places, level, superiors and placeholder (a table of units), and
    for --superiors subordinate and superior with relation (command, administrative, member-of or as-listed), status
    (accepted or conflict) and confidence. Each may give dates: first_cited and last_cited, as a year, a month or a day,
    with start_known and end_known (yes or no) where they are the start and the end.
    """
    from unitgraph.cli.progress import counters
    from unitgraph.pipeline.building import build_into
    from unitgraph.pipeline.changing import BuildMode, planned
    from unitgraph.reading.entries import GroupOrder
    from unitgraph.reading.metadata import ListSource
    from unitgraph.reading.paths.layout import given_layout
    from unitgraph.sources import Columns

    if adds and replaces:
        raise UnitGraphError("build", "add and replace contradict each other", "give one of the two")
    year_of_tables = roster_year if hierarchy_year is None else hierarchy_year
    tables = hierarchy_sources((*hierarchies, *rosters), superiors, year_of_tables, country)
    told = ListSource(
        source,
        name,
        year,
        title,
        rulings,
        country or "",
        Columns(column, country_column, separator) if column or country_column or separator else None,
        published and published.date(),
        publisher,
        source_url,
        legal_basis,
        licence,
        order=None if order is None else GroupOrder(order),
        bullets=bullets,
    )
    told, tables = laid_out(told, tables, given_layout(direction, path_separator, all_units))
    change = BuildMode.ADD if adds else BuildMode.REPLACE if replaces else BuildMode.KEEP
    alone = no_list or (adds and source is None and name is None and bool(tables))
    with counters() as progress:
        plan = planned(told, tables, base, alone, change)
        if dry_run:
            show_dry_run(store, plan, progress, workers, form)
            return
        made = build_into(store, plan, progress, workers, identities, new_identities)
    show_built(made, store)
