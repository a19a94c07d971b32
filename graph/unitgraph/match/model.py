"""From features to a calibrated score, and from features to reasons in words."""

from __future__ import annotations

from array import array
from functools import cache

from unitgraph.lexicon.tables import read_word_table
from unitgraph.match import kernels
from unitgraph.reading.calibration import Calibration, sigmoid

FEATURE_NAMES: tuple[str, ...] = (
    "bias", "name-cover", "query-cover", "proper-missing", "proper-shared", "proper-none",
    "function-missing", "scope-missing", "force-one-sided", "level-missing", "number-missing",
    "number-shared", "number-conflict", "country-missing", "country-conflict", "country-known",
    "generic-none", "generic-partial", "looseness", "worst-word", "derived-acronym", "disorder", "exact",
    "explained", "superior-known", "proper-extra", "proper-swapped", "function-extra", "scope-extra",
    "level-extra", "number-extra", "force-conflict", "level-conflict", "direction-differs",
)  # fmt: skip
"""The names of the features of a pair, in the order of their numbers in ``kernels``."""


@cache
def coefficients() -> array[float]:
    """The weight of each feature in the log odds. Raises ValueError if a feature has no weight or a weight no
    feature."""
    weights = {row["feature"]: float(row["weight"]) for row in read_word_table("weights", "match")}
    if set(weights) != set(FEATURE_NAMES):
        raise ValueError(f"match/weights.tsv: features differ: {sorted(set(weights) ^ set(FEATURE_NAMES))}")
    return array("d", (weights[name] for name in FEATURE_NAMES))


@cache
def _calibration() -> Calibration:
    rows = read_word_table("calibration", "match")
    return Calibration.of((float(row["log_odds"]), float(row["measured"])) for row in rows)


FURTHEST = 6.0
"""The limit of the log odds of a score."""


def probability(odds: float) -> float:
    """The measured fraction of correct answers with these log odds; never exactly 0 or 1."""
    return sigmoid(max(-FURTHEST, min(FURTHEST, _calibration().log_odds(odds))))


def shown_score(share: float) -> float:
    """A probability as every answer shows it: two decimal places, rounded down, from 0.01 to 0.99. None is shown as
    certain.

    >>> shown_score(0.9985)
    0.99
    """
    return min(99, max(1, int(share * 100 + 1e-9))) / 100


def named_features(values: tuple[float, ...]) -> tuple[tuple[str, float], ...]:
    """The features that are not zero, by name."""
    return tuple(
        (name, round(value, 4)) for name, value in zip(FEATURE_NAMES, values, strict=True) if value and name != "bias"
    )


SENTENCES = (
    (kernels.NUMBER_SHARED, "the same number"),
    (kernels.DERIVED, "its initials"),
    (kernels.SUPERIOR_KNOWN, "is under a unit that the name gives as its superior"),
    (kernels.COUNTRY_CONFLICT, "the name mentions another country"),
    (kernels.NUMBER_CONFLICT, "another number"),
    (kernels.NUMBER_MISSING, "without the number"),
    (kernels.NUMBER_EXTRA, "with a number that this unit does not have"),
    (kernels.PROPER_SWAPPED, "another place or proper name"),
    (kernels.FORCE_CONFLICT, "another force"),
    (kernels.LEVEL_CONFLICT, "another level"),
    (kernels.LEVEL_MISSING, "without the word for its level"),
    (kernels.DIRECTION_DIFFERS, "another direction"),
    (kernels.DISORDER, "words in a different order"),
    (kernels.LOOSENESS, "spelt otherwise"),
)


def feature_reasons(values: tuple[float, ...]) -> tuple[str, ...]:
    """What the features say, in words; reasons for the unit come first."""
    return tuple(sentence for feature, sentence in SENTENCES if values[feature] > 0.0)
