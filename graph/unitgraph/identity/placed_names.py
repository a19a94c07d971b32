"""Names that units of several places bear: a place beside such a name tells which of them is meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from unitgraph.identity.drafts import UnitDraft
from unitgraph.identity.names import Name, name_of

_PlacedKey = tuple[str, tuple[str, ...]]
"""A country and the words of a core name."""
SEVERAL = 2
"""The places from which a name is one of many."""


class PlacedNames:
    """The names of units that hierarchy tables have only with places (``Crime Agency (Mirna)``, ``Crime Agency
    (Velabad)``)."""

    def __init__(self, tabled: Sequence[UnitDraft]) -> None:
        self._tabled = tabled

    def has(self, text: str, country: str) -> bool:
        """Whether units of several places of a country bear a name, and none without a place."""
        name = name_of(text, country)
        return len(self._places.get((country, name.core), ())) >= SEVERAL and not self._is_borne_alone(country, name)

    @cached_property
    def _places(self) -> Mapping[_PlacedKey, set[tuple[str, ...]]]:
        """The places, as core words, by the names that stand with them."""
        found: defaultdict[_PlacedKey, set[tuple[str, ...]]] = defaultdict(set)
        for draft in self._tabled:
            for text in draft.spellings():
                if draft.places or "(" in text or "[" in text:
                    name = name_of(text, draft.country, draft.places)
                    if not name.designators:
                        found[draft.country, name.core].update(name.qualifiers)
        return found

    def _is_borne_alone(self, country: str, name: Name) -> bool:
        """Whether a unit without a place has a name."""
        spellings = (
            name_of(text, country)
            for draft in self._tabled
            if draft.country == country and not draft.places
            for text in draft.spellings()
        )
        return any(each.core == name.core and not each.designators and not each.qualifiers for each in spellings)
