"""The damage that names suffer in files, repaired."""

from __future__ import annotations

import re
from html import unescape

_UTF8_AS_CP1252 = re.compile("[\u00c2\u00c3\u00e2][\u0080-\u00bf\u20ac\u201a-\u2122\u0152-\u017e]")
# Code page 437/850 bytes read as Latin-1: inverted marks and currency signs in place of accented letters.
_DOS_LETTERS = str.maketrans({"\u00a1": "i", "\u00a2": "o", "\u00a3": "u", "\u00a4": "n", "\u0082": "e"})
_DOS_DAMAGE = re.compile("[a-zA-Z][\u00a1-\u00a4\u0082][a-zA-Z]")
# A "replace NA by N/A" that was applied inside words ("N/Aval Base").
_NA_DAMAGE = re.compile(r"(?i)n/a(?=[a-z])")
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}[A-Za-z]?(?![A-Za-z])|\b(?:[A-Z]\. ){2,}[A-Z]?\.?(?![A-Za-z])")
_LOST_LETTER = re.compile(r"(?<=[A-Za-z])[?\ufffd](?=[A-Za-z])")


def repair(text: str) -> str:
    """``text`` without the damage that names suffer in files: entities (also doubled ones), UTF-8 read as another code
    page, DOS letters, a lost letter shown as a question mark, full stops in acronyms.

    >>> repair("B&amp;amp;H, Secretar\u00c3\u00ada, P\u00a3blica, M.O.I.")
    'B&H, Secretar\u00eda, Publica, MOI'
    """
    for _ in range(8):
        if "&" not in text or (plain := unescape(text)) == text:
            break
        text = plain
    if not text.isascii():
        if _UTF8_AS_CP1252.search(text):
            text = _reread(text)
        if _DOS_DAMAGE.search(text):
            text = text.translate(_DOS_LETTERS)
    text = _LOST_LETTER.sub("", text)
    text = _NA_DAMAGE.sub("na", text)
    return _DOTTED.sub(lambda dotted: re.sub("[. ]", "", dotted.group()) + " " * dotted.group().endswith(" "), text)


def _reread(text: str) -> str:
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text
