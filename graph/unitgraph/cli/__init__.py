"""The command line: one thin module for each command, imported when it is called.

Results go to stdout, messages to stderr. Exit codes: 0 nothing found or all well, 1 something found (check) or not
valid (validate), 2 wrong use or input, 3 an unknown or ambiguous name; 130 interrupted, 141 when the reader of the
output went away (as the shell counts signals).
"""

from __future__ import annotations

import io
import os
import sys
from importlib import import_module

import click

from unitgraph.system.display import visible
from unitgraph.system.errors import UnitGraphError, UnknownName, ValidationError
from unitgraph.system.version import __version__

COMMANDS = {
    "check": "Check one unit: is it, or anything above, below or beside it, listed?",
    "screen": "Screen a table of names: which of them touch a listed unit?",
    "denied": "List the denied units under one organization.",
    "tree": "Draw the hierarchy, with the listed units marked.",
    "read": "Read unit paths: kind, direction, segments, and why.",
    "query": "Run a query of the library, a file or standard input.",
    "queries": "Show the query library.",
    "export": "Write the graph as Turtle, JSON-LD or another format.",
    "validate": "Validate a graph against the shapes.",
    "review": "Decide what only a human can, and record it as rulings.",
    "build": "Build a store from a published list.",
    "serve": "Serve pages, SPARQL, linked data and reconciliation over HTTP.",
}


INTERRUPTED, BROKEN_PIPE = 130, 141


class _ReaderGone(Exception):
    """Nobody reads the output any more. A BrokenPipeError itself would make click leave with 1, which is a finding."""


class _Commands(click.Group):
    """The commands of :data:`COMMANDS`, each in ``unitgraph.cli.<name>`` under the name ``command``."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise _ReaderGone from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"unitgraph.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="unitgraph")
def cli() -> None:
    """Hierarchies of security-force units that were denied assistance, as a graph with its evidence.

    Without --store a command answers from the bundled 2018 list.
    """


def main() -> None:
    """Run the command line and leave with its exit code; whatever goes wrong is one message on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What the terminal's encoding lacks is shown as an escape.
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _code()
        sys.stdout.flush()
    except (BrokenPipeError, _ReaderGone):
        # The reader of the output went away. As for a process that SIGPIPE ends: no answer was given.
        code = BROKEN_PIPE
        _drop_output()
    except OSError as error:
        click.echo(f"unitgraph: {error.filename or 'output'}: {error.strerror or error}", err=True)
        code = 2
        _drop_output()
    sys.exit(code)


def _code() -> int:
    """Run the command line; its exit code."""
    try:
        code = cli.main(prog_name="unitgraph", standalone_mode=False)
    except SystemExit as left:
        code = left.code
    except UnitGraphError as error:
        click.echo(f"unitgraph: {visible(str(error))}", err=True)
        if isinstance(error, ValidationError) and error.report:
            click.echo(error.report.rstrip("\n"), err=True)
        return 3 if isinstance(error, UnknownName) else 2
    except click.ClickException as error:
        error.show()
        return 2
    except click.Abort:
        click.echo("unitgraph: interrupted", err=True)
        return INTERRUPTED
    return code if isinstance(code, int) else 0


def _drop_output() -> None:
    """Let what is still to be written go nowhere, so that Python does not complain while it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
