"""Runs the application with uvicorn."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys

import uvicorn

from unitgraph.system.errors import UnitGraphError
from unitgraph.web.app import create_app
from unitgraph.web.http.connections import ListeningSocket, PatientProtocol, guard_socket, most_connections
from unitgraph.web.service import Service
from unitgraph.web.settings import Settings

GRACE_SECONDS = 5
"""The time in which the service ends when it is told to."""
SWITCH_SECONDS = 0.001
"""The time after which a thread lets another run, where one waits."""
CUT_SECONDS = 3.0
"""The time that is left to what runs then."""


class _Server(uvicorn.Server):
    """Prints its address once it is listening, and nothing else. Told to end, it ends what runs in time to say so."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        service: Service | None = self.lifespan.state.get("service")
        if service is not None:
            asyncio.get_running_loop().call_later(CUT_SECONDS, service.cut)
        await super().shutdown(sockets)

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup(sockets)  # type: ignore[arg-type]
        for server in getattr(self, "servers", ()):
            for each in server.sockets:
                host, port = each.getsockname()[:2]
                shown = f"[{host}]" if ":" in host else host
                print(f"Serving on http://{shown}:{port}/ (press Ctrl+C to stop)", file=sys.stderr, flush=True)


def serve(settings: Settings, verbose: bool = False) -> None:
    """Serve until interrupted. Raises UnitGraphError if the store or the port cannot be opened."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    logging.getLogger("unitgraph.web").setLevel(logging.INFO if verbose else logging.WARNING)
    # Opened once before: an error in the store is then one message rather than a server that fails to start.
    if settings.store is not None:
        from unitgraph.store import open_folder

        open_folder(settings.store).close()
    # uvicorn's log is off: it contains query strings, and thus names.
    config = uvicorn.Config(
        create_app(settings),
        # Python's own event loop: after hours of load, uvloop (0.23, with libuv on io_uring) was seen to hang.
        loop="asyncio",
        http=PatientProtocol,
        limit_concurrency=most_connections(),
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    # Names are matched in a thread; the event loop must not wait long for its turn.
    sys.setswitchinterval(SWITCH_SECONDS)
    with _bound(settings) as bound:
        _Server(config).run(sockets=[bound])


def _bound(settings: Settings) -> socket.socket:
    """The socket of the service. Raises UnitGraphError if the address or port is not available."""
    host = settings.host.strip("[]")
    # The protocol is given because the event loop looks for it: without it, answers wait for a full packet (Nagle).
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = ListeningSocket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        guard_socket(made)
        made.bind((host, settings.port))
        made.listen(2048)
    except OSError as error:
        made.close()
        where = f"{settings.host} port {settings.port}"
        raise UnitGraphError(where, f"cannot listen there ({error.strerror})", "choose another port or host") from None
    return made
