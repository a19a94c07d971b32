"""How many statuses depend on whether two units are one."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from unitgraph.checking.identities import Effects
from unitgraph.checking.relations import findings_about, status_of
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.units import Listing, Node

LISTING = Listing(2021, "made-up", 1, "x", "http://example.org/e")


@st.composite
def worlds(draw: st.DrawFn) -> list[Node]:
    """A few units with superiors among those before them, some listed."""
    nodes: list[Node] = []
    for number in range(draw(st.integers(2, 9))):
        above = draw(st.lists(st.integers(0, number - 1), max_size=2, unique=True)) if number else []
        listed = draw(st.integers(0, 3)) == 0
        nodes.append(
            Node(str(number), str(number), (), "ML", tuple(str(each) for each in above), (LISTING,) if listed else ())
        )
    return nodes


def merged(nodes: list[Node], one: str, other: str) -> Hierarchy:
    """The units with two made one, under the IRI of the first."""

    def renamed(iris: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one if each == other else each for each in iris))

    by_iri = {node.iri: node for node in nodes}
    both = renamed((*by_iri[one].superiors, *by_iri[other].superiors))
    joined = replace(by_iri[one], superiors=both, listings=by_iri[one].listings or by_iri[other].listings)
    rest = (replace(node, superiors=renamed(node.superiors)) for node in nodes if node.iri not in (one, other))
    return Hierarchy([joined, *rest])


@given(worlds(), st.data())
def test_the_effect_is_the_number_of_statuses_that_change(nodes: list[Node], data: st.DataObject) -> None:
    before = Hierarchy(nodes)
    one, other = data.draw(st.permutations([node.iri for node in nodes]))[:2]
    assume(other not in before.ancestors(one) and one not in before.ancestors(other))
    after = merged(nodes, one, other)
    changed = [
        node.iri
        for node in nodes
        if status_of(findings_about(before, node.iri))
        != status_of(findings_about(after, one if node.iri == other else node.iri))
    ]
    assert Effects(before).of(one, other) == len(changed)
