"""Tables with typed cells: JSON Lines and Parquet (extra ``parquet``). Values other than text are given as JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO

from unitgraph.sources.delimited import TextSource
from unitgraph.sources.lines import Lines
from unitgraph.sources.rows import BadRow, Layout, Row, Table
from unitgraph.system.errors import SourceError

_Object = tuple[int, "dict[str, object] | BadRow"]


def read_objects(stream: BinaryIO, name: str, layout: Layout) -> Table:
    """JSON Lines: one object a line. The keys of the first are the columns."""
    text = TextSource(stream, name, layout)
    objects = _objects(text.lines)
    waiting: list[_Object] = []
    for number, found in objects:
        waiting.append((number, found))
        if not isinstance(found, BadRow):
            return Table(name, tuple(found), _object_rows(chain(waiting, objects), tuple(found)))
    raise SourceError(name, "contains no JSON object", "write one object a line")


def _objects(lines: Lines) -> Iterator[_Object]:
    for number, text in enumerate(lines, 1):
        if lines.fault is not None:
            fault = lines.take_fault()
            yield number, BadRow(number, fault.what, fault.remedy)
        elif text.strip():
            yield number, _object(number, text)


def _object(number: int, text: str) -> dict[str, object] | BadRow:
    remedy = "write one object a line, each with the keys of the first"
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as fault:
        return BadRow(number, f"is not JSON ({fault})", remedy)
    return found if isinstance(found, dict) and found else BadRow(number, "is not a JSON object with keys", remedy)


def _object_rows(objects: Iterable[_Object], columns: tuple[str, ...]) -> Iterator[Row | BadRow]:
    for number, found in objects:
        if isinstance(found, BadRow):
            yield found
        elif unknown := set(found) - set(columns):
            what = f"has the key {min(unknown)!r}, which the first object lacks"
            yield BadRow(number, what, "give the first object all the keys")
        else:
            yield Row(number, tuple(_cell(found.get(column)) for column in columns))


def _cell(value: object) -> str:
    if value is None:
        return ""
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
