"""How text from elsewhere is shown to a person."""

from __future__ import annotations

import re

# Control characters, which a terminal obeys; separators of lines; what turns the direction of writing; and what is no
# character in XML.
_UNSEEN = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff\\ufffe\\uffff]"
)


def visible(text: str) -> str:
    """One line of ``text`` in which what would act on the screen instead of being seen stands as an escape.

    >>> print(visible("Guard\\x1b[2J"))
    Guard\\x1b[2J
    """
    return _UNSEEN.sub(lambda found: ascii(found.group())[1:-1], text)
