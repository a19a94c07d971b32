"""Answers as text: wrapped to the width of a terminal and with coloured statuses there, plain in a pipe."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

import click

from unitgraph.cli.options import Command
from unitgraph.dataset.catalogue import CAVEATS, SHORT_CAVEATS
from unitgraph.system.display import visible
from unitgraph.system.version import __version__

if TYPE_CHECKING:
    from unitgraph.exports.about import About
    from unitgraph.store import Store

NARROWEST = 40
COLOURS = {
    "listed": "red",
    "within-listed": "magenta",
    "contains-listed": "magenta",
    "beside-listed": "magenta",
    "not-listed": "green",
    "ambiguous": "yellow",
    "unknown": "cyan",
}
"""Red is for what is itself listed: a denial is not inherited."""


def caveats_option(command: Command) -> Command:
    """``--caveats``: all limitations."""
    return click.option("--caveats", is_flag=True, help="Text: print all limitations.")(command)


def echo_answer(lines: Iterable[str], caveats: Sequence[str], store: Store | None, every: bool) -> None:
    """Print an answer with its limitations, shortly or ``every`` one, and last of which data it is."""
    in_terminal = sys.stdout.isatty()
    told = (*map(visible, lines), "", *_limitations(caveats, every), visible(_data_line(store)))
    if not in_terminal:
        click.echo("\n".join(told))
        return
    coloured = "NO_COLOR" not in os.environ
    for number, line in enumerate(told):
        for piece in fitted([line], in_terminal):
            click.echo(_coloured(piece, number == 0) if coloured else piece)


def echo_about(about: About) -> None:
    """Print what an output says of itself, behind an empty line."""
    click.echo()
    for line in about.short():
        echo_wrapped(visible(line), sys.stdout)


def echo_wrapped(line: str, stream: TextIO) -> None:
    """Print a line to a stream: in pieces that are no longer than a terminal is wide, whole in a pipe."""
    for piece in fitted([line], stream.isatty()):
        click.echo(piece, stream)


def fitted(lines: Iterable[str], in_terminal: bool) -> Iterator[str]:
    """Lines as they fit into the terminal, or as they are elsewhere."""
    width = max(NARROWEST, shutil.get_terminal_size().columns)
    for line in lines:
        yield from wrapped(line, width) if in_terminal else [line]


def _limitations(caveats: Sequence[str], every: bool) -> Iterator[str]:
    if every:
        yield "Limitations:"
        yield from (f"- {caveat}" for caveat in caveats)
        return
    yield f"{SHORT_CAVEATS} --caveats gives all."
    if more := [caveat for caveat in caveats if caveat not in CAVEATS]:
        yield " ".join(more)


def _data_line(store: Store | None) -> str:
    if store is None:
        # Its digest would take longer than the answer, and the version of the software tells as much.
        return f"Data: the bundled list of unitgraph {__version__}."
    from unitgraph.api import about_store

    return about_store(store).data_line


def wrapped(line: str, width: int) -> list[str]:
    """A line in pieces of at most ``width`` signs, those that follow further in; words and IRIs stay whole.

    >>> wrapped("  list 2018, line 60", 14)
    ['  list 2018,', '    line 60']
    """
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.wrap(
        line.strip(),
        width,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    ) or [""]


def _coloured(line: str, is_first: bool) -> str:
    """A line with its status in colour: where the first begins with one, and others end with one."""
    status, colon, rest = line.partition(":") if is_first else ("", "", line)
    if status in COLOURS:
        return f"{click.style(status, fg=COLOURS[status], bold=True)}{colon}{rest}"
    before, colon, status = line.rpartition(": ")
    return f"{before}{colon}{click.style(status, fg=COLOURS[status], bold=True)}" if status in COLOURS else line
