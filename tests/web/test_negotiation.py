from __future__ import annotations

import pytest

from unitgraph.web.http.negotiation import CSV, DOCUMENTS, GRAPHS, HTML, JSONLD, TABLES, TURTLE, choose

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "forms", "expected"),
    [
        (None, GRAPHS, "ttl"),
        ("", TABLES, "json"),
        ("*/*", DOCUMENTS, "html"),
        (BROWSER, DOCUMENTS, "html"),
        ("text/turtle", DOCUMENTS, "ttl"),
        ("text/*", (JSONLD, CSV), "csv"),
        ("text/turtle;q=0.4, application/ld+json;q=0.5", DOCUMENTS, "jsonld"),
        ("text/html;q=0, */*", (HTML, TURTLE), "ttl"),
        ("application/sparql-results+xml, application/json;q=0.9", TABLES, "xml"),
        ("TEXT/Turtle ; q=1.0", DOCUMENTS, "ttl"),
        ("image/png", DOCUMENTS, None),
        ("text/turtle;q=0", (TURTLE,), None),
        ("text/turtle;q=nonsense", (TURTLE,), None),
        (",;,", (TURTLE,), None),
    ],
)
def test_choose(accept: str | None, forms: tuple[object, ...], expected: str | None) -> None:
    chosen = choose(accept, forms)  # type: ignore[arg-type]
    assert (chosen.name if chosen else None) == expected


def test_text_forms_name_their_encoding() -> None:
    assert TURTLE.content_type == "text/turtle; charset=utf-8"
    assert JSONLD.content_type == "application/ld+json"
