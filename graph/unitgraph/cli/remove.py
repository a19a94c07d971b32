"""``unitgraph remove``: take a source out of a store."""

from __future__ import annotations

import click

from unitgraph.cli.built import show_built


@click.command("remove")
@click.argument("name")
@click.option(
    "--store", metavar="DIR", envvar="UNITGRAPH_STORE", required=True, help="The folder of the store to change."
)
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes to read with.")
def command(name: str, store: str, workers: int) -> None:
    """Take the list or hierarchy table called NAME out of a store, and keep all else.

    `unitgraph sources` lists the names. The rest is built and validated again from the copies in the store; until that
    is complete, and if it fails, the store stays as it was.
    """
    from unitgraph.api import remove
    from unitgraph.cli.progress import counters

    with counters() as progress:
        made = remove(name, store, workers=workers, progress=progress)
    show_built(made, store)
