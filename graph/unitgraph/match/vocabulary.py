"""The word tables as names are compared with them: phrases to replace, and the part that each word plays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache

from anyascii import anyascii

from unitgraph.lexicon.scripts import is_unlike_latin, latinized, translations
from unitgraph.lexicon.tables import countries, read_word_table


class NamePart(IntEnum):
    """The part a word plays in a name, from the least to the most informative about which unit is meant."""

    LEVEL = 0
    SCOPE = 1
    FORCE = 2
    FUNCTION = 3
    DIRECTION = 4
    NUMBER = 5
    COUNTRY = 6
    PROPER = 7
    ACRONYM = 8


_WORDS = re.compile(r"[a-z]+|[0-9]+")
_Phrase = tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]


_ELISION = re.compile(r"(?i)\b(d|l|dell|all|nell|dall|sull)['\u2019](?=\w{3})")
"""An article or a preposition before a vowel: ``d'Intervention``, ``dell'Esercito``."""


def without_elision(text: str) -> str:
    """``text`` with articles before a vowel as words of their own, but for those of one letter: that is no letter of a
    unit.

    >>> without_elision("2 Compagnie d'Infanterie")
    '2 Compagnie Infanterie'
    """
    return _ELISION.sub(lambda found: f"{found[1]} " if len(found[1]) > 1 else "", text)


def key_of(text: str) -> tuple[str, ...]:
    """The words of a text in lower-case ASCII, as the tables have them."""
    if text.isascii() and text.replace(" ", "").isalpha():  # most, and told in a tenth of the time
        return tuple(text.lower().split())
    plain = anyascii(without_elision(text)).casefold().replace("'", "").replace("\u2019", "").replace("`", "")
    return tuple(_WORDS.findall(plain))


class Phrases:
    """Replacements of one or more words, the longest first, some only in certain countries."""

    def __init__(self, rows: Iterable[_Phrase]) -> None:
        self._by_first: dict[str, list[_Phrase]] = {}
        for row in rows:
            if row[0]:
                self._by_first.setdefault(row[0][0], []).append(row)
        for found in self._by_first.values():
            # Of equally long ones, those of a country come first; otherwise the order of the table is kept.
            found.sort(key=lambda row: (-len(row[0]), not row[2]))

    def of_one_word(self) -> tuple[tuple[str, str], ...]:
        """The replacements of one word by one, in every country."""
        rows = (row for found in self._by_first.values() for row in found if not row[2])
        return tuple((form[0], full[0]) for form, full, _ in rows if len(form) == len(full) == 1)

    def at(self, words: Sequence[str], position: int, where: frozenset[str]) -> _Phrase | None:
        """The phrase that begins at ``position`` in a text about the countries ``where``."""
        for phrase in self._by_first.get(words[position], ()):
            form, _, only = phrase
            size = len(form)
            if (size == 1 or tuple(words[position : position + size]) == form) and (not only or only & where):
                return phrase
        return None


def _spells(short: str, full: Sequence[str]) -> bool:
    """Whether ``short`` can be spelt from its expansion: its initials (with or without minor words) or, for one word, a
    subsequence of its letters. Abbreviations that drop a part of what they stand for (RTA for an army) are not used."""
    words = [word for word in full if part_table().get(word) is not None or word not in stop_words()]
    if short in ("".join(word[0] for word in full), "".join(word[0] for word in words)):
        return True
    if len(words) != 1 or words[0][0] != short[0]:
        return False
    letters = iter(words[0])
    return all(letter in letters for letter in short)


@cache
def stop_words() -> frozenset[str]:
    return frozenset(row["word"] for row in read_word_table("generic") if row["kind"] == "stop")


@cache
def abbreviations() -> Phrases:
    rows: list[_Phrase] = [
        (key_of(row["short"]), key_of(row["full"]), frozenset(row["countries"].split()))
        for row in read_word_table("abbreviations")
    ]
    known = {row[0] for row in rows if not row[2]}
    for table in ("levels", "topics"):
        for row in read_word_table(table):
            if row["language"] not in ("mul", "ru", "uk"):
                continue
            short, full = key_of(row["word"]), key_of(row["stands_for"])
            if full and short not in known and _spells("".join(short), full):
                known.add(short)
                rows.append((short, key_of(latinized(row["stands_for"])), frozenset()))
    return Phrases(rows)


@cache
def short_words() -> tuple[tuple[str, str], ...]:
    """Abbreviations of one word for one (``div``), with that word."""
    return abbreviations().of_one_word()


@cache
def synonyms() -> Phrases:
    pairs = [(key_of(form), key_of(canonical)) for form, canonical in _spaced_synonyms()]
    plain = {form[0]: canonical for form, canonical in pairs if len(form) == len(canonical) == 1}
    rows = [
        (form, tuple(each for word in full for each in plain.get(word, (word,))), _ANYWHERE) for form, full in pairs
    ]
    below = ((("sub", word), (f"sub{word}",), _ANYWHERE) for word, part in part_table().items() if part in _BODIES)
    return Phrases((*rows, *below, *_plurals({form for form, _, _ in rows}, rows)))


_ANYWHERE: frozenset[str] = frozenset()


def _plurals(known: set[tuple[str, ...]], rows: Sequence[_Phrase]) -> Iterator[_Phrase]:
    """Levels of one word in the plural as Romance languages make it, unless the word is ``known`` already."""
    generic = part_table()
    for form, full, where in rows:
        if len(form) == len(full) == 1 and full[0] in level_concepts() and form[0].isalpha() and len(form[0]) > 3:
            word = form[0]
            ends = (f"{word}s", f"{word}es", *((f"{word[:-2]}oes",) if word.endswith("ao") else ()))
            yield from (((each,), full, where) for each in ends if (each,) not in known and each not in generic)


def _spaced_synonyms() -> Iterator[tuple[str, str]]:
    """The synonyms and translations but those in scripts unlike Latin ones, whose words are replaced before their
    letters are."""
    rows = [(row["form"], row["canonical"]) for row in read_word_table("synonyms")]
    return ((form, canonical) for form, canonical in (*rows, *translations()) if not is_unlike_latin(form))


@lru_cache(maxsize=1 << 14)
def parted(word: str) -> tuple[str, ...]:
    """An English compound that no table has, of a word for a task or a kind of body and one for a kind of body, as
    these; another word as it is.

    >>> parted("taskforce"), parted("airport")
    (('task', 'force'), ('airport',))
    """
    parts = part_table()
    if len(word) >= 2 * _SHORTEST_PIECE and word not in parts and not synonyms().at([word], 0, _ANYWHERE):
        for at in range(_SHORTEST_PIECE, len(word) - _SHORTEST_PIECE + 1):
            second = word[at:]
            if parts.get(word[:at]) in _BEFORE_BODIES and (parts.get(second) in _PARTED or second == "force"):
                return word[:at], word[at:]
    return (word,)


_SHORTEST_PIECE = 3
_PARTED = frozenset({NamePart.LEVEL, NamePart.FORCE})
_BODIES = _PARTED | {NamePart.SCOPE}
_BEFORE_BODIES = frozenset({NamePart.LEVEL, NamePart.FORCE, NamePart.FUNCTION})


@cache
def foreign_words() -> frozenset[str]:
    """Words by which a name is told to be in another language than English: those of the translations, and articles and
    prepositions."""
    words = (key for key in (key_of(form) for form, _ in translations()) if len(key) == 1)
    return frozenset(key[0] for key in words if key[0] not in part_table()) | _SMALL


_SMALL = frozenset(
    {"de", "del", "des", "du", "da", "do", "das", "dos", "la", "le", "les", "los", "las", "el", "di", "della", "delle"}
    | {"dello", "dei", "degli", "der", "von", "vom", "zum", "et", "y", "und", "ve"}
)


@cache
def country_names() -> Phrases:
    """Names and demonyms of countries, each with the codes it may mean. Codes themselves only count in columns."""
    found: dict[tuple[str, ...], list[str]] = {}
    for country in countries():
        for text in (*country.names, *country.listed_as, *country.nationality):
            key = key_of(text)
            if key and len("".join(key)) > 2 and country.alpha2 not in found.setdefault(key, []):
                found[key].append(country.alpha2)
    return Phrases((key, tuple(codes), frozenset()) for key, codes in found.items())


@cache
def part_table() -> dict[str, NamePart]:
    """The part of every generic word, by its canonical form."""
    parts: dict[str, NamePart] = {}
    for row in read_word_table("topics"):
        key = key_of(row["word"])
        if len(key) == 1 and row["field"] != "linking" and row["language"] == "en":
            parts[key[0]] = NamePart.FUNCTION
    for row in read_word_table("areas"):
        key = key_of(row["word"])
        if len(key) == 1 and row["language"] == "en":
            parts[key[0]] = NamePart.SCOPE
    for word in level_concepts():
        parts[word] = NamePart.LEVEL
    kinds = {
        "force": NamePart.FORCE,
        "scope": NamePart.SCOPE,
        "function": NamePart.FUNCTION,
        "direction": NamePart.DIRECTION,
    }
    for row in read_word_table("generic"):
        if row["kind"] in kinds:
            parts[row["word"]] = kinds[row["kind"]]
    return parts


@cache
def level_concepts() -> dict[str, str]:
    """The level concept of every canonical level word (``battalion``, ``station`` ...)."""
    return {
        key[0]: row["concept"]
        for row in read_word_table("levels")
        if row["language"] == "en" and len(key := key_of(row["word"])) == 1 and row["concept"] not in _NO_LEVEL
    }


@cache
def level_ranks() -> dict[str, float]:
    """The rank of every canonical level word; higher is nearer to the top."""
    return {
        key[0]: float(row["rank"])
        for row in read_word_table("levels")
        if row["language"] == "en" and len(key := key_of(row["word"])) == 1 and row["concept"] not in _NO_LEVEL
    }


_NO_LEVEL = frozenset({"armed-forces", "force", "enterprise", "association"})
LETTERED = frozenset(
    {"company", "team", "troop", "squadron", "battery", "platoon", "division", "detachment", "section", "squad"}
    | {"group", "branch", "flight", "wing"}
)
"""Levels that are distinguished by letters."""
LETTERED_SITES = frozenset({"area", "base", "camp", "compound", "district", "outpost", "post", "sector", "zone"})
"""Sites that are, too, where the letter stands behind (``Camp Delta``); before them, such words name places."""
PLACE_LETTERS = frozenset({"india", "lima", "mike", "november", "oscar", "papa", "quebec", "sierra", "victor", "hotel"})
"""Words for letters that name places and persons, too."""


@dataclass(frozen=True, slots=True)
class NumberWords:
    values: dict[tuple[str, ...], str]
    marks: frozenset[str]
    letters: dict[str, str]


@cache
def number_words() -> NumberWords:
    rows = [row for row in read_word_table("numbers") if not is_unlike_latin(row["word"])]
    values = {key_of(row["word"]): row["value"] for row in rows if row["kind"] in ("number", "tens")}
    tens = [(key_of(row["word"]), int(row["value"])) for row in rows if row["kind"] == "tens"]
    ones = [(key, int(value)) for key, value in values.items() if len(key) == len(value) == 1]
    return NumberWords(
        values={(*ten, *one): str(more + value) for ten, more in tens for one, value in ones}
        | german_ordinals()
        | values,
        marks=frozenset(row["word"] for row in rows if row["kind"] == "mark"),
        letters={row["word"]: row["value"] for row in rows if row["kind"] == "letter"},
    )


def german_ordinals() -> dict[tuple[str, ...], str]:
    """German ordinals from the twentieth on, in words: ``einundzwanzigste``."""
    ones, tens = (
        {row["word"]: int(row["value"]) for row in read_word_table("numbers") if row["kind"] == kind}
        for kind in ("german-ones", "german-tens")
    )
    stems = tens | {f"{one}und{ten}": more + value for ten, more in tens.items() for one, value in ones.items()}
    return {(f"{stem}st{end}",): str(value) for stem, value in stems.items() for end in ("e", "er", "es", "en")}


@cache
def generic_words() -> tuple[tuple[str, NamePart], ...]:
    """Every generic word of the tables, so that an index can recognize a misspelt one."""
    return tuple(sorted(part_table().items()))


@cache
def misspellable_forms() -> tuple[tuple[str, str], ...]:
    """Words that stand for one other word (``policia`` for ``police``), with that word: misspellings must lead there
    too."""
    pairs = ((key_of(form), key_of(canonical)) for form, canonical in _spaced_synonyms())
    return tuple((form[0], canonical[0]) for form, canonical in pairs if len(form) == len(canonical) == 1)


@cache
def _senses() -> dict[str, frozenset[str]]:
    """What each single word of the tables says, in any language: its levels, or that it is of a function or a force."""
    found: dict[str, set[str]] = {}
    for table, column in (("levels", "concept"), ("topics", "")):
        for row in read_word_table(table):
            key = key_of(row["word"])
            if len(key) == 1 and row.get("field") != "linking":
                found.setdefault(key[0], set()).add(row[column] if column else _FUNCTION)
    for word, part in part_table().items():
        if part in (NamePart.FUNCTION, NamePart.SCOPE):
            found.setdefault(word, set()).add(_FUNCTION)
        elif part is NamePart.FORCE:
            found.setdefault(word, set()).add(word)
    return {word: frozenset(senses) for word, senses in found.items()}


_FUNCTION = "a function"


def are_other_words(word: str, known: str) -> bool:
    """Whether two words are both of the tables and say different things, so that neither is the other one misspelt
    (``post`` and ``port``). A word of the tables is no misspelt name either."""
    senses = _senses()
    return word in senses and not senses[word] & senses.get(known, frozenset())
