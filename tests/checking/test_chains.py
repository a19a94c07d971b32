"""Chains of a unit: all of them, current first, with dates, and never made one by one where they are too many."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from unitgraph.checking.chains import chain_between, chain_line, chains_of, shared_chains
from unitgraph.checking.relations import findings_about
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.units import Edge, Listing, Node
from unitgraph.reading.dates import period, read_days


def edge(superior: str, first: str = "", last: str = "", relation: str = "as-listed", **known: object) -> Edge:
    status = str(known.pop("status", "accepted"))
    dates = [read_days(each) if each else None for each in (first, last)]
    return Edge(superior, period(*dates, **known), relation, 0.9, status)


def node(iri: str, *edges: Edge, superiors: Iterable[str] | None = None, listed: bool = False, **more: bool) -> Node:
    above = tuple(sorted({each.superior for each in edges})) if superiors is None else tuple(superiors)
    listings = (Listing(2018, "l", 1, iri, f"e:{iri}"),) if listed else ()
    return Node(iri, iri.upper(), (), "ML", above, listings, edges=edges, **more)


@pytest.fixture
def moved() -> Hierarchy:
    """A battalion that was under b until it came under c, and before was cited under d once."""
    return Hierarchy(
        [
            node("army"),
            node("b", edge("army"), listed=True),
            node("c", edge("army", "2010", "2021")),
            node("d", edge("army")),
            node(
                "a",
                edge("b", "2000", "2005", end_known=True),
                edge("c", "2006-02", "2021", "command-relation", start_known=True),
                edge("d", "2001", "2001"),
            ),
        ]
    )


def test_current_chains_come_first_with_their_dates(moved: Hierarchy) -> None:
    chains = chains_of(moved, "a")
    assert [chain_line(chain) for chain in chains.shown] == [
        "ARMY > C (first cited 2010, last cited 2021) > A (command, since 2006-02, last cited 2021)",
        "ARMY > D > A (cited 2001)",
        "ARMY > B > A (first cited 2000, until 2005)",
    ]
    assert chains.more == 0


def test_several_statements_of_one_edge_stand_together() -> None:
    twice = Hierarchy([node("b"), node("a", edge("b", "2000", "2001"), edge("b", "2010", "2011", status="conflict"))])
    (chain,) = chains_of(twice, "a").shown
    assert chain_line(chain) == "B > A (first cited 2000, last cited 2001; first cited 2010, last cited 2011, disputed)"


def test_a_finding_stands_through_a_chain(moved: Hierarchy) -> None:
    (finding,) = findings_about(moved, "a")
    assert [chain_line(chain) for chain in finding.through] == ["B > A (first cited 2000, until 2005)"]
    assert [chain_line(chain) for each in findings_about(moved, "army") for chain in each.through] == ["ARMY > B"]
    (beside,) = findings_about(moved, "c")
    assert [chain_line(chain) for chain in beside.through] == [
        "ARMY > C (first cited 2010, last cited 2021)",
        "ARMY > B",
    ]


def test_the_best_of_two_ways_between_two_units() -> None:
    over = edge("top", "1990", "1999", end_known=True)
    made = Hierarchy(
        [node("top"), node("mid", edge("top", "2005", "2020")), node("low", over, edge("mid", "2005", "2020"))]
    )
    assert [link.unit.iri for link in chain_between(made, "top", "low")] == ["top", "mid", "low"]
    assert chain_between(made, "low", "top") == ()
    assert shared_chains(made, "top", "low") == ()


def test_many_chains_are_counted_and_not_made() -> None:
    layers = 40
    nodes = [node("0-0"), node("0-1")]
    for layer in range(1, layers):
        nodes += (node(f"{layer:02}-{each}", edge(_at(layer - 1, 0)), edge(_at(layer - 1, 1))) for each in (0, 1))
    chains = chains_of(Hierarchy(nodes), f"{layers - 1}-0")
    assert (len(chains.shown), chains.more) == (5, 2 ** (layers - 1) - 5)


def _at(layer: int, number: int) -> str:
    return f"{layer:02}-{number}" if layer else f"0-{number}"


def test_a_deep_chain_is_no_recursion() -> None:
    nodes = [node("n00000"), *(node(f"n{each:05}", edge(f"n{each - 1:05}")) for each in range(1, 5_000))]
    (chain,) = chains_of(Hierarchy(nodes), "n04999").shown
    assert len(chain) == 5_000


def test_a_circle_of_disputed_edges_has_an_end() -> None:
    a = node("a", edge("b", "2000", "2005", status="conflict"), superiors=())
    b = node("b", edge("a", "2000", "2005", status="conflict"), superiors=())
    made = Hierarchy([a, b])
    assert [[link.unit.iri for link in chain] for chain in chains_of(made, "a").shown] == [["b", "a"]]
    assert findings_about(made, "a") == ()


def test_a_circle_over_time_has_an_end() -> None:
    # a was under b till 2005, b is under a since 2006: the plain hierarchy keeps the later edge.
    a = node("a", edge("b", "2000", "2005", end_known=True), superiors=())
    b = node("b", edge("a", "2006", "2020", start_known=True), listed=True)
    made = Hierarchy([a, b])
    assert [[link.unit.iri for link in chain] for chain in chains_of(made, "b").shown] == [["a", "b"]]
    assert [[link.unit.iri for link in chain] for chain in chains_of(made, "a").shown] == [["b", "a"]]
    assert [(str(each.relation), chain_line(each.through[0])) for each in findings_about(made, "a")] == [
        ("ancestor", "B > A (first cited 2000, until 2005)"),
        ("descendant", "A > B (since 2006, last cited 2020)"),
    ]
    assert [str(each.relation) for each in findings_about(made, "b")] == ["self"]


def test_as_of_a_day_what_is_cited_for_it_comes_before_what_is_stated_later() -> None:
    made = Hierarchy(
        [
            node("old"),
            node("new"),
            node("stale"),
            node(
                "unit", edge("new", "2011", "2020"), edge("old", "2001", "2010", end_known=True), edge("stale", "1999")
            ),
        ]
    )
    days = {
        None: ["new", "stale", "old"],
        date(2009, 1, 1): ["old", "stale", "new"],
        date(2015, 1, 1): ["new", "stale"],
    }
    for day, expected in days.items():
        hierarchy = made if day is None else made.as_of(day)
        assert [chain[0].unit.iri for chain in chains_of(hierarchy, "unit").shown] == expected, day
