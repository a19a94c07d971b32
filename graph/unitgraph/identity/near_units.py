"""The units of a resolution as their names and what stands above them are compared with denied ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from unitgraph.identity.compared_names import ComparedName
from unitgraph.identity.drafts import UnitDraft
from unitgraph.identity.mentions import Mention
from unitgraph.identity.names import name_of
from unitgraph.identity.unread import Resolved
from unitgraph.match import NamedUnit
from unitgraph.match.forms import form_of
from unitgraph.match.kinds import forces_of
from unitgraph.match.shortenings import initials

NearPair = tuple[int, int]
"""Two units that may be one."""


class NearUnits:
    """Units, each known by the least number of its mentions, with the drafts of these."""

    def __init__(self, units: Resolved, mentions: Sequence[Mention], drafts: Sequence[UnitDraft]) -> None:
        self.mentions = mentions
        self.drafts = drafts
        self._units = units
        self._ancestors: dict[int, frozenset[int]] = {}

    def of(self, number: int) -> int:
        """The unit of a mention."""
        return self._units.of(number)

    def numbers(self, unit: int) -> Sequence[int]:
        """The numbers of a unit's mentions."""
        return self._units.members(unit)

    def members(self, unit: int) -> list[Mention]:
        """A unit's mentions."""
        return [self.mentions[each] for each in self._units.members(unit)]

    def country(self, unit: int) -> str:
        """The country of a unit."""
        return self.drafts[unit].country

    def ancestors(self, unit: int) -> frozenset[int]:
        """The units above one, by any statement."""
        found = self._ancestors.get(unit)
        if found is None:
            found = self._ancestors[unit] = frozenset(self._units.ancestors(unit))
        return found

    def superiors(self, unit: int) -> set[int]:
        """The units right above one."""
        return {self.of(above) for each in self.members(unit) for above in each.superiors} - {unit}

    def forces(self, unit: int) -> frozenset[str]:
        """The kinds of force that a unit and what stands above it tell."""
        names = (self.drafts[each] for each in (unit, *self.ancestors(unit)))
        return frozenset().union(*(forces_of(form_of(each.name, each.country)) for each in names))

    def names(self, unit: int) -> Iterable[str]:
        """All names of a unit, that of its first mention first."""
        found: dict[str, None] = {}
        for each in self.numbers(unit):
            name, others = self.drafts[each].names()
            found |= dict.fromkeys((name, *others))
        return found

    def written(self, unit: int) -> Iterator[ComparedName]:
        """The names by which the sources call a unit, with its places."""
        for each in self.numbers(unit):
            yield ComparedName(self.mentions[each].name, self.drafts[each].name, self.drafts[each].country)

    def compared_names(self, unit: int) -> Iterator[ComparedName]:
        """All names of a unit, those by which the sources call it with its places."""
        yield from self.written(unit)
        country = self.country(unit)
        for each in self.numbers(unit):
            texts = self.drafts[each].names()[1]
            yield from (ComparedName(name_of(text, country), text, country) for text in texts)

    def initials(self, unit: int) -> set[str]:
        """The initials of the names by which the sources call a unit."""
        drafts = (self.drafts[each] for each in self.numbers(unit))
        return {each for draft in drafts for each in initials(form_of(draft.name, draft.country), draft.name)}

    def named(self, unit: int) -> NamedUnit:
        """A unit as names are matched with it."""
        name, *others = self.names(unit)
        places = sorted({place for each in self.numbers(unit) for place in self.drafts[each].places})
        superiors = tuple(map(str, sorted(self.superiors(unit))))
        return NamedUnit(str(unit), name, self.country(unit), tuple(others), superiors, tuple(places))
