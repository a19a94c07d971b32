"""The page that compares two lists."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from unitgraph.checking.list_diff import Change, DenialChange, ListDiff, diff_lists
from unitgraph.system.errors import QueryError
from unitgraph.system.writing import csv_text
from unitgraph.web.http.negotiation import CSV
from unitgraph.web.http.rendering import DESCRIBED_BY, kept, page
from unitgraph.web.service import Service

HEADINGS = {
    Change.NEW: "New",
    Change.GONE: "Gone, which is no clearance",
    Change.REWORDED: "Reworded: denied by both in other words",
}
SHOWN_CHANGES = 500
"""Units and edges of each kind that the page shows; the JSON holds all."""


async def diff(request: Request) -> Response:
    """The form; with ``before`` and ``after``, what is new, gone and reworded in one list, seen from the other."""
    service: Service = request.state.service
    before, after = (request.query_params.get(name, "").strip() for name in ("before", "after"))
    context: dict[str, Any] = {
        "service": service,
        "before": before,
        "after": after,
        "found": None,
        "changes": [],
        "fault": "",
    }
    if not before or not after:
        return page(request, "diff.html", **context)
    try:
        found = await service.in_turn(lambda: diff_lists(service.hierarchy, service.store, before, after))
    except QueryError as error:
        return page(request, "diff.html", 400, **context | {"fault": str(error)})
    context |= {"found": found, "changes": _by_change(found), "most": SHOWN_CHANGES}
    return page(request, "diff.html", **context)


async def diff_table(request: Request) -> Response:
    """The comparison as CSV, a row for each entry, unit and edge."""
    service: Service = request.state.service
    before, after = (request.query_params.get(name, "").strip() for name in ("before", "after"))
    found = await service.in_turn(lambda: diff_lists(service.hierarchy, service.store, before, after))
    text = await service.writing(lambda: csv_text(found.rows(), "\r\n"))
    return kept(request, text.encode(), CSV.content_type, {"link": DESCRIBED_BY})


def _by_change(found: ListDiff) -> list[tuple[str, list[DenialChange]]]:
    return [(words, [each for each in found.denials if each.change is change]) for change, words in HEADINGS.items()]


ROUTES = [Route("/diff", diff), Route("/diff.csv", diff_table)]
