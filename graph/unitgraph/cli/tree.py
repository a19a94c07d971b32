"""``unitgraph tree``: draw the hierarchy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from unitgraph.cli.options import as_of_option, country_option, given_store, name_given, store_option
from unitgraph.system.errors import UnknownName


@click.command("tree")
@click.argument("unit", required=False, callback=name_given)
@country_option("Country of the units")
@store_option
@as_of_option
@click.option("--svg", metavar="FILE", type=click.Path(path_type=Path), help="Write an SVG picture to FILE instead.")
def command(unit: str | None, country: str | None, store: str | None, as_of: date | None, svg: Path | None) -> None:
    """Draw the whole hierarchy, or UNIT and what is below it. Units listed themselves are marked with years."""
    from unitgraph.api import about_store, open_checker, open_hierarchy
    from unitgraph.checking.remarks import remarks_as_of
    from unitgraph.exports.drawing import draw_svg, print_tree

    opened = given_store(store)
    if unit is not None:
        checker = open_checker(opened).at(as_of)
        hierarchy, roots = checker.hierarchy, [checker.find(unit, country)]
    else:
        hierarchy = open_hierarchy(opened)
        hierarchy = hierarchy if as_of is None else hierarchy.as_of(as_of)
        roots = [node for node in hierarchy.tops() if country is None or node.country == country]
    if not roots and country is not None:
        remedy = "`unitgraph tree` without --country shows every country"
        raise UnknownName(f"--country {country}", "no unit of this country is in the graph", remedy)
    about = about_store(opened, remarks_as_of(hierarchy.lists.values(), as_of) if as_of else ())
    if svg is None:
        print_tree(hierarchy, roots, about)
    for remark in about.remarks:
        click.echo(remark, err=True)
    if svg is None:
        return
    from unitgraph.system.files import write_whole

    write_whole(svg, draw_svg(hierarchy, roots, about).encode())
    click.echo(f"Wrote {svg}", err=True)
