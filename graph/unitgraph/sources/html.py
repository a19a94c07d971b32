"""A web page as numbered lines: one per list item, heading, paragraph and line break."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from unitgraph.sources.encodings import Found, found_encoding
from unitgraph.sources.html_tables import unit_rows
from unitgraph.sources.text import decode, encoding_of
from unitgraph.sources.values import Line, LineKind
from unitgraph.system.remarks import tell

# Runs of these collapse to one space on a web page; U+00A0 is not among them and is kept.
_SPACES = re.compile(r"[ \t\n\r\f]+")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt", "caption"})
_LISTS = frozenset({"ul", "ol", "dl"})
_ITEMS = frozenset({"li", "dd"})
_MARKED = frozenset({LineKind.BULLET, LineKind.HEADING})
_PLAIN = frozenset({LineKind.TEXT, LineKind.RUN_ON})
_TABLE_PARTS = frozenset({"table", "thead", "tbody", "tr", "td", "th"})
_SECTIONS = frozenset({"html", "body", "main", "article", "section", "div", "details", "summary", "figure"})
_PARAGRAPHS = frozenset({"li", "p", "blockquote", "pre", "hr", "dl", "dt", "dd", "figcaption", "address"})
_TEXTS = frozenset({"p", "div", "blockquote", "pre"})
_BLOCKS = _HEADINGS | _LISTS | _TABLE_PARTS | _SECTIONS | _PARAGRAPHS
# Elements around the content, not part of it.
_CODE = frozenset({"head", "title", "script", "style", "noscript", "template", "svg", "iframe"})
_SHOWN = 5  # texts that are not read
_APART = frozenset({"nav", "header", "footer", "aside", "form", "button", "select"})
_SKIPPED = _CODE | _APART


class _Mark(NamedTuple):
    """A place where a line may begin: the start or end of a block, or a line break."""

    kind: LineKind
    number: int
    broken: bool = False
    opens: bool = True
    depth: int = 0
    country: str | None = None
    verbatim: bool = False
    above: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


def declared_encoding(raw: bytes) -> str | None:
    """The encoding named by a ``<meta charset>`` in the first 2048 bytes; None without one.

    On the web, Latin-1 means Windows-1252 (WHATWG Encoding Standard, labels of windows-1252).
    """
    found = _CHARSET.search(raw[:2048])
    if found is None:
        return None
    label = found.group(1).decode("ascii", "replace").lower()
    return "cp1252" if label in {"iso-8859-1", "latin1", "us-ascii", "windows-1252"} else label


def page_text(raw: bytes, name: str, encoding: str | None = None) -> tuple[str, str]:
    """The text of a page, in an encoding that is given, else its byte order mark, else what it declares, else what is
    found; and a remark on the latter, if there is one. Raises SourceError as ``decode`` does."""
    told = encoding or (None if encoding_of(raw) != "utf-8" else declared_encoding(raw))
    found = Found("") if told else found_encoding(raw, (raw,), name)
    return decode(raw, name, told or found.encoding), found.remark


class PageLines(NamedTuple):
    """The lines of a web page, those around its content, its title, and what the numbers count."""

    lines: tuple[Line, ...]
    around: tuple[Line, ...]
    title: str | None
    numbering: str


def read_html(text: str) -> PageLines:
    """The lines of a web page.

    Navigation, headers, footers and the like are around its content; if there is a ``<main>`` element, all else is.
    Scripts are left out. A line's number is the source line on which its element begins. If two lines would get the
    same number (as in a page without line breaks), all are numbered in order instead, and the numbering is
    ``extracted`` rather than ``lines``.
    """
    soup = BeautifulSoup(text, "html.parser")
    root = soup.find("main") or soup.find("article") or soup
    assert isinstance(root, Tag)
    _tell_skipped(root)
    lines = tuple(_lines(root))
    around = tuple(_around(soup, root, root is not soup))
    title = soup.title.get_text(" ", strip=True) if soup.title else None
    if _numbers_differ(lines):
        return PageLines(lines, around, title, "lines")
    every = tuple(_renumbered((*lines, *around)))
    return PageLines(every[: len(lines)], every[len(lines) :], title, "extracted")


def _around(element: Tag, root: Tag, apart: bool) -> Iterator[Line]:
    """The texts around the content, a line for each element that is a block; ``apart`` says that the element is not of
    the content."""
    own = []
    for child in element.children:
        if isinstance(child, NavigableString):
            own += [] if isinstance(child, PreformattedString) else [str(child)]
        elif isinstance(child, Tag) and child.name not in _CODE and not child.has_attr("hidden"):
            inner = child is not root and (apart or child.name in _APART)
            if inner and child.name not in _BLOCKS | _APART and child.find(_BLOCKS) is None:
                own.append(child.get_text())
            else:
                yield from _around(child, root, inner)
    text = _SPACES.sub(" ", "".join(own)).strip(" ")
    if apart and any(map(str.isalnum, text)):
        yield Line(element.sourceline or 1, text)


def _tell_skipped(root: Tag) -> None:
    """Tell of texts that a page holds for a choice or for readers without scripts, and of items and rows in forms and
    asides: they are not read, and may name units."""
    texts = []
    for tag in root.find_all(["noscript", "select", "form", "aside"]):
        inner = [tag] if tag.name == "noscript" else tag.find_all(["option"] if tag.name == "select" else ["li", "tr"])
        texts += [text for each in inner if (text := each.get_text(" ", strip=True))]
    if texts:
        shown = ", ".join(repr(text if len(text) <= 60 else text[:59] + "…") for text in texts[:_SHOWN])
        more = f" and {len(texts) - _SHOWN} more" if len(texts) > _SHOWN else ""
        tell([f"the page has texts in choices, forms or asides that are not read: {shown}{more}"])


def _numbers_differ(lines: tuple[Line, ...]) -> bool:
    numbers = [line.number for line in lines if not line.blank]
    return len(set(numbers)) == len(numbers)


def _renumbered(lines: tuple[Line, ...]) -> Iterator[Line]:
    for number, line in enumerate(lines, 1):
        yield replace(line, number=number)


def _lines(root: Tag) -> Iterator[Line]:
    """The lines of an element: the text between two marks is one line."""
    mark, parts = _Mark(LineKind.TEXT, root.sourceline or 1), list[str]()
    for piece in _walk(root, 0):
        if isinstance(piece, str):
            parts.append(piece)
            continue
        written = "".join(parts)
        text = written.rstrip() if mark.verbatim else _SPACES.sub(" ", written).strip(" ")
        if text or (piece.broken and mark.broken):
            number = mark.number + _lines_before(written) * mark.broken
            yield Line(number, text, mark.kind, mark.country, (), mark.depth, mark.above, mark.aliases)
        if piece.kind is LineKind.GAP:
            yield Line(piece.number, "", LineKind.GAP)
        inside = not text and mark.kind in _MARKED and piece.kind in _PLAIN and piece.opens
        mark, parts = (mark if inside else piece), []  # a paragraph inside an item is the item


def _lines_before(written: str) -> int:
    """The number of line ends before the text begins: after a line break no element gives the text's line."""
    return written[: len(written) - len(written.lstrip(" \t\n\r\f"))].count("\n")


def _walk(element: Tag, depth: int) -> Iterator[str | _Mark]:
    """The text and marks of an element in document order; ``depth`` counts the enclosing lists."""
    for child in element.children:
        if isinstance(child, NavigableString):
            if not isinstance(child, PreformattedString):
                yield str(child)
        elif isinstance(child, Tag) and child.name not in _SKIPPED and not child.has_attr("hidden"):
            yield from _walk_tag(child, depth)


def _walk_tag(tag: Tag, depth: int) -> Iterator[str | _Mark]:
    number = tag.sourceline or 1
    if tag.name == "br":
        yield _Mark(LineKind.RUN_ON, number, broken=True)
    elif tag.name == "table" and (rows := unit_rows(tag)) is not None:
        for caption in tag.find_all("caption", recursive=False):
            yield from _walk_tag(caption, depth)
        for row in rows:
            kind = LineKind.RUN_ON if row.runs_on else LineKind.TEXT if row.other else LineKind.ROW
            kind = LineKind.HEADING if row.heads else kind
            yield _Mark(kind, row.number, country=row.country, above=row.above, aliases=row.aliases)
            yield row.text
        yield _Mark(LineKind.TEXT, number, opens=False)
    elif tag.name == "pre" and tag.find(_LISTS) is None:
        for after, line in enumerate(tag.get_text().split("\n")):
            yield _Mark(LineKind.TEXT, number + after, broken=True, verbatim=True)
            yield line
        yield _Mark(LineKind.TEXT, number, opens=False)
    elif tag.name not in _BLOCKS:
        yield from _walk(tag, depth)
    else:
        yield _Mark(_kind(tag, depth), number, depth=max(depth - 1, 0) * (tag.name in _ITEMS))
        yield from _walk(tag, depth + (tag.name in _LISTS))
        yield _Mark(LineKind.TEXT, number, opens=False)


def _kind(tag: Tag, depth: int) -> LineKind:
    if tag.name in _LISTS and depth == 0:
        return LineKind.GAP
    if tag.name in _HEADINGS:
        return LineKind.HEADING
    if tag.name in _ITEMS:
        return LineKind.BULLET
    return LineKind.RUN_ON if tag.name in _TEXTS and tag.find_parent(_ITEMS) else LineKind.TEXT
