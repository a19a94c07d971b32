"""Signs before the items of a list, and which lines of text are prose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class SignKind(StrEnum):
    """The kinds of signs."""

    BULLET = "bullet"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign before an item: its kind, how it is written, and the text behind it. ``values`` are the numbers that it
    may stand for: ``i)`` is 9 among letters and 1 among Roman numerals. ``level`` counts the lists
    around, where the sign tells: 1 for ``2.3``."""

    kind: SignKind
    mark: str
    text: str
    values: tuple[int, ...] = ()
    level: int = 0


# Including those of Word's symbol fonts (U+F0A7, U+F0B7, U+F0D8) and its second bullet, the letter o; a star, hyphen,
# dash, plus sign or o counts only before white space.
_BULLETS = (
    "\u2022\u00b7\u25aa\u25ab\u25cf\u25cb\u25e6\u2023\u2043\u25a0\u25a1\u25b6\u25b8\u25ba\u25c6\u25c7\u2610\u2611\u2612"
    "\u2713\u2714\u27a2\u2794\u2192\u2726\u2756\u30fb\uf0a7\uf0b7\uf0d8\uf0fc"
)
_BULLET = re.compile(rf"\s*([{_BULLETS}]|[*\-+\u2013\u2014\u2212o](?=\s|$))\s*")
_NUMBER = re.compile(r"\s*(\(?)(\d{1,4}|[A-Za-z]|[ivxIVX]{2,6})([.)])(?=\s|$)\s*")
_OUTLINE = re.compile(r"\s*(\d{1,3}(?:\.\d{1,3})+)[.)]?(?=\s|$)\s*")
_TIGHT = re.compile(r"\s*(?:([*\-\u2013\u2014])|(\d{1,3})[.)])(?=[^\W\d_])")
_ROMAN = {"i": 1, "v": 5, "x": 10}


def sign_of(text: str) -> Sign | None:
    """The sign that a text begins with, if any.

    >>> sign_of("(ii) Coast Guard").values
    (2,)
    """
    bullet = _BULLET.match(text)
    if bullet:
        return Sign(SignKind.BULLET, bullet.group(1), text[bullet.end() :].strip())
    outline = _OUTLINE.match(text)
    if outline is not None:
        parts = outline.group(1).split(".")
        return Sign(SignKind.NUMBER, "1" * len(parts), text[outline.end() :].strip(), (int(parts[-1]),), len(parts) - 1)
    number = _NUMBER.match(text)
    if number is None or (number.group(1) and number.group(3) == "."):
        return None
    written = number.group(2)
    style = "1" if written.isdecimal() else "a" if written.islower() else "A"
    mark = f"{number.group(1)}{style}{number.group(3)}"
    return Sign(SignKind.NUMBER, mark, text[number.end() :].strip(), tuple(_values(written)))


def tight_sign_of(text: str) -> Sign | None:
    """A sign without white space behind it, as in ``-Guard`` and ``1.Guard``: it may be part of a name."""
    found = _TIGHT.match(text)
    if found is None:
        return None
    rest = text[found.end() :].strip()
    if found.group(1):
        return Sign(SignKind.BULLET, found.group(1), rest)
    return Sign(SignKind.NUMBER, "1", rest, (int(found.group(2)),))


_HARDLY_ELSE = "\u2022\u25aa\u25ab\u25cf\u25cb\u25e6\u25a0\u25a1\u2610\u2611\u2612\u2713\u2714\uf0a7\uf0b7\uf0d8"
_WITHIN = re.compile(rf"\s[{_HARDLY_ELSE}]\s")


def has_sign_within(text: str) -> bool:
    """Whether a text has a sign between two words that is hardly anything but that of an item.

    >>> has_sign_within("Coast Guard \u2022 Border Guard"), has_sign_within("Police \u00b7 Coast Station")
    (True, False)
    """
    return _WITHIN.search(text) is not None


def _values(written: str) -> Iterator[int]:
    if written.isdecimal():
        yield int(written)
        return
    if len(written) == 1:
        yield ord(written.lower()) - ord("a") + 1
    if set(written.lower()) <= set(_ROMAN):
        digits = [_ROMAN[letter] for letter in written.lower()]
        yield sum(-one if one < next_ else one for one, next_ in zip(digits, [*digits[1:], 0], strict=True))


def out_of_order(signs: Iterable[Sign]) -> list[bool]:
    """For each of the numbers before the lines of a list, whether it is out of :class:`SignOrder`: it may be part of a
    name, as in ``12. Brigade``."""
    order = SignOrder()
    return [not order.takes(sign) for sign in signs]


class SignOrder:
    """The numbers before the lines of a list so far, in the lists around one another."""

    def __init__(self) -> None:
        self._around: list[Sign] = []

    def takes(self, sign: Sign) -> bool:
        """Whether the next number goes on from one before, of the same list or of one around it, or begins anew
        at 1."""
        places = (at for at in reversed(range(len(self._around))) if _follows(sign, self._around[at]))
        at = next(places, None)
        if at is not None:
            del self._around[at:]
        self._around = [*self._around[-DEEPEST:], sign]
        return at is not None or 1 in sign.values


DEEPEST = 8
"""The number of numbered lists around one another."""


def _follows(sign: Sign, before: Sign) -> bool:
    return sign.mark == before.mark and any(value + 1 in sign.values for value in before.values)


LONG = 200
"""The number of characters from which a line with a few words in small letters is prose."""
_WORD = re.compile(r"[^\W\d_][\w'\u2019.-]*")
_LINKING_WORDS = (
    "a al and da das de del della des di do dos du e el et for für in la las le les los of on or the to und van von y "
    "zu der dem den"
)
_LINKING = frozenset(_LINKING_WORDS.split())
_FEW, _MANY = 4, 7


def is_prose(text: str) -> bool:
    """Whether a line is surely a sentence and no name: it has several words in small letters, and ends like a sentence,
    has very many of them, or is long.

    >>> is_prose("The list below names units that were denied assistance.")
    True
    >>> is_prose("Directorate of the Preventive State Police, Velabad.")
    False
    """
    small = sum(word[0].islower() and word.lower() not in _LINKING for word in _WORD.findall(text))
    ends = text.rstrip(' \u00a0"\u201d\u2019)')[-1:] in set(".:;?!\u2013\u2014")
    return small >= _FEW and (ends or len(text) >= LONG or (small >= _MANY and _has_verb(text)))


_VERB_WORDS = (
    "is are was were be been has have had shall will would may must can does did not denied identifies means states "
    "provides includes lists names contains son fue fueron sont ont été"
)
_VERBS = frozenset(_VERB_WORDS.split())


def _has_verb(text: str) -> bool:
    return not _VERBS.isdisjoint(word.lower() for word in _WORD.findall(text))
