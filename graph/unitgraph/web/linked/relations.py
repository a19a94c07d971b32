"""The relations of documents to what they are about, in the header ``Link`` (RFC 8288)."""

from __future__ import annotations

from starlette.requests import Request

from unitgraph.web.http.negotiation import DOCUMENTS
from unitgraph.web.http.rendering import DESCRIBED_BY
from unitgraph.web.service import Service


def document_links(request: Request, service: Service, iri: str) -> str:
    """The value of ``Link`` for a document about ``iri``: what it describes, its canonical address, its other formats.

    If the IRI is on another host, so is the canonical address.
    """
    path = service.local(iri)
    canonical = iri if service.elsewhere(request) else f"{service.address(request)}{path}"
    links = [f'<{iri}>; rel="describes"', f'<{canonical}>; rel="canonical"']
    links += [f'<{path}.{form.name}>; rel="alternate"; type="{form.media_type}"' for form in DOCUMENTS]
    return ", ".join((*links, DESCRIBED_BY))
