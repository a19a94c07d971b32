"""Tables with typed cells: JSON, JSON Lines and Parquet (extra ``parquet``). Values other than text are JSON."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import BinaryIO

from unitgraph.sources.delimited import TextSource
from unitgraph.sources.lines import Lines
from unitgraph.sources.rows import BadRow, Layout, Row, Table, whole_row
from unitgraph.system.characters import LONE, LONE_SURROGATE
from unitgraph.system.errors import SourceError
from unitgraph.system.json_texts import RepeatedKey, loads, once

_Object = tuple[int, "dict[str, object] | BadRow"]
_BEGINNING = 200
"""The number of objects whose keys are the columns: an object may leave out what it has not."""
LARGEST_OBJECT = 4 << 20
"""Characters of one object of an array."""
_BETWEEN = re.compile(r"[\s,]*")


def read_objects(stream: BinaryIO, name: str, layout: Layout) -> Table:
    """JSON Lines: one object a line. The keys of the first objects are the columns."""
    text = TextSource(stream, name, layout)
    return _table(name, _objects(text.lines()), "line", text.remarks)


def read_array(stream: BinaryIO, name: str, layout: Layout) -> Table:
    """JSON: an array of objects, which are numbered from 1, and read one at a time. Their keys are as for
    :func:`read_objects`."""
    text = TextSource(stream, name, layout)
    return _table(name, _array(text.pieces(), name), "row", text.remarks)


def _table(name: str, objects: Iterator[_Object], unit: str, remarks: list[str]) -> Table:
    waiting = list(islice(objects, _BEGINNING))
    columns = tuple(dict.fromkeys(key for _, found in waiting if isinstance(found, dict) for key in found))
    if not columns:
        for number, bad in waiting[:1]:
            if isinstance(bad, BadRow) and bad.fault == LONE:
                raise SourceError(f"{name} {unit} {number}", bad.fault, bad.remedy)
        raise SourceError(name, "contains no JSON object", "write one object a line, or an array of objects")
    return Table(name, columns, _object_rows(chain(waiting, objects), columns), unit, remarks=remarks)


def _objects(lines: Lines) -> Iterator[_Object]:
    for number, text in enumerate(lines, 1):
        if lines.fault is not None:
            fault = lines.take_fault()
            yield number, BadRow(number, fault.what, fault.remedy)
        elif text.strip():
            yield number, _object(number, text)


def _object(number: int, text: str) -> dict[str, object] | BadRow:
    try:
        return _with_keys(number, loads(text))
    except (ValueError, RecursionError) as fault:
        return BadRow(number, f"is not JSON ({fault})", "write one object a line")


def _with_keys(number: int, found: object) -> dict[str, object] | BadRow:
    if isinstance(found, dict) and found:
        if any(map(LONE_SURROGATE.search, _texts(found))):
            return BadRow(number, LONE, "correct its \\u escapes")
        return found
    return BadRow(number, "is not a JSON object with keys", "write an object with a key for each column")


def _texts(found: object) -> Iterator[str]:
    """The texts in a value as JSON has it, keys included."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        for key, value in found.items():
            yield from (key, *_texts(value))
    elif isinstance(found, list):
        for value in found:
            yield from _texts(value)


def _array(pieces: Iterator[str], name: str) -> Iterator[_Object]:
    """The objects of an array. Raises SourceError for what is no array, and where its syntax is broken."""
    decoder = json.JSONDecoder(object_pairs_hook=once)
    text = next(pieces, "")
    while not text.strip() and (more := next(pieces, "")):
        text += more
    at = len(text) - len(text.lstrip())
    if text[at : at + 1] != "[":
        raise SourceError(name, "this is JSON, but no array of objects", "write an array of objects, or one a line")
    at += 1
    number = 0
    while True:
        at = _past(text, at)
        if text[at : at + 1] == "]":
            return
        try:
            found, at = decoder.raw_decode(text, at)
        except RepeatedKey as fault:
            raise _broken(name, number + 1, "", fault) from None
        except (ValueError, RecursionError) as fault:
            text, at = text[at:], 0
            more = next(pieces, "") if len(text) <= LARGEST_OBJECT else ""
            while more and len(more) < len(text) and (next_one := next(pieces, "")):
                more += next_one
            if not more:
                raise _broken(name, number + 1, text, fault) from None
            text += more
        else:
            number += 1
            yield number, _with_keys(number, found)


def _past(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


def _broken(name: str, number: int, text: str, fault: Exception) -> SourceError:
    if len(text) > LARGEST_OBJECT:
        fault = ValueError(f"it has more than {LARGEST_OBJECT:,} characters")
    return SourceError(f"{name} row {number}", f"is not JSON ({fault})", "write an array of objects")


def _object_rows(objects: Iterable[_Object], columns: tuple[str, ...]) -> Iterator[Row | BadRow]:
    known = set(columns)
    for number, found in objects:
        if isinstance(found, BadRow):
            yield found
        elif unknown := set(found) - known:
            what = f"has the key {min(unknown)!r}, which the first {_BEGINNING} objects lack"
            yield BadRow(number, what, "give the first object all the keys")
        else:
            yield whole_row(number, tuple(_cell(found.get(column)) for column in columns))


def _cell(value: object) -> str:
    """A value as text. Several texts are separated by bars, as in cells of several values."""
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(each, str) and "|" not in each for each in value):
        return " | ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def read_parquet(stream: BinaryIO, name: str, layout: Layout) -> Table:
    """Parquet. Rows are numbered from 1."""
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise SourceError(name, "reading Parquet needs pyarrow", 'run: pip install "unitgraph[parquet]"') from None
    try:
        table = ParquetFile(stream if stream.seekable() else io.BytesIO(stream.read()))
    except (ArrowException, OSError) as fault:
        raise SourceError(name, f"is not a Parquet file ({fault})", "write it again") from None

    def rows() -> Iterator[Row]:
        number = 0
        try:
            for batch in table.iter_batches(2048):
                for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    number += 1
                    yield Row(number, tuple(map(_cell, cells)))
        except (ArrowException, OSError) as fault:
            where = f"{name} row {number + 1}"
            raise SourceError(
                where, f"cannot be read, nor the rows after it ({fault})", "write the file again"
            ) from None

    return Table(name, tuple(table.schema_arrow.names), rows(), "row")
