"""Reconciliation: the answers, and their JSON against schemas of what the specification says of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

import unitgraph

SPACE = "https://w3id.org/unitgraph/unit/"
TORREON = "mx/torreon-station-760d1afd"
FEDERAL_POLICE = "mx/federal-police-81b88458"
QUERIES = {
    "q0": {"query": "Torreon Station"},
    "q1": {"query": "Federal Police", "limit": 2, "properties": [{"pid": "country", "v": "Mexico"}]},
    "q2": {"query": "Torreon Station", "properties": [{"pid": "parent", "v": {"id": FEDERAL_POLICE, "name": "x"}}]},
    "q3": {"query": "Torreon Station", "properties": [{"pid": "country", "v": ["NP", "BD"]}]},
    "q4": {"query": "Torreon Station", "type": "Person"},
    "q5": {"query": "Ministry of Silly Walks", "type": ["Unit"], "type_strict": "any"},
    "q6": {"properties": [{"pid": "country", "v": "Mexico"}]},
    "q7": {"query": ""},
}
EXTENSION = {
    "ids": [TORREON, FEDERAL_POLICE, "mx/nobody"],
    "properties": [
        {"id": name}
        for name in ("parent", "country", "status", "listedYears", "entry", "iri", "entryIri", "chain", "unknown")
    ],
}


def batch(client: TestClient, queries: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    response = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert response.status_code == 200, response.text
    return {key: value["result"] for key, value in response.json().items()}


def test_a_batch(client: TestClient) -> None:
    found = batch(client, QUERIES)
    assert list(found) == list(QUERIES)
    first = found["q0"][0]
    assert (first["id"], first["name"], first["match"]) == (TORREON, "Torreon Station", True)
    assert first["score"] == round(100 * unitgraph.check("Torreon Station").candidates[0].score, 2)
    assert first["description"].startswith("Mexico · under Federal Police > ")
    assert first["description"].endswith("listed 2018")
    assert {feature["id"] for feature in first["features"]} >= {"exact", "name-cover"}
    assert found["q1"][0]["id"] == FEDERAL_POLICE
    assert found["q2"][0]["match"] is True
    assert {"id": "condition-parent", "value": 1.0} in found["q2"][0]["features"]
    assert not any(each["match"] for each in found["q3"])
    assert found["q4"] == found["q6"] == found["q7"] == []
    assert not any(each["match"] for each in found["q5"])


def test_get_asks_the_same_and_a_single_query_is_answered(client: TestClient) -> None:
    queries = json.dumps({"a": {"query": "Torreon Station"}})
    by_get = client.get("/reconcile", params={"queries": queries}).json()
    assert by_get == client.post("/reconcile", data={"queries": queries}).json()
    single = client.get("/reconcile", params={"query": "Torreon Station"}).json()
    assert single == by_get["a"]
    assert client.get("/reconcile", params={"query": '{"query": "Torreon Station"}'}).json() == single


def test_the_scores_are_those_of_check(client: TestClient) -> None:
    names = [
        "Torreon Station",
        "estacion torreon",
        "Ministry of Justice",
        "RAB",
        "Judicial Police, Tripoli",
        "Presidential Gard",
    ]
    compared = 0
    for country in (None, "Mexico", "BD"):
        conditions = [{"pid": "country", "v": country}] if country else []
        found = batch(client, {name: {"query": name, "limit": 50, "properties": conditions} for name in names})
        for name in names:
            candidates = unitgraph.check(name, country=country).candidates
            expected = [(each.unit.iri, round(100 * each.score, 2)) for each in candidates]
            assert [(f"{SPACE}{each['id']}", each["score"]) for each in found[name]] == expected, (name, country)
            compared += len(expected)
    assert compared > 10


def test_one_odd_query_does_not_fail_its_batch(client: TestClient) -> None:
    odd = {"a": {"query": "Torreon Station"}, "b": {"nope": 1}, "c": {"query": "RAB", "limit": -1}, "d": {"query": ""}}
    found = client.post("/reconcile", data={"queries": json.dumps(odd)}).json()
    assert found["a"]["result"][0]["id"] == TORREON
    assert found["b"] == found["c"] == found["d"] == {"result": []}
    good = {"conditions": [{"matchType": "name", "propertyValue": "Torreon Station"}]}
    drafted = client.post("/reconcile/1/match", json={"queries": [{}, good]}).json()["results"]
    assert drafted[0] == {"candidates": []}
    assert drafted[1]["candidates"][0]["id"] == TORREON


@pytest.mark.parametrize("cell", [TORREON, f"{SPACE}{TORREON}", f" {SPACE}{TORREON} "])
def test_an_identifier_in_the_place_of_a_name_is_the_unit(client: TestClient, cell: str) -> None:
    (found,) = batch(client, {"q": {"query": cell}})["q"]
    assert (found["id"], found["score"], found["match"]) == (TORREON, 100.0, True)
    elsewhere = {"query": cell, "properties": [{"pid": "country", "v": "BD"}]}
    assert all(not each["match"] for each in batch(client, {"q": elsewhere})["q"])
    assert batch(client, {"q": {"query": "mx/nobody-00000000"}})["q"] == []


@pytest.mark.parametrize(
    "queries",
    ["[]", "x", '{"q": []}', '{"q": {}}', '{"q": {"query": 1}}', '{"q": {"query": "x", "limit": -1}}',
     '{"q": {"query": "x", "limit": "many"}}', '{"q": {"query": "x", "properties": [{"pid": 1, "v": 2}]}}',
     '{"q": {"query": "x", "properties": "no"}}', "[" * 100_000],
)  # fmt: skip
def test_batches_that_are_none_are_refused(client: TestClient, queries: str) -> None:
    response = client.post("/reconcile", data={"queries": queries})
    assert response.status_code == 400
    assert response.headers["access-control-allow-origin"] == "*"


def test_a_batch_that_is_too_large_is_refused(small_limits: TestClient) -> None:
    queries = json.dumps({str(n): {"query": "x"} for n in range(21)})
    assert small_limits.post("/reconcile", data={"queries": queries}).status_code == 413


def test_extend(client: TestClient) -> None:
    found = client.post("/reconcile", data={"extend": json.dumps(EXTENSION)}).json()
    assert [each["id"] for each in found["meta"]] == [each["id"] for each in EXTENSION["properties"]]  # type: ignore[index]
    row = found["rows"][TORREON]
    assert row["parent"] == [{"id": "mx/coahuila-state-coordination-9413eb48", "name": "Coahuila State Coordination"}]
    assert row["country"] == [{"str": "Mexico"}]
    assert row["status"] == [{"str": "listed"}]
    assert row["listedYears"] == [{"int": 2018}]
    assert row["entry"][0]["str"].startswith("Federal Police, Regional Security Division")
    assert row["entryIri"] == [{"str": "https://w3id.org/unitgraph/list/2018/entry/82c7350b7ac19b83"}]
    assert row["unknown"] == []
    assert found["rows"][FEDERAL_POLICE]["status"] == [{"str": "contains-listed"}]
    assert found["rows"][FEDERAL_POLICE]["parent"] == []
    assert found["rows"]["mx/nobody"] == {each["id"]: [] for each in EXTENSION["properties"]}  # type: ignore[index]


@pytest.mark.parametrize("text", ["[]", "{}", '{"ids": [1], "properties": []}', '{"ids": [], "properties": ["x"]}'])
def test_extensions_that_are_none_are_refused(client: TestClient, text: str) -> None:
    assert client.post("/reconcile", data={"extend": text}).status_code == 400
    assert (
        client.post("/reconcile/1/extend", content=text, headers={"content-type": "application/json"}).status_code
        == 400
    )


def test_suggest_and_flyout(client: TestClient) -> None:
    entities = client.get("/reconcile/suggest/entity", params={"prefix": "torr"}).json()["result"]
    assert entities[0]["id"] == TORREON
    assert entities[0]["notable"] == [{"id": "Unit", "name": "Unit of security forces"}]
    assert (
        client.get("/reconcile/suggest/entity", params={"prefix": "torr", "cursor": "1"}).json()["result"]
        == entities[1:]
    )
    assert [each["id"] for each in client.get("/reconcile/suggest/property?prefix=coun").json()["result"]] == [
        "country",
        "countryCode",
    ]
    assert [each["id"] for each in client.get("/reconcile/suggest/type?prefix=u").json()["result"]] == ["Unit"]
    assert client.get("/reconcile/suggest/nothing").status_code == 404
    for kind, identifier in (("entity", TORREON), ("property", "parent"), ("type", "Unit")):
        flyout = client.get(f"/reconcile/flyout/{kind}", params={"id": identifier}).json()
        assert flyout["id"] == identifier
        assert flyout["html"].startswith("<p><strong>")
    assert client.get("/reconcile/flyout/entity?id=nobody").status_code == 404


def test_preview_stands_in_a_frame(client: TestClient) -> None:
    response = client.get("/reconcile/preview", params={"id": TORREON})
    assert "frame-ancestors *" in response.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in client.get("/").headers["content-security-policy"]
    assert "Torreon Station" in response.text
    assert "list 2018, line 60" in response.text
    assert client.get("/reconcile/preview", params={"id": "x"}).status_code == 404


def test_the_manifest_leads_to_what_works(client: TestClient) -> None:
    manifest = client.get("/reconcile").json()
    assert manifest["versions"] == ["0.2"]
    page = client.get(manifest["view"]["url"].replace("{{id}}", TORREON), headers={"accept": "text/html"})
    assert page.status_code == 303
    assert client.get(manifest["preview"]["url"].replace("{{id}}", TORREON)).status_code == 200
    entity = manifest["suggest"]["entity"]
    assert client.get(entity["service_url"] + entity["service_path"] + "?prefix=t").status_code == 200
    flyout = entity["flyout_service_url"] + entity["flyout_service_path"].replace("${id}", TORREON)
    assert client.get(flyout).status_code == 200
    proposed = manifest["extend"]["propose_properties"]
    found = client.get(proposed["service_url"] + proposed["service_path"] + "?type=Unit&limit=2").json()
    assert (len(found["properties"]), found["limit"], found["type"]) == (2, 2, "Unit")


# 1.0-draft

DRAFT_QUERIES = {
    "queries": [
        {"conditions": [{"matchType": "name", "propertyValue": "Torreon Station"}], "limit": 3, "lang": "en"},
        {"conditions": [{"matchType": "id", "propertyValue": TORREON}]},
        {
            "type": "Unit",
            "conditions": [
                {"matchType": "name", "propertyValue": "Torreon Station"},
                {"matchType": "property", "propertyId": "country", "propertyValue": "NP", "required": True},
            ],
        },
        {
            "conditions": [
                {"matchType": "name", "propertyValue": "Torreon Station"},
                {"matchType": "property", "propertyId": "country", "propertyValue": ["NP", "MX"], "required": True},
                {"matchType": "property", "propertyId": "status", "propertyValue": "listed", "matchQuantifier": "none"},
            ]
        },
    ]
}  # fmt: skip


def test_the_draft_matches(client: TestClient) -> None:
    response = client.post("/reconcile/1/match", json=DRAFT_QUERIES)
    first, by_id, other_country, conditions = [each["candidates"] for each in response.json()["results"]]
    assert (first[0]["id"], first[0]["match"]) == (TORREON, True)
    assert {"id": "exact", "name": "exact", "value": 1.0} in first[0]["features"]
    assert [(each["id"], each["score"], each["match"]) for each in by_id] == [(TORREON, 100.0, True)]
    assert other_country == []
    assert (conditions[0]["id"], conditions[0]["match"]) == (TORREON, False)
    assert {"id": "condition-status", "name": "condition status", "value": 0.0} in conditions[0]["features"]


@pytest.mark.parametrize(
    "asked",
    [
        *([], {}, {"queries": [{}]}, {"queries": [{"conditions": []}]}),
        {"queries": [{"conditions": [{"matchType": "shape", "propertyValue": "x"}]}]},
        {"queries": [{"conditions": [{"matchType": "property", "propertyValue": "x"}]}]},
    ],
)
def test_drafts_that_are_none_are_refused(client: TestClient, asked: object) -> None:
    assert client.post("/reconcile/1/match", json=asked).status_code == 400


def test_the_draft_extends_suggests_and_previews(client: TestClient) -> None:
    found = client.post("/reconcile/1/extend", json=EXTENSION).json()
    assert [row["id"] for row in found["rows"]] == EXTENSION["ids"]
    assert found["rows"][0]["properties"][3] == {"id": "listedYears", "values": [{"int": 2018}]}
    assert client.get("/reconcile/1/extend/propose").json()["properties"][0]["id"] == "parent"
    assert client.get("/reconcile/1/suggest/entity?prefix=torreon").json()["result"][0]["id"] == TORREON
    assert client.get("/reconcile/1/preview", params={"id": TORREON}).status_code == 200
    assert client.get("/reconcile/1").json()["standardizedScore"] is True


# What the specification says of each message


FOLDER = Path(__file__).parent / "reconciliation"
VERSIONS = ("0.2", "1.0-draft")


def validator(version: str, name: str) -> Draft202012Validator:
    """What checks a message of this name."""
    schemas = json.loads((FOLDER / f"{version}.json").read_text(encoding="utf-8"))
    assert name in schemas["$defs"]
    return Draft202012Validator({**schemas, "$ref": f"#/$defs/{name}"})


def answers(client: TestClient, version: str) -> dict[str, list[Any]]:
    """What the service answers, by the schema that describes it."""
    at = "/reconcile" if version == "0.2" else "/reconcile/1"
    shared = {
        "manifest": [client.get(at).json()],
        "suggest-entities-response": [
            client.get(f"{at}/suggest/entity?prefix={each}").json() for each in ("t", "zz", "")
        ],
        "suggest-properties-response": [
            client.get(f"{at}/suggest/property?prefix={each}").json() for each in ("", "c")
        ],
        "suggest-types-response": [client.get(f"{at}/suggest/type?prefix={each}").json() for each in ("", "u", "x")],
    }
    if version == "0.2":
        return shared | {
            "reconciliation-result-batch": [client.post(at, data={"queries": json.dumps(QUERIES)}).json()],
            "data-extension-response": [client.post(at, data={"extend": json.dumps(EXTENSION)}).json()],
            "data-extension-property-proposal": [client.get(f"{at}/properties?type=Unit&limit=3").json()],
        }
    return shared | {
        "reconciliation-result-batch": [client.post(f"{at}/match", json=DRAFT_QUERIES).json()],
        "data-extension-response": [client.post(f"{at}/extend", json=EXTENSION).json()],
        "data-extension-property-proposal": [client.get(f"{at}/extend/propose").json()],
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_every_answer_validates(client: TestClient, version: str) -> None:
    found = answers(client, version)
    assert len(found) == 7
    for name, contents in found.items():
        checked = validator(version, name)
        for content in contents:
            assert [str(error) for error in checked.iter_errors(content)] == [], name


def without_each_member(content: Any) -> Iterator[Any]:
    """Copies of a message, each without one member of one object or with a text that the specification ends at."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield {other: each for other, each in content.items() if other != key}
            yield from ({**content, key: changed} for changed in without_each_member(value))
            yield {**content, key: {"unexpected": None}}
    elif isinstance(content, list) and content:
        yield from ([changed, *content[1:]] for changed in without_each_member(content[0]))


@pytest.mark.parametrize("version", VERSIONS)
def test_the_schemas_see_what_is_wrong(client: TestClient, version: str) -> None:
    """The counter-check: most messages with one member less, or another in its place, are no longer valid."""
    for name, contents in answers(client, version).items():
        checked = validator(version, name)
        damaged = [each for content in contents for each in without_each_member(content)]
        assert damaged
        assert 3 * sum(not checked.is_valid(each) for each in damaged) > len(damaged), name


@pytest.mark.parametrize(("version", "asked"), [("0.2", QUERIES), ("1.0-draft", DRAFT_QUERIES)])
def test_what_the_tests_ask_is_valid_too(version: str, asked: object) -> None:
    checked = validator(version, "reconciliation-query-batch")
    assert [str(error) for error in checked.iter_errors(asked)] == []
    assert not checked.is_valid({"queries": 1})


@pytest.mark.parametrize("version", VERSIONS)
def test_the_schemas_are_schemas(version: str) -> None:
    Draft202012Validator.check_schema(json.loads((FOLDER / f"{version}.json").read_text(encoding="utf-8")))


def test_an_extension_has_a_bound_of_values(client: TestClient) -> None:
    asked = {"ids": [TORREON] * 10_001, "properties": [{"id": "iri"}] * 10}
    for answer in (
        client.post("/reconcile", data={"extend": json.dumps(asked)}),
        client.post("/reconcile/1/extend", json=asked),
    ):
        assert (answer.status_code, answer.json()["detail"][:22]) == (413, "At most 100,000 values")
    asked["ids"] = [TORREON] * 2000
    assert len(client.post("/reconcile/1/extend", json=asked).json()["rows"]) == 2000


@pytest.mark.parametrize("values", [["x"] * 1000, [f"Country {number}" for number in range(2000)]])
def test_the_values_of_a_query_are_bounded(client: TestClient, values: list[str]) -> None:
    told = "A query has at most 1,000 values of conditions."
    query = {"query": "Federal Police", "properties": [{"pid": "country", "v": values}]}
    condition = {"matchType": "property", "propertyId": "country", "propertyValue": values}
    for answer in (
        client.post("/reconcile", data={"queries": json.dumps({"q": query})}),
        client.post("/reconcile/1/match", json={"queries": [{"conditions": [condition]}]}),
    ):
        assert (answer.status_code, answer.json()["detail"]) == (413, told)
    query["properties"] = [{"pid": "country", "v": values[:999]}]
    assert client.post("/reconcile", data={"queries": json.dumps({"q": query})}).status_code == 200
