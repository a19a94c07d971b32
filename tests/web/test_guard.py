"""What every answer passes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import httpx2
import pytest
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from unitgraph.system.errors import DamageError
from unitgraph.web import Limits, Settings, create_app
from unitgraph.web.http.guard import Guard
from unitgraph.web.query.worker import QueryTask
from unitgraph.web.query.workers import QueryFault, StreamedResult, WorkerPool
from unitgraph.web.service import Service

ADDRESSES = ["/", "/healthz", "/sparql", "/api/units", "/reconcile", "/nothing", "/static/style.css", "/screen"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_has_the_security_headers(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers["content-security-policy"].startswith("default-src 'self';")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in headers
    assert "set-cookie" not in headers
    assert "server" not in headers


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil:8000"])
def test_a_loopback_service_refuses_other_names(client: TestClient, host: str) -> None:
    response = client.get("/api/units", headers={"host": host})
    assert response.status_code == 421
    assert "units" not in response.text.split("detail")[0]


@pytest.mark.parametrize(
    "host", ["", "127.0.0.1:8000:@[::1", "a b", "[::1", "[1]", "[::1%1]", "localhost:x", "u@localhost"]
)
@pytest.mark.parametrize("any_host", [False, True])
def test_a_request_names_one_host(client: TestClient, open_client: TestClient, host: str, any_host: bool) -> None:
    asked = open_client if any_host else client
    assert asked.get("/healthz", headers={"host": host}).status_code == 400
    assert asked.get("/healthz", headers=[("host", "localhost"), ("host", "localhost")]).status_code == 400
    assert asked.get("/healthz").status_code == 200


@pytest.fixture(scope="module")
def open_client() -> Iterator[TestClient]:
    """A client of a service that answers to any name."""
    with TestClient(create_app(Settings(host="0.0.0.0")), base_url="http://units.example") as made:  # noqa: S104
        yield made


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:1", "[::1]:8000", "LOCALHOST"])
def test_it_answers_to_its_own(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    ("status", "address", "words"),
    [
        (404, "/nothing", "Not found"),
        (404, "/unit/mx/nobody-00000000.html", "Not found"),
        (405, "/api/screen", "Method not allowed"),
        (400, "/?q=x&country=Atlantis", "unknown country"),
    ],
)
def test_errors_are_pages_for_people(client: TestClient, status: int, address: str, words: str) -> None:
    response = client.get(address, headers={"accept": "text/html"})
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/html")
    assert words in response.text
    assert '<nav aria-label="Main">' in response.text


def test_damaged_data_is_told_without_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(self: Service, name: str, country: str | None, day: object = None) -> None:
        raise DamageError("/secret/store", "names.bin block 3 is not as it was written")

    with TestClient(create_app(Settings(limits=SMALL)), base_url="http://127.0.0.1:8000") as client:
        monkeypatch.setattr(Service, "check", fail)
        response = client.get("/api/check?name=x")
    assert response.status_code == 503
    assert response.json()["detail"] == "The data of this service is damaged; its operator has to build it again."


LARGE = {"names": "x" * 40_000}
SMALL = Limits(upload=30_000, body=20_000)


@pytest.mark.parametrize(
    ("status", "method", "address", "sent", "words"),
    [
        (404, "GET", "/nothing", None, "Not found"),
        (406, "GET", "/api/queries/listed-units", None, "Format not available"),
        (413, "POST", "/screen", LARGE, "Request too large"),
        (413, "POST", "/sparql", {"query": "x" * 30_000}, "Request too large"),
        (429, "GET", "/queries/listed-units?run=1", None, "Too many requests at once"),
        (429, "GET", "/sparql?query=ASK+%7B%7D", None, "queries of yours are running or waiting"),
        (500, "GET", "/?q=x", None, "The service failed"),
        (503, "GET", "/queries/roots?run=1", None, "The service cannot answer now"),
    ],
)
def test_each_error_is_a_page(
    monkeypatch: pytest.MonkeyPatch, status: int, method: str, address: str, sent: dict[str, str] | None, words: str
) -> None:
    async def refuse(self: WorkerPool, question: QueryTask, client: str = "") -> StreamedResult:
        raise QueryFault(status, "64 queries of yours are running or waiting", 1)

    async def fail(self: Service, name: str, country: str | None, day: object = None) -> None:
        raise RuntimeError

    with TestClient(create_app(Settings(limits=SMALL)), base_url="http://127.0.0.1:8000") as client:
        if status in (429, 503):
            monkeypatch.setattr(WorkerPool, "ask", refuse)
        if status == 500:
            monkeypatch.setattr(Service, "check", fail)
        response = client.request(method, address, data=sent, headers={"accept": "text/html"})
        assert response.status_code == status
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert words in response.text
        assert '<nav aria-label="Main">' in response.text
        assert "Traceback" not in response.text
        assert response.headers.get("retry-after") == ("1" if status in (429, 503) else None)


def test_an_error_says_that_its_form_depends_on_what_is_accepted(client: TestClient) -> None:
    assert client.get("/nothing").headers["vary"] == "Accept"


def test_a_form_that_nobody_has_is_a_406(client: TestClient) -> None:
    response = client.get("/country/mx", headers={"accept": "image/png, text/html;q=0"})
    assert response.status_code == 406
    assert response.json()["title"] == "Format not available"


def test_errors_are_problem_details_for_programs(client: TestClient) -> None:
    response = client.get("/nothing", headers={"accept": "application/json"})
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json() == {
        "type": "about:blank",
        "title": "Not found",
        "status": 404,
        "detail": "There is nothing at this address.",
    }
    assert client.delete("/api/check").json()["detail"] == "This address takes GET, HEAD."
    assert client.get("/api/check").json()["detail"] == "Give the name of a unit in the parameter 'name'."


def test_a_failure_shows_no_trace_and_logs_no_message(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(self: Service, name: str, country: str | None, day: object = None) -> None:
        raise RuntimeError(f"secret {name}")

    monkeypatch.setattr(Service, "check", fail)
    with caplog.at_level(logging.INFO, "unitgraph.web"):
        page = client.get("/?q=Hidden+Battalion", headers={"accept": "text/html"})
        problem = client.get("/api/check?name=Hidden+Battalion")
    assert page.status_code == problem.status_code == 500
    assert "The service failed" in page.text
    for text in (page.text, problem.text):
        assert "Traceback" not in text
        assert "secret" not in text
        assert "RuntimeError" not in text
    own = [record.getMessage() for record in caplog.records if record.name == "unitgraph.web"]
    assert sum(line.startswith("RuntimeError in") for line in own) == 2
    assert not any("Hidden" in line for line in own)


def test_names_are_never_logged(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client.get("/?q=Whispering+Brigade")
        client.get("/api/check?name=Whispering+Brigade")
        client.get("/suggest?q=Whispering")
        client.get("/Whispering-Brigade-of-the-hidden-valley")
        client.post("/screen", data={"names": "Whispering Brigade"})
        client.post("/api/screen", json={"names": ["Whispering Brigade"]})
        client.post("/reconcile", data={"queries": '{"q": {"query": "Whispering Brigade"}}'})
        client.get("/sparql", params={"query": "ASK { ?s ?p 'Whispering Brigade' }"})
    own = [record.getMessage() for record in caplog.records if record.name == "unitgraph.web"]
    assert len(own) == 8
    assert own[0].startswith("GET / 200 ")
    assert not any("Brigade" in line for line in own)


def test_the_server_that_serve_runs_logs_no_names(
    serve: Callable[[Settings], AbstractContextManager[Any]], capfd: pytest.CaptureFixture[str]
) -> None:
    with serve(Settings()) as served:
        assert httpx2.get(f"{served.address}/?q=Whispering+Brigade").status_code == 200
    out, err = capfd.readouterr()
    assert "Whispering" not in out + err


@pytest.mark.parametrize("begun", [False, True])
def test_what_is_cut_at_the_end_is_answered_with_503_or_breaks_off(begun: bool) -> None:
    sent: list[Any] = []

    async def endless(scope: Scope, receive: Receive, send: Send) -> None:
        if begun:
            await send({"type": "http.response.start", "status": 200})
        await asyncio.sleep(60)

    async def send(message: Message) -> None:
        sent.append(message.get("status") or message.get("body"))

    async def step() -> None:
        headers = [(b"host", b"localhost"), (b"accept", b"application/json")]
        scope = {"type": "http", "method": "GET", "path": "/", "headers": headers}
        asked = asyncio.create_task(Guard(endless, frozenset())(scope, Request(scope).receive, send))
        await asyncio.sleep(0)
        asked.cancel()
        await asked

    asyncio.run(step())
    assert sent[0] == (200 if begun else 503)
    assert sent[1:] == [] if begun else b"being stopped" in sent[1]
