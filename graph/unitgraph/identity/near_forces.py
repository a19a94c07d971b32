"""Whole forces and ministries, which sources call in several ways, and names that stand in brackets: which of them may
be denied units, or stand above one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import combinations, product

from unitgraph.identity.alike import bones, misspelt_forces, with_army
from unitgraph.identity.closeness import OF_FORCES
from unitgraph.identity.names import is_table_word
from unitgraph.identity.near_units import NearPair, NearUnits
from unitgraph.lexicon.scripts import is_in_other_letters
from unitgraph.match.forms import form_of
from unitgraph.match.kinds import forces_of, tells_force

_MINISTRIES = frozenset({"ministry", "secretariat"})


def named_in_brackets(units: NearUnits, listed: Collection[int], countries: Collection[str]) -> Iterator[NearPair]:
    """Each unit of some countries with each denied one of which one has the other's name in brackets, which may be
    another name of its own (``Lorna Special Police (Mirna Police)``) or what is above it, perhaps misspelt."""
    named: defaultdict[tuple[str, tuple[str, ...]], set[int]] = defaultdict(set)
    added: defaultdict[tuple[str, tuple[str, ...]], set[int]] = defaultdict(set)
    for number, mention in enumerate(units.mentions):
        country = units.country(number)
        if country in countries and not mention.placeholder:
            named[country, mention.name.core].add(units.of(number))
            for words in mention.name.qualifiers:
                for force in _forces_told(words):
                    added[country, force].add(units.of(number))
    for key, of_key in added.items():
        pairs = product(of_key, named.get(key, ()))
        yield from (pair for pair in pairs if not set(pair).isdisjoint(listed))


def _forces_told(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The forces that words in brackets or behind a comma tell, misspelt ones too (``Ministry of Defence, Ary``)."""
    if tells_force(words):
        yield words
    elif len(words) == 1:
        yield from ((force,) for force in misspelt_forces(*words))


def near_forces(units: NearUnits, listed: Collection[int]) -> Iterator[NearPair]:
    """Units that may be one force, which one source calls so and another does not (``Velabad Police Force``;
    ``Kordorian National Police``), or one ministry, of which one source tells more tasks, where one of them is
    denied or a denied unit stands below it. A part of a force is named with another level."""
    above = {each for unit in listed for each in (unit, *units.ancestors(unit))}
    countries = {units.country(each) for each in above}
    found: defaultdict[tuple[object, ...], dict[int, bool]] = defaultdict(dict)
    by_sound: defaultdict[tuple[object, ...], dict[int, bool]] = defaultdict(dict)
    ministries: defaultdict[str, dict[tuple[int, frozenset[str]], None]] = defaultdict(dict)
    for number, mention in enumerate(units.mentions if above else ()):
        name, country = mention.name, units.country(number)
        if country not in countries or mention.placeholder:
            continue
        unit, of_ministry = units.of(number), not _MINISTRIES.isdisjoint(name.core)
        if of_ministry:
            ministries[country][unit, frozenset(name.core)] = None
        if "force" in name.core and name.telling:
            sounds = frozenset(word if is_table_word(word) else bones(word) for word in name.core)
            by_sound[country, sounds, name.designators][unit] = is_in_other_letters(units.drafts[number].name)
        told = with_army(name.core)
        if (
            of_ministry
            or "army" in told
            or name.core == ("guard",)
            or forces_of(form_of(units.drafts[number].name, country))
        ):
            core = tuple(sorted(told - OF_FORCES - (set() if name.telling else {"national"})))
            alike = found[country, core, name.designators, name.qualifiers]
            alike[unit] = bool(name.telling) or name.national or alike.get(unit, False)
    for alike in found.values():
        if any(alike.values()):
            yield from (pair for pair in combinations(alike, 2) if not above.isdisjoint(pair))
    for scripts in by_sound.values():
        pairs = combinations(scripts, 2)
        yield from (pair for pair in pairs if scripts[pair[0]] is not scripts[pair[1]] and not above.isdisjoint(pair))
    for names in ministries.values():
        for (one, words), (other, more) in product([each for each in names if each[0] in above], names):
            if words < more or more < words:
                yield one, other
