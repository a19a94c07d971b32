"""What reading a unit path gives: values only, no rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a text names: a path of units, one unit, several bodies side by side, or nothing certain."""

    PATH = "path"
    SINGLE = "single"
    LIST = "list"
    UNCLEAR = "unclear"


class Direction(StrEnum):
    """Which end of a path is the parent: ``UP`` is smallest first, ``DOWN`` is largest first."""

    UP = "up"
    DOWN = "down"


class Role(StrEnum):
    """What one segment of a text stands for."""

    UNIT = "unit"
    PLACE = "place"
    POST = "post"
    NOISE = "noise"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a reading.

    ``basis`` is the kind of evidence (``level-words``, ``shared-segment``, ...: the concepts of the ontology's
    scheme ``ug:Bases`` in kebab case), ``statement`` says it in words, ``weight`` is its part in the log odds
    of the reading taken (positive speaks for it, negative against it).
    """

    basis: str
    statement: str
    weight: float


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a path: ``text`` as written but for white space, its role, the acronym printed in brackets,
    and the level concept its words name (``station``, ``battalion``; None when none does)."""

    text: str
    role: Role
    acronym: str | None = None
    level: str | None = None


@dataclass(frozen=True, slots=True)
class UnitPath:
    """A reading of one text: never a fact.

    ``segments`` stand in written order. ``direction`` is None unless ``kind`` is PATH. ``confidence`` in 0..1 is
    the estimated probability that kind and direction are right. ``committed`` says whether the reader stands by
    it; a reading that it does not stand by has kind UNCLEAR. ``leaning`` then keeps the best guess.
    """

    text: str
    kind: Kind
    direction: Direction | None
    segments: tuple[Segment, ...]
    confidence: float
    evidence: tuple[Evidence, ...]
    leaning: Kind | Direction | None = None

    @property
    def committed(self) -> bool:
        """Whether the reader stands by this reading."""
        return self.kind is not Kind.UNCLEAR

    @property
    def chain(self) -> tuple[Segment, ...]:
        """The unit segments, parents first. In written order where there is no direction (a single unit, a list)."""
        units = tuple(segment for segment in self.segments if segment.role is Role.UNIT)
        return units[::-1] if self.direction is Direction.UP else units

    @property
    def places(self) -> tuple[Segment, ...]:
        """The place segments in written order."""
        return tuple(segment for segment in self.segments if segment.role is Role.PLACE)
