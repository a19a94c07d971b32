"""Path, single unit or list of bodies side by side: the features of each kind."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from unitgraph.lexicon.tables import marked
from unitgraph.reading.paths.draft import PathDraft, SegmentDraft
from unitgraph.reading.paths.roles import Probabilities, level_group
from unitgraph.reading.paths.standing import is_independent, is_ministry, side_by_side
from unitgraph.reading.paths.values import Role

# The statement of each feature of a list.
LIST_STATEMENTS = {
    "post": "one of the segments is a post",
    "three-or-more": "there are three or more units",
    "last-begins-with-and": 'the last segment begins with "and"',
    "open-to-all": "the text refers to all branches or to others",
    "counts-in-brackets": "several segments end in a number of persons in brackets",
    "several-posts": "two or more segments are posts",
    "country-in-each": "every unit names the country",
    "independent-beside-ministry": "a ministry stands beside a court, business or party",
    "two-ministries": "two ministries are named",
    "bare-forces": "forces are named side by side without their country",
    "all-top": "every unit is a force, a staff or a ministry",
    "cannot-be-nested": "neighbours cannot be above one another (a force and a civil ministry, two ministries)",
    "same-level": "neighbours have the same level",
    "same-level-numbered": "neighbours have the same level and each has a number",
    "no-level-step": "the ranks of neighbours do not differ",
    "zigzag": "the levels go up and down",
    "orderly": "the levels go in one direction",
    "national-end": "the country is named at one end",
    "two-acronyms": "two or more units are abbreviations",
    "semicolon": "segments are separated by semicolons or lines",
    "quoted-names": "several segments have a name in quotation marks",
    "independent-body": "a court, university, business or party is named, which has no superior in a force",
    "task-beside-body": "a segment names only a task",
}
_COUNT = re.compile(r"\d{1,4}(?:\s*(?:pax|pers|personnel|persons?))?", re.IGNORECASE)
_OPEN_TO_ALL = marked("open-to-all")
_BARE_FORCES = marked("bare-force")


def log_odds_of_two(roles: Sequence[Probabilities]) -> float:
    """The log odds that two or more segments are bodies (units or posts), from the probability of each; -6 to 6."""
    none, one = 1.0, 0.0
    for chances in roles:
        body = 1.0 - chances[Role.PLACE]
        none, one = none * (1.0 - body), one * (1.0 - body) + none * body
    more = max(1.0 - none - one, 1e-9)
    return max(-6.0, min(6.0, math.log(more / max(none + one, 1e-9))))


def single_features(read: PathDraft, roles: Sequence[Probabilities]) -> dict[str, float]:
    """The features that support a single unit."""
    features = {"always": 1.0, "one-body": -log_odds_of_two(roles)}
    if len(read.parts) == 1:
        features["one-segment"] = 1.0
    return features


def list_features(read: PathDraft, bodies: Sequence[tuple[SegmentDraft, Role]]) -> dict[str, float]:
    """The features that support bodies side by side (``bodies`` in written order)."""
    parts = [part for part, _ in bodies]
    units = [part for part, role in bodies if role is Role.UNIT]
    pairs = list(pairwise(units))
    checks = {
        "always": 1.0,
        "post": float(len(units) < len(bodies)),
        "three-or-more": float(len(units) >= 3),
        "last-begins-with-and": float(parts[-1].facts.and_first),
        "open-to-all": float(any(words in read.text.casefold() for words in _OPEN_TO_ALL)),
        "counts-in-brackets": float(sum(_ends_in_count(part) for part in parts) >= 2),
        "several-posts": float(len(bodies) - len(units) >= 2),
        "country-in-each": float(all(_names_country(part) for part in units)),
        "independent-beside-ministry": float(any(map(is_independent, units)) and any(map(is_ministry, units))),
        "two-ministries": float(sum(is_ministry(part) for part in units) >= 2),
        "bare-forces": min(3.0, max(0.0, sum(_bare_force(part) for part in units) - 1.0)),
        "all-top": float(all(level_group(part) == "top" for part in units)),
        "cannot-be-nested": _share(pairs, lambda pair: side_by_side(*pair)),
        "same-level": _share(pairs, _same_level),
        "same-level-numbered": _share(pairs, lambda pair: _same_level(pair) and all(p.facts.numbered for p in pair)),
        "no-level-step": _share(pairs, _no_step),
        "zigzag": _zigzag(units),
        "orderly": _orderly(units),
        "national-end": float(any(_names_country(part) for part in (units[:1] + units[-1:]))),
        "two-acronyms": float(sum(part.facts.acronym for part in units) >= 2),
        "semicolon": float(any(part.piece.separator in {";", "\n"} for part in parts)),
        "quoted-names": float(sum(part.facts.quoted for part in parts) >= 2),
        "independent-body": float(any(is_independent(part) for part in units)),
        "task-beside-body": float(any(part.facts.topic_only for part in units)),
    }
    return {name: value for name, value in checks.items() if value}


def _share(
    pairs: Sequence[tuple[SegmentDraft, SegmentDraft]], holds: Callable[[tuple[SegmentDraft, SegmentDraft]], bool]
) -> float:
    return sum(1.0 for pair in pairs if holds(pair)) / len(pairs) if pairs else 0.0


def _ends_in_count(part: SegmentDraft) -> bool:
    inside = part.piece.text.rpartition("(")[2].rstrip(" )")
    return part.facts.bracketed and _COUNT.fullmatch(inside) is not None


def _bare_force(part: SegmentDraft) -> bool:
    """A force without its country: "Army", "Air Force (open to all branches)"."""
    return set(part.facts.tokens) <= _BARE_FORCES and part.facts.level is not None


def _same_level(pair: tuple[SegmentDraft, SegmentDraft]) -> bool:
    first, second = (part.facts.level for part in pair)
    return first is not None and second is not None and first.concept == second.concept


def _no_step(pair: tuple[SegmentDraft, SegmentDraft]) -> bool:
    return (
        all(part.facts.rank is not None for part in pair)
        and abs(pair[0].facts.rank_or(0) - pair[1].facts.rank_or(0)) < 6
    )


def _zigzag(units: Sequence[SegmentDraft]) -> float:
    """1 if the ranks go up and down again, as they never do in a path."""
    ranks = [part.facts.rank for part in units if part.facts.rank is not None]
    steps = [after - before for before, after in pairwise(ranks) if abs(after - before) >= 10]
    return float(any(one > 0 > other or one < 0 < other for one, other in pairwise(steps)))


def _orderly(units: Sequence[SegmentDraft]) -> float:
    """How steadily the ranks go in one direction, from 0 to 1."""
    ranks = [part.facts.rank for part in units if part.facts.rank is not None]
    steps = [max(-1.0, min(1.0, (after - before) / 6)) for before, after in pairwise(ranks)]
    return abs(sum(steps)) / len(steps) if steps else 0.0


def _names_country(part: SegmentDraft) -> bool:
    return part.nation.names_country or part.nation.force_abbreviation
