"""How well the reader of unit paths reads: ``python tests/benchmarks/reading.py FILE [--json] [--no-gazetteer]``.

FILE is a tab-separated table with the columns country_iso3, text, kind (path, single, list), direction (up, down, -)
and roles (one letter for each comma segment: U unit, P place, T post, X noise, + comma inside the name; empty: not
judged). All texts are read together as one document. What is printed:

committed            share of texts with a committed reading
kind_accuracy        of the committed, share with the right kind
direction_precision  of the paths that are read as paths and committed to, share with the right direction
role_accuracy        share of the comma segments with the right role (texts with an empty roles cell are not scored).
                     A comma segment has the role of the first segment the reader starts in it, and + when none starts
calibration          ten bins of the stated confidence: how many readings, their mean confidence and the share of
                     them that is right in kind and direction (of an unclear reading: its leaning)

``--speed FILE`` reads a table of texts (columns country_iso3, recipient_unit) instead and prints seconds, absolute and
as a ratio to the plainest peer: one pass of ``csv`` and a split at the separators by a regular expression.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from unitgraph.lexicon.gazetteer import has_gazetteer, load_gazetteer
from unitgraph.reading.paths import Context, Direction, PathKind, Role, UnitPath, read_paths, stream_paths

LETTERS = {Role.UNIT: "U", Role.PLACE: "P", Role.POST: "T", Role.NOISE: "X"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A text with the reading that two people agreed on; ``roles`` has a letter for each comma segment, or is empty."""

    text: str
    country: str
    kind: PathKind
    direction: Direction | None
    roles: str


def load_judged(path: Path) -> list[Judged]:
    """The rows of a file of judged readings."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [_judged(row) for row in csv.DictReader(lines, delimiter="\t")]


def _judged(row: dict[str, str]) -> Judged:
    roles, segments = row["roles"], comma_segments(row["text"])
    if roles and "+" in roles and len(roles) < len(segments):
        # a name with several commas inside is written with one plus
        at = roles.index("+")
        roles = roles[:at] + "+" * (len(segments) - len(roles)) + roles[at:]
    direction = Direction(row["direction"]) if row["direction"] in {"up", "down"} else None
    return Judged(row["text"], row["country_iso3"], PathKind(row["kind"]), direction, roles)


def comma_segments(text: str) -> list[str]:
    """The parts of a text between its commas, without empty ones."""
    return [part for part in text.split(",") if part.strip()]


def starts(text: str, names: Sequence[str]) -> list[int | None]:
    """For each name (in written order) the number of the comma segment in which it starts."""
    letters = "".join(letter for letter in text if letter.isalnum())
    ends: list[int] = []
    for part in comma_segments(text):
        ends.append((ends[-1] if ends else 0) + sum(letter.isalnum() for letter in part))
    found: list[int | None] = []
    position = 0
    for name in names:
        plain = "".join(letter for letter in name if letter.isalnum())
        at = letters.find(plain, position)
        found.append(next((number for number, end in enumerate(ends) if at < end), None) if at >= 0 else None)
        position = at + len(plain) if at >= 0 else position
    return found


def role_letters(reading: UnitPath) -> str:
    """The role of each comma segment of the text as the reading has it."""
    letters = ["+"] * len(comma_segments(reading.text))
    for segment, number in zip(reading.segments, starts(reading.text, [s.text for s in reading.segments]), strict=True):
        if number is not None and letters[number] == "+":
            letters[number] = LETTERS[segment.role]
    return "".join(letters)


def is_right(reading: UnitPath, judged: Judged) -> bool:
    """Whether kind and direction are right; of an unclear reading, those it leans to."""
    best = reading.leaning or reading.direction or reading.kind
    return best == (judged.direction or judged.kind)


def measure(readings: Sequence[UnitPath], judged: Sequence[Judged]) -> dict[str, object]:
    """The measures named at the top of this file."""
    pairs = list(zip(readings, judged, strict=True))
    committed = [pair for pair in pairs if pair[0].committed]
    paths = [(read, due) for read, due in committed if read.kind is PathKind.PATH and due.kind is PathKind.PATH]
    letters = [pair for read, due in pairs for pair in zip(role_letters(read), due.roles, strict=False)]
    return {
        "texts": len(pairs),
        "committed": _share(len(committed), len(pairs)),
        "direction_precision": _share(sum(read.direction is due.direction for read, due in paths), len(paths)),
        "kind_accuracy": _share(sum(read.kind is due.kind for read, due in committed), len(committed)),
        "role_accuracy": _share(sum(one == other for one, other in letters), len(letters)),
        "calibration": calibration([(read.confidence, is_right(read, due)) for read, due in pairs]),
    }


def calibration(outcomes: Sequence[tuple[float, bool]]) -> list[dict[str, float | int | None]]:
    """Ten bins of stated confidence with the mean confidence and the observed rate in each (None when empty)."""
    bins = []
    for number in range(10):
        inside = [pair for pair in outcomes if min(int(pair[0] * 10), 9) == number]
        bins.append(
            {
                "lower": number / 10,
                "upper": (number + 1) / 10,
                "count": len(inside),
                "confidence": _share(sum(confidence for confidence, _ in inside), len(inside)),
                "observed": _share(sum(right for _, right in inside), len(inside)),
            }
        )
    return bins


def _share(part: float, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def measure_speed(path: Path, context: Context) -> dict[str, object]:
    """Seconds to read a table of texts, and to split it with a regular expression only."""
    begun = time.perf_counter()
    separators = re.compile(r"\s*[,;/\\\n]\s*|\s-\s")
    with path.open(encoding="utf-8", newline="") as lines:
        peer = sum(len(separators.split(row["recipient_unit"])) for row in csv.DictReader(lines, delimiter="\t"))
    peer_seconds = time.perf_counter() - begun
    begun = time.perf_counter()
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        texts = ((row["recipient_unit"], row["country_iso3"] or None) for row in rows)
        readings = sum(1 for _ in stream_paths(texts, context=context))
    seconds = time.perf_counter() - begun
    return {
        "texts": readings,
        "seconds": round(seconds, 2),
        "peer_segments": peer,
        "peer_seconds": round(peer_seconds, 2),
        "ratio": round(seconds / peer_seconds, 1),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; results go to the standard output."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, help="table of judged readings")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--speed", type=Path, metavar="FILE", help="measure the time to read this table")
    parser.add_argument("--no-gazetteer", action="store_true", help="read without the gazetteer even if installed")
    parser.add_argument("--errors", action="store_true", help="print the texts that were read wrong")
    chosen = parser.parse_args(arguments)
    if not chosen.file and not chosen.speed:
        parser.error("give a FILE, or --speed FILE")
    use = not chosen.no_gazetteer and has_gazetteer()
    context = Context(gazetteer=load_gazetteer() if use else None)
    results = measure_speed(chosen.speed, context) if chosen.speed else _read_file(chosen.file, context, chosen.errors)
    results["gazetteer"] = use
    print(json.dumps(results) if chosen.json else _table(results))
    return 0


def _read_file(path: Path, context: Context, show_errors: bool) -> dict[str, object]:
    judged = load_judged(path)
    readings = read_paths([(each.text, each.country) for each in judged], context=context)
    for read, due in zip(readings, judged, strict=True):
        letters = role_letters(read)
        if show_errors and (not is_right(read, due) or (due.roles and letters != due.roles)):
            said = read.leaning or read.direction or read.kind
            print(
                f"{read.confidence:.2f} {said} for {due.direction or due.kind}, {letters} for {due.roles}: "
                f"{due.country} {due.text}",
                file=sys.stderr,
            )
    return measure(readings, judged)


def _table(results: dict[str, object]) -> str:
    lines = []
    for name, value in results.items():
        if name == "calibration":
            assert isinstance(value, list)
            lines.append("calibration (confidence: count, mean confidence, observed rate)")
            lines += [
                f"  {each['lower']:.1f}-{each['upper']:.1f}: {each['count']}, {each['confidence']}, {each['observed']}"
                for each in value
            ]
        else:
            lines.append(f"{name}: {value}")
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
