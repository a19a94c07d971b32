"""Comparison of places: how what two mentions add to their names, or their sources beside them, agrees."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from functools import cache
from itertools import product

from unitgraph.identity.clusters import Clusters
from unitgraph.identity.mentions import Mention, Reason
from unitgraph.identity.misspelt import is_slip_of
from unitgraph.identity.names import Name, may_be_one_place, name_of
from unitgraph.identity.telling import Telling
from unitgraph.lexicon.tables import country_by_code


class Places(Enum):
    """How the places of two units agree."""

    NONE = "none is told"
    CONFLICT = "they are different"
    ONE_SIDED = "one tells a place by which the other is not known"
    AREA = "they may be the same, told with the word for the kind of area"
    MAYBE = "they may be the same, misspelt"
    SLIP = "they are the same but for a slip"
    ABOVE = "one tells a place or a superior by which the other's superior is known"
    AGREE = "they are the same"


ONLY_ASKING = frozenset({Places.ONE_SIDED, Places.AREA, Places.MAYBE, Places.SLIP})
REASONS_OF_PLACES = {
    Places.AGREE: (Reason.PLACE,),
    Places.ABOVE: (Reason.PLACE,),
    Places.ONE_SIDED: (Reason.ONE_PLACE,),
    Places.AREA: (Reason.LIKE_PLACE,),
    Places.MAYBE: (Reason.LIKE_PLACE,),
    Places.SLIP: (Reason.LIKE_PLACE,),
}


class PlaceComparer:
    """Compares the places of mentions of units as merged so far."""

    def __init__(self, clusters: Clusters, telling: Telling) -> None:
        self._clusters = clusters
        self._telling = telling
        self._mentions = clusters.mentions

    def compare(self, a: int, b: int, first: Name, second: Name) -> Places:
        """How the places of two mentions agree that are compared by a name of each."""
        one, other = self._mentions[a], self._mentions[b]
        if first.words == second.words and first.qualifiers != second.qualifiers:
            return Places.AGREE
        near, far = _beside(first, one, other), _beside(second, other, one)
        if near & far:
            return Places.AGREE
        if near and far:
            if may_be_one_place(near, far):
                return Places.AREA
            # A place may be misspelt, too.
            if (one.listed or other.listed) and are_near(near, far):
                written, meant = (near, far) if one.listed else (far, near)
                country = one.country or other.country
                slips = (pair for pair in product(written, meant) if is_slip_of(*pair))
                two = all(self._telling.are_two_words(*pair, country) for pair in slips)
                return Places.MAYBE if two else Places.SLIP
            return Places.CONFLICT
        added, more = near & first.qualifiers, far & second.qualifiers
        told = (added | more) - _capital(one.country or other.country)
        if not told:
            return Places.NONE
        return Places.ABOVE if self._is_known_above(b if added else a, told) else Places.ONE_SIDED

    def _is_known_above(self, mention: int, places: Iterable[tuple[str, ...]]) -> bool:
        """Whether a unit above a mention has one of the places, or is what is added to its name (``Investigation
        Department (Velabad Command)`` below Velabad Command)."""
        mentions = [
            self._mentions[each]
            for above in self._clusters.ancestors(self._clusters.find(mention))
            for each in self._clusters.members(above)
        ]
        return any(
            words in each.name.qualifiers | each.sites or any(set(words) <= set(name.core) for name in each.names)
            for words in places
            for each in mentions
        )


def _beside(name: Name, mention: Mention, other: Mention) -> frozenset[tuple[str, ...]]:
    """What a mention adds to a name, or its source beside it: no place that the name has itself, and no acronym that is
    an alias."""
    aliases = {each.core for each in (*mention.aliases, *other.aliases) if not each.designators}
    told = (words for words in (*name.qualifiers, *mention.sites) if not set(words) <= set(name.core))
    return frozenset(words for words in told if words not in aliases)


def are_near(places: Iterable[tuple[str, ...]], others: Iterable[tuple[str, ...]]) -> bool:
    """Whether one of the places may be one of the others, misspelt."""
    from unitgraph.lexicon.spelling import Spellings

    known = Spellings(" ".join(words) for words in others)
    return any(known.near(" ".join(words)) for words in places)


@cache
def _capital(country: str) -> frozenset[tuple[str, ...]]:
    """The capital, where the seat of any force may be: it tells a unit from another only where that has a place too."""
    known = country_by_code(country) if country else None
    return frozenset(name_of(each).core for each in known.capital) if known else frozenset()
