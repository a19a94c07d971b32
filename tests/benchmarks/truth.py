"""Names near the listed units of a graph, of which the right answer is known: ``python -m tests.benchmarks.truth``.

Of every listed unit (or a sample of them), whose own answer is ``listed`` when it is named with its country and its
chain, it makes names of other things and other names of the same thing: parts of it, the unit under a superior that is
not its own, in another place, with another number or letter; writing habits around it, a misspelt level word, its
superiors left out or more of them. Each kind has the statuses that are right. Three counts matter of each: names
falsely answered ``listed``; names that mean the unit or a part of it and are told clear (``not-listed`` or
``beside-listed``, or ``unknown`` without it as a candidate); and right answers. Nothing of this is used to fit weights.

    python -m tests.benchmarks.truth [--store DIR] [--units N] [--seed N] [--show KIND] [--peers] [--json]
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

from unitgraph.api import open_checker
from unitgraph.checking.findings import Answer, Checker
from unitgraph.checking.relations import Status
from unitgraph.index.hierarchy import Hierarchy, Node
from unitgraph.lexicon.tables import country_name, levels
from unitgraph.match.forms import form_of
from unitgraph.match.kinds import PART_RANK, forces_of, rank_of
from unitgraph.match.placing import STATE_RANK

PARTS = (
    "Intelligence Wing",
    "Traffic Unit",
    "Canine Section",
    "Special Weapons Team",
    "Logistics Branch",
    "Medical Company",
    "Signals Platoon",
    "Training Centre",
    "Investigation Wing",
    "Operations Room",
    "Legal Office",
    "Transport Pool",
    "Armoury",
    "Motorcycle Squad",
    "Marine Unit",
    "Cyber Cell",
    "Forensics Laboratory",
    "Community Desk",
    "Records Section",
    "Quick Reaction Force",
    "1 Company",
    "B Company",
    "Workshop",
    "Band",
    "Headquarters",
)
FORCES = ("Army", "Navy", "National Guard", "Coast Guard", "Customs Service", "Prison Service", "Air Force")
PLACES = ("Velabad", "Toluria", "Korbad", "Port Mirna", "Sanpur", "Nueva Kordora")
ABOVE = ("Ministry of Defence", "Ministry of the Interior")
HABITS = (
    "Members of {}",
    "Member of the {}",
    "Commander of {}",
    "Commanding Officer, {}",
    "OIC {}",
    "So-called {}",
    "the {}",
    "{} (a.k.a. {other})",
    "{other} aka {}",
    "{} (formerly {other})",
    "{other}, also known as {}",
    "Personnel of the {}",
    "{}.",
    "“{}”",
)
OTHER = "Kordora Watch"
CLEAR = frozenset({Status.NOT_LISTED, Status.BESIDE_LISTED})
OPEN = frozenset({Status.AMBIGUOUS, Status.UNKNOWN})
RELATED = frozenset({Status.WITHIN_LISTED})
SELF = frozenset({Status.LISTED})


@dataclass(frozen=True, slots=True)
class Case:
    """A name with its country as asked. ``right`` are the statuses that are right of it; ``near`` that an open answer
    is right too where ``unit`` (an IRI) is its first candidate, or with ``anywhere`` any of them."""

    kind: str
    text: str
    country: str | None
    unit: str
    right: frozenset[Status]
    near: bool
    anywhere: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A case with its answer."""

    case: Case
    answer: Answer

    @property
    def first(self) -> bool:
        """Whether the unit of the case comes first, as the unit meant or as a candidate."""
        candidates = self.answer.candidates
        return bool(candidates) and candidates[0].unit.iri == self.case.unit

    @property
    def named(self) -> bool:
        """Whether the unit of the case is among the candidates."""
        return any(each.unit.iri == self.case.unit for each in self.answer.candidates)

    @property
    def right(self) -> bool:
        """Whether the answer is one that is right, for the right unit."""
        status = self.answer.status
        if status in self.case.right and self.answer.unit is not None:
            return self.answer.unit.iri == self.case.unit
        return (
            (status in self.case.right or self.case.near)
            and status in OPEN
            and (self.named if self.case.anywhere else self.first)
        )

    @property
    def falsely_listed(self) -> bool:
        """Whether something is told listed that is not."""
        return self.answer.status is Status.LISTED and Status.LISTED not in self.case.right

    @property
    def falsely_clear(self) -> bool:
        """Whether a name that means the unit or a part of it is told clear."""
        if not self.case.right & (SELF | RELATED):
            return False
        return self.answer.status in CLEAR or (self.answer.status is Status.UNKNOWN and not self.named)


def units_of(checker: Checker, number: int, seed: int) -> list[Node]:
    """At most ``number`` listed units that are ``listed`` when they are named with their country and their chain."""
    hierarchy = checker.hierarchy
    found = [each for each in hierarchy if each.listed and _own(checker, each)]
    random.Random(seed).shuffle(found)  # noqa: S311
    return sorted(found[:number], key=lambda each: each.iri)


def _own(checker: Checker, unit: Node) -> bool:
    answer = checker.check(_path(checker.hierarchy, unit), unit.country)
    return answer.status is Status.LISTED and answer.unit == unit


def _path(hierarchy: Hierarchy, unit: Node) -> str:
    return ", ".join(each.name for each in reversed(hierarchy.chain(unit.iri)))


def cases(checker: Checker, units: Sequence[Node], seed: int) -> Iterator[Case]:
    """The cases of every unit, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311
    for unit in units:
        for make in (_parts, _foreign, _added, _places, _designators, _habits, _misspelt, _shorter):
            yield from make(checker, unit, chance)


def _generic(checker: Checker, unit: Node) -> bool:
    """Whether the name alone does not say which unit is meant."""
    return checker.check(unit.name, unit.country).status is not Status.LISTED


def _parts(checker: Checker, unit: Node, chance: random.Random) -> Iterator[Case]:
    generic = _generic(checker, unit)
    above = _path(checker.hierarchy, unit)
    country = country_name(unit.country)
    for part in PARTS:
        if part == unit.name:
            continue
        right = SELF if part == "Headquarters" else RELATED
        forms = (
            ("part, comma", f"{part}, {unit.name}", unit.country, generic),
            ("part, chain and country", f"{part}, {above}, {country}", None, False),
            ("part, largest first", f"{unit.name}, {part}", unit.country, generic),
            ("part, S of U", f"{part} of {unit.name}", unit.country, True),
            ("part, U S", f"{unit.name} {part}", unit.country, True),
        )
        for kind, text, asked, near in forms:
            yield Case(kind, text, asked, unit.iri, right, near)


def _foreign(checker: Checker, unit: Node, chance: random.Random) -> Iterator[Case]:
    hierarchy = checker.hierarchy
    chain = [each.name for each in hierarchy.chain(unit.iri)]
    own = " ".join(chain).lower()
    # Of a unit of which nothing tells the force, any may be above it.
    forces = forces_of(form_of(own, unit.country))
    for force in FORCES:
        if forces and not forces & forces_of(form_of(force)):
            yield Case("superior, another force", f"{unit.name}, {force}", unit.country, unit.iri, OPEN, True)
    beside = {each.iri: each for each in hierarchy.roots() if each.country == unit.country}
    for root in beside.values():
        if root.iri not in {each.iri for each in hierarchy.chain(unit.iri)}:
            text = f"{unit.name}, {root.name}"
            yield Case("superior, another of the country", text, unit.country, unit.iri, OPEN, True, True)
    for place in PLACES[:3] if len(chain) > 1 and rank_of(chain[0]) >= PART_RANK and forces else ():
        text = f"{unit.name}, {place} Metropolitan Police"
        yield Case("superior, unknown", text, unit.country, unit.iri, OPEN, True)


def _added(checker: Checker, unit: Node, chance: random.Random) -> Iterator[Case]:
    path = _path(checker.hierarchy, unit)
    if rank_of(checker.hierarchy.chain(unit.iri)[0].name) >= STATE_RANK:
        return
    forces = forces_of(form_of(path, unit.country))
    for above in ABOVE:
        if forces and (theirs := forces_of(form_of(above))) and not forces & theirs:
            continue
        yield Case("superior added", f"{path}, {above}", unit.country, unit.iri, SELF, False)
        yield Case("superior added, largest first", f"{above}, {_turned(path)}", unit.country, unit.iri, SELF, False)


def _turned(path: str) -> str:
    return ", ".join(reversed(path.split(", ")))


def _places(checker: Checker, unit: Node, chance: random.Random) -> Iterator[Case]:
    whole = len(checker.hierarchy.chain(unit.iri)) == 1
    right = (RELATED | OPEN) if whole else OPEN
    for place in PLACES:
        for text in (f"{unit.name}, {place}", f"{unit.name} ({place})", f"{unit.name} in {place}"):
            yield Case("place", text, unit.country, unit.iri, right, True)


_NUMBER = re.compile(r"\d+")


def _designators(checker: Checker, unit: Node, chance: random.Random) -> Iterator[Case]:
    number = _NUMBER.search(unit.name)
    if number:
        other = str(int(number[0]) + 1)
        for name in (_NUMBER.sub(other, unit.name, count=1), _NUMBER.sub(f"{number[0]}A", unit.name, count=1)):
            yield Case("another number", name, unit.country, unit.iri, OPEN | CLEAR, True)
        return
    for text in ("{} 7", "{}-7", "{} No. 7", "7th {}", "{} A", "{} II", "{} \u0667", "Third {}"):
        right = OPEN | RELATED | CLEAR
        yield Case("a number or letter more", text.format(unit.name), unit.country, unit.iri, right, True)


def _habits(checker: Checker, unit: Node, chance: random.Random) -> Iterator[Case]:
    path = _path(checker.hierarchy, unit)
    generic = _generic(checker, unit)
    for habit in HABITS:
        text = habit.format(unit.name, other=OTHER)
        yield Case("habit", text, unit.country, unit.iri, SELF, generic)
    yield Case("habit", path.upper(), unit.country, unit.iri, SELF, False)
    yield Case("habit", path.lower(), unit.country, unit.iri, SELF, False)
    yield Case("habit", " / ".join(path.split(", ")), unit.country, unit.iri, SELF, True)
    directory = ",".join(f"ou={each}" for each in path.split(", "))
    yield Case("habit", directory, unit.country, unit.iri, SELF, True)
    acled = f"Police Forces of {country_name(unit.country)} (2012-2018) {unit.name}"
    yield Case("habit", acled, None, unit.iri, SELF, True)


@cache
def _level_words() -> frozenset[str]:
    return frozenset(each.word.lower() for each in levels() if len(each.word) > 4 and " " not in each.word)


def _misspelt(checker: Checker, unit: Node, chance: random.Random) -> Iterator[Case]:
    generic = _generic(checker, unit)
    for word in re.findall(r"[^\W\d_]+", unit.name):
        if word.lower() not in _level_words():
            continue
        for damage in _damages(word, chance):
            text = unit.name.replace(word, damage, 1)
            yield Case("level word misspelt", text, unit.country, unit.iri, SELF, generic)


def _damages(word: str, chance: random.Random) -> Iterator[str]:
    at = chance.randrange(1, len(word) - 1)
    yield word[:at] + word[at + 1 :]
    yield word[:at] + word[at] + word[at:]
    yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    yield word[:at] + chance.choice("aeiourtns") + word[at + 1 :]


def _shorter(checker: Checker, unit: Node, chance: random.Random) -> Iterator[Case]:
    chain = [each.name for each in checker.hierarchy.chain(unit.iri)]
    generic = _generic(checker, unit)
    for size in range(1, len(chain)):
        text = ", ".join((chain[-1], chain[size - 1]))
        yield Case("levels skipped", text, unit.country, unit.iri, SELF, False)
    yield Case("name alone", unit.name, unit.country, unit.iri, SELF, generic)
    yield Case("name alone, no country", unit.name, None, unit.iri, SELF, True)


def judged(checker: Checker, made: Sequence[Case]) -> list[Judged]:
    """Every case with its answer."""
    answers = checker.check_many((each.text, each.country) for each in made)
    return [Judged(case, answer) for case, answer in zip(made, answers, strict=True)]


Told = dict[str, dict[str, int]]


def by_kind(results: Sequence[Judged]) -> Told:
    """The counts of each kind: names, falsely listed, falsely clear, right, and right or first candidate."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each in results:
        for kind in (each.case.kind, "all"):
            counts = found[kind]
            counts["names"] += 1
            counts["falsely listed"] += each.falsely_listed
            counts["falsely clear"] += each.falsely_clear
            counts["right"] += each.right
            counts["right or first"] += each.right or each.first
    return {kind: dict(found[kind]) for kind in sorted(found, key=lambda kind: (kind == "all", kind))}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, help="a store; the bundled list if omitted")
    parser.add_argument("--units", type=int, default=200, help="at most so many listed units")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", metavar="KIND", help="print the names of a kind that are not answered right")
    parser.add_argument("--limit", type=int, default=40, help="how many of them")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    checker = open_checker(chosen.store)
    units = units_of(checker, chosen.units, chosen.seed)
    results = judged(checker, list(cases(checker, units, chosen.seed)))
    if chosen.show:
        wrong = (each for each in results if each.case.kind.startswith(chosen.show) and not each.right)
        for each in islice(sorted(wrong, key=lambda e: not e.falsely_listed), chosen.limit):
            answer = each.answer
            name = answer.unit.name if answer.unit else "-"
            print("\t".join((answer.status, each.case.text, each.case.country or "", name, answer.note)))
        return 0
    counts = by_kind(results)
    if chosen.json:
        print(json.dumps({"units": len(units), "seed": chosen.seed, "kinds": counts}, indent=2))
        return 0
    print(f"{len(units)} listed units, seed {chosen.seed}")
    for kind, each in counts.items():
        right, near = (f"{each[name] / each['names']:.1%}" for name in ("right", "right or first"))
        false = f"falsely listed {each['falsely listed']}, falsely clear {each['falsely clear']}"
        print(f"{kind:34} {each['names']:5}: {false}, right {right}, right or first {near}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
