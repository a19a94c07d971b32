"""The names of the listed units of a country, found by those that are nearly alike word by word, however many others a
search finds before them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from unitgraph.identity.alike import AlikeNames
from unitgraph.identity.compared_names import ComparedName
from unitgraph.identity.names import name_of
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.units import Node

MOST = 10
"""The listed units of nearly one name that an answer has room for."""


class NearlyListed:
    """The listed units of a hierarchy by their names; those of a country are taken apart when it is first asked for."""

    def __init__(self, hierarchy: Hierarchy) -> None:
        self._hierarchy = hierarchy
        self._of_country: dict[str, tuple[Sequence[Node], AlikeNames]] = {}

    def near(self, name: str, country: str) -> list[Node]:
        """The listed units of a country (alpha-2) with nearly a name, ``MOST`` of them."""
        units, names = self._of_country.get(country) or self._taken_apart(country)
        found = dict.fromkeys(names.of(_compared(name, country)))
        return [units[each] for each in islice(found, MOST)]

    def _taken_apart(self, country: str) -> tuple[Sequence[Node], AlikeNames]:
        units = [each for each in self._hierarchy.listed() if each.country == country and not each.placeholder]
        names = AlikeNames()
        for number, unit in enumerate(units):
            for each in unit.names:
                names.add(_compared(each, country), number)
        self._of_country[country] = units, names
        return units, names


def _compared(text: str, country: str) -> ComparedName:
    return ComparedName(name_of(text, country), text, country)
