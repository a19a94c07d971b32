"""How long one ``unitgraph check`` takes from a cold start, beside Python itself and an import of rdflib.

Run: ``python tests/benchmarks/cold_start.py [--runs N] [--store DIR]``. The programs run in turn, so that a machine
whose speed drifts slows all of them; figures are medians of wall seconds, and ratios pair by pair.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time

PEERS = {
    "python": [sys.executable, "-c", "pass"],
    "import rdflib": [sys.executable, "-c", "import rdflib"],
}


def seconds(command: list[str]) -> float:
    """Wall seconds of one run of ``command``; its output is thrown away."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--store", help="a store to answer from; the bundled list without it")
    parser.add_argument("--name", default="Torreon Station")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    store = ["--store", chosen.store] if chosen.store else []
    commands = {"check": [sys.executable, "-m", "unitgraph", "check", chosen.name, *store], **PEERS}
    for command in commands.values():
        seconds(command)  # files and byte code are warm from here on
    runs = {name: [] for name in commands}
    for _ in range(chosen.runs):
        for name, command in commands.items():
            runs[name].append(seconds(command))
    figures: dict[str, float] = {f"{name} (s)": statistics.median(times) for name, times in runs.items()}
    for name in PEERS:
        ratios = [check / peer for check, peer in zip(runs["check"], runs[name], strict=True)]
        figures[f"check / {name}"] = statistics.median(ratios)
    if chosen.json:
        print(json.dumps(figures))
        return
    for name, figure in figures.items():
        print(f"{name:<24} {figure:8.3f}")


if __name__ == "__main__":
    main()
