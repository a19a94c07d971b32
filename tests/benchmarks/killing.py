"""Builds, exports and services that are killed at random moments: what is left is whole, and who waited is told."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx2
from tests.benchmarks.bad_clients import HEAVY
from tests.benchmarks.servers import ROOT, Server, ours

LISTS = {
    "one": "Made up\n\nBarland\n\n• Velabad Police, Ministry of Interior of Barland\n",
    "two": "Made up\n\nBarland\n\n• Mirna Rifles, Army of Barland\n",
}
GRACE = 6.5
"""Seconds in which a service must have ended: its five, and what a process takes to begin and end."""


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "unitgraph", *words]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "graph")}


def _killed(command: list[str], folder: Path, seconds: float, how: int) -> int:
    process = subprocess.Popen(
        command, cwd=folder, env=_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    time.sleep(seconds)
    process.send_signal(how)
    _, told = process.communicate(timeout=60)
    assert "Traceback" not in told, told
    assert "Exception ignored" not in told, told
    return process.returncode


def _timed(command: list[str], folder: Path) -> float:
    began = time.perf_counter()
    subprocess.run(command, cwd=folder, env=_environment(), check=True, capture_output=True)
    return time.perf_counter() - began


def killed_builds(folder: Path, count: int, rng: random.Random) -> Iterator[str]:
    """What is wrong after each change of a store that is killed, "" if nothing: the store is that of before or that of
    after, and answers so."""
    from unitgraph.api import check
    from unitgraph.store import open_folder

    for name, text in LISTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    _timed(_command("build", "one.txt", "--year", "2019", "--store", "s"), folder)
    changes = {
        False: _command("build", "two.txt", "--year", "2020", "--store", "s", "--add"),
        True: _command("remove", "two", "--store", "s"),
    }
    longest = {both: _timed(command, folder) for both, command in changes.items()}
    for _ in range(count):
        both = _both(folder)
        _killed(changes[both], folder, rng.uniform(0, longest[both]), signal.SIGKILL)
        try:
            with open_folder(folder / "s"):
                answers = [str(check(name, store=folder / "s").status) for name in ("Velabad Police", "Mirna Rifles")]
        except Exception as error:  # whatever it is, it is what is looked for
            yield f"after a killed build: {type(error).__name__}: {error}"
            continue
        expected = ["listed", "listed" if _both(folder) else "unknown"]
        yield "" if answers == expected else f"after a killed build: {answers}, not {expected}"


def _both(folder: Path) -> bool:
    from unitgraph.store import open_folder

    with open_folder(folder / "s") as store:
        return len(store.info().metadata.sources) == 2


def killed_exports(folder: Path, count: int, rng: random.Random) -> Iterator[str]:
    """What is wrong after each export that is ended, "" if nothing: its files are whole or not there, and no other
    is. Every other export is of tables into a folder."""
    targets = (folder / "o.ttl", folder / "tables")
    forms = ("turtle", "csv")
    commands = [_command("export", "--format", forms[at], "-o", each.name) for at, each in enumerate(targets)]
    longest = [_timed(command, folder) for command in commands]
    whole, others = _contents(targets), set(folder.iterdir()) - {*targets}
    for number in range(count):
        for each in targets:
            each.unlink(missing_ok=True) if each.is_file() else shutil.rmtree(each, ignore_errors=True)
        at = number % 2
        how = rng.choice((signal.SIGKILL, signal.SIGTERM, signal.SIGINT))
        code = _killed(commands[at], folder, rng.uniform(0, longest[at]), how)
        left = _contents(targets)
        more = {*folder.iterdir()} - others - {*targets}
        if more or not left.items() <= whole.items():
            yield f"after a killed export stays {sorted(map(str, {*more, *left}))}"
        else:
            yield "" if code in (0, -how, 128 + how) else f"an export that is told to end ends with {code}"


def _contents(targets: Iterable[Path]) -> dict[Path, bytes]:
    files = [path for each in targets for path in (each.rglob("*") if each.is_dir() else [each]) if path.is_file()]
    return {path: path.read_bytes() for path in files}


def ended_services(count: int, rng: random.Random) -> Iterator[str]:
    """What is wrong after each service that is told to end while it is busy, "" if nothing: it ends in time, and who
    waited has a whole answer or is told (503)."""
    for _ in range(count):
        with ours(None) as server:
            told: list[str] = []
            threads = [threading.Thread(target=_ask, args=(server, number, told)) for number in range(7)]
            for each in threads:
                each.start()
            time.sleep(rng.uniform(0.2, 4))
            began = time.perf_counter()
            server.process.send_signal(signal.SIGTERM)
            try:
                server.process.wait(30)
            except subprocess.TimeoutExpired:
                told.append("the service does not end")
            took = time.perf_counter() - began
            for each in threads:
                each.join(10)
        if took > GRACE:
            told.append(f"the service took {took:.1f} s to end")
        yield "; ".join(told)


def _ask(server: Server, number: int, told: list[str]) -> None:
    """Ask for something long; what is wrong with the answer is told."""
    table = {"file": ("t.csv", "name\n" + "Unit, X\n" * 20_000)}
    requests: tuple[tuple[str, str, dict[str, Any]], ...] = (
        *(("GET", "/sparql", {"params": {"query": f"{HEAVY} # {each}"}}) for each in range(4)),
        ("POST", "/api/screen", {"json": {"names": ["Unit, X"] * 20_000}}),
        ("POST", "/api/screen", {"files": table}),
        ("GET", "/api/check", {"params": {"name": "RAB"}}),
    )
    method, path, sent = requests[number]
    try:
        answer = httpx2.request(method, f"http://127.0.0.1:{server.port}{path}", timeout=60, **sent)
    except httpx2.ConnectError:
        return  # asked of a service that was gone
    except httpx2.HTTPError as error:
        told.append(f"request {number}: {type(error).__name__}: {error}")
    else:
        if answer.status_code not in (200, 503):
            told.append(f"request {number}: {answer.status_code} {answer.text[:200]}")
