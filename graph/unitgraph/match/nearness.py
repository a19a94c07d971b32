"""Names near that of a unit, which may mean it: its name with words left out, or with a qualifier more.

Each is only ever a candidate. What agrees must tell something: a proper name, a number with its level, or what the unit
does. Another number, level, direction or country is another unit's; but other languages have one word for some levels
that English tells apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from unitgraph.lexicon.names import is_acronym
from unitgraph.match import kernels
from unitgraph.match.answering import POSSIBLE, SURE
from unitgraph.match.forms import NameForm, form_of
from unitgraph.match.index import NameIndex
from unitgraph.match.kinds import is_common
from unitgraph.match.lookup import Hit
from unitgraph.match.vocabulary import NamePart

OTHER_UNIT = (
    kernels.COUNTRY_CONFLICT, kernels.NUMBER_EXTRA, kernels.NUMBER_CONFLICT, kernels.LEVEL_CONFLICT,
    kernels.FORCE_CONFLICT, kernels.PROPER_SWAPPED,
)  # fmt: skip
"""Features of another unit."""
PREMISES = frozenset({"station", "post", "outpost", "substation", "precinct", "commissariat"})
"""Levels that sources give as they like to police premises."""
TRANSLATED_ALIKE = (
    PREMISES,
    frozenset({"squad", "squadron", "brigade"}),
    frozenset({"directorate", "department", "division"}),
    frozenset({"unit", "group", "team"}),
)
"""Levels that other languages have one word for (``comisaría``, ``escuadrón``, ``dirección``, ``grupo``)."""
ANY_BODY = frozenset({"department", "service", "agency", "authority", "corps", "unit", "command", "force", "apparatus"})
"""Words that say of a body that it is one, and of a part of it as well."""
_NEVER_MORE = (kernels.COUNTRY_CONFLICT, kernels.DIRECTION_DIFFERS, kernels.NUMBER_CONFLICT)
"""Features of another unit, whatever else a text says."""
_IN_BRACKETS = re.compile(r"\s*\(([^()]*)\)")
_DESIGNATING = frozenset({NamePart.NUMBER, NamePart.DIRECTION})
_QUALIFYING = frozenset({NamePart.FUNCTION, NamePart.SCOPE, NamePart.FORCE})


def near_hits(index: NameIndex, form: NameForm, hits: Sequence[Hit]) -> list[Hit]:
    """The hits that a name may mean though too little agrees, each at least as likely as the least likely candidate."""
    found = [hit for hit in hits if _is_near(index, form, hit)]
    return [replace(hit, odds=max(hit.odds, POSSIBLE)) for hit in found]


def hits_otherwise_in_brackets(index: NameIndex, text: str, country: str, hits: Sequence[Hit]) -> list[Hit]:
    """The hits whose name is that of a text but for what one of them has in brackets in capitals, which may be short
    for a superior: ``Hawk Section (KDF)`` for ``Hawk Section (KPS)`` and ``Hawk Section``."""
    said = _without_brackets(text, country)
    if all(word.part is NamePart.LEVEL for word in said.words):
        return []
    found = []
    for hit in hits:
        name = index.name_of(hit.record)
        shorts = (each for each in (*_IN_BRACKETS.findall(text), *_IN_BRACKETS.findall(name)) if is_acronym(each))
        if any(shorts) and _without_brackets(name, index.unit(hit.unit).country).words == said.words:
            found.append(replace(hit, odds=max(hit.odds, POSSIBLE)))
    return found


def _without_brackets(name: str, country: str) -> NameForm:
    return form_of(_IN_BRACKETS.sub(" ", name), country)


def translated_hits(index: NameIndex, form: NameForm, hits: Sequence[Hit]) -> list[Hit]:
    """The hits that a name may be a translation of: all their words agree but for levels that other languages have one
    word for."""
    return [replace(hit, odds=max(hit.odds, POSSIBLE)) for hit in hits if _is_translated(index, form, hit)]


def _is_translated(index: NameIndex, form: NameForm, hit: Hit) -> bool:
    alike = _levels_alike(index, form, hit)
    if not alike or any(hit.features[each] for each in OTHER_UNIT if each != kernels.LEVEL_CONFLICT):
        return False
    rest = {word for word, _ in (*_more(form, hit), *_missing(index, hit))}
    return rest <= alike and any(hit.asked_bits >> at & 1 for at in range(len(form.words)))


def _is_near(index: NameIndex, form: NameForm, hit: Hit) -> bool:
    alike = _levels_alike(index, form, hit)
    if any(hit.features[each] for each in OTHER_UNIT if each != kernels.LEVEL_CONFLICT or not alike):
        return False
    more = [each for each in _more(form, hit) if each[0] not in alike]
    missing = [each for each in _missing(index, hit) if each[0] not in alike]
    if more and missing:
        return False
    shared = [word.part for at, word in enumerate(form.words) if hit.asked_bits >> at & 1]
    directions = [word for word, part in (*more, *missing) if part is NamePart.DIRECTION]
    if directions and (more or directions != ["central"]):  # that of a town is called so or not
        return False
    if not more and (hit.features[kernels.PROPER_SHARED] or sum(part in _QUALIFYING for part in shared) > 1):
        return bool(hit.features[kernels.PROPER_SHARED]) or NamePart.FUNCTION in shared
    if not more and _is_without_brackets(index, form, hit):
        return True
    if not more and shared and _DESIGNATING.issuperset(shared):  # which of its kind it is, and no more
        return all(part in (NamePart.LEVEL, *_QUALIFYING) for _, part in missing)
    if NamePart.NUMBER in shared and NamePart.LEVEL in shared:
        if not more and NamePart.FUNCTION in shared:  # which battalion of a kind it is, without a name of honour
            return True
        return all(part in _QUALIFYING or is_common(word) for word, part in more + missing)
    return False


def is_same_body(index: NameIndex, form: NameForm, hit: Hit) -> bool:
    """Whether a name says which force a unit is as that does, with other words for what any body is (``Bangladesh
    Police Force``), or with a place and nothing left out (``Velabad Judicial Police``)."""
    others = (kernels.COUNTRY_MISSING, *(each for each in OTHER_UNIT if each != kernels.LEVEL_CONFLICT))
    if any(hit.features[each] for each in others):
        return False
    shared = {word.part for at, word in enumerate(form.words) if hit.asked_bits >> at & 1}
    more = [each for each in _more(form, hit) if each[0] not in ANY_BODY]
    left_out = [word for word, _ in _missing(index, hit) if word not in ANY_BODY]
    places = all(part is NamePart.PROPER and not is_common(word) for word, part in more)
    return NamePart.FORCE in shared and not left_out and places


def _is_without_brackets(index: NameIndex, form: NameForm, hit: Hit) -> bool:
    """Whether a name is that of a unit without what it has in brackets, and says more than a level: ``Special Group``
    for ``Special Group (Mirna)``."""
    name = index.name_of(hit.record)
    plain = _IN_BRACKETS.sub(" ", name)
    if plain == name:
        return False
    said = {word.text for word in form.words if word.part is not NamePart.LEVEL}
    words = _without_brackets(name, index.unit(hit.unit).country).words
    return bool(said) and {word.text for word in words} == {word.text for word in form.words}


def _levels_alike(index: NameIndex, form: NameForm, hit: Hit) -> frozenset[str]:
    """The levels that conflict, if sources give them as they like to police premises, with the police that a
    ``comisaría`` is of, or if one of the names is in another language and they may be translations of one word; empty
    otherwise."""
    if not hit.features[kernels.LEVEL_CONFLICT]:
        return frozenset()
    levels = frozenset(word for word, part in (*_more(form, hit), *_missing(index, hit)) if part is NamePart.LEVEL)
    if levels <= PREMISES:
        return levels | {"police"}
    abroad = form.foreign or form_of(index.name_of(hit.record), index.unit(hit.unit).country).foreign
    return levels if abroad and any(levels <= each for each in TRANSLATED_ALIKE) else frozenset()


def _more(form: NameForm, hit: Hit) -> Iterator[tuple[str, NamePart]]:
    """What a name says beyond that of the unit, its superiors and places."""
    for at, word in enumerate(form.words):
        if not (hit.asked_bits | hit.explained_bits) >> at & 1 and word.part is not NamePart.COUNTRY:
            yield word.text, word.part


def _missing(index: NameIndex, hit: Hit) -> Iterator[tuple[str, NamePart]]:
    """What the name of the unit says and a name does not."""
    for at, (word, part) in enumerate(index.words_of(hit.record)):
        if not hit.name_bits >> at & 1 and part is not NamePart.COUNTRY:
            yield word, part


def hits_with_more(index: NameIndex, form: NameForm, hits: Sequence[Hit]) -> list[Hit]:
    """The hits whose whole name stands in a text, which says more than they account for. The name has to tell them from
    others: by a proper name, or by three words (``Rapid Border Force``)."""
    whole = [hit for hit in hits if (hit.core >= SURE or hit.turned) and is_whole_name(index, hit)]
    near = [hit for hit in whole if hit.features[kernels.PROPER_SHARED] or _is_long(index, hit)]
    near = [hit for hit in near if not any(hit.features[each] for each in _NEVER_MORE)]
    return [hit for hit in near if not hit.features[kernels.NUMBER_EXTRA] or _numbers_a_part(form, hit)]


def is_whole_name(index: NameIndex, hit: Hit) -> bool:
    """Whether every word of the compared name is in the text (except words for the country), and one of them says more
    than a level."""
    words = list(enumerate(index.words_of(hit.record)))
    if any(part is not NamePart.COUNTRY and not hit.name_bits >> at & 1 for at, (_, part) in words):
        return False
    return any(part is not NamePart.LEVEL and hit.name_bits >> at & 1 for at, (_, part) in words)


def _is_long(index: NameIndex, hit: Hit) -> bool:
    return sum(part is not NamePart.COUNTRY for _, part in index.words_of(hit.record)) > 2


def _numbers_a_part(form: NameForm, hit: Hit) -> bool:
    """Whether a number more than a name has may be that of a part: a level (``1 Company of …``), or whatever stands
    before the number (``… Block A``), is more, too."""
    said = [(word.part, not hit.asked_bits >> at & 1) for at, word in enumerate(form.words)]
    number = (NamePart.NUMBER, True)
    counted = (one for one, other in pairwise(said) if other == number)
    return (NamePart.LEVEL, True) in said or any(more and part is not NamePart.NUMBER for part, more in counted)
