"""Hierarchies for measuring identity: units with aliases, places and several superiors, all made up.

:func:`of_world` gives the units of a world of synthetic.py aliases: nicknames, acronyms, names in another language.
:func:`police_and_army` makes the police and the army of one country as a monitor of security forces records them:
zones, state commands, lettered areas, divisions of one name in several states, squadrons known by an alias with their
place in brackets, units under two superiors, and placeholders for superiors that nobody knows.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.benchmarks.synthetic import PLACES, World

ALIASED = 0.35
COUNTRY = "NG"
"""Where the made-up police and army stand: their places are made up."""


@dataclass(slots=True)
class Force:
    """Units by number, superiors first: the name, country, aliases and superiors (the main one first) of each."""

    names: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    aliases: list[tuple[str, ...]] = field(default_factory=list)
    superiors: list[tuple[int, ...]] = field(default_factory=list)
    derived: Callable[[str], tuple[str, ...]] = lambda name: ()
    """What anyone may make of a name: it in another language, its initials."""

    def add(self, name: str, *superiors: int, aliases: tuple[str, ...] = (), country: str = COUNTRY) -> int:
        """A new unit; gives its number."""
        self.names.append(name)
        self.countries.append(country)
        self.aliases.append(aliases)
        self.superiors.append(superiors)
        return len(self.names) - 1

    def ancestors(self, unit: int) -> set[int]:
        """Every unit above."""
        found: set[int] = set()
        waiting = list(self.superiors[unit])
        while waiting:
            here = waiting.pop()
            if here not in found:
                found.add(here)
                waiting.extend(self.superiors[here])
        return found


def of_world(world: World, seed: int = 1) -> Force:
    """The units of a world, a third of them with an alias."""
    rng = random.Random(seed)  # noqa: S311 (a world, not a secret)
    force = Force(derived=_derived)
    for number, name in enumerate(world.names):
        main, other = world.parents[number], world.superiors.get(number, -1)
        aliases = tuple(_aliases(name, rng)) if world.depths[number] > 1 and rng.random() < ALIASED else ()
        superiors = (each for each in (main, other) if each >= 0)
        force.add(name, *dict.fromkeys(superiors), aliases=aliases, country=world.countries[number])
    return force


_SPANISH = {
    "Infantry Division": "División de Infantería",
    "Mechanized Brigade": "Brigada Mecanizada",
    "Infantry Battalion": "Batallón de Infantería",
    "Rifle Company": "Compañía de Fusileros",
    "Police Region": "Región Policial",
    "Police Station": "Estación de Policía",
}


def _aliases(name: str, rng: random.Random) -> Iterator[str]:
    """One alias of a unit: a nickname, an acronym or its name in another language."""
    kind = rng.random()
    if kind < 0.4:
        yield f"{rng.choice(PLACES)} {rng.choice(('Lions', 'Eagles', 'Vanguard', 'Falcons', 'Watch'))}"
    else:
        yield _derived(name)[0 if kind < 0.7 else -1]


def _derived(name: str) -> tuple[str, ...]:
    """A name in another language, where it is known, and its initials."""
    level = next((each for each in _SPANISH if name.endswith(each)), "")
    found = []
    if level:
        first = name.removesuffix(level).strip()
        number = re.match(r"\d+", first)
        found.append(f"{number[0]} {_SPANISH[level]}" if number else f"{_SPANISH[level]} {first}")
    first, *others = name.split()
    initials = "".join(word[0] for word in others if word[0].isalpha())
    return (*found, f"{re.sub(r'[^0-9]', '', first) or first} {initials}".strip())


# --- police and army of one country -----------------------------------------------------------------------------------

STATIONS = ("Central", "Market", "Bridge", "Airport", "Railway", "Old Town", "University", "Harbour", "Industrial")
BRANCHES = ("Criminal Investigation Department", "Special Anti-Kidnapping Squad", "Traffic Division", "Armoury Section")


def police_and_army(seed: int = 1, size: int = 1030) -> Force:
    """A police of states and an army of divisions, ``size`` units in all."""
    rng = random.Random(seed)  # noqa: S311
    places = rng.sample(PLACES, len(PLACES))
    force = Force()
    _army(force, rng, places, size // 4)
    _police(force, rng, places, size)
    return force


def _police(force: Force, rng: random.Random, places: list[str], size: int) -> None:
    police = force.add("Federation Police Force", aliases=("FPF", "Federation Police"))
    mobile = force.add("Police Mobile Force", police, aliases=("PMF", "Mobile Police"))
    investigation = force.add("Force Criminal Investigation Department", police, aliases=("FCID", "Force CID"))
    force.add("Unknown Parent Unit ultimately under Federation Police Force", police)
    zone, states, squadron = -1, 0, 0
    while len(force.names) < size:
        if states % 4 == 0:
            number = states // 4 + 1
            zone = force.add(f"Zone {number}", police, aliases=(f"Zone {number} ({places[states]})",))
        state = places.pop()
        states += 1
        names = (f"{state} State Command", f"{state} Command", f"{state} State Police")
        command = force.add(f"{state} State Police Command", zone, aliases=names)
        detectives = force.add(
            f"{BRANCHES[0]} ({state} State Police Command)", command, aliases=("CID", f"{state} State CID", "SCID")
        )
        force.add(f"{BRANCHES[1]} ({state} State)", detectives, investigation, aliases=("SAKS", f"{state} SAKS"))
        for branch in BRANCHES[2:]:
            force.add(branch, command)
        for _ in range(rng.randint(1, 2)):
            squadron += 1
            seat = places.pop()
            names = (f"MOPOL {squadron}", f"PMF {squadron} ({seat})", f"{squadron} PMF")
            force.add(f"{squadron} Police Mobile Force Squadron ({seat})", mobile, command, aliases=names)
        for letter in "ABCDEL"[: rng.randint(2, 6)]:
            seat = places.pop()
            name = rng.choice((f"Area {letter} Command ({seat})", f"Area Command {letter} ({state})"))
            area = force.add(name, command, aliases=(f'Area "{letter}" {seat}',) if rng.random() < 0.5 else ())
            _divisions(force, rng, places, area, seat)
        hidden = force.add("Unknown Area Command", command)
        force.add(f"{places.pop()} Division", hidden)
    del force.names[size:], force.countries[size:], force.aliases[size:], force.superiors[size:]


def _divisions(force: Force, rng: random.Random, places: list[str], area: int, seat: str) -> None:
    """The divisions of an area with their stations: some names stand in many areas."""
    common_places = rng.sample(STATIONS, len(STATIONS))  # no area has two divisions of one name
    for _ in range(rng.randint(2, 4)):
        common = rng.random() < 0.25
        place = common_places.pop() if common else places.pop()
        aliases = (f"{place} Police Division", f"Divisional Police Headquarters {place}")
        division = force.add(f"{place} Division", area, aliases=() if common else aliases[: rng.randint(0, 2)])
        if rng.random() < 0.7:
            force.add(f"{place} Police Station ({seat})" if common else f"{place} Police Station", division)
        if rng.random() < 0.2:
            force.add(f"{places.pop()} Police Post", division)


def _army(force: Force, rng: random.Random, places: list[str], size: int) -> None:
    army = force.add("Army", force.add("Ministry of Defence"), aliases=("Federation Army", "FA"))
    operation = force.add("Operation Long Night", army, aliases=("OLN", "Operation LONG NIGHT"))
    brigade, battalion, division = 10, 100, 0
    while len(force.names) < size:
        division += 1
        above = force.add(f"{division} Division", army, aliases=(f"{division} Infantry Division", f"{division} Div"))
        for sector in range(1, rng.randint(1, 3)):
            force.add(f"Operation Long Night Sector {division}{sector}", operation, above)
        for _ in range(rng.randint(3, 5)):
            brigade += 1
            kind = rng.choice(("Infantry Brigade", "Armoured Brigade", "Mechanized Brigade"))
            seat = places.pop()
            aliases = (f"{brigade} Brigade", f"{brigade} Brigade Headquarters", f"{seat} Barracks")
            here = force.add(f"{brigade} {kind}", above, aliases=aliases[: rng.randint(0, 3)])
            force.add("Brigade Garrison", here)
            for _ in range(rng.randint(3, 5)):
                battalion += 1
                kind = rng.choice(("Battalion", "Infantry Battalion", "Artillery Regiment"))
                superiors = (here, operation) if rng.random() < 0.2 else (here,)
                aliases = (f"{battalion} Bn", f"{battalion} Task Force Battalion")
                unit = force.add(f"{battalion} {kind}", *superiors, aliases=aliases[: rng.randint(0, 2)])
                for letter in "ABC"[: rng.randint(0, 3)]:
                    force.add(f"{letter} Company", unit)
