"""Items that stand in one line, each behind its number: ``1) Hill Section; 2) Lake Section``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from unitgraph.reading.headings import country_heading
from unitgraph.reading.item_signs import Sign, SignKind, sign_of
from unitgraph.sources import Document, Line, LineKind
from unitgraph.system.display import quantity
from unitgraph.system.remarks import tell

_SIGN = re.compile(r"(?:^|(?<=[;,:.\s\u00a0]))\(?(?:\d{1,2}|[a-z]|[ivx]{2,4})\)(?=\s)")
"""A number with a bracket; one with a full stop is an ordinal in many languages, and part of a name."""
_BEHIND = re.compile(r"(?:[\s;,]|(?<=[\s;,])(?:and|y|et|e|und)\s*$)+$", re.IGNORECASE)
SHOWN = 5


def with_series_parted(document: Document) -> Document:
    """The document with a line for each item of a series; lines are then counted anew, and a remark tells of it. A
    series begins with its first number, or behind a country and a colon, and goes on without a gap to the end of the
    line."""
    parts = [_parts(line) for line in document.lines]
    parted = [line for line, found in zip(document.lines, parts, strict=True) if len(found) > 1]
    if not parted:
        return document
    lines = (each for found in parts for each in found)
    shown = ", ".join(str(line.number) for line in parted[:SHOWN]) + (", \u2026" if len(parted) > SHOWN else "")
    several = quantity(sum(len(found) for found in parts if len(found) > 1), "numbered item")
    tell(
        [f"{document.name}: {several} in line {shown} are read as lines of their own, and lines are counted with them"]
    )
    return replace(
        document,
        lines=tuple(replace(line, number=number) for number, line in enumerate(lines, document.lines[0].number)),
        numbering="extracted",
    )


def _parts(line: Line) -> Sequence[Line]:
    """The lines that a line is to be read as: itself, where it holds no series."""
    if line.kind not in (LineKind.TEXT, LineKind.BULLET, LineKind.RUN_ON) or not any(
        each in line.text for each in ")."
    ):
        return (line,)
    bullet = sign_of(line.text)
    mark = bullet.mark if bullet is not None and bullet.kind is SignKind.BULLET else ""
    text = bullet.text if bullet is not None and mark else line.text.strip()
    items = list(_items(text))
    if len(items) < 2:
        return (line,)
    indent = line.text[: len(line.text) - len(line.text.lstrip())]
    own = line.kind is LineKind.BULLET
    before = text[: text.index(items[0].mark)] if items[0].mark else ""
    told = before.strip()
    signs = (f"{mark} " if mark else "" if own else f"{each.mark} " for each in items)
    return [
        replace(line, text=f"{indent}{sign}{f'{told} ' if told else ''}{each.text}")
        for sign, each in zip(signs, items, strict=True)
    ]


def _items(text: str) -> Iterator[Sign]:
    """The items of a series that fills a text, each with its number as written; none for any other text."""
    found = list(_SIGN.finditer(text))
    signs = [sign_of(each[0] + " x") for each in found]
    if len(found) < 2 or not _may_stand_before(text[: found[0].start()]):
        return
    known = [each for each in signs if each is not None]
    runs = len(known) == len(signs) and all(at in each.values for at, each in enumerate(known, 1))
    if not runs or len({each.mark for each in known}) > 1:
        return
    ends = [each.start() for each in found[1:]] + [len(text)]
    texts = [_BEHIND.sub("", text[each.end() : end]).strip() for each, end in zip(found, ends, strict=True)]
    if all(any(map(str.isalpha, each)) for each in texts):
        for each, own, sign in zip(found, texts, known, strict=True):
            yield replace(sign, mark=each[0], text=own)


def _may_stand_before(text: str) -> bool:
    """Whether what stands before a series is nothing, or a country and a colon."""
    plain = text.strip()
    return not plain or (plain.endswith(":") and country_heading(plain[:-1].strip()) is not None)
