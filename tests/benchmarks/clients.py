"""Clients as others install them, each a process that asks the service: what it must print is known.

Commands that are not found are skipped and said. The libraries are those of a Python that has them
(``pip install SPARQLWrapper sparql-dataframe rdflib``); Comunica is npm's ``@comunica/query-sparql``, roqet is in
Debian's ``rasqal-utils``. Yasqe is the editor of the service's own pages: ``tests/web/test_browser.py``.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

from tests.benchmarks.servers import ours

UG = "PREFIX ug: <https://w3id.org/unitgraph/ns#> "
COUNT = UG + "SELECT (COUNT(?e) AS ?n) WHERE { ?e a ug:Entry }"
ASK = UG + "ASK { ?e a ug:Entry }"
GRAPH = UG + "CONSTRUCT { ?e a ug:Entry } WHERE { ?e a ug:Entry }"
WRAPPER = """
import sys
from SPARQLWrapper import *
for form, query in ((JSON, TABLE), (XML, TABLE), (CSV, TABLE), (TSV, TABLE), (JSON, YES), (XML, YES),
                    (TURTLE, GRAPH), (N3, GRAPH), (RDFXML, GRAPH), (JSONLD, GRAPH), (RDF, GRAPH), (XML, GRAPH)):
    for method in (GET, POST):
        asked = SPARQLWrapper(sys.argv[1])
        asked.setMethod(method); asked.setReturnFormat(form); asked.setQuery(query)
        found = asked.queryAndConvert()
        if query is GRAPH: told = found.count(b"Entry") if isinstance(found, bytes) else len(found)
        elif isinstance(found, bytes): told = found.split()[-1].strip(b'"').decode().partition('"')[0]
        elif query is YES: told = found["boolean"] if form == JSON else "true" in found.toxml()
        elif form == XML: told = found.getElementsByTagName("literal")[0].firstChild.data
        else: told = found["results"]["bindings"][0]["n"]["value"]
        assert str(told) == ("True" if query is YES else "26"), (form, query, told)
print(26)
"""
STORE = """
import sys
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib import Graph
for form in ("json", "xml", "csv", "tsv"):
    for method in ("GET", "POST", "POST_FORM"):
        graph = Graph(SPARQLStore(sys.argv[1], returnFormat=form, method=method))
        ((number,),) = graph.query(TABLE)
        assert str(number) == "26", (form, method, number)
        if form in ("json", "xml"):
            assert graph.query(YES).askAnswer is True, (form, method)
        if form == "xml":  # the only one with which it asks for a graph, and its default
            assert len(graph.query(GRAPH).graph) == 26
print(26)
"""
FRAME = """
import sys
import sparql_dataframe
for post in (False, True):
    assert list(sparql_dataframe.get(sys.argv[1], TABLE, post=post)["n"]) == [26]
print(26)
"""


@dataclass(frozen=True, slots=True)
class Client:
    """A client: its command, to which ``{endpoint}`` is told, and what it must print."""

    name: str
    command: tuple[str, ...]
    prints: str


def clients(python: str, comunica: str, roqet: str) -> list[Client]:
    """The clients, by the commands that run them."""
    queries = f"TABLE, YES, GRAPH = {COUNT!r}, {ASK!r}, {GRAPH!r}"
    libraries = {"SPARQLWrapper": WRAPPER, "SPARQLStore": STORE, "sparql-dataframe": FRAME}
    asked = ("-r", "csv", "-p", "{endpoint}", "-e")
    return [
        *(Client(name, (python, "-c", queries + code, "{endpoint}"), "26") for name, code in libraries.items()),
        Client("Comunica, table", (comunica, "sparql@{endpoint}", COUNT), "26"),
        Client("Comunica, over its plan", (comunica, "{endpoint}", COUNT), "26"),
        Client("Comunica, yes or no", (comunica, "sparql@{endpoint}", ASK), "true"),
        Client("Comunica, graph", (comunica, "sparql@{endpoint}", GRAPH), "Entry"),
        Client("roqet, table", (roqet, *asked, COUNT), "26"),
    ]


def ran(found: list[Client]) -> Iterator[tuple[str, str | None]]:
    """Each client with what is wrong, "" if nothing; None if its command is not found."""
    with ours(None) as server:
        endpoint = f"http://127.0.0.1:{server.port}/sparql"
        for each in found:
            if shutil.which(each.command[0]) is None:
                yield each.name, None
                continue
            command = [part.replace("{endpoint}", endpoint) for part in each.command]
            done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
            told = done.returncode == 0 and each.prints in done.stdout
            yield each.name, "" if told else f"{each.name}: {(done.stdout + done.stderr)[-300:]}"
