"""Names as they are compared word by word: whether they are in one language, and their initials."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from unitgraph.identity.names import SHORTEST, Name, is_table_form, name_of
from unitgraph.lexicon.names import fold
from unitgraph.lexicon.scripts import is_in_other_letters
from unitgraph.lexicon.tables import read_word_table
from unitgraph.match.forms import form_of
from unitgraph.match.shortenings import unaccented, written_words
from unitgraph.match.vocabulary import NamePart, key_of, number_words, part_table


@dataclass(frozen=True, slots=True)
class ComparedName:
    """A name taken apart, with its text and its country (alpha-2 or empty)."""

    name: Name
    text: str
    country: str = ""


_IN_QUOTES = re.compile('[\u00ab\u201c\u201e"][^\u00bb\u201d\u201c\u201e"]{2,}[\u00bb\u201d\u201c"]')


def honour_of(text: str) -> str:
    """The name of honour that a name has in quotes, folded; empty where it has none."""
    found = _IN_QUOTES.search(text)
    return fold(found[0]) if found else ""


def without_honour(name: ComparedName) -> Name | None:
    """A name with a number, without the name of honour that it has in quotes; None where it has none, or where nothing
    is left of it but words for what tells other units, too."""
    if not name.name.designators:
        return None
    plain = name_of(_IN_QUOTES.sub(" ", name.text), name.country)
    return plain if plain != name.name and plain.designators == name.name.designators and not plain.telling else None


def written_initials(text: str) -> str:
    """The initials of a text as it is written, without those of small words and of the mark of a number."""
    words = (word for word in written_words(text) if len(word) > SHORTEST - 1 or not word.islower())
    return unaccented("".join(word[0] for word in words if word.lower() not in number_words().marks)).lower()


def are_in_two_languages(one: ComparedName, other: ComparedName) -> bool:
    """Whether one of two names has words of another language than English, and the other none: nor the same beginning,
    a level with a word behind it that no table has (``Brigade territoriale``)."""
    if is_foreign(one) is is_foreign(other):
        return False
    beginning = _beginning(one)
    return not beginning or beginning != _beginning(other)


@lru_cache(maxsize=1 << 14)
def _beginning(name: ComparedName) -> tuple[str, ...]:
    level, *after = fold(name.text).split()[:2] or [""]
    parts = part_table()
    begins = after and after[0].isalpha() and parts.get(level) is NamePart.LEVEL and not is_table_form(after[0])
    return (level, *after) if begins else ()


@lru_cache(maxsize=1 << 14)
def is_foreign(name: ComparedName) -> bool:
    """Whether a name has words of another language than English."""
    form = form_of(name.text, name.country)
    return form.foreign or form.vowelless or not _levels_abroad().isdisjoint(fold(name.text).split())


@cache
def _levels_abroad() -> frozenset[str]:
    """The words for levels that are of other languages only, those in other letters also as they are transliterated."""
    rows = [(row["word"], row["language"]) for row in read_word_table("levels")]
    rows += [(row["form"], "") for row in read_word_table("synonyms") if is_in_other_letters(row["form"])]
    keys = frozenset(key[0] for word, _ in rows if is_in_other_letters(word) and len(key := key_of(word)) == 1)
    english = {word for word, language in rows if language == "en"}
    return keys.union(word for word, _ in rows) - english - part_table().keys()
