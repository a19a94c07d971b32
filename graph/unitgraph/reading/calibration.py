"""Calibration of a model's log odds: linear between knots, at which the fraction correct was measured."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Calibration:
    """A map from log odds to log odds: those ``stated`` at each knot, in ascending order, and those ``measured`` there;
    constant beyond the first and the last. At least two knots."""

    stated: tuple[float, ...]
    measured: tuple[float, ...]

    @classmethod
    def of(cls, knots: Iterable[tuple[float, float]]) -> Calibration:
        """The calibration through knots, each a pair of stated and measured log odds."""
        stated, measured = zip(*knots, strict=True)
        return cls(stated, measured)

    def log_odds(self, stated: float) -> float:
        """The calibrated log odds for the stated ones."""
        above = min(max(bisect_right(self.stated, stated), 1), len(self.stated) - 1)
        low, high = self.stated[above - 1], self.stated[above]
        share = min(max((stated - low) / (high - low), 0.0), 1.0)
        return self.measured[above - 1] + share * (self.measured[above] - self.measured[above - 1])


def sigmoid(log_odds: float) -> float:
    """The probability of log odds."""
    return 1.0 / (1.0 + math.exp(-log_odds))


def logit(probability: float) -> float:
    """The log odds of a probability in the open interval (0, 1)."""
    return math.log(probability / (1.0 - probability))
