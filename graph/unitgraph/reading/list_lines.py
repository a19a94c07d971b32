"""Every line of a list accounted for: entries, headings, superiors of nested entries, prose, and lines in doubt.

A list consists of entries in groups by country. A group may have its country's name as a heading; a lost heading leaves
two empty lines (or the start of a new list, in formats that have lists). A heading is never carried over such a gap:
what follows has no country until something else states it. What a page marks as a heading holds until the next one,
whatever lists are below it (behind the last one for what reads as a unit). A heading holds over prose, unless that is
as short as the name of a country.

Entries begin with a sign: a bullet, a dash, a box, or a number where there are no bullets. Without any sign, what
stands under the headings of countries are the entries. An item below others is a path that begins with these, the
outermost first; those are its superiors, and no entries themselves.

Text before the first and after the last entry is prose, unless it reads as a unit path, begins with a sign, or names a
country: then it may be an entry or the heading of some, and nobody but a person can tell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from unitgraph.lexicon.countries import country_of, names_no_country
from unitgraph.lexicon.names import tidy
from unitgraph.reading.around import with_entries_around
from unitgraph.reading.entries import Entry, ListMetadata
from unitgraph.reading.headings import country_heading, is_region, may_head
from unitgraph.reading.item_signs import SignKind, is_prose
from unitgraph.reading.line_doubts import (
    BEHIND,
    EMPTY,
    MAY_HEAD,
    NEITHER,
    OUTSIDE,
    SENTENCE,
    STRAY,
    TWO_COUNTRIES,
    UNSURE,
    Doubt,
    doubts_error,
)
from unitgraph.reading.line_rulings import LineRulings
from unitgraph.reading.list_items import BETWEEN, CHAIN, ListItem, items_of
from unitgraph.reading.outside import may_be_unit, reads_as_path
from unitgraph.reading.rulings import Ruling, RulingKind
from unitgraph.reading.series import with_series_parted
from unitgraph.sources import Document, Line, LineKind
from unitgraph.system.display import quantity
from unitgraph.system.errors import EntryError


class Standing(StrEnum):
    """What a line of a list is."""

    ENTRY = "entry"
    CONTINUED = "entry, continued"
    HEADING = "heading"
    SUPERIOR = "superior"
    PROSE = "prose"


@dataclass(frozen=True, slots=True)
class ListLines:
    """The lines of a list that are not empty: its ``entries``, what each line is (by its number), and those in
    ``doubt``, which are none of it. ``rulings`` are those that were given, with the lines that they decided."""

    entries: tuple[Entry, ...]
    standings: tuple[tuple[Line, Standing], ...]
    doubts: tuple[Doubt, ...]
    rulings: tuple[Ruling, ...] = ()

    def count(self, standing: Standing) -> int:
        """The number of lines of one kind."""
        return sum(each is standing for _, each in self.standings)


def read_entries(document: Document, metadata: ListMetadata, rulings: Sequence[Ruling] = ()) -> tuple[Entry, ...]:
    """The entries of ``document`` in order, including duplicates. Raises EntryError for lines in doubt, and as
    :func:`list_lines` does."""
    found = list_lines(document, metadata, rulings)
    refuse_doubts(found, document.name)
    return found.entries


def list_lines(document: Document, metadata: ListMetadata, rulings: Sequence[Ruling] = ()) -> ListLines:
    """What each line of ``document`` is.

    Raises EntryError for a document without entries, an entry without text, an unknown country in a table, and if no
    line is in doubt and the number of entries is not that of ``metadata``; RulingError for a ruling of the kind
    ``entry`` or ``prose`` whose text is gone.
    """
    ruled = LineRulings(rulings)
    document = with_series_parted(document)
    document, around = with_entries_around(document, ruled)
    items, has_items = items_of(document, metadata.bullets, ruled.decided(document.lines))
    located = ruled.located(rulings)
    sorting = _Sorting(document, metadata, items, has_items)
    found = sorting.sorted(1)
    if any(each.heading is None for each in found):
        # Headings were lost, and one may have been at the top of a page.
        found = sorting.sorted(_GAP)
    if not found and not sorting.doubts and not around.doubts:
        raise EntryError(document.name, "no line is an entry", _NO_ENTRIES_REMEDY)
    entries = tuple(_number(found, metadata.name))
    doubts = tuple(sorted((*sorting.doubts, *around.doubts), key=lambda each: each.line))
    if metadata.entries is not None and not doubts and len(entries) != metadata.entries:
        what = f"found {quantity(len(entries), 'entry', 'entries')}; the list {metadata.name} has {metadata.entries}"
        remedy = "compare it with the original page, or correct `entries` in the list's metadata"
        raise EntryError(document.name, what, remedy)
    return ListLines(
        entries, (*sorting.standings(), *((line, Standing.PROSE) for line in around.prose)), doubts, located
    )


_GAP = 2  # the number of empty lines that a lost heading leaves
_NO_ENTRIES_REMEDY = (
    "put a bullet (• or -) before each entry, or say that every line is an entry: --no-bullets, or `bullets: false` in "
    "a project file"
)


def refuse_doubts(found: ListLines, name: str) -> None:
    """Raise EntryError if a line is in doubt."""
    if found.doubts and not found.entries and all(each.why == OUTSIDE for each in found.doubts):
        raise EntryError(name, "no line is an entry", _NO_ENTRIES_REMEDY)
    if found.doubts:
        raise doubts_error(found.doubts, name)


@dataclass(frozen=True, slots=True)
class _UnnumberedEntry:
    line: int
    text: str
    heading: str | None
    group: int
    country: str | None
    levels: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    own: str = ""
    aliases: tuple[str, ...] = ()


def _number(found: Sequence[_UnnumberedEntry], name: str) -> Iterator[Entry]:
    seen: Counter[str] = Counter()
    for ordinal, each in enumerate(found, 1):
        text = tidy(each.text).casefold()
        seen[text] += 1
        placed = (each.heading, each.group, each.country, seen[text])
        yield Entry(name, ordinal, each.line, each.text, *placed, each.levels, each.above, each.own, each.aliases)


class _Sorting:
    """Sorts the items of one document."""

    def __init__(self, document: Document, metadata: ListMetadata, items: Sequence[ListItem], has_items: bool) -> None:
        self._name = document.name
        self._bullets = metadata.bullets
        self._items = items
        self._plain = not has_items or metadata.bullets is False
        self._sentences = self._are_sentences()
        self._is_page = document.media_type == "text/html"
        self._last_heading = max((each.line.number for each in items if each.is_heading), default=0)
        self._heads = self._leading_items()
        self.doubts: list[Doubt] = []
        self._standings: dict[int, Standing] = {}

    def standings(self) -> Iterator[tuple[Line, Standing]]:
        """What each line is that is neither empty nor in doubt."""
        doubted = {each.line for each in self.doubts}
        for item in self._items:
            for line in (item.line, *item.more):
                if not line.blank and line.number not in doubted:
                    standing = self._standings.get(item.line.number, Standing.PROSE)
                    goes_on = standing is Standing.ENTRY and line is not item.line
                    yield line, Standing.CONTINUED if goes_on else standing

    def sorted(self, page_break: int) -> list[_UnnumberedEntry]:
        """The entries with their groups. ``page_break`` is the number of empty lines for which a page break counts."""
        found = self._sorted(page_break)
        strays = self._strays(found)
        if strays:
            doubted = [replace(each, doubt=STRAY) if each.line.number in strays else each for each in self._items]
            self._items = doubted
            found = self._sorted(page_break)
        return found

    def _sorted(self, page_break: int) -> list[_UnnumberedEntry]:
        self.doubts, self._standings = [], {}
        first, end = self._list_part()
        found = list(self._grouped(self._items[first:end], page_break))
        headless = bool(found) and found[0].heading is None and found[0].country is None
        for at in (*range(first), *range(end, len(self._items))):
            self._take_outside(at, first, end, headless)
        return found

    def _leading_items(self) -> list[int]:
        """For each position among the items, the last before it that is not empty; -1 for none."""
        before, found = -1, []
        for at, each in enumerate(self._items):
            found.append(before)
            before = before if each.blank else at
        return [*found, before]

    def _strays(self, found: Sequence[_UnnumberedEntry]) -> set[int]:
        """The lines of entries before the first and after the last of a country that do not read as units, such as the
        links of a page; where none has a country, of the lists of a page that hold nothing like a unit. None where all
        lines are said to be entries."""
        if self._bullets is False:
            return set()
        placed = [at for at, each in enumerate(found) if each.heading is not None or each.country is not None]
        items = {each.line.number: each for each in self._items}

        def may_stand(at: int) -> bool:
            item = items[found[at].line]
            return item.ruled is not None or item.line.kind is LineKind.ROW or may_be_unit(item.text, names=True)

        if placed:
            outside = (*range(placed[0]), *range(placed[-1] + 1, len(found)))
            strays = {at for at in outside if not may_stand(at)}
        else:
            strays = self._stray_groups(found, may_stand) if self._is_page else set()
        return {found[at].line for at in strays}

    def _stray_groups(self, found: Sequence[_UnnumberedEntry], may_stand: Callable[[int], bool]) -> set[int]:
        """The entries of those lists of a page that hold nothing like a unit, where others do."""
        groups: dict[int, list[int]] = {}
        for at, each in enumerate(found):
            groups.setdefault(each.group, []).append(at)
        strange = [group for group in groups.values() if not any(map(may_stand, group))]
        return set() if len(strange) == len(groups) else {at for group in strange for at in group}

    def _are_sentences(self) -> bool:
        """Whether most items read as sentences: then that is how this list writes its entries."""
        items = [each for each in self._items if each.marked]
        return 2 * sum(is_prose(each.text) for each in items) > len(items)

    def _is_entry(self, item: ListItem) -> bool:
        """Whether an item is surely an entry."""
        if item.ruled is not None:
            return item.ruled is RulingKind.ENTRY
        if not item.marked or item.is_heading or item.doubt:
            return False
        return self._sentences or item.line.kind is LineKind.ROW or not is_prose(item.text)

    def _list_part(self) -> tuple[int, int]:
        """The part of the items from the heading of the first entry to the last entry."""
        places = [at for at, each in enumerate(self._items) if self._is_entry(each)]
        headings = [at for at, each in enumerate(self._items) if each.is_heading]
        if self._plain and headings:
            entries = [at for at, each in enumerate(self._items) if at > headings[0] and self._is_plain(each)]
            return (headings[0], max([*entries, *places]) + 1) if entries or places else (0, 0)
        if not places:
            return 0, 0
        first = places[0]
        above = first - 1
        while above >= 0 and self._items[above].blank:
            above -= 1
        return (above if above >= 0 and self._items[above].is_heading else first), places[-1] + 1

    def _is_plain(self, item: ListItem) -> bool:
        """Whether a line of a list without signs may be an entry."""
        if item.blank or item.is_heading or item.ruled is RulingKind.PROSE or item.line.kind is LineKind.HEADING:
            return False
        return self._is_entry(item) if self._bullets is False else not is_prose(item.text)

    def _doubt(self, item: ListItem, why: str) -> None:
        self.doubts.append(Doubt(item.line.number, item.text, why, item.joined))
        self.doubts += (Doubt(line.number, line.text.strip(), why) for line in item.more)

    def _take_outside(self, at: int, first: int, end: int, headless: bool) -> None:
        """Note what an item outside the list is: prose, or in doubt; ``headless`` says that no country is above the
        first entry."""
        item = self._items[at]
        if item.blank or item.ruled is RulingKind.PROSE:
            return
        above = self._heads[at]
        own_block = self._is_page and item.line.kind is LineKind.TEXT
        touches = (at == end > 0 and not own_block) or (above >= 0 and self._items[above].is_heading)
        if item.is_heading:
            self._doubt(item, EMPTY)
        elif item.marked:
            self._doubt(item, item.doubt or SENTENCE)
        elif headless and at == self._heads[first] and not is_prose(item.text) and may_head(item.text):
            self._doubt(item, MAY_HEAD)
        elif not is_prose(item.text) and (
            item.doubt
            or (item.sign is not None and (item.sign.kind is SignKind.BULLET or not self._plain or end == 0))
            or touches
            or (headless and at == first - 1 and _is_title(item.text))
            or reads_as_path(item.text)
            or (end > 0 and may_be_unit(item.text))
        ):
            self._doubt(item, item.doubt or OUTSIDE)

    def _grouped(self, items: Sequence[ListItem], page_break: int) -> Iterator[_UnnumberedEntry]:
        heading: ListItem | None = None
        after = {each.line.number: other for each, other in pairwise(each for each in items if not each.blank)}
        group, gap, entries, country = 1, 0, 0, ""
        for each in items:
            line = each.line
            if each.blank:
                gap += {LineKind.GAP: _GAP, LineKind.BREAK: page_break}.get(line.kind, 1)
            elif each.ruled is RulingKind.PROSE and heading is not None and not _is_title(each.text):
                gap = 0  # a note below a heading
            elif each.ruled is RulingKind.PROSE:
                heading, group, entries, gap = None, group + 1, 0, 0
            elif not each.marked and is_region(each.text) and line.number in after and after[line.number].is_heading:
                self._refuse_empty(heading, entries)
                heading, group, entries, gap = None, group + 1, 0, 0
            elif each.is_heading:
                self._refuse_empty(heading, entries)
                group, heading, entries, gap = group + (entries > 0 or heading is not None), each, 0, 0
                self._standings[line.number] = Standing.HEADING
            elif not self._is_entry(each) and not self._stands_under(each, heading, entries, gap):
                if not (self._bullets is False and is_prose(each.text)):
                    self._doubt(each, each.doubt or (SENTENCE if each.marked else self._neither()))
            elif heading is not None and gap and entries and self._may_end(each):
                self._doubt(each, BEHIND)
            elif heading is not None and each.country and _differ(each.country, heading.text):
                self._doubt(each, TWO_COUNTRIES)
            elif not each.text:
                where = f"{self._name} line {line.number}"
                raise EntryError(where, "a bullet without text", "remove it, or add its text")
            else:
                if gap >= _GAP and each.line.kind is LineKind.BULLET and self._holds(heading, each):
                    gap = 0
                if entries and (gap >= _GAP or _is_apart(line, heading) or each.country != country):
                    group, heading, entries = group + 1, None, 0
                country = each.country
                gap, entries = 0, entries + 1
                _check_country(line, self._name)
                superior = each.below > 0 and each.ruled is not RulingKind.ENTRY
                self._standings[line.number] = Standing.SUPERIOR if superior else Standing.ENTRY
                if not superior:
                    under = each.country or (heading.text if heading else None)
                    own = _PUNCTUATION.sub("", each.text)
                    above = each.above or line.above
                    text = (CHAIN if each.above else BETWEEN).join((*above, own))
                    told = (above, own if above else "", line.aliases)
                    yield _UnnumberedEntry(line.number, text, under, group, line.country, line.levels, *told)
        self._refuse_empty(heading, entries)

    def _holds(self, heading: ListItem | None, item: ListItem) -> bool:
        """Whether what a page marks as a heading holds for an item of a further list: until the next one, and behind
        the last for what a ruling or its level says is a unit, not for the links of a page."""
        if heading is None or heading.line.kind is not LineKind.HEADING:
            return False
        known = item.ruled is RulingKind.ENTRY or may_be_unit(item.text, names=True)
        return known or item.line.number < self._last_heading

    def _may_end(self, item: ListItem) -> bool:
        """Whether a line behind the last heading may be the name of whoever publishes a list without signs, where all
        lines are said to be entries."""
        written = self._bullets is False and item.sign is None and item.ruled is None
        return (
            written
            and item.line.number > self._last_heading
            and not (reads_as_path(item.text) or may_be_unit(item.text))
        )

    def _neither(self) -> str:
        return UNSURE if self._plain else NEITHER

    def _stands_under(self, item: ListItem, heading: ListItem | None, entries: int, gap: int) -> bool:
        """Whether a line without a sign is an entry of a list that has no signs: it directly follows a heading or the
        entries under it, and names units."""
        if not self._plain or self._bullets is not None or item.marked or item.doubt or heading is None:
            return False
        beside = gap == 0 and (not self._is_page or item.line.number < self._last_heading)
        block = item.line.kind is LineKind.RUN_ON or (item.line.kind is LineKind.TEXT and (not entries or beside))
        return block and not is_prose(item.text) and may_be_unit(item.text, names=True)

    def _refuse_empty(self, heading: ListItem | None, entries: int) -> None:
        if heading is not None and not entries:
            self._doubt(heading, EMPTY)


_PUNCTUATION = re.compile(r"\s*;(?:\s*(?:and|or|y|o|e|ou|et|und))?$")
"""What separates the items of a list that is written as a sentence."""


def _differ(one: str, other: str) -> bool:
    return country_heading(one) != country_heading(other)


def _is_title(text: str) -> bool:
    """Whether a line is as short as the name of a country: it may be that of one which is not known."""
    return text[:1].isupper() and len(text.split()) <= 4 and text[-1] not in ".:;?!" and not any(map(str.isdigit, text))


def _is_apart(line: Line, heading: ListItem | None) -> bool:
    """Whether a row of a table is a group by itself: it is, unless a heading above the table names its country."""
    return line.kind is LineKind.ROW and (heading is None or line.country is not None)


def _check_country(line: Line, name: str) -> None:
    if line.country is not None and country_of(line.country) is None and not names_no_country(line.country):
        what = f"unknown country {line.country!r}"
        remedy = "write an English name or an ISO 3166-1 code, or leave the cell empty"
        raise EntryError(f"{name} line {line.number}", what, remedy)
