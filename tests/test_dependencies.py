"""What the package depends on fits its licence."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

FOR_DEVELOPERS = {"benchmark", "browser", "lint", "test"}
"""Extras that no installation for use needs."""


def required(lines: Iterable[str], extras: Iterable[str] = ("",)) -> Iterator[tuple[str, frozenset[str]]]:
    """The packages that requirements ask for here, each with the extras of it that they want."""
    for line in lines:
        wanted = Requirement(line)
        if wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in extras):
            yield wanted.name.lower(), frozenset(wanted.extras)


def licence(name: str) -> str:
    """What a package says of its licence; empty when it is not installed."""
    try:
        about = distribution(name).metadata
    except PackageNotFoundError:
        return ""
    classifiers = [each for each in about.get_all("Classifier", []) if each.startswith("License")]
    return " / ".join([about.get("License-Expression") or about.get("License", "")[:100], *classifiers])


def test_nothing_that_is_installed_for_use_is_under_the_gpl(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {name: lines for name, lines in project["optional-dependencies"].items() if name not in FOR_DEVELOPERS}
    waiting = [each for lines in (project["dependencies"], *extras.values()) for each in required(lines)]
    licences: dict[str, str] = {}
    while waiting:
        name, wanted = waiting.pop()
        if name not in licences:
            licences[name] = licence(name)
            if licences[name]:
                waiting += required(distribution(name).requires or (), ("", *wanted))
    assert sum(map(bool, licences.values())) > 30, "the licences of most packages are known"
    # The Lesser GPL does not reach beyond the library, which is used as it is published.
    assert [
        name for name, text in licences.items() if re.search(r"(?<![Ll])GPL|(?<!Lesser )General Public", text)
    ] == []
