"""Which unit a name means: matched by its own words, with its superiors as context."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

from unitgraph.lexicon.tables import OPEN_COUNTRY, country_by_code
from unitgraph.match import compiled, kernels
from unitgraph.match.answering import SHOWN, SURE, NameQuery
from unitgraph.match.conjoined import of_several_units
from unitgraph.match.decide import answer
from unitgraph.match.forms import LONGEST_TEXT, NameForm, form_of
from unitgraph.match.habits import plain_names, with_lettered_numbers, with_letters_apart
from unitgraph.match.index import NameIndex, build_index, open_index
from unitgraph.match.kinds import names_headquarters
from unitgraph.match.lookup import Lookup, Search, Searcher
from unitgraph.match.notes import NOTED, former_name, joined_lines, with_prefixes, without_note
from unitgraph.match.segments import cut
from unitgraph.match.values import Match, NamedUnit, Outcome
from unitgraph.match.vocabulary import NamePart
from unitgraph.reading.item_signs import Sign, SignKind
from unitgraph.reading.numbered_names import item_sign, may_be_of_name
from unitgraph.reading.paths.layout import CHAIN
from unitgraph.system.characters import seen

BATCH = 2000
"""The number of names looked up together."""
COMPILE_FROM = 300
"""The number of names from which compiled code pays off."""
COMPILE_OVER = 5000
"""The number of records from which compiled code pays off."""


class Matcher:
    """Finds the unit that a name means among the units of one index.

    >>> units = [NamedUnit("x:1", "Federal Police", "MX"), NamedUnit("x:2", "Torreon Station", "MX", (), ("x:1",))]
    >>> Matcher(units).match("ESTACION TORREON, Policia Federal").best.unit.iri
    'x:2'
    """

    def __init__(self, units: Iterable[NamedUnit]) -> None:
        self._over(build_index(units))

    @classmethod
    def open(cls, folder: Path) -> Matcher:
        """A matcher over an index written by :meth:`save`. Raises StoreError if it cannot be read."""
        return cls.over(open_index(folder))

    @classmethod
    def over(cls, index: NameIndex) -> Matcher:
        """A matcher over an index at hand."""
        made = cls.__new__(cls)
        made._over(index)
        return made

    def _over(self, index: NameIndex) -> None:
        self.index = index
        self._searcher = Searcher(index)

    def save(self, folder: Path) -> None:
        """Write the index into ``folder``."""
        self.index.save(folder)

    def match(self, text: str, country: str | None = None) -> Match:
        """The unit that ``text`` means. ``country`` is an ISO 3166-1 code; anything else counts as none."""
        return next(self._match_batch([(text, country)], self._searcher.plain))

    def match_many(
        self, names: Iterable[tuple[str, str | None]], *, use_compiled: bool | None = None
    ) -> Iterator[Match]:
        """The answers to many (text, country) pairs, in their order and in constant memory.

        The same as :meth:`match` for each. ``use_compiled`` chooses compiled code (extra ``screen``); by default it is
        used if installed and if there are many names and units.
        """
        flow = iter(names)
        while batch := list(islice(flow, BATCH)):
            fast = use_compiled
            if fast is None:
                many = len(batch) >= COMPILE_FROM and self.index.records >= COMPILE_OVER
                fast = many and compiled.available()
            yield from self._match_batch(batch, self._searcher.fast if fast else self._searcher.plain)

    def _match_batch(self, batch: Sequence[tuple[str, str | None]], search: Search) -> Iterator[Match]:
        """The answers to a batch, whose texts pass the door that those of sources pass: to a text with the sign of an
        item before it those with and without it."""
        batch = [(seen(text), country) for text, country in batch]
        for (text, country), found in zip(batch, self._match_plain(batch, search), strict=True):
            sign = item_sign(text[:LONGEST_TEXT])
            if sign is None:
                yield found
                continue
            behind = next(self._match_plain([(sign.text, country)], search))
            yield _of_readings(found, replace(behind, text=text), self._is_doubtful(sign, country))

    def _is_doubtful(self, sign: Sign, country: str | None) -> bool:
        """Whether a sign may be part of the name behind it: in many languages a number with a full stop is an ordinal,
        of whatever a name is for. It is none of a name that has a number."""
        if may_be_of_name(sign):
            return True
        if sign.kind is SignKind.BULLET or sign.level or "1" not in sign.mark:
            return False
        known = country_by_code(country) if country else None
        query = read_query(sign.text, known.alpha2 if known else "")
        numbered = any(word.part is NamePart.NUMBER for word in query.forms[0].words)
        return not numbered

    def _match_plain(self, batch: Sequence[tuple[str, str | None]], search: Search) -> Iterator[Match]:
        names = [plain_names(text) if self._has_units_of(country) else (text,) for text, country in batch]
        queries = [self._query(each[0], country) for each, (_, country) in zip(names, batch, strict=True)]
        lookups = [lookups_of(query) if query else [] for query in queries]
        found = iter(search([lookup for each in lookups for lookup in each]))
        for (text, country), told, query, each in zip(batch, names, queries, lookups, strict=True):
            hits = list(islice(found, len(each)))
            if query is None:
                none = Match(text, Outcome.UNKNOWN, (), "no unit of this country is in the graph")
                yield self._or_open(none, told, country, search)
                continue
            first = answer(self.index, query, hits, search)
            others = [self._one(name, country, search) for name in told[1:]]
            if text.strip() not in told and first.outcome is not Outcome.MATCHED:
                others.append(self._one(text, country, search))
            decided = of_several_units(
                replace(self._of_one_unit(told, [first, *others], country, search), text=text),
                country,
                partial(self._each, country, search),
            )
            decided = self._or_joined(self._or_lettered(decided, country, search), country, search)
            decided = self._or_noted(decided, country, search)
            yield self._or_open(decided, told, country, search)

    def _or_lettered(self, found: Match, country: str | None, search: Search) -> Match:
        """What was found, or the units of which a text may write the number with a letter in another way: as possible
        ones, since the letter may be of a part (``12 A Company``)."""
        if found.outcome is not Outcome.UNKNOWN:
            return found
        for write in (with_lettered_numbers, with_letters_apart):
            if (text := write(found.text)) == found.text:
                continue
            written = self._one(text, country, search)
            best = written.best
            if written.outcome in (Outcome.MATCHED, Outcome.AMBIGUOUS) and best and best.score >= LIKELY:
                candidates = tuple(replace(each, score=min(each.score, LIKELY)) for each in written.candidates)
                return Match(found.text, Outcome.AMBIGUOUS, candidates, LETTERED)
        return found

    def _or_joined(self, found: Match, country: str | None, search: Search) -> Match:
        """What was found, or what is meant by a text of which the end of a line parts a word, or which joins such words
        as ``anti`` to the next ones or does not."""
        if found.outcome is Outcome.MATCHED:
            return found
        text = found.text[:LONGEST_TEXT]
        told = [self._one(each, country, search) for each in (*joined_lines(text), *with_prefixes(text))]
        best = min((found, *told), key=lambda each: _SURENESS.index(each.outcome))
        return replace(best, text=found.text) if best.outcome is Outcome.MATCHED else found

    def _or_noted(self, found: Match, country: str | None, search: Search) -> Match:
        """What was found, or the units that a text says to be in doubt or no longer what they were, or to be called
        otherwise now: as possible ones."""
        if found.outcome is Outcome.MATCHED:
            return found
        text = found.text[:LONGEST_TEXT]
        now, former = former_name(text)
        name = without_note(text)
        if former and (told := self._one(now, country, search)).outcome is Outcome.MATCHED:
            before = self._one(former, country, search)
            return replace(_of_names([told, before]), text=found.text)
        if not former and not name:
            return found
        told = _of_names([self._one(each, country, search) for each in plain_names(former or name)])
        if told.outcome is Outcome.UNKNOWN:
            return found
        shown = told.candidates if told.outcome is Outcome.AMBIGUOUS else told.candidates[:1]
        return Match(found.text, Outcome.AMBIGUOUS, shown, NOTED)

    def _of_one_unit(self, names: Sequence[str], found: Sequence[Match], country: str | None, search: Search) -> Match:
        """The answer to several names of one unit. One that adds nothing to what stands above all of them in a chain,
        such as an acronym that is a word like "et", names no other unit."""
        told = _of_names(found)
        above = names[0].rpartition(CHAIN)[0]
        if told.note != DIFFERENT or not above or (superior := self._one(above, country, search).best) is None:
            return told
        own = [each for each in found if each.best is None or each.best.unit.iri != superior.unit.iri]
        return _of_names(own) if own else told

    def _each(self, country: str | None, search: Search, texts: Sequence[str]) -> list[Match]:
        """The answers to texts that name one unit each; unknown without a look at those that cannot mean any."""
        queries = [self._query(text, country) for text in texts]
        lookups = [lookups_of(query) if query else [] for query in queries]
        found = iter(search([lookup for each in lookups for lookup in each]))
        hits = [list(islice(found, len(each))) for each in lookups]
        return [
            answer(self.index, query, each, search)
            if query and (any(hit.odds >= SURE for hits in each for hit in hits) or names_headquarters(query.whole))
            else Match(text, Outcome.UNKNOWN, ())
            for text, query, each in zip(texts, queries, hits, strict=True)
        ]

    def _or_open(self, found: Match, names: Sequence[str], country: str | None, search: Search) -> Match:
        """What was found in a country, or a unit whose country is not known: it may be of any."""
        if OPEN_COUNTRY not in self.index.ranges or found.outcome is Outcome.MATCHED:
            return found
        strays = [self._in_open(name, country, search) for name in names]
        stray = min(strays, key=lambda each: _SURENESS.index(each.outcome))
        if stray.outcome is Outcome.UNKNOWN or (stray.outcome is found.outcome is Outcome.BELOW):
            return found
        beside = found.candidates if found.outcome is not Outcome.UNKNOWN else ()
        candidates = {each.unit.iri: each for each in (*stray.candidates, *beside)}
        return Match(found.text, Outcome.AMBIGUOUS, tuple(candidates.values())[:SHOWN], OPEN)

    def _in_open(self, name: str, country: str | None, search: Search) -> Match:
        """What a name means among the units whose country is not known; unknown where it tells no country either: then
        these were looked at with all others."""
        known = country_by_code(country) if country else None
        query = read_query(name, known.alpha2 if known else "")
        if query.country in ("", OPEN_COUNTRY):
            return Match(name, Outcome.UNKNOWN, ())
        forms = tuple(_without(query.country, form) for form in query.forms)
        query = replace(query, country=OPEN_COUNTRY, forms=forms, whole=_without(query.country, query.whole))
        return answer(self.index, query, search(lookups_of(query)), search)

    def _one(self, name: str, country: str | None, search: Search) -> Match:
        query = self._query(name, country)
        if query is None:
            return Match(name, Outcome.UNKNOWN, ())
        return answer(self.index, query, search(lookups_of(query)), search)

    def _has_units_of(self, country: str | None) -> bool:
        """Whether units may be of a country, or of one that is not told."""
        known = country_by_code(country) if country else None
        return known is None or known.alpha2 in self.index.ranges or OPEN_COUNTRY in self.index.ranges

    def _query(self, text: str, country: str | None) -> NameQuery | None:
        """The query; None for a country without units in the index."""
        known = country_by_code(country) if country else None
        code = known.alpha2 if known else ""
        if code and code not in self.index.ranges:
            return None
        query = read_query(text, code)
        return query if not query.country or query.country in self.index.ranges else None


def _without(country: str, form: NameForm) -> NameForm:
    """A form without the words for a country, unless it has no others."""
    words = tuple(word for word in form.words if word.text != f"@{country.lower()}")
    return replace(form, words=words) if words else form


OPEN = "the country of a unit that may be meant is not known; review its list, or give the IRI"
_SURENESS = (Outcome.MATCHED, Outcome.BELOW, Outcome.AMBIGUOUS, Outcome.UNKNOWN)


LIKELY = 0.5
"""The score of what a text may mean if it is written in another way."""
LETTERED = "its number and letter may be those of a known unit, or of a part of another"
DIFFERENT = "its names are those of different units"


def _of_names(found: Sequence[Match]) -> Match:
    """The answer to several names of one unit: the surest; ambiguous where two mean different units."""
    best = min(found, key=lambda each: _SURENESS.index(each.outcome))
    matched = {each.best.unit.iri: each for each in found if each.outcome is Outcome.MATCHED and each.best}
    if len(matched) < 2:
        return best
    candidates = tuple(each.candidates[0] for each in matched.values())
    return Match(best.text, Outcome.AMBIGUOUS, candidates, DIFFERENT)


NUMBERED = "the number before it may be that of an item in a list, or part of the name; leave it out or give the IRI"
_SIGN = "without the sign of an item before it"


def _of_readings(whole: Match, behind: Match, doubtful: bool) -> Match:
    """The answer to a text with the sign of an item before it, from those to the ``whole`` and to what is ``behind``
    the sign; ``doubtful`` if the sign may be part of the name. A unit that one of them means is not lost, and none
    that may be another than the one with this number is meant."""
    if whole.outcome is Outcome.MATCHED:
        return whole if behind.outcome is not Outcome.MATCHED else replace(_of_names([whole, behind]), text=whole.text)
    if not doubtful:
        first = behind.candidates[:1]
        signed = tuple(replace(each, reasons=(*each.reasons, _SIGN)) for each in first)
        return replace(behind, candidates=(*signed, *behind.candidates[1:]))
    beside = whole.candidates if whole.outcome is not Outcome.UNKNOWN else ()
    best = behind.candidates if behind.outcome is Outcome.AMBIGUOUS else behind.candidates[:1]
    # A unit with a number of its own that the name behind the sign leaves out has not this one.
    best = tuple(each for each in best if not each.values[kernels.NUMBER_MISSING])
    if behind.outcome is Outcome.UNKNOWN or not best:
        return whole
    candidates = {each.unit.iri: each for each in (*best, *beside)}
    return Match(whole.text, Outcome.AMBIGUOUS, tuple(candidates.values())[:SHOWN], NUMBERED)


def lookups_of(query: NameQuery) -> list[Lookup]:
    """The look-ups for a query: each segment, and the whole if there are several."""
    forms = query.forms if len(query.forms) == 1 else (*query.forms, query.whole)
    return [Lookup(form, query.country) for form in forms]


def read_query(text: str, code: str) -> NameQuery:
    """Split a text and bring it into comparable forms. Without a given country (alpha-2), the country named in the text
    is used if there is only one."""
    short = text[:LONGEST_TEXT]
    segments = tuple(cut(short)) or (short,)
    if not code:
        spoken = form_of(short).countries
        code = next(iter(spoken)) if len(spoken) == 1 else ""
    whole = form_of(short, code)
    if len(segments) == 1:
        return NameQuery(text, code, segments, (whole,), whole)
    return NameQuery(text, code, segments, tuple(form_of(segment, code) for segment in segments), whole)
