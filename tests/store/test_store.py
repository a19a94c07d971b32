"""The contract of stores, on every store; and the store on disk, whatever happens to it."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

import unitgraph.system.sorting
from sparql_services import SERVICES, Server, write_service
from unitgraph.store import (
    Metadata,
    OxigraphStore,
    QueryDataset,
    RdflibStore,
    Result,
    Store,
    memory_store,
    open_folder,
    open_service,
    write_store,
)
from unitgraph.store.contents import bundled_store
from unitgraph.store.locks import lock
from unitgraph.system.digests import sealed
from unitgraph.system.errors import EntryError, QueryError, StoreError
from unitgraph.system.sorting import sorted_blocks
from unitgraph.system.version import __version__

EX = "http://example.org/"
META = Metadata("http://example.org/", ("2018", "2019"))
PACKAGE = Path(unitgraph.__file__).parent.parent


def line(subject: str, predicate: str, value: str, graph: str) -> str:
    value = value if value.startswith('"') else f"<{EX}{value}>"
    return f"<{EX}{subject}> <{EX}{predicate}> {value} <{EX}{graph}> ."


# The second list repeats a triple of the first; names hold what serialisations escape.
LINES = [
    line("a", "p", "b", "list18"),
    line("b", "p", "c", "list18"),
    line("a", "p", "b", "list19"),
    line("a", "name", '"Ain \\"Zara\\" \u2013 Wéstern, \\\\ <x>\\nline"', "list18"),
    line("b", "year", '"2018"^^<http://www.w3.org/2001/XMLSchema#gYear>', "list19"),
    line("b", "label", '"unité"@fr', "list19"),
]
Make = Callable[[list[str]], Store]


@pytest.fixture(params=["oxigraph", "rdflib", "folder", *SERVICES])
def make(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    if request.param.endswith("_service"):
        return in_service(request.getfixturevalue(request.param), monkeypatch)

    def in_folder(lines: list[str]) -> Store:
        write_store(tmp_path / "store", lines, META)
        return open_folder(tmp_path / "store")

    makers: dict[str, Make] = {
        "oxigraph": lambda lines: memory_store(lines, META),
        "rdflib": lambda lines: RdflibStore(lines, META),
        "folder": in_folder,
    }
    return makers[request.param]


def in_service(server: Server, monkeypatch: pytest.MonkeyPatch) -> Make:
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)

    def make(lines: list[str]) -> Store:
        write_service(server.address, lines, META)
        return open_service(server.address)

    return make


@pytest.fixture
def store(make: Make) -> Iterator[Store]:
    with make(LINES) as opened:
        yield opened


def texts(result: Result) -> list[tuple[str | None, ...]]:
    return list(result.texts())


def short(result: Result) -> list[tuple[str | None, ...]]:
    return [tuple(value and value.replace(EX, "") for value in row) for row in result.texts()]


# ---- the contract


def test_a_store_gives_back_what_it_holds(store: Store) -> None:
    assert sorted(store.quads()) == sorted(LINES)
    assert store.count() == 6
    assert store.graphs() == {EX + "list18", EX + "list19"}


def test_a_store_says_what_it_holds(store: Store) -> None:
    info = store.info()
    assert (info.format_version, info.unitgraph_version, info.metadata) == (4, __version__, META)
    assert (info.quads, info.triples) == (6, 5)
    assert info.graphs == {EX + "list18": 3, EX + "list19": 3}
    text = "".join(f"{each}\n" for each in sorted(LINES))
    assert info.sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_every_kind_of_store_satisfies_the_contract(make: Make) -> None:
    def ask(store: Store) -> bool:
        return bool(store.query("ASK { ?s ?p ?o }"))

    assert ask(make(LINES))
    assert not ask(make([]))


def test_a_query_sees_the_union_of_the_graphs_with_each_triple_once(store: Store) -> None:
    assert texts(store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")) == [("5",)]
    assert short(store.query(f"SELECT ?o {{ <{EX}a> <{EX}p> ?o }}")) == [("b",)]
    assert short(store.query(f"SELECT ?o {{ <{EX}a> <{EX}p>/<{EX}p> ?o }}")) == [("c",)]
    assert short(store.query(f"SELECT ?y {{ <{EX}a> <{EX}p>/<{EX}year> ?y }}")) == [("2018",)]


def test_a_query_sees_the_named_graphs(store: Store) -> None:
    found = store.query(f"SELECT ?g {{ GRAPH ?g {{ <{EX}a> <{EX}p> ?o }} }} ORDER BY ?g")
    assert short(found) == [("list18",), ("list19",)]
    assert texts(store.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")) == [("6",)]


def test_from_narrows_the_union(store: Store) -> None:
    counted = "SELECT (COUNT(*) AS ?n) {} {{ ?s ?p ?o }}"
    assert texts(store.query(counted.format(f"FROM <{EX}list19>"))) == [("3",)]
    assert texts(store.query(counted.format(f"FROM <{EX}list18> FROM <{EX}list19>"))) == [("5",)]
    both = counted.format(f"FROM <{EX}list18> FROM <{EX}list19> FROM NAMED <{EX}list19>")
    assert texts(store.query(both)) == [("5",)]
    assert short(store.query(both.replace("{ ?s ?p ?o }", "{ GRAPH ?g { ?s ?p ?o } }"))) == [("3",)]
    assert texts(store.query(counted.format(f"FROM NAMED <{EX}list19>"))) == [("0",)]
    named = "SELECT DISTINCT ?g {} {{ GRAPH ?g {{ ?s ?p ?o }} }}"
    assert short(store.query(named.format(f"FROM NAMED <{EX}list19>"))) == [("list19",)]
    assert texts(store.query(counted.format(""))) == [("5",)]


def test_a_dataset_stands_before_from(store: Store) -> None:
    def count(clauses: str, *default: str) -> str | None:
        chosen = QueryDataset(tuple(EX + name for name in default))
        ((found,),) = store.query(f"SELECT (COUNT(*) AS ?n) {clauses} {{ ?s ?p ?o }}", None, chosen).texts()
        return found

    assert [count("", "list18"), count("", "list18", "list19"), count("", "list18", "list18")] == ["3", "5", "3"]
    assert [count("", "nothing"), count("", "nothing", "list19"), count("")] == ["0", "3", "0"]
    assert count(f"FROM <{EX}list18>", "list19", "nothing") == "3"
    assert count("FROM <file:///etc/passwd>", "list19") == "3"
    named = QueryDataset((), (EX + "list19", EX + "nothing"))
    text = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    assert short(store.query(text, None, named)) == [("list19", "3")]


def test_relative_iris_are_those_of_the_data(store: Store) -> None:
    assert short(store.query("SELECT ?o { <a> <p> ?o }")) == [("b",)]
    assert short(store.query("PREFIX : <> SELECT ?o { :a :p ?o }")) == [("b",)]
    assert short(store.query(f"BASE <{EX}b/> SELECT ?o {{ <../a> <../p> ?o }}")) == [("b",)]


def test_a_query_gives_rows_of_rdflib_terms(store: Store) -> None:
    result = store.query(f"SELECT ?p ?o ?none {{ <{EX}b> ?p ?o }} ORDER BY ?p")
    assert (result.kind, result.columns) == ("table", ("p", "o", "none"))
    assert list(result) == [
        (rdflib.URIRef(EX + "label"), rdflib.Literal("unité", lang="fr"), None),
        (rdflib.URIRef(EX + "p"), rdflib.URIRef(EX + "c"), None),
        (rdflib.URIRef(EX + "year"), rdflib.Literal("2018", datatype=rdflib.XSD.gYear), None),
    ]


def test_names_come_back_letter_by_letter(store: Store) -> None:
    name = 'Ain "Zara" \u2013 Wéstern, \\ <x>\nline'
    assert texts(store.query(f"SELECT ?o {{ ?s <{EX}name> ?o }}")) == [(name,)]
    assert list(store.query(f"SELECT ?o {{ ?s <{EX}name> ?o }}")) == [(rdflib.Literal(name),)]


def test_ask_gives_yes_or_no(store: Store) -> None:
    yes = store.query(f"ASK {{ <{EX}a> ?p ?o }}")
    assert (yes.kind, yes.columns, bool(yes)) == ("boolean", (), True)
    assert not store.query(f"ASK {{ <{EX}z> ?p ?o }}")
    with pytest.raises(QueryError, match="a boolean has no rows"):
        list(yes.texts())


def test_construct_gives_a_graph(store: Store) -> None:
    text = f"CONSTRUCT {{ ?o <{EX}below> ?s }} WHERE {{ ?s <{EX}p> ?o }}"
    result = store.query(text)
    assert (result.kind, result.columns) == ("graph", ())
    assert sorted(short(result)) == [("b", "below", "a"), ("c", "below", "b")]
    assert set(store.query(text).graph()) == {
        (rdflib.URIRef(EX + "b"), rdflib.URIRef(EX + "below"), rdflib.URIRef(EX + "a")),
        (rdflib.URIRef(EX + "c"), rdflib.URIRef(EX + "below"), rdflib.URIRef(EX + "b")),
    }
    with pytest.raises(QueryError, match="a graph is neither true nor false"):
        bool(store.query(text))


def test_a_graph_may_hold_nodes_without_a_name(store: Store) -> None:
    ((subject, _, value),) = list(store.query(f"CONSTRUCT {{ [] <{EX}x> ?o }} WHERE {{ <{EX}b> <{EX}p> ?o }}"))
    assert isinstance(subject, rdflib.BNode)
    assert value == rdflib.URIRef(EX + "c")


def test_describe_gives_what_a_node_says(store: Store) -> None:
    assert ("b", "year", "2018") in short(store.query(f"DESCRIBE <{EX}b>"))


def test_a_group_of_nothing_is_no_row(store: Store) -> None:
    grouped = f"SELECT ?s (COUNT(*) AS ?n) {{ ?s <{EX}none> ?o }} GROUP BY ?s"
    assert texts(store.query(grouped)) == []
    assert texts(store.query(f"SELECT (COUNT(*) AS ?n) {{ ?s <{EX}none> ?o }}")) == [("0",)]
    assert texts(store.query(f"SELECT ?x {{ OPTIONAL {{ ?x <{EX}none> ?o }} }}")) == [(None,)]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("csv", b"o,n\r\nhttp://example.org/c,\r\n"),
        ("tsv", b"?o\t?n\n<http://example.org/c>\t\n"),
        (
            "json",
            b'{"head":{"vars":["o","n"]},"results":{"bindings":[{"o":{"type":"uri","value":"http://example.org/c"}}]}}',
        ),
        (
            "xml",
            b'<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head>'
            b'<variable name="o"/><variable name="n"/></head><results><result><binding name="o">'
            b"<uri>http://example.org/c</uri></binding></result></results></sparql>",
        ),
    ],
)
def test_a_table_is_written(form: str, expected: bytes, store: Store) -> None:
    assert store.query(f"SELECT ?o ?n {{ <{EX}b> <{EX}p> ?o }}").serialize(form) == expected


@pytest.mark.parametrize(("form", "expected"), [("csv", b"true"), ("json", b'{"head":{},"boolean":true}')])
def test_a_yes_is_written(form: str, expected: bytes, store: Store) -> None:
    assert store.query("ASK { ?s ?p ?o }").serialize(form) == expected


@pytest.mark.parametrize(
    ("form", "parser"), [("turtle", "turtle"), ("nt", "nt"), ("jsonld", "json-ld"), ("xml", "xml")]
)
def test_a_graph_is_written(form: str, parser: str, store: Store, make: Make) -> None:
    text = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    written = store.query(text).serialize(form)
    graph = rdflib.Graph().parse(data=written, format=parser)
    assert set(graph) == set(store.query(text).graph())
    assert len(graph) == 5
    assert memory_store(LINES[::-1]).query(text).serialize(form) == written


def test_a_form_that_does_not_fit_is_refused(store: Store) -> None:
    with pytest.raises(QueryError, match="a table cannot be written as 'turtle'; choose one of csv, tsv, json, xml"):
        store.query("SELECT ?s { ?s ?p ?o }").serialize("turtle")
    with pytest.raises(QueryError, match="a graph cannot be written as 'csv'; choose one of turtle"):
        store.query("DESCRIBE <a:a>").serialize("csv")


# ---- bindings


@pytest.mark.parametrize("term", [rdflib.URIRef(EX + "a"), pyoxigraph.NamedNode(EX + "a")])
def test_a_variable_is_bound_to_a_term(store: Store, term: rdflib.URIRef | pyoxigraph.NamedNode) -> None:
    text = f"SELECT ?s ?o {{ ?s <{EX}p> ?o }} ORDER BY ?s"
    assert short(store.query(text, {"s": term})) == [("a", "b")]
    assert short(store.query(text, {})) == [("a", "b"), ("b", "c")]
    grouped = f"SELECT ?s (COUNT(?o) AS ?n) {{ ?s <{EX}p>+ ?o }} GROUP BY ?s"
    assert short(store.query(grouped, {"s": term})) == [("a", "2")]
    assert not store.query(f"ASK {{ ?s <{EX}year> ?o }}", {"s": term})
    made = store.query(f"CONSTRUCT {{ ?s <{EX}x> ?o }} WHERE {{ ?s <{EX}p> ?o }}", {"s": term})
    assert short(made) == [("a", "x", "b")]


@pytest.mark.parametrize(
    "term",
    [
        rdflib.Literal("2018", datatype=rdflib.XSD.gYear),
        pyoxigraph.Literal("2018", datatype=pyoxigraph.NamedNode(str(rdflib.XSD.gYear))),
    ],
)
def test_a_variable_is_bound_to_a_typed_literal(store: Store, term: rdflib.Literal | pyoxigraph.Literal) -> None:
    text = f"SELECT ?s ?o {{ ?s <{EX}year> ?o }}"
    assert short(store.query(text, {"o": term})) == [("b", "2018")]
    assert short(store.query(text, {"o": rdflib.Literal("2018")})) == []


@pytest.mark.parametrize("term", [rdflib.Literal("unité", lang="fr"), pyoxigraph.Literal("unité", language="fr")])
def test_a_variable_is_bound_to_a_text_in_a_language(store: Store, term: rdflib.Literal | pyoxigraph.Literal) -> None:
    assert short(store.query(f"SELECT ?s ?o {{ ?s <{EX}label> ?o }}", {"o": term})) == [("b", "unité")]
    assert short(store.query(f"SELECT ?s ?o {{ ?s <{EX}label> ?o }}", {"o": rdflib.Literal("unité")})) == []


@pytest.mark.parametrize("text", ['Ain "Zara" \u2013 Wéstern, \\ <x>\nline', '" } SERVICE <http://x/> { "', "?s . }"])
def test_a_bound_text_is_never_read_as_sparql(store: Store, text: str) -> None:
    found = store.query(f"SELECT ?s ?o {{ ?s <{EX}name> ?o }}", {"o": rdflib.Literal(text)})
    assert short(found) == ([("a", text)] if text.startswith("Ain") else [])


def test_a_variable_in_a_filter_is_bound(store: Store) -> None:
    text = f"SELECT ?s ?o ?x {{ ?s <{EX}p> ?o FILTER (COALESCE(?s = ?x, true)) }} ORDER BY ?s"
    assert short(store.query(text, {"x": rdflib.URIRef(EX + "b")})) == [("b", "c", "b")]
    assert short(store.query(text)) == [("a", "b", None), ("b", "c", None)]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?o { ?s ?p ?o }",
        "SELECT ?o { ?s ?p ?o FILTER (?x = 1) }",
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_a_bound_variable_that_is_not_shown_is_refused(store: Store, text: str) -> None:
    name = "s" if text.startswith("SELECT ?o { ?s ?p ?o }") else "x"
    with pytest.raises(QueryError, match=rf"the bound variable \?{name} is not among its columns; select it"):
        store.query(text, {name: rdflib.Literal("a")})


def test_what_is_no_term_is_not_bound(store: Store) -> None:
    with pytest.raises(QueryError, match="not a valid term"):
        store.query("SELECT ?s { ?s ?p ?o }", {"s": rdflib.URIRef("no iri")})
    with pytest.raises(QueryError, match="is not a term; bind an IRI or a literal"):
        store.query("SELECT ?s { ?s ?p ?o }", {"s": rdflib.BNode()})  # type: ignore[dict-item]


# ---- what goes wrong


def test_a_closed_store_says_so(make: Make) -> None:
    with make(LINES) as store:
        pass
    store.close()
    with pytest.raises(StoreError, match="the store is closed"):
        store.query("ASK {}")
    with pytest.raises(StoreError, match="the store is closed"):
        list(store.quads())


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        (["<a:a> <a:b> .", LINES[0]], "not N-Quads"),
        (["nonsense"], "not N-Quads"),
        (['<a:a> <a:b> "open <a:g> .'], "not N-Quads"),
        ([LINES[0], f"<{EX}a> <{EX}p> <{EX}b> ."], "a statement is outside every named graph"),
    ],
)
def test_what_is_not_nquads_in_named_graphs_is_refused(make: Make, lines: list[str], what: str) -> None:
    with pytest.raises(StoreError, match=what) as caught:
        make(lines)
    assert caught.value.remedy


def test_an_error_of_the_source_comes_through(make: Make) -> None:
    def broken() -> Iterator[str]:
        yield LINES[0]
        raise EntryError("2018 line 50", "no entry")

    with pytest.raises(EntryError, match="2018 line 50: no entry"):
        make(broken())  # type: ignore[arg-type]


def test_lines_may_end_in_a_line_feed_or_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "lines.nq"
    file.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    digests = {memory_store(each).info().sha256 for each in (LINES, [f"{each}\n" for each in LINES], file)}
    assert digests == {write_store(tmp_path / "store", file).sha256}
    with pytest.raises(StoreError, match=r"none\.nq: cannot be read .No such file or directory."):
        write_store(tmp_path / "store", tmp_path / "none.nq")
    file.write_text("nonsense")
    with pytest.raises(StoreError, match=r"lines\.nq: not N-Quads"):
        memory_store(file)


NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("pq"), NAMES, st.sampled_from("gh"))))
def test_any_dataset_has_one_digest_whatever_the_order_and_the_engine(
    rows: list[tuple[str, str, str, str]],
) -> None:
    node = pyoxigraph.NamedNode
    lines = [
        f"{pyoxigraph.Quad(node(EX + s), node(EX + p), pyoxigraph.Literal(o), node(EX + g))} ." for s, p, o, g in rows
    ]
    info = memory_store(lines).info()
    assert info.quads == len(set(rows))
    assert info.triples == len({row[:3] for row in rows})
    assert memory_store(lines[::-1]).info() == info
    assert RdflibStore(lines).info() == info
    assert sorted(RdflibStore(lines).quads()) == sorted(set(lines))


def test_a_sort_in_runs_gives_the_same_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line(f"s{number % 37}", "p", f'"{number}"', f"g{number % 3}") for number in range(1000)]
    expected = memory_store(lines, META).info()
    monkeypatch.setattr(unitgraph.system.sorting, "sorted_blocks", partial(sorted_blocks, run=500))
    written = write_store(tmp_path / "store", lines, META)
    assert (written.sha256, written.triples, written.graphs) == (
        expected.sha256,
        expected.triples,
        expected.graphs,
    )
    assert not list((tmp_path / "store").rglob("run-*"))


# ---- on disk


def with_manifest(file: Path, change: dict[str, object]) -> None:
    """Write a manifest as another program might have: other values (... for none), and the digest of them."""
    manifest = json.loads(file.read_text()) | change
    file.write_text(json.dumps(sealed({k: v for k, v in manifest.items() if v is not ... and k != "digest"})))


def generations(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.glob("gen-*"))


def test_a_folder_is_written_as_it_is_described(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "store"
    info = write_store(folder, LINES, META)
    (generation,) = generations(folder)
    assert sorted(entry.name for entry in folder.iterdir()) == [generation, "manifest.json", "unitgraph.lock"]
    assert sorted(entry.name for entry in (folder / generation).iterdir()) == ["intact", "quads"]
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    files = manifest.pop("files")
    assert {"quads/CURRENT"} < files.keys()
    assert all(name.startswith("quads/") and not name.startswith("quads/LO") for name in files)
    assert manifest == {
        "kind": "unitgraph store",
        "digest": manifest["digest"],
        "generation": generation,
        "format_version": 4,
        "unitgraph_version": __version__,
        "metadata": {"base": EX, "lists": ["2018", "2019"], "sources": []},
        "quads": 6,
        "triples": 5,
        "graphs": {EX + "list18": 3, EX + "list19": 3},
        "sha256": info.sha256,
        "built": info.built,
        "properties": manifest["properties"],
        "classes": {},
    }
    assert sum(manifest["properties"].values()) == 5
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", info.built or "")
    with open_folder(folder) as store:
        assert store.info() == info
        assert store.info().properties == info.properties == manifest["properties"]
        assert info.place == str(folder)


def test_a_new_build_replaces_the_store_and_leaves_open_ones_as_they_were(tmp_path: Path) -> None:
    write_store(tmp_path / "store", LINES)
    before = generations(tmp_path / "store")
    with open_folder(tmp_path / "store") as old:
        write_store(tmp_path / "store", LINES[:1])
        assert sorted(old.quads()) == sorted(LINES)
        assert texts(old.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")) == [("5",)]
        assert set(before) < set(generations(tmp_path / "store")), "what is read was taken away"
    with open_folder(tmp_path / "store") as new:
        assert list(new.quads()) == LINES[:1]
        write_store(tmp_path / "store", LINES[1:])
        assert list(new.quads()) == LINES[:1]
    after = generations(tmp_path / "store")
    assert len(after) == 2
    assert not set(before) & set(after), "what nobody reads was kept"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of open files to set")
def test_an_open_store_needs_no_file_that_a_build_removes(tmp_path: Path) -> None:
    """With few files allowed Oxigraph opens those of a database only when a question needs them."""
    write_store(tmp_path / "store", LINES)
    place = str(tmp_path / "store")
    reader = run(
        "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))\n"
        "from unitgraph.store import open_folder\n"
        f"store = open_folder({place!r})\n"
        f"print('open', flush=True); input(); print(len(list(store.quads())))"
    )
    assert reader.stdout is not None
    assert reader.stdout.readline() == "open\n"
    write_store(tmp_path / "store", LINES[:1])
    assert reader.communicate("\n", timeout=60)[0] == "6\n"
    write_store(tmp_path / "store", LINES[:1])
    assert len(generations(tmp_path / "store")) == 1


def test_a_file_system_without_locks_is_read_but_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_store(tmp_path / "store", LINES)

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    with open_folder(tmp_path / "store") as store:
        assert store.count() == 6
    with pytest.raises(StoreError, match="No locks available"):
        write_store(tmp_path / "store", LINES)


def test_several_processes_read_one_store(tmp_path: Path) -> None:
    write_store(tmp_path / "store", LINES)
    code = (
        f"from unitgraph.store import open_folder; print(len(list(open_folder({str(tmp_path / 'store')!r}).quads())))"
    )
    with open_folder(tmp_path / "store") as store:
        readers = [run(code) for _ in range(2)]
        assert [reader.communicate(timeout=60)[0] for reader in readers] == ["6\n", "6\n"]
        assert store.count() == 6


def test_a_failed_build_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    write_store(tmp_path / "store", LINES)
    before = (tmp_path / "store" / "manifest.json").read_bytes()
    with pytest.raises(StoreError, match="not N-Quads"):
        write_store(tmp_path / "store", ["nonsense"])
    assert (tmp_path / "store" / "manifest.json").read_bytes() == before
    assert len(generations(tmp_path / "store")) == 1
    with open_folder(tmp_path / "store") as store:
        assert store.count() == 6


def test_a_failed_first_build_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="not N-Quads"):
        write_store(tmp_path / "store", ["nonsense"])
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize("name", ["notes.txt", "manifest.json", "gen-0123456789abcdef"])
def test_a_folder_of_another_is_left_alone(tmp_path: Path, name: str) -> None:
    foreign = tmp_path / "mine"
    foreign.mkdir()
    if name.startswith("gen"):
        (foreign / name).mkdir()
    else:
        (foreign / name).write_text('{"name": "a web application"}')
    with pytest.raises(StoreError, match=r"do not belong to a store|another program") as caught:
        write_store(foreign, LINES)
    assert caught.value.where == str(foreign)
    assert [entry.name for entry in foreign.iterdir()] == [name]
    with pytest.raises(StoreError, match="not a unitgraph store"):
        open_folder(foreign)


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    write_store(tmp_path, LINES)
    with open_folder(tmp_path) as store:
        assert store.count() == 6


def test_a_file_is_no_store(tmp_path: Path) -> None:
    file = tmp_path / "store.ttl"
    file.write_text("<a:a> <a:b> <a:c> .")
    with pytest.raises(StoreError, match="a file, not the folder of a store; give the folder"):
        open_folder(file)
    with pytest.raises(StoreError, match="a file, not a folder; name a folder"):
        write_store(file, LINES)
    with pytest.raises(StoreError, match=r"a file, not a folder|cannot be written"):
        write_store(file / "store", LINES)
    assert file.read_text() == "<a:a> <a:b> <a:c> ."


def test_a_missing_store_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such folder; build one there with `unitgraph build`"):
        open_folder(tmp_path / "none")
    with pytest.raises(StoreError, match="not a unitgraph store; build one there"):
        open_folder(tmp_path)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (
            {"format_version": 5, "unitgraph_version": "9.0"},
            "format 5, made by unitgraph 9.0; this one reads format 4; upgrade unitgraph, or build another",
        ),
        (
            {"format_version": 1, "unitgraph_version": "0.1.0"},
            "format 1, made by unitgraph 0.1.0; this one reads format 4; build it again",
        ),
        ({"format_version": None}, "damaged .*no format"),
        ({"kind": "another store"}, "another program"),
        ({"generation": "gen-0000000000000000"}, "the store is damaged"),
        ({"quads": ...}, "damaged .*'quads'"),
        ({"metadata": {}}, "damaged .*'base'"),
        ({"graphs": ["g:g"]}, "damaged .*is no dict"),
        ({"generation": "gen-\0"}, "the store is damaged"),
        ({"format_version": True}, "damaged .*no format"),
    ],
)
def test_a_manifest_that_cannot_be_followed_is_refused(tmp_path: Path, change: dict[str, object], what: str) -> None:
    write_store(tmp_path / "store", LINES)
    file = tmp_path / "store" / "manifest.json"
    with_manifest(file, change)
    with pytest.raises(StoreError, match=what):
        open_folder(tmp_path / "store")


def test_a_store_of_a_newer_version_is_not_overwritten(tmp_path: Path) -> None:
    write_store(tmp_path / "store", LINES)
    file = tmp_path / "store" / "manifest.json"
    with_manifest(file, {"format_version": 5})
    with pytest.raises(StoreError, match="a store of format 5"):
        write_store(tmp_path / "store", LINES)
    assert len(generations(tmp_path / "store")) == 1


def test_a_store_of_an_earlier_version_is_built_again_in_its_place(tmp_path: Path) -> None:
    write_store(tmp_path / "store", LINES[:1])
    file = tmp_path / "store" / "manifest.json"
    with_manifest(file, {"format_version": 1})
    before = generations(tmp_path / "store")

    def broken() -> Iterator[str]:
        yield LINES[0]
        assert set(generations(tmp_path / "store")) > set(before), (
            "the store of before stays until the new one is there"
        )
        raise ValueError("broken off")

    with pytest.raises(ValueError, match="broken off"):
        write_store(tmp_path / "store", broken())
    assert generations(tmp_path / "store") == before
    write_store(tmp_path / "store", LINES)
    with open_folder(tmp_path / "store") as store:
        assert store.count() == 6
    assert len(generations(tmp_path / "store")) == 1


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]"])
def test_a_broken_manifest_is_refused(tmp_path: Path, content: bytes) -> None:
    write_store(tmp_path / "store", LINES)
    (tmp_path / "store" / "manifest.json").write_bytes(content)
    with pytest.raises(StoreError, match=r"manifest\.json"):
        open_folder(tmp_path / "store")


def test_a_store_with_damaged_files_is_refused(tmp_path: Path) -> None:
    write_store(tmp_path / "store", LINES)
    for file in (tmp_path / "store").rglob("MANIFEST-*"):
        file.write_bytes(b"damage")
    with pytest.raises(StoreError, match="the store is damaged"):
        open_folder(tmp_path / "store")


def test_a_store_damaged_while_it_is_open_says_so(tmp_path: Path) -> None:
    write_store(tmp_path / "store", (line(f"s{number}", "p", f'"{number}"', "g") for number in range(20_000)))
    with open_folder(tmp_path / "store") as store:
        assert store.count() == 20_000
        for file in (tmp_path / "store").rglob("*.sst"):
            file.write_bytes(b"\0" * file.stat().st_size)
        with pytest.raises(StoreError, match=r"the store is damaged .*; build it again"):
            store.graphs()
        with pytest.raises(StoreError, match=r"the store is damaged .*; build it again"):
            list(store.quads())
        with pytest.raises(StoreError, match=r"the store is damaged .*; build it again"):
            store.query("SELECT * { ?s ?p ?o }").serialize("csv")


def test_a_store_is_found_again_when_a_build_takes_its_files_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader has read the manifest and opened the first file; before it locks that, a build replaces the store."""
    write_store(tmp_path / "store", LINES)
    tries: list[str] = []

    def hasty(file: IO[bytes], shared: bool = False) -> None:
        if shared:
            tries.append(file.name)
            if len(tries) == 1:
                write_store(tmp_path / "store", LINES[:1])
        lock(file, shared)

    monkeypatch.setattr("unitgraph.store.generation.lock", hasty)
    with open_folder(tmp_path / "store") as store:
        assert list(store.quads()) == LINES[:1]
    assert len(set(tries)) == 2


# ---- without rights


@pytest.mark.skipif(sys.platform == "win32", reason="rights are told otherwise there")
def test_folders_without_rights_are_refused(tmp_path: Path) -> None:
    """In a process of another user when the tests run as root, who has every right."""
    write_store(tmp_path / "store", LINES)
    (tmp_path / "empty").mkdir()
    (tmp_path / "closed").mkdir()
    code = f"""
import os
from pathlib import Path
from unitgraph.system.errors import StoreError
from unitgraph.store import open_folder, write_store
if os.geteuid() == 0:
    os.setuid(65534)
for act, name in ((write_store, "empty"), (write_store, "empty/new"), (write_store, "store"), (open_folder, "closed")):
    try:
        act(Path({str(tmp_path)!r}, name), *([()] if act is write_store else []))
    except StoreError as error:
        print(error.what)
"""
    for each in tmp_path.rglob("*"):
        each.chmod(0o555 if each.is_dir() else 0o444)
    (tmp_path / "closed").chmod(0)
    for parent in (tmp_path, *tmp_path.parents[:2]):
        parent.chmod(0o755)
    try:
        output, errors = run(code).communicate(timeout=60)
    finally:
        for each in (
            tmp_path / "closed",
            tmp_path / "empty",
            *(tmp_path / "store").rglob("*"),
            tmp_path / "store",
        ):
            each.chmod(0o755)
    assert output.splitlines() == ["no permission to write there"] * 3 + ["no permission to read it"], errors


# ---- killed


def run(code: str, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE)}
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


BUILD = """
import os, pathlib, shutil, signal, sys
import unitgraph.store.folder as folder
from unitgraph.store import write_store

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def lines():
    for number in range(3000):
        if moment == "reading" and number == 2000:
            die()
        yield f'<http://example.org/s{number}> <http://example.org/p> "new" <http://example.org/g> .'

moment = sys.argv[2]
if moment == "filling":
    folder.survey = die
elif moment == "filled":
    folder._publish = die
elif moment == "manifest":
    def half(manifest):
        pathlib.Path(sys.argv[1], "manifest.json.new").write_text('{"kind": "unitgraph st')
        die()
    folder.write_manifest = half
elif moment == "before":
    pathlib.Path.replace = die
elif moment == "after":
    replace = pathlib.Path.replace
    def then(*paths):
        replace(*paths)
        die()
    pathlib.Path.replace = then
elif moment == "sweeping":
    shutil.rmtree = lambda path, **options: die() if "gen-" in path.name else os.rmdir
write_store(sys.argv[1], lines())
print("built")
"""
MOMENTS = ["reading", "filling", "filled", "manifest", "before", "after"]


@pytest.mark.exhaustive
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_build_leaves_a_whole_store(moment: str, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    write_store(folder, LINES, META)
    process = run(BUILD, str(folder), moment)
    output, errors = process.communicate(timeout=120)
    assert (process.returncode, output) == (-signal.SIGKILL, ""), errors
    with open_folder(folder) as store:
        if moment == "after":
            assert store.count() == 3000
        else:
            assert sorted(store.quads()) == sorted(LINES)
    assert len(generations(folder)) == 2, "the killed build should have left something"

    write_store(folder, LINES[:1])
    assert len(generations(folder)) == 1
    assert not (folder / "manifest.json.new").exists()
    with open_folder(folder) as store:
        assert list(store.quads()) == LINES[:1]


@pytest.mark.exhaustive
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize("moment", MOMENTS[:-1])
def test_a_killed_first_build_leaves_a_folder_that_says_so_and_can_be_built(moment: str, tmp_path: Path) -> None:
    process = run(BUILD, str(tmp_path / "store"), moment)
    assert process.wait(timeout=120) == -signal.SIGKILL
    with pytest.raises(StoreError, match="its build was never finished; build one there"):
        open_folder(tmp_path / "store")
    write_store(tmp_path / "store", LINES)
    assert len(generations(tmp_path / "store")) == 1
    with open_folder(tmp_path / "store") as store:
        assert store.count() == 6


ENDLESS = """
import sys
from unitgraph.store import write_store
def lines():
    for number in range(10_000):
        yield f'<http://example.org/s{number}> <http://example.org/p> "new" <http://example.org/g> .'
while True:
    write_store(sys.argv[1], lines())
    print("built", flush=True)
"""


@pytest.mark.exhaustive
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_builds_killed_from_outside_at_any_time_leave_a_whole_store(tmp_path: Path, exhaustive: bool) -> None:
    folder = tmp_path / "store"
    write_store(folder, LINES)
    for delay in (number / 100 for number in (range(50) if exhaustive else (0, 3, 11))):
        process = run(ENDLESS, str(folder))
        assert process.stdout is not None
        assert process.stdout.readline() == "built\n"
        time.sleep(delay)
        process.kill()
        process.communicate(timeout=60)
        with open_folder(folder) as store:
            assert texts(store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")) == [("10000",)]
            assert store.count() == 10_000
    write_store(folder, LINES)
    assert len(generations(folder)) == 1


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_two_builds_at_once_do_not_meet(tmp_path: Path) -> None:
    waiting = """
import sys
from unitgraph.store import write_store
def lines():
    print("reading", flush=True)
    sys.stdin.readline()
    yield from ()
write_store(sys.argv[1], lines())
print("built")
"""
    process = subprocess.Popen(
        [sys.executable, "-c", waiting, str(tmp_path / "store")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PACKAGE)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "reading\n"
    with pytest.raises(StoreError, match="another build is writing there; wait for it"):
        write_store(tmp_path / "store", LINES)
    output, _ = process.communicate("go\n", timeout=60)
    assert output == "built\n"
    with open_folder(tmp_path / "store") as store:
        assert store.count() == 0
    write_store(tmp_path / "store", LINES)


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    write_store(tmp_path / "store", LINES)
    monkeypatch.setattr("unitgraph.store.folder.fill", full)
    with pytest.raises(StoreError, match=r"cannot be written .No space left on device.; free some space"):
        write_store(tmp_path / "store", LINES)
    with open_folder(tmp_path / "store") as store:
        assert store.count() == 6


def test_rdflib_is_imported_only_for_its_terms() -> None:
    code = """
import sys
from unitgraph.store import memory_store
store = memory_store(['<a:a> <a:b> "c" <a:g> .'])
print(list(store.query("SELECT ?o { ?s ?p ?o }").texts()), store.query("ASK {}").serialize("csv"))
print(store.info().quads, "rdflib" in sys.modules)
print(list(store.query("SELECT ?o { ?s ?p ?o }")), "rdflib" in sys.modules)
"""
    output, errors = run(code).communicate(timeout=60)
    assert output.splitlines() == ["[('c',)] b'true'", "1 False", "[(rdflib.term.Literal('c'),)] True"], errors


def test_an_oxigraph_store_gives_its_engine() -> None:
    store = memory_store(LINES)
    assert isinstance(store, OxigraphStore)
    assert len(store.engine) == 11
    assert len(RdflibStore(LINES).dataset.graph(rdflib.URIRef(EX + "list19"))) == 3


def test_the_bundled_store_can_be_closed() -> None:
    first = bundled_store()
    assert bundled_store() is first
    first.close()
    again = bundled_store()
    assert not again.closed
    assert again.count() > 0
