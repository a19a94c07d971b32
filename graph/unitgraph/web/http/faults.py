"""Errors as pages for people and as problem details (RFC 9457) for programs. None shows how the service is made."""

from __future__ import annotations

import json
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from unitgraph.system.errors import UnitGraphError, UnknownName
from unitgraph.web.http.negotiation import HTML, MediaForm, choose

PROBLEM = MediaForm("problem", "application/problem+json", ("application/json", "application/*", "*/*"))
_HEADINGS = {
    400: "This request cannot be understood",
    403: "This is refused",
    404: "There is nothing at this address",
    405: "This address does not take this method",
    406: "There is no such form of this",
    413: "That is too large",
    415: "That kind of content is not taken",
    421: "This service does not answer for that host",
    429: "Too many requests at once",
    500: "The service failed",
    503: "The service is busy",
    504: "The query took too long",
    507: "The query needed too much memory",
}
_ADVICE = {
    404: "Search for the unit by name on the first page; the address may come from another version of the data.",
    429: "Wait a moment and ask again.",
    500: "Nothing you sent was kept. Try again; if it happens again, tell whoever runs this service.",
    503: "Wait a moment and ask again.",
}


class Refusal(HTTPException):
    """A request that is not carried out: a status and a sentence that says why and what to do."""

    def __init__(self, status: int, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(status, detail, headers)


def heading(status: int) -> str:
    """What an error page is headed with."""
    return _HEADINGS.get(status) or HTTPStatus(status).phrase


def wants_page(accept: str | None) -> bool:
    """Whether a reader would rather have a page than JSON."""
    chosen = choose(accept, (PROBLEM, HTML))
    return chosen is HTML


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """An error for a program."""
    body = {"type": "about:blank", "title": heading(status), "status": status, "detail": detail}
    content = json.dumps(body, ensure_ascii=False).encode()
    return Response(content, status, headers, media_type=PROBLEM.media_type)


def fault_response(request: Request, status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """An error in the form that the request asks for."""
    headers = {"vary": "Accept", **(headers or {})}
    if not wants_page(request.headers.get("accept")):
        return problem(status, detail, headers)
    from unitgraph.web.http.rendering import render

    page = render("error.html", status=status, heading=heading(status), detail=detail, advice=_ADVICE.get(status, ""))
    return Response(page, status, headers, media_type="text/html")


async def on_http_exception(request: Request, error: Exception) -> Response:
    """What a handler refused, or an address or method that is not there."""
    assert isinstance(error, HTTPException)
    plain = error.detail == HTTPStatus(error.status_code).phrase
    detail = "" if plain else error.detail
    return fault_response(request, error.status_code, detail, dict(error.headers or {}))


async def on_library_error(request: Request, error: Exception) -> Response:
    """What the library refuses is the request's fault."""
    assert isinstance(error, UnitGraphError)
    return fault_response(request, 404 if isinstance(error, UnknownName) else 400, str(error))
