"""Initials and acronyms: which units a name of one word may stand for, by the initials of others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from unitgraph.identity.near_units import NearUnits


class ListedInitials:
    """Denied units by what they are called in short, and by the initials of what they are called at length."""

    def __init__(self, units: NearUnits, listed: Iterable[int]) -> None:
        self._units = units
        self._shorts: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        self._longs: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for unit in listed:
            country = units.country(unit)
            for letters in self._short(unit):
                self._shorts[country, letters].append(unit)
            for letters in units.initials(unit):
                self._longs[country, letters].append(unit)

    def of(self, unit: int) -> Iterator[int]:
        """The denied units of which a unit has the initials, and those that have the initials of a name of its own."""
        country = self._units.country(unit)
        for letters in self._units.initials(unit) if self._shorts else ():
            yield from self._shorts.get((country, letters), ())
        for letters in self._short(unit):
            yield from self._longs.get((country, letters), ())

    def _short(self, unit: int) -> set[str]:
        """Its names of one word, which may be the initials of another: none that are those of another name of its
        own."""
        names = (name for each in self._units.members(unit) for name in each.names)
        found = {name.core[0].lstrip("~") for name in names if len(name.core) == 1 and not name.designators}
        short = {each for each in found if 3 <= len(each) <= 8}
        return short.difference(self._units.initials(unit)) if short else short
