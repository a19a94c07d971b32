"""Passes the queries of requests to the query processes, and sends their answers."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Coroutine, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Send

from unitgraph.checking.findings import Checker
from unitgraph.checking.screening import NameAndCountry, RowAnswer
from unitgraph.store.library import LibraryQuery, library
from unitgraph.web.http.bodies import media_type, read_body
from unitgraph.web.http.faults import Refusal
from unitgraph.web.http.negotiation import GRAPHS, TABLES
from unitgraph.web.http.pieces import Pieces, json_pieces, pieced
from unitgraph.web.http.rendering import DESCRIBED_BY, PRIVATE
from unitgraph.web.http.sent import READERS
from unitgraph.web.http.uploads import SentForm, decoded_form
from unitgraph.web.query.worker import QueryTask, ReadTask
from unitgraph.web.query.workers import AnswerCut, StreamedResult
from unitgraph.web.service import Service
from unitgraph.web.settings import Limits

T = TypeVar("T")
QUICK_SECONDS = 0.5
SMALL_BODY = 1 << 16
"""A body of so many bytes is read at once; what it holds takes a millisecond."""
CONTENT_TYPES = {form.name: form.content_type for form in (*TABLES, *GRAPHS)}
CONTENT_TYPES["sheet"] = CONTENT_TYPES["csv"]
log = logging.getLogger("unitgraph.web")


def library_query(name: str) -> LibraryQuery:
    """The query of the library with that name. Refused with 404 if there is none."""
    query = library().get(name)
    if query is None:
        raise Refusal(404, "There is no query with that name in the library; see /queries.")
    return query


def library_task(query: LibraryQuery, values: Mapping[str, str], table: str, graph: str, rows: int) -> QueryTask:
    """A query of the library with its parameters, and the requested formats of its answer. Raises QueryError for
    parameters that it does not take."""
    bound = tuple((name, str(term)) for name, term in query.bind(values).items())
    return QueryTask(query.text, table, graph, rows, bindings=bound)


def client_of(request: Request) -> str:
    """The address of who asks."""
    return request.client.host if request.client else ""


async def read_names(request: Request, limit: int) -> SentForm:
    """The form that is sent, read in a process of its own. Rejected as by :func:`unitgraph.web.http.uploads.read_sent`,
    with 413 if it has more than ``limit`` bytes, and with 504 or 507 if reading it takes too long or too much."""
    return await read_form(request, await form_sent(request, limit))


async def form_sent(request: Request, limit: int) -> ReadTask:
    """The form that is sent, not yet read. Rejected with 413 if it has more than ``limit`` bytes."""
    if media_type(request) not in ("multipart/form-data", "application/x-www-form-urlencoded"):
        raise Refusal(415, "Send a form: multipart/form-data or application/x-www-form-urlencoded.")
    return ReadTask("table", request.headers["content-type"], await read_body(request, limit))


async def read_form(request: Request, task: ReadTask) -> SentForm:
    """What a form holds, read as by :func:`read_names`."""
    service: Service = request.state.service
    content = await _read(task, request)
    return await service.writing(lambda: decoded_form(content))


async def read_sent(what: str, request: Request, limit: int) -> Any:
    """The body of a request as what it is (a name in :data:`READERS`): JSON values. One that is not small is read in a
    process of its own. Rejected as by :func:`read_names`, and as by its reader."""
    service: Service = request.state.service
    body = await read_body(request, limit)
    if len(body) <= SMALL_BODY:
        return json.loads(READERS[what]("", body, service.settings.limits, {}))
    content = await _read(ReadTask(what, "", body), request)
    return await service.writing(lambda: json.loads(content))


async def read_json(request: Request, limit: int) -> Any:
    """The body as JSON. Rejected as by :func:`read_sent`, and with 415 for another media type."""
    if media_type(request) not in ("application/json", ""):
        raise Refusal(415, "Send application/json.")
    return await read_sent("json", request, limit)


async def _read(task: ReadTask, request: Request) -> bytes:
    service: Service = request.state.service
    try:
        async with await unless_gone(service.readers.ask(task, client_of(request)), request) as answer:
            return await answer.whole()
    except AnswerCut:
        raise Refusal(503, "What was sent could not be read in time.", {"retry-after": "5"}) from None


async def screened(
    request: Request, questions: Sequence[NameAndCountry], checker: Checker | None = None
) -> list[RowAnswer]:
    """The results for names with their countries, unless who asks disconnects first. Rejected as by
    :meth:`Service.screen`."""
    service: Service = request.state.service
    return await unless_gone(service.screen(questions, checker, client_of(request)), request)


async def long_answer(request: Request, pieces: Pieces, headers: Mapping[str, str]) -> Response:
    """An answer about names that someone sent, which may be long: not cached. Rejected with 429 where its client has
    yet to read too many."""
    service: Service = request.state.service
    slot = partial(service.turns.sending, client_of(request))
    told = {**PRIVATE, **headers}
    return await pieced(pieces, service.writing, told, service.settings.limits.stall_seconds, slot)


async def long_json(request: Request, content: Any) -> Response:
    """A long answer as JSON; see :func:`json_pieces`."""
    return await long_answer(request, json_pieces(content), {"content-type": "application/json"})


async def ask(request: Request, task: QueryTask) -> StreamedResult:
    """The answer to a query of a request, unless its client disconnects first: then the query is stopped. Raises
    QueryFault for a query without an answer."""
    service: Service = request.state.service
    return await unless_gone(service.pool.ask(task, client_of(request)), request)


async def unless_gone(asking: Coroutine[Any, Any, T], request: Request) -> T:
    """What a step gives; it is stopped where its client disconnects before."""
    # For fast queries this is not checked; usually the check would cost more than the query.
    loop = asyncio.get_running_loop()
    me = asyncio.current_task()
    assert me is not None
    watching: list[asyncio.Task[None]] = []
    timer = loop.call_later(QUICK_SECONDS, lambda: watching.append(loop.create_task(_cancel_when_gone(request, me))))
    try:
        return await asking
    except asyncio.CancelledError:
        if not (watching and watching[0].done()):
            raise
        me.uncancel()
        raise Refusal(400, "The client disconnected.") from None
    finally:
        timer.cancel()
        for each in watching:
            each.cancel()


async def _cancel_when_gone(request: Request, waiting: asyncio.Task[Any]) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    waiting.cancel()


async def stream(answer: StreamedResult, send: Send, limits: Limits) -> None:
    """Send an answer as it arrives. One that breaks off is left without an end, so that nobody takes it for complete:
    the server closes the connection."""
    headers = [
        (b"content-type", CONTENT_TYPES[answer.form].encode()),
        (b"vary", b"Accept"),
        (b"link", DESCRIBED_BY.encode()),
        (b"unitgraph-row-limit", str(limits.rows).encode()),
    ]
    if answer.cut:
        headers.append((b"unitgraph-truncated", b"rows"))
    if answer.complete:
        body = await answer.whole()
        headers.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})
        return
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    try:
        async for piece in answer.body():
            async with asyncio.timeout(limits.stall_seconds):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
    except (AnswerCut, TimeoutError):
        log.warning("an answer broke off: time, memory or row limit reached, or its client stopped reading")
        return
    await send({"type": "http.response.body", "body": b""})
