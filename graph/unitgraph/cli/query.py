"""``unitgraph query``: SPARQL, from the library or of one's own."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from unitgraph.cli.options import output_option, store_option
from unitgraph.errors import QueryError

FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle")


@click.command("query")
@click.argument("source", metavar="NAME|FILE|-")
@click.option("-p", "parameters", metavar="NAME=VALUE", multiple=True, help="A parameter of a library query.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="Form of the result (table; turtle for graphs).")
@output_option
@store_option
def command(source: str, parameters: tuple[str, ...], form: str | None, output: Path | None, store: str | None) -> None:
    """Run a query of the library by its NAME, the SPARQL in FILE, or the SPARQL on standard input (-).

    Queries only read. SERVICE, updates and graphs from elsewhere are refused.
    """
    from unitgraph.api import query
    from unitgraph.cli.results import write_result

    text = _text(source)
    try:
        result = query(text, _values(parameters), store=store)
    except QueryError as error:
        raise _in_file(error, text, source) from None
    write_result(result, form, output)


def _in_file(error: QueryError, text: str, source: str) -> QueryError:
    """An error of a text, with the file it comes from: ``query line 2`` becomes ``bad.rq line 2``."""
    if text == source or not error.where.startswith("query"):
        return error
    name = "standard input" if source == "-" else source
    return QueryError(name + error.where.removeprefix("query"), error.what, error.remedy)


def _text(source: str) -> str:
    """The text of a file or of standard input; a name of the library as it is."""
    from unitgraph.querylib import find_query, library

    if source == "-":
        return _decoded(sys.stdin.buffer.read(), "standard input")
    if source in library():
        return source
    path = Path(source)
    if _names_file(path):
        try:
            return _decoded(path.read_bytes(), source)
        except OSError as error:
            raise QueryError(source, f"cannot be read ({error.strerror})", "check the path and its rights") from None
    return find_query(source).name


def _names_file(path: Path) -> bool:
    try:
        return bool(path.suffix) or path.is_file()
    except OSError:  # a name too long, before Python 3.12
        return False


def _decoded(raw: bytes, where: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QueryError(where, f"is not UTF-8 at byte {error.start}", "save the query as UTF-8") from None


def _values(parameters: tuple[str, ...]) -> dict[str, str]:
    values: dict[str, str] = {}
    for each in parameters:
        name, equals, value = each.partition("=")
        if not equals or not name:
            raise QueryError(f"-p {each}", "is no parameter", "write -p NAME=VALUE")
        values[name] = value
    return values
