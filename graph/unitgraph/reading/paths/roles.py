"""Which segment is a unit, a place or a post: weighed by words and positions, in the same way for every country."""

from __future__ import annotations

from collections.abc import Sequence

from unitgraph.lexicon.gazetteer import PlaceHit
from unitgraph.lexicon.names import fold
from unitgraph.lexicon.tables import marked
from unitgraph.reading.paths.draft import PathDraft, SegmentDraft, unit_like
from unitgraph.reading.paths.values import Role
from unitgraph.reading.paths.weights import Weights

WEIGHED = (Role.UNIT, Role.PLACE, Role.POST)
_AREA_LEVELS = frozenset({"region", "zone", "district", "sector"})
_SITE_LEVELS = frozenset({"base", "camp", "port"})
_ABSTAINING = marked("says-nothing")

Probabilities = dict[Role, float]


def level_group(part: SegmentDraft) -> str:
    """The coarse group of a part's level: ``top``, ``large``, ``middle``, ``small``, ``site``, ``area`` or ``none``."""
    level = part.facts.level
    if level is None:
        return "none"
    if level.concept in _SITE_LEVELS:
        return "site"
    if level.concept in _AREA_LEVELS:
        return "area"
    if level.rank >= 76:
        return "top"
    return "large" if level.rank >= 56 else "middle" if level.rank >= 36 else "small"


def role_features(parts: Sequence[SegmentDraft], at: int) -> dict[str, float]:
    """The features of one segment for weighing its roles; each is named for what it says."""
    part, last = parts[at], at == len(parts) - 1
    facts, nation = part.facts, part.nation
    group = level_group(part)
    features = {"always": 1.0, f"level-{group}": 1.0}
    plain = facts.level is None and not facts.numbered and not facts.post_any and not facts.topic_only
    named = plain and facts.unknown > 0 and not facts.acronym
    after_unit = any(unit_like(parts, before) for before in range(at))
    after_place = at > 0 and _place_like(parts[at - 1])
    in_place = at > 0 and parts[at - 1].facts.ends_in_place
    checks = {
        "post-first": facts.post_first,
        "post-first-without-level": facts.post_first and facts.level is None,
        "post-last": facts.post_last,
        "post-inside": facts.post_any and not facts.post_first and not facts.post_last,
        "post-between-units": facts.post_any and at > 0 and not last and unit_like(parts, at - 1),
        "topics-only": facts.topic_only,
        "number-first": facts.number_first,
        "numbered": facts.numbered,
        "staff-code": facts.staff_code,
        "acronym": facts.acronym and facts.level is None,
        "acronym-pronounceable": facts.acronym and facts.level is None and facts.pronounceable,
        "ministry-acronym": facts.ministry_acronym,
        "acronym-last": facts.acronym and facts.level is None and last,
        "force-abbreviation": nation.force_abbreviation and facts.level is None,
        "unknown-name": named,
        "unknown-name-short": named and len(facts.tokens) <= 2,
        "unknown-name-long": named and len(facts.tokens) >= 4,
        "unknown-name-last": named and last,
        "unknown-name-first": named and at == 0,
        "unknown-name-after-unit": named and after_unit,
        "unknown-name-before-unit": named and unit_like(parts, at + 1) and at > 0,
        "unknown-name-after-place": named and after_place,
        "area-word": facts.area and facts.level is None,
        "area-word-first": facts.area_first,
        "honour-word-first": facts.honour_first and facts.level is None,
        "country": nation.is_country,
        "other-country": nation.other_country,
        "capital": nation.is_capital,
        "names-country": nation.names_country and not nation.is_country,
        "site-after-unit": group == "site" and after_unit,
        "site-after-small-unit": group == "site" and any(_small(parts[before]) for before in range(at)),
        "site-after-place": group == "site" and after_place,
        "site-last": group == "site" and last and at > 0,
        "site-camp": facts.level is not None and facts.level.concept == "camp",
        "site-camp-after-unit": facts.level is not None and facts.level.concept == "camp" and after_unit,
        "area-level-numbered-after-unit": group == "area" and facts.numbered and after_unit,
        "area-level-after-unit": group == "area" and after_unit,
        "first": at == 0,
        "last": last and at > 0,
        "inner": at > 0 and not last,
        "after-place": after_place,
        "name-after-unit-in-place": plain and facts.unknown > 0 and in_place,
        "quoted": facts.quoted,
        "bracketed": facts.bracketed,
    }
    features.update({name: 1.0 for name, holds in checks.items() if holds})
    if part.place is not None:
        features[f"gazetteer-{part.place}"] = 1.0
        if part.place is PlaceHit.HERE and named:
            features["gazetteer-here-name"] = 1.0
        if part.place is PlaceHit.NOWHERE and named and last:
            features["gazetteer-nowhere-last-name"] = 1.0
    return features


def _small(part: SegmentDraft) -> bool:
    return part.facts.rank_or(99) <= 46


def _place_like(part: SegmentDraft) -> bool:
    if part.nation.is_capital or part.nation.is_country or part.place is PlaceHit.HERE:
        return True
    facts = part.facts
    return (
        facts.level is None
        and facts.unknown > 0
        and not (facts.numbered or facts.post_any or facts.acronym or facts.topic_only)
    ) or level_group(part) == "site"


def weigh_roles(read: PathDraft, weights: Weights) -> list[Probabilities]:
    """The probability of each role for each segment, in written order."""
    return [weights.softmax("roles", role_features(read.parts, at), WEIGHED) for at in range(len(read.parts))]


def is_noise(part: SegmentDraft, earlier: Sequence[SegmentDraft]) -> bool:
    """Whether a segment says nothing: a dash for *not applicable*, only digits after another segment, or the name of a
    unit that already occurs earlier in the text."""
    facts = part.facts
    if fold(part.piece.text) in _ABSTAINING:
        return True
    repeated = facts.level is not None and any(facts.folded == before.facts.folded for before in earlier)
    return bool(earlier) and repeated
