"""``unitgraph query``: run SPARQL from the library, a file or standard input."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from unitgraph.cli.options import Seconds, output_option, store_option
from unitgraph.cli.table_output import style_options
from unitgraph.system.errors import QueryError
from unitgraph.system.work import MEMORY, SECONDS, answering, bounded

if TYPE_CHECKING:
    from unitgraph.exports.rows import Style
    from unitgraph.store import Result, Store

FORMATS = ("table", "csv", "tsv", "xlsx", "json", "xml", "turtle")


@click.command("query")
@click.argument("source", metavar="NAME|FILE|-")
@click.option("-p", "parameters", metavar="NAME=VALUE", multiple=True, help="A parameter of a library query.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="Output format (default: by the name of -o, else table; turtle for graphs).",
)
@click.option(
    "--timeout",
    type=Seconds(),
    default=SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="Processor time after which the query is stopped.",
)
@click.option(
    "--memory",
    type=click.IntRange(min=1),
    default=MEMORY,
    show_default=True,
    metavar="MIB",
    help="Memory (MiB) beyond which the query is stopped.",
)
@style_options
@output_option
@store_option
def command(
    source: str,
    parameters: tuple[str, ...],
    form: str | None,
    timeout: float,
    memory: int,
    output: Path | None,
    store: str | None,
    style: Style,
) -> None:
    """Run the library query NAME, the SPARQL in FILE, or the SPARQL on standard input (-).

    Queries are read-only. SERVICE, updates and graphs from outside the store are refused.
    """
    from unitgraph.api import about_store, query
    from unitgraph.checking.opening import open_whole_store
    from unitgraph.cli.results import write_result
    from unitgraph.store.library import find_query, library

    values = _values(parameters)
    opened = open_whole_store(store)
    text = None
    if source == "-":
        text, where = _decoded(_bytes(sys.stdin.buffer, "standard input"), "standard input"), "standard input"
    elif source not in library() and _names_file(Path(source)):
        text, where = _read(source), source
    with bounded(answering(timeout, memory)):
        if text is not None:
            result = _answer(text, where, values, opened)
        else:
            result = query(find_query(source).name, values, store=opened)
        write_result(result, form, output, about_store(opened), style)


def _answer(text: str, where: str, values: Mapping[str, str], store: Store) -> Result:
    """The result of SPARQL from a file; errors name the file: ``bad.rq line 2 column 9``."""
    if values:
        raise QueryError("parameters", "only library queries take parameters", "write the values into the query")
    try:
        return store.query(text)
    except QueryError as error:
        if not error.where.startswith("query"):
            raise
        raise QueryError(where + error.where.removeprefix("query"), error.what, error.remedy) from None


def _read(source: str) -> str:
    try:
        with Path(source).open("rb") as stream:
            return _decoded(_bytes(stream, source), source)
    except OSError as error:
        raise QueryError(source, f"cannot be read ({error.strerror})", "check the path and its permissions") from None


def _bytes(stream: IO[bytes], name: str) -> bytes:
    from unitgraph.system.files import bytes_within

    return bytes_within(stream, name, QueryError)


def _names_file(path: Path) -> bool:
    try:
        return bool(path.suffix) or path.is_file()
    except OSError:  # a name too long, before Python 3.12
        return False


def _decoded(raw: bytes, where: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QueryError(where, f"invalid UTF-8 at byte {error.start}", "save the query as UTF-8") from None


def _values(parameters: tuple[str, ...]) -> dict[str, str]:
    values: dict[str, str] = {}
    for each in parameters:
        name, equals, value = each.partition("=")
        if not equals or not name:
            raise QueryError(f"-p {each}", "is not a parameter", "write -p NAME=VALUE")
        if name in values:
            raise QueryError(f"-p {each}", "is given more than once", "give it once")
        values[name] = value
    return values
