"""Version 0.2, as used by OpenRefine."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from unitgraph.dataset.vocab import UG
from unitgraph.web.http.bodies import Json, media_type, natural
from unitgraph.web.http.faults import Refusal
from unitgraph.web.http.guard import POLICY
from unitgraph.web.http.pieces import PiecedResponse
from unitgraph.web.http.rendering import private_json, render
from unitgraph.web.http.sent import reconcile_parameters
from unitgraph.web.query.asking import long_json, read_sent
from unitgraph.web.reconcile.matching import (
    PROPERTIES,
    TYPE,
    PropertyCondition,
    ReconciliationCandidate,
    ReconciliationQuery,
    answer_all,
    answer_readable,
    describe,
    values_of,
)
from unitgraph.web.service import Service
from unitgraph.web.turns import slices

_CALLBACK = re.compile(r"[A-Za-z_$][\w$]{0,60}(?:\.[A-Za-z_$][\w$]{0,60}){0,3}", re.ASCII)
FRAMED = {"content-security-policy": POLICY.replace("frame-ancestors 'self'", "frame-ancestors *")}
"""A preview is shown in a frame of another tool."""
WIDTH, HEIGHT = 430, 300
VALUES = 5
"""How many values of properties may be asked for at once, for each name that may be screened."""


def manifest(service: Service, address: str) -> Json:
    """The service's description of itself."""
    endpoint = f"{address}/reconcile"
    service_url = {"service_url": endpoint}
    return {
        "versions": ["0.2"],
        "name": "unitgraph: units of security forces and the lists that deny them assistance",
        "identifierSpace": f"{service.base}unit/",
        "schemaSpace": UG,
        "documentation": f"{address}/about",
        "view": {"url": f"{address}/unit/{{{{id}}}}"},
        "defaultTypes": [{"id": TYPE[0], "name": TYPE[1]}],
        "suggest": {
            kind: {
                **service_url,
                "service_path": f"/suggest/{kind}",
                "flyout_service_url": endpoint,
                "flyout_service_path": f"/flyout/{kind}?id=${{id}}",
            }
            for kind in ("entity", "property", "type")
        },
        "preview": {"url": f"{endpoint}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "extend": {"propose_properties": {**service_url, "service_path": "/properties"}, "property_settings": []},
    }


async def endpoint(request: Request) -> Response:
    """The manifest; or the answer to ``queries``, a single ``query``, or ``extend``, in the address or as a form."""
    service: Service = request.state.service
    sent = reconcile_parameters(request.scope["query_string"])
    if request.method == "POST":
        if media_type(request) != "application/x-www-form-urlencoded":
            raise Refusal(415, "Send application/x-www-form-urlencoded.")
        sent_too = await read_sent("reconciliation", request, service.settings.limits.body)
        if twice := set(sent) & set(sent_too):
            raise Refusal(400, f"The parameter {min(twice)} is given more than once; give it once.")
        sent |= sent_too
    if "queries" in sent:
        return await _batch(request, sent["queries"])
    if "query" in sent:
        asked = {"query": sent["query"]} if isinstance(sent["query"], str) else sent["query"]
        (found,) = await answer_all(request, [read_query(asked)])
        return private_json({"result": [candidate(service, each) for each in found]})
    if "extend" in sent:
        return await long_json(request, await extended(service, *read_extension(sent["extend"])))
    return JSONResponse(manifest(service, service.address(request)))


async def _batch(request: Request, asked: Any) -> Response:
    service: Service = request.state.service
    if not isinstance(asked, dict):
        raise Refusal(400, "The queries must be an object with a query for each key.")
    check_number(service, len(asked))
    found = await answer_readable(request, asked.values(), read_query)
    told = partial(candidate, service)
    return await long_json(request, {key: {"result": map(told, some)} for key, some in zip(asked, found, strict=True)})


def check_number(service: Service, count: int) -> None:
    """Reject a batch that is too large."""
    if count > service.settings.limits.names:
        raise Refusal(413, f"At most {service.settings.limits.names:,} queries can be sent at once.")


def read_query(asked: Any) -> ReconciliationQuery:
    """A query of version 0.2. Rejected with 400 if invalid."""
    if not isinstance(asked, dict):
        raise Refusal(400, "A query must be an object.")
    name = asked.get("query", "")
    properties = asked.get("properties", [])
    if not isinstance(name, str) or not isinstance(properties, list) or not (name or properties or "query" in asked):
        raise Refusal(400, "A query needs text as 'query', or an array as 'properties'.")
    wanted = tuple(_wanted(each) for each in properties)
    types = asked.get("type", TYPE[0])
    of_type = TYPE[0] in (types if isinstance(types, list) else [types])
    return ReconciliationQuery(name, (), wanted, read_limit(asked.get("limit", 5)), of_type)


def _wanted(asked: Any) -> PropertyCondition:
    if not isinstance(asked, dict) or not isinstance(asked.get("pid"), str) or "v" not in asked:
        raise Refusal(400, "A property needs text as 'pid' and a value as 'v'.")
    return PropertyCondition(asked["pid"], read_values(asked["v"]))


def read_values(value: Any) -> tuple[str, ...]:
    """The values of a condition as text; for a reconciled value, its identifier."""
    values = value if isinstance(value, list) else [value]
    return tuple(str(each.get("id", "")) if isinstance(each, dict) else str(each) for each in values)


def read_limit(value: Any) -> int:
    """The requested number of candidates."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise Refusal(400, "The limit must be a number from 0.")
    return int(min(value, 1000))


def candidate(service: Service, found: ReconciliationCandidate) -> Json:
    """A candidate in the form of version 0.2."""
    return {
        "id": found.id,
        "name": found.node.name,
        "description": describe(service, found.node),
        "score": found.score,
        "match": found.match,
        "type": [{"id": TYPE[0], "name": TYPE[1]}],
        "features": [{"id": name, "value": value} for name, value in found.features],
    }


def read_extension(asked: Any) -> tuple[list[str], list[str]]:
    """The identifiers and properties of a data extension query. Rejected with 400 if invalid."""
    if not isinstance(asked, dict):
        raise Refusal(400, "A data extension query must be an object.")
    ids, properties = asked.get("ids"), asked.get("properties")
    if not isinstance(ids, list) or not isinstance(properties, list) or not all(isinstance(each, str) for each in ids):
        raise Refusal(400, "A data extension query needs arrays as 'ids' and 'properties'.")
    names = [each.get("id") if isinstance(each, dict) else None for each in properties]
    if not all(isinstance(name, str) for name in names):
        raise Refusal(400, "Each property must be an object with text as 'id'.")
    return ids, [str(name) for name in names]


def meta(name: str) -> Json:
    """The description of a property in the answer."""
    described = {"id": name, "name": PROPERTIES[name][0] if name in PROPERTIES else name}
    return {**described, "type": {"id": TYPE[0], "name": TYPE[1]}} if name == "parent" else described


def values(service: Service, identifier: str, name: str) -> list[Json]:
    """The values of a property of a unit; none if unknown."""
    node = service.node(service.unit_iri(identifier))
    if node is None:
        return []
    found = values_of(service, node, name)
    if name == "listedYears":
        return [{"int": int(text)} for text, _ in found]
    return [{"id": service.identifier(unit), "name": text} if unit else {"str": text} for text, unit in found]


async def extended(service: Service, ids: list[str], names: list[str]) -> Json:
    """The answer to a data extension query."""
    rows = await extension_rows(service, ids, names)
    return {"meta": [meta(name) for name in names], "rows": dict(zip(ids, rows, strict=True))}


async def extension_rows(service: Service, ids: list[str], names: list[str]) -> list[dict[str, list[Json]]]:
    """The values of each property, for each identifier. Rejected with 413 where these are too many."""
    check_number(service, len(ids))
    most = VALUES * service.settings.limits.names
    if len(ids) * len(names) > most:
        raise Refusal(413, f"At most {most:,} values (identifiers times properties) can be asked for at once.")

    def step(part: Sequence[str]) -> list[dict[str, list[Json]]]:
        return [{name: values(service, each, name) for name in names} for each in part]

    return [
        row for part in slices(ids, lambda _: 20 * len(names)) for row in await service.in_turn(partial(step, part))
    ]


async def properties(request: Request) -> Response:
    """The properties that can be fetched."""
    limit = natural(request.query_params.get("limit"))
    found = [{"id": key, "name": name, "description": holds} for key, (name, holds) in PROPERTIES.items()]
    shown = found[:limit]
    answer: Json = {"properties": shown, "type": request.query_params.get("type", TYPE[0])}
    return JSONResponse(answer if limit is None else {**answer, "limit": limit})


async def suggest(request: Request) -> Response:
    """Units, properties or types that begin with ``prefix``."""
    service: Service = request.state.service
    prefix = request.query_params.get("prefix", "")[:200]
    start = natural(request.query_params.get("cursor")) or 0
    return private_json({"result": suggested(service, request.path_params["kind"], prefix)[start:]})


def suggested(service: Service, kind: str, prefix: str) -> list[Json]:
    """Suggestions of a kind: entity, property or type."""
    if kind == "entity":
        return [
            {
                "id": service.identifier(node),
                "name": node.name,
                "description": describe(service, node),
                "notable": [{"id": TYPE[0], "name": TYPE[1]}],
            }
            for node in service.hierarchy.search(prefix)
        ]
    if kind == "property":
        every = [{"id": key, "name": name, "description": holds} for key, (name, holds) in PROPERTIES.items()]
    elif kind == "type":
        every = [{"id": TYPE[0], "name": TYPE[1], "description": "A body of the security forces of a country."}]
    else:
        raise Refusal(404, "")
    begun = prefix.casefold()
    return [each for each in every if each["id"].casefold().startswith(begun) or begun in each["name"].casefold()]


async def flyout(request: Request) -> Response:
    """A few words about a suggestion."""
    service: Service = request.state.service
    kind, identifier = request.path_params["kind"], request.query_params.get("id", "")
    node = service.node(service.unit_iri(identifier)) if kind == "entity" else None
    if node is not None:
        title, text = node.name, describe(service, node)
    elif kind == "property" and identifier in PROPERTIES:
        title, text = PROPERTIES[identifier]
    elif kind == "type" and identifier == TYPE[0]:
        title, text = TYPE[1], "A body of the security forces of a country."
    else:
        raise Refusal(404, "There is nothing with that identifier.")
    return JSONResponse({"id": identifier, "html": render("flyout.html", title=title, text=text)})


async def preview(request: Request) -> Response:
    """A preview of one unit."""
    service: Service = request.state.service
    node = service.node(service.unit_iri(request.query_params.get("id", "")))
    if node is None:
        raise Refusal(404, "There is no unit with that identifier.")
    text = render("preview.html", service=service, node=node, text=describe(service, node))
    return HTMLResponse(text, headers=FRAMED)


def _with_callback(handler: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """Answers a GET with ``callback`` by a script that calls it with the JSON (JSONP, as older clients of version 0.2
    ask). Rejected with 400 for what is not the name of a function."""

    async def handle(request: Request) -> Response:
        callback = request.query_params.get("callback", "") if request.method == "GET" else ""
        if callback and not _CALLBACK.fullmatch(callback):
            raise Refusal(400, "The callback must be the name of a JavaScript function.")
        response = await handler(request)
        if not callback:
            return response
        # Both are line ends in old versions of JavaScript. The comment keeps the name from beginning the content.
        body = await response.whole() if isinstance(response, PiecedResponse) else bytes(response.body)
        json = body.replace(b"\xe2\x80\xa8", b"\\u2028").replace(b"\xe2\x80\xa9", b"\\u2029")
        script = b"/**/" + callback.encode() + b"(" + json + b");"
        return Response(script, 200, {"cache-control": "no-store"}, media_type="text/javascript")

    return handle


ROUTES = [
    Route("/reconcile", _with_callback(endpoint), methods=["GET", "POST"]),
    Route("/reconcile/properties", _with_callback(properties)),
    Route("/reconcile/suggest/{kind}", _with_callback(suggest)),
    Route("/reconcile/flyout/{kind}", _with_callback(flyout)),
    Route("/reconcile/preview", preview),
]
