"""The result of reading a unit path: values only, no rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from unitgraph.system.showing import Showable, ShownTable


class PathKind(StrEnum):
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
    scheme ``ug:Bases`` in kebab case), ``statement`` says it in words, ``weight`` is its share of the log odds of the
    chosen reading (positive supports it, negative counts against it).
    """

    basis: str
    statement: str
    weight: float


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a path: ``text`` as written except for white space, its role, the acronym in brackets, the level
    concept that its words name (``station``, ``battalion``; None if there is none), and the other names that are
    stated beside it (``also known as``)."""

    text: str
    role: Role
    acronym: str | None = None
    level: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class UnitPath(Showable):
    """A reading of one text: never a fact.

    ``segments`` are in written order. ``direction`` is None unless ``kind`` is PATH. ``confidence`` in 0..1 is the
    estimated probability that kind and direction are right. ``committed`` says whether that is enough; if not, the kind
    is UNCLEAR and ``leaning`` keeps the most likely reading. Of a LIST, the first ``shared`` units of the chain stand
    above all the others, as only a ruling says.
    """

    text: str
    kind: PathKind
    direction: Direction | None
    segments: tuple[Segment, ...]
    confidence: float
    evidence: tuple[Evidence, ...]
    leaning: PathKind | Direction | None = None
    shared: int = 0

    @property
    def summary(self) -> str:
        """The kind, the confidence, and the units from the top down."""
        way = f" {self.direction}" if self.direction else ""
        return f"{self.kind}{way} {self.confidence:.2f}: {' > '.join(each.text for each in self.chain) or self.text}"

    def to_dict(self) -> dict[str, Any]:
        """It as JSON values, as ``unitgraph read --format jsonl`` prints it."""
        return {
            "text": self.text,
            "kind": self.kind,
            "direction": self.direction,
            "confidence": round(self.confidence, 4),
            "leaning": self.leaning,
            "segments": [
                {
                    "text": each.text,
                    "role": each.role,
                    "acronym": each.acronym,
                    "level": each.level,
                    "other_names": list(each.aliases),
                }
                for each in self.segments
            ],
            "evidence": [
                {"basis": each.basis, "statement": each.statement, "weight": round(each.weight, 4)}
                for each in self.evidence
            ],
        }

    def rows(self) -> ShownTable:
        """A row for each segment in written order, the heading first."""
        told = ((each.text, str(each.role), each.acronym, each.level) for each in self.segments)
        return [("segment", "role", "acronym", "level"), *told]

    @property
    def committed(self) -> bool:
        """Whether the confidence is enough for the kind not to be UNCLEAR."""
        return self.kind is not PathKind.UNCLEAR

    @property
    def chain(self) -> tuple[Segment, ...]:
        """The unit segments, parents first; in written order if there is no direction (a single unit, a list)."""
        units = tuple(segment for segment in self.segments if segment.role is Role.UNIT)
        return units[::-1] if self.direction is Direction.UP else units

    @property
    def places(self) -> tuple[Segment, ...]:
        """The place segments in written order."""
        return tuple(segment for segment in self.segments if segment.role is Role.PLACE)
