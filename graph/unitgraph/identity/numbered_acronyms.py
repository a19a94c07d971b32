"""Acronyms with a number, of which a letter may have been left out (``10 PF`` for ``10 PMF``): whether they may be of
one unit, though what is left is an acronym, too."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from unitgraph.identity.alike import ComparedName

_NUMBERED_ACRONYM = re.compile(r"(?:(\d+)[ -]?)?([A-Z]{2,6})(?:[ -]?(\d+))?")


class NumberedAcronyms:
    """Units of one country by their acronyms with a number."""

    def __init__(self) -> None:
        self._units: defaultdict[tuple[str, str], dict[int, None]] = defaultdict(dict)
        self._shorter: defaultdict[tuple[str, str], dict[int, None]] = defaultdict(dict)

    def add(self, name: ComparedName, unit: int) -> None:
        """Let a unit be found by a name of its own."""
        if told := _told(name.text):
            number, letters = told
            self._units[number, letters][unit] = None
            for each in _without_a_letter(letters):
                self._shorter[number, each][unit] = None

    def of(self, name: ComparedName) -> Iterator[int]:
        """The units with an acronym of the same number that has a letter more than this one, or less."""
        if told := _told(name.text):
            number, letters = told
            yield from self._shorter.get(told, ())
            for each in _without_a_letter(letters):
                yield from self._units.get((number, each), ())


def _told(text: str) -> tuple[str, str] | None:
    """The number and the letters of an acronym with one number."""
    found = _NUMBERED_ACRONYM.fullmatch(text.strip())
    if found is None or (found[1] is None) is (found[3] is None):
        return None
    return (found[1] or found[3]).lstrip("0"), found[2]


def _without_a_letter(letters: str) -> set[str]:
    return {letters[:at] + letters[at + 1 :] for at in range(len(letters))} if len(letters) > 2 else set()
