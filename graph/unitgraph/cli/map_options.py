"""The options that say what the columns of a table hold, for every command that reads one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from unitgraph.system.errors import UnitGraphError

if TYPE_CHECKING:
    from unitgraph.reading.hierarchy_tables import HierarchySource
    from unitgraph.reading.maps import ColumnMap
    from unitgraph.reading.metadata import ListSource

PRESETS = ("ftm", "gtts", "invest", "ldif", "org", "popolo", "sfm", "sfm-claims", "wikidata", "wwic")
_OPTIONS = (
    click.option(
        "--map", "map_file", type=click.Path(path_type=Path), metavar="FILE", help="Column map (YAML) of the table."
    ),
    click.option("--preset", metavar="NAME", help=f"Form of the table that is known: {', '.join(PRESETS)}."),
    click.option("--path-columns", metavar="A,B,…", help="Columns that are the levels of one path, from the top down."),
    click.option("--fill-down", is_flag=True, help="An empty cell of --path-columns means what stands above it."),
)
_GIVEN = ("map_file", "preset", "path_columns", "fill_down")
ToldMap = Callable[["str | None"], "ColumnMap | None"]
"""The column map that options give, for the column of countries that others name."""


def map_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--map``, ``--preset``, ``--path-columns`` and ``--fill-down``, given to the command together as ``column_map``,
    a :data:`ToldMap`."""

    @wraps(command)
    def gathered(**values: Any) -> Any:
        given = {name: values.pop(name) for name in _GIVEN}
        return command(column_map=partial(_chosen, **given), **values)

    for option in reversed(_OPTIONS):
        gathered = option(gathered)
    return gathered


def _chosen(
    country_column: str | None, map_file: Path | None, preset: str | None, path_columns: str | None, fill_down: bool
) -> ColumnMap | None:
    """Raises UnitGraphError where options contradict each other."""
    from unitgraph.reading import maps

    told = (("--map", map_file), ("--preset", preset), ("--path-columns", path_columns))
    given = [name for name, value in told if value]
    if len(given) > 1:
        raise UnitGraphError(" and ".join(given), "contradict each other", "give one of them")
    if fill_down and not path_columns:
        raise UnitGraphError("--fill-down", "no path columns are given", "give --path-columns")
    if map_file is not None:
        return maps.read_map(map_file)
    if preset:
        return maps.preset(preset)
    if not path_columns:
        return None
    columns = maps.named_columns(path_columns, "--path-columns")
    return maps.of_path_columns(columns, country_column, fill_down)


def map_of_list(told: ListSource, column_map: ToldMap) -> ColumnMap | None:
    """The column map that options give beside those of a list."""
    return column_map(told.columns.country_column if told.columns else None)


def mapped_list(told: ListSource, tables: Sequence[HierarchySource], chosen: ColumnMap | None) -> ListSource:
    """A list with the column map that options give: where there are hierarchy tables, it is of these alone."""
    if chosen is None or tables:
        return told
    if told.path is None:
        raise UnitGraphError(
            "--map, --preset, --path-columns", "no table is given", "give one, or leave the option out"
        )
    if told.columns is not None and told.columns.column is not None:
        raise UnitGraphError("--column", "the column map says which columns count", "leave the option out")
    return replace(told, map=chosen)
