"""A made-up world of any size: ``python tests/benchmarks/synthetic.py N [--out DIR] [--seed SEED]``.

Writes N units of about 200 countries, the same for the same N and seed on every machine:

list.csv                     the denied units (2 %), as a list prints them: unit paths with their country
paths.csv                    a table of unit paths that names every unit, one row for each unit without subordinates
units.csv, superiors.csv     the same units as tables; 3 % of them have several superiors
truth/units.tsv              identifier, country, name, depth, denied: the true units
truth/edges.tsv              subordinate and superior: the true edges, those of several superiors included

Trees are 2 to 8 levels deep and fan out unevenly, as forces do. A country prints its paths smallest or largest first.
In paths some names carry an acronym in brackets, some are followed by a place, and one row in a thousand has a
misspelt name, which makes two units of one.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from unitgraph.lexicon.tables import read_word_table

YEAR = 2024
DENIED, SEVERAL, MISSPELT, ACRONYM, PLACE = 0.02, 0.03, 0.001, 0.08, 0.05
DEEPEST = 8
ARMED = (
    "Ministry of Defence",
    ("Army", "Navy", "Air Force", "Presidential Guard Command"),
    "{place} Regional Command",
    "{nth} Infantry Division",
    "{nth} Mechanized Brigade",
    "{nth} Infantry Battalion",
    "{nth} Rifle Company",
    "{nth} Platoon",
)
POLICE = (
    "Ministry of Interior",
    ("National Police", "Gendarmerie", "Border Police", "Prison Service"),
    "{place} Police Region",
    "{place} Police Directorate",
    "{place} Police Station",
    "{place} Police Post",
    "{nth} Patrol Section",
    "{nth} Squad",
)
BEGINNINGS = (
    "Bal",
    "Kor",
    "Mar",
    "Tol",
    "San",
    "Dur",
    "Vel",
    "Nam",
    "Gor",
    "Pel",
    "Rak",
    "Lim",
    "Zan",
    "Hot",
    "Cab",
    "Fer",
)
MIDDLES = ("a", "o", "i", "u", "are", "ino", "este", "ula", "ondo", "ika", "ama", "eru", "ali", "osta")
ENDINGS = (
    "bad",
    "ville",
    "grad",
    "pur",
    "tan",
    "mar",
    "ria",
    "nik",
    "dora",
    "lu",
    "sk",
    "ton",
    "var",
    "zi",
    "que",
    "neh",
)
PLACES = tuple(begin + middle + end for end in ENDINGS for middle in MIDDLES for begin in BEGINNINGS)


@dataclass(frozen=True, slots=True)
class World:
    """Units by number, a country's behind one another and superiors first; ``parents`` is -1 for a root,
    ``superiors`` holds a second superior for some."""

    names: Sequence[str]
    countries: Sequence[str]
    parents: Sequence[int]
    depths: Sequence[int]
    superiors: dict[int, int]
    denied: frozenset[int]

    def chain(self, number: int) -> list[str]:
        """The names from the root down to a unit."""
        names = []
        while number >= 0:
            names.append(self.names[number])
            number = self.parents[number]
        return names[::-1]


def make_world(size: int, seed: int = 1) -> World:
    """A world of ``size`` units."""
    rng = random.Random(seed)  # noqa: S311 (a world, not a secret)
    names: list[str] = []
    countries: list[str] = []
    parents: list[int] = []
    depths: list[int] = []
    superiors: dict[int, int] = {}
    for code, count in _shares(size, rng):
        start = len(names)
        _grow(rng, count, names, parents, depths)
        countries.extend([code] * count)
        for number in range(start, len(names)):
            if depths[number] > 1 and rng.random() < SEVERAL * 1.05:
                other = rng.randrange(start, number)
                if other != parents[number]:
                    superiors[number] = other
    denied = frozenset(rng.sample(range(size), round(size * DENIED)))
    return World(names, countries, parents, depths, superiors, denied)


def _shares(size: int, rng: random.Random) -> Iterator[tuple[str, int]]:
    """The countries with their numbers of units: few are large, many small (Zipf)."""
    codes = sorted(row["alpha2"] for row in read_word_table("countries"))[:200]
    rng.shuffle(codes)
    weights = [1 / (rank + 3) for rank in range(len(codes))]
    left, weight_left = size, sum(weights)
    for code, weight in zip(codes, weights, strict=True):
        count = round(left * weight / weight_left)
        left, weight_left = left - count, weight_left - weight
        if count:
            yield code, count


def _grow(rng: random.Random, count: int, names: list[str], parents: list[int], depths: list[int]) -> None:
    """Add the units of one country: two ministries, then each unit below an earlier one, mostly an early one."""
    start = len(names)
    branches: list[tuple[str | tuple[str, ...], ...]] = []
    children: list[int] = []
    for _ in range(count):
        here = len(names) - start
        if here < 2:
            parent, branch, depth, nth = -1, (ARMED, POLICE)[here], 0, 0
        else:
            parent = int(rng.random() ** 1.8 * here)
            while depths[start + parent] + 1 >= DEEPEST:
                parent = rng.randrange(here)
            branch, depth, nth = branches[parent], depths[start + parent] + 1, children[parent]
            children[parent] += 1
        branches.append(branch)
        children.append(0)
        names.append(_name(branch[depth], nth, here))
        parents.append(start + parent if parent >= 0 else -1)
        depths.append(depth)


def _name(pattern: str | tuple[str, ...], nth: int, number: int) -> str:
    """The name of the nth unit of its kind below one superior."""
    if isinstance(pattern, tuple):
        kind, again = pattern[nth % len(pattern)], nth // len(pattern)
        return f"{kind} {PLACES[again % len(PLACES)]} Command {again}" if again else kind
    if "{place}" in pattern:
        place, again = PLACES[(number + nth) % len(PLACES)], (number + nth) // len(PLACES)
        name = pattern.format(place=place)
        return f"{name} No. {again + 1}" if again else name
    return pattern.format(nth=_ordinal(nth + 1))


def _ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def write_world(world: World, folder: Path, seed: int = 1) -> None:
    """Write the files of a world into ``folder``."""
    (folder / "truth").mkdir(parents=True, exist_ok=True)
    rng = random.Random(seed + 1)  # noqa: S311
    with_children = set(world.parents)
    down = {code for code in sorted(set(world.countries)) if rng.random() < 0.3}
    ids = [f"u{number:07}" for number in range(len(world.names))]

    def row(number: int) -> tuple[str, str]:
        country = world.countries[number]
        return _written(world.chain(number), country in down, rng), country

    leaves = (row(number) for number in range(len(ids)) if number not in with_children)
    _write(folder / "paths.csv", ("path", "country"), leaves)
    _write(folder / "list.csv", ("path", "country"), (row(number) for number in sorted(world.denied)))
    units = zip(ids, world.names, world.countries, strict=True)
    _write(folder / "units.csv", ("unit", "name", "country"), units)
    columns = ("subordinate", "superior", "relation", "first_cited", "last_cited", "confidence")
    _write(folder / "superiors.csv", columns, _edges(world, ids, rng))
    truth = zip(ids, world.countries, world.names, world.depths, strict=True)
    denied = ((*each, "yes" if number in world.denied else "no") for number, each in enumerate(truth))
    _write(folder / "truth" / "units.tsv", ("unit", "country", "name", "depth", "denied"), denied)
    edges = (each[:2] for each in _edges(world, ids, rng))
    _write(folder / "truth" / "edges.tsv", ("subordinate", "superior"), edges)


def _edges(world: World, ids: Sequence[str], rng: random.Random) -> Iterator[tuple[str, str, str, int, int, str]]:
    for number, parent in enumerate(world.parents):
        if parent >= 0:
            first = rng.randrange(1990, YEAR)
            yield ids[number], ids[parent], "command", first, rng.randrange(first, YEAR + 1), "0.9"
        if number in world.superiors:
            yield ids[number], ids[world.superiors[number]], "administrative", YEAR - 5, YEAR, "0.6"


def _written(chain: list[str], down: bool, rng: random.Random) -> str:
    """A chain of names as a list prints it."""
    parts = list(chain)
    if rng.random() < MISSPELT:
        at = rng.randrange(len(parts))
        parts[at] = _misspelt(parts[at], rng)
    if rng.random() < ACRONYM:
        at = rng.randrange(len(parts))
        parts[at] = (
            f"{parts[at]} ({''.join(word[0] for word in parts[at].split() if word[0].isalpha()).upper() or 'U'}X)"
        )
    if rng.random() < PLACE:
        parts.append(rng.choice(PLACES))
    return ", ".join(parts if down else reversed(parts))


def _misspelt(name: str, rng: random.Random) -> str:
    """A name with two neighbouring letters swapped or one left out."""
    at = rng.randrange(1, len(name) - 1)
    if rng.random() < 0.5:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return name[:at] + name[at + 1 :]


def _write(path: Path, columns: Sequence[str], rows: Iterator[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as output:
        writer = csv.writer(output, delimiter="\t" if path.suffix == ".tsv" else ",", lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def main() -> None:
    """Read the arguments and write a world."""
    parser = argparse.ArgumentParser(description="Write a made-up world of N units.")
    parser.add_argument("size", type=int, metavar="N")
    parser.add_argument("--out", type=Path, default=Path("synthetic"), metavar="DIR")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    write_world(make_world(options.size, options.seed), options.out, options.seed)
    print(f"{options.size} units in {options.out}")


if __name__ == "__main__":
    main()
