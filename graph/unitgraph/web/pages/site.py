"""Fixed addresses for programs: dumps, descriptions, the site map, health."""

from __future__ import annotations

import asyncio
import gzip
import json
from itertools import islice
from pathlib import Path
from typing import IO, cast

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from unitgraph.exports import ExtraGraph, Format, export
from unitgraph.index.units import Node
from unitgraph.system.files import whole_file
from unitgraph.system.resources import resource
from unitgraph.web.http.bodies import natural
from unitgraph.web.http.faults import Refusal
from unitgraph.web.http.negotiation import GRAPHS, HTML, JSONLD, choose
from unitgraph.web.http.rendering import DESCRIBED_BY, KEEP, STATIC, kept, unchanged
from unitgraph.web.language.choosing import LANGUAGES
from unitgraph.web.linked.describing import serialized
from unitgraph.web.linked.void import DESCRIBING, DUMPS, completions, dataset_description
from unitgraph.web.service import Service

URLS = 45_000
"""The number of addresses per file of the site map; the protocol allows 50,000."""
_FORMATS = {
    "dump.ttl": Format.TURTLE,
    "dump.jsonld": Format.JSONLD,
    "dump.trig": Format.TRIG,
    "dump.nq.gz": Format.NQUADS,
}
_writing = asyncio.Lock()


async def dump(request: Request) -> Response:
    """A dump of the data; written when first requested."""
    service: Service = request.state.service
    name = request.url.path.removeprefix("/")
    target = service.scratch / name
    async with _writing:
        if not target.exists():
            await asyncio.to_thread(_write_dump, service, name, target)
    media_type = "application/gzip" if name.endswith(".gz") else DUMPS[name][0]
    tag = f'"{service.version}-{name}"'
    headers = {"etag": tag, "cache-control": KEEP, "link": DESCRIBED_BY}
    if unchanged(request, tag):
        return Response(None, 304, headers)
    return FileResponse(target, headers=headers, media_type=media_type, filename=f"unitgraph-{name}")


def _write_dump(service: Service, name: str, target: Path) -> None:
    with whole_file(target) as stream:
        if not name.endswith(".gz"):
            export(service.store, _FORMATS[name], stream)
            return
        # Without a time in the header, the same data gives the same bytes.
        with gzip.GzipFile(fileobj=stream, mode="wb", filename="", mtime=0) as packed:
            export(service.store, _FORMATS[name], cast(IO[bytes], packed), parts=list(ExtraGraph))


async def void(request: Request) -> Response:
    """The data described in VoID and DCAT."""
    service: Service = request.state.service
    form = choose(request.headers.get("accept"), (*GRAPHS, HTML))
    if form is None:
        raise Refusal(406, "The description is available as Turtle, N-Triples, JSON-LD and RDF/XML.")
    if form is HTML:  # A browser gets a format it can show.
        form = GRAPHS[0]
    body = serialized(dataset_description(service, service.address(request)), form, prefixes=DESCRIBING)
    return kept(request, body, form.content_type, {"vary": "Accept"})


async def framing(request: Request) -> Response:
    """The context of the JSON-LD, or the frame that says what is nested in a unit."""
    body = resource("ontology", request.url.path.removeprefix("/")).read_bytes()
    return kept(request, body, JSONLD.content_type)


async def terms(request: Request) -> Response:
    """What the editor of queries completes from."""
    service: Service = request.state.service
    return kept(request, json.dumps(completions(service)).encode(), "application/json")


async def sitemap(request: Request) -> Response:
    """The addresses of all pages: one file, or an index of files if there are many."""
    service: Service = request.state.service
    address = service.address(request)
    files = -(-len(service.hierarchy) // URLS)
    number = natural(request.path_params.get("number"))
    if number is None and "number" in request.path_params:
        raise Refusal(404, "")
    if number is None and files > 1:
        places = "".join(f"<sitemap><loc>{address}/sitemap-{each + 1}.xml</loc></sitemap>" for each in range(files))
        return _xml(request, "sitemapindex", places)
    start = (number - 1) * URLS if number else 0
    if number is not None and not 1 <= number <= files:
        raise Refusal(404, "")
    fixed = [
        "/",
        "/about",
        "/docs",
        "/queries",
        "/sparql",
        "/screen",
        *(f"/lists/{each.name}" for each in service.lists),
    ]

    def found() -> Response:
        units = [f"{service.local(node.iri)}.html" for node in _nodes(service, start)]
        paths = units if start else [*fixed, *units]
        return _xml(request, "urlset", "".join(f"<url><loc>{address}{path}</loc></url>" for path in paths))

    return await service.writing(found)


def _nodes(service: Service, start: int) -> list[Node]:
    return list(islice(service.hierarchy, start, start + URLS))


def _xml(request: Request, root: str, content: str) -> Response:
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{content}</{root}>\n'
    )
    return kept(request, body.encode(), "application/xml")


async def robots(request: Request) -> Response:
    """Search engines may read pages, but not query or screen."""
    service: Service = request.state.service
    paths = ("/sparql?", "/?q=", "/api/", "/reconcile", "/suggest", "/check.")
    lines = [
        "User-agent: *",
        *(f"Disallow: {prefix}{path}" for prefix in ("", *(f"/{code}" for code in LANGUAGES)) for path in paths),
        f"Sitemap: {service.address(request)}/sitemap.xml",
        "",
    ]
    return PlainTextResponse("\n".join(lines))


async def health(request: Request) -> Response:
    """Whether queries can be answered: 200 with a running query process, 503 without."""
    service: Service = request.state.service
    alive = service.pool.alive
    content = {
        "status": "ok" if alive else "unavailable",
        "queryProcesses": alive,
        "data": service.info.sha256,
        "units": len(service.hierarchy),
    }
    return JSONResponse(content, 200 if alive else 503, {"cache-control": "no-store"})


async def icon(request: Request) -> Response:
    """The icon that browsers request by default."""
    return FileResponse(STATIC / "icon.svg", media_type="image/svg+xml")


ROUTES = [
    *(Route(f"/{name}", dump) for name in DUMPS),
    *(Route(f"/{name}.jsonld", framing) for name in ("context", "frame")),
    Route("/.well-known/void", void),
    Route("/sparql/terms.json", terms),
    Route("/sitemap.xml", sitemap),
    Route("/sitemap-{number}.xml", sitemap),
    Route("/robots.txt", robots),
    Route("/healthz", health),
    Route("/favicon.ico", icon),
]
