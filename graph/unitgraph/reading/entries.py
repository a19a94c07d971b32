"""The entries of a list: which lines of a document they are, and under which heading.

A list consists of bulleted lines in groups by country. A group may have its country's name as a heading; a lost heading
leaves two empty lines (or the start of a new list, in formats that have lists). A heading is never carried over such a
gap: what follows has no country until something else states it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from unitgraph.lexicon.countries import country_of
from unitgraph.lexicon.names import tidy
from unitgraph.reading.headings import country_heading
from unitgraph.sources import Document, Line, LineKind
from unitgraph.system.display import quantity
from unitgraph.system.errors import EntryError

# Bullets, including U+F0B7 of Word's symbol font; a star, hyphen or dash counts only before white space.
_BULLET = re.compile(
    r"\s*(?:[\u2022\u00b7\u25aa\u25cf\u25e6\u2023\u2043\u25a0\u25a1\uf0b7]|[*\-\u2013\u2014](?=\s|$))\s*"
)


class GroupOrder(StrEnum):
    """The order of the groups of a list."""

    COUNTRY = "country"  # alphabetical by the country's English name, each country once


@dataclass(frozen=True, slots=True)
class ListMetadata:
    """What is known about a list besides its entries.

    ``year`` is its calendar year, ``published`` the day of its publication and ``legal_basis`` the law under which
    assistance was denied (None where nobody states them: neither is ever assumed), ``sha256`` that of the page as
    saved, ``entries`` the number it must have (None if not counted), ``first_line`` the number of its first line in
    that page, ``order`` the order of its groups (None if they have none). ``bullets`` False: every line that is not a
    heading is an entry. ``language`` is that of title and scope (a tag of BCP 47).
    """

    name: str
    year: int
    title: str
    legal_basis: str | None = None
    publisher: str | None = None
    source: str | None = None
    scope: str | None = None
    sha256: str | None = None
    first_line: int = 1
    entries: int | None = None
    order: GroupOrder | None = None
    licence: str | None = None
    licence_note: str | None = None
    bullets: bool = True
    published: date | None = None
    language: str | None = None

    @property
    def counts_from(self) -> date:
        """The day from which the list counts as published: that of its publication, or 1 January after its calendar
        year where ``published`` is not stated."""
        return self.published or date(min(self.year + 1, date.max.year), 1, 1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list.

    ``list`` is the list's name, ``ordinal`` counts from 1, ``line`` is the line in the source, ``verbatim`` the text as
    printed, without its bullet and surrounding white space. ``heading`` is the country heading above it, if any;
    ``group`` counts the list's groups from 1, with or without headings. ``country`` is the text of the country column,
    for an entry from a table that has one. ``occurrence`` counts the entries of the list with the same text from 1.
    ``levels`` are the segments of its path from the top, where the columns of a table give them.
    """

    list: str
    ordinal: int
    line: int
    verbatim: str
    heading: str | None = None
    group: int = 1
    country: str | None = None
    occurrence: int = 1
    levels: tuple[str, ...] = ()


def read_entries(document: Document, metadata: ListMetadata) -> tuple[Entry, ...]:
    """The entries of ``document`` in order, including duplicates.

    Text before the first and after the last group of entries is prose and left out. Raises EntryError for a line
    between them that is neither a heading nor an entry, for an entry or group without text, and if the number of
    entries is not that of ``metadata``.
    """
    found = tuple(_number(_grouped(document, metadata, 1), metadata.name))
    if any(entry.heading is None for entry in found):
        # Headings were lost, and one may have been at the top of a page.
        found = tuple(_number(_grouped(document, metadata, _GAP), metadata.name))
    if not found:
        raise EntryError(document.name, "no line is an entry", _NO_ENTRIES_REMEDY)
    if metadata.entries is not None and len(found) != metadata.entries:
        what = f"found {quantity(len(found), 'entry', 'entries')}; the list {metadata.name} has {metadata.entries}"
        remedy = "compare it with the original page, or correct `entries` in the list's metadata"
        raise EntryError(document.name, what, remedy)
    return found


_GAP = 2  # the number of empty lines that a lost heading leaves
_NO_ENTRIES_REMEDY = (
    "put a bullet (• or -) before each entry, or say that every line is an entry: --no-bullets, or `bullets: false` in "
    "a project file"
)


@dataclass(frozen=True, slots=True)
class _UnnumberedEntry:
    line: int
    text: str
    heading: str | None
    group: int
    country: str | None
    levels: tuple[str, ...] = ()


def _number(found: Iterator[_UnnumberedEntry], name: str) -> Iterator[Entry]:
    seen: Counter[str] = Counter()
    for ordinal, each in enumerate(found, 1):
        text = tidy(each.text).casefold()
        seen[text] += 1
        told = (each.heading, each.group, each.country, seen[text], each.levels)
        yield Entry(name, ordinal, each.line, each.text, *told)


def _grouped(document: Document, metadata: ListMetadata, page_break: int) -> Iterator[_UnnumberedEntry]:
    """The entries with their groups, in one pass over the lines of the list.

    ``page_break`` is the number of empty lines for which a page break counts.
    """
    marked = [_Marked(line, text_of(line, metadata.bullets)) for line in document.lines]
    if document.wrapped:
        marked = _joined(marked)
    heading: Line | None = None
    group, gap, entries = 1, 0, 0
    for each in _list_part(marked):
        line = each.line
        if line.blank and each.text is None:
            gap += {LineKind.GAP: _GAP, LineKind.BREAK: page_break}.get(line.kind, 1)
        elif country_heading(each.shown):
            _refuse_empty_group(heading, entries, document.name)
            group, heading, entries, gap = group + (entries > 0 or heading is not None), line, 0, 0
        elif each.text is None:
            raise _unreadable(line, document.name)
        elif not each.text:
            where = f"{document.name} line {line.number}"
            raise EntryError(where, "a bullet without text", "remove it, or add its text")
        else:
            if entries and (gap >= _GAP or line.kind is LineKind.ROW):
                group, heading, entries = group + 1, None, 0
            gap, entries = 0, entries + 1
            _check_country(line, document.name)
            under = heading.text.strip() if heading else None
            yield _UnnumberedEntry(line.number, each.text, under, group, line.country, line.levels)
    _refuse_empty_group(heading, entries, document.name)


@dataclass(frozen=True, slots=True)
class _Marked:
    """A line and the text of the entry on it, None if it is not marked as an entry."""

    line: Line
    text: str | None

    @property
    def shown(self) -> str:
        """The text of the line, without the mark of an entry."""
        return self.line.text.strip() if self.text is None else self.text


def text_of(line: Line, bullets: bool) -> str | None:
    """The text of the entry on a line, None if it is not marked as one; without ``bullets`` every line of text is."""
    if line.kind in (LineKind.GAP, LineKind.BREAK, LineKind.HEADING):
        return None
    bullet = _BULLET.match(line.text)
    if bullet:
        return line.text[bullet.end() :].strip()
    if line.kind in (LineKind.BULLET, LineKind.ROW) or (not bullets and not line.blank):
        return line.text.strip()
    return None


def _list_part(marked: Sequence[_Marked]) -> Sequence[_Marked]:
    """The lines from the first entry's heading to the last entry."""
    places = [place for place, each in enumerate(marked) if each.text is not None]
    if not places:
        return ()
    first = places[0]
    above = first - 1
    while above >= 0 and marked[above].line.blank:
        above -= 1
    if above >= 0 and country_heading(marked[above].shown):
        first = above
    return marked[first : places[-1] + 1]


def _joined(marked: Sequence[_Marked]) -> list[_Marked]:
    """Entries with their continuation lines joined, one space at each break.

    An entry ends at an empty line, at the next bullet, at a line that is only a country's name, and at a line that is
    indented less. It continues over a page break only if it is indented.
    """
    whole: list[_Marked] = []
    for each in marked:
        over_page = bool(whole) and whole[-1].line.kind is LineKind.BREAK and _indent(each) > 0
        last = len(whole) - 1 - over_page
        if last >= 0 and _runs_on(whole[last], each):
            whole[last] = _Marked(whole[last].line, f"{whole[last].text} {each.shown}".strip())
        else:
            whole.append(each)
    return whole


def _runs_on(entry: _Marked, each: _Marked) -> bool:
    """Whether a line continues the text of the entry before it."""
    is_text = each.text is None and not each.line.blank and not country_heading(each.shown)
    return entry.text is not None and is_text and _indent(each) >= _indent(entry)


def _indent(each: _Marked) -> int:
    return len(each.line.text) - len(each.line.text.lstrip())


def _check_country(line: Line, name: str) -> None:
    if line.country is not None and country_of(line.country) is None:
        what = f"unknown country {line.country!r}"
        remedy = "write an English name or an ISO 3166-1 code, or leave the cell empty"
        raise EntryError(f"{name} line {line.number}", what, remedy)


def _refuse_empty_group(heading: Line | None, entries: int, name: str) -> None:
    if heading is not None and not entries:
        what = f"the heading {heading.text.strip()!r} has no entries"
        raise EntryError(f"{name} line {heading.number}", what, "add its entries, or remove the heading")


def _unreadable(line: Line, name: str) -> EntryError:
    shown = line.text.strip()
    shown = shown if len(shown) <= 80 else shown[:79] + "…"
    what = f"neither an entry nor a country's name: {shown!r}"
    remedy = "put a bullet before each entry, make each heading a country's name alone, and remove anything else"
    return EntryError(f"{name} line {line.number}", what, remedy)
