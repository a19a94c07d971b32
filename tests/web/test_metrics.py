"""What is counted, and that no name is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from unitgraph.web import Limits, Settings, create_app

SLOW = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def counted() -> Iterator[TestClient]:
    settings = Settings(metrics=True, limits=Limits(query_seconds=0.5, processes=1))
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000", follow_redirects=False) as made:
        yield made


def samples(client: TestClient) -> dict[tuple[str, ...], float]:
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain")
    assert response.headers["cache-control"] == "no-store"
    return {
        (each.name, *(each.labels[name] for name in sorted(each.labels))): each.value
        for family in text_string_to_metric_families(response.text)
        for each in family.samples
    }


def test_requests_are_counted_by_the_first_part_of_their_address(counted: TestClient) -> None:
    for _ in range(3):
        counted.get("/unit/mx/torreon-station-760d1afd.html")
    counted.get("/?q=Whispering+Brigade")
    counted.get("/Whispering/Brigade")
    counted.request("WHISPER", "/")
    found = samples(counted)
    assert found["unitgraph_requests_total", "/unit", "GET", "200"] == 3
    assert found["unitgraph_requests_total", "/", "GET", "200"] == 1
    assert found["unitgraph_requests_total", "(elsewhere)", "GET", "404"] == 1
    assert found["unitgraph_requests_total", "/", "other", "405"] == 1
    assert 0 < found["unitgraph_request_seconds_total", "/unit", "GET", "200"] < 30
    assert "hisper" not in counted.get("/metrics").text


def test_query_processes_are_counted(counted: TestClient) -> None:
    before = samples(counted)
    assert before["unitgraph_query_processes",] == 1
    assert before["unitgraph_queries_waiting",] == 0
    assert counted.get("/sparql", params={"query": SLOW}).status_code == 504
    assert samples(counted)["unitgraph_query_processes_ended",] == before["unitgraph_query_processes_ended",] + 1


def test_nothing_is_told_unless_asked_for(client: TestClient) -> None:
    assert client.get("/metrics").status_code == 404
