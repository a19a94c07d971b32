"""Entries drawn from a hierarchy and printed as lists print them, with the truth of what each means."""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.forces import Force

from unitgraph.lexicon.names import fold

YEAR = 2021
SKIPPED, ALIAS, TURNED, COMPETITOR, ABSENT, MISSPELT, UNDETERMINED = 0.6, 0.3, 0.48, 0.15, 0.11, 0.07, 0.03
ALONE = 0.05
"""Entries that print no superior at all."""
TOP = 0.7
"""Of the others, those that print the force or ministry at the top, as most do."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """An entry: its text and country, the unit that it means, and what was done to it."""

    text: str
    country: str
    unit: int
    kinds: frozenset[str]

    @property
    def absent(self) -> bool:
        """Whether its unit was taken out of the tables."""
        return "absent" in self.kinds


class Draw:
    """Draws entries from a force. ``absent`` is the share of those that name a unit that is taken out."""

    def __init__(self, force: Force, seed: int, absent: float = ABSENT) -> None:
        self.force = force
        self._absent = absent
        self._rng = random.Random(seed)  # noqa: S311 (a sample, not a secret)
        self._above: dict[int, set[int]] = {}
        self._bearers: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        for unit in range(len(force.names)):
            for name in (force.names[unit], *force.aliases[unit], *force.derived(force.names[unit])):
                self._bearers[self._key(unit, name)].add(unit)

    def _key(self, unit: int, name: str) -> tuple[str, str]:
        return self.force.countries[unit], fold(name)

    def _ancestors(self, unit: int) -> set[int]:
        found = self._above.get(unit)
        if found is None:
            found = self._above[unit] = self.force.ancestors(unit)
        return found

    def entries(self, count: int) -> list[Drawn]:
        """So many entries, each of another unit and another text."""
        force, rng = self.force, self._rng
        with_units = {above for superiors in force.superiors for above in superiors}
        fit = [unit for unit, above in enumerate(force.superiors) if above and "Unknown" not in force.names[unit]]
        rivals = [unit for unit in fit if self._has_rival(unit)]
        alone = [unit for unit in fit if not self._has_rival(unit)]
        leaves = [unit for unit in fit if unit not in with_units]
        found: list[Drawn] = []
        seen: set[int] = set()
        texts: set[tuple[str, str]] = set()
        vague = 0
        while len(found) < count:
            absent = rng.random() < self._absent
            unit = rng.choice(leaves if absent else rivals if rng.random() < COMPETITOR else alone)
            if unit in seen:
                continue
            seen.add(unit)
            drawn = self._entry(unit, absent, vague < UNDETERMINED * count)
            if drawn is not None and (drawn.country, drawn.text) not in texts:
                vague += "undetermined" in drawn.kinds and not absent
                texts.add((drawn.country, drawn.text))
                found.append(drawn)
        return found

    def _has_rival(self, unit: int) -> bool:
        return len(self._bearers[self._key(unit, self.force.names[unit])]) > 1

    def _entry(self, unit: int, absent: bool, may_be_vague: bool) -> Drawn | None:
        """An entry that names a unit, with as many levels as it needs; None where it is vague and must not be."""
        force, rng = self.force, self._rng
        aliases = force.aliases[unit]
        name = rng.choice(aliases) if aliases and rng.random() < self._alias_share() else force.names[unit]
        path = self._path(unit)
        keep = self._kept(path)
        # Who prints an absent unit does not look into the tables for others that the text may mean.
        while not absent and not self._fits_one(unit, name, keep) and len(keep) < len(path):
            left = [each for each in path if each not in keep]
            keep = [each for each in path if each in keep or each == left[0]]
        vague = not self._fits_one(unit, name, keep)
        if vague and not absent and not may_be_vague:
            return None
        names = [name, *(self._printed(each) for each in keep)]
        misspelt = rng.random() < MISSPELT
        if misspelt:
            at = 0 if rng.random() < 0.7 else rng.randrange(len(names))
            names[at] = _misspelt(names[at], rng)
        turned = rng.random() < TURNED and len(names) > 1
        kinds = {
            "skipped": len(keep) < len(path) and self._skips(path, keep),
            "alias": name != force.names[unit],
            "turned": turned,
            "competitors": self._has_rival(unit),
            "absent": absent,
            "misspelt": misspelt,
            "undetermined": vague,
        }
        text = ", ".join(reversed(names) if turned else names)
        return Drawn(text, force.countries[unit], unit, frozenset(kind for kind, is_so in kinds.items() if is_so))

    def _alias_share(self) -> float:
        aliased = sum(bool(each) for each in self.force.aliases) / len(self.force.names)
        return min(1.0, ALIAS / max(aliased, 0.01))

    def _path(self, unit: int) -> list[int]:
        """One of the chains above a unit, smallest first."""
        found: list[int] = []
        while above := self.force.superiors[unit]:
            unit = above[0] if self._rng.random() < 0.8 else self._rng.choice(above)
            if unit in found:
                break
            found.append(unit)
        return [each for each in found if "Unknown" not in self.force.names[each]]

    def _kept(self, path: list[int]) -> list[int]:
        rng = self._rng
        if rng.random() < ALONE:
            return []
        if len(path) > 1 and rng.random() < SKIPPED:
            return [each for each in path[1:] if rng.random() < (TOP if each == path[-1] else 0.5)] or path[-1:]
        return path if rng.random() < TOP else path[: rng.randint(1, len(path))]

    @staticmethod
    def _skips(path: list[int], keep: list[int]) -> bool:
        """Whether a level between two that are printed is left out."""
        return bool(keep) and path.index(keep[-1]) + 1 > len(keep)

    def _printed(self, unit: int) -> str:
        aliases = self.force.aliases[unit]
        return self._rng.choice(aliases) if aliases and self._rng.random() < 0.1 else self.force.names[unit]

    def _fits_one(self, unit: int, name: str, keep: list[int]) -> bool:
        """Whether a name under these superiors can mean this unit only, whichever bearers of their names they are."""
        groups = [self._bearers[self._key(each, self.force.names[each])] for each in keep]
        fitting = (
            each
            for each in self._bearers[self._key(unit, name)]
            if all(not group.isdisjoint(self._ancestors(each)) for group in groups)
        )
        return set(fitting) == {unit}


def _misspelt(name: str, rng: random.Random) -> str:
    """A name with two neighbouring letters of a word swapped, or one left out."""
    places = [at for at in range(1, len(name) - 1) if name[at - 1 : at + 2].isalpha()]
    if not places:
        return name
    at = rng.choice(places)
    swapped = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return swapped if rng.random() < 0.5 and swapped != name else name[:at] + name[at + 1 :]


def write_sources(force: Force, entries: Iterable[Drawn], folder: Path) -> None:
    """Write the hierarchy without absent units, and the list."""
    entries = list(entries)
    gone = {each.unit for each in entries if each.absent}
    with (folder / "units.csv").open("w", encoding="utf-8", newline="") as output:
        writer = csv.writer(output)
        writer.writerow(("unit", "name", "country", "other_names"))
        for unit, name in enumerate(force.names):
            if unit not in gone:
                writer.writerow((f"u{unit}", name, force.countries[unit], "|".join(force.aliases[unit])))
    with (folder / "superiors.csv").open("w", encoding="utf-8", newline="") as output:
        writer = csv.writer(output)
        writer.writerow(("subordinate", "superior", "relation", "first_cited", "last_cited"))
        for unit, superiors in enumerate(force.superiors):
            for number, above in enumerate(superiors if unit not in gone else ()):
                writer.writerow((f"u{unit}", f"u{above}", "administrative" if number else "command", YEAR - 9, YEAR))
    with (folder / "list.csv").open("w", encoding="utf-8", newline="") as output:
        writer = csv.writer(output)
        writer.writerow(("path", "country"))
        writer.writerows((each.text, each.country) for each in entries)
