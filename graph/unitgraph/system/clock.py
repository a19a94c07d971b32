"""The time as outputs and stores state it."""

from __future__ import annotations

import os
from datetime import UTC, datetime


def now() -> datetime:
    """The time in UTC, to the second. ``SOURCE_DATE_EPOCH`` (seconds since 1970), if it is set, is taken instead, so
    that outputs can be made again with the same bytes (https://reproducible-builds.org/specs/source-date-epoch/)."""
    told = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = datetime.fromtimestamp(int(told), UTC) if told.isascii() and told.isdigit() else datetime.now(UTC)
    return moment.replace(microsecond=0)


def time_text(moment: datetime) -> str:
    """A time in UTC as XML Schema and ISO 8601 write it.

    >>> time_text(datetime(2026, 5, 1, 12, 30, tzinfo=UTC))
    '2026-05-01T12:30:00Z'
    """
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
