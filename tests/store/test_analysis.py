"""What is read from the text of a query."""

from __future__ import annotations

import pytest

from unitgraph.store import memory_store
from unitgraph.store.analysis import projection, variables


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("SELECT ?a ?b { ?a ?p ?b }", ("a", "b")),
        (
            "SELECT DISTINCT ?a (COUNT(DISTINCT ?b) AS ?n) ?c { ?a ?p ?b . ?c ?q ?b } GROUP BY ?a ?c",
            ("a", "n", "c"),
        ),
        ("SELECT (?a + (?b * 2) AS ?sum) { ?a ?p ?b }", ("sum",)),
        ("SELECT * { ?a ?p ?b }", ()),
        ("ASK { ?a ?p ?b }", ()),
        ("CONSTRUCT { ?a ?p ?b } WHERE { ?a ?p ?b }", ()),
    ],
)
def test_the_columns_of_a_query(text: str, columns: tuple[str, ...]) -> None:
    assert projection(text) == columns
    if columns:
        assert memory_store([]).query(text).columns == columns


def test_the_variables_of_a_query() -> None:
    assert variables("SELECT ?a { ?a $b 'text ?c' # ?d\n }") == {"a", "b"}
