"""What a validation of changes finds is what a validation of everything finds."""

from __future__ import annotations

import random
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, RdfFormat

from unitgraph.store import OxigraphStore
from unitgraph.validation import Method, Report, suspects, validate_changes, validate_store
from unitgraph.validation.constraints import sparql_constraints
from unitgraph.validation.graphs import engine_of, graph_of, parse_file, parse_rdf
from unitgraph.validation.reach import Sight, UnclearError, sights_of
from unitgraph.validation.targets import Targets
from validation.worlds import FAILING, FIXTURES, as_kept, changed_world, lines_of, name_of, side_by_side

CASES = FIXTURES["shapes"]


def store_of(lines: list[str]) -> OxigraphStore:
    return OxigraphStore(engine_of(parse_rdf("\n".join(as_kept(lines)).encode(), RdfFormat.N_QUADS, "")))


def world_with(*fixtures: Path) -> OxigraphStore:
    return store_of(lines_of(changed_world("shapes", fixtures)))


@pytest.fixture(scope="module")
def untouched() -> tuple[OxigraphStore, Report]:
    store = world_with()
    return store, validate_store(store, method=Method.SUSPECTS)


def subjects(one: OxigraphStore, other: OxigraphStore) -> list[str]:
    """The IRIs about which two stores differ."""
    return sorted({quad.subject.value for quad in set(one.engine) ^ set(other.engine) if is_named(quad)})


def is_named(quad: pyoxigraph.Quad) -> bool:
    return isinstance(quad.subject, NamedNode)


def check(now: OxigraphStore, then: OxigraphStore, before: Report, whole: Report | None = None) -> None:
    known = [(result.focus, result.shape) for result in before.results]
    found = validate_changes(now, then, subjects(now, then), known)
    assert found.results == (whole or validate_store(now, method=Method.SUSPECTS)).results


@pytest.fixture
def never_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """However much changed, it is not all validated again."""
    monkeypatch.setattr(suspects, "FEW", 1_000_000)
    monkeypatch.setattr("unitgraph.validation.validate_store", None)


@pytest.mark.exhaustive
@pytest.mark.usefixtures("never_everything")
def test_what_changes_bring_and_what_their_reversal_takes_away() -> None:
    """Of every fixture, each in a space of its own."""
    without, changed = (
        store_of(side_by_side("shapes", each)) for each in ([[]] * len(CASES), [[each] for each in CASES])
    )
    before, after = (validate_store(each, method=Method.SUSPECTS) for each in (without, changed))
    assert len(after.results) > len(before.results) == 0
    check(changed, without, before, after)
    check(without, changed, after, before)


@pytest.mark.exhaustive(sample=2)
@pytest.mark.usefixtures("never_everything")
@pytest.mark.parametrize("fixture", CASES, ids=name_of)
def test_what_one_change_brings_and_what_its_reversal_takes_away(
    fixture: Path, untouched: tuple[OxigraphStore, Report]
) -> None:
    without, before = untouched
    changed = world_with(fixture)
    after = validate_store(changed, method=Method.SUSPECTS)
    check(changed, without, before, after)
    check(without, changed, after, before)


@pytest.mark.exhaustive(sample=2)
@pytest.mark.parametrize("seed", range(20))
def test_from_some_faults_to_others(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    then, now = (world_with(*rng.sample(CASES, 30)) for _ in range(2))
    before = validate_store(then, method=Method.SUSPECTS)
    assert len(before.results) > 10
    check(now, then, before)


def test_only_what_a_change_can_matter_to_is_looked_at(
    untouched: tuple[OxigraphStore, Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    without, before = untouched
    (fixture,) = (path for path in FAILING["shapes"] if path.parent.name == "UnitSuperiorCountryShape")
    changed = world_with(fixture)
    looked_at: list[int] = []
    among = suspects.suspects_among

    def counted(*given: object) -> object:
        found = among(*given)  # type: ignore[arg-type]
        assert found is not None
        looked_at.append(max(len(each.focus_nodes) for each in found.values()))
        return found

    monkeypatch.setattr(suspects, "suspects_among", counted)
    monkeypatch.setattr("unitgraph.validation.validate_store", None)
    known = [(result.focus, result.shape) for result in before.results]
    assert validate_changes(changed, without, subjects(changed, without), known).results
    assert looked_at[0] < 20 + len(known)


def test_after_too_many_changes_everything_is_looked_at(
    untouched: tuple[OxigraphStore, Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    without, before = untouched
    changed = world_with(*FAILING["shapes"][:40])
    monkeypatch.setattr(suspects, "FEW", 5)
    monkeypatch.setattr("unitgraph.validation.validate_store", lambda store: (store, before))
    assert validate_changes(changed, without, subjects(changed, without), []) == (changed, before)


def sights(shapes: str, tmp_path: Path) -> set[Sight]:
    path = tmp_path / "shapes.ttl"
    prefixes = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <urn:e:> .\n"
    path.write_text(prefixes + shapes, encoding="utf-8")
    targets = Targets(engine_of(()), graph_of(parse_file(path)))
    return sights_of(targets, list(sparql_constraints(targets)))


P, Q, R = "<urn:e:p>", "<urn:e:q>", "<urn:e:r>"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


@pytest.mark.parametrize(
    ("shapes", "seen"),
    [
        ("e:s sh:targetClass e:C ; sh:property [ sh:path e:p ; sh:minCount 1 ; sh:datatype e:d ] .", set()),
        ("e:s sh:targetObjectsOf e:p ; sh:nodeKind sh:IRI .", {(f"^{P}", P)}),
        ("e:s sh:targetClass e:C ; sh:property [ sh:path e:p ; sh:class e:D ] .", {(P, TYPE)}),
        (
            "e:s sh:targetClass e:C ; sh:property [ sh:path ( e:p [ sh:inversePath e:q ] ) ; sh:maxCount 1 ] .",
            {(f"{P}/^{Q}", Q)},
        ),
        (
            "e:s sh:targetClass e:C ; sh:property [ sh:path ( e:r [ sh:zeroOrMorePath e:p ] ) ; sh:maxCount 1 ] .",
            {(f"{R}/({P})*", P)},
        ),
        (
            "e:s sh:targetClass e:C ; sh:node e:t . e:t sh:property [ sh:path e:p ; sh:node e:u ] ."
            " e:u sh:closed true ; sh:property [ sh:path e:q ; sh:equals e:r ] .",
            {(P, None), (P, Q), (P, R)},
        ),
        (
            'e:s sh:targetClass e:C ; sh:sparql [ sh:select "SELECT $this { $this <urn:e:p> ?a . ?b <urn:e:q> ?a'
            ' FILTER NOT EXISTS { ?b <urn:e:r> ?c . ?c ?any 1 } OPTIONAL { ?a <urn:e:p>+ ?d } }" ] .',
            {
                (f"{P}/^({Q})", Q),
                (f"{P}/^({Q})", R),
                (f"{P}/^({Q})/{R}", None),
                (f"{P}/({P})*", P),
            },
        ),
    ],
)
def test_what_shapes_see(shapes: str, seen: set[tuple[str, str | None]], tmp_path: Path) -> None:
    assert {(each.way, each.predicate) for each in sights(shapes, tmp_path)} == seen


@pytest.mark.parametrize(
    "shapes",
    [
        "e:s sh:targetClass e:C ; sh:node e:t . e:t sh:property [ sh:path e:p ; sh:node e:t ] .",
        "e:s sh:targetClass e:C ; sh:own 1 .",
        'e:s sh:targetClass e:C ; sh:sparql [ sh:select "SELECT $this { $this <urn:e:p> 1 . ?a <urn:e:q> ?b }" ] .',
        'e:s sh:targetClass e:C ; sh:sparql [ sh:select "SELECT $this { { SELECT $this { $this <urn:e:p> 1 } } }" ] .',
    ],
)
def test_shapes_of_which_it_cannot_be_told(shapes: str, tmp_path: Path) -> None:
    with pytest.raises(UnclearError):
        sights(shapes, tmp_path)


def test_changes_that_have_no_name_or_change_the_classes_are_looked_at_with_everything(
    untouched: tuple[OxigraphStore, Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    without, before = untouched
    monkeypatch.setattr("unitgraph.validation.validate_store", lambda store: (store, before))
    assert validate_changes(without, without, ["_:b0"], []) == (without, before)
    other = world_with()
    unit = NamedNode("https://w3id.org/unitgraph/ns#Unit")
    for quad in list(
        other.engine.quads_for_pattern(unit, NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf"), None)
    ):
        other.engine.remove(quad)
    assert validate_changes(other, without, [unit.value], []) == (other, before)
