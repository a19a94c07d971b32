"""Fits the weights of the reader: ``python tests/benchmarks/fit_reading.py FILE [MORE ...] [--write] [--folds 8]``.

FILE is a table of judged readings (see ``reading.py``); MORE are others that are learned from, but neither measured
on nor used for the calibration (``judged_readings.tsv`` beside this script: strings of the same source, judged by one
reader; Security Force Monitor, Human Rights Institute, Columbia Law School, CC BY 4.0). Three models are fitted, each
with a quadratic penalty:

roles        softmax over unit, place and post for each segment
readings     softmax over single, list, path smallest first and path largest first for each text; the signed
             features of direction enter with opposite signs in the two directions
calibration  what the log odds of the best reading mean, from readings of texts that were left out of the fit: with
             the gazetteer midway between a logistic line and an isotonic regression (see isotonic.py), without it
             the line

Every text is seen once without the gazetteer and once with it, at half weight. ``--folds`` measures by repeated
cross-validation: everything, calibration included, is fitted without the texts it is measured on. ``--write`` puts
them into ``weights.tsv`` and ``calibration.tsv`` of ``graph/unitgraph/reading/paths``. Needs numpy and scipy.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from isotonic import knots
from scipy.optimize import minimize
from word_tables import write_word_table

import unitgraph.reading.paths as paths
from reading import Judged, load_judged, measure, starts
from unitgraph.lexicon.gazetteer import load_gazetteer
from unitgraph.reading.calibration import Calibration
from unitgraph.reading.paths import Context, Direction, Role, UnitPath
from unitgraph.reading.paths.draft import PathDraft, draft
from unitgraph.reading.paths.reader import Hypothesis, Weighed, read_draft, stated_odds, weigh
from unitgraph.reading.paths.roles import WEIGHED, role_features
from unitgraph.reading.paths.weights import Weights
from unitgraph.system.resources import PACKAGE

ROLES = {"U": Role.UNIT, "P": Role.PLACE, "T": Role.POST}
ROLE_PENALTY = 0.3
READING_PENALTY = 0.25
COMMIT = 0.55
# What the judged files cannot teach: they name no units that a graph knows. An edge that other entries support
# outweighs any one word, but not all words together.
STATED = {"known-head": {"up": 2.4, "down": 2.4}, "known-superior": {"up": 4.0, "down": 4.0}}
OUTPUT = PACKAGE / "reading" / "paths"
ABOUT_WEIGHTS = """\
Fitted by tests/benchmarks/fit_reading.py; do not edit by hand. A reading's score is the sum of feature values times
weights; see unitgraph/reading/paths/reader.py."""
ABOUT_CALIBRATION = """\
What log odds of a reading mean: the log odds of its being right, as measured by tests/benchmarks/fit_reading.py."""
Example = tuple[dict[object, dict[str, float]], object]  # features of each label, and the right label


@dataclass(frozen=True, slots=True)
class Case:
    """A judged text cut into segments, with (``places``) or without the gazetteer; ``file`` is 0 for the one that is
    measured on."""

    judged: Judged
    draft: PathDraft
    places: bool
    file: int

    @property
    def document(self) -> tuple[int, bool]:
        """What is read together: the texts of one file, with or without the gazetteer."""
        return self.file, self.places

    @property
    def due(self) -> Hypothesis:
        """The right reading."""
        return self.judged.direction or self.judged.kind


def fit(
    examples: Sequence[Example], penalty: float, weight: Sequence[float], tie: Callable[[str, object], str]
) -> dict[str, float]:
    """The weights of a softmax over the labels of each example, by a name for each feature and label.

    ``tie`` gives the name of the weight of a feature for a label: two labels that share a name share the weight.
    """
    names: dict[str, int] = {}
    rows, labels_of, right = [], [], []
    for features, due in examples:
        labels = list(features)
        coded = [
            [(names.setdefault(tie(name, label), len(names)), value) for name, value in features[label].items()]
            for label in labels
        ]
        rows.append(coded)
        labels_of.append(labels)
        right.append(labels.index(due))
    groups: dict[int, list[int]] = {}
    for at, coded in enumerate(rows):
        groups.setdefault(len(coded), []).append(at)
    blocks = []
    for size, members in groups.items():
        block = np.zeros((len(members), size, len(names)))
        for place, at in enumerate(members):
            for label, coded in enumerate(rows[at]):
                for column, value in coded:
                    block[place, label, column] += value
        blocks.append((block, np.array([right[at] for at in members]), np.array([weight[at] for at in members])))

    def loss(values: np.ndarray) -> tuple[float, np.ndarray]:
        total, gradient = penalty / 2 * float(values @ values), penalty * values
        for block, due, share in blocks:
            scores = block @ values
            scores -= scores.max(axis=1, keepdims=True)
            chances = np.exp(scores)
            chances /= chances.sum(axis=1, keepdims=True)
            picked = np.arange(len(due))
            total -= float(share @ np.log(np.maximum(chances[picked, due], 1e-300)))
            residual = chances * share[:, None]
            residual[picked, due] -= share
            gradient = gradient + np.einsum("il,ilf->f", residual, block)
        return total, gradient

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return {name: float(found.x[column]) for name, column in names.items()}


def _table(flat: dict[str, float]) -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = {}
    for name, value in flat.items():
        feature, _, label = name.partition("\t")
        for each in label.split("|"):
            table.setdefault(feature, {})[each] = value
    return table


def fit_roles(cases: Sequence[Case]) -> Weights:
    """The weights of the model ``roles``."""
    examples: list[Example] = []
    for case in cases:
        parts = case.draft.parts
        numbers = starts(case.judged.text, [part.piece.text for part in parts])
        seen: set[int] = set()
        for at, number in enumerate(numbers):
            if number is None or number in seen or number >= len(case.judged.roles):
                continue
            seen.add(number)
            due = ROLES.get(case.judged.roles[number])
            if due is not None:
                features = role_features(parts, at)
                examples.append((dict.fromkeys(WEIGHED, features), due))
    flat = fit(examples, ROLE_PENALTY, [0.5] * len(examples), lambda name, label: f"{name}\t{label}")
    return Weights({"roles": _table(flat)})


def fit_readings(cases: Sequence[Case], weighed: Sequence[Weighed]) -> dict[str, dict[str, float]]:
    """The weights of the model ``readings``."""
    examples: list[Example] = []
    for case, found in zip(cases, weighed, strict=True):
        if case.due in found.features and len(found.features) > 1:
            examples.append((dict(found.features), case.due))

    def tie(name: str, label: object) -> str:
        return f"{name}\tup|down" if isinstance(label, Direction) and name != "always" else f"{name}\t{label}"

    return _table(fit(examples, READING_PENALTY, [0.5] * len(examples), tie)) | STATED


def fit_all(cases: Sequence[Case], folds: int = 8, seed: int = 0) -> Weights:
    """All weights from the cases; the calibration from readings of texts left out in turn."""
    roles = fit_roles(cases)
    out_of_fold = _weigh_left_out(cases, folds, seed)
    readings = fit_readings(cases, out_of_fold)
    fitted = Weights({"roles": roles.table["roles"], "readings": readings})
    calibration = _calibrate(cases, folds, seed)
    return Weights({**fitted.table, "calibration": {"commit": {"": COMMIT}}}, calibration)


def _folds(cases: Sequence[Case], folds: int, seed: int) -> list[set[str]]:
    texts = sorted({case.judged.text for case in cases})
    random.Random(seed).shuffle(texts)  # noqa: S311 (folds need no secret)
    return [set(texts[number::folds]) for number in range(folds)]


def contexts(cases: Sequence[Case], weights: Weights | None) -> dict[tuple[int, bool], Context]:
    """The document context of each file, for reading with and without the gazetteer."""
    found = {}
    for file, places in sorted({case.document for case in cases}):
        drafts = [case.draft for case in cases if case.document == (file, places)]
        start = Context(gazetteer=load_gazetteer() if places else None)
        found[file, places] = (
            paths.learn(drafts, start, weights) if weights else replace(start, ends=paths.count_ends(drafts))
        )
    return found


def _weigh_left_out(cases: Sequence[Case], folds: int, seed: int) -> list[Weighed]:
    """Each text weighed with roles fitted without it, and habits from readings fitted without it."""
    found: dict[int, Weighed] = {}
    for left_out in _folds(cases, folds, seed):
        kept = [case for case in cases if case.judged.text not in left_out]
        roles = fit_roles(kept)
        plain = contexts(cases, None)
        readings = fit_readings(kept, [weigh(case.draft, plain[case.document], roles) for case in kept])
        first = Weights({"roles": roles.table["roles"], "readings": readings}, UNCHANGED)
        around = contexts(cases, first)
        for at, case in enumerate(cases):
            if case.judged.text in left_out:
                found[at] = weigh(case.draft, around[case.document], first)
    return [found[at] for at in range(len(cases))]


FURTHEST = 20.0
"""Log odds that no reading reaches."""
SAME = Calibration.of([(-FURTHEST, -FURTHEST), (FURTHEST, FURTHEST)])
UNCHANGED = {"words": SAME, "places": SAME}


def _calibrate(cases: Sequence[Case], folds: int, seed: int) -> dict[str, Calibration]:
    outcomes: dict[bool, list[tuple[float, bool]]] = {False: [], True: []}
    for left_out in _folds(cases, folds, seed + 1):
        kept = [case for case in cases if case.judged.text not in left_out]
        weighed = _weigh_left_out(kept, 5, seed)
        fitted = Weights({"roles": fit_roles(kept).table["roles"], "readings": fit_readings(kept, weighed)}, UNCHANGED)
        around = contexts(cases, fitted)
        for case in cases:
            if case.judged.text in left_out and case.file == 0:
                found = weigh(case.draft, around[case.document], fitted)
                best = found.ranking[0]
                outcomes[case.places].append((stated_odds(found.chances[best]), best == case.due))
    return {"words": _line(outcomes[False]), "places": _midway(outcomes[True])}


def _midway(outcomes: Sequence[tuple[float, bool]]) -> Calibration:
    """Midway between the logistic line and an isotonic regression: its steps say what was measured, and the line goes
    on telling apart what one step does not."""
    line, steps = _line(outcomes), Calibration.of(knots(outcomes))
    stated = (-FURTHEST, *steps.stated, FURTHEST)
    return Calibration.of((odds, (line.log_odds(odds) + steps.log_odds(odds)) / 2) for odds in stated)


def _line(outcomes: Sequence[tuple[float, bool]]) -> Calibration:
    """The logistic line, with a mild pull to slope 1 and offset 0."""
    odds = np.array([each for each, _ in outcomes])
    due = np.array([right for _, right in outcomes], dtype=float)

    def loss(values: np.ndarray) -> float:
        line = values[0] * odds + values[1]
        return float(np.sum(np.logaddexp(0, line) - due * line)) + 2 * (values[0] - 1) ** 2 + values[1] ** 2

    found = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead")
    slope, offset = (round(float(value), 3) for value in found.x)
    return Calibration.of((odds, slope * odds + offset) for odds in (-FURTHEST, FURTHEST))


def cross_validate(cases: Sequence[Case], folds: int, seed: int) -> dict[bool, list[tuple[UnitPath, Judged]]]:
    """Readings of every text by weights that were fitted without it, without and with the gazetteer."""
    found: dict[bool, list[tuple[UnitPath, Judged]]] = {False: [], True: []}
    for left_out in _folds(cases, folds, seed + 100):
        weights = fit_all([case for case in cases if case.judged.text not in left_out], seed=seed)
        around = contexts(cases, weights)
        for case in cases:
            if case.judged.text in left_out and case.file == 0:
                found[case.places].append((read_draft(case.draft, around[case.document], weights), case.judged))
    return found


def load_cases(files: Sequence[Path]) -> list[Case]:
    """Every judged text of the files, without and with the gazetteer."""
    loaded = load_gazetteer()
    return [
        Case(judged, draft(judged.text, judged.country, loaded if places else None), places, number)
        for number, path in enumerate(files)
        for judged in load_judged(path)
        for places in (False, True)
    ]


def write(weights: Weights, folder: Path) -> None:
    """Write the weights and what the odds of a reading mean as readable tables."""
    rows = [
        (model, feature, label, f"{value:.3f}")
        for model, features in weights.table.items()
        for feature, labels in features.items()
        for label, value in labels.items()
        if abs(value) >= 0.0005
    ]
    heading = ("model", "feature", "label", "weight")
    write_word_table(folder / "weights.tsv", ABOUT_WEIGHTS, heading, sorted(rows))
    measured = [
        (known, f"{odds:.3f}", f"{measured:.3f}")
        for known, calibration in sorted(weights.calibration.items())
        for odds, measured in zip(calibration.stated, calibration.measured, strict=True)
    ]
    write_word_table(folder / "calibration.tsv", ABOUT_CALIBRATION, ("known", "log_odds", "measured"), measured)


def main() -> int:
    """Measure by cross-validation, or fit and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--folds", type=int, default=0, help="measure by cross-validation with so many folds")
    parser.add_argument("--repeats", type=int, default=1, help="repeat the cross-validation with other folds")
    parser.add_argument("--write", action="store_true", help="fit on the whole file and write the weights")
    chosen = parser.parse_args()
    cases = load_cases(chosen.files)
    for seed in range(chosen.repeats if chosen.folds else 0):
        for places, pairs in cross_validate(cases, chosen.folds, seed).items():
            results = measure([read for read, _ in pairs], [due for _, due in pairs])
            bins = results.pop("calibration")
            assert isinstance(bins, list)
            print("with gazetteer" if places else "words only", results)
            print(
                "   ",
                [
                    (each["lower"], each["count"], each["confidence"], each["observed"])
                    for each in bins
                    if each["count"]
                ],
            )
    if chosen.write:
        write(fit_all(cases), OUTPUT)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
