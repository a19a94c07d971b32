"""Rows written as CSV and as JSON Lines, as they come."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from typing import IO


def write_csv(output: IO[bytes], rows: Iterable[Iterable[object]], separator: str = ",", line_end: str = "\n") -> None:
    """Write ``rows``, the heading among them, as UTF-8 CSV (RFC 4180). ``output`` stays open."""
    _write_rows(lambda text: output.write(_bytes(text)), rows, separator, line_end)


def csv_text(rows: Iterable[Iterable[object]], line_end: str = "\n") -> str:
    """``rows``, the heading among them, as CSV (RFC 4180)."""
    text = io.StringIO()
    _write_rows(text.write, rows, ",", line_end)
    return text.getvalue()


def write_json_lines(output: IO[bytes], values: Iterable[object]) -> None:
    """Write each value as JSON on a line of its own."""
    for value in values:
        output.write(_bytes(json.dumps(value, ensure_ascii=False)) + b"\n")


def _write_rows(
    write: Callable[[str], object], rows: Iterable[Iterable[object]], separator: str, line_end: str
) -> None:
    csv.writer(_WithLineEnd(write, line_end), delimiter=separator, lineterminator=_CRLF).writerows(rows)


_CRLF = "\r\n"
"""Ends the lines that the csv module makes: it quotes a cell only for characters of the line end, and a carriage return
in a cell needs quotation marks whatever the line end is."""


class _WithLineEnd:
    """Takes lines with :data:`_CRLF`, one at a time, and hands them on with another end."""

    def __init__(self, write: Callable[[str], object], line_end: str) -> None:
        self._write, self._end = write, line_end

    def write(self, line: str) -> int:
        """Hand on one line; the number of its characters."""
        self._write(line.removesuffix(_CRLF) + self._end)
        return len(line)


def _bytes(text: str) -> bytes:
    """UTF-8; a lone surrogate, which UTF-8 lacks, as an escape."""
    return text.encode("utf-8", "backslashreplace")
