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

from starlette.datastructures import FormData
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
from unitgraph.system.errors import QueryError, SourceError
from unitgraph.system.writing import csv_text
from unitgraph.web.http.bodies import parse_json
from unitgraph.web.http.faults import Refusal
from unitgraph.web.http.rendering import DESCRIBED_BY, page, private_page
from unitgraph.web.http.uploads import Names, check_number, of_columns, read_form, read_names, uploaded
from unitgraph.web.service import Service

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
    told = zip(names.asked, names.rows, found, strict=True)
    kept = [(name, row, each) for (name, _), row, each in told if only in ("", each.status)]
    wanted = fields.get("format", "")
    if wanted == "csv":
        return _download(_csv(names, kept), "text/csv; charset=utf-8", "unitgraph-screening.csv")
    if wanted == "xlsx":
        content = await service.reading(lambda: _xlsx(service, names, kept))
        return _download(content, XLSX, "unitgraph-screening.xlsx")
    if wanted == "json":
        return _download(_json(service, names, kept), "application/json", "unitgraph-screening.json")
    counts = Counter(each.status for each in found)
    return private_page(
        "screen.html",
        **_context(
            service,
            {**fields, "names": ""},
            shown=[(name, each) for name, _, each in kept[: service.settings.limits.page_rows]],
            counts={str(status): counts[status] for status in Status if counts[status]},
            total=len(kept),
            names=names,
            carried=json.dumps([names.columns, names.rows, names.asked], ensure_ascii=False),
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
    if not (isinstance(found, list) and len(found) == 3 and all(isinstance(each, list) for each in found)):
        raise Refusal(400, _STRANGE)
    columns, rows, asked = found
    check_number(len(rows), most)
    whole = all(isinstance(row, list) and len(row) == len(columns) for row in rows)
    pairs = all(
        isinstance(each, list) and len(each) == 2 and all(isinstance(one, str) for one in each) for each in asked
    )
    if not (columns and whole and pairs and len(asked) == len(rows)):
        raise Refusal(400, _STRANGE)
    cells = tuple(tuple(map(str, row)) for row in rows)
    return Names(tuple(map(str, columns)), cells, tuple((name, country) for name, country in asked))


_STRANGE = "The table sent back does not come from this service; start again at /screen."


def _pasted(text: str, most: int) -> Names:
    """One name per line, optionally followed by a tab, as copied from a spreadsheet, and its country."""
    lines = [line for line in text.splitlines() if line.strip()]
    check_number(len(lines), most)
    if not any("\t" in line for line in lines):
        return of_columns(("name",), [(line.strip(),) for line in lines], 0, None)
    cells = (line.split("\t") for line in lines)
    return of_columns(("name", "country"), [(each[0], each[1] if len(each) > 1 else "") for each in cells], 0, 1)


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
