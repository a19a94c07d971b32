"""The separator of a text table, found by the whole of its beginning."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from unitgraph.sources.headings import BEGINNING, KNOWN, PATHS
from unitgraph.sources.rows import folded
from unitgraph.system.errors import SourceError

CANDIDATES = (",", ";", "\t", "|")
NONE = "\x1f"
"""The separator of a table with one column: a control character that separates units, and is in no text."""
_ROWS = 200
_EVEN = 0.5
"""The share of rows that must have the same number of cells."""
_COMMA = re.compile(r", ?")
_NAMES = frozenset(map(folded, PATHS))


def checked_separator(separator: str, name: str) -> str:
    """``separator`` as given, ``\\t`` and ``tab`` being a tab. Raises SourceError if it is not one character."""
    separator = "\t" if separator in ("\\t", "tab") else separator
    if len(separator) != 1 or separator in '"\r\n':
        raise SourceError(name, f"the separator {separator!r} is not one character", "give one, such as ; or a tab")
    return separator


def found_separator(beginning: str, usual: str, headings: frozenset[str] = frozenset()) -> str:
    """The separator of a table that begins with ``beginning`` (whole lines): one that cuts out headings that are known
    or among ``headings``; else the one that gives most of its rows the same number of cells, more than one; ``usual``
    before others that do as well.

    A table with one column has :data:`NONE`: one that begins with a heading of names alone, one that no separator cuts
    evenly, and one whose commas are those of a text, each with a space after it.
    """
    first = _first_line(beginning)
    if "\t" not in first and folded(first) in _NAMES:
        return NONE
    asked = frozenset(map(folded, headings))
    best, found = (False, _EVEN, 0), NONE
    for mark in dict.fromkeys((usual, *CANDIDATES)):
        rows = _rows(beginning, mark)
        score = (_is_headed(rows, asked), *_evenness(rows))
        if score > best and (score[0] or mark != "," or not _is_prose(beginning)):
            best, found = score, mark
    return found


def _first_line(beginning: str) -> str:
    return next((line.strip().strip('"') for line in beginning.splitlines() if line.strip()), "")


def _rows(beginning: str, separator: str) -> list[list[str]]:
    """The first rows that are not empty."""
    rows = []
    try:
        for cells in islice(csv.reader(io.StringIO(beginning, newline=""), delimiter=separator), _ROWS):
            if any(map(str.strip, cells)):
                rows.append(cells)
    except csv.Error:
        pass
    return rows


def _evenness(rows: Sequence[Sequence[str]]) -> tuple[float, int]:
    """How well a separator fits: the share of rows with the usual number of cells, in tenths, then that number."""
    several = Counter(len(cells) for cells in rows if len(cells) > 1)
    if not several:
        return 0.0, 0
    width, times = several.most_common(1)[0]
    return round(10 * times / len(rows)) / 10, width


def _is_headed(rows: Sequence[Sequence[str]], asked: frozenset[str]) -> bool:
    """Whether a row has a heading that is asked for beside another cell, or two that are known: one might be a word of
    a name."""
    for cells in rows[:BEGINNING]:
        words = set(map(folded, cells))
        if len(cells) > 1 and (words & asked or len(words & KNOWN) > 1):
            return True
    return False


def _is_prose(beginning: str) -> bool:
    """Whether nearly every comma has a space after it."""
    commas = _COMMA.findall(beginning)
    return sum(map(len, commas)) >= len(commas) * 1.9
