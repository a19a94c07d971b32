"""How well entries meet the hierarchy around them, on made-up truth: ``python -m tests.benchmarks.identity_worlds``.

Entries are drawn from worlds of synthetic.py (10,000 and 100,000 units) and from a made-up police and army (1,030
units; see forces.py) and printed as lists print them: with levels skipped, by an alias, turned, misspelt; some name
units that were taken out of the tables, some units with same-named competitors in the country. List and hierarchy are
put together as a build does it, without store and validation. Counted is whether an entry's denied unit carries the
true identifier (met), another, or any where the unit is absent (wrong), or none (alone), for us and for two peers: the
exact chain, and name and country only. Then every uniquely named unit that is listed or related is asked for, and as
many of the others: who is falsely told *listed*, and who told clear.

An entry whose text fits several units of the true hierarchy, by their names, by their initials or in another language,
is *undetermined*: whoever merges one with the right unit had luck, and where the unit that it means is absent and
another that fits is not, nothing in the text says so. Precision is given of all entries and of determined ones, recall
of present and determined ones. Shares are those drawn, not those aimed at.

``--cost`` builds a store too, with everything a build does, and prints how much of its processor time identity takes.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.entry_samples import ABSENT, YEAR, Draw, Drawn, write_sources
from tests.benchmarks.forces import Force, of_world, police_and_army
from tests.benchmarks.identity import CLEAR, RELATED
from tests.benchmarks.synthetic import make_world

from unitgraph.checking.findings import Checker
from unitgraph.checking.relations import Status
from unitgraph.identity.assembly import Assembly
from unitgraph.identity.iris import DEFAULT_BASE
from unitgraph.identity.lists import open_list
from unitgraph.identity.units import Unit, UnitGraph
from unitgraph.lexicon.names import fold
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.reading.metadata import ListSource
from unitgraph.reading.paths import Direction, Role
from unitgraph.sources import Columns

COLUMNS = Columns("path", "country")
Figures = dict[str, Any]


# --- what is measured -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Together:
    """A list and a hierarchy put together: what a build has before it writes."""

    graph: UnitGraph
    described: list[list[Unit]]
    questions: int


def together(folder: Path) -> Together:
    """Read both and find the units, as a build does."""
    from unitgraph.dataset.writer import Writer
    from unitgraph.identity.list_units import assemble
    from unitgraph.pipeline.hierarchies import HierarchyTables

    opened = open_list(ListSource(folder / "list.csv", name="made-up", year=YEAR, columns=COLUMNS))
    sources = [HierarchySource(folder / "units.csv", folder / "superiors.csv", YEAR)]
    tables = HierarchyTables(sources, lambda things, label: iter(things))
    assembly = Assembly(DEFAULT_BASE, tables.names, {"made-up": YEAR})
    for _ in tables.merged_into(assembly, Writer(DEFAULT_BASE)):
        pass
    readings = opened.readings(assembly.known(opened.texts()))
    graph = assemble(assembly, readings, [opened.metadata], DEFAULT_BASE, opened.rulings)
    described = [[each for each in pair if each is not None] for pair in assembly.described()]
    return Together(graph, described, sum(len(pair[-1].possibly) for pair in described) // 2)


def ours(made: Together) -> dict[tuple[str, str], set[str]]:
    """The identifiers of the denied units of each entry, by its country and text."""
    carried = {pair[0].iri: {value for unit in pair for _, value in unit.identifiers} for pair in made.described}
    country_of = {(each.entry.list, each.entry.line): each.country.code for each in made.graph.readings}
    found: dict[tuple[str, str], set[str]] = {}
    for denial in made.graph.denials:
        key = country_of[denial.entry.list, denial.entry.line], denial.entry.verbatim
        found.setdefault(key, set()).update(carried[denial.unit])
    return found


def peers(made: Together, force: Force, gone: set[int]) -> dict[str, dict[tuple[str, str], set[str]]]:
    """What two simple rules find: the whole chain of names is the same, or the name in its country is, and no other
    unit's."""
    chains: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    names: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for unit, name in enumerate(force.names):
        if unit not in gone:
            names[force.countries[unit], fold(name)].add(f"u{unit}")
            chain, here = [fold(name)], unit
            while force.superiors[here]:
                here = force.superiors[here][0]
                chain.append(fold(force.names[here]))
            chains[force.countries[unit], *chain].add(f"u{unit}")
    found: dict[str, dict[tuple[str, str], set[str]]] = {"exact chain": {}, "name and country": {}}
    for reading in made.graph.readings:
        path, code = reading.path, reading.country.code
        units = [fold(each.text) for each in path.segments if each.role is Role.UNIT] or [fold(path.text)]
        if path.direction is Direction.DOWN:
            units.reverse()
        for rule, met in (("exact chain", chains[code, *units]), ("name and country", names[code, units[0]])):
            found[rule][code, reading.entry.verbatim] = met if len(met) == 1 else set()
    return found


def judged(found: Mapping[tuple[str, str], set[str]], entries: Iterable[Drawn]) -> Figures:
    """The counts of merges, with precision and recall."""
    counts: Counter[str] = Counter()
    determined: Counter[str] = Counter()
    by_kind: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each in entries:
        met = found.get((each.country, each.text), set())
        right = met == {f"u{each.unit}"} and not each.absent
        outcome = "met" if right else "wrong" if met else "alone"
        counts[outcome] += 1
        if "undetermined" not in each.kinds:
            determined[outcome] += 1
            counts["present"] += not each.absent
        for kind in each.kinds or {"plain"}:
            by_kind[kind][outcome] += 1
    return {
        **{name: counts[name] for name in ("met", "wrong", "alone")},
        "precision": _share(counts["met"], counts["met"] + counts["wrong"]),
        "precision, determined": _share(determined["met"], determined["met"] + determined["wrong"]),
        "recall": _share(determined["met"], counts["present"]),
        "by kind": {kind: dict(sorted(each.items())) for kind, each in sorted(by_kind.items())},
    }


def _share(part: float, whole: float) -> float:
    return round(part / whole, 4) if whole else 1.0


def statuses(made: Together, force: Force, entries: Iterable[Drawn], seed: int, most: int) -> Figures:
    """What uniquely named units are told: ``most`` of those that are listed, related and neither. Which units an absent
    one is related to, no table says."""
    checker = _checker(made)
    denied = {each.unit for each in entries if not each.absent}
    gone = {each.unit for each in entries if each.absent}
    below: set[int] = set()
    for unit in denied:
        below |= force.ancestors(unit)
    bearers = Counter((force.countries[unit], fold(name)) for unit, name in enumerate(force.names))
    asked: dict[str, list[int]] = {"listed": [], "related": [], "neither": []}
    for unit, name in enumerate(force.names):
        if bearers[force.countries[unit], fold(name)] == 1 and unit not in gone:
            related = unit in below or not denied.isdisjoint(force.ancestors(unit))
            asked["listed" if unit in denied else "related" if related else "neither"].append(unit)
    rng = random.Random(seed)  # noqa: S311
    told: dict[str, Counter[str]] = {}
    for truth, units in asked.items():
        chosen = rng.sample(units, min(most, len(units)))
        answers = checker.check_many((force.names[unit], force.countries[unit]) for unit in chosen)
        told[truth] = Counter(str(each.status) for each in answers)
    return {
        "told": {truth: dict(sorted(each.items())) for truth, each in told.items()},
        "falsely listed": told["related"][Status.LISTED] + told["neither"][Status.LISTED],
        "told clear": sum(told[truth][status] for truth in ("listed", "related") for status in CLEAR),
        "related right": _share(sum(told["related"][each] for each in RELATED), told["related"].total()),
    }


def _checker(made: Together) -> Checker:
    from unitgraph.index.hierarchy import Hierarchy
    from unitgraph.index.nodes import listings_of, node_of

    listings = listings_of(made.graph)
    return Checker(Hierarchy(node_of(described, listings) for described in made.described))


def measure(force: Force, count: int, seed: int, absent: float = ABSENT, most: int = 1000, show: int = 0) -> Figures:
    """The figures of entries drawn from one force. ``show`` prints so many of those that were not met."""
    entries = Draw(force, seed, absent).entries(count)
    with tempfile.TemporaryDirectory(prefix="unitgraph-identity-") as temporary:
        folder = Path(temporary)
        write_sources(force, entries, folder)
        start = time.process_time()
        made = together(folder)
        seconds = time.process_time() - start
    found = ours(made)
    if show:
        _show(found, entries, force, show)
    kinds = Counter(kind for each in entries for kind in each.kinds)
    return {
        "units": len(force.names),
        "entries": len(entries),
        "seed": seed,
        "shares": {kind: _share(n, len(entries)) for kind, n in sorted(kinds.items())},
        "ours": judged(found, entries),
        **{name: judged(each, entries) for name, each in _peers(made, force, entries)},
        "questions": made.questions,
        **statuses(made, force, entries, seed, most),
        "seconds": round(seconds, 1),
    }


def _peers(
    made: Together, force: Force, entries: Iterable[Drawn]
) -> Iterator[tuple[str, dict[tuple[str, str], set[str]]]]:
    yield from peers(made, force, {each.unit for each in entries if each.absent}).items()


def _show(found: Mapping[tuple[str, str], set[str]], entries: Iterable[Drawn], force: Force, most: int) -> None:
    """Print entries that were not met: wrong ones first."""

    def outcome(each: Drawn) -> tuple[bool, bool]:
        met = found.get((each.country, each.text), set())
        return not met, each.absent

    unmet = [each for each in entries if found.get((each.country, each.text)) != {f"u{each.unit}"}]
    unmet = [each for each in unmet if not (each.absent and outcome(each)[0])]
    for each in sorted(unmet, key=outcome)[:most]:
        met = sorted(found.get((each.country, each.text), ()))
        names = [force.names[int(identifier[1:])] for identifier in met]
        chain = [force.names[each.unit], *(force.names[above] for above in sorted(force.ancestors(each.unit))[::-1])]
        print(each.country, repr(each.text), "=", chain, sorted(each.kinds), "->", names, met, f"u{each.unit}")


# --- cost -------------------------------------------------------------------------------------------------------------


def cost(size: int, seed: int) -> Figures:
    """The processor time of a build of ``size`` units with a list of 2 % of them, and what of it identity takes."""
    from unitgraph.api import build

    force = of_world(make_world(size, seed), seed)
    entries = Draw(force, seed).entries(max(size // 50, 1))
    spent: defaultdict[str, float] = defaultdict(float)

    def timed(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **named: Any) -> Any:
            start = time.process_time()
            try:
                return work(*arguments, **named)
            finally:
                spent[name] += time.process_time() - start

        return run

    kept = {name: vars(Assembly)[name] for name in ("known", "identify")}
    with tempfile.TemporaryDirectory(prefix="unitgraph-identity-") as temporary:
        folder = Path(temporary)
        write_sources(force, entries, folder)
        try:
            for name, work in kept.items():
                setattr(Assembly, name, timed(name, work))
            start = time.process_time()
            tables = [HierarchySource(folder / "units.csv", folder / "superiors.csv", YEAR)]
            build(folder / "list.csv", folder / "store", name="made-up", year=YEAR, hierarchies=tables, columns=COLUMNS)
            whole = time.process_time() - start
        finally:
            for name, work in kept.items():
                setattr(Assembly, name, work)
    return {
        "units": size,
        "build, processor seconds": round(whole, 1),
        "of which": {name: round(each, 2) for name, each in sorted(spent.items())},
        "identity's share": _share(spent["known"] + spent["identify"], whole),
    }


def main() -> None:
    """Read the arguments and print the figures."""
    parser = argparse.ArgumentParser(description="How well made-up entries meet the hierarchy around them.")
    parser.add_argument("--sizes", default="1030,10000,100000", help="numbers of units; 1030 is the police and army")
    parser.add_argument("--entries", type=int, default=2000, help="entries of a world; a police and army has 80")
    parser.add_argument("--seeds", default="1", help="seeds, separated by commas")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N entries that were not met")
    parser.add_argument("--cost", action="store_true", help="measure a build and what of it identity takes")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    found = []
    for size in map(int, options.sizes.split(",")):
        for seed in map(int, options.seeds.split(",")):
            if options.cost:
                found.append(cost(size, seed))
            elif size == 1030:
                found.append(measure(police_and_army(seed), 80, seed, absent=0.2, show=options.show))
            else:
                force = of_world(make_world(size, seed), seed)
                found.append(measure(force, options.entries, seed, show=options.show))
            if not options.json:
                _print(found[-1])
    if options.json:
        print(json.dumps(found, indent=2, ensure_ascii=False))


def _print(figures: Figures, indent: str = "") -> None:
    for name, value in figures.items():
        if isinstance(value, dict) and any(isinstance(each, dict) for each in value.values()):
            print(f"{indent}{name}:")
            _print(value, indent + "  ")
        else:
            shown = ", ".join(f"{a} {b}" for a, b in value.items()) if isinstance(value, dict) else value
            print(f"{indent}{name}: {shown}")


if __name__ == "__main__":
    main()
