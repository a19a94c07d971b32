"""Linked data: every IRI of the data dereferences to documents about what it names.

A thing and its documents have different addresses: ``/unit/mx/…`` redirects with 303 to the document in the format that
the client accepts, and each document has its own suffix. If the data's IRIs are on another host, this service answers
for the same paths, and says so in ``Link``.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from unitgraph.checking.days import as_of_day
from unitgraph.dataset.vocab import UG, term
from unitgraph.web.http.faults import Refusal
from unitgraph.web.http.negotiation import CSV, DOCUMENTS, HTML, MediaForm, choose
from unitgraph.web.http.rendering import etag_of, kept, private_page, render
from unitgraph.web.language.choosing import chosen, language_headers
from unitgraph.web.linked.describing import description, serialized
from unitgraph.web.linked.dictionary import dictionary_csv
from unitgraph.web.linked.former import replacement_of
from unitgraph.web.linked.relations import document_links
from unitgraph.web.pages.branches import FOUND, found_below
from unitgraph.web.pages.countrypage import country_page
from unitgraph.web.pages.drawings import picture
from unitgraph.web.pages.listing import read_entry
from unitgraph.web.pages.plainpage import plain_page
from unitgraph.web.pages.structured import structured_unit
from unitgraph.web.pages.unitpage import unit_page
from unitgraph.web.service import Service
from unitgraph.web.settings import LONGEST_NAME

_SUFFIXES = {form.name: form for form in DOCUMENTS}
_TABLES = {
    term("ug:Unit"): "units",
    term("ug:Subordination"): "edges",
    **dict.fromkeys(map(term, ("ug:Entry", "ug:UnitList", "ug:Denial")), "denials"),
}
"""The table for each class."""
KEPT_DOCUMENTS = 512
KEPT_BYTES = 256 * 1024
"""Documents up to this size are cached."""


@dataclass(frozen=True, slots=True)
class Representation:
    """A document as bytes with its validator."""

    body: bytes
    content_type: str
    etag: str


async def thing(request: Request) -> Response:
    """The thing at this address: 303 to a document about it, or the document with the given suffix."""
    service: Service = request.state.service
    path = request.scope.get("raw_path", request.url.path.encode()).decode("ascii", "replace").partition("?")[0]
    # Tools insert an identifier into an address as one path segment, with its slashes encoded.
    path = path.replace("%2F", "/").replace("%2f", "/")
    stem, dot, suffix = path.rpartition(".")
    if dot and suffix == "svg":
        return await _picture(request, service, stem)
    if dot and suffix in _SUFFIXES:
        return await _document(request, service, stem, _SUFFIXES[suffix])
    iri = service.base + path.removeprefix("/")
    if not service.facts.known(iri):
        raise Refusal(404, "")
    asked = _asked_day(request)[1]
    if replacement := replacement_of(service.facts, iri):
        return RedirectResponse(f"{service.local(replacement)}{asked}", 301)
    form = choose(request.headers.get("accept"), DOCUMENTS)
    if form is None:
        raise Refusal(406, f"This is available as {', '.join(each.media_type for each in DOCUMENTS)}.")
    target = (
        f"/lists/{path.removeprefix('/list/')}" if _is_list(service, iri) and form is HTML else f"{path}.{form.name}"
    )
    return RedirectResponse(f"{target}{asked}", 303, {"vary": "Accept", "link": document_links(request, service, iri)})


async def _picture(request: Request, service: Service, path: str) -> Response:
    """The hierarchy below a unit, or of a country, as a picture."""
    iri = service.base + path.removeprefix("/")
    day, asked = _asked_day(request)
    if replacement := replacement_of(service.facts, iri):
        return RedirectResponse(f"{service.local(replacement)}.svg{asked}", 301)
    checker = await service.checker_of(day)
    drawn = await service.writing(lambda: picture(service, iri, checker))
    if drawn is None:
        raise Refusal(404, "")
    return kept(request, drawn, "image/svg+xml", {"link": document_links(request, service, iri)})


def _asked_day(request: Request) -> tuple[date | None, str]:
    """The day as of which a request asks, and the query that says so. Raises QueryError for what is no day."""
    day = as_of_day(request.query_params.get("as-of") or None)
    return day, f"?as-of={day}" if day else ""


def _is_list(service: Service, iri: str) -> bool:
    return any(each.iri == iri for each in service.lists)


async def _document(request: Request, service: Service, path: str, form: MediaForm) -> Response:
    iri = service.base + path.removeprefix("/")
    if not service.facts.known(iri):
        raise Refusal(404, "")
    day, asked = _asked_day(request)
    if replacement := replacement_of(service.facts, iri):
        return RedirectResponse(f"{service.local(replacement)}.{form.name}{asked}", 301)
    if form is HTML and _is_list(service, iri):
        return RedirectResponse(f"/lists/{path.removeprefix('/list/')}", 303)
    sought = request.query_params.get("find", "").strip()[:LONGEST_NAME] if form is HTML else ""
    if sought and (node := service.node(iri)):
        hierarchy = (await service.checker_of(day)).hierarchy
        units = await service.writing(lambda: found_below(hierarchy, node.iri, sought))
        about: dict[str, Any] = {"node": node, "sought": sought, "units": units, "hierarchy": hierarchy, "most": FOUND}
        return private_page("found.html", service=service, day_query=asked, **about)
    # The page of a language has links to this address in others.
    shown = f"{service.address(request)} {day} {chosen()}" if form is HTML else ""
    found = _cache(request).get((iri, form.name, shown))
    if found is None:
        make = await _html_of(service, iri, request, day) if form is HTML else partial(_data, service, iri, form)
        # A ministry may have a hundred thousand units below it: other requests get their turn meanwhile.
        body = await asyncio.to_thread(make)
        found = Representation(body, form.content_type, etag_of(body))
        _keep(_cache(request), (iri, form.name, shown), found)
    language = language_headers("Accept") if form is HTML else {"vary": "Accept"}
    headers = {**language, "link": document_links(request, service, iri)}
    return kept(request, found.body, found.content_type, headers, found.etag)


_CacheKey = tuple[str, str, str]


def _cache(request: Request) -> OrderedDict[_CacheKey, Representation]:
    state = request.app.state
    if not hasattr(state, "documents"):
        state.documents = OrderedDict()
    documents: OrderedDict[_CacheKey, Representation] = state.documents
    return documents


def _keep(documents: OrderedDict[_CacheKey, Representation], key: _CacheKey, document: Representation) -> None:
    if len(document.body) > KEPT_BYTES:
        return
    documents[key] = document
    if len(documents) > KEPT_DOCUMENTS:
        documents.popitem(last=False)


def _data(service: Service, iri: str, form: MediaForm) -> bytes:
    triples = description(service.facts, iri)
    kinds = service.facts.all(iri, "rdf:type")
    return serialized(triples, form, next((_TABLES[kind] for kind in kinds if kind in _TABLES), ""), about=iri)


async def _html_of(service: Service, iri: str, request: Request, day: date | None) -> Callable[[], bytes]:
    """What makes the page of a thing; of a unit as of a day."""
    if service.node(iri) is None:
        return partial(_html, service, iri, request)
    checker = await service.checker_of(day)
    standing = await service.in_turn(lambda: checker.standing(iri))

    def make() -> bytes:
        shown = unit_page(service, iri, checker, standing)
        schema = structured_unit(service, shown, service.address(request))
        elsewhere = service.elsewhere(request)
        context = {
            "shown": shown,
            "schema": schema,
            "elsewhere": elsewhere,
            "day_query": f"?as-of={day}" if day else "",
        }
        return render("unit.html", service=service, **context).encode()

    return make


def _html(service: Service, iri: str, request: Request) -> bytes:
    elsewhere = service.elsewhere(request)
    kinds = service.facts.all(iri, "rdf:type")
    if term("ug:Country") in kinds:
        shown = country_page(service, service.facts.one(iri, "skos:notation"))
        return render("country.html", service=service, iri=iri, shown=shown, elsewhere=elsewhere).encode()
    if term("ug:Entry") in kinds:
        return render(
            "entry.html", service=service, entry=read_entry(service, iri), elsewhere=elsewhere, of_reading=""
        ).encode()
    if term("ug:Reading") in kinds and (entries := service.facts.sources(iri)):
        entry = read_entry(service, entries[0])
        return render("entry.html", service=service, entry=entry, elsewhere=elsewhere, of_reading=iri).encode()
    return render("thing.html", service=service, shown=plain_page(service, iri), elsewhere=elsewhere).encode()


async def named_graph(request: Request) -> Response:
    """A named graph: 303 to the endpoint's answer with its contents."""
    service: Service = request.state.service
    iri = f"{service.base}graph/{request.path_params['rest']}"
    if iri not in service.info.graphs:
        raise Refusal(404, "")
    asked = {"query": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "default-graph-uri": iri}
    return RedirectResponse(f"/sparql?{urlencode(asked)}", 303)


async def vocabulary(request: Request) -> Response:
    """The vocabulary: the data dictionary for people, the ontology for programs. Of its versions, only the one served
    is available."""
    service: Service = request.state.service
    version = request.path_params.get("version")
    if version is not None and f"{service.base}ns/{version}" not in service.facts.all(UG, "owl:versionIRI"):
        raise Refusal(404, "")
    suffix = request.path_params.get("suffix")
    if suffix is None:
        form = choose(request.headers.get("accept"), DOCUMENTS)
        if form is None:
            raise Refusal(406, f"The vocabulary is available as {', '.join(each.media_type for each in DOCUMENTS)}.")
        target = "/about" if form is HTML else f"/ns.{form.name}"
        return RedirectResponse(target, 303, {"vary": "Accept"})
    chosen = _SUFFIXES.get(suffix)
    if chosen is None:
        raise Refusal(404, "")
    if chosen is HTML:
        return RedirectResponse("/about", 303)
    body = dictionary_csv(service.facts) if chosen is CSV else _ontology(service, chosen)
    return kept(request, body, chosen.content_type, {"link": f'<{UG}>; rel="canonical"'})


def _ontology(service: Service, form: MediaForm) -> bytes:
    from pyoxigraph import NamedNode

    graph = NamedNode(service.mint.graph("ontology"))
    quads = service.store.engine.quads_for_pattern(None, None, None, graph)
    return serialized(sorted((quad.triple for quad in quads), key=str), form)


_THINGS = (
    *("unit", "list", "site", "country", "ruling", "subordination", "identification"),
    *("query", "hierarchy", "build", "agent"),
)
ROUTES = [
    Route("/ns", vocabulary),
    Route("/ns.{suffix}", vocabulary),
    Route("/ns/{version}", vocabulary),
    Route("/graph/{rest:path}", named_graph),
    *(Route(f"/{kind}/{{rest:path}}", thing) for kind in _THINGS),
]
