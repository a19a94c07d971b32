"""Fits the weights of the matcher's features (``graph/unitgraph/match/weights.tsv``) on generated cases.

Run from the top of the project: ``python tests/benchmarks/fit_matcher.py [--labelled FILE] [--write]``. Logistic
regression, held near the weights in use (``--hold``): features that the cases do not show, or always, keep theirs.
Pairs under a ceiling are left out, since there the rule decides. ``--labelled`` adds a judged file (columns country,
text, accepted_status, unit) against the bundled graph. Without ``--write`` it only prints. Then, with the weights
written, ``--calibrate --cases 90000`` measures what the log odds of an answer mean (``match/calibration.tsv``).
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from isotonic import knots
from name_cases import Case, CaseMaker, divided, world
from word_tables import write_word_table

from unitgraph.match import Matcher, NamedUnit, Outcome
from unitgraph.match.forms import form_of
from unitgraph.match.kernels import FREE, ceiling, log_odds
from unitgraph.match.lookup import Hit, Lookup
from unitgraph.match.model import FEATURE_NAMES, coefficients
from unitgraph.match.vocabulary import NamePart
from unitgraph.system.resources import PACKAGE

Pair = tuple[tuple[float, ...], int]
FEWEST = 200
"""Answers that a measured share rests on, at least."""
ABOUT_WEIGHTS = "Weights of the features of a pair in the log odds; fitted by tests/benchmarks/fit_matcher.py."
ABOUT_CALIBRATION = """\
What log odds of a first candidate mean: the log odds of its being right, as measured by
tests/benchmarks/fit_matcher.py."""
OUTPUT = PACKAGE / "match"
WORLDS = 6
"""Generated graphs that it is measured on: a graph's own army or towns should not decide it."""


def main() -> None:
    """Fit, print, and write when asked to."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--units", type=int, default=20_000, help="size of the generated graph")
    arguments.add_argument("--cases", type=int, default=6_000, help="positives, and as many negatives")
    arguments.add_argument("--hold", type=float, default=4.0, help="how strongly weights are held where they are")
    arguments.add_argument("--labelled", type=Path, help="a judged file to fit on as well")
    arguments.add_argument("--calibrate", action="store_true", help="keep the weights, write what log odds mean")
    arguments.add_argument("--write", action="store_true", help="write the weights")
    given = arguments.parse_args()
    if given.calibrate:
        measured = calibration(given.units, given.cases)
        rows = [(f"{odds:.3f}", f"{meant:.3f}") for odds, meant in measured]
        write_word_table(OUTPUT / "calibration.tsv", ABOUT_CALIBRATION, ("log_odds", "measured"), rows)
        return
    pairs = list(_generated(given.units, given.cases))
    print(f"{len(pairs)} pairs of generated cases, {sum(label for _, label in pairs)} of them right")
    if given.labelled:
        judged = list(_judged(given.labelled))
        print(f"{len(judged)} judged pairs, {sum(label for _, label in judged)} of them right")
        pairs += judged * 5
    weights = fit(pairs, np.array(coefficients()), given.hold)
    for name, old, new in zip(FEATURE_NAMES, coefficients(), weights, strict=True):
        print(f"{name:20} {old:8.3f} {new:8.3f}")
    if given.write:
        rows = [(name, f"{weight:.3f}") for name, weight in zip(FEATURE_NAMES, weights, strict=True)]
        write_word_table(OUTPUT / "weights.tsv", ABOUT_WEIGHTS, ("feature", "weight"), rows)
        print("weights written; now run with --calibrate")


def calibration(size: int, number: int) -> list[tuple[float, float]]:
    """What the log odds of first candidates mean (see isotonic.py), on other graphs than the weights were fitted on,
    with near misses and units that the graph does not have."""
    found = [pair for seed in range(10, 10 + WORLDS) for pair in _first_candidates(size, number // WORLDS, seed)]
    return knots(found, FEWEST)


def _first_candidates(size: int, number: int, seed: int) -> Iterator[tuple[float, bool]]:
    units, absent = divided(world(2 * size, seed=seed), seed)
    matcher = Matcher(units)
    maker = CaseMaker(units, seed=seed, absent=absent)
    cases = [*maker.positives(number), *maker.negatives(number)]
    cases += [*maker.near_misses(number // 10), *maker.absences(number)]
    for case, match in zip(cases, matcher.match_many((case.text, case.country) for case in cases), strict=True):
        if match.best is not None and match.outcome is not Outcome.BELOW:
            odds = log_odds(matcher.index.tables, match.best.values, False)
            yield round(odds, 3), match.best.unit.iri == case.iri


def fit(pairs: Sequence[Pair], prior: np.ndarray, hold: float) -> np.ndarray:
    """Weights of greatest likelihood under a normal prior about ``prior``, by Newton's method."""
    features = np.array([pair for pair, _ in pairs])
    holds = np.where(np.ptp(features, axis=0) == 0, 1e6, hold)
    holds[0] = hold  # the bias
    labels = np.array([label for _, label in pairs], float)

    def loss(weights: np.ndarray) -> float:
        odds = features @ weights
        return float(np.logaddexp(0, odds).sum() - labels @ odds + (holds * (weights - prior) ** 2).sum() / 2)

    weights = prior.copy()
    for _ in range(200):
        predicted = 1 / (1 + np.exp(-np.clip(features @ weights, -30, 30)))
        gradient = features.T @ (predicted - labels) + holds * (weights - prior)
        curvature = (features * (predicted * (1 - predicted))[:, None]).T @ features + np.diag(holds)
        step = -np.linalg.solve(curvature, gradient)
        size = 1.0
        while loss(weights + size * step) > loss(weights) and size > 1e-9:
            size /= 2
        weights = weights + size * step
        if np.abs(size * step).max() < 1e-5:
            break
    return weights


def _generated(size: int, number: int) -> Iterator[Pair]:
    units, absent = divided(world(2 * size, seed=3))
    matcher = Matcher(units)
    maker = CaseMaker(units, seed=5, absent=absent)
    cases = [*maker.positives(number), *maker.negatives(number), *_parts(maker, number // 2)]
    cases += [*maker.near_misses(number // 4), *maker.absences(number)]
    for case in cases:
        text = case.text
        above: tuple[int, ...] = ()
        if "path" in case.kind or "parents" in case.kind:
            continue
        yield from _pairs(matcher, text, case.country, above, case.iri)


def _parts(maker: CaseMaker, number: int) -> Iterator[Case]:
    """A part of a name alone: not enough to mean the unit."""
    chance = random.Random(13)  # noqa: S311
    for _ in range(number):
        unit = chance.choice(maker.units)
        words = form_of(unit.name, unit.country).words
        proper = " ".join(word.text for word in words if word.part is NamePart.PROPER)
        rest = " ".join(word.text for word in words if word.part is not NamePart.PROPER and word.text.isalpha())
        for text in (proper, rest):
            if text and not maker._exists(text, unit.country):
                yield Case(text, unit.country, None, "a part")


def _pairs(matcher: Matcher, text: str, country: str, above: tuple[int, ...], iri: str | None) -> Iterator[Pair]:
    for hit in _hits(matcher, text, country, above):
        if ceiling(hit.features, False) >= FREE:
            yield hit.features, int(matcher.index.unit(hit.unit).iri == iri)


def _hits(matcher: Matcher, text: str, country: str, above: tuple[int, ...]) -> list[Hit]:
    return matcher._searcher.plain([Lookup(form_of(text, country), country, above)])[0]


def _judged(path: Path) -> Iterator[Pair]:
    from screening import bundled_units

    units: list[NamedUnit] = bundled_units()
    matcher = Matcher(units)
    by_name = {unit.name: unit.iri for unit in units}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            sure = row["accepted_status"] in ("listed", "contains-listed")
            if sure or "listed" not in row["accepted_status"].split("|"):
                iri = by_name.get(row["unit"]) if sure else None
                yield from _pairs(matcher, row["text"], row["country"], (), iri)


if __name__ == "__main__":
    main()
