"""Listed units that a unit may be by its names, though nothing says that they are one: what the list alone, without the
unit, would be found to tell of them."""

from __future__ import annotations

from collections.abc import Iterator

from unitgraph.identity.near import NEARLY
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.names import named
from unitgraph.index.units import Node
from unitgraph.lexicon.tables import OPEN_COUNTRY
from unitgraph.match import NO_FEATURES, Candidate, Match, Matcher, Outcome, kernels
from unitgraph.match.forms import form_of, initials

_KEPT = 10_000


class NearlyListed:
    """The listed units near to others by name. ``matcher`` is that of all units of a hierarchy."""

    def __init__(self, hierarchy: Hierarchy, matcher: Matcher) -> None:
        self._hierarchy = hierarchy
        self._matcher = matcher
        self._of_lists: dict[str, Matcher | None] = {}
        self._alone: dict[str, tuple[Candidate, ...]] = {}

    def near(self, match: Match, iri: str) -> tuple[Candidate, ...]:
        """The listed units which a text, that was found to mean a unit (IRI), may mean as well, by themselves or by
        their initials, and those that the unit may be by its names; none that a ruling parts from it."""
        unit = self._hierarchy[iri]
        found = {each.unit.iri: each for each in match.candidates if each.score >= NEARLY}
        for each in (*self._with_its_initials(unit), *self._by_its_names(unit)):
            found.setdefault(each.unit.iri, each)
        parted = (pair for pair in self._hierarchy.apart if iri in pair)
        around = {
            iri,
            *(each for pair in parted for each in pair),
            *self._hierarchy.ancestors(iri),
            *self._hierarchy.descendants(iri),
        }
        return tuple(
            each
            for other, each in found.items()
            if other not in around and self._hierarchy[other].listed and each.unit.country == unit.country
        )

    def _with_its_initials(self, unit: Node) -> Iterator[Candidate]:
        index = self._matcher.index
        for acronym in initials(form_of(unit.name, unit.country), unit.name):
            for number in index.bearers(acronym, unit.country):
                bearer = index.unit(number)
                yield Candidate(bearer, 0.5, bearer.name, (f"has the initials {acronym.upper()}, too",), NO_FEATURES)

    def _by_its_names(self, unit: Node) -> tuple[Candidate, ...]:
        found = self._alone.get(unit.iri)
        if found is None:
            if len(self._alone) >= _KEPT:
                self._alone.clear()
            found = self._alone[unit.iri] = tuple(self._told_by_lists(unit))
        return found

    def _told_by_lists(self, unit: Node) -> Iterator[Candidate]:
        """The listed units that the names of a unit would mean, if the graph knew no others but those above them."""
        matcher = self._listed_in(unit.country)
        if matcher is None:
            return
        for name in unit.names:
            match = matcher.match(name, None if unit.country == OPEN_COUNTRY else unit.country)
            if match.outcome in (Outcome.MATCHED, Outcome.AMBIGUOUS):
                yield from (each for each in match.candidates if self._may_be(unit, each))

    def _listed_in(self, country: str) -> Matcher | None:
        """The matcher of the listed units of a country and those above them; None where there are none."""
        if country not in self._of_lists:
            listed = [node.iri for node in self._hierarchy.listed() if node.country == country]
            iris = dict.fromkeys(each for iri in listed for each in (iri, *self._hierarchy.ancestors(iri)))
            self._of_lists[country] = Matcher([named(self._hierarchy[iri]) for iri in iris]) if iris else None
        return self._of_lists[country]

    def _may_be(self, unit: Node, each: Candidate) -> bool:
        """Whether a unit may be the one that a candidate is, by what stands above the two. Of equal names it was
        decided when the units were made; names that share no proper name are near below one superior only."""
        if each.unit.iri == unit.iri or each.values[kernels.EXACT]:
            return False
        if each.values[kernels.PROPER_NONE] or each.values[kernels.PROPER_SWAPPED]:
            return False
        if each.values[kernels.PROPER_SHARED] and each.score >= NEARLY:
            return True
        mine, others = set(unit.superiors), set(each.unit.superiors)
        if not mine or not others:
            return each.score >= NEARLY
        return bool(mine & self._above(each.unit.iri) or others & self._above(unit.iri))

    def _above(self, iri: str) -> set[str]:
        return set(self._hierarchy.ancestors(iri))
