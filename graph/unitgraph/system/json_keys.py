"""JSON as others write it, in which each object has a key once: of a key that stands twice, one value would be lost."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any


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
