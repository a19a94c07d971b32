"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from unitgraph.system.errors import UnitGraphError

Command = TypeVar("Command", bound=Callable[..., Any])


def store_option(command: Command) -> Command:
    """``--store DIR|URL``: where to answer from; the bundled list without it."""
    return click.option(
        "--store",
        metavar="DIR|URL",
        envvar="UNITGRAPH_STORE",
        help="The store to answer from; without it, the bundled 2018 list.",
    )(command)


def country_option(of: str) -> Callable[[Command], Command]:
    """``--country``: an ISO code or a country's name, as an ISO 3166-1 alpha-2 code; ``of`` says what it is for."""
    return click.option("--country", metavar="COUNTRY", callback=_country, help=f"{of}: ISO code or name.")


def output_option(command: Command) -> Command:
    """``--output FILE``: where the result goes; stdout without it."""
    return click.option(
        "-o",
        "--output",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Write to FILE instead of stdout.",
    )(command)


def format_option(*formats: str) -> Callable[[Command], Command]:
    """``--format``: one of ``formats``, the first unless said."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="Form of the output.",
    )


def renamed_option(*names: str, new: str, **settings: Any) -> Callable[[Command], Command]:
    """The former spelling of the option ``new``, for one release: it works, ``--help`` leaves it out, and stderr tells
    of the new one. ``settings`` are those of ``click.option``."""

    def told(ctx: click.Context, parameter: click.Parameter, value: object) -> object:
        if value not in (None, ()):
            click.echo(f"warning: {names[0]} is deprecated; use {new}", err=True)
        return value

    return click.option(*names, hidden=True, callback=told, **settings)


def _country(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    from unitgraph.lexicon.tables import country_of

    found = country_of(value)
    if found is None:
        raise UnitGraphError(f"--country {value}", "no such country", "give an ISO 3166-1 code or an English name")
    return found.alpha2
