"""Measures the service: rates, tails, streams and leaks, beside other SPARQL servers on the same data.

    python -m tests.benchmarks.serve [--seconds 2] [--rounds 3] [--oxigraph COMMAND] [--rdflib-endpoint COMMAND]
    python -m tests.benchmarks.serve --soak MINUTES [--bad-clients] [--pause SECONDS]

The servers run side by side and are asked in turn, round by round, so that what else the machine does falls on all of
them. Parts (``--only``): ``queries`` (distinct small queries at 1 and 8 connections), ``library`` (a query of the
library), ``pages`` (a unit's page at 64 clients), ``reconcile`` (batches of ten names), ``stream`` (a CSV of 867,000
rows: first byte, time, memory). The soak runs a mixed load (``--bad-clients``: with half-open and slow connections,
heavy queries and large tables of other clients beside it), and looks for leaks and for requests without an answer;
either makes its exit code 1. With ``--pause``, each of its eight clients waits before it asks again, so that a machine
can be shared. Client and servers share the processors of one machine.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from tests.benchmarks.bad_clients import bad_clients
from tests.benchmarks.load import Tally, get, load, post
from tests.benchmarks.servers import ROOT, Server, add_peers, ours, peers

ROWS = 867_000
TORREON = "/unit/mx/torreon-station-760d1afd.html"
SMALL = (
    "SELECT ?name WHERE {{ <https://w3id.org/unitgraph/{path}> <http://www.w3.org/2004/02/skos/core#prefLabel> ?name "
    "FILTER(?name != '{number}') }}"
)
NAMES = ("Torreon Station", "Federal Police", "Rapid Action Battalion", "Judicial Police", "Presidential Guard")
Requests = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Work:
    """Something that servers are asked for: over so many connections, with the request of each number. ``only_ours``
    is what no other server has; ``goals`` are ratios of rates to other servers, by their names."""

    part: str
    what: str
    connections: int
    requests: Callable[[Server], Requests]
    only_ours: bool = False
    goals: tuple[tuple[str, float], ...] = ()


def small_query(server: Server) -> Requests:
    """Distinct small queries."""
    paths = ["unit/mx/torreon-station-760d1afd", "unit/mx/federal-police-81b88458", "country/mx", "country/bd"]

    def request(number: int) -> bytes:
        text = SMALL.format(path=paths[number % len(paths)], number=number)
        return get(f"{server.endpoint}?query={quote(text)}", "application/sparql-results+json")

    return request


def library_query(server: Server) -> Requests:
    """A query of the library, as text."""
    lines = next((ROOT / "queries").glob("*/listed-units.rq")).read_text(encoding="utf-8").splitlines(keepends=True)
    text = "".join(line for line in lines if not line.startswith("#+"))
    return lambda number: get(
        f"{server.endpoint}?query={quote(text + f'# {number}')}", "application/sparql-results+json"
    )


def batches(names: int) -> Requests:
    """Reconciliation of so many names."""
    batch = {f"q{number}": {"query": NAMES[number % len(NAMES)]} for number in range(names)}
    request = post("/reconcile", urlencode({"queries": json.dumps(batch)}).encode())
    return lambda _: request


def page(_: Server) -> Requests:
    """The page of a unit."""
    return lambda _: get(TORREON, "text/html")


WORKS = (
    Work("queries", "distinct small queries", 1, small_query, goals=(("oxigraph", 0.25),)),
    Work("queries", "distinct small queries", 8, small_query, goals=(("rdflib-endpoint", 10),)),
    Work("library", "a query of the library, as text", 8, library_query),
    Work("library", "a query of the library, by name", 8, lambda _: lambda _: get("/api/queries/listed-units"), True),
    Work("pages", "a page of a unit", 64, page, True),
    Work("reconcile", "/reconcile batches of ten names", 8, lambda _: batches(10), True),
)
PARTS = (*dict.fromkeys(work.part for work in WORKS), "stream")


def measure(work: Work, servers: Sequence[Server], seconds: float, rounds: int) -> None:
    """Ask each server in turn, round by round, and print the rates and how they compare."""
    asked = servers[:1] if work.only_ours else servers
    tallies = {server.name: Tally() for server in asked}
    for server in asked:
        load(server.port, work.connections, seconds / 4, work.requests(server))
    for _ in range(rounds):
        for server in asked:
            tallies[server.name].add(load(server.port, work.connections, seconds, work.requests(server)))
    print(f"{work.what}, {work.connections} connection{'' if work.connections == 1 else 's'}:")
    for name, tally in tallies.items():
        print(f"  {name:16} {tally.words()}", flush=True)
    own = tallies[asked[0].name]
    print(f"  p99 is {own.tail:.1f} times the median" + (" (goal: under 3)" if work.connections == 64 else ""))
    goals = dict(work.goals)
    for name, tally in list(tallies.items())[1:]:
        goal = f" (goal: {goals[name]:g})" if name in goals else ""
        print(f"  {own.rate / tally.rate:.2f} times {name}{goal}")


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
    parameters = urlencode({"query": "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"})
    address = f"http://127.0.0.1:{server.port}{server.endpoint}?{parameters}"
    before = most = server.memory()
    begun = looked = time.perf_counter()
    lines, first = 0, 0.0
    request = urllib.request.Request(address, headers={"Accept": "text/csv"})
    with urllib.request.urlopen(request, timeout=600) as response:  # noqa: S310 (this machine)
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


def run_stream(options: argparse.Namespace, folder: Path) -> None:
    """The stream on every server, one after another, each on its own copy of the same statements."""
    from unitgraph.store import Metadata, write_store

    print("stream (goal: first byte within 50 ms, under 200 MB):")
    folder.mkdir()
    data = write_rows(folder)
    write_store(folder / "store", data, Metadata(lists=()))
    for starting in [ours(folder / "store"), *peers(options, data, folder)]:
        with starting as server:
            measure_stream(server)


def measure_soak(server: Server, minutes: float, bad: bool, pause: float) -> list[str]:
    """A mixed load at the limit, with ``bad`` clients beside it; what is wrong: requests without an answer, with a
    failure or turned away, memory that the second half leaves behind: more than a tenth beyond what the first half
    left, or in less than twenty minutes, while the service still warms up, more than half."""
    one, queries = batches(1), small_query(server)
    table = post("/screen", urlencode({"names": "\n".join(NAMES)}).encode())
    mixed: list[Requests] = [
        queries,
        lambda n: get(TORREON, "text/html"),
        lambda n: get(f"/?q={quote(NAMES[n % len(NAMES)])}", "text/html"),
        one,
        lambda n: get("/api/queries/listed-units"),
        lambda n: table,
        queries,
        lambda n: get("/nothing"),
    ]
    parts = max(3, int(minutes))  # of each half
    each = 30 * minutes / parts
    total: Counter[int] = Counter()
    lost: Counter[str] = Counter()
    at_rest: list[float] = []
    for half in range(2):
        with bad_clients(server.port) if bad else nullcontext():
            for part in range(parts):
                tally = load(server.port, 8, each, lambda n: mixed[n % len(mixed)](n), pause)
                total.update(tally.statuses)
                lost.update(tally.lost)
                told = f"{tally.words()}  memory {server.memory() / 2**20:,.0f} MB"
                print(f"  after {(half * parts + part + 1) * each:6.0f} s: {told}", flush=True)
        time.sleep(5 if bad else 1)  # what was begun for bad clients ends
        at_rest.append(server.memory() / 2**20)
        print(f"  at rest: {at_rest[-1]:,.0f} MB")
    print(f"  answers by status: {dict(total)}; without an answer: {lost.total()}")
    before, after = at_rest
    most = (1.1 if minutes >= 20 else 1.5) * before
    failed = {status: count for status, count in total.items() if status not in (200, 303, 404)}
    return [
        *([f"{lost.total()} requests had no answer: {dict(lost)}"] if lost else []),
        *([f"requests were not answered: {failed}"] if failed else []),
        *([f"memory grew from {before:,.0f} to {after:,.0f} MB"] if after > most else []),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=2.0, help="of one round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=PARTS, action="append")
    parser.add_argument("--soak", type=float, metavar="MINUTES")
    parser.add_argument("--bad-clients", action="store_true", help="beside the others in a soak")
    parser.add_argument("--pause", type=float, default=0.0, metavar="SECONDS", help="of each client of a soak")
    add_peers(parser)
    options = parser.parse_args()
    print(f"load of the machine before: {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        if options.soak:
            with ours(None, "--query-seconds", "2") as server:
                print("soak:")
                faults = measure_soak(server, options.soak, options.bad_clients, options.pause)
            sys.exit("; ".join(faults) or 0)
        run(options, Path(name), options.only or PARTS)


def run(options: argparse.Namespace, folder: Path, parts: Sequence[str]) -> None:
    """Measure the parts, the servers side by side."""
    works = [work for work in WORKS if work.part in parts]
    if works:
        with ExitStack() as running:
            servers = [running.enter_context(ours(None))]
            dump = urllib.request.urlopen(f"http://127.0.0.1:{servers[0].port}/dump.nq.gz")
            data = folder / "bundled.nq"
            data.write_bytes(gzip.decompress(dump.read()))
            servers += [running.enter_context(each) for each in peers(options, data, folder)]
            for work in works:
                measure(work, servers, options.seconds, options.rounds)
    if "stream" in parts:
        run_stream(options, folder / "many")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "graph"))
    main()
