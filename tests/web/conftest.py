"""A running service for the tests: in this process, and on a port of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.testclient import TestClient

from unitgraph.identity.lists import bundled_graph
from unitgraph.store import Metadata, write_store
from unitgraph.store.contents import dataset_lines
from unitgraph.web import Limits, Settings, create_app

GRAPH = "http://example.org/graph/"


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    """A client of the bundled list; redirects are not followed."""
    with TestClient(create_app(Settings()), base_url="http://127.0.0.1:8000", follow_redirects=False) as made:
        yield made


@pytest.fixture(scope="session")
def big_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled list, two small graphs, and one of 60,000 statements."""
    folder = tmp_path_factory.mktemp("big") / "store"
    lines = [
        *dataset_lines(bundled_graph()),
        f"<{GRAPH}1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example.org/T> <{GRAPH}1> .\n",
        f"<{GRAPH}2> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example.org/T> <{GRAPH}2> .\n",
        *(f'<http://example.org/{n}> <http://example.org/p> "value {n}" <{GRAPH}many> .\n' for n in range(60_000)),
    ]
    write_store(folder, lines, Metadata(lists=("2018",)))
    return folder


@dataclass(frozen=True, slots=True)
class Running:
    """A service on a port."""

    address: str
    app: Starlette


@contextmanager
def running(settings: Settings) -> Iterator[Running]:
    """A service in a thread of this process, on a free port."""
    app = create_app(settings)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not server.started and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert server.started, "the service did not start"
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Running(f"http://127.0.0.1:{port}", app)
    finally:
        server.should_exit = True
        thread.join(20)
    assert not thread.is_alive()


@pytest.fixture(scope="session")
def serve() -> Callable[[Settings], AbstractContextManager[Running]]:
    """Starts a service on a port, for a while."""
    return running


@pytest.fixture(scope="session")
def served() -> Iterator[Running]:
    """The bundled list on a port."""
    with running(Settings()) as made:
        yield made


@pytest.fixture(scope="session")
def small_limits(big_store: Path) -> Iterator[TestClient]:
    """A client of a service with narrow limits."""
    limits = Limits(
        query_seconds=1.0,
        query_memory=200 << 20,
        rows=50,
        page_rows=10,
        processes=1,
        body=20_000,
        upload=30_000,
        names=20,
    )
    app = create_app(Settings(store=big_store, limits=limits))
    with TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False) as made:
        yield made
