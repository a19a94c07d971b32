"""What a text with an acronym means: as a source prints it, or as the initials of a unit."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace

from unitgraph.lexicon.names import abbreviates, is_acronym
from unitgraph.match import kernels
from unitgraph.match.answering import (
    EQUALS,
    MARGIN,
    POSSIBLE,
    RESPELT,
    SHOWN,
    SURE,
    TOO_GENERAL,
    UNDECIDED,
    Answering,
    NameQuery,
    fits,
    is_bare_hit,
    is_respelt,
    is_sure,
    too_general,
)
from unitgraph.match.bare_places import names_body
from unitgraph.match.forms import BRACKETS, NameForm, NameWord, form_of
from unitgraph.match.index import DERIVED, PRINTED, NameIndex
from unitgraph.match.kinds import is_before_places
from unitgraph.match.lettering import without_ordinal_letters
from unitgraph.match.lookup import Hit, Lookup, Search
from unitgraph.match.namesakes import bearing, namesakes
from unitgraph.match.placing import OTHER_INITIALS, UNREAD
from unitgraph.match.shortenings import abridged, initials, unaccented
from unitgraph.match.values import Candidate, Match, Outcome
from unitgraph.match.vocabulary import NamePart

INITIALS = "a known unit has these initials, and others may have"
SPELT_OUT = "its initials and number are those of a known unit, and may be those of another one"
ACRONYM_OF_SOME = "units of some countries have such an acronym; give the country"
_LONG_NUMBER = re.compile(r"\d{4,}")
_ACRONYM = re.compile(r"(?<![\w.])(?:(?:[A-Z]\.){2,8}[A-Z]?|[A-Z]{2,8})(?!\w)")


class Acronyms(Answering):
    """Looks forms up again, and answers to acronyms."""

    def __init__(self, index: NameIndex, query: NameQuery, search: Search, plainly: bool = False) -> None:
        super().__init__(index, query)
        self.search = search
        self.plainly = plainly
        """Whether the acronyms of the text are words already."""

    @abstractmethod
    def of_one(self, form: NameForm, hits: Sequence[Hit]) -> Match:
        """The answer to a text that names one unit, from its hits."""

    def _look_up(self, forms: Sequence[NameForm], above: tuple[int, ...] = ()) -> list[list[Hit]]:
        return self.search([Lookup(form, self.query.country, above) for form in forms]) if forms else []

    def _best_of(self, form: NameForm, hits: Sequence[Hit]) -> Match:
        best = hits[0]
        rivals = [hit for hit in hits[1:] if best.odds - hit.odds < MARGIN]
        if rivals:
            equal = self.several([best, *rivals], EQUALS)
            return replace(equal, namesakes=self._others(form, best))
        unit = self.index.unit(best.unit)
        if not self.query.country and too_general(form, best, unit):
            return self.several(hits, TOO_GENERAL)
        if is_respelt(best):
            return self.several(hits, RESPELT)
        told = (word.text for at, word in enumerate(form.words) if best.explained_bits >> at & 1)
        bare = all(map(is_before_places, told)) and is_bare_hit(
            self.index, self.query.text, form, best, self.query.country
        )
        return self.matched(hits, bare, namesakes=self._others(form, best))

    def _others(self, form: NameForm, best: Hit) -> tuple[Candidate, ...]:
        """The other units that bear the name by which a form means one, in a known country."""
        found = namesakes(self.index, best.understood_of(form), best) if self.query.country else []
        return bearing(self.index, best, found)

    def _with_long_numbers(self, hits: Sequence[Hit]) -> Sequence[Hit]:
        """Hits without those that fit as well as the only unit with the long numbers of the text, which the comparison
        of words leaves out; all where no single unit has them."""
        numbers = _LONG_NUMBER.findall(self.query.text)
        equal = [hit for hit in hits if numbers and hits[0].odds - hit.odds < MARGIN and fits(hit)]
        own = [hit for hit in equal if _LONG_NUMBER.findall(self.index.name_of(hit.record)) == numbers]
        return [*own, *(hit for hit in hits if hit not in equal)] if len({hit.unit for hit in own}) == 1 else hits

    def _is_acronym(self, hit: Hit) -> bool:
        """Whether a hit is by an acronym of a unit, or by a name that is one."""
        kind = self.index.tables.record_kind[hit.record]
        return kind in (PRINTED, DERIVED) or is_acronym(self.index.name_of(hit.record))

    def _acronym_alone(self, form: NameForm, hits: Sequence[Hit]) -> Match | None:
        """An acronym as a source prints it, whatever it stands for elsewhere; without a country, one that fits units of
        some countries only leaves open which is meant."""
        text = unaccented(self.query.text).strip(" .")
        acronym = re.sub(r"[. ]", "", text)
        if not is_acronym(acronym) or f"~{acronym.lower()}" not in self.index.words:
            return None
        plain = NameForm((NameWord(acronym.lower(), NamePart.PROPER),))
        if self.query.country:
            (found,) = self._look_up([plain])
            if found and is_sure(found[0]):
                return self._best_of(plain, found)
            derived = [hit for hit in found if fits(hit)]
            return self.several(derived, INITIALS) if derived else None
        countries = self.index.countries_of(f"~{acronym.lower()}")[:SHOWN]
        looked_up = self.search([Lookup(plain, country) for country in countries])
        fitting = [hit for found in looked_up for hit in found[:1] if hit.odds >= SURE]
        return self.several(fitting, ACRONYM_OF_SOME) if fitting else None

    def _spelt_out(self, form: NameForm, hits: Sequence[Hit]) -> Match | None:
        """The units that sources call by the initials of a text and its number: ``Mobile Intervention Group 6`` for
        ``MIG No. 6``."""
        for short, *rest in abridged(form, self.query.text) if self.query.country else ():
            told = {short.removeprefix("~"), *rest}
            if len(short) < 4 or not all(each[0] == "#" for each in rest) or not told <= self.index.words.keys():
                continue
            numbers = (NameWord(each, NamePart.NUMBER) for each in rest)
            (found,) = self._look_up([NameForm((NameWord(short.removeprefix("~"), NamePart.PROPER), *numbers))])
            near = [
                hit for hit in found if is_sure(hit) and told == {word for word, _ in self.index.words_of(hit.record)}
            ]
            if near:
                return self.several([replace(hit, odds=min(hit.odds, UNDECIDED)) for hit in near], SPELT_OUT)
        return None

    def _by_acronym_within(self, form: NameForm, hits: Sequence[Hit]) -> Match | None:
        """What a text with an acronym among its words means (``RAB-7``, ``SIG Dorvan``), with the acronym as the source
        prints it, or as the initials of a unit, and not as an abbreviation. Without a country, in each that has it."""
        text = without_ordinal_letters(unaccented(self.query.text))
        for found in _ACRONYM.finditer("" if self.plainly else text):
            short = found[0].replace(".", "").lower()
            if len(short) < 2 or f"~{short}" not in self.index.words or found[0] == text.strip(" ."):
                continue
            countries = (self.query.country,) if self.query.country else self.index.countries_of(f"~{short}")[:SHOWN]
            rest = text[: found.start()] + " " + text[found.end() :]
            told = [self._as_there(each) or self._with_acronym(short, rest, each) for each in countries]
            near = [each for each in told if each.outcome is not Outcome.UNKNOWN]
            if near and self.query.country:
                return near[0]
            if near:
                candidates = tuple(each.candidates[0] for each in near)
                return Match(self.query.text, Outcome.AMBIGUOUS, candidates, ACRONYM_OF_SOME)
        return None

    def _as_there(self, country: str) -> Match | None:
        """What a text without a country means in one, where its acronyms may be abbreviations; None if nothing sure."""
        if self.query.country:
            return None
        form = form_of(self.query.text, country)
        (found,) = self.search([Lookup(form, country)])
        query = NameQuery(self.query.text, country, (self.query.text,), (form,), form)
        return type(self)(self.index, query, self.search)._best_of(form, found) if found and is_sure(found[0]) else None

    def _with_acronym(self, short: str, rest: str, country: str) -> Match:
        words = (NameWord(short, NamePart.PROPER), *form_of(rest, country).words)
        form = NameForm(words, self.query.whole.acronyms)
        query = NameQuery(self.query.text, country, (self.query.text,), (form,), form)
        decision = type(self)(self.index, query, self.search, plainly=True)
        return decision.of_one(form, self.search([Lookup(form, country)])[0])

    def _by_acronym(self, form: NameForm, hits: Sequence[Hit]) -> Match | None:
        """What an acronym in brackets means: the unit itself if its name fits too ("Rapid Act. Bn (RAB)"), else the
        body that the named unit is part of ("Police Department (PGR)"). A name with these initials, or of nothing that
        a part is called, may be another body."""
        forms = [form_of(acronym.upper(), self.query.country) for acronym in form.acronyms]
        for acronym, found in zip(form.acronyms, self._look_up(forms), strict=True):
            if not found or not fits(found[0]) or found[0].features[kernels.GENERIC_PARTIAL]:
                continue
            if any(hit.unit == found[0].unit and hit.odds >= POSSIBLE for hit in hits):
                return self._best_of(form, found)
            name = BRACKETS.sub(" ", self.query.text)
            spelt = acronym in initials(form) or abbreviates(acronym.upper(), name) or not names_body(form)
            if spelt or found[0].features[kernels.DERIVED]:
                return self.less_likely(self.several(found, OTHER_INITIALS), OTHER_INITIALS)
            return self.below(found[0], UNREAD, "named in brackets")
        return None

    def _beside_acronym(self) -> Match | None:
        """What a segment means that is an acronym as a source prints it, or the initials of a unit: ``Traffic Unit,
        RAB``. What is beside it may be a part of that unit."""
        for text, form in zip(self.query.segments, self.query.forms, strict=True):
            alone = NameQuery(text, self.query.country, (text,), (form,), form)
            told = type(self)(self.index, alone, self.search)._acronym_alone(form, ())
            if told is not None and told.outcome is not Outcome.UNKNOWN:
                return replace(told, text=self.query.text, outcome=Outcome.AMBIGUOUS)
        return None
