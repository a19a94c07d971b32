"""The command line: one thin module for each command, imported when it is called.

Results go to stdout, messages to stderr. Exit codes: 0 nothing found or all well, 1 something found (check) or not
valid (validate), 2 wrong use or input, 3 an unknown or ambiguous name.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

import unitgraph
from unitgraph.errors import UnitGraphError, UnknownName

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


class _Commands(click.Group):
    """The commands of :data:`COMMANDS`, each in ``unitgraph.cli.<name>`` under the name ``command``."""

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
@click.version_option(unitgraph.__version__, prog_name="unitgraph")
def cli() -> None:
    """Hierarchies of security-force units that were denied assistance, as a graph with its evidence.

    Without --store a command answers from the bundled 2018 list.
    """


def main() -> None:
    """Run the command line; an error of the library is one message on stderr."""
    try:
        cli(prog_name="unitgraph")
    except UnitGraphError as error:
        click.echo(f"unitgraph: {error}", err=True)
        sys.exit(3 if isinstance(error, UnknownName) else 2)
    except BrokenPipeError:
        # The reader of the output went away: nothing is wrong, and nobody is there to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
