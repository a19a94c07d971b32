"""The end of a service."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from unitgraph.web import running
from unitgraph.web.http.connections import PatientProtocol


class Waiting:
    """Stands for a service in which something runs until it is cut."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.ended = asyncio.Event()

    def cut(self) -> None:
        self.ended.set()


def test_what_runs_when_it_is_told_to_end_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "CUT_SECONDS", 0.05)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[dict[str, Any]]:
        yield {"service": Waiting()}

    async def wait(request: Request) -> Response:
        request.state.service.begun.set()
        await request.state.service.ended.wait()
        return Response(None, 503)

    async def step() -> None:
        app = Starlette(routes=[Route("/", wait)], lifespan=lifespan)
        config = uvicorn.Config(app, http=PatientProtocol, loop="asyncio", log_level="critical")
        server = running._Server(config)
        with socket.create_server(("127.0.0.1", 0)) as made:
            task = asyncio.create_task(server.serve(sockets=[made]))
            while not server.started:
                await asyncio.sleep(0.005)
            reader, writer = await asyncio.open_connection(*made.getsockname())
            writer.write(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
            await server.lifespan.state["service"].begun.wait()
            server.should_exit = True
            assert (await reader.read()).startswith(b"HTTP/1.1 503")
            await asyncio.wait_for(task, 3)
            writer.close()

    asyncio.run(step())
