"""Errors as pages for people and as problem details (RFC 9457) for programs. None reveals internals of the service."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from unitgraph.system.errors import DamageError, UnitGraphError, UnknownName
from unitgraph.web.http.negotiation import HTML, MediaForm, choose
from unitgraph.web.language.choosing import language_headers

log = logging.getLogger("unitgraph.web")
PROBLEM = MediaForm("problem", "application/problem+json", ("application/json", "application/*", "*/*"))
HEADINGS = {
    400: "Invalid request",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "Format not available",
    410: "No longer in the graph",
    413: "Request too large",
    415: "Unsupported content type",
    421: "Wrong host",
    429: "Too many requests at once",
    500: "The service failed",
    503: "The service cannot answer now",
    504: "The query took too long",
    507: "The query needed too much memory",
}
ADVICE = {
    404: "Search for the unit by name on the home page; the address may come from another version of the data.",
    410: "Search for the unit by name on the home page: it may have come back under another address.",
    429: "Wait a moment and try again.",
    500: "Nothing you sent was kept. Try again; if it happens again, tell the operator of this service.",
    503: "Wait a moment and try again.",
}


class Refusal(HTTPException):
    """A rejected request: a status and a message that says why and what to do."""

    def __init__(self, status: int, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(status, detail, headers)


def heading(status: int) -> str:
    """The heading of an error page."""
    return HEADINGS.get(status) or HTTPStatus(status).phrase


def wants_page(accept: str | None) -> bool:
    """Whether the client prefers a page to JSON."""
    chosen = choose(accept, (PROBLEM, HTML))
    return chosen is HTML


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """An error for a program."""
    body = {"type": "about:blank", "title": heading(status), "status": status, "detail": detail}
    content = json.dumps(body, ensure_ascii=False).encode()
    return Response(content, status, headers, media_type=PROBLEM.media_type)


def fault_response(request: Request, status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """An error in the format that the request accepts."""
    if not wants_page(request.headers.get("accept")):
        return problem(status, detail, {"vary": "Accept", **(headers or {})})
    from unitgraph.web.http.rendering import render

    page = render("error.html", status=status, heading=heading(status), detail=detail, advice=ADVICE.get(status, ""))
    told = {**language_headers("Accept"), **(headers or {})}
    return Response(page, status, told, media_type="text/html")


async def on_http_exception(request: Request, error: Exception) -> Response:
    """A request rejected by a handler, or an unknown address or method."""
    assert isinstance(error, HTTPException)
    plain = error.detail == HTTPStatus(error.status_code).phrase
    detail = _plain_detail(error) if plain else error.detail
    return fault_response(request, error.status_code, detail, dict(error.headers or {}))


def _plain_detail(error: HTTPException) -> str:
    """What to say of an error without words of its own."""
    allowed = {name.lower(): value for name, value in (error.headers or {}).items()}.get("allow")
    if error.status_code == 405 and allowed:
        return f"This address takes {', '.join(sorted(allowed.split(', ')))}."
    return "There is nothing at this address." if error.status_code == 404 else ""


async def on_library_error(request: Request, error: Exception) -> Response:
    """An error of the library: caused by the request, or by damaged data."""
    assert isinstance(error, UnitGraphError)
    if isinstance(error, DamageError):
        log.error("%s", error)
        return fault_response(request, 503, error.public)
    return fault_response(request, 404 if isinstance(error, UnknownName) else 400, str(error))
