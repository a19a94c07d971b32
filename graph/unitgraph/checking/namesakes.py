"""Names that several units bear, or that an entry prints: what an answer tells of them where it need not leave open
which unit is meant, and where it must."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from unitgraph.checking.relations import UNSETTLED, Finding, Status, findings_about
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.names import named
from unitgraph.index.units import Node
from unitgraph.lexicon.names import tidy
from unitgraph.match import NO_FEATURES, Candidate, Match
from unitgraph.match.answering import EQUALS, SHOWN
from unitgraph.match.forms import form_of
from unitgraph.match.kinds import is_bare
from unitgraph.match.segments import cut
from unitgraph.reading.paths.several import units_named

BEARERS = "several units bear this name; give the place, or what stands above the one meant"
PRINTED = "an entry prints just this text"
ONE_STATUS = "several units fit about equally well, which may be one; each of them has this status"
PERHAPS = 0.5
"""The score of a unit that may be the same as the one meant, or as one around it."""
_SCORE = 0.99
_RELATED = frozenset({Status.WITHIN_LISTED, Status.CONTAINS_LISTED})


def possibly_meant(hierarchy: Hierarchy, possible: Sequence[Candidate], match: Match) -> tuple[Candidate, ...]:
    """The units that an ambiguous name may mean, with the others that bear it: as many as an answer shows, of those
    others the listed ones first."""
    others = [each for each in match.namesakes if each.unit.iri not in {one.unit.iri for one in possible}]
    others.sort(key=lambda each: not hierarchy[each.unit.iri].listed)
    return (*possible, *others)[: max(SHOWN, len(possible))]


def other_bearers(
    hierarchy: Hierarchy, status_of: Callable[[str], Status], match: Match, meant: tuple[str, Status]
) -> tuple[Candidate, ...]:
    """The candidates where other units than the one found (IRI and status) bear the name, and the answer would be a
    lesser one of them if the unit is listed, or a graver one: all of them, listed ones first. None where it is open
    whether they are that unit."""
    iri, status = meant
    possibly = hierarchy[iri].possibly
    others = [each for each in match.namesakes if each.unit.iri not in possibly]
    gravities = [_gravity(status_of(each.unit.iri)) for each in others]
    if not any(each < _LISTED if status is Status.LISTED else each > _gravity(status) for each in gravities):
        return ()
    first = replace(match.candidates[0], score=min(match.candidates[0].score, max(each.score for each in others)))
    return possibly_meant(hierarchy, (first,), match)


def _gravity(status: Status) -> int:
    if status is Status.LISTED:
        return _LISTED
    return 2 if status in _RELATED else 0 if status in UNSETTLED else 1


_LISTED = 3
"""The gravity of a status that says that a unit is listed."""


def of_one_status(
    hierarchy: Hierarchy, status_of: Callable[[str], Status], candidates: Sequence[Candidate], match: Match
) -> tuple[tuple[Candidate, ...], Status] | None:
    """The candidates, one with units above it first, and their status, where all that a text means equally well have
    listed units above or below them, and are one unit or may be; None otherwise."""
    if match.note != EQUALS or len(match.candidates) >= SHOWN or len(candidates) >= SHOWN:
        return None
    first = hierarchy[candidates[0].unit.iri]
    if any(each.unit.iri not in (first.iri, *first.possibly) for each in candidates):
        return None
    statuses = {status_of(each.unit.iri) for each in candidates}
    if len(statuses) > 1 or not statuses <= _RELATED:
        return None
    return tuple(sorted(candidates, key=lambda each: not each.unit.superiors)), statuses.pop()


def findings_of_all(hierarchy: Hierarchy, candidates: Iterable[Candidate]) -> tuple[Finding, ...]:
    """What is listed around each of several units, those of the first one first, each entry once."""
    found: dict[tuple[object, ...], Finding] = {}
    for each in candidates:
        for finding in findings_about(hierarchy, each.unit.iri):
            found.setdefault((finding.relation, finding.unit.iri, finding.listing), finding)
    return tuple(found.values())


def printed(hierarchy: Hierarchy, text: str, country: str | None, candidates: Sequence[Candidate]) -> Candidate | None:
    """The listed unit of an entry that prints just this text, among candidates and the units that they may be; None
    where that is not one unit, and where a name alone may as well mean another one, or a unit of another force."""
    near = dict.fromkeys(one for each in candidates for one in (each.unit.iri, *hierarchy[each.unit.iri].possibly))
    units = [unit for unit in map(hierarchy.__getitem__, near) if unit.country == country and _prints(unit, text)]
    if len(units) != 1 or units[0].unread or units_named(text):
        return None
    (unit,) = units
    if len(cut(text)) < 2:
        may_be = {unit.iri, *unit.possibly}
        others = (each for each in candidates if each.score > PERHAPS and each.unit.iri not in may_be)
        if any(others) or is_bare(text, form_of(text, unit.country), unit.country, bool(unit.superiors)):
            return None
    return Candidate(named(unit), _SCORE, unit.name, (PRINTED,), NO_FEATURES)


def _prints(unit: Node, text: str) -> bool:
    """Whether an entry of a unit of a stated country prints a text."""
    told = tidy(text).casefold()
    return any(each.country_confidence is None and tidy(each.verbatim).casefold() == told for each in unit.listings)
