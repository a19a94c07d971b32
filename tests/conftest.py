"""What the tests share: hypothesis profiles, the bundled list, a command line without a shell."""

from __future__ import annotations

import csv
import gc
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["exhaustive", "pytester", "sparql_services"]

# The same examples on every run; HYPOTHESIS_PROFILE=explore looks for new ones.
settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    max_examples=60,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("explore", deadline=None, max_examples=2000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The top level of the checkout."""
    return ROOT


@pytest.fixture
def readings_2018() -> list[dict[str, str]]:
    """How each entry of the 2018 list reads with its rulings: names parents first in ``chain``, `` | `` between."""
    with (ROOT / "tests" / "golden" / "readings-2018.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) == 26
    return rows


@pytest.fixture(autouse=True, scope="module")
def _heap_of_before_left_alone() -> None:
    """Building a store collects garbage, which would go through all that was ever loaded here, each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _no_store_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store named in the caller's environment must not answer the tests."""
    for name in [
        each for each in os.environ if each.startswith(("UNITGRAPH_STORE", "UNITGRAPH_UPDATE", "UNITGRAPH_DATA"))
    ]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NETRC", os.devnull)


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of the command line gave."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Run]:
    """Run ``unitgraph ARGUMENTS`` in this process, through the same ``main`` as the installed command."""
    from unitgraph.cli import main

    def call(*arguments: str) -> Run:
        monkeypatch.setattr("sys.argv", ["unitgraph", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        captured = capfd.readouterr()
        code = left.value.code
        assert isinstance(code, int) or code is None
        return Run(code or 0, captured.out, captured.err)

    return call


@pytest.fixture(scope="session")
def built_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled list, built into a folder; for reading only."""
    from unitgraph.api import build

    folder = tmp_path_factory.mktemp("built") / "store"
    build(None, folder)
    return folder


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """The environment for a process that imports the package of this checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("UNITGRAPH_")}
    return kept | {"PYTHONPATH": str(ROOT / "graph"), "PYTHONUTF8": "1"}
