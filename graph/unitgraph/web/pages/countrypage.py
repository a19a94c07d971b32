"""The contents of a country's page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.units import Listing, Node
from unitgraph.lexicon.tables import country_name
from unitgraph.web.pages.branches import SHOWN_BELOW, Branch, branches, part_of
from unitgraph.web.service import ListAbout, Service

SHOWN_LISTED = 200
"""The number of denied units that a page quotes."""
SHOWN_QUESTIONS = 50


@dataclass(frozen=True, slots=True)
class CountryPage:
    """Everything that the template needs. ``shown`` units are drawn: all of the country, or of one that has many those
    on the way to denied ones. ``questions`` are pairs of units that may be one, of which the first is listed."""

    code: str
    name: str
    units: int
    listed: int
    lists: tuple[tuple[ListAbout, int], ...]
    """Each list that denies units of the country, with the number of its entries that do."""
    denials: tuple[tuple[Node, Listing], ...]
    more_denials: int
    forest: list[Branch]
    shown: int
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
    kept = _all_of(hierarchy, code) if units <= SHOWN_BELOW else _to_denied(hierarchy, denied)
    part = part_of(hierarchy, kept)
    questions = [(each, hierarchy[other]) for each in denied for other in each.possibly]
    return CountryPage(
        code,
        country_name(code),
        units,
        listed,
        tuple((each, entries[each.name]) for each in service.lists if entries[each.name]),
        tuple(denials[:SHOWN_LISTED]),
        max(0, len(denials) - SHOWN_LISTED),
        branches(part, part.tops()),
        len(kept),
        tuple(questions[:SHOWN_QUESTIONS]),
        max(0, len(questions) - SHOWN_QUESTIONS),
    )


def _all_of(hierarchy: Hierarchy, code: str) -> set[str]:
    tops = [each.iri for each in hierarchy.tops() if each.country == code]
    return {*tops, *(below for top in tops for below in hierarchy.descendants(top))}


def _to_denied(hierarchy: Hierarchy, denied: list[Node]) -> set[str]:
    """Denied units with all units above them, as long as a page has room for them."""
    kept: set[str] = set()
    for each in denied:
        above = {each.iri, *hierarchy.ancestors(each.iri)}
        if len(kept | above) > SHOWN_BELOW:
            break
        kept |= above
    return kept
