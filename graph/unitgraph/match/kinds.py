"""What kind of body a name is of: how high it ranks, and whether it tells one body from others of its kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from functools import cache

from unitgraph.lexicon.names import fold, is_acronym
from unitgraph.lexicon.tables import areas, country_by_code, country_words
from unitgraph.match.forms import GENERIC, NameForm, NameWord, form_of
from unitgraph.match.values import NamedUnit
from unitgraph.match.vocabulary import NamePart, level_ranks
from unitgraph.reading.paths.facts import facts_of
from unitgraph.reading.paths.standing import TOP_RANK

_KINDS = {
    "police": {"police", "constabulary", "gendarmerie", "carabineers", "militia"},
    "military": {"army", "navy", "air", "marine", "marines", "defense", "defence", "armed", "military", "naval"},
    "prison": {"prison", "prisons", "corrections"},
    "customs": {"customs"},
    "border": {"border", "coastguard"},
    "fire": {"fire"},
    "immigration": {"immigration"},
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words}
"""Words for kinds of force. A guard may be of any."""
_LOCAL = frozenset({NamePart.PROPER, NamePart.ACRONYM, NamePart.NUMBER, NamePart.DIRECTION, NamePart.COUNTRY})
_LOCAL_TABLES = _LOCAL - {NamePart.PROPER}


HEADQUARTERS = "headquarters"
_COUNTED_LEVELS = frozenset(
    {"company", "platoon", "squad", "section", "troop", "battery", "team", "battalion", "sector", "camp", "station"}
    | {"police", "precinct", "post", "department", "district", "zone", "regional", "area", "circle", "range"}
)
"""Words for levels of which every force, or the police of every town, has a first, a second, an A and a B."""
_LETTERED_LEVELS = frozenset({"command", "division"})
"""Those of which it has an A and a B, and one of each area."""
COMMON = 20
"""The number of names from which a word may count as common."""
SPREAD = 0.25
"""The largest part of a common word's names that one country may have."""
PART_RANK = 50.0
"""The rank below which a body is a part of a force: a wing, a unit, a station."""
STATE_RANK = 90.0
"""The rank from which a body stands above forces: a council, a ministry, a presidency."""


def rank_of(text: str) -> float:
    """The rank of a body by the level or force that its name tells; 0 if none. A small level counts before a force
    (``Marine Unit``)."""
    ranks, words = level_ranks(), form_of(text).words
    told = {word.text for word in words}
    other = {HEADQUARTERS, "staff"} if told & {"general", "joint"} else {HEADQUARTERS}  # General Staff
    small = max((ranks.get(word, 0.0) for word in told - other), default=0.0)
    return small if 0 < small < PART_RANK else _rank_read(text, words)


def _rank_read(text: str, words: Sequence[NameWord]) -> float:
    """The rank that the words tell as written, else in the dress that they have in every language and script."""
    return facts_of(text).rank_or(0) or facts_of(" ".join(word.text for word in words)).rank_or(0)


def is_headquarters(form: NameForm) -> bool:
    """Whether a text says nothing but that it is the headquarters of something, which is the unit itself."""
    words = {word.text for word in form.words if word.part is not NamePart.FORCE}
    return words == {HEADQUARTERS}


def names_headquarters(form: NameForm) -> bool:
    """Whether a text names the headquarters of something."""
    return any(word.text == HEADQUARTERS for word in form.words)


def forces_of(form: NameForm) -> frozenset[str]:
    """The kinds of force that a name tells: police, military, prison."""
    words = {word.text for word in form.words}
    kinds = {_KIND_OF[word] for word in words & set(_KIND_OF)}
    if "guard" in words and words & _MILITARY_GUARDS:
        kinds.add("military")
    if words >= {"guard", "coast"}:
        kinds.add("border")
    return frozenset(kinds)


_MILITARY_GUARDS = frozenset({"national", "presidential", "republican", "royal"})


def is_foreign_force(form: NameForm, own: Set[str], whole: bool) -> bool:
    """Whether a name is that of a force which none of the ``own`` words of a unit and its superiors is for: ``Royal
    Gendarmerie`` above a police commissariat, ``Navy`` above a battalion of which nothing tells the force. An army or a
    national guard may stand above such a battalion, unless that is a ``whole`` force. All armed forces together are no
    such force, nor is a ministry."""
    words = {word.text for word in form.words}
    if is_above_forces(words):
        return False
    told = words & _FORCES_TOLD_APART
    of_armies = told == {"army"} or (told == {"guard"} and "national" in words)
    if of_armies and not whole and own.isdisjoint(_FORCES_TOLD_APART):
        return False
    return bool(told) and (told.isdisjoint(own) or not told & _SPECIAL_FORCES <= own)


def tells_a_task(form: NameForm, own: Set[str]) -> bool:
    """Whether a name says what a force is for, by a word that is not among the ``own`` words of a unit and its
    superiors (``Tourist Police``)."""
    more = (word for word in form.words if word.text not in own)
    return any(
        word.part is NamePart.FUNCTION
        or word.text == "military"
        or (word.part is NamePart.PROPER and is_common(word.text))
        for word in more
    )


def is_foreign_ministry(form: NameForm, own: Set[str]) -> bool:
    """Whether a name is that of a ministry for what no force does and none of the ``own`` words is for: ``Ministry of
    Health``."""
    words = {word.text for word in form.words}
    tasks = {word.text for word in form.words if word.part is NamePart.FUNCTION}
    return bool(tasks) and is_above_forces(words) and tasks.isdisjoint(_TASKS_OF_FORCES.union(own))


_SPECIAL_FORCES = frozenset(
    {"marine", "marines", "naval", "air", "border", "customs", "coastguard", "fire", "immigration", "prison", "prisons"}
)
"""Words that tell one force of a kind from others (``Border Police``)."""
_FORCES_TOLD_APART = frozenset(
    {"police", "constabulary", "gendarmerie", "carabineers", "army", "navy", "air", "marine", "marines", "naval"}
    | {
        "guard",
        "militia",
        "rangers",
        "prison",
        "prisons",
        "corrections",
        "customs",
        "border",
        "coastguard",
        "fire",
        "immigration",
    }
)
_TASKS_OF_FORCES = frozenset(
    {"interior", "defense", "defence", "justice", "security", "law", "order", "public", "territory", "territorial"}
    | {"administration", "government", "governance", "immigration", "emergency", "situations", "peace", "police"}
    | {"intelligence", "prison", "prisons", "veterans", "affairs", "decentralization", "border", "presidency"}
)
"""What ministries above forces are for."""


def tells_force(words: Iterable[str]) -> bool:
    """Whether a word says of which force a unit is (``police``, ``navy``, ``guard``)."""
    return any(word in _KIND_OF or word in _FORCE_WORDS for word in words)


def is_above_forces(words: Iterable[str]) -> bool:
    """Whether a level word is that of a ministry or of what is above one, which may have several forces."""
    ranks = level_ranks()
    return any(ranks.get(word, 0.0) >= STATE_RANK for word in words)


def is_of_government(form: NameForm) -> bool:
    """Whether a name is of what stands above forces, or of an office there: ``Cabinet de la Présidence``, ``Office of
    the Prime Minister``."""
    words = {word.text for word in form.words}
    return bool(words & {"president", "minister"}) or is_above_forces(words)


def is_legislature(text: str) -> bool:
    """Whether a text names a parliament, which stands above no force."""
    level = facts_of(text).level
    return level is not None and level.concept == "parliament"


def is_force_by_name(form: NameForm) -> bool:
    """Whether a name is that of a force of which nothing tells the level: a proper name or a country beside a word for
    a force (``Velabad Force``, ``Mirna Guard``)."""
    named = [word for word in form.words if word.part in _NAMES and not _is_abstract(word.text)]
    forces = [word for word in form.words if word.text in _FORCE_WORDS]
    return bool(named and forces) and len(named) + len(forces) == len(form.words)


_NAMES = frozenset({NamePart.PROPER, NamePart.COUNTRY})
_FORCE_WORDS = frozenset({"force", "guard", "militia", "rangers", "rifles", "gendarmerie", "army", "navy", "police"})


def is_of_a_chain(form: NameForm) -> bool:
    """Whether a name is of a level that stands between units and their forces: a division, a zone, a directorate."""
    return any(word.text in _CHAIN_LEVELS for word in form.words)


_CHAIN_LEVELS = frozenset(
    {"region", "zone", "sector", "district", "division", "subdivision", "brigade", "regiment", "battalion", "corps"}
    | {"command", "directorate", "department", "coordination", "circle", "range", "precinct", "area", "company"}
)
STAFF_RANK = 84.0
"""The rank from which a body stands above units of several forces, whatever it is called: a general staff."""


def stands_above_forces(form: NameForm, rank: float) -> bool:
    """Whether a name is of a force, or of what stands above several: no embassy, no court, no region."""
    return rank >= STAFF_RANK or bool(forces_of(form)) or tells_force(word.text for word in form.words)


def is_told_by(form: NameForm, own: Set[str]) -> bool:
    """Whether every number and direction of a name is among the ``own`` words of a unit and its superiors."""
    told = {word.text for word in form.words if word.part in (NamePart.NUMBER, NamePart.DIRECTION)}
    return told - {"central"} <= own


def is_territorial(form: NameForm) -> bool:
    """Whether a name is of a body of which a state has many: of a federal state, a province, a town."""
    return any(is_of_a_territory(word.text) for word in form.words)


def is_territory(form: NameForm) -> bool:
    """Whether a name is that of a territory itself: a proper name and a word for what it is (``Mirna District``)."""
    parts = {word.part for word in form.words}
    return is_territorial(form) and parts == {NamePart.PROPER, NamePart.SCOPE}


def is_of_a_territory(word: str) -> bool:
    """Whether a word says that a body is of a federal state, a province, a town, or of the country around one."""
    return word in _TERRITORIAL


def is_local(form: NameForm) -> bool:
    """Whether a name has a word that tells it from others of its kind: a proper name, a country, a number, a
    direction other than the middle, which every town and state has (``Central Prison``)."""
    return bool(form.acronyms) or any(word.part in _LOCAL and word.text != "central" for word in form.words)


def is_common(word: str) -> bool:
    """Whether names of units of many countries have a word: it is no place and no proper name (``action``)."""
    number, parts = country_words().get(word, (0, {}))
    return number >= COMMON and max(parts.values(), default=0.0) <= SPREAD


@cache
def capital_words(country: str) -> frozenset[str]:
    """The words of the capital of a country (alpha-2), where the seat of any of its forces may be."""
    known = country_by_code(country)
    return frozenset(word.text for each in known.capital for word in form_of(each).words) if known else frozenset()


def is_whole_force(unit: NamedUnit) -> bool:
    """Whether a place or a number beside its name tells a part of a unit: it is a root that no number, proper name or
    place but the capital tells apart from others (``Rapid Action Battalion``)."""
    places = {word.text for place in unit.places for word in form_of(place).words}
    if unit.superiors or places - capital_words(unit.country):
        return False
    return not any(
        word.part is NamePart.NUMBER or (word.part is NamePart.PROPER and not is_common(word.text))
        for word in form_of(unit.name, unit.country).words
    )


def is_general(form: NameForm) -> bool:
    """Whether every word of a name is one that units of many countries have in their names, in the tables or not
    (``Operations Deployment``)."""
    return not form.acronyms and all(
        word.part in GENERIC or (word.part is NamePart.PROPER and (is_common(word.text) or _is_abstract(word.text)))
        for word in form.words
    )


def _is_abstract(word: str) -> bool:
    """Whether a word ends like one for what a body does (``infiltration``), and hardly ever like a place."""
    return len(word) > 7 and word.endswith(("tion", "tions", "ment", "ments"))


@cache
def _before_places() -> frozenset[str]:
    return frozenset(fold(each.word) for each in areas() if each.sense == "honour")


def are_turned(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two names have the same words that may be proper names, in another order (``Mirna Guard (Lorna)`` and
    ``Lorna Guard (Mirna)``): which is the place of which, they tell differently."""
    both = set(one) & set(other)
    # A word that a name has twice counts where it stands first.
    return [word for word in dict.fromkeys(one) if word in both] != [
        word for word in dict.fromkeys(other) if word in both
    ]


def proper_names(words: Iterable[tuple[str, NamePart]]) -> tuple[str, ...]:
    """The words that may be proper names, in their order: none that units of many countries have in their names, or
    that tells what a body does."""
    own = (word for word, part in words if part is NamePart.PROPER)
    return tuple(word for word in own if not is_common(word) and not _is_abstract(word))


def is_before_places(word: str) -> bool:
    """Whether a word stands before others in names of places (``San``, ``Nueva``)."""
    return word in _before_places()


def names_a_place(form: NameForm, known: frozenset[str]) -> bool:
    """Whether a name has a proper name that is neither common nor among the ``known`` words."""
    return any(
        word.part is NamePart.PROPER
        and not is_common(word.text)
        and not _is_abstract(word.text)
        and word.text not in known
        for word in form.words
    )


def is_bare(text: str, form: NameForm, country: str, part: bool = False) -> bool:
    """Whether a name is made of words for functions and levels alone (``Investigation Wing``), or of a small level and
    its number or letter (``4th Company``, ``A Division``), and is not one of which a state has one (``Federal
    Police``). ``country`` is an alpha-2 code or empty; ``part`` says that the unit it may mean is a part of another, as
    units of other forces with such a name would be, whatever common words describe it (``Division of Operations
    Deployment``)."""
    if is_local(form) and not (part and is_general(form) and _LOCAL_TABLES.isdisjoint(w.part for w in form.words)):
        return not form.acronyms and _is_counted(form)
    return not is_national(text, form.words, country)


def _is_counted(form: NameForm) -> bool:
    """Whether a name is a level and its number or letter, as of every town or force."""
    words = {word.text for word in form.words if word.part is not NamePart.NUMBER}
    lettered = any(word.part is NamePart.NUMBER and word.text[-1].isalpha() for word in form.words)
    return words <= (_COUNTED_LEVELS | _LETTERED_LEVELS if lettered or "area" in words else _COUNTED_LEVELS)


def is_of_state(unit: NamedUnit) -> bool:
    """Whether a state has one of a unit, or its name says that it is of the whole state (``National Police Service``):
    nothing of a province or a town stands above it."""
    words = form_of(unit.name, unit.country).words
    if any(word.part is NamePart.COUNTRY or word.text in _OF_STATES for word in words):
        return True
    return is_national(unit.name, words, unit.country)


def is_force(unit: NamedUnit) -> bool:
    """Whether a unit is one of the whole state, or a force that nothing but its task tells apart (``Judicial
    Police``)."""
    form = form_of(unit.name, unit.country)
    parts = {word.part for word in form.words}
    by_task = NamePart.FORCE in parts and parts <= {NamePart.FORCE, NamePart.FUNCTION, NamePart.SCOPE, NamePart.COUNTRY}
    return is_of_state(unit) or (by_task and not is_territorial(form))


_OF_STATES = frozenset({"national", "federal"})
_TERRITORIAL = frozenset(
    {"municipal", "state", "regional", "region", "province", "provincial", "metropolitan", "district", "local", "city"}
    | {"territorial", "county", "departmental", "department", "urban", "rural", "zonal", "community"}
)
"""Scopes of which a state has many."""


def _speaks_of(country: str, word: str) -> bool:
    """Whether a word begins as the name of the country does (``maliennes``), whatever its ending."""
    stem = _stem_of(country)
    return bool(stem) and word.startswith(stem)


@cache
def _stem_of(country: str) -> str:
    """How the name of a country begins whatever its ending; empty for short names."""
    known = country_by_code(country) if country else None
    stem = fold(known.name).split()[0] if known else ""
    return stem[: max(4, len(stem) - 2)] if len(stem) >= 4 else ""


def is_national(text: str, words: Sequence[NameWord], country: str) -> bool:
    """Whether a state has one of a name (Federal Police, Ministry of Justice): a whole force or a ministry. ``words``
    are those of its form but for the country."""
    if any(word.text in _TERRITORIAL for word in words):
        return False
    parts = {word.part for word in words if not _speaks_of(country, word.text)}
    told = {word.text for word in words}
    if (
        "force" in told
        and told & {"national", "federal"}
        and parts <= {NamePart.SCOPE, NamePart.FORCE, NamePart.FUNCTION}
    ):
        return True
    if (parts and parts <= {NamePart.SCOPE}) or ("guard" in told and told - {"guard"} <= _MILITARY_GUARDS != told):
        return True
    of_a_force = {NamePart.FORCE, NamePart.SCOPE, NamePart.LEVEL}
    fit = of_a_force | ({NamePart.FUNCTION} if NamePart.LEVEL in parts else set())
    # What a name says of its rank is slow to read.
    return parts <= fit and _rank_read(text, words) >= TOP_RANK


SITES = frozenset({"camp", "port", "base", "region", "zone", "district"})
"""Level words that also occur in names of places."""


def is_numbered_site(form: NameForm) -> bool:
    """Whether a segment is a camp, a port or a base told by its number: a unit, and no place."""
    words = {word.text for word in form.words}
    return bool(words & {"camp", "port", "base"}) and any(word.part is NamePart.NUMBER for word in form.words)


def is_number(form: NameForm) -> bool:
    return bool(form.words) and all(word.part is NamePart.NUMBER for word in form.words)


def is_small_acronym(form: NameForm, text: str) -> bool:
    """Whether a text is an acronym that is written as a small word is (``DE``)."""
    return is_wordless(form) and is_acronym(text)


def is_wordless(form: NameForm) -> bool:
    """Whether a text says nothing that names are compared by: it has small words alone."""
    return not form.words and not form.acronyms


def has_level(form: NameForm) -> bool:
    ranks = level_ranks()
    return any(word.text in ranks and word.text not in SITES for word in form.words)
