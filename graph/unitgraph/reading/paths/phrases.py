"""Finds the words of the tables in a folded text: longest phrase first, allowing misspellings by one letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from unitgraph.lexicon.countries import country_named
from unitgraph.lexicon.names import fold
from unitgraph.lexicon.scripts import is_unlike_latin
from unitgraph.lexicon.tables import LevelWord, areas, countries, levels, posts, read_word_table, topics

_LAST_LATIN = "\u024f"
SHORTEST_MISSPELT = 6  # letters; shorter words have too many real neighbours


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the tables say about one phrase; None if it is not in a table."""

    level: LevelWord | None = None
    post: bool = False
    topic: str | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class PhraseHit:
    """A phrase from the tables at tokens ``start`` to ``end`` (exclusive). ``misspelt``: it differs by one letter."""

    start: int
    end: int
    meaning: Meaning
    misspelt: bool = False


class Phrasebook:
    """The phrases of all tables, by their first token."""

    def __init__(self, meanings: Iterable[tuple[str, Meaning]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Meaning]]] = {}
        self._misspelt: dict[str, str] = {}
        for folded, meaning in meanings:
            tokens = tuple(folded.split())
            self._by_first.setdefault(tokens[0], []).append((tokens, meaning))
            if len(tokens) == 1 and len(folded) >= SHORTEST_MISSPELT and (meaning.level or meaning.post):
                for form in _deletions(folded):
                    self._misspelt.setdefault(form, folded)
        for candidates in self._by_first.values():
            candidates.sort(key=lambda each: -len(each[0]))

    def find(self, tokens: tuple[str, ...]) -> Iterator[PhraseHit]:
        """The phrases in ``tokens``, from left to right, without overlaps."""
        at = 0
        while at < len(tokens):
            found = self._at(tokens, at) or self._misspelt_at(tokens, at)
            if found:
                yield found
            at = found.end if found else at + 1

    def _at(self, tokens: tuple[str, ...], at: int) -> PhraseHit | None:
        for phrase, meaning in self._by_first.get(tokens[at], ()):
            if tokens[at : at + len(phrase)] == phrase:
                return PhraseHit(at, at + len(phrase), meaning)
        return None

    def _misspelt_at(self, tokens: tuple[str, ...], at: int) -> PhraseHit | None:
        token = tokens[at]
        if not SHORTEST_MISSPELT - 1 <= len(token) <= 24 or not token.isalpha():
            return None
        for form in _deletions(token):
            meant = self._misspelt.get(form)
            if meant and meant[0] == token[0] and _alike(token, meant):
                if names_country(token):
                    return None
                corrected = (*tokens[:at], meant, *tokens[at + 1 :])
                found = self._at(corrected, at)
                if found is None or (len(tokens) == 1 and found.meaning.level is None and _may_be_a_town(token, meant)):
                    return None
                return PhraseHit(at, found.end, found.meaning, misspelt=True)
        return None


def _deletions(word: str) -> Iterator[str]:
    yield word
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]


def _alike(written: str, meant: str) -> bool:
    """Whether one letter was left out, added, changed or swapped with its neighbour.

    A change of only the last letter does not count: it is a plural, a gender or another word. One error is
    seen without an edit distance, whose library (rapidfuzz, 13 ms) most readings then never load.
    """
    if written[:-1] == meant[:-1] or written[:-1] == meant or written == meant[:-1]:
        return False
    start = next(at for at, pair in enumerate(zip(written, meant, strict=False)) if pair[0] != pair[1])
    rest, due = written[start:], meant[start:]
    return rest[1:] == due or rest == due[1:] or rest[1:] == due[1:] or (rest[1:2] + rest[:1] + rest[2:] == due)


def _may_be_a_town(token: str, meant: str) -> bool:
    """Whether a short word that stands alone has another letter in the place of one of a post: ``Warren`` is a town as
    well as a misspelt warden."""
    return len(token) == len(meant) <= SHORTEST_MISSPELT and sorted(token) != sorted(meant)


def names_country(token: str) -> bool:
    """Whether a folded word is a country's name, or stands in one, or in its capital's or its people's: such a word is
    no misspelling. ``Mexico`` is a letter away from ``medico``, ``Mariana`` from ``marina``."""
    return token in _country_words() or country_named(token) is not None


@cache
def _country_words() -> frozenset[str]:
    names = (name for each in countries() for name in (*each.names, *each.nationality, *each.capital))
    return frozenset(word for name in names for word in fold(name).split())


def _other_words() -> Iterator[tuple[str, str]]:
    """The words for kinds and tasks in Cyrillic, Georgian and like letters with the English ones. Those of scripts
    unlike Latin ones are read in English."""
    for row in read_word_table("synonyms"):
        if row["form"][0] > _LAST_LATIN and not is_unlike_latin(row["form"]):
            yield fold(row["form"]), fold(row["canonical"])


@cache
def phrasebook() -> Phrasebook:
    """The phrases of the tables levels, posts, topics and areas."""
    senses: dict[str, dict[str, object]] = {}
    for level in levels():
        senses.setdefault(fold(level.word), {}).setdefault("level", level)
    for word in posts():
        senses.setdefault(fold(word.word), {})["post"] = True
    for word in topics():
        senses.setdefault(fold(word.word), {}).setdefault("topic", word.sense)
    for word in areas():
        senses.setdefault(fold(word.word), {}).setdefault("area", word.sense)
    for form, canonical in _other_words():
        if form not in senses and canonical in senses:
            senses[form] = senses[canonical]
    return Phrasebook((folded, Meaning(**found)) for folded, found in senses.items())  # type: ignore[arg-type]
