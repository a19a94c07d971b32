"""What a build made and what its store is made of, in words."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from unitgraph.cli.terminal import echo_wrapped
from unitgraph.system.display import quantity, visible

if TYPE_CHECKING:
    from unitgraph.identity.lists import OpenedList
    from unitgraph.pipeline.building import Built
    from unitgraph.reading.list_lines import ListLines
    from unitgraph.store import SourceInfo

SHOWN = 20
"""The number of warnings and of sources printed; a large graph may have thousands."""
LIKEWISE = 5
"""The number of things named of which a warning says the same."""
_IRI = re.compile(r"https?://\S+")


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
    show_warnings(made.warnings, store)


def show_warnings(warnings: Iterable[str], store: str) -> None:
    """Print warnings to stderr, those that say the same of several things once, with how many these are."""
    groups: dict[str, list[str]] = {}
    for warning in warnings:
        subject, _, told = warning.partition(": ")
        groups.setdefault(_IRI.sub("", told) or subject, []).append(warning)
    for alike in list(groups.values())[:SHOWN]:
        echo_wrapped(f"warning: {alike[0]}{_likewise(alike[1:])}", sys.stderr)
    left = sum(map(len, list(groups.values())[SHOWN:]))
    if left or any(len(alike) > 1 for alike in groups.values()):
        rest = f"and {quantity(left, 'more warning')}: " if left else ""
        echo_wrapped(f"{rest}unitgraph validate --store {store} shows each", sys.stderr)


def _likewise(warnings: list[str]) -> str:
    """Of what else the same is said: how many, and some of them."""
    if not warnings:
        return ""
    subjects = list(dict.fromkeys(each.partition(": ")[0] for each in warnings))
    end = "; \u2026" if len(subjects) > LIKEWISE else "."
    return f" The same is said {quantity(len(warnings), 'time')} more, of {'; '.join(subjects[:LIKEWISE])}{end}"


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
