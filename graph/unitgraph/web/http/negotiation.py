"""Content negotiation: chooses a format by what a client accepts (RFC 9110, section 12.5.1) or by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import RdfFormat


@dataclass(frozen=True, slots=True)
class MediaForm:
    """A format of documents: its short name (also its suffix), its media type, and other types accepted for it."""

    name: str
    media_type: str
    also: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The value of Content-Type."""
        textual = self.media_type.startswith("text/") or self.name in ("nt", "ttl")
        return f"{self.media_type}; charset=utf-8" if textual else self.media_type


HTML = MediaForm("html", "text/html", ("application/xhtml+xml",))
TURTLE = MediaForm("ttl", "text/turtle", ("application/x-turtle",))
JSONLD = MediaForm("jsonld", "application/ld+json", ("application/json",))
NTRIPLES = MediaForm("nt", "application/n-triples", ("text/plain",))
RDFXML = MediaForm("rdf", "application/rdf+xml", ("application/xml", "text/xml"))
CSV = MediaForm("csv", "text/csv")
TABLES = (
    MediaForm("json", "application/sparql-results+json", ("application/json", "text/json")),
    MediaForm("xml", "application/sparql-results+xml", ("application/xml", "text/xml")),
    CSV,
    MediaForm("tsv", "text/tab-separated-values"),
)
GRAPHS = (TURTLE, NTRIPLES, JSONLD, RDFXML)
RDF_FORMATS = {
    TURTLE.name: RdfFormat.TURTLE,
    NTRIPLES.name: RdfFormat.N_TRIPLES,
    JSONLD.name: RdfFormat.JSON_LD,
    RDFXML.name: RdfFormat.RDF_XML,
}
"""What Oxigraph calls the forms of :data:`GRAPHS`, by their names."""
DOCUMENTS = (HTML, TURTLE, JSONLD, CSV, NTRIPLES, RDFXML)


@lru_cache(maxsize=1024)
def choose(accept: str | None, forms: Sequence[MediaForm]) -> MediaForm | None:
    """The format that ``accept`` (the value of the header; None if absent) ranks highest; of equally ranked ones, the
    first in ``forms``. None if none is acceptable.

    >>> choose("text/turtle;q=0.5, text/csv", (TURTLE, CSV)).name
    'csv'
    """
    if accept is None or not accept.strip():
        return forms[0]
    ranges = _ranges(accept)
    best, best_quality = None, 0.0
    for form in forms:
        quality = _quality(ranges, form)
        if quality > best_quality:
            best, best_quality = form, quality
    return best


def _ranges(accept: str) -> Mapping[str, float]:
    ranges: dict[str, float] = {}
    for part in accept.split(","):
        kind, *parameters = (each.strip().lower() for each in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                quality = _number(value.strip())
        if kind:
            ranges[kind] = quality
    return ranges


def _number(text: str) -> float:
    try:
        return min(1.0, max(0.0, float(text)))
    except ValueError:
        return 0.0


def _quality(ranges: Mapping[str, float], form: MediaForm) -> float:
    """The quality that the most specific range gives a format; an alternative type counts only if named explicitly."""
    if form.media_type in ranges:
        return ranges[form.media_type]
    if named := [ranges[kind] for kind in form.also if kind in ranges]:
        return max(named)
    main = form.media_type.partition("/")[0]
    return ranges.get(f"{main}/*", ranges.get("*/*", 0.0))
