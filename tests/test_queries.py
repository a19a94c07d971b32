"""Every query of the library, on every store: the rows that were worked out by hand, in their order."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from pyoxigraph import RdfFormat, parse

from unitgraph.pipeline import bundled_graph, dataset_lines
from unitgraph.querylib import GROUPS, LibraryQuery, library
from unitgraph.store import RdflibStore, Result, Store, memory_store, open_folder, write_store

FIXTURES = Path(__file__).parent / "queries"
QUERIES = 32
Rows = list[dict[str, str]]


def rows(text: str) -> Rows:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    return [{"": ",".join(reader.fieldnames or ())}, *reader]


def result_rows(result: Result) -> Rows:
    return rows(result.serialize("csv").decode())


@cache
def lines(name: str) -> list[str]:
    quads = parse(path=str(FIXTURES / name / "data.trig"), format=RdfFormat.TRIG)
    return [f"{quad} ." for quad in quads]


@pytest.fixture(params=["oxigraph", "rdflib", "folder"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def make_store(kind: str, name: str, folder: Path) -> Store:
    if kind == "rdflib":
        return RdflibStore(lines(name))
    if kind == "oxigraph":
        return memory_store(lines(name))
    write_store(folder, lines(name))
    return open_folder(folder)


def cases(query: LibraryQuery) -> Iterator[tuple[dict[str, str], Path]]:
    folder = FIXTURES / query.name
    yield {}, folder / "expected.csv"
    if (folder / "params.yaml").exists():
        for file, values in yaml.safe_load((folder / "params.yaml").read_text(encoding="utf-8")).items():
            yield values, folder / file


def test_every_query_has_its_fixture_and_every_fixture_its_query() -> None:
    queries = library()
    assert len(queries) == QUERIES
    assert {query.group for query in queries.values()} == set(GROUPS)
    assert {folder.name for folder in FIXTURES.iterdir()} == set(queries)
    for query in queries.values():
        files = {file.name for file in (FIXTURES / query.name).iterdir()}
        named = {path.name for _, path in cases(query)}
        assert files == named | {"data.trig"} | ({"params.yaml"} if query.parameters else set())


@pytest.mark.parametrize("name", list(library()))
def test_a_query_gives_the_rows_worked_out_by_hand(name: str, kind: str, tmp_path: Path) -> None:
    query = library()[name]
    with make_store(kind, name, tmp_path / "store") as store:
        checked = list(cases(query))
        for values, expected in checked:
            found = result_rows(store.query(query.text, query.bind(values) if values else {}))
            assert found == rows(expected.read_text(encoding="utf-8")), expected.name
        positive = result_rows(store.query(query.text))
    assert len(positive) > 1
    assert {parameter for values, _ in checked for parameter in values} == set(query.parameters)


@pytest.mark.parametrize("name", list(library()))
def test_a_query_orders_its_rows_whatever_the_order_of_the_statements(name: str) -> None:
    """Equal rows in the order would come as the store holds them."""
    query = library()[name]
    expected = rows((FIXTURES / name / "expected.csv").read_text(encoding="utf-8"))
    assert result_rows(memory_store(lines(name)[::-1]).query(query.text)) == expected
    assert result_rows(RdflibStore(sorted(lines(name), key=lambda line: line[::-1])).query(query.text)) == expected


@pytest.mark.parametrize("name", list(library()))
def test_a_query_is_laid_out(name: str) -> None:
    text = library()[name].text
    head, _, body = text.partition("\n\n")
    prefixes = [re.fullmatch(r"PREFIX (\w+:) +<\S+>", line) for line in head.splitlines()]
    assert all(prefixes)
    assert len({line.index("<") for line in head.splitlines()}) == 1
    assert all(prefix and re.search(rf"(?<!\w){prefix[1]}", body) for prefix in prefixes)
    assert re.search(r"\n}\n(GROUP BY [^\n]+\n)?ORDER BY [^\n]+\n\Z", body)
    assert text.isascii()


@pytest.fixture(scope="module")
def bundled() -> tuple[Store, Store]:
    dataset = dataset_lines(bundled_graph())
    return memory_store(dataset), RdflibStore(dataset)


@pytest.mark.parametrize("name", list(library()))
def test_the_bundled_list_gives_the_same_rows_on_both_engines(name: str, bundled: tuple[Store, Store]) -> None:
    query = library()[name]
    examples = query.bind({parameter.name: parameter.example for parameter in query.parameters.values()})
    for bindings in ({}, examples) if query.parameters else ({},):
        first, second = (store.query(query.text, bindings).serialize("csv") for store in bundled)
        assert first == second
    if query.parameters:
        assert first.count(b"\n") > 1, "the examples of its parameters find nothing in the bundled list"


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("unit-counts-by-country", 11),
        ("units-by-country", 62),
        ("listed-units", 26),
        ("roots", 22),
        ("roots-with-listed-count", 22),
        ("children", 40),
        ("status-of-unit", 62),
        ("entry-behind-denial", 26),
        ("unread-paths", 0),
        ("names-not-as-listed", 1),
        ("near-duplicate-siblings", 0),
        ("entries-without-denial", 0),
        ("inferred-countries", 0),
    ],
)
def test_the_bundled_list_gives_the_known_number_of_rows(name: str, count: int, bundled: tuple[Store, Store]) -> None:
    assert len(list(bundled[0].query(library()[name].text).texts())) == count


def test_the_bundled_list_gives_the_known_units(bundled: tuple[Store, Store]) -> None:
    by_country = list(bundled[0].query(library()["unit-counts-by-country"].text).texts())
    assert sum(int(row[2] or 0) for row in by_country) == 62
    assert sum(int(row[3] or 0) for row in by_country) == 26
    under = library()["denied-under"]
    police = next(row[0] for row in bundled[0].query(under.text).texts() if row[1] == "Federal Police")
    found = bundled[0].query(under.text, under.bind({"parent": police or ""}))
    assert [(row[3], row[4], (row[6] or "").rpartition("/")[2]) for row in found.texts()] == [
        ("General Directorate of Infiltration Operations", "4", "61"),
        ("Torreon Station", "4", "60"),
    ]
