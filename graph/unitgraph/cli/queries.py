"""``unitgraph queries``: show the query library."""

from __future__ import annotations

import click

from unitgraph.cli.options import format_option


@click.command("queries")
@click.argument("name", required=False)
@format_option("text", "json")
def command(name: str | None, form: str) -> None:
    """List the queries that ship with unitgraph, or show the query NAME: its parameters, columns and SPARQL."""
    from unitgraph.cli.library import queries_text, query_text
    from unitgraph.cli.wording import json_text
    from unitgraph.store.library import find_query, library, queries_dict, query_dict

    if name is not None:
        query = find_query(name)
        click.echo(json_text(query_dict(query)) if form == "json" else query_text(query))
        return
    queries = list(library().values())
    click.echo(json_text(queries_dict(queries)) if form == "json" else queries_text(queries))
