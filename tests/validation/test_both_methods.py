"""Both methods of validation give the same, whatever the shapes: a sample of what ``benchmarks/standing.py`` counts."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from odd_shapes import DATA_HEAD, HEAD, both_ways, compared
from unitgraph.dataset.vocab import term
from unitgraph.validation import Method, validate_quads


def test_random_shapes_find_the_same_by_both_methods(tmp_path: Path) -> None:
    tried = [compared(seed, tmp_path) for seed in range(30)]
    assert [each.fault for each in tried if each.fault] == []
    assert sum(bool(each.results) for each in tried) > 15


DATA = """
e:a a e:C ; e:p "x", "x\\n", e:b ; e:q "x" .
e:b a e:C ; e:p "0000-01-01"^^xsd:date, "y" ; e:q e:b, 1 .
"""
MOST = "<http://example.org/most>"
TARGET = "e:s a sh:NodeShape ; sh:targetClass e:C ; "


@pytest.mark.parametrize(
    ("shapes", "results"),
    [
        (f"{TARGET} sh:equals e:q .", 3),
        (f"{TARGET} sh:disjoint e:q .", 1),
        (f"{TARGET} sh:property [ sh:path e:p ; sh:property [ sh:path e:q ; sh:minCount 1 ] ] .", 4),
        (
            f"{TARGET} {MOST} 1 . e:component a sh:ConstraintComponent ; sh:parameter [ sh:path {MOST} ] ; sh:validator"
            ' [ a sh:SPARQLAskValidator ; sh:message "m" ; sh:ask "ASK { FILTER(isBlank($value)) }" ] .',
            2,
        ),
        (f'{TARGET} sh:property [ sh:path e:p ; sh:pattern "^[[:alpha:]]" ] .', 5),
        (f'{TARGET} sh:property [ sh:path e:p ; sh:pattern "K" ; sh:flags "i" ] .', 5),
        (
            f"{TARGET} sh:property [ sh:path e:p ; sh:qualifiedMaxCount 1 ;"
            ' sh:qualifiedValueShape [ sh:pattern "^x$" ] ] .',
            1,
        ),
        (f"{TARGET} sh:not [ sh:deactivated true ; sh:nodeKind sh:Literal ] .", 2),
        (
            "e:s a sh:NodeShape ; sh:targetNode e:none, e:a ;"
            " sh:property [ sh:path [ sh:zeroOrOnePath e:p ] ; sh:maxCount 0 ] .",
            2,
        ),
        (f'{TARGET} sh:property [ sh:path e:r ; sh:minCount "+1"^^xsd:integer ] .', 2),
        (f"{TARGET} sh:property [ sh:path e:p ; sh:datatype xsd:date ] .", 5),
        (f"{TARGET} sh:property [ sh:path e:p ; sh:lessThan e:q ] .", 5),
        (f"{TARGET} sh:property [ sh:path e:p ; sh:in ( ) ] .", 5),
        (f"{TARGET} sh:property [ sh:path e:p ; sh:severity e:own ; sh:maxCount 1 ] .", 2),
        (f'{TARGET} sh:sparql [ sh:select "SELECT ?value {{ $this <urn:e:p> ?value }}" ] .', 5),
        (f'{TARGET} sh:property [ sh:path e:p ; sh:pattern "(" ] .', None),
        ("e:C a sh:NodeShape, <http://www.w3.org/2000/01/rdf-schema#Class> ; sh:class e:D .", 2),
        ("e:s a sh:NodeShape ; sh:targetClass e:K ; sh:class e:K . ", 0),
        (
            f"{TARGET} sh:property [ sh:path [ sh:zeroOrOnePath [ sh:zeroOrMorePath e:q ] ] ; sh:sparql"
            ' [ sh:select "SELECT $this ?value { $this $PATH ?value FILTER(isBlank(?value)) }" ] ] .',
            None,
        ),
    ],
)
def test_what_only_pyshacl_understands_is_looked_at_as_a_whole(
    shapes: str, results: int | None, tmp_path: Path
) -> None:
    paths = tmp_path / "data.ttl", tmp_path / "shapes.ttl"
    data = f"{DATA} e:k a _:kind . _:kind <{term('rdfs:subClassOf')}> e:K ." if results == 0 else DATA
    for path, text in zip(paths, (HEAD + DATA_HEAD + data, HEAD + shapes), strict=True):
        path.write_text(text, encoding="utf-8")
    got = both_ways(*paths, "")
    assert got.fault == ""
    assert got.results == results


def test_a_blank_node_of_the_shapes_is_none_of_the_data(tmp_path: Path) -> None:
    paths = tmp_path / "data.ttl", tmp_path / "shapes.ttl"
    for path, text in zip(paths, (HEAD + DATA_HEAD + "_:x a e:C .", HEAD + f"{TARGET} sh:in ( _:x ) ."), strict=True):
        path.write_text(text, encoding="utf-8")
    got = both_ways(*paths, "")
    assert (got.fault, got.results) == ("", 1)


@pytest.mark.parametrize("within", ["sh:not [ {} ]", "sh:not [ sh:or ( [ {} ] [ sh:class e:D ] ) ]"])
def test_a_bound_that_only_one_library_takes_for_kept_is_not_missed(within: str, tmp_path: Path) -> None:
    paths = tmp_path / "data.ttl", tmp_path / "shapes.ttl"
    data = 'e:n e:p "2020"^^xsd:gYear ; e:r 1 .'
    not_below = within.format("sh:maxExclusive -3")
    shapes = f"e:s a sh:NodeShape ; sh:targetSubjectsOf e:r ; sh:property [ sh:path e:p ; {not_below} ] ."
    for path, text in zip(paths, (HEAD + DATA_HEAD + data, HEAD + shapes), strict=True):
        path.write_text(text, encoding="utf-8")
    got = both_ways(*paths, "")
    assert got.fault == ""
    assert got.results == 1


@pytest.mark.parametrize(
    "target", ["sh:targetSubjectsOf e:q", "sh:targetObjectsOf e:p, e:q", "sh:targetClass e:C, e:D, e:E"]
)
@pytest.mark.parametrize(
    "wanted",
    [
        "sh:minCount 3",
        "sh:qualifiedMinCount 3 ; sh:qualifiedValueShape [ sh:nodeKind sh:Literal ]",
        'sh:sparql [ sh:select "SELECT $this { $this $PATH ?v } GROUP BY $this HAVING(COUNT(?v) < 3)" ]',
    ],
)
def test_values_of_a_node_that_is_in_its_target_several_times_count_once(
    target: str, wanted: str, tmp_path: Path
) -> None:
    paths = tmp_path / "data.ttl", tmp_path / "shapes.ttl"
    data = f"{DATA} e:b e:p e:b . e:n e:q e:b ; e:p e:b . e:b a e:D, e:E . e:D <{term('rdfs:subClassOf')}> e:C ."
    shapes = f"e:s a sh:PropertyShape ; {target} ; sh:path e:q ; {wanted} ."
    for path, text in zip(paths, (HEAD + DATA_HEAD + data, HEAD + shapes), strict=True):
        path.write_text(text, encoding="utf-8")
    got = both_ways(*paths, "")
    assert got.fault == ""
    assert got.results


def test_a_date_that_one_library_refuses_is_found_in_rulings(caplog: pytest.LogCaptureFixture) -> None:
    ruling, kind = "<https://w3id.org/unitgraph/ruling/2018/x>", f"<{term('rdf:type')}>"
    lines = [
        f"{ruling} {kind} <{term('ug:Ruling')}> .",
        f'{ruling} <{term("dcterms:date")}> "0000-01-01"^^<{term("xsd:date")}> .',
    ]
    with caplog.at_level(logging.CRITICAL):
        found = [{(each.constraint, each.value) for each in validate_quads(lines, None, way).results} for way in Method]
    assert found[0] == found[1]
    assert ("http://www.w3.org/ns/shacl#DatatypeConstraintComponent", "0000-01-01") in found[0]
