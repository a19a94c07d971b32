"""Rules that tell sooner what a constraint can find leave out nothing that it finds."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat
from rdflib import SH, URIRef

from unitgraph.system.resources import resource
from unitgraph.validation import Method, Report, constraints, narrowing, targets, validate_quads
from unitgraph.validation.graphs import engine_of, graph_of, parse_file, parse_rdf
from unitgraph.validation.narrowing import Narrower, Narrowing, is_about_siblings
from unitgraph.validation.targets import Targets

UG = "https://w3id.org/unitgraph/ns#"
PREFIXES = f"""@prefix ug: <{UG}> . @prefix org: <http://www.w3.org/ns/org#> . @prefix u: <urn:u:> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
"""


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shapes that there are rules for, alone."""
    every = graph_of(parse_file(resource("ontology", "shapes.ttl")))
    kept = graph_of(())
    for name in ("SiblingNamesShape", "InferredAncestorShape", "UnitOwnAncestorShape"):
        kept += every.cbd(URIRef(UG + name))
    kept.add((URIRef(UG + "UnitOwnAncestorShape"), SH.targetClass, URIRef(UG + "Unit")))
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
    return [Narrower(engine).narrowed(each.asked, each.prologue) for each in every]


def test_there_is_a_rule_for_each_of_the_queries(shapes: Path) -> None:
    found = narrowings("u:a a ug:Unit .", shapes)
    assert len(found) == 3
    assert None not in found


WORDS = ["Alto Brigade", "İstanbul Norte", "ISTANBUL é", "Brigades 7th", "8th", "IV", "V", "", "Norte"]


FEWER = pytest.mark.parametrize("few", [narrowing.FEW, 0], ids=["few units without a superior", "many"])


@FEWER
@pytest.mark.parametrize("seed", range(6))
def test_siblings_with_nearly_the_same_name(seed: int, few: int, shapes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(narrowing, "FEW", few)
    monkeypatch.setattr(targets, "AT_ONCE", 1 + seed % 2)
    rng = random.Random(seed)  # noqa: S311
    lines: list[str] = []
    for number in range(60):
        name = misspelt(" ".join([rng.choice(WORDS[:4]), rng.choice(WORDS[4:])]), rng)
        above = f"; org:subOrganizationOf u:{rng.choice('xyz')}" if rng.random() < 0.7 else ""
        lines.append(f'u:n{number} a ug:Unit ; skos:prefLabel "{name}" ; ug:country u:{rng.choice("pq")} {above} .')
        if rng.random() < 0.2:
            lines.append(f"u:n{number} owl:differentFrom u:n{rng.randrange(60)} .")
    found, whole = both("\n".join(lines), shapes)
    assert found == whole
    assert len(whole.results) > 20


@FEWER
@pytest.mark.parametrize(
    ("beside", "names"),
    [
        ("org:subOrganizationOf _:above", ['"Alto Brigade"', '"Alto Brigada"']),
        ('org:subOrganizationOf "above"', ['"Alto Brigade"', '"Alto Brigada"']),
        ("ug:country _:country", ['"Alto Brigade"', '"Alto Brigada"']),
        ("org:subOrganizationOf u:above", ['"Alto\\u001FBrigade"', '"Alto\\u001FBrigada"']),
        ("org:subOrganizationOf u:above", ['"Alto\\u001F"', '"Alto\\u001Fs"', '"Norte"']),
        ("org:subOrganizationOf u:above", ['"Alto Brigade"', '"Alto Brigada"', "u:name"]),
        ("org:subOrganizationOf u:above", ['"Alto Brigade"@es', '"Alto Brigada"@es', "_:name"]),
        ("org:subOrganizationOf u:above", ['"Alto Brigade", "Otra"', '"Nada", "Alto Brigada"']),
    ],
)
def test_siblings_of_every_writing(
    beside: str, names: Sequence[str], few: int, shapes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(narrowing, "FEW", few)
    units = "".join(
        f"u:n{number} a ug:Unit ; skos:prefLabel {name} ; {beside} .\n" for number, name in enumerate(names)
    )
    another = "u:x a ug:Unit ; skos:prefLabel 'Cabo Norte' ; org:subOrganizationOf u:z ; ug:country u:c .\n"
    found, whole = both(units + another, shapes)
    assert found == whole
    assert [(each.focus, each.value) for each in whole.results] == [("urn:u:n0", "urn:u:n1")]


def test_siblings_beside_a_blank_node_of_which_one_has_changed(shapes: Path) -> None:
    turtle = "".join(
        f"u:n{number} a ug:Unit ; skos:prefLabel '{name}' ; org:subOrganizationOf _:above .\n"
        for number, name in enumerate(("Alto Brigade", "Alto Brigada", "Norte Brigade", "Norte Brigada"))
    )
    engine = engine_of(parse_rdf(as_quads(turtle), RdfFormat.N_QUADS, ""))
    every = constraints.sparql_constraints(Targets(engine, graph_of(parse_file(shapes))))
    (prologue,) = {each.prologue for each in every if is_about_siblings(each.asked)}
    found = Narrower(engine).siblings(prologue, {NamedNode("urn:u:n3")})
    assert [[term.value for term in row] for row in found.rows] == [["urn:u:n2", "urn:u:n3"]]


def misspelt(name: str, rng: random.Random) -> str:
    letters = list(name)
    for _ in range(rng.randrange(3)):
        place = rng.randrange(len(letters))
        letters[place] = rng.choice([letters[place] * 2, "", "x", letters[place].upper()])
    return "".join(letters) or name


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


def closure(edges: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    found = set(edges)
    while more := {(one, far) for one, near in found for here, far in found if near == here} - found:
        found |= more
    return found
