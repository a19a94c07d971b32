"""Words for the kinds of areas (``District``, ``LGA``), which may stand beside the name of a place or not."""

from __future__ import annotations

from functools import cache, lru_cache

from unitgraph.lexicon.names import fold
from unitgraph.lexicon.tables import areas, marked
from unitgraph.match.forms import form_of
from unitgraph.match.vocabulary import NamePart

_OTHER = frozenset({NamePart.COUNTRY, NamePart.FORCE, NamePart.FUNCTION, NamePart.NUMBER})


@lru_cache(maxsize=1 << 16)
def without_kind(place: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a place, as :func:`~unitgraph.match.forms.form_of` gives them, without those for its kind; all where
    it has no others. In alphabetical order."""
    left = frozenset(place)
    for kind in _kinds():
        if kind < left:
            left -= kind
    return tuple(sorted(left))


@cache
def area_kinds() -> frozenset[str]:
    """The words for the kinds of areas, folded."""
    return frozenset(map(fold, (*marked("place-kind"), *(each.word for each in areas() if each.sense == "area"))))


@cache
def _kinds() -> tuple[frozenset[str], ...]:
    """The longest first: ``local government area`` has the word of another."""
    forms = [form_of(text).words for text in area_kinds()]
    found = {
        frozenset(word.text for word in words) for words in forms if words and not _OTHER & {w.part for w in words}
    }
    return tuple(sorted(found, key=lambda each: (-len(each), sorted(each))))
