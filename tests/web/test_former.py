"""IRIs that no unit has any more: they redirect to those of the units that they became, or say what is gone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from unitgraph.api import open_checker, open_hierarchy
from unitgraph.dataset.writer import Writer
from unitgraph.identity.lists import bundled_graph
from unitgraph.identity.register import Former
from unitgraph.store import Metadata, write_store
from unitgraph.store.contents import dataset_lines
from unitgraph.web import Settings, create_app

BASE = "https://w3id.org/unitgraph/"
TORREON = "unit/mx/torreon-station-760d1afd"
FORMER = (
    Former("unit/mx/made-up-station-1", "Made-up Station", "MX", ("made-up",), TORREON),
    Former("unit/td/made-up-guard-1", "Made-up Guard", "TD", ("made-up", "table")),
)
OLD, GONE = (each.iri for each in FORMER)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("former") / "store"
    blocks = Writer(BASE).former_units(FORMER)
    former = (f"{line}\n" for block in blocks for line in block.splitlines())
    write_store(folder, [*dataset_lines(bundled_graph()), *former], Metadata(BASE, ("2018",)))
    return folder


@pytest.fixture(scope="module")
def served(store: Path) -> Iterator[TestClient]:
    app = create_app(Settings(store=store))
    with TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize("suffix", ["", ".html", ".ttl", ".nt", ".jsonld", ".rdf", ".csv"])
@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_every_form_of_an_old_iri_redirects_for_good(served: TestClient, suffix: str, accept: str) -> None:
    response = served.get(f"/{OLD}{suffix}", headers={"accept": accept})
    assert (response.status_code, response.headers["location"]) == (301, f"/{TORREON}{suffix}")
    assert served.get(f"/{TORREON}{suffix}", headers={"accept": accept}).status_code in (200, 303)


@pytest.mark.parametrize("suffix", ["", ".html", ".ttl", ".csv"])
def test_what_is_gone_says_what_it_was(served: TestClient, suffix: str) -> None:
    response = served.get(f"/{GONE}{suffix}", headers={"accept": "application/json"})
    assert response.status_code == 410
    assert response.json()["detail"] == (
        "This was Made-up Guard (Chad), named by made-up, table. No source of this graph names it any longer, "
        "which says nothing about the unit itself."
    )
    page = served.get(f"/{GONE}{suffix}", headers={"accept": "text/html"})
    assert page.status_code == 410
    assert "No longer in the graph" in page.text
    assert "This was Made-up Guard (Chad)" in page.text


def test_the_api_finds_a_unit_by_an_iri_that_it_had(served: TestClient) -> None:
    for address in (f"/api/units/{OLD.removeprefix('unit/')}", f"/api/units/{TORREON.removeprefix('unit/')}"):
        found = served.get(address)
        assert (found.status_code, found.json()["name"]) == (200, "Torreon Station")
        assert found.json()["iri"] == BASE + TORREON
    gone = served.get(f"/api/units/{GONE.removeprefix('unit/')}")
    assert gone.status_code == 410
    assert "This was Made-up Guard (Chad)" in gone.json()["detail"]
    assert served.get("/api/units/td/nothing-1").status_code == 404


def test_reconciliation_finds_a_unit_by_an_iri_that_it_had(served: TestClient) -> None:
    asked = {"ids": [OLD.removeprefix("unit/")], "properties": [{"id": "iri"}]}
    rows = served.post("/reconcile/1/extend", json=asked)
    assert rows.status_code == 200, rows.text
    assert rows.json()["rows"][0]["properties"] == [{"id": "iri", "values": [{"str": BASE + TORREON}]}]


def test_a_check_by_an_iri_finds_its_unit(store: Path) -> None:
    checker = open_checker(store)
    for text, reason in ((BASE + OLD, "an IRI that it had before"), (BASE + TORREON, "its IRI")):
        for answer in (checker.check(text), checker.check(text, "MX"), *checker.check_many([(text, None)])):
            assert (answer.unit and answer.unit.iri, str(answer.status)) == (BASE + TORREON, "listed")
            assert (answer.score, answer.reasons) == (1.0, (reason,))
        assert checker.check(text, "TD").unit is None
    assert str(checker.check(BASE + GONE).status) == "unknown"


def test_the_hierarchy_knows_what_redirects(store: Path) -> None:
    hierarchy = open_hierarchy(store)
    assert hierarchy.replaced == {BASE + OLD: BASE + TORREON}
    assert BASE + OLD in hierarchy
    assert BASE + GONE not in hierarchy
    assert hierarchy[BASE + OLD].iri == BASE + TORREON
    assert hierarchy.relations(BASE + OLD) == hierarchy.relations(BASE + TORREON)
    assert len(hierarchy) == 62
