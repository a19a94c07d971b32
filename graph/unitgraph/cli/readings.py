"""Readings as text, CSV and JSON Lines."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import chain, starmap
from pathlib import Path
from typing import TYPE_CHECKING

from unitgraph.cli.options import opened_output
from unitgraph.cli.terminal import fitted
from unitgraph.system.display import visible
from unitgraph.system.writing import write_csv, write_json_lines

if TYPE_CHECKING:
    from unitgraph.reading.paths import UnitPath
    from unitgraph.reading.paths.values import Segment
    from unitgraph.sources import Line

    ReadLine = tuple[Line, UnitPath]

COLUMNS = ("line", "text", "kind", "direction", "confidence", "leaning", "chain", "segments", "evidence")
ARROW, BETWEEN = " > ", " | "


def write_readings(readings: Iterable[ReadLine], form: str, explain: bool, output: Path | None) -> None:
    """Write each reading as it arrives: ``text`` for people, ``csv`` or ``jsonl`` with the evidence in every row."""
    with opened_output(output) as stream:
        if form == "csv":
            write_csv(stream, chain((COLUMNS,), starmap(_csv_row, readings)))
        elif form == "jsonl":
            write_json_lines(stream, starmap(reading_dict, readings))
        else:
            for number, each in enumerate(readings):
                told = map(visible, reading_lines(*each, explain=explain))
                text = "\n".join(fitted(told, output is None and sys.stdout.isatty()))
                stream.write((("\n" if number else "") + text + "\n").encode("utf-8", "backslashreplace"))


def _csv_row(line: Line, path: UnitPath) -> tuple[object, ...]:
    return (
        line.number,
        path.text,
        path.kind,
        path.direction or "",
        f"{path.confidence:.3f}",
        path.leaning or "",
        ARROW.join(segment.text for segment in path.chain),
        BETWEEN.join(f"{segment.role}: {segment.text}{_also(segment)}" for segment in path.segments),
        BETWEEN.join(f"{each.weight:+.2f} {each.statement}" for each in path.evidence),
    )


def reading_dict(line: Line, path: UnitPath) -> dict[str, object]:
    """A reading as JSON values."""
    return {"line": line.number, **path.to_dict()}


def _also(segment: Segment) -> str:
    """The other names of a unit, as text behind its name."""
    return f" (also {'; '.join(segment.aliases)})" if segment.aliases else ""


_KINDS = {"path": "a path", "single": "one unit", "list": "bodies side by side", "unclear": "unclear"}
_WAYS = {"up": "smallest first", "down": "largest first"}


def reading_lines(line: Line, path: UnitPath, explain: bool) -> Iterator[str]:
    """A reading for a person; with ``explain`` its evidence, heaviest first."""
    way = f", {_WAYS[path.direction]}" if path.direction else ""
    yield f"{line.number}: {path.text}"
    yield f"  {_KINDS[path.kind]}{way}, confidence {path.confidence:.2f}"
    if path.leaning:
        yield f"  most likely: {_KINDS.get(path.leaning, '')}{_WAYS.get(path.leaning, '')}"
    if path.direction:
        yield f"  parents first: {ARROW.join(segment.text for segment in path.chain)}"
    for segment in path.segments:
        level = f" ({segment.level})" if segment.level else ""
        yield f"  {segment.role}: {segment.text}{level}{_also(segment)}"
    if explain:
        for each in path.evidence:
            yield f"  {each.weight:+.2f}  {each.statement} [{each.basis}]"
