"""Dates as sources give them: ranges of days, and what is known of a start and an end."""

from __future__ import annotations

from datetime import date

import hypothesis.strategies as st
import pytest
from hypothesis import given

from unitgraph.reading.dates import (
    FIRST_DAY,
    LAST_DAY,
    UNDATED,
    Period,
    calendar_year,
    days,
    parse_days,
    period,
    read_days,
    stored_days,
)

DAYS = st.dates()


@pytest.mark.parametrize(
    ("written", "text", "earliest", "latest"),
    [
        ("2018", "2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("2018-04", "2018-04", date(2018, 4, 1), date(2018, 4, 30)),
        ("2016-02", "2016-02", date(2016, 2, 1), date(2016, 2, 29)),
        ("2018-04-30", "2018-04-30", date(2018, 4, 30), date(2018, 4, 30)),
        ("2018-01", "2018-01", date(2018, 1, 1), date(2018, 1, 31)),
        ("2018-00-00", "2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("2018-04-00", "2018-04", date(2018, 4, 1), date(2018, 4, 30)),
        ("2018-04-", "2018-04", date(2018, 4, 1), date(2018, 4, 30)),
        ("2018--", "2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("2018-04-30 00:00:00", "2018-04-30", date(2018, 4, 30), date(2018, 4, 30)),
    ],
)
def test_a_date_is_as_precise_as_it_is_written(written: str, text: str, earliest: date, latest: date) -> None:
    found = read_days(written)
    assert (str(found), found.earliest, found.latest) == (text, earliest, latest)
    assert parse_days(text) == found
    assert read_days(written) is found


@pytest.mark.parametrize(
    "written",
    ["", "soon", "18", "2018-4", "2018-13", "2018-02-30", "2018-00-05", "2018--05", "0000", "٢٠١٨", "2018-04-30T12:00"],
)
def test_what_is_no_date_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_days(written)


@given(DAYS, DAYS)
def test_every_range_is_written_and_read_back(one: date, other: date) -> None:
    earliest, latest = sorted((one, other))
    found = days(earliest, latest)
    assert parse_days(str(found)) == found
    ends = earliest.isoformat(), "" if earliest == latest else latest.isoformat()
    assert stored_days(*ends) == found
    assert stored_days("", "") is None


@given(DAYS, DAYS, DAYS, DAYS)
def test_the_earlier_of_two_ranges_holds_the_earlier_of_any_of_their_days(a: date, b: date, c: date, d: date) -> None:
    one, other = days(*sorted((a, b))), days(*sorted((c, d)))
    for first in (one.earliest, one.latest):
        for second in (other.earliest, other.latest):
            earlier, later = one.earlier(other), one.later(other)
            assert earlier.earliest <= min(first, second) <= earlier.latest
            assert later.earliest <= max(first, second) <= later.latest


def test_the_last_citation_is_no_end_and_the_first_no_start() -> None:
    cited = period(read_days("2001"), read_days("2005"))
    assert (cited.starts, cited.ends) == (FIRST_DAY, LAST_DAY)
    assert cited.may_hold_on(date(1950, 1, 1))
    assert str(cited) == "first cited 2001, last cited 2005"


def test_a_known_end_is_past_only_when_its_latest_day_is() -> None:
    known = period(read_days("2001-02"), read_days("2005"), start_known=True, end_known=True)
    # It may have started on 1 February 2001, and may have lasted until 31 December 2005.
    held = [date(2001, 2, 1), date(2001, 2, 15), date(2005, 12, 31)]
    assert [known.may_hold_on(each) for each in held] == [True, True, True]
    assert [known.may_hold_on(each) for each in (date(2001, 1, 31), date(2006, 1, 1))] == [False, False]
    assert str(known) == "since 2001-02, until 2005"
    assert str(period(None, read_days("2005"), end_known=True)) == "until 2005"


def test_citations_in_passing_count_from_the_first_to_the_last() -> None:
    one, other = period(calendar_year(2018), calendar_year(2018)), period(read_days("2018-04"), read_days("2020-01"))
    joined = one.joined(other)
    # The first citation is one of 2018, and not after April.
    assert str(joined) == "first cited 2018-01/2018-04, last cited 2020-01"
    assert joined == other.joined(one)
    assert one.joined(UNDATED) == UNDATED.joined(one) == one
    assert one.joined(one) is one
    assert isinstance(joined, Period)
