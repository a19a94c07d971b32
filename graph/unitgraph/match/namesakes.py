"""Other units that bear the name by which a text means one: of other towns, or under other superiors.

A list says where the unit is of which it speaks, and a table in which places all units of the name are: the bare name
(``Kotwali Police Station``) is that of each. Which of them a text means it does not tell unless it says more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from unitgraph.match.answering import UNDECIDED
from unitgraph.match.forms import NameForm, form_of
from unitgraph.match.index import DERIVED, NAME, OTHER_NAME, NameIndex
from unitgraph.match.kinds import are_turned, is_common, is_force, is_number, proper_names, rank_of
from unitgraph.match.lookup import Hit
from unitgraph.match.model import probability, shown_score
from unitgraph.match.nearness import PREMISES
from unitgraph.match.numbering import are_numbered_otherwise, numbered_words
from unitgraph.match.segments import cut, cuts_at_of
from unitgraph.match.told import names_of, words_told
from unitgraph.match.values import NO_FEATURES, Candidate
from unitgraph.match.vocabulary import NamePart

MOST = 50
"""The number of units of one name that are looked at."""
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Namesake:
    """A unit by its number, the record of the name that it shares, and whether that says no more than the text."""

    unit: int
    record: int
    plain: bool


def namesakes(index: NameIndex, form: NameForm, hit: Hit) -> list[Namesake]:
    """The units of the country of a hit that bear the name by which a form means it, those first of which the name says
    no more; none of which a state has one, nor what stands above or below the unit."""
    unit = index.unit(hit.unit)
    if index.tables.record_kind[hit.record] not in (NAME, OTHER_NAME) or is_force(unit):
        return []
    asked = [(word.text, word.part) for word in form.words if word.part is not NamePart.COUNTRY]
    said, own = {word for word, _ in asked}, {word for word, _ in index.words_of(hit.record)}
    over = {hit.unit, *index.ancestors(hit.unit)}
    found: dict[int, Namesake] = {}
    required = said & own - ({"police"} if said & PREMISES else set())
    for record in index.records_with([_alike(word) for word in required], unit.country):
        other = index.tables.record_unit[record]
        if other in over or hit.unit in index.ancestors(other) or index.tables.record_kind[record] == DERIVED:
            continue
        told = _Told(index, other, record)
        translated = told.form.foreign != form.foreign
        alike = {each for word in said for each in _alike(word)} if translated else said
        known = told.words | told.around(said) | (PREMISES | {"police"} if translated else set())
        if not said <= known or told.is_otherwise(asked):
            continue
        more = told.words - alike
        qualifiers = told.qualifiers() if more else set()
        if not more <= qualifiers or told.words <= qualifiers:
            continue
        if other not in found or (not more and not found[other].plain):
            found[other] = Namesake(other, record, not more)
        if len(found) == MOST:
            break
    return sorted(found.values(), key=lambda each: not each.plain)


def bearing(index: NameIndex, hit: Hit, others: Sequence[Namesake]) -> tuple[Candidate, ...]:
    """Others that bear the name of a hit, as candidates; those of which it says no more are as likely."""
    likely = shown_score(min(hit.score, probability(UNDECIDED)))
    found = []
    for each in others:
        name = index.name_of(each.record)
        reasons = f"name {name!r}", "the same name" if each.plain else "the same name, with what it is of, or where"
        score = shown_score(hit.score) if each.plain else likely
        found.append(Candidate(index.unit(each.unit), score, name, reasons, NO_FEATURES))
    return tuple(found)


def _alike(word: str) -> frozenset[str]:
    """A word, and those that other languages have for the same police premises."""
    return PREMISES if word in PREMISES else frozenset({word})


class _Told:
    """What a record of a unit and the units above it say."""

    def __init__(self, index: NameIndex, unit: int, record: int) -> None:
        self._index = index
        self._unit = index.unit(unit)
        self._above = [index.unit(each) for each in index.ancestors(unit)]
        self._name = index.name_of(record)
        self.form = form_of(self._name, self._unit.country)
        self._tagged = [each for each in index.words_of(record) if each[1] is not NamePart.COUNTRY]
        self.words = {word for word, _ in self._tagged}

    def is_otherwise(self, asked: Sequence[tuple[str, NamePart]]) -> bool:
        """Whether the record has the words of a text in an order that tells another unit."""
        if are_turned(proper_names(asked), proper_names(self._tagged)):
            return True
        return are_numbered_otherwise(numbered_words(asked), numbered_words(self._tagged))

    def around(self, said: set[str]) -> set[str]:
        """The words of the names above and of the places of the unit that a text with the words ``said`` tells."""
        names = ((place, self._unit) for place in self._unit.places)
        above = ((name, each) for each in self._above for name in (*names_of(each), *each.places))
        return words_told((form_of(name, each.country) for name, each in (*names, *above)), said)

    def qualifiers(self) -> set[str]:
        """The words of the record that tell the unit from others of its name: those in brackets, behind a comma, of a
        place behind a word such as "of", of its places, and those of the units above it."""
        head, *behind = cut(_IN_BRACKETS.sub(" ", self._name)) or ("",)
        rank = self._rank_of(head)
        over = (text for text in behind if not 0 < self._rank_of(text) < rank)  # what is lower is a part
        forms = [form_of(text, self._unit.country) for text in (*_IN_BRACKETS.findall(self._name), *over)]
        # A number alone is that of another unit, and no superior.
        found = {word.text for form in forms if not is_number(form) for word in form.words}
        for _, of in cuts_at_of(self._name):
            form = form_of(of, self._unit.country)
            if all(word.part is NamePart.PROPER and not is_common(word.text) for word in form.words):
                found.update(word.text for word in form.words)
        return found | self.around(self.words) | ({"police"} if self.words & PREMISES else set())

    def _rank_of(self, text: str) -> float:
        return rank_of(text) or rank_of(" ".join(word.text for word in form_of(text, self._unit.country).words))
