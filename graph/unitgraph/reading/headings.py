"""Headings of countries: which lines of a list name the country of the entries below them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from unitgraph.lexicon.countries import country_named
from unitgraph.lexicon.names import fold
from unitgraph.lexicon.tables import Country, countries

if TYPE_CHECKING:
    from unitgraph.lexicon.spelling import Spellings

_MARKS = re.compile("[\\s:.*\u2020\u2021\u00a7#\u00b9\u00b2\u00b3\u2070-\u2079\u200b\ufeff]+$")
"""Signs behind a heading: a colon, and the marks of footnotes."""
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]+)[)\]]$")
_CONTINUED = re.compile(r"\s*[(\[]?\bcont(?:inued|['\u2019]?d|\.)?[)\]]?$", re.IGNORECASE)
_ACRONYM = re.compile(r"(?:[A-Z]\.?){2,7}")
_SPLIT = re.compile(r"\s*:\s+|\s*\t\s*|\s+[-\u2013\u2014]\s+")
_COUNT = re.compile(r"\d+(?: (?:units?|entries|unidad(?:es)?|unit\u00e9s?))?", re.IGNORECASE)
_REGIONS = frozenset(
    map(
        fold,
        (
            "Africa",
            "Sub-Saharan Africa",
            "Americas",
            "Latin America",
            "Western Hemisphere",
            "Asia",
            "Central Asia",
            "South and Central Asia",
            "East Asia and the Pacific",
            "East Asia and Pacific",
            "Europe",
            "Europe and Eurasia",
            "Middle East",
            "Near East",
            "Middle East and North Africa",
        ),
    )
)
_MOST_WORDS = 6


def country_heading(text: str) -> Country | None:
    """The country that a line names as a heading; None for any other line.

    The whole line is a country's name, in any case, with or without an acronym or a number of units in brackets,
    "(continued)", a colon or the mark of a footnote behind it.

    >>> country_heading("DEMOCRATIC REPUBLIC OF THE CONGO (DRC):").alpha2
    'CD'
    >>> country_heading("Kosovo*").alpha2
    'XK'
    >>> country_heading("Mexico (Federal Police)") is None
    True
    """
    bare = _MARKS.sub("", text.strip())
    bare = _MARKS.sub("", _CONTINUED.sub("", bare)) or bare
    found = country_named(bare)
    if found is not None:
        return found
    bracket = _BRACKETS.search(bare)
    if bracket is None:
        return None
    named, inside = country_named(bare[: bracket.start()]), bracket.group(1).strip()
    if named is None:
        return None
    if _COUNT.fullmatch(inside):
        return named
    same = country_named(inside)
    return named if same == named or (same is None and _ACRONYM.fullmatch(inside)) else None


def is_region(text: str) -> bool:
    """Whether a line names a region of the world, above the headings of its countries."""
    return fold(text) in _REGIONS


def mentions_country(text: str) -> bool:
    """Whether a line has the name of a country among its words.

    >>> mentions_country("Units of the Republic of Chad"), mentions_country("Units of the Republic")
    (True, False)
    """
    words = re.findall(r"[\w'\u2019-]+", text)
    spans = ((at, end) for at in range(len(words)) for end in range(at + 1, min(len(words), at + _MOST_WORDS) + 1))
    return any(words[at][0].isupper() and country_named(" ".join(words[at:end])) is not None for at, end in spans)


def may_head(text: str) -> bool:
    """Whether a line above entries may be the heading of their country: it mentions one, or is a letter away from its
    name.

    >>> may_head("Units of Chad:"), may_head("Mexcio:"), may_head("Made up")
    (True, True, False)
    """
    return mentions_country(text) or bool(_spellings().near(fold(_MARKS.sub("", text.strip()))))


@cache
def _spellings() -> Spellings:
    from unitgraph.lexicon.spelling import Spellings  # its edit distance takes long to load

    return Spellings(fold(name) for each in countries() for name in each.names)


def split_heading(text: str) -> tuple[str, str] | None:
    """The country and the rest of a line that begins with one, as in ``Belize: Coast Guard``; None for any other.

    >>> split_heading("Belize: Coast Guard")
    ('Belize', 'Coast Guard')
    """
    sign = _SPLIT.search(text)
    if sign is None or not text[sign.end() :].strip() or country_heading(text[: sign.start()]) is None:
        return None
    return text[: sign.start()].strip(), text[sign.end() :].strip()
