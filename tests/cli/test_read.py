"""``read``, and what all commands have in common."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import unitgraph
from unitgraph.cli import COMMANDS
from unitgraph.cli.progress import counted
from unitgraph.cli.results import write_result
from unitgraph.exports.about import about_data
from unitgraph.exports.rows import PLAIN
from unitgraph.store.contents import bundled_store

Runner = Callable[..., Any]
PATH = "Torreon Station, Federal Police"


def test_a_text(run: Runner) -> None:
    done = run("read", PATH, "--country", "MX")
    lines = done.out.splitlines()
    assert (done.code, done.err) == (0, "")
    assert lines[0] == f"1: {PATH}"
    assert lines[1].startswith("  a path, smallest first, confidence 0.")
    assert lines[2:] == [
        "  parents first: Federal Police > Torreon Station",
        "  unit: Torreon Station (station)",
        "  unit: Federal Police (force)",
    ]


def test_a_text_explained(run: Runner) -> None:
    plain, told = run("read", PATH).out.splitlines(), run("read", PATH, "--explain").out.splitlines()
    assert told[: len(plain)] == plain
    assert len(told) > len(plain)
    assert all(line[2] in "+-" and line.endswith("]") for line in told[len(plain) :])


def test_a_text_as_json(run: Runner) -> None:
    (line,) = run("read", PATH, "--format", "jsonl").out.splitlines()
    reading = json.loads(line)
    assert (reading["line"], reading["text"], reading["kind"], reading["direction"]) == (1, PATH, "path", "up")
    assert [each["role"] for each in reading["segments"]] == ["unit", "unit"]
    assert reading["evidence"]


def test_a_text_as_csv(run: Runner) -> None:
    (row,) = csv.DictReader(io.StringIO(run("read", PATH, "--format", "csv").out))
    assert row["chain"] == "Federal Police > Torreon Station"
    assert row["segments"] == "unit: Torreon Station | unit: Federal Police"
    assert (row["kind"], row["direction"], row["leaning"]) == ("path", "up", "")


def test_a_file_and_where_it_goes(run: Runner, tmp_path: Path) -> None:
    (tmp_path / "l.txt").write_text(f"{PATH}\n\nPresidential Guard\n", encoding="utf-8")
    done = run("read", str(tmp_path / "l.txt"), "-o", str(tmp_path / "out.jsonl"), "--format", "jsonl")
    assert (done.code, done.out, done.err) == (0, "", "")
    readings = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(each["line"], each["text"], each["kind"]) for each in readings] == [
        (1, PATH, "path"),
        (3, "Presidential Guard", "single"),
    ]
    out = run("read", str(tmp_path / "l.txt")).out
    assert "\n\n3: Presidential Guard\n" in out


def test_a_table(run: Runner, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(f'n,body,land\n1,"{PATH}",MX\n', encoding="utf-8")
    done = run("read", str(tmp_path / "t.csv"), "--column", "body", "--country-column", "land", "--format", "jsonl")
    assert [json.loads(line)["text"] for line in done.out.splitlines()] == [PATH]


@pytest.mark.parametrize("text", ["", "   ", "!?", "\udcff", "\x1b[2J", "x" * 5000, "a, " * 3000])
def test_any_text_is_read(run: Runner, text: str) -> None:
    for form in ("text", "csv", "jsonl"):
        done = run("read", text, "--format", form)
        assert (done.code, done.err) == (0, "")
        assert done.out
    assert "\x1b" not in run("read", text).out


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("none.txt", "none.txt: there is no such file; check the path"),
        (".", ".: this is a directory; name a file in it"),
        ("binary.txt", "binary.txt: this is a binary file"),
        ("empty.txt", "empty.txt: the document is empty"),
        ("two.csv", "two.csv"),
    ],
)
def test_a_file_that_cannot_be_read(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)))
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "two.csv").write_text("a,b\n1,2\n")
    done = run("read", source, "-o", "out", "--column", "c")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"unitgraph: {message}")
    assert done.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


# --- all commands --------------------------------------------------------------------------------------------------


def test_the_version(run: Runner) -> None:
    assert run("--version").out == f"unitgraph, version {unitgraph.__version__}\n"


def test_help_names_every_command(run: Runner) -> None:
    done = run("--help")
    assert done.code == 0
    for name in COMMANDS:
        assert f"\n  {name} " in done.out


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_has_help(run: Runner, name: str) -> None:
    done = run(name, "-h")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: unitgraph {name} ")
    options = done.out.split("Options:\n")[1]
    assert all(len(line.split("  ")) > 1 for line in options.splitlines() if line.startswith("  -"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["--nonsense"],
        ["check"],
        ["check", "a", "b"],
        ["check", "a", "--format", "xml"],
        ["check", "a", "--store"],
        ["query"],
        ["denied"],
        ["read"],
        ["build"],
        ["build", "--store", "s", "--year", "soon"],
        ["export", "--format", "ttl"],
        ["export", "--include", "everything"],
        ["export", "--format", "csv", "--table", "everything"],
        ["screen"],
        ["review"],
    ],
)
def test_wrong_use(run: Runner, arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "Error: " in done.err
    assert "Traceback" not in done.err
    assert list(tmp_path.iterdir()) == []


def test_no_command_at_all_shows_help(run: Runner) -> None:
    done = run()
    assert done.code in (0, 2)  # click counts it as wrong use from 8.2 on
    assert "Commands:" in done.out + done.err


def test_an_interrupted_command_says_so(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("unitgraph.api.check", interrupt)
    done = run("check", "x")
    assert (done.code, done.out) == (130, "")
    assert done.err.strip() == "unitgraph: interrupted"


def test_a_reader_that_goes_away_is_no_finding(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object, **__: object) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr("unitgraph.api.check", gone)
    monkeypatch.setattr("unitgraph.cli._drop_output", lambda: None)
    assert run("check", "x") == run("check", "y")
    assert (run("check", "x").code, run("check", "x").err) == (141, "")


def test_progress_is_shown_to_a_person_only(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr("sys.stderr", screen)
    assert list(counted([1, 2, 3], "Reading")) == [1, 2, 3]
    assert screen.getvalue() == ""
    screen.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setenv("TERM", "xterm")
    assert list(counted([1, 2, 3], "Reading")) == [1, 2, 3]
    assert "Reading" in screen.getvalue()
    assert "/3" in screen.getvalue(), "the total, where it is known"
    assert list(counted(iter("abc"), "Letters")) == ["a", "b", "c"]


def test_a_table_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    screen = io.StringIO()
    screen.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "100")
    about = about_data(bundled_store().info())
    for text, count in (('VALUES ?name { "[bold]A\\u001B[2J" UNDEF }', "2 rows"), ('VALUES ?name { "B" }', "1 row")):
        write_result(unitgraph.query(f"SELECT ?name {{ {text} }}"), None, None, about, PLAIN)
        assert capsys.readouterr().err.splitlines() == [count, *about.short()]
    assert "name" in screen.getvalue()
    assert "[bold]A\\x1b[2J" in screen.getvalue()


def test_places_are_looked_up_when_asked_for(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unitgraph.lexicon.gazetteer.has_gazetteer", lambda: False)
    done = run("read", PATH, "--places")
    assert (done.code, done.err) == (
        2,
        'unitgraph: places: the gazetteers are not installed; run: pip install "unitgraph[places]"\n',
    )


def test_units_of_a_store_are_known(run: Runner, built_store: Path) -> None:
    text = "Moral Directorate, Kordora Battalion"
    plain = run("read", text, "--explain").out
    assert "is known as a superior" not in plain
    assert run("read", text, "--explain", "--store", str(built_store)).out == plain
    known = run("read", "Torreon Station, Coahuila State Coordination", "--explain", "--store", str(built_store)).out
    assert "+4.00  a segment is known as a superior of its neighbour on the left [known-superior]" in known
    assert "  parents first: Coahuila State Coordination > Torreon Station" in known
    assert run("read", text, "--store", "/nowhere").code == 2


def test_an_error_of_the_system_is_one_message(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error", "somewhere")

    monkeypatch.setattr("unitgraph.api.check", fail)
    monkeypatch.setattr("unitgraph.cli._drop_output", lambda: None)
    assert run("check", "x") == run("check", "x")
    assert run("check", "x").err == "unitgraph: somewhere: Input/output error\n"
    assert run("check", "x").code == 2
