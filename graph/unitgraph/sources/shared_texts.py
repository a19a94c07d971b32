"""How much text the cells of an XLSX sheet hold: a text is written once, and shared by any number of cells."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator
from html import unescape

PREFIX = rb"(?:[^\s<>/:]+:)?"
_TEXT = re.compile(rb"<" + PREFIX + rb"si(?=[\s/>])")
_TAG = re.compile(rb"<" + PREFIX + rb"(si(?=[\s/>]))?[^>]*>")
_BEGINS = re.compile(rb"<" + PREFIX + rb"v(?:\s[^<>]*)?(?<!/)>")
_VALUE = re.compile(_BEGINS.pattern + rb"([^<]*)</")
BlocksOfPart = Callable[[str], Iterable[bytes]]


def longest_text(block: bytes, since: int) -> tuple[int, int]:
    """The bytes, with tags, of the longest shared text that ends in a block, and of the one that goes on in the next;
    ``since`` are those of the one that has begun before, 0 for none."""
    longest, at = 0, None
    for found in _TEXT.finditer(block):
        if at is not None:
            longest = max(longest, found.start() - at)
        elif since:
            longest = since + found.start()
        at = found.start()
    if at is None:
        return 0, since + len(block) if since else 0
    return longest, len(block) - at


def texts_of(blocks: BlocksOfPart, parts: Iterable[str], sheets: Iterable[str]) -> Iterator[int]:
    """The bytes of the texts that the cells of each sheet share, at most; ``blocks`` gives a part in blocks of whole
    tags, ``parts`` are all that may hold the texts."""
    lengths: array[int] | None = None
    for sheet in sheets:
        if lengths is None:
            lengths = _lengths(blocks, parts)
        longest = max(lengths, default=0)
        yield sum(_text(block, lengths, longest) for block in blocks(sheet))


def _lengths(blocks: BlocksOfPart, parts: Iterable[str]) -> array[int]:
    """The bytes of each text, by its number; where several parts hold texts, those of the longest."""
    found = array("Q")
    for part in parts:
        texts = array("Q")
        plain = True
        for block in blocks(part):
            plain = plain and b"<!" not in block
            marked = _TAG.sub(lambda tag: b"\0" if tag.group(1) else b"", block.replace(b"\0", b" "))
            first, *others = marked.split(b"\0")
            if texts:
                texts[-1] += len(first)
            texts.extend(map(len, others))
        if not plain:  # a comment may hold what looks like a text: any may be the longest
            texts = array("Q", [max(texts, default=0)]) * len(texts)
        found.extend([0] * (len(texts) - len(found)))
        for at, length in enumerate(texts):
            found[at] = max(found[at], length)
    return found


def _text(block: bytes, lengths: array[int], longest: int) -> int:
    """The bytes of the texts that the cells of a block share. Any number is taken for that of a text, and what is not
    written plainly for that of the longest."""
    begun = sum(1 for _ in _BEGINS.finditer(block))
    if b"<!" in block:
        return begun * longest
    values = _VALUE.findall(block)
    numbers = map(_number, values)
    return sum(lengths[each] for each in numbers if each < len(lengths)) + (begun - len(values)) * longest


def _number(value: bytes) -> int:
    """The number of a text; a number that no text has for any other value."""
    if not value.isdigit():
        value = unescape(value.rpartition(b">")[2].decode("latin-1")).strip().removeprefix("+").encode()
    return int(value) if value.isdigit() and len(value) < 20 else 1 << 63
