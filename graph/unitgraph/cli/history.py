"""``unitgraph history``: one unit in every list."""

from __future__ import annotations

import click

from unitgraph.cli.options import country_option, format_option, store_option


@click.command("history")
@click.argument("unit")
@country_option("Country of the unit")
@store_option
@format_option("text", "json", "csv")
def command(unit: str, country: str | None, store: str | None, form: str) -> None:
    """Show what each list of the store says of UNIT: listed, with the text as printed and the chain, or absent.

    Absence means nothing. A year between two lists of which the store holds none is shown as such. UNIT is a name as on
    the list, in any case, with or without accents, an acronym, or a whole path.
    """
    from unitgraph.api import history
    from unitgraph.checking.history import history_dict
    from unitgraph.cli.over_time import history_csv, history_text
    from unitgraph.cli.wording import json_text

    found = history(unit, country=country, store=store)
    click.echo(
        json_text(history_dict(found)) if form == "json" else {"text": history_text, "csv": history_csv}[form](found)
    )
