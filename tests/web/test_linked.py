"""Linked data: things, documents, and what they say of each other."""

from __future__ import annotations

import csv
import io
import json
import re
import socket
from urllib.parse import urlsplit

import pyoxigraph
import pytest
from bs4 import BeautifulSoup
from pyld import jsonld
from rdflib import OWL, Graph, Namespace
from starlette.testclient import TestClient

from unitgraph.dataset.vocab import term
from unitgraph.web import Settings, create_app
from unitgraph.web.http.rendering import script_json
from web.conftest import Running

BASE = "https://w3id.org/unitgraph/"
ENTRY = "list/2018/entry/82c7350b7ac19b83"
TORREON = "unit/mx/torreon-station-760d1afd"
THINGS = [
    TORREON,
    "list/2018",
    ENTRY,
    f"{ENTRY}/denial",
    f"{ENTRY}/reading",
    "country/mx",
    "ns",
]
FORMS = {
    "ttl": ("text/turtle", pyoxigraph.RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", pyoxigraph.RdfFormat.JSON_LD),
    "nt": ("application/n-triples", pyoxigraph.RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", pyoxigraph.RdfFormat.RDF_XML),
}


def triples(content: bytes, form: str) -> set[tuple[str, str, str]]:
    if form == "jsonld":
        # The oldest Oxigraph that is supported reads JSON-LD 1.0 only.
        content = Graph().parse(data=content, format="json-ld").serialize(format="nt", encoding="utf-8")
        form = "nt"
    return {
        (str(quad.subject), str(quad.predicate), str(quad.object))
        for quad in pyoxigraph.parse(content, format=FORMS[form][1])
    }


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize("form", FORMS)
def test_a_thing_leads_to_its_document_in_the_form_that_is_accepted(client: TestClient, thing: str, form: str) -> None:
    media_type = FORMS[form][0]
    answer = client.get(f"/{thing}", headers={"accept": f"{media_type}, text/html;q=0.5"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{thing}.{form}")
    assert answer.headers["vary"] == "Accept"
    document = client.get(f"/{thing}.{form}")
    assert document.headers["content-type"].split(";")[0] == media_type
    found = triples(document.content, form)
    subject = f"<{BASE}{thing}>" if thing != "ns" else "<https://w3id.org/unitgraph/ns#Unit>"
    assert any(each[0] == subject for each in found)
    assert found == triples(client.get(f"/{thing}.ttl").content, "ttl")


@pytest.mark.parametrize("thing", THINGS)
def test_browsers_and_tables(client: TestClient, thing: str) -> None:
    browser = client.get(f"/{thing}", headers={"accept": "text/html,*/*;q=0.8"})
    assert browser.status_code == 303
    page = client.get(browser.headers["location"], headers={"accept": "text/html"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    table = client.get(f"/{thing}", headers={"accept": "text/csv"})
    assert table.headers["location"] == f"/{thing}.csv"
    rows = list(csv.reader(io.StringIO(client.get(f"/{thing}.csv").text, newline="")))
    assert len(rows) > 1


def test_a_named_graph_leads_to_its_statements(client: TestClient) -> None:
    told = client.get("/sparql", params={"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"})
    graphs = [row["g"]["value"] for row in told.json()["results"]["bindings"]]
    assert len(graphs) == 5
    for graph in graphs:
        answer = client.get("/" + graph.removeprefix(BASE))
        assert answer.status_code == 303
        lines = client.get(answer.headers["location"], headers={"accept": "application/n-triples"}).text.splitlines()
        count = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        (row,) = client.get("/sparql", params={"query": count}).json()["results"]["bindings"]
        assert len(lines) == int(row["n"]["value"]) > 0
    assert client.get("/graph/nothing").status_code == 404


def test_the_version_that_is_served_leads_to_the_vocabulary(client: TestClient) -> None:
    (version,) = Graph().parse(data=client.get("/ns.ttl").text).objects(None, OWL.versionIRI)
    answer = client.get("/" + str(version).removeprefix(BASE), headers={"accept": "text/turtle"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/ns.ttl")
    assert client.get("/ns/0.0.0").status_code == 404


def test_every_iri_of_the_data_dereferences(client: TestClient) -> None:
    """Of each kind of thing, whatever its depth, in every form: none is forgotten when the data get a new kind."""
    query = (
        "SELECT ?kind (SAMPLE(?thing) AS ?one) WHERE { ?thing a ?kind "
        f"FILTER(STRSTARTS(STR(?thing), '{BASE}') && !CONTAINS(STR(?thing), '#')) }} GROUP BY ?kind"
    )
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert len(rows) >= 20
    for row in rows:
        path = "/" + row["one"]["value"].removeprefix(BASE)
        for media_type in ("text/html", "text/csv", *(each for each, _ in FORMS.values())):
            answer = client.get(path, headers={"accept": media_type})
            assert answer.status_code == 303, (path, media_type)
            document = client.get(answer.headers["location"], headers={"accept": media_type})
            assert document.status_code == 200, (path, media_type)
            assert document.headers["content-type"].split(";")[0] == media_type


def test_what_is_not_there(client: TestClient) -> None:
    for address in ("/unit/mx/nobody-00000000", "/unit/mx/nobody-00000000.ttl", "/list/1999", "/ns.pdf", "/unit/"):
        assert client.get(address).status_code == 404, address
    assert client.get(f"/{TORREON}", headers={"accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("path", ["%zz", "<", "a\\b", "[", "`.svg", "{.ttl", "%.html", "/^|"])
def test_an_address_that_is_no_iri_is_that_of_nothing(served: Running, path: str) -> None:
    host = urlsplit(served.address).netloc
    for kind in ("unit", "country", "list", "fr/build"):
        with socket.create_connection((host.partition(":")[0], int(host.partition(":")[2]))) as made:
            made.sendall(f"GET /{kind}/{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n".encode())
            assert made.makefile("rb").readline() == b"HTTP/1.1 404 Not Found\r\n", (kind, path)


def test_links_say_what_the_document_is_about(client: TestClient) -> None:
    links = client.get(f"/{TORREON}.ttl").headers["link"]
    assert f'<{BASE}{TORREON}>; rel="describes"' in links
    assert f'<{BASE}{TORREON}>; rel="canonical"' in links
    assert f'</{TORREON}.csv>; rel="alternate"; type="text/csv"' in links
    for address, iri in ((f"/{TORREON}.html", TORREON), (f"/{ENTRY}.html", ENTRY),
                         ("/country/mx.html", "country/mx"), ("/lists/2018", "list/2018")):  # fmt: skip
        page = client.get(address, headers={"accept": "text/html"})
        assert "The IRI is on another host" in page.text
        assert f'<link rel="canonical" href="{BASE}{iri}">' in page.text
        assert f'<{BASE}{iri}>; rel="canonical"' in page.headers["link"]
        assert f'</{iri}.ttl>; rel="alternate"' in page.headers["link"]


def test_on_its_own_host_the_service_is_canonical() -> None:
    with TestClient(create_app(Settings(base_url="https://w3id.org")), base_url="https://w3id.org") as own:
        response = own.get(f"/{TORREON}.html")
        assert f'<https://w3id.org/{TORREON}>; rel="canonical"' in response.headers["link"]
        assert "The IRI is on another host" not in response.text
        assert f'<link rel="canonical" href="/{TORREON}">' in response.text


def test_documents_have_strong_validators(client: TestClient) -> None:
    for suffix in ("html", "ttl", "jsonld", "csv"):
        first = client.get(f"/{TORREON}.{suffix}")
        tag = first.headers["etag"]
        assert tag.startswith('"')
        again = client.get(f"/{TORREON}.{suffix}", headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        for held in ("*", f'"other", W/{tag}'):
            assert client.get(f"/{TORREON}.{suffix}", headers={"if-none-match": held}).status_code == 304
        assert client.get(f"/{TORREON}.{suffix}", headers={"if-none-match": '"other"'}).status_code == 200


def test_a_description_holds_the_chain_the_denial_its_entry_and_its_list(client: TestClient) -> None:
    found = triples(client.get(f"/{TORREON}.ttl").content, "ttl")
    subjects = {each[0] for each in found}
    for name in (
        f"{ENTRY}/denial",
        ENTRY,
        "list/2018",
        "country/mx",
        "unit/mx/federal-police-81b88458",
    ):
        assert f"<{BASE}{name}>" in subjects, name
    caveats = {each for each in found if each[1] == f"<{term('ug:caveat')}>"}
    assert len(caveats) == 9


def test_a_table_never_calls_a_listed_unit_unlisted(client: TestClient) -> None:
    """The units around the one described are named, and each with its own denial."""
    response = client.get("/unit/mx/coahuila-state-coordination-9413eb48.csv")
    rows = {row["name"]: row["listed"] for row in csv.DictReader(io.StringIO(response.text, newline=""))}
    assert rows["Torreon Station"] == "yes"
    assert rows["Coahuila State Coordination"] == "no"
    assert rows["Federal Police"] == "no"


def test_the_csv_of_the_list_has_every_denial(client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/list/2018.csv").text, newline="")))
    assert len(rows) == 26
    assert {row["line"] for row in rows} >= {"23", "60", "70"}


def test_the_page_of_a_unit(client: TestClient) -> None:
    page = BeautifulSoup(client.get(f"/{TORREON}.html").text, "html.parser")
    text = " ".join(page.get_text(" ").split())
    assert [link.text for link in page.select("ol.chain a")] == [
        "Federal Police",
        "Regional Security Division",
        "Northeast Zone Regional Coordination",
        "Coahuila State Coordination",
        "Torreon Station",
    ]
    for words in (
        "This unit is listed.",
        "Calendar year 2018",
        "section 620M of the Foreign Assistance Act of 1961 (22 U.S.C. 2378d)",
        "line 60",
        "U.S. Department of State",
        "d92559afc76ad209821651fdf0fb7ab0e3e9121fb2af27f5a0333f37f0214d48",
        "Cite this",
        "This is not an official vetting decision.",
    ):
        assert words in text, words
    assert page.select_one(f"a[href='/{TORREON}.svg']") is not None


@pytest.mark.parametrize(
    ("thing", "title", "told"),
    [
        (
            "ruling/2018/country-honduras",
            "The country is Honduras.",
            "Applies to list 2018, line 49: “Anti-extortion National",
        ),
        ("site/bd/dhaka-7f879532", "Dhaka", "Country Bangladesh"),
        (f"{ENTRY}/reading", "How line 60 was read", "path, largest first"),
        (
            f"{ENTRY}/denial",
            "Denial of Torreon Station (Mexico), calendar year 2018",
            "Taken from Reading of list 2018",
        ),
        (f"{ENTRY}/reading/segment/5", "“Torreon Station”", "Denotes Torreon Station (Mexico)"),
        ("subordination/mx/de02978067c4bca8", "Head of Staff (Mexico) under State Police Commission (Mexico)", "Cited"),
        ("identification/beb7e90875f7b8cb", "“Direcorate of the Preventive State Police” (2018)", "Basis ruling"),
    ],
)
def test_the_page_of_anything_is_in_words(client: TestClient, thing: str, title: str, told: str) -> None:
    page = BeautifulSoup(client.get(f"/{thing}.html").text, "html.parser")
    assert page.h1 is not None
    assert page.h1.text.startswith(title)
    for fold in page.select("main details"):
        assert "as RDF" in fold.text or fold.select("dl")
        fold.extract()
    text = " ".join(page.select_one("main").get_text(" ").partition("IRI:")[0].split())  # type: ignore[union-attr]
    assert told in text
    assert not re.search(r"rdf-syntax|core#|prov#|ug:|[0-9a-f]{16}", text), "no part of an IRI stands for a thing"


def test_the_page_of_a_parent_marks_listed_units_by_words(client: TestClient) -> None:
    page = BeautifulSoup(client.get("/unit/mx/federal-police-81b88458.html").text, "html.parser")
    tree = page.select_one(".tree")
    assert tree is not None
    assert len(tree.select("details details details details")) == 2
    assert tree.get_text().count("listed 2018") == 2
    assert "contains-listed This unit is not itself listed; a unit below it is." in " ".join(page.get_text(" ").split())


def test_structured_data_is_safe_and_true(client: TestClient) -> None:
    page = BeautifulSoup(client.get(f"/{TORREON}.html").text, "html.parser")
    script = page.select_one("script[type='application/ld+json']")
    assert script is not None
    content = json.loads(script.text)
    assert content["@id"] == f"{BASE}{TORREON}"
    assert content["parentOrganization"][0]["name"] == "Coahuila State Coordination"
    assert content["subjectOf"][0]["temporalCoverage"] == "2018"


def test_structured_data_of_a_list(client: TestClient) -> None:
    page = BeautifulSoup(client.get("/lists/2018", headers={"accept": "text/html"}).text, "html.parser")
    script = page.select_one("script[type='application/ld+json']")
    assert script is not None
    content = json.loads(script.text)
    assert (content["@type"], content["@id"]) == ("Dataset", f"{BASE}list/2018")
    assert content["license"] == "https://www.usa.gov/government-works"
    assert content["temporalCoverage"] == "2018"
    for each in content["distribution"]:
        answer = client.get(each["contentUrl"])
        assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, each["encodingFormat"])


def test_script_json_cannot_end_its_element() -> None:
    written = script_json({"name": "</script><script>alert(1)</script>\u2028&"})
    assert "<" not in written
    assert ">" not in written
    assert json.loads(written) == {"name": "</script><script>alert(1)</script>\u2028&"}


def test_a_coded_slash_in_an_address_is_a_slash(client: TestClient) -> None:
    """Tools put a reconciled identifier into an address as one part of it."""
    response = client.get("/unit/mx%2Ftorreon-station-760d1afd", headers={"accept": "text/html"})
    assert (response.status_code, response.headers["location"]) == (303, f"/{TORREON}.html")


def test_distributions_can_be_reached(client: TestClient) -> None:
    """DCAT-AP 3.0.1 requires an access URL of each."""
    described = Graph().parse(data=client.get("/.well-known/void").text, format="turtle")
    dcat = Namespace("http://www.w3.org/ns/dcat#")
    distributions = set(described.objects(None, dcat.distribution))
    assert len(distributions) == 4
    assert all(described.value(each, dcat.accessURL) for each in distributions)


def test_a_unit_has_its_superiors_denials_and_entries_in_one_node(client: TestClient) -> None:
    document = client.get(f"/{TORREON}.jsonld").json()
    unit = document["@graph"][0]
    assert unit["id"] == BASE + TORREON
    assert unit["country"]["code"] == "MX"
    chain, above = [], unit["superior"]
    while above:
        chain.append(above[0]["name"])
        above = above[0].get("superior", [])
    assert chain == [
        "Coahuila State Coordination",
        "Northeast Zone Regional Coordination",
        "Regional Security Division",
        "Federal Police",
    ]
    (denial,) = unit["denials"]
    assert [each["line"] for each in denial["derivedFrom"] if not isinstance(each, str)] == [60]
    assert [each["relation"] for each in unit["edges"]] == ["AsListed"]


def test_the_context_and_the_frame_are_published(client: TestClient) -> None:
    document = client.get(f"/{TORREON}.jsonld").json()
    for name in ("context", "frame"):
        answer = client.get(f"/{name}.jsonld")
        assert answer.headers["content-type"] == "application/ld+json"
        assert f'href="/{name}.jsonld"' in client.get("/about").text
    context, frame = (client.get(f"/{name}.jsonld").json() for name in ("context", "frame"))
    assert document["@context"] == context["@context"]
    assert frame["@context"] == "context.jsonld"
    asked = frame | {"@context": context["@context"], "id": BASE + TORREON}
    framed = jsonld.frame(jsonld.flatten(document), asked, {"omitDefault": True})
    assert framed["name"] == "Torreon Station"
    assert framed["superior"][0]["superior"][0]["name"] == "Northeast Zone Regional Coordination"
    assert framed["denials"][0]["derivedFrom"][0]["line"] == 60
