"""Single letters that tell units apart in a name (``Camp D``), which are none of its small words."""

from __future__ import annotations

import re

from anyascii import anyascii

from unitgraph.match.vocabulary import LETTERED, foreign_words, key_of, level_concepts, stop_words, synonyms

ROMAN = {"I": 1, "V": 5, "X": 10}
CONJUNCTIONS = frozenset("EIOUY")
_QUOTES = "\"'\u2018\u2019\u201c\u201d\u00ab\u00bb`\u00b4"
_LETTER = re.compile(
    rf"(?<![\w.&'\u2019/-])[{_QUOTES}]?(?:([^\W\d_a-zIVX])|(?<=\s)([a-hj-uwyz])(?=[{_QUOTES}]?\s*(?:$|[(,])))"
    rf"[{_QUOTES}]?(?![\w&'\u2019/-]|\.(?!\s*$))"
)
_LETTER_ALONE = re.compile(rf"[\s.()\[\]{_QUOTES}-]*([^\W\d_])[\s.()\[\]{_QUOTES}-]*")
_TAIL = re.compile(r"(?<=[^\W\d_]{2})[-._]+([A-Z])[._]*\s*$")
_INITIAL = re.compile(r"(?<![\w.&'\u2019/-])(?<!\w\. )([^\W\d_])\.(?=\s+[^\W\d_]{2})")


_SMALL_BEHIND_NUMBER = re.compile(
    r"(?<![\d/#.])(?<!\d-)([0-9]{1,4})(?:([a-z]|[^\W\d_a-zA-Z])|\s?[/-]\s?([A-Za-z])|\s?\(([a-z])\))(?![\w'\u2019/-])"
)
_SMALL_IN_BRACKETS = re.compile(r"(?<![^\W\d_])\(\s*([^\W\d_]|i{2,3}|iv|vi{1,3}|ix|xi{0,3})\s*\)")
_SMALL_AT_END = re.compile(r"(?<=[^\W_]\s)((?!\w*[a-z]\b)[^\W\d_]|i{1,3}|iv|vi{0,3}|ix|x)(?=\s*(?:$|[(,]))")
_MARKED = re.compile(r"(?i:\b(?:no|nr|num|number)\b\.?|#)\s*$")
_DOTTED = re.compile(r"\.\s*[^\W\d_]")
_FRENCH_AS_ENGLISH = re.compile(
    r"(?i)\s+(?:brigade|corps|division|l[e\u00e9]gion|r[e\u00e9]gi(?:ment|on)|section|zone|cie|rgt|bat|bn|esc)\b"
)
"""Levels that French writes as English does, behind an ordinal."""
_WORD_BEHIND = re.compile(r"[\s.)]*[^\W\d_]{2}")


def with_capital_letters(text: str) -> str:
    """``text`` with small letters and numerals that tell units apart as capitals: behind a number, where they are not
    the end of an ordinal, in brackets, and at the end.

    >>> with_capital_letters("Company 12/a"), with_capital_letters("2a Zona"), with_capital_letters("Jail (ii)")
    ('Company 12A', '2a Zona', 'Jail (II)')
    """
    text = _SMALL_BEHIND_NUMBER.sub(_behind_number, without_ordinal_letters(text))
    return _SMALL_AT_END.sub(_capital, _SMALL_IN_BRACKETS.sub(_capital, text))


_BEFORE_ACRONYM = re.compile(r"((?:^|[,(])\s*[0-9]{1,4})[aeo](?=\s+[A-Z]{2,8}(?![\w.]))")


def without_ordinal_letters(text: str) -> str:
    """A text without the small letter at the end of an ordinal that begins a name, right before an acronym.

    >>> without_ordinal_letters("322e RIM"), without_ordinal_letters("Squadron 12a RIM")
    ('322 RIM', 'Squadron 12a RIM')
    """
    return _BEFORE_ACRONYM.sub(r"\1", text)


def _capital(match: re.Match[str]) -> str:
    return match[0].upper() if match[1].islower() else match[0]


def _behind_number(match: re.Match[str]) -> str:
    letter = anyascii(match[2] or match[3] or match[4])
    if len(letter) != 1 or not letter.isalpha():
        return match[0]
    if _ends_ordinal(match, letter):
        return f"{match[1]}nd" if letter == "d" else match[0]
    return f"{match[1]} ({letter.upper()})" if match[4] else match[1] + letter.upper()


def _ends_ordinal(match: re.Match[str], letter: str) -> bool:
    """Whether a number and a letter before a word are an ordinal: ``2a Compa\u00f1\u00eda``, ``8/a. M. Z.``,
    ``3d Battalion``, ``33e brigade``."""
    text = match.string
    if "/" in match[0] and letter in "ao" and _DOTTED.match(text, match.end()):
        return True
    if match[4] or not _WORD_BEHIND.match(text, match.end()) or _MARKED.search(text, 0, match.start()):
        return False
    if letter == "d":
        return match[1][-1] in "23" and match[1][-2:-1] != "1"
    # "5i" and "8-y" stand for ordinals of transliterated Greek and Russian.
    if letter in "oiy" or not (match[2] or match[3]).isascii():
        return True
    if match[2] == "e" and _FRENCH_AS_ENGLISH.match(text, match.end()):
        return True
    return letter.lower() in "aeo" and has_foreign(text)


def has_foreign(text: str) -> bool:
    """Whether a text has a word of a language that writes ordinals with one letter (``3A BRIGADA``)."""
    canonical, words = set(level_concepts()), key_of(text)
    if not foreign_words().isdisjoint(words):
        return True
    return any(word not in canonical and synonyms().at([word], 0, frozenset()) for word in words)


def lettered(text: str) -> str:
    """``text`` with the letters that tell units apart as ``#d``: one that is all of it, whatever its script, initials
    that would be small words of some language (``D. Mirna Battalion``), and those that :func:`_letter` takes."""
    alone = _LETTER_ALONE.fullmatch(text)
    if alone and len(letter := anyascii(alone[1]).upper()) == 1 and letter.isalpha():
        return letter if letter in ROMAN else f"#{letter.lower()}"
    return _LETTER.sub(_letter, _INITIAL.sub(_initial, _TAIL.sub(r" \1", text)))


def _initial(match: re.Match[str]) -> str:
    letter = anyascii(match[1]).lower()
    return f" #{letter} " if match[1].isupper() and letter in stop_words() and len(letter) == 1 else match[0]


def _letter(match: re.Match[str]) -> str:
    """A single letter that distinguishes units (``Camp D``, ``Area 'L' Command``) as ``#d``: an isolated capital, or
    any letter at the end. Roman numerals, initials, and conjunctions in a text in capitals are left alone."""
    text, letter = match.string, anyascii(match[1] or match[2])
    if len(letter) != 1 or (match[1] and not match[1].isupper()):
        return match[0]
    before, after = text[: match.start()].split(), text[match.end() :].split()
    alone = not before and not after
    beside = (*before[-1:], *after[:1])
    named = any(len(each) > 1 for each in after)  # initials stand before a name
    if alone or (named and any(len(each) == 1 and each.isalpha() for each in beside)):
        return match[0]
    small = match[0] in CONJUNCTIONS or not match[0].isascii()
    if before and after and small and text.upper() == text:
        return match[0]
    return f" #{letter.lower()} "


_NUMBER_SIGN = re.compile(r"(?i)(?<!\w)n\s?[\u00b0\u00ba](?=\s?\d)|\u2116")
_N_ALONE = re.compile(r"(?i)(?:(?<![\w.])([a-z]+)\s)?(?<![\w/#-])n(?:\.\s?|\s)(?=\d{1,4}(?![\w\u00b0\u00ba\u00aa/]))")
"""An ``N`` right before a number, and the word before it."""
_COUNTED_NEXT = re.compile(r"\d+\s+([A-Za-z]+)")


def with_number_signs(text: str) -> str:
    """A text with ``No`` for all signs of a number, and for an ``N`` before one, unless that is the letter of a level
    before the number of the next one.

    >>> with_number_signs("Brigada N 9"), with_number_signs("Company N 3 Regiment")
    ('Brigada No 9', 'Company N 3 Regiment')
    """
    return _N_ALONE.sub(_numbered, _NUMBER_SIGN.sub("No ", text))


def _numbered(found: re.Match[str]) -> str:
    before = found[1] or ""
    behind = _COUNTED_NEXT.match(found.string, found.end())
    if before.lower() in LETTERED and behind and behind[1].lower() in level_concepts():
        return found[0]
    return f"{before} No ".lstrip()
