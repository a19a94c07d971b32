"""``unitgraph denied``: list the denied units under one organization, or in one country."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from unitgraph.cli.options import as_of_option, country_option, format_option, given_store, name_given, store_option
from unitgraph.cli.table_output import echo_json, echo_rows, style_options
from unitgraph.cli.terminal import caveats_option, echo_answer

if TYPE_CHECKING:
    from unitgraph.exports.rows import Style


@click.command("denied")
@click.argument("organization", callback=name_given)
@country_option("Country of the organization")
@store_option
@as_of_option
@caveats_option
@format_option("text", "json", "csv")
@style_options
def command(
    organization: str,
    country: str | None,
    store: str | None,
    as_of: date | None,
    caveats: bool,
    form: str,
    style: Style,
) -> None:
    """List every denied unit below ORGANIZATION, at any depth, with its chain and the entry that lists it.

    ORGANIZATION is a name as on the list, in any case, with or without accents, an acronym, or a whole path; or a
    country, by its name or code, for all denied units in it.
    """
    from unitgraph.api import denied_under
    from unitgraph.cli.wording import denied_lines

    style.refuse(form)
    opened = given_store(store)
    answer = denied_under(organization, country=country, store=opened, as_of=as_of)
    if form == "json":
        echo_json(answer.to_dict(), opened)
    elif form == "csv":
        echo_rows(answer.rows(), opened, style)
    else:
        echo_answer(denied_lines(answer), answer.caveats, opened, caveats)
