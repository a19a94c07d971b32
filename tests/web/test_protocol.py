"""What the W3C's suites for SPARQL 1.1 Protocol and Service Description require, case by case.

The names are those of the suites' own tests (github.com/w3c/rdf-tests, sparql/sparql11/protocol and
service-description), the requests and data are written here. Tests that would change data are left out: this service
only reads, and refuses them (those named ``bad_update`` must be refused by any service). ``tests/benchmarks/
conformance.py`` runs the suite itself, against any endpoint.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx2
import pyoxigraph
import pytest
from rdflib import RDF, Graph, URIRef
from starlette.testclient import TestClient

from unitgraph.store import Metadata, write_store
from unitgraph.web import Settings, create_app

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
ONE, TWO, THREE = (f"http://example.org/graphs/{number}" for number in (1, 2, 3))
NONE = "http://example.org/graphs/none"
KINDS = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "table": ("application/sparql-results+json", "application/sparql-results+xml", "text/csv"),
    "graph": ("text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One request: ``address`` holds pairs for the address, ``body`` what is sent. ``kind`` is the kind of the answer,
    None where the request is to be refused; every answer that says yes or no is a yes."""

    name: str
    method: str
    address: tuple[tuple[str, str], ...] = ()
    content_type: str | None = None
    body: bytes | None = None
    kind: str | None = None


def in_default(*graphs: str) -> tuple[tuple[str, str], ...]:
    return tuple(("default-graph-uri", graph) for graph in graphs)


def named(*graphs: str) -> tuple[tuple[str, str], ...]:
    return tuple(("named-graph-uri", graph) for graph in graphs)


def direct(name: str, text: str, kind: str, dataset: tuple[tuple[str, str], ...] = ()) -> Case:
    """A query as the body of a POST."""
    return Case(name, "POST", dataset, QUERY, text.encode(), kind)


def form(*pairs: tuple[str, str]) -> bytes:
    return urlencode(pairs).encode()


BOTH = f"ASK {{ <{ONE}> a ?kind . <{TWO}> a ?kind }}"
EACH = f"GRAPH ?g1 {{ <{ONE}> a ?kind }} GRAPH ?g2 {{ <{TWO}> a ?kind }}"
NAMED = f"ASK {{ {EACH} }}"

# With the datasets of the client: 6.
DATASETS = (
    Case("query_dataset_default_graphs_get", "GET", (("query", BOTH), *in_default(ONE, TWO)), kind="boolean"),
    direct("query_dataset_default_graphs_post", BOTH, "boolean", in_default(ONE, TWO)),
    Case("query_dataset_named_graphs_get", "GET", (("query", NAMED), *named(ONE, TWO)), kind="boolean"),
    direct("query_dataset_named_graphs_post", NAMED, "boolean", named(ONE, TWO)),
    direct(
        "query_dataset_full", f"ASK {{ <{THREE}> a ?kind {EACH} }}", "boolean", (*in_default(THREE), *named(ONE, TWO))
    ),
    direct("query_multiple_dataset", f"ASK FROM <{THREE}> {{ {EACH} }}", "boolean", named(ONE, TWO)),
)
# Queries: 7. A graph that is not there is empty.
QUERIES = (
    Case("query_post_form", "POST", in_default(NONE), FORM, form(("query", "ASK {}")), "boolean"),
    Case("query_get", "GET", (("query", "ASK {}"), *in_default(NONE)), kind="boolean"),
    direct("query_content_type_select", "SELECT (1 AS ?value) {}", "table", in_default(NONE)),
    direct("query_content_type_ask", "ASK {}", "boolean", in_default(NONE)),
    direct("query_content_type_describe", "DESCRIBE <http://example.org/>", "graph", in_default(NONE)),
    direct("query_content_type_construct", "CONSTRUCT { <s> <p> 1 } WHERE {}", "graph", in_default(NONE)),
    direct("query_post_direct", "ASK {}", "boolean"),
)
# What every service refuses: 14.
BAD = (
    Case("bad_query_method", "PUT", (("query", "ASK {}"), *in_default(NONE)), FORM),
    Case("bad_multiple_queries", "GET", (("query", "ASK {}"), ("query", "SELECT * {}"))),
    Case("bad_query_wrong_media_type", "POST", (), "text/plain", b"ASK {}"),
    Case("bad_query_missing_form_type", "POST", (), None, form(("query", "ASK {}"))),
    Case("bad_query_missing_direct_type", "POST", (), None, b"ASK {}"),
    Case("bad_query_non_utf8", "POST", (), f"{QUERY}; charset=UTF-16", "ASK {}".encode("utf-16")),
    Case("bad_query_syntax", "GET", (("query", "ASK {"),)),
    Case("bad_update_get", "GET", (("update", "CLEAR ALL"),)),
    Case("bad_multiple_updates", "POST", (), FORM, form(("update", "CLEAR NAMED"), ("update", "CLEAR DEFAULT"))),
    Case("bad_update_wrong_media_type", "POST", (), "text/plain", b"CLEAR NAMED"),
    Case("bad_update_missing_form_type", "POST", (), None, form(("update", "CLEAR NAMED"))),
    Case("bad_update_non_utf8", "POST", (), f"{UPDATE}; charset=UTF-16", "CLEAR NAMED".encode("utf-16")),
    Case("bad_update_syntax", "POST", (), FORM, form(("update", "CLEAR XYZ"))),
    Case(
        "bad_update_dataset_conflict",
        "POST",
        (("using-named-graph-uri", ONE),),
        UPDATE,
        f"WITH <{TWO}> DELETE {{ ?s ?p 1 }} INSERT {{ ?s ?p 2 }} WHERE {{ ?s ?p 1 }}".encode(),
    ),
)


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service over three graphs of one statement each."""
    folder = tmp_path_factory.mktemp("protocol") / "store"
    lines = [f"<{graph}> <{RDF.type}> <http://example.org/Document> <{graph}> .\n" for graph in (ONE, TWO, THREE)]
    write_store(folder, lines, Metadata(lists=()))
    with TestClient(create_app(Settings(store=folder)), base_url="http://127.0.0.1:8000") as made:
        yield made


def ask(endpoint: TestClient, case: Case, accept: str = "*/*") -> httpx2.Response:
    headers = {"accept": accept} | ({"content-type": case.content_type} if case.content_type else {})
    return endpoint.request(case.method, "/sparql/", params=list(case.address), content=case.body, headers=headers)


def test_the_cases_are_those_of_the_suite() -> None:
    assert (len(DATASETS), len(QUERIES), len(BAD)) == (6, 7, 14)
    assert len({case.name for case in (*DATASETS, *QUERIES, *BAD)}) == 27


@pytest.mark.parametrize("case", [*DATASETS, *QUERIES], ids=lambda case: str(case.name))
def test_an_answer_is_of_the_kind_that_is_asked_for(endpoint: TestClient, case: Case) -> None:
    assert case.kind is not None
    response = ask(endpoint, case)
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] in KINDS[case.kind]
    if case.kind == "boolean":
        assert response.json()["boolean"] is True
        assert b"<boolean>true</boolean>" in ask(endpoint, case, "application/sparql-results+xml").content


@pytest.mark.parametrize("case", DATASETS, ids=lambda case: str(case.name))
def test_without_its_dataset_a_query_finds_something_else(endpoint: TestClient, case: Case) -> None:
    """The counter-check: it is the dataset of the request that makes the answer."""
    query = tuple(pair for pair in case.address if pair[0] == "query")
    other = Case(case.name, case.method, (*query, *in_default(NONE)), case.content_type, case.body)
    assert ask(endpoint, other).json()["boolean"] is False


@pytest.mark.parametrize("case", BAD, ids=lambda case: str(case.name))
def test_what_is_no_question_is_refused(endpoint: TestClient, case: Case) -> None:
    response = ask(endpoint, case)
    assert 400 <= response.status_code < 500
    assert response.headers["content-type"] == "application/problem+json"
    assert ask(endpoint, QUERIES[-1]).json()["boolean"] is True


# Service Description (W3C 2013): every term that is used, with what it is said of and what it leads to (section 3).

SD = "http://www.w3.org/ns/sparql-service-description#"
FEATURES = {"DereferencesURIs", "UnionDefaultGraph", "RequiresDataset", "EmptyGraphs", "BasicFederatedQuery"}
LANGUAGES = {"SPARQL10Query", "SPARQL11Query", "SPARQL11Update"}
PROPERTIES = {
    "endpoint": ("Service", None),
    "feature": ("Service", FEATURES),
    "defaultEntailmentRegime": ("Service", None),
    "entailmentRegime": ("NamedGraph", None),
    "defaultSupportedEntailmentProfile": ("Service", None),
    "supportedEntailmentProfile": ("NamedGraph", None),
    "extensionFunction": ("Service", None),
    "extensionAggregate": ("Service", None),
    "languageExtension": ("Service", None),
    "supportedLanguage": ("Service", LANGUAGES),
    "propertyFeature": ("Service", None),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "resultFormat": ("Service", None),
    "inputFormat": ("Service", None),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("Dataset", "NamedGraph"),
    "name": ("NamedGraph", None),
    "graph": ("NamedGraph", "Graph"),
}


@pytest.fixture(scope="module", params=["text/turtle", "application/rdf+xml", "application/n-triples"])
def described(endpoint: TestClient, request: pytest.FixtureRequest) -> Graph:
    """The description as a bare GET gives it (``returns-rdf``)."""
    response = endpoint.get("/sparql/", headers={"accept": request.param})
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == request.param
    triples = pyoxigraph.parse(response.content, format=pyoxigraph.RdfFormat.from_media_type(request.param))
    lines = "\n".join(f"{quad.triple} ." for quad in triples)
    return Graph().parse(data=lines, format="nt")


def test_has_endpoint_triple(described: Graph) -> None:
    services = set(described.subjects(RDF.type, URIRef(f"{SD}Service")))
    assert {(each, described.value(each, URIRef(f"{SD}endpoint"))) for each in services} == {
        (URIRef("http://127.0.0.1:8000/sparql"), URIRef("http://127.0.0.1:8000/sparql"))
    }


def test_conforms_to_schema(described: Graph) -> None:
    used = [triple for triple in described if str(triple[1]).startswith(SD)]
    assert len({predicate for _, predicate, _ in used}) >= 8
    for subject, predicate, value in used:
        domain, leads_to = PROPERTIES[str(predicate).removeprefix(SD)]
        assert (subject, RDF.type, URIRef(SD + domain)) in described, (subject, predicate)
        assert isinstance(value, URIRef), (predicate, value)
        if isinstance(leads_to, set):
            assert str(value).removeprefix(SD) in leads_to
        elif leads_to:
            assert (value, RDF.type, URIRef(SD + leads_to)) in described, (predicate, value)
    for graph in described.subjects(RDF.type, URIRef(f"{SD}NamedGraph")):
        assert described.value(graph, URIRef(f"{SD}name")) is not None
