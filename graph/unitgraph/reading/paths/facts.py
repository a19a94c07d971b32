"""What the words of one segment say by themselves, without its neighbours and without a country."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import TypedDict

from unitgraph.lexicon.names import fold
from unitgraph.lexicon.scripts import names_head_first, near_latin
from unitgraph.lexicon.tables import LevelWord, marked
from unitgraph.reading.paths.phrases import PhraseHit, phrasebook

LONGEST_READ = 400  # characters; a longer segment is not a name, and only its beginning is considered
PREPOSITIONS = marked("preposition")
_WHERE = frozenset({"in", "at", "en"})
_AND = marked("and")
_HEAD_FIRST = frozenset({"es", "fr", "id", "it", "pl", "pt", "ro", "sh", "sq", "sw"})
_HEAD_LAST = frozenset({"kk", "ky", "mn"})
"""The languages in Cyrillic letters that put what a body is behind what it is of."""
_WEAK = frozenset({"headquarters", "staff-section"})
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th|er|re|eme|ro|ra|do|da|to|ta|vo|va|d|a|o)?$")
_ROMAN = re.compile(r"(?=[ivx])x{0,2}(?:ix|iv|v?i{0,3})$")
_LETTERED = re.compile(r"\d+[a-z]")
_NUMBER_WORDS = frozenset({"no"})
_STAFF_CODE = re.compile(r"(?:[jgsnak]|cj|em)\d{1,2}$")
_BRACKETED = re.compile(r"[(\[][^()\[\]]*[)\]]")
_VOWEL = re.compile(r"[aeiouy].*[aeiouy]")
_UNSPEAKABLE = re.compile(r"[^aeiouy]{4}|^[^aeiouy]{3}|[aeiou]{3}|[^aeiouylmnrst]{3}")
_QUOTED = re.compile('["\u201c\u201d\u00ab\u00bb][^"\u201c\u201d\u00ab\u00bb]*["\u201c\u201d\u00ab\u00bb]')
_RUN_TOGETHER = re.compile(r"(?<=[a-z]{4})(?=[A-Z][a-z]{4})")
_SLAVIC_ADJECTIVE = re.compile("(?:ск|ськ)(?:и|ии|а|ая|о|ое|ого|ои|ата)$")  # noqa: RUF001
"""The end of a folded adjective (``politseiskii``), before the noun that it describes."""
_WIDER = marked("wider")
_NARROWER = marked("narrower")
_BETWEEN = marked("between")


@dataclass(frozen=True, slots=True)
class SegmentFacts:
    """The reading of one segment's words.

    ``level`` is the word of its head (``brigade`` in "Brigade HQ of the North"), ``rank`` its comparable rank.
    ``post_first`` and ``post_last``: a post begins or ends the part before the first preposition. ``topic_only``: only
    words for tasks. ``unknown`` counts the tokens that are in no table. ``area`` and ``site``: it contains such a word
    from the table of areas. ``ends_in_place``: it ends in "in" or "at" and a name.
    """

    folded: str
    tokens: tuple[str, ...]
    level: LevelWord | None
    rank: float | None
    headquarters: bool
    post_first: bool
    post_last: bool
    post_any: bool
    topic_only: bool
    portfolio_only: bool
    portfolio_body: bool
    topics_to_level: bool
    and_before_level: bool
    describing: bool
    bare_level: bool
    has_and: bool
    and_first: bool
    number_first: bool
    number_only: bool
    numbered: bool
    staff_code: bool
    acronym: bool
    with_acronym: bool
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
    ends_in_place: bool
    misspelt: bool

    def rank_or(self, fallback: float) -> float:
        """The rank, or ``fallback`` if no word gives one."""
        return fallback if self.rank is None else self.rank


@lru_cache(maxsize=65536)
def facts_of(text: str) -> SegmentFacts:
    """The facts of one segment. Equal texts give the same object; the time is linear in at most 400 characters."""
    written = unescape(text[:LONGEST_READ])
    bare = _RUN_TOGETHER.sub(" ", _BRACKETED.sub(" ", written))
    tokens = tuple(fold(near_latin(bare)).split()) or tuple(fold(near_latin(written)).split())
    words = _words(written, bare, tokens)
    return SegmentFacts(
        folded=" ".join(tokens),
        tokens=tokens,
        **_level_facts(words),
        **_post_facts(words),
        **_topic_facts(words),
        **_number_facts(words),
        **_place_facts(words),
        **_shape_facts(words),
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """A segment as ``written``, ``bare`` without its brackets, its folded ``tokens`` and the phrases ``found`` in them.

    The name's head is looked for before token ``chunk_end``; ``covered`` says for each token whether it is in a table.
    """

    written: str
    bare: str
    tokens: tuple[str, ...]
    found: tuple[PhraseHit, ...]
    chunk_end: int
    head: PhraseHit | None
    covered: tuple[bool, ...]

    @property
    def level_at(self) -> int:
        """The position of the head; after the last token if there is none."""
        head = self.head
        return head.start if head else len(self.tokens)

    @property
    def all_quoted(self) -> bool:
        return not _QUOTED.sub("", self.written).strip(" .")

    @property
    def has_and(self) -> bool:
        return "&" in self.bare or any(token in _AND for token in self.tokens)

    @property
    def levels(self) -> list[LevelWord]:
        return [each.meaning.level for each in self.found if each.meaning.level]


def _words(written: str, bare: str, tokens: tuple[str, ...]) -> _Words:
    found = tuple(phrasebook().find(tokens))
    chunk_end = _chunk_end(tokens, found)
    head = _head(found, chunk_end, names_head_first(bare), tokens)
    return _Words(written, bare, tokens, found, chunk_end, head, _covered(tokens, found))


class _LevelFacts(TypedDict):
    level: LevelWord | None
    rank: float | None
    headquarters: bool
    portfolio_body: bool
    bare_level: bool


def _level_facts(words: _Words) -> _LevelFacts:
    head = words.head
    level = head.meaning.level if head else None
    headquarters = any(each.concept == "headquarters" for each in words.levels)
    return {
        "level": level,
        "rank": _rank(level, words.tokens, headquarters),
        "headquarters": headquarters,
        "portfolio_body": level is not None and level.concept == "ministry",
        "bare_level": head is not None and head.end == len(words.tokens) and _to_level(words),
    }


class _PostFacts(TypedDict):
    post_first: bool
    post_last: bool
    post_any: bool


def _post_facts(words: _Words) -> _PostFacts:
    if words.all_quoted:  # a ship or a school may be named after an admiral
        return {"post_first": False, "post_last": False, "post_any": False}
    first, last = _posts(words)
    return {"post_first": first, "post_last": last, "post_any": any(each.meaning.post for each in words.found)}


class _TopicFacts(TypedDict):
    topic_only: bool
    portfolio_only: bool
    topics_to_level: bool
    and_before_level: bool
    describing: bool


def _topic_facts(words: _Words) -> _TopicFacts:
    kinds = _topic_kinds(words)
    before = words.tokens[: words.level_at]
    has_head = words.head is not None
    return {
        "topic_only": bool(kinds) and None not in kinds and kinds != {"linking"},
        "portfolio_only": "portfolio" in kinds and kinds <= {"portfolio", "linking"},
        "topics_to_level": has_head and _to_level(words),
        "and_before_level": has_head and ("&" in words.bare or any(token in _AND for token in before)),
        "describing": len(words.tokens) == 1 and bool(words.found) and words.found[0].meaning.topic is not None,
    }


class _NumberFacts(TypedDict):
    number_first: bool
    number_only: bool
    numbered: bool
    staff_code: bool
    unknown: int


def _number_facts(words: _Words) -> _NumberFacts:
    numbers = [_is_number(token) for token in words.tokens]
    return {
        "number_first": bool(numbers) and numbers[0],
        "number_only": bool(numbers) and all(numbers),
        "numbered": any(map(_is_designator, words.tokens)) or _is_lettered(words),
        "staff_code": _is_staff_code(words.tokens),
        "unknown": sum(not known and not number for known, number in zip(words.covered, numbers, strict=True)),
    }


class _PlaceFacts(TypedDict):
    area: bool
    area_first: bool
    honour_first: bool
    site: bool
    ends_in_place: bool


def _place_facts(words: _Words) -> _PlaceFacts:
    senses = {each.meaning.area for each in words.found}
    opening = words.found[0].meaning.area if words.found and words.found[0].start == 0 else None
    return {
        "area": bool(senses & {"area", "compass"}),
        "area_first": opening == "area",
        "honour_first": opening == "honour",
        "ends_in_place": _ends_in_place(words),
        "site": "site" in senses or any(level.concept in {"base", "camp"} for level in words.levels),
    }


class _ShapeFacts(TypedDict):
    has_and: bool
    and_first: bool
    acronym: bool
    with_acronym: bool
    pronounceable: bool
    ministry_acronym: bool
    bracketed: bool
    quoted: bool
    all_quoted: bool
    misspelt: bool


def _shape_facts(words: _Words) -> _ShapeFacts:
    acronym = _is_acronym(words.bare, all(words.covered))
    first = words.tokens[0] if words.tokens else ""
    return {
        "has_and": words.has_and,
        "and_first": first in _AND,
        "acronym": acronym,
        "with_acronym": not acronym and _ends_with_acronym(words),
        "pronounceable": len(words.tokens) == 1 and _is_pronounceable(first),
        "ministry_acronym": acronym and words.head is None and 3 <= len(first) <= 6 and first[0] == "m",
        "bracketed": _BRACKETED.search(words.written) is not None,
        "quoted": '"' in words.written or "\u201c" in words.written,
        "all_quoted": words.all_quoted,
        "misspelt": any(each.misspelt for each in words.found),
    }


def _ends_in_place(words: _Words) -> bool:
    """``Embassy of Mirna in Velabad``."""
    tokens = words.tokens
    at = max((at for at, token in enumerate(tokens) if token in _WHERE), default=0)
    return 0 < at < len(tokens) - 1 and not any(words.covered[at + 1 :])


def _chunk_end(tokens: tuple[str, ...], found: tuple[PhraseHit, ...]) -> int:
    """The position of the first preposition outside any phrase: the head of the name is before it."""
    inside = {at for each in found if each.end - each.start > 1 for at in range(each.start, each.end)}
    for at, token in enumerate(tokens):
        if at and token in PREPOSITIONS and at not in inside:
            return at
    return len(tokens)


def _head(found: tuple[PhraseHit, ...], chunk_end: int, head_first: bool, tokens: tuple[str, ...]) -> PhraseHit | None:
    """The level word that names the body: the last in English, the first in languages of another word order
    and in scripts of such languages (``head_first``)."""
    in_chunk = [each for each in found if each.meaning.level and each.start < chunk_end]
    strong = [each for each in in_chunk if each.meaning.level and each.meaning.level.concept not in _WEAK]
    candidates = strong or in_chunk
    if not candidates:
        return None
    if candidates[0].start == 0 and candidates[0].meaning.level and candidates[0].meaning.level.concept == "ministry":
        return candidates[0]
    if head_first and not any(each.meaning.level and each.meaning.level.language in _HEAD_LAST for each in candidates):
        nouns = [each for each in candidates if not _SLAVIC_ADJECTIVE.search(tokens[each.start])]
        return (nouns or candidates)[0]
    first = candidates[0].meaning.level
    return candidates[0] if first and first.language in _HEAD_FIRST else candidates[-1]


def _rank(level: LevelWord | None, tokens: tuple[str, ...], headquarters: bool) -> float | None:
    """The rank of the level word, shifted a little by words for a wider or narrower scope and for a headquarters."""
    if level is None:
        return None
    words = set(tokens)
    moved = -2 if words & _NARROWER else 2 if words & _WIDER else 1 if words & _BETWEEN else 0
    below_its_body = 1 if headquarters and level.concept != "headquarters" else 0
    return level.rank + moved - below_its_body


def _posts(words: _Words) -> tuple[bool, bool]:
    """Whether a post begins the part before the first preposition (ignoring adjectives), and whether it ends it."""
    chunk_end, head = words.chunk_end, words.head
    posts = [each for each in words.found if each.meaning.post and each.start < chunk_end]
    if not posts:
        return False, False
    before = [each for each in words.found if each.end <= posts[0].start]
    describing = all(each.meaning.topic and not each.meaning.level for each in before)
    first = describing and posts[0].start == sum(each.end - each.start for each in before)
    last = posts[-1].end >= chunk_end or head is None or posts[-1].start > head.start
    return first, last


def _covered(tokens: tuple[str, ...], found: tuple[PhraseHit, ...]) -> tuple[bool, ...]:
    covered = [token in PREPOSITIONS for token in tokens]
    for each in found:
        covered[each.start : each.end] = [True] * (each.end - each.start)
    return tuple(covered)


def _topic_kinds(words: _Words) -> set[str | None]:
    """The kinds of topics; includes None if a token is not a topic."""
    kinds = {each.meaning.topic for each in words.found}
    covered = sum(each.end - each.start for each in words.found) + sum(map(_is_code, words.tokens))
    return kinds if covered == len(words.tokens) else kinds | {None}


def _is_code(token: str) -> bool:
    """Whether a token is a letter and digits, such as ``O5``, that a task may have before it."""
    return len(token) <= 3 and token[0].isalpha() and token[1:].isdigit()


def _to_level(words: _Words) -> bool:
    """Whether everything before the head is a topic."""
    end = words.level_at
    return end == sum(each.end - each.start for each in words.found if each.end <= end and each.meaning.topic)


def _is_number(token: str) -> bool:
    return token in _NUMBER_WORDS or bool(_ORDINAL.match(token)) or bool(_ROMAN.match(token))


def is_designator(tokens: tuple[str, ...]) -> bool:
    """Whether one token tells a unit from its like, a single letter too: ``4``, ``12th``, ``7B``, ``IV``, ``D``."""
    return len(tokens) == 1 and (_is_designator(tokens[0]) or (len(tokens[0]) == 1 and tokens[0].isalpha()))


def _is_designator(token: str) -> bool:
    roman = len(token) > 1 and _ROMAN.match(token)
    return bool(_ORDINAL.match(token) or _LETTERED.fullmatch(token) or roman)


def _is_lettered(words: _Words) -> bool:
    """``Company B``, ``B Company``: a level word, and a letter."""
    at = len(words.tokens) - 1
    if at == 1 and len(words.tokens[0]) == 1 and words.level_at == 1:
        return True
    return at > 0 and len(words.tokens[at]) == 1 and any(hit.meaning.level and hit.end == at for hit in words.found)


def _is_staff_code(tokens: tuple[str, ...]) -> bool:
    return bool(tokens) and bool(_STAFF_CODE.match("".join(tokens[:2])) or _STAFF_CODE.match(tokens[0]))


def _is_acronym(text: str, known: bool) -> bool:
    """One word in capitals that is not a common word (``RCAF``), also with full stops (``D.F.``) or a lower-case letter
    (``MoD``).

    A long word in capitals that is pronounceable (``TAKORADI``) or ``known`` is not an abbreviation.
    """
    letters = [letter for letter in text if letter.isalpha()]
    if len(text.split()) != 1 or not 2 <= len(letters) <= 8:
        return False
    capitals = sum(letter.isupper() for letter in letters)
    if capitals < 2 or capitals * 2 <= len(letters):
        return False
    return len(letters) <= 5 or not (known or _is_pronounceable(text.casefold()))


def _ends_with_acronym(words: _Words) -> bool:
    """Whether a word in capitals of three letters or more that is in no table stands at an end of other words."""
    written = words.bare.split()
    ends = {0, len(written) - 1} if len(written) > 1 and not words.bare.isupper() else ()
    return any(
        written[at].isalpha()
        and written[at].isupper()
        and 3 <= len(written[at]) <= 8
        and _is_unknown(words, written[at])
        for at in ends
    )


def _is_unknown(words: _Words, written: str) -> bool:
    folded = fold(written)
    return any(token == folded and not known for token, known in zip(words.tokens, words.covered, strict=True))


def _is_pronounceable(word: str) -> bool:
    """Whether a word of at least four letters has vowels where speech needs them."""
    return len(word) >= 4 and word.isalpha() and bool(_VOWEL.search(word)) and not _UNSPEAKABLE.search(word)
