"""One size measured from end to end: ``python -m tests.benchmarks.scale N [--out DIR] [--form tables|paths] [--json]``.

Makes a world of N units (see synthetic.py), builds a store from it and measures, each step in a process of its own so
that its memory is its own:

build       reading, merging, loading, validating and indexing, against the floor: pyoxigraph's bulk_load of the
            finished N-Quads; peak memory, bytes on disk
rebuild     the build after one entry of the list has changed
validate    its validation alone, once more
relations   is a relative of a unit listed: one at a time and in a batch; listed units counted for every root;
            against SPARQL on Oxigraph and networkx
search      units by a part of a name, against CONTAINS on Oxigraph
denied      every denied unit under one organization, against Oxigraph's property path over the same organizations
export      N-Quads, Turtle and JSON-LD, against pyoxigraph's dump of the same store
check       ``unitgraph check NAME`` from a cold start
by-hand     the same with rdflib and its SPARQL, as one would write it; small sizes only
virtuoso    the same graph in Virtuoso 7, asked over HTTP; small sizes only
pyshacl, pyshifty
            the validation by others; small sizes only; stopped after PATIENCE

The figures are kept in ``DIR/figures-N.json``, from which report.py makes its page. Every figure stands beside its
peer's of the same run; ratios carry over to other machines, seconds do not.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.synthetic import YEAR, make_world, write_world

Figures = dict[str, float | int | str]
CHECK = (sys.executable, "-m", "unitgraph", "check")
PATIENCE = 1500
"""After so many seconds the validation by others is stopped, and its figure is ``stopped_after_s``."""
_ORGANIZATIONS = 200
_DENIED = """
PREFIX ug: <https://w3id.org/unitgraph/ns#>
PREFIX org: <http://www.w3.org/ns/org#>
SELECT ?unit ?top WHERE { ?unit org:subOrganizationOf+ ?top . ?denial ug:deniedUnit ?unit . }
"""
_RELATED = """
PREFIX ug: <https://w3id.org/unitgraph/ns#>
PREFIX org: <http://www.w3.org/ns/org#>
ASK {
  { ?unit org:subOrganizationOf+ ?other } UNION { ?other org:subOrganizationOf+ ?unit }
  ?denial ug:deniedUnit ?other
}
"""
_CONTAINS = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?unit WHERE {
  ?unit skos:prefLabel|skos:altLabel ?name . FILTER(CONTAINS(LCASE(STR(?name)), ?part) && ISIRI(?unit))
}
"""
_COUNTS = """
PREFIX ug: <https://w3id.org/unitgraph/ns#>
PREFIX org: <http://www.w3.org/ns/org#>
SELECT ?top (COUNT(DISTINCT ?unit) AS ?count) WHERE {
  ?denial ug:deniedUnit ?unit . ?unit org:subOrganizationOf+ ?top .
  FILTER NOT EXISTS { ?top org:subOrganizationOf ?higher }
} GROUP BY ?top
"""


def measure(size: int, folder: Path, form: str = "tables", steps: Sequence[str] = ()) -> dict[str, Figures]:
    """Every figure of one size, or those of some steps. ``folder`` gets the world, the store and the figures; a world
    that is there already is used."""
    world = folder / f"world-{size}"
    if not (world / "truth" / "edges.tsv").exists():
        write_world(make_world(size), world)
    store = folder / f"store-{form}-{size}"
    found: dict[str, Figures] = {}
    for name in steps or STEPS:
        if name == "build" and store.exists():
            shutil.rmtree(store)
        print(f"{size} units: {name}", file=sys.stderr)
        found[name] = _apart(name, world, store, form)
        print(f"{name:10} {_line(found[name])}", file=sys.stderr)
        keep(folder, size, found)
    return found


def kept(folder: Path, size: int) -> dict[str, Figures]:
    """The figures of one size that were measured before."""
    path = folder / f"figures-{size}.json"
    figures: dict[str, Figures] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return figures


def keep(folder: Path, size: int, figures: dict[str, Figures]) -> None:
    """Keep figures beside those of other steps, in place of older ones."""
    content = json.dumps(kept(folder, size) | figures, indent=1) + "\n"
    (folder / f"figures-{size}.json").write_text(content, encoding="utf-8")


def _apart(step: str, world: Path, store: Path, form: str) -> Figures:
    """One step in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.scale", "--step", step, str(world), str(store), form]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode == -signal.SIGALRM:
        return {"stopped_after_s": PATIENCE}
    if run.returncode:
        raise SystemExit(f"{step} ended with {run.returncode} (negative: by a signal)\n{run.stderr}")
    figures: Figures = json.loads(run.stdout.splitlines()[-1])
    return figures


def _build(world: Path, store: Path, form: str) -> Figures:
    return _built(world / "list.csv", world, store, form)


def _rebuild(world: Path, store: Path, form: str) -> Figures:
    """The same from a list that lacks its last entry, into the store that is there; and once more as it was, which is
    what is measured."""
    shorter = world / "shorter.csv"
    shorter.write_bytes(b"".join((world / "list.csv").read_bytes().splitlines(keepends=True)[:-1]))
    _built(shorter, world, store, form)
    shorter.unlink()
    found = _built(world / "list.csv", world, store, form)
    assert isinstance(found["changed"], int)
    return found


def _built(listed: Path, world: Path, store: Path, form: str) -> Figures:
    from unitgraph.api import build
    from unitgraph.reading.hierarchy_tables import HierarchySource
    from unitgraph.sources import Columns

    hierarchy = HierarchySource(world / "paths.csv", None, YEAR)
    if form == "tables":
        hierarchy = HierarchySource(world / "units.csv", world / "superiors.csv", YEAR)
    start = time.perf_counter()
    made = build(listed, store, name="made-up", year=YEAR, columns=Columns("path", "country"), hierarchies=[hierarchy])
    return {
        "seconds": time.perf_counter() - start,
        "peak_mb": _peak(),
        "units": made.units,
        "edges": made.edges,
        "denials": made.denials,
        "quads": made.info.quads,
        "changed": made.changed if made.changed is not None else "all",
        "disk_mb": sum(path.stat().st_size for path in store.rglob("*") if path.is_file()) / 1e6,
    }


def _floor(world: Path, store: Path, form: str) -> Figures:
    """pyoxigraph's bulk_load of the same statements, from a file, without anything else."""
    import pyoxigraph

    from unitgraph.store import open_folder

    lines, place = store.with_suffix(".nq"), store.with_suffix(".floor")
    with open_folder(store) as opened, lines.open("w", encoding="utf-8", newline="\n") as output:
        output.writelines(f"{line}\n" for line in opened.quads())
    before = _peak()
    start = time.perf_counter()
    quads = pyoxigraph.Store(str(place))
    quads.bulk_load(path=str(lines), format=pyoxigraph.RdfFormat.N_QUADS)
    quads.flush()
    seconds = time.perf_counter() - start
    size = lines.stat().st_size / 1e6
    del quads
    shutil.rmtree(place)
    lines.unlink()
    return {"seconds": seconds, "peak_mb": max(before, _peak()), "nquads_mb": size}


def _relations(world: Path, store: Path, form: str) -> Figures:
    import numpy as np
    import pyoxigraph

    from unitgraph.api import open_hierarchy
    from unitgraph.store import open_folder

    hierarchy = open_hierarchy(store)
    rng = random.Random(5)  # noqa: S311
    every = [node.iri for node in _sample(hierarchy, rng, 20_000)]
    for iri in every:
        hierarchy.relations(iri)
    one = _times(hierarchy.relations, every)
    numbers = np.random.default_rng(5).integers(0, len(hierarchy), 5_000_000).astype(np.int32)
    hierarchy.relations_of(numbers[:1000])
    batch = _seconds(lambda: hierarchy.relations_of(numbers))
    hierarchy.listed_counts()
    counts = _seconds(lambda: [hierarchy.dag.counts[root] for root in hierarchy.dag.roots])
    by_iri = _seconds(hierarchy.listed_counts)
    with open_folder(store) as opened:
        engine = opened.engine

        def asked(iri: str) -> bool:
            terms = {pyoxigraph.Variable("unit"): pyoxigraph.NamedNode(iri)}
            return bool(engine.query(_RELATED, substitutions=terms))

        related = _times(asked, every[:200])
        assert all(asked(iri) == bool(hierarchy.relations(iri) & 6) for iri in every[:200])
        sparql_counts = _seconds(lambda: list(engine.query(_COUNTS)))
        rows = {row["top"].value: int(row["count"].value) for row in engine.query(_COUNTS)}
    assert rows == {iri: count for iri, count in hierarchy.listed_counts().items() if count}
    return {
        "p50_us": _at(one, 0.5) * 1e6,
        "p99_us": _at(one, 0.99) * 1e6,
        "sparql_p50_us": _at(related, 0.5) * 1e6,
        "sparql_p99_us": _at(related, 0.99) * 1e6,
        "batch_per_second": len(numbers) / batch,
        "counts_ms": counts * 1e3,
        "counts_by_iri_ms": by_iri * 1e3,
        "sparql_counts_ms": sparql_counts * 1e3,
        "peak_mb": _peak(),
    }


def _sample(hierarchy: Any, rng: random.Random, count: int) -> Iterable[Any]:
    import itertools

    step = max(1, len(hierarchy) // count)
    return itertools.islice(hierarchy, rng.randrange(step), None, step)


def _denied(world: Path, store: Path, form: str) -> Figures:
    """The largest organizations and others, each asked of the index, of Oxigraph's property path and of networkx."""
    import pyoxigraph

    from unitgraph.api import open_hierarchy
    from unitgraph.checking.relations import findings_about
    from unitgraph.store import open_folder

    hierarchy = open_hierarchy(store)
    roots = sorted(hierarchy.roots(), key=lambda node: -hierarchy.listed_count(node.iri))
    tops = [node.iri for node in roots[: _ORGANIZATIONS // 2]]
    tops += [each.iri for node in roots[: _ORGANIZATIONS // 4] for each in hierarchy.subordinates(node.iri)[:2]]
    ours = _times(hierarchy.listed_below, tops)
    whole = _times(lambda iri: findings_about(hierarchy, iri), tops)
    with open_folder(store) as opened:
        engine = opened.engine

        def path(iri: str) -> set[str]:
            terms = {pyoxigraph.Variable("top"): pyoxigraph.NamedNode(iri)}
            return {row["unit"].value for row in engine.query(_DENIED, substitutions=terms)}

        theirs = _times(path, tops)
        assert all(path(iri) == set(hierarchy.listed_below(iri)) for iri in tops[:20])
    return {
        "organizations": len(tops),
        "denied_under_largest": hierarchy.listed_count(tops[0]),
        "p50_ms": _at(ours, 0.5) * 1e3,
        "p99_ms": _at(ours, 0.99) * 1e3,
        "findings_p99_ms": _at(whole, 0.99) * 1e3,
        "oxigraph_p50_ms": _at(theirs, 0.5) * 1e3,
        "oxigraph_p99_ms": _at(theirs, 0.99) * 1e3,
        "peak_mb": _peak(),
    }


def _search(world: Path, store: Path, form: str) -> Figures:
    """Units by a part of a name, the first ten, against CONTAINS over all labels on Oxigraph with the same limit and
    without one. The parts are words that many names, few, or one name hold."""
    import pyoxigraph

    from unitgraph.api import open_hierarchy
    from unitgraph.lexicon.names import fold
    from unitgraph.store import open_folder

    hierarchy = open_hierarchy(store)
    rng = random.Random(5)  # noqa: S311
    words = [rng.choice([*fold(node.name).split(), "x"]) for node in _sample(hierarchy, rng, 3000)]
    parts = sorted({word for word in words if len(word) > 3})[:1000]
    hierarchy.search(parts[0])
    ours = _times(hierarchy.search, parts)
    with open_folder(store) as opened:

        def contains(part: str, limit: str) -> list[str]:
            query = _CONTAINS.replace("?part", str(pyoxigraph.Literal(part))) + limit
            return [row["unit"].value for row in opened.engine.query(query)]

        few = parts[:: max(1, len(parts) // 20)]
        first = _times(lambda part: contains(part, "LIMIT 10"), few)
        every = _times(lambda part: contains(part, ""), few[:5])
        assert all({node.iri for node in hierarchy.search(part)} <= set(contains(part, "")) for part in few[:5])
    return {
        "parts": len(parts),
        "p50_us": _at(ours, 0.5) * 1e6,
        "p99_us": _at(ours, 0.99) * 1e6,
        "contains_ten_p50_us": _at(first, 0.5) * 1e6,
        "contains_all_p50_us": _at(every, 0.5) * 1e6,
        "peak_mb": _peak(),
    }


def _networkx(world: Path, store: Path, form: str) -> Figures:
    """The same questions by hand with networkx."""
    import networkx as nx

    from unitgraph.api import open_hierarchy

    hierarchy = open_hierarchy(store)
    graph = hierarchy.to_networkx()
    turned = graph.reverse(copy=False)
    listed = {iri for iri, about in graph.nodes(data=True) if about["listed"]}
    rng = random.Random(5)  # noqa: S311
    every = [node.iri for node in _sample(hierarchy, rng, 1000)]

    def related(iri: str) -> bool:
        return any(each in listed for each in nx.descendants(graph, iri)) or any(
            each in listed for each in nx.descendants(turned, iri)
        )

    times = _times(related, every)
    assert all(related(iri) == bool(hierarchy.relations(iri) & 6) for iri in every)
    roots = [iri for iri in graph if not graph.out_degree(iri)]
    counts = _seconds(lambda: [sum(each in listed for each in nx.descendants(turned, root)) for root in roots])
    return {
        "p50_us": _at(times, 0.5) * 1e6,
        "p99_us": _at(times, 0.99) * 1e6,
        "counts_ms": counts * 1e3,
        "peak_mb": _peak(),
    }


def _export(form_name: str) -> Callable[[Path, Path, str], Figures]:
    def run(world: Path, store: Path, form: str) -> Figures:
        from unitgraph.exports import ExtraGraph, Format, export
        from unitgraph.store import open_folder

        target = store.with_suffix(f".{form_name}")
        with open_folder(store) as opened, target.open("wb") as output:
            start = time.perf_counter()
            export(opened, Format(form_name), output, parts=list(ExtraGraph))
            seconds = time.perf_counter() - start
            quads = opened.count()
        target.unlink()
        return {"seconds": seconds, "quads": quads, "quads_per_second": quads / seconds, "peak_mb": _peak()}

    return run


def _dump(world: Path, store: Path, form: str) -> Figures:
    """pyoxigraph's dump of all named graphs, unsorted."""
    import pyoxigraph

    from unitgraph.store import open_folder

    with open_folder(store) as opened, store.with_suffix(".dump").open("wb") as output:
        start = time.perf_counter()
        for graph in opened.engine.named_graphs():
            opened.engine.dump(output, pyoxigraph.RdfFormat.N_TRIPLES, from_graph=graph)
        seconds = time.perf_counter() - start
        quads = opened.count()
    store.with_suffix(".dump").unlink()
    return {"seconds": seconds, "quads": quads, "quads_per_second": quads / seconds, "peak_mb": _peak()}


def _check(world: Path, store: Path, form: str) -> Figures:
    """The command from a cold start, the best of five, with its peak memory."""
    from unitgraph.api import open_hierarchy

    hierarchy = open_hierarchy(store)
    node = next(node for node in hierarchy if hierarchy.relations(node.iri) & 2)
    path = ", ".join(each.name for each in reversed(hierarchy.chain(node.iri)))
    found: list[float] = []
    for name in (node.name, path, "Rakesteville Polise Station"):
        command = [*CHECK, name, "--country", node.country, "--store", str(store)]
        found.append(min(_run(command) for _ in range(5)))
    start = _seconds(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))
    peak = _peak(resource.RUSAGE_CHILDREN)
    return {"name_s": found[0], "path_s": found[1], "misspelt_s": found[2], "python_s": start, "peak_mb": peak}


def _by_hand(world: Path, store: Path, form: str) -> Figures:
    """The statements of the store parsed by rdflib, and asked with its SPARQL."""
    import rdflib

    from unitgraph.api import open_hierarchy
    from unitgraph.store import open_folder

    hierarchy = open_hierarchy(store)
    tops = sorted(hierarchy.roots(), key=lambda node: -hierarchy.listed_count(node.iri))[:10]
    with open_folder(store) as opened:
        text = "\n".join(opened.quads())
    dataset = rdflib.Dataset(default_union=True)
    parse = _seconds(lambda: dataset.parse(data=text, format="nquads"))

    def path(iri: str) -> set[str]:
        rows = dataset.query(_DENIED, initBindings={"top": rdflib.URIRef(iri)})
        return {str(row[0]) for row in rows}

    times = _times(path, [node.iri for node in tops])
    assert all(path(node.iri) == set(hierarchy.listed_below(node.iri)) for node in tops[:3])
    return {"parse_s": parse, "denied_p50_ms": _at(times, 0.5) * 1e3, "peak_mb": _peak()}


def _validate(world: Path, store: Path, form: str) -> Figures:
    from unitgraph.api import validate

    start = time.perf_counter()
    report = validate(store)
    return {"seconds": time.perf_counter() - start, "results": len(report.results), "peak_mb": _peak()}


def _virtuoso(world: Path, store: Path, form: str) -> Figures:
    """What the folder holds in Virtuoso 7, loaded through its graph store and asked over HTTP on loopback."""
    from tempfile import TemporaryDirectory

    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from sparql_services import virtuoso_server
    from unitgraph.api import open_hierarchy
    from unitgraph.store import open_folder, open_service
    from unitgraph.store.upload import upload
    from unitgraph.system.sorting import blocks_of

    hierarchy = open_hierarchy(store)
    roots = sorted(hierarchy.roots(), key=lambda node: -hierarchy.listed_count(node.iri))
    tops = [node.iri for node in roots[: _ORGANIZATIONS // 2]]
    rng = random.Random(5)  # noqa: S311
    parts = sorted({word for node in _sample(hierarchy, rng, 50) for word in node.name.split() if len(word) > 3})[:10]
    with TemporaryDirectory() as temporary, open_folder(store) as opened:
        (spool := Path(temporary, "spool")).mkdir()
        with virtuoso_server(Path(temporary)) as server:
            os.environ.update(server.environment)
            start = time.perf_counter()
            upload(
                server.address, opened.info(), lambda: blocks_of(opened.quads(), spool), lambda each, label: iter(each)
            )
            loaded = time.perf_counter() - start
            with open_service(server.address) as there:

                def asked(query: str) -> int:
                    return sum(1 for _ in there.query(query))

                def denied(top: str) -> None:
                    assert asked(_DENIED.replace("?top", f"<{top}>").replace(f"?unit <{top}>", "?unit")) == (
                        hierarchy.listed_count(top)
                    )

                denied(tops[0])  # the first answer of a server that has just been loaded takes seconds
                times = _times(denied, tops)
                contains = _times(
                    lambda part: asked(_CONTAINS.replace("?part", f'"{part.lower()}"') + " LIMIT 10"), parts
                )
                counts = _seconds(lambda: asked(_COUNTS))
    return {
        "load_s": loaded,
        "denied_p50_ms": _at(times, 0.5) * 1e3,
        "denied_p99_ms": _at(times, 0.99) * 1e3,
        "contains_p50_us": _at(contains, 0.5) * 1e6,
        "counts_ms": counts * 1e3,
    }


def _pyshacl(world: Path, store: Path, form: str) -> Figures:
    """pyshacl over rdflib's graph in memory, every node looked at."""
    from pyshacl import validate

    return _validated_by(lambda data, shapes: validate(data, shacl_graph=shapes, inplace=True), store)


def _pyshifty(world: Path, store: Path, form: str) -> Figures:
    """pyshifty (of the extra ``benchmark``) over the same graph."""
    import shifty

    return _validated_by(lambda data, shapes: shifty.validate(data, shapes, infer=False), store)


def _validated_by(validate: Callable[[Any, Any], tuple[Any, Any, Any]], store: Path) -> Figures:
    """The validation by others; after PATIENCE an alarm ends the process."""
    data, shapes = _graphs(store)
    signal.alarm(PATIENCE)
    start = time.perf_counter()
    _, report, _ = validate(data, shapes)
    seconds = time.perf_counter() - start
    signal.alarm(0)
    return {"seconds": seconds, "results": _results(report), "peak_mb": _peak()}


def _graphs(store: Path) -> tuple[Any, Any]:
    """What is validated, the ontology in it, and the shapes, as graphs of rdflib."""
    import rdflib
    from pyoxigraph import DefaultGraph

    from unitgraph.store import open_folder
    from unitgraph.system.resources import resource

    data = rdflib.Graph()
    with open_folder(store) as opened:
        quads = opened.engine.quads_for_pattern(None, None, None, DefaultGraph())
        data.parse(data="".join(f"{quad.triple} .\n" for quad in quads), format="nt")
    data.parse(resource("ontology", "unitgraph.ttl"))
    return data, rdflib.Graph().parse(resource("ontology", "shapes.ttl"))


def _results(report: Any) -> int:
    from rdflib import RDF, SH

    return len(set(report.subjects(RDF.type, SH.ValidationResult)))


STEPS: dict[str, Callable[[Path, Path, str], Figures]] = {
    "build": _build,
    "rebuild": _rebuild,
    "floor": _floor,
    "relations": _relations,
    "denied": _denied,
    "search": _search,
    "networkx": _networkx,
    "dump": _dump,
    "nquads": _export("nquads"),
    "turtle": _export("turtle"),
    "jsonld": _export("jsonld"),
    "check": _check,
    "validate": _validate,
    "by-hand": _by_hand,
    "virtuoso": _virtuoso,
    "pyshacl": _pyshacl,
    "pyshifty": _pyshifty,
}
PEERS_OF_SMALL = frozenset({"by-hand", "virtuoso", "pyshacl", "pyshifty"})
"""Steps that take hours, or more memory than there is, on large graphs."""


def _peak(whose: int = resource.RUSAGE_SELF) -> float:
    """The most memory this process has used, in MB, or one of its children that have ended."""
    unit = 1 if sys.platform == "darwin" else 1024  # bytes
    return resource.getrusage(whose).ru_maxrss * unit / 1e6


def _run(command: Sequence[str]) -> float:
    """The seconds of a process from its start to its end."""
    return _seconds(lambda: subprocess.run(command, capture_output=True, check=False))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _times(work: Callable[[str], object], arguments: Iterable[str]) -> list[float]:
    """The seconds of each call, in ascending order."""
    found = []
    for each in arguments:
        start = time.perf_counter_ns()
        work(each)
        found.append((time.perf_counter_ns() - start) / 1e9)
    return sorted(found)


def _at(times: Sequence[float], share: float) -> float:
    return times[min(len(times) - 1, int(len(times) * share))]


def _line(figures: Figures) -> str:
    return ", ".join(f"{name} {_shown(value)}" for name, value in figures.items())


def _shown(value: float | int | str) -> str:
    return f"{value:,.4g}" if isinstance(value, float) else str(value)


def main() -> None:
    """Measure one size, or run one step of it."""
    if sys.argv[1:2] == ["--step"]:
        _, _, step, world, store, form = sys.argv
        print(json.dumps(STEPS[step](Path(world), Path(store), form)))
        return
    parser = argparse.ArgumentParser(description="Measure one size from end to end.")
    parser.add_argument("size", type=int, metavar="N")
    parser.add_argument("--out", type=Path, default=Path("benchmarks"), metavar="DIR")
    parser.add_argument("--form", choices=("tables", "paths"), default="tables")
    parser.add_argument("--steps", default="", help="Only these, separated by commas.")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    found = measure(options.size, options.out, options.form, [each for each in options.steps.split(",") if each])
    if options.json:
        print(json.dumps(found, indent=1))
        return
    for step, figures in found.items():
        print(f"{step:10} {_line(figures)}")


if __name__ == "__main__":
    main()
