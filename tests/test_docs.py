"""The documents for contributors are true: rooms, paths, commands and options that they name are there."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from test_layout import ROOMS, TOP_LEVEL, WEB, imported, modules
from unitgraph.cli import COMMANDS, cli

DOCUMENTS = ("CONTRIBUTING.md", "graph/docs/architecture.md")
HOUSE = [room for room in ROOMS if room != "__main__"]


@pytest.fixture(params=DOCUMENTS)
def text(request: pytest.FixtureRequest, root: Path) -> str:
    return (root / str(request.param)).read_text(encoding="utf-8")


@pytest.fixture
def architecture(root: Path) -> str:
    return (root / "graph/docs/architecture.md").read_text(encoding="utf-8")


def test_the_table_of_rooms_is_that_of_the_package(architecture: str) -> None:
    assert re.findall(r"^\| `(\w+)` \|", architecture, re.MULTILINE) == HOUSE


def test_contributors_read_the_order_of_the_rooms(root: Path) -> None:
    text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.search(r"^system, lexicon[\w,\s]+\.$", text, re.MULTILINE)
    assert named
    assert re.findall(r"\w+", named[0]) == HOUSE


def test_every_arrow_of_the_picture_is_an_import(architecture: str, root: Path) -> None:
    picture = re.search(r"```mermaid\nflowchart TD\n(.*?)```", architecture, re.DOTALL)
    assert picture
    arrows = re.findall(r"^    (\w+) --> (\w+)$", picture[1], re.MULTILINE)
    assert len(arrows) == len(picture[1].splitlines())
    assert {room for arrow in arrows for room in arrow} == set(HOUSE)
    imports = {(other, room) for room, path in modules(root) for other in imported(path)}
    assert set(arrows) - imports == set()


def test_the_rooms_of_the_service_are_named(architecture: str) -> None:
    sentence = re.search(r"^`web` is divided.*?\n\n", architecture, re.MULTILINE | re.DOTALL)
    assert sentence
    assert tuple(re.findall(r"`(\w+)`", sentence[0])[1:]) == WEB


def test_every_path_that_is_named_is_there(text: str, root: Path) -> None:
    places = [
        place
        for place in re.findall(r"`([\w./-]+)`", text)
        if place.split("/")[0] in TOP_LEVEL | {".ci"} and not re.search(r"[A-Z]{4,}(?!\.md)", place)
    ]
    assert len(places) >= 5
    assert [place for place in places if not (root / place).exists()] == []


def commands(text: str) -> list[list[str]]:
    """The commands of unitgraph in blocks and in sentences: their names and arguments."""
    return [shlex.split(line) for line in re.findall(r"(?:^|`)unitgraph (\w[^`\n]*)", text, re.MULTILINE)]


def test_every_command_and_option_that_is_named_exists(root: Path) -> None:
    found = commands((root / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert len(found) >= 7
    for name, *arguments in found:
        assert name in COMMANDS
        shown = CliRunner().invoke(cli, [name, "--help"]).output
        options = [each for each in arguments if each.startswith("-")]
        assert [each for each in options if not re.search(rf"(?<![\w-]){each}(?![\w-])", shown)] == []


def test_the_terms_for_a_status_are_those_of_answers(root: Path) -> None:
    from unitgraph.checking.relations import Status

    row = re.search(r"^\| status \| (.*?); never merged \|$", (root / "CONTRIBUTING.md").read_text(), re.MULTILINE)
    assert row
    assert re.findall(r"`([\w-]+)`", row[1]) == [str(status) for status in Status]


def test_the_citation_says_what_the_project_declares(root: Path) -> None:
    cited = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    declared = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    # What the Citation File Format 1.2.0 requires; of what it allows, nothing that could differ from the project.
    assert set(cited) == {"cff-version", "message", "title", "authors", "type", "abstract", "keywords", "license"}
    assert (cited["cff-version"], cited["type"]) == ("1.2.0", "software")
    assert cited["authors"] == declared["authors"]
    assert (cited["license"], cited["keywords"]) == (declared["license"], declared["keywords"])
    assert cited["abstract"] == declared["description"]
    guide = " ".join((root / "graph/docs/security.md").read_text(encoding="utf-8").split())
    assert f"{cited['authors'][0]['name']}, *{cited['title']}*" in guide


def test_what_says_how_to_report_a_weakness_links_to_what_is_there(root: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", (root / "SECURITY.md").read_text(encoding="utf-8"))
    assert len(links) == 2
    assert [link for link in links if not (root / link).is_file()] == []
