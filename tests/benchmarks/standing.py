"""What still stands when it is tried hard: damages of a store, shapes by both methods of validation, requests.

Run: ``python tests/benchmarks/standing.py damages [--each N] [--first SEED] [--store DIR]``,
``… shapes [--count N] [--first SEED]``, ``… requests [--count N] [--first SEED]`` or ``… suite FOLDER``, which is that
of the W3C for SHACL. Each prints one line of numbers, and a line for everything that is wrong; it ends with 1 where
anything is.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from odd_shapes import Compared

sys.path.insert(0, str(Path(__file__).parents[1]))


def tried_damages(chosen: argparse.Namespace) -> tuple[str, list[str]]:
    """Random damage of every file of the index and the database of a store, and of its manifest: an error that says
    so, or the answers of before."""
    from damages import damages
    from unitgraph.api import build

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
    wrong = [each.fault for each in found if each.fault]
    statuses = ", ".join(f"{count} with {status}" for status, count in sorted(Counter(f.status for f in found).items()))
    return f"{len(found)} requests to {len(paths)} addresses tried: {len(wrong)} wrong; {statuses}", wrong


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
    command = commands.add_parser("shapes")
    command.set_defaults(try_all=tried_shapes)
    command.add_argument("--count", type=int, default=20_000)
    command.add_argument("--first", type=int, default=0, help="the first seed")
    command = commands.add_parser("requests")
    command.set_defaults(try_all=tried_requests)
    command.add_argument("--count", type=int, default=20_000)
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
