"""Which word of a name says what the body is: a police school is a school, the police of a school are police.

It stands last in English (``Velabad Police School``), and before the first ``of`` in each language that has such a word
(``Escuela de Policía``). Names of other languages without one are compared with each other alone.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from unitgraph.match.forms import KINDS, NameForm, NameWord
from unitgraph.match.kinds import HEADQUARTERS
from unitgraph.match.vocabulary import NamePart

_HOUSES = frozenset({"school", "academy", "hospital", "prison", "court", "university", "laboratory"})
"""Levels of which none has the others below it as forces have units: a hospital school is a school."""
_TELLING = frozenset({NamePart.PROPER, NamePart.NUMBER, NamePart.COUNTRY})


def is_other_body(one: NameForm, other: NameForm) -> bool:
    """Whether what two names of the same words say the body is differs. The names of a unit and of its superior in one
    may end in either: so of two words for levels, and where both have the same pieces (``1st Battalion Mirna
    Rifles``)."""
    first, second = _head(one), _head(other)
    if first is None and second is None and one.foreign and other.foreign:
        first, second = _leading(one), _leading(other)
    if first is None or second is None or first.text == second.text:
        return False
    if first.part is NamePart.LEVEL and second.part is NamePart.LEVEL and not {first.text, second.text} <= _HOUSES:
        return False
    shared = {word.text for word in one.words} & {word.text for word in other.words}
    return {first.text, second.text} <= shared and not _have_same_pieces(one, other, shared)


def _have_same_pieces(one: NameForm, other: NameForm, shared: Set[str]) -> bool:
    """Whether two names are made of the same two pieces in another order, one of which tells a body from others."""
    words, turned = ([word for word in form.words if word.text in shared] for form in (one, other))
    for at in range(1, len(words)):
        if [*words[at:], *words[:at]] == turned:
            return any(_is_named(piece) for piece in (words[:at], words[at:]))
    return False


def _is_named(piece: Sequence[NameWord]) -> bool:
    return any(word.part in KINDS for word in piece) and any(word.part in _TELLING for word in piece)


def _head(form: NameForm) -> NameWord | None:
    """The word for what a body is; None where a name has separators, or where its language may set it first or last:
    what tables translate as a whole stands in English order."""
    if form.parted:
        return None
    end = next((at for at, word in enumerate(form.words) if at and word.behind_of), len(form.words))
    kinds = _kinds(form.words[:end])
    if form.english:
        return kinds[-1] if kinds else None
    return kinds[0] if form.foreign and len(kinds) == 1 and end < len(form.words) else None


def _leading(form: NameForm) -> NameWord | None:
    """The first word of a kind in a name without a word such as ``of``."""
    kinds = _kinds(form.words)
    return None if form.parted or not kinds or any(word.behind_of for word in form.words) else kinds[0]


def _kinds(words: Sequence[NameWord]) -> list[NameWord]:
    return [word for word in words if word.part in KINDS and word.text != HEADQUARTERS]
