"""Bytes to text and text to numbered lines."""

from __future__ import annotations

import codecs
import re

from unitgraph.sources.values import Line
from unitgraph.system.characters import LONE
from unitgraph.system.errors import SourceError

LONGEST_LINE = 100_000
_NO_CHARSETS = frozenset(
    {"idna", "punycode", "undefined", "unicode-escape", "unicode_escape", "raw-unicode-escape", "raw_unicode_escape"}
)
"""Codecs of Python for text that are the encoding of no file."""
_BREAK = re.compile(r"\r\n|\n|\r")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, since it starts with the mark of UTF-16 LE
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(raw: bytes) -> str:
    """The encoding given by a byte order mark at the start of ``raw``; UTF-8 without one."""
    return next((name for mark, name in _BOMS if raw.startswith(mark)), "utf-8")


def decode(raw: bytes, name: str, encoding: str | None = None) -> str:
    """``raw`` decoded: from ``encoding`` if given, else as its byte order mark says, else from UTF-8.

    Raises SourceError for a binary file, for bytes that are invalid in that encoding (with offset and line), and for an
    unknown encoding.
    """
    chosen = known_encoding(name, encoding) if encoding else encoding_of(raw)
    refuse_binary(raw, name, chosen)
    try:
        return raw.decode(chosen)
    except UnicodeDecodeError as fault:
        raise undecodable(fault, raw, name, chosen) from None


def known_encoding(name: str, encoding: str) -> str:
    """``encoding``, if Python knows it as one of files. Raises SourceError otherwise."""
    try:
        found = codecs.lookup(encoding)
    except (LookupError, ValueError):
        raise unknown_encoding(name, encoding) from None
    if not found._is_text_encoding or found.name in _NO_CHARSETS:
        raise unknown_encoding(name, encoding)
    return encoding


def unknown_encoding(name: str, encoding: str) -> SourceError:
    """The error for an encoding that Python does not know."""
    what = f"unknown encoding {encoding!r}"
    return SourceError(name, what, "give another, such as utf-8 or cp1252")


def undecodable(
    fault: UnicodeDecodeError, raw: bytes, name: str, encoding: str, line: int = 0, offset: int = 0
) -> SourceError:
    """The error for bytes that are invalid in ``encoding``.

    ``raw`` begins at ``offset`` of the document; ``line`` is its number if it is one line, 0 if it is the whole.
    """
    place = line or raw.count(b"\n", 0, fault.start) + 1
    byte = raw[fault.start : fault.start + 1].hex()
    what = f"byte {byte} at offset {offset + fault.start} is not valid {encoding.removesuffix('-sig').upper()}"
    remedy = "save the file as UTF-8, or give its encoding (such as cp1252)"
    return SourceError(f"{name} line {place}", what, remedy)


def lacks_mark(fault: UnicodeError) -> bool:
    """Whether a decoder of UTF-16 or UTF-32 met no byte order mark, which older versions of Python tell by an error of
    no bytes."""
    return not isinstance(fault, UnicodeDecodeError) or "BOM" in fault.reason


def without_mark(name: str, encoding: str) -> SourceError:
    """The error for text without the byte order mark by which its encoding tells the order of its bytes."""
    what = f"this does not begin with a byte order mark, as {encoding.upper()} does"
    return SourceError(name, what, f"give {encoding}-le, {encoding}-be or its right encoding")


def refuse_binary(raw: bytes, name: str, encoding: str = "utf-8") -> None:
    """Raise SourceError if the first 8192 bytes cannot be text."""
    head = raw[:8192]
    wide = encoding.lower().replace("_", "-").startswith(("utf-16", "utf-32"))
    if not wide and (b"\0" in head or len(_CONTROL.findall(head)) * 20 > len(head)):
        remedy = "give a text, HTML, PDF, CSV or XLSX file"
        raise SourceError(name, "this is a binary file of an unsupported kind", remedy)


def lone_surrogate(where: str) -> SourceError:
    """The error for half of a surrogate pair, which JSON and UTF-7 can hold and nothing can write."""
    return SourceError(where, LONE, "correct its encoding")


def split_lines(text: str, name: str, first_line: int = 1) -> tuple[Line, ...]:
    """The lines of ``text``, numbered from ``first_line`` as in an editor.

    Only CR, LF and CR LF end a line: form feeds and Unicode separators do not. Raises SourceError for a line of more
    than 100,000 characters.
    """
    texts = _BREAK.split(text)
    if texts[-1] == "":
        texts.pop()
    lines = tuple(Line(number, line) for number, line in enumerate(texts, first_line))
    for line in lines:
        check_length(line, name)
    return lines


def check_length(line: Line, name: str) -> None:
    """Raise SourceError if ``line`` is too long to be a line of a list."""
    if len(line.text) > LONGEST_LINE:
        what = f"the line has {len(line.text):,} characters; the limit is {LONGEST_LINE:,}"
        raise SourceError(f"{name} line {line.number}", what, "split the text into lines, one entry each")
