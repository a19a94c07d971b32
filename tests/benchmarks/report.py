"""The benchmark report: ``python -m tests.benchmarks.report [--sizes 10000,100000] [--out DIR] [--form tables|paths]``.

Measures each size (see scale.py) and writes ``report.md``, every figure with its ratio to the peer of the same run, and
``growth.svg``, how time grows with size on logarithmic scales. Figures of a size that was measured before are kept in
``DIR/figures-N.json`` and read again, so that a report can be put together size by size.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.scale import PEERS_OF_SMALL, STEPS, Figures, kept, measure

Found = dict[str, Figures]
SMALL = 10_000
"""Up to this size the peers that take minutes, or gigabytes, are measured too."""
PEERS = ("pyoxigraph", "rdflib", "networkx", "pyshacl", "numpy")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A line of the report: what is done, ours and the peer's figure (step and name), and the goal for their ratio.

    ``ratio`` is ours to the peer's where less is better, and the peer's to ours where more is (``more``)."""

    work: str
    ours: tuple[str, str]
    peer: tuple[str, str]
    peer_name: str
    unit: str
    goal: str = ""
    more: bool = False


COMPARISONS = (
    Comparison("build", ("build", "seconds"), ("floor", "seconds"), "bulk_load alone", "s", "3"),
    Comparison("build after a change", ("rebuild", "seconds"), ("build", "seconds"), "the whole build", "s"),
    Comparison("build", ("build", "seconds"), ("virtuoso", "load_s"), "loading Virtuoso alone", "s"),
    Comparison("memory of a build", ("build", "peak_mb"), ("floor", "peak_mb"), "bulk_load alone", "MB"),
    Comparison(
        "every denied unit under an organization, p99",
        ("denied", "p99_ms"),
        ("denied", "oxigraph_p99_ms"),
        "Oxigraph's property path",
        "ms",
        "1.5",
    ),
    Comparison(
        "the same with names and entries, p99",
        ("denied", "findings_p99_ms"),
        ("denied", "oxigraph_p99_ms"),
        "Oxigraph's property path",
        "ms",
        "1.5",
    ),
    Comparison(
        "every denied unit under an organization, p99",
        ("denied", "p99_ms"),
        ("virtuoso", "denied_p99_ms"),
        "Virtuoso, over HTTP",
        "ms",
    ),
    Comparison(
        "search by a part of a name, p99 (the peer: median)",
        ("search", "p99_us"),
        ("search", "contains_ten_p50_us"),
        "CONTAINS on Oxigraph, the first ten",
        "µs",
        "0.01",
    ),
    Comparison(
        "search by a part of a name, p99 (the peer: median)",
        ("search", "p99_us"),
        ("virtuoso", "contains_p50_us"),
        "CONTAINS on Virtuoso, the first ten",
        "µs",
    ),
    Comparison(
        "is a relative listed, p99", ("relations", "p99_us"), ("relations", "sparql_p99_us"), "SPARQL on Oxigraph", "µs"
    ),
    Comparison("is a relative listed, p99", ("relations", "p99_us"), ("networkx", "p99_us"), "networkx", "µs"),
    Comparison(
        "listed units for every root",
        ("relations", "counts_ms"),
        ("relations", "sparql_counts_ms"),
        "SPARQL on Oxigraph",
        "ms",
    ),
    Comparison(
        "listed units for every root",
        ("relations", "counts_ms"),
        ("virtuoso", "counts_ms"),
        "Virtuoso, over HTTP",
        "ms",
    ),
    Comparison("listed units for every root", ("relations", "counts_ms"), ("networkx", "counts_ms"), "networkx", "ms"),
    Comparison(
        "export N-Quads, quads a second",
        ("nquads", "quads_per_second"),
        ("dump", "quads_per_second"),
        "pyoxigraph's dump",
        "/s",
        "0.5",
        True,
    ),
    Comparison(
        "export Turtle, quads a second",
        ("turtle", "quads_per_second"),
        ("dump", "quads_per_second"),
        "pyoxigraph's dump",
        "/s",
        "0.25",
        True,
    ),
    Comparison(
        "export JSON-LD, quads a second",
        ("jsonld", "quads_per_second"),
        ("dump", "quads_per_second"),
        "pyoxigraph's dump",
        "/s",
        "0.25",
        True,
    ),
    Comparison("memory of an export of Turtle", ("turtle", "peak_mb"), ("dump", "peak_mb"), "pyoxigraph's dump", "MB"),
    Comparison("check a name, cold", ("check", "name_s"), ("check", "python_s"), "an empty Python program", "s"),
    Comparison("build", ("build", "seconds"), ("by-hand", "parse_s"), "rdflib's parser alone", "s"),
    Comparison("validate", ("validate", "seconds"), ("pyshacl", "seconds"), "pyshacl", "s", "0.01"),
    Comparison("validate", ("validate", "seconds"), ("pyshifty", "seconds"), "pyshifty", "s", "0.5"),
    Comparison(
        "every denied unit under an organization, median",
        ("denied", "p50_ms"),
        ("by-hand", "denied_p50_ms"),
        "SPARQL on rdflib",
        "ms",
    ),
)
ABSOLUTE = (
    ("is a relative listed, p99", "relations", "p99_us", "µs", "under 5"),
    ("is a relative listed, in a batch", "relations", "batch_per_second", "/s", "50,000,000"),
    ("listed units counted for every root", "relations", "counts_ms", "ms", "2"),
    ("`unitgraph check NAME`, cold", "check", "name_s", "s", "under 0.5"),
    ("`unitgraph check NAME`, memory", "check", "peak_mb", "MB", "under 250"),
    ("build, peak memory", "build", "peak_mb", "MB", "under 3,000"),
    ("export of Turtle, peak memory", "turtle", "peak_mb", "MB", "under 1,000"),
    ("export of JSON-LD, peak memory", "jsonld", "peak_mb", "MB", "under 1,000"),
    ("validation", "validate", "seconds", "s", "under 90 at 1,000,000"),
    ("store on disk", "build", "disk_mb", "MB", ""),
)
GROWTH = (
    ("build", "build", "seconds", 1.0),
    ("bulk_load alone", "floor", "seconds", 1.0),
    ("validate", "validate", "seconds", 1.0),
    ("export Turtle", "turtle", "seconds", 1.0),
    ("denied under, Oxigraph p99", "denied", "oxigraph_p99_ms", 1e-3),
    ("denied under, index p99", "denied", "p99_ms", 1e-3),
    ("check NAME, cold", "check", "name_s", 1.0),
    ("counts per root", "relations", "counts_ms", 1e-3),
    ("is a relative listed, p99", "relations", "p99_us", 1e-6),
)


def report(found: dict[int, Found]) -> str:
    """The report as Markdown."""
    return "\n".join([*_head(found), *_ratios(found), *_figures(found), *_growth_lines()])


def _head(found: dict[int, Found]) -> list[str]:
    peers = ", ".join(f"{name} {version(name)}" for name in PEERS)
    return [
        "# Benchmarks",
        "",
        f"Made-up worlds of {', '.join(f'{size:,}' for size in found)} units, 2 % of them denied, 3 % with several "
        f"superiors, on {os.cpu_count()} cores ({platform.machine()}, Python {platform.python_version()}; {peers}).",
        "Every figure stands beside that of its peer in the same run; other machines give other seconds, and about the "
        "same ratios.",
        "",
    ]


def _ratios(found: dict[int, Found]) -> list[str]:
    lines = ["## Beside the peers", "", "| work | units | here | peer | ratio | goal |", "|---|---|---|---|---|---|"]
    for each in COMPARISONS:
        for size, figures in found.items():
            ours = _figure(figures, *each.ours)
            if ours is None or (beside := _beside(each, ours, figures)) is None:
                continue
            theirs, ratio = beside
            goal = f"{'at least' if each.more else 'at most'} {each.goal}" if each.goal else ""
            lines.append(
                f"| {each.work} | {size:,} | {_shown(ours)} {each.unit} | {theirs} ({each.peer_name}) | {ratio} "
                f"| {goal} |"
            )
    return [*lines, ""]


def _beside(each: Comparison, ours: float, figures: Found) -> tuple[str, str] | None:
    """The peer's figure and the ratio of ours to it: a bound where the peer was stopped, none where it was not run."""
    peer, stopped = _figure(figures, *each.peer), _figure(figures, each.peer[0], "stopped_after_s")
    if peer is not None:
        return f"{_shown(peer)} {each.unit}", _shown(ours / peer)
    if stopped is not None:
        return f"not done after {_shown(stopped)} s", f"under {_shown(ours / stopped)}"
    return None


def _figures(found: dict[int, Found]) -> list[str]:
    lines = ["## By themselves", "", "| what | units | figure | goal |", "|---|---|---|---|"]
    for what, step, name, unit, goal in ABSOLUTE:
        for size, figures in found.items():
            value = _figure(figures, step, name)
            if value is not None:
                lines.append(f"| {what} | {size:,} | {_shown(value)} {unit} | {goal} |")
    return [*lines, ""]


def _growth_lines() -> list[str]:
    return ["## Growth", "", "![Seconds by number of units, both logarithmic](growth.svg)", ""]


def _figure(figures: Found, step: str, name: str) -> float | None:
    value = figures.get(step, {}).get(name)
    return float(value) if isinstance(value, int | float) else None


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 820, 520, 80, 50, 20, 250
COLOURS = ("#1b6ca8", "#888888", "#2a9d5c", "#c1121f", "#7b2cbf", "#e07a00", "#00798c", "#5c4033", "#b5179e")


def growth_svg(found: dict[int, Found]) -> str:
    """Seconds against size, both logarithmic: a straight line at 45 degrees grows as the world does."""
    lines = [(label, _line(found, step, name, factor)) for label, step, name, factor in GROWTH]
    values = [value for _, points in lines for _, value in points]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    sizes = sorted(found)
    first, last = math.log10(sizes[0]), math.log10(sizes[-1])
    span = max(last - first, 1e-9)

    def x(size: float) -> float:
        return LEFT + (math.log10(size) - first) / span * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (math.log10(value) - low) / max(high - low, 1) * (HEIGHT - BOTTOM - TOP)

    return "\n".join([*_axes(sizes, range(low, high + 1), x, y), *_curves(lines, x, y), "</svg>", ""])


def _line(found: dict[int, Found], step: str, name: str, factor: float) -> list[tuple[int, float]]:
    points = ((size, _figure(figures, step, name)) for size, figures in sorted(found.items()))
    return [(size, value * factor) for size, value in points if value]


def _axes(
    sizes: Sequence[int], powers: Sequence[int], x: Callable[[float], float], y: Callable[[float], float]
) -> list[str]:
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        'font-size="13">',
        "<title>Seconds by number of units, both logarithmic</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
    ]
    for power in powers:
        at = y(10**power)
        lines.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}" stroke="#dddddd"/>')
        lines.append(f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{_power(power)}</text>')
    for size in sizes:
        lines.append(f'<text x="{x(size):.1f}" y="{HEIGHT - BOTTOM + 22}" text-anchor="middle">{size:,} units</text>')
    return lines


def _power(power: int) -> str:
    return f"{10**power:,} s" if power >= 0 else {-3: "1 ms", -6: "1 µs"}.get(power, f"10^{power} s")


def _curves(
    lines: Sequence[tuple[str, list[tuple[int, float]]]], x: Callable[[float], float], y: Callable[[float], float]
) -> list[str]:
    made: list[str] = []
    taken: list[float] = []
    for (label, points), colour in zip(lines, COLOURS, strict=True):
        if not points:
            continue
        way = " ".join(f"{x(size):.1f},{y(value):.1f}" for size, value in points)
        made.append(f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"/>')
        made += (f'<circle cx="{x(size):.1f}" cy="{y(value):.1f}" r="3" fill="{colour}"/>' for size, value in points)
        at = y(points[-1][1])
        while any(abs(at - other) < 15 for other in taken):
            at += 3
        taken.append(at)
        made.append(f'<text x="{WIDTH - RIGHT + 12}" y="{at + 4:.1f}" fill="{colour}">{label}</text>')
    return made


def main() -> None:
    """Measure what is not measured yet, and write the report."""
    parser = argparse.ArgumentParser(description="Write the benchmark report.")
    parser.add_argument("--sizes", default="10000,100000", help="Numbers of units, separated by commas.")
    parser.add_argument("--out", type=Path, default=Path("benchmarks"), metavar="DIR")
    parser.add_argument("--form", choices=("tables", "paths"), default="tables")
    parser.add_argument("--without", default="", help="Steps to leave out, separated by commas.")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    found: dict[int, Found] = {}
    for size in sorted(map(int, options.sizes.split(","))):
        out = set(options.without.split(",")) | (PEERS_OF_SMALL if size > SMALL else set())
        if wanted := [step for step in STEPS if step not in out | kept(options.out, size).keys()]:
            measure(size, options.out, options.form, wanted)
        found[size] = kept(options.out, size)
    (options.out / "report.md").write_text(report(found), encoding="utf-8")
    (options.out / "growth.svg").write_text(growth_svg(found), encoding="utf-8")
    print(f"Wrote {options.out / 'report.md'} and growth.svg")


if __name__ == "__main__":
    main()
