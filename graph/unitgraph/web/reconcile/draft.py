"""Version 1.0, a draft of 2026: JSON bodies and an address for each task."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from unitgraph.web.http.bodies import Json
from unitgraph.web.http.faults import Refusal
from unitgraph.web.query.asking import long_json, read_json
from unitgraph.web.reconcile import current
from unitgraph.web.reconcile.current import (
    HEIGHT,
    WIDTH,
    candidate,
    check_number,
    extension_rows,
    meta,
    read_extension,
    read_limit,
    read_values,
)
from unitgraph.web.reconcile.matching import (
    TYPE,
    PropertyCondition,
    ReconciliationCandidate,
    ReconciliationQuery,
    answer_readable,
)
from unitgraph.web.service import Service

_QUANTIFIERS = ("any", "all", "none")


async def manifest(request: Request) -> Response:
    """The service's description of itself."""
    service: Service = request.state.service
    address = service.address(request)
    described = {
        "versions": ["1.0-draft"],
        "name": "unitgraph: units of security forces and the lists that deny them assistance",
        "lang": "en",
        "dir": "ltr",
        "identifierSpace": f"{service.base}unit/",
        "documentation": f"{address}/about",
        "view": {"url": f"{address}/unit/{{id}}"},
        "defaultTypes": [{"id": TYPE[0], "name": TYPE[1]}],
        "suggest": {"entity": True, "property": True, "type": True},
        "preview": {"width": WIDTH, "height": HEIGHT},
        "extend": {"proposeProperties": True, "propertySettings": []},
        "standardizedScore": True,
    }
    return JSONResponse(described)


async def match(request: Request) -> Response:
    """Candidates for a batch of queries."""
    service: Service = request.state.service
    asked = await read_json(request, service.settings.limits.body)
    queries = asked.get("queries") if isinstance(asked, dict) else None
    if not isinstance(queries, list):
        raise Refusal(400, "A batch must be an object with an array as 'queries'.")
    check_number(service, len(queries))
    found = await answer_readable(request, queries, _query)
    return await long_json(
        request, {"results": ({"candidates": [_candidate(service, each) for each in some]} for some in found)}
    )


def _query(asked: Any) -> ReconciliationQuery:
    conditions = asked.get("conditions") if isinstance(asked, dict) else None
    if not isinstance(conditions, list) or not conditions:
        raise Refusal(400, "A query must be an object with at least one of 'conditions'.")
    names: list[str] = []
    ids: list[str] = []
    wanted: list[PropertyCondition] = []
    for each in conditions:
        kind = each.get("matchType") if isinstance(each, dict) else None
        if kind not in ("name", "id", "property") or "propertyValue" not in each:
            raise Refusal(400, "A condition needs a 'matchType' (name, id or property) and a 'propertyValue'.")
        if kind == "name":
            names += read_values(each["propertyValue"])
        elif kind == "id":
            ids += read_values(each["propertyValue"])
        else:
            wanted.append(_wanted(each))
    of_type = asked.get("type", TYPE[0]) == TYPE[0]
    return ReconciliationQuery(", ".join(names), tuple(ids), tuple(wanted), read_limit(asked.get("limit", 5)), of_type)


def _wanted(asked: Json) -> PropertyCondition:
    name, quantifier = asked.get("propertyId"), asked.get("matchQuantifier", "any")
    if not isinstance(name, str) or quantifier not in _QUANTIFIERS:
        raise Refusal(
            400, "A condition on a property needs a 'propertyId'; its 'matchQuantifier' must be any, all or none."
        )
    return PropertyCondition(name, read_values(asked["propertyValue"]), quantifier, asked.get("required") is True)


def _candidate(service: Service, found: ReconciliationCandidate) -> Json:
    features = [{"id": name, "name": name.replace("-", " "), "value": value} for name, value in found.features]
    return candidate(service, found) | {"features": features}


async def extend(request: Request) -> Response:
    """Properties of units."""
    service: Service = request.state.service
    ids, names = read_extension(await read_json(request, service.settings.limits.body))
    found = await extension_rows(service, ids, names)
    rows = (
        {"id": each, "properties": [{"id": name, "values": row[name]} for name in names]}
        for each, row in zip(ids, found, strict=True)
    )
    return await long_json(request, {"meta": [meta(name) for name in names], "rows": rows})


_AT = "/reconcile/1"
ROUTES = [
    Route(_AT, manifest),
    Route(f"{_AT}/match", match, methods=["POST"]),
    Route(f"{_AT}/extend", extend, methods=["POST"]),
    Route(f"{_AT}/extend/propose", current.properties),
    Route(f"{_AT}/suggest/{{kind}}", current.suggest),
    Route(f"{_AT}/preview", current.preview),
]
