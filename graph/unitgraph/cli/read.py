"""``unitgraph read``: read texts as unit paths, with the evidence."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unitgraph.cli.map_options import ToldMap, map_options
from unitgraph.cli.options import country_option, layout_options, output_option, refuse_input
from unitgraph.cli.table_options import table_options

if TYPE_CHECKING:
    from unitgraph.reading.paths import Context, UnitPath
    from unitgraph.sources import Columns, Line

FORMATS = ("text", "csv", "jsonl")


@click.command("read")
@click.argument("source", metavar="TEXT|FILE")
@click.option("--explain", is_flag=True, help="Print the evidence with its weights.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Output format.")
@table_options("unit paths")
@click.option(
    "--places", is_flag=True, help="Look up places in gazetteers (extra places): more confident; takes 2 s to load."
)
@layout_options
@map_options
@click.option("--store", metavar="DIR", help="A store whose units and superiors count as known.")
@country_option("Country of paths without one")
@output_option
def command(
    source: str,
    explain: bool,
    form: str,
    columns: Columns,
    places: bool,
    direction: str | None,
    path_separator: str | None,
    all_units: bool,
    column_map: ToldMap,
    store: str | None,
    country: str | None,
    output: Path | None,
) -> None:
    """Read one TEXT, or every line or row of a FILE, as unit paths: kind, direction, segments and confidence.

    A reading without enough confidence has the kind unclear. Superiors and other names that a table gives count as in
    `build`. Rows are streamed, whatever the size of the file, unless they name superiors.
    """
    from unitgraph.checking.known import reading_context
    from unitgraph.cli.progress import counted
    from unitgraph.cli.readings import write_readings
    from unitgraph.reading.maps import MappedFile
    from unitgraph.reading.maps.listing import list_lines
    from unitgraph.reading.numbered_names import without_sign
    from unitgraph.reading.paths import given_layout, read_path
    from unitgraph.sources import Line, iter_rows

    refuse_input(output, source)
    chosen_map = column_map(columns.country_column)
    path = Path(source)
    context = reading_context(places, store, given_layout(direction, path_separator, all_units))
    if _names_file(source, path):
        rows = (
            iter_rows(path, columns=columns, bare=True)
            if chosen_map is None
            else list_lines(MappedFile(path, chosen_map, columns.layout))
        )
        lines = counted(rows, f"Reading {path.name}")
        write_readings(_read(lines, country, context), form, explain, output)
    else:
        path_read = read_path(without_sign(source), country=country, context=context)
        write_readings([(Line(1, source), path_read)], form, explain, output)


def _read(lines: Iterable[Line], country: str | None, context: Context) -> Iterator[tuple[Line, UnitPath]]:
    """Each line with its reading, below the superiors that it gives; the reader looks ahead, so lines wait for
    theirs."""
    from unitgraph.reading.list_items import BETWEEN
    from unitgraph.reading.numbered_names import NumberedLines, without_sign
    from unitgraph.reading.paths import read_levels, stream_paths
    from unitgraph.reading.paths.reader import read_below
    from unitgraph.reading.readings import with_aliases
    from unitgraph.sources import LineKind

    waiting: deque[Line] = deque()
    numbered = NumberedLines()

    def texts() -> Iterator[tuple[str, str | None]]:
        for line in every:
            waiting.append(line)
            text = without_sign(line.text) if line.kind is LineKind.ROW else numbered.name(line.text)
            yield from ((each, line.country or country) for each in (*line.above, text))

    every = iter(lines)
    first = next(every, None)
    if first is None:
        return
    every = chain((first,), every)
    if first.levels:
        for line in every:
            yield line, with_aliases(read_levels(line.levels, line.text), line.aliases)
        return
    readings = stream_paths(texts(), context=context)
    for reading in readings:
        line = waiting.popleft()
        if line.above:
            above = [reading, *islice(readings, len(line.above) - 1)]
            own = next(readings)
            reading = read_below(above, own, BETWEEN.join((*line.above, own.text)))
        yield line, with_aliases(reading, line.aliases)


def _names_file(source: str, path: Path) -> bool:
    """Whether ``source`` is a file rather than text: it exists, or is a single word that looks like a file name."""
    if not source.strip():
        return False
    try:
        return path.exists() or (bool(path.suffix) and " " not in source and "," not in source)
    except (OSError, ValueError):
        return False
