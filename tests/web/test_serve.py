"""``unitgraph serve`` as a process."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest


@contextmanager
def process(root: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "unitgraph", "serve", *arguments]
    environment = {"PYTHONPATH": str(root / "graph"), "PATH": "/usr/bin:/bin"}
    started = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def test_it_says_where_it_listens_answers_and_ends_when_interrupted(root: Path) -> None:
    with process(root, "--port", "0", "--verbose") as started:
        assert started.stderr is not None
        said = re.match(r"Serving on (http://127\.0\.0\.1:\d+)/", started.stderr.readline())
        assert said is not None
        address = said[1]
        assert httpx2.get(f"{address}/?q=Whispering+Brigade").status_code == 200
        assert httpx2.get(f"{address}/sparql", params={"query": "ASK {}"}).json()["boolean"] is True
        started.send_signal(signal.SIGINT)
        _, err = started.communicate(timeout=60)
        assert "Traceback" not in err
        assert "GET / 200" in err
        assert "Whispering" not in err
    time.sleep(0.2)
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"{address}/healthz")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--store", "/nothing/here"], "/nothing/here"), (["--base-url", "x"], "is not the address")],
)
def test_faults_are_one_message(root: Path, arguments: list[str], words: str) -> None:
    with process(root, *arguments) as started:
        _, err = started.communicate(timeout=60)
    assert started.returncode == 2
    assert words in err
    assert "Traceback" not in err


def test_a_port_that_is_taken_is_one_message(root: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        process(root, "--port", str(taken.getsockname()[1])) as started,
    ):
        _, err = started.communicate(timeout=60)
    assert started.returncode == 2
    assert "cannot listen there" in err
    assert "Traceback" not in err
