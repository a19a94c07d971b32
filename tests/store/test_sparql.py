"""What a user's SPARQL may do."""

from __future__ import annotations

import doctest
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import unitgraph.store.sparql
from unitgraph.store import RdflibStore, Store, memory_store
from unitgraph.store.sparql import (
    MAX_LENGTH,
    QueryDataset,
    check_query,
    check_syntax,
    syntax_fault,
)
from unitgraph.store.tokens import QueryKind
from unitgraph.system.errors import QueryError, UnitGraphError

GRAPH = "http://example.org/graph"
LINES = [
    f"<http://example.org/a> <http://example.org/p> <http://example.org/b> <{GRAPH}> .",
    f'<http://example.org/a> <http://example.org/name> "A" <{GRAPH}> .',
]
STORES: dict[str, Callable[[], Store]] = {
    "oxigraph": lambda: memory_store(LINES),
    "rdflib": lambda: RdflibStore(LINES),
}


class Listener:
    """A server on loopback that counts who calls."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self.calls = 0
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            self.calls += 1
            caller.close()

    def close(self) -> None:
        self._socket.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    server = Listener()
    yield server
    server.close()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SELECT ?service WHERE { ?service ?p ?o }", QueryKind.SELECT),
        ("PREFIX ex: <http://example.org/> ask { ex:service ex:SERVICE ?o }", QueryKind.ASK),
        ("PREFIX service: <http://example.org/> ASK { service:a a service:from }", QueryKind.ASK),
        ('ASK { ?s ?p "SERVICE" , """x "SERVICE" <http://x/> {} """ , \'LOAD\' }', QueryKind.ASK),
        ("ASK { ?s ?p '''it''s SERVICE''' }", QueryKind.ASK),
        ("ASK { ?s <http://example.org/SERVICE> ?o }", QueryKind.ASK),
        ("# SERVICE <http://x/> {}\nASK { ?s ?p ?o } # LOAD", QueryKind.ASK),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", QueryKind.CONSTRUCT),
        ("BASE <http://example.org/>\nDESCRIBE <insert>", QueryKind.DESCRIBE),
        ('ASK { ?s ?p "x"@en-service }', QueryKind.ASK),
        ("ASK { ?s ?p _:service FILTER(?o<?x && ?y>3) }", QueryKind.ASK),
        (r"SELECT ?caf\u00e9 { ?caf\U000000E9 ?p '\u0053ERVICE' }", QueryKind.SELECT),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p 1, 1.5, .5, 1e3, -2, true }", QueryKind.SELECT),
        (f"ASK FROM <{GRAPH}> {{ ?s ?p ?o }}", QueryKind.ASK),
        (
            f"PREFIX g: <http://example.org/> ASK FROM NAMED g:graph {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}",
            QueryKind.ASK,
        ),
    ],
)
def test_a_query_that_only_reads_passes(text: str, kind: QueryKind) -> None:
    form = check_query(text, {GRAPH})
    assert form.kind is kind
    check_syntax(form)


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("ASK { SERVICE <U> { ?s ?p ?o } }", "line 1 column 7", "SERVICE is refused"),
        ("ASK { service <U> { ?s ?p ?o } }", "line 1 column 7", "SERVICE is refused"),
        ("ASK { SERVICE SILENT <U> { } }", "line 1 column 7", "SERVICE is refused"),
        ("ASK { {}SERVICESILENT<U>{} }", "line 1 column 9", "SERVICE is refused"),
        ("ASK { VALUES ?g { <p:g> } SERVICE ?g { } }", "line 1 column 27", "SERVICE is refused"),
        (r"ASK { \u0053ERVICE <U> { } }", "line 1 column 7", "SERVICE is refused"),
        (r"ASK { ?caf\u00e9 ?p ?o . S\U00000045RVICE <U> { } }", "line 1 column 26", "SERVICE is refused"),
        ("ASK {\n  { SELECT * {\n    SERVICE <U> { } } } }", "line 3 column 5", "SERVICE is refused"),
        ("ASK { ?s ?p trueSERVICE <U> { } }", "line 1 column 13", "SERVICE is refused"),
        ("ASK { # comment\r SERVICE <U> { } }", "line 1 column 18", "SERVICE is refused"),
        ('ASK { ?s ?p "a"@en--ltrSERVICE <U> { } }', "line 1 column 21", "SERVICE is refused"),
        ("ASK { LATERAL { ?s ?p ?o } }", "line 1 column 7", "'LATERAL' is not a word of SPARQL 1.1"),
        ("ASKFROM<U>{}", "line 1 column 1", "'ASKFROM' is not a word"),
        (
            "SELECT * FROM <U> { ?s ?p ?o }",
            "line 1 column 10",
            "FROM names a graph that is not in the store",
        ),
        ("ASK FROM NAMED <U> { }", "line 1 column 5", "FROM names a graph"),
        ("ASK FROM <file:///etc/passwd> { }", "line 1 column 5", "FROM names a graph"),
        ("PREFIX f: <file:///etc/> ASK FROM f:passwd { }", "line 1 column 30", "FROM names a graph"),
        ("BASE <file:///etc/> ASK FROM <passwd> { }", "line 1 column 25", "FROM names a graph"),
        ("ASK FROM ?g { }", "line 1 column 10", "FROM cannot be read"),
        ("ASK FROM", "line 1 column 5", "FROM cannot be read"),
        ("LOAD <U>", "line 1 column 1", "LOAD is refused: the store is read only"),
        ("INSERT DATA { <a:a> <a:b> 1 }", "line 1 column 1", "INSERT is refused"),
        ("PREFIX a: <a:>\ndelete where { ?s ?p ?o }", "line 2 column 1", "DELETE is refused"),
        ("CLEAR ALL", "line 1 column 1", "CLEAR is refused"),
        ("DROP ALL", "line 1 column 1", "DROP is refused"),
        ("CREATE GRAPH <U>", "line 1 column 1", "CREATE is refused"),
        ("ASK {} ; LOAD <U>", "line 1 column 10", "LOAD is refused"),
        ("SELEC * { ?s ?p ?o }", "line 1 column 1", "'SELEC' is not a word of SPARQL 1.1"),
        ("SELECT * { ?s foo:bar ?o }", "line 1 column 15", "the prefix foo: is not declared"),
        ("", "line 1 column 1", "not a query"),
        ("# nothing", "line 1 column 10", "not a query"),
        ("{ ?s ?p ?o }", "line 1 column 13", "not a query"),
        ("WHERE { ?s ?p ?o }", "line 1 column 1", "not a query"),
        ('ASK { ?s ?p "open }', "line 1 column 13", "unexpected"),
        ("ASK { ?s ?p '''open }", "line 1 column 13", "unexpected"),
        ("ASK { << ?s ?p ?o >> ?q ?r }", "line 1 column 7", "<< is not SPARQL 1.1"),
        ("ASK { ?s ?p ?o {| ?q ?r |} }", "line 1 column 16", "{| is not SPARQL 1.1"),
        (r'ASK { ?s ?p "\u0022 }', "line 1 column 14", "the escape"),
        (r'ASK { ?s ?p "\uD800" }', "line 1 column 14", "the escape"),
        (r'ASK { ?s ?p "\UFFFFFFFF" }', "line 1 column 14", "the escape"),
        (r'ASK { ?s ?p "\\u0053" }', "line 1 column 14", "a backslash before"),
        ("ASK { ?s ?p '\ud800' }", "line 1 column 14", "lone surrogate"),
    ],
)
def test_what_does_more_or_may_be_read_in_two_ways_is_refused(
    text: str, where: str, what: str, listener: Listener
) -> None:
    text = text.replace("<U>", f"<{listener.address}>")
    with pytest.raises(QueryError, match=what) as caught:
        check_query(text, {GRAPH})
    assert caught.value.where == f"query {where}"
    assert caught.value.remedy


def test_no_graph_is_known_unless_it_is_named() -> None:
    with pytest.raises(QueryError, match="its graphs: none"):
        check_query(f"ASK FROM <{GRAPH}> {{}}")


def test_the_graphs_of_from_are_given_back() -> None:
    text = f"PREFIX e: <http://example.org/> ASK FROM e:graph FROM NAMED <{GRAPH}> {{}}"
    form = check_query(text, {GRAPH})
    assert form.dataset == QueryDataset((GRAPH,), (GRAPH,))


@pytest.mark.parametrize("graph", ["<file:///etc/passwd>", "<http://example.org/other>", "?g"])
def test_a_dataset_is_read_in_place_of_from(graph: str) -> None:
    chosen = QueryDataset((GRAPH,))
    assert check_query(f"ASK FROM {graph} {{}}", {GRAPH}, chosen).dataset == chosen
    with pytest.raises(QueryError, match="SERVICE is refused"):
        check_query(f"ASK FROM {graph} {{ SERVICE <{GRAPH}> {{}} }}", {GRAPH}, chosen)


def test_a_prefix_declared_twice_does_not_count_for_from() -> None:
    text = "PREFIX g: <http://example.org/> PREFIX g: <file:///etc/> ASK FROM g:graph {}"
    with pytest.raises(QueryError, match="FROM cannot be read"):
        check_query(text, {GRAPH})


def test_the_engine_gets_the_text_with_its_escapes_expanded() -> None:
    assert check_query(r"ASK { ?s <http://example.org/\u0070> '\u00e9' }").text == (
        "ASK { ?s <http://example.org/p> 'é' }"
    )


@pytest.mark.parametrize("text", ["ASK {" + " " * MAX_LENGTH + "}", "ASK {}" + "#" * MAX_LENGTH])
def test_a_long_text_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="longer than 200,000 characters"):
        check_query(text)
    assert check_query(text[: MAX_LENGTH - 1] + "}" if text.endswith("}") else text[:MAX_LENGTH])


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("SELECT ?s {\n  ?s ?p\n}", "query line 3 column 2", "cannot be read after '}'"),
        ("SELECT ?s { ?s ?p", "query line 1 column 18", "cannot be read after 'SELECT .s { .s .p'"),
        (r"SELECT ?\u0073 { ?\u0073 ?p }", "query line 1 column 30", "cannot be read after"),
        ("ASK { ?s ?p 1 } LIMIT ?x", "query line 1 column 23", "cannot be read at '.x'"),
        (
            "SELECT ?a { ?a ?p 1 } GROUP BY ?p",
            "query line 1 column 34",
            "contains a variable that is unbound",
        ),
        ("SELECT (1 AS ?a) (2 AS ?a) {}", "query line 1 column 30", "Duplicated variable name in SELECT"),
    ],
)
def test_an_error_of_syntax_names_line_and_column(text: str, where: str, what: str) -> None:
    for open_store in STORES.values():
        with open_store() as store, pytest.raises(QueryError, match=what) as caught:
            store.query(text)
        assert caught.value.where == where
        assert len(str(caught.value)) < 200


def test_an_error_of_the_engine_without_a_place_is_passed_on() -> None:
    form = check_query("ASK {}")
    assert str(syntax_fault(form, "no such thing")) == "query: not SPARQL 1.1 (no such thing); correct it"


@pytest.mark.parametrize("engine", list(STORES))
@pytest.mark.parametrize(
    "text",
    [
        "ASK {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
        "ASK {{ {{ SELECT * {{ service silent <{0}> {{ ?s ?p ?o }} }} }} }}",
        r"ASK {{ \u0053ERVICE <{0}> {{ ?s ?p ?o }} }}",
        "SELECT * FROM <{0}> {{ ?s ?p ?o }}",
        "SELECT * FROM NAMED <{0}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        "DESCRIBE <{0}> FROM <{0}>",
        "LOAD <{0}>",
    ],
)
def test_a_refused_query_calls_nobody(text: str, engine: str, listener: Listener) -> None:
    with STORES[engine]() as store, pytest.raises(QueryError):
        store.query(text.format(listener.address))
    assert listener.calls == 0


@pytest.mark.parametrize("engine", list(STORES))
@pytest.mark.parametrize("text", ["SELECT * {{ GRAPH <{0}> {{ ?s ?p ?o }} }}", "DESCRIBE <{0}>"])
def test_naming_an_address_in_a_pattern_calls_nobody(text: str, engine: str, listener: Listener) -> None:
    with STORES[engine]() as store:
        assert list(store.query(text.format(listener.address))) == []
    assert listener.calls == 0


@pytest.mark.parametrize("engine", list(STORES))
def test_a_refused_query_reads_no_file(engine: str, tmp_path: Path) -> None:
    file = tmp_path / "secret.ttl"
    file.write_text("<a:secret> <a:is> 'told' .")
    with STORES[engine]() as store:
        for clause in (f"FROM <{file.as_uri()}>", f"FROM NAMED <{file.as_uri()}>"):
            with pytest.raises(QueryError, match="FROM names a graph that is not in the store"):
                store.query(f"SELECT * {clause} {{ ?s ?p ?o }}")
        assert list(store.query(f"SELECT * {{ GRAPH <{file.as_uri()}> {{ ?s ?p ?o }} }}")) == []


PIECES = [
    *["SERVICE", "service", "SILENT", r"\u0053ERVICE", "SERV", "ICE", "<U>", "{", "}", "(", ")", "[", "]"],
    *[
        "?s",
        "?p",
        "?o",
        "?s ?p ?o",
        ".",
        ";",
        ",",
        " ",
        "\n",
        "\r",
        "#",
        "true",
        "1",
        "1e",
        "a",
        "'",
        '"',
        "'''",
    ],
    *[
        '"a"',
        "@en",
        "--ltr",
        "^^",
        "<",
        ">",
        "|",
        "/",
        "!",
        "-",
        "&&",
        "ex:",
        "ex:a",
        "\\",
        r"\u0022",
        r"\u005C",
    ],
    *[
        "OPTIONAL",
        "UNION",
        "FILTER",
        "BIND",
        "AS",
        "VALUES",
        "GRAPH",
        "MINUS",
        "EXISTS",
        "SELECT *",
        "FROM",
        "NAMED",
    ],
]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=25))
def test_no_mixture_of_pieces_calls_anybody(listener: Listener, pieces: list[str]) -> None:
    """Whatever passes the guard is evaluated by the engine that would follow SERVICE."""
    text = "PREFIX ex: <http://example.org/> ASK { " + "".join(pieces) + " SERVICE <U> { ?s ?p ?o } }"
    for query in (text, text.replace(" SERVICE <U> { ?s ?p ?o }", "")):
        try:
            memory_store(LINES).query(query.replace("<U>", f"<{listener.address}>"))
        except UnitGraphError:
            continue
    assert listener.calls == 0


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(['"', "'", '"""', "'''"]))
def test_any_text_may_stand_in_a_string(value: str, quote: str) -> None:
    escaped = "".join(f"\\{letter}" if letter in "\"'\\" else letter for letter in value)
    escaped = escaped.replace("\n", "\\n").replace("\r", "\\r")
    assert check_query(f"ASK {{ ?s ?p {quote}{escaped}{quote} }}").kind is QueryKind.ASK


@given(st.text(max_size=60))
def test_any_text_is_a_query_or_an_error_with_its_place(text: str) -> None:
    try:
        check_query(text)
    except QueryError as error:
        fault = error
    else:
        return
    assert fault.where.startswith("query line ")
    assert fault.remedy


SIZES: dict[str, tuple[int, Callable[[int], str]]] = {
    "groups": (63, lambda n: "ASK " + "{" * n + "}" * n),
    "brackets": (48, lambda n: "ASK { FILTER(" + "(" * n + "1" + ")" * n + ") }"),
    "calls": (48, lambda n: "ASK { FILTER(" + "CONCAT(" * n + "'a'" + ")" * n + " = 'a') }"),
    "exists": (33, lambda n: "ASK {" + "FILTER EXISTS {" * n + "?s ?p ?o" + "}" * n + "}"),
    "subselects": (22, lambda n: "SELECT * {" + "{SELECT * {" * n + "?s ?p ?o" + "}}" * n + "}"),
    "optionals within": (62, lambda n: "ASK { ?s ?p ?o " + "OPTIONAL { ?s ?p ?o " * n + "}" * n + "}"),
    "optionals beside": (124, lambda n: "ASK { ?s ?p ?o " + "OPTIONAL { ?s ?p ?o } " * n + "}"),
    "minus": (124, lambda n: "ASK { ?s ?p ?o " + "MINUS { ?s ?p ?o } " * n + "}"),
    "union": (82, lambda n: "ASK { {?s ?p ?o} " + "UNION { ?s ?p ?o } " * n + "}"),
    "binds": (122, lambda n: "ASK { " + " ".join(f"BIND(1 AS ?v{i})" for i in range(n)) + "}"),
    "projected": (123, lambda n: "SELECT " + " ".join(f"(1 AS ?v{i})" for i in range(n)) + " {}"),
    "values": (124, lambda n: "ASK { " + "VALUES ?x {1} " * n + "}"),
    "triples": (125, lambda n: "ASK { " + "?s ?p ?o . " * n + " }"),
    "objects": (125, lambda n: "ASK { ?s ?p ?o" + ", ?o" * n + " }"),
    "steps": (125, lambda n: "ASK { ?s <p:p>" + "/<p:p>" * n + " ?o }"),
    "alternatives": (500, lambda n: "ASK { ?s <p:p>" + "|<p:p>" * n + " ?o }"),
    "paths": (41, lambda n: "ASK { ?s " + "(" * n + "<p:p>" + ")*" * n + " ?o }"),
    "elements": (70, lambda n: "ASK { ?s ?p (" + "1 " * n + ") }"),
    "truths": (70, lambda n: "ASK { ?s ?p (" + "true " * n + ") }"),
    "negative numbers": (54, lambda n: "ASK { ?s ?p (" + "-1 " * n + ") }"),
    "collections": (49, lambda n: "ASK { ?s ?p " + "(" * n + ")" * n + " }"),
    "blank nodes": (62, lambda n: "ASK { ?s ?p " + "[<p:p> " * n + "1" + "]" * n + " }"),
    "nots": (485, lambda n: "ASK { FILTER(" + "!" * n + "true) }"),
    "ands": (485, lambda n: "ASK { FILTER(true" + " && true" * n + ") }"),
    "sums": (242, lambda n: "ASK { FILTER(?x" + " + ?x" * n + ") }"),
    "described": (127, lambda n: "DESCRIBE " + "<p:p> " * n),
}


@pytest.mark.parametrize("name", list(SIZES))
def test_the_largest_size_that_passes_is_known(name: str) -> None:
    size, make = SIZES[name]
    check_syntax(check_query(make(size)))
    with pytest.raises(QueryError, match="nested too deep or chained too long"):
        check_query(make(size + 1))


def test_many_values_pass() -> None:
    numbers = " ".join(map(str, range(20_000)))
    assert check_query("ASK { VALUES ?x { " + numbers + " } }")
    assert check_query(f"ASK {{ VALUES (?x ?y) {{ {'(1 2) ' * 20_000} }} }}")
    assert check_query(f"ASK {{ FILTER(?x IN ({numbers.replace(' ', ',')})) }}")


CHILD = """
import sys, threading
import pyoxigraph
def evaluate():
    for text in sys.stdin.read().split("\\0"):
        answer = store.query(text)
        bool(answer) if isinstance(answer, pyoxigraph.QueryBoolean) else next(answer, None)
store = pyoxigraph.Store()
node = pyoxigraph.NamedNode("p:p")
store.add(pyoxigraph.Quad(node, node, node))
threading.stack_size(int(sys.argv[1]) * 1024)
thread = threading.Thread(target=evaluate)
thread.start()
thread.join()
print("alive")
"""


def evaluate_apart(kilobytes: int, *texts: str) -> subprocess.CompletedProcess[str]:
    """Evaluates the texts in a process of its own, on a stack of that size."""
    command = [sys.executable, "-c", CHILD, str(kilobytes)]
    return subprocess.run(command, input="\0".join(texts), capture_output=True, text=True, timeout=120)


def test_what_passes_never_overflows_a_stack_of_one_megabyte() -> None:
    done = evaluate_apart(1024, *(make(size) for size, make in SIZES.values()))
    assert (done.returncode, done.stdout) == (0, "alive\n"), done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a process that ends so tells it otherwise there")
def test_what_is_refused_would_end_the_process() -> None:
    """The guard has a cause: when this fails, the engine has learnt to bear depth."""
    done = evaluate_apart(512, "ASK " + "{" * 2_500 + "}" * 2_500)
    assert done.returncode < 0
    assert "alive" not in done.stdout


def test_the_examples_in_the_documentation_run() -> None:
    assert doctest.testmod(unitgraph.store.sparql) == (0, 2)
