"""The query library: its pages, with a form for each query whose parameters are picked by name."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from unitgraph.checking.countries import country_code
from unitgraph.dataset.vocab import term
from unitgraph.index.units import Node
from unitgraph.store.library import LibraryQuery, Parameter, library
from unitgraph.system.errors import QueryError, UnknownName
from unitgraph.web.http.rendering import page, private_page
from unitgraph.web.pages.plainpage import told
from unitgraph.web.pages.suggesting import suggested
from unitgraph.web.query.asking import ask, library_query, library_task
from unitgraph.web.service import Service
from unitgraph.web.settings import LONGEST_NAME

FORMS = ("csv", "json", "tsv", "xml")
_ENTRY = re.compile(r"(?:list )?(.+?),? line (\d{1,9})", re.IGNORECASE)


async def queries(request: Request) -> Response:
    """The query library."""
    groups: dict[str, list[LibraryQuery]] = {}
    for query in library().values():
        groups.setdefault(query.group, []).append(query)
    return page(request, "queries.html", service=request.state.service, groups=groups)


def kind_of(parameter: Parameter) -> str:
    """What a parameter takes: a ``unit``, an ``entry``, a ``list``, a ``level``, a ``country``, a ``date``, or
    ``text``."""
    if parameter.name == "code":
        return "country"
    if parameter.type != "iri":
        return "date" if parameter.type == "date" else "text"
    _, entry, _ = parameter.example.partition("/entry/")
    kinds = {"/unit/": "unit", "/list/": "entry" if entry else "list", "/ns#": "level"}
    return next((kind for part, kind in kinds.items() if part in parameter.example), "text")


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A value that a parameter cannot take as it is written: why, and the units that it may mean."""

    parameter: str
    what: str
    units: tuple[Node, ...] = ()


async def query(request: Request) -> Response:
    """One query: its form, and with ``run`` its result. What is told by name leads to the address with the IRIs."""
    service: Service = request.state.service
    found = library_query(request.path_params["name"])
    given = {name: value.strip() for name, value in request.query_params.items() if name in found.parameters}
    values = {name: value for name, value in given.items() if value}
    if "run" not in request.query_params:
        return page(request, "query.html", **_context(service, found, given))
    settled = dict(values)
    for name, value in values.items():
        told = await _settled(service, found.parameters[name], value)
        if isinstance(told, Unsettled):
            context = _context(service, found, given, unsettled=told, ways=_ways(found, values, told))
            return private_page("query.html", 400, **context)
        settled[name] = told
    if settled != values:
        return RedirectResponse(f"/queries/{found.name}?{urlencode({'run': 1, **settled})}", 303)
    try:
        task = library_task(found, values, "page", "page", service.settings.limits.page_rows)
        async with await ask(request, task) as answer:
            result = json.loads(await answer.shown())
            return page(request, "query.html", **_context(service, found, given, result=result, cut=answer.cut))
    except QueryError as error:
        return private_page("query.html", 400, **_context(service, found, given, fault=str(error)))


async def _settled(service: Service, parameter: Parameter, text: str) -> str | Unsettled:
    """The value that a text names for a parameter."""
    kind = kind_of(parameter)
    if kind == "country" and not re.fullmatch(r"[A-Z]{2}", text):
        try:
            return country_code(text) or text
        except QueryError as error:
            return Unsettled(parameter.name, str(error))
    if parameter.type != "iri" or text.startswith(("http://", "https://")):
        return text
    if kind == "unit":
        return await _unit(service, parameter, text[:LONGEST_NAME])
    if kind == "entry":
        return _entry(service, parameter, text)
    return text


async def _unit(service: Service, parameter: Parameter, text: str) -> str | Unsettled:
    try:
        return (await service.in_turn(lambda: service.checker.find(text))).iri
    except UnknownName:
        units = await suggested(service, text)
        what = "Choose the unit." if units else "No unit of that name is in the graph."
        return Unsettled(parameter.name, what, tuple(units))


def _entry(service: Service, parameter: Parameter, text: str) -> str | Unsettled:
    """The entry that is told as in answers: ``list 2018, line 60``."""
    told = _ENTRY.fullmatch(text)
    found = next((each for each in service.lists if told and each.name == told[1]), None)
    entries = service.facts.subjects("dcterms:isPartOf", found.iri) if found else []
    lines = [each for each in entries if told and service.facts.one(each, "ug:line") == told[2]]
    if len(lines) == 1:
        return lines[0]
    what = "Several entries stand on that line; give the IRI of one." if lines else "There is no such entry."
    return Unsettled(parameter.name, what)


def _ways(query: LibraryQuery, values: dict[str, str], unsettled: Unsettled) -> list[tuple[Node, str]]:
    """The units that a name may mean, each with the address of its result."""
    path = f"/queries/{query.name}?"
    return [(each, path + urlencode({"run": 1, **values, unsettled.parameter: each.iri})) for each in unsettled.units]


def _context(service: Service, query: LibraryQuery, given: dict[str, str], **more: Any) -> dict[str, Any]:
    values = {name: value for name, value in given.items() if value}
    links = [(form.upper(), f"/queries/{query.name}.{form}?{urlencode(values)}".rstrip("?")) for form in FORMS]
    levels = service.facts.subjects("skos:inScheme", term("ug:Levels"))
    context: dict[str, Any] = {"result": None, "cut": False, "fault": "", "unsettled": None, "ways": []}
    return {
        **context,
        "service": service,
        "query": query,
        "kind_of": kind_of,
        "named_as": lambda iri: node.name if (node := service.node(iri)) else told(service, iri),
        "given": given,
        "named": {name: node.name for name, value in values.items() if (node := service.node(value))},
        "choices": {
            "list": [(each.iri, each.title) for each in service.lists],
            "level": sorted(((each, service.facts.label(each)) for each in levels), key=lambda each: each[1]),
        },
        "links": links if query.columns else [],
        "limits": service.settings.limits,
        **more,
    }


ROUTES = [Route("/queries", queries), Route("/queries/{name}", query)]
