"""The fixtures of shapes: each is a change of a small world, with the report that validation must then give.

One validation of a world costs the same whatever was changed, so fixtures are validated together: each is copied into
a space of its own, where its IRIs are renamed, and what is found is read back from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple
from rdflib import RDF, SH, Graph, Literal

from unitgraph.validation import Report, Severity

HERE = Path(__file__).parent
ONTOLOGY = HERE.parents[1] / "ontology"
BASE = "https://w3id.org/unitgraph/"
# Each folder of fixtures: what they are changes of, and the shapes they are held against.
SUITES = {
    "shapes": (HERE / "shapes" / "world.ttl", (ONTOLOGY / "shapes.ttl", ONTOLOGY / "query-shapes.ttl")),
    "term-shapes": (ONTOLOGY / "unitgraph.ttl", (ONTOLOGY / "term-shapes.ttl",)),
}
FAILING = {suite: sorted((HERE / suite).glob("*/fails-*.trig")) for suite in SUITES}
CONFORMING = {suite: sorted((HERE / suite).glob("*/conforms*.trig")) for suite in SUITES}
FIXTURES = {suite: FAILING[suite] + CONFORMING[suite] for suite in SUITES}


def name_of(fixture: Path) -> str:
    return f"{fixture.parent.name}/{fixture.stem}"


# One fixture


@cache
def world(suite: str) -> frozenset[Triple]:
    content = SUITES[suite][0].read_bytes()
    return frozenset(quad.triple for quad in pyoxigraph.parse(content, format=RdfFormat.TURTLE))


@cache
def parts(fixture: Path) -> tuple[frozenset[Triple], frozenset[Triple], tuple[str, ...]]:
    """What a fixture takes away, what it puts in, and the report it expects, in lines of N-Triples."""
    found: dict[str, set[Triple]] = {"removed": set(), "added": set(), "": set()}
    for quad in pyoxigraph.parse(fixture.read_bytes(), format=RdfFormat.TRIG):
        name = quad.graph_name.value.removeprefix(BASE) if isinstance(quad.graph_name, NamedNode) else ""
        found[name].add(quad.triple)
    expected = tuple(f"{triple} ." for triple in found[""])
    return frozenset(found["removed"]), frozenset(found["added"]), expected


def changed_world(suite: str, fixtures: Iterable[Path]) -> set[Triple]:
    """The world of a suite with the changes of fixtures, one after another."""
    triples = set(world(suite))
    for fixture in fixtures:
        removed, added, _ = parts(fixture)
        triples = (triples - removed) | added
    return triples


def lines_of(triples: Iterable[Triple]) -> list[str]:
    graph = NamedNode(f"{BASE}graph/list/2018")
    return [f"{Quad(each.subject, each.predicate, each.object, graph)} ." for each in triples]


def as_kept(lines: Iterable[str]) -> list[str]:
    """Statements as a store keeps them: it writes some numbers in its own way ("01" as "1")."""
    store = pyoxigraph.Store()
    store.load("\n".join(lines).encode(), RdfFormat.N_QUADS)
    return [f"{quad} ." for quad in store]


def as_graph(lines: Iterable[str]) -> Graph:
    return Graph().parse(data="\n".join(lines), format="nt")


def without_messages(lines: Iterable[str]) -> list[str]:
    return [line for line in lines if f" {SH.resultMessage.n3()} " not in line]


# Many fixtures at once


def side_by_side(suite: str, fixtures: Sequence[Sequence[Path]]) -> list[str]:
    """The world with the changes of ``fixtures[0]`` in space 0, with those of ``fixtures[1]`` in space 1, and so on.

    Data is copied whole, since shapes look at what else there is. The vocabulary is known by its IRI: it stands there
    as it is, and beside it a copy of each term that a fixture changes.
    """
    lines = [] if suite == "shapes" else lines_of(world(suite))
    for number, some in enumerate(fixtures):
        here = changed_world(suite, some)
        if suite == "shapes":
            moving = rf"<{BASE}(?!ns#)"
        else:
            changed = {triple.subject for fixture in some for part in parts(fixture)[:2] for triple in part}
            here = {triple for triple in here if triple.subject in changed}
            moving = rf"^<{BASE}"
        lines += [re.sub(moving, f"<{BASE}space/{number}/", line) for line in lines_of(here)]
    return lines


def apart(report: Report, spaces: int) -> list[list[str]]:
    """What a report finds in each space: the report, without its messages, of the world that stands there."""
    in_space = re.compile(rf"{BASE}space/(\d+)/")
    owners = [int(in_space.match(result.focus)[1]) for result in report.results]  # type: ignore[index]
    found: list[list[str]] = [[] for _ in range(spaces)]
    for line in without_messages(report.statements):
        if of := re.search(r"_:result(\d+)", line):
            found[owners[int(of[1]) - 1]].append(in_space.sub(BASE, line))
    broken = {
        owner for owner, result in zip(owners, report.results, strict=True) if result.severity is Severity.VIOLATION
    }
    return [[*_heading(number not in broken), *lines] for number, lines in enumerate(found)]


def _heading(conforms: bool) -> list[str]:
    return [
        f"_:report {RDF.type.n3()} {SH.ValidationReport.n3()} .",
        f"_:report {SH.conforms.n3()} {Literal(conforms).n3()} .",
    ]
