"""The layout of the project: what lies where, and who may import whom."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# The way through the house: each module imports only from those before it.
ORDER = (
    "errors",
    "memory",
    "display",
    "resources",
    "names",
    "vocab",
    "lexicon",
    "calibration",
    "files",
    "gazetteer",
    "source",
    "entries",
    "rulings",
    "paths",
    "countries",
    "readings",
    "units",
    "spelling",
    "review",
    "dataset",
    "sparql",
    "forest",
    "unit_table",
    "part_search",
    "sorting",
    "store",
    "querylib",
    "statements",
    "hierarchy",
    "indexing",
    "validation",
    "match",
    "findings",
    "local_index",
    "roster",
    "roster_units",
    "roster_quads",
    "pipeline",
    "exports",
    "api",
    "answers",
    "drawing",
    "screening",
    "web",
    "cli",
    "__main__",
)
TOP_LEVEL = {"pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "ontology", "graph", "queries", "tests"}


def package(root: Path) -> Path:
    return root / "graph" / "unitgraph"


def modules(root: Path) -> Iterator[tuple[str, Path]]:
    """Each Python file of the package with the name of its module or subpackage at the top."""
    for path in sorted(package(root).rglob("*.py")):
        name = path.relative_to(package(root)).with_suffix("").parts[0]
        if name != "__init__":
            yield name, path


def imported(path: Path) -> Iterator[str]:
    """The modules and subpackages of the package that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            names = [f"{node.module}.{each.name}" for each in node.names]
        elif isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        else:
            continue
        for parts in (name.split(".") for name in names):
            if parts[0] == "unitgraph" and len(parts) > 1 and parts[1] != "__version__":
                yield parts[1]


def test_every_module_has_its_place(root: Path) -> None:
    assert {name for name, _ in modules(root)} == set(ORDER)


def test_modules_import_only_from_those_before_them(root: Path) -> None:
    place = {name: number for number, name in enumerate(ORDER)}
    files = list(modules(root))
    assert len(files) > 100
    wrong = [
        f"{path.relative_to(root)} imports {other}"
        for name, path in files
        for other in imported(path)
        if other != name and place[other] >= place[name]
    ]
    assert wrong == []


def tracked(root: Path) -> list[str]:
    """The files under version control; outside a checkout those that are there."""
    if (root / ".git").exists():
        listed = subprocess.run(["git", "-C", root, "ls-files"], capture_output=True, text=True, check=True)
        return listed.stdout.splitlines()
    return [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]


def test_the_top_level_holds_only_what_belongs_there(root: Path) -> None:
    top = {name.split("/")[0] for name in tracked(root)}
    assert {"pyproject.toml", "README.md", "LICENSE", "ontology", "graph", "queries", "tests"} <= top
    assert {name for name in top if not name.startswith(".")} <= TOP_LEVEL


@pytest.mark.parametrize(("folder", "suffixes"), [("ontology", {".ttl", ".jsonld"}), ("queries", {".rq"})])
def test_the_folders_of_data_hold_data_only(root: Path, folder: str, suffixes: set[str]) -> None:
    files = [path for path in (root / folder).rglob("*") if path.is_file()]
    assert len(files) >= 4
    assert {path.suffix for path in files} == suffixes


def test_the_source_root_holds_the_package_only(root: Path) -> None:
    assert {name.split("/")[1] for name in tracked(root) if name.startswith("graph/")} == {"unitgraph"}


def test_the_version_stands_in_one_place(root: Path) -> None:
    import unitgraph

    assert re.fullmatch(r"\d+\.\d+\.\d+", unitgraph.__version__)
    places = [
        path.relative_to(root).as_posix()
        for path in [*package(root).rglob("*.py"), root / "pyproject.toml"]
        if re.search(rf"(?<![\w.]){re.escape(unitgraph.__version__)}(?![\w.])", path.read_text(encoding="utf-8"))
    ]
    assert places == ["graph/unitgraph/__init__.py"]


def test_every_word_table_is_loaded_by_some_module(root: Path) -> None:
    tables = {path.stem for path in (package(root) / "words").iterdir()}
    assert {path.suffix for path in (package(root) / "words").iterdir()} == {".tsv"}
    assert len(tables) >= 10
    constants = {
        node.value
        for _, path in modules(root)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert {table for table in tables if not {table, f"{table}.tsv"} & constants} == set()


@pytest.mark.parametrize("name", ["lists", "rulings"])
def test_each_list_ships_with_its_metadata(root: Path, name: str) -> None:
    files = sorted(path.name for path in (package(root) / name).iterdir())
    assert files == (["2018.txt", "2018.yaml"] if name == "lists" else ["2018.yaml"])


def test_the_public_names_are_those_of_the_package() -> None:
    import unitgraph

    assert sorted(unitgraph.__all__) == unitgraph.__all__
    for name in unitgraph.__all__:
        assert getattr(unitgraph, name).__name__ == name
    with pytest.raises(AttributeError, match="module 'unitgraph' has no attribute 'nothing'"):
        _ = unitgraph.nothing


def test_a_check_from_cold_loads_no_heavy_library(environment: dict[str, str]) -> None:
    code = (
        "import sys; sys.argv = ['unitgraph', 'check', 'Torreon Station']\n"
        "from unitgraph.cli import main\n"
        "try: main()\n"
        "except SystemExit as left: assert left.code == 1\n"
        "heavy = {'rdflib', 'networkx', 'pyshacl', 'numpy', 'numba', 'bs4', 'rich', 'pyoxigraph', 'starlette'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("listed: Torreon Station (MX)\n")
    assert done.stderr == "[]\n"
