"""Measures the service: rates, tails, streams and leaks, beside other SPARQL servers on the same data.

    python tests/benchmarks/serve.py [--seconds 5] [--oxigraph COMMAND] [--rdflib-endpoint COMMAND] [--only PART ...]
    python tests/benchmarks/serve.py --soak MINUTES

``COMMAND`` is the path of ``oxigraph`` (PyPI ``oxigraph``) or ``rdflib-endpoint`` (PyPI ``rdflib-endpoint``), best in
an environment of their own. Parts: ``queries`` (distinct small queries at 1 and 8 connections), ``pages`` (a unit's
page at 64 clients), ``library`` (a query of the library), ``reconcile`` (batches of ten names), ``stream`` (a CSV of
867,000 rows: first byte, time, memory). The soak runs a mixed load at the limit and looks for leaks and for requests
without an answer. Client and servers share the processors of one machine.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

ROOT = Path(__file__).resolve().parents[2]
ROWS = 867_000
TORREON = "/unit/mx/torreon-station-760d1afd.html"
SMALL = (
    "SELECT ?name WHERE {{ <https://w3id.org/unitgraph/{path}> <http://www.w3.org/2004/02/skos/core#prefLabel> ?name "
    "FILTER(?name != '{number}') }}"
)
NAMES = ("Torreon Station", "Federal Police", "Rapid Action Battalion", "Judicial Police", "Presidential Guard")


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: its name, port, process, and the path of its endpoint."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    endpoint: str

    def memory(self) -> int:
        """Resident bytes of the process and its children, each shared page counted once for each of them."""
        waiting, total = [self.process.pid], 0
        while waiting:
            pid = waiting.pop()
            total += _resident(pid)
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                waiting += map(int, task.read_text(encoding="ascii").split())
        return total


def _resident(pid: int) -> int:
    """Private and proportional shared bytes of a process (Pss)."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return next(int(line.split()[1]) << 10 for line in text.splitlines() if line.startswith("Pss:"))


@dataclass(slots=True)
class Tally:
    """What a load gave: seconds of each request, and answers by status."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    lost: int = 0
    elapsed: float = 0.0

    def words(self) -> str:
        """Rate, median, 99th percentile, and what was not 200."""
        if not self.seconds:
            return f"nothing answered, {self.lost} lost"
        ordered = sorted(self.seconds)
        median, high = statistics.median(ordered), ordered[int(0.99 * (len(ordered) - 1))]
        bad = {status: count for status, count in self.statuses.items() if status != 200}
        text = f"{len(ordered) / self.elapsed:8,.0f}/s  median {1e3 * median:7.2f} ms  p99 {1e3 * high:7.2f} ms"
        return (
            text
            + f"  p99/median {high / median:4.1f}"
            + (f"  {bad}" if bad else "")
            + (f"  lost {self.lost}" if self.lost else "")
        )


class Connection(asyncio.Protocol):
    """One connection that is kept, asked over and over; only what a client must read is read."""

    def __init__(self) -> None:
        self._held = b""
        self._done: asyncio.Future[int] | None = None
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._held += data
        head, found, body = self._held.partition(b"\r\n\r\n")
        if not found or self._done is None or self._done.done():
            return
        lowered = head.lower()
        at = lowered.find(b"content-length:")
        if at >= 0:
            end = lowered.find(b"\r\n", at)
            if len(body) < int(lowered[at + 15 : end if end > 0 else None]):
                return
        elif b"chunked" in lowered and not body.endswith(b"0\r\n\r\n"):
            return
        self._held = b""
        self._done.set_result(int(head[9:12]))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._done is not None and not self._done.done():
            self._done.set_exception(ConnectionError("lost"))

    async def ask(self, request: bytes) -> int:
        """The status of the answer."""
        self._done = asyncio.get_running_loop().create_future()
        assert self.transport is not None
        self.transport.write(request)
        return await self._done


def get(path: str, accept: str = "*/*") -> bytes:
    """A GET as bytes."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {accept}\r\n\r\n".encode()


def post(path: str, body: bytes) -> bytes:
    """A form as bytes."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    )
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def load(port: int, connections: int, seconds: float, requests: Callable[[int], bytes]) -> Tally:
    """Ask for ``seconds`` over so many connections; ``requests`` makes the request of each number."""
    return asyncio.run(_load(port, connections, seconds, requests))


async def _load(port: int, connections: int, seconds: float, requests: Callable[[int], bytes]) -> Tally:
    tally = Tally()
    numbers = iter(range(10**9))
    loop = asyncio.get_running_loop()
    begun = time.perf_counter()
    end = begun + seconds

    async def client() -> None:
        _, connection = await loop.create_connection(Connection, "127.0.0.1", port)
        while (before := time.perf_counter()) < end:
            try:
                async with asyncio.timeout(120):
                    status = await connection.ask(requests(next(numbers)))
            except (ConnectionError, TimeoutError):
                tally.lost += 1
                _, connection = await loop.create_connection(Connection, "127.0.0.1", port)
                continue
            tally.seconds.append(time.perf_counter() - before)
            tally.statuses[status] += 1

    await asyncio.gather(*(client() for _ in range(connections)))
    tally.elapsed = time.perf_counter() - begun
    return tally


# Servers


@contextmanager
def started(name: str, command: Sequence[str], port: int, endpoint: str, probe: str) -> Iterator[Server]:
    """A server process that answers ``probe``."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "graph")} if name == "unitgraph" else dict(os.environ)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    try:
        for _ in range(1200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{probe}", timeout=5)
                break
            except OSError:
                if process.poll() is not None:
                    raise SystemExit(f"{name} ended with {process.returncode}: {' '.join(command)}") from None
                time.sleep(0.1)
        yield Server(name, port, process, endpoint)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


ASK = "?" + urlencode({"query": "ASK {}"})


@contextmanager
def ours(store: Path | None, *options: str) -> Iterator[Server]:
    """The service over a store, or over the bundled list."""
    port = free_port()
    command = [sys.executable, "-m", "unitgraph", "serve", "--port", str(port), *options]
    if store is not None:
        command += ["--store", str(store)]
    with started("unitgraph", command, port, "/sparql", "/healthz") as server:
        yield server


@contextmanager
def peers(options: argparse.Namespace, data: Path, folder: Path) -> Iterator[list[Callable[[], object]]]:
    """Starters of the other servers over N-Quads in ``data``."""

    def oxigraph() -> object:
        place = folder / "oxigraph"
        if not place.exists():
            load_command = [options.oxigraph, "load", "--location", str(place), "--file", str(data)]
            subprocess.run(load_command, check=True, capture_output=True)
        port = free_port()
        command = [options.oxigraph, "serve-read-only", "--location", str(place), "--bind", f"127.0.0.1:{port}"]
        return started("oxigraph", [*command, "--union-default-graph"], port, "/query", "/query" + ASK)

    def rdflib_endpoint() -> object:
        port = free_port()
        command = [options.rdflib_endpoint, "serve", str(data), "--host", "127.0.0.1", "--port", str(port)]
        return started("rdflib-endpoint", command, port, "/", "/" + ASK)

    yield ([oxigraph] if options.oxigraph else []) + ([rdflib_endpoint] if options.rdflib_endpoint else [])


# Parts


def small_query(server: Server) -> Callable[[int], bytes]:
    """Distinct small queries."""
    paths = ["unit/mx/torreon-station-760d1afd", "unit/mx/federal-police-81b88458", "country/mx", "country/bd"]

    def request(number: int) -> bytes:
        text = SMALL.format(path=paths[number % len(paths)], number=number)
        return get(f"{server.endpoint}?query={quote(text)}", "application/sparql-results+json")

    return request


def measure_queries(server: Server, seconds: float) -> None:
    """Distinct small queries at one and at eight connections."""
    load(server.port, 2, 0.5, small_query(server))
    for connections in (1, 8):
        tally = load(server.port, connections, seconds, small_query(server))
        print(f"  {server.name:16} distinct small queries, {connections} connections: {tally.words()}", flush=True)


def library_text() -> str:
    """The SPARQL of the library query that is measured."""
    lines = next((ROOT / "queries").glob("*/listed-units.rq")).read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("#+"))


def measure_library(server: Server, seconds: float) -> None:
    """A query of the library at eight connections."""
    path = f"{server.endpoint}?query={quote(library_text())}"
    if server.name == "unitgraph":
        named = load(server.port, 8, seconds, lambda _: get("/api/queries/listed-units"))
        print(f"  {server.name:16} library query by name, 8 connections: {named.words()}", flush=True)
    tally = load(server.port, 8, seconds, lambda _: get(path, "application/sparql-results+json"))
    print(f"  {server.name:16} library query as text, 8 connections: {tally.words()}", flush=True)


def measure_pages(server: Server, seconds: float) -> None:
    """A unit's page at 64 clients."""
    tally = load(server.port, 64, seconds, lambda _: get(TORREON, "text/html"))
    print(f"  {server.name:16} page of a unit, 64 clients: {tally.words()}", flush=True)


def measure_reconcile(server: Server, seconds: float) -> None:
    """Batches of ten names at eight connections."""
    import json

    batch = {f"q{number}": {"query": NAMES[number % len(NAMES)]} for number in range(10)}
    request = post("/reconcile", urlencode({"queries": json.dumps(batch)}).encode())
    tally = load(server.port, 8, seconds, lambda _: request)
    print(f"  {server.name:16} /reconcile batches of ten, 8 connections: {tally.words()}", flush=True)


def write_rows(folder: Path) -> Path:
    """N-Quads of as many statements as the stream has rows."""
    data = folder / "rows.nq"
    with data.open("w", encoding="utf-8") as output:
        for number in range(ROWS):
            output.write(
                f"<https://w3id.org/unitgraph/unit/xx/unit-{number // 9}> <http://example.org/p{number % 9}> "
                f'"value number {number}" <https://w3id.org/unitgraph/graph/list/many> .\n'
            )
    return data


def measure_stream(server: Server) -> None:
    """A CSV of every statement: first byte, whole time, and the most memory meanwhile."""
    query = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"
    before = server.memory()
    begun = time.perf_counter()
    request = urllib.request.Request(
        f"http://127.0.0.1:{server.port}{server.endpoint}?{urlencode({'query': query})}", headers={"Accept": "text/csv"}
    )
    lines, most, first = 0, before, 0.0
    with urllib.request.urlopen(request, timeout=600) as response:  # noqa: S310
        looked = 0.0
        while piece := response.read1(1 << 16):
            first = first or time.perf_counter() - begun
            lines += piece.count(b"\n")
            if time.perf_counter() - looked > 0.1:
                most, looked = max(most, server.memory()), time.perf_counter()
    took = time.perf_counter() - begun
    print(
        f"  {server.name:16} CSV of {lines - 1:,} rows: first byte {1e3 * first:,.0f} ms, whole {took:.1f} s, "
        f"memory {before / 2**20:,.0f} MB before, at most {most / 2**20:,.0f} MB",
        flush=True,
    )


def measure_soak(server: Server, minutes: float) -> None:
    """A mixed load at the limit: what is lost, and how memory goes."""
    import json

    batch = urlencode({"queries": json.dumps({"q": {"query": NAMES[0]}})}).encode()
    slow = quote("SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    queries = small_query(server)
    mixed = [
        lambda n: queries(n),
        lambda n: get(TORREON, "text/html"),
        lambda n: get(f"/?q={quote(NAMES[n % len(NAMES)])}", "text/html"),
        lambda n: post("/reconcile", batch),
        lambda n: get("/api/queries/listed-units"),
        lambda n: post("/screen", urlencode({"names": "\n".join(NAMES)}).encode()),
        lambda n: get(f"/sparql?query={slow}") if n % 997 == 0 else queries(n),
        lambda n: get("/nothing"),
    ]
    parts = max(6, int(minutes * 2))
    total: Counter[int] = Counter()
    lost = 0
    for part in range(parts):
        tally = load(server.port, 32, 60 * minutes / parts, lambda n: mixed[n % len(mixed)](n))
        total.update(tally.statuses)
        lost += tally.lost
        seconds = (part + 1) * 60 * minutes / parts
        memory = server.memory() / 2**20
        print(f"  after {seconds:6.0f} s: {tally.words()}  memory {memory:,.0f} MB", flush=True)
    print(f"  answers by status: {dict(total)}; without an answer: {lost}")


PARTS = ("queries", "pages", "library", "reconcile", "stream")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--oxigraph", metavar="COMMAND")
    parser.add_argument("--rdflib-endpoint", metavar="COMMAND")
    parser.add_argument("--only", choices=PARTS, action="append")
    parser.add_argument("--soak", type=float, metavar="MINUTES")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if options.soak:
            with ours(None, "--query-seconds", "2") as server:
                print("soak:")
                measure_soak(server, options.soak)
            return
        run(options, Path(name), options.only or PARTS)


def run(options: argparse.Namespace, folder: Path, parts: Sequence[str]) -> None:
    """Measure the parts, every server by itself."""
    data = folder / "bundled.nq"
    with ours(None) as server:
        packed = urllib.request.urlopen(f"http://127.0.0.1:{server.port}/dump.nq.gz").read()
        data.write_bytes(gzip.decompress(packed))
        print("bundled list:")
        for part in parts:
            if part != "stream":
                globals()[f"measure_{part}"](server, options.seconds)
    with peers(options, data, folder) as starters:
        for start in starters:
            with start() as server:  # type: ignore[attr-defined]
                if "queries" in parts:
                    measure_queries(server, options.seconds)
                if "library" in parts:
                    measure_library(server, options.seconds)
    if "stream" in parts:
        run_stream(options, folder)


def run_stream(options: argparse.Namespace, folder: Path) -> None:
    """The stream on every server, each on its own copy of the same statements."""
    sys.path.insert(0, str(ROOT / "graph"))
    from unitgraph.store import Metadata, write_store

    print("stream:")
    (folder / "many").mkdir()
    data = write_rows(folder / "many")
    write_store(folder / "many" / "store", data, Metadata(lists=()))
    with ours(folder / "many" / "store") as server:
        measure_stream(server)
    with peers(options, data, folder / "many") as starters:
        for start in starters:
            with start() as server:  # type: ignore[attr-defined]
                measure_stream(server)


if __name__ == "__main__":
    main()
