"""Texts that name several units: ``RAB & CTTCU``, ``Camps A and D``, ``1st and 2nd Battalions, Mirna Rifles``.

None of them is what the whole means. Each is looked up as a text of its own, with the words that the others lend it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from unitgraph.lexicon.names import fold, is_acronym
from unitgraph.lexicon.tables import marked
from unitgraph.match.answering import SHOWN
from unitgraph.match.forms import form_of
from unitgraph.match.kinds import STATE_RANK, rank_of
from unitgraph.match.segments import cut
from unitgraph.match.values import Match, Outcome
from unitgraph.match.vocabulary import NamePart, level_concepts
from unitgraph.reading.paths.several import units_named

SEVERAL = "names several units; ask for each"
_WORDS = "|".join(sorted(marked("and"))).replace("и", "[ий]")  # which folding makes one
_AND = re.compile(rf"\s*[&+]\s*|\s+(?:{_WORDS})\s+", re.IGNORECASE)
_DESIGNATOR = r"(?:\d{1,4}(?:st|nd|rd|th|er|[aeo\u00ba\u00aa\u00b0])?|[IVX]{1,4}|[A-Z])"
_BETWEEN = rf"(?:\s*[,/]\s*(?:(?:{_WORDS})\s+)?|\s*[&+]\s*|\s+(?:{_WORDS})\s+)"
_DESIGNATORS = re.compile(rf"(?<![\w./-])(?!O/C\b){_DESIGNATOR}(?:{_BETWEEN}{_DESIGNATOR})+(?![\w/-])")
_SIGN = re.compile(rf"[&+]|\s(?:{_WORDS})\s", re.IGNORECASE)
_PLURAL = re.compile(r"[^\W\d_]{3,}s\s*$")
MOST_PARTS = 6
MOST_LENT = 4
"""The number of words that one part lends to another, at most."""

_APART = frozenset({NamePart.LEVEL, NamePart.FORCE, NamePart.ACRONYM, NamePart.NUMBER, NamePart.PROPER})
"""Parts of a name by which a text names something of its own."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One of several things that a text names, and the texts that may name it, likeliest first."""

    text: str
    readings: tuple[str, ...]


Answerer = Callable[[Sequence[str]], list[Match]]


def of_several_units(whole: Match, country: str | None, match: Answerer) -> Match:
    """The answer to a text that may name several units, from that to the ``whole``. ``match`` answers to texts."""
    if (listed := _DESIGNATORS.search(whole.text)) and _is_of_several(listed):
        known, _ = _known(_designated(whole.text, listed), match)
        same = whole.outcome is Outcome.MATCHED and not _DESIGNATORS.search(whole.candidates[0].matched_name)
        if known or same:
            return _several(whole, known or [whole]) if same or not _is_one_name(whole) else whole
    segments = cut(whole.text)
    divisions = _of_a_kind(segments)
    if whole.outcome is not Outcome.MATCHED:  # by all its segments
        halves = _halves(whole.text) if len(segments) > 1 else ()
        divisions = chain(divisions, _divisions(segments), halves, _by_numbers(segments))
    elif not _is_one_name(whole):  # one may be the superior of the other
        divisions = chain(divisions, (parts for parts in _halves(whole.text) if not _known(parts, match)[1]))
    best: list[Match] = []
    for parts in divisions:
        known, others = _known(parts, match)
        if len(known) > len(best) and all(_is_apart(each.text, known, country) for each in others):
            best = known
            if not others:
                break
    return _several(whole, best) if best else whole


def _known(parts: Sequence[_Part], match: Answerer) -> tuple[list[Match], list[_Part]]:
    """The answers to the parts of a text by which units are known, and the other parts."""
    found = iter(match([reading for part in parts for reading in part.readings]))
    told = [[next(found) for _ in part.readings] for part in parts]
    meant = [next((each for each in readings if each.outcome is Outcome.MATCHED), None) for readings in told]
    others = [part for part, each in zip(parts, meant, strict=True) if each is None]
    return [each for each in meant if each is not None], others


def _several(whole: Match, known: Sequence[Match]) -> Match:
    """The answer to a text of which parts mean units; that to one where all mean the same."""
    units = {each.candidates[0].unit.iri: each.candidates[0] for each in known}
    if len(units) == 1 and len(known) > 1:
        return whole if whole.outcome is Outcome.MATCHED else replace(known[0], text=whole.text)
    score = min(each.score for each in units.values())  # none of them is likelier than another
    candidates = tuple(replace(each, score=score) for each in units.values())[:SHOWN]
    return Match(whole.text, Outcome.AMBIGUOUS, candidates, SEVERAL)


def _is_one_name(whole: Match) -> bool:
    """Whether a text is the name of one unit, word for word, and no other name that a list gives several units."""
    if whole.outcome is not Outcome.MATCHED or whole.best is None or whole.best.matched_name != whole.best.unit.name:
        return False
    country = whole.best.unit.country
    named = {word.text for word in form_of(whole.best.matched_name, country).words}
    return named >= {word.text for word in form_of(whole.text, country).words if word.part is not NamePart.COUNTRY}


def _is_apart(text: str, known: Sequence[Match], country: str | None) -> bool:
    """Whether a part that no unit is known by names something of its own beside those that are ``known``: beside a
    ministry only a body, since such names go on (``Ministry of Justice and Human Rights``)."""
    words = form_of(text, country or "").words
    parts = {word.part for word in words}
    if any(each.best and rank_of(each.best.unit.name) >= STATE_RANK for each in known):
        return bool(parts & {NamePart.LEVEL, NamePart.FORCE}) or is_acronym(text)
    return bool(parts & _APART) or any(word.text == "prison" for word in words)


def _is_of_several(listed: re.Match[str]) -> bool:
    """Whether numbers or letters are those of several units. Without a word for "and" between them they may be of two
    levels (``Company A, 3 Battalion``, ``2/5 Mirna Rifles``), unless what stands before is a plural or they are letters
    or ordinals with a stroke."""
    told = _each_designator(listed[0])
    if len({each[0].isdigit() for each in told}) > 1:
        return False
    if _SIGN.search(listed[0]):
        return True
    if "," in listed[0]:
        return bool(_PLURAL.search(listed.string[: listed.start()]))
    return not any(each.isdigit() for each in told)


def _each_designator(listed: str) -> list[str]:
    return re.findall(_DESIGNATOR, re.sub(rf"(?<=\s)(?:{_WORDS})(?=\s)", " ", listed))


def _designated(text: str, listed: re.Match[str]) -> list[_Part]:
    """The names of units of one kind of which a text lists the numbers or letters."""
    told = _each_designator(listed[0])
    before, behind = text[: listed.start()], text[listed.end() :]
    return [_Part(each, (f"{before}{each}{behind}",)) for each in told[:MOST_PARTS]]


def _divisions(segments: Sequence[str]) -> Iterator[list[_Part]]:
    """The ways in which a text may be divided into several names: at each word between them, and at all."""
    for at, segment in enumerate(segments):
        rest = [*segments[:at], *segments[at + 1 :]]
        words = list(_AND.finditer(segment))[:MOST_PARTS]
        pairs = [(segment[: word.start()].strip(), segment[word.end() :].strip()) for word in words]
        pieces = [tuple(each.strip() for each in _AND.split(segment))] if 1 < len(words) < MOST_PARTS else []
        for division in (*pieces, *pairs):
            if all(map(fold, division)):
                yield [_Part(each, tuple(_read(division, number, rest))) for number, each in enumerate(division)]
    yield from _side_by_side(segments)


def _by_numbers(segments: Sequence[str]) -> Iterator[list[_Part]]:
    """The units of which one segment lists the numbers, in any language."""
    for at, segment in enumerate(segments):
        if named := units_named(segment)[:MOST_PARTS]:
            rest = [*segments[:at], *segments[at + 1 :]]
            yield [_Part(each, (", ".join((each, *rest)),)) for each in named]


def _halves(text: str) -> Iterator[list[_Part]]:
    """The texts before and behind each word for "and", whatever commas they have."""
    for word in list(_AND.finditer(text))[:MOST_PARTS]:
        halves = (text[: word.start()].strip(), text[word.end() :].strip())
        if all(map(fold, halves)):
            yield [_Part(each, (each,)) for each in halves]


def _of_a_kind(segments: Sequence[str]) -> Iterator[list[_Part]]:
    """Segments that are names of things of one kind, told in the plural before the first or behind the last of them:
    ``Police Stations of Velabad, Korbad and Mirna``, ``Velabad, Korbad Police Stations``."""
    for at, segment in enumerate(segments[:-1]):
        if (before := _KIND_BEFORE.match(segment)) and _is_plural(before["level"]):
            last = next((end for end in range(at, len(segments)) if _AND.search(segments[end])), len(segments) - 1)
            first = segment[before.end() :]
            yield from _told_apart([first, *segments[at + 1 : last + 1]], before["kind"], segments[last + 1 :])
    for at, segment in enumerate(segments):
        if at and (behind := _KIND_BEHIND.search(segment)) and _is_plural(behind["level"]):
            last_name = segment[: behind.start()]
            yield from _told_apart([*segments[:at], last_name], behind["kind"], segments[at + 1 :])


_KIND_BEFORE = re.compile(
    r"(?P<kind>(?:[^\W\d_]+\s+){0,2}(?P<level>[^\W\d_]{3,}s))\s+(?:(?:of|in|at|de|du)\s+)?", re.IGNORECASE
)
_KIND_BEHIND = re.compile(r"\s+(?P<kind>(?:(?:[Pp]olice|[Aa]rmy|[Pp]rison)\s+)?(?P<level>[^\W\d_]{3,}s))\s*$")
_PLURALS = frozenset({"units", "sections", "departments", "offices", "stations"})
"""Plurals that the tables have among the words for levels; others of those are names (``Rifles``)."""


def _is_plural(word: str) -> bool:
    """Whether a word is the plural of a level."""
    (*_, one) = form_of(word[:-1]).words or (None,)
    name = word.lower() in level_concepts() and word.lower() not in _PLURALS
    return not name and one is not None and one.part is NamePart.LEVEL


def _told_apart(texts: Sequence[str], kind: str, rest: Sequence[str]) -> Iterator[list[_Part]]:
    """The names in texts, each with the word for the kind of all in the singular."""
    names = [each.strip() for text in texts for each in _AND.split(text) if each.strip()][:MOST_PARTS]
    one, behind = kind[:-1], ", ".join(("", *rest))
    if len(names) > 1:
        yield [_Part(each, (f"{each} {one}{behind}", f"{one} {each}{behind}")) for each in names]


def _read(pieces: Sequence[str], number: int, rest: Sequence[str]) -> Iterator[str]:
    """The texts that may name a piece: itself, and with words that the last or the first of them has for all."""
    piece = pieces[number]
    behind = ", ".join(("", *rest))
    yield piece + behind
    if number < len(pieces) - 1:
        tail = pieces[-1].split()
        for size in range(1, min(len(tail), MOST_LENT + 1)):
            lent = f"{piece} {' '.join(tail[-size:])}"
            yield lent + behind
            if lent.endswith("s"):  # of several, and this is one of them
                yield lent[:-1] + behind
    if number:
        head = pieces[0].split()
        for size in range(1, min(len(head), MOST_LENT + 1)):
            yield f"{' '.join(head[:size])} {piece}{behind}"


def _side_by_side(segments: Sequence[str]) -> Iterator[list[_Part]]:
    """Two neighbouring segments that differ in their numbers only (``1st Battalion, 2nd Battalion, Mirna Rifles``)."""
    for at, (one, other) in enumerate(pairwise(segments)):
        words = [form_of(each).words for each in (one, other)]
        levels = [[word.text for word in each if word.part is not NamePart.NUMBER] for each in words]
        if words[0] != words[1] and levels[0] and levels[0] == levels[1] and all(map(_numbered, (one, other))):
            rest = [*segments[:at], *segments[at + 2 :]]
            yield [_Part(each, (", ".join((each, *rest)), " ".join((each, *rest)))) for each in (one, other)]


def _numbered(text: str) -> bool:
    return any(word.part is NamePart.NUMBER for word in form_of(text).words)
