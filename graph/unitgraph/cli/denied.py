"""``unitgraph denied``: list the denied units under one organization, or in one country."""

from __future__ import annotations

from datetime import date

import click

from unitgraph.cli.options import as_of_option, country_option, format_option, store_option


@click.command("denied")
@click.argument("organization")
@country_option("Country of the organization")
@store_option
@as_of_option
@format_option("text", "json", "csv")
def command(organization: str, country: str | None, store: str | None, as_of: date | None, form: str) -> None:
    """List every denied unit below ORGANIZATION, at any depth, with its chain and the entry that lists it.

    ORGANIZATION is a name as on the list, in any case, with or without accents, an acronym, or a whole path; or a
    country, by its name or code, for all denied units in it.
    """
    from unitgraph.api import denied_under
    from unitgraph.cli.wording import denied_csv, denied_json, denied_text

    answer = denied_under(organization, country=country, store=store, as_of=as_of)
    click.echo({"text": denied_text, "json": denied_json, "csv": denied_csv}[form](answer))
