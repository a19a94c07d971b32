"""The one door for text from outside: what has passed it, every format can write, and a reader sees all of it.

No name keeps what nobody sees, what acts on the text around it, or what XML cannot hold (XML 1.0, section 2.2).
"""

from __future__ import annotations

import re
from unicodedata import combining

_CONTROLS = [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0)]
_SEPARATORS = [0x2028, 0x2029, 0x2800]
_HIDDEN = [
    # Default_Ignorable_Code_Point (Unicode, DerivedCoreProperties), without joiners and variation selectors, which
    # shape letters: bidirectional controls, zero-width signs, fillers, tags. And the signs of annotations.
    *(0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x200B, 0x200E, 0x200F, 0x3164, 0xFEFF, 0xFFA0),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFFF0, 0xFFFC),
    *range(0x1BCA0, 0x1BCA4),
    *range(0x1D173, 0x1D17B),
    *range(0xE0000, 0xE0100),
    *range(0xE01F0, 0xE1000),
]
_NO_CHARACTERS = [*range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
HIDDEN = "".join(map(chr, _HIDDEN))
"""The signs that nobody sees and that stand for nothing."""
_JOINERS = "\u200c\u200d"
_STRAY_JOINERS = re.compile(f"(?<![^\\x00-\\u052f])[{_JOINERS}]+|[{_JOINERS}]+(?![^\\x00-\\u052f])")
"""Joiners shape letters of Indic and Arabic scripts and join pictures; beside a Latin, Greek or Cyrillic letter, and at
the ends of a text, they do nothing."""
_PRINTABLE_HIDDEN = re.compile("[" + "".join(each for each in HIDDEN if each.isprintable()) + "\u2800]")
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
NO_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")
LONE = "contains a lone surrogate (invalid Unicode)"
"""What is wrong with a text in which one is found."""


def _former(code: int) -> str:
    """What a C1 control was meant to be: a character of Windows-1252 read as Latin-1 (WHATWG Encoding Standard)."""
    if code in range(0x80, 0xA0) and code != 0x85:  # U+0085 ends a line
        return bytes([code]).decode("cp1252", "replace").replace("\ufffd", " ")
    return " "


_MEANING = str.maketrans(
    dict.fromkeys(_HIDDEN, "")
    | {code: _former(code) for code in _CONTROLS}
    | dict.fromkeys(_SEPARATORS, " ")
    | dict.fromkeys(_NO_CHARACTERS, "\ufffd")
)


def seen(text: str) -> str:
    """``text`` without signs that nobody sees; control characters are spaces (those of C1 that stand for signs of
    Windows-1252 are these), and what is no character (a lone surrogate) is U+FFFD. Tabs and ends of lines stay, and
    joiners between letters that they shape.

    >>> seen("Vela\\u200bbad\\x07Guard\\u202e"), seen("Rilo\\x92s \\ud800")
    ('Velabad Guard', 'Rilo\u2019s \ufffd')
    """
    if text.isprintable() and (text.isascii() or not _PRINTABLE_HIDDEN.search(text)):
        return text  # nearly all texts
    return _STRAY_JOINERS.sub("", text.translate(_MEANING))


MARKS = 30
"""The marks on one letter that are looked at: more than any writing has (Unicode Standard Annex 15, section 13)."""
_SHORT = 1000


def with_few_marks(text: str) -> str:
    """A text with at most MARKS combining marks on each letter, if it is long: to normalise a run of marks takes as
    much time as the square of their number."""
    if len(text) <= _SHORT or text.isascii():
        return text
    kept, run = [], 0
    for letter in text:
        run = run + 1 if combining(letter) else 0
        if run <= MARKS:
            kept.append(letter)
    return "".join(kept)
