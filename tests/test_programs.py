"""A test that lacks a program is skipped with the line that installs it, and fails where nothing may be skipped."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from programs import CHROMIUM, JAVA, NPM, OXIGRAPH, PARTS, PYSPARK, REQUIRE_ALL, VIRTUOSO, Need, beside_python, package

NOWHERE = Need("nothing", lambda: None, "apt-get install nothing")
NEEDS = [CHROMIUM, JAVA, NPM, OXIGRAPH, PARTS, PYSPARK, VIRTUOSO]


def test_what_is_missing_is_skipped_with_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(REQUIRE_ALL, raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"^no nothing: apt-get install nothing$"):
        NOWHERE.get()


def test_where_nothing_may_be_skipped_it_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(REQUIRE_ALL, "1")
    with pytest.raises(pytest.fail.Exception, match=r"^no nothing: apt-get install nothing$"):
        NOWHERE.get()


@pytest.mark.parametrize("need", NEEDS, ids=lambda need: need.name)
def test_each_says_what_installs_it(need: Need) -> None:
    assert need.remedy.startswith(("apt-get install ", 'pip install -e ".['))


@pytest.mark.parametrize("need", [CHROMIUM, JAVA, NPM, VIRTUOSO], ids=lambda need: need.name)
def test_a_program_that_is_not_there_is_not_found(need: Need, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for variable in ("JAVA_HOME", "UNITGRAPH_CHROMIUM", "UNITGRAPH_VIRTUOSO"):
        monkeypatch.delenv(variable, raising=False)
    assert need.find() is None


@pytest.mark.parametrize(
    ("need", "variable"),
    [(CHROMIUM, "UNITGRAPH_CHROMIUM"), (VIRTUOSO, "UNITGRAPH_VIRTUOSO")],
    ids=["chromium", "Virtuoso"],
)
def test_a_program_that_a_variable_names_is_taken(need: Need, variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "/opt/other")
    assert need.get() == "/opt/other"


@pytest.mark.parametrize(
    ("version", "taken"), [("17.0.1", True), ("21", True), ("11.0.2", False), ("1.8.0_392", False)]
)
def test_java_must_be_new_enough(version: str, taken: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = tmp_path / "bin" / "java"
    command.parent.mkdir()
    command.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n", encoding="utf-8")
    command.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert JAVA.find() == (str(command) if taken else None)


def test_packages_and_programs_of_this_environment_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert package("pytest")() == pytest.__file__
    assert package("no_such_package")() is None
    monkeypatch.setenv("PATH", "")
    assert beside_python(Path(sys.executable).name)() is not None
