"""The known unit that a text may mean, with what is known of it, and of the other known units that the text names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from unitgraph.lexicon.names import fold
from unitgraph.match.answering import MARGIN, Answering, NameQuery, is_bare_hit, too_general
from unitgraph.match.forms import NameForm, form_of
from unitgraph.match.kinds import capital_words, forces_of, is_bare, is_whole_force, rank_of
from unitgraph.match.lookup import Hit
from unitgraph.match.told import names_of, words_told
from unitgraph.match.values import NamedUnit

if TYPE_CHECKING:
    from unitgraph.match.index import NameIndex


@dataclass(frozen=True, slots=True)
class KnownSegment:
    """A segment that names a unit: its position among the segments, and the hit."""

    position: int
    hit: Hit


def places_named(unit: NamedUnit, query: NameQuery, position: int) -> int:
    """How many places of a unit the segments name beside the one at a position, which names the unit."""
    said = {word.text for at, form in enumerate(query.forms) if at != position for word in form.words}
    places = (form_of(place).words for place in unit.places)
    return sum(bool(words) and all(word.text in said for word in words) for words in places)


class MeantUnit:
    """The lowest known unit in a text."""

    def __init__(self, answering: Answering, known: Sequence[KnownSegment], target: KnownSegment) -> None:
        self._answering = answering
        self._index: NameIndex = answering.index
        self._query = answering.query
        self._known = known
        self._target = target

    @property
    def _name(self) -> str:
        return self._index.unit(self._target.hit.unit).name

    @cached_property
    def _over(self) -> frozenset[int]:
        """The units above the target."""
        return frozenset(self._index.ancestors(self._target.hit.unit))

    @property
    def _form(self) -> NameForm:
        return self._query.forms[self._target.position]

    @property
    def _is_bare(self) -> bool:
        """Whether only a name of function and level words says which unit is meant: no superior, no place of it."""
        return self._is_bare_name and not self._supported() and not self._is_placed()

    def _is_placed(self) -> bool:
        """Whether the text names a place that is known of the target."""
        return any(map(self._is_placed_by, range(len(self._query.segments))))

    def _is_bare_at(self, at: int) -> bool:
        return is_bare(self._query.segments[at], self._query.forms[at], self._query.country)

    @cached_property
    def _is_bare_name(self) -> bool:
        at, hit = self._target.position, self._target.hit
        return is_bare_hit(self._index, self._query.segments[at], self._query.forms[at], hit, self._query.country)

    def _hits(self) -> list[Hit]:
        return [self._target.hit, *(each.hit for each in self._known if each is not self._target)]

    def _is_too_general(self, each: KnownSegment) -> bool:
        """Whether a name fits units of many countries, and neither a country nor another segment decides which."""
        if self._query.country or (each is self._target and self._supported(telling=True)):
            return False
        return too_general(self._query.forms[each.position], each.hit, self._index.unit(each.hit.unit))

    def _supported(self, telling: bool = False) -> bool:
        """Whether the text names a unit above the target; with ``telling`` one whose name tells the country."""
        above = [each for each in self._known if each.hit.unit in self._over]
        return any(
            not telling or not each.hit.understood_of(self._query.forms[each.position]).generic for each in above
        )

    def _rivals(self) -> list[Hit]:
        """Other units that the target's segment may equally mean and that agree equally with the other segments."""
        over = {each.hit.unit for each in self._known if each.position != self._target.position}

        def support(unit: int) -> int:
            named = places_named(self._index.unit(unit), self._query, self._target.position)
            return named + sum(each in over for each in self._index.ancestors(unit))

        mine = support(self._target.hit.unit)
        return [
            each.hit
            for each in self._known
            if each.position == self._target.position
            and each is not self._target
            and support(each.hit.unit) >= mine
            and each.hit.odds > self._target.hit.odds - MARGIN
        ]

    @cached_property
    def _above(self) -> dict[int, int]:
        """The segments that name a unit above the target: position and unit."""
        return {each.position: each.hit.unit for each in self._known if each.hit.unit in self._over}

    @cached_property
    def _own_words(self) -> frozenset[str]:
        """The words of the names and places of the target and of the units above it."""
        names = ((name, unit) for unit in self._chain for name in (*unit.places, unit.name, *unit.other_names))
        return frozenset(word.text for name, unit in names for word in form_of(name, unit.country).words)

    @cached_property
    def _known_words(self) -> frozenset[str]:
        """These, and the words of the capital, where the seat of any force may be."""
        return self._own_words | capital_words(self._index.unit(self._target.hit.unit).country)

    def _told_of_chain(self, said: Set[str]) -> Set[str]:
        """The words of the names and places of the target and of the units above it that a text tells, and those of the
        capital for a whole force."""
        named = [(each, (*each.places, *names_of(each))) for each in self._chain]
        told = words_told((form_of(name, each.country) for each, names in named for name in names), said)
        country = self._index.unit(self._target.hit.unit).country
        return told | capital_words(country) if self._is_whole_force else told

    @cached_property
    def _is_whole_force(self) -> bool:
        return is_whole_force(self._index.unit(self._target.hit.unit))

    @cached_property
    def _rank(self) -> float:
        return rank_of(self._index.unit(self._target.hit.unit).name)

    @property
    def _chain(self) -> Iterator[NamedUnit]:
        """The target and the units above it."""
        return map(self._index.unit, (self._target.hit.unit, *self._over))

    @cached_property
    def _forces(self) -> frozenset[str]:
        """The words for forces in the names of the target and of what stands above it."""
        return frozenset(word for unit in self._chain for word in forces_of(form_of(unit.name, unit.country)))

    def _is_placed_by(self, at: int) -> bool:
        places = map(fold, self._index.unit(self._target.hit.unit).places)
        return fold(self._query.segments[at]) in places
