"""Connections that hold a place and ask nothing."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from unitgraph.web.http.connections import ListeningSocket, Patience, PatientProtocol, guard_socket, most_connections

HEAD = b"GET / HTTP/1.1\r\nhost: x\r\n"
POST = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 40000\r\n\r\n"


LONG = 16 << 20


class Hurried(PatientProtocol):
    """Waits for a moment."""

    patience = Patience(3, 0.2, 0.2)


async def size(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    text = "x" * LONG if scope["path"] == "/long" else str(len(body))
    await PlainTextResponse(text)(scope, receive, send)


@asynccontextmanager
async def served() -> AsyncIterator[int]:
    config = uvicorn.Config(size, http=Hurried, loop="asyncio", lifespan="off", log_level="critical")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as made:
        guard_socket(made)
        task = asyncio.create_task(server.serve(sockets=[made]))
        while not server.started:
            await asyncio.sleep(0.005)
        yield made.getsockname()[1]
        server.should_exit = True
        await task


Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def opened(port: int, *pieces: bytes, pause: float = 0.0) -> Ends:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for piece in pieces:
        writer.write(piece)
        await asyncio.sleep(pause)
    return reader, writer


async def answer(ends: Ends) -> bytes:
    """What comes until the other side ends the connection."""
    try:
        async with asyncio.timeout(5):
            return await ends[0].read()
    except ConnectionError:
        return b""
    finally:
        ends[1].close()


def test_slow_requests_are_dropped_and_others_are_answered() -> None:
    async def step() -> None:
        async with served() as port:
            slow = [await opened(port, HEAD), await opened(port, POST + b"x")]
            whole = await opened(port, HEAD, b"connection: close\r\n\r\n", pause=0.05)
            assert (await answer(whole)).endswith(b"\r\n\r\n0")
            assert [await answer(each) for each in slow] == [b"", b""]
            steady = await opened(port, POST, b"x" * 20_000, b"x" * 19_999, pause=0.12)
            steady[1].write(b"x")
            assert (await steady[0].readuntil(b"40000")).startswith(b"HTTP/1.1 200")
            steady[1].write(HEAD)
            assert await answer(steady) == b"", "a further request must come in time, too"
            assert not Hurried._open

    asyncio.run(step())


def test_an_address_has_only_so_many() -> None:
    async def step() -> None:
        async with served() as port:
            held = [await opened(port, HEAD) for _ in range(3)]
            assert await answer(await opened(port, HEAD, b"\r\n")) == b""
            for each in held:
                each[1].close()
            await asyncio.sleep(0.02)
            assert (await answer(await opened(port, HEAD, b"connection: close\r\n\r\n"))).startswith(b"HTTP/1.1 200")

    asyncio.run(step())


def test_heads_that_do_not_end_are_refused_and_so_are_too_many_requests_ahead() -> None:
    async def step() -> None:
        async with served() as port:
            cut = b"connection: close\r\n\r\n"
            for head in (
                b"GET /" + b"a" * (1 << 20),
                HEAD + b"x: " + b"a" * (1 << 20),
                HEAD + b"x: a\r\n" * 1000,
                b"\r\n" * (1 << 20),
                POST.replace(b"content-length: 40000", b"transfer-encoding: chunked") + b"0\r\nx: " + b"a" * (1 << 20),
                (HEAD + b"\r\n") * 1000,
            ):
                held = await opened(port)
                with suppress(ConnectionError):
                    for start in range(0, len(head), 1 << 16):
                        held[1].write(head[start : start + (1 << 16)])
                        await held[1].drain()
                        await asyncio.sleep(0)
                    assert (await held[0].readline()) == b"HTTP/1.1 400 Bad Request\r\n", head[:40]
                held[1].close()
            whole = await opened(
                port, (HEAD + b"\r\n") * 50 + HEAD + b"x: a\r\n" * 100 + b"y: " + b"a" * 60_000 + b"\r\n" + cut
            )
            assert (await answer(whole)).count(b"HTTP/1.1 200 OK") == 51

    asyncio.run(step())


def test_files_are_left_for_what_is_no_connection() -> None:
    most = most_connections()
    assert most is None or most >= 16


def test_who_does_not_read_is_dropped_and_who_reads_slowly_is_not() -> None:
    async def step() -> None:
        async with served() as port:
            asked = b"GET /long HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
            loop = asyncio.get_running_loop()
            with (
                socket.create_connection(("127.0.0.1", port)) as still,
                socket.create_connection(("127.0.0.1", port)) as slow,
            ):
                for each in (still, slow):
                    each.setblocking(False)
                    await loop.sock_sendall(each, asked)
                read = 0
                for _ in range(6):
                    await asyncio.sleep(0.1)
                    for _ in range(20):
                        read += len(await loop.sock_recv(slow, 1 << 16))
                while piece := await loop.sock_recv(slow, 1 << 20):
                    read += len(piece)
                assert read > LONG
                gone = 0
                with suppress(ConnectionError):
                    while piece := await loop.sock_recv(still, 1 << 20):
                        gone += len(piece)
                assert gone < LONG
            await asyncio.sleep(0.05)
            assert not Hurried._open

    asyncio.run(step())


@pytest.mark.skipif(sys.platform != "linux", reason="needs several addresses on the local machine")
def test_no_connection_is_taken_of_an_address_that_has_all_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PatientProtocol, "_open", Counter({"127.0.0.2": PatientProtocol.patience.connections}))
    with ListeningSocket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]
        with (
            socket.create_connection(("127.0.0.1", port), 5, ("127.0.0.2", 0)) as flooding,
            socket.create_connection(("127.0.0.1", port), 5, ("127.0.0.3", 0)),
        ):
            taken, address = listening.accept()
            taken.close()
            assert address[0] == "127.0.0.3"
            assert flooding.recv(1) == b""
        listening.setblocking(False)
        with pytest.raises(BlockingIOError):
            listening.accept()
