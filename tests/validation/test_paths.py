"""Property paths of any nesting, for both methods and for what a change can matter to."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

from unitgraph.system.errors import ValidationError
from unitgraph.validation import Method, Report, constraints, suspects, targets, validate_file, validate_quads
from unitgraph.validation.graphs import engine_of, graph_of, parse_file, parse_rdf
from unitgraph.validation.reach import UnclearError, reached, sights_of
from unitgraph.validation.suspects import changed_predicates
from unitgraph.validation.targets import Targets

PREFIXES = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <urn:e:> .\n"
NODES = "abcdefgh"
OPERATORS = {
    "inversePath": "[ sh:inversePath {} ]",
    "zeroOrMorePath": "[ sh:zeroOrMorePath {} ]",
    "oneOrMorePath": "[ sh:oneOrMorePath {} ]",
    "zeroOrOnePath": "[ sh:zeroOrOnePath {} ]",
    "sequence": "( {} {} )",
    "alternativePath": "[ sh:alternativePath ( {} {} ) ]",
}
TARGETS = (
    "sh:targetClass e:C",
    "sh:targetNode e:none",
    "sh:targetNode e:a, e:none",
    "sh:targetSubjectsOf e:p",
    "sh:targetObjectsOf e:p",
)
SPARQL = 'sh:sparql [ sh:select "SELECT $this ?value { $this $PATH ?value FILTER (isIRI(?value)) }" ]'
CONSTRAINTS = (
    *("sh:minCount 1", "sh:minCount 2", "sh:maxCount 0", "sh:maxCount 1", "sh:maxCount 2", "sh:class e:C"),
    *("sh:nodeKind sh:IRI", "sh:nodeKind sh:Literal", "sh:hasValue e:a", "sh:in ( e:a e:b 1 )", "sh:not e:inner"),
    *("sh:equals e:p", "sh:disjoint e:q", "sh:qualifiedValueShape e:inner ; sh:qualifiedMinCount 1"),
    SPARQL,
)


def random_path(rng: random.Random, depth: int) -> str:
    if depth == 0:
        return rng.choice(["e:p", "e:q", "e:r"])
    form = rng.choice(list(OPERATORS.values()))
    return form.format(*(random_path(rng, rng.randrange(depth)) for _ in range(form.count("{}"))))


def random_data(rng: random.Random) -> list[str]:
    """Statements among few nodes, so that paths of several steps lead somewhere and meet again."""
    values = [f"<urn:e:{node}>" for node in NODES] + ["1", '"x"']
    lines = [f"<urn:e:{rng.choice(NODES)}> <urn:e:{rng.choice('pqr')}> {rng.choice(values)} ." for _ in range(14)]
    return [*lines, f"<urn:e:{rng.choice(NODES)}> a <urn:e:C> ."]


def quads(lines: Sequence[str]) -> bytes:
    return b"".join(
        f"{each.triple} .\n".encode() for each in parse_rdf("\n".join(lines).encode(), RdfFormat.TURTLE, "")
    )


@pytest.mark.parametrize(
    ("shape", "paths"),
    [
        ("sh:targetNode e:a ; sh:path [ sh:inversePath [ sh:inversePath e:p ] ] ; sh:minCount 1", []),
        ("sh:targetNode e:a ; sh:path [ sh:inversePath [ sh:inversePath e:p ] ] ; sh:minCount 2", ["^(^urn:e:p)"]),
        ("sh:targetNode e:a ; sh:path [ sh:alternativePath ( e:p e:p ) ] ; sh:minCount 2", ["urn:e:p|urn:e:p"]),
        ("sh:targetNode e:a ; sh:path ( [ sh:inversePath e:q ] e:p ) ; sh:minCount 2", ["^urn:e:q/urn:e:p"]),
        ("sh:targetNode e:none ; sh:path [ sh:zeroOrOnePath e:p ] ; sh:maxCount 0", ["(urn:e:p)?"]),
        ("sh:targetNode e:a, e:none ; sh:path [ sh:zeroOrMorePath e:p ] ; sh:in ( e:a e:b )", ["(urn:e:p)*"]),
        (f"sh:targetNode e:none ; sh:path [ sh:zeroOrOnePath e:p ] ; {SPARQL}", ["(urn:e:p)?"]),
        (f"sh:targetNode e:a, e:none ; sh:path [ sh:zeroOrOnePath e:p ] ; {SPARQL}", ["(urn:e:p)?"] * 3),
    ],
)
def test_a_path_and_both_methods(shape: str, paths: list[str], tmp_path: Path) -> None:
    data, shapes = tmp_path / "data.ttl", tmp_path / "shapes.ttl"
    data.write_text(
        "<urn:e:a> <urn:e:p> <urn:e:b> . <urn:e:c> <urn:e:q> <urn:e:a> ; <urn:e:p> <urn:e:b> ."
        "<urn:e:d> <urn:e:q> <urn:e:a> ; <urn:e:p> <urn:e:b> .",
        encoding="utf-8",
    )
    shapes.write_text(
        f"{PREFIXES} e:s a sh:PropertyShape ; {shape} . e:other a sh:NodeShape ; sh:targetNode e:a .", encoding="utf-8"
    )
    reports = [validate_file(data, [shapes], method) for method in Method]
    assert [[each.path for each in report.results] for report in reports] == [paths, paths]
    assert reports[0].results == reports[1].results


def comparable(report: Report) -> list[tuple[str, ...]]:
    return sorted((each.focus, each.path, each.value, each.constraint, each.shape) for each in report.results)


@pytest.fixture(scope="module", params=range(4))
def judged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes, Report]:
    """Shapes with paths, data for them, and what pyshacl finds."""
    rng = random.Random(request.param)  # noqa: S311
    shapes = [PREFIXES, "e:inner a sh:NodeShape ; sh:nodeKind sh:IRI ."]
    for number in range(60):
        constraint = CONSTRAINTS[number % len(CONSTRAINTS)]
        path = random_path(rng, 1 + number % 3)
        if constraint is SPARQL and ("inversePath" in path or "OrMorePath [" in path or "OrOnePath [" in path):
            path = "( e:p [ sh:zeroOrOnePath e:q ] )"  # pyshacl writes others in a way that is no SPARQL
        shapes.append(f"e:s{number} a sh:PropertyShape ; {rng.choice(TARGETS)} ; sh:path {path} ; {constraint} .")
    file = tmp_path_factory.mktemp("paths") / "shapes.ttl"
    file.write_text("\n".join(shapes), encoding="utf-8")
    data = quads(random_data(rng))
    return file, data, validate_quads(data, [file], Method.WHOLE)


@pytest.mark.parametrize(
    "bounds", [(100, 1000, 1000), (0, 1000, 1), (0, 0, 1)], ids=["small", "large, few found", "large, many found"]
)
def test_both_methods_find_the_same_by_any_path(
    judged: tuple[Path, bytes, Report], bounds: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(targets, "SMALL", bounds[0])
    monkeypatch.setattr(suspects, "FEW", bounds[1])
    monkeypatch.setattr(constraints, "FEW", bounds[1])
    monkeypatch.setattr(targets, "AT_ONCE", bounds[2])
    shapes, data, whole = judged
    assert comparable(validate_quads(data, [shapes], Method.SUSPECTS)) == comparable(whole)
    assert len(whole.results) > 50


def test_a_path_that_pyshacl_cannot_write_is_an_error(tmp_path: Path) -> None:
    path = "sh:path [ sh:inversePath [ sh:inversePath e:p ] ]"
    shape = f"e:s a sh:PropertyShape ; sh:targetNode e:a ; {path} ; {SPARQL} ."
    (tmp_path / "shapes.ttl").write_text(PREFIXES + shape, encoding="utf-8")
    with pytest.raises(ValidationError, match=r"shapes\.ttl: no shapes: Expected SelectQuery"):
        validate_quads(b"<urn:e:a> <urn:e:p> <urn:e:b> .", [tmp_path / "shapes.ttl"], Method.WHOLE)


@pytest.mark.exhaustive(sample=2)
@pytest.mark.parametrize("seed", range(4))
def test_who_reaches_other_values_by_a_path_is_reached_by_the_change(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)  # noqa: S311
    unclear = differing = 0
    for number in range(60):
        # From a node that no statement mentions the engine finds nothing, not even by a path of no length.
        lines = [*random_data(rng), *(f"<urn:e:{node}> <urn:e:is> 1 ." for node in NODES)]
        then, now = (engine_of(parse_rdf(quads(some), RdfFormat.N_QUADS, "")) for some in (lines, lines[1:]))
        path = random_path(rng, 1 + number % 3)
        shape = f"e:s a sh:PropertyShape ; sh:targetClass e:C ; sh:path {path} ; sh:minCount 1 ."
        (tmp_path / f"{number}.ttl").write_text(PREFIXES + shape, encoding="utf-8")
        seen = Targets(now, graph_of(parse_file(tmp_path / f"{number}.ttl")))
        changed = changed_predicates(now, then, {lines[0][1:8]})
        try:
            sights = sights_of(seen, [])
        except UnclearError:
            unclear += 1
            continue
        reachable = set(changed).union(*(reached(each, sights, changed) for each in (then, now)))
        (target,) = seen
        before, after = (values(each, seen.path_of(target.shape)) for each in (then, now))
        other = {pyoxigraph.NamedNode(f"urn:e:{node}") for node in NODES if before[node] != after[node]}
        assert other <= reachable
        differing += len(other)
    assert unclear < 30
    assert differing >= 10


def values(engine: pyoxigraph.Store, path: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for node in NODES:
        rows = engine.query(f"SELECT ?value {{ <urn:e:{node}> {path} ?value }}")
        assert isinstance(rows, pyoxigraph.QuerySolutions)
        found[node] = {str(row["value"]) for row in rows}
    return found
