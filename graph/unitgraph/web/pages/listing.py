"""The page of one list: its entries, how each was read and on what evidence, and open questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from unitgraph.index.units import Node
from unitgraph.reading.readings import COUNTRY_FLOOR, SURE_READING
from unitgraph.web.http.bodies import natural
from unitgraph.web.http.faults import Refusal
from unitgraph.web.http.negotiation import DOCUMENTS, HTML, choose
from unitgraph.web.http.rendering import page
from unitgraph.web.language.catalogue import gettext
from unitgraph.web.language.formats import score
from unitgraph.web.linked.relations import document_links
from unitgraph.web.pages.structured import structured_list
from unitgraph.web.service import ListAbout, Service

ENTRIES = 100
"""The number of entries per page."""


@dataclass(frozen=True, slots=True)
class SegmentView:
    """One segment of an entry; ``iri`` and ``label`` are those of the unit or place that it denotes."""

    text: str
    role: str
    iri: str
    label: str


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One reason for a reading."""

    basis: str
    statement: str
    weight: str


@dataclass(frozen=True, slots=True)
class RulingView:
    """A ruling that a reading used."""

    iri: str
    decision: str
    reason: str
    date: str


@dataclass(frozen=True, slots=True)
class EntryRead:
    """An entry with its reading."""

    iri: str
    line: int
    ordinal: int
    list: str
    title: str
    verbatim: str
    heading: str
    kind: str
    direction: str
    confidence: float
    country: str
    country_basis: str
    country_confidence: str
    segments: tuple[SegmentView, ...]
    evidence: tuple[EvidenceView, ...]
    rulings: tuple[RulingView, ...]
    denied: tuple[Node, ...]

    @property
    def anchor(self) -> str:
        """Where it stands on the page of its list."""
        return f"entry-{self.iri.rpartition('/')[2]}"

    @property
    def open_questions(self) -> tuple[str, ...]:
        """What a person should look at, in words."""
        asked = []
        if self.kind == "unclear":
            asked.append(
                gettext(
                    "It is unclear which part is the unit and which are its parents; the whole text is kept as one "
                    "unit."
                )
            )
        if self.kind == "bodies side by side" and self.confidence < 1:
            asked.append(gettext("It is read as bodies side by side, each of which is denied."))
        if self.confidence < SURE_READING:
            told = gettext("The reading has a low confidence (%(score)s).")
            asked.append(told % {"score": score(self.confidence)})
        if self.country_confidence and float(self.country_confidence) < COUNTRY_FLOOR:
            told = gettext("The country is inferred with a low confidence (%(score)s): it stays open.")
            asked.append(told % {"score": score(self.country_confidence)})
        return tuple(asked)


def read_entry(service: Service, iri: str) -> EntryRead:
    """An entry with its reading, from the store."""
    facts = service.facts
    one = facts.one
    derived = facts.subjects("prov:wasDerivedFrom", iri)
    reading = next((each for each in derived if one(each, "ug:pathKind")), "")
    denials = [each for each in derived if one(each, "ug:deniedUnit")]
    denied = (service.node(one(each, "ug:deniedUnit")) for each in denials)
    rulings = [each for each in facts.all(reading, "prov:wasDerivedFrom") if each != iri] if reading else []
    return EntryRead(
        iri,
        int(one(iri, "ug:line")),
        int(one(iri, "ug:ordinal")),
        one(one(iri, "dcterms:isPartOf"), "dcterms:identifier"),
        facts.label(one(iri, "dcterms:isPartOf")),
        one(iri, "ug:verbatimText"),
        one(iri, "ug:heading"),
        _concept(service, reading, "ug:pathKind"),
        _concept(service, reading, "ug:direction"),
        float(_value(service, reading, "ug:confidence") or 0),
        facts.label(_value(service, reading, "ug:readCountry")),
        _concept(service, reading, "ug:countryBasis"),
        _value(service, reading, "ug:countryConfidence"),
        tuple(_segment(service, each) for each in _numbered(service, reading, "ug:segment")),
        tuple(_evidence(service, each) for each in _numbered(service, reading, "ug:evidence")),
        tuple(_ruling(service, each) for each in rulings),
        tuple(node for node in denied if node is not None),
    )


def _value(service: Service, subject: str, curie: str) -> str:
    return service.facts.one(subject, curie) if subject else ""


def _concept(service: Service, subject: str, curie: str) -> str:
    found = _value(service, subject, curie)
    return service.facts.label(found) if found else ""


def _numbered(service: Service, reading: str, curie: str) -> list[str]:
    """Resources of a reading, ordered by the numbers at the end of their IRIs."""
    found = service.facts.all(reading, curie) if reading else []
    return sorted(found, key=lambda iri: int(iri.rpartition("/")[2]))


def _segment(service: Service, iri: str) -> SegmentView:
    denotes = _value(service, iri, "ug:denotes")
    label = service.facts.label(denotes) if denotes else ""
    return SegmentView(_value(service, iri, "ug:verbatimText"), _concept(service, iri, "ug:role"), denotes, label)


def _evidence(service: Service, iri: str) -> EvidenceView:
    return EvidenceView(
        _concept(service, iri, "ug:basis"), _value(service, iri, "ug:statement"), _value(service, iri, "ug:weight")
    )


def _ruling(service: Service, iri: str) -> RulingView:
    return RulingView(
        iri,
        _value(service, iri, "ug:decision"),
        _value(service, iri, "ug:reason"),
        _value(service, iri, "dcterms:date"),
    )


def entries_of(service: Service, about: ListAbout, start: int, count: int) -> tuple[list[EntryRead], int]:
    """Entries of a list by line, and their number."""
    facts = service.facts
    found = sorted(facts.subjects("dcterms:isPartOf", about.iri), key=lambda iri: int(facts.one(iri, "ug:line")))
    return [read_entry(service, iri) for iri in found[start : start + count]], len(found)


async def lists(request: Request) -> Response:
    """The page of all lists."""
    service: Service = request.state.service
    return page(request, "lists.html", service=service)


async def unit_list(request: Request) -> Response:
    """One list; its documents for programs are at the list's own address."""
    service: Service = request.state.service
    name = request.path_params["name"]
    about = next((each for each in service.lists if each.name == name), None)
    if about is None:
        raise Refusal(404, "There is no list with that name; see /lists.")
    form = choose(request.headers.get("accept"), DOCUMENTS)
    if form is not None and form is not HTML:
        return RedirectResponse(f"{service.local(about.iri)}.{form.name}", 303, {"vary": "Accept"})
    number = natural(request.query_params.get("page", "1"))
    if number is None or not 1 <= number <= 100_000:
        raise Refusal(400, "The page must be a number from 1.")
    start = (number - 1) * ENTRIES
    shown, total = entries_of(service, about, start, ENTRIES)
    if not shown and start:
        raise Refusal(404, "The list has fewer pages; start with page 1.")
    pages = -(-total // ENTRIES)
    context: dict[str, Any] = {
        "about": about,
        "entries": shown,
        "total": total,
        "number": number,
        "pages": pages,
        "elsewhere": service.elsewhere(request),
        "schema": structured_list(service, about, service.address(request)),
    }
    response = page(request, "list.html", vary="Accept", service=service, **context)
    response.headers.update({"link": document_links(request, service, about.iri)})
    return response


ROUTES = [Route("/lists", lists), Route("/lists/{name}", unit_list)]
