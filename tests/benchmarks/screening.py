"""Measures screening: right answers, false hits, speed, peers.

    python tests/benchmarks/screening.py FILE [--json] [--peers]     a labelled file, or a whole database to read
    python tests/benchmarks/screening.py --generated UNITS [--cases N] [--peers]

FILE is tab-separated. One with a column ``accepted_status`` (statuses separated by a bar) is a labelled file: columns
country, text, accepted_status, unit. One with ``recipient_unit`` and ``country_iso3`` is a database: every name called
listed or within-listed is printed, for a person to read. ``--peers`` runs nomenklatura's logic-v2 and name-based and
rapidfuzz's WRatio in the same run (``pip install 'unitgraph[benchmark]'``), each at the threshold that suits it best.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from name_cases import Case, CaseMaker, divided, world
from peers import Score, peer_scores

from unitgraph.api import open_checker
from unitgraph.checking.answers import Answer
from unitgraph.checking.findings import Checker
from unitgraph.index.names import named
from unitgraph.match import Match, Matcher, NamedUnit, Outcome

FOUND = ("listed", "within-listed")
HALF_KNOWN = 20_000
"""Units of the graph on which the meaning of scores is measured, at most."""
PEER_UNITS = 1000
"""Units that a peer compares each name with: all of them would take it a minute a name."""
PEER_CASES = 600


@dataclass(frozen=True, slots=True)
class Labelled:
    """A judged name: the statuses a careful reader accepts, and the name of the unit it leads to (or empty)."""

    country: str
    text: str
    accepted: frozenset[str]
    unit: str


def main() -> int:
    """Run what is asked for; 2 for a file of neither kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    parser.add_argument("--peers", action="store_true", help="run the peers too")
    parser.add_argument("--generated", type=int, metavar="UNITS", help="generated cases on so many units")
    parser.add_argument("--cases", type=int, default=10_000, help="generated positives, and as many negatives")
    given = parser.parse_args()
    if given.generated:
        report = generated(given.generated, given.cases, given.peers)
    elif given.file is None:
        parser.error("give a file or --generated UNITS")
    else:
        with given.file.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        if rows and "accepted_status" in rows[0]:
            report = labelled([_labelled(row) for row in rows], given.peers)
        elif rows and "recipient_unit" in rows[0]:
            report = database([(row["recipient_unit"], row["country_iso3"] or None) for row in rows])
        else:
            print(f"{given.file}: neither a labelled file nor a database of recipients", file=sys.stderr)
            return 2
    print(json.dumps(report, ensure_ascii=False) if given.json else "\n".join(_lines(report)))
    return 0


def _lines(report: dict[str, Any], indent: str = "") -> Iterator[str]:
    for key, value in report.items():
        if isinstance(value, dict):
            yield f"{indent}{key}:"
            yield from _lines(value, indent + "  ")
        elif isinstance(value, list):
            yield f"{indent}{key}: {len(value)}"
            yield from (f"{indent}  {' | '.join(map(str, each))}" for each in value)
        else:
            yield f"{indent}{key}: {value}"


def bundled_units() -> list[NamedUnit]:
    """The units of the bundled list."""
    return [named(node) for node in open_checker().hierarchy]


# --- a labelled file --------------------------------------------------------------------------------------------


def _labelled(row: dict[str, str]) -> Labelled:
    return Labelled(row["country"], row["text"], frozenset(row["accepted_status"].split("|")), row["unit"])


def labelled(rows: Sequence[Labelled], peers: bool) -> dict[str, Any]:
    """Shares of accepted statuses and of right units (where one is named and found), false hits, speed, misses."""
    checker = open_checker()
    checker.check("warm up")
    start = time.perf_counter()
    answers = [checker.check(row.text, row.country) for row in rows]
    seconds = time.perf_counter() - start
    report = _judge(rows, [(str(a.status), a.unit.name if a.unit else "") for a in answers], checker)
    report["names_per_second"] = round(len(rows) / seconds)
    report["missed"] = [
        (row.country, row.text, str(answer.status), "|".join(sorted(row.accepted)))
        for row, answer in zip(rows, answers, strict=True)
        if str(answer.status) not in row.accepted
    ]
    if peers:
        report["peers"] = {name: _labelled_peer(rows, checker, score) for name, score in peer_scores().items()}
    return report


def _judge(rows: Sequence[Labelled], answers: Sequence[tuple[str, str]], checker: Checker) -> dict[str, Any]:
    names = _spellings(checker)
    told = [(row, unit) for row, (_, unit) in zip(rows, answers, strict=True) if row.unit and unit]
    return {
        "names": len(rows),
        "accepted": round(sum(s in r.accepted for r, (s, _) in zip(rows, answers, strict=True)) / len(rows), 4),
        "unit_right": round(sum(row.unit in names[unit] for row, unit in told) / max(1, len(told)), 4),
        "units_told": len(told),
        "false_listed": sum(
            status in FOUND and not row.accepted & set(FOUND)
            for row, (status, _) in zip(rows, answers, strict=True)
        ),
    }  # fmt: skip


def _spellings(checker: Checker) -> dict[str, set[str]]:
    return {node.name: {node.name, *node.other_names} for node in checker.hierarchy}


def _labelled_peer(rows: Sequence[Labelled], checker: Checker, score: Score) -> dict[str, Any]:
    """A peer names the nearest unit of the country above a threshold; the status is that of the unit."""
    units = [named(node) for node in checker.hierarchy]
    best: list[tuple[float, NamedUnit | None]] = []
    for row in rows:
        scored = [(score(row.text, row.country, unit), unit) for unit in units if unit.country == row.country]
        best.append(max(scored, key=lambda pair: pair[0], default=(0.0, None)))

    def at(threshold: float) -> dict[str, Any]:
        told = [unit if found >= threshold else None for found, unit in best]
        answers = [(str(checker.status(u.iri)), u.name) if u else ("unknown", "") for u in told]
        return {"threshold": threshold} | _judge(rows, answers, checker)

    return max((at(step / 50) for step in range(51)), key=lambda each: each["accepted"])


# --- a whole database -------------------------------------------------------------------------------------------


def database(rows: Sequence[tuple[str, str | None]]) -> dict[str, Any]:
    """Rows by status, names a second, and every name that is called listed or within-listed."""
    checker = open_checker()
    start = time.perf_counter()
    answers = list(checker.check_many(rows))
    seconds = time.perf_counter() - start
    return {
        "names": len(rows),
        "seconds": round(seconds, 2),
        "names_per_second": round(len(rows) / seconds),
        "statuses": dict(Counter(str(answer.status) for answer in answers).most_common()),
        "to_read": sorted(map(_to_read, (answer for answer in answers if str(answer.status) in FOUND))),
    }


def _to_read(answer: Answer) -> tuple[str, ...]:
    unit = answer.unit.name if answer.unit else ""
    return (str(answer.status), answer.country or "", answer.query, unit, f"{answer.score}", "; ".join(answer.reasons))


# --- generated cases --------------------------------------------------------------------------------------------


def generated(size: int, number: int, peers: bool) -> dict[str, Any]:
    """Hard positives and negatives on a generated graph: recall, false finds, calibration, speed."""
    units = world(size)
    start = time.perf_counter()
    matcher = Matcher(units)
    built = time.perf_counter() - start
    maker = CaseMaker(units, seed=29)
    cases = [*maker.positives(number), *maker.negatives(number)]
    list(matcher.match_many([(case.text, case.country) for case in cases[:10]], use_compiled=True))
    start, spent = time.perf_counter(), time.process_time()
    matches = list(matcher.match_many(((case.text, case.country) for case in cases), use_compiled=True))
    seconds, spent = time.perf_counter() - start, time.process_time() - spent
    report: dict[str, Any] = {
        "units": len(units),
        "index_seconds": round(built, 1),
        "cases": len(cases),
        "names_per_second": round(len(cases) / seconds),
        "names_per_second_of_processor_time": round(len(cases) / spent),
    }
    report |= _recall(cases, [_told(match) for match in matches])
    report["by_kind"] = _by_kind(cases, matches)
    if peers:
        report["peers"] = _generated_peers(units, cases, matcher)
    return report | _half_known(min(size, HALF_KNOWN), number)


def _half_known(size: int, number: int) -> dict[str, Any]:
    """What scores mean, and how often a name is taken for another's, where the graph knows half of the units there
    are: names of the others, and near misses, stand among the cases."""
    units, absent = divided(world(2 * size))
    matcher = Matcher(units)
    maker = CaseMaker(units, seed=31, absent=absent)
    near, others = maker.near_misses(number // 10), maker.absences(number)
    cases = [*near, *others, *maker.positives(number), *maker.negatives(number)]
    matches = list(matcher.match_many(((case.text, case.country) for case in cases), use_compiled=True))
    taken = [_told(match)[1] for match in matches]
    return {
        "near_misses_found": round(sum(taken[: len(near)]) / max(1, len(near)), 4),
        "absent_units_found": round(sum(taken[len(near) :][: len(others)]) / max(1, len(others)), 4),
        "reliability": _reliability(cases, matches),
    }


def _told(match: Match) -> tuple[str | None, bool]:
    """The first candidate, and whether it is taken for the unit meant."""
    return match.best.unit.iri if match.best else None, match.outcome is Outcome.MATCHED


def _recall(cases: Sequence[Case], told: Sequence[tuple[str | None, bool]]) -> dict[str, float]:
    positives = [(case, each) for case, each in zip(cases, told, strict=True) if case.iri]
    negatives = [each for case, each in zip(cases, told, strict=True) if not case.iri]
    return {
        "right_unit_first": round(sum(case.iri == iri for case, (iri, _) in positives) / len(positives), 4),
        "right_unit_matched": round(sum(c.iri == iri and sure for c, (iri, sure) in positives) / len(positives), 4),
        "wrong_unit_matched": round(sum(c.iri != iri and sure for c, (iri, sure) in positives) / len(positives), 4),
        "negatives_found": round(sum(sure for _, sure in negatives) / len(negatives), 5),
    }


def _by_kind(cases: Sequence[Case], matches: Sequence[Match]) -> dict[str, str]:
    kinds: dict[str, list[bool]] = {}
    for case, match in zip(cases, matches, strict=True):
        iri, sure = _told(match)
        kinds.setdefault(case.kind.split(",")[0], []).append(iri == case.iri if case.iri else not sure)
    return {kind: f"{sum(right) / len(right):.4f} of {len(right)}" for kind, right in sorted(kinds.items())}


def _reliability(cases: Sequence[Case], matches: Sequence[Match]) -> list[tuple[str, ...]]:
    """The stated score of the first candidate against the share that is right, in tenths."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for case, match in zip(cases, matches, strict=True):
        if match.best and match.outcome is not Outcome.BELOW:
            score = match.best.score
            bins.setdefault(min(9, int(score * 10)), []).append((score, match.best.unit.iri == case.iri))
    return [
        (
            f"{tenth / 10:.1f}",
            f"{len(found)} answers",
            f"mean score {sum(score for score, _ in found) / len(found):.3f}",
            f"right {sum(right for _, right in found) / len(found):.3f}",
        )
        for tenth, found in sorted(bins.items())
    ]


def _generated_peers(units: Sequence[NamedUnit], cases: Sequence[Case], matcher: Matcher) -> dict[str, Any]:
    """Peers and this matcher on the same few cases against the same few units: those of the cases' countries that
    share the case's words first, then others."""
    chance = random.Random(3)  # noqa: S311
    some = chance.sample([case for case in cases if case.iri], PEER_CASES // 2)
    some += chance.sample([case for case in cases if not case.iri], PEER_CASES // 2)
    by_iri = {unit.iri: unit for unit in units}
    pool = {case.iri: by_iri[case.iri] for case in some if case.iri}
    for case in some:
        pool |= {each.unit.iri: each.unit for each in matcher.match(case.text, case.country).candidates}
    for unit in chance.sample(list(units), PEER_UNITS):
        if len(pool) < PEER_UNITS:
            pool[unit.iri] = unit
    bare = [NamedUnit(unit.iri, unit.name, unit.country) for unit in pool.values() if unit]
    whole = [
        NamedUnit(unit.iri, unit.name, unit.country, (), tuple(iri for iri in unit.superiors if iri in pool))
        for unit in pool.values()
    ]
    ours = Matcher(whole)
    report: dict[str, Any] = {
        "units": len(bare),
        "cases": len(some),
        "unitgraph": _recall(some, [_told(ours.match(case.text, case.country)) for case in some]),
    }
    for name, score in peer_scores().items():
        start = time.perf_counter()
        best = [max((score(c.text, c.country, unit), unit.iri) for unit in bare) for c in some]
        seconds = time.perf_counter() - start
        pairs = len(some) * len(bare)
        report[name] = _best_threshold(some, best) | {"pairs_per_second": round(pairs / seconds)}
    return report


def _best_threshold(cases: Sequence[Case], best: Sequence[tuple[float, str]]) -> dict[str, float]:
    """The threshold at which most cases are answered right."""

    def at(threshold: float) -> tuple[float, dict[str, float]]:
        told = [(iri, score >= threshold) for score, iri in best]
        right = sum(
            (case.iri == iri and sure) if case.iri else not sure for case, (iri, sure) in zip(cases, told, strict=True)
        )
        return right, {"threshold": threshold} | _recall(cases, told)

    return max((at(step / 50) for step in range(51)), key=lambda pair: pair[0])[1]


if __name__ == "__main__":
    sys.exit(main())
