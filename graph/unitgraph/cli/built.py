"""What a build made and what its store is made of, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from unitgraph.system.display import quantity, visible

if TYPE_CHECKING:
    from unitgraph.pipeline.building import Built
    from unitgraph.reading.list_lines import ListLines
    from unitgraph.store import SourceInfo

SHOWN = 20
"""The number of warnings and of sources printed; a large graph may have thousands."""


def show_built(made: Built, store: str, verbose: bool = False) -> None:
    """Print what a build read, made and what the store now holds, and its warnings to stderr; ``verbose`` shows what
    each line of its lists is."""
    click.echo(
        f"Built {store}: {quantity(made.denials, 'denial')}, {quantity(made.units, 'unit')}, "
        f"{quantity(made.edges, 'parent-child edge')}, {quantity(made.roots, 'root')}, "
        f"{quantity(made.countries, 'country', 'countries')}; {quantity(made.info.triples, 'triple')}."
    )
    sources = made.info.metadata.sources
    more = f"; and {len(sources) - SHOWN} more" if len(sources) > SHOWN else ""
    click.echo(f"It holds {'; '.join(map(source_words, sources[:SHOWN]))}{more}.")
    for each in made.lists:
        click.echo(f"Read {visible(each.place)}: {lines_words(each.lines)}.")
        if verbose:
            for line, standing in each.lines.standings:
                click.echo(f"  line {line.number}, {standing}: {visible(line.text.strip())}")
    if made.changed is not None:
        click.echo(f"{quantity(made.changed, 'resource')} changed; only those affected were validated.")
    for warning in made.warnings[:SHOWN]:
        click.echo(f"warning: {warning}", err=True)
    if len(made.warnings) > SHOWN:
        rest = quantity(len(made.warnings) - SHOWN, "more warning")
        click.echo(f"and {rest}: unitgraph validate --store {store} shows them", err=True)


def lines_words(lines: ListLines) -> str:
    """How many lines of a list are what."""
    from unitgraph.reading.list_lines import Standing

    counts = [quantity(len(lines.entries), "entry", "entries"), quantity(lines.count(Standing.HEADING), "heading")]
    if superiors := lines.count(Standing.SUPERIOR):
        counts.append(quantity(superiors, "superior"))
    return ", ".join((*counts, quantity(lines.count(Standing.PROSE), "line of prose", "lines of prose")))


def source_words(source: SourceInfo) -> str:
    """A source with its numbers."""
    from unitgraph.store import SourceKind

    name = visible(source.name)
    if source.kind is SourceKind.LIST:
        rulings = f", {quantity(source.rulings, 'ruling')}" if source.rulings else ""
        return f"list {name} ({quantity(source.rows, 'entry', 'entries')}{rulings})"
    if source.kind is SourceKind.SUPERIORS:
        return f"its superiors {name} ({quantity(source.rows, 'row')})"
    return f"hierarchy table {name} ({quantity(source.rows, 'row')}, {quantity(source.units or 0, 'unit')})"
