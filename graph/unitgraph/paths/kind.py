"""Path, single unit or list of bodies side by side: the features of each kind."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from unitgraph.paths.draft import Draft, Part
from unitgraph.paths.roles import Probabilities, level_group
from unitgraph.paths.standing import is_independent, is_ministry, side_by_side
from unitgraph.paths.values import Role

_OPEN_TO_ALL = ("open to all", "all branches", "and others", "etc")
_BARE_FORCES = frozenset(
    "army navy air force police marines coast guard air force customs military gendarmerie ejercito armada marina"
    " national guard border guard immigration".split()
)


def odds_of_two(roles: Sequence[Probabilities]) -> float:
    """The log odds that two or more segments are bodies (units or posts), from the chances of each; -6 to 6."""
    none, one = 1.0, 0.0
    for chances in roles:
        body = 1.0 - chances[Role.PLACE]
        none, one = none * (1.0 - body), one * (1.0 - body) + none * body
    more = max(1.0 - none - one, 1e-9)
    return max(-6.0, min(6.0, math.log(more / max(none + one, 1e-9))))


def single_features(read: Draft, roles: Sequence[Probabilities]) -> dict[str, float]:
    """The features that speak for one unit only."""
    features = {"always": 1.0, "one-body": -odds_of_two(roles)}
    if len(read.parts) == 1:
        features["one-segment"] = 1.0
    return features


def list_features(read: Draft, bodies: Sequence[tuple[Part, Role]]) -> dict[str, float]:
    """The features that speak for bodies side by side (``bodies`` in written order)."""
    parts = [part for part, _ in bodies]
    units = [part for part, role in bodies if role is Role.UNIT]
    pairs = list(pairwise(units))
    checks = {
        "always": 1.0,
        "post": float(len(units) < len(bodies)),
        "three-or-more": float(len(units) >= 3),
        "five-or-more": float(len(units) >= 5),
        "last-begins-with-and": float(parts[-1].facts.and_first),
        "open-to-all": float(any(words in read.text.casefold() for words in _OPEN_TO_ALL)),
        "counts-in-brackets": float(sum(_ends_in_count(part) for part in parts) >= 2),
        "two-ministries": float(sum(is_ministry(part) for part in units) >= 2),
        "bare-forces": min(3.0, max(0.0, sum(_bare_force(part) for part in units) - 1.0)),
        "all-top": float(all(level_group(part) == "top" for part in units)),
        "cannot-be-nested": _share(pairs, lambda pair: side_by_side(*pair)),
        "same-level": _share(pairs, _same_level),
        "same-level-numbered": _share(pairs, lambda pair: _same_level(pair) and all(p.facts.numbered for p in pair)),
        "no-level-step": _share(pairs, _no_step),
        "name-inside-other": _share(pairs, _contained),
        "zigzag": _zigzag(units),
        "spread": _spread(units),
        "national-end": float(any(_names_country(part) for part in (units[:1] + units[-1:]))),
        "two-acronyms": float(sum(part.facts.acronym for part in units) >= 2),
        "semicolon": float(any(part.piece.separator in {";", "\n"} for part in parts)),
        "slash": float(any(part.piece.separator == "/" for part in parts)),
        "quoted-names": float(sum(part.facts.quoted for part in parts) >= 2),
        "independent-body": float(any(is_independent(part) for part in units)),
        "task-beside-body": float(any(part.facts.topic_only for part in units)),
    }
    return {name: value for name, value in checks.items() if value}


def _share(pairs: Sequence[tuple[Part, Part]], holds: object) -> float:
    assert callable(holds)
    return sum(1.0 for pair in pairs if holds(pair)) / len(pairs) if pairs else 0.0


def _ends_in_count(part: Part) -> bool:
    inside = part.piece.text.rpartition("(")[2].rstrip(" )")
    return part.facts.bracketed and inside.isdigit()


def _bare_force(part: Part) -> bool:
    """A force without its country: "Army", "Air Force (open to all branches)"."""
    return set(part.facts.tokens) <= _BARE_FORCES and part.facts.level is not None


def _same_level(pair: tuple[Part, Part]) -> bool:
    first, second = (part.facts.level for part in pair)
    return first is not None and second is not None and first.concept == second.concept


def _no_step(pair: tuple[Part, Part]) -> bool:
    return all(part.facts.rank is not None for part in pair) and abs(pair[0].facts.rank_or(0) - pair[1].facts.rank_or(0)) < 6


def _contained(pair: tuple[Part, Part]) -> bool:
    one, other = (set(part.facts.tokens) for part in pair)
    return bool(one) and bool(other) and (one < other or other < one)


def _zigzag(units: Sequence[Part]) -> float:
    """1 when the ranks go up and down again, as they do in no path."""
    ranks = [part.facts.rank for part in units if part.facts.rank is not None]
    steps = [after - before for before, after in pairwise(ranks) if abs(after - before) >= 10]
    return float(any(one > 0 > other or one < 0 < other for one, other in pairwise(steps)))


def _spread(units: Sequence[Part]) -> float:
    ranks = [part.facts.rank for part in units if part.facts.rank is not None]
    return min(1.0, (max(ranks) - min(ranks)) / 40) if len(ranks) >= 2 else 0.0


def _names_country(part: Part) -> bool:
    return part.nation.names_country or part.nation.force_abbreviation
