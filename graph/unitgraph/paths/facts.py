"""What the words of one segment say by themselves, without its neighbours and without a country."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from unitgraph.lexicon import LevelWord
from unitgraph.names import fold
from unitgraph.paths.phrases import Found, phrasebook

LONGEST_READ = 400  # characters; a longer segment is no name, and only its beginning is looked at
PREPOSITIONS = frozenset(
    "of for against in at on with to from under de del du des da do dos das d para pour contra en por".split()
)
_AND = frozenset({"and", "y", "e", "et", "und"})
_HEAD_FIRST = frozenset({"es", "fr", "pt"})
_WEAK = frozenset({"headquarters", "staff-section"})
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th|er|re|eme|ro|ra|do|da|to|ta|vo|va|d|a|o)?$")
_ROMAN = re.compile(r"(?:x{0,2}(?:ix|iv|v?i{0,3}))$")
_STAFF_CODE = re.compile(r"(?:[jgsnak]|cj|em)\d{1,2}$")
_BRACKETED = re.compile(r"[(\[][^()\[\]]*[)\]]")
_VOWEL = re.compile(r"[aeiouy].*[aeiouy]")
_UNSPEAKABLE = re.compile(r"[^aeiouy]{4}|^[^aeiouy]{3}|[aeiou]{3}|[^aeiouylmnrst]{3}")
_QUOTED = re.compile("[\"\u201c\u201d\u00ab\u00bb][^\"\u201c\u201d\u00ab\u00bb]*[\"\u201c\u201d\u00ab\u00bb]")
_RUN_TOGETHER = re.compile(r"(?<=[a-z]{4})(?=[A-Z][a-z]{4})")
_WIDER = frozenset({"national", "federal", "general", "main", "republic"})
_NARROWER = frozenset({"sub", "deputy", "operative", "mobile", "local", "district"})
_BETWEEN = frozenset({"regional", "zone"})


@dataclass(frozen=True, slots=True)
class Facts:
    """The reading of one segment's words.

    ``level`` is the word of its head (``brigade`` in "Brigade HQ of the North"), ``rank`` its comparable height.
    ``post_first`` and ``post_last``: a post opens or closes the part before the first preposition. ``topic_only``:
    nothing but words for tasks. ``unknown`` counts the tokens that no table has. ``area`` and ``site``: it holds
    such a word of the table of areas.
    """

    folded: str
    tokens: tuple[str, ...]
    level: LevelWord | None
    rank: float | None
    headquarters: bool
    levels: tuple[str, ...]
    post_first: bool
    post_last: bool
    post_any: bool
    topic_only: bool
    portfolio_only: bool
    function_only: bool
    portfolio_body: bool
    topics_to_level: bool
    and_before_level: bool
    describing: bool
    bare_level: bool
    has_and: bool
    and_first: bool
    number_first: bool
    number_last: bool
    number_only: bool
    numbered: bool
    staff_code: bool
    acronym: bool
    pronounceable: bool
    ministry_acronym: bool
    bracketed: bool
    quoted: bool
    all_quoted: bool
    unknown: int
    area: bool
    area_first: bool
    honour_first: bool
    site: bool
    misspelt: bool

    def rank_or(self, fallback: float) -> float:
        """The rank, or ``fallback`` where no word tells one."""
        return fallback if self.rank is None else self.rank


@lru_cache(maxsize=65536)
def facts_of(text: str) -> Facts:
    """The facts of one segment. Equal texts give one object; the work is linear in at most 400 characters."""
    text = unescape(text[:LONGEST_READ])
    bare = _RUN_TOGETHER.sub(" ", _BRACKETED.sub(" ", text))
    all_quoted = not _QUOTED.sub("", text).strip(" .")
    tokens = tuple(fold(bare).split()) or tuple(fold(text).split())
    found = tuple(phrasebook().find(tokens))
    chunk_end = _chunk_end(tokens, found)
    head = _head(found, chunk_end)
    covered = _covered(tokens, found)
    topic_kinds = _topic_kinds(tokens, found)
    post_first, post_last = (False, False) if all_quoted else _posts(tokens, found, chunk_end, head)
    level_at = head.start if head else len(tokens)
    numbers = [_is_number(token) for token in tokens]
    headquarters = any(each.meaning.level and each.meaning.level.concept == "headquarters" for each in found)
    before_level = tokens[:level_at]
    acronym = _is_acronym(bare, covered)
    return Facts(
        folded=" ".join(tokens),
        tokens=tokens,
        level=head.meaning.level if head else None,
        rank=_rank(head, tokens, headquarters),
        headquarters=headquarters,
        levels=tuple(each.meaning.level.concept for each in found if each.meaning.level),
        post_first=post_first,
        post_last=post_last,
        post_any=not all_quoted and any(each.meaning.post for each in found),
        topic_only=bool(topic_kinds) and None not in topic_kinds and topic_kinds != {"linking"},
        portfolio_only=bool(topic_kinds) and topic_kinds <= {"portfolio", "linking"} and "portfolio" in topic_kinds,
        function_only=bool(topic_kinds) and topic_kinds <= {"function", "linking"} and "function" in topic_kinds,
        portfolio_body=head is not None and head.meaning.level is not None and head.meaning.level.concept == "ministry",
        topics_to_level=head is not None and _all_topics(tokens[:level_at], found),
        and_before_level=head is not None and any(token in _AND for token in before_level) or "&" in bare and head is not None,
        describing=len(tokens) == 1 and (bool(found) and found[0].meaning.topic is not None),
        bare_level=head is not None and head.end == len(tokens) and _all_topics(tokens[:level_at], found),
        has_and=any(token in _AND for token in tokens) or "&" in bare,
        and_first=bool(tokens) and tokens[0] in _AND,
        number_first=bool(numbers) and numbers[0],
        number_last=bool(numbers) and numbers[-1] and len(tokens) > 1,
        number_only=bool(numbers) and all(numbers),
        numbered=any(number and any(c.isdigit() for c in token) for number, token in zip(numbers, tokens, strict=True)),
        staff_code=_is_staff_code(tokens),
        acronym=acronym,
        pronounceable=_is_pronounceable(tokens),
        ministry_acronym=acronym and head is None and 3 <= len(tokens[0]) <= 6 and tokens[0][0] == "m",
        bracketed=bare != text,
        all_quoted=all_quoted,
        quoted='"' in text or "\u201c" in text,
        unknown=sum(1 for known, number in zip(covered, numbers, strict=True) if not known and not number),
        area=any(each.meaning.area in {"area", "compass"} for each in found),
        area_first=bool(found) and found[0].start == 0 and found[0].meaning.area == "area",
        honour_first=bool(found) and found[0].start == 0 and found[0].meaning.area == "honour",
        site=any(each.meaning.area == "site" for each in found) or any("base" == concept or "camp" == concept for concept in (each.meaning.level.concept for each in found if each.meaning.level)),
        misspelt=any(each.misspelt for each in found),
    )


def _chunk_end(tokens: tuple[str, ...], found: tuple[Found, ...]) -> int:
    """Where the first preposition stands that is no part of a phrase: the head of the name is before it."""
    inside = {at for each in found if each.end - each.start > 1 for at in range(each.start, each.end)}
    for at, token in enumerate(tokens):
        if at and token in PREPOSITIONS and at not in inside:
            return at
    return len(tokens)


def _head(found: tuple[Found, ...], chunk_end: int) -> Found | None:
    """The level word that names the body: the last one in English, the first one in Romance word order."""
    in_chunk = [each for each in found if each.meaning.level and each.start < chunk_end]
    strong = [each for each in in_chunk if each.meaning.level and each.meaning.level.concept not in _WEAK]
    candidates = strong or in_chunk
    if not candidates:
        return None
    if candidates[0].start == 0 and candidates[0].meaning.level and candidates[0].meaning.level.concept == "ministry":
        return candidates[0]
    first = candidates[0].meaning.level
    return candidates[0] if first and first.language in _HEAD_FIRST else candidates[-1]


def _rank(head: Found | None, tokens: tuple[str, ...], headquarters: bool) -> float | None:
    if head is None or head.meaning.level is None:
        return None
    rank = head.meaning.level.rank
    words = set(tokens)
    if words & _NARROWER:
        rank -= 2
    elif words & _WIDER:
        rank += 2
    elif words & _BETWEEN:
        rank += 1
    return rank - 1 if headquarters and head.meaning.level.concept != "headquarters" else rank


def _posts(
    tokens: tuple[str, ...], found: tuple[Found, ...], chunk_end: int, head: Found | None
) -> tuple[bool, bool]:
    posts = [each for each in found if each.meaning.post and each.start < chunk_end]
    if not posts:
        return False, False
    opening = all(_qualifies(each) for each in found if each.end <= posts[0].start)
    first = opening and posts[0].start <= sum(each.end - each.start for each in found if each.end <= posts[0].start)
    last = posts[-1].end >= chunk_end or (head is None or posts[-1].start > head.start)
    return first, last


def _qualifies(found: Found) -> bool:
    return found.meaning.topic is not None and found.meaning.level is None


def _covered(tokens: tuple[str, ...], found: tuple[Found, ...]) -> list[bool]:
    covered = [token in PREPOSITIONS for token in tokens]
    for each in found:
        for at in range(each.start, each.end):
            covered[at] = True
    return covered


def _topic_kinds(tokens: tuple[str, ...], found: tuple[Found, ...]) -> set[str | None]:
    kinds: set[str | None] = set()
    covered = 0
    for each in found:
        kinds.add(each.meaning.topic)
        covered += each.end - each.start
    uncovered = len(tokens) - covered
    return kinds | ({None} if uncovered else set())


def _all_topics(tokens: tuple[str, ...], found: tuple[Found, ...]) -> bool:
    covered = sum(each.end - each.start for each in found if each.end <= len(tokens) and each.meaning.topic)
    return covered == len(tokens)


def _is_number(token: str) -> bool:
    return bool(_ORDINAL.match(token)) or (token != "" and bool(_ROMAN.match(token))) or token == "no"


def _is_staff_code(tokens: tuple[str, ...]) -> bool:
    return bool(tokens) and bool(_STAFF_CODE.match("".join(tokens[:2])) or _STAFF_CODE.match(tokens[0]))


def _is_acronym(text: str, covered: list[bool]) -> bool:
    """One word in capitals that is no common word (``RCAF``), also with points (``D.F.``) or a small letter (``MoD``).

    A long word in capitals that can be spoken (``TAKORADI``) is no abbreviation.
    """
    letters = [letter for letter in text if letter.isalpha()]
    words = text.split()
    if len(words) != 1 or not 2 <= len(letters) <= 8:
        return False
    capitals = sum(letter.isupper() for letter in letters)
    if capitals < 2 or capitals * 2 <= len(letters):
        return False
    return len(letters) <= 5 or not (all(covered) or _is_pronounceable((text.casefold(),)))


def _is_pronounceable(tokens: tuple[str, ...]) -> bool:
    """Whether one word of four letters or more has vowels where speech wants them."""
    word = tokens[0] if len(tokens) == 1 else ""
    return len(word) >= 4 and word.isalpha() and bool(_VOWEL.search(word)) and not _UNSPEAKABLE.search(word)
