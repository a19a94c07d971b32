"""Names near the listed units of a graph, with the statuses that are right of each: the cases of ``truth``.

Nothing of this is used to fit weights. The words are made up, or in common use.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from unitgraph.checking.findings import Checker
from unitgraph.checking.relations import Status
from unitgraph.index.hierarchy import Hierarchy, Node
from unitgraph.index.names import named
from unitgraph.lexicon.names import fold
from unitgraph.lexicon.tables import country_name, levels
from unitgraph.match.forms import form_of
from unitgraph.match.kinds import PART_RANK, STATE_RANK, forces_of, is_common, is_whole_force, rank_of
from unitgraph.match.vocabulary import NamePart
from unitgraph.reading.paths.facts import facts_of

PARTS = (
    "Intelligence Wing",
    "Traffic Unit",
    "Canine Section",
    "Special Weapons Team",
    "Logistics Branch",
    "Medical Company",
    "Signals Platoon",
    "Training Centre",
    "Investigation Wing",
    "Operations Room",
    "Legal Office",
    "Transport Pool",
    "Armoury",
    "Motorcycle Squad",
    "Marine Unit",
    "Cyber Cell",
    "Forensics Laboratory",
    "Community Desk",
    "Records Section",
    "Quick Reaction Force",
    "1 Company",
    "B Company",
    "Workshop",
    "Band",
    "Headquarters",
)
FORCES = ("Army", "Navy", "National Guard", "Coast Guard", "Customs Service", "Prison Service", "Air Force")
PLACES = ("Velabad", "Toluria", "Korbad", "Port Mirna", "Sanpur", "Nueva Kordora")
ABOVE = ("Ministry of Defence", "Ministry of the Interior")
HABITS = (
    "Members of {}",
    "Member of the {}",
    "Commander of {}",
    "Commanding Officer, {}",
    "OIC {}",
    "So-called {}",
    "the {}",
    "{} (a.k.a. {other})",
    "{other} aka {}",
    "{} (formerly {other})",
    "{other}, also known as {}",
    "Personnel of the {}",
    "{}.",
    "“{}”",
)
OTHER = "Kordora Watch"
CLEAR = frozenset({Status.NOT_LISTED, Status.BESIDE_LISTED})
OPEN = frozenset({Status.AMBIGUOUS, Status.UNKNOWN})
RELATED = frozenset({Status.WITHIN_LISTED})
SELF = frozenset({Status.LISTED})


@dataclass(frozen=True, slots=True)
class Case:
    """A name with its country as asked. ``right`` are the statuses that are right of it; ``near`` that an open answer
    is right too where ``unit`` (an IRI) is its first candidate, or with ``anywhere`` any of them. ``elsewhere`` says
    that the name is that of another unit, which may be in the graph, ``harmless`` that it is of a body that is neither
    the unit nor a part of it: then no candidate may have a score of 0.8 or more."""

    kind: str
    text: str
    country: str | None
    unit: str
    right: frozenset[Status]
    near: bool
    anywhere: bool = False
    elsewhere: bool = False
    harmless: bool = False


def path_of(hierarchy: Hierarchy, unit: Node) -> str:
    return ", ".join(each.name for each in reversed(hierarchy.chain(unit.iri)))


def cases(checker: Checker, units: Sequence[Node], seed: int) -> Iterator[Case]:
    """The cases of every unit, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311
    for unit in units:
        for make in (*MAKERS, *MORE_MAKERS):
            yield from make(checker, unit, chance)


def _generic(checker: Checker, unit: Node) -> bool:
    """Whether the name alone does not say which unit is meant."""
    return checker.check(unit.name, unit.country).status is not Status.LISTED


def _parts(checker: Checker, unit: Node, chance: random.Random) -> Iterator[Case]:
    generic = _generic(checker, unit)
    above = path_of(checker.hierarchy, unit)
    country = country_name(unit.country)
    for part in PARTS:
        if part == unit.name:
            continue
        right = SELF if part == "Headquarters" else RELATED
        forms = (
            ("part, comma", f"{part}, {unit.name}", unit.country, generic),
            ("part, chain and country", f"{part}, {above}, {country}", None, False),
            ("part, largest first", f"{unit.name}, {part}", unit.country, generic),
            ("part, S of U", f"{part} of {unit.name}", unit.country, generic),
            ("part, U S", f"{unit.name} {part}", unit.country, generic),
        )
        for kind, text, asked, near in forms:
            yield Case(kind, text, asked, unit.iri, right, near)


def _foreign(checker: Checker, unit: Node, chance: random.Random) -> Iterator[Case]:
    hierarchy = checker.hierarchy
    chain = [each.name for each in hierarchy.chain(unit.iri)]
    own = " ".join(chain).lower()
    # Of a unit of which nothing tells the force, any may be above it.
    forces = forces_of(form_of(own, unit.country))
    for force in FORCES:
        if forces and not forces & forces_of(form_of(force)):
            yield Case("superior, another force", f"{unit.name}, {force}", unit.country, unit.iri, OPEN, True)
    beside = {each.iri: each for each in hierarchy.roots() if each.country == unit.country}
    for root in beside.values():
        if rank_of(root.name) >= STATE_RANK or facts_of(root.name).post_first or root.name in chain:
            continue
        if root.iri not in {each.iri for each in hierarchy.chain(unit.iri)}:
            text = f"{unit.name}, {root.name}"
            yield Case("superior, another of the country", text, unit.country, unit.iri, OPEN, True, True)
    for place in PLACES[:3] if len(chain) > 1 and rank_of(chain[0]) >= PART_RANK and forces else ():
        text = f"{unit.name}, {place} Metropolitan Police"
        yield Case("superior, unknown", text, unit.country, unit.iri, OPEN, True)


def _added(checker: Checker, unit: Node, chance: random.Random) -> Iterator[Case]:
    path = path_of(checker.hierarchy, unit)
    if rank_of(checker.hierarchy.chain(unit.iri)[0].name) >= STATE_RANK:
        return
    forces = forces_of(form_of(path, unit.country))
    for above in ABOVE:
        if forces and (theirs := forces_of(form_of(above))) and not forces & theirs:
            continue
        yield Case("superior added", f"{path}, {above}", unit.country, unit.iri, SELF, False)
        yield Case("superior added, largest first", f"{above}, {_turned(path)}", unit.country, unit.iri, SELF, False)


def _turned(path: str) -> str:
    return ", ".join(reversed(path.split(", ")))


def _says(checker: Checker, unit: Node, place: str) -> bool:
    """Whether the names and places of a unit, or of those above it, have a word of a place, in whatever script."""
    words = {word.text for word in form_of(place).words}
    chain = checker.hierarchy.chain(unit.iri)
    names = (name for each in chain for name in (each.name, *each.other_names, *each.places))
    return any(words & {word.text for word in form_of(name, unit.country).words} for name in names)


def _places(checker: Checker, unit: Node, chance: random.Random) -> Iterator[Case]:
    whole = len(checker.hierarchy.chain(unit.iri)) == 1
    right = (RELATED | OPEN) if whole else OPEN
    for place in PLACES:
        if _says(checker, unit, place):
            continue
        for text in (f"{unit.name}, {place}", f"{unit.name} ({place})", f"{unit.name} in {place}"):
            yield Case("place", text, unit.country, unit.iri, right, True)


_NUMBER = re.compile(r"\d+")


def _designators(checker: Checker, unit: Node, chance: random.Random) -> Iterator[Case]:
    number = _NUMBER.search(unit.name)
    if number:
        other = str(int(number[0]) + 1)
        for name in (_NUMBER.sub(other, unit.name, count=1), _NUMBER.sub(f"{number[0]}A", unit.name, count=1)):
            yield Case("another number", name, unit.country, unit.iri, OPEN | CLEAR, True, elsewhere=True)
        return
    for text in ("{} 7", "{}-7", "{} No. 7", "7th {}", "{} A", "{} II", "{} \u0667", "Third {}"):
        right = OPEN | RELATED | CLEAR
        name = text.format(unit.name)
        yield Case("a number or letter more", name, unit.country, unit.iri, right, True, elsewhere=True)


def _habits(checker: Checker, unit: Node, chance: random.Random) -> Iterator[Case]:
    path = path_of(checker.hierarchy, unit)
    generic = _generic(checker, unit)
    for habit in HABITS:
        text = habit.format(unit.name, other=OTHER)
        yield Case("habit", text, unit.country, unit.iri, SELF, generic)
    yield Case("habit", path.upper(), unit.country, unit.iri, SELF, False)
    yield Case("habit", path.lower(), unit.country, unit.iri, SELF, False)
    yield Case("habit", " / ".join(path.split(", ")), unit.country, unit.iri, SELF, True)
    directory = ",".join(f"ou={each}" for each in path.split(", "))
    yield Case("habit", directory, unit.country, unit.iri, SELF, True)
    acled = f"Police Forces of {country_name(unit.country)} (2012-2018) {unit.name}"
    yield Case("habit", acled, None, unit.iri, SELF, True)


@cache
def _level_words() -> frozenset[str]:
    return frozenset(each.word.lower() for each in levels() if len(each.word) > 4 and " " not in each.word)


def _misspelt(checker: Checker, unit: Node, chance: random.Random) -> Iterator[Case]:
    generic = _generic(checker, unit)
    for word in re.findall(r"[^\W\d_]+", unit.name):
        if word.lower() not in _level_words():
            continue
        for damage in _damages(word, chance):
            text = unit.name.replace(word, damage, 1)
            yield Case("level word misspelt", text, unit.country, unit.iri, SELF, generic)


def _damages(word: str, chance: random.Random) -> Iterator[str]:
    at = chance.randrange(1, len(word) - 1)
    yield word[:at] + word[at + 1 :]
    yield word[:at] + word[at] + word[at:]
    yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    yield word[:at] + chance.choice("aeiourtns") + word[at + 1 :]


def _shorter(checker: Checker, unit: Node, chance: random.Random) -> Iterator[Case]:
    chain = [each.name for each in checker.hierarchy.chain(unit.iri)]
    generic = _generic(checker, unit)
    for size in range(1, len(chain)):
        text = ", ".join((chain[-1], chain[size - 1]))
        yield Case("levels skipped", text, unit.country, unit.iri, SELF, False)
    yield Case("name alone", unit.name, unit.country, unit.iri, SELF, generic)
    yield Case("name alone, no country", unit.name, None, unit.iri, SELF, True)


MAKERS = (_parts, _foreign, _added, _places, _designators, _habits, _misspelt, _shorter)

LEVELS_OF_OTHERS = (
    ("Police Station", ("Police Post", "Police Barracks")),
    ("Battalion", ("Company", "Brigade")),
    ("Division", ("Battalion", "Section")),
    ("Wing", ("Company", "Directorate")),
    ("Prison", ("Barracks", "Training Centre")),
)
"""Levels that make another unit of a name."""
FORCES_UNTOLD = ("Velabad Force", "Velabad Guard", "Velabad Forces", "Komando Velabad")
"""Superiors of which no word tells what kind of force they are."""
SCRIPTS = {
    "Battalion": (
        "\u0431\u0430\u0442\u0430\u043b\u044c\u043e\u043d",
        "\u0643\u062a\u064a\u0628\u0629",
        "\u092c\u091f\u093e\u0932\u093f\u092f\u0928",
    ),
    "Police Station": (
        "\u043e\u0442\u0434\u0435\u043b\u0435\u043d\u0438\u0435 \u043f\u043e\u043b\u0438\u0446\u0438\u0438",
        "\u0645\u0631\u0643\u0632 \u0634\u0631\u0637\u0629",
        "\u09aa\u09c1\u09b2\u09bf\u09b6 \u09b8\u09cd\u099f\u09c7\u09b6\u09a8",
    ),
    "Prison": (
        "\u0442\u044e\u0440\u044c\u043c\u0430",
        "\u0633\u062c\u0646",
    ),
    "Division": (
        "\u0434\u0438\u0432\u0438\u0437\u0438\u044f",
        "\u0641\u0631\u0642\u0629",
    ),
    "Brigade": (
        "\u0431\u0440\u0438\u0433\u0430\u0434\u0430",
        "\u0644\u0648\u0627\u0621",
    ),
}
"""Levels as other languages write them, from general dictionaries."""


def _acronyms(checker: Checker, unit: Node, chance: random.Random) -> Iterator[Case]:
    """The initials of a name, alone, dotted, with a number, with a part and without the country."""
    spelt = re.findall(r"\w+", re.sub(r"\([^()]*\)", " ", unit.name.replace("\u2019", "")))
    words = [word for word in spelt if word not in ("of", "the", "and")]
    if len(words) < 3 or not all(word[0].isupper() and not word.isupper() for word in words):
        return
    short = "".join(word[0] for word in words)
    for text, country in ((short, unit.country), (".".join(short) + ".", unit.country), (short, None)):
        yield Case("acronym", text, country, unit.iri, SELF | OPEN, True, True)
    numbered = (f"{short}-7",) if is_whole_force(named(unit)) else ()
    for text in (*numbered, f"{short} Intelligence Wing"):
        yield Case("acronym, part", text, unit.country, unit.iri, RELATED | OPEN, True, True)


def _telling_words(checker: Checker, unit: Node, chance: random.Random) -> Iterator[Case]:
    """The proper names of a name alone."""
    telling = [word.text for word in form_of(unit.name, unit.country).words if word.part is NamePart.PROPER]
    words = [word for word in unit.name.split() if fold(word) in telling and not is_common(fold(word))]
    if words and len(words) < len(unit.name.split()):
        yield Case("telling words alone", " ".join(words), unit.country, unit.iri, OPEN, True, True)


def _other_levels(checker: Checker, unit: Node, chance: random.Random) -> Iterator[Case]:
    for level, others in LEVELS_OF_OTHERS:
        if unit.name.endswith(f" {level}"):
            for other in others:
                text = unit.name.removesuffix(level) + other
                yield Case("another level", text, unit.country, unit.iri, OPEN | CLEAR, True, elsewhere=True)


def _untold_forces(checker: Checker, unit: Node, chance: random.Random) -> Iterator[Case]:
    high = rank_of(unit.name) > rank_of(FORCES_UNTOLD[-1])
    for above in FORCES_UNTOLD:
        if _says(checker, unit, "Velabad"):
            continue
        right = OPEN | RELATED if high else OPEN
        yield Case("superior without a level", f"{unit.name}, {above}", unit.country, unit.iri, right, True)


def _scripts(checker: Checker, unit: Node, chance: random.Random) -> Iterator[Case]:
    for level, others in SCRIPTS.items():
        if unit.name.endswith(f" {level}"):
            for other in others:
                text = f"{unit.name.removesuffix(level)}{other}"
                yield Case("level in another script", text, unit.country, unit.iri, SELF, _generic(checker, unit))


BYSTANDERS = (
    "Museum of the {}",
    "{} Hospital",
    "Friends of {}",
    "Victims of {}",
    "Anti-{} Committee",
    "{} Football Club",
    "{} Reform Commission",
    "{} Welfare Association",
    "Inquiry into {}",
)
BETWEEN = ("Velabad Navy", "Velabad Customs", "Kordora")
"""What stands neither above a police unit nor below a police force."""


def _bystanders(checker: Checker, unit: Node, chance: random.Random) -> Iterator[Case]:
    """Bodies about a unit or for its people."""
    for text in BYSTANDERS:
        name = text.format(unit.name)
        yield Case("body about it", name, unit.country, unit.iri, OPEN, True, elsewhere=True, harmless=True)


def _between(checker: Checker, unit: Node, chance: random.Random) -> Iterator[Case]:
    chain = [each.name for each in checker.hierarchy.chain(unit.iri)]
    if len(chain) > 1 and forces_of(form_of(" ".join(chain), unit.country)) == {"police"}:
        for other in BETWEEN:
            text = ", ".join((chain[-1], other, *reversed(chain[:-1])))
            yield Case("superior between", text, unit.country, unit.iri, OPEN, True)


OTHER_BODIES = (
    "Embassy",
    "Zone 9",
    "Northern Region",
    "Secret Service",
    "Traffic Court",
    "Tourist Police",
    "Red Cross",
)


def _other_bodies(checker: Checker, unit: Node, chance: random.Random) -> Iterator[Case]:
    """A unit beside a body that is no force above it, or tells of another place or number."""
    for other in OTHER_BODIES:
        if not any(_says(checker, unit, word) for word in other.split()):
            for text in (f"{unit.name}, {other}", f"{other}, {unit.name}"):
                yield Case("body beside it", text, unit.country, unit.iri, OPEN | RELATED, True, elsewhere=True)


def _several(checker: Checker, unit: Node, chance: random.Random) -> Iterator[Case]:
    """A unit and another listed one of the country, side by side."""
    others = [each for each in checker.hierarchy if each.listed and each.country == unit.country and each != unit]
    for other in sorted(others, key=lambda each: each.iri)[:2]:
        for text in (f"{unit.name} and {other.name}", f"{other.name} & {unit.name}"):
            yield Case("several units", text, unit.country, unit.iri, OPEN, True, True)


MORE_MAKERS = (
    *(_acronyms, _telling_words, _other_levels, _untold_forces, _scripts),
    *(_bystanders, _between, _several, _other_bodies),
)
"""Kinds that were added later, so that the chance of those before is the same."""
