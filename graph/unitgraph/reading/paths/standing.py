"""How two bodies can be related by what they are: ministries, forces, independent bodies."""

from __future__ import annotations

from functools import cache, lru_cache

from unitgraph.lexicon.names import fold
from unitgraph.lexicon.tables import marked, read_word_table, topics
from unitgraph.reading.paths.draft import SegmentDraft

_DEFENCE = marked("defence")
_ORDER = marked("order")
_AREA_NAMES = marked("numbered-area")
_FORCES = frozenset({"force", "armed-forces"})
_HOUSES = frozenset({"academy", "hospital", "prison", "school"})
_PARTS_OF_HOUSES = frozenset(
    {"branch", "cell", "company", "generic-unit", "group", "platoon", "section", "squad", "team", "wing"}
)
TOP_RANK = 76
SHORTEST = 5
"""Letters of a word that may be misspelt."""
_MILITARY = marked("military")
_INDEPENDENT = frozenset({"court", "parliament", "embassy", "university", "enterprise", "association"})


def is_ministry(part: SegmentDraft) -> bool:
    """Whether the part names a ministry, a government or a parliament."""
    return part.facts.portfolio_body or part.facts.rank_or(0) >= 96


def is_civil_ministry(part: SegmentDraft) -> bool:
    """Whether it names a ministry with no army or police under it: foreign affairs, health, finance."""
    words = _words(part)
    return is_ministry(part) and not words & _DEFENCE and not words & _ORDER


def _words(part: SegmentDraft) -> set[str]:
    """Its words, and of a ministry those that misspelt ones may mean: ``Ministry of Defece`` is no civil one."""
    meant = (word for token in part.facts.tokens for word in _meant(token)) if is_ministry(part) else ()
    return {*part.facts.tokens, *(part.facts.level.stands_for.split() if part.facts.level else ()), *meant}


@lru_cache(maxsize=10_000)
def _meant(token: str) -> tuple[str, ...]:
    """The words for defence and order that a word no table has is a letter away from."""
    if len(token) < SHORTEST or token in _topic_words():
        return ()
    shorter = _with_a_letter_less(token)
    return tuple(
        word
        for word in sorted(_DEFENCE | _ORDER)
        if len(word) >= SHORTEST
        and (
            word in shorter
            or token in (less := _with_a_letter_less(word))
            or (len(word) == len(token) and not less.isdisjoint(shorter))
        )
    )


def _with_a_letter_less(word: str) -> frozenset[str]:
    return frozenset(word[:at] + word[at + 1 :] for at in range(len(word)))


@cache
def _topic_words() -> frozenset[str]:
    return frozenset(fold(each.word) for each in topics())


def is_force(part: SegmentDraft) -> bool:
    """Whether it names a whole force."""
    return part.facts.level is not None and part.facts.level.concept in _FORCES


def is_military(part: SegmentDraft) -> bool:
    """Whether it names an army, a navy, an air force or armed forces, as opposed to police."""
    return is_force(part) and bool(_MILITARY & set(part.facts.tokens))


def is_independent(part: SegmentDraft) -> bool:
    """Whether it is under no force: a court, a parliament, an embassy, a university, a business, a party."""
    return part.facts.level is not None and part.facts.level.concept in _INDEPENDENT


def side_by_side(one: SegmentDraft, other: SegmentDraft) -> bool:
    """Whether neither can be the parent of the other.

    This is so for two ministries, a force and a civil ministry, an army and a ministry of the interior, a force and a
    court or business.
    """
    if is_ministry(one) and is_ministry(other):
        return True
    return any(_apart(force, body) for force, body in ((one, other), (other, one)))


def _apart(force: SegmentDraft, body: SegmentDraft) -> bool:
    if is_military(force) and is_ministry(body):
        return not _DEFENCE & _words(body)
    return is_force(force) and (is_civil_ministry(body) or is_independent(body))


def houses(one: SegmentDraft, other: SegmentDraft) -> bool:
    """Whether one names a house, such as a prison or a school, and the other a numbered part that a house has, whatever
    its level is called: ``Unit 7B``, ``Company 2``."""
    concepts = [part.facts.level.concept if part.facts.level else "" for part in (one, other)]
    named = not one.facts.numbered and one.facts.unknown > 0
    return concepts[0] in _HOUSES and concepts[1] in _PARTS_OF_HOUSES and named and other.facts.numbered


def part_or_area(part: SegmentDraft) -> bool:
    """Whether the part is only an area with a number or a letter (``District 2``, ``Area C``): part of the unit next to
    it, or where that unit works. Careful readers disagree on these, and no word decides."""
    tokens = part.facts.tokens
    words = [token for token in tokens if token not in {"no", "number"} and not _is_number_or_letter(token)]
    return len(words) == 1 < len(tokens) and words[0] in _AREA_NAMES


def _is_number_or_letter(token: str) -> bool:
    return token[0].isdigit() or (len(token) == 1 and token.isalpha()) or token in _ordinals()


@cache
def _ordinals() -> frozenset[str]:
    return frozenset(fold(row["word"]) for row in read_word_table("numbers") if row["kind"] == "number")
