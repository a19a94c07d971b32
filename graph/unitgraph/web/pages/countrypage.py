"""The contents of a country's page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.units import Listing, Node
from unitgraph.lexicon.tables import country_name
from unitgraph.web.pages.branches import Forest, forest
from unitgraph.web.service import ListAbout, Service

SHOWN_LISTED = 200
"""The number of denied units that a page quotes."""
SHOWN_QUESTIONS = 50


@dataclass(frozen=True, slots=True)
class CountryPage:
    """Everything that the template needs. ``forest`` has all units of the country, or of one that has many
    first those on the way to denied ones. ``questions`` are pairs of units that may be one, of which the first is
    listed."""

    code: str
    name: str
    units: int
    listed: int
    lists: tuple[tuple[ListAbout, int], ...]
    """Each list that denies units of the country, with the number of its entries that do."""
    denials: tuple[tuple[Node, Listing], ...]
    more_denials: int
    forest: Forest
    questions: tuple[tuple[Node, Node], ...]
    more_questions: int


def country_page(service: Service, code: str) -> CountryPage:
    """The page of the country with an ISO 3166-1 alpha-2 code, or of the one that is not known (``ZZ``)."""
    hierarchy = service.hierarchy
    counts = {each[0]: (each[2], each[3]) for each in service.countries}
    units, listed = counts.get(code, (0, 0))
    denied = [each for each in hierarchy.listed() if each.country == code]
    denials = [(node, listing) for node in denied for listing in node.listings]
    entries = Counter(listing.list for _, listing in denials)
    questions = [(each, hierarchy[other]) for each in denied for other in each.possibly]
    return CountryPage(
        code,
        country_name(code),
        units,
        listed,
        tuple((each, entries[each.name]) for each in service.lists if entries[each.name]),
        tuple(denials[:SHOWN_LISTED]),
        max(0, len(denials) - SHOWN_LISTED),
        forest(hierarchy, tops_of(hierarchy, code)),
        tuple(questions[:SHOWN_QUESTIONS]),
        max(0, len(questions) - SHOWN_QUESTIONS),
    )


def tops_of(hierarchy: Hierarchy, code: str) -> list[Node]:
    """The units of a country from which all its others are reached."""
    return [each for each in hierarchy.tops() if each.country == code]
