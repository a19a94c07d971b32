"""Names in words that no table has, of another language or script: whether they may be of one unit all the same, by
their number or their place. That they may is a question at most."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product

from anyascii import anyascii

from unitgraph.identity.alike import MOST_MORE, OFFICES, bones
from unitgraph.identity.compared_names import ComparedName, are_in_two_languages, is_foreign
from unitgraph.identity.names import have_same_numbers, near_table_words
from unitgraph.lexicon.scripts import is_in_other_letters, is_run_together, translations
from unitgraph.lexicon.tables import OFTEN, country_words, read_word_table
from unitgraph.match.nearness import PREMISES, TRANSLATED_ALIKE
from unitgraph.match.vocabulary import NamePart, key_of, part_table

FEWEST_UNKNOWN = 2
"""The words that no table has by which a name in Latin letters is told to be in another language."""
_LONGEST_ACRONYM = 6
_LEAST_SOUND = 3
"""The consonants by which names of places are told to be one."""
_ALIKE = (
    *TRANSLATED_ALIKE,
    PREMISES | {"police", "department"},
    OFFICES,
    frozenset({"intelligence", "reconnaissance"}),
    frozenset({"investigation", "research", "detective", "inquiry", "judicial", "criminal", "crime", "police"}),
    frozenset({"airborne", "assault", "parachute", "airmobile"}),
    frozenset({"riot", "mobile", "special", "reaction", "response", "intervention", "rapid", "emergency"}),
    frozenset({"armored", "tank"}),
    frozenset({"motorized", "mechanized"}),
    frozenset({"detachment", "unit", "squad", "team", "group"}),
)
"""Words that other languages have one word for, or that translators give as they like."""


class UntranslatedNames:
    """Names of units of one country, found by those of which one is in words that no table has."""

    def __init__(self) -> None:
        self._abroad: defaultdict[tuple[str, ...], dict[tuple[ComparedName, int], None]] = defaultdict(dict)
        self._all: defaultdict[tuple[str, ...], dict[tuple[ComparedName, int], None]] = defaultdict(dict)

    def add(self, name: ComparedName, unit: int) -> None:
        """Let a unit be found by a name of its own."""
        indexes = (self._all, self._abroad) if is_untranslated(name) else (self._all,)
        for key, index in product(_keys(name), indexes):
            index[key][name, unit] = None

    def of(self, name: ComparedName) -> Iterator[int]:
        """The units with a name that this one may be in other words."""
        index = self._all if is_untranslated(name) else self._abroad
        if index:
            found: dict[tuple[ComparedName, int], None] = {}
            for key in _keys(name):
                found |= index.get(key, {})
            yield from (unit for other, unit in found if may_be_translated(name, other))


def is_untranslated(name: ComparedName) -> bool:
    """Whether a name is in another language: it is in other letters, has words of that language, or words that no table
    has, not only in brackets, and none that tells what the body is."""
    if is_in_other_letters(name.text) or is_foreign(name):
        return True
    told = _told(name)
    unknown = len(_of_core(name) & told.unknown)
    return not told.kinds and unknown >= (FEWEST_UNKNOWN if told.words - told.short else 1)


def _of_core(name: ComparedName) -> set[str]:
    return {word.lstrip("~") for word in name.name.core}


def without_acronyms(names: Iterable[ComparedName]) -> list[ComparedName]:
    """Names of one unit, without those that tell by an acronym what it is, where others say it."""
    every = list(names)
    if len(every) < 2:
        return every
    return [each for each in every if not _is_told_short(each)] or every


def _is_told_short(name: ComparedName) -> bool:
    told = _told(name)
    return bool(told.short) and not told.kinds


def may_be_translated(one: ComparedName, other: ComparedName) -> bool:
    """Whether two names of which one is in another language may be of one unit: they have the same numbers, or one
    place, what they say more may be the same in words that no table has, and nothing that is known contradicts.

    Every name of a place of the one that is understood must be in the other, if numbers alone tell them apart.
    """
    if not have_same_numbers(one.name, other.name) or _are_in_one_language(one, other):
        return False
    return any(
        is_untranslated(foreign)
        and (_may_translate(foreign, known) or _do_the_same(foreign, known))
        and not _is_misspelt(foreign)
        for foreign, known in ((one, other), (other, one))
    )


def _are_in_one_language(one: ComparedName, other: ComparedName) -> bool:
    """Whether two names in one script are in one language, so that neither is the other in other words."""
    if is_in_other_letters(one.text) is not is_in_other_letters(other.text):
        return False
    foreign = is_foreign(one), is_foreign(other)
    return all(foreign) or (any(foreign) and not are_in_two_languages(one, other))


def _is_misspelt(name: ComparedName) -> bool:
    """Whether every unknown word of a name in Latin letters may be a misspelt one of the tables. Slow at first."""
    plain = not is_in_other_letters(name.text) and not is_foreign(name)
    return plain and all(map(near_table_words, _told(name).unknown))


def _may_translate(foreign: ComparedName, known: ComparedName) -> bool:
    first, second = _told(foreign), _told(known)
    pairs = [pair for pair in product(second.unknown, first.unknown) if _sounds_like(*pair, foreign)]
    placed = {word for word, _ in pairs}
    if not _have_one_place(foreign, known, pairs):
        return False
    numbered = any(map(str.isdecimal, foreign.name.designators))  # letters alone tell too little
    if not second.words or not (placed or numbered) or (second.unknown and not placed):
        return False
    more, less = first.words - second.words, second.words - first.words
    if _contradict(more, less):
        return False
    left = len(first.unknown - {each for _, each in pairs})
    plain = left < FEWEST_UNKNOWN and not (is_in_other_letters(foreign.text) or is_foreign(foreign))
    if plain and placed and all(word != each for word, each in pairs):
        # That a place sounds alike tells too little beside one unknown word, which may be a name of honour.
        return False
    if any(word != each for word, each in pairs) or (left and (less or left <= MOST_MORE)):
        return True
    return bool(more and less) and any(more | less <= each for each in _ALIKE)


def _have_one_place(foreign: ComparedName, known: ComparedName, pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether places of a name that is understood, without those beside it, are in a foreign one (in another script
    one of them), whose number does not tell it, and those of one that tells by an acronym what it is in the other."""
    core = _told(known).unknown & _of_core(known)
    placed, named = {word for word, _ in pairs}, {word for _, word in pairs}
    if is_in_other_letters(foreign.text):
        return not core or not placed or not core.isdisjoint(placed)
    if not is_foreign(foreign) and _is_told_short(foreign) and _told(foreign).unknown & _of_core(foreign) - named:
        return False
    return bool(known.name.designators) or not any(not near_table_words(word) for word in core - placed)


def _do_the_same(foreign: ComparedName, known: ComparedName) -> bool:
    """Whether two names that nothing but what they do tells from others say the same of it: at least two words of the
    one may be ones of the other, and what it does beside may be told by words of the other that no table has."""
    first, second = _told(foreign), _told(known)
    if not (is_in_other_letters(foreign.text) or is_foreign(foreign)) or is_foreign(known) or second.unknown:
        return False
    if any(name.name.designators or name.name.qualifiers for name in (foreign, known)):
        return False
    more, less = _counted(first.words), _counted(second.words)
    shared = more & less
    if shared.total() < FEWEST_SHARED or not any(map(_is_task, shared)):
        return False
    left = [[word for word in each - shared if _is_task(word)] for each in (more, less)]
    kinds = [_kinds(each - shared) for each in (more, less)]
    return not left[0] and len(left[1]) <= len(first.unknown) < FEWEST_UNKNOWN and not all(kinds)


FEWEST_SHARED = 2
"""The words that names of one unit share, in whatever language, if they have neither a number nor a place."""


def _counted(words: Iterable[str]) -> Counter[str]:
    """Words by the first of those that other languages have one word for."""
    return Counter(min((min(each) for each in _ALIKE if word in each), default=word) for word in words)


def _is_task(word: str) -> bool:
    return word == "prison" or part_table().get(word) is NamePart.FUNCTION


def _contradict(more: frozenset[str], less: frozenset[str]) -> bool:
    """Whether the words that only one of two names has are of other levels, forces, tasks or directions."""
    return any(
        (one := each(more)) and (other := each(less)) and not any(one | other <= alike for alike in _ALIKE)
        for each in (_kinds, _functions, _directions)
    )


def _kinds(words: Iterable[str]) -> frozenset[str]:
    return frozenset(
        word for word in words if word == "prison" or _is_of_subordinates(word) or part_table().get(word) in _KINDS
    )


def _functions(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word for word in words if word != "prison" and part_table().get(word) is NamePart.FUNCTION)


def _directions(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word for word in words if part_table().get(word) is NamePart.DIRECTION)


_KINDS = frozenset({NamePart.LEVEL, NamePart.FORCE})


@dataclass(frozen=True, slots=True)
class _WordsTold:
    """The words of a name: those that are known, those that are not, which may be names or of another language, those
    known for levels and forces, and acronyms."""

    words: frozenset[str]
    unknown: frozenset[str]
    kinds: frozenset[str]
    short: frozenset[str]


@lru_cache(maxsize=1 << 14)
def _told(name: ComparedName) -> _WordsTold:
    words = {word.lstrip("~") for word in name.name.words if not word.startswith("#")}
    others = {word for word in words if not _is_understood(word)}
    short = frozenset(word for word in others if _is_written_short(word, name.text))
    known = frozenset(words - others | short)
    return _WordsTold(known, frozenset(others - short), _kinds(known), short)


def _is_written_short(word: str, text: str) -> bool:
    """Whether a word is an acronym: in capitals, by itself or beside words that are not, or a number."""
    if len(word) > _LONGEST_ACRONYM or (capitals := word.upper()) not in text:
        return False
    alone = re.search(rf"(?<![^\W\d]){re.escape(capitals)}(?![^\W\d])", text) is not None
    return alone and (not text.isupper() or len(re.findall(r"[^\W\d_]+", text)) == 1)


def _is_understood(word: str) -> bool:
    number, parts = country_words().get(word, (0, {}))
    spread = number >= OFTEN and max(parts.values(), default=0.0) < _OF_ONE_COUNTRY
    return spread or word in part_table() or word in _english() or _is_of_subordinates(word)


def _is_of_subordinates(word: str) -> bool:
    """Whether a word is one for a kind below another (``subcounty``)."""
    return word.startswith("sub") and word[3:] in part_table()


_OF_ONE_COUNTRY = 0.35
"""The part of a word's names that one country has, if it is a place there."""


@cache
def _english() -> frozenset[str]:
    """The English words that the tables have for others."""
    synonyms = (row["canonical"] for row in read_word_table("synonyms"))
    return frozenset(word for each in (*synonyms, *(english for _, english in translations())) for word in key_of(each))


def _keys(name: ComparedName) -> Iterator[tuple[str, ...]]:
    """What two names share of which one may be the other in other words: their numbers, or the sound of a place."""
    if name.name.designators:
        yield ("", *name.name.designators)
    elif not name.name.qualifiers:
        yield from (("", "task", word) for word in _counted(_told(name).words) if _is_task(word))
    run = is_run_together(name.text)
    for word in _told(name).unknown:
        yield (*name.name.designators, word)
        for sound in _sounds(word):
            ends = range(_LEAST_SOUND, len(sound) + 1) if run else (len(sound),)
            yield from ((*name.name.designators, part) for size in ends for part in {sound[:size], sound[-size:]})


def _sounds_like(word: str, other: str, foreign: ComparedName) -> bool:
    """Whether a name of a place may be a word of a foreign name, in another script or spelling."""
    one, another = _sounds(word), _sounds(other)
    if is_run_together(foreign.text):
        return any(each.startswith(sound) or each.endswith(sound) for sound in one for each in another)
    if word == other or is_in_other_letters(foreign.text):
        return word == other or not one.isdisjoint(another) or (len(bones(word)) > 2 and bones(word) == bones(other))
    longest = max(map(len, one & another), default=0)
    return longest > _LEAST_SOUND or (longest > 0 and _has_more_vowels(*sorted((word, other), key=len)))


def _has_more_vowels(short: str, long: str) -> bool:
    """Whether a word is another with more vowels, but for consonants that languages take for one another."""
    letters = iter(long.translate(_VOWELS))
    return all(each in letters for each in short.translate(_VOWELS))


_SOUNDS = str.maketrans(
    {
        **dict.fromkeys("bpfvw", "P"),
        **dict.fromkeys("dt", "T"),
        **dict.fromkeys("gkqcx", "K"),
        **dict.fromkeys("lr", "R"),
        **dict.fromkeys("szj", "S"),
    }
)
_VOWELS = _SOUNDS | str.maketrans("eyo", "iiu")
_SOUNDLESS = re.compile("[aeiouyh]")


@lru_cache(maxsize=1 << 14)
def _sounds(word: str) -> frozenset[str]:
    """The consonants of a word, those that languages take for one another as one: with a ``w`` and without, which may
    be a vowel. None of a word of few."""
    plain = anyascii(word).lower().replace("ch", "s").replace("sh", "s").replace("ng", "n")
    pieces = plain[1:].split("w")[:4]
    spelt = (
        "".join((plain[:1], pieces[0], *(f"{sign}{piece}" for sign, piece in zip(signs, pieces[1:], strict=True))))
        for signs in product(("w", ""), repeat=len(pieces) - 1)
    )
    found = (re.sub(r"(.)\1+", r"\1", each.translate(_SOUNDS)) for each in spelt)
    sounds = (_SOUNDLESS.sub("", each) for each in found)
    return frozenset(each for each in sounds if len(each) >= _LEAST_SOUND)
