"""``unitgraph serve``: serve pages, SPARQL, linked data, reconciliation and a JSON API over HTTP."""

from __future__ import annotations

from pathlib import Path

import click

from unitgraph.cli.ending import let_go
from unitgraph.cli.options import Seconds, store_option
from unitgraph.system.errors import UnitGraphError


@click.command("serve")
@store_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to bind to.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port to bind to.")
@click.option("--base-url", metavar="URL", help="The public address of the service, if it is behind a proxy.")
@click.option("--allow-host", metavar="NAME", multiple=True, help="A host name to accept in requests; may be repeated.")
@click.option(
    "--query-seconds",
    type=Seconds(),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="Processor time of a SPARQL query.",
)
@click.option("--query-memory", default=1024, show_default=True, help="Memory limit of a SPARQL query, in MiB.")
@click.option("--max-rows", default=1_000_000, show_default=True, help="Row limit of a result.")
@click.option("--processes", default=2, show_default=True, help="Number of queries of one address that run at once.")
@click.option("--metrics", is_flag=True, help="Count requests and publish the counts at /metrics for Prometheus.")
@click.option("--contact", metavar="ADDRESS", help="E-mail or page for errors and false matches, shown on the pages.")
@click.option("--verbose", is_flag=True, help="Log each request (method, kind of address, status, time; never names).")
def command(
    store: str | None,
    host: str,
    port: int,
    base_url: str | None,
    allow_host: tuple[str, ...],
    query_seconds: float,
    query_memory: int,
    max_rows: int,
    processes: int,
    metrics: bool,
    contact: str | None,
    verbose: bool,
) -> None:
    """Serve a store, or the bundled 2018 list, until interrupted. The service is read-only and keeps no names."""
    from unitgraph.store import is_address
    from unitgraph.web.settings import MEBIBYTE, Limits, Settings

    if is_address(store):
        what = "only a folder or the bundled list can be served, since the time and memory of queries must be limited"
        raise UnitGraphError(f"serve --store {store}", what, "build the list into a folder and serve that")

    limits = Limits(
        query_seconds=query_seconds, query_memory=query_memory * MEBIBYTE, rows=max_rows, processes=processes
    )
    settings = Settings(Path(store) if store else None, host, port, base_url, allow_host, limits, metrics, contact)
    try:
        from unitgraph.web.running import serve
    except ImportError as error:
        what = f"the package {error.name!r} is not installed"
        raise UnitGraphError("serve", what, 'run: pip install "unitgraph[serve]"') from None
    let_go()
    serve(settings, verbose)
