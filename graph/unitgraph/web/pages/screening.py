"""Screens a table of names: pasted or uploaded, answered in a page, and discarded when the answer is sent.

Nothing is kept between requests. The page contains the table and sends it back for a download or a filter.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from unitgraph.checking.answers import brief_dict
from unitgraph.checking.countries import country_code
from unitgraph.checking.relations import Status
from unitgraph.checking.remarks import several_caveats
from unitgraph.checking.screening import RowAnswer, output_columns
from unitgraph.sources.rows import distinct
from unitgraph.system.clock import now
from unitgraph.system.errors import QueryError, SourceError
from unitgraph.system.writing import csv_text
from unitgraph.web.http.bodies import parse_json
from unitgraph.web.http.faults import Refusal
from unitgraph.web.http.rendering import DESCRIBED_BY, page, private_page
from unitgraph.web.http.uploads import Names, check_number, read_form, read_names, uploaded
from unitgraph.web.service import Service


async def form(request: Request) -> Response:
    """The form."""
    service: Service = request.state.service
    return page(request, "screen.html", **_context(service, {}))


def _context(service: Service, fields: dict[str, str], **more: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {
        "fault": "",
        "shown": [],
        "counts": {},
        "total": 0,
        "names": None,
        "carried": "",
        "only": "",
    }
    return {**empty, "service": service, "limits": service.settings.limits, "fields": fields, **more}


async def screen(request: Request) -> Response:
    """The answers to a pasted or uploaded table: as a page, or with ``format`` as CSV or JSON."""
    service: Service = request.state.service
    sent = await read_form(request, service.settings.limits.upload)
    fields = {name: value for name, value in sent.items() if isinstance(value, str)}
    try:
        names = await _names(sent, fields, service)
    except SourceError as error:
        return private_page("screen.html", 400, **_context(service, fields, fault=f"{error.what}; {error.remedy}"))
    try:
        country = country_code(fields.get("country"))
    except QueryError as error:
        return private_page("screen.html", 400, **_context(service, fields, fault=str(error)))
    found = await service.screen(names.questions(country))
    only = fields.get("only", "")
    kept = [(row, each) for row, each in zip(names.rows, found, strict=True) if only in ("", each.status)]
    wanted = fields.get("format", "")
    if wanted == "csv":
        return _download(_csv(names, kept), "text/csv; charset=utf-8", "unitgraph-screening.csv")
    if wanted == "json":
        return _download(_json(service, names, kept), "application/json", "unitgraph-screening.json")
    counts = Counter(each.status for each in found)
    return private_page(
        "screen.html",
        **_context(
            service,
            {**fields, "names": ""},
            shown=[(row[names.name_at], each) for row, each in kept[: service.settings.limits.page_rows]],
            counts={str(status): counts[status] for status in Status if counts[status]},
            total=len(kept),
            names=names,
            carried=json.dumps([names.columns, names.rows, names.name_at, names.country_at], ensure_ascii=False),
            only=only,
            told=_caveats(kept),
        ),
    )


async def _names(sent: FormData, fields: dict[str, str], service: Service) -> Names:
    limits = service.settings.limits
    if fields.get("carried"):
        return _carried(fields["carried"], limits.names)
    if (upload := await uploaded(sent)) is not None:
        name, content = upload
        return await service.reading(lambda: read_names(content, name, fields, limits))
    text = fields.get("names", "")
    if not text.strip():
        raise SourceError("screen", "No names were given", "paste some, one per line, or choose a file")
    return _pasted(text, limits.names)


def _carried(text: str, most: int) -> Names:
    """The table sent back by a page."""
    found = parse_json(text)
    if not (isinstance(found, list) and len(found) == 4):
        raise Refusal(400, "The table sent back does not come from this service; start again at /screen.")
    columns, rows, name_at, country_at = found
    whole = isinstance(columns, list) and isinstance(rows, list) and isinstance(name_at, int)
    if not whole or not all(isinstance(row, list) and len(row) == len(columns) for row in rows):
        raise Refusal(400, "The table sent back does not come from this service; start again at /screen.")
    check_number(len(rows), most)
    places = [name_at] if country_at is None else [name_at, country_at]
    if not all(isinstance(at, int) and 0 <= at < len(columns) for at in places):
        raise Refusal(400, "The table sent back does not come from this service; start again at /screen.")
    return Names(tuple(map(str, columns)), tuple(tuple(map(str, row)) for row in rows), name_at, country_at)


def _pasted(text: str, most: int) -> Names:
    """One name per line, optionally followed by a tab, as copied from a spreadsheet, and its country."""
    lines = [line for line in text.splitlines() if line.strip()]
    check_number(len(lines), most)
    if not any("\t" in line for line in lines):
        return Names(("name",), tuple((line.strip(),) for line in lines), 0, None)
    cells = (line.split("\t") for line in lines)
    return Names(("name", "country"), tuple((each[0], each[1] if len(each) > 1 else "") for each in cells), 0, 1)


Kept = Sequence[tuple[tuple[str, ...], RowAnswer]]


def _csv(names: Names, kept: Kept) -> bytes:
    rows = (output_columns(names.columns), *((*row, *found.cells) for row, found in kept))
    # The byte order mark tells spreadsheets that this is UTF-8.
    return csv_text(rows, "\r\n").encode("utf-8-sig", "replace")


def _json(service: Service, names: Names, kept: Kept) -> bytes:
    rows = [
        {
            "row": dict(zip(distinct(names.columns), row, strict=True)),
            "answer": brief_dict(found.answer) if found.answer else None,
            "reasons": found.reasons,
        }
        for row, found in kept
    ]
    content = {"rows": rows, "caveats": _caveats(kept), "about": replace(service.about, written=now()).as_dict()}
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _caveats(kept: Kept) -> tuple[str, ...]:
    return several_caveats(found.answer.caveats for _, found in kept if found.answer)


def _download(content: bytes, kind: str, name: str) -> Response:
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
        "link": DESCRIBED_BY,
    }
    return Response(content, 200, {**headers, "content-type": kind})


ROUTES = [Route("/screen", form), Route("/screen", screen, methods=["POST"])]
