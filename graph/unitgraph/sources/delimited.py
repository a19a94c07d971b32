"""Text tables: cells with a separator between them (RFC 4180), and one name per line."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, BinaryIO

from unitgraph.sources.encodings import GIVE_ENCODING, Found, found_encoding
from unitgraph.sources.headings import shaped
from unitgraph.sources.lines import Lines
from unitgraph.sources.rows import BadRow, Layout, Row, Table
from unitgraph.sources.separators import NONE, checked_separator, found_separator
from unitgraph.sources.text import known_encoding, lacks_mark, refuse_binary, without_mark
from unitgraph.system.errors import SourceError
from unitgraph.system.writing import COMMENT, plain_cell

if TYPE_CHECKING:
    from _csv import Reader

LARGEST_CELL = 1 << 20  # characters
BEGINNING = 1 << 16  # bytes by which the separator is found
_STATED = re.compile(r"sep=([^\r\n\"])\r?\n", re.IGNORECASE)
"""The first line by which Excel is told the separator; it is no row."""
_REMEDY = "check its quotation marks and the separator"


class TextSource:
    """A text as it comes: its ``beginning`` (bytes), its ``encoding`` as given or found, and ``remarks`` on what was
    found. A stream that cannot be rewound is judged by its beginning."""

    def __init__(self, stream: BinaryIO, name: str, layout: Layout) -> None:
        self.beginning = _first(stream, BEGINNING)
        if layout.encoding:
            found = Found(known_encoding(name, layout.encoding))
            refuse_binary(self.beginning, name, found.encoding)
        else:
            whole = _blocks(stream, self.beginning) if stream.seekable() else iter((self.beginning,))
            found = found_encoding(self.beginning, whole, name)
        self.encoding = found.encoding
        self.remarks = [found.remark] if found.remark else []
        self._name = name
        self._stream = stream

    def lines(self) -> Lines:
        """The lines of the text."""
        return Lines(_rewound(self.beginning, self._stream), self._name, self.encoding)

    def pieces(self) -> Iterator[str]:
        """The text, wherever its blocks end. Raises SourceError for bytes that are not of its encoding."""
        decoder = codecs.getincrementaldecoder(self.encoding)()
        read = 0
        for block in chain(_rewound(self.beginning, self._stream), (b"",)):
            try:
                yield decoder.decode(block, final=not block).removeprefix("\ufeff" if read == 0 else "")
            except UnicodeError as fault:
                if lacks_mark(fault):
                    raise without_mark(self._name, self.encoding) from None
                what = f"after byte {read:,} is one that is not valid {self.encoding.upper()}"
                raise SourceError(self._name, what, GIVE_ENCODING) from fault
            read += len(block)

    def opening(self) -> str:
        """The whole lines at the beginning, decoded."""
        text = self.beginning.decode(self.encoding, "ignore").removeprefix("\ufeff")
        whole = len(self.beginning) < BEGINNING
        return text if whole else text[: max(text.rfind("\n"), text.rfind("\r")) + 1] or text


def _rewound(beginning: bytes, stream: BinaryIO) -> Iterator[bytes]:
    """The blocks of a stream of which the beginning has been read, from its start."""
    yield beginning
    if stream.seekable():
        stream.seek(len(beginning) - stream.tell(), io.SEEK_CUR)
    read = getattr(stream, "read1", stream.read)  # do not wait for more than a pipe already holds
    while block := read(BEGINNING):
        yield block


def _first(stream: BinaryIO, size: int) -> bytes:
    found = b""
    while len(found) < size and (more := stream.read(size - len(found))):
        found += more
    return found


def _blocks(stream: BinaryIO, beginning: bytes) -> Iterator[bytes]:
    yield beginning
    while block := stream.read(1 << 20):
        yield block


def read_delimited(stream: BinaryIO, name: str, layout: Layout, separator: str) -> Table:
    """A text table; ``separator`` is the usual one for its format."""
    text = TextSource(stream, name, layout)
    opening = text.opening()
    commented = opening.startswith(COMMENT)
    if commented:
        opening = opening.partition("\n")[2]
    stated = _STATED.match(opening)
    if layout.separator:
        separator = checked_separator(layout.separator, name)
    elif stated:
        separator = stated.group(1)
    else:
        separator = found_separator(opening, separator, layout.headings)
    csv.field_size_limit(LARGEST_CELL)
    lines = text.lines()
    rows = _rows(csv.reader(lines, delimiter=separator, strict=True), lines)
    if stated or commented:
        rows = islice(rows, 1 + bool(stated and commented), None)
    return shaped(name, rows, layout, separator="" if separator == NONE else separator, remarks=text.remarks)


def _rows(reader: Reader, lines: Lines) -> Iterator[Row | BadRow]:
    """The rows that are not empty, each with the number of the line on which it begins."""
    ended = False
    start = 1
    while not ended:
        try:
            for cells in reader:
                if lines.fault is not None:
                    yield _damage(lines, start, tuple(cells))
                elif cells:
                    yield Row(start, tuple(map(plain_cell, cells)) if lines.protected else tuple(cells))
                start = reader.line_num + 1
            ended = True
        except csv.Error as fault:
            yield _damage(lines, start) if lines.fault else BadRow(start, f"cannot be read ({_why(fault)})", _REMEDY)
            start = reader.line_num + 1


def _why(fault: csv.Error) -> str:
    return "text after a closing quotation mark" if "expected after" in str(fault) else str(fault)


def _damage(lines: Lines, number: int, cells: tuple[str, ...] = ()) -> BadRow:
    """The row just read, with the fault of its lines."""
    fault = lines.take_fault()
    return BadRow(number, fault.what, fault.remedy, cells)


def read_names(stream: BinaryIO, name: str, layout: Layout) -> Table:
    """One name per line, without a heading: a table with one column, ``name``."""
    text = TextSource(stream, name, layout)
    return Table(name, ("name",), _names(text.lines()), remarks=text.remarks)


def _names(lines: Lines) -> Iterator[Row | BadRow]:
    for number, text in enumerate(lines, 1):
        if lines.fault is not None:
            yield _damage(lines, number)
        elif text.strip():
            yield Row(number, (text.strip("\r\n"),))
