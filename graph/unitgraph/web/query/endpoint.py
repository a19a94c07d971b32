"""SPARQL 1.1 Protocol (W3C, 2013), read-only, at ``/sparql``; and the page with an editor for people."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from unitgraph.store.library import library
from unitgraph.web.http.bodies import decode, form_pairs, media_type, read_body, single
from unitgraph.web.http.faults import Refusal, wants_page
from unitgraph.web.http.negotiation import GRAPHS, HTML, TABLES, MediaForm, choose
from unitgraph.web.http.rendering import page, private_page
from unitgraph.web.linked.describing import serialized
from unitgraph.web.linked.void import DESCRIBING, service_description
from unitgraph.web.query.asking import ask, stream
from unitgraph.web.query.worker import QueryTask
from unitgraph.web.query.workers import QueryFault, StreamedResult
from unitgraph.web.service import Service
from unitgraph.web.settings import Settings

_UPDATES = {"update", "using-graph-uri", "using-named-graph-uri"}
_PAGE = MediaForm("page", "text/html", ("application/xhtml+xml",))
_SHOWN_TABLES, _SHOWN_GRAPHS = (*TABLES, _PAGE), (*GRAPHS, _PAGE)
_NAMING = ("format", "output", "results")
"""The parameters by which clients name a format; each may be given several times."""
_NAMED_FORMS = {form.name: form for form in (*TABLES, *GRAPHS)}
_ALSO_NAMED = {"turtle": "ttl", "n3": "ttl", "ntriples": "nt", "rdf+xml": "rdf", "json-ld": "jsonld"}
"""What clients call formats besides."""


_OF_GRAPHS = {"json": "jsonld", "xml": "rdf", "csv": "ttl", "tsv": "ttl"}
_OF_TABLES = {"ttl": "json", "nt": "json", "jsonld": "json", "rdf": "xml"}
"""What an answer is given as that the named format is not for."""


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A request: the text of a query, the dataset of the protocol, and the names of a format that parameters
    give."""

    text: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    forms: tuple[str, ...]


class Endpoint:
    """The endpoint as an ASGI application."""

    def __init__(self, settings: Settings) -> None:
        self._limits = settings.limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        service: Service = request.state.service
        asked = await self._read(request)
        if asked.text is None:
            await _describe(request, service)(scope, receive, send)
            return
        await self._answer(request, service, asked, send)

    async def _read(self, request: Request) -> QueryRequest:
        pairs = form_pairs(request.scope["query_string"])
        if request.method == "POST":
            pairs += await self._posted(request)
        elif request.method not in ("GET", "HEAD"):
            raise Refusal(405, "Use GET or POST.", {"allow": "GET, HEAD, POST, OPTIONS"})
        for name, _ in pairs:
            if name in _UPDATES:
                raise Refusal(403, "This service is read-only: updates are refused.")
        text = single(pairs, "query")
        if text is None and request.method == "POST":
            raise Refusal(400, "No query was given: send it as the form field 'query', or as application/sparql-query.")
        return QueryRequest(
            text,
            tuple(value for name, value in pairs if name == "default-graph-uri"),
            tuple(value for name, value in pairs if name == "named-graph-uri"),
            tuple(value for name, value in pairs if name in _NAMING and value),
        )

    async def _posted(self, request: Request) -> list[tuple[str, str]]:
        kind = media_type(request)
        if kind == "application/sparql-query":
            return [("query", decode(await read_body(request, self._limits.body)))]
        if kind == "application/x-www-form-urlencoded":
            return form_pairs(await read_body(request, self._limits.body))
        if kind == "application/sparql-update":
            raise Refusal(403, "This service is read-only: updates are refused.")
        raise Refusal(415, "Send application/sparql-query or application/x-www-form-urlencoded.")

    async def _answer(self, request: Request, service: Service, asked: QueryRequest, send: Send) -> None:
        table, graph = _forms(asked.forms, request.headers.get("accept"))
        shown = _PAGE in (table, graph)
        if shown and request.method == "POST" and (address := _address(asked)):
            await RedirectResponse(address, 303)(request.scope, request.receive, send)
            return
        question = QueryTask(
            asked.text or "",
            table.name if table else None,
            graph.name if graph else None,
            self._limits.page_rows if shown else self._limits.rows,
            asked.default_graphs,
            asked.named_graphs,
        )
        try:
            answer = await ask(request, question)
        except QueryFault as fault:
            if not (shown and wants_page(request.headers.get("accept"))):
                raise
            context = _context(service, asked.text or "", fault=fault.detail)
            response = private_page("sparql.html", fault.status_code, **context)
            response.headers.update(fault.headers or {})
            await response(request.scope, request.receive, send)
            return
        async with answer:
            if answer.form == "page":
                result = json.loads(await answer.shown())
                context = _context(service, asked.text or "", result=result, answer=answer, links=_links(answer, asked))
                await private_page("sparql.html", **context)(request.scope, request.receive, send)
            else:
                await stream(answer, send, self._limits)


def _forms(named: tuple[str, ...], accept: str | None) -> tuple[MediaForm | None, MediaForm | None]:
    """The formats for a table and for a graph: the first that is known of those that parameters name, by a short name
    or by media types, else what is accepted."""
    for each in named:
        lowered = each.lower().replace(" ", "+")
        form = _NAMED_FORMS.get(_ALSO_NAMED.get(lowered, lowered))
        if form is None:
            table, graph = choose(lowered, TABLES), choose(lowered, GRAPHS)
            if table or graph:
                return table, graph
            continue
        graph = _NAMED_FORMS[_OF_GRAPHS[form.name]] if form in TABLES else form
        return (form if form in TABLES else _NAMED_FORMS[_OF_TABLES[form.name]]), graph
    if named:
        raise Refusal(400, f"Unknown format {named[0][:40]!r}; choose one of {', '.join(_NAMED_FORMS)}.")
    return choose(accept, _SHOWN_TABLES), choose(accept, _SHOWN_GRAPHS)


def _describe(request: Request, service: Service) -> Response:
    """A bare GET: the page for people, the service description for programs."""
    form = choose(request.headers.get("accept"), (*GRAPHS, HTML))
    if form is None:
        raise Refusal(406, "The service description is available as Turtle, N-Triples, JSON-LD, RDF/XML and HTML.")
    if form is HTML:
        return page(request, "sparql.html", vary="Accept", **_context(service, ""))
    content = serialized(service_description(service, service.address(request)), form, prefixes=DESCRIBING)
    return Response(content, 200, {"content-type": form.content_type, "vary": "Accept"})


def _context(service: Service, text: str, **more: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {"fault": "", "result": None, "answer": None, "links": []}
    queries = list(library().values())
    return {
        **empty,
        "service": service,
        "text": text or (queries[0].text if queries else "SELECT * WHERE { ?s ?p ?o } LIMIT 10"),
        "queries": queries,
        "limits": service.settings.limits,
        **more,
    }


LONGEST_ADDRESS = 4_000
"""The number of characters of an address that every program takes."""


def _address(asked: QueryRequest) -> str | None:
    """The address of an answer, by which it can be shared; None if it were too long."""
    address = "/sparql?" + urlencode([("query", asked.text or ""), *_dataset(asked)])
    return address if len(address) <= LONGEST_ADDRESS else None


def _dataset(asked: QueryRequest) -> list[tuple[str, str]]:
    dataset = [("default-graph-uri", each) for each in asked.default_graphs]
    return [*dataset, *(("named-graph-uri", each) for each in asked.named_graphs)]


def _links(answer: StreamedResult, asked: QueryRequest) -> list[tuple[str, str]]:
    """Links to the same answer in the formats for programs."""
    forms = GRAPHS if answer.kind == "graph" else TABLES
    return [
        (
            form.name.upper(),
            "/sparql?" + urlencode([("query", asked.text or ""), *_dataset(asked), ("format", form.name)]),
        )
        for form in forms
    ]
