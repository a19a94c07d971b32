"""What a build made and what its store is made of, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from unitgraph.system.display import quantity, visible

if TYPE_CHECKING:
    from unitgraph.identity.lists import OpenedList
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
        show_lines(each, verbose)
    if made.changed is not None:
        click.echo(f"{quantity(made.changed, 'resource')} changed; only those affected were validated.")
    for warning in made.warnings[:SHOWN]:
        click.echo(f"warning: {warning}", err=True)
    if len(made.warnings) > SHOWN:
        rest = quantity(len(made.warnings) - SHOWN, "more warning")
        click.echo(f"and {rest}: unitgraph validate --store {store} shows them", err=True)


def show_lines(opened: OpenedList, verbose: bool) -> None:
    """Print how many lines of a list are what; ``verbose`` shows each, with those in doubt."""
    click.echo(f"Read {visible(opened.place)}: {lines_words(opened.lines)}.")
    if verbose:
        told = [(line.number, str(standing), line.text) for line, standing in opened.lines.standings]
        told += [(each.line, f"in doubt ({each.why})", each.text) for each in opened.lines.doubts]
        for number, what, text in sorted(told):
            click.echo(f"  line {number}, {what}: {visible(text.strip())}")


def lines_words(lines: ListLines) -> str:
    """How many lines of a list are what."""
    from unitgraph.reading.list_lines import Standing

    counts = [quantity(len(lines.entries), "entry", "entries"), quantity(lines.count(Standing.HEADING), "heading")]
    if superiors := lines.count(Standing.SUPERIOR):
        counts.append(quantity(superiors, "superior"))
    counts.append(quantity(lines.count(Standing.PROSE), "line of prose", "lines of prose"))
    if lines.doubts:
        counts.append(quantity(len(lines.doubts), "line in doubt", "lines in doubt"))
    return ", ".join(counts)


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
