"""The page of the commands: ``python -m tests.commands_page`` writes graph/docs/commands.md from their ``--help``."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from unitgraph.cli import COMMANDS, cli

PAGE = Path(__file__).parent.parent / "graph/docs/commands.md"
_HEAD = "# Commands\n\nWhat each command says with `--help`; `python -m tests.commands_page` writes this page.\n"


def page() -> str:
    """The page as Markdown."""
    return "\n".join([_HEAD, *(f"## {name}\n\n```text\n{_help(name)}```\n" for name in COMMANDS)])


def _help(name: str) -> str:
    return CliRunner(env={"COLUMNS": "80"}).invoke(cli, [name, "--help"], prog_name="unitgraph").output


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
