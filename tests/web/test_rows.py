"""The writers of rows give what readers made by others take back."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from xml.etree import ElementTree

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, parse_query_results
from starlette.testclient import TestClient

from unitgraph.web.api.routes import _table_form
from unitgraph.web.query.rows import WRITERS, Limited, ResultRow, safe_xml

RESULTS = "{http://www.w3.org/2005/sparql-results#}"
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t\r\"'<>&,\\"), max_size=20
)
values = st.one_of(
    st.none(),
    st.sampled_from([NamedNode("http://example.org/a?b=1&c"), NamedNode("urn:x"), BlankNode("b1")]),
    texts.map(Literal),
    texts.map(lambda text: Literal(text, language="en-gb")),
    st.integers().map(Literal),
    texts.map(lambda text: Literal(text, datatype=NamedNode("http://example.org/type"))),
)
tables = st.lists(st.tuples(values, values), max_size=6)


def written(form: str, rows: Sequence[ResultRow], limit: int = 1000) -> bytes:
    return b"".join(WRITERS[form](["a", "b"], Limited(rows, limit, batch=2)))


@pytest.mark.parametrize(
    ("form", "media"),
    [("json", QueryResultsFormat.JSON), ("tsv", QueryResultsFormat.TSV)],
)
@given(rows=tables)
def test_another_reader_takes_the_rows_back(form: str, media: QueryResultsFormat, rows: list[ResultRow]) -> None:
    found = parse_query_results(written(form, rows), format=media)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    assert [variable.value for variable in found.variables] == ["a", "b"]
    # A parser gives blank nodes names of its own.
    assert [[_bare(value) for value in row] for row in found] == [[_bare(value) for value in row] for row in rows]


@given(rows=tables)
def test_xml_is_read_back(rows: list[ResultRow]) -> None:
    root = ElementTree.fromstring(written("xml", rows))  # noqa: S314 (our own)
    assert [each.get("name") for each in root.iter(f"{RESULTS}variable")] == ["a", "b"]
    found = [
        {binding.get("name"): (binding[0].tag.removeprefix(RESULTS), binding[0].text or "") for binding in result}
        for result in root.iter(f"{RESULTS}result")
    ]
    kinds = {NamedNode: "uri", BlankNode: "bnode", Literal: "literal"}
    assert found == [
        {name: (kinds[type(v)], getattr(v, "value", "")) for name, v in zip("ab", row, strict=True) if v is not None}
        for row in rows
    ]


def _bare(value: object) -> object:
    return "blank" if isinstance(value, BlankNode) else value


@given(rows=tables)
def test_csv_holds_plain_texts(rows: list[ResultRow]) -> None:
    read = list(csv.reader(io.StringIO(written("csv", rows).decode(), newline="")))
    plain = [["_:b1" if isinstance(v, BlankNode) else getattr(v, "value", "") for v in row] for row in rows]
    assert read == [["a", "b"], *plain]


def test_csv_lines_end_as_the_standard_says() -> None:
    assert written("csv", [(Literal("x"), None)]) == b"a,b\r\nx,\r\n"


def test_xml_replaces_what_it_cannot_hold() -> None:
    assert safe_xml("a\x00b\x1fc<\r") == "a\ufffdb\ufffdc&lt;&#13;"


@pytest.mark.parametrize(("limit", "shown", "cut"), [(1, 1, True), (4, 4, True), (5, 5, False), (6, 5, False)])
def test_a_limit_counts_exactly_and_says_when_it_cut(limit: int, shown: int, cut: bool) -> None:
    rows = Limited(range(5), limit, batch=2)
    assert [row for batch in rows for row in batch] == list(range(shown))
    assert rows.cut is cut


def test_the_tables_of_library_queries_are_safe_for_spreadsheets(client: TestClient) -> None:
    row: ResultRow = (Literal("=1+1"), Literal("\uff0bx"))
    assert written("csv", [row]).decode() == "a,b\r\n=1+1,\uff0bx\r\n"
    assert written("sheet", [row]).decode() == "a,b\r\n'=1+1,'\uff0bx\r\n"
    assert [_table_form("csv", None), _table_form(None, "text/csv"), _table_form("tsv", "text/csv")] == [
        "sheet",
        "sheet",
        "tsv",
    ]
    answer = client.get("/api/queries/listed-units", headers={"accept": "text/csv"})
    assert (answer.headers["content-type"], answer.status_code) == ("text/csv; charset=utf-8", 200)
