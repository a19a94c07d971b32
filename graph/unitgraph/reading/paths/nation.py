"""What a country's own words say about a segment: its name, demonyms, capital and usual abbreviations.

The rules are the same for every country; the words come from the table of countries.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from unitgraph.lexicon.countries import country_named, country_of
from unitgraph.lexicon.names import fold
from unitgraph.lexicon.tables import Country, countries

# Suffixes and prefixes of the abbreviations of forces, around the initials of a country (BAF, RCAF, FAD, KSF).
_ROYAL = ("", "r", "a")
_FORCE_ENDINGS = (
    "af",
    "a",
    "n",
    "np",
    "p",
    "pf",
    "ps",
    "pd",
    "cg",
    "df",
    "dfs",
    "ng",
    "mc",
    "sf",
    "aaf",
    "mp",
    "ndf",
    "pdf",
    "pla",
    "nav",
    "mar",
    "ar",
    "pol",
)
_FORCE_BEGINNINGS = ("fa", "ea", "pn", "gn", "ma", "en", "ffaa", "af", "ff", "m")


@dataclass(frozen=True, slots=True)
class NationWords:
    """The folded words of one country: ``names`` and ``nationality`` as token tuples, ``abbreviations`` of forces."""

    alpha2: str
    names: frozenset[tuple[str, ...]]
    nationality: frozenset[tuple[str, ...]]
    capitals: frozenset[str]
    abbreviations: frozenset[str]


def nation(country: str | None) -> NationWords | None:
    """The words of a country given by code or name; None if it is unknown or not given."""
    return _nation(country.strip()) if country else None


@lru_cache(maxsize=1024)
def _nation(country: str) -> NationWords | None:
    found = country_of(country) or country_named(country.split(",")[0])
    return _words_of(found) if found else None


@cache
def _words_of(country: Country) -> NationWords:
    names = {tuple(fold(name).split()) for name in (*country.names, country.alpha3)}
    return NationWords(
        alpha2=country.alpha2,
        names=frozenset(name for name in names if name),
        nationality=frozenset(tuple(fold(word).split()) for word in country.nationality if fold(word)),
        capitals=frozenset(fold(capital) for capital in country.capital),
        abbreviations=_abbreviations(country, names),
    )


def _abbreviations(country: Country, names: set[tuple[str, ...]]) -> frozenset[str]:
    initials = {"".join(word[0] for word in name if word not in {"and", "of", "the"}) for name in names if name}
    initials |= {fold(word)[:1] for word in country.nationality} | {country.alpha2.lower(), country.alpha3.lower()}
    made = {royal + start + end for start in initials for royal in _ROYAL for end in _FORCE_ENDINGS}
    made |= {start + end for end in initials for start in _FORCE_BEGINNINGS}
    return frozenset(word for word in made if len(word) >= 3)


@cache
def _all_names() -> frozenset[str]:
    return frozenset(fold(name) for country in countries() for name in country.names if len(fold(name)) > 3)


@cache
def _all_words() -> frozenset[tuple[str, ...]]:
    """Names and demonyms of all countries, as tokens, for texts whose country is unknown."""
    return frozenset(
        tuple(fold(word).split())
        for country in countries()
        for word in (country.name, *country.nationality)
        if len(fold(word)) > 3
    )


def _names_any_country(tokens: tuple[str, ...]) -> bool:
    known = _all_words()
    return any(tokens[at : at + length] in known for at in range(len(tokens)) for length in (1, 2, 3, 4))


@cache
def _all_capitals() -> frozenset[str]:
    return frozenset(fold(capital) for country in countries() for capital in country.capital)


@dataclass(frozen=True, slots=True)
class NationFacts:
    """What one segment says about its country: ``is_country`` and ``is_capital`` for the segment as a whole,
    ``names_country`` if it contains the country's name or a demonym, ``force_abbreviation`` if its first or last word
    is the usual abbreviation of one of its forces."""

    is_country: bool
    other_country: bool
    is_capital: bool
    names_country: bool
    force_abbreviation: bool


@lru_cache(maxsize=65536)
def nation_facts(folded: str, country: str | None) -> NationFacts:
    """The facts of a folded segment in a country; without a country, the capitals of all countries count."""
    tokens = tuple(folded.split())[:60]
    words = nation(country)
    capitals = words.capitals if words else _all_capitals()
    is_country = _is_name(tokens, words) if words else folded in _all_names()
    return NationFacts(
        is_country=is_country,
        other_country=not is_country and folded in _all_names(),
        is_capital=folded in capitals,
        names_country=_names_country(tokens, words) if words else _names_any_country(tokens),
        force_abbreviation=words is not None
        and any(token in words.abbreviations for token in (*tokens[:1], *tokens[-1:])),
    )


def _is_name(tokens: tuple[str, ...], words: NationWords) -> bool:
    return tokens in words.names or tokens == (words.alpha2.lower(),)


def _names_country(tokens: tuple[str, ...], words: NationWords) -> bool:
    return any(
        tokens[at : at + length] in known
        for known in (words.names, words.nationality)
        for length in {len(name) for name in known}
        for at in range(len(tokens) - length + 1)
    )
