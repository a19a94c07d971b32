"""The options that say how a table is laid out, for every command that reads one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from unitgraph.system.errors import UnitGraphError

if TYPE_CHECKING:
    from unitgraph.reading.hierarchy_tables import HierarchySource
    from unitgraph.reading.metadata import ListSource
    from unitgraph.sources import Columns

TABLE_OPTIONS = (
    click.option(
        "--country-column", help="Column of countries (ISO codes or names); by default the only one so called."
    ),
    click.option("--encoding", metavar="NAME", help="Encoding of a text, such as cp1251 (default: found)."),
    click.option("--separator", help="Column separator of a text table; \\t is a tab (default: found)."),
    click.option("--sheet", metavar="NAME|N", help="Sheet of a workbook (default: the first with a known heading)."),
    click.option(
        "--header-row", type=click.IntRange(1, 10_000), metavar="N", help="Row of the headings (default: found)."
    ),
    click.option("--no-header", is_flag=True, help="The table has no headings; columns are named by number or letter."),
)
TABLE_VALUES = ("column", "country_column", "encoding", "separator", "sheet", "header_row", "no_header")


def column_option(of: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """``--column``; ``of`` says of what."""
    return click.option("--column", help=f"Column of {of}: heading, number, letter (default: the only one so called).")


def table_options(of: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The options, given to the command together as ``columns``; ``of`` says what the column holds."""

    def wrapped(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def gathered(**values: Any) -> Any:
            given = {name: values.pop(name) for name in TABLE_VALUES}
            return command(columns=told_columns(given), **values)

        for option in reversed((column_option(of), *TABLE_OPTIONS)):
            gathered = option(gathered)
        return gathered

    return wrapped


def is_of_table(told: ListSource) -> bool:
    """Whether a list is a table, so that what options say of columns is of it."""
    from unitgraph.sources import is_table

    return told.path is not None and is_table(told.path)


def columns_of_list(told: ListSource, tables: Sequence[HierarchySource]) -> ListSource:
    """A list without what options say of the columns and the layout of tables, where they can only mean hierarchy
    tables."""
    from unitgraph.sources import Columns

    if told.columns is None or not tables or is_of_table(told):
        return told
    kept = Columns(encoding=told.columns.encoding)
    return replace(told, columns=None if told.path is None or kept == Columns() else kept)


def told_columns(given: Mapping[str, Any]) -> Columns:
    """The columns and the layout that options give. Raises UnitGraphError where they contradict each other."""
    from unitgraph.sources import Columns

    if given["no_header"] and given["header_row"]:
        raise UnitGraphError("--no-header and --header-row", "contradict each other", "give one of them")
    return Columns(
        given["column"],
        given["country_column"],
        given["separator"],
        not given["no_header"],
        given["sheet"],
        given["encoding"],
        given["header_row"],
    )
