"""The command as a process: exit codes, streams, pipes, encodings."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.end_to_end

Environment = dict[str, str]


def command(*arguments: str | bytes) -> list[str | bytes]:
    return [sys.executable, "-m", "unitgraph", *arguments]


def call(
    environment: Environment, *arguments: str | bytes, given: bytes = b"", cwd: Path | None = None
) -> tuple[int, bytes, bytes]:
    done = subprocess.run(
        command(*arguments), env=environment, input=given, capture_output=True, cwd=cwd, timeout=60, check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_sparql_through_a_pipe(environment: Environment) -> None:
    query = b"SELECT (COUNT(*) AS ?n) WHERE { ?d a <https://w3id.org/unitgraph/ns#Denial> }"
    code, out, err = call(environment, "query", "-", "--format", "csv", given=query)
    assert (code, out) == (0, b"n\r\n26\r\n")
    assert err.startswith(b"Limitations: not an official vetting decision; ")


def test_bytes_that_are_no_text(environment: Environment, tmp_path: Path) -> None:
    code, out, err = call(environment, "check", b"zz\xff", "--format", "json")
    assert (code, json.loads(out)["query"], err) == (3, "zz\ufffd", b"")
    code, out, err = call(environment, "denied", b"zz\xff")
    assert (code, out, err) == (3, b"", b"unitgraph: unit 'zz\\udcff': is not in the graph\n")
    (tmp_path / "l.txt").write_text("- Federal Police\n")
    (tmp_path / "l.txt").rename(tmp_path / "\udcff.txt")
    code, out, err = call(environment, "build", b"\xff.txt", "--store", "s", "--year", "2020", cwd=tmp_path)
    assert (code, out) == (2, b"")
    assert err.startswith(b"unitgraph: '\\udcff.txt': the name or title of the list is not valid UTF-8")
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_an_output_that_lacks_the_characters(environment: Environment, encoding: str) -> None:
    narrow = environment | {"PYTHONUTF8": "0", "PYTHONIOENCODING": encoding}
    code, out, err = call(narrow, "tree", "Coahuila State Coordination")
    assert (code, err) == (0, b"")
    assert out.replace(b"\r", b"").splitlines()[1] == b"\\u2514\\u2500\\u2500 Coahuila State Coordination"


def test_a_check_as_a_process(environment: Environment) -> None:
    code, out, err = call(environment | {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}, "check", "Torreon Station")
    assert (code, err) == (1, b"")
    assert out.startswith(b"listed: Torreon Station")


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "Torreon Station"],
        ["export"],
        ["query", "listed-units"],
        ["query", "edges-with-evidence", "--format", "csv"],
        ["read", "Federal Police"],
    ],
)
def test_a_reader_that_goes_away(environment: Environment, arguments: list[str]) -> None:
    """No complaint, and no exit code that is an answer: 141 is what a shell gives a process that SIGPIPE ended."""
    process = subprocess.Popen(command(*arguments), env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", [["tree"], ["export"], ["query", "edges-with-evidence", "--format", "csv"]])
def test_a_full_disk(environment: Environment, arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command(*arguments), env=environment, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False
        )
    assert done.returncode == 2
    assert done.stderr == (
        b"unitgraph: output: cannot be written (No space left on device); free some space, or write elsewhere\n"
    )
