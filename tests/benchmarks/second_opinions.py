"""Asks two other SHACL engines about every fixture of the shapes: ``python -m tests.benchmarks.second_opinions``.

Each fixture is validated by pyshacl, and by pyshacl-turbo and pyshifty (of the extra ``benchmark``). Where one of these
finds other results, ``second_opinions.tsv`` must name the engine and the fixture with the reason. The command prints
the disagreements that are not listed there, and the listed ones that are none any more, and exits with 1 if there are
any.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat
from rdflib import SH, Graph

from unitgraph.validation import Method, Report, validate_quads
from unitgraph.validation.graphs import graph_of, parse_rdf, with_vocabulary

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from validation.worlds import FIXTURES, SUITES, changed_world, lines_of, name_of

KNOWN = Path(__file__).with_suffix(".tsv")
Engine = Callable[[Graph, Graph], Any]


def _turbo(data: Graph, shapes: Graph) -> Any:
    import pyshacl_turbo

    return pyshacl_turbo.validate(data, shacl_graph=shapes)[1]


def _shifty(data: Graph, shapes: Graph) -> Any:
    import shifty

    return shifty.validate(data, shapes, infer=False)[1]


ENGINES: Mapping[str, Engine] = {"pyshacl-turbo": _turbo, "pyshifty": _shifty}


def known() -> dict[tuple[str, str], str]:
    """The disagreements that are known, by engine and fixture, each with its reason."""
    with KNOWN.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        return {(row["engine"], row["fixture"]): row["reason"] for row in rows}


Results = Counter[tuple[str, ...]]
"""What is compared of results: severity, focus node, value, constraint component and shape. The path is that of the
shape; the message is in words."""


def _of_pyshacl(report: Report) -> Results:
    of = report.results
    return Counter((each.severity.value, each.focus, each.value, each.constraint, each.shape) for each in of)


def _of_others(report: Graph) -> Results:
    parts = (SH.focusNode, SH.value, SH.sourceConstraintComponent, SH.sourceShape)
    found = (dict(report.predicate_objects(node)) for node in report.objects(None, SH.result))
    severity = len(str(SH))
    return Counter(
        (str(each[SH.resultSeverity])[severity:].lower(), *(str(each.get(part, "")) for part in parts))
        for each in found
    )


def disagreements(engines: Sequence[str]) -> dict[tuple[str, str], str]:
    """Where engines do not find what pyshacl finds, by engine and fixture, with what only one of the two finds."""
    differing: dict[tuple[str, str], str] = {}
    for suite, fixtures in FIXTURES.items():
        paths = SUITES[suite][1]
        shapes = Graph()
        for path in paths:
            shapes.parse(path)
        for fixture in fixtures:
            lines = lines_of(changed_world(suite, [fixture]))
            expected = _of_pyshacl(validate_quads(lines, paths, Method.WHOLE))
            data = with_vocabulary(graph_of(parse_rdf("\n".join(lines).encode(), RdfFormat.N_QUADS, "")))
            for engine in engines:
                opinion = _of_others(ENGINES[engine](data, shapes))
                if opinion != expected:
                    what = f"lacks {_shown(expected - opinion)}; adds {_shown(opinion - expected)}"
                    differing[engine, f"{suite}/{name_of(fixture)}"] = what
    return differing


def _shown(keys: Iterable[tuple[str, ...]]) -> str:
    return "; ".join(" ".join(part.rpartition("#")[2] or part for part in key) for key in keys) or "nothing"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        description="Compare the results of two other SHACL engines with those of pyshacl."
    )
    parser.add_argument("--engine", choices=ENGINES, action="append", help="one of the engines; both by default")
    engines = parser.parse_args(arguments).engine or list(ENGINES)
    differing = disagreements(engines)
    listed = {each: reason for each, reason in known().items() if each[0] in engines}
    fixtures = sum(map(len, FIXTURES.values()))
    for engine in engines:
        count = sum(each[0] == engine for each in differing)
        print(
            f"{engine} {version(engine)}: {fixtures - count} of {fixtures} fixtures as by pyshacl {version('pyshacl')}"
        )
    for (engine, fixture), what in differing.items():
        if (engine, fixture) not in listed:
            print(f"new\t{engine}\t{fixture}\t{what}")
    for engine, fixture in sorted(listed.keys() - differing.keys()):
        print(f"no longer\t{engine}\t{fixture}")
    return int(differing.keys() != listed.keys())


if __name__ == "__main__":
    sys.exit(main())
