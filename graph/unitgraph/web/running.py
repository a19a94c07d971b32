"""Runs the application with uvicorn."""

from __future__ import annotations

import logging
import sys

import uvicorn

from unitgraph.errors import UnitGraphError
from unitgraph.web.app import create_app
from unitgraph.web.settings import Settings


class _Server(uvicorn.Server):
    """Says where it listens once it does, and nothing more."""

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup(sockets)  # type: ignore[arg-type]
        for server in getattr(self, "servers", ()):
            for socket in server.sockets:
                host, port = socket.getsockname()[:2]
                shown = f"[{host}]" if ":" in host else host
                print(f"Serving on http://{shown}:{port}/ (Ctrl+C ends it)", file=sys.stderr, flush=True)


def serve(settings: Settings, verbose: bool = False) -> None:
    """Serve until interrupted. Raises UnitGraphError when the store or the port cannot be opened."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    logging.getLogger("unitgraph.web").setLevel(logging.INFO if verbose else logging.WARNING)
    # Opened once before: a fault of the store is then one message and not a server that failed to start.
    if settings.store is not None:
        from unitgraph.store import open_folder

        open_folder(settings.store).close()
    # The log of uvicorn holds query strings, in which names stand: it is off.
    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    server = _Server(config)
    server.run()
    if not server.started:
        where = f"{settings.host} port {settings.port}"
        raise UnitGraphError(
            where, "the service could not start there", "choose another port, or see the message above"
        )
