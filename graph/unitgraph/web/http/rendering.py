"""Pages from templates, and cache headers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from unitgraph.checking.answers import PHRASES, Answer, country_remark, sentence
from unitgraph.checking.chains import chain_line, link_text
from unitgraph.checking.history import SENTENCES as PRESENCES
from unitgraph.checking.relations import SENTENCES
from unitgraph.dataset.catalogue import CAVEATS
from unitgraph.dataset.vocab import term
from unitgraph.lexicon.names import fold
from unitgraph.system.resources import PACKAGE
from unitgraph.system.version import __version__
from unitgraph.web.http.negotiation import HTML
from unitgraph.web.language import catalogue, formats, said
from unitgraph.web.language.choosing import DEFAULT, LANGUAGES, chosen, language_headers, led

KEEP = "public, max-age=300"
"""The caching of responses that depend only on the data."""
DESCRIBED_BY = '</.well-known/void>; rel="describedby"'
"""The value of ``Link`` of data: where its sources, limitations and version are described."""
PRIVATE = {"cache-control": "no-store", "link": DESCRIBED_BY}
"""The headers of what is about names that someone sent."""
STATIC = PACKAGE / "web" / "static"
VENDOR = STATIC / "vendor"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(PACKAGE / "web" / "templates"),
        autoescape=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    environment.globals.update(
        _=_gettext,
        gettext=_gettext,
        ngettext=_ngettext,
        pgettext=catalogue.pgettext,
        language=chosen,
        languages=LANGUAGES,
        version=__version__,
        caveats=CAVEATS,
        presences={str(word): text for word, text in PRESENCES.items()},
        sentences={str(status): text for status, text in SENTENCES.items()},
        phrases=PHRASES,
        sentence=sentence,
        chain_line=chain_line,
        link_text=link_text,
        country_name=formats.country,
        worded=said.edges_said,
        separated=said.separated,
        country_remark=country_remark,
        static=static,
        vendor=vendor,
    )
    environment.filters.update(
        jsonld=script_json,
        link_text=link_text,
        score=formats.score,
        number=formats.number,
        number_columns=number_columns,
        reasons_besides_the_name=reasons_besides_the_name,
        decimal=formats.decimal,
        dated=formats.dated,
        said=said.said,
        term=said.term_said,
        defined=said.definition_said,
        edge=said.edges_said,
        country_named=formats.country_named,
        begun=lambda text: f"{text[:1].upper()}{text[1:]}",
        by_country=_by_country,
    )
    return environment


_NUMBERS = {term(f"xsd:{each}") for each in ("integer", "decimal", "double", "float", "nonNegativeInteger")}


def number_columns(result: dict[str, Any]) -> set[int]:
    """The columns of a result for a page that hold numbers alone, which stand under each other by their places."""
    values = ([cell[2] in _NUMBERS for cell in column if cell] for column in zip(*result["rows"], strict=True))
    return {number for number, are_numbers in enumerate(values) if are_numbers and all(are_numbers)}


def reasons_besides_the_name(answer: Answer) -> list[str]:
    """Why a name means its unit, without the name that was compared where that is the one that the page shows."""
    return [each for each in answer.reasons if answer.unit is None or each != f"name {answer.unit.name!r}"]


def _gettext(message: str, /, **values: object) -> Markup:
    """A message of a template, which may contain HTML, with values put into it, which may not unless they are HTML."""
    return Markup(catalogue.gettext(message)) % values  # noqa: S704 (messages are ours)


def _ngettext(one: str, several: str, count: int, /, **values: object) -> Markup:
    """A message of a template in the number that agrees with ``count``."""
    message = Markup(catalogue.ngettext(one, several, count))  # noqa: S704 (messages are ours)
    return message % {"num": formats.number(count), **values}


def _by_country(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows of country code, name and more with names in the language of the request, in their order there."""
    named = [(code, formats.country(code), *more) for code, _, *more in rows]
    return named if chosen().code == DEFAULT else sorted(named, key=lambda row: fold(row[1]))


@cache
def static(name: str) -> str:
    """The address of a static file; it changes with the file, so it can be cached for long."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


@cache
def vendor(name: str) -> str | None:
    """The address of a third-party front-end file; None if this installation was built without it."""
    return static(f"vendor/{name}") if (VENDOR / name).is_file() else None


def script_json(value: object) -> Markup:
    """JSON for inside ``<script>``: no character in it can close the element."""
    text = json.dumps(value, ensure_ascii=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return Markup(text)  # noqa: S704 (nothing is left that HTML reads)


def render(template: str, **context: Any) -> str:
    """A page as HTML, in the language of the request."""
    return led(_environment().get_template(template).render(**context))


def etag_of(body: bytes) -> str:
    """A strong validator: the same bytes give the same one."""
    return f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'


def kept(
    request: Request,
    body: bytes,
    content_type: str,
    headers: dict[str, str] | None = None,
    etag: str | None = None,
) -> Response:
    """A cacheable response with a validator: 304 if the client has it already."""
    tag = etag or etag_of(body)
    every = {"etag": tag, "cache-control": KEEP, **(headers or {})}
    if unchanged(request, tag):
        return Response(None, 304, every)
    return Response(body, 200, {**every, "content-type": content_type})


def unchanged(request: Request, etag: str) -> bool:
    """Whether the client has it already (RFC 9110, section 13.1.2)."""
    held = request.headers.get("if-none-match", "")
    return held.strip() == "*" or etag in [each.strip().removeprefix("W/") for each in held.split(",")]


def page(request: Request, template: str, status: int = 200, vary: str = "", **context: Any) -> Response:
    """A page that depends only on its address, the data and the language, and on the headers ``vary``."""
    body = render(template, **context).encode()
    if status != 200:
        return Response(body, status, language_headers(vary), media_type="text/html")
    return kept(request, body, HTML.content_type, {"link": DESCRIBED_BY, **language_headers(vary)})


def private_json(content: Any) -> Response:
    """JSON about names that someone sent: not cached."""
    return JSONResponse(content, headers=PRIVATE)


def private_page(template: str, status: int = 200, **context: Any) -> Response:
    """A page about names that someone sent: not cached."""
    body = render(template, **context)
    return Response(body, status, {**PRIVATE, **language_headers()}, media_type="text/html")
