"""``unitgraph sources``: what a store is made of."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unitgraph.cli.built import source_words
from unitgraph.cli.options import format_option, store_option
from unitgraph.cli.terminal import echo_wrapped
from unitgraph.system.display import quantity
from unitgraph.system.errors import UnitGraphError

if TYPE_CHECKING:
    from unitgraph.store import SourceInfo, Store


@click.command("sources")
@store_option
@format_option("text", "json", "csv")
@click.option(
    "--as-project",
    "folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Write a project file and copies of the sources into FOLDER, which is new or empty.",
)
def command(store: str | None, form: str, folder: Path | None) -> None:
    """List what a store is made of: its lists, with what they say of themselves, and its hierarchy tables.

    With --as-project, all of it is written as a project, from which `unitgraph build` makes the same store.
    """
    from unitgraph.api import open_store
    from unitgraph.pipeline.keeping import copy_project
    from unitgraph.pipeline.project import PROJECT

    with open_store(store) as opened:
        if folder is not None:
            copy_project(opened, folder)
            click.echo(f"Wrote {folder / PROJECT}: build it with `unitgraph build {folder / PROJECT} --store DIR`.")
            return
        info = opened.info()
        rulings = _rulings(opened)
    sources = info.metadata.sources
    if not sources:
        raise UnitGraphError(info.place, "it does not say what it is made of", "build it again with `unitgraph build`")
    if form == "json":
        about = {"sources": [asdict(each) for each in sources], "rulings": rulings}
        click.echo(json.dumps(about, ensure_ascii=False, indent=2))
    elif form == "csv":
        from unitgraph.system.writing import write_csv

        write_csv(sys.stdout.buffer, _rows(sources))
    else:
        told = ["\n".join(_lines(each)) for each in sources]
        if rulings:
            kinds = ", ".join(f"{kind} {count}" for kind, count in rulings.items())
            told.append(f"{quantity(sum(rulings.values()), 'ruling')} in all: {kinds}")
        for line in "\n\n".join(told).split("\n"):
            echo_wrapped(line, sys.stdout)


def _rulings(opened: Store) -> dict[str, int]:
    """How many rulings of each kind the store holds, those on identity and on tables included."""
    rows = opened.query(_RULINGS).texts()
    return {re.sub("(?<!^)(?=[A-Z])", "-", kind).lower(): int(count) for kind, count in rows if kind and count}


_RULINGS = """\
PREFIX ug: <https://w3id.org/unitgraph/ns#>
SELECT ?kind (COUNT(DISTINCT ?ruling) AS ?count) {
  ?ruling a ug:Ruling ; ug:rulingKind ?concept
  BIND(REPLACE(STR(?concept), "^.*[/#]|Ruling$", "") AS ?kind)
} GROUP BY ?kind ORDER BY ?kind
"""


def _rows(sources: tuple[SourceInfo, ...]) -> Iterator[tuple[str, ...]]:
    from unitgraph.store import SourceInfo

    yield tuple(field.name for field in fields(SourceInfo))
    for each in sources:
        yield tuple("" if value is None else str(value) for value in asdict(each).values())


def _lines(source: SourceInfo) -> Iterator[str]:
    """A source in words."""
    from unitgraph.store import SourceKind

    yield source_words(source)
    if source.kind is SourceKind.LIST:
        yield f"  title: {source.title}"
        yield f"  calendar year: {source.year}"
        day = source.published or f"no date is stated; it counts as published from {source.counts_from}"
        yield f"  published: {day}"
        yield f"  publisher: {source.publisher or 'none is stated'}"
        yield f"  source: {source.source or 'none is stated'}"
        yield f"  legal basis: {source.legal_basis or 'no legal basis is stated'}"
        yield f"  licence: {source.licence or 'none is stated'}"
    elif source.year is not None:
        yield f"  year of rows that give none: {source.year}"
    yield f"  SHA-256: {source.sha256}"
