"""The place of a known unit among the segments of a text: whether all of them are accounted for, and what follows.

A text means a unit only if each of its segments names that unit, a unit above it, a post, its country, a place by which
it is known, or a superior that only adds to what the graph knows. Any other segment names a part of it, or says that
another unit is meant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

from unitgraph.lexicon.names import abbreviates, fold, is_acronym
from unitgraph.lexicon.scripts import latinized
from unitgraph.lexicon.tables import marked
from unitgraph.match.answering import (
    EQUALS,
    RESPELT,
    TOO_GENERAL,
    is_respelt,
)
from unitgraph.match.bystanders import BYSTANDER, is_of_bystanders, is_of_outsiders
from unitgraph.match.forms import NameForm
from unitgraph.match.kinds import (
    PART_RANK,
    SITES,
    STATE_RANK,
    forces_of,
    has_level,
    is_force_by_name,
    is_foreign_force,
    is_foreign_ministry,
    is_headquarters,
    is_legislature,
    is_national,
    is_number,
    is_numbered_site,
    is_of_a_chain,
    is_of_government,
    is_of_state,
    is_small_acronym,
    is_territorial,
    is_territory,
    is_told_by,
    is_wordless,
    names_a_place,
    rank_of,
    stands_above_forces,
    tells_a_task,
)
from unitgraph.match.lookup import Hit
from unitgraph.match.meant import KnownSegment, MeantUnit
from unitgraph.match.namesakes import Namesake, bearing, namesakes
from unitgraph.match.notes import NOTED
from unitgraph.match.shortenings import initials
from unitgraph.match.told import is_telling
from unitgraph.match.values import Candidate, Match
from unitgraph.match.vocabulary import NamePart
from unitgraph.reading.paths.facts import facts_of
from unitgraph.reading.paths.layout import CHAIN
from unitgraph.reading.paths.values import Direction, PathKind, Role, UnitPath

FOREIGN = "the graph does not know that one of these is under the other"
OTHER_COUNTRY = "the text names another country than that of the known unit"
OTHER_INITIALS = "has the acronym of a known unit, and says that it stands for something else"
UNREAD = 0.75
"""The confidence in a relation that the order of the segments does not determine."""
READ = 0.8
"""The confidence from which the direction read counts before the levels."""
SMALL_RANK = 32.0
"""The rank of a unit, a section, a company: hardly ever a superior of what a list names."""
FORCE_RANK = 76.0
"""The rank of a whole force."""


class Placing(MeantUnit):
    """What a text says of the lowest known unit in it."""

    def decide(self) -> Match:
        """The answer: the unit itself, something below it, or undecided."""
        answering, hit = self._answering, self._target.hit
        if rivals := self._rivals():
            told = replace(answering.several([hit, *rivals], EQUALS), namesakes=self._namesakes())
            elsewhere = self._place_of_none(rivals)
            return told if elsewhere is None else answering.less_likely(told, self._not_in(elsewhere))
        if self._is_too_general(self._target):
            return answering.several(self._hits(), TOO_GENERAL)
        if foreign := self._foreign():
            return answering.several(foreign, FOREIGN)
        strangers = [at for at in range(len(self._query.segments)) if self._is_open(at)]
        if not strangers:
            return self._matched()
        if any(map(self._is_bystander, strangers)):
            return answering.less_likely(answering.several(self._hits(), BYSTANDER), BYSTANDER)
        beside = any(fold(self._query.segments[at]) in marked("armed-group") for at in strangers)
        if beside or (self.reading.kind is PathKind.LIST and not self._above):
            return answering.several(self._hits(), "several bodies side by side")
        if any(self._spells_acronym(at) for at in strangers):
            return answering.less_likely(answering.several(self._hits(), OTHER_INITIALS), OTHER_INITIALS)
        if any(map(self._names_country, strangers)):
            return answering.less_likely(answering.several(self._hits(), OTHER_COUNTRY), OTHER_COUNTRY)
        if any(fold(self._query.segments[at]) in marked("note") for at in strangers):
            return answering.several(self._hits(), NOTED)
        if empty := [at for at in strangers if self._says_nothing(at)]:
            return self._against(self._not_in(empty[0]))
        places = [at for at in strangers if self._is_place(at)]
        units = [at for at in strangers if at not in places]
        numbers = [at for at in units if is_number(self._query.forms[at])]
        if numbers and not self._is_whole_force:
            text = self._query.segments[numbers[0]]
            return self._against(f"{self._name} is not known to have the number {text!r}")
        lower = [at for at in units if self._is_lower(at)]
        higher = [at for at in units if at not in lower and not self._adds(at)]
        if higher:
            text = self._query.segments[higher[0]]
            return self._against(f"{self._name} is not known to be under {text!r}")
        if lower or (places and self._is_whole_force):
            part = self._query.segments[(lower or places)[0]]
            return answering.below(hit, self._sureness, "named as its superior", part)
        if places:
            return self._against(self._not_in(places[0]))
        return self._matched(self._sureness)

    def _not_in(self, at: int) -> str:
        return f"{self._name} is not known to be in {self._query.segments[at]!r}"

    def _place_of_none(self, rivals: Sequence[Hit]) -> int | None:
        """The segment that names a place neither of the target nor of any of its ``rivals``; None if there is none."""
        at = self._target.position
        others = [Placing(self._answering, self._known, KnownSegment(at, each)) for each in rivals]
        places = (each for each in range(len(self._query.segments)) if self._is_open(each) and self._is_place(each))
        return next((each for each in places if all(other._is_open(each) for other in others)), None)

    def _against(self, note: str) -> Match:
        """The units are candidates; what the text says besides is not known of them."""
        return self._answering.less_likely(self._answering.several(self._hits(), note), note)

    def _matched(self, sureness: float = 1.0) -> Match:
        if is_respelt(self._target.hit):
            return self._answering.several(self._hits(), RESPELT)
        bare, others = self._is_bare, self._namesakes()
        return self._answering.matched([self._target.hit], bare=bare, sureness=sureness, namesakes=others)

    def _namesakes(self) -> tuple[Candidate, ...]:
        """Other units that bear the name in the segment of the target, and that go as well with all other segments."""
        hit = self._target.hit
        others = namesakes(self._index, hit.understood_of(self._form), hit) if self._query.country else []
        opened = self._left_open() if others else frozenset()
        return bearing(self._index, hit, [each for each in others if self._instead(each)._left_open() <= opened])

    def _instead(self, other: Namesake) -> Placing:
        """The same text with another unit as its lowest one."""
        hit = replace(self._target.hit, unit=other.unit, record=other.record)
        return Placing(self._answering, self._known, KnownSegment(self._target.position, hit))

    def _left_open(self) -> frozenset[int]:
        """The segments that are not accounted for, and those that name known units of which none is above the
        target."""
        others = {each.position for each in self._known} - {self._target.position, *self._above}
        return frozenset(at for at in range(len(self._query.segments)) if at in others or self._is_open(at))

    # --- the target and the known segments ------------------------------------------------------------------------

    def _foreign(self) -> list[Hit]:
        """The known units of a text that is no chain of the graph, the lower first as the text reads; none where it is
        one."""
        mine, unit = self._target.position, self._target.hit.unit
        others = [each for each in self._known if each.position != mine]
        own = {each.position for each in others if each.hit.unit in self._over or each.hit.unit == unit}
        foreign = [each for each in others if each.position not in own]
        if not foreign:
            return []
        up = self.reading.direction is not Direction.DOWN
        return [each.hit for each in sorted([self._target, *foreign], key=lambda each: each.position, reverse=not up)]

    # --- what each segment is ---------------------------------------------------------------------------------------

    def _is_open(self, at: int) -> bool:
        """Whether a segment is not accounted for."""
        if at == self._target.position or at in self._above:
            return False
        if any(each.position == at for each in self._known) or self._is_placed_by(at):
            return False
        form = self._query.forms[at]
        if self._names_country(at):
            return self._query.country not in {code for word in form.words for code in word.countries}
        if is_headquarters(form):
            return False
        if is_wordless(form):
            return bool(fold(self._query.segments[at]))
        if self._is_post(at) or (self.role_of(at) is Role.NOISE and not has_level(form)):
            return False
        return not self._is_known_place(form)

    def _names_country(self, at: int) -> bool:
        """Whether a segment is the name of a country."""
        form = self._query.forms[at]
        return bool(form.words) and all(word.part is NamePart.COUNTRY for word in form.words) and not form.acronyms

    def _spells_acronym(self, at: int) -> bool:
        """Whether a segment spells the acronym that stands for the target, in words that are not its name: ``RAB (Road
        Accident Board)``."""
        short = re.sub(r"[. ]", "", self._query.segments[self._target.position])
        text = self._query.segments[at]
        return is_acronym(short) and (
            short.lower() in initials(self._query.forms[at], text) or abbreviates(short, text)
        )

    def _says_nothing(self, at: int) -> bool:
        """Whether a segment is made of small words that belong to nothing (``The``, ``de la``)."""
        form, text = self._query.forms[at], self._query.segments[at]
        return is_wordless(form) and (self._query.text.isupper() or not is_small_acronym(form, text))

    def _is_post(self, at: int) -> bool:
        """Whether a segment names a post, and not only in brackets."""
        text = re.sub(r"\([^()]*\)", " ", self._query.segments[at])
        plain = facts_of(text)
        post = bool(plain.post_first or plain.post_last) and not is_of_outsiders(text)
        return self.role_of(at) is Role.POST and post

    def _is_bystander(self, at: int) -> bool:
        return is_of_bystanders(self._query.forms[at].words) or is_of_outsiders(self._query.segments[at])

    def _is_place(self, at: int) -> bool:
        said = {word.part for word in self._query.forms[at].words if word.text not in SITES}
        text = self._query.segments[at]
        acronym = is_acronym(text) and text.isalpha()
        return (
            (self.role_of(at) is Role.PLACE or is_territory(self._query.forms[at]))
            and not acronym
            and not is_force_by_name(self._query.forms[at])
            and not is_numbered_site(self._query.forms[at])
            and not said & {NamePart.FUNCTION, NamePart.FORCE, NamePart.LEVEL}
        )

    def _is_known_place(self, form: NameForm) -> bool:
        """Whether all words are those of a place of the target or of a unit above it, or of their names."""
        words = self._known_words if self._is_whole_force else self._own_words
        parts = {word.part for word in form.words}
        place = NamePart.PROPER in parts and not parts & {NamePart.FORCE, NamePart.FUNCTION} and not has_level(form)
        told = self._told_of_chain({word.text for word in form.words})
        return place and all(word.text in (told if is_telling(word.part) else words) for word in form.words)

    @cached_property
    def reading(self) -> UnitPath:
        """The text as a unit path, with words of other scripts in English where tables have them."""
        return _read(self._query.text, self._query.country)

    def role_of(self, at: int) -> Role:
        """The role of a segment when read as a unit path; a unit if the path is split differently, and for a level word
        ("SSU" in capitals would be read as a place)."""
        role = self._read_role(at)
        return Role.UNIT if role is not Role.POST and has_level(self._query.forms[at]) else role

    def _read_role(self, at: int) -> Role:
        segments, own = self.reading.segments, self._query.segments
        if len(segments) == len(own):
            return segments[at].role
        return next((each.role for each in segments if each.text.strip(" .") == own[at].strip(" .")), Role.UNIT)

    # --- above or below -----------------------------------------------------------------------------------------------

    def _is_lower(self, at: int) -> bool:
        """Whether a segment is below the target: by known superiors around it, else as a chain leads, else a small part
        by its name, else by the direction read, else by the levels, else by default."""
        mine = self._target.position
        if self._above:
            superior = min(self._above, key=lambda position: abs(position - mine))
            return (at < mine) == (mine < superior)
        if CHAIN in self._query.text:  # it leads down, whatever it leads to
            return at > mine
        text, form = self._query.segments[at], self._query.forms[at]
        rank, own = rank_of(text) or rank_of(" ".join(word.text for word in form.words)), self._rank
        if at > mine and self._is_other_body(at):
            return False
        if is_force_by_name(form) and (at > mine or not rank):
            return False
        small = 0 < rank <= SMALL_RANK <= own + 8 and rank != own
        if own < STATE_RANK and is_of_government(form):
            return False  # what is of a ministry is no part of a force (``Cabinet de la Présidence``)
        if rank < PART_RANK and ((rank and at < mine) or self._is_bare_at(at) or small):
            return True
        words = [word for word in form.words if word.part is not NamePart.COUNTRY]
        whole = own < STATE_RANK and is_national(text, words, self._query.country)
        if (rank == own and rank < PART_RANK) or (rank > own and rank >= FORCE_RANK) or whole:
            return False
        if own_forces := self._forces:
            forces = forces_of(self._query.forms[at])
            if forces and not forces & own_forces:
                return False
        direction = self.reading.direction
        if direction is not None and (self.reading.confidence >= READ or rank == own):
            return (at < mine) == (direction is Direction.UP)
        if rank:
            return rank < own
        numbered = any(word.part is NamePart.NUMBER for word in form.words)
        named = names_a_place(form, self._known_words) and not numbered
        return at < mine or not (named or (is_acronym(text) and text.isalpha()))

    def _is_other_body(self, at: int) -> bool:
        """Whether a segment behind the target names a force of no told level, a group by its name, or, behind a unit
        that is no whole force, a body by an acronym that no table knows or by its acronym and number: as whoever stands
        above would be named, and no part."""
        form, own = self._query.forms[at], self._rank
        words = {word.text for word in form.words}
        named = all(word.part is NamePart.PROPER or word.text == "group" for word in form.words)
        if "group" in words and len(words) > 1 and named:
            return True
        forces = "force" in words or any(word.part is NamePart.FORCE for word in form.words)
        if forces and own < STATE_RANK and not has_level(form) and not rank_of(self._query.segments[at]):
            return True
        first, *rest = self._query.segments[at].split()
        short = is_acronym(first) and all(each.isdigit() for each in rest) and not self._is_whole_force
        return short and (bool(rest) or (first.isalpha() and all(word.part is NamePart.PROPER for word in form.words)))

    def _adds(self, at: int) -> bool:
        """Whether a superior that the graph does not know only adds to what it knows: it stands above all of it, or
        between a unit of a telling name and the unit directly above."""
        form, rank = self._query.forms[at], rank_of(self._query.segments[at])
        if self._contradicts(form) or is_legislature(self._query.segments[at]):
            return False
        mine = self._target.position
        between = [other for other in self._above if min(mine, other) < at < max(mine, other)]
        if between:
            nearest = min(between, key=lambda position: abs(position - mine))
            direct = self._index.unit(self._above[nearest]).iri in self._index.unit(self._target.hit.unit).superiors
            return direct and not self._is_bare_name and self._stands_between(form, rank, self._above[nearest])
        if rank < (STATE_RANK if self._is_bare_name else PART_RANK) or names_a_place(form, self._known_words):
            return False
        if not stands_above_forces(form, rank) or not is_told_by(form, self._own_words):
            return False
        if rank < STATE_RANK and any(word.part is NamePart.FUNCTION for word in form.words):
            return False
        roots = [unit for unit in self._chain if not unit.superiors]
        known = bool(self._index.unit(self._target.hit.unit).superiors)
        if is_territorial(form) and (known or any(map(is_of_state, roots))):
            return False
        return all(rank > rank_of(unit.name) for unit in roots)

    def _stands_between(self, form: NameForm, rank: float, above: int) -> bool:
        """Whether a name is of a level between the target and the unit ``above`` it, or of a force of their kind."""
        most = rank_of(self._index.unit(above).name)
        if forces_of(form) & self._forces:
            return (rank <= most or not most) and not tells_a_task(form, self._own_words)
        return is_of_a_chain(form) and self._rank < rank and (rank < most or not most)

    def _contradicts(self, form: NameForm) -> bool:
        """Whether a name is that of another force than those of the target and what is known above it, or of a ministry
        that has none."""
        forces, own = forces_of(form), self._own_words
        if self._forces and forces and not self._forces & forces:
            return True
        return is_foreign_force(form, own, self._is_whole_force) or is_foreign_ministry(form, own)

    @property
    def _sureness(self) -> float:
        return self.reading.confidence if self.reading.direction is not None else UNREAD


@lru_cache(maxsize=1 << 8)
def _read(text: str, country: str) -> UnitPath:
    """A text as a unit path. The units that bear its name are placed in it one by one."""
    from unitgraph.reading.paths import read_path

    return read_path(latinized(text, country), country=country or None)
