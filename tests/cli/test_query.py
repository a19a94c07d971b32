"""``query`` and ``queries``."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph

from unitgraph.cli.results import print_table
from unitgraph.dataset.catalogue import CAVEATS
from unitgraph.dataset.vocab import PREFIXES, UG
from unitgraph.store.contents import bundled_store
from unitgraph.store.library import library

Runner = Callable[..., Any]
FEDERAL = "https://w3id.org/unitgraph/unit/mx/federal-police-81b88458"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?d a <https://w3id.org/unitgraph/ns#Denial> }"
LISTS = "CONSTRUCT { ?l a <https://example.org/List> } WHERE { ?l a <https://w3id.org/unitgraph/ns#UnitList> }"


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str | bytes], str]:
    """Writes a query into a file and gives its path."""

    def write(text: str | bytes) -> str:
        path = tmp_path / "q.rq"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return write


def test_a_query_of_the_library(run: Runner) -> None:
    done = run("query", "denied-under", "-p", f"parent={FEDERAL}")
    header, *rows = [line.split("\t") for line in done.out.splitlines()]
    assert done.code == 0
    assert done.err.startswith("Limitations: not an official vetting decision; ")
    assert f"version {bundled_store().info().sha256[:16]}, " in done.err
    assert header == ["parent", "parentName", "unit", "name", "steps", "year", "entry", "asOf"]
    assert sorted((row[1], row[3], row[4], row[5]) for row in rows) == [
        ("Federal Police", "General Directorate of Infiltration Operations", "4", "2018"),
        ("Federal Police", "Torreon Station", "4", "2018"),
    ]


def test_every_query_of_the_library_runs_with_its_examples(run: Runner) -> None:
    assert len(library()) >= 18
    for query in library().values():
        given = [word for each in query.parameters.values() for word in ("-p", f"{each.name}={each.example}")]
        done = run("query", query.name, *given)
        assert (done.code, done.err.count("\n")) == (0, 3), query.name
        assert done.out


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml", "table"])
def test_a_table_in_every_format(run: Runner, file: Callable[[str], str], form: str) -> None:
    out = run("query", file(COUNT), "--format", form).out
    if form == "json":
        assert [row["n"]["value"] for row in json.loads(out)["results"]["bindings"]] == ["26"]
    elif form == "csv":
        assert list(csv.reader(io.StringIO(out))) == [["n"], ["26"]]
    elif form == "table":
        assert out == "n\n26\n"
    else:
        assert "26" in out


@pytest.mark.parametrize(("form", "out"), [("table", "yes\n"), ("csv", "true"), ("json", '{"head":{},"boolean":true}')])
def test_a_yes(run: Runner, file: Callable[[str], str], form: str, out: str) -> None:
    assert run("query", file("ASK { ?s ?p ?o }"), "--format", form).out == out


def test_a_no_is_no_error(run: Runner, file: Callable[[str], str]) -> None:
    done = run("query", file("ASK { <x:a> ?p ?o }"))
    assert (done.code, done.out) == (0, "no\n")


@pytest.mark.parametrize("form", [None, "turtle", "table", "xml"])
def test_a_graph(run: Runner, file: Callable[[str], str], form: str | None) -> None:
    done = run("query", file(LISTS), *(["--format", form] if form else []))
    graph = Graph().parse(data=done.out, format="xml" if form == "xml" else "turtle")
    assert [str(each) for each in graph.subjects()] == ["https://w3id.org/unitgraph/list/2018"]


def test_sparql_from_standard_input(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf" + COUNT.encode())))
    assert run("query", "-").out == "n\n26\n"


def test_a_result_into_a_file(run: Runner, file: Callable[[str], str], tmp_path: Path) -> None:
    done = run("query", file(COUNT), "-o", str(tmp_path / "out.csv"))
    beside = tmp_path / "out.csv-metadata.json"
    assert (done.code, done.out, done.err) == (0, "", f"Limitations, data version and date: {beside}\n")
    assert (tmp_path / "out.csv").read_bytes() == b"n\r\n26\r\n"
    told = json.loads(beside.read_text(encoding="utf-8"))
    assert told["schema:version"] == f"sha256:{bundled_store().info().sha256}"
    assert told["tableSchema"] == {"columns": [{"titles": "n"}]}
    assert set(CAVEATS) == set(told["rdfs:comment"])
    refused = run("query", file(COUNT), "-o", str(tmp_path / "out.docx"))
    assert (refused.code, (tmp_path / "out.docx").exists()) == (2, False)
    assert "its name tells no format that is written; name it .csv, .tsv, .xlsx, .json" in refused.err


ODD = 'SELECT ?a ?b ?c ?d { VALUES (?a ?b ?c) { ("=1+1" -5 <x:a>) ("\uff1dx" 2.5 UNDEF) } BIND(BNODE("b") AS ?d) }'


def test_csv_is_that_of_sparql_but_for_formulas(run: Runner, file: Callable[[str], str]) -> None:
    """What could be a formula is made safe, unless it is to be raw; then all is as Oxigraph writes it."""
    rows = list(csv.reader(io.StringIO(run("query", file(ODD), "--format", "csv").out)))
    assert [row[:3] for row in rows] == [["a", "b", "c"], ["'=1+1", "-5", "x:a"], ["'\uff1dx", "2.5", ""]]
    assert [row[3][:2] for row in rows[1:]] == ["_:", "_:"]
    raw = list(csv.reader(io.StringIO(run("query", file(ODD), "--format", "csv", "--raw").out)))
    written = bundled_store().query(ODD).serialize("csv").decode()
    assert [row[:3] for row in raw] == [row[:3] for row in csv.reader(io.StringIO(written))]
    assert "\t'=1+1\t" in "\t" + run("query", file(ODD)).out.replace("\n", "\n\t")


def test_a_comment_and_a_mark_for_excel(run: Runner, file: Callable[[str], str], tmp_path: Path) -> None:
    output = tmp_path / "out.tsv"
    done = run("query", file(COUNT), "--format", "tsv", "--comment", "--excel", "-o", str(output))
    assert (done.code, done.out, done.err) == (0, "", "")
    first, *rows = output.read_bytes().split(b"\n")
    assert first.startswith(
        b"\xef\xbb\xbf# unitgraph wrote this table. Data: the bundled list 2018 | Data version: sha256:"
    )
    assert rows[:2] == [b"?n", b"26"]
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith("out")] == ["out.tsv"]
    refused = run("query", file(COUNT), "--format", "json", "--comment")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == "unitgraph: --comment: does not apply to json; leave it out, or write csv or tsv\n"


def test_metadata_stand_beside_files_only_and_are_never_of_another_table(
    run: Runner, file: Callable[[str], str], tmp_path: Path
) -> None:
    done = run("query", file(COUNT), "--format", "csv", "-o", "/dev/null")
    assert (done.code, done.err.count("\n")) == (0, 3)
    assert not Path("/dev/null-metadata.json").exists()
    output, beside = tmp_path / "out.csv", tmp_path / "out.csv-metadata.json"
    beside.write_text("of a table that stood here before")
    done = run("query", file(COUNT), "--format", "csv", "--comment", "-o", str(output))
    assert (done.code, done.err) == (0, f"Limitations, data version and date: {beside}\n")
    assert json.loads(beside.read_text(encoding="utf-8"))["url"] == "out.csv"


def test_a_result_as_a_workbook(run: Runner, file: Callable[[str], str], tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    output = tmp_path / "out.xlsx"
    done = run("query", file(ODD), "--format", "xlsx", "-o", str(output))
    assert (done.code, done.out, done.err) == (0, "", "")
    book = CalamineWorkbook.from_path(output)
    assert book.sheet_names == ["results", "About"]
    rows = list(book.get_sheet_by_index(0).iter_rows())
    assert [row[:3] for row in rows] == [["a", "b", "c"], ["=1+1", -5, "x:a"], ["\uff1dx", 2.5, ""]]
    about = list(book.get_sheet_by_index(1).iter_rows())
    assert ["Data version", f"sha256:{bundled_store().info().sha256}"] in about
    assert [text for subject, text in about if subject == "Limitation"] == list(CAVEATS)
    refused = run("query", file("ASK { ?s ?p ?o }"), "--format", "xlsx", "-o", str(output))
    assert refused.err == "unitgraph: --format xlsx: a boolean is no table; choose another format\n"


def test_a_query_of_a_store(run: Runner, file: Callable[[str], str], built_store: Path) -> None:
    assert run("query", file(COUNT), "--store", str(built_store)).out == "n\n26\n"


def test_a_table_shows_one_row_in_one_line(run: Runner, file: Callable[[str], str]) -> None:
    out = run("query", file('SELECT ?a ?b { VALUES (?a ?b) { ("x\\ty\\n z\\u001B[2J" UNDEF) } }')).out
    assert out == "a\tb\nx y z\\x1b[2J\t\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nope"], "query 'nope': no such query; `unitgraph queries` lists them"),
        (["denied-unde"], "query 'denied-unde': no such query; did you mean denied-under"),
        (["x" * 300], f"query '{'x' * 300}': no such query"),
        (["SELECT * { ?s ?p ?o }"], "query 'SELECT * { ?s ?p ?o }': no such query"),
        (
            ["/nowhere/q.rq"],
            "/nowhere/q.rq: cannot be read (No such file or directory); check the path and its permissions",
        ),
        (["denied-under", "-p", "nope=1"], "query denied-under: no parameter 'nope'; use one of: parent"),
        (["roots", "-p", "x"], "-p x: is not a parameter; write -p NAME=VALUE"),
        (["roots", "-p", "=x"], "-p =x: is not a parameter; write -p NAME=VALUE"),
        (["roots", "-p", "code=NP", "-p", "code=MX"], "-p code=MX: is given more than once; give it once"),
        (
            ["denied-under", "-p", "parent=a b"],
            "query denied-under, parameter parent: 'a b' is not of type iri; give a value such as",
        ),
        (["unit-by-name"], "query unit-by-name: the parameter text is required; give it, for example text=torreon"),
        (
            ["roots", "--format", "turtle"],
            "format: a table cannot be written as 'turtle'; choose one of csv, tsv, json, xml",
        ),
        (["roots", "--store", "/nowhere"], "/nowhere: no such folder; build one there with `unitgraph build`"),
        (
            ["roots", "-o", "/nowhere/x"],
            "/nowhere/x: cannot be written (No such file or directory); check the folder and its permissions",
        ),
    ],
)
def test_what_cannot_be_asked(run: Runner, arguments: list[str], message: str) -> None:
    done = run("query", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"unitgraph: {message}")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("seconds", ["nan", "0", "-1", "soon"])
@pytest.mark.parametrize("words", [["query", "roots", "--timeout"], ["serve", "--query-seconds"]])
def test_what_is_no_number_of_seconds(run: Runner, words: list[str], seconds: str) -> None:
    done = run(*words, seconds)
    assert (done.code, done.out) == (2, "")
    assert f"Invalid value for '{words[-1]}'" in done.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT ?x WHERE {\n ?x a ; }", "q.rq line 2 column 10: cannot be read after"),
        ("SELECT", "q.rq line 1 column "),
        ("", "q.rq"),
        ("roots", "q.rq line 1 column "),
        ("SELECT * {" + "{" * 3000 + "}" * 3001, "q.rq"),
        ("SELECT * { SERVICE <http://localhost:9/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "file:///etc/passwd"),
        ("LOAD <http://localhost:9/>", "q.rq"),
        ("INSERT DATA { <x:a> <x:b> <x:c> }", "q.rq"),
        ("DROP ALL", "q.rq"),
        (b"SELECT * { ?s ?p '\xff' }", "q.rq: invalid UTF-8 at byte 18; save the query as UTF-8"),
        (b"\0\1\2", "q.rq"),
    ],
)
def test_a_file_that_holds_no_query_to_run(
    run: Runner, file: Callable[[str | bytes], str], text: str | bytes, message: str
) -> None:
    done = run("query", file(text))
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert done.err.startswith("unitgraph: ")
    assert done.err.count("\n") == 1
    assert "Traceback" not in done.err


def test_parameters_are_for_the_library(run: Runner, file: Callable[[str], str]) -> None:
    done = run("query", file(COUNT), "-p", "n=1")
    assert (done.code, done.err) == (
        2,
        "unitgraph: parameters: only library queries take parameters; write the values into the query\n",
    )


def test_an_error_on_standard_input_says_so(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"SELECT ?x {")))
    assert run("query", "-").err.startswith("unitgraph: standard input line 1 column 12: ")


def test_a_failed_query_leaves_no_file(run: Runner, tmp_path: Path) -> None:
    assert run("query", "roots", "--format", "turtle", "-o", str(tmp_path / "x")).code == 2
    assert list(tmp_path.iterdir()) == []


# --- queries -------------------------------------------------------------------------------------------------------


def test_the_library(run: Runner) -> None:
    done = run("queries")
    lines = done.out.splitlines()
    assert (done.code, done.err) == (0, "")
    assert [line for line in lines if line.endswith(":")] == [
        "units:",
        "hierarchy:",
        "check:",
        "provenance:",
        "quality:",
    ]
    assert [line.split()[0] for line in lines if line.startswith("  ")] == list(library())


def test_one_query(run: Runner) -> None:
    out = run("queries", "denied-under").out
    assert out.startswith("denied-under: Denied units under an organization\n")
    assert "  parent (iri, optional): the organization to look under" in out
    assert f"    example: {FEDERAL}\n" in out
    assert "  name: the name of that unit as listed\n" in out
    assert "SELECT" in out
    assert "  text (string, required): the text to look for\n" in run("queries", "unit-by-name").out
    assert "Parameters:" not in run("queries", "near-duplicate-siblings").out


def test_the_library_as_json(run: Runner) -> None:
    queries = json.loads(run("queries", "--format", "json").out)["queries"]
    assert [each["name"] for each in queries] == list(library())
    one = json.loads(run("queries", "denied-under", "--format", "json").out)
    assert one in queries
    assert list(one) == ["name", "group", "title", "summary", "tags", "parameters", "columns", "sparql"]
    assert one["parameters"][0] == {
        "name": "parent",
        "type": "iri",
        "description": "the organization to look under; if omitted, covers every organization",
        "example": FEDERAL,
        "required": False,
    }


def test_a_query_that_is_not_there(run: Runner) -> None:
    done = run("queries", "nope")
    assert (done.code, done.err) == (2, "unitgraph: query 'nope': no such query; `unitgraph queries` lists them\n")


def test_countries_and_years_as_people_give_them(run: Runner) -> None:
    import unitgraph

    asked = [run("query", "units-by-country", "-p", f"code={code}", "--format", "csv").out for code in ("MX", "Mexico")]
    assert asked[0] == asked[1]
    assert asked[0].count("\n") == 37
    assert run("query", "units-by-country", "-p", "code=Wakanda").code == 2
    assert unitgraph.diff(2018, 2018).denials == ()
    blank = run("check", " ")
    assert (blank.code, blank.out, blank.err) == (2, "", "unitgraph: UNIT: no name given; write a name\n")
    day = run("build", "x.txt", "--published", "2034")
    assert day.err == "unitgraph: --published 2034: is not a day; write it as 2019-04-30\n"
    assert run("sources").out.endswith("\n12 rulings in all: country 9, path 1, spelling 2\n")


def test_a_workbook_into_a_closed_pipe() -> None:
    from unitgraph.exports.workbook import Sheet, write_workbook

    class Closed(io.BytesIO):
        def write(self, raw: object, /) -> int:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        write_workbook([Sheet("a", ("b",), [("c",)])], Closed())


def test_a_table_that_is_too_wide_for_a_terminal_cuts_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    query = "SELECT ?unit ?name { ?unit a ug:Unit ; skos:prefLabel ?name } ORDER BY ?name LIMIT 2"
    prefixes = f"PREFIX ug: <{UG}> PREFIX skos: <{PREFIXES['skos']}> "
    print_table(bundled_store().query(prefixes + query))
    lines = capsys.readouterr().out.splitlines()
    assert "row 1" in lines[0]
    assert lines[1].startswith("unit  https://w3id.org/unitgraph/unit/")
    assert lines[2].startswith("name  ")
    assert len(lines) == 6
    assert "…" not in "".join(lines)
    print_table(bundled_store().query(prefixes + query.replace("?unit ?name {", "?name {")))
    assert "┃ name " in capsys.readouterr().out
