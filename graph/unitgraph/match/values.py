"""The input and output of the matcher: values only, no rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from unitgraph.match.model import FEATURE_NAMES, named_features


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """What matching needs to know of a unit.

    ``country`` is an ISO 3166-1 alpha-2 code, ``superiors`` the IRIs of the units directly above (each must be among
    the units given to the index), ``places`` the places where the unit is said to be.
    """

    iri: str
    name: str
    country: str
    other_names: tuple[str, ...] = ()
    superiors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


class Outcome(StrEnum):
    """The outcome for a name.

    ``MATCHED``: the first candidate is the unit meant. ``BELOW``: the name is not in the graph, but it says that what
    it names is under the first candidate. ``AMBIGUOUS``: all candidates are possible, or the only one cannot be
    distinguished from others with its name. ``UNKNOWN``: none; the candidates are only the nearest names.
    """

    MATCHED = "matched"
    BELOW = "below"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that a name may mean.

    ``score`` in 0..1 is the estimated probability that the name means this unit (for ``BELOW``: that what is named is
    under it). ``matched_name`` is the compared name of the unit, ``reasons`` say in words what supports and what
    contradicts the match, ``values`` are the numbers behind the score.
    """

    unit: NamedUnit
    score: float
    matched_name: str
    reasons: tuple[str, ...]
    values: tuple[float, ...]

    @property
    def features(self) -> tuple[tuple[str, float], ...]:
        """The non-zero features of the pair, by name."""
        return named_features(self.values)


@dataclass(frozen=True, slots=True)
class Match:
    """The answer to one name: ``candidates`` best first; ``note`` gives the reason for the outcome in words. ``bare``
    says that nothing but a name of function and level words tells which unit is meant (``Investigation Wing``).
    ``namesakes`` are other units of the country that bear the name by which the first candidate is meant, and that the
    text does not tell from it."""

    text: str
    outcome: Outcome
    candidates: tuple[Candidate, ...]
    note: str = ""
    bare: bool = False
    namesakes: tuple[Candidate, ...] = ()

    @property
    def best(self) -> Candidate | None:
        """The first candidate; None without any."""
        return self.candidates[0] if self.candidates else None


NO_FEATURES = (0.0,) * len(FEATURE_NAMES)
"""The features of a candidate that was not found by name."""
