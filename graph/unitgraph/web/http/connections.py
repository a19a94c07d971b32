"""Drops connections that hold a place and ask nothing: half-open ones, those whose request comes too slowly or whose
answer is read too slowly, and those of an address that has too many. Refuses heads that do not end, and more requests
at once than a client can mean.

The system does what it can first (:func:`guard_socket`): it keeps back connections on which nothing came yet, and ends
those whose other side is gone or does not read. uvicorn ends those that stay open without a further request.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from collections import Counter
from dataclasses import dataclass
from typing import Any, ClassVar

from unitgraph.web.http.joining import JoiningProtocol

CONNECTIONS = 512
"""The number of connections of one address."""
HEAD_SECONDS = 10.0
"""The time in which the head of a request must have come."""
BODY_SECONDS = 15.0
"""The time in which LEAST_BYTES more of a body must have come, or of an answer must have been read."""
LEAST_BYTES = 16 << 10
MOST_HEAD = 128 << 10
"""The number of bytes in which something of a body, or the end of a head, must have come; an address has 64 KiB."""
MOST_FIELDS = 200
"""The number of fields of a head."""
MOST_AHEAD = 100
"""The number of requests that a client may send ahead of the answers to those before."""
SILENT_SECONDS = 60
"""The time after which the system ends a connection whose other side acknowledges nothing, or reads nothing."""
FILES_LEFT = 128
"""The number of open files that are not for connections."""


class ListeningSocket(socket.socket):
    """A socket that takes no connections of an address that has as many as it may have: to make a protocol for each
    would take most of the time of a service that one address floods."""

    def accept(self) -> tuple[socket.socket, Any]:
        """The next connection of another address."""
        while True:
            taken, address = super().accept()
            if not PatientProtocol.has_all(str(address[0])):
                return taken, address
            taken.close()


def guard_socket(listening: socket.socket) -> None:
    """Have the system drop what it can, where it is Linux; connections inherit this from the socket."""
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if sys.platform == "linux":
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, int(HEAD_SECONDS))
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 1000 * SILENT_SECONDS)


def most_connections() -> int | None:
    """The number of connections for which this process has files, once it may open as many as the system allows."""
    if sys.platform == "win32":
        return None
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65_536 if most == resource.RLIM_INFINITY else most
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    return max(16, wanted - FILES_LEFT)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a request may take to come, in seconds, and how many connections an address may have."""

    connections: int = CONNECTIONS
    head: float = HEAD_SECONDS
    body: float = BODY_SECONDS


class PatientProtocol(JoiningProtocol):
    """uvicorn's protocol, for requests that come in time."""

    patience = Patience()
    _open: ClassVar[Counter[str]] = Counter()

    @classmethod
    def has_all(cls, address: str) -> bool:
        """Whether an address has as many connections as it may have."""
        return cls._open[address] >= cls.patience.connections

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._timer: asyncio.TimerHandle | None = None
        self._address = ""
        self._came = 0
        self._head = 0
        self._reading: asyncio.TimerHandle | None = None
        self._unread = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start serving a connection, unless its address has too many."""
        super().connection_made(transport)
        self._address = self.client[0] if self.client else ""
        self._open[self._address] += 1
        if self._open[self._address] > self.patience.connections:
            transport.abort()
            return
        self._wait(self.patience.head)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        self._stop()
        self._stop_reading()
        self._open[self._address] -= 1
        if not self._open[self._address]:
            del self._open[self._address]
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read a piece of a request, unless its head does not end."""
        self._head += len(data)
        super().data_received(data)
        if self._head > MOST_HEAD and not self.transport.is_closing():
            self.send_400_response("The head of the request is too large.")

    def on_message_begin(self) -> None:
        """Wait for the head of a further request."""
        if len(self.pipeline) >= MOST_AHEAD:
            raise ValueError("too many requests ahead")
        super().on_message_begin()
        if self._timer is None:
            self._wait(self.patience.head)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a field of a head, or of what follows a body."""
        if len(self.headers) >= MOST_FIELDS:
            raise ValueError("too many fields")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Wait for the body."""
        self._head = 0
        super().on_headers_complete()
        self._wait(self.patience.body)

    def on_body(self, body: bytes) -> None:
        """Count what came."""
        self._head = 0
        self._came += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Wait no longer."""
        self._head = 0
        self._stop()
        super().on_message_complete()

    def pause_writing(self) -> None:
        """Look whether what waits to be read gets less."""
        super().pause_writing()
        self._look_later()

    def resume_writing(self) -> None:
        """Look no longer."""
        self._stop_reading()
        super().resume_writing()

    def _look_later(self) -> None:
        self._unread = self.transport.get_write_buffer_size()
        self._reading = self.loop.call_later(self.patience.body, self._look)

    def _look(self) -> None:
        if self._unread - self.transport.get_write_buffer_size() < LEAST_BYTES:
            self._reading = None
            self.transport.abort()
        else:
            self._look_later()

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _wait(self, seconds: float) -> None:
        self._stop()
        self._came = 0
        self._timer = self.loop.call_later(seconds, self._late)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _late(self) -> None:
        # Who is not read, because the service has enough to do with what came, is not slow.
        if self._came >= LEAST_BYTES or self.flow.read_paused:
            self._wait(self.patience.body)
        else:
            self._timer = None
            self.transport.abort()
