"""The servers that are measured: ``unitgraph serve`` and other SPARQL servers on the same data, each a process.

The others are named by their commands: ``oxigraph`` (PyPI ``oxigraph``) and ``rdflib-endpoint`` (PyPI
``rdflib-endpoint[cli]``), best in environments of their own.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
ASK = "?" + urlencode({"query": "ASK {}"})


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: its name, port, process, and the path of its endpoint."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    endpoint: str

    def memory(self) -> int:
        """Resident bytes of the process and its children, each shared page counted once for each of them."""
        waiting, total = [self.process.pid], 0
        while waiting:
            pid = waiting.pop()
            total += _resident(pid)
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                with suppress(OSError):  # a thread that has ended since
                    waiting += map(int, task.read_text(encoding="ascii").split())
        return total


def _resident(pid: int) -> int:
    """Private and proportional shared bytes of a process (Pss)."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return next(int(line.split()[1]) << 10 for line in text.splitlines() if line.startswith("Pss:"))


@contextmanager
def started(name: str, command: Sequence[str], port: int, endpoint: str, probe: str) -> Iterator[Server]:
    """A server process that answers ``probe``."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "graph")} if name == "unitgraph" else dict(os.environ)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    try:
        for _ in range(1200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{probe}", timeout=5)
                break
            except OSError:
                if process.poll() is not None:
                    raise SystemExit(f"{name} ended with {process.returncode}: {' '.join(command)}") from None
                time.sleep(0.1)
        yield Server(name, port, process, endpoint)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def ours(store: Path | None, *options: str) -> Iterator[Server]:
    """The service over a store, or over the bundled list."""
    port = free_port()
    command = [sys.executable, "-m", "unitgraph", "serve", "--port", str(port), *options]
    if store is not None:
        command += ["--store", str(store)]
    with started("unitgraph", command, port, "/sparql", "/healthz") as server:
        yield server


def add_peers(parser: argparse.ArgumentParser) -> None:
    """The options that name the other servers."""
    parser.add_argument("--oxigraph", metavar="COMMAND")
    parser.add_argument("--rdflib-endpoint", metavar="COMMAND")


def peers(options: argparse.Namespace, data: Path, folder: Path) -> list[AbstractContextManager[Server]]:
    """The other servers that ``options`` name, over the N-Quads in ``data``, to be entered."""
    found: list[AbstractContextManager[Server]] = []
    if options.oxigraph:
        found.append(_oxigraph(options.oxigraph, data, folder / "oxigraph"))
    if options.rdflib_endpoint:
        port = free_port()
        command = [options.rdflib_endpoint, "serve", str(data), "--host", "127.0.0.1", "--port", str(port)]
        found.append(started("rdflib-endpoint", command, port, "/", "/" + ASK))
    return found


@contextmanager
def _oxigraph(command: str, data: Path, place: Path) -> Iterator[Server]:
    """Oxigraph's own server; like ours, it asks the union of all graphs."""
    subprocess.run([command, "load", "--location", str(place), "--file", str(data)], check=True, capture_output=True)
    port = free_port()
    serving = [command, "serve-read-only", "--location", str(place), "--bind", f"127.0.0.1:{port}"]
    with started("oxigraph", [*serving, "--union-default-graph"], port, "/query", "/query" + ASK) as server:
        yield server
