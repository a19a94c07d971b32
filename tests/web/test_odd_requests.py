"""Odd numbers and odd text are refused, or are no numbers; the service does not fail on them."""

from __future__ import annotations

import json
from typing import cast

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from odd_bytes import tried_raw
from odd_requests import addresses, tried
from odd_uploads import tried_upload
from web.conftest import Running

LONG = "9" * 5000
ODD = "\ud800"
JSON = {"content-type": "application/json"}


@pytest.mark.parametrize("number", ["\u00b2", "\u0663", LONG, "-1", "1e3", " 1"])
def test_odd_numbers(client: TestClient, number: str) -> None:
    for path in ("/reconcile/properties", "/reconcile/1/extend/propose"):
        answer = client.get(path, params={"limit": number})
        assert (answer.status_code, "limit" in answer.json()) == (200, False)
    assert client.get("/reconcile/suggest/entity", params={"prefix": "f", "cursor": number}).status_code == 200
    assert client.get("/lists/2018", params={"page": number}).status_code == 400
    assert client.get("/api/units", params={"limit": number}).status_code == 400
    assert client.get(f"/sitemap-{number}.xml").status_code == 404
    assert client.get("/sitemap-0.xml").status_code == 404
    assert client.get("/sitemap-1.xml").status_code == 200


@pytest.mark.parametrize("length", ["\u00b2".encode("latin-1"), LONG.encode()])
def test_an_odd_length_of_the_body(client: TestClient, length: bytes) -> None:
    answer = client.post("/api/screen", content=b'{"names": []}', headers=[(b"content-length", length)])
    assert answer.status_code in (200, 413)


def test_lone_surrogates_in_json(client: TestClient) -> None:

    def extension(unit: object, name: object) -> str:
        return json.dumps({"ids": [unit], "properties": [{"id": name}]})

    condition = {"matchType": "name", "propertyValue": ODD}
    for field, text in (
        ("queries", json.dumps({ODD: {"query": "RAB"}})),
        ("query", json.dumps({"query": ODD})),
        ("extend", extension(ODD, "country")),
        ("extend", extension("x", ODD)),
    ):
        answer = client.post("/reconcile", data={field: text})
        assert (answer.status_code, answer.json()["detail"]) == (
            400,
            "The JSON contains a lone surrogate (invalid Unicode).",
        )
    for path, text in (
        ("/reconcile/1/extend", extension(ODD, "country")),
        ("/reconcile/1/match", json.dumps({"queries": [{"conditions": [condition]}]})),
        ("/api/screen", json.dumps({"names": [ODD]})),
    ):
        assert client.post(path, content=text, headers=JSON).status_code == 400
    pair = client.post("/api/screen", content=json.dumps({"names": ["\U0001f6a9 Station"]}), headers=JSON)
    assert pair.status_code == 200, "two surrogates are one character"


def test_lone_surrogates_in_tables(client: TestClient) -> None:
    row = b'{"name": "\\ud800"}'
    for name, content in (("s.jsonl", row + b'\n{"name": "b"}'), ("s.json", b"[" + row + b', {"name": "b"}]')):
        answer = client.post("/api/screen", files={"file": (name, content)})
        assert answer.status_code == 200
        assert len(answer.json()["answers"]) == 1
        assert answer.json()["unread"] == [{"row": 1, "fault": "contains a lone surrogate (invalid Unicode)"}]


def test_long_numbers_in_names(client: TestClient) -> None:
    long = LONG[:1900]
    names = "\n".join([long, f"{long} Battalion", f"No. {long}, Federal Police", "\u00b2" * 1900])
    answer = client.post("/screen", data={"names": names, "format": "json"})
    assert answer.status_code == 200
    assert len(answer.json()["rows"]) == 4
    table = client.post("/api/screen", files={"file": ("a.csv", b"name\nx")}, data={"sheet": LONG, "header_row": LONG})
    assert table.status_code == 400


def test_random_requests(client: TestClient) -> None:
    """A small sample: ``tests/benchmarks/standing.py requests`` tries many."""
    paths = addresses(cast(Starlette, client.app))
    assert len(paths) > 50
    found = [tried(client, paths, seed) for seed in range(60)]
    assert [each.fault for each in found if each.fault] == []
    assert sum(each.status == 200 for each in found) > 10


def test_random_bytes(served: Running) -> None:
    """A small sample: ``tests/benchmarks/standing.py bytes`` tries many."""
    paths, port = addresses(served.app), int(served.address.rpartition(":")[2])
    found = [tried_raw(port, paths, seed) for seed in range(120)]
    assert [each.fault for each in found if each.fault] == []
    assert {200, 400, 404, 405} <= {each.status for each in found}


def test_random_uploads(client: TestClient) -> None:
    """A small sample of small ones: ``tests/benchmarks/standing.py uploads`` tries many, and large ones."""
    found = [tried_upload(client, seed, 2_000) for seed in range(24)]
    assert [each.fault for each in found if each.fault] == []
    assert {200, 400} <= {each.status for each in found}
