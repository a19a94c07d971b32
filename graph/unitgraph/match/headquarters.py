"""What a text with the headquarters of a body means, and how much of the name of a unit a text says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from unitgraph.lexicon.names import fold
from unitgraph.match.acronyms import Acronyms
from unitgraph.match.answering import NameQuery, is_sure
from unitgraph.match.bystanders import is_of_bystanders
from unitgraph.match.forms import NameForm, NameWord, form_of
from unitgraph.match.kinds import HEADQUARTERS, is_before_places, is_headquarters, is_of_a_territory
from unitgraph.match.lookup import Hit, without_likeness
from unitgraph.match.told import names_of, words_told
from unitgraph.match.values import Match
from unitgraph.match.vocabulary import NamePart

LEAVES_OUT = "leaves out what the name of a known unit says it is"


class Headquarters(Acronyms):
    """Answers to texts that name the headquarters of a body."""

    def _names_more(self, form: NameForm, hit: Hit) -> bool:
        """Whether a text has a word for a function, a force, a territory (``Rural``) or a body beside one (``Museum``),
        or one before names of places (``Nueva``), or of its own (``Garden``), that neither the unit nor its superiors
        have, or a word of a superior or a place that it does not name whole (``Torreon Police Station`` of a station of
        the Federal Police, ``Western`` of the Far Western Division), or ends in a small word that belongs to what is
        not there (``Leonora Police Station of``)."""
        if form.leading_on and form.leading_on not in fold(self.index.name_of(hit.record)).split():
            return True
        rest = ~(hit.asked_bits | hit.explained_bits)
        words = [word for at, word in enumerate(form.words) if rest >> at & 1]
        if any(word.part in (NamePart.FUNCTION, NamePart.FORCE) or is_before_places(word.text) for word in words):
            return True
        if any(is_of_a_territory(word.text) for word in words):
            return True
        if is_of_bystanders(words) or self._ends_in_place(form, hit):
            return True
        if len(hit.understood or form.words) == len(form.words) and any(_is_own(word) for word in words):
            return True
        explained = [word for at, word in enumerate(form.words) if hit.explained_bits >> at & 1]
        borrowed = {word.text for word in explained if word.part is not NamePart.COUNTRY}
        return bool(borrowed) and not borrowed <= self._said_of_others(form, hit)

    def _ends_in_place(self, form: NameForm, hit: Hit) -> bool:
        """Whether a text ends in a word for a kind of place, behind the level or force that the unit is: ``Mirna
        Battalion Village``."""
        (*_, before, last), end = ((None, None, *form.words), len(form.words) - 1)
        if before is None or last is None or (hit.asked_bits | hit.explained_bits) >> end & 1:
            return False
        own = hit.asked_bits >> (end - 1) & 1 and before.part in (NamePart.LEVEL, NamePart.FORCE)
        return bool(own) and last.part is NamePart.SCOPE

    def _leaves_out(self, hit: Hit) -> bool:
        """Whether a text leaves out the level or the force in the name of a unit (``Rapid Action``, ``San Ignacio
        Station``): other units of its place or function may be called so."""
        words = enumerate(self.index.words_of(hit.record))
        parts = {part for at, (_, part) in words if not hit.name_bits >> at & 1}
        return bool(parts & {NamePart.LEVEL, NamePart.FORCE})

    def _said_of_others(self, form: NameForm, hit: Hit) -> set[str]:
        """The words of the names of units above a hit and of its places that the text tells."""
        unit = self.index.unit(hit.unit)
        names = [form_of(place, unit.country) for place in unit.places]
        for each in map(self.index.unit, self.index.ancestors(hit.unit)):
            names += (form_of(name, each.country) for name in names_of(each))
        return words_told(names, {word.text for word in form.words})

    def _headquarters_by_name(self, form: NameForm, hits: Sequence[Hit]) -> list[Hit]:
        """The units with a name of just these words, if they name a headquarters: then it is a unit of its own."""
        words = {word.text for word in form.words}
        if HEADQUARTERS not in words or len(words) == 1:
            return []
        return [hit for hit in hits if any(words == each for each in self._words_of_names(hit))]

    def _words_of_names(self, hit: Hit) -> Iterator[set[str]]:
        unit = self.index.unit(hit.unit)
        for name in (unit.name, *unit.other_names):
            yield {word.text for word in form_of(name, self.query.country).words}

    def _headquarters(self, form: NameForm) -> Match | None:
        """The unit whose headquarters a text names: ``Headquarters of the Presidential Guard``, ``RAB Forces HQ``."""
        forms = _bodies(form)
        for each, found in zip(forms, self._look_up(forms), strict=True):
            if not found or not is_sure(found[0]) or self._names_more(each, found[0]):
                continue
            told = [without_likeness(hit) for hit in found]
            return self.several(told, LEAVES_OUT) if self._leaves_out(found[0]) else self._best_of(each, told)
        return None

    def _of_bodies(self, hits: Sequence[list[Hit]]) -> NameQuery | None:
        """The query with the bodies in place of their headquarters, where it names those of a known one (``RAB Forces
        HQ, Dhaka``); None where it does not."""
        forms = list(self.query.forms)
        for at, form in enumerate(self.query.forms):
            known = is_headquarters(form) or self._headquarters_by_name(form, hits[at])
            for body in () if known else _bodies(form):
                (found,) = self._look_up([body])
                if found and is_sure(found[0]) and not self._names_more(body, found[0]):
                    forms[at] = body
                    break
        return None if tuple(forms) == self.query.forms else replace(self.query, forms=tuple(forms))


def _is_own(word: NameWord) -> bool:
    """Whether a word is one by which a name is told from others, and nothing that any may have beside it."""
    return word.part in (NamePart.PROPER, NamePart.DIRECTION) and word.text != "central"


def _bodies(form: NameForm) -> list[NameForm]:
    """The forms of the body whose headquarters a form names, with its words, without that for a force, and without that
    for the police before the headquarters (``RAB Police Headquarters``); none if it names none."""
    rest = [word for word in form.words if word.text != HEADQUARTERS]
    if not rest or len(rest) == len(form.words):
        return []
    bodies = {tuple(rest): None, tuple(word for word in rest if word.text != "force"): None}
    if len(rest) > 1 and [word.text for word in form.words[-2:]] == ["police", HEADQUARTERS]:
        bodies[tuple(rest[:-1])] = None
    return [replace(form, words=words) for words in bodies if words]
