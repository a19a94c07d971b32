"""Edges with dates: what is above and below over edges that hold together, on one day or on any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import given, settings

from unitgraph.index.dag import ABOVE, BELOW, BESIDE, LISTED
from unitgraph.index.hierarchy import Hierarchy, write_index
from unitgraph.index.stated import DatedGraph, DayGraph
from unitgraph.index.units import Edge, Listing, Node
from unitgraph.reading.dates import ALWAYS, calendar_year, period

YEARS = range(2001, 2007)
Spans = Mapping[tuple[str, str], list[tuple[int, int]]]


def node(iri: str, edges: Iterable[Edge] = (), superiors: Iterable[str] = (), listed: bool = False) -> Node:
    listings = (Listing(2003, "a", 1, iri, f"entry/{iri}"),) if listed else ()
    return Node(iri, iri.upper(), (), "XX", tuple(sorted(superiors)), listings, edges=tuple(edges))


def edge(superior: str, first: int | None = None, last: int | None = None, status: str = "accepted") -> Edge:
    """An edge with a known start and end, where there are any."""
    about = (calendar_year(each) if each else None for each in (first, last))
    return Edge(superior, period(*about, first is not None, last is not None), "command-relation", 1.0, status)


def test_a_circle_over_time_is_read_a_day_at_a_time(tmp_path: Path) -> None:
    # a was under b until 2005, b is under a since 2006; c stands under a all the time.
    nodes = [
        node("a", [edge("b", None, 2005)], listed=False),
        node("b", [edge("a", 2006, None)], ["a"], listed=True),
        node("c", [edge("a")], ["a"]),
    ]
    write_index(nodes, tmp_path)
    for hierarchy in (Hierarchy(nodes), Hierarchy.open(tmp_path)):
        # Plain edges have no circle: what is over is left out of them, and counts for what was above.
        assert [each.iri for each in hierarchy.roots()] == ["a"]
        assert [each.iri for each in hierarchy.chain("b")] == ["a", "b"]
        assert hierarchy.ancestors("a") == {"b": 1}
        assert hierarchy.descendants("a") == {"b": 1, "c": 1}
        assert hierarchy.ancestors("c") == {"a": 1, "b": 2}
        assert hierarchy.relations("a") == ABOVE | BELOW
        assert hierarchy.relations("c") == ABOVE | BESIDE
        before, after = (hierarchy.as_of(date(year, 6, 1)) for year in (2004, 2010))
        assert [each.iri for each in before.roots()] == ["b"]
        assert [each.iri for each in before.chain("c")] == ["b", "a", "c"]
        assert before.ancestors("b") == {}
        # The list of 2003 counts from 1 January 2004.
        assert before.relations("a") == ABOVE
        assert hierarchy.as_of(date(2003, 12, 31)).relations("a") == 0
        assert [each.iri for each in after.roots()] == ["a"]
        assert after.relations("a") == BELOW
        assert after.relations("c") == BESIDE
        assert [str(each.period) for each in hierarchy.edges("a")] == ["until 2005"]


def test_edges_that_never_held_together_lead_nowhere() -> None:
    nodes = [
        node("a", listed=True),
        node("b", [edge("a", None, 2003)], ["a"]),
        node("c", [edge("b", 2004, None)], ["b"]),
        node("d", [edge("b", 2003, None)], ["b"]),
        node("e", [edge("a", 2004, None)], ["a"], listed=True),
    ]
    hierarchy = Hierarchy(nodes)
    assert hierarchy.ancestors("c") == {"b": 1}
    assert hierarchy.relations("c") == 0
    assert hierarchy.ancestors("d") == {"b": 1, "a": 2}
    assert hierarchy.relations("d") == ABOVE
    # b had left before e came.
    assert hierarchy.listed_beside("b") == []
    assert hierarchy.descendants("a") == {"b": 1, "e": 1, "d": 2}
    assert hierarchy.listed_count("a") == 1


def test_a_day_reads_what_the_plain_edges_leave_out() -> None:
    # c stands under b, and b under a until 2003; that c stands under a itself is stated, and implied until then.
    skipping = replace(edge("a"), direct=((date(2004, 1, 1).toordinal(), ALWAYS[1]),))
    nodes = [node("a"), node("b", [edge("a", None, 2003)], ["a"]), node("c", [skipping, edge("b")], ["b"])]
    hierarchy = Hierarchy(nodes)
    assert hierarchy.ancestors("c") == {"a": 1, "b": 1}
    assert hierarchy.as_of(date(2002, 1, 1)).ancestors("c") == {"b": 1, "a": 2}
    later = hierarchy.as_of(date(2004, 1, 1))
    assert [each.iri for each in later.superiors("c")] == ["a", "b"]
    assert later.ancestors("c") == {"a": 1, "b": 1}
    assert [each.iri for each in later.subordinates("a")] == ["c"]


def test_a_disputed_edge_counts_and_is_no_plain_edge() -> None:
    nodes = [node("a", listed=True), node("b", [edge("a", status="conflict")]), node("c", [edge("b")], ["b"])]
    hierarchy = Hierarchy(nodes)
    for each in (hierarchy, hierarchy.as_of(date(2010, 1, 1))):
        assert [above.iri for above in each.superiors("b")] == ["a"]
        assert [below.iri for below in each.subordinates("a")] == ["b"]
        assert [root.iri for root in each.roots()] == ["a", "b"]
        assert [step.iri for step in each.chain("c")] == ["b", "c"]
        assert each.ancestors("c") == {"b": 1, "a": 2}
        assert each.relations("c") == ABOVE
        assert each.listed_below("a") == {}
        assert set(each.descendants("a")) == {"b", "c"}
    assert [each.status for each in hierarchy.edges("b")] == ["conflict"]


def test_units_under_a_placeholder_are_not_beside_one_another() -> None:
    nodes = [
        node("a"),
        replace(node("b", [edge("a")], ["a"]), placeholder=True),
        node("c", [edge("b")], ["b"], listed=True),
        node("d", [edge("b")], ["b"]),
        node("e", [edge("a")], ["a"], listed=True),
    ]
    for bounded in (False, True):
        extra = [node("f", [edge("a", None, 2001)], ["a"])] if bounded else []
        hierarchy = Hierarchy([*nodes, *extra])
        for each in (hierarchy, hierarchy.as_of(date(2010, 1, 1))):
            assert each.listed_beside("d") == []
            assert each.relations("d") & BESIDE == 0
            assert each.siblings("d") == []
            # The placeholder itself is a unit like any other, and within and contains pass through it.
            assert each.listed_beside("b") == ["e"]
            assert each.relations("b") & (BELOW | BESIDE) == BELOW | BESIDE
            assert each.ancestors("d") == {"b": 1, "a": 2}
            assert each.listed_below("a") == {"e": 1, "c": 2}


@st.composite
def dated(draw: st.DrawFn) -> tuple[list[Node], Spans]:
    """Units of which each may stand under any before it, for some years, all or some of the time."""
    size = draw(st.integers(2, 8))
    names = [f"u{n}" for n in draw(st.permutations(range(size)))]
    spans: dict[tuple[str, str], list[tuple[int, int]]] = {}
    nodes = []
    for number, name in enumerate(names):
        edges = []
        for above in draw(st.sets(st.sampled_from(names[:number]), max_size=3)) if number else ():
            for first, last in draw(
                st.lists(st.tuples(st.sampled_from(YEARS), st.sampled_from(YEARS)), min_size=1, max_size=2)
            ):
                first, last = sorted((first, last))
                spans.setdefault((name, above), []).append((first, last))
                edges.append(edge(above, first, last))
        nodes.append(node(name, edges, {each.superior for each in edges}, draw(st.booleans())))
    return nodes, spans


def _closure(edges: Iterable[tuple[str, str]], start: str) -> set[str]:
    above: dict[str, set[str]] = {}
    for low, high in edges:
        above.setdefault(low, set()).add(high)
    found, waiting = set(), [start]
    while waiting:
        for each in above.get(waiting.pop(), ()):
            if each not in found:
                found.add(each)
                waiting.append(each)
    return found


@settings(max_examples=150, deadline=None)
@given(dated())
def test_every_year_by_itself_and_all_years_together(made: tuple[list[Node], Spans]) -> None:
    nodes, spans = made
    hierarchy = Hierarchy(nodes)
    listed = {each.iri for each in nodes if each.listed}
    alive = {
        year: [pair for pair, about in spans.items() if any(first <= year <= last for first, last in about)]
        for year in YEARS
    }
    for each in nodes:
        ever: set[str] = set()
        for year in YEARS:
            found = _closure(alive[year], each.iri)
            ever |= found
            day = hierarchy.as_of(date(year, 7, 1))
            assert set(day.ancestors(each.iri)) == found
            assert set(day.descendants(each.iri)) == {
                other.iri for other in nodes if each.iri in _closure(alive[year], other.iri)
            }
            shown = listed if year > 2003 else set()
            assert set(day.listed_above(each.iri)) == found & shown
            assert bool(day.relations(each.iri) & ABOVE) == bool(found & shown)
            assert day.listed_count(each.iri) == len(day.listed_below(each.iri))
        assert set(hierarchy.ancestors(each.iri)) == ever
        assert set(hierarchy.listed_above(each.iri)) == ever & listed
        below = {other for year in YEARS for other in listed if each.iri in _closure(alive[year], other)}
        assert set(hierarchy.listed_below(each.iri)) == below
        assert hierarchy.listed_count(each.iri) == len(below)
        beside = {
            other
            for year in YEARS
            for low, high in alive[year]
            if low == each.iri
            for other, same in alive[year]
            if same == high and other != each.iri and other in listed
        }
        assert set(hierarchy.listed_beside(each.iri)) == beside
        relations = hierarchy.relations(each.iri)
        told = (each.iri in listed, ever & listed, below, beside)
        assert [bool(relations & bit) for bit in (LISTED, ABOVE, BELOW, BESIDE)] == list(map(bool, told))


def test_a_hierarchy_without_known_starts_and_ends_is_its_dag() -> None:
    hierarchy = Hierarchy([node("a"), node("b", [edge("a")], ["a"])])
    assert not isinstance(hierarchy.dag, DatedGraph)
    assert isinstance(Hierarchy([node("a"), node("b", [edge("a", 2001)], ["a"])]).dag, DatedGraph)
    assert isinstance(hierarchy.as_of(date(2001, 1, 1)).dag, DayGraph)
