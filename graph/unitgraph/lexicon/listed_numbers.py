"""Numbers that a name lists: ``3rd and 4th Battalions``, ``Batallones 3 y 4``, ``3-й та 4-й батальйони``, ``3 to 6``.

A name with several numbers joined by a word for "and", by a sign or as a range is of several units, in any script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from unitgraph.lexicon.names import fold
from unitgraph.lexicon.scripts import latinized, near_latin
from unitgraph.lexicon.tables import marked, read_word_table

LONGEST_RANGE = 100
"""The largest difference between the ends of a range."""
_LETTER = "(?:\\w|[\u0900-\u0dff\u0e00-\u109f\u1780-\u17ff])"
"""A letter, or a vowel sign."""
_TOKEN = re.compile(
    "\u7b2c[\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341]{0,3}\\d*(?=\\w)"
    "|[\u548c\u53ca\u4e0e\u8207](?=\u7b2c)"
    "|\u10db\u10d4-\\d+|\\d+(?:\\s?[\u00ba\u00aa\u00b0]|/?-?[^\\W\\d_]{1,4}(?!\\w))?(?:\\.(?=\\s))?|\\d+"
    f"|{_LETTER}+|[^\\w\\s]"
)
_DIGITS = re.compile(r"(?:მე-)?(\d+)(.*)", re.DOTALL)
_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10}
_AND_SIGNS = frozenset("&+")
_DASHES = frozenset("-\u2010\u2011\u2013\u2014")
_MARKS = frozenset({"no", "nos", "nr", "num", "n", "#", "\u2116", ".", "\u00ba", "\u00b0"})
_WAW = "\u0648"
"""The Arabic letter for "and", which is written as one word with the next."""


@dataclass(frozen=True, slots=True)
class ListedNumbers:
    """The ``numbers`` (as digits, with a letter where they have one) that stand in a text from ``start`` to ``end``;
    ``dashed`` where only a dash makes a range of them, which may be one number as well (``3-6 Cavalry``)."""

    numbers: tuple[str, ...]
    start: int
    end: int
    dashed: bool = False


_JOINING = re.compile("[&+]|\\d\\s*[\u2010-\u2014-]|\\s[\u0648\u05d5]|[\u548c\u53ca\u4e0e\u8207]")


def _may_list(text: str) -> bool:
    """Whether a text has anything that may join numbers; most have not, and this is told sooner."""
    return bool(_JOINING.search(text)) or not _joining_words().isdisjoint(fold(text).split())


@dataclass(frozen=True, slots=True)
class _NumberWord:
    text: str
    start: int
    end: int

    @property
    def number(self) -> str | None:
        return number_of(self.text)


@lru_cache(maxsize=1 << 14)
def listed_numbers(text: str) -> ListedNumbers | None:
    """The first numbers that a text lists; None where it lists none.

    >>> listed_numbers("3rd to 5th Battalions").numbers
    ('3', '4', '5')
    >>> listed_numbers("6/8 Rifles") is None
    True
    """
    if not _may_list(text):
        return None
    tokens = list(_tokens(text))
    for at, token in enumerate(tokens):
        if token.number is not None and (found := _listed_from(tokens, at)) is not None:
            return found
    return None


def parted_at_and(text: str) -> tuple[str, ...]:
    """The pieces of a text between its words and signs for "and"."""
    pieces, start = [], 0
    for token in _tokens(text):
        if token.text in _AND_SIGNS or fold(token.text) in _parting_words():
            pieces.append(text[start : token.start].strip(" ,"))
            start = token.end
    return (*pieces, text[start:].strip(" ,"))


def _listed_from(tokens: Sequence[_NumberWord], at: int) -> ListedNumbers | None:
    """The numbers that are listed from one on: at least two, joined by more than commas."""
    numbers, last, joined, dashed = [tokens[at].number or ""], at, False, False
    while True:
        joint, after = _joint(tokens, last + 1)
        number = tokens[after].number if joint and after < len(tokens) else None
        if number is None or (joined and joint == "comma"):  # of another segment
            break
        if joint in ("range", "dash"):
            between = _between(numbers[-1], number)
            if between is None:
                break
            numbers += between
            dashed = dashed or joint == "dash"
        joined = joined or joint != "comma"
        numbers.append(number)
        last = after
    several = tuple(dict.fromkeys(numbers))
    told = all(each.isdigit() for each in several) or not any(each.isdigit() for each in several)
    if not joined or len(several) < 2 or not told:
        return None
    return ListedNumbers(several, tokens[at].start, tokens[last].end, dashed and len(several) > 1)


def _joint(tokens: Sequence[_NumberWord], at: int) -> tuple[str, int]:
    """What joins a number to the next, and where that stands: empty if nothing does."""
    joint = ""
    while at < len(tokens):
        text = tokens[at].text
        word = fold(text)
        if text in _AND_SIGNS or word in _and_words():
            joint = "and"
        elif word in _to_words() and not joint:
            joint = "range"
        elif text in _DASHES and not joint:
            joint = "dash"
        elif text in _DASHES and joint == "and":  # the Hebrew one is joined with it
            pass
        elif text in (",", "\u060c") and not joint:
            joint = "comma"
        elif not (text in _MARKS or word in _MARKS):
            break
        at += 1
    return joint, at


def _between(first: str, last: str) -> list[str] | None:
    """The numbers between the ends of a range; None where these are no ends of one."""
    if not (first.isdigit() and last.isdigit()) or not 0 < int(last) - int(first) <= LONGEST_RANGE:
        return None
    return [str(each) for each in range(int(first) + 1, int(last))]


def _tokens(text: str) -> Iterator[_NumberWord]:
    for found in _TOKEN.finditer(text):
        word, start = found[0], found.start()
        if word[0] == _WAW and len(word) > 1 and _is_known(word[1:]) and not _is_own_word(word):
            yield _NumberWord(_WAW, start, start + 1)
            word, start = word[1:], start + 1
        yield _NumberWord(word, start, found.end())


def _is_own_word(word: str) -> bool:
    """Whether a word that begins with the letter for "and" stands in the tables with it (a unit, a ministry)."""
    return not word.startswith(_WAW + "\u0627\u0644") and _is_known(word)


def _is_known(word: str) -> bool:
    return number_of(word) is not None or latinized(word).strip().isascii()


@lru_cache(maxsize=1 << 14)
def number_of(word: str) -> str | None:
    """The number that a word is, as digits: in any script, with the end of an ordinal or a letter, in words, or in
    Roman letters; None for another word."""
    if found := _DIGITS.fullmatch(word.rstrip(".")):
        end = found[2].strip("-/ \u00ba\u00aa\u00b0")
        letter = end.lower() if len(end) == 1 and end in "ABCDEFGH" else ""
        return f"{int(found[1])}{letter}"
    if word in _ROMAN_DIGITS or (len(word) > 1 and _ROMAN.fullmatch(word)):
        return str(_roman(word))
    if not word.isascii() and (plain := near_latin(word).strip()).isdigit():
        return plain
    return _number_words().get(fold(word))


def _roman(word: str) -> int:
    values = [_ROMAN_DIGITS[each] for each in word]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


@cache
def _number_words() -> dict[str, str]:
    return {fold(row["word"]): row["value"] for row in read_word_table("numbers") if row["kind"] == "number"}


@cache
def _and_words() -> frozenset[str]:
    return frozenset(map(fold, marked("and") | marked("and-of-numbers")))


@cache
def _parting_words() -> frozenset[str]:
    """The words for "and" that mean nothing else in another language (Spanish ``en``, Portuguese ``na``)."""
    return frozenset(map(fold, marked("and"))) | {each for each in _and_words() if not each.isascii()}


@cache
def _joining_words() -> frozenset[str]:
    return _and_words() | _to_words()


@cache
def _to_words() -> frozenset[str]:
    return frozenset(map(fold, marked("range-of-numbers")))
