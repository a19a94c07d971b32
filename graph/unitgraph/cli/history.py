"""``unitgraph history``: one unit in every list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from unitgraph.cli.options import country_option, format_option, given_store, name_given, store_option
from unitgraph.cli.table_output import echo_json, echo_rows, style_options
from unitgraph.cli.terminal import caveats_option, echo_answer

if TYPE_CHECKING:
    from unitgraph.exports.rows import Style


@click.command("history")
@click.argument("unit", callback=name_given)
@country_option("Country of the unit")
@store_option
@caveats_option
@format_option("text", "json", "csv")
@style_options
def command(unit: str, country: str | None, store: str | None, caveats: bool, form: str, style: Style) -> None:
    """Show what each list of the store says of UNIT: listed, with the text as printed and the chain, or absent.

    Absence means nothing. A year between two lists of which the store holds none is shown as such. UNIT is a name as on
    the list, in any case, with or without accents, an acronym, or a whole path.
    """
    from unitgraph.api import history
    from unitgraph.checking.history import history_dict, history_rows
    from unitgraph.cli.over_time import history_lines

    style.refuse(form)
    opened = given_store(store)
    found = history(unit, country=country, store=opened)
    if form == "json":
        echo_json(history_dict(found), opened)
    elif form == "csv":
        echo_rows(history_rows(found), opened, style)
    else:
        echo_answer(history_lines(found), found.caveats, opened, caveats)
