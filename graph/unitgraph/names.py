"""Normal forms of names: what is compared, never what is shown.

A name is kept as its source writes it; the forms made here stand beside it.
"""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[\W_]+")
_MARKS = {mark: None for mark in range(0x0300, 0x0370)}
_APOSTROPHES = str.maketrans("", "", "'\u2019\u2018\u02bc\u0060\u00b4\u2032")
_ACRONYM = re.compile(r"\s*\(([^()\s]{2,12})\)\s*$")


def tidy(text: str) -> str:
    """``text`` with every run of white space (U+00A0 too) as one space and none at the ends."""
    return _SPACES.sub(" ", text).strip()


def fold(text: str) -> str:
    """The form in which two spellings of one name are equal: letters and digits in lower case, single spaces.

    Case, accents, punctuation and apostrophes fall away; scripts are kept (no transliteration), since two names
    of another script must not fall together. Combining marks are dropped only from the block of diacritics for
    European scripts: elsewhere they are vowels.

    >>> fold("Jalisco State Attorney General\u2019s  Office")
    'jalisco state attorney generals office'
    """
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).casefold()).translate(_MARKS)
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFC", plain)).strip()


def slug(text: str) -> str:
    """The readable part of an IRI: ASCII letters and digits joined by hyphens, 60 characters at most.

    Other scripts are transliterated (anyascii); a text without any letter gives ``unit``.
    """
    from anyascii import anyascii

    folded = fold(anyascii(fold(text)))
    return "-".join(folded.split())[:60].strip("-") or "unit"


def split_acronym(name: str) -> tuple[str, str | None]:
    """``name`` without the acronym printed in brackets at its end, and that acronym (None without one).

    >>> split_acronym("Counter Terrorism and Transnational Crime Unit (CTTCU)")
    ('Counter Terrorism and Transnational Crime Unit', 'CTTCU')
    """
    found = _ACRONYM.search(name)
    if found is None or not any(letter.isupper() for letter in found.group(1)):
        return name, None
    return name[: found.start()].strip(), found.group(1)
