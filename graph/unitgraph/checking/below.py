"""What a text may mean that names a part of a known unit, by itself or below a superior: units there that it nearly
names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from unitgraph.checking.namesakes import PERHAPS
from unitgraph.checking.relations import UNSETTLED, Status
from unitgraph.checking.unread import names_asked
from unitgraph.identity.asked_names import may_be_elsewhere, may_be_short_for, may_mean, takes_in
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.names import named
from unitgraph.index.units import Node
from unitgraph.lexicon.names import fold, is_acronym
from unitgraph.lexicon.tables import OPEN_COUNTRY
from unitgraph.match import NO_FEATURES, Candidate, Matcher, Outcome
from unitgraph.match.segments import cuts_at_of
from unitgraph.reading.paths.several import units_named


@dataclass(frozen=True, slots=True)
class UnitsBelow:
    """The units of a hierarchy as parts of others are asked for. ``status`` gives that of a unit (IRI)."""

    hierarchy: Hierarchy
    matcher: Matcher
    status: Callable[[str], Status]

    def meant(self, text: str, iri: str, status: Status) -> tuple[Candidate, ...]:
        """What a text may mean that was found to name a part of a unit (IRI), which has a status: where that is listed,
        or stands below a listed one, itself, if its names have all words of the text, or a listed unit below it."""
        unit = self.hierarchy[iri]
        if status is not Status.WITHIN_LISTED:
            return self._nearly(text, iri)
        words = {word for name in unit.names for word in fold(name).split()}
        if unit.listed and words.issuperset(fold(text).split()):
            return (possibly(unit),)
        return tuple(each for each in self._nearly(text, iri) if self.hierarchy[each.unit.iri].listed)

    def _nearly(self, text: str, iri: str) -> tuple[Candidate, ...]:
        """The units below one (IRI), listed or with listed units around them, that the parts of a text may mean of
        which it knows none: those that each part means, or nearly means, by itself, and the listed ones that it may
        mean among them alone; elsewhere the listed ones of which it lacks only the place."""
        hierarchy, below = self.hierarchy, self.hierarchy.descendants(iri)
        known = (iri, *hierarchy.ancestors(iri))
        country = hierarchy[iri].country
        found = []
        asked = [text, *(part for each in cuts_at_of(text) for part in each)]
        names = {name for each in known for name in hierarchy[each].names}
        listed = [hierarchy[each] for each in below if hierarchy[each].listed]
        unknown = dict.fromkeys(each for told in asked for each in names_asked(told, names))
        for part in dict.fromkeys(name for each in unknown for name in (each, *units_named(each))):
            alone = self.matcher.match(part, None if country == OPEN_COUNTRY else country)
            meant = alone.outcome in (Outcome.MATCHED, Outcome.AMBIGUOUS)
            for each in alone.candidates:
                if each.unit.iri in below:
                    may = meant or may_mean(part, each.matched_name, country)
                else:
                    may = hierarchy[each.unit.iri].listed and may_be_elsewhere(part, each.matched_name, country)
                found += [each] * may
            found += [possibly(each) for each in listed if _may_be(part, each, country)]
        return tuple(each for each in each_once(found) if self.status(each.unit.iri) not in UNSETTLED)


def _may_be(part: str, unit: Node, country: str) -> bool:
    """Whether part of a text may mean a unit below the one that it stands under, by what it says or by what it is short
    for."""
    of_name = any(may_mean(part, name, country) or takes_in(part, name, country) for name in unit.names)
    return of_name or (is_acronym(part.split()[0]) and may_be_short_for(part, unit.name, country))


def each_once(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Candidates, each unit once, as it stands last."""
    return tuple({each.unit.iri: each for each in candidates}.values())


def first_once(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Candidates, each unit once, as it stands first."""
    found: dict[str, Candidate] = {}
    for each in candidates:
        found.setdefault(each.unit.iri, each)
    return tuple(found.values())


def possibly(node: Node) -> Candidate:
    """A unit that may be the same as the one meant, or as one above, below or beside that."""
    reason = "may be the same unit as the one meant, or as one above, below or beside it"
    return Candidate(named(node), PERHAPS, node.name, (reason,), NO_FEATURES)
