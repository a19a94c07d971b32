"""The entries of a list: which lines of a document they are, and under which heading.

A list consists of bulleted lines in groups by country. A group may have its country's name as a heading; a lost heading
leaves two empty lines (or the start of a new list, in formats that have lists). A heading is never carried over such a
gap: what follows has no country until something else states it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from unitgraph.lexicon.names import tidy
from unitgraph.lexicon.tables import country_named, country_of
from unitgraph.sources import Document, Line, LineKind, read_document
from unitgraph.system.display import quantity
from unitgraph.system.errors import EntryError
from unitgraph.system.resources import folder, resource

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
    heading is an entry.
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
    license: str | None = None
    license_note: str | None = None
    bullets: bool = True
    published: date | None = None

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
    """

    list: str
    ordinal: int
    line: int
    verbatim: str
    heading: str | None = None
    group: int = 1
    country: str | None = None
    occurrence: int = 1


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
    "put a bullet (• or -) before each entry, or set `bullets: false` in the metadata if every line is an entry"
)


@dataclass(frozen=True, slots=True)
class _UnnumberedEntry:
    line: int
    text: str
    heading: str | None
    group: int
    country: str | None


def _number(found: Iterator[_UnnumberedEntry], name: str) -> Iterator[Entry]:
    seen: Counter[str] = Counter()
    for ordinal, each in enumerate(found, 1):
        text = tidy(each.text).casefold()
        seen[text] += 1
        yield Entry(name, ordinal, each.line, each.text, each.heading, each.group, each.country, seen[text])


def _grouped(document: Document, metadata: ListMetadata, page_break: int) -> Iterator[_UnnumberedEntry]:
    """The entries with their groups, in one pass over the lines of the list.

    ``page_break`` is the number of empty lines for which a page break counts.
    """
    marked = [_Marked(line, _text_of(line, metadata.bullets)) for line in document.lines]
    if document.wrapped:
        marked = _joined(marked)
    heading: Line | None = None
    group, gap, entries = 1, 0, 0
    for each in _list_part(marked):
        line = each.line
        if line.blank and each.text is None:
            gap += {LineKind.GAP: _GAP, LineKind.BREAK: page_break}.get(line.kind, 1)
        elif country_named(each.shown):
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
            yield _UnnumberedEntry(line.number, each.text, under, group, line.country)
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


def _text_of(line: Line, bullets: bool) -> str | None:
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
    if above >= 0 and country_named(marked[above].shown):
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
    is_text = each.text is None and not each.line.blank and not country_named(each.shown)
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


def bundled_names() -> tuple[str, ...]:
    """The names of the lists that ship with unitgraph."""
    return tuple(sorted(path.stem for path in folder("reading/bundled/lists").glob("*.yaml")))


def bundled_metadata(name: str) -> ListMetadata:
    """The metadata of a bundled list. Raises EntryError for an unknown name."""
    names = bundled_names()
    if name not in names:
        raise EntryError(f"list {name}", "no such bundled list", f"use one of: {', '.join(names)}")
    return load_metadata(resource("reading/bundled/lists", f"{name}.yaml"))


def bundled_list(name: str) -> tuple[Document, ListMetadata]:
    """A bundled list: its entries as a document with the line numbers of the page, and its metadata."""
    metadata = bundled_metadata(name)
    return read_document(resource("reading/bundled/lists", f"{name}.txt"), first_line=metadata.first_line), metadata


@cache
def bundled_entries(name: str) -> tuple[Entry, ...]:
    """The entries of a bundled list."""
    return read_entries(*bundled_list(name))


def metadata_for(
    document: Document,
    *,
    name: str | None = None,
    year: int | None = None,
    title: str | None = None,
) -> ListMetadata:
    """The metadata to read ``document`` with.

    It is that of the bundled list called ``name``; without a name, that of the bundled list whose page this is (by
    sha256), or of which this is a copy: it contains most of its entries, and neither ``year`` nor the text gives
    another year. Otherwise it is made from the arguments: the year is ``year``, or the one "calendar year" that the
    text gives (1961 or later: no such list is older), and the list is named after the document unless ``name`` is
    given.

    Raises EntryError without a year, or if ``year`` is not that of the bundled list.
    """
    year = _said_year(document) if year is None else year
    known = _bundled_for(document, name, year)
    if known is None:
        own_name = name or Path(document.name).stem
        _refuse_half_characters(document, own_name, title or "")
        return ListMetadata(
            name=own_name,
            year=_checked_year(year, document.name),
            title=title or document.title or own_name,
            sha256=document.sha256,
        )
    if year is not None and year != known.year:
        what = f"the bundled list {known.name} is for {known.year}, not {year}"
        raise EntryError(document.name, what, "give the list another name")
    return known


def _refuse_half_characters(document: Document, name: str, title: str) -> None:
    """Raise EntryError for bytes of a file name or argument that are not UTF-8: they could not be written."""
    if re.search("[\ud800-\udfff]", name + title):
        raise EntryError(
            repr(document.name),
            "the name or title of the list is not valid UTF-8",
            "give another with --name or --title",
        )


def _said_year(document: Document) -> int | None:
    """The calendar year that the text gives, if it gives only one."""
    text = tidy(" ".join(line.text for line in document.lines))
    years = set(re.findall(r"\bcalendar year (\d{4})\b", text, re.IGNORECASE))
    return int(years.pop()) if len(years) == 1 else None


def _bundled_for(document: Document, name: str | None, year: int | None) -> ListMetadata | None:
    """The bundled metadata with that name, of that very page, or of a copy of it, with the digest of ``document``."""
    if name is not None:
        return replace(bundled_metadata(name), sha256=document.sha256) if name in bundled_names() else None
    every = [bundled_metadata(each) for each in bundled_names()]
    same = next((each for each in every if each.sha256 == document.sha256), None)
    if same is not None:
        return same
    held = {tidy(text) for line in document.lines if (text := _text_of(line, bullets=False)) is not None}
    for each in every:
        entries = {tidy(entry.verbatim) for entry in bundled_entries(each.name)}
        if year in (None, each.year) and 2 * len(entries & held) > len(entries):
            return replace(each, sha256=document.sha256)
    return None


def _checked_year(year: int | None, document: str) -> int:
    if year is not None and 1961 <= year <= 9999:
        return year
    what = "the calendar year of the list is unknown" if year is None else f"{year} cannot be the year of such a list"
    remedy = f"give it (--year), or the name of a bundled list (--list {', '.join(bundled_names())})"
    raise EntryError(document, what, remedy)


_REQUIRED = frozenset({"name", "year", "title"})
_TYPES: dict[str, type] = {"year": int, "first_line": int, "entries": int, "bullets": bool, "published": date}


def load_metadata(path: Path) -> ListMetadata:
    """The metadata of a list from a YAML file.

    Raises EntryError for a file that is not a YAML mapping, an unknown or missing key, and a value of the wrong type.
    """
    import yaml

    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise EntryError(str(path), f"the metadata cannot be read ({fault})", "correct the YAML") from None
    if not isinstance(found, dict):
        raise EntryError(str(path), "the metadata is not a mapping", f"write keys and values: {_keys()}")
    _check_keys(found, path)
    values: dict[str, Any] = {key: _checked(key, value, path) for key, value in found.items()}
    return ListMetadata(**values)


def _keys() -> str:
    return ", ".join(field.name for field in fields(ListMetadata))


def _check_keys(found: dict[object, object], path: Path) -> None:
    known = {field.name for field in fields(ListMetadata)}
    unknown = sorted(str(key) for key in found if key not in known)
    if unknown:
        raise EntryError(str(path), f"unknown key {unknown[0]!r}", f"the keys are: {_keys()}")
    missing = sorted(_REQUIRED - set(map(str, found)))
    if missing:
        raise EntryError(str(path), f"the key {missing[0]!r} is missing", "add it")


def _checked(key: str, value: object, path: Path) -> object:
    wanted = _TYPES.get(key, str)
    if type(value) is not wanted or value == "":
        what = f"{key}: {value!r} is not {_KIND_WORDS[wanted]}"
        remedy = "put text that looks like a number in quotation marks" if wanted is str else "correct it"
        raise EntryError(str(path), what, remedy)
    if key != "order":
        return value
    try:
        return GroupOrder(str(value))
    except ValueError:
        orders = ", ".join(GroupOrder)
        raise EntryError(str(path), f"order: unknown order {value!r}", f"use one of: {orders}") from None


_KIND_WORDS: dict[type, str] = {int: "a whole number", bool: "true or false", date: "a day, as 2019-04-30", str: "text"}
