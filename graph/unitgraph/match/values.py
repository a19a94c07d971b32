"""What goes into the matcher and what comes out: values only, no rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from unitgraph.match.model import FEATURE_NAMES, named_features


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """A unit as far as matching needs it.

    ``country`` is an ISO 3166-1 alpha-2 code, ``superiors`` the IRIs of the units directly above (each must be
    among the units given to the index), ``places`` where the unit is said to sit.
    """

    iri: str
    name: str
    country: str
    other_names: tuple[str, ...] = ()
    superiors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


class Outcome(StrEnum):
    """What a name leads to.

    ``MATCHED``: the first candidate is the unit meant. ``BELOW``: the name is not in the graph, but it says that
    what it names stands under the first candidate. ``AMBIGUOUS``: the candidates are all possible, or the one there
    is cannot be told from others of its name. ``UNKNOWN``: none; the candidates are only the nearest names.
    """

    MATCHED = "matched"
    BELOW = "below"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that a name may mean.

    ``score`` in 0..1 is the estimated probability that the name means this unit (for ``BELOW``: that what is named
    stands under it). ``matched_name`` is the one of its names that was compared, ``reasons`` say in words what
    speaks for and against it, ``values`` are the numbers behind the score.
    """

    unit: NamedUnit
    score: float
    matched_name: str
    reasons: tuple[str, ...]
    values: tuple[float, ...]

    @property
    def features(self) -> tuple[tuple[str, float], ...]:
        """The features of the pair that are not zero, by name."""
        return named_features(self.values)


@dataclass(frozen=True, slots=True)
class Match:
    """The answer to one name: ``candidates`` best first, ``note`` says in a sentence why the outcome is what it is."""

    text: str
    outcome: Outcome
    candidates: tuple[Candidate, ...]
    note: str = ""

    @property
    def best(self) -> Candidate | None:
        """The first candidate; None without any."""
        return self.candidates[0] if self.candidates else None


NO_FEATURES = (0.0,) * len(FEATURE_NAMES)
"""The features of a candidate that was not found by its name."""
