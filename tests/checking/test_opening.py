"""Opening what answers: once for many calls, and never an answer from a store that was replaced."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import unitgraph
from unitgraph.api import open_hierarchy
from unitgraph.checking import opening
from unitgraph.checking.findings import Checker
from unitgraph.checking.relations import Status
from unitgraph.store import OxigraphStore, RdflibStore, Store, memory_store, write_store
from unitgraph.system.errors import StoreError

pytestmark = pytest.mark.end_to_end

# Made-up lists of made-up places, of one entry each.
FIRST, SECOND = "Velabad Station, Velabad Police\n", "Korbad Station, Korbad Police\n"


def build(folder: Path, text: str) -> Path:
    page = folder.parent / f"{folder.name}.txt"
    page.write_text(f"- {text}", encoding="utf-8")
    unitgraph.build(page, folder, name="made-up", year=2020, title="A made-up list", country="MX", replace=True)
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Stores with their indexes, by their text."""
    place = tmp_path_factory.mktemp("built")
    return {text: build(place / f"store{number}", text) for number, text in enumerate((FIRST, SECOND))}


Put = Callable[[Path, str], Path]


@pytest.fixture(scope="module")
def put(built: dict[str, Path]) -> Put:
    """Writes a store into a folder, without validation and indexes: as a build does, and quicker."""
    lines: dict[str, list[str]] = {}
    for text, folder in built.items():
        with unitgraph.open_store(folder) as store:
            lines[text] = list(store.quads())

    def write(folder: Path, text: str) -> Path:
        write_store(folder, lines[text])
        return folder

    return write


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was opened by its place, in turn."""
    places: list[object] = []
    open_store = opening.open_store

    def note(place: str | Path | Store | None = None) -> Store:
        if isinstance(place, str | Path):
            places.append(place)
        return open_store(place)

    monkeypatch.setattr(opening, "open_store", note)
    return places


def statuses(store: opening.CheckerPlace) -> tuple[Status, Status]:
    first, second = (unitgraph.check(f"{name} Station", store=store).status for name in ("Velabad", "Korbad"))
    return first, second


NEITHER = (Status.UNKNOWN, Status.UNKNOWN)
IN_FIRST, IN_SECOND = (Status.LISTED, Status.UNKNOWN), (Status.UNKNOWN, Status.LISTED)


def test_a_folder_is_opened_once_and_again_when_a_build_replaced_it(
    tmp_path: Path, built: dict[str, Path], opened: list[object]
) -> None:
    folder = Path(shutil.copytree(built[FIRST], tmp_path / "store"))
    for _ in range(500):
        assert statuses(folder) == IN_FIRST
    assert unitgraph.denied_under("Velabad Police", store=folder).findings
    assert unitgraph.check("Velabad Station", store=str(folder)).status is Status.LISTED
    assert opened == [folder]
    build(folder, SECOND)
    opened.clear()
    assert (statuses(folder), statuses(folder)) == (IN_SECOND, IN_SECOND)
    assert opened == [folder]


def test_every_build_is_seen(tmp_path: Path, put: Put, opened: list[object]) -> None:
    for text, expected in [(FIRST, IN_FIRST), (SECOND, IN_SECOND), (SECOND, IN_SECOND)]:
        folder = put(tmp_path / "store", text)
        assert (statuses(folder), statuses(folder)) == (expected, expected)
    assert opened == 3 * [folder]


def test_a_build_by_another_process_is_seen(tmp_path: Path, put: Put, environment: dict[str, str]) -> None:
    folder = put(tmp_path / "store", FIRST)
    assert statuses(folder) == IN_FIRST
    (tmp_path / "other.txt").write_text(f"- {SECOND}", encoding="utf-8")
    command = [sys.executable, "-m", "unitgraph", "build", str(tmp_path / "other.txt"), "--store", str(folder)]
    command += ["--name", "made-up", "--year", "2020", "--title", "A made-up list", "--country", "MX"]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    assert statuses(folder) == IN_SECOND


def test_a_build_while_the_store_is_opened_is_seen_by_the_next_call(
    tmp_path: Path, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = put(tmp_path / "store", FIRST)
    open_checker = opening.open_checker

    def replaced(place: opening.CheckerPlace = None) -> Checker:
        made = open_checker(place)
        monkeypatch.setattr(opening, "open_checker", open_checker)
        put(folder, SECOND)
        return made

    monkeypatch.setattr(opening, "open_checker", replaced)
    assert unitgraph.check("Velabad Station", store=folder).status is Status.LISTED
    assert statuses(folder) == IN_SECOND


def test_a_store_that_is_gone_does_not_answer(tmp_path: Path, put: Put) -> None:
    folder = put(tmp_path / "store", FIRST)
    assert statuses(folder) == IN_FIRST
    folder.rename(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match="no such folder"):
        statuses(folder)
    assert statuses(tmp_path / "elsewhere") == IN_FIRST
    put(folder, SECOND)
    assert statuses(folder) == IN_SECOND


def test_a_relative_path_is_that_of_the_folder_one_stands_in(
    tmp_path: Path, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text, expected in (("a", FIRST, IN_FIRST), ("b", SECOND, IN_SECOND)):
        (tmp_path / name).mkdir()
        put(tmp_path / name / "store", text)
        monkeypatch.chdir(tmp_path / name)
        assert statuses("store") == expected


def test_a_link_that_leads_elsewhere_is_followed(tmp_path: Path, put: Put) -> None:
    link = tmp_path / "current"
    for name, text, expected in (("a", FIRST, IN_FIRST), ("b", SECOND, IN_SECOND)):
        put(tmp_path / name, text)
        link.unlink(missing_ok=True)
        link.symlink_to(tmp_path / name)
        assert statuses(link) == expected


def test_only_a_few_folders_are_kept(tmp_path: Path, put: Put, opened: list[object]) -> None:
    folders = [put(tmp_path / f"store{number}", FIRST) for number in range(opening.KEPT + 1)]
    for folder in [*folders, folders[-1], folders[0]]:
        assert statuses(folder) == IN_FIRST
    assert opened == [*folders, folders[0]]


@pytest.mark.parametrize("kind", ["folder", "memory", "rdflib"])
def test_an_open_store_is_looked_into_once_and_not_after_it_is_closed(
    tmp_path: Path, built: dict[str, Path], put: Put, kind: str
) -> None:
    folder = Path(shutil.copytree(built[FIRST], tmp_path / "store"))
    with unitgraph.open_store(folder) as on_disk:
        lines = list(on_disk.quads())
    made: dict[str, Callable[[], OxigraphStore | RdflibStore]] = {
        "folder": lambda: unitgraph.open_store(folder),  # type: ignore[dict-item,return-value]
        "memory": lambda: memory_store(lines),
        "rdflib": lambda: RdflibStore(lines),
    }
    store, other = made[kind](), made[kind]()
    assert opening.checker_at(store) is opening.checker_at(store)
    assert opening.checker_at(store) is not opening.checker_at(other)
    assert statuses(store) == IN_FIRST
    put(folder, SECOND)
    assert statuses(store) == IN_FIRST, "an open store goes on showing what it showed"
    store.close()
    for ask in (opening.checker_at, unitgraph.open_checker, open_hierarchy):
        with pytest.raises(StoreError, match="the store is closed; open it again"):
            ask(store)
    assert statuses(other) == IN_FIRST
    other.close()


def test_an_open_checker_goes_on_answering_from_what_it_was_opened_on(
    tmp_path: Path, built: dict[str, Path], put: Put
) -> None:
    folder = Path(shutil.copytree(built[FIRST], tmp_path / "store"))
    checker = unitgraph.open_checker(folder)
    assert unitgraph.open_checker(checker) is checker
    assert open_hierarchy(checker) is checker.hierarchy
    for text in (SECOND, FIRST, SECOND):
        put(folder, text)
        assert statuses(checker) == IN_FIRST
    assert [entry.name for entry in folder.glob("gen-*/index")] == []
    # What is looked up for the first time now was not read before the files were removed.
    assert [node.name for node in checker.hierarchy.search("velabad")] == ["Velabad Police", "Velabad Station"]
    assert unitgraph.denied_under("Velabad Police", store=checker).findings
    assert statuses(folder) == IN_SECOND


def test_the_bundled_list_is_one_checker() -> None:
    assert opening.checker_at() is unitgraph.open_checker() is opening.checker_at(None)
    assert statuses(None) == NEITHER
