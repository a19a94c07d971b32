"""Screens a table of names: pasted or uploaded, answered in a page, and discarded when the answer is sent.

Nothing is kept between requests. The page contains the table and sends it back for a download or a filter.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from unitgraph.checking.answers import brief_dict
from unitgraph.checking.countries import country_code
from unitgraph.checking.relations import Status
from unitgraph.checking.remarks import several_caveats
from unitgraph.checking.screening import RowAnswer, output_columns
from unitgraph.exports.workbook import Sheet, write_workbook
from unitgraph.reading.maps import table_presets
from unitgraph.sources.rows import distinct
from unitgraph.system.clock import now
from unitgraph.system.errors import QueryError
from unitgraph.system.writing import csv_text
from unitgraph.web.http.rendering import DESCRIBED_BY, page, private_page
from unitgraph.web.http.uploads import Names
from unitgraph.web.query.asking import client_of, read_names
from unitgraph.web.service import Service
from unitgraph.web.settings import MEBIBYTE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
        "presets": table_presets(),
    }
    return {**empty, "service": service, "limits": service.settings.limits, "fields": fields, **more}


async def screen(request: Request) -> Response:
    """The answers to a pasted or uploaded table: as a page, or with ``format`` as CSV or JSON."""
    service: Service = request.state.service
    # A table that a page sends back may be larger than one that is uploaded.
    sent = await read_names(request, service.settings.limits.text + MEBIBYTE)
    fields, names = sent.fields, sent.names
    if names is None:
        return private_page("screen.html", 400, **_context(service, fields, fault=f"{sent.what}; {sent.remedy}"))
    try:
        country = country_code(fields.get("country"))
    except QueryError as error:
        return private_page("screen.html", 400, **_context(service, fields, fault=str(error)))
    found = await service.screen(names.questions(country), client=client_of(request))
    return await service.writing(lambda: _answered(service, fields, names, found))


def _answered(service: Service, fields: dict[str, str], names: Names, found: Sequence[RowAnswer]) -> Response:
    only = fields.get("only", "")
    told = zip(names.asked, names.rows, found, strict=True)
    kept = [(name, row, each) for (name, _), row, each in told if only in ("", each.status)]
    wanted = fields.get("format", "")
    if wanted == "csv":
        return _download(_csv(names, kept), "text/csv; charset=utf-8", "unitgraph-screening.csv")
    if wanted == "xlsx":
        return _download(_xlsx(service, names, kept), XLSX, "unitgraph-screening.xlsx")
    if wanted == "json":
        return _download(_json(service, names, kept), "application/json", "unitgraph-screening.json")
    counts = Counter(each.status for each in found)
    return private_page(
        "screen.html",
        **_context(
            service,
            fields,
            shown=[(name, each) for name, _, each in kept[: service.settings.limits.page_rows]],
            counts={str(status): counts[status] for status in Status if counts[status]},
            total=len(kept),
            names=names,
            carried=json.dumps([names.columns, names.rows, names.asked], ensure_ascii=False, separators=(",", ":")),
            only=only,
            told=_caveats(kept),
        ),
    )


Kept = Sequence[tuple[str, tuple[str, ...], RowAnswer]]
"""The name in question, the row and the answer."""


def _csv(names: Names, kept: Kept) -> bytes:
    rows = (output_columns(names.columns), *((*row, *found.cells) for _, row, found in kept))
    # The byte order mark tells spreadsheets that this is UTF-8.
    return csv_text(rows, "\r\n").encode("utf-8-sig", "replace")


def _xlsx(service: Service, names: Names, kept: Kept) -> bytes:
    rows = ((*row, *found.cells) for _, row, found in kept)
    made = io.BytesIO()
    about = replace(service.about, written=now())
    write_workbook([Sheet("Screening", output_columns(names.columns), rows)], made, about, in_memory=True)
    return made.getvalue()


def _json(service: Service, names: Names, kept: Kept) -> bytes:
    rows = [
        {
            "row": dict(zip(distinct(names.columns), row, strict=True)),
            "answer": brief_dict(found.answer) if found.answer else None,
            "reasons": found.reasons,
        }
        for _, row, found in kept
    ]
    content = {"rows": rows, "caveats": _caveats(kept), "about": replace(service.about, written=now()).as_dict()}
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _caveats(kept: Kept) -> tuple[str, ...]:
    return several_caveats(found.answer.caveats for _, _, found in kept if found.answer)


def _download(content: bytes, kind: str, name: str) -> Response:
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
        "link": DESCRIBED_BY,
    }
    return Response(content, 200, {**headers, "content-type": kind})


ROUTES = [Route("/screen", form), Route("/screen", screen, methods=["POST"])]
