"""The JSON API, described by the OpenAPI document at ``/api/openapi.json``."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date
from itertools import islice
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from unitgraph.checking.answers import answer_dict, brief_dict, unit_dict
from unitgraph.checking.chains import chain_dicts, chains_of
from unitgraph.checking.countries import country_code
from unitgraph.checking.days import as_of_day
from unitgraph.checking.denied import denied_dict, denied_under_unit
from unitgraph.checking.history import history_dict, unit_history
from unitgraph.checking.identities import with_evidence
from unitgraph.checking.list_diff import diff_dict, diff_lists
from unitgraph.checking.relations import findings_about
from unitgraph.checking.remarks import caveats_about, several_caveats
from unitgraph.checking.screening import RowAnswer
from unitgraph.index.units import Node
from unitgraph.store.library import library, queries_dict
from unitgraph.web.api.openapi import IRI, NAMED, document
from unitgraph.web.http.bodies import Json, form_pairs, media_type, natural, single
from unitgraph.web.http.faults import Refusal
from unitgraph.web.http.negotiation import TABLES, TURTLE, choose
from unitgraph.web.http.rendering import DESCRIBED_BY, kept, private_json
from unitgraph.web.http.uploads import FIELDS
from unitgraph.web.linked.former import replacement_of
from unitgraph.web.query.asking import (
    ask,
    library_query,
    library_task,
    long_json,
    read_json,
    read_names,
    screened,
    stream,
)
from unitgraph.web.service import Service
from unitgraph.web.settings import LONGEST_NAME, MEBIBYTE

PAGE = 100
MOST = 1_000
"""The maximum number of units in a response."""


def _parameters(request: Request, known: Iterable[str]) -> dict[str, str]:
    """The query parameters. Rejected with 400: unknown or duplicate ones."""
    pairs = form_pairs(request.scope["query_string"])
    allowed = set(known)
    for name, _ in pairs:
        if name not in allowed:
            raise Refusal(400, f"Unknown parameter {name[:40]!r}; use one of: {', '.join(sorted(allowed))}.")
    return {name: value for name in allowed if (value := single(pairs, name)) is not None}


def _kept(request: Request, content: Any) -> Response:
    return kept(request, bytes(JSONResponse(content).body), "application/json", {"link": DESCRIBED_BY})


def _name(text: object) -> str:
    if not isinstance(text, str) or not re.search(NAMED, text):
        raise Refusal(400, "The name of a unit must be non-empty text.")
    if len(text) > LONGEST_NAME:
        raise Refusal(400, f"A unit name has at most {LONGEST_NAME:,} characters.")
    return text


def _country(told: object) -> str | None:
    """The code of a country. Rejected with 400 if unknown, as is everything that raises QueryError."""
    if told is None:
        return None
    if not isinstance(told, str) or not told.strip():
        raise Refusal(400, "A country must be an ISO 3166-1 code or an English name.")
    return country_code(told)


def _count(text: str | None, default: int, least: int, most: int, what: str) -> int:
    if text is None:
        return default
    number = natural(text)
    if number is None or not least <= number <= most:
        raise Refusal(400, f"{what} must be a number from {least} to {most}.")
    return number


async def check(request: Request) -> Response:
    """Whether a unit, or one around it, is listed."""
    service: Service = request.state.service
    given = _parameters(request, ("name", "country", "as-of"))
    day = as_of_day(given.get("as-of"))
    if "name" not in given:
        raise Refusal(400, "Give the name of a unit in the parameter 'name'.")
    answer = await service.check(_name(given["name"]), _country(given.get("country")), day)
    return private_json(answer_dict(with_evidence(answer, service.store)))


async def screen(request: Request) -> Response:
    """The same for many."""
    service: Service = request.state.service
    _parameters(request, ())
    if media_type(request) == "multipart/form-data":
        return await _screen_table(request, service)
    asked = await read_json(request, service.settings.limits.upload)
    names = asked.get("names") if isinstance(asked, dict) else None
    if not isinstance(asked, dict) or not isinstance(names, list) or set(asked) - {"names", "country", "asOf"}:
        raise Refusal(400, "Send an object with an array 'names' and optionally 'country' and 'asOf'.")
    if len(names) > service.settings.limits.names:
        raise Refusal(400, f"At most {service.settings.limits.names:,} names can be screened at once.")
    country = _country(asked.get("country"))
    checker = await service.checker_of(_day(asked.get("asOf")))
    questions = await service.writing(lambda: [_row(each, country) for each in names])
    found = await screened(request, questions, checker)
    return await long_json(request, _screening(found, (), checker.remarks))


async def _screen_table(request: Request, service: Service) -> Response:
    """The answers to a table, in the order of its rows; null for a row without a name."""
    # The form is a little more than the file in it.
    sent = await read_names(request, service.settings.limits.upload + MEBIBYTE)
    if not sent.has_file or set(sent.fields) - {"country", "asOf", *FIELDS}:
        raise Refusal(400, f"Send a table as 'file', with any of the fields country, asOf, {', '.join(FIELDS)}.")
    country = _country(sent.fields.get("country") or None)
    checker = await service.checker_of(_day(sent.fields.get("asOf") or None))
    names = sent.names
    if names is None:
        raise Refusal(400, f"{sent.where}: {sent.what}; {sent.remedy}")
    found = await screened(request, names.questions(country), checker)
    return await long_json(request, _screening(found, names.bad, (*names.remarks, *checker.remarks)))


def _screening(found: Sequence[RowAnswer], bad: Iterable[tuple[int, str]], remarks: Iterable[str]) -> Json:
    answers = [each.answer for each in found]
    return {
        "answers": (None if answer is None else brief_dict(answer) for answer in answers),
        "unread": [{"row": number, "fault": fault} for number, fault in bad],
        "remarks": list(remarks),
        "caveats": several_caveats(answer.caveats for answer in answers if answer is not None),
    }


def _day(told: object) -> date | None:
    """The day as of which to answer. Rejected with 400 if it is none, as is everything that raises QueryError."""
    if told is not None and not isinstance(told, str):
        raise Refusal(400, "A day must be text, as 2019-04-30.")
    return as_of_day(told)


def _row(asked: Any, country: str | None) -> tuple[str, str | None]:
    """A row: a name, or an object with a name and optionally a country."""
    if isinstance(asked, dict):
        if set(asked) - {"name", "country"}:
            raise Refusal(400, "Each name must be text, or an object with 'name' and optionally 'country'.")
        return _name(asked.get("name")), _country(asked.get("country")) or country
    return _name(asked), country


async def units(request: Request) -> Response:
    """The units, by IRI."""
    service: Service = request.state.service
    given = _parameters(request, ("country", "listed", "limit", "offset"))
    country = _country(given.get("country"))
    listed = given.get("listed")
    if listed not in (None, "true", "false"):
        raise Refusal(400, "listed must be true or false.")
    limit = _count(given.get("limit"), PAGE, 1, MOST, "limit")
    offset = _count(given.get("offset"), 0, 0, 10**8, "offset")

    def found() -> Json:
        every = (
            node
            for node in service.hierarchy
            if country in (None, node.country) and (listed is None or node.listed == (listed == "true"))
        )
        shown = list(islice(every, offset, offset + limit + 1))
        return {"units": [_unit(service, node) for node in shown[:limit]], "more": len(shown) > limit}

    return _kept(request, await service.writing(found))  # there may be a million


def _unit(service: Service, node: Node) -> Json:
    return {**unit_dict(node), "id": service.identifier(node), "listed": node.listed}


async def unit(request: Request) -> Response:
    """One unit: names, chain, direct superiors and subordinates, status, denials."""
    service: Service = request.state.service
    given = _parameters(request, ("as-of",))
    checker = await service.checker_of(as_of_day(given.get("as-of")))
    hierarchy = checker.hierarchy
    node = hierarchy[_found(service, request).iri]
    status, sentence = await service.in_turn(lambda: checker.standing(node.iri))
    findings = findings_about(hierarchy, node.iri)
    chains = chains_of(hierarchy, node.iri)
    content = {
        **_unit(service, node),
        "status": str(status),
        "sentence": sentence,
        "chain": [_unit(service, link.unit) for link in chains.shown[0]],
        "chains": [chain_dicts(chain) for chain in chains.shown],
        "moreChains": chains.more,
        "superiors": [_unit(service, each) for each in hierarchy.superiors(node.iri)],
        "subordinates": [_unit(service, each) for each in hierarchy.subordinates(node.iri)[:MOST]],
        "places": list(node.places),
        "denials": [
            {
                "list": each.list,
                "year": each.year,
                "line": each.line,
                "verbatim": each.verbatim,
                "entry": each.entry,
                "countryConfidence": each.country_confidence,
            }
            for each in node.listings
        ],
        "findings": len(findings),
        "asOf": checker.as_of.isoformat() if checker.as_of else None,
        "remarks": checker.remarks,
        "caveats": caveats_about(hierarchy.lists, (each.listing.list for each in findings)),
    }
    return _kept(request, content)


def _found(service: Service, request: Request) -> Node:
    iri = service.unit_iri(request.path_params["id"])
    node = service.node(iri)
    if node is None:
        replacement_of(service.facts, iri)
        raise Refusal(404, "There is no unit with that id; search with /api/units.")
    return node


async def denied_under(request: Request) -> Response:
    """The denied units under one, nearest first."""
    service: Service = request.state.service
    given = _parameters(request, ("as-of",))
    checker = await service.checker_of(as_of_day(given.get("as-of")))
    return _kept(request, denied_dict(denied_under_unit(checker, checker.hierarchy[_found(service, request).iri])))


async def history(request: Request) -> Response:
    """What each list says of a unit."""
    service: Service = request.state.service
    given = _parameters(request, ("as-of",))
    hierarchy = (await service.checker_of(as_of_day(given.get("as-of")))).hierarchy
    node = hierarchy[_found(service, request).iri]
    return _kept(request, history_dict(unit_history(hierarchy, service.store, node)))


async def diff(request: Request) -> Response:
    """Two lists compared. Rejected with 400 for lists that are not there, as is everything that raises QueryError."""
    service: Service = request.state.service
    given = _parameters(request, ("before", "after"))
    missing = [name for name in ("before", "after") if name not in given]
    if missing:
        raise Refusal(400, f"Name the list {missing[0]!r}.")
    found = await service.in_turn(
        lambda: diff_dict(diff_lists(service.hierarchy, service.store, given["before"], given["after"]))
    )
    return _kept(request, found)


async def queries(request: Request) -> Response:
    """The query library."""
    _parameters(request, ())
    return _kept(request, queries_dict(library().values()))


class LibraryQueryEndpoint:
    """The result of a library query, streamed as by the endpoint."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if request.method not in ("GET", "HEAD"):
            raise Refusal(405, "Use GET.", {"allow": "GET, HEAD"})
        query = library_query(request.path_params["name"])
        given = _parameters(request, (*query.parameters, "format"))
        named = request.path_params.get("format") or given.pop("format", None)
        table = _table_form(named, request.headers.get("accept"))
        for name, value in given.items():
            if query.parameters[name].type == "iri" and not re.match(IRI, value):
                raise Refusal(400, f"The parameter {name} must be an http(s) IRI.")
        service: Service = request.state.service
        limits = service.settings.limits
        async with await ask(request, library_task(query, given, table, TURTLE.name, limits.rows)) as answer:
            await stream(answer, send, limits)


def _table_form(named: str | None, accept: str | None) -> str:
    names = [form.name for form in TABLES]
    if named is not None and named not in names:
        raise Refusal(400, f"format must be one of {', '.join(names)}.")
    form = choose(accept, TABLES)
    if named is None and form is None:
        raise Refusal(406, f"The result is available as {', '.join(each.media_type for each in TABLES)}.")
    chosen = named or (form.name if form else "json")
    # These are read by people, too: their cells are safe for spreadsheets. The endpoint gives the W3C's CSV.
    return "sheet" if chosen == "csv" else chosen


async def entry(request: Request) -> Response:
    """The addresses of the API."""
    return RedirectResponse("/api/openapi.json", 303)


async def openapi(request: Request) -> Response:
    """The description of this API."""
    service: Service = request.state.service
    return _kept(request, document(service, service.address(request)))


def _json_only(handler: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """Answers in JSON whatever is accepted, including errors: these addresses are for programs."""

    async def handle(request: Request) -> Response:
        request.scope["headers"] = [each for each in request.scope["headers"] if each[0] != b"accept"]
        return await handler(Request(request.scope, request.receive))

    return handle


ROUTES = [
    Route("/api", entry),
    Route("/api/openapi.json", _json_only(openapi)),
    Route("/api/check", _json_only(check)),
    Route("/api/screen", _json_only(screen), methods=["POST"]),
    Route("/api/units", _json_only(units)),
    Route("/api/units/{id:path}", _json_only(unit)),
    Route("/api/denied-under/{id:path}", _json_only(denied_under)),
    Route("/api/history/{id:path}", _json_only(history)),
    Route("/api/diff", _json_only(diff)),
    Route("/api/queries", _json_only(queries)),
    Route("/api/queries/{name}", LibraryQueryEndpoint()),
    # Beside the page of the same result.
    Route("/queries/{name}.{format}", LibraryQueryEndpoint()),
]
