"""The README is true: every console block prints what it says, every Python block runs, the commands are all told."""

from __future__ import annotations

import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from unitgraph.cli import COMMANDS

README = Path(__file__).parent.parent / "README.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TEXT = README.read_text(encoding="utf-8")
BLOCKS = BLOCK.findall(TEXT)


def steps(block: str) -> list[tuple[str, str]]:
    """The commands of a console block, each with the output that follows it."""
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return [(part.split("\n", 1)[0], part.split("\n", 1)[1]) for part in parts]


def fits(expected: str, printed: str) -> bool:
    """Whether ``printed`` is as expected; a line ``...`` stands for any lines."""
    pattern = "".join(
        r"(?:.*\n)*?" if line == "..." else re.escape(line) + r"\n" for line in expected.rstrip("\n").splitlines()
    )
    return re.fullmatch(pattern, printed.rstrip("\n") + "\n" if printed.strip() else "") is not None


def test_the_readme_has_its_blocks() -> None:
    kinds = [kind for kind, _ in BLOCKS]
    assert kinds.count("console") >= 6
    assert kinds.count("python") >= 1
    assert kinds.count("sh") == 2, "the two set-up commands, which the continuous integration runs"
    assert set(kinds) <= {"console", "python", "sh"}, "a block of another kind is run by no test"


def test_the_setup_commands_are_marked() -> None:
    assert re.search(r"<!-- install -->\n```sh\npip install ", TEXT)
    assert re.search(r"<!-- test -->\n```sh\npip install ", TEXT)


@pytest.mark.end_to_end
def test_console_blocks_print_what_the_readme_says(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "unitgraph"]
    for kind, block in BLOCKS:
        if kind != "console":
            continue
        for command, expected in steps(block):
            done = run(command, program, tmp_path)
            assert fits(expected, done), f"$ {command}\nprints\n{done}\nand the README says\n{expected}"


def run(command: str, program: list[str], folder: Path) -> str:
    """What a command prints to both streams; a pipe into ``head`` or a file is done by the shell."""
    line = re.sub(r"(^|\| )unitgraph ", lambda m: m.group(1) + shlex.join(program) + " ", command)
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout + done.stderr


def test_python_blocks_run() -> None:
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    examples, names = 0, {}
    for number, (kind, block) in enumerate(BLOCKS):
        if kind == "python":
            test = parser.get_doctest(block, names, f"README block {number}", str(README), 0)
            examples += len(test.examples)
            runner.run(test, clear_globs=False)
            names = test.globs
    assert examples >= 3
    assert runner.failures == 0


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_told(command: str) -> None:
    assert f"`unitgraph {command}" in TEXT or f"$ unitgraph {command}" in TEXT


def test_the_public_names_are_documented() -> None:
    import unitgraph

    undocumented = [name for name in unitgraph.__all__ if not (getattr(unitgraph, name).__doc__ or "").strip()]
    assert undocumented == []
