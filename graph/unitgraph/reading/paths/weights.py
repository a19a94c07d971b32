"""The fitted weights (``weights.tsv``), the calibration of readings (``calibration.tsv``), and the
arithmetic that applies them. Plain Python, no library."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar

from unitgraph.lexicon.tables import read_word_table
from unitgraph.reading.calibration import Calibration

Label = TypeVar("Label", bound=str)


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights by model, feature and label (``roles``, ``capital``, ``place``); 0 if not in the table.

    ``calibration`` is that of a reading without a gazetteer (``words``) and with one (``places``).
    """

    table: Mapping[str, Mapping[str, Mapping[str, float]]]
    calibration: Mapping[str, Calibration] = field(default_factory=dict)
    _by_label: dict[tuple[str, str], dict[str, float]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_label: dict[tuple[str, str], dict[str, float]] = {}
        for model, features in self.table.items():
            for feature, labels in features.items():
                for label, weight in labels.items():
                    by_label.setdefault((model, label), {})[feature] = weight
        object.__setattr__(self, "_by_label", by_label)

    def score(self, model: str, features: Mapping[str, float], label: str) -> float:
        """The sum of value times weight over the features of a label."""
        weights = self._by_label.get((model, label), {})
        return sum([value * weights[name] for name, value in features.items() if name in weights])

    def softmax(self, model: str, features: Mapping[str, float], labels: Iterable[Label]) -> dict[Label, float]:
        """The probability of each label (softmax of the scores)."""
        scores = {label: self.score(model, features, label) for label in labels}
        highest = max(scores.values())
        grown = {label: math.exp(score - highest) for label, score in scores.items()}
        total = sum(grown.values())
        return {label: part / total for label, part in grown.items()}

    def value(self, model: str, feature: str, label: str = "") -> float:
        """One weight; 0 if it is not in the table."""
        return self._by_label.get((model, label), {}).get(feature, 0.0)


@cache
def shipped_weights() -> Weights:
    """The weights that ship with unitgraph, as fitted by ``tests/benchmarks/fit_reading.py``."""
    table: dict[str, dict[str, dict[str, float]]] = {}
    for row in read_word_table("weights", "reading/paths"):
        table.setdefault(row["model"], {}).setdefault(row["feature"], {})[row["label"]] = float(row["weight"])
    knots: dict[str, list[tuple[float, float]]] = {}
    for row in read_word_table("calibration", "reading/paths"):
        knots.setdefault(row["known"], []).append((float(row["log_odds"]), float(row["measured"])))
    return Weights(table, {known: Calibration.of(each) for known, each in knots.items()})
