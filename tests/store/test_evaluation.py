"""The merge of several graphs: the answers are those over one graph that holds every triple of theirs once."""

from __future__ import annotations

import doctest
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import product
from typing import Any

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import unitgraph.store.patterns
from unitgraph.store import QueryDataset, Result, evaluation, memory_store
from unitgraph.store.evaluation import _copy
from unitgraph.store.patterns import ANY, Pattern, patterns_of
from unitgraph.store.sparql import check_query

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
EX = "http://example.org/"
GRAPHS = ("one", "two", "three", "four")
PATTERNS = (
    "?s e:p ?o",
    "?s e:q ?o ; e:p ?x",
    "?s a e:C",
    "?s a ?t",
    "?s a/e:p ?o",
    "?x ^a ?s",
    "?s e:p/e:q ?o",
    "?s (e:p|^e:q) ?o",
    "?s e:p+ ?o",
    "?s e:p* ?o",
    "?s (e:p/e:q)? ?o",
    "?s !e:p ?o",
    "?s !(e:p|^a) ?o",
    "?s ?p ?o",
    "e:a ?p ?o",
    "?s e:p [ ?q ?x ]",
    "?s e:p ?o . FILTER (?o != e:b) ?o e:q ?x",
    "?s e:p ?o FILTER EXISTS { ?o e:q ?x }",
    "?s e:p ?o FILTER NOT EXISTS { ?o ?q ?x }",
    "?s e:p ?o OPTIONAL { ?o a ?t }",
    "?s e:p ?o MINUS { ?s e:q ?o }",
    "{ ?s e:p ?o } UNION { ?s <http://example.org/q> ?o }",
    "{ SELECT ?s ?o (COUNT(*) AS ?n) { ?s e:p ?o } GROUP BY ?s ?o }",
    "{ SELECT DISTINCT ?s ?o ?x { ?s e:p ?o . ?o e:q ?x } }",
    "BIND (EXISTS { ?s e:p ?o } AS ?x)",
    "VALUES (?s ?o ?x) { (e:a e:b 1) (e:b UNDEF 2) } ?s e:q ?o",
    "GRAPH ?g { ?s e:q ?o }",
    "GRAPH e:three { ?s ?p ?o }",
    "?s e:p (e:a e:b)",
    "?s e:p 1 , '1' , e:b",
)
FORMS = (
    "SELECT * {{ {} }}",
    "SELECT DISTINCT ?s ?o {{ {} }}",
    "SELECT (COUNT(*) AS ?n) {{ {} }}",
    "SELECT ?s (COUNT(?o) AS ?n) (SUM(STRLEN(STR(?o))) AS ?all) {{ {} }} GROUP BY ?s",
    "ASK {{ {} }}",
    "ASK {{ {{ SELECT ?s {{ {} }} GROUP BY ?s HAVING (COUNT(*) > 1) }} }}",
    "CONSTRUCT {{ ?s e:made ?o }} WHERE {{ {} }}",
    "CONSTRUCT {{ [] e:made ?s }} WHERE {{ {} }}",
    "DESCRIBE ?s WHERE {{ {} }}",
)
SUBJECTS, PREDICATES, OBJECTS = ("e:a", "e:b", "e:C"), ("e:p", "e:q", "a"), ("e:a", "e:b", "e:C", "1", "'1'")
triples = st.tuples(*map(st.sampled_from, (SUBJECTS, PREDICATES, OBJECTS)))
World = list[tuple[tuple[str, str, str], str]]


def quads(world: World) -> list[str]:
    text = "".join(f"GRAPH e:{graph} {{ {' '.join(triple)} }}\n" for triple, graph in world)
    prefixes = f"@prefix e: <{EX}> .\n"
    parsed = pyoxigraph.parse(prefixes + text, format=pyoxigraph.RdfFormat.TRIG)
    return sorted({f"{quad} ." for quad in parsed})


def content(result: Result) -> object:
    """An answer without the order of its rows and the names of its blank nodes."""
    if result.kind == "boolean":
        return bool(result)
    rows = [
        tuple("[]" if isinstance(value, pyoxigraph.BlankNode) else str(value) for value in row) for row in result.rows()
    ]
    return [*result.columns], Counter(rows)


def check_merge(text: str, world: World, default: Sequence[str], named: Collection[str]) -> Any:
    """Ask several graphs and the one that holds their triples; the answer, when both give the same."""
    merged = [(triple, "merge") for triple, graph in world if graph in default]
    kept = tuple(EX + graph for graph in sorted(named))
    with memory_store(quads(world)) as several, memory_store(quads([*world, *merged])) as single:
        found = content(several.query(text, None, QueryDataset(tuple(EX + graph for graph in default), kept)))
        assert found == content(single.query(text, None, QueryDataset((EX + "merge",), kept))), text
        return found


TEXTS = [f"PREFIX e: <{EX}> {form.format(pattern)}" for form in FORMS for pattern in PATTERNS]
EVERY: World = [
    *((triple, graph) for triple in product(SUBJECTS, PREDICATES, OBJECTS) for graph in ("one", "two")),
    (("e:a", "e:p", "e:D"), "three"),
    (("e:D", "e:q", "e:a"), "four"),
]


def test_every_query_over_graphs_that_share_much() -> None:
    answers = [check_merge(text, EVERY, ("one", "two", "three"), ("three", "four")) for text in TEXTS]
    assert len(answers) == len(FORMS) * len(PATTERNS) == 270
    assert sum(bool(answer) for answer in answers) > 230


@settings(max_examples=5 * settings().max_examples)
@given(
    text=st.sampled_from(TEXTS),
    world=st.lists(st.tuples(triples, st.sampled_from(GRAPHS)), max_size=12),
    default=st.permutations(["one", "two", "three"]),
    named=st.sets(st.sampled_from(GRAPHS)),
)
def test_several_graphs_answer_as_their_merge(text: str, world: World, default: list[str], named: set[str]) -> None:
    check_merge(text, world, default, named)


def test_graphs_that_share_nothing_that_counts_are_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[object] = []
    monkeypatch.setattr(evaluation, "_copy", lambda *given: copied.append(given[-1]) or _copy(*given))
    world: World = [(("e:a", "e:p", "e:b"), "one"), (("e:a", "e:p", "e:b"), "two"), (("e:b", "e:q", "e:a"), "two")]
    for pattern in ("?s e:q ?o", "?s e:q/e:q ?o", "?s a e:C ; ^e:q e:b"):
        check_merge(f"PREFIX e: <{EX}> SELECT * {{ {pattern} }}", world, ("one", "two"), ())
    with memory_store(quads(world)) as store:
        store.query("SELECT * { ?s ?p ?o }", None, QueryDataset((EX + "one", EX + "two")))  # all that there are
    assert copied == []
    further: World = [*world, (("e:a", "e:q", "e:b"), "three")]
    check_merge(f"PREFIX e: <{EX}> SELECT * {{ ?s e:p ?o }}", further, ("one", "two"), ())
    assert copied == [frozenset({(EX + "p", None)})]


@pytest.mark.parametrize(
    ("text", "patterns"),
    [
        ("SELECT ?s { ?s a e:C }", {(RDF + "type", EX + "C")}),
        ("SELECT ?s { ?s a e:C , e:D }", {(RDF + "type", None), (EX + "D", None), (EX + "C", None)}),
        ("SELECT ?s { ?s a/e:p ?o }", {(RDF + "type", None), (EX + "p", None)}),
        ("SELECT ?s { ?s ^a e:C }", {(RDF + "type", None), (EX + "C", None)}),
        ("ASK { ?s e:p ( e:C ) }", {(EX + "p", None), (RDF + "first", None), (RDF + "rest", None)}),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s e:p ?o , ?p }", {(EX + "p", None)}),
        ("SELECT ?a ?b ?c { { SELECT ?a ?b ?c { ?a e:p ?b } } }", {(EX + "p", None)}),
        ("SELECT ?s { ?s e:p ?o } GROUP BY ?s ?o ?x", {(EX + "p", None)}),
        ("ASK {}", set()),
        ("ASK { ?s e:p ?o ; ?p ?x }", {ANY}),
        ("ASK { ?s e:p* ?o }", {ANY}),
        ("ASK { ?s (e:p)? ?o }", {ANY}),
        ("ASK { ?s !e:p ?o }", {ANY}),
        ("ASK { ?s !(a) ?o }", {ANY}),
        ("ASK { [ ?p ?o ] }", {ANY}),
        ("ASK { ( e:a ) ?p ?o }", {ANY}),
        ("ASK { 'a'@en ?p ?o }", {ANY}),
        ("ASK { ?s ?p -1 }", {ANY}),
        ("ASK { <s> e:p ?o }", {ANY}),
        (r"ASK { ?s e:p\-q ?o }", {ANY}),
    ],
)
def test_the_triples_that_a_query_can_match(text: str, patterns: set[Pattern]) -> None:
    found = patterns_of(check_query(f"PREFIX e: <{EX}> {text}"))
    assert patterns <= found
    assert {each for each in found - patterns if each[0] not in (EX + "C", EX + "D")} == set()


def test_two_graphs_that_do_not_stand_side_by_side_may_share() -> None:
    world: World = [
        (("e:a", "e:p", "e:b"), "one"),
        (("e:b", "e:p", "e:b"), "two"),
        (("e:a", "e:p", "e:b"), "three"),
        (("e:a", "e:p", "e:b"), "four"),
    ]
    found = check_merge("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", world, ("one", "two", "three"), ())
    assert found == (["n"], Counter({(str(pyoxigraph.Literal(2)),): 1}))


def test_a_description_tells_each_triple_once() -> None:
    world: World = [(("e:a", "e:p", "e:b"), graph) for graph in ("one", "two", "three")]
    for text in ("DESCRIBE e:a", "DESCRIBE ?s { ?s e:p ?o }"):
        _, rows = check_merge(f"PREFIX e: <{EX}> {text}", world, ("one", "two"), ())
        assert list(rows.values()) == [1]


def test_a_prefix_of_two_meanings_and_a_base_cover_all() -> None:
    assert patterns_of(check_query(f"PREFIX e: <{EX}> PREFIX e: <x:> ASK {{ ?s e:p ?o }}")) == {ANY}
    assert patterns_of(check_query(f"BASE <{EX}> ASK {{ ?s <{EX}p> ?o }}")) == {ANY}


def test_doctests() -> None:
    assert doctest.testmod(unitgraph.store.patterns) == (0, 3)
