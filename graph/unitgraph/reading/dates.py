"""Dates as sources give them: a year, a month or a day, each the range of days that it may be.

Of an edge a source says when it was first and last cited, and seldom more. That a citation is the last says nothing of
an end: an edge is over only where its end is known (the model of Security Force Monitor).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from unitgraph.system.closure import Span

FIRST_DAY, LAST_DAY = date.min, date.max
"""What a span without a beginning or an end is bounded by."""
ALWAYS: Span = FIRST_DAY.toordinal(), LAST_DAY.toordinal()
"""All days."""
_WRITTEN = re.compile(r"([0-9]{4})(?:-([0-9]{2})?(?:-([0-9]{2})?)?)?(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_SHARED = 20_000


@dataclass(frozen=True, slots=True)
class Days:
    """A date that is known to lie between two days, both included."""

    earliest: date
    latest: date

    def __str__(self) -> str:
        """As precise as it is known: ``2018``, ``2018-04``, ``2018-04-30``; other ranges as ``2017/2018-04``.

        >>> str(read_days("2018-04-00"))
        '2018-04'
        """
        return _text(self)

    def earlier(self, other: Days) -> Days:
        """The earlier of two dates of which each is only known as a range."""
        return days(min(self.earliest, other.earliest), min(self.latest, other.latest))

    def later(self, other: Days) -> Days:
        """The later of two such dates."""
        return days(max(self.earliest, other.earliest), max(self.latest, other.latest))


@lru_cache(maxsize=_SHARED)
def days(earliest: date, latest: date) -> Days:
    """A range of days. Equal ones are one object: a million edges share a few thousand dates."""
    return Days(earliest, latest)


def calendar_year(year: int) -> Days:
    """Some day of a year."""
    return days(date(year, 1, 1), date(year, 12, 31))


@lru_cache(maxsize=_SHARED)
def read_days(text: str) -> Days:
    """The date that ``text`` writes (``2018``, ``2018-04``, ``2018-04-30``); a month or day that is 00 or left out
    (``2018-04-``) is unknown.

    Raises ValueError for anything else.

    >>> read_days("2016-02").latest
    datetime.date(2016, 2, 29)
    """
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not a date")
    year, month, day = (int(each or 0) for each in found.groups())
    if day and not month:
        raise ValueError(f"{text!r} is not a date")
    if day:
        return days(date(year, month, day), date(year, month, day))
    if month:
        return days(date(year, month, 1), _end_of_month(year, month))
    return calendar_year(year)


def parse_days(text: str) -> Days:
    """The date that :meth:`Days.__str__` wrote."""
    earliest, _, latest = text.partition("/")
    return days(read_days(earliest).earliest, read_days(latest or earliest).latest)


def stored_days(earliest: str, latest: str) -> Days | None:
    """The range between two days written in full, of which one may be empty where both are the same."""
    written = list(filter(None, (earliest, latest)))
    return days(date.fromisoformat(written[0]), date.fromisoformat(written[-1])) if written else None


@lru_cache(maxsize=_SHARED)
def _text(about: Days) -> str:
    one, other = about.earliest, about.latest
    if one.day == 1 and other == _end_of_month(other.year, other.month):
        length = 4 if (one.month, other.month) == (1, 12) else 7
    else:
        length = 10
    ends = [each.isoformat()[:length] for each in (one, other)]
    return "/".join(dict.fromkeys(ends))


def _end_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


@dataclass(frozen=True, slots=True)
class Period:
    """When an edge is cited: first and last, each None where no source says. ``start_known`` says that the first
    citation is the start of the edge, ``end_known`` that the last is its end."""

    first: Days | None = None
    last: Days | None = None
    start_known: bool = False
    end_known: bool = False

    @property
    def starts(self) -> date:
        """The first day on which the edge may hold: it is known not to before."""
        return self.first.earliest if self.first and self.start_known else FIRST_DAY

    @property
    def ends(self) -> date:
        """The last day on which the edge may hold: it is known to be over then."""
        return self.last.latest if self.last and self.end_known else LAST_DAY

    @property
    def span(self) -> Span:
        """The days on which the edge may hold, as ordinals."""
        return self.starts.toordinal(), self.ends.toordinal()

    def may_hold_on(self, day: date) -> bool:
        """Whether the edge is neither over by a day nor known to start later."""
        return self.starts <= day <= self.ends

    def joined(self, other: Period) -> Period:
        """From the first to the last of the citations of both."""
        if self == other:
            return self
        first = self.first.earlier(other.first) if self.first and other.first else self.first or other.first
        last = self.last.later(other.last) if self.last and other.last else self.last or other.last
        return period(first, last)

    def __str__(self) -> str:
        """In words: ``first cited 2001-02, last cited 2005``, ``since 2001, until 2005`` where that is known."""
        told = []
        if self.first:
            told.append(f"{'since' if self.start_known else 'first cited'} {self.first}")
        if self.last:
            told.append(f"{'until' if self.end_known else 'last cited'} {self.last}")
        return ", ".join(told)


@lru_cache(maxsize=_SHARED)
def period(
    first: Days | None = None, last: Days | None = None, start_known: bool = False, end_known: bool = False
) -> Period:
    """A period. Equal ones are one object."""
    return Period(first, last, start_known, end_known)


UNDATED = period()
