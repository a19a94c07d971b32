"""Which words of a text the names of known units account for."""

from __future__ import annotations

from collections.abc import Iterable, Set

from unitgraph.match.forms import NameForm
from unitgraph.match.values import NamedUnit
from unitgraph.match.vocabulary import NamePart

_TELLING = frozenset({NamePart.PROPER, NamePart.ACRONYM, NamePart.NUMBER, NamePart.DIRECTION})
_WITH_THEM = _TELLING | {NamePart.SCOPE}


def is_telling(part: NamePart) -> bool:
    """Whether a word of this part tells which of the units of a kind is meant."""
    return part in _TELLING


def names_of(unit: NamedUnit) -> tuple[str, ...]:
    """The name and the other names of a unit."""
    return unit.name, *unit.other_names


def words_told(names: Iterable[NameForm], said: Set[str]) -> set[str]:
    """The words of ``names`` that a text with the words ``said`` tells: all of a name of which it has every word but
    for the country, and of one of which it has all that tell it from others of its kind those and what goes with them
    (``Far Western`` for a Far Western Division). One word out of a name tells nothing (``Western``), nor does a
    direction alone."""
    told: set[str] = set()
    for form in names:
        words = {word.text for word in form.words if word.part is not NamePart.COUNTRY}
        telling = {word.text for word in form.words if is_telling(word.part)}
        named = any(is_telling(word.part) and word.part is not NamePart.DIRECTION for word in form.words)
        if words <= said:
            told |= words
        elif named and telling <= said:
            told |= {word.text for word in form.words if word.part in _WITH_THEM}
        told.update(form.acronyms)
    return told
