"""Rows of hierarchy tables as pages cite them and as exports keep them: their line is in their IRI alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from unitgraph.api import build
from unitgraph.exports.selection import selected
from unitgraph.index.nodes import load_hierarchy
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.store import open_folder
from unitgraph.web import Settings, create_app

UNITS = "unit,name,country\na,Velabad Army,MX\nb,3rd Battalion,MX\nc,4th Company,MX\nd,Mirna Guard,MX\n"
SUPERIORS = "subordinate,superior,first_cited\nb,a,2014\nc,b,2015\n"
ROW = "hierarchy/superiors/line/3"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of a made-up hierarchy in two tables."""
    folder = tmp_path_factory.mktemp("rows")
    (folder / "units.csv").write_text(UNITS, encoding="utf-8")
    (folder / "superiors.csv").write_text(SUPERIORS, encoding="utf-8")
    source = HierarchySource(folder / "units.csv", folder / "superiors.csv")
    build(None, folder / "store", hierarchies=[source])
    return folder / "store"


@pytest.fixture(scope="module")
def served(store: Path) -> Iterator[TestClient]:
    app = create_app(Settings(store=store))
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        yield client


@pytest.fixture(scope="module")
def company(store: Path) -> str:
    with open_folder(store) as opened:
        return next(node.iri for node in load_hierarchy(opened) if node.name == "4th Company")


def test_the_page_of_a_unit_cites_table_and_line(served: TestClient, company: str) -> None:
    path = company.removeprefix("https://w3id.org/unitgraph")
    page = served.get(path, headers={"accept": "text/html"})
    assert "hierarchy table superiors, line 3" in page.text
    row = served.get(f"/{ROW}", headers={"accept": "text/turtle"})
    assert "c | b | 2015" in row.text


def test_the_export_of_a_unit_keeps_its_rows_and_no_others(store: Path, company: str) -> None:
    with open_folder(store) as opened, selected(opened, company) as lines:
        subjects = {line.split(" ")[0] for line in lines}
    rows = {each.partition("unitgraph/")[2].rstrip(">") for each in subjects if "/line/" in each}
    assert rows == {f"hierarchy/units/line/{line}" for line in (2, 3, 4)} | {"hierarchy/superiors/line/2", ROW}
