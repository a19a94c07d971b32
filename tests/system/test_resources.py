"""The files that ship, found in a checkout and in a wheel."""

from __future__ import annotations

from pathlib import Path

import pytest

from unitgraph.system import resources


def test_the_folders_of_the_checkout(root: Path) -> None:
    assert resources.folder("ontology") == root / "ontology"
    assert resources.folder("queries") == root / "queries"
    assert resources.folder("lexicon/words") == root / "graph" / "unitgraph" / "lexicon" / "words"


@pytest.mark.parametrize(
    ("parts", "first"),
    [
        (("ontology", "unitgraph.ttl"), "@prefix"),
        (("reading/bundled/lists", "2018.yaml"), 'name: "2018"'),
        (("reading/bundled/rulings", "2018.yaml"), "# Decisions"),
        (("queries", "hierarchy", "denied-under.rq"), "#+ title"),
    ],
)
def test_a_resource(parts: tuple[str, ...], first: str) -> None:
    assert first in resources.resource(*parts).read_text(encoding="utf-8")


def test_beside_the_package_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site" / "lib" / "unitgraph"
    (package / "ontology").mkdir(parents=True)
    (tmp_path / "site" / "ontology").mkdir()
    (tmp_path / "site" / "queries").mkdir()
    monkeypatch.setattr(resources, "PACKAGE", package)
    assert resources.folder("ontology") == package / "ontology"
    assert resources.folder("queries") == tmp_path / "site" / "queries"


def test_a_missing_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "PACKAGE", tmp_path / "a" / "b")
    with pytest.raises(FileNotFoundError, match="unitgraph is installed without its folder 'lists'; reinstall"):
        resources.folder("lists")


def test_a_missing_file() -> None:
    with pytest.raises(FileNotFoundError, match=r"unitgraph is installed without reading/1999.txt; reinstall"):
        resources.resource("reading", "1999.txt")
    with pytest.raises(FileNotFoundError, match="without queries/hierarchy; reinstall"):
        resources.resource("queries", "hierarchy")
