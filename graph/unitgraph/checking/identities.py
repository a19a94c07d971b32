"""Why a unit is one: its mentions in every source, what made them one, and which units may be the same, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any

from unitgraph.checking.answers import Answer, UnitEvidence, unit_dict
from unitgraph.checking.findings import Checker, possible_units
from unitgraph.index.dag import ABOVE, BELOW, BESIDE, LISTED
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.lists import unpublished
from unitgraph.index.units import Node
from unitgraph.match import Outcome

if TYPE_CHECKING:
    from unitgraph.store import Store


@dataclass(frozen=True, slots=True)
class UnitMention:
    """An entry or row from which a unit was read: its source and line there, its text as printed, the identifier that
    the source gives the unit (or nothing), and the names of the units that it puts above, from the root down (of
    several superiors the first by name)."""

    source: str
    line: int
    text: str
    identifier: str
    above: tuple[str, ...]
    iri: str


@dataclass(frozen=True, slots=True)
class IdentityGrounds:
    """Why two mentions are one unit, or two units may be one: in words, with the source and line of each mention."""

    statement: str
    places: tuple[tuple[str, int], ...]

    @property
    def sources(self) -> frozenset[str]:
        """The names of the sources of the mentions."""
        return frozenset(source for source, _ in self.places)


@dataclass(frozen=True, slots=True)
class OpenIdentity:
    """Two units that may be one, the listed one first. ``effect`` is the number of units whose status would change if
    they were one."""

    one: Node
    other: Node
    grounds: IdentityGrounds
    effect: int

    @property
    def is_listed(self) -> bool:
        """Whether one of the two is itself listed."""
        return self.one.listed or self.other.listed


@dataclass(frozen=True, slots=True)
class UnitIdentity:
    """A unit with its mentions, what made them one (by source, not within one hierarchy table), and the units that may
    be the same, in the order of their effect."""

    unit: Node
    mentions: tuple[UnitMention, ...]
    merges: tuple[IdentityGrounds, ...]
    questions: tuple[OpenIdentity, ...]


@dataclass(frozen=True, slots=True)
class MergedUnit:
    """A unit of several mentions, with the number of its entries and rows and of the sources that have them."""

    iri: str
    name: str
    country: str
    mentions: int
    sources: int


def identities_named(store: Store, checker: Checker, name: str, country: str | None = None) -> tuple[UnitIdentity, ...]:
    """Why each unit that ``name`` may mean is one: a single unit, unless the name does not tell which is meant.

    Raises UnknownName for a name of no unit.
    """
    match = checker.matcher.match(name, country)
    possible = [each.unit.iri for each in possible_units(match)] if match.outcome is Outcome.AMBIGUOUS else []
    found = possible or [checker.find(name, country).iri]
    return tuple(identity_of(store, checker.hierarchy, iri) for iri in found)


EVIDENCE_OF = 10
"""The number of units of an answer whose mentions are explained."""


def with_evidence(answer: Answer, store: Store) -> Answer:
    """An answer with what made the mentions of its unit one, and those of the listed units that it found; of a day what
    lists that were published later say is left out."""
    later = unpublished(answer.hierarchy.lists, answer.as_of)
    units = {each.iri: each for each in (answer.unit, *(finding.unit for finding in answer.findings)) if each}
    evidence = tuple(
        UnitEvidence(node, grounds.statement, grounds.places)
        for node in islice(units.values(), EVIDENCE_OF)
        for grounds in _merges(store, node.iri)
        if grounds.sources.isdisjoint(later)
    )
    return replace(answer, evidence=evidence)


def identity_of(store: Store, hierarchy: Hierarchy, iri: str) -> UnitIdentity:
    """Why the unit with an IRI is one; as of the day of the hierarchy without what lists that were published later say.
    Raises KeyError if the hierarchy does not have it."""
    later = unpublished(hierarchy.lists, hierarchy.day)
    mentions = (each for each in _mentions(store, iri) if each.source not in later)
    merges = (each for each in _merges(store, iri) if each.sources.isdisjoint(later))
    questions = _ordered(hierarchy, _rows(store, "identity-questions", iri))
    asked = (each for each in questions if each.grounds.sources.isdisjoint(later))
    return UnitIdentity(hierarchy[iri], tuple(mentions), tuple(merges), tuple(asked))


def _merges(store: Store, iri: str) -> tuple[IdentityGrounds, ...]:
    rows = _rows(store, "identifications", iri)
    return tuple(_grounds(row["statement"], group) for row, group in _grouped(rows, "identification"))


def open_identities(store: Store, hierarchy: Hierarchy) -> tuple[OpenIdentity, ...]:
    """The units that may be one: first pairs of which one is itself listed, then by their effect."""
    return _ordered(hierarchy, _rows(store, "identity-questions"))


def merged_units(store: Store) -> Iterator[MergedUnit]:
    """The units of more than one mention, those of the most sources first."""
    for row in _rows(store, "units-of-several-mentions"):
        yield MergedUnit(row["unit"], row["name"], row["code"], int(row["mentions"]), int(row["sources"]))


def _rows(store: Store, name: str, unit: str = "") -> Iterator[dict[str, str]]:
    """The rows of a query of the library by column, about one unit or all."""
    from unitgraph.store.library import find_query

    query = find_query(name)
    result = store.query(query.text, query.bind({"unit": unit} if unit else {}))
    columns = result.columns
    for row in result.texts():
        yield {column: value or "" for column, value in zip(columns, row, strict=True)}


def _grouped(rows: Iterable[dict[str, str]], key: str) -> Iterator[tuple[dict[str, str], list[dict[str, str]]]]:
    for _, group in groupby(rows, key=lambda row: row[key]):
        found = list(group)
        yield found[0], found


def _grounds(statement: str, rows: Iterable[dict[str, str]]) -> IdentityGrounds:
    return IdentityGrounds(statement, tuple((row["source"], int(row["line"])) for row in rows))


def _mentions(store: Store, iri: str) -> Iterator[UnitMention]:
    above: dict[str, dict[str, tuple[str, str]]] = {}
    for row in _rows(store, "superiors-by-source", iri):
        above.setdefault(row["graph"], {}).setdefault(row["lower"], (row["superior"], row["name"]))
    mentions = list(_rows(store, "mentions-of-unit", iri))
    # A table of superiors mentions no unit: what it says belongs to the rows of its table of units.
    beside = set(above) - {row["graph"] for row in mentions}
    for row in mentions:
        own = above.get(row["graph"]) or {key: edge for graph in sorted(beside) for key, edge in above[graph].items()}
        chain = tuple(_above(own, iri))
        yield UnitMention(row["source"], int(row["line"]), row["text"], row["identifier"], chain, row["mention"])


def _above(edges: Mapping[str, tuple[str, str]], iri: str) -> list[str]:
    """The names above a unit over the given edges, from the root down."""
    found: list[str] = []
    seen = {iri}
    while iri in edges:
        iri, name = edges[iri]
        if iri in seen:
            break
        seen.add(iri)
        found.insert(0, name)
    return found


def _ordered(hierarchy: Hierarchy, rows: Iterable[dict[str, str]]) -> tuple[OpenIdentity, ...]:
    effects = Effects(hierarchy)
    found: dict[str, OpenIdentity] = {}
    for row, group in _grouped(rows, "question"):
        nodes = sorted((hierarchy[row["unit"]], hierarchy[row["other"]]), key=lambda node: (not node.listed, node.iri))
        places = dict.fromkeys((each["source"], int(each["line"])) for each in group)
        grounds = IdentityGrounds(row["statement"], tuple(places))
        found[row["question"]] = OpenIdentity(nodes[0], nodes[1], grounds, effects.of(nodes[0].iri, nodes[1].iri))
    return in_order(found.values())


def in_order(found: Iterable[OpenIdentity]) -> tuple[OpenIdentity, ...]:
    """Questions in the order of their effect: first pairs of which one is listed."""
    return tuple(sorted(found, key=_order))


def _order(each: OpenIdentity) -> tuple[bool, int, str, str, str]:
    return not each.is_listed, -each.effect, each.one.name, each.one.iri, each.other.iri


_RANKS = ((LISTED, 0), (ABOVE, 1), (BELOW, 2), (BESIDE, 3))
_NONE = 4


class Effects:
    """How many statuses of a hierarchy depend on whether two units are one."""

    def __init__(self, hierarchy: Hierarchy) -> None:
        self._hierarchy = hierarchy
        self._dag = hierarchy.dag
        self._changed: dict[tuple[int, int, bool], frozenset[int]] = {}

    def of(self, one: str, other: str) -> int:
        """The number of units whose status would change if two were one."""
        first, second = self._hierarchy.number(one), self._hierarchy.number(other)
        return len(self._changes(first, second) | self._changes(second, first))

    def _changes(self, here: int, there: int) -> frozenset[int]:
        """The units around ``here`` that get a nearer relation to a listed unit from those of ``there``."""
        relations, above_listed = self._dag.relations[there], self._has_listed_child(there)
        known = self._changed.get((here, relations, above_listed))
        if known is None:
            known = frozenset(self._changing(here, relations, above_listed))
            self._changed[here, relations, above_listed] = known
        return known

    def _changing(self, here: int, relations: int, above_listed: bool) -> Iterator[int]:
        if self._rank(relations) < self._rank(self._dag.relations[here]):
            yield here
        if relations & (LISTED | ABOVE):
            yield from (each for each in self._dag.below(here) if self._rank(self._dag.relations[each]) > 1)
        if relations & (LISTED | BELOW):
            yield from (each for each in self._dag.above(here) if self._rank(self._dag.relations[each]) > 2)
        beside: set[int] = set()
        if relations & LISTED:
            beside = {each for above in self._dag.superiors[here] for each in self._dag.subordinates[above]} - {here}
        if above_listed:
            beside.update(self._dag.subordinates[here])
        yield from (each for each in beside if self._rank(self._dag.relations[each]) > 3)

    def _has_listed_child(self, unit: int) -> bool:
        return any(self._dag.relations[each] & LISTED for each in self._dag.subordinates[unit])

    @staticmethod
    def _rank(relations: int) -> int:
        return next((rank for bit, rank in _RANKS if relations & bit), _NONE)


# --- JSON ----------------------------------------------------------------------------------------------------------


def identity_dict(found: UnitIdentity) -> dict[str, Any]:
    """Why a unit is one, as JSON values."""
    return {
        **unit_dict(found.unit),
        "listed": found.unit.listed,
        "mentions": [
            {
                "source": each.source,
                "line": each.line,
                "text": each.text,
                "identifier": each.identifier or None,
                "above": list(each.above),
                "iri": each.iri,
            }
            for each in found.mentions
        ],
        "merges": [_grounds_dict(each) for each in found.merges],
        "questions": [question_dict(each) for each in found.questions],
    }


def question_dict(each: OpenIdentity) -> dict[str, Any]:
    """A question as JSON values."""
    units = [{**unit_dict(node), "listed": node.listed} for node in (each.one, each.other)]
    return {"units": units, **_grounds_dict(each.grounds), "effect": each.effect}


def _grounds_dict(grounds: IdentityGrounds) -> dict[str, Any]:
    mentions = [{"source": source, "line": line} for source, line in grounds.places]
    return {"evidence": grounds.statement, "mentions": mentions}
