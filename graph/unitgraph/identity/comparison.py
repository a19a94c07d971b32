"""Comparison: what agrees and what conflicts between two units, by their mentions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache
from itertools import product

from unitgraph.identity.clusters import Clusters
from unitgraph.identity.mentions import DIFFERENT, Comparison, Mention, Reason, Verdict
from unitgraph.identity.names import Name, name_of
from unitgraph.lexicon.tables import country_by_code

TELLING = 3
"""A word that more core names of a country have tells no unit by itself."""


class Comparer:
    """Compares units as merged so far. ``apart`` are pairs of mentions that rulings part, ``repaired`` the names of
    mentions as they are meant, by their numbers."""

    def __init__(
        self, clusters: Clusters, apart: Collection[frozenset[int]], repaired: Mapping[int, tuple[Name, ...]]
    ) -> None:
        self._clusters = clusters
        self._mentions = clusters.mentions
        self._apart = apart
        self._repaired = repaired
        self._aliases_of_many = self._shared_aliases()
        self._common = self._common_words()
        self._shared = self._shared_cores()

    def _shared_aliases(self) -> frozenset[tuple[str, Name]]:
        """Aliases that several mentions of one scheme bear, or that are another's name: they only add candidates."""
        own = {(each.country, each.name) for each in self._mentions if each.identifier}
        bearers: defaultdict[tuple[str, Name], set[object]] = defaultdict(set)
        for each in self._mentions:
            for alias in each.aliases:
                bearers[each.country, alias].add(each.identifier or each.name)
        return frozenset(alias for alias, found in bearers.items() if len(found) > 1) | (own & set(bearers))

    def _common_words(self) -> frozenset[tuple[str, str]]:
        """Words that tell no unit by themselves: of each country, those that several names have."""
        names = {(each.country, each.name.core) for each in self._mentions}
        counts = Counter((country, word) for country, core in names for word in core)
        return frozenset(word for word, count in counts.items() if count > TELLING)

    def _shared_cores(self) -> frozenset[tuple[str, tuple[str, ...]]]:
        """Core names that do not tell one unit from another even with designators and places: of each country, those
        under which one source has several units of one name."""
        bearers = Counter((each.country, each.name, each.identifier[0]) for each in self._mentions if each.identifier)
        return frozenset((country, name.core) for (country, name, _), count in bearers.items() if count > 1)

    def compare(self, one: int, other: int) -> Comparison:
        """Two units: the strongest of what their mentions give (of equal ones the first), and different where any two
        are."""
        if one in self._clusters.ancestors(other) or other in self._clusters.ancestors(one):
            return DIFFERENT
        best = DIFFERENT
        superiors = self._superiors(one, other)
        for a, b in product(self._clusters.members(one), self._clusters.members(other)):
            if frozenset((a, b)) in self._apart:
                return Comparison(Verdict.DIFFERENT, (Reason.RULING,))
            found = self._compare_mentions(a, b, superiors)
            if found is None:
                return DIFFERENT
            if found.verdict > best.verdict:
                best = replace(found, between=(min(a, b), max(a, b)))
        return best

    def _superiors(self, one: int, other: int) -> str:
        """How what stands above two units agrees: ``direct`` (a superior of both), ``agree`` (one's superior stands
        higher above the other), ``conflict`` or ``none``."""
        first, second = self._clusters.superiors_of(one), self._clusters.superiors_of(other)
        if not first or not second:
            return "none"
        if first & second:
            return "direct"
        if first & self._clusters.ancestors(other) or second & self._clusters.ancestors(one):
            return "agree"
        return "conflict"

    def _compare_mentions(self, a: int, b: int, superiors: str) -> Comparison | None:
        """None when the two cannot be one unit."""
        one, other = self._mentions[a], self._mentions[b]
        if one.country and other.country and one.country != other.country:
            return None
        if one.identifier and other.identifier and one.identifier[0] == other.identifier[0]:
            return None if one.identifier != other.identifier else Comparison(Verdict.SUPPORTED, (Reason.IDENTIFIER,))
        stated = {self._by_alias(one, other), self._by_alias(other, one)} - {None}
        if stated:
            if self._places(one, other, one.name, other.name) == "conflict":
                return None
            if superiors == "conflict":
                return Comparison(Verdict.CONFLICT, (Reason.ALIAS, Reason.OTHER_SUPERIORS))
            sure = True in stated
            return Comparison(Verdict.SUPPORTED if sure else Verdict.OPEN, (Reason.ALIAS,))
        if one.name.core == other.name.core or one.name.words == other.name.words:
            return self._by_name(one, other, one.name, other.name, superiors, repaired=False)
        for first, second in product((one.name, *self._repaired.get(a, ())), (other.name, *self._repaired.get(b, ()))):
            if first.core == second.core or first.words == second.words:
                return self._by_name(one, other, first, second, superiors, repaired=True)
        shared = {each.core for each in one.aliases} & {each.core for each in other.aliases}
        return Comparison(Verdict.OPEN, (Reason.COMMON_ALIAS,)) if shared else DIFFERENT

    def _by_alias(self, one: Mention, other: Mention) -> bool | None:
        """Whether the name of ``one`` is an alias of ``other``, for sure (True) or borne by others too (False)."""
        for alias in other.aliases:
            if alias.words == one.name.words and alias.designators == one.name.designators:
                if alias.qualifiers and one.name.qualifiers and not alias.qualifiers & one.name.qualifiers:
                    continue
                return (other.country, alias) not in self._aliases_of_many
        return None

    def _by_name(
        self, one: Mention, other: Mention, first: Name, second: Name, superiors: str, repaired: bool
    ) -> Comparison | None:
        if first.designators != second.designators:
            return None
        places = self._places(one, other, first, second)
        if places == "conflict":
            return None
        reasons = [Reason.MISSPELT if repaired else Reason.NAME]
        if first.designators:
            reasons.append(Reason.DESIGNATOR)
        if places == "agree":
            reasons.append(Reason.PLACE)
        if superiors == "conflict":
            return Comparison(Verdict.CONFLICT, (*reasons, Reason.OTHER_SUPERIORS))
        agree = superiors in ("agree", "direct")
        if agree:
            reasons.append(Reason.SUPERIOR)
        country = one.country or other.country
        telling = any((country, word) not in self._common for word in first.telling & second.telling)
        if superiors == "agree" and not telling and (country, first.core) in self._shared and places != "agree":
            return Comparison(Verdict.OPEN, tuple(reasons))
        if repaired:
            sure = (places == "agree" or bool(first.designators)) and agree
            return Comparison(Verdict.SUPPORTED if sure else Verdict.OPEN, tuple(reasons))
        if places == "one-sided":
            reasons.append(Reason.ONE_PLACE)
            return Comparison(Verdict.SUPPORTED if agree and telling else Verdict.OPEN, tuple(reasons))
        if agree or places == "agree":
            return Comparison(Verdict.SUPPORTED, tuple(reasons))
        unique = telling or (first.national and second.national)
        return Comparison(Verdict.IF_UNIQUE if unique else Verdict.OPEN, tuple(reasons))

    def _places(self, one: Mention, other: Mention, first: Name, second: Name) -> str:
        """How the places of two mentions agree: ``agree``, ``conflict``, ``one-sided`` (one tells a place by which the
        other is not known) or ``none``."""
        if first.words == second.words and first.qualifiers != second.qualifiers:
            return "agree"
        capital = _capital(one.country or other.country)
        near, far = first.qualifiers | one.sites, second.qualifiers | other.sites
        if near & far:
            return "agree"
        if near and far:
            return "conflict"
        return "one-sided" if (first.qualifiers | second.qualifiers) - capital else "none"


@cache
def _capital(country: str) -> frozenset[tuple[str, ...]]:
    """The capital, where the seat of any force may be: it tells a unit from another only where that has a place too."""
    known = country_by_code(country) if country else None
    return frozenset(name_of(each).core for each in known.capital) if known else frozenset()
