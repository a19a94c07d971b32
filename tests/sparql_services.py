"""SPARQL services for the tests: Oxigraph's server and Virtuoso 7, each on loopback with a folder of its own.

Oxigraph's comes with the extra ``test``; Virtuoso is Debian's ``virtuoso-opensource``.
"""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from programs import OXIGRAPH, VIRTUOSO
from unitgraph.store import Metadata, StoreInfo, memory_store
from unitgraph.store.upload import upload
from unitgraph.system.sorting import blocks_of

STARTED_WITHIN = 120


@dataclass(frozen=True, slots=True)
class Server:
    """A running service: its address as a store, and the environment that a client of it needs."""

    address: str
    environment: Mapping[str, str]


def write_service(address: str, nquads: Iterable[str] | Path, metadata: Metadata | None = None) -> StoreInfo:
    """Write N-Quads as the store of a service, in place of the one that was there."""
    with memory_store(nquads, metadata) as store:
        blocks = list(blocks_of(store.quads()))
        return upload(address, store.info(), lambda: blocks, lambda things, label: iter(things))


@contextmanager
def oxigraph_server(folder: Path) -> Iterator[Server]:
    """Oxigraph's server, loaded through updates."""
    command = OXIGRAPH.get()
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    with _running([command, "serve", "-l", str(folder / "data"), "-b", f"127.0.0.1:{port}"], folder, f"{here}/query"):
        yield Server(f"{here}/query", {})


@contextmanager
def virtuoso_server(folder: Path) -> Iterator[Server]:
    """Virtuoso 7, loaded through its graph store, by its first user, whose password it asks for by Digest."""
    command = VIRTUOSO.get()
    port, sql_port = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(VIRTUOSO_INI.format(folder=folder, port=port, sql_port=sql_port))
    here = f"http://127.0.0.1:{port}"
    with _running([command, "+configfile", "virtuoso.ini", "+foreground", "+wait"], folder, f"{here}/sparql"):
        yield Server(
            f"{here}/sparql",
            {
                "UNITGRAPH_UPDATE_URL": f"{here}/sparql-auth",
                "UNITGRAPH_DATA_URL": f"{here}/sparql-graph-crud-auth",
                "UNITGRAPH_STORE_USER": "dba",
                "UNITGRAPH_STORE_PASSWORD": "dba",
            },
        )


VIRTUOSO_INI = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
DisableUnixSocket = 1
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 8
[SPARQL]
ResultSetMaxRows = 10000
"""


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def _running(command: list[str], folder: Path, address: str) -> Iterator[None]:
    """A server as long as the block runs; it fails with the server's own words when that does not start."""
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
    try:
        end = time.monotonic() + STARTED_WITHIN
        while not _answers(address):
            if process.poll() is not None or time.monotonic() > end:
                pytest.fail(f"{command[0]} does not serve: {(folder / 'output.txt').read_text()[-2000:]}")
            time.sleep(0.1)
        yield
    finally:
        process.kill()
        process.wait()


def _answers(address: str) -> bool:
    try:
        return httpx2.get(address, params={"query": "ASK { ?s ?p ?o }"}, timeout=5).status_code == 200
    except httpx2.TransportError:
        return False


@pytest.fixture(scope="session")
def oxigraph_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Oxigraph's server; whatever a test builds replaces what was there."""
    with oxigraph_server(tmp_path_factory.mktemp("oxigraph")) as server:
        yield server


@pytest.fixture(scope="session")
def virtuoso_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Virtuoso 7; whatever a test builds replaces what was there."""
    with virtuoso_server(tmp_path_factory.mktemp("virtuoso")) as server:
        yield server


SERVICES = [pytest.param(f"{name}_service", id=f"{name}-service") for name in ("oxigraph", "virtuoso")]


@pytest.fixture(params=SERVICES)
def service(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Server:
    """Each of the services, with the environment that its clients need and a cache folder of the test's own."""
    server: Server = request.getfixturevalue(request.param)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    return server
