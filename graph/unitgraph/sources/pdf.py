"""The text layer of a PDF as numbered lines (extra ``pdf``)."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from unitgraph.sources.text import check_length
from unitgraph.sources.values import Line, LineKind
from unitgraph.system.display import quantity
from unitgraph.system.errors import SourceError

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_PAGES = 2_000
MOST_CONTENT = 128 << 20
"""The number of bytes of all that the pages draw, unpacked."""
# Fraction of a letter's height that one empty line stands for in the extracted text.
STEP = 0.2
# Justified text has wide spaces between words; those at the start of a line are its indentation.
_WIDE_SPACE = re.compile(r"(?<=\S) {2,}")
_DIGITS = re.compile(r"\d+")

Page = list[str]


def read_pdf(raw: bytes, name: str) -> tuple[tuple[Line, ...], str | None]:
    """The lines of the text layer, numbered through all pages, and the title in the file's metadata.

    Indentation and empty lines are kept as on the page. Page numbers, and headers and footers of most pages, are left
    out; a line of kind BREAK separates two pages. Raises SourceError for a damaged or locked file, for more than 2000
    pages or more than 128 MiB on them, for a scan without text, and without the extra ``pdf``.
    """
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        raise SourceError(name, "reading a PDF needs pypdf", 'run: pip install "unitgraph[pdf]"') from None
    try:
        reader = PdfReader(io.BytesIO(raw))
        pages = _pages(reader, name)
        title = reader.metadata.title if reader.metadata else None
    except (PyPdfError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as fault:
        # pypdf raises errors of several kinds for a damaged file.
        what = f"this PDF cannot be read ({fault})"
        raise SourceError(name, what, "print it to a new PDF, or save its text") from None
    if not any(pages):
        what = f"this PDF has {quantity(len(pages), 'page')} and no text: it is a scan"
        remedy = "run text recognition (OCR) on it and check the result, or type the entries"
        raise SourceError(name, what, remedy)
    return tuple(_lines(_without_running_lines(pages), name)), title or None


def _pages(reader: PdfReader, name: str) -> list[Page]:
    """The lines of each page, without empty lines at the top and bottom."""
    if reader.is_encrypted and not reader.decrypt(""):
        raise SourceError(name, "this PDF is locked with a password", "save a copy without a password")
    if len(reader.pages) > MOST_PAGES:
        what = f"this PDF has {len(reader.pages):,} pages; the limit is {MOST_PAGES:,}"
        raise SourceError(name, what, "extract the pages of the list")
    content = 0
    for page in reader.pages:
        drawn = page.get_contents()
        content += 0 if drawn is None else len(drawn.get_data())
        if content > MOST_CONTENT:
            what = f"the pages of this PDF unpack to more than {MOST_CONTENT:,} bytes"
            raise SourceError(name, what, "extract the pages of the list, or save their text")
    texts = [page.extract_text(extraction_mode="layout", layout_mode_font_height_weight=STEP) for page in reader.pages]
    pages = [_trimmed([_WIDE_SPACE.sub(" ", line.rstrip()) for line in text.splitlines()]) for text in texts]
    return _with_gaps_in_lines(pages)


def _with_gaps_in_lines(pages: Sequence[Page]) -> list[Page]:
    """The pages with as many empty lines as there is room for.

    On input, an empty line stands for STEP of a letter's height. The most common distance between two lines of the
    document is the height of a line; a distance of n heights contains n - 1 empty lines.
    """
    distances = [list(_distances(page)) for page in pages]
    counts = Counter(distance for each in distances for distance, _ in each[1:])
    height = max(counts, key=lambda distance: (counts[distance], -distance), default=1)
    return [_spaced(each, height) for each in distances]


def _distances(page: Page) -> Iterator[tuple[int, str]]:
    """Every non-empty line, with its distance from the one before."""
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
    """The pages without page numbers, and without first and last lines that most pages share except for digits."""
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
