"""The columns of SELECT *."""

from __future__ import annotations

import pytest

from unitgraph.store import Metadata, Store
from unitgraph.store.memory import RdflibStore, memory_store

LINES = ["<e:a> <e:p> <e:b> <e:g> .\n", "<e:b> <e:p> <e:c> <e:g> .\n"]


@pytest.fixture(scope="module", params=["oxigraph", "rdflib"])
def store(request: pytest.FixtureRequest) -> Store:
    return (memory_store if request.param == "oxigraph" else RdflibStore)(LINES, Metadata())


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("SELECT * { ?z ?m ?a }", ("z", "m", "a")),
        ("select distinct * where { ?z ?m ?a . ?a ?b ?c }", ("z", "m", "a", "b", "c")),
        ("PREFIX e: <e:> SELECT REDUCED * { ?z e:p/e:p ?a BIND(2*3 AS ?n) }", ("z", "a", "n")),
        ("SELECT * { ?z ?m $a FILTER NOT EXISTS { ?a <e:q> ?hidden } }", ("z", "m", "a")),
        ("SELECT * { { SELECT ?z (COUNT(*) AS ?n) { ?z ?inner ?a } GROUP BY ?z } }", ("z", "n")),
        ("SELECT * { VALUES (?z ?y ?x) { (1 2 3) } } ORDER BY ?x", ("z", "y", "x")),
        ("SELECT * FROM <e:g> { ?z ?m ?a }", ("z", "m", "a")),
        ("SELECT ?b ?a { ?a <e:p> ?b }", ("b", "a")),
    ],
)
def test_they_stand_as_the_query_names_them(store: Store, query: str, columns: tuple[str, ...]) -> None:
    found = store.query(query)
    assert found.columns == columns
    assert found.serialize("csv").decode().partition("\r\n")[0].split(",") == list(columns)


def test_no_variable_is_no_column(store: Store) -> None:
    assert store.query("SELECT * { <e:a> <e:p> <e:b> }").columns == ()
