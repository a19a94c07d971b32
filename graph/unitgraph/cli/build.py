"""``unitgraph build``: build a store from a published list."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unitgraph.cli.built import show_built, show_lines
from unitgraph.cli.dry_run import show_dry_run
from unitgraph.cli.left_out import row_reports, show_left_out
from unitgraph.cli.list_options import ToldList, list_options
from unitgraph.cli.map_options import ToldMap, map_of_list, map_options, mapped_list
from unitgraph.cli.options import (
    country_option,
    hierarchy_options,
    hierarchy_sources,
    laid_out,
    layout_options,
    renamed_option,
)
from unitgraph.cli.table_options import columns_of_list
from unitgraph.identity.iris import DEFAULT_BASE
from unitgraph.system.errors import EntryError, UnitGraphError
from unitgraph.system.remarks import without_remarks

if TYPE_CHECKING:
    from unitgraph.reading.metadata import ListSource


@click.command("build")
@click.argument("source", required=False, type=click.Path(path_type=Path), metavar="[SOURCE]")
@click.option(
    "--store", metavar="DIR|URL", envvar="UNITGRAPH_STORE", required=True, help="The folder or service to build into."
)
@list_options
@click.option("--rulings", type=click.Path(path_type=Path), metavar="FILE", help="Recorded decisions (YAML).")
@layout_options
@map_options
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
@click.option("--verbose", is_flag=True, help="Show what each line of a list is, and all that is left out of tables.")
@click.option("--strict", is_flag=True, help="Stop at the first row of a hierarchy table that cannot be read.")
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write what is left out of hierarchy tables, with the reasons (CSV).",
)
def command(
    source: Path | None,
    store: str,
    rulings: Path | None,
    direction: str | None,
    path_separator: str | None,
    all_units: bool,
    column_map: ToldMap,
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
    verbose: bool,
    strict: bool,
    report: Path | None,
    told: ToldList,
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
    with start_known and end_known (yes or no) where they are the start and the end. A superior may be given by its
    name where one unit has it. A row that cannot be read is left out and reported, a superior without a row is
    an unknown unit, edges that lead in a circle are disputed, and the rest is built; --strict stops at the first.
    """
    from unitgraph.cli.progress import counters
    from unitgraph.pipeline.building import build_into
    from unitgraph.pipeline.changing import BuildMode, planned
    from unitgraph.reading.paths.layout import given_layout

    if adds and replaces:
        raise UnitGraphError("build", "add and replace contradict each other", "give one of the two")
    year_of_tables = roster_year if hierarchy_year is None else hierarchy_year
    listed = told(source, rulings, country)
    chosen = map_of_list(listed, column_map)
    tables = hierarchy_sources((*hierarchies, *rosters), superiors, year_of_tables, country, chosen, listed)
    listed = columns_of_list(mapped_list(listed, tables, chosen), tables)
    listed, tables = laid_out(listed, tables, given_layout(direction, path_separator, all_units))
    change = BuildMode.ADD if adds else BuildMode.REPLACE if replaces else BuildMode.KEEP
    alone = no_list or (adds and source is None and listed.name is None and bool(tables))
    with counters() as progress:
        try:
            plan = planned(listed, tables, base, alone, change)
        except EntryError:
            if verbose:
                _show_lines_in_doubt(listed)
            raise
        with row_reports(strict, report) as reports:
            if dry_run:
                show_dry_run(store, plan, progress, workers, form, reports)
                show_left_out(reports, verbose, report)
                return
            made = build_into(store, plan, progress, workers, identities, new_identities, reports)
    show_built(made, store, verbose)
    show_left_out(made.reports, verbose, report)


def _show_lines_in_doubt(told: ListSource) -> None:
    """Print what each line is of the lists that a build stops at, as far as they can be read."""
    from unitgraph.identity.lists import open_list
    from unitgraph.pipeline.project import SUFFIXES, read_project

    is_project = told.path is not None and told.path.suffix.lower() in SUFFIXES
    with suppress(UnitGraphError), without_remarks():
        lists = (
            read_project(told.path, asking=True).lists if is_project and told.path else [open_list(told, asking=True)]
        )
        for each in lists:
            show_lines(each, verbose=True)
