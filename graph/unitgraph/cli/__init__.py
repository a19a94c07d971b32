"""The command line: one thin module for each command, imported when it is called.

Results go to stdout, messages to stderr. Exit codes: 0 nothing found or success, 1 a listed unit found (check) or not
valid (validate), 2 wrong usage or input, 3 an unknown or ambiguous name; 130 interrupted, 143 told to end, 141 when the
reader of the output closed it (128 plus the signal's number, as in a shell).
"""

from __future__ import annotations

import io
import os
import sys
from importlib import import_module

import click

from unitgraph.cli.ending import ended_in_time
from unitgraph.system.display import visible
from unitgraph.system.errors import UnitGraphError, UnknownName, ValidationError
from unitgraph.system.remarks import shown
from unitgraph.system.version import __version__
from unitgraph.system.work import TimeIsUp

COMMANDS = {
    "check": "Check one unit: is it, or anything above, below or beside it, listed?",
    "screen": "Screen a table of names: which of them touch a listed unit?",
    "denied": "List the denied units under one organization.",
    "history": "Show what each list says of one unit.",
    "diff": "Compare two lists: what is new, gone or reworded.",
    "tree": "Draw the hierarchy, with the listed units marked.",
    "read": "Read unit paths: kind, direction, segments and evidence.",
    "query": "Run a query from the library, a file or standard input.",
    "queries": "Show the query library.",
    "export": "Write the graph as Turtle, JSON-LD or another format.",
    "validate": "Validate a graph against the shapes.",
    "review": "Answer what only a person can decide, and record it as rulings.",
    "identities": "Show why mentions are one unit, and which units may be one.",
    "build": "Build a store from published lists and hierarchy tables.",
    "sources": "List what a store is made of.",
    "remove": "Take a list or a hierarchy table out of a store.",
    "serve": "Serve pages, SPARQL, linked data and reconciliation over HTTP.",
}


INTERRUPTED, BROKEN_PIPE = 130, 141


class _ReaderGone(Exception):
    """Nobody reads the output any more. On a BrokenPipeError click would exit with 1, which means a finding."""


class _Commands(click.Group):
    """The commands of :data:`COMMANDS`, each in ``unitgraph.cli.<name>`` under the name ``command``."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            with shown(_remark):
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

    Without --store, a command answers from the bundled 2018 list.
    """


def _remark(text: str) -> None:
    click.echo(f"unitgraph: {visible(text)}", err=True)


def main() -> None:
    """Run the command line and exit with its code; any error is a single message on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Characters that the terminal's encoding lacks are shown as escapes.
            stream.reconfigure(errors="backslashreplace")
    try:
        with ended_in_time():
            code = _code()
            sys.stdout.flush()
    except (BrokenPipeError, _ReaderGone):
        # The reader of the output closed it. As for a process ended by SIGPIPE: no answer was given.
        code = BROKEN_PIPE
        _drop_output()
    except OSError as error:
        told = f"{error.filename}: {error.strerror or error}" if error.filename else str(_unwritable(error))
        click.echo(f"unitgraph: {visible(told)}", err=True)
        code = 2
        _drop_output()
    sys.exit(code)


def _code() -> int:
    """Run the command line and return its exit code."""
    try:
        code = cli.main(prog_name="unitgraph", standalone_mode=False)
    except SystemExit as left:
        code = left.code
    except UnitGraphError as error:
        click.echo(f"unitgraph: {visible(str(error))}", err=True)
        if isinstance(error, ValidationError) and error.report:
            click.echo(error.report.rstrip("\n"), err=True)
        return 3 if isinstance(error, UnknownName) else 2
    except TimeIsUp as error:
        click.echo(f"unitgraph: {visible(str(error))}", err=True)
        return 2
    except click.ClickException as error:
        error.show()
        return 2
    except click.Abort:
        click.echo("unitgraph: interrupted", err=True)
        return INTERRUPTED
    return code if isinstance(code, int) else 0


def _unwritable(error: OSError) -> UnitGraphError:
    from unitgraph.system.files import unwritable

    return unwritable("output", error)


def _drop_output() -> None:
    """Discard what is still to be written, so that Python does not complain while it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
