"""From hits to a match: which of them are shown, with what scores, reasons and note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from unitgraph.lexicon.names import fold, split_acronym
from unitgraph.match import kernels
from unitgraph.match.forms import NameForm, form_of
from unitgraph.match.index import DERIVED, PRINTED, NameIndex
from unitgraph.match.kinds import is_bare, is_before_places, is_general, proper_names
from unitgraph.match.lookup import Hit
from unitgraph.match.model import feature_reasons, probability, shown_score
from unitgraph.match.values import Candidate, Match, NamedUnit, Outcome

SURE = 0.85
"""Threshold: with at least these log odds, a name means a unit."""
POSSIBLE = -1.07
"""Threshold: with at least these log odds, a name may mean a unit (1 in 5 does; below, 1 in 40:
match/calibration.tsv)."""
UNDECIDED = 0.0
"""The log odds at most of a unit of which only the initials agree, which may be those of others."""
MARGIN = 1.0
"""The margin, in log odds, by which the first candidate must beat the second to be the one meant."""
EQUALS = "several units fit about equally well"
RESPELT = "the word that tells this unit from others is spelt otherwise; it may be another one"
TOO_GENERAL = "units in many countries have such a name; give the country"
LOOSEST = 0.4
"""How unlike a word may be where a name means a unit; words with the same consonants only are less alike."""
TELLING = 4
"""The number of letters from which a word of a name tells it from others: ``Ain``, ``El``, ``Bir`` stand in many."""
SHORT = 5
"""The number of letters up to which a word with another letter may be another word, whatever stands beside it."""
SHOWN = 5
"""The maximum number of candidates in an answer."""


@dataclass(frozen=True, slots=True)
class NameQuery:
    """A text to look up: its country (alpha-2 or empty), the segments into which it may be split, and the forms of
    those and of the whole."""

    text: str
    country: str
    segments: tuple[str, ...]
    forms: tuple[NameForm, ...]
    whole: NameForm


_NUMBERS = (kernels.NUMBER_EXTRA, kernels.NUMBER_MISSING, kernels.NUMBER_CONFLICT)


def is_sure(hit: Hit) -> bool:
    """Whether a name means a unit. One that has a number or a letter more or less than the name of the unit does not,
    however much else agrees; nor does one that agrees with the initials of a unit, which may be those of others."""
    return fits(hit) and not hit.features[kernels.DERIVED]


def fits(hit: Hit) -> bool:
    """Whether a name, or an acronym as the initials of one, agrees with a unit in all that tells it apart."""
    loose = hit.features[kernels.WORST_WORD] > LOOSEST
    return hit.odds >= SURE and not loose and not any(hit.features[each] for each in _NUMBERS)


def too_general(form: NameForm, hit: Hit, unit: NamedUnit) -> bool:
    """Whether a form without a country fits units of many, as its words are understood, and nothing else supports the
    hit."""
    if hit.features[kernels.SUPERIOR_KNOWN]:
        return False
    form = hit.understood_of(form)
    return form.generic or (bool(unit.superiors) and is_general(form))


def is_respelt(hit: Hit) -> bool:
    """Whether a text has the only words that tell a unit from others, those of a place or a proper name, with other
    letters: ``Eleonora Police Station`` may be another one than that of Leonora. So may a name with another letter in a
    short word, as acronyms are, whatever else it says (``KBIT Ndovu`` for ``KBIR Ndovu``)."""
    meant = proper_names((word.text, word.part) for word in hit.understood if word.text in hit.respelt)
    if not meant:
        return False
    if any(len(word) <= SHORT for word in meant):
        return True
    kept = proper_names((word.text, word.part) for word in hit.understood if word.text not in hit.respelt)
    return not any(len(word) >= TELLING and not is_before_places(word) for word in kept)


def is_bare_hit(index: NameIndex, text: str, form: NameForm, hit: Hit, country: str) -> bool:
    """Whether only words for functions and levels tell that a text means a unit, as its words are understood."""
    unit, meant = index.unit(hit.unit), hit.understood_of(form)
    if unit.places and index.tables.record_kind[hit.record] in (PRINTED, DERIVED):
        # An acronym tells no more than what it is short for, which others of the force elsewhere are, too.
        text = split_acronym(unit.name)[0]
        return is_bare(text, form_of(text, unit.country), country, bool(unit.superiors))
    spelt = text if meant is form else index.name_of(hit.record)
    return is_bare(spelt, meant, country, bool(unit.superiors))


class Answering:
    """Makes the answers to one query."""

    def __init__(self, index: NameIndex, query: NameQuery) -> None:
        self.index = index
        self.query = query

    def matched(
        self, hits: Sequence[Hit], bare: bool = False, sureness: float = 1.0, namesakes: tuple[Candidate, ...] = ()
    ) -> Match:
        """The first hit is the unit meant, if the text reads as it is taken to, with a confidence in 0..1; ``bare``
        says that only a name of function and level words tells so."""
        found = self.candidates(hits, first=hits[0].score * sureness)
        return Match(self.query.text, Outcome.MATCHED, found, bare=bare, namesakes=namesakes)

    def below(self, hit: Hit, sureness: float, reason: str, part: str = "") -> Match:
        """The text names something below a hit: ``part``, if a segment says so, with a confidence in 0..1."""
        score = probability(hit.core) * sureness
        found = self.candidates([hit], first=score, reason=reason)
        name, what = found[0].unit.name, repr(part) if part else "it"
        return Match(self.query.text, Outcome.BELOW, found, f"{what} is not in the graph; placed under {name}")

    def several(self, hits: Sequence[Hit], note: str) -> Match:
        """Each of the hits may be meant."""
        return Match(self.query.text, Outcome.AMBIGUOUS, self.candidates(hits), note)

    def less_likely(self, told: Match, note: str) -> Match:
        """An answer with all that it names as possible at most."""
        most = shown_score(probability(UNDECIDED))
        candidates = tuple(replace(each, score=min(each.score, most)) for each in told.candidates)
        return replace(told, outcome=Outcome.AMBIGUOUS, candidates=candidates, note=note)

    def unknown(self, hits: Sequence[Hit]) -> Match:
        """None is meant."""
        note = "no such name in the graph" + ("; the nearest are shown" if hits else "")
        return Match(self.query.text, Outcome.UNKNOWN, self.candidates(hits), note)

    def candidates(self, hits: Sequence[Hit], first: float | None = None, reason: str = "") -> tuple[Candidate, ...]:
        """The units of the hits, each once; the first with another score and one more reason, if given."""
        found: dict[int, Hit] = {}
        for hit in hits:
            found.setdefault(hit.unit, hit)
        shown = list(found.values())[:SHOWN]
        return tuple(self._candidate(hit, first if at == 0 else None, reason) for at, hit in enumerate(shown))

    def _candidate(self, hit: Hit, score: float | None, reason: str) -> Candidate:
        name = self.index.name_of(hit.record)
        kind = self.index.tables.record_kind[hit.record]
        how = "acronym" if kind in (PRINTED, DERIVED) else "name"
        same = (self._likeness(how, name),) if hit.features[kernels.EXACT] else ()
        share = hit.score if score is None else score
        if hit.features[kernels.DERIVED]:
            share = min(share, probability(UNDECIDED))
        reasons = (f"{how} {name!r}", *same, *feature_reasons(hit.features), *((reason,) if reason else ()))
        return Candidate(
            self.index.unit(hit.unit),
            shown_score(share),
            name,
            reasons,
            hit.features,
        )

    def _likeness(self, how: str, name: str) -> str:
        """How a name that says the same as one in the text agrees with it."""
        told = {fold(each) for each in (self.query.text, *self.query.segments)}
        if fold(name) in told or fold(split_acronym(name)[0]) in told:
            return f"the same {how}"
        return "the same acronym, otherwise written" if how == "acronym" else "the same name in other words or spelling"
