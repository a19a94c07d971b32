"""How well a list meets a hierarchy: ``python -m tests.benchmarks.identity UNITS SUPERIORS LIST TRUTH [--json]``.

UNITS and SUPERIORS are hierarchy tables, LIST a list of units in them, TRUTH a table of tab-separated columns with
each entry and the identifier of the unit that it means, or "absent" where the tables lack it. It builds a store and
counts entries whose denied unit carries the true identifier (met), another one, or any where there is none (wrong), or
none at all (alone); and the status of every unit whose name no other unit of the tables has, against what the true
hierarchy says of it: *listed*, *related* where a unit above or below it is, or *neither*.
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from unitgraph.api import build, open_checker, open_store
from unitgraph.checking.relations import Status
from unitgraph.reading.hierarchy_tables import HierarchySource

YEAR = 2021
RELATED = {Status.WITHIN_LISTED, Status.CONTAINS_LISTED}
CLEAR = {Status.NOT_LISTED, Status.UNKNOWN, Status.BESIDE_LISTED}
DENIED = """
PREFIX ug: <https://w3id.org/unitgraph/ns#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?text ?identifier WHERE {
  ?denial ug:deniedUnit ?unit ; prov:wasDerivedFrom ?entry . ?entry ug:verbatimText ?text .
  OPTIONAL { ?unit dcterms:identifier ?identifier }
} ORDER BY ?text ?identifier"""
Rows = list[dict[str, str]]


def rows_of(path: Path) -> Rows:
    """The rows of a table: tab-separated, or CSV."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="," if path.suffix == ".csv" else "\t"))


def entries_met(found: Iterable[tuple[str | None, ...]], truth: Mapping[str, str]) -> Counter[str]:
    """How many entries were met, wrong or alone; those alone that the tables have are ``missed``."""
    carried: dict[str, set[str]] = {}
    for text, identifier in found:
        carried.setdefault(" ".join((text or "").split()), set()).update({identifier} if identifier else ())
    counts: Counter[str] = Counter()
    for entry, meant in truth.items():
        identifiers = carried[" ".join(entry.split())]
        if identifiers == {meant}:
            counts["met"] += 1
        elif identifiers:
            counts["wrong"] += 1
        else:
            counts["alone"] += 1
            counts["missed"] += meant != "absent"
    return counts


def closure(edges: Mapping[str, set[str]], start: str) -> set[str]:
    """All that edges lead to."""
    seen: set[str] = set()
    waiting = list(edges.get(start, ()))
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting.extend(edges.get(here, ()))
    return seen


def true_relation(unit: str, denied: set[str], up: Mapping[str, set[str]], down: Mapping[str, set[str]]) -> str:
    """What the true hierarchy says of a unit."""
    if unit in denied:
        return "listed"
    return "related" if (closure(up, unit) | closure(down, unit)) & denied else "neither"


def statuses(store: Path, units: Rows, superiors: Rows, denied: set[str]) -> dict[str, Counter[str]]:
    """The statuses given to uniquely named units, by what is true of them."""
    up: dict[str, set[str]] = {}
    down: dict[str, set[str]] = {}
    for edge in superiors:
        up.setdefault(edge["subordinate"], set()).add(edge["superior"])
        down.setdefault(edge["superior"], set()).add(edge["subordinate"])
    bearers = Counter((unit["country"], unit["name"]) for unit in units)
    checker = open_checker(store)
    found: dict[str, Counter[str]] = {"listed": Counter(), "related": Counter(), "neither": Counter()}
    for unit in units:
        if bearers[unit["country"], unit["name"]] == 1:
            status = checker.check(unit["name"], unit["country"]).status
            found[true_relation(unit["unit"], denied, up, down)][str(status)] += 1
    return found


def measure(units: Path, superiors: Path, listed: Path, truth: Path) -> dict[str, object]:
    """The figures of one hierarchy and one list."""
    meant = {row["entry"]: row["unit"] for row in rows_of(truth)}
    with tempfile.TemporaryDirectory(prefix="unitgraph-identity-") as folder:
        store = Path(folder, "store")
        tables = [HierarchySource(units, superiors, YEAR)]
        build(listed, store, name="made-up", year=YEAR, hierarchies=tables)
        with open_store(store) as opened:
            counts = entries_met(opened.query(DENIED).texts(), meant)
        found = statuses(store, rows_of(units), rows_of(superiors), set(meant.values()) - {"absent"})
    related, neither = found["related"], found["neither"]
    return {
        "entries": len(meant),
        "present": sum(unit != "absent" for unit in meant.values()),
        **{name: counts[name] for name in ("met", "wrong", "alone", "missed")},
        "statuses": {name: dict(sorted(each.items())) for name, each in found.items()},
        "told_clear": sum(found[name][status] for name in ("listed", "related") for status in CLEAR),
        "falsely_listed": related[Status.LISTED] + neither[Status.LISTED],
        "related_right": round(sum(related[status] for status in RELATED) / max(related.total(), 1), 3),
    }


def main() -> None:
    """Read the arguments and print the figures."""
    parser = argparse.ArgumentParser(description="How well a list meets the hierarchy around it.")
    for name in ("units", "superiors", "list", "truth"):
        parser.add_argument(name, type=Path, metavar=name.upper())
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    figures = measure(options.units, options.superiors, options.list, options.truth)
    if options.json:
        print(json.dumps(figures, indent=2))
    else:
        for name, value in figures.items():
            print(f"{name}: {value}")


if __name__ == "__main__":
    main()
