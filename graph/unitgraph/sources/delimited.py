"""Text tables: cells with a separator between them (RFC 4180), and one name per line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO

from unitgraph.sources.lines import Lines
from unitgraph.sources.rows import BadRow, Layout, Row, Table, columns_of
from unitgraph.system.display import quantity
from unitgraph.system.errors import SourceError

if TYPE_CHECKING:
    from _csv import Reader

LARGEST_CELL = 1 << 20  # characters
_REMEDY = "check its quotation marks and the separator"


def read_delimited(stream: BinaryIO, name: str, layout: Layout, separator: str) -> Table:
    """A text table; ``separator`` is the default for its format."""
    separator = layout.separator or separator
    if len(separator) != 1 or separator in '"\r\n':
        what = f"the separator {separator!r} is not one character"
        raise SourceError(name, what, "give one, such as ; or a tab")
    csv.field_size_limit(LARGEST_CELL)
    lines = Lines(stream, name, layout.encoding)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    first = _first(reader, name)
    damage = _damage(lines, first.number) if lines.fault else None
    rows = _rows(reader, lines, len(first.cells), layout.ragged)
    if damage is not None:
        rows = chain((damage,), rows)
    elif not layout.header:
        rows = chain((first,), rows)
    columns = columns_of(first, layout.header)
    return Table(name, columns, rows, separator=separator, headed=layout.header, damage=damage)


def _first(reader: Reader, name: str) -> Row:
    start = 1
    try:
        for cells in reader:
            if cells:
                return Row(start, tuple(cells))
            start = reader.line_num + 1
    except csv.Error as fault:
        raise SourceError(f"{name} line {start}", f"cannot be read ({fault})", _REMEDY) from None
    raise SourceError(name, "this table is empty", "give a table with a heading row")


def _damage(lines: Lines, number: int) -> BadRow:
    """The row just read, with the fault of its lines."""
    fault = lines.take_fault()
    return BadRow(number, fault.what, fault.remedy)


def _rows(reader: Reader, lines: Lines, width: int, ragged: bool) -> Iterator[Row | BadRow]:
    """The rows after the first, each with the number of the line on which it begins."""
    ended = False
    start = reader.line_num + 1
    while not ended:
        try:
            for cells in reader:
                if lines.fault is not None:
                    yield _damage(lines, start)
                elif len(cells) == width:
                    yield Row(start, tuple(cells))
                elif cells:
                    yield _of_another_width(start, cells, width, ragged)
                start = reader.line_num + 1
            ended = True
        except csv.Error as fault:
            yield _damage(lines, start) if lines.fault else BadRow(start, f"cannot be read ({fault})", _REMEDY)
            start = reader.line_num + 1


def _of_another_width(number: int, cells: list[str], width: int, ragged: bool) -> Row | BadRow:
    if ragged:
        return Row(number, (*cells, *[""] * width)[:width])
    return BadRow(number, f"has {quantity(len(cells), 'cell')} where the heading has {width}", _REMEDY)


def read_names(stream: BinaryIO, name: str, layout: Layout) -> Table:
    """One name per line, without a heading: a table with one column, ``name``."""
    return Table(name, ("name",), _names(Lines(stream, name, layout.encoding)))


def _names(lines: Lines) -> Iterator[Row | BadRow]:
    for number, text in enumerate(lines, 1):
        if lines.fault is not None:
            yield _damage(lines, number)
        elif text.strip():
            yield Row(number, (text.strip("\r\n"),))
