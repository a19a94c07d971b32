"""``unitgraph diff``: two lists compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from unitgraph.cli.options import format_option, given_store, name_given, store_option
from unitgraph.cli.table_output import echo_json, echo_rows, style_options
from unitgraph.cli.terminal import caveats_option, echo_answer

if TYPE_CHECKING:
    from unitgraph.exports.rows import Style


@click.command("diff")
@click.argument("before", callback=name_given)
@click.argument("after", callback=name_given)
@store_option
@caveats_option
@format_option("text", "json", "csv")
@style_options
def command(before: str, after: str, store: str | None, caveats: bool, form: str, style: Style) -> None:
    """Compare the list AFTER with the list BEFORE: entries that are new, gone or reworded, then units and edges.

    BEFORE and AFTER are names of lists, or calendar years where the store holds one list of the year. What is gone is
    not cleared.
    """
    from unitgraph.api import diff
    from unitgraph.cli.over_time import diff_lines

    style.refuse(form)
    opened = given_store(store)
    found = diff(before, after, store=opened)
    if form == "json":
        echo_json(found.to_dict(), opened)
    elif form == "csv":
        echo_rows(found.rows(), opened, style)
    else:
        echo_answer(diff_lines(found), found.caveats, opened, caveats)
