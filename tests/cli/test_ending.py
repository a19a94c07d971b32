"""Commands end when they are told to, or when what others wrote takes too long, and clear away what they began."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest

from unitgraph.cli import ending, main
from unitgraph.system.errors import SourceError
from unitgraph.system.files import whole_folder
from unitgraph.system.work import Work, bounded

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that are copied")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending, "GRACE", 0.3)
    monkeypatch.setattr(ending, "BEYOND", 0.2)
    monkeypatch.setattr(ending, "TICK", 0.05)


def copied(folder: Path, act: Callable[[], object]) -> tuple[int, Path]:
    """A copy of this process that does something and ends; its id, and the file of its messages."""
    told = folder / "told.txt"
    process = os.fork()
    if process == 0:
        code = 99
        try:
            signal.alarm(60)
            signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whatever started the tests may have it ignored
            os.dup2(os.open(told, os.O_CREAT | os.O_WRONLY | os.O_TRUNC), 2)
            sys.stderr = os.fdopen(2, "w", closefd=False)
            act()
            code = 0
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 98
        except KeyboardInterrupt:  # before it is in the library
            code = 128 + signal.SIGINT
        finally:
            sys.stderr.flush()
            os._exit(code)
    return process, told


def code_of(process: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def a_store() -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    node = pyoxigraph.NamedNode
    store.extend(pyoxigraph.Quad(node("urn:a"), node("urn:b"), pyoxigraph.Literal(number)) for number in range(3000))
    return store


def in_a_library(store: pyoxigraph.Store) -> None:
    """The evaluation of a query, which no exception reaches."""
    list(store.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c < ?f && ?f < ?i) }"))


def test_work_that_takes_too_long_is_ended_wherever_it_is(tmp_path: Path) -> None:
    store = a_store()

    def command() -> None:
        with ending.ended_in_time(), bounded(Work(0.5, SourceError("a.rq", "takes\x1b too long", "simplify it"))):
            in_a_library(store)

    process, told = copied(tmp_path, command)
    assert code_of(process) == 2
    assert told.read_text() == "unitgraph: a.rq: takes\\x1b too long; simplify it\n"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere only the most ever held is known")
def test_a_query_that_takes_too_much_memory_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    doubled = "".join(f" BIND(CONCAT(?a{at}, ?a{at}) AS ?a{at + 1})" for at in range(27))
    query = f'SELECT (STRLEN(?a27) AS ?size) {{ BIND("abcdefgh" AS ?a0){doubled} }}'
    (tmp_path / "double.rq").write_text(query, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["unitgraph", "query", "double.rq", "--memory", "200"])
    process, told = copied(tmp_path, main)
    assert code_of(process) == 2
    what = "was stopped because it takes more than 200 MiB of memory"
    assert told.read_text() == f"unitgraph: query: {what}; simplify it, or allow more with --memory\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_command_that_is_in_a_library_ends_when_it_is_told_to(tmp_path: Path, number: signal.Signals) -> None:
    store = a_store()

    def command() -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with ending.ended_in_time():
            (tmp_path / "begun").touch()
            in_a_library(store)

    process, _ = copied(tmp_path, command)
    _wait_for(tmp_path / "begun")
    os.kill(process, number)
    assert code_of(process) == 128 + number


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_what_was_begun_is_cleared_away(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "out").mkdir()

    def command() -> None:
        with ending.ended_in_time(), whole_folder(tmp_path / "out") as new:
            (new / "a").touch()
            time.sleep(30)

    process, told = copied(tmp_path, command)
    while not list(tmp_path.glob("out/.unitgraph-*/a")):
        time.sleep(0.01)
    os.kill(process, number)
    assert (code_of(process), told.read_text()) == (128 + number, "")
    assert list((tmp_path / "out").iterdir()) == []


def test_processes_of_a_command_leave_its_ending_alone(tmp_path: Path) -> None:
    def command() -> None:
        with ending.ended_in_time():
            if (inner := os.fork()) == 0:
                time.sleep(30)
            os.kill(inner, signal.SIGTERM)
            assert code_of(inner) == -signal.SIGTERM
            time.sleep(1)  # longer than it may take to end

    assert code_of(copied(tmp_path, command)[0]) == 0


HOSTILE = {
    "deep.html": "<html><body><main>" + "<ul><li>x" * 9_000,
    "rows.ttl": "<urn:a> <urn:b> 1 .\n" * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_takes_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    file = str(tmp_path / name)
    Path(file).write_text(HOSTILE[name], encoding="utf-8")
    monkeypatch.setenv("UNITGRAPH_READ_SECONDS", "0.01")
    words = {"html": ["read", file], "ttl": ["validate", file]}
    monkeypatch.setattr(sys, "argv", ["unitgraph", *words[name.partition(".")[2]]])
    process, told = copied(tmp_path, main)
    assert code_of(process) == 2, told.read_text()
    what = f"{name}: takes more than 0.01 seconds of processor time to read; "
    remedy = "split it, or allow more in the environment: UNITGRAPH_READ_SECONDS=\u2026\n"
    assert told.read_text().endswith(what + remedy)


def _wait_for(path: Path) -> None:
    while not path.exists():
        time.sleep(0.01)
    time.sleep(0.1)
