"""Runs the application with uvicorn."""

from __future__ import annotations

import logging
import sys
from socket import AF_INET, AF_INET6, create_server
from socket import socket as Socket  # noqa: N812 (a class)

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
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    with _bound(settings) as socket:
        _Server(config).run(sockets=[socket])


def _bound(settings: Settings) -> Socket:
    """The socket of the service. Raises UnitGraphError when the address or port cannot be had."""
    host = settings.host.strip("[]")
    family = AF_INET6 if ":" in host else AF_INET
    try:
        return create_server((host, settings.port), family=family, backlog=2048)
    except OSError as error:
        where = f"{settings.host} port {settings.port}"
        raise UnitGraphError(where, f"cannot listen there ({error.strerror})", "choose another port or host") from None
