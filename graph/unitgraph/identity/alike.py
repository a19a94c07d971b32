"""Names that are nearly alike word by word, whatever a search makes of them: a word more, a letter, another script, an
acronym for a part of the name. That two are is a question at most."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from unitgraph.identity.compared_names import (
    ComparedName,
    are_in_two_languages,
    honour_of,
    without_honour,
    written_initials,
)
from unitgraph.identity.names import SHORTEST, Name, have_same_numbers
from unitgraph.identity.telling import has_high_number
from unitgraph.lexicon.names import abbreviates, fold, is_acronym
from unitgraph.lexicon.tables import country_name
from unitgraph.match.kinds import HEADQUARTERS
from unitgraph.match.misspellings import consonants
from unitgraph.match.nearness import PREMISES, TRANSLATED_ALIKE
from unitgraph.match.shortenings import written_words
from unitgraph.match.vocabulary import NamePart, part_table

LONGEST_ACRONYM = 8
NEARLY = 0.6
"""The score from which a name means another unit, too."""
MOST_MORE = 2
"""The words that a name may have more than another of the same number and place."""
_OF_OTHERS = frozenset({NamePart.LEVEL, NamePart.FORCE, NamePart.DIRECTION, NamePart.FUNCTION})
"""Parts of which two names that have different ones are of different units."""


OFFICES = frozenset(
    {"agency", "branch", "bureau", "center", "command", "coordination", "department", "directorate", "division"}
    | {"headquarters", "office", "section", "service"}
)
"""Levels of offices, which translators give as they like."""
_OF_TASKS = OFFICES | {"centre", "corps", "group", "squad", "team", "unit", "wing"}
"""Levels that sources give as they like to what has one task (``Criminal Investigation Department``)."""

_NUMBERS = re.compile(r"(?i:\b(?:no|nr|n)\b[.\u00b0\u00ba]?)?\s*\d+\S*")
_SAME_TASK = {
    **dict.fromkeys(("reaction", "intervention", "deployment"), "response"),
    **dict.fromkeys(("quick", "fast", "immediate"), "rapid"),
    **dict.fromkeys(("road", "highway", "transit"), "traffic"),
    **dict.fromkeys(("detective", "detectives", "inquiry"), "investigation"),
    **dict.fromkeys(("riot", "disorder", "crowd"), "unrest"),
}
"""Words for what units do that sources give for one task; two units may have two of them, so that it is only asked."""


class AlikeNames:
    """Names of units of one country, found by those that are nearly alike."""

    def __init__(self) -> None:
        self._names: defaultdict[tuple[str, ...], dict[tuple[ComparedName, int], None]] = defaultdict(dict)

    def add(self, name: ComparedName, unit: int) -> None:
        """Let a unit be found by a name of its own."""
        for key in (*_keys(name.name), *_numbered_keys(name)):
            self._names[key][name, unit] = None

    def of(self, name: ComparedName) -> Iterator[int]:
        """The units with a name that is nearly this one."""
        found: dict[tuple[ComparedName, int], None] = {}
        for key in (*_keys(name.name), *_numbered_keys(name)):
            found |= self._names.get(key, {})
        yield from (unit for other, unit in found if are_alike(name, other))


def _keys(name: Name) -> Iterator[tuple[str, ...]]:
    """What two names that are nearly alike share: their numbers and a word that may be a place, by its consonants; a
    number and a word for what they do; all words but that for headquarters; or several proper words."""
    if tasks := tasks_of(name):
        yield "", *sorted(tasks)
    if len(name.telling) > 1:
        yield "", *sorted(bones(word.lstrip("~")) for word in name.telling)
    if len(body := [word for word in name.core if word != HEADQUARTERS]) > 1:
        yield (*name.designators, HEADQUARTERS, *body)
    for word in telling_words(name):
        yield (*name.designators, bones(word))
        if name.designators and 2 <= len(word) <= LONGEST_ACRONYM:
            yield (*name.designators, "begins", word[0])
        if stem := _place_of(word):
            yield (*name.designators, bones(stem))
    if has_high_number(name.designators):
        yield (*name.designators, "high")
    if name.designators:
        parts = part_table()
        yield from ((*name.designators, word) for word in name.core if parts.get(word) is NamePart.FUNCTION)
        if not name.telling - _SPECIAL_PURPOSE:
            for word in _of(set(name.core), NamePart.LEVEL):
                yield (*name.designators, "level", word)
                yield (*name.designators, "begins", word[0])


def _numbered_keys(name: ComparedName) -> Iterator[tuple[str, ...]]:
    """What a numbered name shares with the same one with a name of honour in quotes, all its words; and with the same
    one with an acronym, its first letter."""
    if name.name.designators and len(initials := written_initials(name.text)) > 1:
        yield (*name.name.designators, "begins", initials[0])
    if honour := honour_of(name.text):
        yield "", "honour", honour
    plain = without_honour(name) or (name.name if name.name.designators and not name.name.telling else None)
    if plain is not None:
        yield ("", *plain.designators, "", *plain.core)


_OF_PLACE = re.compile(
    "(?:s'?k(?:iy|yy|ij|y|i|a|aya|oe|oye|e|oho|ogo|omu|oi|oy|im|om)?|ien(?:ne)?s?|ens[ei]s?|an[oa]s?)$"
)
"""The ends of adjectives of places in Slavic and Romance languages."""


def _place_of(word: str) -> str:
    """How the place begins of which a word is the adjective (``tolurskiy``: ``tolur``); empty for other words."""
    stem = _OF_PLACE.sub("", word)
    return stem if SHORTEST <= len(stem) < len(word) else ""


def _is_of_place(one: str, other: str) -> bool:
    """Whether a word is the adjective of a place that another names."""
    pairs = ((_place_of(one), other), (_place_of(other), one))
    return any(stem and name.startswith(stem) and len(name) - len(stem) <= 3 for stem, name in pairs)


def tasks_of(name: Name) -> frozenset[str]:
    """What a unit does, where nothing else tells which it is: the words of its name without those for an office. None
    for a whole force, and for levels alone."""
    if name.telling or name.designators or name.qualifiers or name.national:
        return frozenset()
    tasks = frozenset(_SAME_TASK.get(word, word) for word in name.core) - _OF_TASKS
    if "special" in tasks:  # special operations, special forces
        tasks = frozenset("operations" if word in ("force", "operation") else word for word in tasks)
    return tasks if any(part_table().get(word) is not NamePart.LEVEL for word in tasks) else frozenset()


def telling_words(name: Name) -> set[str]:
    """The words of a name and its places that tell which unit it is of."""
    return {word.lstrip("~") for word in (*name.telling, *(word for each in name.qualifiers for word in each))}


def _is_untold(name: Name) -> bool:
    """Whether nothing but its number and what it does tells which unit of a level a name is of."""
    return not telling_words(name) - _SPECIAL_PURPOSE


@lru_cache(maxsize=1 << 14)
def bones(word: str) -> str:
    """The consonants of a word as names in other scripts are compared by them; a word of one consonant whole."""
    found = consonants(f"v{word[1:]}" if word.startswith("w") else word).replace("f", "b")
    return found if len(found) > 1 else word


def are_alike(one: ComparedName, other: ComparedName) -> bool:
    """Whether two names that are not the same are nearly alike: with the same numbers, or one without the number of
    the other, with all other words of it and several proper ones (``General Mirano Engineer Battalion``)."""
    first, second = (name_words(each.name) for each in (one, other))
    if _have_one_honour(one, other) and _of(first & second, NamePart.LEVEL):
        return True
    if not have_same_numbers(one.name, other.name):
        lacking = not (one.name.designators and other.name.designators)
        return lacking and first == second and len(one.name.telling & other.name.telling) > 1
    if first == second:
        return one.name.words != other.name.words and "army" in first
    if _is_headquarters_of(one.name, other.name) or _is_headquarters_of(other.name, one.name):
        return True
    if is_misspelt(one.text, other.text) or any(
        plain and name_words(plain) == words
        for plain, words in ((without_honour(one), second), (without_honour(other), first))
    ):
        return True
    if (tasks := tasks_of(one.name)) and tasks == tasks_of(other.name):
        return max(len((first - second) & _OF_TASKS), len((second - first) & _OF_TASKS)) < 2
    shared = first & second
    abroad = are_in_two_languages(one, other)
    pairs = dict(_pairs(first - shared, second - shared, abroad))
    more, less = first - shared - set(pairs), second - shared - set(pairs.values())
    told = (shared | set(pairs)) & telling_words(one.name) or set(pairs)
    numbered = bool(one.name.designators)
    if told or numbered:
        # A place that only one of them has tells them no more apart than another qualifier.
        short, long = more - _beside(one.name, other.name), less - _beside(other.name, one.name)
        if stands_for(one, other, short, long) or stands_for(other, one, long, short):
            return True
    if has_high_number(one.name.designators) and _of(shared, NamePart.LEVEL) and _are_unknown(more, less):
        return True
    if told:
        if _are_of_one_kind(shared, more, less):
            return True
        more, less = _without_levels_alike(more, less) if abroad else (more, less)
        return not _are_of_others(more, less) and (
            _may_add(more, less, numbered, abroad) or _may_add(less, more, numbered, abroad)
        )
    if numbered and abroad and _is_untold(one.name) and _is_untold(other.name) and _of(shared, NamePart.LEVEL):
        # What the unit of a number does is told in words that may be translations of each other.
        levels = _of(more, NamePart.LEVEL), _of(less, NamePart.LEVEL)
        if all(levels) and not any(levels[0] | levels[1] <= each for each in TRANSLATED_ALIKE):
            return False
        return len(more) <= MOST_MORE and len(less) <= MOST_MORE
    if not numbered or (more and less):
        return False
    # A place that one of them has beside its name, and what it does, the other may leave out.
    more, less = more - _beside(one.name, other.name), less - _beside(other.name, one.name)
    described = all(part_table().get(word) in _DESCRIBING for word in more | less)
    functions = _of(shared, NamePart.FUNCTION) or (described and _of(shared, NamePart.LEVEL))
    return bool(functions) and len(more | less) <= MOST_MORE


def _have_one_honour(one: ComparedName, other: ComparedName) -> bool:
    """Whether two names have the same name of honour, of which one tells a number and the other none."""
    honour = honour_of(one.text)
    told = bool(one.name.designators) is not bool(other.name.designators)
    return told and bool(honour) and honour == honour_of(other.text)


def _is_headquarters_of(name: Name, body: Name) -> bool:
    """Whether a name is that of another, of several words, with the word for its headquarters and perhaps a place."""
    return (
        sorted((*body.core, HEADQUARTERS)) == sorted(name.core)
        and have_same_numbers(name, body)
        and len(body.core) + len(body.designators) > 1
        and (body.qualifiers <= name.qualifiers or name.qualifiers <= body.qualifiers)
    )


def is_short_word(word: str, other: str) -> bool:
    """Whether a word that no table has is another by a letter, or a level's, shortened: its first letter and some of
    the others, in their order."""
    parts = part_table()
    if word in parts and word.removesuffix("s") != other:
        return False
    if _is_slip(word, other, 3):
        return True
    letters = iter(other[1:])
    shorter = 1 < len(word) < len(other) and word[0] == other[0] and all(each in letters for each in word[1:])
    return shorter and parts.get(other) is NamePart.LEVEL


def name_words(name: Name) -> set[str]:
    """The words of a name as they are compared with those of another."""
    return with_army({word.lstrip("~") for word in name.words})


def with_army(words: Iterable[str]) -> set[str]:
    """The words of a name, with the one for an army in place of those for land forces."""
    told = set(words)
    land = told & {"land", "ground"} if "force" in told else set()
    return told - land - {"force"} | {"army"} if land else told


def is_misspelt(one: str, other: str) -> bool:
    """Whether two texts differ in one word of several, and that by a letter."""
    first, second = fold(one).split(), fold(other).split()
    differing = [pair for pair in zip(first, second, strict=False) if pair[0] != pair[1]]
    return len(first) == len(second) > 1 and len(differing) == 1 and _is_slip(*differing[0], 3)


def _is_slip(one: str, other: str, shortest: int = SHORTEST) -> bool:
    """Whether two words differ by one letter more, or exchanged, or by two that are swapped. Two known words with a
    letter exchanged are no slip (``post``, ``port``), nor is another consonant at the beginning (``legion``)."""
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < shortest or one == other:
        return False
    start = next((at for at, pair in enumerate(zip(one, other, strict=False)) if len(set(pair)) > 1), None)
    if start is None:
        return True
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    rest = one[start : len(one) - end], other[start : len(other) - end]
    if len(one) != len(other):
        return max(map(len, rest)) == 1
    swapped = len(rest[0]) == 2 and rest[0] == rest[1][::-1]
    vowels = start > 0 or {one[0], other[0]} <= set("aeiouy")
    return swapped or (len(rest[0]) == 1 and vowels and not {one, other} <= part_table().keys())


@lru_cache(maxsize=1 << 12)
def misspelt_forces(word: str) -> tuple[str, ...]:
    """The words for a force from which one that no table has differs by a letter (``ary``: ``army``)."""
    parts = part_table()
    forces = (each for each, part in parts.items() if part is NamePart.FORCE and len(each) >= SHORTEST)
    return () if word in parts else tuple(sorted(each for each in forces if _is_slip(word, each, SHORTEST - 1)))


def _pairs(first: set[str], second: set[str], abroad: bool) -> Iterator[tuple[str, str]]:
    """The words of one name with those of the other that may be the same: a letter apart, in another script, or for one
    task."""
    free = sorted(second)
    for word in sorted(first):
        for each in free:
            sounds = abroad and len(bones(word)) > 2 and bones(word) == bones(each)
            task = _SAME_TASK.get(word, word) == _SAME_TASK.get(each, each)
            short = is_short_word(word, each) or is_short_word(each, word)
            if sounds or task or short or (abroad and _is_of_place(word, each)) or _is_slip(word, each):
                free.remove(each)
                yield word, each
                break


def _of(words: set[str], part: NamePart) -> set[str]:
    return {word for word in words if part_table().get(word) is part}


def _are_unknown(more: set[str], less: set[str]) -> bool:
    """Whether the words that only one of two names has are known to no table, in one of them."""
    return any(each and not each & part_table().keys() for each in (more, less))


def _without_levels_alike(more: set[str], less: set[str]) -> tuple[set[str], set[str]]:
    """The words that only one of two names has, without levels that other languages have one word for."""
    levels = _of(more | less, NamePart.LEVEL)
    if any(levels <= each for each in TRANSLATED_ALIKE):
        return more - levels, less - levels
    return more, less


def _are_of_others(more: set[str], less: set[str]) -> bool:
    """Whether the words that only one of two names has say that these are different units: other levels, forces, tasks
    or directions."""
    return any(_of(more, part) and _of(less, part) for part in _OF_OTHERS)


def _may_add(more: set[str], less: set[str], numbered: bool, abroad: bool) -> bool:
    """Whether the words that only one of two names has, of which the rest agrees, leave open that they are one."""
    described = not less and all(part_table().get(word) in _DESCRIBING for word in more)
    most = MOST_MORE if numbered or described else 1
    if max(len(more), len(less)) > most:
        return False
    if not more or not less:
        return True
    if abroad and len(more) == len(less) == 1 and _of(more | less, NamePart.FORCE):  # the other tells what it does
        return True
    parts = part_table()
    unknown = [any(word not in parts for word in each) for each in (more, less)]
    return any(unknown) and (abroad or not all(unknown)) and (abroad or numbered)


def _beside(name: Name, other: Name) -> set[str]:
    """The words of the places of a name beside another one that has none."""
    return set() if other.qualifiers else {word for each in name.qualifiers for word in each}


def _are_of_one_kind(shared: set[str], more: set[str], less: set[str]) -> bool:
    """Whether the words that only one of two names has are levels that sources give as they like to police premises
    (``Velabad Police Post``) or to offices with one task, or those by which they call units for special purposes."""
    if not more or not less:
        return False
    if (more - _POLICE and less - _POLICE and more | less <= PREMISES | _POLICE) or (
        more | less <= _OF_TASKS and _of(shared, NamePart.FUNCTION)
    ):
        return True
    return "special" in shared and more | less <= _SPECIAL_PURPOSE | _SPECIAL_UNITS


_POLICE = frozenset({"police"})
_SPECIAL_UNITS = frozenset({"detachment", "unit", "squad", "group", "team"})
_SPECIAL_PURPOSE = frozenset({"purpose", "mobile", "mobility", "police", "force", "designation"})


_DESCRIBING = frozenset({NamePart.FUNCTION, NamePart.FORCE, NamePart.SCOPE})
"""Parts that one source tells of a unit of a place, and another leaves out."""


def stands_for(one: ComparedName, other: ComparedName, short: set[str], long: set[str]) -> bool:
    """Whether the one word that only one name has is made of the initials or first letters of those that only the other
    has, or of words that follow one another in it as it is written; that of their country may come before them
    (``NNS`` for ``Navy Ship`` in Nigeria)."""
    (word,) = short if len(short) == 1 else ("",)
    acronyms = {each.lower() for each in written_words(one.text) if is_acronym(each)}
    if not 3 <= len(word) <= LONGEST_ACRONYM or word not in acronyms:
        return False
    written = written_initials(other.text)
    if len(long) > 1 and (word in written or abbreviates(word.upper(), _NUMBERS.sub(" ", other.text))):
        return True
    initials = sorted(each[0] for each in long)
    of_country = len(long) > 1 and word[0] == country_name(one.country)[:1].lower()
    return initials == sorted(word) or (of_country and initials == sorted(word[1:]))
