"""The word tables in ``words/``: countries, levels, posts and others. Data for the reader, without rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from unitgraph.lexicon.names import fold
from unitgraph.system.resources import resource

OFTEN = 10
"""The number of names in which a word stands often."""
EVERYWHERE = 0.2
"""The most that one country may have of the names with a word that stands in those of all."""


def read_word_table(name: str, folder: str = "lexicon/words") -> tuple[dict[str, str], ...]:
    """The rows of ``<folder>/<name>.tsv`` by column. Empty lines and lines that begin with ``#`` are skipped.
    A table of one room alone lies in that room's folder.

    Raises ValueError for a row whose number of cells differs from that of the header.
    """
    text = resource(folder, f"{name}.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.split("\n") if line and not line.startswith("#")]
    headings = lines[0]
    if any(len(cells) != len(headings) for cells in lines):
        raise ValueError(f"{folder}/{name}.tsv: a row has a different number of cells than the header")
    return tuple(dict(zip(headings, cells, strict=True)) for cells in lines[1:])


def several(cell: str) -> tuple[str, ...]:
    """The values of a cell with several, separated by vertical bars."""
    return tuple(cell.split("|")) if cell else ()


@dataclass(frozen=True, slots=True)
class Country:
    """A country: ISO 3166-1 codes, English name, and the words that indicate it (``words/countries.tsv``)."""

    alpha2: str
    alpha3: str
    name: str
    listed_as: tuple[str, ...]
    other_names: tuple[str, ...]
    nationality: tuple[str, ...]
    capital: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The English name and all other names."""
        return (self.name, *self.other_names)


@cache
def countries() -> tuple[Country, ...]:
    """Every country of ISO 3166-1, and Kosovo (XK), by alpha-2 code."""
    return tuple(
        Country(
            row["alpha2"],
            row["alpha3"],
            row["name"],
            several(row["listed_as"]),
            several(row["other_names"]),
            several(row["nationality"]),
            several(row["capital"]),
        )
        for row in read_word_table("countries")
    )


OPEN_COUNTRY = "ZZ"
"""The code of a country that is not known (Unicode CLDR): a unit may be of any."""


NO_COUNTRY = "XX"
"""The code for what belongs to no country, such as a mission of the United Nations."""


@cache
def _by_code() -> dict[str, Country]:
    unknown = Country(OPEN_COUNTRY, "ZZZ", "country not known", (), (), (), ())
    none = Country(NO_COUNTRY, "XXX", "no country", (), (), (), ())
    return {code: country for country in (*countries(), unknown, none) for code in (country.alpha2, country.alpha3)}


def country_shown(code: str) -> str:
    """A code as people read it: ``country not known`` or ``no country`` where that is so."""
    return country_name(code) if code in (OPEN_COUNTRY, NO_COUNTRY) else code


def country_by_code(code: str) -> Country | None:
    """The country of an alpha-2 or alpha-3 code, in any case; None if there is none."""
    return _by_code().get(code.strip().upper())


def country_name(code: str) -> str:
    """The English name of a country by its code; the code itself if it is unknown."""
    country = country_by_code(code)
    return country.name if country else code


@dataclass(frozen=True, slots=True)
class LevelWord:
    """A word or phrase that indicates the level of a body (a row of ``words/levels.tsv``).

    ``concept`` is the kebab-case name of its level, ``rank`` a number that is larger for higher levels (only order and
    rough distance matter), ``stands_for`` the full form of an abbreviation.
    """

    word: str
    language: str
    concept: str
    rank: float
    stands_for: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase with one sense: a row of the tables posts, topics and areas. ``sense`` comes from the column
    ``kind`` or ``field``, ``stands_for`` is the full form of an abbreviation."""

    word: str
    language: str
    sense: str
    stands_for: str


@cache
def levels() -> tuple[LevelWord, ...]:
    """The words for levels, in the order of the table."""
    return tuple(
        LevelWord(
            row["word"],
            row["language"],
            row["concept"],
            float(row["rank"]),
            row["stands_for"],
        )
        for row in read_word_table("levels")
    )


def _words(table: str, column: str) -> tuple[Word, ...]:
    return tuple(Word(row["word"], row["language"], row[column], row["stands_for"]) for row in read_word_table(table))


@cache
def posts() -> tuple[Word, ...]:
    """The words for posts and ranks of persons, which are not units (sense ``post``)."""
    return _words("posts", "kind")


@cache
def topics() -> tuple[Word, ...]:
    """The words for what a body does: ``portfolio`` of a ministry, ``function`` in a staff, or ``linking``."""
    return _words("topics", "field")


@cache
def areas() -> tuple[Word, ...]:
    """The words found in names of places: ``area`` (state), ``site`` (camp), ``honour`` (San), ``compass``."""
    return _words("areas", "kind")


@cache
def force_names() -> dict[str, dict[str, float]]:
    """Folded names of forces with the countries they indicate: alpha-2 code to share of uses, at most 1 in total."""
    return {fold(row["phrase"]): _parts(row["countries"]) for row in read_word_table("forces")}


class CountryWords(Mapping[str, tuple[int, dict[str, float]]]):
    """Words and word pairs in names of units: the number of such names, and the shares of countries. Of the many
    thousands only those that are asked for are taken apart."""

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        self._cells = {row["phrase"]: (row["n"], row["countries"]) for row in rows}

    def __getitem__(self, phrase: str) -> tuple[int, dict[str, float]]:
        number, parts = self._cells[phrase]
        return int(number), _parts(parts)

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)


@cache
def country_words() -> CountryWords:
    """The words of ``words/country_words.tsv``."""
    return CountryWords(read_word_table("country_words"))


@cache
def is_common(word: str) -> bool:
    """Whether a folded word stands in names of units everywhere, or is a number."""
    number, parts = country_words().get(word, (0, {}))
    return word.isdecimal() or (number >= OFTEN and max(parts.values(), default=0.0) < EVERYWHERE)


@cache
def country_units() -> dict[str, int]:
    """By alpha-2 code, the number of known unit names of a country; countries without any are left out."""
    return {row["alpha2"]: int(row["n"]) for row in read_word_table("country_units")}


def _parts(cell: str) -> dict[str, float]:
    """``A:0.6|B|C``: the shares by code; codes without a number divide what remains of 1."""
    pairs = [each.partition(":") for each in several(cell)]
    stated = {code: float(part) for code, _, part in pairs if part}
    bare = [code for code, _, part in pairs if not part]
    left = max(0.0, 1.0 - sum(stated.values()))
    return stated | {code: left / len(bare) for code in bare}


@cache
def marked(sense: str) -> frozenset[str]:
    """The folded words and phrases of ``words/markers.tsv`` with a sense. Raises ValueError for an unknown sense."""
    found = frozenset(row["word"] for row in read_word_table("markers") if row["sense"] == sense)
    if not found:
        raise ValueError(f"words/markers.tsv: no word has the sense {sense!r}")
    return found
