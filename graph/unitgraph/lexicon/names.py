"""Normal forms of names: what is compared, never what is shown.

A name is kept as its source writes it; the forms made here stand beside it.
"""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[\W_]+")
_MARKS = dict.fromkeys((*range(0x0300, 0x0370), *range(0xFE00, 0xFE10)))  # and variation selectors
_APOSTROPHES = str.maketrans("", "", "'\u2019\u2018\u02bc\u0060\u00b4\u2032")
_ACRONYM = re.compile(r"(?<=\S)\s*\(([^()\s]{2,12})\)\s*$")


def tidy(text: str) -> str:
    """``text`` with every run of white space (U+00A0 too) as one space and none at the ends."""
    return _SPACES.sub(" ", text).strip()


def fold(text: str) -> str:
    """The form in which two spellings of one name are equal: letters and digits in lower case, single spaces.

    Case, accents, punctuation, apostrophes and invisible characters fall away; scripts are kept (no
    transliteration), since two names of another script must not fall together. Combining marks are dropped only
    from the block of diacritics for European scripts: elsewhere they are vowels. Folding twice changes nothing.

    >>> fold("Jalisco State Attorney General\u2019s  Office")
    'jalisco state attorney generals office'
    """
    if text.isascii():
        return _NOT_WORD.sub(" ", text.translate(_APOSTROPHES).lower()).strip()
    # Case and compatibility forms depend on each other (Unicode 3.13, D146): a compatibility form may be a capital.
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).translate(_APOSTROPHES)
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", plain.casefold()).casefold())
    return _words(unicodedata.normalize("NFC", plain.translate(_MARKS)))


def _words(text: str) -> str:
    """``text`` with one space for whatever is no part of a word. The marks of a script are parts of words, which the
    ``\\w`` of regular expressions does not say."""
    return " ".join("".join(map(_in_word, text)).split())


def _in_word(letter: str) -> str:
    """``letter`` where it is part of a word, nothing for a format character (soft hyphen, joiner), else a space."""
    if letter.isalnum():
        return letter
    category = unicodedata.category(letter)
    return letter if category in {"Mn", "Mc"} else "" if category == "Cf" else " "


def slug(text: str) -> str:
    """The readable part of an IRI: ASCII letters and digits joined by hyphens, 60 characters at most.

    Other scripts are transliterated (anyascii); a text without any letter gives ``unit``.
    """
    from anyascii import anyascii

    folded = fold(anyascii(fold(text)))
    return "-".join(folded.split())[:60].strip("-") or "unit"


def split_acronym(name: str) -> tuple[str, str | None]:
    """``name`` without the acronym printed in brackets at its end, and that acronym (None without one).

    A name that is nothing but its brackets stays whole.

    >>> split_acronym("Counter Terrorism and Transnational Crime Unit (CTTCU)")
    ('Counter Terrorism and Transnational Crime Unit', 'CTTCU')
    """
    found = _ACRONYM.search(name)
    if found is None or not any(letter.isupper() for letter in found.group(1)):
        return name, None
    return name[: found.start()].strip(), found.group(1)
