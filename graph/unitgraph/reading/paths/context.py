"""The context of a text: the other texts of its document, known units, the gazetteer in use."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from unitgraph.lexicon.gazetteer import Gazetteer
from unitgraph.lexicon.tables import is_common
from unitgraph.reading.calibration import logit
from unitgraph.reading.paths.draft import PathDraft, SegmentDraft
from unitgraph.reading.paths.layout import ANY_LAYOUT, SMALL, PathLayout
from unitgraph.reading.paths.standing import TOP_RANK
from unitgraph.reading.paths.values import Direction, Role

UP_IN_GENERAL = 0.75  # the share of smallest-first among the paths of the development file, rounded
HABIT_STRENGTH = 4.0  # a habit counts from about this many confident readings
FARTHEST_HABIT = 3.0
MOST_SHARED = 8  # texts that share a segment count up to so many: they are not independent of one another
MOST_KNOWN = 2.0  # pairs of known units that count for a direction: they are not independent of one another


FAR_ABOVE = 20.0
"""The difference of ranks from which one level of any kind is surely above another."""
_ARMY_LEVELS = frozenset({"corps", "division", "brigade", "regiment", "battalion", "company", "platoon", "squad"})
LONG = 3
"""The number of segments of a text that has more than a unit and its place."""
LONGEST_RUN = 6
"""The most segments of a run at an end of a text."""
Run = tuple[str, ...]
"""The folded names of the segments at one end of a text, the outermost first."""


@dataclass(frozen=True, slots=True)
class Habit:
    """How many confident readings were smallest first and largest first."""

    up: int = 0
    down: int = 0

    def log_odds(self, but: Direction | None = None) -> float:
        """The log odds of smallest first relative to the usual, leaving out one reading with direction ``but``."""
        up = self.up - (but is Direction.UP)
        down = self.down - (but is Direction.DOWN)
        usual = logit(UP_IN_GENERAL)
        found = math.log((up + HABIT_STRENGTH * UP_IN_GENERAL) / (down + HABIT_STRENGTH * (1 - UP_IN_GENERAL)))
        return max(-FARTHEST_HABIT, min(FARTHEST_HABIT, found - usual))


@dataclass(frozen=True, slots=True)
class Ends:
    """How many different segments go on from a run of segments, where it begins texts of one country and where it ends
    them (read from the end)."""

    first: int = 0
    last: int = 0


class Known(Protocol):
    """What hierarchies tell about reading a text; ``country`` is an alpha-2 code, empty where it is not
    known."""

    def is_unit(self, text: str, country: str) -> bool:
        """Whether ``text`` is the name of a unit of the country."""

    def order(self, lower: str, higher: str, country: str) -> float:
        """How surely a unit of the first name stands under one of the second, from 1 for certainly to -1 for the other
        way round; 0 where nothing is known."""

    def is_head(self, text: str, country: str) -> bool:
        """Whether ``text`` is the name of a unit of the country that has others under it."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known before a text is read.

    ``known`` are the units of hierarchies around the document, if any. ``ends`` counts, by country, at which ends of
    the document's texts runs of segments occur, and ``tops`` has the segments that many of them share at an end.
    ``document`` and ``countries`` are the habits seen in confident readings; ``sure`` is the direction that the text
    itself contributed to them. ``gazetteer`` is used if given. ``layout`` is how the paths are written, as far as it is
    known.
    """

    known: Known | None = None
    ends: Mapping[tuple[str | None, Run], Ends] = field(default_factory=dict)
    tops: frozenset[tuple[str | None, str]] = frozenset()
    document: Habit = Habit()
    countries: Mapping[str | None, Habit] = field(default_factory=dict)
    sure: Mapping[tuple[str | None, str], Direction] = field(default_factory=dict)
    gazetteer: Gazetteer | None = None
    layout: PathLayout = ANY_LAYOUT

    def features(self, read: PathDraft, bodies: Sequence[tuple[SegmentDraft, Role]]) -> dict[str, float]:
        """The signed features of direction that come from the context."""
        units = [part for part, role in bodies if role is Role.UNIT]
        own = self.sure.get((read.country, read.text))
        features = {
            "document-habit": self.document.log_odds(own),
            "country-habit": self.countries.get(read.country, Habit()).log_odds(own) if read.country else 0.0,
        }
        if len(units) >= 2:
            features["shared-segment"] = self._shared(read)
            features["known-superior"] = self._order(read.country, units)
            features["known-head"] = 0.0 if features["known-superior"] else self._head(read.country, units)
        return {name: value for name, value in features.items() if value}

    def _shared(self, read: PathDraft) -> float:
        names = _bodies(read)
        first = max((self.ends[read.country, run].first for run in _runs(names) if self._has(read, run)), default=0)
        last = max((self.ends[read.country, run].last for run in _runs(names[::-1]) if self._has(read, run)), default=0)
        return math.log(_counted(last)) - math.log(_counted(first))

    def _has(self, read: PathDraft, run: Run) -> bool:
        return (read.country, run) in self.ends

    def _order(self, country: str | None, units: Sequence[SegmentDraft]) -> float:
        if self.known is None:
            return 0.0
        texts = [part.piece.text for part in units]
        steps = (self.known.order(lower, higher, country or "") for lower, higher in itertools.combinations(texts, 2))
        return max(-MOST_KNOWN, min(MOST_KNOWN, sum(steps)))

    def _head(self, country: str | None, units: Sequence[SegmentDraft]) -> float:
        """1 where only the last unit is known to have others under it, -1 where only the first is; 0 where the levels
        of the two tell otherwise."""
        known, first, last = self.known, units[0], units[-1]
        if known is None:
            return 0.0
        heads = [known.is_head(part.piece.text, country or "") for part in (first, last)]
        if heads[0] is heads[1]:
            return 0.0
        lower, higher = (first, last) if heads[1] else (last, first)
        return 0.0 if _outranks(lower, higher) else float(heads[1]) - float(heads[0])

    def is_top(self, part: SegmentDraft, country: str | None) -> bool:
        """Whether many long texts of the document share this segment at an end."""
        return (country, part.facts.folded) in self.tops

    def is_unit(self, part: SegmentDraft, country: str | None) -> bool:
        """Whether a segment is the name of a unit that is known."""
        return self.known is not None and self.known.is_unit(part.piece.text, country or "")

    def stands_beside(self, part: SegmentDraft, parts: Sequence[SegmentDraft], country: str | None) -> bool:
        """Whether a unit of the name of a segment is known to stand above or under one of the other segments."""
        texts = [each.piece.text for each in parts if each is not part] if self.known is not None else ()
        return any(self.known is not None and self.known.order(part.piece.text, each, country or "") for each in texts)


def _outranks(part: SegmentDraft, other: SegmentDraft) -> bool:
    """Whether the level of a part is surely above that of another: by much, or where armies have an order of levels. A
    group or a directorate may stand below a battalion."""
    levels = [each.facts.level for each in (part, other)]
    margin = 0 if all(level is not None and level.concept in _ARMY_LEVELS for level in levels) else FAR_ABOVE
    return part.facts.rank_or(0) > other.facts.rank_or(TOP_RANK - FAR_ABOVE) + margin


def _counted(texts: int) -> int:
    return max(1, min(texts, MOST_SHARED))


def count_ends(drafts: Iterable[PathDraft]) -> dict[tuple[str | None, Run], Ends]:
    """What several different texts begin and end with; a run counts once for each segment that goes on from it.

    A segment that cannot be a parent (a place, a post, a task alone), or that any parent may have, is left out.
    """
    first: dict[tuple[str | None, Run], set[str]] = {}
    last: dict[tuple[str | None, Run], set[str]] = {}
    for read in drafts:
        names = _bodies(read)
        for ordered, ends in ((names, first), (names[::-1], last)):
            for run in _runs(ordered):
                ends.setdefault((read.country, run), set()).add(ordered[len(run)])
    shared = {key for ends in (first, last) for key, beside in ends.items() if len(beside) > 1}
    return {key: Ends(len(first.get(key, ())), len(last.get(key, ()))) for key in shared}


def count_tops(drafts: Iterable[PathDraft]) -> frozenset[tuple[str | None, str]]:
    """The segments that many different texts of three segments and more share at an end."""
    texts: dict[tuple[str | None, str], set[str]] = {}
    for read in drafts:
        if len(read.parts) >= LONG:
            for end in (read.parts[0], read.parts[-1]):
                texts.setdefault((read.country, end.facts.folded), set()).add(read.text)
    return frozenset(key for key, found in texts.items() if len(found) >= MOST_SHARED)


def _bodies(read: PathDraft) -> Run:
    return tuple(part.facts.folded for part in read.parts if _may_be_parent(part))


def _runs(names: Run) -> Iterable[Run]:
    """The runs with which a text begins, each with a segment behind it."""
    return (names[:length] for length in range(1, min(len(names), LONGEST_RUN + 1)))


def _may_be_parent(part: SegmentDraft) -> bool:
    facts = part.facts
    no_place = facts.level is not None or facts.acronym or facts.numbered
    if facts.rank_or(SMALL) < SMALL and all(map(is_common, facts.tokens)):
        return False  # any superior may have a patrol section
    return no_place and not (facts.post_first or facts.post_last or part.nation.is_country or part.nation.is_capital)
