"""The home page, the answer to one name, and the page about the service."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from unitgraph.checking.answers import answer_dict
from unitgraph.checking.days import as_of_day
from unitgraph.checking.identities import with_evidence
from unitgraph.checking.screening import output_columns, result_cells
from unitgraph.system.errors import QueryError
from unitgraph.system.writing import csv_text
from unitgraph.web.http.faults import Refusal
from unitgraph.web.http.rendering import DESCRIBED_BY, page, private_json, private_page
from unitgraph.web.linked.dictionary import dictionary
from unitgraph.web.service import Service
from unitgraph.web.settings import LONGEST_NAME


async def home(request: Request) -> Response:
    """The search page, with units by country and the meaning of each status; with ``q``, the answer to that name."""
    service: Service = request.state.service
    name = request.query_params.get("q", "").strip()
    country = request.query_params.get("country", "").strip()
    as_of = request.query_params.get("as-of", "").strip()
    context: dict[str, Any] = {"name": name, "country": country, "as_of": as_of, "answer": None, "fault": ""}
    asked = {"q": name, "country": country, "as-of": as_of}
    context["beside"] = urlencode({key: value for key, value in asked.items() if value})
    context["day_query"] = f"?{urlencode({'as-of': as_of})}" if as_of else ""
    if not name:
        return page(request, "home.html", service=service, **context)
    if len(name) > LONGEST_NAME:
        raise Refusal(400, f"A unit name has at most {LONGEST_NAME:,} characters.")
    try:
        answer = await service.check(name, country or None, as_of_day(as_of or None))
    except QueryError as error:
        return private_page("home.html", 400, service=service, **context | {"fault": str(error)})
    return private_page("home.html", service=service, **context | {"answer": answer})


async def answer(request: Request) -> Response:
    """The answer of the page ``/?q=…`` as JSON or as one row of CSV."""
    service: Service = request.state.service
    given = request.query_params
    name, country = given.get("q", "").strip(), given.get("country", "").strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refusal(400, f"Give the name of a unit as q, of at most {LONGEST_NAME:,} characters.")
    found = await service.check(name, country or None, as_of_day(given.get("as-of", "").strip() or None))
    headers = {"cache-control": "no-store", "link": DESCRIBED_BY}
    if request.path_params["form"] == "json":
        return private_json(answer_dict(with_evidence(found, service.store)))
    if request.path_params["form"] != "csv":
        raise Refusal(404, "")
    rows = (output_columns(("name", "country")), (name, country, *result_cells(found)))
    return Response(csv_text(rows, "\r\n").encode(), 200, {**headers, "content-type": "text/csv; charset=utf-8"})


async def about(request: Request) -> Response:
    """Caveats, licence, the service's addresses for programs, and the data dictionary."""
    service: Service = request.state.service
    return page(request, "about.html", service=service, sections=dictionary(service.facts))


ROUTES = [
    Route("/", home),
    Route("/check.{form}", answer),
    Route("/about", about),
]
