"""Single letters that tell units apart in a name (``Camp D``), which are none of its small words."""

from __future__ import annotations

import re

from anyascii import anyascii

from unitgraph.match.vocabulary import stop_words

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
