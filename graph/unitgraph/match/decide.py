"""From the hits of a text and its segments to one answer: which unit, which parent, or neither."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from unitgraph.lexicon.names import fold
from unitgraph.match import kernels
from unitgraph.match.acronyms import INITIALS
from unitgraph.match.answering import (
    MARGIN,
    POSSIBLE,
    RESPELT,
    SHOWN,
    SURE,
    TOO_GENERAL,
    UNDECIDED,
    NameQuery,
    fits,
    is_bare_hit,
    is_sure,
    too_general,
)
from unitgraph.match.bare_places import far_from_bodies, is_bare_place, names_body, tells_a_body
from unitgraph.match.bystanders import BYSTANDER, is_against, is_of_bystanders, is_of_outsiders
from unitgraph.match.forms import NameForm, NameWord, form_of
from unitgraph.match.headquarters import LEAVES_OUT, Headquarters
from unitgraph.match.index import NameIndex
from unitgraph.match.kinds import (
    HEADQUARTERS,
    PART_RANK,
    is_force,
    is_number,
    is_whole_force,
    is_wordless,
)
from unitgraph.match.lookup import Hit, Search
from unitgraph.match.meant import KnownSegment, places_named
from unitgraph.match.misspellings import forms_as_typed
from unitgraph.match.nearness import (
    ANY_BODY,
    OTHER_UNIT,
    hits_otherwise_in_brackets,
    hits_with_more,
    is_same_body,
    is_whole_name,
    near_hits,
    translated_hits,
)
from unitgraph.match.placing import FOREIGN, UNREAD, Placing
from unitgraph.match.segments import cuts_at_of
from unitgraph.match.values import Match, Outcome
from unitgraph.match.vocabulary import NamePart, level_ranks


def answer(index: NameIndex, query: NameQuery, hits: Sequence[list[Hit]], search: Search) -> Match:
    """The answer to a query. ``hits`` contains those of each segment, followed by those of the whole if there are
    several segments; ``search`` looks up a segment again once its superiors are known."""
    decision = _Decision(index, query, search)
    if len(query.segments) == 1:
        return decision.of_one(query.whole, hits[0])
    return decision.of_several(hits[:-1], hits[-1])


A_PLACE = "the name of a place, or of any unit there"
ITSELF = "may be a known unit itself, with a word for what it is, or a part of it"
TRANSLATED = "may be a translation of the name of a known unit"
MORE = "not all of its words are explained: it may be a part of a known unit, or another one"
_IN_BRACKETS = re.compile(r"([^()]+)\(([^()]+)\)\s*")
_FACILITIES = frozenset({"center", "facility", "complex"})
"""Words that may say the same as the level of another name, or name another place of the kind (``Detention
Center``)."""


class _Decision(Headquarters):
    """Decides what one query means."""

    # --- one name -----------------------------------------------------------------------------------------------

    def of_one(self, form: NameForm, hits: Sequence[Hit]) -> Match:
        """A text that names one unit, or a unit and its superiors without separators."""
        hits = self._with_long_numbers(hits)
        if offices := self._headquarters_by_name(form, hits):
            return self._best_of(form, offices)
        if (itself := self._headquarters(form)) is not None:
            return itself
        sure = bool(hits) and is_sure(hits[0]) and not self._names_more(form, hits[0])
        if sure and is_bare_place(form, hits[0]):
            return self.several(hits, A_PLACE)
        if sure and self._leaves_out(hits[0]):
            return self.several(hits, LEAVES_OUT)
        if sure and not hits[0].features[kernels.LEVEL_EXTRA]:
            return self._best_of(form, hits)
        below = self._contained(form, hits)
        if below is None and sure:
            return self._best_of(form, hits)
        if below is not None:
            beside = self._known_beside(form, hits, below)
            return beside or self._or_translated(below, [(form, hits)])
        for decide in (
            self._by_acronym,
            self._numbered_part,
            self._acronym_alone,
            self._by_acronym_within,
            self._with_brackets,
            self._of_another,
            self._named_with_more,
            self._of_the_state,
            self._near,
            self._as_typed,
            self._spelt_out,
        ):
            if (decided := decide(form, hits)) is not None:
                return decided
        if hits and hits[0].odds >= POSSIBLE:
            return self.several(hits, "similar to a known name, but not similar enough")
        return self.unknown(hits)

    def _with_brackets(self, form: NameForm, hits: Sequence[Hit]) -> Match | None:
        """A name with more in brackets, read as if that stood behind a comma: ``Presidential Guard (Bambari)``."""
        found = _IN_BRACKETS.fullmatch(self.query.text)
        if not found or form.acronyms:
            return None
        return self._as_segments(found[1].strip(), found[2].strip())

    def _of_another(self, form: NameForm, hits: Sequence[Hit]) -> Match | None:
        """A known unit of something that nothing says it is of, or a part of a known unit, read as if a comma stood
        between them: ``Mobile Squad of the Kerovia Police``, ``1 Company of Korbad Police Station``."""
        for part, of in reversed(cuts_at_of(self.query.text)):
            told = self._as_segments(part, of) or self._as_segments(of, part, whole=True)
            beside = form_of(part, self.query.country)
            if told is not None and (is_of_bystanders(beside.words) or is_of_outsiders(part)):
                return self.less_likely(told, BYSTANDER)
            if told is None or (told.outcome is Outcome.BELOW and not names_body(beside)):
                continue
            return told
        return None

    def _as_segments(self, *segments: str, whole: bool = False) -> Match | None:
        """The answer to a path of these segments, where the first means a known unit (with ``whole``, by all its name);
        None where it does not, and where all would mean one."""
        forms = tuple(form_of(each, self.query.country) for each in segments)
        text = ", ".join(segments)
        query = NameQuery(text, self.query.country, segments, forms, form_of(text, self.query.country))
        decision = _Decision(self.index, query, self.search)
        looked_up = decision._look_up(forms)
        sure = decision._sure_at(0, looked_up[0])
        if not sure or (whole and not is_whole_name(self.index, sure[0])):
            return None
        told = decision.of_several(looked_up, ())
        if told.outcome is Outcome.MATCHED and not whole and told.best is not None:
            # What only adds behind a comma may tell another unit behind "of".
            told = self.less_likely(told, MORE)
        return None if told.outcome in (Outcome.UNKNOWN, Outcome.MATCHED) else replace(told, text=self.query.text)

    def _or_translated(self, below: Match, found: Sequence[tuple[NameForm, Sequence[Hit]]]) -> Match:
        """A part of a known unit, or a known unit under it that the name of the part may be a translation of."""
        superior = below.candidates[0].unit.iri
        for form, hits in found:
            near = [hit for hit in translated_hits(self.index, form, hits) if self._is_under(hit, superior)]
            if near:
                told = self.several(near, TRANSLATED)
                return replace(told, candidates=(*told.candidates, *below.candidates)[:SHOWN])
        return below

    def _known_beside(self, form: NameForm, hits: Sequence[Hit], below: Match) -> Match | None:
        """The known unit that the rest of a text names, which seems to name a part of another known unit: the graph
        does not know that it is under that (``Bangladesh Police Rapid Action Battalion``)."""
        superior = next(hit for hit in hits if self.index.unit(hit.unit) == below.candidates[0].unit)
        rest = tuple(word for at, word in enumerate(form.words) if not superior.asked_bits >> at & 1)
        (found,) = self._look_up([replace(form, words=rest, acronyms=())])
        if not found or not is_sure(found[0]) or found[0].unit == superior.unit:
            return None
        text = " ".join(word.text for word in rest)
        rest_form = replace(form, words=rest, acronyms=())
        if is_bare_hit(self.index, text, rest_form, found[0], self.query.country) or is_bare_place(rest_form, found[0]):
            return None
        return self.several([found[0], superior], FOREIGN)

    def _is_under(self, hit: Hit, superior: str) -> bool:
        return any(self.index.unit(each).iri == superior for each in self.index.ancestors(hit.unit))

    def _numbered_part(self, form: NameForm, hits: Sequence[Hit]) -> Match | None:
        """A numbered part of a whole force, which itself has no number, with a place behind it or none: ``RAB-7``,
        ``RAB 7 Chattogram``; of another unit that is named by its acronym it may be one."""
        numbers = [at for at, word in enumerate(form.words) if word.part is NamePart.NUMBER]
        if not numbers:
            return None
        words = tuple(
            word
            for at, word in enumerate(form.words)
            if at not in numbers and (word.part is not NamePart.PROPER or at < numbers[-1])
        )
        if not words:
            return None
        (found,) = self._look_up([NameForm(words, form.acronyms)])
        if not found or not fits(found[0]):
            return None
        unit = self.index.unit(found[0].unit)
        if not is_whole_force(unit):
            near = [replace(found[0], odds=min(found[0].odds, UNDECIDED))]
            return self.several(near, MORE) if len(words) == 1 and self._is_acronym(found[0]) else None
        if not self.query.country and too_general(form, found[0], unit):
            return self.several(found[:1], TOO_GENERAL)
        if found[0].features[kernels.DERIVED]:
            return self.several(found[:1], INITIALS)
        return self.below(found[0], UNREAD, "a numbered part of it")

    def _named_with_more(self, form: NameForm, hits: Sequence[Hit]) -> Match | None:
        """A text with the whole name of a unit in it, and with more that is accounted for by nothing."""
        near = hits_with_more(self.index, form, hits)
        return self.several([replace(hit, odds=min(hit.odds, UNDECIDED)) for hit in near], MORE) if near else None

    def _of_the_state(self, form: NameForm, hits: Sequence[Hit]) -> Match | None:
        """A body of which a state has one, called by another word for what any body is, or with a place:
        ``Bangladesh Police Force``, ``Velabad Judicial Police``."""
        near = [hit for hit in hits if is_force(self.index.unit(hit.unit)) and is_same_body(self.index, form, hit)]
        likely = [replace(hit, odds=max(min(hit.odds, UNDECIDED), POSSIBLE)) for hit in near]
        if not likely:
            return None
        return self.several(likely, BYSTANDER if is_of_bystanders(self._beside(form, likely[0])) else ITSELF)

    def _near(self, form: NameForm, hits: Sequence[Hit]) -> Match | None:
        """A name that may mean a unit though it leaves out a part of its name, or says a little more."""
        near = near_hits(self.index, form, hits)
        near = near or hits_otherwise_in_brackets(self.index, self.query.text, self.query.country, hits)
        return self.several(near, "names a known unit in part, or with a qualifier more") if near else None

    def _as_typed(self, form: NameForm, hits: Sequence[Hit]) -> Match | None:
        """A name with a word of another language that may be a misspelt English one: ``Comando Brigade`` for a commando
        brigade."""
        for typed in forms_as_typed(self.query.text, form):
            (found,) = self._look_up([typed])
            if found and is_sure(found[0]) and not self._names_more(typed, found[0]):
                return self.several(found[:1], RESPELT)
        return None

    def _contained(self, form: NameForm, hits: Sequence[Hit]) -> Match | None:
        """A part of a known unit, named together with it: "Federal Police Intelligence Unit"."""
        whole = [hit for hit in hits if hit.core >= SURE and is_whole_name(self.index, hit)]
        # What stands in the name of a longer one in the text is only what that one is part of.
        named = [hit for hit in whole if not any(_says_more(other, hit) for other in whole)]
        by_core = sorted(named, key=lambda each: (-each.core, each.record))
        parts = [hit for hit in by_core if self._is_part_of(form, hit)]
        if not parts:
            return None
        if parts[0].features[kernels.DERIVED]:
            return self.several(parts, INITIALS)
        if is_of_bystanders(self._beside(form, parts[0])) or is_against(form, parts[0]):
            return self.several([replace(hit, odds=UNDECIDED) for hit in parts], BYSTANDER)
        if self._is_itself(form, parts[0]):
            return self.several([replace(hit, odds=UNDECIDED) for hit in parts], ITSELF)
        return self.below(parts[0], 0.9, "part of it, by its name")

    def _is_part_of(self, form: NameForm, hit: Hit) -> bool:
        """Whether the form contains the name in one piece and the rest names something smaller."""
        if hit.features[kernels.COUNTRY_CONFLICT]:
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
        ranks = level_ranks() | {HEADQUARTERS: 0.0}  # of whatever unit it is
        rank = max((ranks.get(word.text, 0.0) for word in rest), default=0.0)
        if all(word.text in _FACILITIES for word in rest):
            return False
        telling = any(word.part in (NamePart.PROPER, NamePart.NUMBER) for word in rest)
        own = self._rank_of(hit)
        return any(word.part is NamePart.LEVEL for word in rest) and rank < (own if telling else max(own, PART_RANK))

    def _beside(self, form: NameForm, hit: Hit) -> list[NameWord]:
        """What a text says beside the name of a unit, in the segment that has the name."""
        own = {word.text for at, word in enumerate(form.words) if hit.asked_bits >> at & 1}
        segments = (each for each in self.query.forms if own <= {word.text for word in each.words})
        return [word for word in next(segments, form).words if word.text not in own]

    def _is_itself(self, form: NameForm, hit: Hit) -> bool:
        """Whether all that a text says beyond the name of a unit is a word for what any body may be called."""
        more = [word for at, word in enumerate(form.words) if not (hit.asked_bits | hit.explained_bits) >> at & 1]
        return all(word.text in ANY_BODY or word.part is NamePart.COUNTRY for word in more)

    def _rank_of(self, hit: Hit) -> float:
        tables = self.index.tables
        start, end = tables.record_start[hit.record], tables.record_start[hit.record + 1]
        numbers = set(tables.record_word[start:end])
        ranks = [rank for word, rank in level_ranks().items() if self.index.words.get(word) in numbers]
        return max(ranks, default=90.0)

    # --- several segments ---------------------------------------------------------------------------------------

    def of_several(self, hits: Sequence[list[Hit]], whole: Sequence[Hit]) -> Match:
        """A text with separators: a path, bodies side by side, or one name with a comma in it."""
        whole = self._with_long_numbers(whole)
        if whole and is_sure(whole[0]) and self._is_one_name(self.query.whole, whole[0]):
            if is_bare_place(self.query.whole, whole[0]):
                return self.several(whole, A_PLACE)
            single = self._best_of(self.query.whole, whole)
            if single.outcome is Outcome.MATCHED:
                return single
        if (bodies := self._of_bodies(hits)) is not None:
            decision = _Decision(self.index, bodies, self.search)
            return decision.of_several(decision._look_up(bodies.forms), whole)
        known = self._known(hits)
        if (joined := self._joined(known)) is not None:
            return joined
        if not known:
            return self._nothing_known(hits, whole)
        told = Placing(self, known, self._lowest(known)).decide()
        if told.outcome is Outcome.BELOW:
            others = [at for at in range(len(hits)) if at not in {each.position for each in known}]
            told = self._or_translated(told, [(self.query.forms[at], hits[at]) for at in others])
        beside = self._beside_acronym() if told.note == TOO_GENERAL else None
        return told if beside is None else replace(beside, candidates=(*beside.candidates, *told.candidates)[:SHOWN])

    def _is_one_name(self, form: NameForm, hit: Hit) -> bool:
        """Whether the name of the unit accounts for every word of a form, and no segment is a letter, or made of
        small words that belong to nothing."""
        words = enumerate(form.words)
        said = {word.text for word in form.words}
        if fold(self.index.name_of(hit.record)) == fold(self.query.text):  # whatever its signs part (``Sq/n 12345``)
            return all(hit.asked_bits >> at & 1 for at, _ in words)
        if any(is_number(each) and not {word.text for word in each.words} <= said for each in self.query.forms):
            return False
        named = zip(self.query.forms, self.query.segments, strict=True)
        if any(is_wordless(each) and fold(text) for each, text in named):
            return False
        return all(hit.asked_bits >> at & 1 or word.part is NamePart.COUNTRY for at, word in words)

    def _joined(self, known: Sequence[KnownSegment]) -> Match | None:
        """The answer to the text with two neighbouring segments as one, where they are the name of a unit together:
        ``Police Station, San Ignacio``."""
        segments, forms = self.query.segments, self.query.forms
        named = {each.position for each in known}
        pairs = [at for at in range(len(segments) - 1) if not {at, at + 1} <= named] if len(segments) > 2 else []
        texts = [f"{segments[at]}, {segments[at + 1]}" for at in pairs]
        for at, text, found in zip(
            pairs, texts, self._look_up([form_of(t, self.query.country) for t in texts]), strict=True
        ):
            form = form_of(text, self.query.country)
            if not found or not is_sure(found[0]) or not self._is_one_name(form, found[0]):
                continue
            parts = (*segments[:at], text, *segments[at + 2 :])
            merged = NameQuery(
                self.query.text, self.query.country, parts, (*forms[:at], form, *forms[at + 2 :]), self.query.whole
            )
            decision = _Decision(self.index, merged, self.search)
            return decision.of_several(decision._look_up(merged.forms), ())
        return None

    def _known(self, hits: Sequence[list[Hit]]) -> list[KnownSegment]:
        """The segments that name a unit; those that do not by themselves are looked up again under those that do."""
        sure = {at: self._sure_at(at, found) for at, found in enumerate(hits)}
        # Unambiguous ones narrow the search; "Charlie Company" among forty does not.
        above = tuple(dict.fromkeys(found[0].unit for found in sure.values() if len(found) == 1))
        unsure = [at for at, found in sure.items() if len(found) != 1]
        if above and unsure:
            again = self._look_up([self.query.forms[at] for at in unsure], above)
            for at, found in zip(unsure, again, strict=True):
                under = [hit for hit in self._sure_at(at, found) if hit.features[kernels.SUPERIOR_KNOWN]]
                sure[at] = under or sure[at]
        return [KnownSegment(at, hit) for at, found in sure.items() for hit in found]

    def _sure_at(self, at: int, found: Sequence[Hit]) -> list[Hit]:
        """The hits that a segment means with confidence: those close to the best, that it says no more than."""
        sure = [hit for hit in found if is_sure(hit) and found[0].odds - hit.odds < MARGIN]
        form = self.query.forms[at]
        # A place is no unit there, unless a unit above that is named, too.
        sure = [hit for hit in sure if hit.features[kernels.SUPERIOR_KNOWN] or not is_bare_place(form, hit)]
        return [hit for hit in sure if not self._names_more(form, hit)]

    def _lowest(self, known: Sequence[KnownSegment]) -> KnownSegment:
        """The unit with most of the others above it and none below, and with most places that are named."""

        def order(each: KnownSegment) -> tuple[bool, int, int, float, int]:
            over = set(self.index.ancestors(each.hit.unit))
            others = [other for other in known if other.position != each.position]
            below = any(each.hit.unit in self.index.ancestors(other.hit.unit) for other in others)
            placed = places_named(self.index.unit(each.hit.unit), self.query, each.position)
            above = len({o.position for o in others if o.hit.unit in over})
            return below, -above, -placed, -each.hit.odds, each.hit.record

        return min(known, key=order)

    def _nothing_known(self, hits: Sequence[list[Hit]], whole: Sequence[Hit]) -> Match:
        hits = far_from_bodies(self.index, self.query, hits)
        below = self._contained(self.query.whole, whole)
        if below is not None:
            return below
        for position, form in enumerate(self.query.forms):
            below = self._contained(form, hits[position]) or self._numbered_part(form, hits[position])
            if below is not None:
                return below
        if (told := self._beside_acronym()) is not None:
            return told
        others = {hit.unit for hit in whole if any(hit.features[each] for each in OTHER_UNIT)}
        bodies = [at for at, form in enumerate(self.query.forms) if tells_a_body(form)]
        for position in bodies:
            near = self._near(self.query.forms[position], [hit for hit in hits[position] if hit.unit not in others])
            if near is not None:
                return near
        if bodies and (near := self._near(self.query.whole, whole)):
            return near
        nearest = sorted((hit for found in (*hits, whole) for hit in found), key=lambda hit: (-hit.odds, hit.record))
        if nearest and nearest[0].odds >= POSSIBLE:
            return self.several(nearest, "similar to a known name, but not similar enough")
        return self.unknown(nearest)


def _says_more(other: Hit, hit: Hit) -> bool:
    """Whether a hit accounts for all the words of the text that another one does, and for more."""
    return other.asked_bits != hit.asked_bits and other.asked_bits & hit.asked_bits == hit.asked_bits
