"""Where a text that names several units may be split, before anything is known about them."""

from __future__ import annotations

import re

from unitgraph.match.forms import ROMANCE_ORDINAL

MOST_SEGMENTS = 16
"""The maximum number of segments; the rest is one with the last."""

_CUTS = re.compile(
    r"\s>\s|[,;/\\|\n\r\u00a6\u060c\u061b\u3001\uff0c\uff1b]+"
    r"|\s[-\u2013\u2014]+\s|[-\u2013\u2014]+\s|\s[-\u2013\u2014]+"
)
_OF = re.compile(
    r"\s+(?:of|in|at|under|de|du|des|del|der|da|do|di|della|din)\s+(?:(?:the|la|los|las|les|el)\s+)?", re.IGNORECASE
)
_LETTER = re.compile(r"[^\W\d_]")


def cut(text: str) -> list[str]:
    """The non-empty parts of ``text`` between separators.

    Text in brackets and ordinals (``8/a.``) are not split; a number alone ("11, Riverine Engineer Battalion") goes with
    what follows it, or at the end with what precedes it.

    >>> cut("11, Riverine Engineer Battalion, Army HQ (Dhaka, Savar)")
    ['11 Riverine Engineer Battalion', 'Army HQ (Dhaka, Savar)']
    """
    parts: list[str] = []
    number = ""
    for part in _between(text):
        if not _LETTER.search(part):
            number = f"{number} {part}".strip()
            continue
        parts.append(f"{number} {part}".strip())
        number = ""
    if number and parts:
        parts[-1] = f"{parts[-1]} {number}"
    elif number:
        parts.append(number)
    last = MOST_SEGMENTS - 1
    return parts if len(parts) <= MOST_SEGMENTS else [*parts[:last], " ".join(parts[last:])]


def cuts_at_of(text: str) -> list[tuple[str, str]]:
    """What stands before and behind each word such as ``of``, which may stand in place of a comma.

    >>> cuts_at_of("Mobile Squad of the Kerovia Police")
    [('Mobile Squad', 'Kerovia Police')]
    """
    return [(text[: found.start()], text[found.end() :]) for found in _OF.finditer(text)]


def _between(text: str) -> list[str]:
    shielded = _shield(text) if "(" in text else text
    if "/" in shielded:  # as in 8/a.
        shielded = ROMANCE_ORDINAL.sub(lambda found: "x" * len(found[0]), shielded)
    parts: list[str] = []
    start = 0
    for found in _CUTS.finditer(shielded):
        parts.append(text[start : found.start()])
        start = found.end()
    parts.append(text[start:])
    return [part for each in parts if (part := each.strip(" .\t\u00a0"))]


def _shield(text: str) -> str:
    """``text`` with letters in place of everything in brackets; unclosed brackets hide nothing."""
    found: list[str] = []
    depth, opened = 0, 0
    for position, letter in enumerate(text):
        if letter == "(":
            if depth == 0:
                opened = position
            depth += 1
        elif letter == ")" and depth:
            depth -= 1
        found.append("x" if depth else letter)
    if depth:
        found[opened:] = text[opened:]
    return "".join(found)
