"""A list and its entries, and what is known of it besides them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class GroupOrder(StrEnum):
    """The order of the groups of a list."""

    COUNTRY = "country"  # alphabetical by the country's English name, each country once


@dataclass(frozen=True, slots=True)
class ListMetadata:
    """What is known about a list besides its entries.

    ``year`` is its calendar year, ``published`` the day of its publication and ``legal_basis`` the law under which
    assistance was denied (None where nobody states them: neither is ever assumed), ``sha256`` that of the page as
    saved, ``entries`` the number it must have (None if not counted), ``first_line`` the number of its first line in
    that page, ``order`` the order of its groups (None if they have none). ``bullets`` False: every line that is neither
    a heading nor prose is an entry; True: only lines with a sign are; None: the document tells. ``language`` is that of
    title and scope (a tag of BCP 47).
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
    bullets: bool | None = None
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
    ``levels`` are the segments of its path from the top, where the columns of a table give them. ``above`` are the
    texts of what stands above it, the outermost first, where other columns or the items around it give them: its
    verbatim text then begins with these, and ``own`` is the rest. ``aliases`` are other names of its unit that a table
    gives.
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
    above: tuple[str, ...] = ()
    own: str = ""
    aliases: tuple[str, ...] = ()
