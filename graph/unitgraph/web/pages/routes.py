"""The home page, the answer to one name, the query library, and the page about the service."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from unitgraph.checking.days import as_of_day
from unitgraph.store.library import LibraryQuery, library
from unitgraph.system.errors import QueryError
from unitgraph.web.http.faults import Refusal
from unitgraph.web.http.rendering import page, private_page, render
from unitgraph.web.linked.dictionary import dictionary
from unitgraph.web.query.asking import ask, library_query, library_task
from unitgraph.web.service import Service
from unitgraph.web.settings import LONGEST_NAME


async def home(request: Request) -> Response:
    """The search page, with units by country and the meaning of each status; with ``q``, the answer to that name."""
    service: Service = request.state.service
    name = request.query_params.get("q", "").strip()
    country = request.query_params.get("country", "").strip()
    as_of = request.query_params.get("as-of", "").strip()
    context: dict[str, Any] = {"name": name, "country": country, "as_of": as_of, "answer": None, "fault": ""}
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


async def suggest(request: Request) -> Response:
    """Suggestions for the search box, as options."""
    service: Service = request.state.service
    nodes = service.hierarchy.search(request.query_params.get("q", "")[:200])
    response = HTMLResponse(render("suggestions.html", nodes=nodes))
    response.headers["cache-control"] = "no-store"
    return response


async def queries(request: Request) -> Response:
    """The query library."""
    groups: dict[str, list[LibraryQuery]] = {}
    for query in library().values():
        groups.setdefault(query.group, []).append(query)
    return page(request, "queries.html", groups=groups)


async def query(request: Request) -> Response:
    """One query: its form, and with ``run`` its result."""
    service: Service = request.state.service
    found = library_query(request.path_params["name"])
    given = {name: value.strip() for name, value in request.query_params.items() if name in found.parameters}
    values = {name: value for name, value in given.items() if value}
    if "run" not in request.query_params:
        return page(request, "query.html", **_context(service, found, given))
    try:
        task = library_task(found, values, "page", "page", service.settings.limits.page_rows)
        async with await ask(request, task) as answer:
            result = json.loads(await answer.shown())
            return page(request, "query.html", **_context(service, found, given, result, answer.cut))
    except QueryError as error:
        return private_page("query.html", 400, **_context(service, found, given, fault=str(error)))


def _context(
    service: Service,
    query: LibraryQuery,
    given: dict[str, str],
    result: dict[str, object] | None = None,
    cut: bool = False,
    fault: str = "",
) -> dict[str, Any]:
    values = {name: value for name, value in given.items() if value}
    path = f"/api/queries/{query.name}"
    links = [
        (form.upper(), f"{path}?{urlencode({**values, 'format': form})}") for form in ("csv", "tsv", "json", "xml")
    ]
    return {
        "service": service,
        "query": query,
        "given": given,
        "result": result,
        "cut": cut,
        "fault": fault,
        "links": links if query.columns else [],
        "limits": service.settings.limits,
    }


async def about(request: Request) -> Response:
    """Caveats, licence, the service's addresses for programs, and the data dictionary."""
    service: Service = request.state.service
    return page(request, "about.html", service=service, sections=dictionary(service.facts))


ROUTES = [
    Route("/", home),
    Route("/suggest", suggest),
    Route("/queries", queries),
    Route("/queries/{name}", query),
    Route("/about", about),
]
