"""Rows of a table of names, one at a time: CSV, TSV, XLSX, Parquet and JSON Lines, files or standard input."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from unitgraph.system.errors import SourceError

LARGEST_CELL = 1 << 20  # characters


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the source (of the line for text, of the sheet or table otherwise; from 1), and its cells
    as text in the order of the columns."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read, and why."""

    number: int
    fault: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table being read: its columns, and its rows as they come."""

    name: str
    columns: tuple[str, ...]
    rows: Iterator[Row | BadRow]

    def column(self, name: str | None, what: str) -> int:
        """The place of a column, by its name (case does not matter). Without a name the table must have one column.

        Raises SourceError naming the columns there are.
        """
        if name is None and len(self.columns) == 1:
            return 0
        if name is None:
            remedy = f"choose one of: {', '.join(self.columns)}"
            raise SourceError(self.name, f"has {len(self.columns)} columns and none is named for the {what}", remedy)
        exact = [at for at, column in enumerate(self.columns) if column == name]
        folded = [at for at, column in enumerate(self.columns) if column.strip().casefold() == name.strip().casefold()]
        found = exact or folded
        if len(found) != 1:
            fault = f"has no column {name!r}" if not found else f"has several columns {name!r}"
            raise SourceError(self.name, fault, f"its columns are: {', '.join(self.columns)}")
        return found[0]


FORMATS = {".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".xlsx": "xlsx", ".parquet": "parquet", ".jsonl": "jsonl"}
FORMATS |= {".ndjson": "jsonl", ".txt": "lines"}


def format_of(path: Path) -> str:
    """The format that a file's name tells. Raises SourceError for one that is not known."""
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        raise SourceError(
            str(path), "its name does not tell its format", f"name it {', '.join(FORMATS)}, or say --from"
        )
    return form


def read_table(stream: BinaryIO, name: str, form: str, separator: str | None = None) -> Table:
    """The table in ``stream``. ``form`` is csv, tsv, xlsx, parquet, jsonl, or lines (a name a line, no heading).

    Raises SourceError for what is no such table; a row that cannot be read comes as a :class:`BadRow`.
    """
    return _READERS[form](stream, name, separator)


def _delimited(stream: BinaryIO, name: str, separator: str) -> Table:
    if len(separator) != 1 or separator in '"\r\n':
        raise SourceError(name, f"the separator {separator!r} is not one character", "give one, such as ';'")
    lines = _Lines(stream)
    reader = csv.reader(lines, delimiter=separator)
    csv.field_size_limit(LARGEST_CELL)
    try:
        heading = next(reader)
    except StopIteration:
        raise SourceError(name, "is empty", "give a table with a heading row") from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise SourceError(f"{name} line 1", f"the heading cannot be read ({error})", "save it as UTF-8 CSV") from None
    columns = tuple(cell.strip() for cell in heading)
    return Table(name, columns, _delimited_rows(reader, lines, len(columns)))


class _Lines:
    """The lines of a stream as text. One that is not UTF-8 is kept readable and noted, so that the rest goes on."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.number = 0
        self.damaged = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        raw = self._stream.readline()
        if not raw:
            raise StopIteration
        self.number += 1
        if self.number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        try:
            return raw.decode("utf-8").replace("\0", "\ufffd")
        except UnicodeDecodeError:
            self.damaged = True
            return raw.decode("utf-8", "replace").replace("\0", "\ufffd")


def _delimited_rows(reader: Iterator[list[str]], lines: _Lines, width: int) -> Iterator[Row | BadRow]:
    while True:
        number = lines.number + 1
        lines.damaged = False
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield BadRow(number, str(error))
            continue
        if lines.damaged:
            yield BadRow(number, "is not UTF-8")
        elif not cells:
            continue
        elif len(cells) != width:
            yield BadRow(number, f"has {len(cells)} cells where the heading has {width}")
        else:
            yield Row(number, tuple(cells))


def _csv(stream: BinaryIO, name: str, separator: str | None) -> Table:
    return _delimited(stream, name, separator or ",")


def _tsv(stream: BinaryIO, name: str, separator: str | None) -> Table:
    return _delimited(stream, name, separator or "\t")


def _plain_lines(stream: BinaryIO, name: str, separator: str | None) -> Table:
    return Table(name, ("name",), _line_rows(_Lines(stream)))


def _line_rows(lines: _Lines) -> Iterator[Row | BadRow]:
    for text in lines:
        if lines.damaged:
            lines.damaged = False
            yield BadRow(lines.number, "is not UTF-8")
        elif text.strip():
            yield Row(lines.number, (text.strip("\r\n"),))


def _jsonl(stream: BinaryIO, name: str, separator: str | None) -> Table:
    """The keys of the first object are the columns."""
    objects = _json_objects(_Lines(stream))
    waiting: list[tuple[int, dict[str, object] | str]] = []
    columns: tuple[str, ...] = ()
    for number, found in objects:
        waiting.append((number, found))
        if isinstance(found, dict):
            columns = tuple(found)
            break
    if not columns:
        raise SourceError(name, "holds no JSON object", "write one object a line")
    return Table(name, columns, _json_rows(waiting, objects, columns))


def _json_objects(lines: _Lines) -> Iterator[tuple[int, dict[str, object] | str]]:
    for text in lines:
        if not text.strip():
            continue
        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as error:
            yield lines.number, f"is not JSON ({error})"
            continue
        yield lines.number, found if isinstance(found, dict) and found else "is no JSON object with keys"


def _json_rows(
    waiting: Sequence[tuple[int, dict[str, object] | str]],
    objects: Iterator[tuple[int, dict[str, object] | str]],
    columns: tuple[str, ...],
) -> Iterator[Row | BadRow]:
    for source in (waiting, objects):
        for number, found in source:
            if isinstance(found, str):
                yield BadRow(number, found)
            elif unknown := set(found) - set(columns):
                yield BadRow(number, f"has the key {min(unknown)!r}, which the first object has not")
            else:
                yield Row(number, tuple(_cell(found.get(column)) for column in columns))


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _xlsx(stream: BinaryIO, name: str, separator: str | None) -> Table:
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise SourceError(name, "reading a workbook needs openpyxl", 'pip install "unitgraph[xlsx]"') from None
    try:
        sheet = load_workbook(_seekable(stream), read_only=True, data_only=True).worksheets[0]
        rows = iter(sheet.iter_rows(values_only=True))
        heading = next(rows, None)
    except Exception as error:  # openpyxl raises what its parsers raise
        raise SourceError(name, f"is no workbook that can be read ({error})", "save it again as XLSX") from None
    if heading is None:
        raise SourceError(name, "its first sheet is empty", "put a heading row on top")
    columns = tuple("" if cell is None else str(cell).strip() for cell in heading)
    return Table(name, columns, _xlsx_rows(rows, len(columns)))


def _xlsx_rows(rows: Iterator[Sequence[object]], width: int) -> Iterator[Row | BadRow]:
    for number, cells in enumerate(rows, 2):
        texts = tuple("" if cell is None else str(cell) for cell in cells)
        if any(texts):
            yield Row(number, (*texts, *[""] * width)[:width])


def _parquet(stream: BinaryIO, name: str, separator: str | None) -> Table:
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise SourceError(name, "reading Parquet needs pyarrow", 'pip install "unitgraph[parquet]"') from None
    try:
        table = ParquetFile(_seekable(stream))
    except (ArrowException, OSError) as error:
        raise SourceError(name, f"is no Parquet file ({error})", "write it again") from None
    return Table(name, tuple(table.schema_arrow.names), _parquet_rows(table.iter_batches(2048)))


def _parquet_rows(batches: Iterator[object]) -> Iterator[Row | BadRow]:
    number = 0
    for batch in batches:
        for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):  # type: ignore[attr-defined]
            number += 1
            yield Row(number, tuple(_cell(cell) for cell in cells))


def _seekable(stream: BinaryIO) -> BinaryIO:
    return stream if stream.seekable() else io.BytesIO(stream.read())


_READERS: dict[str, Callable[[BinaryIO, str, str | None], Table]] = {
    "csv": _csv,
    "tsv": _tsv,
    "lines": _plain_lines,
    "jsonl": _jsonl,
    "xlsx": _xlsx,
    "parquet": _parquet,
}
