"""Rules that tell sooner what a constraint can find leave out nothing that it finds."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat
from rdflib import SH, URIRef

from unitgraph.system.resources import resource
from unitgraph.validation import Method, Report, constraints, validate_quads
from unitgraph.validation.graphs import engine_of, graph_of, parse_file, parse_rdf
from unitgraph.validation.narrowing import Narrower, Narrowing
from unitgraph.validation.targets import Targets

UG = "https://w3id.org/unitgraph/ns#"
PREFIXES = f"""@prefix ug: <{UG}> . @prefix org: <http://www.w3.org/ns/org#> . @prefix u: <urn:u:> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shapes that there are rules for, alone."""
    every = graph_of(parse_file(resource("ontology", "shapes.ttl")))
    kept = graph_of(())
    for name in ("InferredAncestorShape", "UnitOwnAncestorShape", "KnownSourceShape", "SubordinationReadingShape"):
        kept += every.cbd(URIRef(UG + name))
        kept.remove((URIRef(UG + name), SH.targetSubjectsOf, None))
        kept.add((URIRef(UG + name), SH.targetClass, URIRef(UG + "Unit")))
    for node in set(kept.objects(None, SH.prefixes)):
        kept += every.cbd(node)
    path = tmp_path_factory.mktemp("shapes") / "shapes.ttl"
    kept.serialize(path, format="turtle")
    return path


def both(turtle: str, shapes: Path) -> tuple[Report, Report]:
    data = as_quads(turtle)
    return tuple(validate_quads(data, [shapes], method) for method in (Method.SUSPECTS, Method.WHOLE))  # type: ignore[return-value]


def as_quads(turtle: str) -> bytes:
    return "".join(
        f"{each.triple} .\n" for each in parse_rdf((PREFIXES + turtle).encode(), RdfFormat.TURTLE, "")
    ).encode()


def narrowings(turtle: str, shapes: Path) -> list[Narrowing | None]:
    engine = engine_of(parse_rdf(as_quads(turtle), RdfFormat.N_QUADS, ""))
    every = constraints.sparql_constraints(Targets(engine, graph_of(parse_file(shapes))))
    return [Narrower(engine).narrowed(each.select, each.prefixes) for each in every]


def test_there_is_a_rule_for_each_of_the_queries(shapes: Path) -> None:
    found = narrowings("u:a a ug:Unit .", shapes)
    assert len(found) == 4
    assert None not in found


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("circle", [False, True], ids=["no circle", "a circle"])
def test_ancestors_without_a_chain(seed: int, circle: bool, shapes: Path) -> None:
    rng = random.Random(seed)  # noqa: S311
    edges = {(child, rng.randrange(child)) for child in range(1, 30) for _ in range(rng.choice((1, 1, 2)))}
    if circle:
        edges |= {(3, 20), (20, 3)}
    stated = closure(edges)
    # Statements that rest on nothing, some of them on one another, and some that are left out.
    stated |= {(rng.randrange(30), rng.randrange(30)) for _ in range(12)} | {(25, 29), (26, 25), (26, 29)}
    stated -= set(rng.sample(sorted(stated), 10))
    turtle = "".join(f"u:n{number} a ug:Unit .\n" for number in range(30))
    turtle += "".join(f"u:n{one} org:subOrganizationOf u:n{other} .\n" for one, other in sorted(edges))
    turtle += "".join(f"u:n{one} org:transitiveSubOrganizationOf u:n{other} .\n" for one, other in sorted(stated))
    found, whole = both(turtle, shapes)
    assert found == whole
    assert any(each.shape.endswith("InferredAncestorShape") for each in whole.results)
    assert [found is None for found in narrowings(turtle, shapes)].count(True) == (2 if circle else 0)
    assert any(each.shape.endswith("UnitOwnAncestorShape") for each in whole.results) is circle


@pytest.mark.parametrize("seed", range(3))
def test_sources_that_are_not_what_they_must_be(seed: int, shapes: Path) -> None:
    rng = random.Random(seed)  # noqa: S311
    kinds = ("a ug:Entry", "a prov:Plan", "a u:Other", "dct:isPartOf u:table", "dct:isPartOf u:other", "a ug:Reading")
    sources = [f"u:s{number}" for number in range(24)]
    turtle = (
        "u:table a ug:HierarchyTable . prov:Plan rdfs:subClassOf prov:Entity . ug:Entry rdfs:subClassOf prov:Plan .\n"
    )
    turtle += "".join(f"{each} {rng.choice(kinds)} .\n" for each in sources[4:])
    turtle += "".join(f"{each} prov:wasDerivedFrom {rng.choice(sources)} .\n" for each in sources[10:])
    turtle += "".join(
        f"u:n{number} a {rng.choice(('ug:Unit', 'u:Other'))} ; prov:wasDerivedFrom {rng.choice(sources)}, "
        f"{rng.choice((*sources, '17', 'u:table'))} .\n"
        for number in range(40)
    )
    found, whole = both(turtle, shapes)
    assert found == whole
    told = {each.shape.removeprefix(UG) for each in whole.results}
    assert {"KnownSourceShape", "SubordinationReadingShape"} <= told
    assert 0 < len({each.focus for each in whole.results}) < 40


def test_one_who_asks_again_is_told_the_same(shapes: Path) -> None:
    narrower = Narrower(engine_of(parse_rdf(as_quads("u:a a ug:Unit ; ug:p u:b ."), RdfFormat.N_QUADS, "")))
    query = "SELECT DISTINCT $this ?value WHERE { $this ug:p ?value . FILTER NOT EXISTS { ?value a ug:Unit } }"
    first = narrower.narrowed(query, f"PREFIX ug: <{UG}>\n")
    assert first is not None
    assert [[str(term) for term in row] for row in first.rows] == [["<urn:u:b>"]]
    assert narrower.narrowed(query, f"PREFIX ug: <{UG}>\n") == first
    for _ in range(2):
        with pytest.raises(SyntaxError):
            narrower.narrowed(query, "")


def closure(edges: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    found = set(edges)
    while more := {(one, far) for one, near in found for here, far in found if near == here} - found:
        found |= more
    return found
