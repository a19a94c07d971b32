"""From the hits of a text and its segments to one answer: which unit, which parent, or neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from unitgraph.match import kernels
from unitgraph.match.forms import NameForm, NamePart, NameWord, form_of, initials, level_concepts, level_ranks
from unitgraph.match.index import DERIVED, PRINTED, NameIndex
from unitgraph.match.lookup import Hit, Lookup, Search
from unitgraph.match.model import feature_reasons, probability
from unitgraph.match.values import Candidate, Match, Outcome
from unitgraph.reading.paths.values import Direction, PathKind, Role, UnitPath

SURE = 0.85
"""Threshold: with at least these log odds, a name means a unit."""
POSSIBLE = -1.1
"""Threshold: with at least these log odds, a name may mean a unit (1 in 5 does; below, 1 in 40:
match/calibration.tsv)."""
MARGIN = 1.0
"""The margin, in log odds, by which the first candidate must beat the second to be the one meant."""
EXPLICIT = 4
"""With at least this many words, a generic name equal to that of a unit is taken for it without a country."""
TOO_GENERAL = "units in many countries have such a name; give the country"
SHOWN = 5
"""The maximum number of candidates in an answer."""
SITES = frozenset({"camp", "port", "base", "region", "zone", "district"})
"""Level concepts that also occur in names of places."""
UNREAD = 0.75
"""The confidence in a relation that the order of the segments does not determine."""


@dataclass(frozen=True, slots=True)
class NameQuery:
    """A text to look up: its country (alpha-2 or empty), the segments into which it may be split, and the forms of
    those and of the whole."""

    text: str
    country: str
    segments: tuple[str, ...]
    forms: tuple[NameForm, ...]
    whole: NameForm


@dataclass(frozen=True, slots=True)
class KnownSegment:
    """A segment that names a unit: its position among the segments, and the hit."""

    position: int
    hit: Hit


def answer(index: NameIndex, query: NameQuery, hits: Sequence[list[Hit]], search: Search) -> Match:
    """The answer to a query. ``hits`` contains those of each segment, followed by those of the whole if there are
    several segments; ``search`` looks up a segment again once its superiors are known."""
    decision = _Decision(index, query, search)
    if len(query.segments) == 1:
        return decision.of_one(query.whole, hits[0])
    return decision.of_several(hits[:-1], hits[-1])


class _Decision:
    def __init__(self, index: NameIndex, query: NameQuery, search: Search) -> None:
        self.index = index
        self.query = query
        self.search = search

    # --- one name -----------------------------------------------------------------------------------------------

    def of_one(self, form: NameForm, hits: Sequence[Hit]) -> Match:
        """A text that names one unit, or a unit and its superiors without separators."""
        sure = bool(hits) and hits[0].odds >= SURE
        if sure and not hits[0].features[kernels.LEVEL_EXTRA]:
            return self._best_of(form, hits)
        below = self._contained(form, hits)
        if below is None and sure:
            return self._best_of(form, hits)
        if below is not None:
            return below
        by_acronym = self._by_acronym(form, hits)
        if by_acronym is not None:
            return by_acronym
        if hits and hits[0].odds >= POSSIBLE:
            return self._several(hits, "similar to a known name, but not similar enough")
        return self._unknown(hits)

    def _by_acronym(self, form: NameForm, hits: Sequence[Hit]) -> Match | None:
        """What an acronym in brackets means: the unit itself if its name fits too ("Rapid Act. Bn (RAB)"), else the
        body that the named unit is part of ("Police Department (PGR)"). A name with these initials may be another
        body."""
        forms = [form_of(acronym.upper(), self.query.country) for acronym in form.acronyms]
        for acronym, found in zip(form.acronyms, self._look_up(forms), strict=True):
            if not found or found[0].odds < SURE or found[0].features[kernels.GENERIC_PARTIAL]:
                continue
            if any(hit.unit == found[0].unit and hit.odds >= POSSIBLE for hit in hits):
                return self._best_of(form, found)
            if acronym in initials(form):
                return self._several(found, "has the acronym of a known unit")
            return self._below(found[0], UNREAD, "named in brackets")
        return None

    def _look_up(self, forms: Sequence[NameForm], above: tuple[int, ...] = ()) -> list[list[Hit]]:
        return self.search([Lookup(form, self.query.country, above) for form in forms]) if forms else []

    def _best_of(self, form: NameForm, hits: Sequence[Hit]) -> Match:
        best = hits[0]
        rivals = [hit for hit in hits[1:] if best.odds - hit.odds < MARGIN]
        if rivals:
            return self._several([best, *rivals], "several units fit about equally well")
        if not self.query.country and self._too_general(form, best):
            return self._several(hits, TOO_GENERAL)
        return Match(self.query.text, Outcome.MATCHED, self._candidates(hits, first=best.score))

    def _too_general(self, form: NameForm, hit: Hit) -> bool:
        if not form.generic or hit.features[kernels.SUPERIOR_KNOWN]:
            return False
        return not (hit.features[kernels.EXACT] and len(form.words) >= EXPLICIT)

    def _contained(self, form: NameForm, hits: Sequence[Hit]) -> Match | None:
        """A part of a known unit, named together with it: "Federal Police Intelligence Unit"."""
        for hit in sorted(hits, key=lambda each: (-each.core, each.record)):
            if hit.core < SURE:
                break
            if self._is_part_of(form, hit):
                return self._below(hit, 0.9, "part of it, by its name")
        return None

    def _is_part_of(self, form: NameForm, hit: Hit) -> bool:
        """Whether the form contains the name in one piece and the rest names something smaller."""
        if hit.features[kernels.COUNTRY_CONFLICT] or not self._whole_name(hit):
            return False
        if not self.query.country and not hit.features[kernels.PROPER_SHARED]:
            return False
        words = form.words
        taken = [at for at in range(len(words)) if hit.asked_bits >> at & 1]
        rest = [
            word
            for at, word in enumerate(words)
            if not (hit.asked_bits | hit.explained_bits) >> at & 1 and word.part is not NamePart.COUNTRY
        ]
        gap = [words[at] for at in range(taken[0], taken[-1]) if at not in taken] if taken else []
        if not rest or any(word.part is not NamePart.COUNTRY for word in gap):
            return False
        return any(word.part is NamePart.LEVEL for word in rest) and _rank(rest) < self._rank_of(hit)

    def _whole_name(self, hit: Hit) -> bool:
        """Whether every word of the compared name is in the query (except words for the country)."""
        tables = self.index.tables
        start, end = tables.record_start[hit.record], tables.record_start[hit.record + 1]
        said = 0
        for at in range(end - start):
            part = tables.word_part[tables.record_word[start + at]]
            if hit.name_bits >> at & 1:
                said += part != NamePart.LEVEL
            elif part != NamePart.COUNTRY:
                return False
        return said > 0

    def _rank_of(self, hit: Hit) -> float:
        tables = self.index.tables
        start, end = tables.record_start[hit.record], tables.record_start[hit.record + 1]
        numbers = set(tables.record_word[start:end])
        ranks = [rank for word, rank in level_ranks().items() if self.index.words.get(word) in numbers]
        return max(ranks, default=90.0)

    # --- several segments ---------------------------------------------------------------------------------------

    def of_several(self, hits: Sequence[list[Hit]], whole: Sequence[Hit]) -> Match:
        """A text with separators: a path, bodies side by side, or one name with a comma in it."""
        if whole and whole[0].odds >= SURE and self._accounts_for_all(whole[0]):
            single = self._best_of(self.query.whole, whole)
            if single.outcome is Outcome.MATCHED:
                return single
        known = self._known(hits)
        if not known:
            return self._nothing_known(hits, whole)
        target = self._lowest(known)
        return _Place(self, known, target).decide()

    def _accounts_for_all(self, hit: Hit) -> bool:
        """Whether the unit and its superiors account for every word of the text."""
        rest = ~(hit.asked_bits | hit.explained_bits)
        return not any(
            rest >> at & 1 and word.part is not NamePart.COUNTRY for at, word in enumerate(self.query.whole.words)
        )

    def _known(self, hits: Sequence[list[Hit]]) -> list[KnownSegment]:
        """The segments that name a unit; those that do not by themselves are looked up again under those that do."""
        sure = {at: _sure(found) for at, found in enumerate(hits)}
        # Unambiguous ones narrow the search; "Charlie Company" among forty does not.
        above = tuple(dict.fromkeys(found[0].unit for found in sure.values() if len(found) == 1))
        unsure = [at for at, found in sure.items() if len(found) != 1]
        if above and unsure:
            again = self._look_up([self.query.forms[at] for at in unsure], above)
            for at, found in zip(unsure, again, strict=True):
                under = [hit for hit in _sure(found) if hit.features[kernels.SUPERIOR_KNOWN]]
                sure[at] = under or sure[at]
        return [KnownSegment(at, hit) for at, found in sure.items() for hit in found]

    def _lowest(self, known: Sequence[KnownSegment]) -> KnownSegment:
        """The unit with most of the others above it and none below."""

        def order(each: KnownSegment) -> tuple[bool, int, float, int]:
            over = set(self.index.ancestors(each.hit.unit))
            others = [other for other in known if other.position != each.position]
            below = any(each.hit.unit in self.index.ancestors(other.hit.unit) for other in others)
            return (below, -len({o.position for o in others if o.hit.unit in over}), -each.hit.odds, each.hit.record)

        return min(known, key=order)

    def _nothing_known(self, hits: Sequence[list[Hit]], whole: Sequence[Hit]) -> Match:
        below = self._contained(self.query.whole, whole)
        if below is not None:
            return below
        for position, form in enumerate(self.query.forms):
            below = self._contained(form, hits[position])
            if below is not None:
                return below
        nearest = sorted((hit for found in (*hits, whole) for hit in found), key=lambda hit: (-hit.odds, hit.record))
        if nearest and nearest[0].odds >= POSSIBLE:
            return self._several(nearest, "similar to a known name, but not similar enough")
        return self._unknown(nearest)

    # --- answers ------------------------------------------------------------------------------------------------

    def _below(self, hit: Hit, sureness: float, reason: str) -> Match:
        score = probability(hit.core) * sureness
        found = self._candidates([hit], first=score, reason=reason)
        name = found[0].unit.name
        return Match(self.query.text, Outcome.BELOW, found, f"not itself in the graph; placed under {name}")

    def _several(self, hits: Sequence[Hit], note: str) -> Match:
        return Match(self.query.text, Outcome.AMBIGUOUS, self._candidates(hits), note)

    def _unknown(self, hits: Sequence[Hit]) -> Match:
        note = "no such name in the graph" + ("; the nearest are shown" if hits else "")
        return Match(self.query.text, Outcome.UNKNOWN, self._candidates(hits), note)

    def _candidates(self, hits: Sequence[Hit], first: float | None = None, reason: str = "") -> tuple[Candidate, ...]:
        found: dict[int, Hit] = {}
        for hit in hits:
            found.setdefault(hit.unit, hit)
        shown = list(found.values())[:SHOWN]
        return tuple(self._candidate(hit, first if at == 0 else None, reason) for at, hit in enumerate(shown))

    def _candidate(self, hit: Hit, score: float | None, reason: str) -> Candidate:
        name = self.index.name_of(hit.record)
        kind = self.index.tables.record_kind[hit.record]
        how = "acronym" if kind in (PRINTED, DERIVED) else "name"
        reasons = (f"{how} {name!r}", *feature_reasons(hit.features), *((reason,) if reason else ()))
        return Candidate(
            self.index.unit(hit.unit),
            round(hit.score if score is None else score, 4),
            name,
            reasons,
            hit.features,
        )


@dataclass
class _Place:
    """The position of the lowest known unit among the segments of a text, and what follows from it."""

    decision: _Decision
    known: Sequence[KnownSegment]
    target: KnownSegment
    index: NameIndex = field(init=False)

    def __post_init__(self) -> None:
        self.index = self.decision.index

    def decide(self) -> Match:
        """The answer: the unit itself, something below it, or undecided."""
        hit = self.target.hit
        if self._rivals():
            return self.decision._several([hit, *self._rivals()], "several units fit about equally well")
        if self._too_general(self.target):
            return self.decision._several(self._hits(), TOO_GENERAL)
        strangers = self._strangers()
        if not strangers:
            return self._matched()
        if self.reading.kind is PathKind.LIST:
            return self.decision._several(self._hits(), "several bodies side by side")
        lower = [at for at in strangers if self._is_lower(at)]
        if not lower:
            return self._contradicted() or self._matched()
        return self.decision._below(hit, self._sureness, "named as its superior")

    def _matched(self) -> Match:
        hit = self.target.hit
        return Match(self.decision.query.text, Outcome.MATCHED, self.decision._candidates([hit], first=hit.score))

    def _too_general(self, each: KnownSegment) -> bool:
        """Whether a name fits units of many countries, and neither a country nor another segment decides which."""
        if self.decision.query.country or (each is self.target and self._supported()):
            return False
        return self.decision._too_general(self.decision.query.forms[each.position], each.hit)

    def _contradicted(self) -> Match | None:
        """A known unit that the text puts above the target and the graph does not: the name is below that unit."""
        for each in self.known:
            if each.position in self._foreign and not self._is_lower(each.position):
                if self._too_general(each):
                    return self.decision._several(self._hits(), TOO_GENERAL)
                return self.decision._below(each.hit, self._sureness, "named as its superior")
        return None

    def _supported(self) -> bool:
        over = set(self.index.ancestors(self.target.hit.unit))
        return any(each.hit.unit in over for each in self.known)

    def _hits(self) -> list[Hit]:
        return [self.target.hit, *(each.hit for each in self.known if each is not self.target)]

    def _rivals(self) -> list[Hit]:
        """Other units that the target's segment may equally mean and that agree equally with the other segments."""
        over = {each.hit.unit for each in self.known if each.position != self.target.position}

        def support(unit: int) -> int:
            return sum(each in over for each in self.index.ancestors(unit))

        mine = support(self.target.hit.unit)
        return [
            each.hit
            for each in self.known
            if each.position == self.target.position
            and each is not self.target
            and support(each.hit.unit) >= mine
            and each.hit.odds > self.target.hit.odds - MARGIN
        ]

    @cached_property
    def _related(self) -> frozenset[int]:
        """Segments that name the target or a unit above it."""
        over = {self.target.hit.unit, *self.index.ancestors(self.target.hit.unit)}
        return frozenset(each.position for each in self.known if each.hit.unit in over)

    @cached_property
    def _foreign(self) -> frozenset[int]:
        """Segments that name a known unit that is not above the target."""
        return frozenset(each.position for each in self.known) - self._related

    def _strangers(self) -> list[int]:
        """Segments that name something other than the target and its superiors: units of any kind."""
        return [
            at
            for at in range(len(self.decision.query.segments))
            if at not in self._related and (at in self._foreign or self._names_a_unit(at))
        ]

    def _names_a_unit(self, at: int) -> bool:
        form = self.decision.query.forms[at]
        if all(word.part is NamePart.COUNTRY for word in form.words) and not form.acronyms:
            return False
        if any(level_concepts().get(word.text, "camp") not in SITES for word in form.words):
            return self.role_of(at) is not Role.POST  # "SSU" in capitals would be read as a place
        return self.role_of(at) is Role.UNIT and not self._is_place(form)

    def _is_place(self, form: NameForm) -> bool:
        places = {word for place in self.index.unit(self.target.hit.unit).places for word in place.casefold().split()}
        return bool(places) and all(word.text in places for word in form.words)

    @cached_property
    def reading(self) -> UnitPath:
        """The text as a unit path."""
        from unitgraph.reading.paths import read_path

        return read_path(self.decision.query.text, country=self.decision.query.country or None)

    def role_of(self, at: int) -> Role:
        """The role of a segment when read as a unit path; a unit if the path is split differently."""
        segments, own = self.reading.segments, self.decision.query.segments
        if len(segments) == len(own):
            return segments[at].role
        return next((segment.role for segment in segments if segment.text == own[at]), Role.UNIT)

    def _is_lower(self, at: int) -> bool:
        """Whether a segment is below the target: by the direction read, else by the levels, else by default."""
        direction = self.reading.direction
        if direction is not None:
            return (at < self.target.position) == (direction is Direction.UP)
        rest = self.decision.query.forms[at].words
        return not _rank(rest) > self.decision._rank_of(self.target.hit)

    @property
    def _sureness(self) -> float:
        return self.reading.confidence if self.reading.direction is not None else UNREAD


def _sure(hits: Sequence[Hit]) -> list[Hit]:
    """The hits that a segment means with confidence: those close to the best."""
    return [hit for hit in hits if hit.odds >= SURE and hits[0].odds - hit.odds < MARGIN]


def _rank(words: Sequence[NameWord]) -> float:
    """The highest level rank among words; 0 if none is a level word."""
    ranks = level_ranks() | {"headquarters": 0.0}  # of whatever unit it is
    return max((ranks.get(word.text, 0.0) for word in words), default=0.0)
