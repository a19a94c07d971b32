"""Validation by suspects gives what pyshacl gives for the whole graph, result by result."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

from unitgraph.api import build
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.store import OxigraphStore, open_folder
from unitgraph.system.errors import ValidationError
from unitgraph.system.resources import resource
from unitgraph.validation import Method, Report, constraints, suspects, targets, validate_quads, validate_store
from unitgraph.validation.questions import apart, with_minus
from validation.worlds import FAILING, SUITES, as_kept, changed_world, lines_of


@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("small", [targets.SMALL, 1], ids=["small", "large"])
def test_many_faults_at_once_are_found_alike(seed: int, small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets, "SMALL", small)
    monkeypatch.setattr(suspects, "FEW", small - 1)
    chosen = random.Random(seed).sample(FAILING["shapes"], 40)  # noqa: S311
    data = as_kept(lines_of(changed_world("shapes", chosen)))
    whole = validate_quads(data, SUITES["shapes"][1], Method.WHOLE)
    assert len(whole.results) >= 20
    assert validate_quads(data, SUITES["shapes"][1], Method.SUSPECTS) == whole


def test_a_large_store_is_searched_for_suspects_first(built_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    found = suspects.find_suspects
    monkeypatch.setattr(suspects, "find_suspects", lambda *given: asked.append(given) or found(*given))
    with open_folder(built_store) as store:
        monkeypatch.setattr("unitgraph.validation.LARGE", store.info().triples)
        whole = validate_store(store)
        assert not asked
        assert validate_store(store, method=Method.SUSPECTS) == whole
        assert len(asked) == 1
        monkeypatch.setattr("unitgraph.validation.LARGE", store.info().triples - 1)
        assert validate_store(store) == whole
        assert len(asked) == 2
        monkeypatch.setattr("unitgraph.validation.LARGE_FOR_OTHERS", store.info().triples - 1)
        validate_store(store, [resource("ontology", "term-shapes.ttl")])
    assert len(asked) == 3


class Counted:
    """A store's engine that counts what it is asked."""

    def __init__(self, engine: pyoxigraph.Store) -> None:
        self.engine = engine
        self.select = 0

    def __getattr__(self, name: str) -> object:
        self.select += 1
        return getattr(self.engine, name)


@pytest.mark.exhaustive
@pytest.mark.parametrize("superiors", [False, True], ids=["without superiors", "under one superior"])
def test_the_work_does_not_grow_with_the_square_of_the_siblings(superiors: bool, tmp_path: Path) -> None:
    asked: list[int] = []
    for many in (60, 240):
        table = tmp_path / f"units-{many}.csv"
        names = itertools.islice(itertools.permutations(("Alpha", "Bravo", "Coast", "Delta", "Forest", "Guard")), many)
        rows = [f"u{number},{' '.join(name)},LY,{'top' * superiors}\n" for number, name in enumerate(names)]
        table.write_text(
            "unit,name,country,superiors\ntop,Ministry of Interior,LY,\n" + "".join(rows), encoding="utf-8"
        )
        build(None, tmp_path / f"store-{many}", hierarchies=[HierarchySource(table, year=2024)])
        with open_folder(tmp_path / f"store-{many}") as store:
            assert validate_store(store, method=Method.SUSPECTS).results == ()
            counted = Counted(store.engine)
            engine = cast("pyoxigraph.Store", counted)
            assert validate_store(OxigraphStore(engine), method=Method.SUSPECTS).results == ()
            asked.append(counted.select)
    assert asked[1] < 2 * asked[0]


PREFIXES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <urn:e:> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SHAPE = """
e:s a sh:NodeShape ; {target} ; {constraint} .
e:inner a sh:NodeShape ; sh:nodeKind sh:IRI . e:one a sh:NodeShape ; sh:minLength 3 .
"""
DATA = """
<urn:e:a> a <urn:e:C> ; <urn:e:p> "x"@en, "y"@en, 1, <urn:e:b> ; <urn:e:q> 0, "x"@en .
<urn:e:b> a <urn:e:D> ; <urn:e:p> "long", "end\\n", 5.5, "2020-02-30"^^<http://www.w3.org/2001/XMLSchema#date> .
<urn:e:D> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <urn:e:C> .
<urn:e:c> a <urn:e:C> ; <urn:e:r> [ <urn:e:p> "deep" ] .
"""
TARGETS = ("sh:targetClass e:C", "sh:targetNode e:a, e:none", "sh:targetSubjectsOf e:p", "sh:targetObjectsOf e:p")
CONSTRAINTS = (
    "sh:property e:prop . e:prop sh:path e:p ; sh:minCount 2 ; sh:maxCount 2",
    "sh:property e:prop . e:prop sh:path e:p ; sh:maxCount 0",
    "sh:property e:prop . e:prop sh:path e:p ; sh:datatype xsd:date",
    "sh:property e:prop . e:prop sh:path e:p ; sh:datatype <urn:e:own>",
    "sh:property e:prop . e:prop sh:path e:p ; sh:nodeKind sh:Literal ; sh:maxLength 2",
    "sh:property e:prop . e:prop sh:path e:p ; sh:minExclusive 0 ; sh:maxExclusive 5",
    'sh:property e:prop . e:prop sh:path e:p ; sh:in ( 1 "long" e:b )',
    'sh:property e:prop . e:prop sh:path e:p ; sh:languageIn ( "en" ) ; sh:uniqueLang true',
    "sh:property e:prop . e:prop sh:path e:p ; sh:hasValue 1",
    "sh:property e:prop . e:prop sh:path e:p ; sh:equals e:q",
    "sh:property e:prop . e:prop sh:path e:p ; sh:disjoint e:q",
    "sh:property e:prop . e:prop sh:path e:p ; sh:lessThan e:q",
    "sh:property e:prop . e:prop sh:path e:p ; sh:lessThanOrEquals e:q",
    "sh:property e:prop . e:prop sh:path e:p ; sh:node e:inner",
    "sh:property e:prop . e:prop sh:path e:p ; sh:not e:inner",
    "sh:property e:prop . e:prop sh:path e:p ; sh:or ( e:inner e:one )",
    "sh:property e:prop . e:prop sh:path e:p ; sh:and ( e:inner e:one )",
    "sh:property e:prop . e:prop sh:path e:p ; sh:xone ( e:inner e:one )",
    "sh:property e:prop . e:prop sh:path e:p ; sh:qualifiedValueShape e:one ; sh:qualifiedMinCount 2",
    "sh:property e:prop . e:prop sh:path e:p ; sh:node e:far . "
    "e:far sh:property e:farther . e:farther sh:path e:q ; sh:minCount 1",
    'sh:property e:prop . e:prop sh:path ( e:r e:p ) ; sh:pattern "^d(?=x)"',
    "sh:property e:prop . e:prop sh:path [ sh:alternativePath ( e:p [ sh:inversePath e:p ] ) ] ; "
    'sh:pattern "^U" ; sh:flags "i"',
    'sh:property e:prop . e:prop sh:path e:p ; sh:not e:two . e:two sh:pattern "long"',
    'sh:property e:prop . e:prop sh:path e:p ; sh:not e:two . e:two sh:pattern "d$"',
    'sh:property e:prop . e:prop sh:path e:p ; sh:node e:two . e:two sh:or ( [ sh:pattern "d$" ] [ sh:class e:D ] )',
    "sh:property e:prop . e:prop sh:path e:p ; sh:not e:two . "
    'e:two sh:xone ( [ sh:pattern "d$" ] [ sh:nodeKind sh:IRI ] )',
    "sh:closed true ; sh:ignoredProperties ( e:p )",
    "sh:nodeKind sh:BlankNode",
    "sh:class e:D",
    "sh:deactivated true ; sh:class e:D",
)


@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_shapes_of_ones_own(constraint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, shapes = _triples(), _of_each_target(constraint)
    together = _own(tmp_path, "together", *shapes)
    whole = validate_quads(data, [together], Method.WHOLE)
    # A blank node that is found makes pyshacl look at everything, and says nothing of the other targets.
    blank = any(BLANK.fullmatch(text) for each in whole.results for text in (each.focus, each.value))
    files = [_own(tmp_path, f"target-{number}", shape) for number, shape in enumerate(shapes)] if blank else [together]
    for small, few, at_once in ((100, 1000, 1000), (0, 1000, 1), (0, 1, 1)):
        monkeypatch.setattr(targets, "SMALL", small)
        monkeypatch.setattr(suspects, "FEW", few)
        monkeypatch.setattr(targets, "AT_ONCE", at_once)
        found = [as_set(validate_quads(data, [file], Method.SUSPECTS)) for file in files]
        assert set().union(*found) == as_set(whole)


def _of_each_target(constraint: str) -> list[str]:
    """A shape for each target; the names of all shapes end in the number of the target."""
    names = re.compile(r"\be:(s|inner|one|two|prop|far|farther)\b")
    shapes = [SHAPE.format(target=target, constraint=constraint) for target in TARGETS]
    return [names.sub(rf"e:\g<1>{number}", shape) for number, shape in enumerate(shapes)]


def _own(folder: Path, name: str, *shapes: str) -> Path:
    path = folder / f"{name}.ttl"
    path.write_text(PREFIXES + "".join(shapes), encoding="utf-8")
    return path


BLANK = re.compile("[0-9a-f]{31,32}")


def as_set(report: Report) -> set[tuple[object, ...]]:
    """Results without the labels of blank nodes, which differ from one reading of the data to the next."""
    return {
        (each.severity, _known(each.focus), each.path, _known(each.value), each.constraint, each.shape)
        for each in report.results
    }


def _known(text: str) -> str:
    return "a blank node" if BLANK.fullmatch(text) else text


def sparql_shape(folder: Path, query: str) -> Sequence[Path]:
    constraint = f'sh:sparql [ sh:message "wrong {{?value}}" ; sh:select """{query}""" ]'
    return [_own(folder, "shape", SHAPE.format(target="sh:targetClass e:C", constraint=constraint))]


P, Q = "<urn:e:p>", "<urn:e:q>"
COMPARISONS = (
    "?value > 3",
    "?value != 5",
    "?value NOT IN (1, 2)",
    "?value != 'x' # ?value\\n",
    f"?value != {Q}",
    'STR(?value) > "2"',
    'STR(?value) != "5"^^<http://www.w3.org/2001/XMLSchema#integer>',
    "STR(?value) > # as text\n ?value",
)
OF_VALUES = f"SELECT DISTINCT $this ?value WHERE {{ $this {P} ?value ."


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"SELECT $this ?value WHERE {{ $this {P} ?value FILTER(isIRI(?value)) }}", True),
        (f"SELECT $this ?value {{ $this {P} ?value FILTER NOT EXISTS {{ $this {Q} ?value }} }}", True),
        (f"SELECT $this {{ $this a ?kind . FILTER NOT EXISTS {{ $this {Q} ?other . }} }}", True),
        (
            f"SELECT ?this ?value {{ {{ ?this {P} ?value FILTER NOT EXISTS {{ ?value {P} ?x }} }}"
            f" UNION {{ ?this {Q} ?value }} }}",
            True,
        ),
        (f"SELECT $this ?value {{ $this {P} ?value FILTER NOT EXISTS {{ $this {Q} ?x FILTER(?x = ?value) }} }}", True),
        (f"SELECT $this ?value {{ FILTER NOT EXISTS {{ ?value {Q} ?x }} $this {P}|{Q} ?value }}", True),
        (f"SELECT $this {{ {{ $this {P} 1 }} UNION {{ <urn:e:b> {P} 5.5 }} }}", True),
        (
            f'SELECT $this ?value {{ $this {P} ?value FILTER(STR(?value) != "{{")'
            f" FILTER NOT EXISTS {{ $this {Q} ?value }} }}",
            True,
        ),
        (f"SELECT $this (COUNT(?x) AS ?value) {{ $this {P} ?x }} GROUP BY $this HAVING(COUNT(?x) > 3)", True),
        (
            f"SELECT $this ?value {{ $this {P} ?value"
            f" FILTER NOT EXISTS {{ ?any {Q} ?none . FILTER(isBlank(?none)) }} }}",
            True,
        ),
        (f"SELECT $this ?value {{ $this {P} ?value FILTER NOT EXISTS {{ $this {P}+/{Q} ?value }} }}", True),
        (f"SELECT $this ?value {{ $this {P} ?value FILTER NOT EXISTS {{ $this ?value ?any }} }}", True),
        (f"SELECT $this ?value {{ $this {Q}|{P} ?value FILTER(isBlank(?value)) }}", False),
        (
            f"SELECT $this ?value {{ $this {P} ?value"
            f" FILTER NOT EXISTS {{ $this {Q} ?value . FILTER EXISTS {{ ?x {P} ?value }} }} }}",
            True,
        ),
        (f"SELECT * {{ $this {P} ?value FILTER(isIRI(?value)) }}", True),
        (f"SELECT $this ?value {{ $this {P} ?x OPTIONAL {{ $this {Q} ?value FILTER($this = ?value) }} }}", True),
        (f"SELECT $this ?value {{ {{ SELECT $this ?value {{ $this {P} ?value }} }} $this {P}|{Q} ?value }}", True),
        # Numbers and texts, and what is no date: an engine compares them in its own way.
        *((f"SELECT $this ?value {{ $this {P} ?value FILTER({each}) }}", True) for each in COMPARISONS),
        # What is wanted of values alone: in a word, in several, of a literal, by a path, beside what else is wanted.
        (f"{OF_VALUES} FILTER NOT EXISTS {{ ?value {P} ?x }} }}", True),
        (f"{OF_VALUES} FILTER EXISTS {{ ?value {P} ?x }} . FILTER NOT EXISTS {{ ?value {Q} ?x }} }}", True),
        (f"{OF_VALUES} FILTER EXISTS {{ ?other {Q} ?value }} # with }}\n FILTER (isLiteral(?value)) }}", True),
        (f"{OF_VALUES} FILTER NOT EXISTS {{ ?value {P}/{P}* ?x }} FILTER (STR(?value) != '}}') }}", True),
        (
            f"{OF_VALUES} FILTER NOT EXISTS {{ {{ ?other {Q} ?value }} UNION {{ ?value {P} ?x }} }}"
            f" FILTER NOT EXISTS {{ $this {Q} ?value }} }}",
            True,
        ),
        (
            f"{OF_VALUES} FILTER NOT EXISTS {{ ?x {Q} ?value . FILTER EXISTS {{ ?x {P} <urn:e:b> }} }}"
            f" FILTER EXISTS {{ FILTER(STR(?value) > 'y') }} }}",
            False,
        ),
    ],
)
@pytest.mark.parametrize("few", [constraints.FEW, 0], ids=["named nodes", "all nodes"])
def test_a_constraint_of_ones_own_gives_the_rows_of_each_node(
    query: str, found: bool, few: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(constraints, "FEW", few)
    monkeypatch.setattr(targets, "SMALL", min(few, targets.SMALL))
    shapes = sparql_shape(tmp_path, query)
    asked, whole = (validate_quads(_triples(), shapes, method) for method in (Method.SUSPECTS, Method.WHOLE))
    assert as_set(asked) == as_set(whole)
    assert len(asked.results) == len(whole.results)
    assert bool(asked.results) is found


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?value {{ ?this {P} ?value }}",
        "SELECT $this ?value {{ $this {P} ?value",
        "SELECT $this ?value {{ $this none:p ?value }}",
        "SELECT $this ?value {{ $this {P} ?value }} LIMIT 100",
        "SELECT $this ?value {{ ?value {P} ?x FILTER($this != ?value) }}",
        "SELECT $this ?value {{ $this {P} ?x {{ ?value {Q} ?y BIND(STR($this) AS ?z) }} }}",
    ],
)
def test_a_constraint_that_cannot_be_asked_about_all_nodes_is_asked_about_each(query: str, tmp_path: Path) -> None:
    shapes = sparql_shape(tmp_path, query.format(P=P, Q=Q))
    asked, whole = (outcome(_triples(), shapes, method) for method in (Method.SUSPECTS, Method.WHOLE))
    assert asked == whole


def outcome(data: bytes, shapes: Sequence[Path], method: Method) -> object:
    try:
        return as_set(validate_quads(data, shapes, method))
    except ValidationError:
        return "an error of the shapes"


def test_only_what_says_the_same_becomes_minus() -> None:
    said = with_minus(
        "SELECT $this { FILTER NOT EXISTS { $this <urn:q> ?x . } $this <urn:p> ?y . } # FILTER NOT EXISTS { }"
    )
    assert "FILTER NOT EXISTS { $this" not in said
    assert said.index("MINUS { $this <urn:q> ?x . ") > said.index("$this <urn:p> ?y")
    flat = "SELECT $this { $this <urn:p> ?y FILTER NOT EXISTS { ?a <urn:q> $this . FILTER EXISTS { ?a <urn:r> ?b } } }"
    assert "MINUS { ?a <urn:q> $this . { ?a <urn:r> ?b " in " ".join(with_minus(flat).split())
    for kept in (
        "SELECT $this { $this <urn:p> ?y FILTER NOT EXISTS { ?a <urn:q> ?b } }",
        "SELECT $this { $this <urn:p> ?y FILTER NOT EXISTS { $this <urn:q> ?b FILTER(?b > ?y) } }",
        "SELECT $this { $this <urn:p> ?y FILTER NOT EXISTS { $this <urn:q>+ ?b } }",
        "SELECT $this { $this <urn:p> ?y FILTER NOT EXISTS { ?a <urn:q> $this FILTER EXISTS { ?a <urn:r>* ?b } } }",
        "SELECT $this { OPTIONAL { $this <urn:p> ?y } FILTER NOT EXISTS { ?y <urn:q> ?b } }",
        "SELECT $this { $this <urn:p> ?x BIND(?x + 1 AS ?y) FILTER NOT EXISTS { ?y <urn:q> ?b } }",
        "SELECT $this { $this <urn:p> ?x FILTER NOT EXISTS { $this <urn:q> ?y } { SELECT ?y { ?z <urn:p> ?y } } }",
        'SELECT $this { $this <urn:p> "FILTER NOT EXISTS { $this <urn:q> ?y }" }',
    ):
        assert with_minus(kept) == kept


def test_triples_stand_apart_where_all_of_a_group_are_of_two_variables() -> None:
    def changed(query: str) -> str:
        return " ".join(apart(query).split())

    pair = "{ SELECT $this ?x { $this <urn:p> ?x } } { SELECT ?y ?x { ?y a ?x } }"
    assert changed("SELECT $this { $this <urn:p> ?x . ?y a ?x . }") == f"SELECT $this {{{pair} }}"
    assert changed("SELECT ?this { ?this <urn:p> ?x ; ug:q ?y FILTER(?x > ?y) }") == (
        "SELECT ?this {{ SELECT ?this ?x { ?this <urn:p> ?x } } { SELECT ?this ?y { ?this ug:q ?y } } FILTER(?x > ?y) }"
    )
    assert changed("SELECT ?this { { ?this a ?x } MINUS { ?this <urn:#p> ?x } }") == (
        "SELECT ?this { {{ SELECT ?this ?x { ?this a ?x } } } MINUS {{ SELECT ?this ?x { ?this <urn:#p> ?x } } } }"
    )
    for kept in (
        "SELECT $this { $this <urn:p> ?x FILTER NOT EXISTS { ?x <urn:p> ?y } }",
        "SELECT $this { $this <urn:p> ?x ; <urn:q> <urn:one> }",
        'SELECT $this { $this <urn:p> ?x ; <urn:q> "one" }',
        "SELECT $this { $this <urn:p>+ ?x }",
        "SELECT $this { $this ?p ?x }",
        "SELECT $this { $this <urn:p> ?x , ?y }",
        "SELECT $this { # { $this <urn:p> ?x }\n}",
        'SELECT $this { BIND("{ $this a ?x }" AS ?y) }',
    ):
        assert apart(kept) == kept


def _triples() -> bytes:
    return b"".join(f"{each.triple} .\n".encode() for each in pyoxigraph.parse(DATA.encode(), format=RdfFormat.TURTLE))
