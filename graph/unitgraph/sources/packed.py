"""What a packed workbook unpacks to, looked at before it is read: its reader takes a whole sheet into memory.

A few kilobytes may unpack to gigabytes, place one cell so far from the others that the rectangle around them takes
gigabytes, or fill a million cells with one long text that is written once. The sheets of XLSX and ODS are gone through
here as a stream of bytes.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO
from xml.parsers import expat

from unitgraph.sources.compound import MARK, contents
from unitgraph.sources.shared_texts import PREFIX, longest_text, texts_of
from unitgraph.system.display import quantity
from unitgraph.system.errors import SourceError

_BLOCK = 1 << 20
_MEMBERS = 10_000
_PLACE = re.compile(rb'<c r="([A-Z]{1,3})0*(\d{1,8})"')
_NUMBER = re.compile(rb'<row r="0*(\d{1,8})"')
_ATTRIBUTE = re.compile(rb"""(?<![\w:])([\w:]+)\s*=\s*("[^"]*"|'[^']*')""")
_TAG = re.compile(rb"""<""" + PREFIX + rb"""(row|c)(?=[\s/>])((?:[^<>"']|"[^"<]*"|'[^'<]*')*)>""")
_REFERENCE = re.compile(rb"([A-Za-z]{1,3})0*(\d{1,8})")
_TEXTS = re.compile(rb"<" + PREFIX + rb"""sst(?=[\s/>])((?:[^>"']|"[^"]*"|'[^']*')*)""")
COLUMNS = 16_384  # of a sheet
_LONGEST_TAG = 1 << 16
_DAMAGE = (zipfile.BadZipFile, zlib.error, expat.ExpatError, NotImplementedError, ValueError, EOFError, OSError)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What may be read of a workbook: its size when unpacked, in bytes; the cells of the rectangle around those of a
    sheet that are filled, for each of which a reader takes about 64 bytes; and the text in them, in bytes."""

    unpacked: int = 2 << 30
    cells: int = 1 << 24
    text: int = 1 << 30


Merged = Mapping[str, Sequence[tuple[int, int, int]]]
"""The cells that are merged downwards, by sheet: first row, column and last row, each from 0."""


def check_workbook(stream: BinaryIO, name: str, bounds: Bounds) -> Merged:
    """Raise SourceError for a workbook that is damaged, none, or beyond bounds. The stream is at its start again.
    Returns the merged cells of an ODS workbook, which its reader does not tell."""
    head = stream.read(len(MARK))
    stream.seek(0)
    if head != MARK:
        return _check_archive(stream, name, bounds)
    try:
        found = contents(stream.read())
    except ValueError as fault:
        raise unreadable(name, fault) from None
    finally:
        stream.seek(0)
    _check_cells(found.rows, found.columns, name, bounds, found.cells)
    _check_text(found.text, name, bounds)
    return {}


def _check_archive(stream: BinaryIO, name: str, bounds: Bounds) -> Merged:
    merged: Merged = {}
    cells: dict[str, int] = {}
    longest = 0
    try:
        with zipfile.ZipFile(stream) as archive:
            _check_members(archive, name, bounds)
            for member in archive.infolist():
                if member.filename.lower() == "content.xml":
                    merged = _check_ods(archive, member, name, bounds)
                else:
                    # Any part may be named as a sheet, whatever it is called. One larger than the archive says fails
                    # its checksum here.
                    cells[member.filename], text = _check_sheet(archive, member, name, bounds)
                    longest = max(longest, text)
            suspects = [part for part, count in cells.items() if count * longest > bounds.text]
            for text in texts_of(lambda part: _whole_tags(archive, archive.getinfo(part), name), cells, suspects):
                _check_text(text, name, bounds)
    except _DAMAGE as fault:
        raise unreadable(name, fault) from None
    except RuntimeError:  # a member is encrypted
        raise protected(name) from None
    finally:
        stream.seek(0)
    return merged


def unreadable(name: str, fault: object) -> SourceError:
    """The error for a workbook that is damaged."""
    return SourceError(name, f"this workbook cannot be read ({fault})", "save it again as .xlsx or .csv")


def protected(name: str) -> SourceError:
    """The error for a workbook with a password."""
    return SourceError(name, "this workbook is protected with a password", "save it without one")


def _check_members(archive: zipfile.ZipFile, name: str, bounds: Bounds) -> None:
    members = archive.infolist()
    size = sum(member.file_size for member in members)
    if size > bounds.unpacked or len(members) > _MEMBERS:
        what = f"this workbook unpacks to {size:,} bytes in {len(members):,} files"
        raise SourceError(name, f"{what}; {bounds.unpacked:,} bytes can be read", "save the sheet as .csv")
    names = [member.filename.lower() for member in members]
    if len(set(names)) < len(names):
        raise unreadable(name, "it contains a file twice")
    if "xl/workbook.bin" in names:
        raise SourceError(name, "binary workbooks (.xlsb) cannot be read", "save it as .xlsx")
    if not {"xl/workbook.xml", "content.xml"} & set(names):
        raise SourceError(name, "this archive is no workbook", "unpack it, or give a workbook (.xlsx, .ods)")


def _check_cells(rows: int, columns: int, name: str, bounds: Bounds, cells: int = 0) -> None:
    """Raise SourceError for the rectangle of a sheet, or ``cells`` of all sheets, beyond bounds."""
    if max(rows * columns, cells) > bounds.cells:
        what = (
            f"its cells extend over {quantity(rows, 'row', form=',')} and {quantity(columns, 'column', form=',')}; "
            f"{bounds.cells:,} cells can be read"
        )
        raise SourceError(name, what, "clear what stands far from the table, or save the sheet as .csv")


def _check_text(text: int, name: str, bounds: Bounds) -> None:
    if text > bounds.text:
        what = f"its cells hold {text:,} bytes of text, most of which is one text again and again"
        raise SourceError(name, f"{what}; {bounds.text:,} bytes can be read", "save the sheet as .csv")


def _check_sheet(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, bounds: Bounds) -> tuple[int, int]:
    """The number of cells of a sheet, and the bytes of the longest text that cells of other parts may share. Raises
    SourceError for a sheet whose cells extend too far, as soon as they do."""
    sheet = _SheetPlaces()
    longest = since = 0
    for block in _whole_tags(archive, member, name):
        if b"sst" in block and any(_told(tag) > member.file_size for tag in _TEXTS.findall(block)):
            raise unreadable(name, "it tells of more texts than it has")
        sheet.take(block)
        _check_cells(sheet.last_row, sheet.last_column, name, bounds)
        found, since = longest_text(block, since)
        longest = max(longest, found)
    return sheet.cells, max(longest, since)


def _told(tag: bytes) -> int:
    """The number of shared texts that a tag tells, for which the reader takes memory at once."""
    counts = [value.strip(b"\"' ") for key, value in _ATTRIBUTE.findall(tag) if key == b"uniqueCount"]
    return max((int(each) if each.isdigit() and len(each) < 20 else 1 << 63 for each in counts), default=0)


class _SheetPlaces:
    """Where the cells of an XLSX sheet are. One that does not say follows the one before it, as does a row.

    Nearly all programs write the place first in a tag (``<c r="B7"``), which is looked for quickly; ``<`` stands in no
    text and no attribute, so that nothing else is taken for it. A block with any other tag is gone through tag by tag;
    raises ValueError if the sheet has comments, too, which may contain anything.
    """

    def __init__(self) -> None:
        self.last_row = self.last_column = 0
        self.cells = 0
        self._row = self._column = 0
        self._comments = False

    def take(self, block: bytes) -> None:
        """Go on with a block of whole tags."""
        self._comments = self._comments or b"<!" in block
        cells, rows = _count(block, b"c"), _count(block, b"row")
        self.cells += cells
        places, numbers = _PLACE.findall(block), block.count(b'<row r="')
        if cells == len(places) and (rows == numbers or not cells):
            if places:
                self._reach(
                    max(map(int, {digits for _, digits in places})),
                    max(map(_number, {letters for letters, _ in places})),
                )
            if rows == numbers and rows:
                found = _NUMBER.match(block, block.rfind(b'<row r="'))
                self._row = int(found.group(1)) if found else COLUMNS * COLUMNS  # no number, and beyond any bound
            elif rows:
                self._row = max(self._row, *map(int, _NUMBER.findall(block)), 0) + rows
            return
        if self._comments:
            raise ValueError("comments stand among its cells")
        tags = list(_TAG.finditer(block))
        if len(tags) != cells + rows:
            raise ValueError("its tags are not as XML has them")
        for tag in tags:
            place = next((value for key, value in _ATTRIBUTE.findall(tag.group(2)) if key == b"r"), b"")
            if tag.group(1) == b"row":
                digits = place.strip(b"\"' ")
                self._row, self._column = (int(digits) if digits.isdigit() else self._row + 1), 0
            else:
                self._follow(place)

    def _follow(self, place: bytes) -> None:
        found = _REFERENCE.search(place)
        if found is None:
            self._column += 1
        else:
            self._column, self._row = _number(found.group(1).upper()), int(found.group(2))
        self._reach(self._row, self._column)

    def _reach(self, row: int, column: int) -> None:
        self.last_row, self.last_column = max(self.last_row, row), max(self.last_column, column)


def _count(block: bytes, tag: bytes) -> int:
    """The number of start tags of an element, whatever its prefix."""
    plain = sum(block.count(b"<" + tag + end) for end in (b" ", b">", b"/", b"\n", b"\t", b"\r"))
    return plain + (len(re.findall(rb"<[^\s<>/:]+:" + tag + rb"[\s/>]", block)) if b":" + tag in block else 0)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _whole_tags(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """The blocks of an XML document, none of which ends within a tag. Raises SourceError for one with entities of its
    own, or not in UTF-8."""
    rest = b""
    is_xml = member.filename.lower().endswith((".xml", ".rels"))
    with archive.open(member) as part:
        while block := part.read(_BLOCK):
            piece = rest + block
            if b"<!" in piece and re.search(rb"<!\s*(?:DOCTYPE|ENTITY)", piece, re.IGNORECASE):
                raise unreadable(name, "it declares XML entities")
            if b"\0" in piece and is_xml:
                raise unreadable(name, "it is not in UTF-8")
            end = piece.rfind(b"<")
            cut = end if end > piece.rfind(b">") else len(piece)
            piece, rest = piece[:cut], piece[cut:]
            if len(rest) > _LONGEST_TAG and not is_xml:
                piece, rest = piece + rest, b""
            if len(rest) > _LONGEST_TAG:
                raise unreadable(name, "it contains a tag without end")
            yield piece
    yield rest


def _check_ods(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, bounds: Bounds) -> Merged:
    with archive.open(member) as part:
        sheet = _OdsSheet(name, bounds)
        for block in iter(lambda: part.read(_BLOCK), b""):
            sheet.parser.Parse(block, False)
        sheet.parser.Parse(b"", True)
    return sheet.merged


_ODS_CELLS = ("table-cell", "covered-table-cell")


class _OdsSheet:
    """Counts the cells of ODS sheets and their text: a row or a cell that is repeated is written once. Notes those that
    are merged downwards."""

    def __init__(self, name: str, bounds: Bounds) -> None:
        self._name = name
        self._bounds = bounds
        self._rows = self._waiting_rows = self._columns = 0
        self._repeated = 1
        self._at = self._filled = 0
        self._cells = 0
        """Those of the sheets before: the reader takes all of them into memory."""
        self._text = self._row_text = self._cell_text = 0
        self._across = 1
        self._sheet, self._row = "", 0
        self.merged: dict[str, list[tuple[int, int, int]]] = {}
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._read
        self.parser.StartDoctypeDeclHandler = self._refuse

    def _refuse(self, *_: object) -> None:
        raise unreadable(self._name, "it declares XML entities")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = tag.rpartition(":")[2]
        if kind == "table":
            self._cells += self._rows * self._columns
            self._rows = self._waiting_rows = self._columns = 0
            self._sheet, self._row = attributes.get("table:name", ""), 0
        elif kind == "table-row":
            self._repeated = _repeats(attributes, "number-rows-repeated")
            self._at = self._filled = self._row_text = 0
        elif kind in _ODS_CELLS:
            if (down := _repeats(attributes, "number-rows-spanned")) > 1:
                place = (self._row, self._at, self._row + down - 1)
                self.merged.setdefault(self._sheet, []).append(place)
            self._across = _repeats(attributes, "number-columns-repeated")
            self._at += self._across
            self._cell_text = sum(len(value) for key, value in attributes.items() if key.endswith("string-value"))
            if any(key.endswith("value-type") for key in attributes):
                self._filled = self._at
        elif kind == "p":
            self._filled = self._at
        elif kind == "s":
            self._cell_text += max(0, _repeats(attributes, ":c"))

    def _read(self, text: str) -> None:
        self._cell_text += len(text.encode())

    def _end(self, tag: str) -> None:
        kind = tag.rpartition(":")[2]
        if kind in _ODS_CELLS:
            self._row_text += self._cell_text * max(1, self._across)
            self._cell_text = 0
        if kind != "table-row":
            return
        self._text += self._row_text * max(1, self._repeated) if self._filled else 0
        self._row += self._repeated
        self._waiting_rows += self._repeated
        if self._filled:
            self._rows, self._waiting_rows = self._rows + self._waiting_rows, 0
            self._columns = max(self._columns, self._filled)
            cells = self._cells + self._rows * self._columns
            _check_cells(self._rows, self._columns, self._name, self._bounds, cells)
        _check_text(self._text, self._name, self._bounds)


def _repeats(attributes: dict[str, str], name: str) -> int:
    return next((int(value) for key, value in attributes.items() if key.endswith(name)), 1)
