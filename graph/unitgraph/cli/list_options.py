"""The options that say what is known of a list, for every command that reads one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from unitgraph.cli.table_options import TABLE_OPTIONS, TABLE_VALUES, column_option, told_columns

if TYPE_CHECKING:
    from unitgraph.reading.metadata import ListSource


def _published(ctx: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    from unitgraph.checking.days import as_of_day

    return as_of_day(value, f"--published {value}")


_OPTIONS = (
    click.option(
        "--list",
        "--name",
        "name",
        metavar="NAME",
        help="Name of the list, such as 2018; by default that of the bundled list with the same entries.",
    ),
    click.option("--year", type=int, help="Calendar year of the list."),
    click.option("--title", help="Title of the list."),
    click.option(
        "--published", metavar="YYYY-MM-DD", callback=_published, help="Publication date of the list, as 2019-04-30."
    ),
    click.option("--publisher", help="Publisher of the list."),
    click.option("--source-url", "source_url", metavar="URL", help="Address at which the list was published."),
    click.option("--legal-basis", help="Law under which assistance was denied, as the publisher states it."),
    click.option("--licence", metavar="URL", help="Licence of the list."),
    click.option(
        "--order", type=click.Choice(["country"]), help="Its entries are in the alphabetical order of countries."
    ),
    click.option(
        "--bullets/--no-bullets",
        default=None,
        help="Only lines with a bullet or number are entries, or every line that is neither heading nor prose; by "
        "default the document tells.",
    ),
    column_option("unit paths"),
    *TABLE_OPTIONS,
)
_GIVEN = ("name", "year", "title", "published", "publisher", "source_url", "legal_basis", "licence", "order", "bullets")


def list_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options, given to the command together as ``told``, a :data:`ToldList`: the list at a path, with a file of
    rulings and the country of entries without one."""

    @wraps(command)
    def gathered(**values: Any) -> Any:
        given = {name: values.pop(name) for name in (*_GIVEN, *TABLE_VALUES)}

        def told(source: Path | None, rulings: Path | None, country: str | None) -> ListSource:
            return _list_source(source, rulings, country, given)

        return command(told=told, **values)

    for option in reversed(_OPTIONS):
        gathered = option(gathered)
    return gathered


ToldList = Callable[[Path | None, Path | None, str | None], "ListSource"]
"""What options say of a list, for its path, its rulings and the country of entries without one."""


def _list_source(source: Path | None, rulings: Path | None, country: str | None, given: dict[str, Any]) -> ListSource:
    from unitgraph.reading.entries import GroupOrder
    from unitgraph.reading.metadata import ListSource
    from unitgraph.sources import Columns

    columns = told_columns(given)
    return ListSource(
        source,
        given["name"],
        given["year"],
        given["title"],
        rulings,
        country or "",
        None if columns == Columns() else columns,
        given["published"],
        given["publisher"],
        given["source_url"],
        given["legal_basis"],
        given["licence"],
        order=None if given["order"] is None else GroupOrder(given["order"]),
        bullets=given["bullets"],
    )
