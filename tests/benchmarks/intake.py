"""How long it takes to read a clean CSV, beside what reads it with no questions asked, in one run.

``python tests/benchmarks/intake.py [ROWS]``: a made-up table of 7 columns is read by Python's csv module alone, by the
reader of the first release (the same lines, one separator, the first row as heading, every row of its width), and by
the intake; each the given number of times by turns, and the best time of each counts. The intake may take 1.3 times
what the first release took.
"""

from __future__ import annotations

import csv
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from unitgraph.sources.lines import Lines
from unitgraph.sources.tables import open_table

ROUNDS = 5
HEADING = ("unit", "name", "country", "other_names", "places", "level", "superiors")


def main(count: int) -> int:
    """Print the times; 1 if the intake takes longer than it may."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "units.csv")
        write(path, count)
        steps: dict[str, Callable[[Path], int]] = {"csv": plain, "first release": first_release, "intake": intake}
        best = dict.fromkeys(steps, float("inf"))
        for _ in range(ROUNDS):
            for name, step in steps.items():
                start = time.process_time()
                assert step(path) == count
                best[name] = min(best[name], time.process_time() - start)
    ratio = best["intake"] / best["first release"]
    print(f"{count:,} rows, {', '.join(f'{name} {seconds:.2f} s' for name, seconds in best.items())}")
    print(f"the intake takes {ratio:.2f} times what the first release took")
    return int(ratio > 1.3)


def write(path: Path, count: int) -> None:
    """A table of made-up units, one in ten with an accent."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(HEADING)
        for number in range(count):
            town = "Velabád" if number % 10 == 0 else "Velabad"
            cells = (
                f"u{number}",
                f"Station {number}, {town}",
                "GE",
                f"St. {number}",
                town,
                "station",
                f"u{number // 8}",
            )
            rows.writerow(cells)


def plain(path: Path) -> int:
    """The rows as Python reads them."""
    with path.open(encoding="utf-8", newline="") as stream:
        return sum(1 for _ in csv.reader(stream)) - 1


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    cells: tuple[str, ...]


def first_release(path: Path) -> int:
    """The rows as the first release read them."""
    with path.open("rb") as stream:
        reader = csv.reader(Lines(iter(lambda: stream.read1(1 << 16), b""), path.name, "utf-8"), strict=True)
        width = len(next(reader))
        return sum(1 for _ in _rows(reader, width))


def _rows(reader: Iterator[list[str]], width: int) -> Iterator[_Row]:
    start = reader.line_num + 1  # type: ignore[attr-defined]
    for cells in reader:
        if len(cells) == width:
            yield _Row(start, tuple(cells))
        start = reader.line_num + 1  # type: ignore[attr-defined]


def intake(path: Path) -> int:
    """The rows as they are read now."""
    with open_table(path) as table:
        return sum(1 for _ in table.rows)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000))
