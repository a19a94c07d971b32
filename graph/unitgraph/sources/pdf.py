"""The text layer of a PDF as numbered lines (extra ``pdf``)."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from unitgraph.sources.text import check_length
from unitgraph.sources.values import Line, LineKind
from unitgraph.system.errors import SourceError

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_PAGES = 2_000
# Part of a letter's height that one empty line stands for when the text is taken from the page.
STEP = 0.2
# Justified text has wide spaces between words; those at the start of a line are its indent.
_WIDE_SPACE = re.compile(r"(?<=\S) {2,}")
_DIGITS = re.compile(r"\d+")

Page = list[str]


def read_pdf(raw: bytes, name: str) -> tuple[tuple[Line, ...], str | None]:
    """The lines of the text layer, numbered through all pages, and the title the file gives itself.

    Lines are indented and stand apart by empty lines as on the page. Page numbers and lines that head or foot
    most pages are left out; a line of kind BREAK stands between two pages. Raises SourceError for a damaged
    or locked file, for one of more than 2000 pages, for a scan without text, and without the extra ``pdf``.
    """
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        raise SourceError(name, "reading a PDF needs pypdf", 'pip install "unitgraph[pdf]"') from None
    try:
        reader = PdfReader(io.BytesIO(raw))
        pages = _pages(reader, name)
        title = reader.metadata.title if reader.metadata else None
    except (PyPdfError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as fault:
        # What pypdf raises for a damaged file is not all of one kind.
        what = f"this PDF cannot be read ({fault})"
        raise SourceError(name, what, "open it and print it to a new PDF, or save its text") from None
    if not any(pages):
        what = f"this PDF has {len(pages)} page{'s' * (len(pages) != 1)} and no text: it is a scan"
        remedy = "run a text recognition (OCR) over it and check the result, or type the entries"
        raise SourceError(name, what, remedy)
    return tuple(_lines(_without_running_lines(pages), name)), title or None


def _pages(reader: PdfReader, name: str) -> list[Page]:
    """The lines of each page, without empty ones at its top and bottom."""
    if reader.is_encrypted and not reader.decrypt(""):
        raise SourceError(name, "this PDF is locked with a password", "save a copy without a password")
    if len(reader.pages) > MOST_PAGES:
        what = f"this PDF has {len(reader.pages):,} pages; {MOST_PAGES:,} can be read"
        raise SourceError(name, what, "cut out the pages of the list")
    texts = [page.extract_text(extraction_mode="layout", layout_mode_font_height_weight=STEP) for page in reader.pages]
    pages = [_trimmed([_WIDE_SPACE.sub(" ", line.rstrip()) for line in text.splitlines()]) for text in texts]
    return _with_gaps_in_lines(pages)


def _with_gaps_in_lines(pages: Sequence[Page]) -> list[Page]:
    """The pages with as many empty lines as there is room for.

    They come with empty lines that stand for STEP of a letter's height each. The distance of two lines that
    is commonest in the document is the height of a line; a distance of n such heights holds n - 1 empty
    lines.
    """
    distances = [list(_distances(page)) for page in pages]
    counts = Counter(distance for each in distances for distance, _ in each[1:])
    height = max(counts, key=lambda distance: (counts[distance], -distance), default=1)
    return [_spaced(each, height) for each in distances]


def _distances(page: Page) -> Iterator[tuple[int, str]]:
    """Every line that is not empty, with its distance from the one before."""
    distance = 0
    for line in page:
        distance += 1
        if line:
            yield distance, line
            distance = 0


def _spaced(page: Sequence[tuple[int, str]], height: int) -> Page:
    lines: Page = []
    for distance, line in page:
        gap = max(0, round(distance / height) - 1) if lines else 0
        lines += [""] * gap + [line]
    return lines


def _trimmed(page: Page) -> Page:
    filled = [place for place, line in enumerate(page) if line]
    return page[filled[0] : filled[-1] + 1] if filled else []


def _without_running_lines(pages: Sequence[Page]) -> list[Page]:
    """The pages without their page numbers and without first and last lines that most pages share but for digits."""
    edges = Counter(shape for page in pages for shape in {_shape(line) for line in (page[:1] + page[-1:])})
    running = {shape for shape, number in edges.items() if number > 1 and 2 * number > len(pages)} | {"#"}
    return [_without(page, running) for page in pages]


def _without(page: Page, running: set[str]) -> Page:
    if page and _shape(page[0]) in running:
        page = page[1:]
    if page and _shape(page[-1]) in running:
        page = page[:-1]
    return _trimmed(page)


def _shape(line: str) -> str:
    return _DIGITS.sub("#", line.strip())


def _lines(pages: Sequence[Page], name: str) -> Iterator[Line]:
    number = 0
    for place, page in enumerate(pages):
        kinds = [(text, LineKind.TEXT) for text in page]
        for text, kind in ([("", LineKind.BREAK)] if place else []) + kinds:
            number += 1
            line = Line(number, text, kind)
            check_length(line, name)
            yield line
