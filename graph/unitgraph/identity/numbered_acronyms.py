"""Acronyms with a number: names of which they may be the initials (``10 PF`` for ``10 Patrol Force Regiment``), and
others, where a letter may have been left out (``10 PF`` for ``10 PMF``)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from unitgraph.identity.compared_names import ComparedName, written_initials
from unitgraph.match.shortenings import written_words
from unitgraph.match.vocabulary import NamePart, key_of, part_table

_NUMBERED_ACRONYM = re.compile(
    r"(?:(\d+)(?:st|nd|rd|th|er?|[e\u00e8]me|[.\u00ba\u00b0\u00aa])?[ -]?)?([A-Z]{2,6})"
    r"(?:[ -]?(?:(?i:no|nr|n)[.\u00ba\u00b0]* ?|# ?)?(\d+))?"
)


class NumberedAcronyms:
    """Units of one country by their acronyms with a number, and by the initials of their names with one."""

    def __init__(self) -> None:
        self._units: defaultdict[tuple[str, str], dict[int, None]] = defaultdict(dict)
        self._shorter: defaultdict[tuple[str, str], dict[int, None]] = defaultdict(dict)
        self._initials: defaultdict[tuple[str, str], dict[int, None]] = defaultdict(dict)

    def add(self, name: ComparedName, unit: int) -> None:
        """Let a unit be found by a name of its own."""
        if told := _told(name.text):
            number, letters = told
            self._units[number, letters][unit] = None
            for each in _without_a_letter(letters):
                self._shorter[number, each][unit] = None
        for made in _made_of(name):
            self._initials[made][unit] = None

    def of(self, name: ComparedName) -> Iterator[int]:
        """The units with an acronym of the same number that has a letter more than this one, or less, or is made of its
        initials; and those of whose initials it is made."""
        if told := _told(name.text):
            number, letters = told
            yield from self._shorter.get(told, ())
            yield from self._initials.get(told, ())
            for each in _without_a_letter(letters):
                yield from self._units.get((number, each), ())
        for made in _made_of(name):
            yield from self._units.get(made, ())


def _told(text: str) -> tuple[str, str] | None:
    """The number and the letters of an acronym with one number."""
    found = _NUMBERED_ACRONYM.fullmatch(text.strip())
    if found is None or (found[1] is None) is (found[3] is None):
        return None
    return (found[1] or found[3]).lstrip("0"), found[2]


def _made_of(name: ComparedName) -> Iterator[tuple[str, str]]:
    """The number of a name with its initials, also without the level with which it begins or ends."""
    letters = written_initials(name.text).upper()
    if len(name.name.designators) != 1 or not name.name.designators[0].isdecimal() or len(letters) < 2:
        return
    words = [word for word in written_words(name.text) if word[0].isalpha()]
    last, first = _is_level(words[-1]), _is_level(words[0])
    short = {letters, letters[:-1] if last else letters, letters[1:] if first else letters}
    yield from ((name.name.designators[0], each) for each in sorted(short) if 2 <= len(each) <= 6)


def _is_level(word: str) -> bool:
    return any(part_table().get(each) is NamePart.LEVEL for each in key_of(word))


def _without_a_letter(letters: str) -> set[str]:
    return {letters[:at] + letters[at + 1 :] for at in range(len(letters))} if len(letters) > 2 else set()
