"""The endpoint: the protocol, its limits, and what it refuses."""

from __future__ import annotations

import hashlib
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx2
import pyoxigraph
import pytest
from starlette.testclient import TestClient

from unitgraph.web import Limits, Settings

UNITS = "SELECT ?unit WHERE { ?unit a <https://w3id.org/unitgraph/ns#Unit> }"
GRAPH = "http://example.org/graph/"
TWO = f"ASK {{ <{GRAPH}1> a ?t . <{GRAPH}2> a ?t }}"
SLOW = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HUNGRY = (
    "SELECT ?x14 WHERE { BIND('0123456789abcdef' AS ?x0) "
    + " ".join(f"BIND(CONCAT({', '.join([f'?x{n}'] * 8)}) AS ?x{n + 1})" for n in range(14))
    + " }"
)
Serve = Callable[[Settings], AbstractContextManager[Any]]
SD = "http://www.w3.org/ns/sparql-service-description#"


def boolean(response: httpx2.Response) -> bool:
    assert response.status_code == 200, response.text
    return bool(response.json()["boolean"])


# The protocol (SPARQL 1.1 Protocol, section 2)


def test_get_and_both_kinds_of_post_ask_the_same(client: TestClient) -> None:
    by_get = client.get("/sparql", params={"query": UNITS})
    by_form = client.post("/sparql", data={"query": UNITS})
    direct = client.post("/sparql", content=UNITS, headers={"content-type": "application/sparql-query; charset=utf-8"})
    assert by_get.json() == by_form.json() == direct.json()
    assert len(by_get.json()["results"]["bindings"]) == 62
    assert by_get.headers["content-type"] == "application/sparql-results+json"


@pytest.mark.parametrize(
    ("accept", "content_type", "begins"),
    [
        ("application/sparql-results+json", "application/sparql-results+json", b'{"head"'),
        ("application/sparql-results+xml", "application/sparql-results+xml", b"<?xml"),
        ("text/csv", "text/csv; charset=utf-8", b"unit\r\n"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8", b"?unit\n"),
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.3", "application/sparql-results+xml", b"<?xml"),
    ],
)
def test_a_table_comes_in_the_form_that_is_accepted(
    client: TestClient, accept: str, content_type: str, begins: bytes
) -> None:
    response = client.get("/sparql", params={"query": UNITS}, headers={"accept": accept})
    assert (response.status_code, response.headers["content-type"]) == (200, content_type)
    assert response.content.startswith(begins)
    assert response.headers["vary"] == "Accept"


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/turtle", pyoxigraph.RdfFormat.TURTLE),
        ("application/n-triples", pyoxigraph.RdfFormat.N_TRIPLES),
        ("application/rdf+xml", pyoxigraph.RdfFormat.RDF_XML),
        ("application/ld+json", pyoxigraph.RdfFormat.JSON_LD),
    ],
)
@pytest.mark.parametrize("verb", ["CONSTRUCT { ?s a ?t } WHERE", "DESCRIBE ?s WHERE"])
def test_triples_come_in_the_form_that_is_accepted(
    client: TestClient, verb: str, accept: str, media: pyoxigraph.RdfFormat
) -> None:
    query = f"{verb} {{ ?s a <https://w3id.org/unitgraph/ns#Denial> ; a ?t }}"
    response = client.get("/sparql", params={"query": query}, headers={"accept": accept})
    assert response.headers["content-type"].startswith(accept)
    found = {str(quad.subject) for quad in pyoxigraph.parse(response.content, format=media)}
    assert len(found) == 26


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "application/sparql-results+xml", "text/csv"])
def test_a_boolean_comes_in_the_form_that_is_accepted(client: TestClient, accept: str) -> None:
    response = client.get("/sparql", params={"query": "ASK {}"}, headers={"accept": accept})
    assert response.headers["content-type"].startswith(accept)
    assert b"true" in response.content


def test_head_and_options(client: TestClient) -> None:
    head = client.head("/sparql", params={"query": "ASK {}"})
    assert (head.status_code, head.content) == (200, b"")
    options = client.options(
        "/sparql", headers={"origin": "https://example.org", "access-control-request-method": "POST"}
    )
    assert options.status_code == 204
    assert options.headers["access-control-allow-origin"] == "*"
    assert "POST" in options.headers["access-control-allow-methods"]
    assert "access-control-allow-credentials" not in options.headers


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(client: TestClient, method: str) -> None:
    response = client.request(method, "/sparql", content="ASK {}")
    assert response.status_code == 405
    assert "GET" in response.headers["allow"]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ([("default-graph-uri", f"{GRAPH}1"), ("default-graph-uri", f"{GRAPH}2")], True),
        ([("default-graph-uri", f"{GRAPH}1")], False),
        ([("named-graph-uri", f"{GRAPH}1"), ("named-graph-uri", f"{GRAPH}2")], False),
        ([("default-graph-uri", "http://example.org/unknown")], False),
        ([], True),
    ],
)
def test_the_dataset_of_the_protocol(
    small_limits: TestClient, parameters: list[tuple[str, str]], expected: bool
) -> None:
    assert boolean(small_limits.get("/sparql", params=[("query", TWO), *parameters])) is expected
    by_form = {"query": TWO, **{name: [v for n, v in parameters if n == name] for name, _ in parameters}}
    assert boolean(small_limits.post("/sparql", data=by_form)) is expected


def test_named_graphs_of_the_protocol_are_the_only_ones(small_limits: TestClient) -> None:
    query = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s a ?t } } ORDER BY ?g"
    parameters = [("query", query), ("named-graph-uri", f"{GRAPH}2"), ("named-graph-uri", f"{GRAPH}1")]
    found = small_limits.get("/sparql", params=parameters).json()["results"]["bindings"]
    assert [row["g"]["value"] for row in found] == [f"{GRAPH}1", f"{GRAPH}2"]


def test_the_dataset_of_the_protocol_stands_before_that_of_the_query(small_limits: TestClient) -> None:
    query = f"ASK FROM <{GRAPH}1> {{ <{GRAPH}2> a ?t }}"
    assert boolean(small_limits.get("/sparql", params={"query": query})) is False
    assert boolean(small_limits.get("/sparql", params={"query": query, "default-graph-uri": f"{GRAPH}2"})) is True


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"query=ASK+%7B%7D&query=SELECT+*+%7B%7D", "application/x-www-form-urlencoded", 400),
        (b"nothing=1", "application/x-www-form-urlencoded", 400),
        (b"query=%ff%fe", "application/x-www-form-urlencoded", 400),
        (b"ASK {}", "text/plain", 415),
        (b"ASK {}", "", 415),
        ("ASK {}".encode("utf-16"), "application/sparql-query", 400),
        (b"ASK {", "application/sparql-query", 400),
    ],
)
def test_what_is_no_query_is_refused(client: TestClient, content: bytes, kind: str, status: int) -> None:
    response = client.post("/sparql", content=content, headers={"content-type": kind} if kind else {})
    assert response.status_code == status
    assert response.json()["status"] == status


def test_two_queries_are_refused(client: TestClient) -> None:
    assert client.get("/sparql", params=[("query", "ASK {}"), ("query", "ASK {}")]).status_code == 400


def test_a_fault_tells_line_and_column(client: TestClient) -> None:
    response = client.get("/sparql", params={"query": "SELECT *\nWHERE { ?s ?p }"})
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    assert re.match(r"query line 2 column 1[56]: \w+", response.json()["detail"])


def test_a_form_that_nobody_has_is_refused(client: TestClient) -> None:
    assert client.get("/sparql", params={"query": UNITS}, headers={"accept": "image/png"}).status_code == 406
    assert client.get("/sparql", params={"query": UNITS}, headers={"accept": "text/turtle"}).status_code == 406
    assert client.get("/sparql", params={"query": UNITS, "format": "pdf"}).status_code == 400


def test_service_description(client: TestClient) -> None:
    response = client.get("/sparql", headers={"accept": "text/turtle"})
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    store = pyoxigraph.Store()
    store.load(response.content, format=pyoxigraph.RdfFormat.TURTLE)
    endpoint = "http://127.0.0.1:8000/sparql"
    assert bool(store.query(f"ASK {{ ?s a <{SD}Service> ; <{SD}endpoint> <{endpoint}> }}"))
    named = f"SELECT ?n ?c WHERE {{ ?d a <{SD}Dataset> ; <{SD}namedGraph> [ <{SD}name> ?n ; <{SD}graph> ?g ] . "
    rows = store.query(named + "?g a <" + SD + "Graph> ; <http://rdfs.org/ns/void#triples> ?c }")
    counts = {row["n"].value: int(row["c"].value) for row in rows}  # type: ignore[union-attr]
    base = "https://w3id.org/unitgraph/graph/"
    assert set(counts) == {f"{base}{name}" for name in ("list/2018", "rulings", "inferred", "ontology", "queries")}
    told = client.get(
        "/sparql", params={"query": f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{base}list/2018> {{ ?s ?p ?o }} }}"}
    )
    assert counts[f"{base}list/2018"] == int(told.json()["results"]["bindings"][0]["n"]["value"])


# The page


def test_a_browser_gets_a_page_that_works_without_scripts(client: TestClient) -> None:
    html = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    page = client.get("/sparql", headers=html)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert re.search(r'<form method="post" action="/sparql"', page.text)
    sent = client.post("/sparql", data={"query": UNITS, "default-graph-uri": GRAPH}, headers=html)
    assert (sent.status_code, "default-graph-uri=" in sent.headers["location"]) == (303, True)
    answered = client.post("/sparql", data={"query": UNITS}, headers=html, follow_redirects=True)
    assert "62 rows" in answered.text
    long = client.post("/sparql", data={"query": f"{UNITS} # {'x' * 5000}"}, headers=html)
    assert (long.status_code, "62 rows" in long.text) == (200, True), (
        "an address of that length is not taken everywhere"
    )
    for form in ("json", "xml", "csv", "tsv"):
        assert f"format={form}" in answered.text
    broken = client.post("/sparql", data={"query": "SELECT <script>"}, headers=html, follow_redirects=True)
    assert broken.status_code == 400
    assert "query line 1 column" in broken.text
    assert "SELECT &lt;script&gt;" in broken.text


def test_values_in_the_page_are_escaped(client: TestClient) -> None:
    query = "SELECT ('<script>alert(1)</script>' AS ?x) {}"
    response = client.get("/sparql", params={"query": query}, headers={"accept": "text/html"})
    assert "<td>&lt;script&gt;alert(1)&lt;/script&gt;</td>" in response.text
    assert "<script>alert" not in response.text


# Limits


def test_a_query_that_takes_too_long_is_ended_and_the_next_one_answers(small_limits: TestClient) -> None:
    response = small_limits.get("/sparql", params={"query": SLOW})
    assert response.status_code == 504
    assert "1 s" in response.json()["detail"]
    assert boolean(small_limits.get("/sparql", params={"query": "ASK {}"}))


def test_a_query_that_asks_for_too_much_memory_is_ended_and_the_next_one_answers(serve: Serve, big_store: Path) -> None:
    """Whatever the time it takes: on a busy machine that is more than the narrow limits give."""
    with serve(Settings(store=big_store, limits=Limits(query_memory=200 << 20, processes=1))) as served:
        response = httpx2.get(f"{served.address}/sparql", params={"query": HUNGRY}, timeout=60)
        assert (response.status_code, response.json()["title"]) == (507, "The query needed too much memory")
        assert boolean(httpx2.get(f"{served.address}/sparql", params={"query": "ASK {}"}, timeout=60))


@pytest.mark.parametrize("depth", [3_000, 30_000])
def test_a_query_nested_too_deep_is_refused_before_it_is_parsed(client: TestClient, depth: int) -> None:
    query = "SELECT * WHERE " + "{" * depth + "}" * depth
    response = client.post("/sparql", data={"query": query})
    assert response.status_code == 400
    assert "nested too deep" in response.json()["detail"]
    assert boolean(client.get("/sparql", params={"query": "ASK {}"}))


def test_a_body_that_is_too_large_is_refused(small_limits: TestClient) -> None:
    response = small_limits.post("/sparql", data={"query": "ASK {} #" + "x" * 20_000})
    assert response.status_code == 413


def test_an_answer_at_the_limit_of_rows_says_so(small_limits: TestClient) -> None:
    many = "SELECT ?s ?o WHERE { ?s <http://example.org/p> ?o }"
    cut = small_limits.get("/sparql", params={"query": many}, headers={"accept": "text/csv"})
    assert cut.headers["unitgraph-row-limit"] == "50"
    assert cut.headers["unitgraph-truncated"] == "rows"
    assert len(cut.text.splitlines()) == 51
    whole = small_limits.get("/sparql", params={"query": f"{many} LIMIT 50"}, headers={"accept": "text/csv"})
    assert "unitgraph-truncated" not in whole.headers
    page = small_limits.get("/sparql", params={"query": many}, headers={"accept": "text/html"})
    assert "Only the first 10 are shown" in page.text


def test_triples_have_the_same_limit(small_limits: TestClient) -> None:
    query = "CONSTRUCT { ?s a ?o } WHERE { ?s <http://example.org/p> ?x BIND(?s AS ?o) }"
    cut = small_limits.get("/sparql", params={"query": query}, headers={"accept": "application/n-triples"})
    assert cut.headers["unitgraph-truncated"] == "rows"
    assert len(cut.text.splitlines()) == 50


def test_a_big_answer_streams_and_one_that_is_cut_under_way_has_no_end(serve: Serve, big_store: Path) -> None:
    many = {"query": "SELECT ?s ?o WHERE { ?s <http://example.org/p> ?o }"}
    csv = {"accept": "text/csv"}
    with (
        serve(Settings(store=big_store)) as served,
        httpx2.stream("GET", f"{served.address}/sparql", params=many, headers=csv) as response,
    ):
        assert "content-length" not in response.headers
        assert sum(piece.count(b"\n") for piece in response.iter_raw()) == 60_001
    with serve(Settings(store=big_store, limits=Limits(rows=50_000))) as served:
        with pytest.raises(httpx2.RemoteProtocolError):
            httpx2.get(f"{served.address}/sparql", params=many, headers={"accept": "text/csv"})
        assert boolean(httpx2.get(f"{served.address}/sparql", params={"query": "ASK {}"}))


def test_a_full_queue_asks_to_come_back(serve: Serve, big_store: Path) -> None:
    limits = Limits(query_seconds=2, processes=1, queue=2, queue_seconds=1, client_queries=50)
    with serve(Settings(store=big_store, limits=limits)) as served:
        statuses = _at_once(f"{served.address}/sparql", 6)
    assert statuses.count((503, "2")) == 3
    assert statuses.count((503, "5")) == 2
    assert statuses.count((504, None)) == 1


def test_a_client_with_too_many_queries_is_told(serve: Serve, big_store: Path) -> None:
    limits = Limits(query_seconds=2, processes=1, queue=20, queue_seconds=1, client_queries=2)
    with serve(Settings(store=big_store, limits=limits)) as served:
        statuses = _at_once(f"{served.address}/sparql", 5)
    assert statuses.count((429, "1")) == 3


def _at_once(address: str, count: int) -> list[tuple[int, str | None]]:
    found: list[tuple[int, str | None]] = []

    def ask() -> None:
        response = httpx2.get(address, params={"query": SLOW}, timeout=30)
        found.append((response.status_code, response.headers.get("retry-after")))

    threads = [threading.Thread(target=ask) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_a_query_whose_reader_goes_away_is_ended(serve: Serve, big_store: Path) -> None:
    limits = Limits(query_seconds=30, processes=1, queue_seconds=8)
    with serve(Settings(store=big_store, limits=limits)) as served:
        with pytest.raises(httpx2.ReadTimeout):
            httpx2.get(f"{served.address}/sparql", params={"query": SLOW}, timeout=1.5)
        # Else it would wait in the queue, and be refused.
        assert boolean(httpx2.get(f"{served.address}/sparql", params={"query": "ASK {}"}, timeout=60))


# What is refused


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """An address that notes every connection."""
    seen: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            seen.append(b"connected")
            connection.close()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/", seen
    server.close()


ESCAPES = [
    "SELECT * WHERE {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * WHERE {{ service <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * WHERE {{ SERVICE SILENT <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * WHERE {{ SERVICESILENT<{0}> {{ ?s ?p ?o }} }}",
    "SELECT * WHERE {{ \\u0053ERVICE <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * WHERE {{ \\U00000053ERVICE <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * WHERE {{ {{ SELECT * WHERE {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }} }}",
    "SELECT * WHERE {{ BIND(<{0}> AS ?g) SERVICE ?g {{ ?s ?p ?o }} }}",
    "SELECT * WHERE {{ FILTER EXISTS {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }}",
    "SELECT * FROM <{0}> WHERE {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <{0}> WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "LOAD <{0}>",
    "INSERT DATA {{ <{0}> a <{0}> }}",
    "CLEAR ALL",
    "DELETE WHERE {{ ?s ?p ?o }}",
]


@pytest.mark.parametrize("text", ESCAPES)
def test_nothing_leaves_the_service(client: TestClient, listener: tuple[str, list[bytes]], text: str) -> None:
    address, seen = listener
    assert client.post("/sparql", data={"query": text.format(address)}).status_code == 400
    assert client.get("/sparql", params={"query": text.format(address)}).status_code == 400
    assert client.post("/sparql", data={"update": text.format(address)}).status_code == 403
    direct = {"content-type": "application/sparql-update"}
    assert client.post("/sparql", content=text.format(address), headers=direct).status_code == 403
    time.sleep(0.05)
    assert seen == []


def test_graphs_of_the_protocol_are_not_fetched(client: TestClient, listener: tuple[str, list[bytes]]) -> None:
    address, seen = listener
    query = "SELECT * WHERE { ?s ?p ?o }"
    for name in ("default-graph-uri", "named-graph-uri"):
        response = client.get("/sparql", params={"query": query, name: address})
        assert response.json()["results"]["bindings"] == []
    time.sleep(0.05)
    assert seen == []


def test_the_listener_would_have_seen_it(listener: tuple[str, list[bytes]]) -> None:
    """The counter-check: the engine itself does connect."""
    address, seen = listener
    with pytest.raises((RuntimeError, OSError, ValueError)):
        list(pyoxigraph.Store().query(f"SELECT * WHERE {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"))  # type: ignore[arg-type]
    time.sleep(0.05)
    assert seen != []


def test_files_are_not_read(client: TestClient, tmp_path: Path) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text("<http://example.org/secret> a <http://example.org/Secret> .", encoding="utf-8")
    for text in (
        "SELECT * FROM <file://{}> {{ ?s ?p ?o }}",
        "SELECT * FROM NAMED <file://{}> {{ ?s ?p ?o }}",
    ):
        response = client.get("/sparql", params={"query": text.format(secret)})
        assert response.status_code == 400
        assert "example.org/secret" not in response.text
    response = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }", "default-graph-uri": f"file://{secret}"})
    assert response.json()["results"]["bindings"] == []


def test_the_files_of_the_store_stay_as_they_are(serve: Serve, big_store: Path) -> None:
    def digest() -> dict[str, str]:
        files = [path for path in big_store.rglob("*") if path.is_file()]
        assert len(files) > 3
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    before = digest()
    with serve(Settings(store=big_store)) as served:
        for text in ESCAPES:
            httpx2.post(f"{served.address}/sparql", data={"query": text.format("http://127.0.0.1:9/")})
            httpx2.post(f"{served.address}/sparql", data={"update": text.format("http://127.0.0.1:9/")})
    assert digest() == before


def test_a_page_shows_the_first_rows_of_a_long_answer(client: TestClient) -> None:
    """More than one piece of it, beyond the rows of a page."""
    for query in ("SELECT * { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"):
        page = client.get("/sparql", params={"query": query}, headers={"accept": "text/html"})
        assert page.status_code == 200
        assert page.text.count("<tr>") == 1001
        assert "Only the first 1,000 are shown" in page.text
