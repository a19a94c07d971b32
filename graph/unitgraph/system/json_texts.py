"""JSON as others write it: an object has a key once, since of one that stands twice a value would be lost, and no more
objects and lists stand within one another than a reader can take."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

DEEPEST = 1_000
"""Objects and lists within one another: more of them cost a reader time and memory that grow with their square."""
_STRING_OR_BRACKET = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


class RepeatedKey(ValueError):
    """An object has a key twice."""


def once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """The object of some pairs, for ``object_pairs_hook``. Raises RepeatedKey.

    >>> once([("a", 1), ("b", 2)])
    {'a': 1, 'b': 2}
    """
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise RepeatedKey(f"the key {next(key for key in found if keys.count(key) > 1)!r:.100} stands twice")
    return found


def loads(text: str) -> Any:
    """The value of a text. Raises ValueError, which RepeatedKey is, and RecursionError."""
    return json.loads(text, object_pairs_hook=once)


def is_too_deep(content: bytes) -> bool:
    """Whether a text of JSON has more than :data:`DEEPEST` objects and lists within one another."""
    if content.count(b"{") + content.count(b"[") <= DEEPEST:
        return False
    depth = 0
    for found in _STRING_OR_BRACKET.finditer(content):
        token = found[0]
        depth += 1 if token in b"{[" else -1 if token in b"}]" else 0
        if depth > DEEPEST:
            return True
    return False
