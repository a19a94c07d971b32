"""What some tests need and the extra ``test`` does not bring: a test that lacks it is skipped with the line that
installs it, or fails where ``UNITGRAPH_TESTS_REQUIRE_ALL`` is set, so that ``.ci/run`` skips nothing.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

import pytest

REQUIRE_ALL = "UNITGRAPH_TESTS_REQUIRE_ALL"
JAVA_VERSION = 17


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a test needs, how to look for it, and how to get it."""

    name: str
    find: Callable[[], str | None]
    remedy: str

    def get(self) -> str:
        """Where it is. Without it, the test that asks is skipped, or fails under ``REQUIRE_ALL``."""
        return self.find() or missing(f"no {self.name}: {self.remedy}")


def missing(reason: str) -> NoReturn:
    """End the running test for want of something."""
    if os.environ.get(REQUIRE_ALL):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def program(command: str, variable: str = "") -> Callable[[], str | None]:
    """Look for a program: the one that an environment variable names, or the command of that name."""
    return lambda: os.environ.get(variable) or shutil.which(command)


def package(module: str) -> Callable[[], str | None]:
    """Look for a package of Python."""

    def find() -> str | None:
        spec = find_spec(module)
        return spec and spec.origin

    return find


def beside_python(command: str) -> Callable[[], str | None]:
    """Look for a program of this environment, whether or not it is activated."""
    return lambda: shutil.which(command, path=str(Path(sys.executable).parent)) or shutil.which(command)


def _find_java() -> str | None:
    """Java as Spark finds it, where it is new enough."""
    home = os.environ.get("JAVA_HOME")
    command = shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")
    return command if command and _version_of_java(command) >= JAVA_VERSION else None


@cache
def _version_of_java(command: str) -> int:
    done = subprocess.run([command, "-version"], capture_output=True, text=True, check=False)
    found = re.search(r'version "(\d+)', done.stderr)
    return int(found[1]) if found else 0


def _find_parts() -> str | None:
    from unitgraph.web.http import rendering

    return str(rendering.VENDOR) if (rendering.VENDOR / "htmx.min.js").is_file() else None


VIRTUOSO = Need(
    "Virtuoso 7",
    program("virtuoso-t", "UNITGRAPH_VIRTUOSO"),
    "apt-get install virtuoso-opensource, or name virtuoso-t in UNITGRAPH_VIRTUOSO",
)
OXIGRAPH = Need("oxigraph", beside_python("oxigraph"), 'pip install -e ".[test]"')
CHROMIUM = Need(
    "chromium",
    program("chromium", "UNITGRAPH_CHROMIUM"),
    "apt-get install chromium, or name a browser in UNITGRAPH_CHROMIUM",
)
NPM = Need("npm, which fetches axe-core", program("npm"), "apt-get install npm, or name axe.min.js in UNITGRAPH_AXE")
PARTS = Need("front-end parts", _find_parts, "apt-get install npm && pip install -e .")
JAVA = Need(f"Java {JAVA_VERSION}", _find_java, "apt-get install openjdk-17-jre-headless")
PYSPARK = Need("pyspark", package("pyspark"), 'pip install -e ".[spark]"')
