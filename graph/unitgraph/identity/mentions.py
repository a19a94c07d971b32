"""Mentions of units, and what comparing two of them comes to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import NamedTuple

from unitgraph.identity.names import Name
from unitgraph.reading.dates import FIRST_DAY, LAST_DAY
from unitgraph.reading.edge_words import AS_LISTED


class Tie(NamedTuple):
    """The first and the last day on which a unit may stand under a superior, the relation (a concept word), and whether
    sources agree."""

    starts: date
    ends: date
    relation: str
    accepted: bool

    def excludes(self, other: Tie) -> bool:
        """Whether what stands under one superior so cannot stand under another so, being one unit: not where the days
        differ, or the relations, or where sources disagree anyway."""
        if not (self.accepted and other.accepted):
            return False
        relations = {self.relation, other.relation} - {AS_LISTED}
        return len(relations) < 2 and max(self.starts, other.starts) <= min(self.ends, other.ends)


UNTIED = Tie(FIRST_DAY, LAST_DAY, AS_LISTED, accepted=True)


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a source names a unit, or several that print it under the same names from the root down.

    ``country`` is an alpha-2 code, empty where it is not known. ``aliases`` are names that the source states beside
    the ``name``. ``superiors`` are the numbers of the mentions directly above.
    ``identifier`` is a scheme and a value: two of one scheme are the same unit or are not. ``sites`` are places that
    the source gives beside the name. ``listed`` says that entries of a list name it, ``placeholder`` that it stands for
    a unit that nobody could name. ``ties`` say when and how it stands under its superiors, in their order; none where
    nothing but the superiors is known. ``plain`` is the name of a formation without its name of honour, if it has one.
    """

    country: str
    name: Name
    aliases: tuple[Name, ...] = ()
    superiors: tuple[int, ...] = ()
    identifier: tuple[str, str] | None = None
    sites: frozenset[tuple[str, ...]] = frozenset()
    listed: bool = False
    placeholder: bool = False
    ties: tuple[Tie, ...] = ()
    plain: Name | None = None

    @property
    def names(self) -> tuple[Name, ...]:
        """Its name and its aliases."""
        return (self.name, *self.aliases)


class Verdict(IntEnum):
    """What the comparison of two mentions comes to."""

    DIFFERENT = 0
    CONFLICT = 1
    """The names are the same, and what stands above contradicts: possibly the same."""
    OPEN = 2
    """The names are the same, and nothing else says more: possibly the same."""
    IF_ONLY_FIT = 3
    """The same where what stands above no other unit of the name agrees."""
    IF_UNIQUE = 4
    """The same where no other unit of the country may be meant."""
    SUPPORTED = 5
    """The same, by a superior, a place, a stated alias or an identifier."""


class Reason(StrEnum):
    """What agrees or conflicts between two mentions; the concepts of the ontology's scheme ``ug:IdentityBases``, and
    ``ug:RulingBasis``."""

    RULING = "ruling-basis"
    IDENTIFIER = "same-identifier"
    ALIAS = "stated-alias"
    COMMON_ALIAS = "common-alias"
    NAME = "same-name"
    MISSPELT = "misspelt-name"
    DESIGNATOR = "same-designator"
    PLACE = "same-place"
    ONE_PLACE = "one-sided-place"
    LIKE_PLACE = "possible-place"
    SUPERIOR = "common-superior"
    SUBORDINATE = "common-subordinate"
    OTHER_SUPERIORS = "other-superiors"
    ONLY = "only-candidate"
    UNREAD = "name-in-unread-text"
    NEAR = "nearly-same-name"
    UNSETTLED = "unsettled-superior"

    @property
    def words(self) -> str:
        """The reason in words."""
        return _WORDS[self]


_WORDS = {
    Reason.RULING: "a ruling says so",
    Reason.IDENTIFIER: "the same identifier",
    Reason.ALIAS: "an alias that a source states",
    Reason.COMMON_ALIAS: "an alias in common",
    Reason.NAME: "the same name",
    Reason.MISSPELT: "the same name but for a misspelt word",
    Reason.DESIGNATOR: "the same number or letter",
    Reason.PLACE: "the same place",
    Reason.ONE_PLACE: "a place that only one of them names",
    Reason.LIKE_PLACE: "places that may be the same",
    Reason.SUPERIOR: "a superior in common",
    Reason.SUBORDINATE: "a subordinate in common",
    Reason.OTHER_SUPERIORS: "other superiors",
    Reason.ONLY: "no other unit of the country has the name",
    Reason.NEAR: "nearly the same name",
    Reason.UNSETTLED: "a table puts a unit below one of them, and does not settle which unit it means",
    Reason.UNREAD: "the text of one could not be read, and the name of the other stands in it",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """The verdict on two units, with what agrees and what conflicts, and the two mentions (by their numbers, the lesser
    first) that were found to agree best.

    ``telling`` says that the names are those of few: by a proper name, a place, an alias that a source states. ``fits``
    says that what stands above the two agrees, ``weak`` that this only asks: neither is the other's rival for its name.
    """

    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    between: tuple[int, int] = (0, 0)
    telling: bool = False
    fits: bool = False
    weak: bool = False


DIFFERENT = Comparison(Verdict.DIFFERENT)


@dataclass(frozen=True, slots=True)
class Identities:
    """A partition of mentions: ``unit_of`` gives each the least number of those of its unit. ``merges`` and
    ``questions`` hold pairs of mentions, the lesser number first, with the comparison: of each unit what made it one,
    and of two units that may be one the mentions that agree best."""

    unit_of: tuple[int, ...]
    merges: tuple[tuple[int, int, Comparison], ...]
    questions: tuple[tuple[int, int, Comparison], ...]

    def settled(self, distinct: Iterable[tuple[int, int]] = ()) -> set[frozenset[int]]:
        """The pairs of units that are asked about already, or that rulings part, by two of their mentions
        (``distinct``)."""
        pairs = (*distinct, *((one, other) for one, other, _ in self.questions))
        return {frozenset((self.unit_of[one], self.unit_of[other])) for one, other in pairs}
