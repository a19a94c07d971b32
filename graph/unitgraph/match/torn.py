"""Whether a text tears the names of a unit and of its superiors apart.

A number or a proper name belongs to the word for a level that it stands beside. On which side, languages tell in
different ways (``Mirna Station Velabad Division``, ``Station Mirna Division Velabad``); but in all of them the words of
one name stand together, and ``Velabad Station Mirna Division`` is another station.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from unitgraph.match.forms import form_of
from unitgraph.match.numbering import TaggedWord, is_counted
from unitgraph.match.segments import cut
from unitgraph.match.vocabulary import NamePart

OneName = frozenset[TaggedWord]
"""The words of one name."""
_TELLING = frozenset({NamePart.PROPER, NamePart.ACRONYM, NamePart.NUMBER, NamePart.DIRECTION, NamePart.FUNCTION})


def groups_of(name: str, country: str) -> list[OneName]:
    """The names of which a ``name`` is made: its segments, or, in a name without any that has several levels and one of
    them at one end only, what each of them ends or begins."""
    found: list[OneName] = []
    for segment in cut(name) or (name,):
        words = [(word.text, word.part) for word in form_of(segment, country).words]
        found += map(frozenset, _by_levels([word for word in words if word[1] is not NamePart.COUNTRY]))
    return found


def _by_levels(words: Sequence[TaggedWord]) -> Iterable[Sequence[TaggedWord]]:
    counted = [is_counted(word) for word in words]
    if not words or counted[0] == counted[-1]:
        return [words]
    if counted[0]:
        cuts = [at + 1 for at, (one, other) in enumerate(pairwise(counted)) if other and not one]
    else:
        cuts = [at + 1 for at, (one, other) in enumerate(pairwise(counted)) if one and not other]
    return [words[start:end] for start, end in pairwise((0, *cuts, len(words)))]


def are_torn(said: Sequence[str], groups: Iterable[OneName]) -> bool:
    """Whether a text with the words ``said`` tears one of the ``groups`` apart: between a word that tells it and its
    level stand a level or a number of another group, or all the words of one. So it does where two of them are apart,
    whatever is between."""
    most = sorted(set(groups), key=len, reverse=True)
    apart = [group for at, group in enumerate(most) if not any(group < other for other in most[:at])]
    if len(apart) < 2:
        return False
    gaps = [list(_gaps(said, group, apart)) for group in apart]
    return sum(map(bool, gaps)) > 1 or any(_holds_a_name(gap, apart) for each in gaps for gap in each)


def _gaps(said: Sequence[str], group: OneName, groups: Sequence[OneName]) -> Iterator[OneName]:
    """The words of other groups between each word that tells a group and its nearest level, where there are any. A
    word of several groups stands with all of them."""
    shared = {text for other in groups if other is not group for text, _ in other}
    own = {text: (text, part) for text, part in group if text not in shared}
    beside = {word[0]: word for other in groups if other is not group for word in other - group}
    levels = _levels_of(group)
    counted = [at for at, text in enumerate(said) if own.get(text) in levels]
    for at, text in enumerate(said) if counted else ():
        if text in own and own[text][1] in _TELLING:
            level = min(counted, key=lambda place: abs(place - at))
            between = said[min(at, level) : max(at, level)]
            if gap := frozenset(beside[each] for each in between if each in beside):
                yield gap


def _levels_of(group: OneName) -> OneName:
    """The words for the level of a group; of a numbered one without any those for what it is (``12 Mobile Force``)."""
    levels = frozenset(word for word in group if is_counted(word))
    if levels or not any(part is NamePart.NUMBER for _, part in group):
        return levels
    return frozenset(word for word in group if word[1] not in _TELLING)


def _holds_a_name(gap: OneName, groups: Sequence[OneName]) -> bool:
    if any(is_counted(word) or word[1] is NamePart.NUMBER for word in gap):
        return True
    return any(len(group) > 1 and group <= gap for group in groups)
