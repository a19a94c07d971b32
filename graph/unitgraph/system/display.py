"""How untrusted text and quantities are shown to a person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

Meter = Callable[[Iterable[Any], str], Iterator[Any]]
"""Yields things unchanged, and shows under a label how many have passed."""


def unshown(things: Iterable[Any], label: str) -> Iterator[Any]:
    """A meter that shows nothing."""
    return iter(things)


# Control characters, which a terminal obeys; line separators; bidirectional controls; and what XML does not allow.
_UNSEEN = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff\\ufffe\\uffff]"
)


def visible(text: str) -> str:
    """``text`` as one line, with characters that would act on the terminal instead of being seen shown as escapes.

    >>> print(visible("Guard\\x1b[2J"))
    Guard\\x1b[2J
    """
    return _UNSEEN.sub(lambda found: ascii(found.group())[1:-1], text)


def quantity(count: int, noun: str, plural: str = "", form: str = "d") -> str:
    """``count`` with its noun in the number that agrees; ``form`` formats the count.

    >>> quantity(1, "row"), quantity(0, "row"), quantity(2500, "country", "countries", ",")
    ('1 row', '0 rows', '2,500 countries')
    """
    return f"{count:{form}} {noun if count == 1 else plural or noun + 's'}"
