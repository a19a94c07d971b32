"""Completes what is being typed: units one of whose names, or a word of it, begins so."""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice

from unitgraph.hierarchy import Hierarchy, Node
from unitgraph.names import fold

MOST_WORDS = 8
MOST_UNITS = 200_000
"""Of more units than these, only the listed ones and those without a superior are suggested."""


class Suggestions:
    """An index of the folded names of a hierarchy, from each of their words on."""

    def __init__(self, hierarchy: Hierarchy) -> None:
        self._hierarchy = hierarchy
        entries: list[tuple[str, int, str]] = []
        few = len(hierarchy) <= MOST_UNITS
        for node in hierarchy:
            if not (few or node.listed or not node.superiors):
                continue
            for name in (node.name, *node.other_names):
                words = fold(name).split()
                entries += [(" ".join(words[start:]), start, node.iri) for start in range(min(len(words), MOST_WORDS))]
        self._entries = sorted(entries)

    def beginning(self, typed: str, limit: int = 10, country: str | None = None) -> list[Node]:
        """At most ``limit`` units, those whose name itself begins so before others."""
        prefix = " ".join(fold(typed).split())
        if not prefix:
            return []
        start = bisect_left(self._entries, (prefix, -1, ""))
        found: dict[str, tuple[int, str]] = {}
        # Enough to fill the answer even where one unit has many spellings; never the whole of a large index.
        for text, place, iri in islice(self._entries, start, start + 50 * limit):
            if not text.startswith(prefix):
                break
            found[iri] = min(found.get(iri, (place, text)), (place, text))
        ranked = (self._hierarchy[iri] for iri in sorted(found, key=lambda each: (found[each], each)))
        return list(islice((node for node in ranked if country in (None, node.country)), limit))
