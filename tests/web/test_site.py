from __future__ import annotations

import gzip
import json
from xml.etree import ElementTree

import pyoxigraph
import pytest
from rdflib import RDF, Graph, URIRef
from starlette.testclient import TestClient

from unitgraph.dataset.vocab import PREFIXES

VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_void_and_dcat(client: TestClient) -> None:
    response = client.get("/.well-known/void")
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    store = pyoxigraph.Store()
    store.load(response.content, format=pyoxigraph.RdfFormat.TURTLE)
    here = "<http://127.0.0.1:8000/.well-known/void#dataset>"
    for statement in (
        f"a <{VOID}Dataset> , <{DCAT}Dataset>",
        f"<{VOID}sparqlEndpoint> <http://127.0.0.1:8000/sparql>",
        f"<{VOID}dataDump> <http://127.0.0.1:8000/dump.nq.gz>",
        f"<{VOID}entities> 62",
        "<http://purl.org/dc/terms/license> <https://www.usa.gov/government-works>",
        f"<{DCAT}distribution> [ <{DCAT}downloadURL> <http://127.0.0.1:8000/dump.ttl> ]",
    ):
        assert bool(store.query(f"ASK {{ {here} {statement} }}")), statement


def test_partitions_and_prefixes_are_those_of_the_data(client: TestClient) -> None:
    """What is counted at the build is what queries count; editors find prefixes in the endpoint itself."""
    store = pyoxigraph.Store()
    store.load(client.get("/.well-known/void").content, format=pyoxigraph.RdfFormat.TURTLE)
    rows = store.query(
        f"SELECT ?of ?n {{ {{ ?p <{VOID}class> ?of ; <{VOID}entities> ?n }} UNION"
        f" {{ ?p <{VOID}property> ?of ; <{VOID}triples> ?n }} }}"
    )
    told = {row["of"].value: int(row["n"].value) for row in rows}  # type: ignore[union-attr]
    counted: dict[str, int] = {}
    for query in (
        "SELECT ?x (COUNT(*) AS ?n) { ?s ?x ?o } GROUP BY ?x",
        "SELECT ?x (COUNT(DISTINCT ?s) AS ?n) { ?s a ?x } GROUP BY ?x",
    ):
        for row in client.get("/sparql", params={"query": query, "format": "json"}).json()["results"]["bindings"]:
            counted[row["x"]["value"]] = int(row["n"]["value"])
    assert told == counted
    assert len(told) > 80
    terms = client.get("/sparql/terms.json").json()
    assert terms["prefixes"] == PREFIXES
    assert {*terms["classes"], *terms["properties"]} == set(told)
    asked = """PREFIX sh: <http://www.w3.org/ns/shacl#>
        SELECT DISTINCT ?prefix ?namespace WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix } ORDER BY ?prefix"""
    found = client.get("/sparql", params={"query": asked, "format": "json"}).json()["results"]["bindings"]
    assert {row["prefix"]["value"]: row["namespace"]["value"] for row in found} == PREFIXES
    description = client.get("/sparql", headers={"accept": "text/turtle"}).text
    assert 'sh:prefix "org"' in description


@pytest.mark.parametrize("accept", ["application/ld+json", "application/rdf+xml", "application/n-triples"])
def test_void_in_other_forms(client: TestClient, accept: str) -> None:
    response = client.get("/.well-known/void", headers={"accept": accept})
    assert response.headers["content-type"].startswith(accept)


@pytest.mark.parametrize(
    ("name", "media_type", "form"),
    [
        ("dump.ttl", "text/turtle", pyoxigraph.RdfFormat.TURTLE),
        ("dump.trig", "application/trig", pyoxigraph.RdfFormat.TRIG),
        ("dump.nq.gz", "application/gzip", pyoxigraph.RdfFormat.N_QUADS),
    ],
)
def test_dumps(client: TestClient, name: str, media_type: str, form: pyoxigraph.RdfFormat) -> None:
    response = client.get(f"/{name}")
    assert response.headers["content-type"].split(";")[0] == media_type
    content = gzip.decompress(response.content) if name.endswith(".gz") else response.content
    store = pyoxigraph.Store()
    store.load(content, format=form)
    denials = "?d a <https://w3id.org/unitgraph/ns#Denial>"
    query = f"SELECT (COUNT(DISTINCT ?d) AS ?n) {{ {{ {denials} }} UNION {{ GRAPH ?g {{ {denials} }} }} }}"
    (row,) = store.query(query)  # type: ignore[misc]
    assert row["n"].value == "26"
    assert client.get(f"/{name}", headers={"if-none-match": response.headers["etag"]}).status_code == 304


def test_the_dump_in_json_ld(client: TestClient) -> None:
    response = client.get("/dump.jsonld")
    assert response.headers["content-type"] == "application/ld+json"
    graph = Graph().parse(data=response.content, format="json-ld")
    assert len(set(graph.subjects(RDF.type, URIRef("https://w3id.org/unitgraph/ns#Denial")))) == 26


def test_the_packed_dump_holds_the_whole_store(client: TestClient) -> None:
    lines = gzip.decompress(client.get("/dump.nq.gz").content).decode().splitlines()
    described = json.loads(
        client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"}).text
    )
    assert len(lines) == int(described["results"]["bindings"][0]["n"]["value"])


def test_the_map_of_the_site(client: TestClient) -> None:
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 (our own)
    places = [each.text or "" for each in root.iter(f"{MAP}loc")]
    assert len(places) == 62 + 7
    assert "http://127.0.0.1:8000/unit/mx/torreon-station-760d1afd.html" in places
    for place in places[::10]:
        assert client.get(place).status_code == 200


def test_a_large_map_is_cut(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unitgraph.web.pages.site.URLS", 40)
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 (our own)
    parts = [each.text or "" for each in index.iter(f"{MAP}loc")]
    assert [part.rpartition("/")[2] for part in parts] == ["sitemap-1.xml", "sitemap-2.xml"]
    counts = [len(list(ElementTree.fromstring(client.get(part).content).iter(f"{MAP}loc"))) for part in parts]  # noqa: S314 (our own)
    assert counts == [47, 22]
    assert client.get("/sitemap-3.xml").status_code == 404


def test_robots_and_health(client: TestClient) -> None:
    robots = client.get("/robots.txt").text
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in robots
    assert "Disallow: /?q=" in robots
    health = client.get("/healthz")
    assert health.status_code == 200
    assert health.json()["queryProcesses"] == 2
    assert health.json()["units"] == 62


def test_files_of_the_pages(client: TestClient) -> None:
    assert client.get("/static/style.css").headers["content-type"].startswith("text/css")
    assert client.get("/static/../settings.py").status_code == 404
    assert client.get("/static/%2e%2e/settings.py").status_code == 404
    assert client.get("/favicon.ico").headers["content-type"] == "image/svg+xml"
