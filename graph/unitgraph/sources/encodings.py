"""The encoding of a text that does not declare it: found, or asked for; never a silent guess."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from unitgraph.sources.text import encoding_of, refuse_binary
from unitgraph.system.errors import SourceError

WINDOWS = "cp1252"
_BEYOND = re.compile(rb"[\x80-\xff]+")
_BETWEEN = re.compile(rb"[\s,;|\"]")
_LONGEST = 60  # bytes of a word that are looked at, before and after its first byte beyond ASCII
_WESTERN = frozenset("áàâãäåéèêëíìîïóòôõöúùûüçñÿœßÁÀÂÃÄÅÉÈÊËÍÌÎÏÓÒÔÕÖÚÙÛÜÇÑŸŒ")
"""The letters of Spanish, French, Portuguese, Italian, German. Those of other languages of Western Europe
(``æ``, ``ð``, ``ø``, ``š``) are, as bytes, also letters of Central European, Turkish or Cyrillic encodings."""
_MARKS = frozenset("\u00a0\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u20ac«»¿¡ºª°·§®©")
_INNER = frozenset("\u00a0\u2019·ºª")  # marks that stand within words, too
_FOREIGN_RUN = 3  # letters beyond ASCII in a row
_OTHERS = ("cp1250", "cp1251", "cp1254", "cp1256", "mac_roman", "cp850")
_NEIGHBOURS = ("cp1250", "cp1254")
_SAMPLE = 2000  # words


GIVE_ENCODING = "give --encoding NAME, or save the file as UTF-8"
"""The remedy where an encoding is not told or is wrong."""


@dataclass(frozen=True, slots=True)
class Found:
    """An encoding, and what to say of it: nothing where the text itself declares it or is valid UTF-8."""

    encoding: str
    remark: str = ""


def found_encoding(beginning: bytes, whole: Iterable[bytes], name: str) -> Found:
    """The encoding of a text that begins with ``beginning``; ``whole`` are the blocks of all of it that can be looked
    at, the beginning included.

    A byte order mark tells, or else that every second byte of the beginning is NUL (UTF-16), or that all of it is valid
    UTF-8. A text with some valid UTF-8 beyond ASCII is UTF-8 with damage. What else has accents of Western Europe
    within words of Latin letters is Windows-1252, with a remark that shows how a word of it reads. Raises SourceError
    for anything else, with how the word reads in other encodings, and for what is no text.
    """
    marked = encoding_of(beginning)
    if marked != "utf-8":
        return Found(marked)
    wide = _without_mark(beginning)
    if wide:
        return Found(wide, f"{name}: read as {wide.upper()}, without a byte order mark (if wrong, give --encoding)")
    refuse_binary(beginning, name)
    words = _words_if_not_utf8(whole)
    if words is None:
        return Found("utf-8")
    odd = next((each for each in words if not _is_western(each[1])), None)
    if odd is not None:
        what = f"this is not UTF-8, and which encoding it is cannot be told from {_readings(odd[1])}"
        raise SourceError(f"{name} line {odd[0]}", what, GIVE_ENCODING)
    shown = ", ".join(map(repr, _words_to_judge_by(words)))
    return Found(WINDOWS, f"{name}: not UTF-8, read as Windows-1252, such as {shown} (if wrong, give --encoding)")


def _without_mark(beginning: bytes) -> str:
    """UTF-16 without a byte order mark, told by the NUL beside what is ASCII: on one side only, and often."""
    sample = beginning[:4096]
    sides = {"utf-16-be": sample[0::2].count(0), "utf-16-le": sample[1::2].count(0)}
    encoding = max(sides, key=sides.__getitem__)
    if len(sample) % 2 or min(sides.values()) or sides[encoding] * 12 <= len(sample):
        return ""
    text = sample.decode(encoding, "replace")
    return encoding if all(letter.isprintable() or letter.isspace() for letter in text.removesuffix("\ufffd")) else ""


def _words_to_judge_by(words: Iterable[_FoundWord]) -> list[str]:
    """Up to three words, those first that would read otherwise in an encoding of a neighbouring region."""
    texts: dict[str, bool] = {}
    for _, word in words:
        text = word.decode(WINDOWS)
        texts[text] = any(word.decode(other, "replace") != text for other in _NEIGHBOURS)
    return sorted(texts, key=lambda text: not texts[text])[:3]


_FoundWord = tuple[int, bytes]
"""A word beyond ASCII, and the number of its line."""


def _words_if_not_utf8(blocks: Iterable[bytes]) -> list[_FoundWord] | None:
    """Words with bytes beyond ASCII, if no such byte is valid UTF-8; None for UTF-8, whole or damaged."""
    words: list[_FoundWord] = []
    rest, line = b"", 1
    for block in chain(blocks, (b"",)):
        piece = rest + block
        cut = len(piece) if not block or block.isascii() else piece.rfind(b"\n") + 1 or _last_ascii(piece)
        piece, rest = piece[:cut], piece[cut:]
        if not piece.isascii() and not _take_words(piece, words, line):
            return None
        line += piece.count(b"\n")
    return words or None


def _last_ascii(piece: bytes) -> int:
    """Where ``piece``, part of a long line, may be cut: after its last byte of ASCII, if one is near its end."""
    return next((at for at in range(len(piece), max(0, len(piece) - 100), -1) if piece[at - 1] < 128), len(piece))


def _take_words(piece: bytes, words: list[_FoundWord], line: int) -> bool:
    """Add the words beyond ASCII of whole lines, the first of which is ``line``; False where one is valid UTF-8."""
    at = end = 0
    for found in _BEYOND.finditer(piece):
        if len(words) == _SAMPLE:
            break
        try:
            codecs.utf_8_decode(found.group()[:_LONGEST], "strict", len(found.group()) <= _LONGEST)
        except UnicodeDecodeError:
            if found.start() >= end:
                before = _BETWEEN.split(piece[max(0, found.start() - _LONGEST) : found.start()])[-1]
                after = _BETWEEN.split(piece[found.start() : found.start() + _LONGEST], maxsplit=1)[0]
                line, at = line + piece.count(b"\n", at, found.start()), found.start()
                end = found.start() + len(after)
                words.append((line, before + after))
        else:
            return False
    return True


def _is_western(word: bytes) -> bool:
    try:
        text = word.decode(WINDOWS)
    except UnicodeDecodeError:
        return False
    run = 0
    for at, letter in enumerate(text):
        if letter.isascii():
            run = 0
        elif letter in _WESTERN:
            run += 1
        elif letter not in _MARKS or (letter not in _INNER and _is_between_letters(text, at)):
            return False
        if run == _FOREIGN_RUN:
            return False
    return True


def _is_between_letters(text: str, at: int) -> bool:
    return text[at - 1 : at].isalpha() and text[at + 1 : at + 2].isalpha()


def _readings(word: bytes) -> str:
    """A word as it reads in each encoding in which it can be read."""
    shown = []
    for encoding in (WINDOWS, *_OTHERS):
        try:
            text = word[:60].decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.isprintable():
            shown.append(f"{text!r} ({encoding})")
    return ", ".join(shown) or repr(word[:60])
