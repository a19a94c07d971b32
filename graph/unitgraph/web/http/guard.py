"""What every request passes through: the host check, the security headers, and the last handler of errors.

The log contains method, kind of address, status and time. It never contains a query string, a form or a message, since
these contain names of units.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
import traceback
from collections.abc import Callable, MutableMapping
from ipaddress import IPv6Address

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from unitgraph.web.http.faults import fault_response

log = logging.getLogger("unitgraph.web")
ENDING = "The service is being stopped."
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)
"""Pages load nothing from elsewhere."""
_POLICY = (b"content-security-policy", POLICY.encode())
_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"interest-cohort=()"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"Link, Retry-After, Location, Unitgraph-Row-Limit, Unitgraph-Truncated"),
)
_KINDS = frozenset(
    (
        *("", "about", "api", "healthz", "lists", "ns", "queries", "reconcile", "robots.txt", "screen", "sitemap.xml"),
        *("sparql", "static", "suggest", "unit", "list", "country", "site", "ruling", "subordination", "query"),
        *("graph", "metrics", "hierarchy", "build", "agent", "identification", "diff", ".well-known"),
        *("history", "check.csv", "check.json", "diff.csv", "docs", "branch"),
        *("dump.ttl", "dump.jsonld", "dump.trig", "dump.nq.gz"),
    )
)
"""The first parts of known paths; an unknown one may contain anything."""
_HOST = re.compile(r"([\w.~-]+|\[([^\]]*)\])(:[0-9]{0,5})?", re.ASCII)
"""A host, the address of one of version 6, and a port."""
_PREFLIGHT = {
    "access-control-allow-methods": "GET, HEAD, POST, OPTIONS",
    "access-control-allow-headers": "Accept, Accept-Language, Content-Type, If-None-Match",
    "access-control-max-age": "86400",
}


class Guard:
    """The outermost layer of the application. ``note`` is called with method, kind of address, status and seconds of
    each request."""

    def __init__(
        self, app: ASGIApp, hosts: frozenset[str], note: Callable[[str, str, int, float], None] | None = None
    ) -> None:
        self.app = app
        self.hosts = hosts
        self.note = note

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = time.perf_counter()
        status = 0

        async def send_guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = list(message.get("headers", ()))
                if not any(name == _POLICY[0] for name, _ in headers):
                    headers.append(_POLICY)
                message["headers"] = [*headers, *_ALWAYS]
            await send(message)

        try:
            await self._checked(scope, receive, send_guarded)
        except asyncio.CancelledError:  # what runs when the service must end
            if not status:
                await fault_response(Request(scope), 503, ENDING)(scope, receive, send_guarded)
        except Exception as error:
            log.error("%s", _frames(error))
            if status:
                # The beginning has been sent: breaking off is the only way left to show that the rest is missing.
                raise ConnectionAbortedError("an answer broke off") from None
            await fault_response(Request(scope), 500, "")(scope, receive, send_guarded)
        took = time.perf_counter() - begun
        log.info("%s %s %d %.1f ms", scope["method"], _kind(scope), status, 1000 * took)
        if self.note:
            self.note(scope["method"], _kind(scope), status, took)

    async def _checked(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = _host(scope)
        if host is None:
            await fault_response(Request(scope), 400, "A request names one host, as in 'Host: example.org'.")(
                scope, receive, send
            )
            return
        if self.hosts and host not in self.hosts:
            await fault_response(Request(scope), 421, "Use the address under which the service was started.")(
                scope, receive, send
            )
            return
        if scope["method"] == "OPTIONS":
            await send({"type": "http.response.start", "status": 204, "headers": _encoded(_PREFLIGHT)})
            await send({"type": "http.response.body", "body": b""})
            return
        await self.app(scope, receive, send)


def _host(scope: Scope) -> str | None:
    """The host that a request names, without its port; empty where HTTP/1.0 needs none, None where it names several, or
    what is none (RFC 9112, section 3.2)."""
    told = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    if not told and scope.get("http_version") == "1.0":
        return ""
    found = _HOST.fullmatch(told[0]) if len(told) == 1 else None
    if found is None or not (found[2] is None or _is_ipv6(found[2])):
        return None
    return found[1].lower()


def _is_ipv6(text: str) -> bool:
    try:
        return IPv6Address(text).scope_id is None
    except ValueError:
        return False


def _encoded(headers: MutableMapping[str, str]) -> list[tuple[bytes, bytes]]:
    return MutableHeaders(headers).raw


def _kind(scope: Scope) -> str:
    """The first part of the path: shows what is used, but not what was asked."""
    first = str(scope["path"]).lstrip("/").partition("/")[0]
    return f"/{first}" if first in _KINDS else "(elsewhere)"


def _frames(error: Exception) -> str:
    """Where an error occurred, without its message, which may quote a name."""
    places = "".join(traceback.format_tb(error.__traceback__))
    return f"{type(error).__name__} in\n{places}"
