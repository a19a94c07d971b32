"""``unitgraph check``: check one unit."""

from __future__ import annotations

import sys
from datetime import date

import click

from unitgraph.cli.options import as_of_option, country_option, format_option, given_store, name_given, store_option
from unitgraph.cli.table_output import echo_json
from unitgraph.cli.terminal import caveats_option, echo_answer


@click.command("check")
@click.argument("unit", callback=name_given)
@country_option("Country of the unit")
@store_option
@as_of_option
@caveats_option
@format_option("text", "json")
def command(unit: str, country: str | None, store: str | None, as_of: date | None, caveats: bool, form: str) -> None:
    """Is UNIT listed, or anything above, below or beside it?

    UNIT is a name as on the list, in any case, with or without accents, an acronym, or a whole path. Exit code 0:
    nothing found; 1: a listed unit found; 3: the name is unknown or fits several units.
    """
    from unitgraph.api import check, with_evidence_of
    from unitgraph.checking.relations import Status
    from unitgraph.cli.wording import answer_lines

    opened = given_store(store)
    answer = with_evidence_of(check(unit, country=country, store=opened, as_of=as_of), opened)
    if form == "json":
        echo_json(answer.to_dict(), opened)
    else:
        echo_answer(answer_lines(answer), answer.caveats, opened, caveats)
    if answer.status in (Status.UNKNOWN, Status.AMBIGUOUS):
        sys.exit(3)
    sys.exit(1 if answer.findings else 0)
