"""One name in, one answer out: which unit it is, whether it or a relative is listed, and the limitations."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from unitgraph.checking.answers import Answer, as_sentence, same_as
from unitgraph.checking.below import UnitsBelow, each_once, first_once, possibly
from unitgraph.checking.countries import country_code
from unitgraph.checking.doubts import nearness, nearness_below, question
from unitgraph.checking.namesakes import (
    BEARERS,
    ONE_STATUS,
    PRINTED,
    findings_of_all,
    of_one_status,
    other_bearers,
    possibly_meant,
    printed,
)
from unitgraph.checking.nearly_listed import NearlyListed
from unitgraph.checking.otherwise import meant_otherwise
from unitgraph.checking.relations import (
    UNSETTLED,
    Status,
    findings_about,
    findings_below,
    meaning,
    nature,
    status_of,
    unknown_above,
)
from unitgraph.checking.remarks import caveats_about, remarks_on_lists
from unitgraph.checking.unread import UnreadNear, names_asked, unread_near
from unitgraph.identity.alike import NEARLY
from unitgraph.identity.asked_names import may_be_alike
from unitgraph.index.hierarchy import Hierarchy, shown_order
from unitgraph.index.names import named
from unitgraph.index.units import Node
from unitgraph.lexicon.countries import country_named
from unitgraph.lexicon.names import fold
from unitgraph.lexicon.tables import NO_COUNTRY, OPEN_COUNTRY, country_shown
from unitgraph.match import NO_FEATURES, Candidate, Match, Matcher, Outcome
from unitgraph.match.forms import LONGEST_TEXT
from unitgraph.system.errors import QueryError, UnknownName


class Checker:
    """Checks names against one hierarchy: create once, use often. With ``as_of``, answers are of that day: of denials
    published by then, and of edges that are neither over by then nor known to start later."""

    def __init__(self, hierarchy: Hierarchy, matcher: Matcher | None = None, as_of: date | None = None) -> None:
        self.matcher = matcher or Matcher(map(named, hierarchy))
        self.as_of = as_of
        self.hierarchy = hierarchy if as_of is None else hierarchy.as_of(as_of)
        self._listed = NearlyListed(self.hierarchy)
        self._below = UnitsBelow(self.hierarchy, self.matcher, self.status)
        self._whole = hierarchy
        self._dated: dict[date, Checker] = {}
        self.remarks = tuple(remarks_on_lists(hierarchy.lists.values(), as_of))

    def at(self, day: date | None) -> Checker:
        """The checker of the same units as of a day; None is for all that sources say. The last few are kept."""
        if day == self.as_of:
            return self
        if day is None:
            return Checker(self._whole, self.matcher)
        if day not in self._dated:
            self._dated[day] = Checker(self._whole, self.matcher, day)
            for oldest in list(self._dated)[:-DAYS_KEPT]:
                del self._dated[oldest]
        return self._dated[day]

    def check(self, name: str, country: str | None = None) -> Answer:
        """The answer to one name; ``country`` is an ISO 3166-1 code, or a country's name: of an unknown one, a
        QueryError."""
        code = _code_of(country)
        return self._answer(self.matcher.match(name, code), code)

    def check_many(self, names: Iterable[tuple[str, str | None]]) -> Iterator[Answer]:
        """The answers of :meth:`check` to many (name, country) pairs, in order and in constant memory."""
        asked: deque[str | None] = deque()

        def pairs() -> Iterator[tuple[str, str | None]]:
            for name, country in names:
                asked.append(_code_of(country))
                yield name, asked[-1]

        for match in self.matcher.match_many(pairs()):
            yield self._answer(match, asked.popleft())

    def _answer(self, match: Match, country: str | None) -> Answer:
        if match.text.startswith(("http://", "https://")) and match.text in self.hierarchy:
            unit = self.hierarchy[match.text]
            is_its = country in (None, unit.country) or unit.country == OPEN_COUNTRY
            match = _by_iri(match.text, unit) if is_its else match
        elif match.text.startswith(("http://", "https://")):
            return self._open(match.text, country, Status.UNKNOWN, (), "no unit has this IRI, or has it any more")
        best = match.best
        if best is None or match.outcome in (Outcome.UNKNOWN, Outcome.AMBIGUOUS):
            ambiguous = match.outcome is Outcome.AMBIGUOUS
            status = Status.AMBIGUOUS if ambiguous else Status.UNKNOWN
            candidates = match.candidates
            if ambiguous:
                candidates = possibly_meant(self.hierarchy, possible_units(match), match)
                candidates = first_once((*meant_otherwise(self.matcher, match, country), *candidates))
            if ambiguous and country and (one := of_one_status(self.hierarchy, self.status, candidates, match)):
                found = {
                    "unit": self.hierarchy[one[0][0].unit.iri],
                    "findings": findings_of_all(self.hierarchy, one[0]),
                }
                return self._made(match.text, country, one[1], candidates=one[0], note=ONE_STATUS, **found)
            if not ambiguous and (alike := self._nearly(match, country)):
                return self._open(match.text, country, Status.AMBIGUOUS, alike, NEARLY_NAMED)
            near = self._unread_around(match, country)
            if near.entries:
                status = Status.AMBIGUOUS
                candidates = each_once((*(candidates if ambiguous else ()), *near.candidates))
            note = near.note if near.entries and not ambiguous else match.note
            if status is Status.UNKNOWN and country is None and country_named(match.text):
                note = COUNTRY
            return self._open(match.text, country, status, candidates, note, near.note)
        return self._found(match, country, best.unit.iri)

    def _open(
        self,
        name: str,
        country: str | None,
        status: Status,
        candidates: tuple[Candidate, ...],
        note: str,
        unread: str = "",
    ) -> Answer:
        """An answer that leaves open which of the candidates is meant, if any, unless an entry prints the text."""
        if status is Status.AMBIGUOUS and (entry := printed(self.hierarchy, name, country, candidates)):
            unit = self.hierarchy[entry.unit.iri]
            found = {"unit": unit, "findings": findings_about(self.hierarchy, unit.iri), "candidates": (entry,)}
            return self._made(name, country, Status.LISTED, note=PRINTED, **found)
        candidates = self._in_order(candidates)
        standings = tuple(self.status(each.unit.iri) for each in candidates)
        told = {"candidates": candidates, "note": note, "standings": standings}
        return self._made(name, country, status, **told, unread="" if unread == note else unread)

    def _in_order(self, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
        """Candidates, those of one name and score by what sources say of them: their IRIs may depend on the order in
        which sources came."""

        def told(each: Candidate) -> tuple[object, ...]:
            chain = [node.name for node in self.hierarchy.chain(each.unit.iri)]
            return chain, *shown_order(self.hierarchy[each.unit.iri])

        alike: dict[tuple[str, float], list[int]] = {}
        for at, each in enumerate(candidates):
            alike.setdefault((each.unit.name, each.score), []).append(at)
        found = list(candidates)
        for places in alike.values():
            same = sorted((candidates[at] for at in places), key=told) if len(places) > 1 else ()
            for at, each in zip(places, same, strict=False):
                found[at] = each
        return tuple(found)

    def _made(self, query: str, country: str | None, status: Status, **told: Any) -> Answer:
        empty: dict[str, Any] = {"unit": None, "below": False, "findings": ()}
        shown = [finding.listing for finding in told.get("findings", ())]
        shown += [one for each in told.get("candidates", ()) for one in self.hierarchy[each.unit.iri].listings]
        caveats = caveats_about(self.hierarchy.lists, (each.list for each in shown))
        about = {"hierarchy": self.hierarchy, "as_of": self.as_of, "remarks": self.remarks, "caveats": caveats}
        return Answer(query, country, status, **{**empty, **about, **told})

    def _found(self, match: Match, country: str | None, iri: str) -> Answer:
        name, below = match.text, match.outcome is Outcome.BELOW
        findings = findings_below(self.hierarchy, iri) if below else findings_about(self.hierarchy, iri)
        status = Status.UNKNOWN if below and not findings else status_of(findings)
        related, doubt = self._unsettled(iri, status)
        if related:
            candidates = (match.candidates[0], *(possibly(each) for each in related))
            return self._open(name, country, Status.AMBIGUOUS, candidates, doubt)
        if others := other_bearers(self.hierarchy, self.status, match, (iri, status)):
            return self._open(name, country, Status.AMBIGUOUS, others, BEARERS)
        if below and (near := self._below.meant(match.text, iri, status)):
            return self._open(name, country, Status.AMBIGUOUS, near, nearness_below(self.hierarchy[iri], near))
        if status in UNSETTLED and not below and (near := self._meant_as_well(match, iri)):
            candidates = (match.candidates[0], *near)
            nodes = [self.hierarchy[each.unit.iri] for each in near]
            listed = all(each.listed for each in nodes)
            note = nearness(self.hierarchy[iri], near) if listed else question(self.hierarchy[iri], nodes)
            return self._open(name, country, Status.AMBIGUOUS, candidates, note)
        unit = self.hierarchy[iri]
        if unit.unread and status is Status.LISTED and not _is_all_of(name, unit):
            return self._open(name, country, Status.AMBIGUOUS, match.candidates[:1], UNREAD_ITSELF)
        if unit.unread and status in UNSETTLED:
            candidates = each_once((match.candidates[0], *self._unread_around(match, country, iri).candidates))
            return self._open(name, country, Status.AMBIGUOUS, candidates, UNREAD_ITSELF)
        # Only a name may be another unit's, an IRI is none.
        vague = self.hierarchy[iri].placeholder and not country
        if status is Status.LISTED and (match.bare or (vague and match.text not in self.hierarchy)):
            return self._open(name, country, Status.AMBIGUOUS, match.candidates[:1], BARE)
        unread = self._unread_around(match, country, iri) if status in UNSETTLED else UnreadNear()
        if unread.entries:
            candidates = each_once((match.candidates[0], *unread.candidates))
            return self._open(name, country, Status.AMBIGUOUS, candidates, unread.note)
        told = {"unit": self.hierarchy[iri], "below": below, "findings": findings}
        told |= {"candidates": match.candidates, "note": match.note, "unread": unread.note}
        return self._made(name, country, status, **told)

    def _unread_around(self, match: Match, country: str | None, iri: str = "") -> UnreadNear:
        """The texts that could not be read and may name what a name does, or the unit that was found for it (IRI)."""
        if self.hierarchy.unread is None:
            return UnreadNear()
        if not iri:
            return unread_near(self.hierarchy, names_asked(match.text), country)
        unit = self.hierarchy[iri]
        known = (unit, *map(self.hierarchy.__getitem__, self.hierarchy.ancestors(iri)))
        asked = names_asked(match.text, (name for each in known for name in each.names))
        names = asked if match.outcome is Outcome.BELOW else (*unit.names, *asked)
        return unread_near(self.hierarchy, names, unit.country, {each.iri for each in known})

    def _is_as_sure(self, candidate: Candidate) -> bool:
        return candidate.score >= SURELY and self.status(candidate.unit.iri) not in UNSETTLED

    def _nearly(self, match: Match, country: str | None) -> tuple[Candidate, ...]:
        """The nearest units of a text that means none which are listed, or have listed units around them, and would be
        asked about if a source named a unit so."""
        (name, *above) = names_asked(match.text) or ("",)
        if above or not name:
            return ()
        alike = (
            each
            for each in match.candidates
            if any(may_be_alike(name, other, each.unit.country) for other in self.hierarchy[each.unit.iri].names)
        )
        near = [each for each in alike if self.status(each.unit.iri) not in UNSETTLED]
        listed = self._listed.near(name, country) if country and len(name) <= LONGEST_TEXT else []
        return first_once((*near, *map(possibly, listed)))

    def _meant_as_well(self, match: Match, iri: str) -> tuple[Candidate, ...]:
        """The listed units that a text may mean as well, which was found to mean a unit (IRI), and those with listed
        units around them that it means as surely; none that stand above or below it, or that a ruling parts from it."""
        near = [each for each in match.candidates if each.score >= NEARLY and each.unit.iri != iri]
        near = [each for each in near if self.hierarchy[each.unit.iri].listed or self._is_as_sure(each)]
        if not near:
            return ()
        parted = {each for pair in self.hierarchy.apart if iri in pair for each in pair}
        around = {iri, *parted, *self.hierarchy.ancestors(iri), *self.hierarchy.descendants(iri)}
        country = self.hierarchy[iri].country
        return tuple(each for each in near if each.unit.iri not in around and each.unit.country == country)

    def left_open(self, answer: Answer) -> Answer:
        """An answer as it is where the country given is not understood: ambiguous, with the unit as a candidate."""
        if answer.unit is None:
            return answer
        note = "the country is not understood"
        return self._open(answer.query, answer.country, Status.AMBIGUOUS, answer.candidates[:1], note)

    def status(self, iri: str) -> Status:
        """The status of a unit of the graph: ``ambiguous`` where it depends on whether two units are one."""
        return self.standing(iri)[0]

    def standing(self, iri: str) -> tuple[Status, str]:
        """The status of a unit of the graph, with a sentence that says what it means."""
        findings = findings_about(self.hierarchy, iri)
        status = status_of(findings)
        related, doubt = self._unsettled(iri, status)
        if related:
            return Status.AMBIGUOUS, as_sentence(doubt)
        unit = self.hierarchy[iri]
        if unit.unread and status in UNSETTLED:
            return Status.AMBIGUOUS, " ".join(nature(unit))
        unread = unread_near(self.hierarchy, unit.names, unit.country, {iri}) if status in UNSETTLED else UnreadNear()
        if unread.entries:
            return Status.AMBIGUOUS, as_sentence(unread.note)
        above = unknown_above(self.hierarchy, iri, status)
        notes = map(as_sentence, (same_as(self.hierarchy, unit), above, unread.note))
        return status, " ".join(filter(None, (meaning(status, findings), *nature(unit), *notes)))

    def _unsettled(self, iri: str, status: Status) -> tuple[list[Node], str]:
        """The units on which it depends whether a unit has a status, and what is not settled, in words."""
        if status not in UNSETTLED:
            return [], ""
        beside = status is not Status.BESIDE_LISTED
        if related := self.hierarchy.possibly_related(iri, beside):
            return related, question(self.hierarchy[iri], related)
        related = self.hierarchy.possibly_beside(iri) if beside else []
        return related, question(self.hierarchy[iri], related, "a unit beside {}") if related else ""

    def find(self, name: str, country: str | None = None) -> Node:
        """The one unit that ``name`` means, by the rule of :meth:`check`; its IRI is a name too.

        Raises UnknownName if there is none, or several, or if nothing but a name of function and level words says that
        a listed unit is meant.
        """
        if name.startswith(("http://", "https://")) and name in self.hierarchy:
            return self.hierarchy[name]
        country = _code_of(country)
        match = self.matcher.match(name, country)
        if match.outcome is Outcome.MATCHED and match.best:
            unit = self.hierarchy[match.best.unit.iri]
            meant = unit.iri, status_of(findings_about(self.hierarchy, unit.iri))
            others = other_bearers(self.hierarchy, self.status, match, meant) if match.namesakes else ()
            if not (match.bare and unit.listed) and not others:
                return unit
            match = replace(match, candidates=others or match.candidates)
        where = f"unit {name!r}"
        if match.outcome in (Outcome.MATCHED, Outcome.AMBIGUOUS):
            possible = possible_units(match)
            shown = "; ".join(self._shown(each) for each in possible[:5])
            raise UnknownName(where, f"may mean {shown}", self._told_apart(possible, country))
        nearest = "; ".join(f"{each.unit.name} ({country_shown(each.unit.country)})" for each in match.candidates[:5])
        raise UnknownName(where, "is not in the graph", f"use one of the nearest names: {nearest}" if nearest else "")

    def _told_apart(self, possible: Sequence[Candidate], country: str | None) -> str:
        """What can be given to tell units apart: their country and what stands above them only where that differs."""
        told = ["the IRI"]
        if any(self.hierarchy.superiors(each.unit.iri) for each in possible):
            told.insert(0, "the path with what stands above it")
        if not country and (len(possible) == 1 or len({each.unit.country for each in possible}) > 1):
            told.insert(0, "--country")
        return "give " + (" or ".join(told) if len(told) < 3 else f"{', '.join(told[:-1])}, or {told[-1]}")

    def _shown(self, candidate: Candidate) -> str:
        unit = candidate.unit
        return f"{' > '.join(each.name for each in self.hierarchy.chain(unit.iri))} ({unit.country}, {unit.iri})"


def _code_of(country: str | None) -> str | None:
    """The code of a country as people write it; what looks like a code and is none stays, as that of no unit (``ANT``,
    which was one)."""
    if country is None or country in (OPEN_COUNTRY, NO_COUNTRY):
        return country
    try:
        return country_code(country)
    except QueryError:
        if len(country) in (2, 3) and country.isupper():
            return country
        raise


COUNTRY = "it is the name of a country; ask for the denied units in it (unitgraph denied COUNTRY)"
BARE = "other forces of the country may have a unit of this name; give what stands above it"
"""Of a name of function and level words alone, which is never enough for ``listed``."""
SURELY = 0.9
"""The score from which a text means a unit with listed ones around it as well as the one found for it."""
NEARLY_NAMED = "similar to a known name, but not similar enough"
UNREAD_ITSELF = "it is a text that could not be read: which part of it names the unit is open"
DAYS_KEPT = 4
"""Checkers of other days that a checker keeps."""


def _is_all_of(text: str, unit: Node) -> bool:
    """Whether a text has all words of a name of a unit, or is its IRI: a part of an unread text is not the entry."""
    told = set(fold(text).split())
    return text == unit.iri or any(told.issuperset(fold(name).split()) for name in unit.names)


def _by_iri(text: str, unit: Node) -> Match:
    """What is found by the IRI of a unit, or by one that it had before."""
    reason = "its IRI" if text == unit.iri else "an IRI that it had before"
    return Match(text, Outcome.MATCHED, (Candidate(named(unit), 1.0, unit.name, (reason,), NO_FEATURES),))


POSSIBLE = 0.8  # candidates with at least this fraction of the best score may be meant as well


def possible_units(match: Match) -> tuple[Candidate, ...]:
    """The candidates that an ambiguous name may mean: the best, and those about equally good."""
    best = match.best
    return tuple(each for each in match.candidates if best and each.score >= POSSIBLE * best.score)
