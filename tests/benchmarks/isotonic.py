"""Isotonic regression of outcomes on log odds, for the tables of what log odds mean (``calibration.tsv``)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from unitgraph.reading.calibration import logit


class Step(NamedTuple):
    """Answers of neighbouring log odds, and how many of them are right."""

    lowest: float
    highest: float
    answers: int
    right: int

    @property
    def share(self) -> float:
        """The share that is right, never quite 0 or 1."""
        return (self.right + 0.5) / (self.answers + 1)

    def joined(self, after: Step) -> Step:
        """This step and the one after it as one."""
        return Step(self.lowest, after.highest, self.answers + after.answers, self.right + after.right)


def knots(outcomes: Iterable[tuple[float, bool]], fewest: int = 1) -> list[tuple[float, float]]:
    """What log odds mean, in log odds of the share that is right: the steps of an isotonic regression over outcomes
    (log odds, and whether the answer was right), each by its ends, on at least ``fewest`` answers."""
    steps: list[Step] = []
    for odds, same in groupby(sorted(outcomes), key=lambda outcome: outcome[0]):
        labels = [right for _, right in same]
        if steps and steps[-1].answers < fewest:
            steps[-1] = steps[-1].joined(Step(odds, odds, len(labels), sum(labels)))
        else:
            steps.append(Step(odds, odds, len(labels), sum(labels)))
        while len(steps) > 1 and steps[-1].answers >= fewest and steps[-2].share >= steps[-1].share:
            steps[-2:] = [steps[-2].joined(steps[-1])]
    ends = [(odds, step) for step in steps for odds in dict.fromkeys((step.lowest, step.highest))]
    return [(odds, logit(step.share)) for odds, step in ends]
