"""Whoever asks, and of whichever day: ``check``, ``denied``, ``tree`` and the queries tell the same units above and
below, where edges have dates, sources are in conflict, and superiors change places over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import combinations

import hypothesis.strategies as st
import pytest
from hypothesis import example, given, settings
from pyoxigraph import RdfFormat, parse

from unitgraph.checking.denied import denied_under_unit
from unitgraph.checking.findings import Checker, findings_about
from unitgraph.dataset.writer import Writer
from unitgraph.exports.drawing import walk
from unitgraph.identity.assembly import Assembly
from unitgraph.identity.drafts import row_citation
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.nodes import load_hierarchy, node_of
from unitgraph.index.units import Listing
from unitgraph.reading.dates import calendar_year, period
from unitgraph.store import Store, memory_store
from unitgraph.store.library import library
from unitgraph.validation import validate_quads

BASE = "http://example.org/"
YEARS = range(2001, 2007)
ENTRY = f"{BASE}list/2003/entry/"
# The list counts from 2004.
LIST = """
@prefix ug: <https://w3id.org/unitgraph/ns#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<http://example.org/graph/list/2003> {
"""


@dataclass(frozen=True)
class Stated:
    """A row of a table of superiors: the lower and the upper unit, and the years in which the edge is cited."""

    low: int
    high: int
    first: int | None = None
    last: int | None = None
    start_known: bool = False
    end_known: bool = False
    relation: str = "as-listed"
    disputed: bool = False

    def holds(self, year: int) -> bool:
        started = not self.start_known or self.first is None or self.first <= year
        return started and (not self.end_known or self.last is None or year <= self.last)


@dataclass(frozen=True)
class World:
    """What a table states of numbered units, which of them are listed in 2003, and which two may be one."""

    size: int
    rows: tuple[Stated, ...]
    listed: frozenset[int]
    alike: tuple[int, ...] = ()

    def above(self, unit: int, year: int) -> set[int]:
        """The units above in one year, by every statement that may hold then."""
        found: set[int] = set()
        waiting = [unit]
        while waiting:
            here = waiting.pop()
            new = {row.high for row in self.rows if row.low == here and row.holds(year)} - found
            found |= new
            waiting.extend(new)
        return found - {unit}

    def ever_above(self, unit: int) -> set[int]:
        return set().union(*(self.above(unit, year) for year in range(YEARS[0] - 1, YEARS[-1] + 2)))

    @cached_property
    def assembly(self) -> Assembly:
        made = Assembly(BASE, ["table"])
        drafts = []
        for number in range(self.size):
            draft = made.draft("table", "XX", f"unit {number}", None)
            draft.identifier = ("table", str(number))
            draft.mention(f"Unit {number}", None, (), row_citation(0, number + 2))
            drafts.append(draft)
        for line, row in enumerate(self.rows, self.size + 2):
            cited = [calendar_year(each) if each else None for each in (row.first, row.last)]
            about = period(*cited, row.start_known and row.first is not None, row.end_known and row.last is not None)
            status = "conflict" if row.disputed else "accepted"
            citation = row_citation(0, line)
            drafts[row.low].put_under(drafts[row.high], about, 1.0, citation, row.relation, status, separate=True)
        made.identify()
        return made

    @cached_property
    def iris(self) -> list[str]:
        found = {unit.name: unit.iri for unit in self.assembly.tabled()}
        return [found[f"Unit {number}"] for number in range(self.size)]

    @cached_property
    def hierarchy(self) -> Hierarchy:
        denied = {
            self.iris[each]: [Listing(2003, "2003", each, f"Unit {each}", f"{ENTRY}{each}")] for each in self.listed
        }
        nodes = (node_of([unit], denied) for unit in self.assembly.tabled())
        return Hierarchy(replace(node, possibly=tuple(self.possibly(node.iri))) for node in nodes)

    def possibly(self, iri: str) -> list[str]:
        """The unit that may be the same as one."""
        pair = [self.iris[each] for each in self.alike]
        return [each for each in pair if each != iri] if iri in pair else []

    @cached_property
    def lines(self) -> list[str]:
        about = [
            LIST,
            '<l> a ug:UnitList ; dcterms:identifier "2003" ; dcterms:title "L" ; ug:calendarYear "2003"^^xsd:gYear ;',
        ]
        about.append('ug:countsFrom "2004-01-01"^^xsd:date .')
        for each in self.listed:
            text = f'ug:line {each} ; ug:verbatimText "Unit {each}"'
            about.append(f"<{ENTRY}{each}> a ug:Entry ; dcterms:isPartOf <l> ; {text} .")
            about.append(f"<{ENTRY}{each}/denial> a ug:Denial ; ug:deniedUnit <{self.iris[each]}> ;")
            about.append(f'ug:calendarYear "2003"^^xsd:gYear ; prov:wasDerivedFrom <{ENTRY}{each}> .')
        about += (f"<{iri}> ug:possiblySameAs <{each}> ." for iri in self.iris for each in self.possibly(iri))
        told = parse("\n".join((*about, "}")), format=RdfFormat.TRIG, base_iri=BASE)
        blocks = Writer(BASE).units(self.assembly.tabled())
        return [*(f"{quad} ." for quad in told), *(line for block in blocks for line in block.splitlines())]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    size = draw(st.integers(2, 6))
    unit = st.integers(0, size - 1)
    years = st.none() | st.sampled_from(YEARS)
    rows: list[Stated] = []
    for _ in range(draw(st.integers(1, 9))):
        low, high = draw(unit), draw(unit)
        first, last = draw(years), draw(years)
        if first and last and first > last:
            first, last = last, first
        relation = draw(st.sampled_from(("as-listed", "command-relation", "administrative-relation")))
        row = Stated(
            low, high, first, last, draw(st.booleans()), draw(st.booleans()), relation, draw(st.integers(0, 3)) == 0
        )
        accepted = World(size, tuple(each for each in rows if not each.disputed), frozenset())
        circle = any(low in accepted.above(high, year) for year in range(2000, 2009) if row.holds(year))
        if low != high and (row.disputed or not circle):
            rows.append(row)
    listed, alike = draw(st.frozensets(unit, max_size=2)), draw(st.permutations(range(size)))[:2]
    return World(size, tuple(rows), listed, tuple(alike) if draw(st.booleans()) else ())


CIRCLE = World(
    4,
    (
        Stated(0, 1, None, 2003, False, True),
        Stated(1, 0, 2004, None, True),
        Stated(2, 0),
        Stated(1, 3, 2005, 2005, disputed=True),
    ),
    frozenset({1, 3}),
)
"""0 under 1 until 2003, 1 under 0 since 2004, 2 under 0 at all times; whether 1 is under 3 is disputed."""


def rows_of(store: Store, name: str, day: date | None) -> Iterator[dict[str, str]]:
    query = library()[name]
    bindings = query.bind({"asOf": day.isoformat()}) if day else {}
    for row in store.query(query.text, bindings).texts():
        yield dict(zip(query.columns, (each or "" for each in row), strict=True))


def below_in_tree(hierarchy: Hierarchy, iri: str) -> set[str]:
    return {each.node.iri for each in walk(hierarchy, [hierarchy[iri]])} - {iri}


@pytest.mark.end_to_end
@settings(max_examples=25, deadline=None)
@given(worlds())
@example(CIRCLE)
@example(World(3, (Stated(0, 1, 2002, None, True), Stated(1, 2, None, 2001, False, True)), frozenset({2})))
def test_all_who_are_asked_tell_the_same(world: World) -> None:
    store = memory_store(world.lines)
    assert list(load_hierarchy(store)) == list(world.hierarchy)
    iris = world.iris
    for year in (None, 2000, *YEARS[::2], 2007):
        day = date(year, 7, 1) if year else None
        hierarchy = world.hierarchy.as_of(day) if day else world.hierarchy
        checker = Checker(world.hierarchy).at(day)
        listed = {iris[each] for each in world.listed if year is None or year >= 2004}
        above = {
            iris[unit]: {iris[each] for each in (world.above(unit, year) if year else world.ever_above(unit))}
            for unit in range(world.size)
        }
        below = {iri: {each for each in iris if iri in above[each]} for iri in iris}
        findings = {iri: findings_about(hierarchy, iri) for iri in iris}
        steps: dict[tuple[str, str], int] = {}
        for iri in iris:
            assert set(hierarchy.ancestors(iri)) == above[iri]
            assert set(hierarchy.descendants(iri)) == below[iri]
            assert below_in_tree(hierarchy, iri) == below[iri]
            told = {str(each.relation): set[str]() for each in findings[iri]}
            for each in findings[iri]:
                told[str(each.relation)].add(each.unit.iri)
                assert not each.steps or each.through, "the chain through which a finding stands"
            assert told.get("ancestor", set()) == above[iri] & listed
            assert told.get("descendant", set()) == below[iri] & listed
            under = denied_under_unit(checker, hierarchy[iri])
            assert {each.unit.iri for each in under.findings} == below[iri] & listed
            for finding, chain in zip(under.findings, under.chains, strict=True):
                links = [link.unit.iri for link in chain]
                assert links[-1] == finding.unit.iri
                assert iri in links
                assert len(set(links)) == len(links), "no chain goes in a circle"
                assert year or all(low in below[high] for high, low in combinations(links, 2)), "on one day"
            steps |= {(iri, each): count for each, count in hierarchy.ancestors(iri).items()}
        roots = hierarchy.roots()
        assert {each.node.iri for each in walk(hierarchy, hierarchy.tops())} == set(iris)
        # The queries.
        found = {(row["unit"], row["superior"]): int(row["steps"]) for row in rows_of(store, "chain-of-unit", day)}
        assert found == steps
        found = {
            (row["descendant"], row["unit"]): int(row["steps"]) for row in rows_of(store, "descendants-of-unit", day)
        }
        assert found == steps
        found = {(row["unit"], row["parent"]): int(row["steps"]) for row in rows_of(store, "denied-under", day)}
        assert found == {pair: count for pair, count in steps.items() if pair[0] in listed}
        assert {(row["unit"], row["parent"]) for row in rows_of(store, "children", day)} == {
            pair for pair, count in steps.items() if count == 1
        }
        related = {
            (row["unit"], row["relation"], row["relative"], row["steps"])
            for row in rows_of(store, "denied-relatives", day)
        }
        assert related == set(_told(findings.items()))
        assert {row["unit"]: row["status"] for row in rows_of(store, "status-of-unit", day)} == {
            iri: str(checker.status(iri)) for iri in iris
        }
        counts = {
            row["organization"]: int(row["denied"]) for row in rows_of(store, "listed-count-by-organization", day)
        }
        own = {iri: len(below[iri] & listed) + (iri in listed) for iri in iris}
        assert counts == {iri: count for iri, count in own.items() if count}
        rows = rows_of(store, "roots-with-listed-count", day)
        tops = {row["root"]: (int(row["units"]), int(row["denied"])) for row in rows}
        assert tops == {each.iri: (len(below[each.iri]) + 1, own[each.iri]) for each in roots}
        children = {(row["unit"], int(row["children"])) for row in rows_of(store, "roots", day)}
        parents = Counter(above for (_, above), count in steps.items() if count == 1)
        assert children == {(each.iri, parents[each.iri]) for each in roots}


def _told(findings: Iterable[tuple[str, Iterable[object]]]) -> Iterator[tuple[str, str, str, str]]:
    for iri, some in findings:
        for each in some:
            yield iri, str(each.relation), each.unit.iri, str(each.steps)  # type: ignore[attr-defined]


def test_the_statements_of_a_circle_over_time_conform() -> None:
    lines = [line for line in CIRCLE.lines if "/ns#Ancestry" in line]
    assert len(lines) == 6, "all pairs but 2 under 0"
    report = validate_quads(CIRCLE.lines)
    about = {each.shape.rpartition("#")[2] for each in report.results}
    assert not {each for each in about if "Ancestry" in each or "Ancestor" in each}
