"""Which end of a path is the parent: signed features, positive if they support smallest first.

Every feature changes sign when the order of the segments is reversed, so that neither end is favoured except by the
weight ``up-always`` (paths are more often written smallest first) and by habits seen in the document.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence

from unitgraph.lexicon.names import abbreviates
from unitgraph.lexicon.scripts import is_in_other_letters
from unitgraph.lexicon.tables import marked
from unitgraph.reading.paths.draft import SegmentDraft
from unitgraph.reading.paths.roles import level_group
from unitgraph.reading.paths.standing import houses, side_by_side
from unitgraph.reading.paths.titles import is_premises
from unitgraph.reading.paths.values import Direction, Role
from unitgraph.reading.paths.weights import Weights

# The kind of evidence of each feature, and its statement: ``lower`` and ``higher`` are the units at the two ends that
# it takes for the smallest and the largest, ``small`` and ``large`` the sides (left, right) where they are.
SIGNED = {
    "post-order": ("post-position", "a post is at the {small} end, which makes it the lower end"),
    "level-order": ("level-words", "the level words rise steadily towards the {large}"),
    "ends-order": ("level-words", "{lower} ranks below {higher} by level words, smaller on the {small}"),
    "ends-distance": ("level-words", "{lower} ranks far below {higher} by level words"),
    "ministry-end": ("level-words", "{higher} is a ministry or of equal rank"),
    "top-end": ("level-words", "{higher} is a force, a general staff or higher; {lower} is not"),
    "force-name": ("force-name", "{higher} names the country or one of its forces"),
    "numbered-order": ("numbered-unit", "{lower} has a number; {higher} does not"),
    "staff-code-order": ("numbered-unit", "{lower} is a staff section, such as J-2"),
    "topic-order": ("level-words", "{lower} names a task, not a level"),
    "unranked-order": ("level-words", "{higher} has a level word; {lower} does not"),
    "acronym-order": ("acronym", "{higher} is only an abbreviation"),
    "ministry-acronym-order": ("acronym", "{higher} is an abbreviation that begins like those of ministries"),
    "contained": ("contained", "the name {higher} is part of {lower}"),
    "headquarters-order": ("level-words", "{higher} is a headquarters; {lower} is not"),
    "shared-segment": ("shared-segment", "{higher} is also at the {large} end of other entries"),
    "known-superior": ("known-superior", "a segment is known as a superior of its neighbour on the {small}"),
    "known-head": ("known-superior", "{higher} is known to have units under it; {lower} is not"),
    "document-habit": ("document-habit", "confident readings of this document have the smallest unit on the {small}"),
    "country-habit": ("country-habit", "confident readings of this country have the smallest unit on the {small}"),
}


_ONE_STEP = 6.0
"""The difference of ranks from which one level is surely above another."""
_SHORE = frozenset({"school", "centre", "hospital", "academy"})
_OF_THE_DOCUMENT = frozenset({"shared-segment", "document-habit", "country-habit"})
DECIDED = 1.0
"""The weight of a text's own words, in either direction, from which they decide it."""


CLEARLY = 1.5
"""The weight from which they decide it clearly: a document may lower the confidence, and not leave it open."""


def bounded(features: dict[str, float], weights: Weights) -> dict[str, float]:
    """The signed features with those that other texts of the document give weakened, so far that they do not turn what
    the text's own words decide; of what these decide clearly, half stays."""

    around = {name: value for name, value in features.items() if name in _OF_THE_DOCUMENT}
    if not around:
        return features
    others = weights.score("readings", around, Direction.UP)
    own = weights.score("readings", features, Direction.UP) - others
    if abs(own) < DECIDED or own * others >= 0:
        return features
    usual = weights.value("readings", "always", Direction.UP) / 2
    margin = max(0.0, own + usual if own > 0 else -own - usual)
    room = margin / 2 if abs(own) >= CLEARLY else margin
    share = min(1.0, room / abs(others))
    return {name: value * share if name in around else value for name, value in features.items()}


def direction_features(bodies: Sequence[tuple[SegmentDraft, Role]]) -> dict[str, float]:
    """The signed features of the words of two or more bodies (units and posts, in written order)."""
    units = [part for part, role in bodies if role is Role.UNIT]
    features = {"post-order": _at_ends(bodies)}
    if len(units) < 2:
        return _spoken(features)
    first, last = units[0], units[-1]
    if side_by_side(first, last):
        return _spoken(features)
    ranked = _up_to_the_peak(units)
    features |= {
        "level-order": _steps(ranked),
        "ends-order": _order(ranked[0], ranked[-1]),
        "ends-distance": _clip(_difference(ranked[0], ranked[-1]) / 40),
        "ministry-end": _ministry(ranked[-1]) - _ministry(ranked[0]),
        "top-end": _top(ranked[-1]) - _top(ranked[0]),
        "force-name": _national(last) - _national(first),
        "numbered-order": float(first.facts.numbered) - float(last.facts.numbered),
        "staff-code-order": float(first.facts.staff_code) - float(last.facts.staff_code),
        "topic-order": _task(first) - _task(last),
        "unranked-order": float(first.facts.rank is None) - float(last.facts.rank is None),
        "ministry-acronym-order": float(last.facts.ministry_acronym) - float(first.facts.ministry_acronym),
        "acronym-order": _unknown_acronym(last) - _unknown_acronym(first),
        "contained": _contains(first, last) - _contains(last, first),
        "headquarters-order": float(last.facts.headquarters) - float(first.facts.headquarters),
    }
    return _spoken(features | _led_by_levels(units))


def _led_by_levels(units: Sequence[SegmentDraft]) -> dict[str, float]:
    """The features of the ends where one of them seems to name a task, and the levels beside it rise or fall steadily
    towards it: it is no task of what stands at the other end, but what is above it (``Mirna Platoon, Velabad Company,
    National Security``)."""
    ranked = [part for part in units if part.facts.rank is not None]
    steps = [_order(lower, higher) for lower, higher in itertools.pairwise(ranked)]
    lead = min(steps, key=abs, default=0.0)
    task = float(units[-1].facts.topic_only) - float(units[0].facts.topic_only)
    if task * lead <= 0 or any(step * lead <= 0 for step in steps):
        return {}
    return {"ends-order": math.copysign(1.0, lead), "topic-order": 0.0, "unranked-order": 0.0}


def _up_to_the_peak(units: Sequence[SegmentDraft]) -> Sequence[SegmentDraft]:
    """The units without what stands beyond the highest of them, where that is nearer to one end: a committee above a
    ministry, or a service above its general directorates, ranks too low by its own words."""
    ranks = [part.facts.rank_or(0) for part in units]
    peak = ranks.index(max(ranks))
    behind = len(units) - 1 - peak
    if min(ranks[peak] - ranks[0], ranks[peak] - ranks[-1]) < _ONE_STEP or ranks.count(ranks[peak]) > 1:
        return units
    return units[peak:] if peak < behind else units[: peak + 1] if behind < peak else units


def _spoken(features: dict[str, float]) -> dict[str, float]:
    return {name: value for name, value in features.items() if value}


def _at_ends(bodies: Sequence[tuple[SegmentDraft, Role]]) -> float:
    return float(bodies[0][1] is Role.POST) - float(bodies[-1][1] is Role.POST)


def _clip(value: float) -> float:
    return max(-1.0, min(1.0, value))


def _difference(lower: SegmentDraft, higher: SegmentDraft) -> float:
    if lower.facts.rank is None or higher.facts.rank is None or _ashore(lower, higher) or _ashore(higher, lower):
        return 0.0
    if houses(higher, lower) or houses(lower, higher):
        return _ONE_STEP if houses(higher, lower) else -_ONE_STEP
    return higher.facts.rank - lower.facts.rank


def _ashore(ship: SegmentDraft, body: SegmentDraft) -> bool:
    """Whether one names a ship and the other what no ship has on board: navies commission their shore establishments,
    with schools and hospitals, as ships."""
    concepts = [part.facts.level.concept if part.facts.level else "" for part in (ship, body)]
    return concepts[0] == "ship" and concepts[1] in _SHORE


def _order(first: SegmentDraft, last: SegmentDraft) -> float:
    return _clip(_difference(first, last) / _ONE_STEP)


def _steps(units: Sequence[SegmentDraft]) -> float:
    """The mean step between neighbours, each step from -1 to 1."""
    steps = [_order(lower, higher) for lower, higher in itertools.pairwise(units)]
    return sum(steps) / len(steps)


def _ministry(part: SegmentDraft) -> float:
    return float(part.facts.rank_or(0) >= 88)


def _top(part: SegmentDraft) -> float:
    return float(level_group(part) == "top")


def _national(part: SegmentDraft) -> float:
    return float(part.nation.force_abbreviation or (part.nation.names_country and part.facts.rank_or(99) >= 70))


def _unknown_acronym(part: SegmentDraft) -> float:
    return float(part.facts.acronym and part.facts.level is None and not part.facts.numbered)


def _task(part: SegmentDraft) -> float:
    """1 for words for a task alone. In other scripts such names are as often those of forces (``General Security``);
    so are those for a task of the state (``National Security``)."""
    of_state = not marked("of-the-state").isdisjoint(part.facts.tokens)
    return float(part.facts.topic_only and not of_state and not is_in_other_letters(part.piece.text))


def _contains(longer: SegmentDraft, shorter: SegmentDraft) -> float:
    """1 if the shorter name, of at least two words and with a level, is a contiguous part of the longer one."""
    inner, outer = shorter.facts.tokens, longer.facts.tokens
    if len(inner) < 2 or len(inner) >= len(outer) or shorter.facts.level is None:
        return 0.0
    return float(any(outer[at : at + len(inner)] == inner for at in range(len(outer) - len(inner) + 1)))


def way_to_part(parts: Sequence[SegmentDraft]) -> Direction | None:
    """The direction in which a text surely leads down: to a part of a building, or to a unit with the initials of the
    other and a number. None where none is there."""
    return _way_to_premises(parts) or _way_to_numbered_part(parts)


def _way_to_premises(parts: Sequence[SegmentDraft]) -> Direction | None:
    """The direction that leads down to a part of a building, which is below all else that a text names."""
    at = [place for place, part in enumerate(parts) if is_premises(part.facts.tokens) and part.facts.level is None]
    if len(parts) < 2 or at not in ([0], [len(parts) - 1]):
        return None
    return Direction.UP if at == [0] else Direction.DOWN


_SHORT_WITH_NUMBER = re.compile(r"([A-Z][A-Za-z]{1,7})[ -]?\d{1,3}")


def _way_to_numbered_part(parts: Sequence[SegmentDraft]) -> Direction | None:
    """The direction that leads down to what has the initials of the other of two units and a number: ``Rapid Assault
    Force, RAF-9``."""
    if len(parts) != 2:
        return None
    for part, other, way in ((parts[0], parts[1], Direction.UP), (parts[1], parts[0], Direction.DOWN)):
        found = _SHORT_WITH_NUMBER.fullmatch(part.piece.text)
        if found and abbreviates(found[1], other.piece.text):
            return way
    return None
