"""The README and the guides are true: blocks for the console print what they say, Python and YAML are taken as they
stand, links lead somewhere, and every command is told."""

from __future__ import annotations

import ast
import doctest
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.commands_page import PAGE, page

from unitgraph.cli import COMMANDS, cli

ROOT = Path(__file__).parent.parent
GUIDES = {
    path.relative_to(ROOT).as_posix(): path for path in (ROOT / "README.md", *sorted(ROOT.glob("graph/docs/*.md")))
}
TEXTS = {name: path.read_text(encoding="utf-8") for name, path in GUIDES.items()}
README = TEXTS["README.md"]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RUN = {"console", "python"}
SHOWN = {"sh", "yaml", "sparql", "mermaid", "text"}
"""The set-up commands, which the continuous integration runs, and what tests of maps and documents take."""


def blocks(name: str, kind: str) -> list[str]:
    return [block for each, block in BLOCK.findall(TEXTS[name]) if each == kind]


def with_blocks(kind: str) -> list[str]:
    return [name for name in TEXTS if blocks(name, kind)]


def steps(block: str) -> Iterator[tuple[str, str]]:
    """The commands of a console block, each with the output that follows it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, printed = part.split("\n", 1)
        yield command, printed


def fits(expected: str, printed: str) -> bool:
    """Whether ``printed`` is as expected; a line ``...`` stands for any lines."""
    pattern = "".join(
        r"(?:.*\n)*?" if line == "..." else re.escape(line) + r"\n" for line in expected.rstrip("\n").splitlines()
    )
    return re.fullmatch(pattern, printed.rstrip("\n") + "\n" if printed.strip() else "") is not None


def test_the_readme_has_its_blocks() -> None:
    kinds = [kind for kind, _ in BLOCK.findall(README)]
    assert kinds.count("console") >= 1
    assert kinds.count("python") >= 1
    assert kinds.count("sh") == 2, "the two set-up commands, which the continuous integration runs"
    assert re.search(r"<!-- install -->\n```sh\npip install ", README)
    assert re.search(r"<!-- test -->\n```sh\npip install ", README)
    assert len(README.split()) < 1000, "one or two screens; more belongs into graph/docs"


@pytest.mark.parametrize("name", TEXTS)
def test_a_block_is_of_a_kind_that_tests_know(name: str) -> None:
    assert {kind for kind, _ in BLOCK.findall(TEXTS[name])} <= RUN | SHOWN


@pytest.mark.end_to_end
@pytest.mark.parametrize("name", with_blocks("console"))
def test_the_console_prints_what_a_guide_says(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    for block in blocks(name, "console"):
        for command, expected in steps(block):
            printed = run(command)
            assert fits(expected, printed), f"$ {command}\nprints\n{printed}\nand {name} says\n{expected}"


def run(command: str) -> str:
    """What a command prints to both streams. What needs no shell runs in this process."""
    words = shlex.split(command)
    if words[0] == "unitgraph" and not re.search(r"[|<>]", re.sub(r"'[^']*'|\"[^\"]*\"", "", command)):
        done = CliRunner().invoke(cli, words[1:], catch_exceptions=False)
        return done.stdout + done.stderr
    program = shlex.join([sys.executable, "-m", "unitgraph"])
    line = re.sub(r"(^|\| )unitgraph ", lambda match: f"{match[1]}{program} ", command)
    shell = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=300, check=False)
    assert "Traceback" not in shell.stderr, shell.stderr
    return shell.stdout + shell.stderr


@pytest.mark.parametrize("name", with_blocks("python"))
def test_python_blocks_run(name: str) -> None:
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    examples, names = 0, {}
    for number, block in enumerate(blocks(name, "python")):
        test = parser.get_doctest(block, names, f"{name} block {number}", name, 0)
        examples += len(test.examples)
        runner.run(test, clear_globs=False)
        names = test.globs
    assert examples >= 3
    assert runner.failures == 0


def test_the_notebook_runs() -> None:
    """Cell after cell in one place, as a kernel runs them; an output that stands in it is what the last line gives."""
    cells = json.loads((ROOT / "graph/docs/unitgraph.ipynb").read_text(encoding="utf-8"))["cells"]
    names: dict[str, object] = {}
    outputs = 0
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        *first, last = ast.parse("".join(cell["source"])).body
        assert isinstance(last, ast.Expr)
        exec(compile(ast.Module(first, []), "notebook", "exec"), names)  # noqa: S102
        given = eval(compile(ast.Expression(last.value), "notebook", "eval"), names)  # noqa: S307
        assert given is not None
        for output in cell["outputs"]:
            assert "".join(output["data"]["text/plain"]) == repr(given)
            outputs += 1
    assert outputs >= 5


@pytest.mark.parametrize("name", TEXTS)
def test_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", TEXTS[name]):
        file, _, part = target.partition("#")
        there = os.path.normpath(GUIDES[name].parent / file) if file else str(GUIDES[name])
        assert Path(there).exists(), target
        headings = re.findall(r"^#+ (.*)$", Path(there).read_text(encoding="utf-8"), re.MULTILINE)
        assert not part or part in {re.sub(r"[^\w-]", "", each.lower().replace(" ", "-")) for each in headings}, target


def test_the_project_and_the_rulings_that_are_shown_can_be_read(tmp_path: Path) -> None:
    from unitgraph.pipeline.project import read_project
    from unitgraph.reading.rulings import read_rulings

    rulings, identity, project = blocks("graph/docs/rulings.md", "yaml")
    for name, content in {
        "rulings.yaml": rulings,
        "identity.yaml": identity,
        "unitgraph.yaml": project,
        "velabad.txt": "- Velabad Guard, Velabad Police\n",
        "units.csv": "unit,name,country\n1,Velabad Police,GE\n",
        "superiors.csv": "subordinate,superior\n",
    }.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    assert [ruling.units for ruling in read_rulings(tmp_path / "rulings.yaml")] == [("Velabad Police", "Velabad Guard")]
    same, distinct = read_rulings(tmp_path / "identity.yaml")
    assert [str(each) for each in same.mentions][1] == "the identifier '3' of around"
    assert [each.unit for each in distinct.mentions] == ["Lorna Zone", ""]
    assert read_project(tmp_path / "unitgraph.yaml").list_names == ("2018", "velabad")


def test_every_guide_can_be_found_from_the_readme() -> None:
    linked = re.findall(r"\((graph/docs/[\w-]+\.md)\)", README)
    assert set(linked) == set(TEXTS) - {"README.md"}


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_told(command: str) -> None:
    assert f"`unitgraph {command}`" in README


def test_the_page_of_commands_is_that_of_their_help() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m tests.commands_page`"


def test_the_public_names_are_documented() -> None:
    import unitgraph

    undocumented = [name for name in unitgraph.__all__ if not (getattr(unitgraph, name).__doc__ or "").strip()]
    assert undocumented == []
