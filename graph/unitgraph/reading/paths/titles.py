"""What a segment says about its unit and is none of its name: whose post it is, or which of its people are meant.

``Commander of the Mirna Guard`` is about the Mirna Guard, as ``Commander, Mirna Guard`` is. A post whose name tells a
task or a whole staff (``Director of Military Intelligence``, ``Chief of Army Staff``) names no unit and stays whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from unitgraph.lexicon.tables import marked
from unitgraph.reading.paths.facts import LONGEST_READ, PREPOSITIONS, SegmentFacts, facts_of
from unitgraph.reading.paths.phrases import phrasebook

_OF = re.compile(r"\s+(?:of|for|in|from|at)\s+(?:the\s+)?", re.IGNORECASE)
_ROMANCE_OF = re.compile(
    r"\s+(?:(?:de\s+l[ao]s?|del|des|du|dos|das|do|da|della|de)\s+|(?:de\s+l|d)['\u2019])",
    re.IGNORECASE,
)
_FORMER = re.compile(r"^(?:(?:the|a|an|all|some|certain|former|acting|ex|current)\b[\s-]*)+", re.IGNORECASE)
_PEOPLE = re.compile(
    r"(?:(?:former|ex|some|certain|all|individual|other|armed)[\s-]+)*"
    r"(?:members?|personnel|soldiers?|troops|officers?|police(?:men|man)|elements|agents?|fighters?"
    r"|guards|miembros|elementos|efectivos|agentes|membres|soldats|membros)",
    re.IGNORECASE,
)
_SOME = re.compile(r"(?:(?:some|certain|armed)\s+)*elements?", re.IGNORECASE)
WHOLE_FORCE = 76
"""The rank from which a body is a whole force."""
_HEADS = frozenset(
    {"comandante", "commandant", "jefe", "jefa", "chef", "chefe", "director", "directora", "directeur", "directrice"}
    | {"diretor", "subdirector", "subjefe", "encargado", "miembros", "elementos", "efectivos", "agentes", "membres"}
    | {"soldats", "membros"}
)
"""Heads of units, and their people, in Romance languages; other posts go on behind ``de`` (``General de Brigada``)."""
_COMMANDERS = re.compile(
    r"(?:(?:deputy|former|acting)\s+)*"
    r"(?:commander|commanding\s+officer|officer\s+commanding|officer[\s-]in[\s-]charge|oic|cmdr|comdr|cdr)\s+(?:the\s+)?",
    re.IGNORECASE,
)
"""Posts that stand before the name of a unit without a word between: no person is called so, and no place."""
_DIRECTORS = re.compile(
    r"(?:(?:deputy|assistant|additional|former|acting)\s+)*director(?:\s+general)?\s+(?:the\s+)?", re.IGNORECASE
)
_NUMBERED_ACRONYM = re.compile(r"[A-Z]{2,8}[\s-]?\d{1,3}")
_BEHIND = re.compile(
    r"(?<=\w)\s(?:(?:deputy|former|acting)[\s-]+)*"
    r"(?:commanders?|commandant|commanding\s+officer|chief|director|warden|officers|members|soldiers|troops|elements)$",
    re.IGNORECASE,
)
_OF_PLACES = frozenset({"governor", "governer", "mayor", "president", "minister", "ambassador", "attache"})
"""Posts that go on with a place or a country."""
_KINDS = marked("body-kind")
_PREMISES = marked("premises")
_STAFFS = frozenset({"staff", "estado mayor", "etat major"})


@dataclass(frozen=True, slots=True)
class TitledName:
    """The name of a unit and the words about it: those ``before`` the name and those ``behind`` it."""

    name: str
    before: str = ""
    behind: str = ""


@lru_cache(maxsize=65536)
def split_title(text: str) -> TitledName:
    """A segment without what it says about its unit.

    >>> split_title("Deputy Commander of the Mirna Guard")
    TitledName(name='Mirna Guard', before='Deputy Commander of the', behind='')
    """
    if len(text) > LONGEST_READ or " " not in text or _is_post(text):
        return TitledName(text)
    return _led(text) or _commanded(text) or _followed(text) or TitledName(text)


def headquarters_of(name: str, superior: str) -> str | None:
    """What the headquarters of a unit is called elsewhere, if ``name`` says no more than that it is one.

    >>> headquarters_of("HQ", "Joint Task Force Mirna")
    'Joint Task Force Mirna Headquarters'
    """
    facts = facts_of(name)
    alone = facts.bare_level and facts.level is not None and facts.level.concept == "headquarters"
    return f"{superior} Headquarters" if alone and not facts.unknown and not facts.numbered else None


def _led(text: str) -> TitledName | None:
    """``Commander of the Mirna Guard``; of several such words the last: ``Chief of Staff of the 3 Brigade``."""
    places = [*((each, True) for each in _OF.finditer(text)), *((each, False) for each in _ROMANCE_OF.finditer(text))]
    for found, english in sorted(places, key=lambda each: -each[0].end()):
        before, name = text[: found.start()], text[found.end() :]
        words = facts_of(before).tokens
        heads = not _HEADS.isdisjoint(words[:1] + words[-1:])
        if _SOME.fullmatch(before) and facts_of(name).rank_or(0) >= WHOLE_FORCE:
            return None  # some elements of a whole force
        if (english or heads) and (_is_post(before) or _PEOPLE.fullmatch(before)) and _is_body(name):
            return TitledName(name, text[: found.end()].strip())
    return None


def _commanded(text: str) -> TitledName | None:
    """``Commander 3 Brigade``, ``Deputy Director RAB-2``."""
    found = _COMMANDERS.match(text) or _DIRECTORS.match(text)
    if found is None:
        return None
    name = text[found.end() :]
    if not _NUMBERED_ACRONYM.fullmatch(name) and (found.re is _DIRECTORS or not _is_own_name(name)):
        return None
    return TitledName(text[found.end() :], found.group().strip())


def _followed(text: str) -> TitledName | None:
    """``Mirna Guard Commander``."""
    found = _BEHIND.search(text)
    if found is None or not _is_own_name(text[: found.start()]):
        return None
    name = text[: found.start()]
    return TitledName(name, behind=found.group().strip()) if PREPOSITIONS.isdisjoint(facts_of(name).tokens) else None


def _is_post(text: str) -> bool:
    """Whether all words are those of a post, and none of a body."""
    tokens = facts_of(_FORMER.sub("", text)).tokens
    found = list(phrasebook().find(tokens))
    covered = {at for each in found for at in range(each.start, each.end)}
    return (
        all(at in covered or token in PREPOSITIONS for at, token in enumerate(tokens))
        and (_OF_PLACES.isdisjoint(tokens) or "estado" in tokens)
        and any(each.meaning.post for each in found)
        and all(each.meaning.post or (each.meaning.topic and not each.meaning.level) for each in found)
    )


def _is_body(text: str) -> bool:
    """Whether a text names a body by more than a word for its kind."""
    facts = facts_of(text)
    kind = facts.level is not None or any(_is_kind(each) for each in (facts.tokens[-1:], facts.tokens[:1]))
    return kind and len(facts.tokens) > 1 and not _is_staff(facts) and not _is_task(facts) and text[:1].isalnum()


def is_named_kind(tokens: tuple[str, ...]) -> bool:
    """Whether a name begins or ends in a kind of body without a level of its own: ``Velabad Guard`` is no place."""
    return len(tokens) > 1 and (_is_kind(tokens[-1:]) or _is_kind(tokens[:1]))


def is_person(text: str) -> bool:
    """Whether a text reads as the name of a person: a common given name, and one to three words that no table has.
    Many a town is named after one."""
    facts = facts_of(text)
    return (
        1 < len(facts.tokens) < 5
        and facts.tokens[0] in marked("given-name")
        and facts.unknown >= len(facts.tokens) - 1
        and facts.level is None
        and not (facts.numbered or facts.area or facts.site or facts.acronym)
        and not is_named_kind(facts.tokens)
    )


def is_premises(tokens: tuple[str, ...]) -> bool:
    """Whether a name begins or ends in a word for a part of a building: ``Block D`` of a prison is no place."""
    return bool(tokens) and not _PREMISES.isdisjoint((tokens[0], tokens[-1]))


def _is_kind(tokens: tuple[str, ...]) -> bool:
    """Whether a word is one for a kind of body without a level of its own (``guard``, ``patrol``)."""
    return bool(tokens) and tokens[0] in _KINDS


def _is_task(facts: SegmentFacts) -> bool:
    """Whether a name ends in a task, as in English only that of no body does: ``Police Operations``."""
    english = facts.level is None or facts.level.language == "en"
    last = list(phrasebook().find(facts.tokens))[-1:]
    at_end = any(each.end == len(facts.tokens) and each.meaning.topic and not each.meaning.level for each in last)
    return english and at_end and PREPOSITIONS.isdisjoint(facts.tokens)


def _is_staff(facts: SegmentFacts) -> bool:
    named = f" {facts.folded} "
    return any(f" {each} " in named for each in _STAFFS) and not facts.numbered


def _is_own_name(text: str) -> bool:
    """Whether it names a body by a name or number of its own."""
    facts = facts_of(text)
    own = facts.unknown > any(_is_kind((each,)) for each in facts.tokens)
    force = facts.level is not None and facts.level.concept == "force" and " " in facts.level.word
    return _is_body(text) and (own or facts.numbered or force) and not facts.post_any
