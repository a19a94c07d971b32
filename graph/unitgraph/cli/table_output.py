"""Options that say how tables are written, and what is said where a table goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from unitgraph.cli.options import Command
from unitgraph.system.display import visible

if TYPE_CHECKING:
    from unitgraph.exports.about import About
    from unitgraph.exports.rows import Style
    from unitgraph.store import Store


def style_options(command: Command) -> Command:
    """``--excel``, ``--comment`` and ``--raw``, given to the command as ``style``."""

    @wraps(command)
    def styled(*arguments: Any, excel: bool, comment: bool, raw: bool, **more: Any) -> Any:
        from unitgraph.exports.rows import Style

        return command(*arguments, style=Style(excel, comment, raw), **more)

    made: Any = styled
    for option in (
        click.option("--raw", is_flag=True, help="Keep cells that spreadsheets could take for formulas as they are."),
        click.option(
            "--comment", is_flag=True, help="CSV, TSV: limitations, data version and date in a first line after #."
        ),
        click.option("--excel", is_flag=True, help="CSV, TSV: begin with a byte order mark, for Excel."),
    ):
        made = option(made)
    return made  # type: ignore[no-any-return]


def tell_beside(output: Path | None, form: str, columns: Iterable[str], about: About, style: Style) -> None:
    """Write what a table says of itself beside it. Of one that went to stdout without it, say it shortly on stderr."""
    from unitgraph.exports.rows import CARRYING, write_beside

    beside = None if output is None else write_beside(output, form, tuple(columns), about, style)
    if beside is not None:
        click.echo(f"Limitations, data version and date: {beside}", err=True)
    elif form not in CARRYING and not style.comment:
        tell_shortly(about)


def echo_rows(rows: Iterable[Iterable[object]], store: Store | None, style: Style) -> None:
    """Print an answer as CSV, ``rows`` with the heading first, with what it says of itself."""
    import sys

    from unitgraph.api import about_store
    from unitgraph.exports.rows import begin_text
    from unitgraph.system.writing import write_csv

    about = about_store(store)
    begin_text(sys.stdout.buffer, about, style)
    write_csv(sys.stdout.buffer, rows, raw=style.raw)
    sys.stdout.buffer.flush()
    if not style.comment:
        tell_shortly(about)


def echo_json(answer: Mapping[str, Any], store: Store | None) -> None:
    """Print an answer as indented JSON, with what it says of itself as its member ``about``."""
    from unitgraph.api import about_store
    from unitgraph.cli.wording import json_text

    click.echo(json_text({**answer, "about": about_store(store).as_dict()}))


def tell_shortly(about: About, err: bool = True) -> None:
    """What an output says of itself, in three lines."""
    for line in about.short():
        click.echo(visible(line), err=err)
