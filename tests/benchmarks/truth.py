"""Names near the listed units of a graph, of which the right answer is known: ``python -m tests.benchmarks.truth``.

Of every listed unit (or a sample of them), whose own answer is ``listed`` when it is named with its country and its
chain, it makes names of other things and other names of the same thing: parts of it, the unit under a superior that is
not its own, in another place, with another number or letter; writing habits around it, a misspelt level word, its
superiors left out or more of them, acronyms, words of other scripts, another level, bodies about it, several units.
Each kind has the statuses that are right (:mod:`tests.benchmarks.truth_cases`). Three counts matter of each:
names falsely answered ``listed``; names that mean the unit or a part of it and are told clear (``not-listed`` or
``beside-listed``, or ``unknown`` without it as a candidate); and right answers. Nothing of this is used to fit weights.

    python -m tests.benchmarks.truth [--store DIR] [--units N] [--seed N] [--show KIND] [--peers] [--json]
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from tests.benchmarks.truth_cases import CLEAR, OPEN, RELATED, SELF, Case, cases, path_of

from unitgraph.api import open_checker
from unitgraph.checking.answers import Answer
from unitgraph.checking.findings import Checker
from unitgraph.checking.relations import Status
from unitgraph.index.hierarchy import Node
from unitgraph.index.names import named

ALARM = 0.8
"""The score from which a candidate is an alarm."""


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
        if self.case.harmless:
            return not self.falsely_listed and max((c.score for c in self.answer.candidates), default=0.0) < ALARM
        if self.case.elsewhere:
            return not self.falsely_listed
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
        told = self.answer.unit
        if self.case.elsewhere and told and told.iri != self.case.unit:
            return False
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
    answer = checker.check(path_of(checker.hierarchy, unit), unit.country)
    return answer.status is Status.LISTED and answer.unit == unit


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


# --- peers -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PeerAnswer:
    """What a peer says of a case: the nearest unit of the country, if it is near enough, with that unit's status."""

    case: Case
    nearest: str | None
    status: Status

    @property
    def right(self) -> bool:
        """Whether the status is one that is right, and the nearest unit the right one."""
        allowed = self.case.right | (OPEN if self.case.near else frozenset())
        return self.status in allowed and self.nearest == self.case.unit

    @property
    def falsely_listed(self) -> bool:
        return self.status is Status.LISTED and Status.LISTED not in self.case.right

    @property
    def falsely_clear(self) -> bool:
        means_it = bool(self.case.right & (SELF | RELATED))
        return means_it and (self.status in CLEAR or (self.status is Status.UNKNOWN and self.nearest != self.case.unit))


def by_peer(checker: Checker, made: Sequence[Case]) -> dict[str, dict[str, float]]:
    """The counts of each peer at the threshold that gives it most right answers, found with the answers known."""
    from tests.benchmarks.peers import peer_scores

    units = [named(node) for node in checker.hierarchy]
    statuses = {unit.iri: checker.status(unit.iri) for unit in units}
    found: dict[str, dict[str, float]] = {}
    for name, score in peer_scores().items():
        best = []
        for case in made:
            scored = [(score(case.text, case.country, u), u.iri) for u in units if case.country in (None, u.country)]
            best.append((case, *max(scored, default=(0.0, None))))

        def at(threshold: float, best: list[Any] = best) -> dict[str, float]:
            told = [
                PeerAnswer(case, iri, statuses[iri] if iri and score >= threshold else Status.UNKNOWN)
                for case, score, iri in best
            ]
            kinds = ("falsely_listed", "falsely_clear", "right")
            counts = {key: sum(getattr(each, key) for each in told) for key in kinds}
            return {"threshold": threshold, "names": len(told), **counts}

        found[name] = max((at(step / 50) for step in range(51)), key=lambda each: each["right"])
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, help="a store; the bundled list if omitted")
    parser.add_argument("--units", type=int, default=200, help="at most so many listed units")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", metavar="KIND", help="print the names of a kind that are not answered right")
    parser.add_argument("--limit", type=int, default=40, help="how many of them")
    parser.add_argument("--peers", action="store_true", help="compare with other programs (extra benchmark)")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    checker = open_checker(chosen.store)
    units = units_of(checker, chosen.units, chosen.seed)
    made = list(cases(checker, units, chosen.seed))
    results = judged(checker, made)
    if chosen.show:
        wrong = (each for each in results if each.case.kind.startswith(chosen.show) and not each.right)
        for each in islice(sorted(wrong, key=lambda e: not e.falsely_listed), chosen.limit):
            answer = each.answer
            name = answer.unit.name if answer.unit else "-"
            print("\t".join((answer.status, each.case.text, each.case.country or "", name, answer.note)))
        return 0
    counts = by_kind(results)
    compared = by_peer(checker, made) if chosen.peers else {}
    if chosen.json:
        told = {"units": len(units), "seed": chosen.seed, "kinds": counts, "peers": compared}
        print(json.dumps(told, indent=2))
        return 0
    print(f"{len(units)} listed units, seed {chosen.seed}")
    for kind, each in counts.items():
        right, near = (f"{each[name] / each['names']:.1%}" for name in ("right", "right or first"))
        false = f"falsely listed {each['falsely listed']}, falsely clear {each['falsely clear']}"
        print(f"{kind:34} {each['names']:5}: {false}, right {right}, right or first {near}")
    for name, peer in compared.items():
        false = f"falsely listed {peer['falsely_listed']}, falsely clear {peer['falsely_clear']}"
        print(f"{name} at {peer['threshold']}: {false}, right {peer['right'] / peer['names']:.1%}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
