"""The fitted weights (``words/weights.tsv``) and the arithmetic that applies them. Plain Python, no library."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from unitgraph.lexicon import read_table

Label = TypeVar("Label", bound=str)


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights by model, feature and label (``roles``, ``capital``, ``place``). What is not in the table is 0."""

    table: Mapping[str, Mapping[str, Mapping[str, float]]]

    def score(self, model: str, features: Mapping[str, float], label: str) -> float:
        """The sum of value times weight of the features for a label."""
        rows = self.table.get(model, {})
        return sum(value * rows[name].get(label, 0.0) for name, value in features.items() if name in rows)

    def share_out(self, model: str, features: Mapping[str, float], labels: Iterable[Label]) -> dict[Label, float]:
        """The probability of each label (softmax of the scores); they add up to 1."""
        scores = {label: self.score(model, features, label) for label in labels}
        highest = max(scores.values())
        grown = {label: math.exp(score - highest) for label, score in scores.items()}
        total = sum(grown.values())
        return {label: part / total for label, part in grown.items()}

    def value(self, model: str, feature: str, label: str = "") -> float:
        """One number of the table; 0 when it is not there."""
        return self.table.get(model, {}).get(feature, {}).get(label, 0.0)


@cache
def shipped_weights() -> Weights:
    """The weights that ship with unitgraph, as fitted by ``tests/benchmarks/fit_reading.py``."""
    table: dict[str, dict[str, dict[str, float]]] = {}
    for row in read_table("weights"):
        table.setdefault(row["model"], {}).setdefault(row["feature"], {})[row["label"]] = float(row["weight"])
    return Weights(table)
