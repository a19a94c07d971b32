"""The command line, the library and the service are doors to the same answers: what one gives, the others give."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyoxigraph
import pytest
from starlette.testclient import TestClient

import unitgraph
from conftest import Run
from unitgraph.api import find_unit, with_evidence_of
from unitgraph.checking.answers import answer_dict
from unitgraph.store import Metadata, write_store
from unitgraph.store.library import library
from unitgraph.web import Settings, create_app

Runner = Callable[..., Run]
EX = "http://example.org/"
ONE, TWO, THREE = f"{EX}graph/1", f"{EX}graph/2", f"{EX}graph/3"
# The first two graphs share the triple a p b.
WORLD = f"""
GRAPH <{ONE}> {{ e:a e:p e:b . e:b e:p e:c ; e:label "b"@en }}
GRAPH <{TWO}> {{ e:a e:p e:b ; e:q e:c . e:c a e:Thing }}
GRAPH <{THREE}> {{ e:c e:p e:d }}
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("doors") / "store"
    text = f"@prefix e: <{EX}> .\n{WORLD}"
    lines = [f"{quad} ." for quad in pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TRIG)]
    assert len(lines) == 7
    write_store(folder, lines, Metadata(EX))
    return folder


@pytest.fixture(scope="module")
def service(store: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(store=store)), base_url="http://127.0.0.1:8000") as client:
        yield client


Rows = tuple[list[str], Counter[str]] | set[str] | bool


def rows(content: bytes, form: str) -> Rows:
    """An answer without the order of its rows."""
    if form == "nt":
        triples = [str(quad.triple) for quad in pyoxigraph.parse(content, format=pyoxigraph.RdfFormat.N_TRIPLES)]
        assert len(triples) == len(set(triples)), "a graph holds each triple once"
        return set(triples)
    found = json.loads(content)
    if "boolean" in found:
        return bool(found["boolean"])
    return found["head"]["vars"], Counter(json.dumps(row, sort_keys=True) for row in found["results"]["bindings"])


def from_clauses(text: str, default: Sequence[str], named: Sequence[str]) -> str:
    clauses = [*(f"FROM <{each}>" for each in default), *(f"FROM NAMED <{each}>" for each in named)]
    return f"PREFIX e: <{EX}> {text.replace('WHERE', ' '.join([*clauses, 'WHERE']), 1)}"


def answers(run: Runner, service: TestClient, store: Path, query: str, *parameters: tuple[str, str]) -> Iterator[Rows]:
    """What each door gives for a query."""
    verb = query.split("> ", 1)[1].split(" ")[0]
    form, accept = (
        ("nt", "application/n-triples") if verb in ("CONSTRUCT", "DESCRIBE") else ("json", "application/json")
    )
    if not parameters:
        yield rows(unitgraph.query(query, store=store).serialize(form), form)
        file = store.parent / "asked.rq"
        file.write_text(query, encoding="utf-8")
        done = run("query", str(file), "--store", str(store), "--format", "turtle" if form == "nt" else form)
        assert done.code == 0, done.err
        if form == "nt":
            parsed = pyoxigraph.parse(done.out, format=pyoxigraph.RdfFormat.TURTLE)
            yield rows("".join(f"{quad.triple} .\n" for quad in parsed).encode(), form)
        else:
            yield rows(done.out.encode(), form)
    asked = [("query", query), *parameters]
    by_get = service.get("/sparql", params=asked, headers={"accept": accept})
    fields = {name: [value for other, value in asked if other == name] for name, _ in asked}
    by_post = service.post("/sparql", data=fields, headers={"accept": accept})
    assert (by_get.status_code, by_post.status_code) == (200, 200), by_get.text
    yield rows(by_get.content, form)
    yield rows(by_post.content, form)


def asked_everywhere(
    run: Runner, service: TestClient, store: Path, text: str, default: Sequence[str], named: Sequence[str] = ()
) -> Rows:
    """The answer of every door, with the graphs in FROM and in the parameters of the protocol: all are the same."""
    parameters = [*(("default-graph-uri", each) for each in default), *(("named-graph-uri", each) for each in named)]
    found = [
        *answers(run, service, store, from_clauses(text, default, named)),
        *answers(run, service, store, f"PREFIX e: <{EX}> {text}", *parameters),
    ]
    assert len(found) == (6 if parameters else 8)
    assert all(each == found[0] for each in found), found
    return found[0]


def table(columns: str, *lines: str) -> Rows:
    """The rows of a table: short names of things, and numbers."""

    def value(word: str) -> dict[str, str]:
        if word.isdigit():
            return {"datatype": "http://www.w3.org/2001/XMLSchema#integer", "type": "literal", "value": word}
        return {"type": "uri", "value": EX + word}

    named = columns.split()
    made = ({name: value(word) for name, word in zip(named, line.split(), strict=True)} for line in lines)
    return named, Counter(json.dumps(row, sort_keys=True) for row in made)


BOTH = (ONE, TWO)


@pytest.mark.parametrize(
    ("text", "default", "named", "expected"),
    [
        ("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", BOTH, (), table("n", "5")),
        ("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", (TWO, ONE, TWO), (), table("n", "5")),
        ("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", (ONE,), (), table("n", "3")),
        ("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", (ONE, TWO, THREE), (), table("n", "6")),
        ("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", (), (), table("n", "6")),
        ("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", (), BOTH, table("n", "0")),
        ("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }", (THREE,), BOTH, table("n", "6")),
        ("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o GRAPH ?g { ?s ?p ?o } }", BOTH, BOTH, table("n", "6")),
        ("SELECT ?s ?o WHERE { ?s e:p ?o }", BOTH, (), table("s o", "a b", "b c")),
        ("SELECT ?s ?o WHERE { ?s e:p/e:p ?o }", BOTH, (), table("s o", "a c")),
        ("SELECT ?s ?o WHERE { ?s e:p+ ?o }", BOTH, (), table("s o", "a b", "a c", "b c")),
        ("SELECT ?o WHERE { e:a e:p* ?o }", BOTH, (), table("o", "a", "b", "c")),
        ("SELECT ?s (COUNT(?o) AS ?n) WHERE { ?s e:p|e:q ?o } GROUP BY ?s", BOTH, (), table("s n", "a 2", "b 1")),
        (
            "SELECT ?s ?n WHERE { { SELECT ?s (COUNT(*) AS ?n) { ?s e:p ?o } GROUP BY ?s } }",
            BOTH,
            (),
            table("s n", "a 1", "b 1"),
        ),
        ("ASK WHERE { ?s e:p ?o . ?o a ?t }", (ONE,), (), False),
        ("ASK WHERE { ?s e:p ?o . ?o a ?t }", BOTH, (), True),
        ("ASK WHERE { { SELECT ?s { ?s e:p ?o } GROUP BY ?s HAVING (COUNT(*) > 1) } }", BOTH, (), False),
        (
            "CONSTRUCT { ?o e:under ?s } WHERE { ?s e:p ?o }",
            BOTH,
            (),
            {f"<{EX}b> <{EX}under> <{EX}a>", f"<{EX}c> <{EX}under> <{EX}b>"},
        ),
        ("DESCRIBE e:a WHERE { }", BOTH, (), {f"<{EX}a> <{EX}p> <{EX}b>", f"<{EX}a> <{EX}q> <{EX}c>"}),
        ("DESCRIBE ?s WHERE { ?s e:p e:b }", BOTH, (), {f"<{EX}a> <{EX}p> <{EX}b>", f"<{EX}a> <{EX}q> <{EX}c>"}),
        ("SELECT ?s ?o WHERE { ?s <p> ?o }", BOTH, (), table("s o", "a b", "b c")),
    ],
)
def test_every_door_reads_the_same_graphs(
    run: Runner,
    service: TestClient,
    store: Path,
    text: str,
    default: Sequence[str],
    named: Sequence[str],
    expected: Rows,
) -> None:
    assert asked_everywhere(run, service, store, text, default, named) == expected


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
@pytest.mark.parametrize("graph", [f"{EX}nothing", "file:///etc/passwd"])
def test_every_door_refuses_another_graph(
    run: Runner, service: TestClient, store: Path, graph: str, clause: str
) -> None:
    text = f"ASK FROM <{ONE}> {clause} <{graph}> {{ ?s ?p ?o }}"
    told = f"line 1 column {text.index(clause, 10) + 1}: FROM names a graph that is not in the store: {graph}"
    with pytest.raises(unitgraph.UnitGraphError, match=told):
        unitgraph.query(text, store=store)
    file = store.parent / "refused.rq"
    file.write_text(text, encoding="utf-8")
    done = run("query", str(file), "--store", str(store))
    assert done.code == 2
    assert told in done.err
    response = service.get("/sparql", params={"query": text})
    assert response.status_code == 400
    assert told in response.json()["detail"]


def test_the_graphs_of_the_protocol_stand_before_those_of_the_query(service: TestClient) -> None:
    for clause in (f"FROM <{ONE}>", "FROM <file:///etc/passwd>", f"FROM NAMED <{EX}nothing>"):
        text = f"SELECT (COUNT(*) AS ?n) {clause} {{ ?s ?p ?o }}"
        asked = [("query", text), ("default-graph-uri", TWO), ("default-graph-uri", f"{EX}nothing")]
        assert rows(service.get("/sparql", params=asked).content, "json") == table("n", "3")
        assert rows(
            service.get("/sparql", params=[("query", text), ("named-graph-uri", TWO)]).content, "json"
        ) == table("n", "0")


# --- JSON


NAMES = [
    "Torreon Station",
    "Federal Police",
    "CTTCU",
    "Presidential Guard",
    "Gurjaani Fire Brigade",
    "zzzz",
    "Unité “é”",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("country", [None, "MX", "mexico"])
def test_a_check_is_the_same_json(run: Runner, client: TestClient, name: str, country: str | None) -> None:
    by_http = client.get("/api/check", params={"name": name} | ({"country": country} if country else {})).json()
    by_command = json.loads(run("check", name, *(["--country", country] if country else []), "--format", "json").out)
    assert by_command.pop("about")["caveats"]
    assert (
        by_http
        == by_command
        == json.loads(json.dumps(answer_dict(with_evidence_of(unitgraph.check(name, country=country), None))))
    )
    screened = client.post("/api/screen", json={"names": [{"name": name, "country": country}]}).json()
    (answer,) = screened["answers"]
    assert {**answer, "evidence": by_command["evidence"], "caveats": screened["caveats"]} == by_command
    form = client.post("/screen", data={"names": name, "country": country or "", "format": "json"}).json()
    assert [each["answer"] for each in form["rows"]] == [answer]


@pytest.mark.parametrize("name", ["Federal Police", "Torreon Station", "Bangladesh Police"])
def test_the_denied_units_under_one_are_the_same_json(run: Runner, client: TestClient, name: str) -> None:
    unit = find_unit(name, country="MX" if name == "Federal Police" else None).iri
    by_http = client.get(f"/api/denied-under/{unit.split('/unit/')[1]}").json()
    by_command = json.loads(run("denied", unit, "--format", "json").out)
    assert by_command.pop("about")["caveats"]
    assert by_http == by_command
    assert by_http["organization"]["iri"] == unit
    by_name = client.get(f"/api/denied-under/{unit}").json()
    assert by_name == by_http


def test_the_query_library_is_the_same_json(run: Runner, client: TestClient) -> None:
    listed = json.loads(run("queries", "--format", "json").out)
    assert client.get("/api/queries").json() == listed
    assert len(listed["queries"]) == len(library()) >= 20
    for each in listed["queries"]:
        assert json.loads(run("queries", each["name"], "--format", "json").out) == each


@pytest.mark.parametrize("name", list(library()))
@pytest.mark.parametrize("form", ["json", "csv", "tsv", "xml"])
def test_a_query_of_the_library_gives_the_same_rows(run: Runner, client: TestClient, name: str, form: str) -> None:
    given = {each.name: each.example for each in library()[name].parameters.values() if each.required}
    words = [word for parameter, value in given.items() for word in ("-p", f"{parameter}={value}")]
    by_command = run("query", name, *words, "--format", form)
    by_http = client.get(f"/api/queries/{name}", params={**given, "format": form})
    assert (by_command.code, by_http.status_code) == (0, 200)
    if form == "csv":
        assert by_command.out.splitlines() == by_http.text.splitlines()
    else:
        assert solutions(by_command.out, form) == solutions(by_http.text, form)


def solutions(text: str, form: str) -> tuple[list[str], list[list[str]]]:
    """The columns and rows of a table in one of the W3C's formats."""
    formats = pyoxigraph.QueryResultsFormat
    found = pyoxigraph.parse_query_results(text, {"json": formats.JSON, "tsv": formats.TSV, "xml": formats.XML}[form])
    assert isinstance(found, pyoxigraph.QuerySolutions)
    return [variable.value for variable in found.variables], [list(map(str, row)) for row in found]


@pytest.mark.parametrize(
    ("country", "code"), [("mx", "MX"), ("MEX", "MX"), (" México ", "MX"), ("Bosnia & Herzegovina", "BA")]
)
def test_every_door_knows_a_country_by_the_same_words(run: Runner, client: TestClient, country: str, code: str) -> None:
    name = "Torreon Station"
    expected = unitgraph.check(name, country=code)
    assert unitgraph.check(name, country=country) == expected
    assert json.loads(run("check", name, "--country", country, "--format", "json").out)["status"] == expected.status
    assert client.get("/api/check", params={"name": name, "country": country}).json()["status"] == expected.status
    form = client.post("/screen", data={"names": f"{name}\t{country}", "format": "json"}).json()
    assert form["rows"][0]["answer"]["status"] == expected.status
    asked = {"query": name, "limit": 1, "properties": [{"pid": "country", "v": country}]}
    (found,) = client.post("/reconcile", data={"queries": json.dumps({"q": asked})}).json()["q"]["result"] or [None]
    assert (found is not None and found["match"]) is (code == "MX")


def test_every_door_says_that_a_country_is_unknown(run: Runner, client: TestClient) -> None:
    told = "unknown country; give an ISO 3166-1 code or an English name"
    with pytest.raises(unitgraph.UnitGraphError, match=f"country 'Atlantis': {told}"):
        unitgraph.check("x", country="Atlantis")
    assert f"--country Atlantis: {told}" in run("check", "x", "--country", "Atlantis").err
    asked = {"name": "x", "country": "Atlantis"}
    for response in (client.get("/api/check", params=asked), client.post("/api/screen", json={"names": [asked]})):
        assert (response.status_code, response.json()["detail"]) == (400, f"country 'Atlantis': {told}")
    for page in (
        client.get("/", params={"q": "x", "country": "Atlantis"}, headers={"accept": "text/html"}),
        client.post("/screen", data={"names": "x", "country": "Atlantis"}, headers={"accept": "text/html"}),
    ):
        assert page.status_code == 400
        assert f"country &#39;Atlantis&#39;: {told}" in page.text
