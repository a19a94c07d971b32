"""Stores in SPARQL services: real ones, and a fake one for what goes wrong on the way."""

from __future__ import annotations

import json
import shutil
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx2
import pytest

import unitgraph.store.service
import unitgraph.store.upload
from conftest import Run
from sparql_services import Server, write_service
from unitgraph.index import cache as local_index
from unitgraph.store import open_service
from unitgraph.store.contract import FORMAT_VERSION
from unitgraph.store.remote import CURRENT, PUBLISHING
from unitgraph.store.rewriting import text_for_service
from unitgraph.store.service import ServiceClient, endpoints_of
from unitgraph.store.sparql import check_query
from unitgraph.store.upload import upload
from unitgraph.store.virtuoso import defeats_virtuoso
from unitgraph.system.digests import sealed
from unitgraph.system.errors import QueryError, StoreError

EX = "http://example.org/"
TEN = [f'<{EX}s{number}> <{EX}p> "{number}" <{EX}g> .' for number in range(10)]
SECRET = "a-secret-word"  # noqa: S105 (nobody's)
Commands = Callable[..., Run]
Reply = tuple[int, dict[str, str], bytes]


# ---- a fake service: it answers what it is told to, in turn


@dataclass
class Fake:
    """``answers`` are (status, headers, body) for one request each; the last one goes on."""

    answers: list[Reply]
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    address: str = ""


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Fake]]:
    monkeypatch.setattr(unitgraph.store.service, "PAUSE", 0.001)
    servers: list[ThreadingHTTPServer] = []

    def start(*answers: Reply) -> Fake:
        made = Fake(list(answers))

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                made.requests.append((self.path, dict(self.headers), body))
                status, headers, content = made.answers.pop(0) if len(made.answers) > 1 else made.answers[0]
                if not status:
                    return  # the service goes away
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(content))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        made.address = f"http://127.0.0.1:{server.server_address[1]}/query"
        return made

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


JSON = {"Content-Type": "application/sparql-results+json"}


def manifest(generation: str) -> str:
    content = {
        "kind": "unitgraph store",
        "generation": generation,
        "format_version": FORMAT_VERSION,
        "unitgraph_version": "0",
        "metadata": {"base": EX, "lists": []},
        "quads": 1,
        "triples": 1,
        "graphs": {f"{EX}g": 1},
        "sha256": generation,
    }
    return json.dumps(sealed(content))


def table(*rows: dict[str, str]) -> Reply:
    bindings = [{name: {"type": "literal", "value": value} for name, value in row.items()} for row in rows]
    names = sorted({name for row in rows for name in row})
    return 200, JSON, json.dumps({"head": {"vars": names}, "results": {"bindings": bindings}}).encode()


HELD = table({"state": CURRENT, "text": manifest("0123456789abcdef")})
DOWN: Reply = (503, {}, b"")
GONE: Reply = (0, {}, b"")


@pytest.mark.parametrize("failure", [DOWN, (429, {"Retry-After": "0"}, b""), (502, {}, b""), GONE])
def test_a_passing_failure_is_tried_again(fake: Callable[..., Fake], failure: Reply) -> None:
    service = fake(failure, failure, HELD)
    with open_service(service.address) as store:
        assert store.count() == 1
    assert len(service.requests) == 3


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (DOWN, "the service refuses .503."),
        (GONE, "the connection was interrupted"),
        ((401, {}, b""), "the service requires credentials.*UNITGRAPH_STORE_TOKEN"),
        ((403, {}, b""), "do not permit the request"),
        ((404, {}, b""), "the service has nothing at this address"),
        ((301, {"Location": "https://elsewhere.example/q"}, b""), "redirects to elsewhere.example .301.; give that"),
        (
            (500, {"Content-Type": "text/html"}, b"<html><style>p {}</style><p>Out of <b>memory</b></p></html>"),
            r"the service refuses \(500\): Out of memory; ",
        ),
        ((200, {"Content-Type": "text/html"}, b"<p>Welcome</p>"), "response is text/html, not a query result"),
        ((200, JSON, b'{"head": {"vars": ["x"'), "the service's response is not a query result"),
        (
            (200, JSON | {"X-SPARQL-MaxRows": "10000"}, b"{}"),
            "truncates results at 10000 rows; ask for less with LIMIT",
        ),
        (table(), "the service holds no unitgraph store; build one there"),
        (table({"state": CURRENT, "text": "{}"}), "its manifest belongs to another program"),
        (
            table({"state": CURRENT, "text": manifest("0123456789abcdef")}, {"state": PUBLISHING, "text": "x"}),
            "is being replaced; try again",
        ),
    ],
)
def test_what_goes_wrong_is_told(fake: Callable[..., Fake], answer: Reply, what: str) -> None:
    service = fake(answer)
    with pytest.raises(StoreError, match=what) as caught:
        open_service(service.address)
    assert caught.value.remedy


def test_no_service_is_told() -> None:
    with pytest.raises(StoreError, match=r"no service responds there .*; start it, or correct the address"):
        open_service("http://127.0.0.1:1/query")


def test_a_service_that_does_not_answer_in_time_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        monkeypatch.setenv("UNITGRAPH_STORE_TIMEOUT", "0.1")
        with pytest.raises(StoreError, match="did not respond in time; set UNITGRAPH_STORE_TIMEOUT to more seconds"):
            open_service(f"http://127.0.0.1:{silent.getsockname()[1]}/query")
    monkeypatch.setenv("UNITGRAPH_STORE_TIMEOUT", "soon")
    with pytest.raises(StoreError, match="'soon' is not a number of seconds"):
        open_service("http://127.0.0.1:1/query")


def test_without_the_extra_its_name_is_told(run: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx2", None)
    for command in (("check", "Torreon Station"), ("build",)):
        done = run(*command, "--store", "http://127.0.0.1:1/query")
        assert (done.code, done.out) == (2, "")
        assert 'run: pip install "unitgraph[remote]"' in done.err


def test_an_answer_that_breaks_off_is_never_a_shorter_one(fake: Callable[..., Fake]) -> None:
    whole = table(*({"x": str(number)} for number in range(20_000)))[2]
    broken = (200, JSON | {"Content-Length": str(len(whole))}, whole[: len(whole) // 2])
    service = fake(HELD, broken)
    with open_service(service.address) as store:
        result = store.query("SELECT ?x { ?s ?p ?x }")
        with pytest.raises(StoreError, match="the connection was interrupted"):
            list(result.texts())


def test_an_answer_over_a_replaced_dataset_is_refused(fake: Callable[..., Fake]) -> None:
    other = table({"state": CURRENT, "text": manifest("fedcba9876543210")})
    service = fake(HELD, table({"x": "1"}), other)
    with open_service(service.address) as store, pytest.raises(StoreError, match="replaced while it was read"):
        list(store.query("SELECT ?x { ?s ?p ?x }").texts())


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",
        "DROP ALL",
        "SELECT * FROM <http://elsewhere/> { ?s ?p ?o }",
        "SELECT ?x {",
    ],
)
def test_what_is_refused_is_never_sent(fake: Callable[..., Fake], text: str) -> None:
    service = fake(HELD)
    with open_service(service.address) as store:
        asked = len(service.requests)
        with pytest.raises(QueryError):
            store.query(text)
    assert len(service.requests) == asked


# ---- who asks


def test_a_token_is_sent_and_never_shown(fake: Callable[..., Fake], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNITGRAPH_STORE_TOKEN", SECRET)
    service = fake((403, {}, b"no"))
    with pytest.raises(StoreError) as caught:
        open_service(service.address)
    assert service.requests[0][1]["Authorization"] == f"Bearer {SECRET}"
    assert SECRET not in str(caught.value)


BASIC = "Basic bWU6YS1zZWNyZXQtd29yZA=="


@pytest.mark.parametrize("place", ["environment", "netrc"])
def test_a_password_is_sent_when_the_service_asks(
    place: str, fake: Callable[..., Fake], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if place == "netrc":
        (tmp_path / "netrc").write_text(f"machine 127.0.0.1 login me password {SECRET}\n")
        (tmp_path / "netrc").chmod(0o600)
        monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    else:
        monkeypatch.setenv("UNITGRAPH_STORE_USER", "me")
        monkeypatch.setenv("UNITGRAPH_STORE_PASSWORD", SECRET)
    service = fake((401, {"WWW-Authenticate": 'Basic realm="x"'}, b""), HELD)
    with open_service(service.address) as store:
        store.check_current()
    assert [headers.get("Authorization") for _, headers, _ in service.requests] == [None, BASIC, BASIC]


def test_digest_keeps_the_password(fake: Callable[..., Fake], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNITGRAPH_STORE_USER", "me")
    monkeypatch.setenv("UNITGRAPH_STORE_PASSWORD", SECRET)
    service = fake((401, {"WWW-Authenticate": 'Digest realm="x", nonce="n", qop="auth"'}, b""), HELD)
    open_service(service.address).close()
    assert service.requests[1][1]["Authorization"].startswith('Digest username="me"')


def test_half_a_login_and_a_broken_netrc_are_told(
    fake: Callable[..., Fake], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    service = fake(HELD)
    (tmp_path / "netrc").write_text(f"machine 127.0.0.1 loginn {SECRET}\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with pytest.raises(StoreError, match="the netrc file cannot be read") as caught:
        open_service(service.address)
    assert SECRET not in str(caught.value)
    monkeypatch.setenv("UNITGRAPH_STORE_USER", "me")
    with pytest.raises(StoreError, match="only one of UNITGRAPH_STORE_USER and UNITGRAPH_STORE_PASSWORD"):
        open_service(service.address)


def test_what_is_no_address_is_told_without_showing_it(run: Commands) -> None:
    done = run("check", "Torreon Station", "--store", f"http://me:{SECRET}@[::1")
    assert done.code == 2
    assert "--store: this is no address of a service" in done.err
    assert SECRET not in done.out + done.err


def test_a_password_in_the_address_is_refused_and_not_shown(run: Commands) -> None:
    done = run("check", "Torreon Station", "--store", f"http://me:{SECRET}@127.0.0.1:1/query")
    assert done.code == 2
    assert "the address contains a name or password; remove them" in done.err
    assert SECRET not in done.out + done.err


@pytest.mark.parametrize(
    ("address", "update"),
    [
        ("http://h/query", "http://h/update"),
        ("http://h/ds/query", "http://h/ds/update"),
        ("http://h/repositories/units", "http://h/repositories/units/statements"),
        ("http://h/sparql", "http://h/sparql"),
    ],
)
def test_updates_go_where_is_usual(address: str, update: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (endpoints_of(address).update, endpoints_of(address).data) == (update, "")
    monkeypatch.setenv("UNITGRAPH_UPDATE_URL", "http://h/u")
    monkeypatch.setenv("UNITGRAPH_DATA_URL", "http://h/d")
    assert (endpoints_of(address).update, endpoints_of(address).data) == ("http://h/u", "http://h/d")


# ---- what is sent


def test_values_stand_wherever_a_filter_could_miss_them() -> None:
    def sent(text: str, name: str) -> str:
        return " ".join(text_for_service(check_query(text, ["g:g", "g:h"]), {name: "<a:b>"}, "b:").split())

    block = "VALUES (?x) { (<a:b>) }"
    assert sent("SELECT ?x { ?x ?p ?o }", "x") == f"SELECT ?x {{ {block} ?x ?p ?o }}"
    optional = "SELECT ?x ?s { ?s ?p ?o OPTIONAL { ?s ?q ?x } }"
    assert sent(optional, "x") == f"SELECT ?x ?s {{ {block} ?s ?p ?o OPTIONAL {{ {block} ?s ?q ?x }} }}"
    assert sent("SELECT ?x { BIND (1 AS ?x) }", "x") == f"SELECT ?x {{ BIND (1 AS ?x) {block} }}"
    inner = "SELECT ?x { ?x ?p ?o { SELECT ?o { ?o ?q ?x } } }"
    assert sent(inner, "x") == inner.replace("{ ?x ?p", f"{{ {block} ?x ?p")
    exists = "SELECT ?x { ?x ?p ?o FILTER EXISTS { ?x ?q ?r } }"
    assert sent(exists, "x") == exists.replace("{ ?x ?p", f"{{ {block} ?x ?p")
    assert sent("SELECT ?x FROM <g:g> FROM NAMED <g:h> { ?x ?p ?o }", "x") == f"SELECT ?x {{ {block} ?x ?p ?o }}"
    with pytest.raises(QueryError, match=r"\?x is worked out by the query; bind another variable"):
        sent("SELECT (COUNT(*) AS ?x) { ?s ?p ?o }", "x")


@pytest.mark.parametrize(
    ("text", "defeated"),
    [
        ("SELECT ?s { ?s <a:p>/<a:q> ?o } ORDER BY DESC(?s)", False),
        ("SELECT ?s { ?s <a:p>+ ?o }", True),
        ("SELECT ?s { ?s (<a:p>|<a:q>)* ?o }", True),
        ("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o FILTER (?o * 2 > 1) } GROUP BY ?s", False),
        ("SELECT ?s ?x { ?s ?p ?o FILTER (COALESCE(?s = ?x, true)) }", True),
        ("SELECT ?s { ?s ?p ?o } ORDER BY ?o", True),
        ("SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 2", True),
        ("ASK { ?s ?p ?o }", False),
    ],
)
def test_what_virtuoso_is_not_asked(text: str, defeated: bool) -> None:
    assert defeats_virtuoso(check_query(text)) is defeated


# ---- loading into real services


def graphs_in(server: Server) -> set[str]:
    """The named graphs of a service that are the store's own, without the manifest."""
    text = 'SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } FILTER (CONTAINS(STR(?g), "/store/")) }'
    headers = {"Accept": "application/sparql-results+json"}
    found = httpx2.post(server.address, data={"query": text}, headers=headers).json()["results"]["bindings"]
    return {row["g"]["value"].partition("/store/")[2].split("/")[0] for row in found}


class Interrupted(Exception):
    pass


def test_a_load_that_broke_off_goes_on_and_the_old_store_stays(
    service: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unitgraph.store.upload, "BATCH", 3)
    monkeypatch.setattr(unitgraph.store.upload, "UPDATE_BATCH", 3)
    write_service(service.address, TEN[:2])
    sent: list[str] = []
    send, update = ServiceClient.add, ServiceClient.update

    def counted(self: ServiceClient, text: str) -> None:
        if text.startswith("INSERT DATA") and "staged/" in text and "manifest" not in text:
            sent.append(text)
        update(self, text)

    def added(self: ServiceClient, graph: str, triples: bytes) -> None:
        if "staged/" in graph:
            sent.append(graph)
        send(self, graph, triples)

    def breaking(self: ServiceClient, *arguments: str) -> None:
        if len(sent) == 2:
            raise Interrupted
        (counted if len(arguments) == 1 else added)(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(ServiceClient, "update", breaking)
    monkeypatch.setattr(ServiceClient, "add", breaking)
    with pytest.raises(Interrupted):
        write_service(service.address, TEN)
    with open_service(service.address) as store:
        assert sorted(store.quads()) == TEN[:2]
    sent.clear()
    monkeypatch.setattr(ServiceClient, "update", counted)
    monkeypatch.setattr(ServiceClient, "add", added)
    write_service(service.address, TEN)
    assert len(sent) == 2, "of four batches two had arrived"
    with open_service(service.address) as store:
        assert sorted(store.quads()) == sorted(TEN)
    assert graphs_in(service) == {"manifest", "union"}


def test_the_same_dataset_is_not_sent_again(service: Server) -> None:
    info = write_service(service.address, TEN)

    def blocks() -> Iterator[str]:
        raise AssertionError("nothing is to be sent")

    assert upload(service.address, info, blocks, lambda things, label: iter(things)) == info


def test_a_replaced_dataset_takes_its_graphs_along(service: Server) -> None:
    write_service(service.address, [line.replace("/g>", "/old>") for line in TEN])
    with open_service(service.address) as before:
        write_service(service.address, TEN)
        with pytest.raises(StoreError, match="replaced while it was read; open the store again"):
            list(before.query("SELECT ?s { ?s ?p ?o }").texts())
    with open_service(service.address) as store:
        assert store.graphs() == {f"{EX}g"}
        assert not store.query(f"ASK {{ GRAPH <{EX}old> {{ ?s ?p ?o }} }}")
    assert graphs_in(service) == {"manifest", "union"}


def test_blank_nodes_are_refused(service: Server) -> None:
    with pytest.raises(StoreError, match=r"a blank node cannot be sent twice.*; give every node an IRI"):
        write_service(service.address, [f"<{EX}s> <{EX}p> _:b <{EX}g> ."])


@pytest.mark.end_to_end
def test_rows_that_virtuoso_cuts_are_told(virtuoso_service: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in virtuoso_service.environment.items():
        monkeypatch.setenv(name, value)
    write_service(virtuoso_service.address, (f'<{EX}s{n}> <{EX}p> "{n}" <{EX}g> .' for n in range(10_500)))
    with open_service(virtuoso_service.address) as store:
        with pytest.raises(StoreError, match="the service truncates results at 10000 rows"):
            list(store.query("SELECT ?s ?o { ?s ?p ?o }").texts())
        assert len(list(store.quads())) == 10_500


# ---- the commands


@pytest.mark.end_to_end
def test_the_commands_answer_from_a_service(service: Server, run: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNITGRAPH_STORE", service.address)
    built = run("build")
    assert built.out.startswith(f"Built {service.address}: 26 denials, 62 units, 40 parent-child edges"), built.err
    for arguments in (
        ("check", "Torreon Station"),
        ("denied", "Federal Police", "--country", "MX"),
        ("tree", "Federal Police", "--country", "MX"),
        ("validate",),
        ("query", "units-by-country", "-p", "code=NP"),
        ("export", "--format", "nquads"),
        ("export", "--format", "turtle", "--unit", "Torreon Station"),
    ):
        there = run(*arguments)
        monkeypatch.delenv("UNITGRAPH_STORE")
        here = run(*arguments)
        monkeypatch.setenv("UNITGRAPH_STORE", service.address)
        # The last line of answers and of trees names the data.
        told = slice(-1) if arguments[0] in ("check", "denied", "tree") else slice(None)
        printed = [each.out.splitlines()[told] for each in (there, here)]
        assert (there.code, printed[0]) == (here.code, printed[1]), there.err
        assert here.out
    assert "build the list into a folder and serve that" in run("serve").err


@pytest.mark.end_to_end
def test_an_index_is_made_where_no_build_left_one(
    service: Server, run: Commands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert run("build", "--store", service.address).code == 0
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "elsewhere"))
    assert run("check", "Torreon Station", "--store", service.address).out.startswith("listed: Torreon Station (MX)")
    (kept,) = (tmp_path / "elsewhere" / "unitgraph").iterdir()
    (kept / "hierarchy.json").write_text("damaged")  # it is made again
    assert run("check", "Torreon Station", "--store", service.address).code == 1
    (kept / "names.bin").write_bytes(bytes((kept / "names.bin").stat().st_size))
    told = run("check", "Torreon Station", "--store", service.address)
    assert (told.code, told.err.endswith("; remove this folder\n")) == (2, True)
    shutil.rmtree(kept)
    assert run("check", "Torreon Station", "--store", service.address).code == 1
    monkeypatch.setattr(local_index, "_make", lambda *_: pytest.fail("the index is there"))
    assert run("check", "Torreon Station", "--store", service.address).code == 1
    with open_service(service.address) as store:
        assert kept.name.endswith(store.info().sha256)
