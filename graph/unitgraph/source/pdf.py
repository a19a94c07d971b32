"""The text layer of a PDF as numbered lines (extra ``pdf``)."""

from __future__ import annotations

import io
from collections.abc import Iterator

from unitgraph.errors import SourceError
from unitgraph.source.text import check_length
from unitgraph.source.values import Line

MOST_PAGES = 2_000


def read_pdf(raw: bytes, name: str) -> tuple[tuple[Line, ...], str | None]:
    """The lines of the text layer, numbered through all pages, and the title the file gives itself.

    An empty line stands between two pages. Raises SourceError for a damaged or locked file, for one of more
    than 2000 pages, and for a scan without text.
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
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        what = f"this PDF cannot be read ({fault})"
        raise SourceError(name, what, "open it and print it to a new PDF, or save its text") from None
    if not any(page.strip() for page in pages):
        what = f"this PDF has {len(pages)} page{'s' * (len(pages) != 1)} and no text: it is a scan"
        remedy = "run a text recognition (OCR) over it and check the result, or type the entries"
        raise SourceError(name, what, remedy)
    return tuple(_lines(pages, name)), title or None


def _pages(reader: object, name: str) -> list[str]:
    from pypdf import PdfReader

    assert isinstance(reader, PdfReader)
    if reader.is_encrypted and not reader.decrypt(""):
        raise SourceError(name, "this PDF is locked with a password", "save a copy without a password")
    if len(reader.pages) > MOST_PAGES:
        what = f"this PDF has {len(reader.pages):,} pages; {MOST_PAGES:,} can be read"
        raise SourceError(name, what, "cut out the pages of the list")
    return [page.extract_text() for page in reader.pages]


def _lines(pages: list[str], name: str) -> Iterator[Line]:
    number = 0
    for page in pages:
        for text in (*page.splitlines(), ""):
            number += 1
            line = Line(number, text)
            check_length(line, name)
            yield line
