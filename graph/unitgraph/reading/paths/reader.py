"""Reads one text: weighs its possible readings against one another and gives reasons.

The possible readings are one unit, bodies side by side, a path smallest first and a path largest first. Each has a
score, the sum of its evidence; the odds between two readings are the difference of their scores. The confidence is
the probability of the best reading after calibration (``calibration.tsv``).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from unitgraph.lexicon.names import fold, split_acronym, split_aliases, tidy
from unitgraph.reading.calibration import logit, sigmoid
from unitgraph.reading.paths.context import Context
from unitgraph.reading.paths.direction import SIGNED, bounded, direction_features, way_to_part
from unitgraph.reading.paths.doubts import (
    BODIES,
    DOUBTED,
    HALF,
    LETTERED_SITE,
    beside_nickname,
    under_ministry,
    with_abbreviation,
    with_area,
    with_levels_turned,
    with_shared_top,
    without_known_words,
)
from unitgraph.reading.paths.draft import MOST_SEGMENTS, PathDraft, SegmentDraft, draft
from unitgraph.reading.paths.facts import SegmentFacts, facts_of
from unitgraph.reading.paths.kind import LIST_STATEMENTS, list_features, single_features
from unitgraph.reading.paths.layout import GIVEN_LEVELS, PathLayout
from unitgraph.reading.paths.roles import WEIGHED, Probabilities, is_noise, level_group, weigh_roles
from unitgraph.reading.paths.several import may_be_side_by_side, names_more, units_named
from unitgraph.reading.paths.standing import part_or_area
from unitgraph.reading.paths.titles import is_named_kind, is_premises
from unitgraph.reading.paths.values import Direction, Evidence, PathKind, Role, Segment, UnitPath
from unitgraph.reading.paths.weights import Weights, shipped_weights

Hypothesis = PathKind | Direction
HYPOTHESES: tuple[Hypothesis, ...] = (PathKind.SINGLE, PathKind.LIST, Direction.UP, Direction.DOWN)
Features = dict[str, float]
DOUBLE_NAME = 0.3
"""The most that a reading is trusted which takes a name that stands for several units for one."""
KNOWN_UNIT: Probabilities = {Role.UNIT: 0.98, Role.PLACE: 0.01, Role.POST: 0.01}
"""The role of a segment that is the name of a unit of a hierarchy around the document."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A text with everything that was weighed: its roles, and the features and probability of each reading."""

    draft: PathDraft
    roles: tuple[Probabilities, ...]
    one_body: tuple[Role, ...]
    more_bodies: tuple[Role, ...]
    features: Mapping[Hypothesis, Features]
    chances: Mapping[Hypothesis, float]
    doubtful: str | None

    @property
    def ranking(self) -> list[Hypothesis]:
        """The readings, the most probable first."""
        return sorted(HYPOTHESES, key=lambda reading: -self.chances[reading])


def weigh(read: PathDraft, context: Context, weights: Weights) -> Weighed:
    """Weigh the readings of a text with at least one segment."""
    parts = read.parts[:MOST_SEGMENTS]
    short = PathDraft(read.text, read.country, parts)
    noise = [is_noise(part, parts[:at]) for at, part in enumerate(parts)]
    weighed = zip(parts, weigh_roles(short, weights), strict=True)
    known = [
        context.layout.all_units
        or context.is_unit(part, read.country)
        or bool(LETTERED_SITE.fullmatch(part.piece.text) or part.piece.before or part.piece.behind)
        or (part.facts.level is None and (is_named_kind(part.facts.tokens) or is_premises(part.facts.tokens)))
        or bool(units_named(part.piece.text))
        or (part.facts.numbered and level_group(part) == "site")
        or (part_or_area(part) and (len(parts) > 2 or context.stands_beside(part, parts, read.country)))
        for part in parts
    ]
    roles = tuple(KNOWN_UNIT if unit else chances for unit, (_, chances) in zip(known, weighed, strict=True))
    one = _assign(roles, noise, least=1, most=1)
    more = _assign(roles, noise, least=2, most=len(parts))
    features = reading_features(short, roles, more, context, weights)
    scores = {reading: weights.score("readings", features[reading], reading.value) for reading in features}
    highest = max(scores.values())
    grown = {reading: math.exp(score - highest) for reading, score in scores.items()}
    total = sum(grown.values())
    chances = {reading: grown.get(reading, 0.0) / total for reading in HYPOTHESES}
    if context.layout.direction is not None:
        chances = _told(chances, context.layout)
    elif (way := way_to_part(parts)) is not None:
        chances = _told(chances, PathLayout(way))
    doubtful = (
        with_area(parts, more, known, chances[PathKind.SINGLE])
        or with_abbreviation(short, one, chances[PathKind.SINGLE])
        or without_known_words(short, one, chances[PathKind.SINGLE])
        or with_shared_top(short, one, chances[PathKind.SINGLE], context)
    )
    if doubtful:
        chances = _shared_out(chances)
    return Weighed(read, roles, one, more, features, chances, doubtful)


def _told(chances: Mapping[Hypothesis, float], layout: PathLayout) -> dict[Hypothesis, float]:
    """The chances where the direction of every path is known: those of a path the other way round go to it, and those
    of bodies side by side too where the rows of a table show it together."""
    told = [*Direction, PathKind.LIST] if layout.shown else [*Direction]
    path = sum(chances[each] for each in told)
    return {each: path if each is layout.direction else 0.0 if each in told else chances[each] for each in chances}


def _shared_out(chances: Mapping[Hypothesis, float]) -> dict[Hypothesis, float]:
    """Half of the probability for one unit, half for the other readings."""
    rest = max(1.0 - chances[PathKind.SINGLE], 1e-9)
    return {
        reading: HALF if reading is PathKind.SINGLE else (1 - HALF) * max(chance, 1e-10) / rest
        for reading, chance in chances.items()
    }


def reading_features(
    read: PathDraft, roles: Sequence[Probabilities], more: Sequence[Role], context: Context, weights: Weights
) -> dict[Hypothesis, Features]:
    """The features of each possible reading. A text with only one body has one: a single unit."""
    bodies = [(part, role) for part, role in zip(read.parts, more, strict=True) if role in BODIES]
    single = single_features(read, roles)
    if len(bodies) < 2:
        return {PathKind.SINGLE: single}
    signed = bounded(direction_features(bodies) | context.features(read, bodies), weights)
    return {
        PathKind.SINGLE: single,
        PathKind.LIST: list_features(read, bodies),
        Direction.UP: {"always": 1.0, **signed},
        Direction.DOWN: {name: -value for name, value in signed.items()},
    }


def _assign(roles: Sequence[Probabilities], noise: Sequence[bool], least: int, most: int) -> tuple[Role, ...]:
    """The most probable roles with a minimum and maximum number of bodies (units and posts); noise stays noise."""
    best = [
        Role.NOISE if idle else max(WEIGHED, key=chances.__getitem__)
        for chances, idle in zip(roles, noise, strict=True)
    ]
    open_to = [at for at, idle in enumerate(noise) if not idle]
    gain = {at: _body_odds(roles[at]) for at in open_to}
    ordered = sorted(open_to, key=lambda at: -gain[at])
    bodies = sum(best[at] is not Role.PLACE for at in open_to)
    wanted = max(min(bodies, most), min(least, len(open_to)))
    for number, at in enumerate(ordered):
        if number < wanted and best[at] is Role.PLACE:
            best[at] = max((Role.UNIT, Role.POST), key=roles[at].__getitem__)
        elif number >= wanted and best[at] is not Role.PLACE:
            best[at] = Role.PLACE
    return tuple(best)


def _body_odds(chances: Probabilities) -> float:
    return chances[Role.UNIT] + chances[Role.POST] - chances[Role.PLACE]


def read_draft(read: PathDraft, context: Context, weights: Weights | None = None) -> UnitPath:
    """The reading of a split text."""
    if not read.parts:
        return _empty(read.text)
    if context.layout.all_units and (context.layout.direction or len(read.parts) == 1):
        return _as_laid_out(read, context.layout)
    used = weights or shipped_weights()
    weighed = weigh(read, context, used)
    best, rival = weighed.ranking[:2]
    confidence = calibrated(weighed.chances[best], used, context)
    segments = segments_of(weighed, best)
    evidence = evidence_for(weighed, best, rival, used)
    several = names_more(read, segments, context)
    if not several and isinstance(best, Direction) and not context.layout.separator:
        several = may_be_side_by_side(read, segments)
    if not several and best is PathKind.LIST:
        several = under_ministry(segments)
    if several:
        confidence = min(confidence, DOUBLE_NAME)
        evidence = (Evidence("list-words", several, 0.0), *evidence)
    elif isinstance(best, Direction) and (turned := with_levels_turned(segments, best)):
        confidence = min(confidence, DOUBTED)
        evidence = (Evidence("level-words", turned, 0.0), *evidence)
    elif nickname := beside_nickname(segments):
        confidence = min(confidence, DOUBTED)
        evidence = (Evidence("place-position", nickname, 0.0), *evidence)
    committed = confidence >= used.value("calibration", "commit")
    kind = PathKind.PATH if isinstance(best, Direction) else best
    return UnitPath(
        text=read.text,
        kind=kind if committed else PathKind.UNCLEAR,
        direction=best if committed and isinstance(best, Direction) else None,
        segments=segments,
        confidence=confidence,
        evidence=evidence,
        leaning=None if committed else best,
    )


def _as_laid_out(read: PathDraft, layout: PathLayout) -> UnitPath:
    """The reading of a text of which every segment is a unit."""
    return _units_only(
        read.text, tuple(each for part in read.parts for each in _with_words_about(part, Role.UNIT)), layout
    )


def _units_only(text: str, units: tuple[Segment, ...], layout: PathLayout) -> UnitPath:
    says = (Evidence("table-layout", layout.statement, 0.0),)
    kind, direction = (PathKind.PATH, layout.direction) if len(units) > 1 else (PathKind.SINGLE, None)
    return UnitPath(text, kind, direction, units, layout.confidence, says)


def read_levels(levels: Sequence[str], text: str) -> UnitPath:
    """The path whose segments are given, from the top down, as the columns of a table give them: none is split again,
    and none is a place or a post. Empty ones are levels that the path does not have. ``text`` is what it is called as a
    whole."""
    named = map(split_aliases, filter(None, map(tidy, levels)))
    units = tuple(_named(each, facts_of(each), Role.UNIT, aliases) for each, aliases in named)
    return _units_only(text, units, GIVEN_LEVELS) if units else _empty(text)


def read_below(above: Sequence[UnitPath], own: UnitPath, text: str) -> UnitPath:
    """The path of a text whose superiors a table or the items around it give, each read by itself, the outermost first.

    A superior that the text names itself stands in it once. The direction is down. What cannot be read as one chain of
    units is unclear: the whole ``text`` is then one name.
    """
    chains = [_downward(each) for each in (*above, own)]
    segments: tuple[Segment, ...] = ()
    for chain in chains:
        if chain is None:
            leaning = own.leaning if own.kind is PathKind.UNCLEAR else PathKind.LIST
            return UnitPath(text, PathKind.UNCLEAR, None, own.segments, own.confidence, own.evidence, leaning)
        segments = (*_above(segments, chain), *chain)
    several = sum(each.role is Role.UNIT for each in segments) > 1
    kind, direction = (PathKind.PATH, Direction.DOWN) if several else (PathKind.SINGLE, None)
    read = [each.confidence for each in (*above, own) if len(each.segments) > 1]
    says = Evidence("table-layout", "what stands above the unit is given beside its name", 0.0)
    return UnitPath(text, kind, direction, segments, min(GIVEN_LEVELS.confidence, *read, 1.0), (says, *own.evidence))


def _above(higher: tuple[Segment, ...], chain: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """What of the segments above a chain stands above all of it, and not in it."""
    known = {fold(each.text) for each in chain if each.role is Role.UNIT}
    return tuple(takewhile(lambda each: each.role is not Role.UNIT or fold(each.text) not in known, higher))


def _downward(path: UnitPath) -> tuple[Segment, ...] | None:
    """The segments of a path from the top, each unit with what belongs to it behind it; None for what is no chain. A
    single segment is a unit, whatever it reads as."""
    if len(path.segments) == 1:
        return (replace(path.segments[0], role=Role.UNIT),)
    if path.kind in (PathKind.UNCLEAR, PathKind.LIST) or not path.chain:
        return None
    if path.direction is not Direction.UP:
        return path.segments
    ahead: list[Segment] = []
    groups: list[list[Segment]] = []
    for each in path.segments:
        if each.role is Role.UNIT:
            groups.append([each])
        else:
            (groups[-1] if groups else ahead).append(each)
    groups[0] += ahead
    return tuple(each for group in reversed(groups) for each in group)


def sure_direction(read: PathDraft, context: Context, least: float, weights: Weights | None = None) -> Direction | None:
    """The direction of a split text if it reads as a path with at least the given confidence; else None."""
    if len(read.parts) < 2:
        return None
    used = weights or shipped_weights()
    weighed = weigh(read, context, used)
    best = weighed.ranking[0]
    sure = isinstance(best, Direction) and calibrated(weighed.chances[best], used, context) >= least
    return best if sure and isinstance(best, Direction) else None


def read_one(text: str, country: str | None, context: Context) -> UnitPath:
    """The reading of one text."""
    return read_draft(draft(text, country, context.gazetteer, context.layout), context)


def calibrated(chance: float, weights: Weights, context: Context) -> float:
    """The probability of a reading after calibration, rounded to four decimal places."""
    calibration = weights.calibration["words" if context.gazetteer is None else "places"]
    return round(sigmoid(calibration.log_odds(stated_odds(chance))), 4)


def stated_odds(chance: float) -> float:
    """The log odds of a reading before calibration, limited to those of one in a million for or against it."""
    return logit(min(max(chance, 1e-6), 1 - 1e-6))


def _empty(text: str) -> UnitPath:
    says = Evidence("prior", "the text contains no letter or digit", 0.0)
    return UnitPath(text, PathKind.UNCLEAR, None, (), 0.0, (says,))


def segments_of(weighed: Weighed, reading: Hypothesis) -> tuple[Segment, ...]:
    """The segments with the roles that belong to a reading."""
    roles = weighed.one_body if reading is PathKind.SINGLE else weighed.more_bodies
    parts = weighed.draft.parts
    padded = [*roles, *[Role.NOISE] * (len(parts) - len(roles))]
    both = zip(parts, _inner_posts(padded), strict=True)
    return tuple(segment for part, role in both for segment in _with_words_about(part, role))


def _with_words_about(part: SegmentDraft, role: Role) -> Iterator[Segment]:
    """A segment, with the words about its unit as segments of their own."""
    words = (_words_about(part.piece.before), _words_about(part.piece.behind))
    yield from words[0]
    yield _segment(part, role)
    yield from words[1]


def _words_about(text: str) -> tuple[Segment, ...]:
    return (Segment(text, Role.POST if facts_of(text).post_any else Role.NOISE),) if text else ()


def _inner_posts(roles: Sequence[Role]) -> list[Role]:
    """The roles, with a post between units taken as a unit: it stands for the office that it heads."""
    units = [at for at, role in enumerate(roles) if role is Role.UNIT]
    return [
        Role.UNIT if role is Role.POST and units and units[0] < at < units[-1] else role
        for at, role in enumerate(roles)
    ]


def _segment(part: SegmentDraft, role: Role) -> Segment:
    return _named(part.piece.text, part.facts, role, part.piece.aliases)


def _named(text: str, facts: SegmentFacts, role: Role, aliases: tuple[str, ...] = ()) -> Segment:
    level = facts.level.concept if facts.level and role is Role.UNIT else None
    return Segment(text, role, split_acronym(text)[1], level, aliases)


def evidence_for(weighed: Weighed, best: Hypothesis, rival: Hypothesis, weights: Weights) -> tuple[Evidence, ...]:
    """The reasons for the best reading against its strongest rival, largest weight first.

    The weights add up to the log odds between the two before calibration.
    """
    if len(weighed.features) == 1:
        return (Evidence("single-segment", "only one segment can be a unit", 0.0),)
    found: dict[tuple[str, str], float] = {}
    for reading, sign in ((best, 1.0), (rival, -1.0)):
        for feature, value in weighed.features[reading].items():
            weight = sign * value * weights.value("readings", feature, reading.value)
            key = (basis_of(feature, reading), statement(feature, value, reading, weighed))
            found[key] = found.get(key, 0.0) + weight
    if weighed.doubtful:
        rest = math.log(weighed.chances[best] / weighed.chances[rival]) - sum(found.values())
        found["place-position", weighed.doubtful] = rest
    told = [Evidence(basis, says, round(weight, 3)) for (basis, says), weight in found.items() if abs(weight) >= 0.0005]
    return tuple(sorted(told, key=lambda each: -abs(each.weight)))


def basis_of(feature: str, reading: Hypothesis) -> str:
    """The kind of evidence of a feature of a reading (a concept of the ontology, in kebab case)."""
    if feature == "always":
        return "prior"
    if reading is PathKind.SINGLE:
        return "single-segment" if feature == "one-segment" else "place-position"
    if reading is PathKind.LIST:
        return "list-words"
    return SIGNED[feature][0]


def statement(feature: str, value: float, reading: Hypothesis, weighed: Weighed) -> str:
    """The statement of a feature of a reading about this text."""
    if feature == "always":
        return "how often texts read this way, before their words are considered"
    if reading is PathKind.SINGLE:
        return _single_statement(feature, value)
    if reading is PathKind.LIST:
        return LIST_STATEMENTS[feature]
    return _signed_statement(feature, value if reading is Direction.UP else -value, weighed)


def _single_statement(feature: str, value: float) -> str:
    if feature == "one-segment":
        return "there is only one segment"
    return "all segments but one look like places" if value > 0 else "two or more segments look like units"


def _signed_statement(feature: str, value: float, weighed: Weighed) -> str:
    parts = zip(weighed.draft.parts, weighed.more_bodies, strict=False)
    units = [part.piece.text for part, role in parts if role is Role.UNIT] or [""]
    ends, sides = (units[0], units[-1]), ("left", "right")
    step = 1 if value > 0 else -1
    (lower, higher), (small, large) = ends[::step], sides[::step]
    return SIGNED[feature][1].format(lower=lower, higher=higher, small=small, large=large)
