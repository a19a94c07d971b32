"""``unitgraph tree``: draw the hierarchy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from unitgraph.cli.options import as_of_option, country_option, given_store, name_given, store_option
from unitgraph.cli.terminal import echo_about


@click.command("tree")
@click.argument("unit", required=False, callback=name_given)
@country_option("Country of the units")
@store_option
@as_of_option
@click.option("--svg", metavar="FILE", type=click.Path(path_type=Path), help="Write an SVG picture to FILE instead.")
def command(unit: str | None, country: str | None, store: str | None, as_of: date | None, svg: Path | None) -> None:
    """Draw the whole hierarchy, or UNIT (or all of a country, by its name or code) and what is below it. Units listed
    themselves are marked with years."""
    from unitgraph.api import tree
    from unitgraph.exports.drawing import print_tree

    drawn = tree(unit, country=country, store=given_store(store), as_of=as_of)
    about = drawn.about
    if svg is None:
        print_tree(drawn.hierarchy, drawn.roots)
        echo_about(about)
    for remark in about.remarks:
        click.echo(remark, err=True)
    if svg is None:
        return
    from unitgraph.system.files import write_whole

    write_whole(svg, drawn.svg().encode())
    click.echo(f"Wrote {svg}", err=True)
