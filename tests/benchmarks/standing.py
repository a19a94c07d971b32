"""What still stands when it is tried hard: damages, shapes, requests, uploads, clients, and what is killed.

Run: ``python tests/benchmarks/standing.py damages [--each N] [--first SEED] [--store DIR] [--large]``,
``… shapes [--count N] [--first SEED]``, ``… requests [--count N] [--first SEED]``,
``… bytes [--count N] [--first SEED]``,
``… uploads [--count N] [--first SEED]``, ``… described [--count N] [--first SEED]``,
``… clients [--python COMMAND] [--comunica COMMAND] [--roqet COMMAND]``,
``… kills [--count N] [--first SEED]`` or ``… suite FOLDER``, which is that of the W3C for SHACL. Each prints one line
of numbers, and a line for everything that is wrong; it ends with 1 where anything is.
"""

from __future__ import annotations

import argparse
import logging
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sized

    from odd_requests import Tried
    from odd_shapes import Compared

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]


def tried_damages(chosen: argparse.Namespace) -> tuple[str, list[str]]:
    """Random damage of every file of the index and the database of a store, and of its manifest: an error that says
    so, or the answers of before."""
    from damages import damages
    from unitgraph.api import build
    from unitgraph.store import intact

    if chosen.large:
        intact._SMALL = 0

    with tempfile.TemporaryDirectory() as folder:
        store = chosen.store or Path(folder, "store")
        if chosen.store is None:
            build(None, store)
        tried = list(damages(store, Path(folder, "copy"), chosen.each, chosen.first))
    files = Counter(name.rpartition("/")[2] for name, _ in tried)
    noticed = sum(outcome.noticed for _, outcome in tried)
    wrong = [outcome.fault for _, outcome in tried if outcome.fault]
    told = f"{len(tried)} damages of {len(files)} files tried: {noticed} noticed, {len(wrong)} wrong"
    return f"{told}; in {len(tried) - noticed - len(wrong)} every answer stayed", wrong


def tried_shapes(chosen: argparse.Namespace) -> tuple[str, list[str]]:
    """Random shapes and data, by both methods of validation."""
    from odd_shapes import compared

    with tempfile.TemporaryDirectory() as folder:
        tried = [compared(seed, Path(folder)) for seed in range(chosen.first, chosen.first + chosen.count)]
    return _told(tried, "worlds of shapes")


def tried_suite(chosen: argparse.Namespace) -> tuple[str, list[str]]:
    """The tests of the W3C, by both methods of validation; not whether these give what the suite says."""
    from rdflib import Graph, Namespace, URIRef

    from odd_shapes import both_ways

    mf = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
    sht = Namespace("http://www.w3.org/ns/shacl-test#")
    tried = []
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(chosen.folder.rglob("*.ttl")):
            manifest = Graph().parse(path, publicID=path.as_uri())
            for action in manifest.objects(None, URIRef(f"{mf}action")):
                files = []
                for part in (sht.dataGraph, sht.shapesGraph):
                    if (address := manifest.value(action, part)) is not None:
                        files.append(Path(folder, f"{path.stem}-{len(files)}.nt"))
                        Graph().parse(str(address), publicID=str(address)).serialize(files[-1], "nt", encoding="utf-8")
                if files:
                    tried.append(both_ways(*files, path.stem))
    return _told(tried, "tests of the suite")


def tried_requests(chosen: argparse.Namespace) -> tuple[str, list[str]]:
    """Random requests to every address of a service over the bundled list: each is answered, none with 500."""
    from starlette.testclient import TestClient

    from odd_requests import addresses, tried
    from unitgraph.web import Limits, Settings, create_app

    app = create_app(Settings(limits=Limits(processes=1)))
    with TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False) as client:
        paths = addresses(app)
        found = [tried(client, paths, seed) for seed in range(chosen.first, chosen.first + chosen.count)]
    return _told_requests(found, paths)


def tried_bytes(chosen: argparse.Namespace) -> tuple[str, list[str]]:
    """Random requests as bytes, which no client would send: each is answered or dropped, none with a failure."""
    from tests.benchmarks.servers import ours

    from odd_bytes import tried_raw
    from odd_requests import addresses
    from unitgraph.web import Settings, create_app

    paths = addresses(create_app(Settings()))
    with ours(None) as server:
        seeds = range(chosen.first, chosen.first + chosen.count)
        return _told_requests([tried_raw(server.port, paths, seed) for seed in seeds], paths)


def _told_requests(found: list[Tried], paths: Sized) -> tuple[str, list[str]]:
    wrong = [each.fault for each in found if each.fault]
    counts = sorted(Counter(each.status for each in found).items())
    statuses = ", ".join(f"{count} with {status}" if status else f"{count} dropped" for status, count in counts)
    return f"{len(found)} requests to {len(paths)} addresses tried: {len(wrong)} wrong; {statuses}", wrong


SIZES = (2_000, 200_000, 5_000_000, 9_500_000)
"""Of uploads, in bytes."""
LONGEST_WAIT = 1.0
"""Seconds in which others are answered meanwhile."""


def tried_uploads(chosen: argparse.Namespace) -> tuple[str, list[str]]:
    """Uploads that are made to do harm: each is answered, none with 500, and others are answered meanwhile."""
    import httpx2
    from tests.benchmarks.servers import ours

    from odd_uploads import tried_upload

    with ours(None) as server, httpx2.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=120) as client:
        command = [sys.executable, "-c", WATCH, str(client.base_url.join("/healthz"))]
        watching = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        seeds = range(chosen.first, chosen.first + chosen.count)
        found = [tried_upload(client, seed, SIZES[seed % len(SIZES)]) for seed in seeds]
        memory = server.memory() >> 20
        waits = [float(each) for each in watching.communicate()[0].split()]
    wrong = [each.fault for each in found if each.fault]
    late = sum(wait > LONGEST_WAIT for wait in waits)
    wrong += [f"{late} of {len(waits)} other requests took more than {LONGEST_WAIT:g} s"] if late else []
    statuses = ", ".join(f"{count} with {status}" for status, count in sorted(Counter(f.status for f in found).items()))
    longest = max(each.seconds for each in found)
    told = f"{len(found)} uploads tried: {len(wrong)} wrong; {statuses}; the longest took {longest:.1f} s"
    return f"{told}; others waited at most {max(waits):.2f} s; memory at the end {memory} MB", wrong


WATCH = """
import sys, threading, time, urllib.request
waits, ended = [], threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set())).start()
while not ended.wait(0.02):
    began = time.perf_counter()
    urllib.request.urlopen(sys.argv[1], timeout=60).read()
    waits.append(time.perf_counter() - began)
print(*waits)
"""
"""A process of its own: who makes uploads has no time to look at a clock."""


def tried_clients(chosen: argparse.Namespace) -> tuple[str, list[str]]:
    """Clients as others install them."""
    from tests.benchmarks.clients import clients, ran

    found = dict(ran(clients(chosen.python, chosen.comunica, chosen.roqet)))
    wrong = [fault for fault in found.values() if fault]
    missing = [name for name, fault in found.items() if fault is None]
    told = f"{len(found) - len(missing)} clients ran: {len(wrong)} wrong"
    return told + (f"; not found: {', '.join(missing)}" if missing else ""), wrong


def tried_described(chosen: argparse.Namespace) -> tuple[str, list[str]]:
    """Requests by schemathesis, which the description of the JSON API tells it to make, and others."""
    import schemathesis
    from tests.benchmarks.servers import ours

    from described import attack

    wrong: list[str] = []
    tried = 0
    with ours(None) as server:
        described = schemathesis.openapi.from_url(f"http://127.0.0.1:{server.port}/api/openapi.json")
        operations = [result.ok() for result in described.get_all_operations()]
        for seed in range(chosen.first, chosen.first + chosen.count):
            for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
                for operation in operations:
                    try:
                        tried += attack(operation, mode, chosen.examples, seed)
                    except Exception as error:  # whatever it is, it is what is looked for
                        wrong.append(f"seed {seed}, {mode.value} {operation.label}: {error}")
    return f"{tried} requests to {len(operations)} operations, {chosen.count} seeds: {len(wrong)} wrong", wrong


def tried_kills(chosen: argparse.Namespace) -> tuple[str, list[str]]:
    """Builds, exports and services that are killed at random moments."""
    from tests.benchmarks.killing import ended_services, killed_builds, killed_exports

    rng = random.Random(chosen.first)  # noqa: S311 (the same moments again for a seed)
    with tempfile.TemporaryDirectory() as folder:
        builds = list(killed_builds(Path(folder), chosen.count, rng))
        exports = list(killed_exports(Path(folder), chosen.count, rng))
    services = list(ended_services(max(1, chosen.count // 5), rng))
    told = f"{len(builds)} builds, {len(exports)} exports and {len(services)} services killed"
    wrong = [each for each in (*builds, *exports, *services) if each]
    return f"{told}: {len(wrong)} wrong", wrong


def _told(tried: list[Compared], what: str) -> tuple[str, list[str]]:
    wrong = [each.fault for each in tried if each.fault]
    refused = sum(each.results is None for each in tried)
    found = sum(bool(each.results) for each in tried)
    told = f"{len(tried)} {what} tried by both methods: {len(wrong)} differ; {found} with results, {refused} refused"
    return told, wrong


def main() -> None:
    """Try, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("damages")
    command.set_defaults(try_all=tried_damages)
    command.add_argument("--each", type=int, default=1000, help="of each file")
    command.add_argument("--first", type=int, default=0, help="the first seed")
    command.add_argument("--store", type=Path, help="a store with sources; the bundled list without it")
    command.add_argument("--large", action="store_true", help="as if the database were not checked each time")
    command = commands.add_parser("shapes")
    command.set_defaults(try_all=tried_shapes)
    command.add_argument("--count", type=int, default=20_000)
    command.add_argument("--first", type=int, default=0, help="the first seed")
    command = commands.add_parser("requests")
    command.set_defaults(try_all=tried_requests)
    command.add_argument("--count", type=int, default=20_000)
    command.add_argument("--first", type=int, default=0, help="the first seed")
    command = commands.add_parser("bytes")
    command.set_defaults(try_all=tried_bytes)
    command.add_argument("--count", type=int, default=20_000)
    command.add_argument("--first", type=int, default=0, help="the first seed")
    command = commands.add_parser("uploads")
    command.set_defaults(try_all=tried_uploads)
    command.add_argument("--count", type=int, default=400)
    command.add_argument("--first", type=int, default=0, help="the first seed")
    command = commands.add_parser("described")
    command.set_defaults(try_all=tried_described)
    command.add_argument("--count", type=int, default=10, help="of seeds")
    command.add_argument("--first", type=int, default=100, help="the first seed")
    command.add_argument("--examples", type=int, default=40, help="of each operation and kind")
    command = commands.add_parser("clients")
    command.set_defaults(try_all=tried_clients)
    command.add_argument("--python", default=sys.executable, help="one with SPARQLWrapper, sparql-dataframe, rdflib")
    command.add_argument("--comunica", default="comunica-sparql")
    command.add_argument("--roqet", default="roqet")
    command = commands.add_parser("kills")
    command.set_defaults(try_all=tried_kills)
    command.add_argument("--count", type=int, default=45, help="builds, and exports; a fifth as many services")
    command.add_argument("--first", type=int, default=0, help="the first seed")
    command = commands.add_parser("suite")
    command.set_defaults(try_all=tried_suite)
    command.add_argument("folder", type=Path)
    chosen = parser.parse_args()
    logging.disable(logging.WARNING)  # what pyshacl says of odd shapes, one by one
    told, wrong = chosen.try_all(chosen)
    print(told)
    print("\n".join(wrong))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
