"""The layout of the project: what lies where, and who may import whom."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import pytest

# The rooms in the order in which data flows: each imports only from those before it.
ROOMS = (
    "system",
    "lexicon",
    "sources",
    "reading",
    "match",
    "identity",
    "dataset",
    "store",
    "index",
    "validation",
    "exports",
    "checking",
    "pipeline",
    "api",
    "web",
    "cli",
    "__main__",
)
# Old names that still lead to their rooms, until the release after next.
DEPRECATED = {"screening"}
WEB = ("settings", "language", "http", "linked", "query", "pages", "api", "reconcile")
TOP_LEVEL = {
    "pyproject.toml",
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CITATION.cff",
    "LICENSE",
    "ontology",
    "graph",
    "queries",
    "tests",
}


def package(root: Path) -> Path:
    return root / "graph" / "unitgraph"


def modules(root: Path) -> Iterator[tuple[str, Path]]:
    """Each Python file of the package with the name of its module or subpackage at the top."""
    for path in sorted(package(root).rglob("*.py")):
        name = path.relative_to(package(root)).with_suffix("").parts[0]
        if name != "__init__":
            yield name, path


def imported(path: Path, room: str = "") -> Iterator[str]:
    """The rooms of the package (or of one of its rooms) that a file imports, wherever in it."""
    begin = ("unitgraph", room) if room else ("unitgraph",)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            names = [f"{node.module}.{each.name}" for each in node.names]
        elif isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        else:
            continue
        for parts in (name.split(".") for name in names):
            if tuple(parts[: len(begin)]) == begin and len(parts) > len(begin):
                yield parts[len(begin)]


def test_every_room_has_its_place(root: Path) -> None:
    assert {name for name, _ in modules(root)} - DEPRECATED == set(ROOMS)
    folders = {path.name for path in package(root).iterdir() if path.is_dir() and any(path.glob("*.py"))}
    assert folders <= set(ROOMS)


def test_rooms_import_only_from_those_before_them(root: Path) -> None:
    place = {name: number for number, name in enumerate(ROOMS)}
    files = list(modules(root))
    assert len(files) > 100
    wrong = [
        f"{path.relative_to(root)} imports {other}"
        for name, path in files
        for other in imported(path)
        if other != name and place[other] >= place.get(name, 0)
    ]
    assert wrong == []


def test_no_files_import_each_other_in_a_circle(root: Path) -> None:
    from graphlib import TopologicalSorter

    files = {
        ".".join(path.relative_to(package(root)).with_suffix("").parts).removesuffix(".__init__"): path
        for _, path in modules(root)
    }
    imports = {name: set(imported_files(path, files)) - {name} for name, path in files.items()}
    assert sum(map(len, imports.values())) > 300
    assert len(list(TopologicalSorter(imports).static_order())) == len(files)


def imported_files(path: Path, files: Collection[str]) -> Iterator[str]:
    """The files of the package that a file imports from, wherever in it; an ``__init__`` bears its folder's name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            module = (node.module or "").removeprefix("unitgraph").removeprefix(".")
            inside = {f"{module}.{each.name}" for each in node.names} & set(files)
            yield from inside
            if not inside and module in files:
                yield module


def test_rooms_of_the_service_import_only_from_those_before_them(root: Path) -> None:
    place = {name: number for number, name in enumerate(WEB)}
    web = package(root) / "web"
    files = [path for path in web.rglob("*.py") if path.relative_to(web).parts[0].removesuffix(".py") in place]
    assert len(files) > 25
    wrong = [
        f"{path.relative_to(web)} imports web.{other}"
        for path in files
        for other in imported(path, "web")
        if place.get(other, -1) > place[path.relative_to(web).parts[0].removesuffix(".py")]
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


@pytest.mark.parametrize(("folder", "suffixes"), [("ontology", {".ttl", ".jsonld", ".ru"}), ("queries", {".rq"})])
def test_the_folders_of_data_hold_data_only(root: Path, folder: str, suffixes: set[str]) -> None:
    files = [path for path in (root / folder).rglob("*") if path.is_file()]
    assert len(files) >= 4
    assert {path.suffix for path in files} == suffixes


def test_the_source_root_holds_the_package_and_its_documents(root: Path) -> None:
    assert {name.split("/")[1] for name in tracked(root) if name.startswith("graph/")} == {"unitgraph", "docs"}
    assert {Path(name).suffix for name in tracked(root) if name.startswith("graph/docs/")} == {".md", ".ipynb"}


def test_the_version_stands_in_one_place(root: Path) -> None:
    import unitgraph

    assert re.fullmatch(r"\d+\.\d+\.\d+", unitgraph.__version__)
    places = [
        path.relative_to(root).as_posix()
        for path in [*package(root).rglob("*.py"), root / "pyproject.toml"]
        if re.search(rf"(?<![\w.]){re.escape(unitgraph.__version__)}(?![\w.])", path.read_text(encoding="utf-8"))
    ]
    assert places == ["graph/unitgraph/system/version.py"]


def test_every_word_table_is_loaded_by_some_module(root: Path) -> None:
    tables = [path.relative_to(package(root)) for path in package(root).rglob("*.tsv")]
    shared = [path.stem for path in tables if path.parent == Path("lexicon", "words")]
    assert len(shared) >= 10
    assert {path.suffix for path in (package(root) / "lexicon" / "words").iterdir()} == {".tsv"}
    assert set(shared) - strings(path for _, path in modules(root)) == set()
    # Those of one room alone lie beside the modules that load them.
    own = [path for path in tables if path.stem not in shared]
    assert {path.parent.as_posix() for path in own} == {"match", "reading/paths"}
    for path in own:
        assert {path.stem, path.parent.as_posix()} <= strings((package(root) / path.parent).glob("*.py"))


def strings(files: Iterable[Path]) -> set[str]:
    """The texts that Python files hold as constants."""
    return {
        node.value
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.mark.parametrize("name", ["lists", "rulings"])
def test_each_list_ships_with_its_metadata(root: Path, name: str) -> None:
    files = sorted(path.name for path in (package(root) / "reading" / "bundled" / name).iterdir())
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
        "import unitgraph.api\n"
        "builds = {'yaml', 'unitgraph.sources', 'unitgraph.reading.maps', 'unitgraph.pipeline',\n"
        "          'unitgraph.identity.lists'}\n"
        "print(sorted(builds & set(sys.modules)), file=sys.stderr)\n"
        "from unitgraph.cli import main\n"
        "try: main()\n"
        "except SystemExit as left: assert left.code == 1\n"
        "heavy = {'rdflib', 'networkx', 'pyshacl', 'numpy', 'numba', 'bs4', 'rich', 'pyoxigraph',\n"
        "         'rapidfuzz', 'starlette', 'babel'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("listed: Torreon Station (MX)\n")
    assert done.stderr == "[]\n[]\n"


# A name of types that several modules may give to a type of their own, with the reason.
NAMES_GIVEN_AGAIN = {
    "T": "the type variable of one function or class",
}


def named_types(tree: ast.Module) -> Iterator[str]:
    """The classes and the type aliases of a module, private ones without their underscore."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield node.name.lstrip("_")
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and re.fullmatch(r"_*[A-Z]+[a-z]\w*|T", target.id):
            yield target.id.lstrip("_")


def test_a_name_of_a_type_means_one_thing_in_the_whole_package(root: Path) -> None:
    places: dict[str, list[str]] = {}
    for path in sorted(package(root).rglob("*.py")):
        for name in named_types(ast.parse(path.read_text(encoding="utf-8"))):
            places.setdefault(name, []).append(path.relative_to(root).as_posix())
    assert len(places) > 250
    assert {name: where for name, where in places.items() if len(where) > 1 and name not in NAMES_GIVEN_AGAIN} == {}
    assert {name for name in NAMES_GIVEN_AGAIN if len(places.get(name, ())) < 2} == set()
