"""Runs the W3C's suite for SPARQL 1.1 Protocol against the service and other SPARQL servers, test by test.

    python -m tests.benchmarks.conformance MANIFEST [--oxigraph COMMAND] [--rdflib-endpoint COMMAND]

``MANIFEST`` is ``sparql/sparql11/protocol/manifest.ttl`` of github.com/w3c/rdf-tests; the commands are those of
``servers.py``. Each server holds the three graphs that the suite's data are. The tests that change data are counted by
themselves: every server here only reads.
"""

from __future__ import annotations

import argparse
import http.client
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.term import Node
from tests.benchmarks.servers import ROOT, add_peers, ours, peers

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
DATA = "http://kasei.us/2009/09/sparql/data/data{}.rdf"
FORMATS = {
    "boolean": ("sparql-results",),
    "tabular": ("sparql-results", "csv", "tab-separated-values"),
    "RDF": ("turtle", "rdf+xml", "ld+json", "n-triples"),
}


def faults(manifest: Graph, request: Node, endpoint: str) -> Iterator[str]:
    """What an endpoint's answer to one request of the suite lacks."""
    parts = urlsplit(endpoint)
    path = str(manifest.value(request, HT.absolutePath)).removeprefix("/sparql").removeprefix("/")
    sent = manifest.value(request, HT.body)
    content = None
    if sent is not None:
        encoding = str(manifest.value(sent, CNT.characterEncoding) or "UTF-8")
        content = str(manifest.value(sent, CNT.chars)).encode(encoding)
    fields = members(manifest, request, HT.headers)
    headers = {str(manifest.value(each, HT.fieldName)): str(manifest.value(each, HT.fieldValue)) for each in fields}
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    connection.request(str(manifest.value(request, HT.methodName)), (parts.path or "/") + path, content, headers)
    answer = connection.getresponse()
    body, kind = answer.read(), answer.getheader("content-type", "")
    connection.close()
    expected = manifest.value(request, HT.resp)
    statuses = {str(each)[-3] for each in manifest.objects(expected, MF.expectedStatus)}
    if str(answer.status)[0] not in statuses:
        yield f"status {answer.status}, expected {' or '.join(sorted(statuses))}xx"
        return
    wanted = manifest.value(expected, MF.expectedFormat)
    if wanted is not None and not any(each in kind for each in FORMATS[str(wanted)]):
        yield f"content type {kind}, expected one for {wanted}"
        return
    boolean = manifest.value(expected, MF.expectedBoolean)
    if boolean is not None and _boolean(body, kind) != (str(boolean) == "true"):
        yield f"the answer is not {boolean}"


def members(manifest: Graph, subject: Node | None, predicate: URIRef) -> list[Node]:
    """The members of a collection that a subject has."""
    return list(manifest.items(manifest.value(subject, predicate) or RDF.nil))


def _boolean(body: bytes, kind: str) -> bool:
    return bool(json.loads(body)["boolean"]) if "json" in kind else b"<boolean>true</boolean>" in body


def run(manifest: Graph, name: str, endpoint: str) -> None:
    """Run every test against an endpoint and print what failed."""
    root = manifest.value(predicate=RDF.type, object=MF.Manifest)
    tests = members(manifest, root, MF.entries)
    passed = {"read": 0, "update": 0}
    counted = {"read": 0, "update": 0}
    for test in tests:
        title = str(test).rpartition("#")[2]
        part = "update" if title.startswith("update_") else "read"
        action = manifest.value(test, MF.action)
        failed = [
            fault for request in members(manifest, action, HT.requests) for fault in faults(manifest, request, endpoint)
        ]
        counted[part] += 1
        passed[part] += not failed
        if failed and part == "read":
            print(f"  {name}: {title}: {'; '.join(failed)}")
    print(
        f"{name}: {passed['read']} of {counted['read']} tests that only read, "
        f"{passed['update']} of {counted['update']} that change data"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manifest", type=Path)
    add_peers(parser)
    options = parser.parse_args()
    from unitgraph.store import write_store

    manifest = Graph().parse(options.manifest, format="turtle")
    graphs = [URIRef(DATA.format(number)).n3() for number in (1, 2, 3)]
    lines = [f"{each} {RDF.type.n3()} <http://xmlns.com/foaf/0.1/Document> {each} .\n" for each in graphs]
    with tempfile.TemporaryDirectory() as name, ExitStack() as servers:
        folder = Path(name)
        write_store(folder / "store", lines)
        (folder / "data.nq").write_text("".join(lines), encoding="ascii")
        started = [servers.enter_context(ours(folder / "store"))]
        started += [servers.enter_context(peer) for peer in peers(options, folder / "data.nq", folder)]
        for server in started:
            run(manifest, server.name, f"http://127.0.0.1:{server.port}{server.endpoint}")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "graph"))
    main()
