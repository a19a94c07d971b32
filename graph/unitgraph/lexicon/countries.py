"""Countries as people write them: names in many languages, official, former and inverted ones, codes, or several of
these at once.

>>> [country_of(each).alpha2 for each in ("Republic of Korea", "Mexico (MX)", "484", "Мексика", "Sao Tome")]
['KR', 'MX', 'MX', 'MX', 'ST']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from unitgraph.lexicon.names import fold
from unitgraph.lexicon.tables import NO_COUNTRY, Country, countries, country_by_code, read_word_table

_BESIDE = re.compile(r"\s*[()\[\]\uff08\uff09|/:]\s*|\s+[-\u2013\u2014]\s+")
"""What stands between two ways of writing one country."""
_DIVISION = re.compile(r"(?:ocd-division/)?country:([a-z]{2})", re.IGNORECASE)
"""A country as the Open Civic Data division identifiers write it."""
_FORM = re.compile(
    r"(?:(?:the )?(?:\w+ ){0,3}(?:republic|kingdom|federation|commonwealth|sultanate|principality) of (?:the )?"
    r"|(?:la |le )?(?:republique|royaume)(?: \w+)? (?:du |de la |de l|des |de |d)"
    r"|(?:la |el |o |a )?(?:republica|reino)(?: \w+){0,2}? (?:de la |de los |del |dos |das |do |da |de )"
    r"|республика |республіка |королевство |جمهورية |مملكة |الجمهورية |المملكة )(?P<name>.+)"
)
_SEVERAL_STATES = frozenset({"CD", "CG", "CN", "DE", "KP", "KR", "TW", "VN", "YE"})
"""Countries whose short name several states have had: only a form that is known tells which is meant."""


@cache
def _by_name() -> dict[str, Country]:
    found = {row["name"]: country_by_code(row["alpha2"]) for row in read_word_table("country_names")}
    found |= {fold(name): country for country in countries() for name in country.names}
    return {name: country for name, country in found.items() if country is not None}


@lru_cache(maxsize=20_000)
def country_named(text: str) -> Country | None:
    """The country that the whole ``text`` names, regardless of case, accents and punctuation; else None.

    >>> country_named("BOSNIA & HERZEGOVINA").alpha2
    'BA'
    >>> country_named("Bosnia Station") is None
    True
    """
    if text.strip().isdecimal():
        return None
    return _named(text) or _twice(text, by_code=False)


@lru_cache(maxsize=20_000)
def country_of(text: str) -> Country | None:
    """The country that ``text`` means: by its name, its alpha-2, alpha-3 or numeric code, or several of these that
    agree (``Mexico (MX)``). No text is both the name of one country and the code of another.

    >>> country_of("Mexico (Sonora)") is None
    True
    """
    return _named_or_coded(text) or _twice(text, by_code=True)


@lru_cache(maxsize=1_000)
def code_of(text: str) -> str | None:
    """The alpha-2 code of the country that a text means, or the code for none (``UN``); None where it means nothing."""
    if names_no_country(text):
        return NO_COUNTRY
    found = country_of(text)
    return found.alpha2 if found else None


def names_no_country(text: str) -> bool:
    """Whether a text says that a body belongs to no country, such as ``UN`` or ``International``."""
    return fold(text) in _no_country()


@cache
def _no_country() -> frozenset[str]:
    return frozenset(fold(row["word"]) for row in read_word_table("no_country"))


_SHORT = {
    "rep": "republic",
    "dem": "democratic",
    "fed": "federated",
    "sts": "states",
    "n": "north",
    "s": "south",
}


def _named(text: str) -> Country | None:
    """The country of a name, also as ``The …``, ``…, The``, ``Republic of …``, ``…, Rep.``"""
    known, folded = _by_name(), fold(text)
    inverted = tuple(_inverted(text))
    for form in (*_forms(folded), *inverted):
        if form in known:
            return known[form]
    found = next(filter(None, map(_FORM.fullmatch, (folded, *inverted))), None)
    country = known.get(found["name"]) if found else None
    return None if country is None or country.alpha2 in _SEVERAL_STATES else country


def _forms(folded: str) -> Iterator[str]:
    yield folded
    yield folded.removeprefix("the ")
    yield folded.removesuffix(" the")
    form, of, name = folded.removeprefix("the ").partition(" of ")
    if of:
        yield f"{name.removeprefix('the ')} {form} of"
        yield f"{name.removeprefix('the ')} {form} of the"


def _inverted(text: str) -> Iterator[str]:
    """The forms of ``Egypt, Arab Rep.``, ``Georgia, Republic of`` and of ``S. Korea``, which abbreviate words."""
    name, comma, kind = text.partition(",")
    told, of = (" ".join(_SHORT.get(word, word) for word in fold(part).split()) for part in (kind, name))
    if not comma:
        yield of if "." in text else ""
        yield fold(text.replace(".", "")) if "." in text else ""
    elif told.split()[-1:] == ["of"]:
        yield f"{told} {of}"
    elif told.split()[-1:] in (["republic"], ["states"]):
        yield from _forms(f"{told} of {of}")
        yield f"{of} {told} of"


def _named_or_coded(text: str) -> Country | None:
    division = _DIVISION.fullmatch(text.strip())
    # Codes first: they need no table of names.
    return country_by_code(division[1] if division else text) or _named(text)


def _twice(text: str, *, by_code: bool) -> Country | None:
    """The country that a text writes in two ways, of which one has to be a name unless ``by_code``."""
    parts = list(filter(None, _BESIDE.split(text)))
    if len(parts) != 2:
        return None
    found = {_named_or_coded(part) for part in parts}
    if not by_code and not any(map(_named, parts)):
        return None
    return found.pop() if len(found) == 1 else None
