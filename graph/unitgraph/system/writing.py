"""Rows written as CSV and as JSON Lines, as they come."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import IO


def write_csv(output: IO[bytes], rows: Iterable[Iterable[object]], separator: str = ",", line_end: str = "\n") -> None:
    """Write ``rows``, the heading among them, as UTF-8 CSV (RFC 4180). ``output`` stays open."""
    csv.writer(_Utf8(output), delimiter=separator, lineterminator=line_end).writerows(rows)


def csv_text(rows: Iterable[Iterable[object]], line_end: str = "\n") -> str:
    """``rows``, the heading among them, as CSV (RFC 4180)."""
    text = io.StringIO()
    csv.writer(text, lineterminator=line_end).writerows(rows)
    return text.getvalue()


def write_json_lines(output: IO[bytes], values: Iterable[object]) -> None:
    """Write each value as JSON on a line of its own."""
    for value in values:
        output.write(_bytes(json.dumps(value, ensure_ascii=False)) + b"\n")


class _Utf8:
    """Text for a binary stream, without owning it: however writing ends, the stream stays open."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write ``text``; the number of its characters."""
        self._stream.write(_bytes(text))
        return len(text)


def _bytes(text: str) -> bytes:
    """UTF-8; a lone surrogate, which UTF-8 lacks, as an escape."""
    return text.encode("utf-8", "backslashreplace")
