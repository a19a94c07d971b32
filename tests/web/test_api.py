"""The JSON API: its answers, and that nothing breaks it."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
import schemathesis
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from starlette.testclient import TestClient

import unitgraph
from described import attack
from unitgraph.checking.answers import answer_dict
from unitgraph.checking.history import history_dict
from unitgraph.checking.list_diff import diff_dict

TORREON = "mx/torreon-station-760d1afd"
BASE = "https://w3id.org/unitgraph/unit/"


def test_answers_link_to_what_describes_the_data(client: TestClient) -> None:
    answers = [client.get(each) for each in ("/api/check?name=Guard", "/api/units?country=MX", "/?q=Guard", "/screen")]
    answers.append(client.post("/api/screen", json={"names": ["Guard"]}))
    assert [each.status_code for each in answers] == [200] * 5
    assert ['rel="describedby"' in each.headers.get("link", "") for each in answers] == [True] * 5


def test_check_is_the_librarys_answer(client: TestClient) -> None:
    found = client.get("/api/check", params={"name": "Torreon Station", "country": "Mexico"}).json()
    assert found["sentence"] == "This unit is listed."
    assert found == json.loads(json.dumps(answer_dict(unitgraph.check("Torreon Station", country="MX"))))


@pytest.mark.parametrize(
    "query",
    [
        *("", "name=", "name=%20", "name=a&name=b", "name=a&country=Atlantis", "name=a&country=", "name=a&other=1"),
        *("name=" + "x" * 2001, "name=%ff"),
        *("name=%1c%C2%85", "name=%EF%BB%BF", "name=%E2%80%A8%09"),
    ],
)
def test_questions_that_are_none_are_refused(client: TestClient, query: str) -> None:
    response = client.get(f"/api/check?{query}")
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"]


def test_screen(client: TestClient) -> None:
    names = ["Torreon Station", {"name": "Bratunac Police Station", "country": "BA"}, {"name": "Nobody at all"}]
    found = client.post("/api/screen", json={"names": names}).json()
    assert [answer["status"] for answer in found["answers"]] == ["listed", "listed", "unknown"]
    assert len(found["caveats"]) == 9
    assert client.post("/api/screen", json={"names": []}).json()["answers"] == []


@pytest.mark.parametrize(
    "sent",
    [
        *([], {}, {"names": "x"}, {"names": [1]}, {"names": [""]}, {"names": [{"country": "MX"}]}),
        *({"names": [], "x": 1}, {"names": [{"name": "a", "b": 1}]}, {"names": ["a"], "country": 5}),
    ],
)
def test_screenings_that_are_none_are_refused(client: TestClient, sent: object) -> None:
    assert client.post("/api/screen", json=sent).status_code == 400


def test_more_names_than_the_description_allows_are_refused(small_limits: TestClient) -> None:
    body = small_limits.get("/api/openapi.json").json()["components"]["schemas"]["Names"]
    most = body["properties"]["names"]["maxItems"]
    assert small_limits.post("/api/screen", json={"names": ["x"] * most}).status_code == 200
    response = small_limits.post("/api/screen", json={"names": ["x"] * (most + 1)})
    assert (response.status_code, response.json()["detail"]) == (400, "At most 20 names can be screened at once.")
    assert small_limits.post("/api/screen", json={"names": ["x" * 40_000]}).status_code == 413


def test_bodies_that_are_no_json_are_refused(client: TestClient) -> None:
    headers = {"content-type": "application/json"}
    for content in (b"", b"{", b"\xff", b"NaN", b'{"names": [NaN]}', b"[" * 100_000):
        assert client.post("/api/screen", content=content, headers=headers).status_code == 400
    assert client.post("/api/screen", content=b"{}", headers={"content-type": "text/plain"}).status_code == 415


def test_units(client: TestClient) -> None:
    found = client.get("/api/units", params={"country": "Mexico", "listed": "true"}).json()
    assert len(found["units"]) == 10
    assert found["more"] is False
    part = client.get("/api/units", params={"limit": 5, "offset": 60}).json()
    assert (len(part["units"]), part["more"]) == (2, False)
    assert client.get("/api/units", params={"limit": 5}).json()["more"] is True
    for query in ("limit=0", "limit=1001", "offset=-1", "listed=yes", "limit=x", "limit=1&limit=2", "x=1"):
        assert client.get(f"/api/units?{query}").status_code == 400, query


def test_unit(client: TestClient) -> None:
    found = client.get(f"/api/units/{TORREON}").json()
    assert (found["status"], found["listed"], found["id"]) == ("listed", True, TORREON)
    assert found["denials"][0]["line"] == 60
    assert found["chain"][0]["name"] == "Federal Police"
    assert client.get(f"/api/units/{TORREON.replace('/', '%2F')}").json() == found
    assert client.get(f"/api/units/{BASE}{TORREON}").json() == found
    assert client.get("/api/units/mx/nobody").status_code == 404


def test_denied_under(client: TestClient) -> None:
    found = client.get("/api/denied-under/mx/federal-police-81b88458").json()
    assert [each["entry"]["line"] for each in found["denied"]] == [61, 60]
    assert found["denied"][0]["chain"][0] == "Federal Police"
    assert client.get("/api/denied-under/mx/nobody").status_code == 404


def test_history_and_diff_are_the_librarys(client: TestClient) -> None:
    found = client.get(f"/api/history/{TORREON}").json()
    assert [(each["year"], each["presence"]) for each in found["years"]] == [(2018, "listed")]
    assert found == json.loads(json.dumps(history_dict(unitgraph.history("Torreon Station"))))
    assert client.get("/api/history/mx/nobody").status_code == 404
    found = client.get("/api/diff?before=2018&after=2018").json()
    assert found["unchanged"] == {"entries": 26, "units": 62, "edges": 40}
    assert found == json.loads(json.dumps(diff_dict(unitgraph.diff("2018", "2018"))))
    for query in ("", "before=2018", "before=2018&after=", "before=2018&after=2019", "before=2018&after=2018&x=1"):
        response = client.get(f"/api/diff?{query}")
        assert (response.status_code, bool(response.json()["detail"])) == (400, True), query


def test_queries(client: TestClient) -> None:
    listed = client.get("/api/queries").json()["queries"]
    assert len(listed) >= 20
    found = client.get("/api/queries/listed-units", params={"code": "MX"})
    assert found.headers["content-type"] == "application/sparql-results+json"
    assert len(found.json()["results"]["bindings"]) == 10
    table = client.get("/api/queries/listed-units", params={"code": "MX", "format": "csv"})
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert client.get("/api/queries/nothing").status_code == 404
    assert client.get("/api/queries/listed-units?year=twenty").status_code == 400
    assert client.get("/api/queries/listed-units?nothing=1").status_code == 400
    assert client.get("/api/queries/listed-units", headers={"accept": "image/png"}).status_code == 406
    assert client.post("/api/queries/listed-units").status_code == 405


def test_every_query_of_the_library_runs(client: TestClient) -> None:
    listed = client.get("/api/queries").json()["queries"]
    assert len(listed) >= 20
    for query in listed:
        values = {each["name"]: each["example"] for each in query["parameters"] if each["required"]}
        response = client.get(f"/api/queries/{query['name']}", params=values, headers={"accept": "*/*"})
        assert response.status_code == 200, (query["name"], response.text)


def test_answers_that_have_not_changed_are_not_sent_again(client: TestClient) -> None:
    tag = client.get("/api/units").headers["etag"]
    assert client.get("/api/units", headers={"if-none-match": tag}).status_code == 304
    assert client.get("/api/check?name=x").headers["cache-control"] == "no-store"


def test_every_country_that_is_described_is_taken(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()["components"]["schemas"]["Country"]["enum"]
    assert len(described) > 700
    assert len(set(described)) == len(described)
    names = [{"name": "Presidential Guard", "country": each} for each in [*described, None]]
    found = client.post("/api/screen", json={"names": names, "country": None}).json()["answers"]
    statuses = Counter(each["status"] for each in found)
    assert statuses == {"listed": 3, "ambiguous": 1, "unknown": len(described) - 3}


def test_the_address_of_the_api_leads_to_its_description(client: TestClient) -> None:
    answer = client.get("/api")
    assert (answer.status_code, answer.headers["location"]) == (303, "/api/openapi.json")


def test_the_description_is_openapi(client: TestClient) -> None:
    document: dict[str, Any] = client.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert document["servers"] == [{"url": "http://127.0.0.1:8000"}]
    for name, schema in document["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert schema.get("description") != "", name
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations) >= 28


@pytest.mark.exhaustive
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_schemathesis_cannot_break_it(served: Any, mode: GenerationMode, exhaustive: bool) -> None:
    """No failure, and every answer as it is described, to what fits the description and to what does not."""
    described = schemathesis.openapi.from_url(f"{served.address}/api/openapi.json")
    operations = [result.ok() for result in described.get_all_operations()]
    assert len(operations) >= 28
    for operation in operations:
        attack(operation, mode, 100 if exhaustive else 5)
