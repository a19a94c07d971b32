"""Counts show a claim about whole targets only where it holds."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from unitgraph.validation.counting import Bound, Claim, Range, grouped, shown

TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
P = "?focus <urn:p> ?value ."
PQ = "{ ?focus <urn:p> ?value } UNION { ?focus <urn:q> ?value }"
INVERSE = "?focus ^<urn:p> ?value ."
C, D = "?focus a <urn:C> .", "{ ?focus a <urn:D> } UNION { ?focus a <urn:E> }"
AT_LEAST, AT_MOST = Bound(P, C, at_least=True), Bound(P, C, at_least=False)
IN_C = Range(P, "?value a <urn:C> .")


def store(*triples: str) -> Store:
    found = Store()
    for each in triples:
        subject, predicate, value = each.split()
        term = Literal(value) if value.isdigit() else NamedNode(f"urn:{value}")
        kind = TYPE if predicate == "a" else NamedNode(f"urn:{predicate}")
        found.add(Quad(NamedNode(f"urn:{subject}"), kind, term, DefaultGraph()))
    return found


@pytest.mark.parametrize(
    ("triples", "holding"),
    [
        (["x a C", "x p 1", "y a C", "y p 2"], {AT_LEAST, AT_MOST}),
        (["x a C", "x p 1", "y a C"], {AT_MOST}),
        (["x a C", "x p 1", "x p 2"], {AT_LEAST}),
        # As many statements as nodes, and one without a value for one with two.
        (["x a C", "x p 1", "x p 2", "y a C"], set()),
        (["x a C"], {AT_MOST, IN_C}),
        (["x a C", "x p 1", "z a D", "z p 2"], {AT_LEAST, AT_MOST}),
        (["x a C", "x p x"], {AT_LEAST, AT_MOST, IN_C}),
        (["x a C", "x p x", "x p y"], {AT_LEAST}),
        ([], {AT_LEAST, AT_MOST, IN_C}),
    ],
)
def test_a_claim_is_shown_where_it_holds(triples: list[str], holding: set[Claim]) -> None:
    engine = store(*triples)
    found = {each for group in grouped([AT_LEAST, AT_MOST, IN_C]) for each in shown(engine, group)}
    assert found == holding


def test_what_others_have_twice_leaves_a_bound_open() -> None:
    assert shown(store("x a C", "x p 1", "z a D", "z p 1", "z p 2"), [AT_MOST]) == set()


def test_claims_of_the_same_values_or_class_make_a_group() -> None:
    more = [
        Bound(P, D, at_least=True),
        Bound(PQ, C, at_least=True),
        Range(P, "?value a <urn:D> ."),
        Range(PQ, IN_C.members),
    ]
    groups = grouped([AT_LEAST, AT_MOST, IN_C, *more])
    assert groups == [{AT_LEAST, AT_MOST, more[0]}, {IN_C, more[3]}, {more[1]}, {more[2]}]


def all_claims() -> Iterator[Claim]:
    for values in (P, PQ, INVERSE):
        for focus in (C, D):
            yield from (Bound(values, focus, at_least=each) for each in (True, False))
        yield from (Range(values, f"?value a <urn:{kind}> .") for kind in "CDE")


@pytest.mark.parametrize("seed", range(40))
def test_what_is_shown_holds(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    nodes = [f"n{number}" for number in range(rng.randrange(2, 6))]
    triples = [f"{node} a {rng.choice('CCCD')}" for node in nodes for _ in range(rng.randrange(1, 3))]
    triples += [f"{node} {rng.choice('ppq')} {rng.choice(nodes)}" for node in nodes for _ in range(rng.randrange(3))]
    engine = store(*triples)
    for group in grouped(all_claims()):
        for claim in shown(engine, group):
            assert not list(engine.query(_against(claim))), claim  # type: ignore[arg-type]


def _against(claim: Claim) -> str:
    """What does not keep to a claim."""
    if isinstance(claim, Range):
        return f"SELECT * {{ {{ {claim.values} }} FILTER NOT EXISTS {{ {claim.members} }} }}"
    focus, values = f"SELECT DISTINCT ?focus {{ {claim.focus} }}", f"SELECT DISTINCT ?focus ?value {{ {claim.values} }}"
    if claim.at_least:
        return f"SELECT * {{ {{ {focus} }} MINUS {{ {values} }} }}"
    return f"SELECT ?focus {{ {{ {focus} }} {{ {values} }} }} GROUP BY ?focus HAVING(COUNT(*) > 1)"
