"""Screens a table of names: pasted or uploaded, with its sheet and columns picked from a preview where that is wanted.

What pages of one screening need is kept in memory, for ten minutes at most, under an address that nobody can guess; a
download is the end of it. Asked with ``format``, the answer is sent at once, and nothing is kept.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from unitgraph.checking.countries import country_code
from unitgraph.checking.screening import NameAndCountry, RowAnswer
from unitgraph.reading.maps import preset_names
from unitgraph.system.errors import QueryError
from unitgraph.web.http.bodies import natural
from unitgraph.web.http.faults import Refusal
from unitgraph.web.http.rendering import private_page
from unitgraph.web.http.uploads import CHOSEN, FIELDS, SentForm
from unitgraph.web.pages.screened import Screening
from unitgraph.web.pages.screening_files import FORMS, caveats_of, download_headers, written
from unitgraph.web.query.asking import client_of, form_sent, long_answer, read_form, unless_gone
from unitgraph.web.query.worker import ReadTask
from unitgraph.web.service import Service
from unitgraph.web.settings import MEBIBYTE

PATIENCE = 1.0
"""Seconds after which a page shows how far a screening is."""
GONE = "This table is no longer kept: it was downloaded or discarded, or ten minutes have passed. Send it again."


@dataclass(slots=True)
class PreviewedTable:
    """A form with a table whose columns a person picks: as it was sent, and what it held."""

    task: ReadTask
    sent: SentForm


async def form(request: Request) -> Response:
    """The form."""
    return private_page("screen.html", **_context(request.state.service, {}))


def _context(service: Service, fields: dict[str, str], **more: Any) -> dict[str, Any]:
    context: dict[str, Any] = {"fault": "", "key": "", "screening": None, "preview": None, "presets": preset_names()}
    return {**context, "service": service, "limits": service.settings.limits, "fields": fields, **more}


async def screen(request: Request) -> Response:
    """A pasted or uploaded table: leads to the address of its answers, or to a preview from which its columns are
    picked; with ``format``, the answers as a file."""
    service: Service = request.state.service
    task = await form_sent(request, service.settings.limits.upload + MEBIBYTE)
    sent = await read_form(request, task)
    if sent.preview is not None and "format" not in sent.fields:
        key = service.held.keep(PreviewedTable(task, sent), len(task.body), client_of(request))
        return RedirectResponse(f"/screen/{key}", 303)
    return await _screened(request, sent)


async def _screened(request: Request, sent: SentForm, replaced: str = "") -> Response:
    """The answers to what a form held; they take the place of what has the key ``replaced``."""
    service: Service = request.state.service
    fields, names = sent.fields, sent.names
    if names is None:
        return private_page("screen.html", 400, **_context(service, fields, fault=f"{sent.what}; {sent.remedy}"))
    try:
        screening = Screening(names, country_code(fields.get("country")), fields)
    except QueryError as error:
        return private_page("screen.html", 400, **_context(service, fields, fault=str(error)))
    if "format" in fields:
        await unless_gone(_answer(service, screening, client_of(request)), request)
        return await _as_file(request, screening, fields["format"], fields.get("only", ""))
    service.held.drop(replaced)
    key = service.held.keep(screening, screening.weight, client_of(request), screening.stop)
    working = screening.working = asyncio.create_task(_answer_later(service, screening, client_of(request), key))
    await asyncio.wait((working,), timeout=PATIENCE)
    return RedirectResponse(f"/screen/{key}", 303)


async def _answer(service: Service, screening: Screening, client: str) -> None:
    def done(count: int) -> None:
        screening.done = count

    questions = [screening.question(each) for each in screening.names.asked]
    found = await service.screen(questions, client=client, done=done)
    # Rows that ask the same share an answer, which may name hundreds of listed units.
    shared: dict[NameAndCountry, RowAnswer] = {}
    screening.found = [shared.setdefault(each, answer) for each, answer in zip(questions, found, strict=True)]


async def _answer_later(service: Service, screening: Screening, client: str, key: str) -> None:
    try:
        await _answer(service, screening, client)
        service.held.weigh(key, screening.weight)
    except HTTPException as error:
        screening.fault = error.detail
    except Exception:
        screening.fault = "The screening failed; send the table again."
        raise


async def held(request: Request) -> Response:
    """What is kept at this address: a preview, how far a screening is, or its answers."""
    service: Service = request.state.service
    key, kept = _kept(request)
    only = request.query_params.get("only", "")
    if isinstance(kept, PreviewedTable):
        return _previewed(service, key, kept)
    if kept.fault:
        return private_page("screen.html", 503, **_context(service, kept.fields, fault=kept.fault))
    if "hx-request" in request.headers and kept.found is not None:
        return Response(None, 204, {"hx-refresh": "true", "cache-control": "no-store"})
    return await service.writing(lambda: _answered(service, key, kept, only))


def _kept(request: Request) -> tuple[str, PreviewedTable | Screening]:
    service: Service = request.state.service
    key = request.path_params["key"]
    kept = service.held.get(key)
    if not isinstance(kept, PreviewedTable | Screening):
        raise Refusal(410, GONE)
    return key, kept


def _previewed(service: Service, key: str, upload: PreviewedTable) -> Response:
    sent = upload.sent
    fault = f"{sent.what}; {sent.remedy}" if sent.what else ""
    context = _context(service, sent.fields, key=key, preview=sent.preview, fault=fault)
    return private_page("screen.html", **context)


def _answered(service: Service, key: str, screening: Screening, only: str) -> Response:
    context = _context(
        service,
        screening.fields,
        key=key,
        screening=screening,
        shown=list(screening.shown(only, service.settings.limits.page_rows)),
        total=sum(only in ("", found.status) for found in screening.found or ()),
        only=only,
        told=caveats_of(screening.found or ()),
    )
    return private_page("screen.html", **context)


async def change(request: Request) -> Response:
    """A step of a person: the columns of a previewed table, the country of a row, or that all is discarded."""
    service: Service = request.state.service
    key, kept = _kept(request)
    step = await form_sent(request, MEBIBYTE)
    if isinstance(kept, PreviewedTable):
        return await _picked(request, key, kept, step)
    fields = (await read_form(request, step)).fields
    if "discard" in fields:
        service.held.drop(key)
        return RedirectResponse("/screen", 303)
    number, code = natural(fields.get("row")), country_code(fields.get("country")) or ""
    if kept.found is None or number is None or number >= len(kept.names.asked):
        raise Refusal(400, "There is no such row in this table.")
    await _choose(service, kept, number, code)
    only = fields.get("only", "")
    return RedirectResponse(f"/screen/{key}{f'?only={only}' if only in kept.counts() else ''}#row-{number}", 303)


async def _choose(service: Service, screening: Screening, number: int, code: str) -> None:
    """Answer again for the country of a code, or without one for that of the table, all rows that ask the same."""
    asked = screening.names.asked[number]
    if code:
        screening.chosen[asked] = code
    else:
        screening.chosen.pop(asked, None)
    found: list[RowAnswer] = await service.screen([screening.question(asked)])
    screening.settled(asked, found[0])


async def _picked(request: Request, key: str, upload: PreviewedTable, step: ReadTask) -> Response:
    """The previewed table with the fields of a second form: another preview, or its answers."""
    service: Service = request.state.service
    fields = (await read_form(request, step)).fields
    if "discard" in fields:
        service.held.drop(key)
        return RedirectResponse("/screen", 303)
    told = {name: text for name, text in fields.items() if name in (*FIELDS, CHOSEN, "country", "look")}
    more = {"column": "", "country_column": "", "look": "", **told}
    sent = await read_form(request, replace(upload.task, more=tuple(more.items())))
    if sent.names is None:
        upload.sent = sent if sent.preview else replace(upload.sent, what=sent.what, remedy=sent.remedy)
        return RedirectResponse(f"/screen/{key}", 303)
    return await _screened(request, sent, key)


async def as_file(request: Request) -> Response:
    """The answers of a screening as a file; then they are no longer kept."""
    service: Service = request.state.service
    key, kept = _kept(request)
    if isinstance(kept, PreviewedTable) or kept.found is None:
        raise Refusal(404, "There are no answers yet.")
    made = await _as_file(request, kept, request.path_params["form"], request.query_params.get("only", ""))
    if request.method == "GET":  # who only looks takes nothing along
        service.held.drop(key)
    return made


async def _as_file(request: Request, screening: Screening, form: str, only: str) -> Response:
    if form not in FORMS:
        raise Refusal(400, f"A screening is available as {', '.join(FORMS)}.")
    return await long_answer(request, written(request.state.service, screening, form, only), download_headers(form))


ROUTES = [
    Route("/screen", form),
    Route("/screen", screen, methods=["POST"]),
    Route("/screen/{key}.{form}", as_file),
    Route("/screen/{key}", held),
    Route("/screen/{key}", change, methods=["POST"]),
]
