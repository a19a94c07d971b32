"""Proposes countries for entries without one, from their words and from the order of the list.

A proposal is never a fact. Each clue in a text (a country's name, a demonym, a capital, a force, a place, a word
typical of one country's units) gives a likelihood for each country; clues are combined as if independent, and tempered
because they are not. In a list in alphabetical order by country, groups are then judged together: the forward-backward
algorithm over the countries in the order of their English names gives each group's posterior, with every ascending
sequence of countries equally likely a priori.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate, groupby

from unitgraph.lexicon.countries import country_of
from unitgraph.lexicon.gazetteer import known_places
from unitgraph.lexicon.names import fold
from unitgraph.lexicon.tables import (
    NO_COUNTRY,
    OFTEN,
    countries,
    country_by_code,
    country_units,
    country_words,
    force_names,
    is_common,
    marked,
)
from unitgraph.reading.entries import Entry, GroupOrder
from unitgraph.reading.headings import country_heading
from unitgraph.reading.paths.facts import facts_of


@dataclass(frozen=True, slots=True)
class CountryProposal:
    """The country to which an entry most likely belongs (alpha-2), the second most likely, and why.

    Confidences are probabilities in 0..1. ``country`` is None if neither the text nor its place in the list favours
    one country over another.
    """

    country: str | None
    confidence: float
    runner_up: str | None
    runner_up_confidence: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clue:
    """A phrase of a text, its kind, and the share of each country that it indicates (the rest is spread evenly).
    ``alone``: it is the English name of the country that the text gives, a part by itself at an end of it."""

    phrase: str
    kind: str
    parts: Mapping[str, float]
    trust: float
    alone: bool = False

    def gain(self, country: str) -> float:
        """The log likelihood ratio of a country to one that the clue does not indicate."""
        share = 1 / len(countries())
        left = (1 - self.trust * sum(self.parts.values())) * share
        return math.log((self.trust * self.parts.get(country, 0.0) + left) / left)


# How often a clue of each kind indicates the right country or countries, measured on the names of units that received
# US training (tests/benchmarks/countries.py --clues).
TRUST = {"country": 0.97, "nationality": 0.95, "capital": 0.9, "force": 0.8, "place": 0.75, "word": 0.85}
TRUST_OF_NAMES = 0.5
SMALL_UNIT = 40.0
"""The rank up to which units are called by a name or a letter of their own."""
# The fraction of the clues' joint weight that counts, since they are not independent. A country that a text gives as
# a part by itself counts whole.
TEMPER = 0.75
# Countries whose English name is also that of a state, province or larger city of another one.
NAMESAKES = frozenset({"AL", "AM", "GE", "JO", "LB", "LU", "NE"})
# Weights, relative to a step forward in the alphabet, of a new group of the same country (a stray gap) and of an
# earlier country (a list out of order).
STRAY_GAP = 0.02
OUT_OF_ORDER = 0.0005
# Towns with the same name share it in proportion to this power of their populations.
POPULATION_POWER = 0.5
# A place missing from the gazetteer may have the name too: it counts as a town of this population.
UNKNOWN_PLACE = 20_000.0
# The prior of a country is proportional to this power of the number of its known units.
UNITS_POWER = 0.2
LONGEST_PHRASE = 6
# Clues with a smaller gain (a factor of three) are not reported: they matter only together with many others.
TELLING = math.log(3)

_PART = re.compile(r"[,;/\\()|:]|\s[-\u2013\u2014]\s")


def propose_countries(
    entries: Sequence[Entry],
    order: GroupOrder | None = GroupOrder.COUNTRY,
    clues: Mapping[str, tuple[Clue, ...]] | None = None,
) -> dict[int, CountryProposal]:
    """A proposal for every entry, by its line.

    With ``order``, the entries of a group share one country and the groups are in alphabetical order by country; a
    heading that names a country settles its group. Without it, each entry is judged alone. ``clues`` may give the clues
    of all texts if already found (:func:`find_clues`).
    """
    groups = _groups(entries, order)
    texts = [[entry.verbatim for entry in group] for group in groups]
    clues = find_clues(entry.verbatim for entry in entries) if clues is None else clues
    weights = [
        _settled(group[0]) or _weights(clue for text in group_texts for clue in clues[text])
        for group, group_texts in zip(groups, texts, strict=True)
    ]
    posteriors = _ordered(weights) if order else [_unordered(each) for each in weights]
    proposals = {}
    for place, (group, posterior) in enumerate(zip(groups, posteriors, strict=True)):
        between = _between(groups, posteriors, place) if order else ()
        for entry in group:
            found = [clue for each in group for clue in clues[each.verbatim]] if order else clues[entry.verbatim]
            proposals[entry.line] = _proposal(entry, posterior, found, between)
    return proposals


def _groups(entries: Sequence[Entry], order: GroupOrder | None) -> list[list[Entry]]:
    if order is None:
        return [[entry] for entry in entries]
    return [list(members) for _, members in groupby(entries, key=lambda entry: entry.group)]


# Clues


def find_clues(texts: Iterable[str]) -> dict[str, tuple[Clue, ...]]:
    """The clues of each text, in the order of its words; no word counts twice.

    Of overlapping phrases the most informative is taken, and of two equally informative ones the longer.
    """
    parts = {text: [fold(part).split() for part in _PART.split(text)] for text in texts}
    phrases = {phrase for each in parts.values() for words in each for _, _, phrase in _phrases(words)}
    places = known_places({phrase for phrase in phrases if _may_be_place(phrase)})
    return {text: _clues_of(each, places) for text, each in parts.items()}


def _clues_of(parts: Sequence[Sequence[str]], places: Mapping[str, Mapping[str, float]]) -> tuple[Clue, ...]:
    found = tuple(_as_in(words, clue) for words in parts for clue in _clues(words, places))
    named = {code for clue in found if _names_country(clue) for code in clue.parts}
    whole = [" ".join(words) for words in parts if words]
    if len(named) != 1 or len(whole) < 2:
        return found
    ends = {whole[0], whole[-1]} & _english_names()
    return tuple(replace(clue, alone=clue.kind == "country" and clue.phrase in ends) for clue in found)


def _as_in(words: Sequence[str], clue: Clue) -> Clue:
    """A clue among its words: the name of a country that people and companies bear, too, is trusted less in that of a
    small unit (``Jordan Squad``, ``India Company``)."""
    if clue.kind != "country" or clue.phrase not in marked("country-or-name"):
        return clue
    level = facts_of(" ".join(words)).level
    return replace(clue, trust=TRUST_OF_NAMES) if level is not None and level.rank <= SMALL_UNIT else clue


def _names_country(clue: Clue) -> bool:
    """Whether it is a name of a country, a word for its people, or a force that is of one country alone."""
    return clue.kind in ("country", "nationality") or (clue.kind == "force" and len(clue.parts) == 1)


@cache
def _english_names() -> frozenset[str]:
    named = (each for each in countries() if each.alpha2 not in NAMESAKES)
    return frozenset(fold(name) for each in named for name in (each.name, *each.listed_as))


def other_countries(text: str, country: str) -> tuple[str, ...]:
    """The countries (alpha-2) that a text names and that are not ``country``: by a name, by a word for the people, or
    by a force that is of one country alone. None where it names that one, too, or where that is no country.

    >>> other_countries("Brigada Zalmora, Peru", "KE"), other_countries("Peru Office, Kenya Army", "KE")
    (('PE',), ())
    """
    if country == NO_COUNTRY:
        return ()
    words = (fold(part).split() for part in _PART.split(text))
    clues = [clue for each in words for clue in _clues(each, {})]
    named = dict.fromkeys(code for clue in clues if _names_country(clue) for code in clue.parts)
    return () if any(country in clue.parts for clue in clues if clue.kind in _TOLD) else tuple(named)


_TOLD = ("country", "nationality", "force", "capital")


def _phrases(words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + LONGEST_PHRASE) + 1):
            yield start, end, " ".join(words[start:end])


def _may_be_place(phrase: str) -> bool:
    """Whether to consult a gazetteer: not for short words, nor for words in unit names everywhere."""
    words = phrase.split()
    return len(phrase) > 3 and not phrase.isdecimal() and any(not is_common(word) for word in words)


def _clues(words: Sequence[str], places: Mapping[str, Mapping[str, float]]) -> Iterator[Clue]:
    found = [
        (start, end, clue) for start, end, phrase in _phrases(words) if (clue := _clue(phrase, places)) is not None
    ]
    taken: set[int] = set()
    chosen = []
    for start, end, clue in sorted(found, key=lambda each: (-_telling(each[2]), each[0] - each[1], each[0])):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            chosen.append((start, clue))
    return (clue for _, clue in sorted(chosen, key=lambda each: each[0]))


def _telling(clue: Clue) -> float:
    return round(clue.trust * max(clue.parts.values()), 2)


def _clue(phrase: str, places: Mapping[str, Mapping[str, float]]) -> Clue | None:
    known = _fixed_clues().get(phrase)
    if known is not None:
        return known
    number, parts = country_words().get(phrase, (0, {}))
    if phrase in places and number < OFTEN:  # a word in many names is judged by them, not by a gazetteer
        return Clue(phrase, "place", _place_parts(places[phrase]), TRUST["place"])
    return Clue(phrase, "word", parts, TRUST["word"]) if parts else None


def _place_parts(weights: Mapping[str, float]) -> dict[str, float]:
    tempered = {country: max(weight, 1.0) ** POPULATION_POWER for country, weight in weights.items()}
    whole = sum(tempered.values()) + UNKNOWN_PLACE**POPULATION_POWER
    return {country: weight / whole for country, weight in tempered.items()}


@cache
def _fixed_clues() -> dict[str, Clue]:
    """The clues in the word tables, by phrase; a country's name takes precedence over a force's, and so on."""
    clues = {phrase: Clue(phrase, "force", parts, TRUST["force"]) for phrase, parts in force_names().items()}
    for kind in ("capital", "nationality", "country"):
        for phrase, codes in _words_of_countries(kind).items():
            clues[phrase] = Clue(phrase, kind, dict.fromkeys(codes, 1 / len(codes)), TRUST[kind])
    return clues


def _words_of_countries(kind: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for country in countries():
        words = {"capital": country.capital, "nationality": country.nationality, "country": country.names}[kind]
        for word in {fold(word) for word in words}:
            found.setdefault(word, []).append(country.alpha2)
    return found


# Weights and posteriors

CountryWeights = Mapping[str, float]  # country to likelihood, scaled to a maximum of 1


def _weights(clues: Iterable[Clue]) -> CountryWeights:
    """The joint likelihood of each country. A phrase in several entries of a group counts once."""
    distinct = {clue.phrase: clue for clue in clues}.values()
    logs = dict(_priors())
    for clue in distinct:
        for code in clue.parts:
            logs[code] += (1 if clue.alone else TEMPER) * clue.gain(code)
    top = max(logs.values())
    return {code: math.exp(log - top) for code, log in logs.items()}


@cache
def _priors() -> CountryWeights:
    """The log prior of each country."""
    known = country_units()
    return {country.alpha2: UNITS_POWER * math.log(known.get(country.alpha2, 0) + 2) for country in countries()}


def _settled(entry: Entry) -> CountryWeights | None:
    """The weights of a group whose country is given by a heading or column: that country alone."""
    named = country_heading(entry.heading) if entry.heading else country_of(entry.country or "")
    return {named.alpha2: 1.0} if named else None


def _unordered(weights: CountryWeights) -> CountryWeights:
    whole = sum(weights.values())
    return {code: weight / whole for code, weight in weights.items()}


@cache
def _alphabet() -> tuple[tuple[str, float], ...]:
    """Countries in the order of their English names, with the probability of each name.

    A country that lists print under several names appears at each of their positions.
    """
    places = [
        (fold(name), country.alpha2, 1 / (1 + len(country.listed_as)))
        for country in countries()
        for name in (country.name, *country.listed_as)
    ]
    return tuple((code, chance) for _, code, chance in sorted(places))


def _ordered(groups: Sequence[CountryWeights]) -> list[CountryWeights]:
    """The posterior of each group's country given all groups, by the forward-backward algorithm.

    A step to a later position in the alphabet has weight 1, to the same STRAY_GAP, to an earlier one OUT_OF_ORDER. Each
    table is normalized, so that long lists do not underflow.
    """
    emissions = [[each.get(code, 0.0) * chance for code, chance in _alphabet()] for each in groups]
    forward = [_scaled(emissions[0])] if emissions else []
    for emission in emissions[1:]:
        forward.append(_scaled(_product(_stepped(forward[-1]), emission)))
    backward = [[1.0] * len(_alphabet())] if emissions else []
    for emission in reversed(emissions[1:]):
        ahead = _product(backward[-1], emission)
        backward.append(_scaled(_stepped(ahead[::-1])[::-1]))
    return [
        _by_country(_scaled(_product(before, after))) for before, after in zip(forward, reversed(backward), strict=True)
    ]


def _stepped(table: Sequence[float]) -> list[float]:
    """The weight that reaches each position in one step, from all earlier positions, the same, and all later ones."""
    sums = list(accumulate(table))
    return [
        (sums[place] - here) + STRAY_GAP * here + OUT_OF_ORDER * (sums[-1] - sums[place])
        for place, here in enumerate(table)
    ]


def _product(left: Sequence[float], right: Sequence[float]) -> list[float]:
    return [one * other for one, other in zip(left, right, strict=True)]


def _scaled(table: Sequence[float]) -> list[float]:
    whole = sum(table)
    return [value / whole for value in table]


def _by_country(table: Sequence[float]) -> CountryWeights:
    posterior: dict[str, float] = {}
    for (code, _), value in zip(_alphabet(), table, strict=True):
        posterior[code] = posterior.get(code, 0.0) + value
    return posterior


# Proposals in words


def _proposal(
    entry: Entry, posterior: CountryWeights, clues: Iterable[Clue], between: tuple[str, ...]
) -> CountryProposal:
    ranked = sorted(posterior.items(), key=lambda each: (-each[1], each[0]))
    (best, confidence), (second, less) = (*ranked, ("", 0.0))[:2]
    if _settled(entry):
        source = "heading" if entry.heading else "column"
        return CountryProposal(best, 1.0, None, 0.0, (f"the {source} says {entry.heading or entry.country}",))
    telling = [clue for clue in clues if clue.gain(best) > TELLING]
    said = tuple(dict.fromkeys(_in_words(clue, best) for clue in telling))
    if not said and not between:
        return CountryProposal(None, 0.0, None, 0.0, ())
    return CountryProposal(best, round(confidence, 4), second, round(less, 4), said + between)


_SAYINGS = {
    "country": "{phrase!r} is a name of {country}",
    "nationality": "{phrase!r} is an adjective or demonym of {country}",
    "capital": "{phrase!r} is a capital of {country}",
    "force": "{phrase!r} is a force of {country}{others}",
    "place": "{phrase!r} is a place in {country}{others}",
    "word": "{phrase!r} appears in names of units of {country}{others}",
}


def _in_words(clue: Clue, code: str) -> str:
    others = sorted((-part, other) for other, part in clue.parts.items() if other != code and part >= 0.05)
    names = [_name(other) for _, other in others[:3]] + ["others"] * (len(others) > 3)
    among = f" (also of {', '.join(names)})" if names else ""
    among = among.replace("also of", "also in") if clue.kind == "place" else among
    return _SAYINGS[clue.kind].format(phrase=clue.phrase, country=_name(code), others=among)


def _name(code: str) -> str:
    country = country_by_code(code)
    assert country is not None
    return country.name


def _between(groups: Sequence[Sequence[Entry]], posteriors: Sequence[CountryWeights], place: int) -> tuple[str, ...]:
    """The position of a group among its neighbours, in words."""
    before = max(posteriors[place - 1].items(), key=lambda each: each[1])[0] if place else None
    after = max(posteriors[place + 1].items(), key=lambda each: each[1])[0] if place + 1 < len(groups) else None
    if before and after:
        return (f"it is between {_name(before)} and {_name(after)} in alphabetical order",)
    if before or after:
        return (f"it is {'after' if before else 'before'} {_name(before or after or '')} in alphabetical order",)
    return ()
