"""The guides that come with unitgraph, as pages: rendered, linked with each other, and searched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from unitgraph.lexicon.names import fold
from unitgraph.system.resources import folder
from unitgraph.web.http.faults import Refusal
from unitgraph.web.http.rendering import page

ORDER = (
    *("tutorial", "checking", "screening", "reading", "building", "tables", "presets", "maps", "many-lists", "rulings"),
    *("querying", "model", "stores", "service", "python", "commands", "figures", "security", "dependencies"),
    "architecture",
)
"""In this order; guides that are not named here come last."""
LONGEST = 200
AROUND = 120
"""The number of characters of a section that a search shows."""


@dataclass(frozen=True, slots=True)
class GuideSection:
    """A part of a guide: its heading, where it stands, and its text."""

    heading: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide: its name in addresses, its title, its content below the title as HTML, and its sections."""

    name: str
    title: str
    html: str
    sections: tuple[GuideSection, ...]


@dataclass(frozen=True, slots=True)
class GuideHit:
    """A section in which all words of a search stand, with the text around the first."""

    guide: Guide
    section: GuideSection
    around: str


async def guides(request: Request) -> Response:
    """All guides; with ``q``, the sections in which its words stand."""
    text = request.query_params.get("q", "").strip()[:LONGEST]
    return page(
        request,
        "guides.html",
        service=request.state.service,
        guides=all_guides().values(),
        text=text,
        hits=list(search(text)),
    )


async def guide(request: Request) -> Response:
    """One guide."""
    found = all_guides().get(request.path_params["name"].removesuffix(".md"))
    if found is None:
        raise Refusal(404, "There is no guide of that name; see /docs.")
    return page(request, "guide.html", service=request.state.service, guide=found)


@cache
def all_guides() -> dict[str, Guide]:
    """The guides by name, in their order."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in folder("docs").glob("*.md")}
    place = {name: number for number, name in enumerate(ORDER)}
    ordered = sorted(texts, key=lambda name: (place.get(name, len(place)), name))
    return {name: read_guide(name, texts[name], texts) for name in ordered}


def search(text: str) -> Iterator[GuideHit]:
    """The sections in which each word of a text begins a word, those with all of them in their heading first."""
    wanted = fold(text).split()
    if not wanted:
        return
    hits = [
        (not _holds(section.heading, wanted), GuideHit(each, section, _around(section.text, wanted)))
        for each in all_guides().values()
        for section in each.sections
        if _holds(f"{section.heading} {section.text}", wanted)
    ]
    yield from (hit for _, hit in sorted(hits, key=lambda hit: hit[0]))


def _holds(text: str, wanted: Sequence[str]) -> bool:
    found = f" {fold(text)}"
    return all(f" {word}" in found for word in wanted)


def _around(text: str, wanted: Sequence[str]) -> str:
    """The part of a text around the first place at which a word stands."""
    places = (found.start() for word in wanted if (found := re.search(re.escape(word), text, re.IGNORECASE)))
    start = max(0, min(places, default=0) - AROUND // 2)
    return f"{'…' if start else ''}{text[start : start + 2 * AROUND]}{'…' if len(text) > start + 2 * AROUND else ''}"


def read_guide(name: str, text: str, others: Any) -> Guide:
    """A guide from its Markdown; links to ``others`` lead to their pages, those to other files are left out."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    assert tokens[0].tag == "h1"
    title = tokens[1].content.replace("`", "")
    sections, anchor, heading = [], "", title
    told: list[str] = []
    for number, token in enumerate(tokens[3:], 3):
        if token.type == "heading_open":
            sections.append(GuideSection(heading, anchor, " ".join(told)))
            heading = tokens[number + 1].content.replace("`", "")
            anchor, told = anchor_of(heading), []
            token.attrSet("id", anchor)
        elif token.type in ("inline", "fence", "code_block"):
            told.append(" ".join(token.content.split()))
            _link(token, others)
    sections.append(GuideSection(heading, anchor, " ".join(told)))
    made = parser.renderer.render(_scrolling(tokens[3:]), parser.options, {})
    return Guide(name, title, made, tuple(each for each in sections if each.text))


def anchor_of(heading: str) -> str:
    """Where a heading stands, as code hosts name it.

    >>> anchor_of("Behind a proxy")
    'behind-a-proxy'
    """
    return re.sub(r"[^\w-]", "", heading.lower().replace(" ", "-"))


def _link(token: Token, others: Any) -> None:
    """Let the links of a piece of text lead to pages."""
    for each in token.children or ():
        if each.type != "link_open":
            continue
        target, _, part = str(each.attrGet("href")).partition("#")
        if target.startswith(("http://", "https://")):
            each.attrSet("rel", "noreferrer")
        elif target.removesuffix(".md") in others:
            each.attrSet("href", f"/docs/{target.removesuffix('.md')}{f'#{part}' if part else ''}")
        elif target:
            each.tag, each.attrs = "span", {}
            _closing(token.children or [], each).tag = "span"


def _closing(children: Sequence[Token], opening: Token) -> Token:
    after = children[list(children).index(opening) :]
    return next(each for each in after if each.type == "link_close")


def _scrolling(tokens: Sequence[Token]) -> list[Token]:
    """Tables and code in boxes of their own that scroll, within reach of the keyboard."""
    made: list[Token] = []
    number = count(1)
    for token in tokens:
        block = token.type in ("fence", "code_block")
        if token.type == "table_open" or block:
            opening = Token("scroll_open", "div", 1, block=True)
            label = f"{'Table' if token.type == 'table_open' else 'Code'} {next(number)}"
            opening.attrs = {"class": "scroll", "role": "region", "aria-label": label, "tabindex": "0"}
            made.append(opening)
        made.append(token)
        if token.type == "table_close" or block:
            made.append(Token("scroll_close", "div", -1, block=True))
    return made


ROUTES = [Route("/docs", guides), Route("/docs/{name}", guide)]
