"""``unitgraph diff``: two lists compared."""

from __future__ import annotations

import click

from unitgraph.cli.options import format_option, store_option


@click.command("diff")
@click.argument("before")
@click.argument("after")
@store_option
@format_option("text", "json", "csv")
def command(before: str, after: str, store: str | None, form: str) -> None:
    """Compare the list AFTER with the list BEFORE: entries that are new, gone or reworded, then units and edges.

    BEFORE and AFTER are names of lists, or calendar years where the store holds one list of the year. What is gone is
    not cleared.
    """
    from unitgraph.api import diff
    from unitgraph.checking.list_diff import diff_dict
    from unitgraph.cli.over_time import diff_csv, diff_text
    from unitgraph.cli.wording import json_text

    found = diff(before, after, store=store)
    click.echo(json_text(diff_dict(found)) if form == "json" else {"text": diff_text, "csv": diff_csv}[form](found))
