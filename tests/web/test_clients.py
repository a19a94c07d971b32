"""Clients as they are: what they send, and what they can read."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient

TABLE, GRAPH = "SELECT ?s { ?s ?p ?o } LIMIT 1", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 1"


@pytest.mark.parametrize(
    ("names", "query", "media_type"),
    [
        (("json",), TABLE, "application/sparql-results+json"),
        (("xml",), TABLE, "application/sparql-results+xml"),
        (("csv",), TABLE, "text/csv"),
        (("tsv", "text/tab-separated-values"), TABLE, "text/tab-separated-values"),
        (("turtle",), TABLE, "application/sparql-results+json"),
        (("turtle",), GRAPH, "text/turtle"),
        (("n3",), GRAPH, "text/turtle"),
        (("rdf",), GRAPH, "application/rdf+xml"),
        (("xml",), GRAPH, "application/rdf+xml"),
        (("rdf+xml", "application/rdf+xml"), GRAPH, "application/rdf+xml"),
        (("json-ld", "application/ld+json,application/x-json+ld"), GRAPH, "application/ld+json"),
        (("json",), GRAPH, "application/ld+json"),
        (("application/ld+json",), GRAPH, "application/ld+json"),
    ],
)
def test_formats_as_sparqlwrapper_names_them(
    client: TestClient, names: tuple[str, ...], query: str, media_type: str
) -> None:
    """It gives three parameters, each for every name that it knows of the format; others give one of them."""
    every = [(each, name) for each in ("format", "output", "results") for name in names]
    for given in (every, [("output", names[-1])], [("results", names[0])]):
        answer = client.get("/sparql", params=[("query", query), *given], headers={"accept": "*/*"})
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].partition(";")[0] == media_type


def test_an_unknown_format_is_refused(client: TestClient) -> None:
    for name in ("output", "results", "format"):
        answer = client.get("/sparql", params={"query": TABLE, name: "xlsx"})
        assert answer.status_code == 400
        assert "choose one of json, xml, csv, tsv" in answer.json()["detail"]


def test_jsonp_where_it_is_asked(client: TestClient) -> None:
    queries = json.dumps({"q0": {"query": "Torreon Station"}})
    for path, parameters in (
        ("/reconcile", {}),
        ("/reconcile", {"queries": queries}),
        ("/reconcile/properties", {}),
        ("/reconcile/suggest/type", {"prefix": "u"}),
        ("/reconcile/flyout/type", {"id": "Unit"}),
    ):
        plain = client.get(path, params=parameters)
        answer = client.get(path, params={**parameters, "callback": "jQuery1.jsonp_$2"})
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        assert answer.text.startswith("/**/jQuery1.jsonp_$2(")
        assert json.loads(answer.text.removeprefix("/**/jQuery1.jsonp_$2(").removesuffix(");")) == plain.json()


@pytest.mark.parametrize("name", ["alert(1)//", "a;b", "1a", "a..b", "<script>", "a\u00e9", "a" * 100, "a.b.c.d.e"])
def test_a_callback_is_the_name_of_a_function(client: TestClient, name: str) -> None:
    answer = client.get("/reconcile", params={"callback": name})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
