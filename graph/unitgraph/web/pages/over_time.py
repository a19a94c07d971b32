"""The page of a unit in every list: for people, as CSV and as JSON."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from unitgraph.checking.days import as_of_day
from unitgraph.checking.history import History, history_dict, history_rows, unit_history
from unitgraph.system.writing import csv_text
from unitgraph.web.http.faults import Refusal
from unitgraph.web.http.negotiation import CSV
from unitgraph.web.http.rendering import DESCRIBED_BY, kept, page
from unitgraph.web.linked.former import replacement_of
from unitgraph.web.service import Service

_SUFFIXES = ("csv", "json", "html")


async def history(request: Request) -> Response:
    """What each list says of a unit, year by year; with ``.csv`` or ``.json`` as data. An IRI that was replaced
    redirects."""
    service: Service = request.state.service
    identifier, suffix = _divided(request.path_params["id"])
    iri = service.unit_iri(identifier)
    node = service.node(iri)
    if node is None:
        replacement_of(service.facts, iri)
        raise Refusal(404, "There is no unit with that id; search for its name.")
    day = as_of_day(request.query_params.get("as-of") or None)
    asked = f"?as-of={day}" if day else ""
    if node.iri != iri:
        return RedirectResponse(f"/history/{service.identifier(node)}{suffix and f'.{suffix}'}{asked}", 301)
    hierarchy = (await service.checker_of(day)).hierarchy
    found = await service.writing(lambda: unit_history(hierarchy, service.store, hierarchy[iri]))
    if suffix in ("csv", "json"):
        return _data(request, found, suffix)
    path = f"/history/{service.identifier(node)}"
    return page(request, "history.html", service=service, found=found, path=path, as_of=day, day_query=asked)


def _divided(path: str) -> tuple[str, str]:
    """The short name of a unit, and the suffix behind it."""
    stem, dot, suffix = path.rpartition(".")
    return (stem, suffix) if dot and suffix in _SUFFIXES else (path, "")


def _data(request: Request, found: History, suffix: str) -> Response:
    headers = {"link": DESCRIBED_BY}
    if suffix == "csv":
        return kept(request, csv_text(history_rows(found), "\r\n").encode(), CSV.content_type, headers)
    text = json.dumps(history_dict(found), ensure_ascii=False)
    return kept(request, text.encode(), "application/json", headers)


ROUTES = [Route("/history/{id:path}", history)]
