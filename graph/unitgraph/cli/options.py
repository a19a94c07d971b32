"""Options that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

from unitgraph.system.errors import UnitGraphError

if TYPE_CHECKING:
    from unitgraph.reading.hierarchy_tables import HierarchySource
    from unitgraph.reading.maps import ColumnMap
    from unitgraph.reading.metadata import ListSource
    from unitgraph.reading.paths.layout import PathLayout
    from unitgraph.store import Store

Command = TypeVar("Command", bound=Callable[..., Any])


class Seconds(click.FloatRange):
    """A number of seconds above zero, and no ``nan``, which every limit would let pass."""

    def __init__(self) -> None:
        super().__init__(min=0, min_open=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        if number != number:
            self.fail(f"{value!r} is no number of seconds", param, ctx)
        return number


def store_option(command: Command) -> Command:
    """``--store DIR|URL``: the store to answer from; the bundled list if omitted."""
    return click.option(
        "--store",
        metavar="DIR|URL",
        envvar="UNITGRAPH_STORE",
        help="The store to answer from (default: the bundled 2018 list).",
    )(command)


def given_store(store: str | None) -> Store | None:
    """The store that ``--store`` names, open until the command ends: what is answered, and what is said of the data,
    are of one version. None is the bundled list."""
    from unitgraph.api import open_store

    return None if store is None else click.get_current_context().with_resource(open_store(store))


def country_option(of: str) -> Callable[[Command], Command]:
    """``--country``: an ISO code or a country's name, given to the command as an ISO 3166-1 alpha-2 code; ``of`` says
    what it applies to."""
    return click.option("--country", metavar="COUNTRY", callback=_country, help=f"{of}: ISO code or name.")


def name_given(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """The callback of an argument that names a unit or list: a blank one names none."""
    if value is not None and not value.strip():
        raise UnitGraphError(parameter.human_readable_name, "no name given", "write a name")
    return value


def as_of_option(command: Command) -> Command:
    """``--as-of DATE``: answer as of a day, given to the command as a date."""
    return click.option(
        "--as-of",
        metavar="DATE",
        callback=_day,
        help="As of this day (as 2019-04-30): denials published by then, edges not over by then.",
    )(command)


def hierarchy_options(command: Command) -> Command:
    """``--hierarchy``, ``--superiors`` and ``--hierarchy-year``: the tables of the units around those of a list."""
    year = "Year of hierarchy rows that do not give their own."
    path = click.Path(path_type=Path)
    for option in (
        click.option("--hierarchy-year", type=int, metavar="YEAR", help=year),
        click.option(
            "--superiors", type=path, metavar="FILE", help="Table of superiors for the units of a --hierarchy."
        ),
        click.option(
            "--hierarchy",
            "hierarchies",
            type=path,
            multiple=True,
            metavar="FILE",
            help="Table of unit paths, or of units, with the units around those of the list; may be repeated.",
        ),
    ):
        command = option(command)
    return command


def layout_options(command: Command) -> Command:
    """``--direction``, ``--path-separator`` and ``--all-units``: how whoever gives paths says they are written."""
    for option in (
        click.option("--all-units", is_flag=True, help="Every segment is a unit: none is a place or a post."),
        click.option("--path-separator", metavar="TEXT", help="The only separator between the segments of a path."),
        click.option(
            "--direction", type=click.Choice(["up", "down"]), help="How every path is written: up is smallest first."
        ),
    ):
        command = option(command)
    return command


def output_option(command: Command) -> Command:
    """``--output FILE``: where the result goes; stdout if omitted."""
    return click.option(
        "-o",
        "--output",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Write to FILE instead of stdout.",
    )(command)


def form_named(output: Path | None, endings: Mapping[str, str]) -> str | None:
    """The format that the name of an output tells by its ending; None for no output, and for a name without one. Raises
    UnitGraphError for an ending of no format."""
    suffix = output.suffix.lower() if output is not None else ""
    if suffix and suffix not in endings:
        where, known = f"--output {output}", ", ".join(endings)
        raise UnitGraphError(where, "its name tells no format that is written", f"name it {known}, or give --format")
    return endings.get(suffix)


@contextmanager
def opened_output(output: Path | None) -> Iterator[IO[bytes]]:
    """Where ``--output`` sends the result: a file that is there as a whole or not at all, or stdout."""
    if output is None:
        yield sys.stdout.buffer
        return
    from unitgraph.system.files import whole_file

    with whole_file(output) as stream:
        yield stream


def refuse_input(output: Path | None, file: str | Path) -> None:
    """Raise for an output that would take the place of the file that is read, also by another path to it."""
    try:
        same = output is not None and output.samefile(file)
    except OSError:  # one of the two is no file, or not there yet
        return
    if same:
        raise UnitGraphError(f"--output {output}", "is the file that is read", "give another name")


def format_option(*formats: str) -> Callable[[Command], Command]:
    """``--format``: one of ``formats``, by default the first."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="Output format.",
    )


def renamed_option(*names: str, new: str, **settings: Any) -> Callable[[Command], Command]:
    """The former spelling of the option ``new``, kept for one release: it works, is hidden from ``--help``, and prints
    a warning that names the new one. ``settings`` are passed to ``click.option``."""

    def warned(ctx: click.Context, parameter: click.Parameter, value: object) -> object:
        if value not in (None, ()):
            click.echo(f"warning: {names[0]} is deprecated; use {new}", err=True)
        return value

    return click.option(*names, hidden=True, callback=warned, **settings)


def _day(ctx: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    from unitgraph.checking.days import as_of_day

    return as_of_day(value, f"--as-of {value}")


def _country(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    from unitgraph.checking.countries import country_code

    code = country_code(value, f"--country {value}")
    if value is not None and code is None:
        raise UnitGraphError("--country", "no country given", "give an ISO 3166-1 code or an English name, or omit it")
    return code


def laid_out(
    told: ListSource, tables: Sequence[HierarchySource], layout: PathLayout
) -> tuple[ListSource, list[HierarchySource]]:
    """A list and tables with the one ``layout`` that options give: it is that of the list, or where only tables are
    given, that of the tables of paths. Raises UnitGraphError where it may be meant of both, or of none."""
    from unitgraph.reading.hierarchy_tables import is_table_of_paths
    from unitgraph.reading.paths.layout import ANY_LAYOUT

    if layout == ANY_LAYOUT:
        return told, list(tables)
    of_paths = {each for each in tables if is_table_of_paths(each)}
    if told.path is None and of_paths:
        return told, [replace(each, layout=layout) if each in of_paths else each for each in tables]
    if told.path is not None and not of_paths:
        return replace(told, layout=layout), list(tables)
    what, remedy = "neither a list nor a table of paths is given", "give one, or leave the options out"
    if of_paths:
        what = "a list and a table of paths are given, and each may be written in its own way"
        remedy = "say it of each in a project file, or build one after the other, with --add"
    raise UnitGraphError("--direction, --path-separator, --all-units", what, remedy)


def hierarchy_sources(
    paths: Sequence[Path],
    superiors: Path | None,
    year: int | None,
    country: str | None,
    column_map: ColumnMap | None = None,
    listed: ListSource | None = None,
) -> list[HierarchySource]:
    """The hierarchies that options name: tables, with one of superiors for the one that is a table of units. What is
    said of the columns of a list is of them where the list is no table."""
    from unitgraph.cli.table_options import is_of_table
    from unitgraph.reading.hierarchy_tables import HierarchySource, is_table_of_paths
    from unitgraph.reading.paths.layout import ANY_LAYOUT
    from unitgraph.sources.rows import Layout

    columns = listed.columns if listed is not None else None
    table = Layout() if columns is None else replace(columns.layout, headings=frozenset())
    column = place = ""
    if paths and listed is not None and columns is not None and column_map is None and not is_of_table(listed):
        column, place = columns.column or "", columns.country_column or ""
    of_all = (None, year, country or "", ANY_LAYOUT, column_map, table, column, place)
    hierarchies = [HierarchySource(path, *of_all) for path in paths]
    if superiors is None:
        return hierarchies
    tables = [each for each in hierarchies if not is_table_of_paths(each)]
    if len(tables) != 1:
        remedy = "give it with exactly one --hierarchy that is a table of units"
        raise UnitGraphError("--superiors", f"there are {len(tables)} tables of units", remedy)
    return [replace(each, superiors=superiors) if each is tables[0] else each for each in hierarchies]
