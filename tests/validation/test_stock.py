"""Our shapes are plain SHACL: a stock pyshacl accepts an export with them, as graph/docs/building.md says."""

from __future__ import annotations

from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, SH, Graph

from unitgraph.api import build, export
from unitgraph.exports.selection import ExtraGraph
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.system.resources import resource

LIST = """\
A made-up list: it denies nobody anything.
Mexico
- 3rd Battalion, Velabad Army
- Velabad Prison, Velabad Judicial Police
"""
TABLE = """\
path,country
"1st Platoon, 2nd Company, 3rd Battalion, Velabad Army",MX
"Unknown Brigade, Velabad Army",MX
"""


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up list and a made-up hierarchy table, with the ontology and what is inferred."""
    folder = tmp_path_factory.mktemp("stock")
    table = folder / "velabad.csv"
    table.write_text(TABLE, encoding="utf-8")
    listed = folder / "made-up.txt"
    listed.write_text(LIST, encoding="utf-8")
    build(listed, folder / "store", year=2020, country="MX", hierarchies=[HierarchySource(table, year=2020)])
    target = folder / "graph.ttl"
    export("turtle", target, include=[ExtraGraph.ONTOLOGY, ExtraGraph.INFERRED], store=folder / "store")
    return target


def stock(data: Graph) -> Graph:
    _, report, _ = pyshacl.validate(data, shacl_graph=str(resource("ontology", "shapes.ttl")))
    assert isinstance(report, Graph)
    return report


def test_it_accepts_an_export_with_the_ontology_and_what_is_inferred(exported: Path) -> None:
    report = stock(Graph().parse(exported))
    results = report.subjects(RDF.type, SH.ValidationResult)
    severities = {str(report.value(each, SH.resultSeverity)) for each in results}
    assert severities <= {str(SH.Warning)}, report.serialize()


def test_without_the_ontology_it_cannot_know_what_a_level_is(exported: Path) -> None:
    data = Graph().parse(exported)
    for triple in Graph().parse(resource("ontology", "unitgraph.ttl")):
        data.remove(triple)
    assert (None, SH.sourceShape, None) in stock(data)
